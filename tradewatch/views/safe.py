"""Foreign text made harmless: what an article, a file name or a source says never acts on a terminal.

Control characters (C0, DEL, C1), bidirectional controls, zero-width and other invisible format characters, line and paragraph
separators and lone surrogates become visible escapes (`\\x1b`, `\\u202e`). Everything else passes unchanged. Markup is never read: views
build `rich.text.Text` and consoles have `markup=False`.
"""

from __future__ import annotations

import re

_RISKY = (
    "\x00-\x1f\x7f-\x9f"
    "\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f\U0001d173-\U0001d17a"
)
_UNSAFE = re.compile(f"[{_RISKY}]")
_HARM = re.compile(f"[{_RISKY}]|  ")
_SPACE = re.compile(r"[ \t\n\r\f\v\u2028\u2029]{1,4096}")


def safe(text: str) -> str:
    """One line of `text` with runs of white space as one space and every unsafe character as a visible escape."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # most cells of a long table
    if not _HARM.search(text):
        return text.strip()
    return _UNSAFE.sub(_escape, _SPACE.sub(" ", text)).strip()


def safe_lines(text: str) -> str:
    """As `safe`, but newlines and tabs stay: for output in which a line of the text is a line."""
    return _UNSAFE.sub(lambda found: found[0] if found[0] in "\n\t" else _escape(found), text)


def safe_json(encoded: str) -> str:
    """JSON text with unsafe characters as JSON escapes: the value read back is exactly the same, and it is harmless on a terminal.

    Newlines of an indented document stay; inside strings the encoder has escaped them already.
    """
    return _UNSAFE.sub(lambda found: found[0] if found[0] == "\n" else _json_escape(found[0]), encoded)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(char: str) -> str:
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
