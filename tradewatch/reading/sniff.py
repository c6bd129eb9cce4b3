"""What the first bytes of an input say of its format. `head` is at most HEAD bytes."""

from __future__ import annotations

import codecs

from .blob import HEAD

__all__ = ["HEAD", "is_records", "never"]

_BLANK = b" \t\r\n"


def never(head: bytes) -> bool:
    """For formats whose bytes say nothing."""
    return False


def bare(head: bytes) -> bytes:
    """The head in an ASCII-like encoding, without mark and blanks before the first sign, in lower case."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            head = head[2:].decode(encoding, "replace").encode("utf-8", "replace")
    return head.removeprefix(codecs.BOM_UTF8).lstrip(_BLANK).lower()


def is_records(head: bytes) -> bool:
    """A line that begins like a JSON object with a string key."""
    start = bare(head)
    return start.startswith(b"{") and start[1:].lstrip(_BLANK)[:1] in (b'"', b"}")
