"""PDF press releases with a text layer, by pypdf. A scan has none and is set aside."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from tradewatch.errors import InputError
from tradewatch.model import Article

from .blob import Blob
from .decoding import Decoded
from .draft import Draft, finish
from .options import ReadOptions, SetAside
from .text import draft as text_draft

_PAGES = 300
# one sign for two or three letters, which fonts draw and no dictionary knows: "tariﬀ"
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_WORDS = 20  # letters a page below which it has no text layer
_NUMBER = re.compile(r"(?:page\s)?[-–]?\s?\d{1,4}\s?(?:(?:/|of)\s?\d{1,4})?\s?[-–]?$", re.I)
_TOOL_TITLE = re.compile(
    r"(?:microsoft word|untitled|\((?:anonymous|unspecified|null)\)|document\d{0,4}$|.{0,200}\.(?:docx?|pdf|indd|rtf|qxd|odt)$)", re.I
)


def read(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """The one article of a PDF. Raises InputError: damaged, locked, a scan."""
    import pypdf  # 0.15 s
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    data = blob.content(options.limits.document)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("it is locked with a password; save it without one")
        pages, notes = _pages(reader, options)
        about: Any = reader.metadata or {}
        title, made = _title(about), _made(about)
    except InputError:
        raise
    except DependencyError as error:
        raise InputError("it is encrypted in a way that is not known here; save it without encryption") from error
    except (PyPdfError, RecursionError) as error:
        raise InputError(f"it is a damaged PDF ({_why(error)}); save it again, or as text") from error
    except Exception as error:  # pypdf raises many kinds on hostile files
        raise InputError(f"it is a damaged PDF ({_why(error)}); save it again, or as text") from error
    letters = sum(sum(map(str.isalpha, page)) for page in pages)
    if letters < _WORDS * max(1, len(pages)):
        raise InputError("it has no text layer, as a scan has none; run text recognition over it")
    text = "\n\n".join(part for part in _joined(pages) if part)
    found = text_draft(Decoded(text, "pdf"), blob)
    yield finish(
        Draft(
            text=text, title=title or found.title, doc=blob.doc, published=found.published, tool=made, source=found.source, url=found.url,
            cut=found.cut, keep=found.keep, notes=notes,
        ),
        blob,
        options,
    )  # fmt: skip


def _pages(reader: Any, options: ReadOptions) -> tuple[list[str], tuple[str, ...]]:
    """The text of each page, up to a number of pages and of characters, and notes of what was left out. Raises InputError where all
    pages are damaged; one that is counts as empty."""
    texts: list[str] = []
    size, pictures, broken, rest = 0, 0, 0, False
    for number, page in enumerate(reader.pages):
        if size > options.limits.characters:
            break  # the text will be set aside for its length
        if number >= _PAGES:
            rest = True
            break
        try:
            text = (page.extract_text() or "").translate(_LIGATURES)
            pictures += not text.strip() and "/XObject" in (page.get("/Resources") or {})
        except (MemoryError, RecursionError):
            raise
        except Exception:  # one page's fault; the others are read
            text, broken = "", broken + 1
        texts.append(text)
        size += len(text)
    if broken and broken == len(texts):
        raise InputError("it is a damaged PDF (none of its pages can be read); save it again, or as text")
    notes = [f"it has more than {_PAGES} pages, the first of which were read; split it"] if rest else []
    for count, kind in ((pictures, "without text, as scans are,"), (broken, "damaged")):
        if count:
            are, were = ("is", "was") if count == 1 else ("are", "were")
            notes.append(f"{count} of its {len(texts)} pages {are} {kind} and {were} not read")
    return texts, tuple(notes)


def _joined(pages: Sequence[str]) -> Iterator[str]:
    """Paragraphs: lines that only the page's width broke are joined, lines that every page repeats and page numbers left out."""
    cut = [[" ".join(line.split()) for line in page.split("\n")] for page in pages]
    repeated = _repeated(cut)
    lines = [line for page in cut for line in [*page, ""] if line not in repeated and not (line and _NUMBER.match(line))]
    width = max(40, sorted(len(line) for line in lines if line)[-max(1, len(lines) // 10)] if any(lines) else 40)
    part = ""
    for line in lines:
        if not line:
            if part and part[-1] in '.!?:”"':
                yield part
                part = ""
            continue
        if not part:
            part = line
        elif part.endswith("-") and line[0].islower() and len(part) > 1 and part[-2].isalpha():
            part = part[:-1] + line
        else:
            part = f"{part} {line}"
        if len(line) < width * 0.6:
            yield part
            part = ""
    if part:
        yield part


def _repeated(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Headers and footers: what stands on most of at least three pages, at their top or bottom."""
    if len(pages) < 3:
        return frozenset()
    counts = Counter(line for page in pages for line in {*page[:3], *page[-3:]} if line)
    return frozenset(line for line, count in counts.items() if count > len(pages) // 2)


def _title(about: Any) -> str:
    value = about.get("/Title")
    title = " ".join(str(value).split())[:300] if value is not None else ""
    return "" if _TOOL_TITLE.match(title) or len(title) < 8 else title


def _made(about: Any) -> date | None:
    """The day in `D:20251016…`."""
    found = re.match(r"D?:?((?:19|20)\d\d)(\d\d)(\d\d)", str(about.get("/CreationDate") or ""))
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _why(error: BaseException) -> str:
    words = " ".join(str(error).split())[:100].lower()
    return words or type(error).__name__
