"""What plain English and the calendar leave no doubt of, whatever the learned decisions say.

What is in force has begun, a tariff dropped before its day was not imposed, a threat is no decision. What is as plain of sides stands in
`partners`, of days in `days`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from tradewatch.extraction.mentions import Mention, top
from tradewatch.extraction.phrases import Document
from tradewatch.extraction.tokens import Row, is_preposition
from tradewatch.knowledge import Knowledge
from tradewatch.model import MEASURE_TYPES

from .nouns import DONE, DOUBTS, GOVERNED, OWNERS, PARTICIPLE, governor, is_form, noun_of
from .pauses import is_lifted, is_put_off, refrained, would_have

if TYPE_CHECKING:
    from tradewatch.extraction.drafts import Draft

# how far behind its noun the verb of a measure stands, and verbs by which it goes on
_SUBJECT = 8
_LASTING = frozenset({"remain", "continue", "stay", "keep", "have"})
UNDOING = frozenset({"lift", "lower", "suspend", "extend"})
"""Actions on a measure that is there, which take place on another day than the measure."""

_EARLY = timedelta(days=1)
# how far before or behind its noun the verb stands whose act is denied: "the duties on wine will not be lifted"
_DENIED = 8
_DOES_AWAY = frozenset({"lift", "reject"})
_THREATENS = frozenset({"threaten"})
_SAID = frozenset({"past", "third", "ing"})
_SETS = frozenset({"impose", "put", "raise", "hit", "ban", "list"})
_BASE = frozenset({"base"})
# how far before the verb for what is agreed "agreed" stands
_AGREED = 4
_TO_COME = frozenset({"announced", "threatened", "proposed"})
_LIFTS, _LOWERS = frozenset({"lift"}), frozenset({"lower"})
_REJECTS, _ANY_FORM = frozenset({"reject"}), frozenset({"base", "past", "participle", "ing"})
_FUTURE, _PERFECT = frozenset({"will", "would"}), frozenset({"has", "have", "had", "was", "were", "is", "are"})
# forms of a verb behind an order, how far behind the order it stands, and what is done to an order
_ORDERED, _NAMED, _SIGNS = frozenset({"ing", "base", "third"}), 3, frozenset({"announce"})
_BEEN, _JOINED = frozenset({"was", "were", "been", "be"}), frozenset({"and", "or", ";", ":"})
_DECIDED = frozenset({"announced", "in_force"})
_MEANT = _DECIDED | {"proposed"}
_SETTLED = _DECIDED | {"threatened", "rejected"}


@dataclass(frozen=True, slots=True)
class _Words:
    due: re.Pattern[str]
    threats: tuple[str, ...]
    general: tuple[str, ...]
    plans: frozenset[str]
    planning: tuple[str, ...]
    heralding: frozenset[str]
    proposing: tuple[str, ...]
    hearing: frozenset[str]
    orders: frozenset[str]
    standing: frozenset[str]


@lru_cache(maxsize=4)
def _words(knowledge: Knowledge) -> _Words:
    table = knowledge.table("certain")
    return _Words(
        due=re.compile(rf"\b(?:{'|'.join(re.escape(str(phrase)) for phrase in table['due'])})\b", re.IGNORECASE),
        threats=tuple(str(word) for word in table["threats"]),
        general=tuple(str(word) for word in table["general"]),
        plans=frozenset(table["plans"]),
        planning=tuple(str(word) for word in table["planning"]),
        heralding=frozenset(table["heralding"]),
        proposing=tuple(str(word) for word in table["proposing"]),
        hearing=frozenset(table["hearing"]),
        orders=frozenset(table["orders"]),
        standing=frozenset(table["standing"]),
    )


def settle_actions(document: Document, mentions: Sequence[Mention]) -> None:
    """A measure that "was removed" was lifted, whatever else its sentence says of it."""
    for mention in mentions:
        if mention.type in MEASURE_TYPES and _is_removed(document, mention):
            mention.action = {"lift": 1.0}


def is_general(document: Document, mention: Mention) -> bool:
    """Whether a measure is by its name on goods in general, so that those of another measure are not its."""
    candidate = mention.candidate
    if candidate.trigger < 0:
        return False
    return document.rows[candidate.row].tokens[candidate.trigger].low.startswith(_words(document.knowledge).general)


def rule_out_stages(document: Document, drafts: Sequence[Draft]) -> None:
    """Settle the stage of what is only threatened or proposed, or was given up before its day. Take from what is in force a first day to
    come that only other sentences tell, and from what is to come one that is past."""
    for item in drafts:
        if item.type not in MEASURE_TYPES or not _is_undone(document, item):
            _settle_stage(document, item, drafts)


def _is_undone(document: Document, item: Draft) -> bool:
    """Whether a measure's end is denied, it was agreed not to be, or it was lifted; then it is settled so."""
    best = item.mentions[0]
    kept = _kept(document, best) or refrained(document, best)
    if kept is not None:
        item.action, item.status = {kept[0]: 1.0}, {kept[1]: 1.0}
        return True
    number = item.dates.get("effective", -1)
    if number >= 0 and _stage(item) in _TO_COME and _has_come(document, number):
        # "duties raised since April": what is only to come has no day behind it
        del item.dates["effective"]
        number = -1
    goes_on = number >= 0 and document.dates[number].period.end is None
    if (number >= 0 and not goes_on) or not is_lifted(document, best):
        return False
    # "scrapped a duty in place since May": the day is that of the duty
    item.dates.pop("effective", None)
    item.action, item.status = {"lift": 1.0}, {"ended": 1.0}
    return True


