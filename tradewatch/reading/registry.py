"""Which reader takes which input: one line a format. What the bytes are wins over what the name says, and text is what is left.

To add a format: a module with `read(blob, options) -> Iterator[Article | SetAside]`, and its line in FORMATS.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module

from tradewatch.errors import TradewatchError
from tradewatch.model import Article

from . import sniff
from .blob import Blob, of_bytes, of_file, of_stream, printable
from .folders import files
from .options import ReadOptions, SetAside, set_aside

STDIN = "-"
Found = Iterator[Article | SetAside]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how its bytes begin (`sure` decides, `likely` only where no name or media type does), its endings, its media types.

    `reader` is the module of this room that reads it; it is imported when first needed.
    """

    name: str
    reader: str
    sure: Callable[[bytes], bool] = sniff.never
    likely: Callable[[bytes], bool] = sniff.never
    endings: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()


FORMATS: tuple[Format, ...] = (
    Format(
        "records",
        "records",
        likely=sniff.is_records,
        endings=(".jsonl", ".ndjson", ".jsonlines"),
        media_types=("application/x-ndjson", "application/jsonl"),
    ),
    Format("table", "tables", endings=(".csv", ".tsv"), media_types=("text/csv", "text/tab-separated-values")),
    Format("text", "text", endings=(".txt", ".text", ".md", ".markdown"), media_types=("text/plain", "text/markdown")),
)


def read(paths: Sequence[str], options: ReadOptions) -> Found:
    """Every article of `paths` in order, and whatever could not be used, named.

    A path is a file, a folder (all regular files below it, by name), `-` (`options.stdin`), or an http or https address. An input that
    cannot be used raises nothing: it is a SetAside, with MissingInputError where it is not there or cannot be opened, InputError where it
    holds nothing usable, SourceUnavailableError where the network failed.
    """
    for path in paths:
        if path == STDIN:
            yield from _standard_input(options)
        elif os.path.isdir(path):
            yield from _folder(path, options)
        else:
            yield from _file(path, options)


def read_blob(blob: Blob, options: ReadOptions) -> Found:
    """The articles of bytes with a name; never raises a TradewatchError."""
    try:
        head = blob.head()
        if not head:
            yield blob.aside("it is empty; give a file that holds text")
            return
        format = format_of(head, blob)
        reader: Callable[[Blob, ReadOptions], Found] = import_module(f".{format.reader}", __package__).read
        yield from reader(blob, options)
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
            yield from _file(entry, options)
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
