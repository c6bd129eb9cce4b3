"""Bytes to text: which encoding, and what no text is. The decoded text is kept as it is; only lone surrogates are replaced."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from tradewatch.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65_536
_BINARY = "it is binary, not text; give text, HTML, PDF, mail, a feed, JSON lines, CSV, or an archive of these"
# control characters that no text holds; NUL is looked at apart, tab, line ends, form feed and ESC occur
_CONTROL = bytes(set(range(1, 32)) - {9, 10, 12, 13, 27})
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_ENDS = str.maketrans(dict.fromkeys("\r\x0b\x0c\u2028\u2029", "\n"))
# private use, controls, what is no character, and what was replaced
_NO_WRITING = re.compile("[\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffd-\uffff]")
# what English prose holds beyond ASCII, as cp1252 has it: typographic signs, currency, accents of names
_TYPICAL = frozenset("‘’“”‚„–—…•™ €£¥§©®°·¼½¾×´«»áàâäãåçéèêëíìîïñóòôöõøúùûüýÿÁÀÂÄÃÅÇÉÈÊËÍÎÑÓÒÔÖÕØÚÛÜßæœšžŠŽŸ\u00ad\u00a0")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and how many of its bytes did not fit that encoding (each is now U+FFFD)."""

    text: str
    encoding: str
    damaged: int = 0


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`: by its byte order mark, as UTF-8, as UTF-16 without a mark, as `declared`, else by what its bytes look like.

    Raises InputError where the bytes are no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(_lenient(data[len(mark) :], encoding))
    try:
        return _checked(Decoded(data.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError:
        pass
    wide = _wide(data)
    if wide:
        return _checked(_lenient(data, wide))
    if is_binary(data[:_SAMPLE]):
        raise InputError(_BINARY)
    return _checked(_declared(data, declared) or _nearly_utf8(data) or _western(data) or _detected(data))


def is_binary(sample: bytes) -> bool:
    """Whether bytes that are neither UTF-8 nor UTF-16 can be no text at all."""
    return len(sample) - len(sample.translate(None, _CONTROL)) > len(sample) // 50 or sample.count(0) > len(sample) // 50


def clean(text: str) -> str:
    """Text that every encoding of Unicode can hold: lone surrogates become U+FFFD, pairs the character they stand for."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def with_line_feeds(text: str) -> str:
    """The text with a line feed where a line ends, whatever ended it there; of the same length, so that offsets hold in both."""
    if text.isascii() and "\r" not in text and "\x0b" not in text and "\x0c" not in text:
        return text
    return text.replace("\r\n", " \n").translate(_LINE_ENDS)


def _checked(found: Decoded) -> Decoded:
    """Refuse what decodes but is no text: mostly control characters, damaged throughout, or signs that no writing has."""
    sample = found.text[:_SAMPLE]
    wrong = sum(map(sample.count, "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x14\x15\x16\x17\x18\x19\x1a"))
    if wrong > max(8, len(sample) // 10) or found.damaged > max(8, len(found.text) // 20):
        raise InputError(_BINARY)
    # any pair of bytes is a character of UTF-16: in rubbish one of seven is of no writing, in a text hardly one
    if found.encoding.startswith("utf-16") and len(_NO_WRITING.findall(sample)) > len(sample) // 20:
        raise InputError(_BINARY)
    return Decoded(clean(found.text), found.encoding, found.damaged)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: in English text every other byte is NUL."""
    sample = data[:4096]
    pairs = len(sample) // 2
    if pairs < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > pairs * 0.4 and even < pairs * 0.1:
        return "utf-16-le"
    if even > pairs * 0.4 and odd < pairs * 0.1:
        return "utf-16-be"
    return None


def _lenient(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, text.count("\ufffd"))


def _declared(data: bytes, declared: str | None) -> Decoded | None:
    if not declared or len(declared) > 40:
        return None
    try:
        name = codecs.lookup(declared.strip("\"' ")).name
        # HTML and mail say latin-1 and mean Windows' superset of it
        return Decoded(data.decode("cp1252" if name in ("iso8859-1", "ascii") else name), name)
    except (LookupError, ValueError, TypeError):
        return None


def _nearly_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few broken bytes: far more whole characters beyond ASCII than broken ones."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    whole = sum(1 for sign in text[:_SAMPLE] if sign > "\x7f") - text[:_SAMPLE].count("\ufffd")
    return Decoded(text, "utf-8", damaged) if whole >= 3 * damaged else None


def _western(data: bytes) -> Decoded | None:
    """cp1252, where the signs beyond ASCII are few and such as English prose has. Statistical detection is weak on so few."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    beyond = [sign for sign in text[:_SAMPLE] if sign > "\x7f"]
    if len(beyond) > len(text[:_SAMPLE]) // 20 or not all(sign in _TYPICAL for sign in beyond):
        return None
    return Decoded(text, "cp1252")


def _detected(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # 40 ms, for what is neither UTF-8 nor plainly cp1252

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise InputError("its encoding is unknown, or it is no text; save it as UTF-8")
    return _lenient(data, best.encoding)