def _settle_stage(document: Document, item: Draft, drafts: Sequence[Draft]) -> None:
    best, stage, number = item.mentions[0], _stage(item), item.dates.get("effective", -1)
    ahead = number >= 0 and _is_ahead(document, number)
    if ahead and any(_is_given_up(document, mention, number) for mention in item.mentions):
        item.status, item.action = {"rejected": 1.0}, {"impose": 1.0}
        # the day is told of what was given up and of nothing else
        for other in drafts:
            if other is not item and other.dates.get("effective") == number:
                del other.dates["effective"]
    elif stage in _DECIDED and _is_threat(document, best):
        item.status = {"threatened": 1.0}
    elif stage in _SETTLED and _is_planned(document, best, stage == "in_force"):
        item.status = {"proposed": 1.0}
    elif stage in _MEANT and is_put_off(document, best):
        item.status = {"suspended": 1.0}
    elif stage in _MEANT and would_have(document, best):
        put_off = any(_stage(other) == "suspended" and other.by == item.by for other in drafts)
        item.status = {"suspended" if put_off else "rejected": 1.0}
    elif (stage in _DECIDED and _is_already(document, best)) or (stage in _SETTLED and _is_standing(document, best)):
        item.status = {"in_force": 1.0}
        # what is there already, or anyway, has no day in what other sentences tell, nor one to come
        here = best.candidate.row
        item.dates = {role: day for role, day in item.dates.items() if document.date_rows.get(day) == here}
        if ahead:
            item.dates.pop("effective", None)
    elif stage == "in_force" and _will(document, best):
        item.status = {"announced": 1.0}
    elif heralded := _heralded(document, item):
        item.status = {heralded: 1.0}
        if number >= 0 and (_has_come(document, number) or number == item.dates.get("announced")):
            del item.dates["effective"]
    elif ahead and stage == "in_force" and document.date_rows.get(number) not in {mention.candidate.row for mention in item.mentions}:
        del item.dates["effective"]


