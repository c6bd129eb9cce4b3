"""Who a sentence says bears a rate: "India will pay a 25% tariff", "Canada and Mexico face 25% tariffs"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tradewatch.model import MEASURE_TYPES

from .certain import MODIFIERS, noun_of
from .phrases import Document
from .tokens import Row, is_preposition

if TYPE_CHECKING:
    from .joining import Draft

# how far before its verb the subject stands, and before its noun the verb: "India will now have to pay an extra 25% tariff"
_LED = 4


def settle_bearers(document: Document, drafts: Sequence[Draft]) -> None:
    """A rate is on whoever pays or faces it, and on nobody else whom the sentence names."""
    words = document.knowledge.table("certain")
    bears, helping = frozenset(words["bears"]), frozenset(words["helping"])
    for item in drafts:
        if item.type not in MEASURE_TYPES or item.mentions[0].candidate.rate < 0:
            continue
        row, first, _ = noun_of(document, item.mentions[0])
        verb = next((index for index in range(first, max(0, first - 1 - _LED), -1) if _ends(row, index, bears)), 0)
        bearers = _subject(row, verb, helping) if row.tokens[verb].low in bears else set()
        if bearers and bearers.isdisjoint(item.by):
            item.on = tuple(sorted(bearers))


def _ends(row: Row, index: int, bears: frozenset[str]) -> bool:
    """Whether the words that belong to a noun, read backwards, end here: at the verb, or at what is none of them."""
    token = row.tokens[index]
    return token.low in bears or token.kind not in MODIFIERS or is_preposition(token.low)


def _subject(row: Row, verb: int, helping: frozenset[str]) -> set[str]:
    """The jurisdictions right before a verb and its helping words, with all of their list; none where another word stands there."""
    place = next((index for index in range(verb - 1, max(-1, verb - 1 - _LED), -1) if row.tokens[index].low not in helping), -1)
    if place not in row.parties or row.tokens[place].form is None:
        return set()
    first, last = row.lists.get(place, (place, place))
    return {row.tokens[index].form.code for index in row.parties if first <= index <= last}  # type: ignore[union-attr]
