"""What is put off or taken away by the words of its own sentence, whatever the learned decisions say: "delayed by a month the 25% tariffs",
"a reprieve from the duty", "the levies, which have been suspended", "lifted the embargo", "agreed not to raise the duty",
"would have lifted the duty to 25%"."""

from __future__ import annotations

from functools import lru_cache

from tradewatch.extraction.mentions import Mention
from tradewatch.extraction.phrases import Document
from tradewatch.extraction.tokens import Row, is_preposition
from tradewatch.knowledge import Knowledge

from .nouns import DONE, DOUBTS, PARTICIPLE, governor, is_form, noun_of

# how far before a noun stands what suspends it, and how far behind it
_LED, _PUT_OFF = 12, 14
_SUSPENDS, _LIFTS, _LOWERS = frozenset({"suspend"}), frozenset({"lift"}), frozenset({"lower"})
# verbs that may stand between: "a pause was placed on", "delayed plans for"
_PASSED = frozenset({"was", "were", "placed", "granted", "won", "given", "plans", "plan", "planned"})
_BEEN, _NOW = frozenset({"is", "are", "was", "were", "been"}), frozenset({"currently", "now", "also", "later", "since", "then", "already"})
_YET = frozenset({"although", "though", "but", "now", "later", "since", "currently"})
_JOINED = frozenset({"and", "or", ";", ":"})
_HELPING = frozenset({"has", "have", "had"})
# who does this "not to" do that
_DECIDES, _BASE = frozenset({"agree", "pledge", "announce"}), frozenset({"base"})
_ANY = frozenset({"impose", "put", "raise", "lift", "hit", "ban", "bite", "lower", "face"})
_SETS = frozenset({"impose", "put", "raise", "hit", "ban", "list", "extend"})


@lru_cache(maxsize=4)
def _pauses(knowledge: Knowledge) -> frozenset[str]:
    return frozenset(knowledge.table("certain")["pauses"])


def is_put_off(document: Document, mention: Mention) -> bool:
    """Whether a measure is suspended by a verb or a noun before it, or by the first passive behind it, after at most one clause that says
    which: "the 15% duty that had been due on Sunday was suspended"."""
    row, first, last = noun_of(document, mention)
    return _is_paused(row, first, _pauses(document.knowledge)) or _is_passive(row, last)


def _is_paused(row: Row, noun: int, pauses: frozenset[str]) -> bool:
    """Whether what leads to a noun puts it off: "delayed plans for", "a 30-day pause on"."""
    tokens = row.tokens
    for index in range(noun - 1, max(-1, noun - 1 - _LED), -1):
        token = tokens[index]
        if token.low in pauses and index + 1 < noun and any(is_preposition(word.low) for word in tokens[index + 1 : noun]):
            return not _is_doubted(row, index)
        if token.kind == "V" and token.verbs and token.low not in _PASSED:
            # what "stays at 30%" is not stayed
            return is_form(token, _SUSPENDS, DONE) and not token.low.endswith("stays") and not _is_doubted(row, index)
        if token.kind in "PRT" or token.low in _JOINED:
            return False
    return False


def _is_doubted(row: Row, index: int) -> bool:
    """Whether what stands at a place is denied, wanted or only possible."""
    before = row.tokens[max(0, index - 4) : index]
    return any(word.low in ("to", "no") or not DOUBTS.isdisjoint(word.cues) for word in before)


def _is_passive(row: Row, last: int) -> bool:
    tokens = row.tokens
    for index in range(last + 1, min(len(tokens) - 1, last + 1 + _PUT_OFF)):
        here, after = tokens[index], tokens[index + 1]
        if here.low in _YET and is_form(after, _SUSPENDS, PARTICIPLE):
            return True
        if here.triggers or here.low in _JOINED or not DOUBTS.isdisjoint(here.cues):
            return False
        if here.low in _BEEN:
            done = tokens[index + 2] if after.low in _NOW and index + 2 < len(tokens) else after
            if done.verbs:
                return is_form(done, _SUSPENDS, PARTICIPLE)
    return False


def is_lifted(document: Document, mention: Mention) -> bool:
    """Whether somebody "lifted" a measure or "has lifted" it, with its rate before its noun, "scrapped an 80% tariff", which then is no
    more; but nobody who "has cut" it, or "lifted the tariff to 20%"."""
    row, first, last = noun_of(document, mention)
    verb = governor(row, first)
    if verb < 1 or mention.candidate.rate > mention.candidate.trigger or not is_form(row.tokens[verb], _LIFTS, PARTICIPLE):
        return False
    if is_form(row.tokens[verb], _LOWERS, PARTICIPLE) or any(
        token.triggers or token.low == "to" for token in row.tokens[last + 1 : last + 2]
    ):
        return False
    led = row.tokens[verb - 1]
    subject = led.form is not None or (led.kind == "w" and not is_preposition(led.low))
    return (led.low in _HELPING or subject) and not _is_doubted(row, verb)


def refrained(document: Document, mention: Mention) -> tuple[str, str] | None:
    """Action and status of what somebody agreed, promised or decided not to do: put off where it had a day or was planned, else ruled out.
    None for all else."""
    row, first, _ = noun_of(document, mention)
    verb = governor(row, first)
    if verb < 3 or not is_form(row.tokens[verb], _SETS, _BASE) or [token.low for token in row.tokens[verb - 2 : verb]] != ["not", "to"]:
        return None
    led = row.tokens[verb - 3]
    if not is_form(led, _DECIDES, DONE):
        return None
    planned = any(_is_ahead(document, row, index) for index in row.dates)
    return ("suspend", "suspended") if planned else ("impose", "rejected")


def _is_ahead(document: Document, row: Row, index: int) -> bool:
    published = document.published
    return published is not None and document.dates[row.tokens[index].date].period.first > published


def would_have(document: Document, mention: Mention) -> bool:
    """Whether a measure is told as one that did not come to be: "the increase would have lifted the duty to 25%"."""
    row, first, last = noun_of(document, mention)
    for place in range(max(1, first - _LED), min(len(row.tokens) - 1, last + 1 + _LED)):
        if row.tokens[place - 1].low == "would" and row.tokens[place].low == "have" and row.clauses[place] == row.clauses[first]:
            return is_form(row.tokens[place + 1], _ANY, PARTICIPLE)
    return False
