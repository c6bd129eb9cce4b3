"""Saved and fetched pages: trafilatura finds the article and its metadata, htmldate its date; what they give up on is read flat."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from tradewatch.errors import InputError
from tradewatch.model import Article

from . import datelines
from .blob import Blob
from .days import read_day
from .decoding import decode
from .draft import Draft, finish
from .markup import crowded, flat
from .options import ReadOptions, SetAside

_LARGEST_TREE = 50_000  # elements; a page with more is no article page, and trafilatura's time grows with it
_TAGS = 200_000  # tags beyond which not even the tree is built
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([A-Za-z0-9_:.-]{2,40})", re.I)
_FIRST_DAY = "1990-01-01"
_UNTITLED = frozenset({"", "[no-title]", "no title", "untitled"})


def read(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """The one article of a page. Raises InputError where it holds no text or no tree can be built of it in bounded time."""
    data = blob.content(options.limits.document)
    found = _DECLARED.search(data, 0, 4096)
    markup = decode(data, blob.charset or (found[1].decode("ascii") if found else None)).text
    yield finish(page(markup, blob, options), blob, options)


def page(markup: str, blob: Blob, options: ReadOptions) -> Draft:
    """The article of a page, the flat text of the page where none is found in it. Raises InputError."""
    markup = markup.replace("\x00", "")
    count = crowded(markup)
    if count:
        raise InputError(f"a tag of it has {count:,} attributes, so it is no page of an article; save the article as text")
    found = None if markup.count("<") > _TAGS else _article(markup, blob, options)
    if found is not None and found.text and found.text.strip():
        return _draft(found, markup, blob, options)
    text, title = flat(markup)
    if not text.strip():
        raise InputError("its page holds no text; save the article as text, or as the browser shows it")
    return Draft(
        text=text,
        title=title,
        doc=blob.doc,
        guess=_guessed(markup, blob, text, options),
        url=blob.url,
        notes=("no article could be told apart in its page, so all of the page's text was read",),
    )


def _article(markup: str, blob: Blob, options: ReadOptions) -> Any:
    """trafilatura's document, None where it found none or stumbled."""
    import trafilatura  # 0.6 s

    _hush()
    try:
        return trafilatura.bare_extraction(
            markup,
            url=blob.url,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False, "min_date": _FIRST_DAY, "max_date": _latest(options)},
            config=_config(),
        )
    except Exception:  # whatever a parser of foreign pages stumbles over: the page is read flat then, which is told
        return None


def _draft(found: Any, markup: str, blob: Blob, options: ReadOptions) -> Draft:
    title = (found.title or "").strip()
    told = found.date if read_day(found.date) else None
    return Draft(
        text=found.text,
        title="" if title.casefold() in _UNTITLED else title,
        doc=blob.doc,
        published=told,
        guess=None if told else _guessed(markup, blob, found.text, options),
        source=found.sitename or None,
        url=found.url or blob.url,
    )


def _guessed(markup: str, blob: Blob, text: str, options: ReadOptions) -> date | None:
    """A day by htmldate's wide search, for a page that tells none in its markup, its text or its address."""
    if options.published or datelines.find(text, None) or markup.count("<") > _TAGS:
        return None
    import htmldate

    try:
        found = htmldate.find_date(markup, original_date=True, url=blob.url, min_date=_FIRST_DAY, max_date=_latest(options))
    except Exception:  # as above: the page then has no date
        return None
    return read_day(found)


def _latest(options: ReadOptions) -> str:
    """The last day that a page's date may be: nothing here asks the clock."""
    return (options.today or date(2100, 1, 1)).isoformat()


@lru_cache(maxsize=1)
def _config() -> Any:
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MAX_TREE_SIZE", str(_LARGEST_TREE))
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")
    return config


@lru_cache(maxsize=1)
def _hush() -> None:
    """What these libraries log of a page is told by what becomes of the page."""
    for name in ("trafilatura", "htmldate", "readability", "justext", "courlan"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