def share_verbs(document: Document, drafts: Sequence[Draft]) -> None:
    """Rates in a row under one verb are at one stage, "the duty on cars was cut to 60% and the one on drinks to 70%"; what is done away
    with is so with all that the verb names: "lifts its 15% duty on wheat and its 10% duty on pork"."""
    told: dict[int, list[tuple[int, Draft]]] = defaultdict(list)
    for item in drafts:
        candidate = item.mentions[0].candidate
        if item.type in MEASURE_TYPES and candidate.rate >= 0:
            told[candidate.row].append((candidate.rate, item))
    for number, items in told.items():
        items.sort(key=lambda one: one[0])
        for (place, first), (other, second) in pairwise(items):
            between = document.rows[number].tokens[place:other]
            parted = any(token.kind in "VP" and token.low != "," for token in between)
            if parted or (first.type, first.by, first.on) != (second.type, second.by, second.on):
                continue
            owned = any(a.low == "and" and b.low in OWNERS for a, b in pairwise(between))
            if top(first.action) == top(second.action) or (owned and top(first.action) == "lift"):
                second.action, second.status = first.action, first.status


def _will(document: Document, mention: Mention) -> bool:
    """Whether a measure's noun is the subject of what is still to come: "the tariff rate on solar cells will rise to 50%"."""
    row, trigger = document.rows[mention.candidate.row], mention.candidate.trigger
    for index in range(trigger + 1, min(len(row.tokens) - 1, trigger + 1 + _SUBJECT)) if trigger >= 0 else ():
        token = row.tokens[index]
        if token.low == "will":
            place = index + 1 + (row.tokens[index + 1].low == "be" and index + 2 < len(row.tokens))
            return row.tokens[place].kind == "V" and row.tokens[place].low not in _LASTING
        if token.kind in "VPD":
            return False
    return False


def _stage(item: Draft) -> str:
    return top(item.status)


def _has_come(document: Document, number: int) -> bool:
    """Whether a date lies before the publication day, or goes on since a day."""
    period, published = document.dates[number].period, document.published
    return period.end is None or (published is not None and period.last < published)


def _is_ahead(document: Document, number: int) -> bool:
    """Whether a date lies after the publication day."""
    published = document.published
    return published is not None and document.dates[number].period.first - published > _EARLY


def _is_given_up(document: Document, mention: Mention, number: int) -> bool:
    """Whether a mention's verb does away with a measure whose day is told as still to come: "dropped the 15% tariff due on Sunday"."""
    row, first, last = noun_of(document, mention)
    day = next((index for index in row.dates if row.tokens[index].date == number), -1)
    verb = governor(row, first)
    if day > last and verb < 0:
        # "the tariff that was due on Monday has been dropped"
        verb = next((i for i in range(day + 1, min(len(row.tokens), day + _DENIED)) if row.tokens[i].low in _BEEN), -1) + 1
        if not 0 < verb < len(row.tokens) or not is_form(row.tokens[verb], _DOES_AWAY, PARTICIPLE):
            return False
    if day <= last or verb < 0 or not is_form(row.tokens[verb], _DOES_AWAY, DONE):
        return False
    before = row.tokens[max(0, verb - 2) : verb]
    if any(word.low == "to" or not DOUBTS.isdisjoint(word.cues) for word in before):
        return False
    between = document.plain.text[row.tokens[last].end : row.tokens[day].start]
    return _words(document.knowledge).due.search(between) is not None


