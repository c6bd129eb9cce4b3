"""Goods of a mention: noun phrases as the article has them, found round words of the goods table."""

from __future__ import annotations

from .phrases import Candidate, Document
from .tokens import Row, is_preposition

_STOP = frozenset([
    "the", "a", "an", "all", "some", "any", "its", "their", "his", "her", "other", "certain", "more", "most", "many", "these", "those",
    "such", "of", "on", "for", "from", "to", "by", "with", "and", "or", "new", "any", "both", "no", "imported", "foreign",
])  # fmt: skip


def goods_phrase(document: Document, row: Row, index: int) -> str:
    """The noun phrase round a goods token: its modifiers to the left, without articles, countries and numbers."""
    tokens = row.tokens
    first = index
    while first > 0 and index - first < 2:
        before = tokens[first - 1]
        if (
            before.kind == "w"
            and before.low.isalpha()
            and before.low not in _STOP
            and not before.cues
            and not is_preposition(before.low)
            and before.low.endswith(("ed", "ic", "al", "ive", "ar", "ural", "ous"))
            and not before.verbs
        ):
            first -= 1
        else:
            break
    text = document.plain.text[tokens[first].start : tokens[index].end]
    return " ".join(text.lower().split())


def find_goods(document: Document, candidate: Candidate) -> tuple[list[int], list[str]]:
    """Goods tokens that belong to a candidate: those before it in its noun phrase, and those after it in its prepositional phrases."""
    row = document.rows[candidate.row]
    if not row.goods:
        return [], []
    at = candidate.anchor
    low = min(at, candidate.rate) if candidate.rate >= 0 and abs(candidate.rate - at) <= 4 else at
    high = max(at, candidate.rate) if candidate.rate >= 0 and abs(candidate.rate - at) <= 4 else at
    picked: list[int] = []
    for index in row.goods:
        if index == at:
            continue
        first, last = row.lists.get(index, (index, index))
        if (
            last < low
            and low - last <= 2
            and all(row.tokens[t].kind in ("w", "T", "R", "C") and not is_preposition(row.tokens[t].low) for t in range(last + 1, low))
        ) or (first > high and _reaches(row, high, first)):
            picked.append(index)
    phrases = list(dict.fromkeys(goods_phrase(document, row, index) for index in picked))
    return picked, phrases


def _reaches(row: Row, at: int, index: int) -> bool:
    """Whether a chain of nouns and prepositions leads from the trigger to the goods, with no verb or other trigger between."""
    if index - at > 14:
        return False
    bound = False
    for step in range(at + 1, index):
        token = row.tokens[step]
        if is_preposition(token.low):
            if token.low in ("by", "after", "before", "during", "than", "as"):
                return False
            bound = True
        elif (
            token.low in (";", ":", '"', "that", "which", "who", "but")
            or (token.kind == "V" and token.verbs[0][1] not in ("ing", "past", "participle"))
            or (token.kind == "R" and bound)
        ):
            return False
    return bound or index - at <= 1
