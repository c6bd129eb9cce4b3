"""The noun that names a mention's measure, the verb that governs it, and forms of verbs: what rules of plain English are written with."""

from __future__ import annotations

from tradewatch.extraction.mentions import Mention
from tradewatch.extraction.phrases import Document
from tradewatch.extraction.tokens import Row, Token, is_preposition

# how far before a noun its verb stands: "dropped the planned 15% tariff"
GOVERNED = 6
OWNERS = frozenset({"the", "a", "an", "this", "that", "his", "her", "its", "their", "our", "'s"})
MODIFIERS = frozenset("wRGJCNT")
_ARTICLES = frozenset({"a", "an", "the"})
_PASSED = frozenset({'"', "'", "'s"})
PARTICIPLE = frozenset({"past", "participle"})
DONE = frozenset({"past", "participle", "third"})
DOUBTS = frozenset({"negation", "modal_would", "modal_may", "modal_should", "conditional"})


def noun_of(document: Document, mention: Mention) -> tuple[Row, int, int]:
    """The sentence of a mention, and the first and last token of the noun that names its measure, with its rate; the rate alone where a
    verb stands between: "paused the tariffs on most countries and raised the one on China to 125%"."""
    candidate = mention.candidate
    row, places = document.rows[candidate.row], [place for place in (candidate.trigger, candidate.rate) if place >= 0]
    first, last = min(places), max(places)
    if candidate.rate >= 0 and any(first < index < last and row.tokens[index].kind == "V" for index in row.verbs):
        return row, candidate.rate, candidate.rate
    return row, first, last


def governor(row: Row, noun: int) -> int:
    """The verb whose object a noun is, -1 for none: only its modifiers, or a day right behind the verb, stand between."""
    dated = False
    for index in range(noun - 1, max(-1, noun - 1 - GOVERNED), -1):
        token = row.tokens[index]
        if token.verbs and token.kind in "VT":
            # "a planned summit": behind an article a participle is an adjective
            if index and row.tokens[index - 1].low in _ARTICLES and is_form(token, None, PARTICIPLE):
                continue
            return index
        if token.kind == "D" or (dated and token.low in ("in", "on")):
            # "announced in March a 25% tariff"
            dated = token.kind == "D"
            continue
        if token.low in _PASSED:
            continue
        if dated or token.kind not in MODIFIERS or is_preposition(token.low):
            return -1
    return -1


def is_form(token: Token, classes: frozenset[str] | None, forms: frozenset[str]) -> bool:
    """Whether a token is a verb of one of the classes, None for any, in one of the forms (base, past, participle, third, ing)."""
    return any((classes is None or cls in classes) and form in forms for cls, form in token.verbs)
