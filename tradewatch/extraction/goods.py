"""Goods of a sentence: noun phrases as the article has them, round words of the goods table and in places where goods stand.

A sentence is cut by its shape, one sign for each token. Which phrase belongs to which mention is a learned decision (see `wares`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from tradewatch.knowledge import Knowledge

from .phrases import Document
from .tokens import Row, Token, is_auxiliary, is_preposition

# signs of a shape: G goods, h head noun ("products"), m modifier, s plural, w other word, t trade ("imports"), T trigger, V verb, v verb
# that may modify, J country, R rate, D date, N number, p preposition, & and/or, "," comma, q possessive, C cue, x no part of a phrase
_KNOWN = re.compile(r"(?:(?<=[pJV])[wm]{1,2}|m{0,2})G+(?:h(?!h))?")
_COUNTED = re.compile(r"N[wms]{0,2}h")
_PLURAL = re.compile(r"[wmsv]{0,2}(?:s(?![wmsh])|s(?=[wm])|[wms]h)")
_BEFORE = re.compile(r"[wms]{1,2}(?=[Tt])")
_AFTER = re.compile(r"(?<=[p&,])v?[wm]{1,3}(?=[,&xVTpJRDNqCP]|$)")
# what may stand between two phrases of one list
_JOINT = re.compile(r"(?:,&?|&)[xCJm]{0,2}")
# which words of the goods table are to be taken as unknown
Hides = Callable[[str], bool]
_KINDS = dict(zip("JRDNT", "JRDNT", strict=True))
_LIMIT = 100_000
_JOIN_WORDS = frozenset(["and", "or", "&"])


class Phrase(NamedTuple):
    """A noun phrase that may name goods: first and last token, those of its list, and whether the goods table knows it."""

    first: int
    last: int
    group: tuple[int, int]
    known: bool
    text: str


class Signs:
    """The sign of each token in the shape of a sentence, kept by kind and word."""

    def __init__(self, knowledge: Knowledge) -> None:
        table = knowledge.table("wares")
        self._heads, self._trade, self._outside = (frozenset(table[name]) for name in ("heads", "trade", "outside"))
        self._endings = tuple(table["modifying"])
        # a word may be of several kinds, each of which has its own sign: "cutting" is a verb, and a part of "cutting-edge"
        self._kept: dict[str, dict[str, str]] = {kind: {} for kind in "wVCPG"}

    def of(self, tokens: list[Token], hides: Hides | None = None) -> str:
        """The shape of a sentence."""
        kept = self._kept
        found = ["G" if t.goods else _KINDS.get(t.kind) or kept[t.kind].get(t.low) or self._sign(t) for t in tokens]
        if hides is not None:
            for number, token in enumerate(tokens):
                if token.goods and hides(token.low):
                    found[number] = self._word(token.low, "w")
        return "".join(found)

    def _sign(self, token: Token) -> str:
        if token.kind == "V":
            found = "v" if token.verbs[0][1] in ("participle", "past", "ing") else "V"
        else:
            found = self._word(token.low, token.kind)
        kept = self._kept[token.kind]
        if len(kept) < _LIMIT:
            kept[token.low] = found
        return found

    def _word(self, low: str, kind: str) -> str:
        if kind == "P":
            return "," if low == "," else "q" if low == "'s" else "P"
        if low in self._heads:
            return "h"
        if low in self._trade:
            return "t"
        if kind == "C":
            return "C"
        if low in _JOIN_WORDS:
            return "&"
        if is_preposition(low):
            return "p"
        if low in self._outside or is_auxiliary(low) or low.endswith("ly") or not low[:1].isalpha():
            return "x"
        if low.endswith(self._endings):
            return "m"
        return "s" if low.endswith("s") and not low.endswith(("ss", "us", "is")) else "w"


@lru_cache(maxsize=4)
def signs(knowledge: Knowledge) -> Signs:
    """The signs by the words of a knowledge."""
    return Signs(knowledge)


def find_phrases(document: Document, row: Row, hides: Hides | None = None) -> list[Phrase]:
    """Phrases of a sentence that may name goods, in order. `hides` tells of words of the goods table which to take as unknown."""
    shape = signs(document.knowledge).of(row.tokens, hides)
    spans: list[tuple[int, int, bool]] = [(m.start(), m.end(), True) for m in _KNOWN.finditer(shape)] if row.goods else []
    taken = [False] * len(shape)
    for first, end, _ in spans:
        taken[first:end] = [True] * (end - first)
    for pattern in (_COUNTED, _PLURAL, _BEFORE, _AFTER):
        for match in pattern.finditer(shape):
            first, end = match.span()
            while first < end and shape[first] == "v" and end - first > 1 and first > 0 and shape[first - 1] not in "pxJ,&":
                first += 1
            if not any(taken[first:end]):
                taken[first:end] = [True] * (end - first)
                spans.append((first, end, False))
    # "hand-held power tools": a hyphen binds what stands before it
    spans = sorted((_hyphened(document, row, first), end, known) for first, end, known in spans)
    offices = document.knowledge.table("offices")["words"]
    tokens = row.tokens
    spans = [s for s in spans if s[1] >= len(tokens) or tokens[s[1]].low not in offices]
    out: list[Phrase] = []
    at = 0
    while at < len(spans):
        stop = at + 1
        while stop < len(spans) and _JOINT.fullmatch(shape, spans[stop - 1][1], spans[stop][0]):
            stop += 1
        group = spans[at][0], spans[stop - 1][1] - 1
        for first, end, known in spans[at:stop]:
            out.append(Phrase(first, end - 1, group, known, _text(document, row, first, end - 1)))
        at = stop
    return out


def _hyphened(document: Document, row: Row, first: int) -> int:
    text, tokens = document.plain.text, row.tokens
    while first > 0 and tokens[first - 1].kind in "wJ" and text[tokens[first - 1].end : tokens[first].start] == "-":
        first -= 1
    return first


def _text(document: Document, row: Row, first: int, last: int) -> str:
    return " ".join(document.plain.text[row.tokens[first].start : row.tokens[last].end].lower().split())
