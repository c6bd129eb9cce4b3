"""CSV and TSV with a header line: one article a row, columns by the names of a record's fields or by the user's mapping."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from tradewatch.errors import InputError
from tradewatch.model import Article

from .blob import Blob
from .decoding import decode
from .options import ReadOptions, SetAside
from .records import pick, record


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


def _rows(lines: Iterator[str], blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    csv.field_size_limit(options.limits.document)
    header_line = next((line for line in lines if line.strip()), "")
    dialect = _delimiter(header_line, blob)
    header = next(csv.reader([header_line], delimiter=dialect), [])
    names = [name.strip() for name in header]
    if pick(dict.fromkeys(names, True), options.columns).get("text") is None:
        shown = ", ".join(names[:8]) or "none"
        raise InputError(f"it has no column `text` (its columns: {shown[:200]}); name one with --column text=NAME")
    rows = csv.reader(lines, delimiter=dialect)
    some = False
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield blob.aside(f"it is no CSV from here on ({error}); mend the file", rows.line_num + 1)
            return
        if row is None:
            break
        if not any(cell.strip() for cell in row):
            continue
        some = True
        number = rows.line_num + 1
        try:
            yield record(dict(zip(names, row, strict=False)), number, blob, options)
        except InputError as error:
            yield blob.aside(str(error), number)
    if not some:
        yield blob.aside("it has a header line and no rows; give a table with articles")


def _delimiter(header: str, blob: Blob) -> str:
    """The commonest of comma, semicolon and tab in the header line."""
    if blob.ending == ".tsv":
        return "\t"
    return max(",;\t", key=header.count)
