"""Plain text: front matter, title, body. The text is kept exactly; header lines are cut from the body by offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tradewatch.model import Article

from .blob import Blob
from .datelines import opens_with_dateline
from .days import read_day
from .decoding import Decoded, decode, with_line_feeds
from .draft import Draft, Span, finish
from .options import ReadOptions, SetAside

LONGEST_TITLE = 220
_LONGEST_LINE = 4000  # what is looked at of a line
_HEADER_LINES = 40
_NEAR_TOP = 12  # lines below a title where a single `Date:` or `Source:` line is still a header
_FIELDS = {
    "title": "title", "headline": "title", "subject": "title",
    "date": "published", "published": "published", "publication date": "published", "pubdate": "published", "published on": "published",
    "source": "source", "publisher": "source", "publication": "source", "outlet": "source",
    "url": "url", "link": "url",
    "author": "", "authors": "", "by": "", "byline": "", "section": "", "category": "", "tags": "", "keywords": "", "language": "",
}  # fmt: skip
_HEADER = re.compile(r"[ \t]{0,8}\**([A-Za-z][A-Za-z ]{1,19})\**[ \t]{0,3}:\**[ \t]{0,8}(\S.{0,1000})?$")
_INSIDE = frozenset({"published", "source", "url"})  # fields that may stand alone under a title


@dataclass(slots=True)
class Header:
    """What header lines say, and the stretches they take. `start` is where the article begins."""

    fields: dict[str, str] = field(default_factory=dict)
    cut: list[Span] = field(default_factory=list)
    title: Span | None = None
    start: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line by its offsets; `words` is its text without blanks around it, which begins at `at`."""

    start: int
    end: int
    words: str
    at: int


def read(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """The one article of a text file. Raises InputError where it holds no text."""
    found = decode(blob.content(options.limits.document), blob.charset)
    yield finish(draft(found, blob), blob, options)


def draft(found: Decoded, blob: Blob) -> Draft:
    """Take a text's header from its body, and find its title."""
    text = found.text
    even = with_line_feeds(text)
    header = read_header(even)
    title = header.title or _first_line(even, header.start)
    many = "1 byte of it is" if found.damaged == 1 else f"{found.damaged} bytes of it are"
    notes = (f"{many} no {found.encoding.upper()} and {'was' if found.damaged == 1 else 'were'} replaced",) if found.damaged else ()
    return Draft(
        text=text,
        title=" ".join(text[title[0] : title[1]].split()) if title else "",
        doc=blob.doc,
        published=header.fields.get("published"),
        source=header.fields.get("source"),
        url=header.fields.get("url") or blob.url,
        cut=tuple(header.cut),
        keep=title,
        notes=notes,
    )


def read_header(text: str) -> Header:
    """Front matter between `---` lines, or `Title:`, `Date:`, `Source:`, `URL:` lines at the top or just under the title. A line feed ends
    a line."""
    top = list(lines(text, 0, _HEADER_LINES + 2))
    filled = [line for line in top if line.words]
    if filled and filled[0].words == "---":
        fenced = _fenced(text, top)
        if fenced:
            return fenced
    return _plain(text, top)


def lines(text: str, start: int, most: int) -> Iterator[Line]:
    """At most `most` lines from `start` on; a line feed ends them."""
    for _ in range(most):
        if start >= len(text):
            return
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        words = text[start : min(end, start + _LONGEST_LINE)]
        yield Line(start, end, words.strip(), start + len(words) - len(words.lstrip()))
        start = end + 1


def _fenced(text: str, top: list[Line]) -> Header | None:
    """`---`, `key: value` lines, `---`."""
    opened = next(number for number, line in enumerate(top) if line.words)
    closed = next((number for number, line in enumerate(top) if number > opened and line.words in ("---", "...")), None)
    if closed is None:
        return None
    header = Header()
    for line in top[opened + 1 : closed]:
        _take(header, line)
    header.start = min(top[closed].end + 1, len(text))
    header.cut = _around((top[opened].start, header.start), header.title)
    return header


def _plain(text: str, top: list[Line]) -> Header:
    header, open_block, filled = Header(), True, 0
    for line in top:
        if not line.words:
            continue
        filled += 1
        name = _name(line)
        if open_block and name is not None:
            _take(header, line)
            header.cut += _around((line.start, line.end), header.title)
            header.start = min(line.end + 1, len(text))
        elif filled <= _NEAR_TOP and name in _INSIDE and name not in header.fields and _may_stand_alone(name, line):
            _take(header, line)
            header.cut.append((line.start, line.end))
        else:
            open_block = False
        if filled > _NEAR_TOP and not open_block:
            break
    return header if set(header.fields) & {"title", "published", "source", "url"} else Header()


def _name(line: Line) -> str | None:
    """The field that a header line fills, "" for one that is passed over, None where it is no header line."""
    found = _HEADER.match(line.words) if len(line.words) <= 1100 else None
    return _FIELDS.get(found[1].lower()) if found else None


def _may_stand_alone(name: str, line: Line) -> bool:
    """Whether a line outside a header says what it seems to: a date that is one, a source that is a name, an address."""
    value = line.words.partition(":")[2].strip("* \t\"'")
    if name == "published":
        return len(value) <= 80 and read_day(value) is not None
    return len(value) <= (200 if name == "url" else 60) and (name != "url" or "." in value) and not value.endswith(".")


def _take(header: Header, line: Line) -> None:
    found = _HEADER.match(line.words) if len(line.words) <= 1100 else None
    if found is None or found[2] is None:
        return
    name, value = _FIELDS.get(found[1].lower(), ""), found[2].strip()
    bare = value.strip("\"'").strip()
    if not name or name in header.fields or not bare:
        return
    header.fields[name] = bare
    if name == "title":
        at = line.at + line.words.rfind(bare)
        header.title = (at, at + len(bare))


def _around(span: Span, title: Span | None) -> list[Span]:
    """A header's stretch without the title in it, which stays a part of the article."""
    if title is None or not span[0] <= title[0] < span[1]:
        return [span]
    return [(span[0], title[0]), (title[1], span[1])]


def _first_line(text: str, start: int) -> Span | None:
    """The first line with words, where it is short enough to be a title and no story begins in it."""
    line = next((line for line in lines(text, start, 200) if line.words), None)
    if line is None or len(line.words) > LONGEST_TITLE or opens_with_dateline(line.words):
        return None
    return line.at, line.at + len(line.words)
