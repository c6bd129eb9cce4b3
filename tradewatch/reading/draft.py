"""From what a reader found to an Article: the publication date, what is not article, the language. Every reader ends here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tradewatch.model import Article

from . import boilerplate, datelines, language
from .blob import Blob
from .decoding import clean
from .options import ReadOptions, SetAside, one_line
from .published import published

Span = tuple[int, int]
_LATIN = re.compile("[A-Za-z]")
_LONGEST_TITLE = 1000


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader found. `published` is the metadata's value as it stands there; `tool` a day that only
    the file's maker wrote, `guess` one that a page shows somewhere.

    `cut` are stretches of `text` that the reader knows to be no article (header lines), `keep` one that must stay (the title).
    `where` is the place in the input, for messages.
    """

    text: str
    title: str = ""
    doc: str = ""
    published: object = None
    tool: date | None = None
    guess: date | None = None
    source: str | None = None
    url: str | None = None
    cut: tuple[Span, ...] = ()
    keep: Span | None = None
    notes: tuple[str, ...] = ()
    where: object = None


def finish(draft: Draft, blob: Blob, options: ReadOptions) -> Article | SetAside:
    """The article, or the draft set aside with the reason: no words, too long, another language."""
    text = clean(draft.text)
    if len(text) != len(draft.text):  # surrogate pairs were joined, so the reader's offsets have moved
        draft = Draft(text, draft.title, draft.doc, draft.published, draft.tool, draft.guess, draft.source, draft.url, where=draft.where)
    if len(text) > options.limits.characters:
        return blob.aside(f"its text is longer than {options.limits.characters:,} characters; cut it into articles", draft.where)
    if not any(map(str.isalnum, text)):
        return blob.aside("it holds no words; give a file that holds text", draft.where)
    other = language.other_than_english(text)
    if other:
        return blob.aside(f"it is in {other}; only English is read", draft.where)
    if not _LATIN.search(text):
        return blob.aside("it holds no English words; give a file that holds text", draft.where)
    doc = clean(draft.doc) or blob.doc
    body = boilerplate.body(text, cut=draft.cut, keep=draft.keep)
    if body == boilerplate.NOTHING:
        return blob.aside("it holds links, prompts and credits, but no article", draft.where)
    when = published(
        text,
        option=options.published,
        told=draft.published,
        names=[name for name in (blob.doc, doc, draft.url) if name],
        tool=draft.tool,
        guess=draft.guess,
        modified=blob.modified,
        latest=options.today,
    )
    place = one_line(":".join(part for part in (blob.path, blob.member, None if draft.where is None else str(draft.where)) if part))
    return Article(
        doc=doc,
        text=text,
        title=" ".join(clean(draft.title)[:_LONGEST_TITLE].split()),
        published=when.day,
        published_from=when.origin,
        path=blob.path,
        source=_name(draft.source) or options.source or datelines.agency(text, [end for _, end in body] or [len(text)]),
        url=_name(draft.url),
        body=body,
        notes=tuple(f"{place}: {note}" for note in (*draft.notes, *when.notes)),
    )


def _name(value: str | None) -> str | None:
    return " ".join(clean(value)[:_LONGEST_TITLE].split()) or None if value else None
