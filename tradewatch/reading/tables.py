"""CSV and TSV with a header line: one article a row, columns by the names of a record's fields or by the user's mapping."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator

from tradewatch.errors import InputError
from tradewatch.model import Article

from .blob import Blob
from .decoding import decode
from .options import ReadOptions, SetAside
from .records import pick, record

_SEPARATOR = re.compile(r"sep=([,;|])")  # as spreadsheets write it before the header
_FAULTS = 100  # rows with broken quotes after which a table is given up


def read(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """The articles of a table, read as a stream where it is UTF-8. Raises InputError where there is no column of texts."""
    start = blob.head()
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or _foreign(start):
        yield from _rows(io.StringIO(decode(blob.content(options.limits.document)).text, newline=""), blob, options)
        return
    with blob.open() as stream, io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="") as lines:
        yield from _rows(_bounded(lines, options.limits.document), blob, options)


def _foreign(start: bytes) -> bool:
    """Whether the beginning is not UTF-8 (its last character may be cut)."""
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start < len(start) - 4
    return False


def _bounded(lines: io.TextIOWrapper, limit: int) -> Iterator[str]:
    """Lines up to `limit` characters; a longer one ends the reading."""
    while line := lines.readline(limit):
        if len(line) >= limit:
            raise InputError("a line of it is too long for a table; check that it is CSV")
        yield line.replace("\x00", "")


class _Lines:
    """Lines that can be read again from the second of a row that turned out to be none."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._again = lines, deque[str]()
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.number += 1
        self.taken.append(line)
        return line

    def back(self) -> None:
        """Give back all lines of the row but its first."""
        self._again.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1


def _rows(lines: Iterator[str], blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    csv.field_size_limit(options.limits.document)
    feed = _Lines(lines)
    header_line = next((line for line in feed if line.strip()), "")
    dialect = _delimiter(header_line, blob)
    if _SEPARATOR.fullmatch(header_line.strip()):
        header_line = next(feed, "")
    names = [name.strip() for name in next(csv.reader([header_line], delimiter=dialect), [])]
    if pick(dict.fromkeys(names, True), options.columns).get("text") is None:
        shown = ", ".join(names[:8]) or "none"
        raise InputError(f"it has no column `text` (its columns: {shown[:200]}); name one with --column text=NAME")
    counts = Counter(names)
    for name in counts:
        if counts[name] > 1 and pick({name: True}, options.columns).get("text"):
            raise InputError(f"it has {counts[name]} columns `{name[:80]}`; rename all but one")
    some, faults = False, 0
    while True:
        feed.taken.clear()
        row = _row(feed, dialect)
        if row is None and not feed.taken:
            break
        number = feed.number
        if row is None:
            some, faults = True, faults + 1
            number -= len(feed.taken) - 1
            if faults > _FAULTS:
                yield blob.aside("it has too many broken rows, so it is not read further; mend its quotes", number)
                return
            feed.back()
            yield blob.aside("a quote in the row is not closed, or stands inside a field; mend the row", number)
            continue
        if not any(cell.strip() for cell in row):
            continue
        some = True
        try:
            yield record(dict(zip(names, row, strict=False)), number, blob, options)
        except InputError as error:
            yield blob.aside(str(error), number)
    if not some:
        yield blob.aside("it has a header line and no rows; give a table with articles")


def _row(feed: _Lines, delimiter: str) -> list[str] | None:
    """The next row; None at the end, and where `feed.taken` is none: its quotes are not balanced, or it is longer than a row may be."""
    try:
        return next(csv.reader(feed, delimiter=delimiter, strict=True), None)
    except csv.Error:
        line = feed.taken[0]
        if line.count('"') % 2:
            return None
    feed.back()  # quotes that are balanced in one line mean no other
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return None
    finally:
        del feed.taken[1:]


def _delimiter(header: str, blob: Blob) -> str:
    """The commonest of comma, semicolon, tab and bar in the header line, or what a line `sep=` tells."""
    if told := _SEPARATOR.fullmatch(header.strip()):
        return told[1]
    if blob.ending == ".tsv":
        return "\t"
    return max(",;\t|", key=header.count)