def _is_threat(document: Document, mention: Mention) -> bool:
    """Whether somebody "threatened on Friday to impose" a measure, or is "threatening duties", or one is told as "his threatened 45%
    tariff"."""
    row, first, _ = noun_of(document, mention)
    threats = _words(document.knowledge).threats
    led = row.tokens[first - 1] if first else None
    if led is not None and led.low.startswith(threats) and led.low.endswith("ed") and first > 1 and row.tokens[first - 2].low in OWNERS:
        return True
    verb = governor(row, first)
    if verb > 0 and row.tokens[verb].low.startswith(threats) and is_form(row.tokens[verb], _THREATENS, _SAID):
        return DOUBTS.isdisjoint(row.tokens[verb - 1].cues) and row.tokens[verb - 1].low not in ("had", "to")
    if verb < 2 or row.tokens[verb - 1].low != "to" or not is_form(row.tokens[verb], _SETS, _BASE):
        return False
    for index in range(verb - 2, max(-1, verb - 2 - GOVERNED), -1):
        token = row.tokens[index]
        if token.verbs and token.kind == "V":
            told = token.low.startswith(threats) and is_form(token, _THREATENS, DONE)
            return told and not any(word.low == "had" or "negation" in word.cues for word in row.tokens[max(0, index - 2) : index])
        if token.kind not in "DwJC":
            return False
    return False


def _kept(document: Document, mention: Mention) -> tuple[str, str] | None:
    """Action and status where an end of the measure is denied: what "was not lifted" stands, and one who "will not lift" it, or "refused
    to", rejects its end. None where nothing is denied."""
    row, first, last = noun_of(document, mention)
    tokens, verb = row.tokens, governor(row, first)
    if verb < 0 or not is_form(tokens[verb], _LIFTS, _ANY_FORM):
        verb = next((i for i in range(last + 1, min(len(tokens), last + 1 + _DENIED)) if is_form(tokens[i], _LIFTS, PARTICIPLE)), -1)
        if verb < 0 or row.clauses[verb] != row.clauses[last] or not any(token.low in _BEEN for token in tokens[last + 1 : verb]):
            return None
    begin = max(0, verb - _DENIED) if verb < first else last + 1
    led = tokens[begin:verb]
    if any("conditional" in word.cues for word in tokens[max(0, verb - 2 * _DENIED) : verb]):
        return None
    refused = len(led) > 1 and led[-1].low == "to" and is_form(led[-2], _REJECTS, DONE)
    denied = next((place for place, word in enumerate(led) if "negation" in word.cues), -1)
    # between the denial and the verb stands nothing but helping words
    if denied >= 0 and all(word.low in _BEEN or word.low == "yet" for word in led[denied + 1 :]):
        helping = {word.low for word in led[max(0, denied - 2) : denied]}
        if helping & _FUTURE:
            refused = True
        elif helping & _PERFECT:
            return "impose", "in_force"
    return ("lift", "rejected") if refused else None


def _is_already(document: Document, mention: Mention) -> bool:
    """Whether a measure is one "already imposed", "already in place", or which somebody "has already imposed"."""
    row, first, last = noun_of(document, mention)
    verb = governor(row, first)
    if verb > 0 and row.tokens[verb - 1].low == "already" and is_form(row.tokens[verb], _SETS, PARTICIPLE):
        return True
    after = [token.low for token in row.tokens[last + 1 : last + 3]]
    if after[:1] != ["already"] or len(after) < 2:
        return False
    word = row.tokens[last + 2]
    return word.low == "in" or (bool(word.verbs) and is_form(word, _SETS, PARTICIPLE))


def _is_removed(document: Document, mention: Mention) -> bool:
    """Whether the first passive after a noun, in its clause, does away with it: "the 15% tariffs placed on farm goods were removed"."""
    row, _, last = noun_of(document, mention)
    for index in range(last + 1, len(row.tokens) - 1):
        if row.clauses[index] != row.clauses[last] or row.tokens[index].triggers or row.tokens[index].low in _JOINED:
            return False
        if row.tokens[index].low in _BEEN:
            done = row.tokens[index + 1]
            sure = all(DOUBTS.isdisjoint(word.cues) for word in row.tokens[max(last, index - 2) : index + 1])
            return sure and done.kind == "V" and is_form(done, _LIFTS, PARTICIPLE) and not is_form(done, _LOWERS, PARTICIPLE)
    return False


