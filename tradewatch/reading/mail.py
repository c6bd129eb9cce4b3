"""Mail: newsletters and alerts as `.eml` files and mbox archives. The HTML part is read first, attached PDFs and mails too."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from typing import BinaryIO

from tradewatch.errors import InputError
from tradewatch.model import Article

from .blob import Blob
from .decoding import clean, decode
from .draft import Draft, finish
from .html import page
from .markup import flat
from .options import ReadOptions, SetAside

_PREFIX = re.compile(r"(?:(?:re|fwd?|aw|wg)\s?:\s{0,3}){1,5}", re.I)
_PARTS = 200  # parts of one mail that are looked at
_SHARE = 0.5  # of a mail's flat text that its article must hold; a newsletter of many items has none


def read(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """The article of one mail, and those of its attachments. Raises InputError where it holds none."""
    yield from _mail(blob.content(options.limits.document), blob.doc, None, blob, options)


def read_mbox(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """The articles of an mbox, mail by mail; a bad one is set aside with its number."""
    with blob.open() as stream:
        for number, data in enumerate(_split(stream, options.limits.document), 1):
            where = f"mail {number}"
            if data is None:
                yield blob.aside(f"the mail is larger than {options.limits.document // 1_000_000} MB; take its attachments out", where)
                continue
            try:
                yield from _mail(data, f"{blob.doc}-{number}", where, blob, options)
            except InputError as error:
                yield blob.aside(str(error), where)
            except RecursionError:
                yield blob.aside("the mail's parts are nested too deep", where)


def _split(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """The mails of an mbox, None for one that is too large: each begins with a line `From ` after an empty line."""
    lines: list[bytes] = []
    size, empty, some = 0, True, False
    while line := stream.readline(limit):
        if empty and line.startswith(b"From ") and (some or not size):
            if some:
                yield b"".join(lines) if size <= limit else None
            lines, size, some = [], 0, True
        else:
            size += len(line)
            if size <= limit:
                lines.append(line[1:] if line.startswith(b">From ") else line)
            else:
                lines.clear()
        empty = line in (b"\n", b"\r\n")
    if some:
        yield b"".join(lines) if size <= limit else None


def _mail(data: bytes, doc: str, where: str | None, blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    if not message.keys():
        raise InputError("it has no mail headers; save the mail as .eml")
    attached = list(_attachments(message))
    try:
        yield finish(_draft(message, doc, where, blob, options), blob, options)
    except InputError:
        if not attached:
            raise
    for number, (name, part) in enumerate(attached, 1):
        yield from _attached(name or f"attachment-{number}", part, blob, options)


def _draft(message: EmailMessage, doc: str, where: str | None, blob: Blob, options: ReadOptions) -> Draft:
    title = _PREFIX.sub("", _header(message, "subject"), count=1)
    text, notes = _text(message, blob, options)
    identity = _header(message, "message-id").strip("<> ")
    return Draft(
        text=text,
        title=title,
        doc=(identity[:200] or doc) if where else doc,
        published=_header(message, "date") or None,
        source=_sender(message),
        where=where,
        notes=notes,
    )


def _text(message: EmailMessage, blob: Blob, options: ReadOptions) -> tuple[str, tuple[str, ...]]:
    """The text of the HTML part, else of the plain one. Raises InputError."""
    for kind in ("html", "plain"):
        try:
            part = message.get_body((kind,))
        except (AttributeError, KeyError, ValueError, TypeError):  # structures that the standard library stumbles over
            part = next((one for one in _walk(message) if one.get_content_type() == f"text/{kind}"), None)
        if part is None:
            continue
        text = _content(part)
        if kind == "html" and text.strip():
            text = _of_html(text, blob, options)
        if any(map(str.isalnum, text)):
            return text, ()
    raise InputError("the mail has no text; save its article as text")


def _of_html(markup: str, blob: Blob, options: ReadOptions) -> str:
    whole, _ = flat(markup)
    try:
        found = page(markup, blob, options).text
    except InputError:
        return whole
    return found if len(found) >= len(whole) * _SHARE else whole


def _content(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return decode(payload, part.get_content_charset()).text if payload else ""
    except InputError:
        return ""


def _attachments(message: EmailMessage) -> Iterator[tuple[str, MIMEPart]]:
    for part in _walk(message):
        kind, name = part.get_content_type(), _file_name(part)
        if kind == "application/pdf" or name.lower().endswith(".pdf"):
            yield name or "attachment.pdf", part


def _walk(message: EmailMessage) -> Iterator[MIMEPart]:
    for part, _ in zip(message.walk(), range(_PARTS), strict=False):
        if isinstance(part, MIMEPart):
            yield part


def _attached(name: str, part: MIMEPart, blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    from .registry import read_blob

    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes) and payload:
        yield from read_blob(blob.inner(name, payload, media_type=part.get_content_type()), options)


def _file_name(part: MIMEPart) -> str:
    try:
        return clean(part.get_filename() or "")[:200]
    except (ValueError, TypeError, AttributeError, IndexError):
        return ""


def _header(message: EmailMessage, name: str) -> str:
    """A header as text; a broken one is as good as none."""
    try:
        return " ".join(clean(str(message.get(name) or ""))[:2000].split())
    except Exception:  # the standard library's header parser raises many kinds on hostile values
        return ""


def _sender(message: EmailMessage) -> str | None:
    name, address = parseaddr(_header(message, "from"))
    return name.strip("\"' ") or address or None
