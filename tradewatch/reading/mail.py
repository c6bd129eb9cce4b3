"""Mail: newsletters and alerts as `.eml` files and mbox archives. The HTML parts are read first, attached mails, PDFs and texts too.

A page that a browser saved as one file (`.mhtml`) has the form of a mail and is read as a page.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from typing import Any, BinaryIO

from tradewatch.errors import InputError
from tradewatch.model import Article

from .blob import Blob
from .days import read_day
from .decoding import clean, decode
from .draft import Draft, finish
from .html import page
from .markup import flat
from .options import ReadOptions, SetAside
from .sniff import MBOX_LINE

_PREFIX = re.compile(r"(?:(?:re|fwd?|aw|wg)\s?:\s{0,3}){1,5}", re.I)
_PARTS = 200  # parts of one mail that are looked at
_DEEPEST = 3  # mails in mails
_LONGEST_HEADER = 2000
_PAGES = (".mhtml", ".mht")
_ATTACHED = frozenset({"message/rfc822", "application/pdf", "text/plain", "text/html", "text/csv"})
_SHARE = 0.5  # of a mail's flat text that its article must hold; a newsletter of many items has none


def read(blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    """The article of one mail, and those of its attachments. Raises InputError where it holds none."""
    if blob.depth > _DEEPEST:
        raise InputError(f"it is a mail in {blob.depth} others; save it by itself")
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
    """The mails of an mbox, None for one that is too large: each begins with a line `From `, a sender and a time after an empty line."""
    mail = bytearray()
    empty, begun, large = True, False, False
    while line := stream.readline(limit):
        if empty and (MBOX_LINE.match(line) or (not begun and line.startswith(b"From "))):
            if mail or large:
                yield None if large else bytes(mail)
            mail.clear()
            large = False
        elif not large:
            mail += line[1:] if line.startswith(b">From ") else line
            large = len(mail) > limit
            if large:
                mail.clear()
        begun = True
        empty = line in (b"\n", b"\r\n")
    if mail or large:
        yield None if large else bytes(mail)


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
    if blob.ending in _PAGES:
        return _saved(message, blob, options)
    title = _PREFIX.sub("", _header(message, "subject"), count=1)
    text = _text(message, blob, options)
    identity = _header(message, "message-id").strip("<> ")
    return Draft(
        text=text,
        title=title,
        doc=(identity[:200] or doc) if where else doc,
        published=_header(message, "date") or None,
        source=_sender(message),
        where=where,
    )


def _saved(message: EmailMessage, blob: Blob, options: ReadOptions) -> Draft:
    """A page that a browser saved as one file; its `Date` is when it was saved."""
    markup = next((text for part in _inline(message, "html") if (text := _content(part)).strip()), "")
    url = _header(message, "snapshot-content-location")
    found = page(markup, replace(blob, url=url if url.startswith(("http://", "https://")) else blob.url), options)
    return replace(found, title=found.title or _header(message, "subject"), tool=read_day(_header(message, "date")))


def _text(message: EmailMessage, blob: Blob, options: ReadOptions) -> str:
    """The text of the HTML parts, else of the plain ones. Raises InputError."""
    for kind in ("html", "plain"):
        text = "\n".join(filter(None, map(_content, _inline(message, kind))))
        if kind == "html" and text.strip():
            text = _of_html(text, blob, options)
        if any(map(str.isalnum, text)):
            return text
    raise InputError("the mail has no text; save its article as text")


def _inline(message: EmailMessage, kind: str) -> Iterator[MIMEPart]:
    """The parts of text of one kind that are shown and not attached; some programs break a text where a picture stands."""
    return (part for part in _walk(message) if part.get_content_type() == f"text/{kind}" and not _is_attached(part))


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
        if name.lower().endswith(".pdf"):
            yield name, part
        elif kind in _ATTACHED and (kind in ("message/rfc822", "application/pdf") or _is_attached(part)):
            yield name or {"message/rfc822": "attached mail", "application/pdf": "attachment.pdf"}.get(kind, ""), part


def _is_attached(part: MIMEPart) -> bool:
    return _header(part, "content-disposition").lower().startswith("attachment")


def _walk(message: MIMEPart) -> Iterator[MIMEPart]:
    """The parts of a mail in their order, at most so many, without those of the mails attached to it."""
    stack = [message]
    for _ in range(_PARTS):
        if not stack:
            return
        part = stack.pop()
        yield part
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            stack += [one for one in reversed(payload[:_PARTS]) if isinstance(one, MIMEPart)]


def _attached(name: str, part: MIMEPart, blob: Blob, options: ReadOptions) -> Iterator[Article | SetAside]:
    from .registry import read_blob

    kind = part.get_content_type()
    payload: Any = part.get_payload(decode=True)
    if kind == "message/rfc822":
        inner: Any = part.get_payload()
        try:
            payload = inner[0].as_bytes() if isinstance(inner, list) else None
        except Exception:  # the standard library's generator raises many kinds on what its parser let through
            payload = None
    if isinstance(payload, bytes) and payload:
        yield from read_blob(blob.inner(name, payload, media_type=kind, charset=part.get_content_charset()), options)


def _file_name(part: MIMEPart) -> str:
    try:
        return clean(part.get_filename() or "")[:200]
    except (ValueError, TypeError, AttributeError, IndexError):
        return ""


def _header(message: MIMEPart, name: str) -> str:
    """A header as text, cut before it is taken apart, whose time grows with the square of its length; a broken one is as good as none."""
    try:
        raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")[:_LONGEST_HEADER]
        return " ".join(clean(str(message.policy.header_fetch_parse(name, raw))).split()) if raw else ""
    except Exception:  # the standard library's header parser raises many kinds on hostile values
        return ""


def _sender(message: EmailMessage) -> str | None:
    name, address = parseaddr(_header(message, "from"))
    return name.strip("\"' ") or address or None
