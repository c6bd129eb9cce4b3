"""RSS, Atom and JSON Feed, from bytes: one article an entry. An entry of a fetched feed that has only a summary is followed to its page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from tradewatch.errors import InputError, NotNowError, SourceUnavailableError, TradewatchError
from tradewatch.model import Article

from .blob import Blob
from .days import read_day
from .draft import Draft, finish
from .markup import snippet
from .options import ReadOptions, SetAside
from .records import parse

_ENTRY = re.compile(rb"<(?:[a-zA-Z]{1,10}:)?(?:item|entry)[\s>]")
_SUMMARY = 1500  # characters; what is shorter and not marked as content is a summary


def read(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """The articles of a feed. Raises InputError where it is none, or larger than a feed may be."""
    data = blob.content(options.limits.feed)
    entries, source, rest = _json(data, options) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else _xml(data, options)
    for number, entry in enumerate(entries, 1):
        yield from _entry(entry, number, source, blob, options)
    if not entries:
        yield blob.aside("the feed has no entries; check its address")
    if rest:
        yield blob.aside(f"it has more than {options.limits.entries:,} entries, the first of which were read; split it", len(entries) + 1)


def _xml(data: bytes, options: ReadOptions) -> tuple[list[dict[str, Any]], str | None, bool]:
    """Entries, the feed's name, and whether some were left out."""
    import feedparser

    starts = [match.start() for match, _ in zip(_ENTRY.finditer(data), range(options.limits.entries + 1), strict=False)]
    rest = len(starts) > options.limits.entries
    # feedparser reads a feed that ends early as far as it goes, so the first entries can be cut off; its time grows with their number
    found = feedparser.parse(io.BytesIO(data[: starts[-1]] if rest else data), sanitize_html=False, resolve_relative_uris=False)
    if found.bozo and not found.entries and not found.version:
        why = " ".join(str(found.get("bozo_exception") or "unknown reason").split())[:120].lower()
        raise InputError(f"it is no feed that can be read ({why}); check its address")
    return [_of_xml(entry) for entry in found.entries], _plain(found.feed.get("title")), rest


def _of_xml(entry: Any) -> dict[str, Any]:
    contents = [part.get("value") or "" for part in entry.get("content") or () if isinstance(part, dict)]
    # a key that is not there is not asked for: feedparser would look for another in its place, and warn
    keys = [key for key in ("published", "updated", "created") if key in entry]
    told = next((entry[key] for key in keys if entry[key]), None)
    parsed = next((entry[f"{key}_parsed"] for key in keys if entry.get(f"{key}_parsed")), None)
    # the day as it is written; feedparser's own reading, in UTC, for what only it knows
    day = read_day(told) or (read_day(f"{parsed[0]:04d}-{parsed[1]:02d}-{parsed[2]:02d}") if parsed else None)
    source = entry.get("source")
    return {
        "id": entry.get("id"),
        "title": _plain(entry.get("title")),
        "content": max(contents, key=len, default=""),
        "summary": entry.get("summary") or "",
        "published": day or told,
        "source": _plain(source.get("title")) if isinstance(source, dict) else None,
        "url": entry.get("link"),
    }


def _json(data: bytes, options: ReadOptions) -> tuple[list[dict[str, Any]], str | None, bool]:
    found = parse(data.decode("utf-8-sig", "replace"))
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list):
        raise InputError("it is no JSON Feed (it has no list `items`); check its address")
    listed = [item for item in items[: options.limits.entries] if isinstance(item, dict)]
    entries = [
        {
            "id": item.get("id"),
            "title": _plain(item.get("title")),
            "content": _text(item.get("content_html")) or _text(item.get("content_text")),
            "summary": _text(item.get("summary")),
            "published": item.get("date_published") or item.get("date_modified"),
            "source": None,
            "url": item.get("url") or item.get("external_url"),
        }
        for item in listed
    ]
    return entries, _plain(found.get("title")), len(items) > options.limits.entries


def _entry(entry: dict[str, Any], number: int, source: str | None, blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    url = _address(_text(entry["url"]), blob)
    if url and options.known.get(url, 0) >= _SUMMARY:
        return
    text = snippet(_text(entry["content"]) or _text(entry["summary"]))
    notes: tuple[str, ...] = ()
    if blob.fetched and url and _is_summary(entry, text):
        page = _page(entry, url, number, source, blob, options)
        if isinstance(page, (Article, SetAside)):
            yield page
            return
        why = f"its page could not be read ({page})"
        if isinstance(page, NotNowError):
            yield blob.aside(f"{why}; the next run tries again", url, NotNowError)
        if url in options.known:
            return
        notes = (f"{why}, so only the feed's summary of it is",)
    draft = Draft(
        text=text,
        title=entry["title"] or "",
        doc=_text(entry["id"]).strip()[:200] or url or f"{blob.doc}-{number}",
        published=entry["published"],
        source=entry["source"] or source,
        url=url,
        notes=notes,
        where=f"entry {number}",
    )
    if not text and entry["title"]:
        yield blob.aside("the entry has a title and no text; read its page instead", f"entry {number}")
        return
    yield finish(draft, blob, options)


def _address(told: str, blob: Blob) -> str | None:
    """Where an entry's page is: its link, from the feed's own address on where it is relative; None for what can be no page's address."""
    try:
        url = urljoin(blob.url or "", told.strip()) if told.strip() else ""
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) else None


def _is_summary(entry: dict[str, Any], text: str) -> bool:
    return not entry["content"] and (len(text) < _SUMMARY or text.rstrip(" .]").endswith(("…", "[…", "..")))


def _page(
    entry: dict[str, Any], url: str, number: int, source: str | None, blob: Blob, options: ReadOptions
) -> Article | SetAside | TradewatchError:
    """The article of an entry's page with what the feed says of it, or why there is none."""
    from .decoding import decode
    from .fetch import fetch
    from .html import page

    try:
        found = fetch(url, options)
        if "html" not in (found.media_type or "html"):
            return InputError(f"it is {found.media_type}")
        draft = page(decode(found.body, found.charset).text, blob, options)
    except (InputError, SourceUnavailableError) as error:
        return error
    joined = Draft(
        text=draft.text,
        title=draft.title or entry["title"] or "",
        doc=_text(entry["id"]).strip()[:200] or url,
        published=entry["published"] or draft.published,
        guess=draft.guess,
        source=draft.source or entry["source"] or source,
        url=url,
        notes=draft.notes,
        where=f"entry {number}",
    )
    return finish(joined, blob, options)


def _plain(value: Any) -> str | None:
    return " ".join(snippet(value).split())[:1000] or None if isinstance(value, str) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
