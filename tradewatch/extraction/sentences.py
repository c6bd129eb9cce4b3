"""Paragraphs and sentences of an article, offsets kept.

A sentence never crosses a paragraph or a cut stretch, and never exceeds `LONGEST` characters: every later pattern runs on one
sentence, so this bounds their cost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tradewatch.model import Article

LONGEST = 1200

# the 1:1 table keeps offsets: what later passes read has the same length as the article's text
_WIDE = (
    ("’", "'"), ("‘", "'"), ("ʼ", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("‑", "-"), ("−", "-"), ("\u00a0", " "),
    ("\u2009", " "), ("\u202f", " "), ("\u200b", " "), ("\u2028", "\n"), ("\u2029", "\n"),
)  # fmt: skip
_NARROW = (("\t", " "), ("\x00", " "), ("\r", "\n"), ("\x0b", "\n"), ("\x0c", "\n"))
_BREAK = re.compile(r"([.!?;])([\"')\]]{0,3})(\s{1,4})(?=[\"'(\[]{0,2}[A-Z0-9$€£])")
_ABBREVIATIONS = frozenset([
    "Mr", "Mrs", "Ms", "Dr", "Prof", "Sen", "Sens", "Rep", "Reps", "Gov", "Gen", "Col", "Lt", "Sgt", "Capt", "St", "Jr", "Sr", "vs", "No",
    "Nos", "Art", "Sec", "Inc", "Corp", "Ltd", "Co", "Cos", "Bros", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct",
    "Nov", "Dec", "Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun", "approx", "cf", "al", "Fig", "Amb", "Hon",
    "Min", "Adm", "Dept", "Calif", "Fla", "Conn", "Mass", "Ore", "Mich", "Wash", "Tenn",
])  # fmt: skip
_ABBREVIATION = re.compile(rf"(?:\b(?:{'|'.join(sorted(_ABBREVIATIONS))})|\b[A-Z]|\b(?:[A-Za-z]\.){{1,3}}[A-Za-z])$")
# after "U.S." a sentence ends only before a word that opens sentences
_OPENER = re.compile(
    r"[\"'(]{0,2}(?:The|He|She|It|They|We|But|And|In|On|At|If|This|That|These|Those|A|An|For|After|Before|While|However|Meanwhile"
    r"|Under|As|When|Its|His|Both|Last|There|Since|Some|Many|Other|Earlier|What|Not|Now|No)\b"
)
# characters: a line that was cut to a width is longer than this, what follows it longer than that, and at most so much longer than it
_WRAPPED, _SHORT, _UNEVEN = 55, 25, 20
_BULLET = re.compile(r"^\s{0,8}(?:[-*•–▪●]|\d{1,2}[.)])\s")


@dataclass(slots=True)
class Sentence:
    """`start`/`end` are offsets in the plain text (same length as the article's); `quoted` tells that all of it is a quotation."""

    index: int
    paragraph: int
    start: int
    end: int
    quoted: bool = False
    title: bool = False


@dataclass(frozen=True, slots=True)
class Plain:
    """The text as the passes read it: typographic signs made plain, one character for one. `shift` is the length of a title in front.

    An offset in `text` minus `shift` is the offset in `Article.text`; below `shift` it lies in a title that stands beside the text.
    """

    text: str
    shift: int
    sentences: tuple[Sentence, ...]


def plain(text: str) -> str:
    """The text with its typographic signs made plain, of the same length."""
    for signs in (_NARROW,) if text.isascii() else (_NARROW, _WIDE):
        for sign, instead in signs:
            text = text.replace(sign, instead)
    return text


def split(article: Article) -> Plain:
    """Cut the article's body into sentences; a title beside the body, as in front matter, comes first as a sentence of its own."""
    title = article.title.strip()
    begin = article.body[0][0] if article.body else 0
    beside = bool(title) and title not in article.text[begin : begin + 2000]
    head = title[:LONGEST] + "\n\n" if beside else ""
    text = plain(head + article.text)
    stretches = [(start + len(head), end + len(head)) for start, end in article.body] or [(len(head), len(text))]
    sentences: list[Sentence] = []
    if head:
        sentences.append(Sentence(0, 0, 0, len(head.rstrip()), title=True))
    paragraph = 1
    for start, end in stretches:
        for first, last in _paragraphs(text, start, end, plain(title)):
            if last - first < 3:
                continue
            inside = False
            headline = not head and not sentences and bool(title) and text[first:last] == plain(title)
            for a, b in _capped(first, last) if headline else _sentences(text, first, last):
                quotes = text.count('"', a, b)
                whole = (inside and quotes == 0) or (text[a] == '"' and text[b - 1] == '"' and quotes == 2)
                inside = inside ^ (quotes % 2 == 1)
                sentences.append(Sentence(len(sentences), 0 if headline else paragraph, a, b, whole, headline))
            # paragraphs are counted from the text's first, wherever its title stands
            paragraph += sentences[-1].paragraph > 0
    return Plain(text, len(head), tuple(sentences))


def _paragraphs(text: str, start: int, end: int, title: str) -> list[tuple[int, int]]:
    """Lines, but a line that was only wrapped is joined to the one before: no full stop stands there, and this one begins in lower case or
    is hardly longer, as lines of one width are. Nothing is joined to the title."""
    out: list[tuple[int, int]] = []
    at, width = start, 0
    while at < end:
        cut = text.find("\n", at, end)
        cut = end if cut < 0 else cut
        a, b = at, cut
        while a < b and text[a].isspace():
            a += 1
        while b > a and text[b - 1].isspace():
            b -= 1
        if a < b:
            wrapped = (
                bool(out)
                and text.count("\n", out[-1][1], a) == 1
                and text[out[-1][1] - 1] not in '.!?:;"'
                and not (len(out) == 1 and text[slice(*out[0])] == title)
                and (text[a].islower() or (width > _WRAPPED and _SHORT < b - a <= width + _UNEVEN and not _BULLET.match(text, a, b)))
            )
            if wrapped:
                out[-1] = (out[-1][0], b)
            else:
                out.append((a, b))
            width = b - a
        at = cut + 1
    return out


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    at = start
    for match in _BREAK.finditer(text, start, end):
        mark = match.start()
        if text[mark] == "." and _is_abbreviation(text, max(start, mark - 12), mark):
            before = text[max(start, mark - 4) : mark + 1]
            if not (before.endswith(("U.S.", "U.K.", "U.N.", "E.U.", "D.C.", "a.m.", "p.m.")) and _OPENER.match(text, match.end())):
                continue
        after = match.end()
        if text[mark] == ";" and not text[after].isupper():
            continue
        stop = match.end(2)
        out += _capped(at, stop)
        at = after
    out += _capped(at, end)
    return out


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    """Whether what ends at a stop is an abbreviation; most words are told by themselves to be none."""
    last = end - 1 if text[end - 1] == "\n" else end  # the stop may stand alone on a line
    first = last
    while first > start and text[first - 1].isalnum():
        first -= 1
    if last - first != 1 and text[first:last] not in _ABBREVIATIONS:
        return False
    return _ABBREVIATION.search(text, start, end) is not None


def _capped(start: int, end: int) -> list[tuple[int, int]]:
    if 0 < end - start <= LONGEST:
        return [(start, end)]
    return [(a, min(a + LONGEST, end)) for a in range(start, end, LONGEST)]
