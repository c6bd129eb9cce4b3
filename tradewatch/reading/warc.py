"""WARC, the web archives' format, by warcio: one page a response record. A file that ends early is noticed and told."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any

from tradewatch.errors import InputError
from tradewatch.model import Article

from .blob import Blob
from .days import read_day
from .options import ReadOptions, SetAside

_TYPES = frozenset({"response", "resource", "conversion"})
_OTHERS = frozenset({"warcinfo", "request", "metadata", "revisit", "continuation"})
_READ = (
    *("text/html", "application/xhtml", "text/plain", "application/pdf"),
    *("application/rss", "application/atom", "application/xml", "text/xml"),
)


_AGAIN = "; what came before was read; get it again"
_LONGEST_LINE = 8_000_000


class _Eager:
    """A stream that gives what it has at once, so that a fault behind it costs nothing before it."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._line = stream, 0

    def read(self, size: int) -> bytes:
        """At most `size` bytes. Raises InputError in a line without an end, which warcio's time grows with by the square."""
        part = bytes(self._stream.read1(size))
        end = part.rfind(b"\n")
        self._line = self._line + len(part) if end < 0 else len(part) - end
        if self._line > _LONGEST_LINE:
            raise InputError(f"a line in it is longer than {_LONGEST_LINE // 1_000_000} MB{_AGAIN}")
        return part


def read(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """The articles of a WARC's pages. Records of other types and media are passed over; damage ends the reading and is told."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    with blob.open() as stream:
        records = ArchiveIterator(_Eager(stream))
        try:
            while record := _next(records):
                number += 1
                yield from _record(record, number, blob, options)
                rest = _missing(record)
                if rest:
                    fact = f"it ends {rest:,} bytes before the record's end, as a broken download does; get it again"
                    yield blob.aside(fact, f"record {number}")
                    return
        except InputError as error:
            yield blob.aside(str(error), f"record {number + 1}")
            return
        except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError, TypeError, IndexError, KeyError) as error:
            why = " ".join(str(error).split())[:120].lower() or type(error).__name__
            yield blob.aside(f"it is damaged ({why}){_AGAIN}", f"record {number + 1}")
            return
        if records.err_count:
            yield blob.aside("bytes stand in it that belong to no record, so a record's length is wrong; get it again")
    if not number:
        yield blob.aside("it holds no record; get it again")


def _next(records: Any) -> Any:
    """The next record, None at the end. warcio writes of damage to standard error, which is not its to write to."""
    with contextlib.redirect_stderr(io.StringIO()):
        return next(records, None)


def _record(record: Any, number: int, blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    from .registry import read_blob

    if record.rec_type not in _TYPES:
        if record.rec_type not in _OTHERS:
            raise InputError(f"it begins with what is no record{_AGAIN}")
        return
    if record.rec_headers.get_header("Content-Length") is None:
        raise InputError(f"a record does not say its length{_AGAIN}")
    headers = record.http_headers
    if headers is not None and not str(headers.get_statuscode()).startswith("2"):
        return
    media_type = (headers.get_header("Content-Type") if headers is not None else record.content_type) or ""
    kind, _, rest = media_type.lower().partition(";")
    if not kind.strip().startswith(_READ):
        return
    data = record.content_stream().read(options.limits.document + 1) or b""
    if not data:
        return
    where = f"record {number}"
    if len(data) > options.limits.document:
        yield blob.aside(f"the page is larger than {options.limits.document // 1_000_000} MB; save its article as text", where)
        return
    url = record.rec_headers.get_header("WARC-Target-URI")
    yield from read_blob(
        blob.inner(
            where,
            data,
            doc=f"{blob.doc}-{number}",
            member=f"{blob.member}/{where}" if blob.member else where,
            media_type=kind.strip(),
            charset=_charset(rest),
            url=url if url and url.startswith(("http://", "https://")) else None,
            modified=read_day(record.rec_headers.get_header("WARC-Date")) or blob.modified,
        ),
        options,
    )


def _missing(record: Any) -> int:
    """Bytes that the record's length promises and the file does not have. What is left of the record is read through."""
    raw = record.raw_stream
    while raw.read(1 << 16):
        pass
    return max(0, int(getattr(raw, "limit", 0) or 0))


def _charset(parameters: str) -> str | None:
    found = parameters.partition("charset=")[2].strip("\"' ")
    return found.split(";")[0].strip("\"' ")[:40] or None
