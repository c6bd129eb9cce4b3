"""Where a pact or a meeting stands, by plain words of its own sentence, whatever the learned decisions say: a pact that was "reached" is no
longer sought, one that is "violated" or "runs out" is in force, talks that were "broken off" are over, one "called off" is not held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tradewatch.extraction.mentions import Mention, top
from tradewatch.extraction.phrases import Document
from tradewatch.knowledge import Knowledge

from .days import named_day
from .nouns import DOUBTS, PARTICIPLE, governor, is_form, noun_of

if TYPE_CHECKING:
    from tradewatch.extraction.drafts import Draft

_TALKS = ("negotiations", "talks", "negotiation")
_AGREES = frozenset({"agree", "announce"})
# how far before its pact a word of keeping or breaking stands, and how far before a verb what makes it doubtful
_KEPT, _DOUBTED = 6, 6
_OPEN = frozenset({"to", "no", "not", "if", "unless", "until", "once", "when", "whether", "yet", "without", "before"})


@dataclass(frozen=True, slots=True)
class _Words:
    reached: frozenset[str]
    keeping: tuple[str, ...]
    expiring: frozenset[str]
    breaking: frozenset[str]
    halting: frozenset[str]
    cancelling: frozenset[str]


@lru_cache(maxsize=4)
def _words(knowledge: Knowledge) -> _Words:
    table = knowledge.table("certain")
    sets = (frozenset(table[name]) for name in ("expiring", "breaking", "halting", "cancelling"))
    return _Words(frozenset(table["reached"]), tuple(str(word) for word in table["keeping"]), *sets)


def settle_accords(document: Document, drafts: Sequence[Draft]) -> None:
    """Settle the stage of pacts that are told as reached, or as there to be kept or broken, and of meetings that are called off."""
    words = _words(document.knowledge)
    for item in drafts:
        if item.type == "meeting" and any(_is_cancelled(document, one, words) for one in item.mentions):
            item.status = {"cancelled": 1.0}
        if item.type != "agreement":
            continue
        stage, best = top(item.status), item.mentions[0]
        broken = _broken(document, best, words)
        if broken is not None:
            item.status = {broken: 1.0}
        elif stage in ("announced", "proposed") and (
            _is_kept(document, best, words) or _is_of_old(document, item) or _expires(document, best, words)
        ):
            item.status = {"in_force": 1.0}
        elif stage == "proposed" and _is_reached(document, best, words):
            item.status = {"announced": 1.0}


def _is_cancelled(document: Document, mention: Mention, words: _Words) -> bool:
    """Whether somebody "called off" a meeting, without doubt."""
    row, first, _ = noun_of(document, mention)
    verb = governor(row, first)
    if verb < 1 or row.tokens[verb].low not in words.cancelling:
        return False
    return not any(word.low in _OPEN or not DOUBTS.isdisjoint(word.cues) for word in row.tokens[max(0, verb - 2) : verb])


def _broken(document: Document, mention: Mention, words: _Words) -> str | None:
    """Where talks stand that somebody broke off or halts, None for others: "was terminating all trade negotiations with Canada"."""
    row, first, _ = noun_of(document, mention)
    verb = governor(row, first)
    if verb < 1 or not row.tokens[first].low.endswith(_TALKS):
        return None
    before = row.tokens[max(0, verb - 2) : verb]
    if any(word.low in _OPEN or not DOUBTS.isdisjoint(word.cues) for word in before):
        return None
    low = row.tokens[verb].low
    return "ended" if low in words.breaking else "suspended" if low in words.halting else None


def _is_reached(document: Document, mention: Mention, words: _Words) -> bool:
    """Whether somebody "reached", or "has signed", a pact; but not one who "hopes to", or says what is to be "once they have"."""
    row, first, _ = noun_of(document, mention)
    verb = governor(row, first)
    if verb < 1 or row.tokens[verb].low not in words.reached or not is_form(row.tokens[verb], _AGREES, PARTICIPLE):
        return False
    before = row.tokens[max(0, verb - _DOUBTED) : verb]
    return not any(word.low in _OPEN or not DOUBTS.isdisjoint(word.cues) for word in before)


def _is_kept(document: Document, mention: Mention, words: _Words) -> bool:
    """Whether a pact is one that somebody violates, honours or fails to stick to."""
    row, first, _ = noun_of(document, mention)
    for token in reversed(row.tokens[max(0, first - _KEPT) : first]):
        if token.low.startswith(words.keeping):
            return True
        if token.kind == "P":
            return False
    return False


def _expires(document: Document, mention: Mention, words: _Words) -> bool:
    """Whether a pact is one that "runs out" on some day, which none does that is not there."""
    row, _, last = noun_of(document, mention)
    after = row.tokens[last + 1 : last + 1 + _KEPT]
    cut = next((place for place, token in enumerate(after) if token.kind == "P" or token.triggers), len(after))
    return any(token.low in words.expiring for token in after[:cut])


def _is_of_old(document: Document, item: Draft) -> bool:
    """Whether a pact is named by a day of an earlier year: "the 1986 semiconductor pact"."""
    day, published = named_day(document, item.mentions[0]), document.published
    return day >= 0 and published is not None and document.dates[day].period.last.year < published.year
