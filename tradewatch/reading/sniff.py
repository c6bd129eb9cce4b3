"""What the first bytes of an input say of its format. `head` is at most HEAD bytes."""

from __future__ import annotations

import codecs
import re

_BLANK = b" \t\r\n"
# `From news@example.org Thu Oct 16 09:30:00 2025`; a paragraph that begins with the word has no time
MBOX_LINE = re.compile(rb"From \S{1,200} .{0,60}\d\d?:\d\d")
_FOREIGN = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture or a recording",
    b"ID3": "a recording",
    b"OggS": "a recording",
    b"SQLite format 3\x00": "a database",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"{\\rtf": "an RTF document",
    b"wOFF": "a font",
    b"wOF2": "a font",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "a file packed by zstd",
    b"\x1f\x9d\x90": "a file packed by compress",
}


def never(head: bytes) -> bool:
    """For formats whose bytes say nothing."""
    return False


def bare(head: bytes) -> bytes:
    """The head in an ASCII-like encoding, without mark and blanks before the first sign, in lower case."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            head = head[2:].decode(encoding, "replace").encode("utf-8", "replace")
    return head.removeprefix(codecs.BOM_UTF8).lstrip(_BLANK).lower()


def is_zip(head: bytes) -> bool:
    """Zip, also an empty one."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_gzip(head: bytes) -> bool:
    """gzip, always with deflate."""
    return head.startswith(b"\x1f\x8b\x08")


def is_bzip2(head: bytes) -> bool:
    """bzip2 with its block mark."""
    return head.startswith(b"BZh") and head[4:10] == b"1AY&SY"


def is_packed(head: bytes) -> bool:
    """One file, compressed."""
    return is_gzip(head) or is_bzip2(head) or head.startswith(b"\xfd7zXZ\x00")


def is_tar(head: bytes) -> bool:
    """A POSIX or GNU tar; one of before POSIX has no mark, but its header's checksum."""
    if head[257:262] == b"ustar":
        return True
    told = head[148:156].strip(b" \x00")
    if len(head) < 512 or not told.isdigit() or head[257:263].strip(b"\x00"):
        return False
    return int(told, 8) == sum(head[:148]) + 8 * 32 + sum(head[156:512]) if not told.strip(b"01234567") else False


def is_pdf(head: bytes) -> bool:
    """The mark may stand behind some bytes of rubbish."""
    return b"%PDF-" in head[:1024] and not head.lstrip(_BLANK)[:1].isalpha()


def is_warc(head: bytes) -> bool:
    """A WARC that is not compressed, or no longer."""
    return head.startswith((b"WARC/1.", b"WARC/0."))


def is_html(head: bytes) -> bool:
    """A page from its beginning, perhaps behind a comment; XML that is no feed has text between its tags too."""
    start = bare(head)
    if start.startswith(b"<?xml"):
        return not is_feed(head)
    if start.startswith(b"<!--"):
        return b"<html" in start
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def is_feed(head: bytes) -> bool:
    """RSS, Atom or RDF by its first element, which a JSON Feed names in its version."""
    start = bare(head)
    if start.startswith(b"{"):
        return b"jsonfeed.org/version" in start
    return start.startswith(b"<") and any(mark in start[:2000] for mark in (b"<rss", b"<feed", b"<rdf:rdf"))


def is_mbox(head: bytes) -> bool:
    """`From `, a sender and a time, then headers."""
    first, _, rest = head.partition(b"\n")
    return MBOX_LINE.match(first) is not None and len(first) < 200 and b":" in rest.partition(b"\n")[0]


def is_records(head: bytes) -> bool:
    """A line that begins like a JSON object with a string key, or an array of such."""
    start = bare(head)
    if start.startswith(b"["):
        start = start[1:].lstrip(_BLANK)
    return start.startswith(b"{") and start[1:].lstrip(_BLANK)[:1] in (b'"', b"}")


def foreign(head: bytes) -> str | None:
    """What a file is that holds no articles, by its mark; None where it has none of these."""
    return next((kind for mark, kind in _FOREIGN.items() if head.startswith(mark) and (len(mark) > 2 or b"\x00" in head[:64])), None)
