"""JSON lines: one article a line, `{"id", "title", "text", "published", "source", "url"}`, of which only `text` is required.

A line is read up to one document's size and never whole into memory beyond that; a bad line is set aside with its number and the rest
goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from tradewatch.errors import InputError
from tradewatch.model import Article

from .blob import Blob
from .decoding import decode
from .draft import Draft, finish
from .options import ReadOptions, SetAside

FIELDS = ("id", "title", "text", "published", "source", "url")
# other names that exports use, the field's own first
NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "doc", "guid", "uid"),
    "title": ("title", "headline"),
    "text": ("text", "body", "content", "article", "maintext", "full_text"),
    "published": (
        "published",
        "date",
        "published_at",
        "publishedat",
        "date_published",
        "datepublished",
        "publication_date",
        "date_publish",
        "pubdate",
    ),
    "source": ("source", "publisher", "outlet", "source_name"),
    "url": ("url", "link", "permalink"),
}
_LONGEST_NAME = 200


def read(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """The articles of a JSON-lines file, or of one that holds a single JSON object or array of objects."""
    head = blob.head()
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield from _wide(blob, options)
        return
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0].strip()
    if first.startswith(b"[") or first == b"{":
        yield from _whole(blob, options)
        return
    some = False
    with blob.open() as stream:
        for number, line in _lines(stream, options.limits.document):
            if line is None:
                yield blob.aside(f"the line is longer than {options.limits.document // 1_000_000} MB; cut it into articles", number)
            elif line.strip(b"\xef\xbb\xbf \t\r\n\x00"):
                yield _line(line, number, blob, options)
            else:
                continue
            some = True
    if not some:
        yield blob.aside("it holds no record; give JSON lines with a field `text`")


def _whole(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """One JSON document: an object, an array of objects, or an object with a list of them under `articles`."""
    found = parse(decode(blob.content(options.limits.document)).text)
    if isinstance(found, dict) and isinstance(found.get("articles"), list):
        found = found["articles"]
    if not isinstance(found, list):
        yield record(found, None, blob, options)
        return
    for number, value in enumerate(found, 1):
        try:
            yield record(value, number, blob, options)
        except InputError as error:
            yield blob.aside(str(error), number)
    if not found:
        yield blob.aside("it holds no record; give records with a field `text`")


def _wide(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """UTF-16, which has no line ends that bytes could show: one document's size at most."""
    text = decode(blob.content(options.limits.document)).text
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _line(line.encode(), number, blob, options)


def _lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines, None for one that is too long. Only a line feed ends a line."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
            continue
        while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
            pass
        yield number, None


def _line(line: bytes, number: int, blob: Blob, options: ReadOptions) -> Article | SetAside:
    try:
        value = parse(decode(line.removeprefix(b"\xef\xbb\xbf")).text)
        return record(value, number, blob, options)
    except InputError as error:
        return blob.aside(str(error), number)


def parse(text: str) -> Any:
    """JSON, whatever it holds. Raises InputError: not JSON, nested too deep, a number too long."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"it is no JSON at character {error.pos + 1} ({error.msg.lower()}); mend or remove the line") from None
    except RecursionError:
        raise InputError("its JSON is nested too deep; give one flat object a line") from None
    except ValueError:
        raise InputError("it holds a number too long to read; mend or remove the line") from None


def record(value: Any, where: object, blob: Blob, options: ReadOptions) -> Article | SetAside:
    """The article of one record. Raises InputError where it holds none."""
    if not isinstance(value, dict):
        raise InputError(f"it is {_kind(value)}, not an object; give one object a line with a field `text`")
    fields = pick(value, options.columns)
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError("it has no `text`; name the field that holds it with --column text=NAME")
    identity = _words(fields.get("id"))
    draft = Draft(
        text=text,
        title=_words(fields.get("title")),
        doc=identity[:_LONGEST_NAME] or (blob.doc if where is None else f"{blob.doc}-{where}"),
        published=fields.get("published"),
        source=_name(fields.get("source")),
        url=_words(fields.get("url")) or None,
        where=where,
    )
    return finish(draft, blob, options)


def pick(value: Mapping[Any, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a record by the names that the user mapped, else by their usual names, in any case."""
    folded = {name.strip().casefold(): content for name, content in value.items() if isinstance(name, str)}
    found: dict[str, Any] = {}
    for field in FIELDS:
        if field in columns:
            found[field] = value.get(columns[field], folded.get(columns[field].strip().casefold()))
            continue
        names = (name for name in NAMES[field] if folded.get(name) not in (None, ""))
        found[field] = folded.get(next(names, field))
    return found


def _words(value: Any) -> str:
    """A value that stands for words: text, or a number as its digits."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        return str(value)
    return ""


def _name(value: Any) -> str | None:
    """A source: its name, or an object that holds it (`{"name": …}`)."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("title")
    return _words(value) or None


def _kind(value: Any) -> str:
    kinds = {list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number", type(None): "null"}
    return kinds.get(type(value), "a value")
