"""Goods of a mention: noun phrases as the article has them, found round words of the goods table."""

from __future__ import annotations

from .phrases import Candidate, Document
from .sheet import is_passive
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
    """Goods tokens that belong to a candidate, and their phrases: those in its noun group, those after it in its prepositional or
    object phrases, and those that bear it ("steel will be taxed at 50%", "hitting steel with a 25% tax")."""
    row = document.rows[candidate.row]
    if not row.goods:
        return [], []
    at = candidate.anchor
    near = candidate.rate >= 0 and abs(candidate.rate - at) <= 4
    low, high = (min(at, candidate.rate), max(at, candidate.rate)) if near else (at, at)
    picked: list[int] = []
    offices = document.knowledge.table("offices")["words"]
    for index in row.goods:
        if index == at or (index + 1 < len(row.tokens) and row.tokens[index + 1].low in offices):
            continue
        first, last = row.lists.get(index, (index, index))
        if (last < low and (_modifies(row, last, low) or _bears(row, last, low))) or (first > high and _reaches(row, high, first)):
            picked.append(index)
    phrases = list(dict.fromkeys(goods_phrase(document, row, index) for index in picked))
    return picked, phrases


def _modifies(row: Row, last: int, low: int) -> bool:
    """Whether goods stand right before the trigger as its modifier: "steel tariffs"."""
    return low - last <= 2 and all(t.kind in ("w", "T", "R", "C") and not is_preposition(t.low) for t in row.tokens[last + 1 : low])


def _bears(row: Row, last: int, low: int) -> bool:
    """Whether goods before the trigger are what it falls on: the subject of a passive or bearing verb, or the object of "hit … with"."""
    if low - last > 9 or row.clauses[last] != row.clauses[low]:
        return False
    between = row.tokens[last + 1 : low + 1]
    if any(t.kind == "J" or t.low in (",", ";", ":", '"') for t in between):
        return False
    verb = next((v for v in row.verbs if v > last), low + 1)
    if verb <= low:
        classes = {name for name, _ in row.tokens[verb].verbs}
        return bool(classes & {"face", "exempt", "hit", "impose", "tax"}) and ("face" in classes or is_passive(row.shapes[verb]))
    before = [row.tokens[v] for v in row.verbs if 0 < last - v <= 8 and row.clauses[v] == row.clauses[last]]
    hit = bool(before) and any(name == "hit" for name, _ in before[-1].verbs)
    return hit and any(t.low in ("with", "by") for t in between)


def _reaches(row: Row, at: int, index: int) -> bool:
    """Whether a chain of nouns and prepositions leads from the trigger to the goods, with no verb or other trigger between."""
    if index - at > 14:
        return False
    trigger = row.tokens[at]
    # a verb takes its goods as an object ("ban all beef"), "purchases of" has its preposition inside
    bound = trigger.low.endswith((" of", " on", " to")) or (bool(trigger.verbs) and trigger.verbs[0][1] != "participle" and index - at <= 4)
    for token in row.tokens[at + 1 : index]:
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
