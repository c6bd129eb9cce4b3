"""Which reader takes which input: one line a format. What the bytes are wins over what the name says, and text is what is left.

To add a format: a module with a function `(blob, options) -> Iterator[Article | SetAside]`, and its line in FORMATS. A reader opens its
blob once, after looking at its head.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module

from tradewatch.errors import TradewatchError
from tradewatch.model import Article

from . import sniff
from .blob import Blob, of_bytes, of_file, of_stream, printable
from .folders import files
from .options import ReadOptions, SetAside, one_line, set_aside

STDIN = "-"
_REMEMBERED = 200_000  # names of articles in one input
Found = Iterator[Article | SetAside]


_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_RECORD_TYPES = ("application/json", "application/x-ndjson", "application/jsonl")


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how its bytes begin (`sure` decides, `likely` only where no name or media type does), its endings, its media types.

    `reader` is the module of this room and its function that read it; it is imported when first needed.
    """

    name: str
    reader: str
    sure: Callable[[bytes], bool] = sniff.never
    likely: Callable[[bytes], bool] = sniff.never
    endings: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()


FORMATS: tuple[Format, ...] = (
    Format("zip", "archives:read_zip", sure=sniff.is_zip, endings=(".zip",), media_types=("application/zip",)),
    Format("packed", "archives:read_packed", sure=sniff.is_packed),
    Format("tar", "archives:read_tar", sure=sniff.is_tar),
    Format("pdf", "pdf:read", sure=sniff.is_pdf, endings=(".pdf",), media_types=("application/pdf",)),
    Format("warc", "warc:read", sure=sniff.is_warc, endings=(".warc",), media_types=("application/warc",)),
    Format("mbox", "mail:read_mbox", sure=sniff.is_mbox, endings=(".mbox", ".mbx"), media_types=("application/mbox",)),
    Format("mail", "mail:read", endings=(".eml", ".mhtml", ".mht"), media_types=("message/rfc822", "multipart/related")),
    Format("feed", "feeds:read", sure=sniff.is_feed, endings=(".rss", ".atom", ".rdf"), media_types=_FEED_TYPES),
    Format("page", "html:read", sure=sniff.is_html, endings=(".html", ".htm", ".xhtml", ".shtml"), media_types=_PAGE_TYPES),
    Format("records", "records:read", likely=sniff.is_records, endings=(".jsonl", ".ndjson", ".json"), media_types=_RECORD_TYPES),
    Format("table", "tables:read", endings=(".csv", ".tsv"), media_types=("text/csv", "text/tab-separated-values")),
    Format("text", "text:read", endings=(".txt", ".text", ".md", ".markdown"), media_types=("text/plain", "text/markdown")),
)


def read(paths: Sequence[str], options: ReadOptions) -> Found:
    """Every article of `paths` in order, and whatever could not be used, named.

    A path is a file, a folder (all regular files below it, by name), `-` (`options.stdin`), or an http or https address. An input that
    cannot be used raises nothing: it is a SetAside, with MissingInputError where it is not there or cannot be opened, InputError where it
    holds nothing usable, SourceUnavailableError where the network failed.
    """
    for path in paths:
        if path == STDIN:
            yield from apart(_standard_input(options))
        elif path.lower().startswith(("http://", "https://")):
            yield from _address(path, options)
        elif os.path.isdir(path):
            yield from _folder(path, options)
        else:
            yield from apart(_file(path, options))


def apart(found: Found) -> Found:
    """The items of one input; an article that is called as an earlier one with another text is called otherwise, so that none is lost."""
    named: dict[tuple[str, int], str] = {}
    taken: dict[str, int] = {}  # each name, and the number that the next article of this name is tried with
    for item in found:
        if not isinstance(item, Article) or len(named) >= _REMEMBERED:
            yield item
            continue
        key = item.doc, hash(item.text)
        name = named.get(key)
        if name is None:
            name = item.doc
            while name in taken:
                taken[item.doc] += 1
                name = f"{item.doc}-{taken[item.doc]}"
            named[key], taken[name] = name, 1
        yield item if name == item.doc else _renamed(item, name)


def _renamed(item: Article, name: str) -> Article:
    fact = f"an earlier article in it is called '{item.doc[:80]}' too, so this one is called '{name[-90:]}'"
    return replace(item, doc=name, notes=(*item.notes, one_line(f"{item.path}: {fact}")))


def read_blob(blob: Blob, options: ReadOptions) -> Found:
    """The articles of bytes with a name; never raises a TradewatchError."""
    try:
        head = blob.head()
        if not head:
            yield blob.aside("it is empty; give a file that holds text")
            return
        kind = sniff.foreign(head)
        if kind:
            yield blob.aside(f"it is {kind}; give text, HTML, PDF, mail, a feed, JSON lines, CSV, or an archive of these")
            return
        module, _, name = format_of(head, blob).reader.partition(":")
        reader: Callable[[Blob, ReadOptions], Found] = getattr(import_module(f".{module}", __package__), name)
        some = False
        for item in reader(blob, options):
            some = True
            yield item
        if not some and not options.known:  # a feed of which all is known holds nothing else
            yield blob.aside("it holds no article; check that it is what its name says")
    except TradewatchError as error:
        yield blob.aside(str(error), kind=type(error))
    except (OSError, RecursionError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        yield blob.aside(f"it cannot be read ({str(why).lower()}); check the file and try again")


def format_of(head: bytes, blob: Blob) -> Format:
    """The format of an input that begins with `head`."""
    media_type = (blob.media_type or "").partition(";")[0].strip().lower()
    for format in FORMATS:
        if format.sure(head):
            return format
    for format in FORMATS:
        if blob.ending in format.endings:
            return format
    for format in FORMATS:
        if media_type in format.media_types:
            return format
    return next((format for format in FORMATS if format.likely(head)), FORMATS[-1])


def _file(path: str, options: ReadOptions) -> Found:
    blob = of_file(path)
    if isinstance(blob, SetAside):
        yield blob
    else:
        yield from read_blob(blob, options)


def _folder(path: str, options: ReadOptions) -> Found:
    some = False
    for entry in files(path):
        some = True
        if isinstance(entry, SetAside):
            yield entry
        else:
            yield from apart(_file(entry, options))
    if not some:
        yield set_aside(printable(path), "the folder holds no file; give one that holds articles")


def _standard_input(options: ReadOptions) -> Found:
    """Standard input, which may be any format. A stream is read once; only records are read on without an end."""
    given = options.stdin
    if given is None:
        yield set_aside(STDIN, "standard input is not open; give a file")
    elif isinstance(given, bytes):
        yield from read_blob(of_bytes(given, STDIN, doc="stdin"), options)
    else:
        yield from read_blob(of_stream(given, STDIN, doc="stdin"), options)


def _address(url: str, options: ReadOptions) -> Found:
    """What an address leads to; the network's faults are its own kind of error."""
    from .fetch import fetch, read_fetched

    try:
        found = fetch(url, options)
    except TradewatchError as error:
        yield set_aside(printable(url), str(error), kind=type(error))
        return
    yield from read_fetched(found, options)