def _is_planned(document: Document, mention: Mention, in_force: bool) -> bool:
    """Whether a government "plans to impose" a measure; or whether what is told to be in force is only what a plan is of: "his proposal to
    put a 45% tariff on Chinese goods"."""
    row, first, _ = noun_of(document, mention)
    verb = governor(row, first)
    if verb < 2 or row.tokens[verb - 1].low != "to" or not is_form(row.tokens[verb], _SETS, _BASE):
        return False
    words, plan = _words(document.knowledge), row.tokens[verb - 2]
    if in_force and plan.low in words.plans:
        return True
    # after another verb it is a noun: what was "announced plans to impose" is announced
    noun = verb < 3 or bool(row.tokens[verb - 3].verbs) or is_preposition(row.tokens[verb - 3].low) or row.tokens[verb - 3].low in OWNERS
    negated = any("negation" in word.cues for word in row.tokens[max(0, verb - 5) : verb - 1])
    return plan.low.startswith(words.planning) and bool(plan.verbs) and not noun and not negated


def _is_standing(document: Document, mention: Mention) -> bool:
    """Whether a measure is told as there anyway: "on top of the ordinary 10% duty", "the existing tariffs"."""
    row, first, _ = noun_of(document, mention)
    standing = _words(document.knowledge).standing
    return any(token.low in standing for token in row.tokens[max(0, first - 2) : first])


def _heralded(document: Document, item: Draft) -> str:
    """The stage of a measure that somebody "will announce" or "proposed", or "announced" and did not put in force; empty for others."""
    if item.type not in MEASURE_TYPES:
        return ""
    row, first, _ = noun_of(document, item.mentions[0])
    verb, words = governor(row, first), _words(document.knowledge)
    begun = item.dates.get("effective", item.dates.get("announced", -1)) != item.dates.get("announced", -1)
    if _stage(item) == "in_force" and not begun and _is_ordered(row, verb, words):
        return "announced"
    if _stage(item) in ("in_force", "ended") and not begun and _is_agreed(row, verb):
        return "announced"
    if verb < 1 or not DOUBTS.isdisjoint(row.tokens[verb - 1].cues):
        return ""
    low, led = row.tokens[verb].low, row.tokens[verb - 1].low
    ahead = led == "to" or led in _FUTURE
    heard = low in words.hearing and led in _BEEN
    if heard or (low in words.heralding and not ahead):
        return "announced" if (heard or "effective" not in item.dates) and _stage(item) == "in_force" else ""
    return "proposed" if (low in words.heralding) == ahead and low.startswith((*words.proposing, *words.heralding)) else ""


def _is_agreed(row: Row, verb: int) -> bool:
    """Whether a verb tells what somebody "agreed to" do: "has agreed in July to cut its duty on cars"."""
    if verb < 2 or row.tokens[verb - 1].low != "to" or not is_form(row.tokens[verb], _SETS | _LOWERS | _LIFTS, _BASE):
        return False
    before = row.tokens[max(0, verb - 1 - _AGREED) : verb - 1]
    agreed = next((place for place, token in enumerate(before) if token.low.startswith(("agreed", "agrees"))), -1)
    return agreed >= 0 and not any(token.verbs and token.kind == "V" for token in before[agreed + 1 :])


def _is_ordered(row: Row, verb: int, words: _Words) -> bool:
    """Whether a verb tells what somebody "signed an order" to do: "signed two proclamations imposing a 25% duty"."""
    if verb < 2 or not is_form(row.tokens[verb], _SETS, _ORDERED):
        return False
    led = row.tokens[verb - 1].low in ("to", "that", "which")
    noun = next((i for i in range(verb - 1 - led, max(-1, verb - 1 - led - _NAMED), -1) if row.tokens[i].low in words.orders), -1)
    before = row.tokens[max(0, noun - GOVERNED) : noun]
    return noun >= 0 and any(token.low.startswith("sign") and not is_form(token, _SIGNS, _BASE) for token in before)
