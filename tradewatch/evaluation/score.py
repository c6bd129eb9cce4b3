"""When a predicted event counts as one of gold: the definitions, over JSON-shaped events with the field names of `extract --json`.

Three levels, each inside the one before:

- found: type equal; acting sides overlap and targets overlap (a side that gold names may not be missing; `"*"` in `on` counts as empty);
  rates equal, or absent from both. Of a meeting or an agreement `by` and `on` together are the acting side.
- event: found, and where gold has a key date the predicted one is there and shares a day with it.
- exact: event, and sides, rate, key date (as written) and status are all equal.

Pairs are taken greedily, the most similar first, each event once. Nothing here raises on a value that cannot be read: it matches nothing.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

EventJson = Mapping[str, Any]

ROLES = ("announced", "effective", "ends", "held")
"""The roles of dates, in the order in which the JSON has them."""

# for both the acting side is everyone who takes part
_SHARED_SIDES = frozenset({"meeting", "agreement"})
_KEY_ROLES = ("effective", "announced", "ends", "held")
_KEY_ROLES_OF_A_MEETING = ("held", "announced", "effective", "ends")


class Level(IntEnum):
    """How far a predicted event agrees with gold; a higher level holds the lower ones."""

    NONE = 0
    FOUND = 1
    EVENT = 2
    EXACT = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """An event of gold and the prediction that found it, by their places in the two lists, with the level reached."""

    gold: int
    predicted: int
    level: Level


def bounds(value: object) -> tuple[date, date] | None:
    """First and last day of an EDTF level 0 date or interval, open ends as `date.min` and `date.max`; None where it cannot be read."""
    if not isinstance(value, str) or not value:
        return None
    first, _, second = value.partition("/")
    try:
        return _bound(first, last=False), _bound(second or first, last=True)
    except (ValueError, TypeError, OverflowError):
        return None


def _bound(part: str, *, last: bool) -> date:
    if part in ("", ".."):
        return date.max if last else date.min
    bits = [int(bit) for bit in part.split("-")]
    if len(bits) == 1:
        return date(bits[0], 12, 31) if last else date(bits[0], 1, 1)
    if len(bits) == 2:
        return date(bits[0], bits[1], calendar.monthrange(bits[0], bits[1])[1] if last else 1)
    return date(*bits)


def key_date(event: EventJson) -> str | None:
    """The date by which an event is known: `held` of a meeting, else `effective`, `announced`, `ends`; None where it has no date."""
    dates = event.get("dates") or {}
    order = _KEY_ROLES_OF_A_MEETING if event.get("type") == "meeting" else _KEY_ROLES
    return next((dates[role] for role in order if dates.get(role)), None)


def overlap(a: str | None, b: str | None) -> bool:
    """Whether two dates share a day; a date that cannot be read shares none."""
    one, other = bounds(a), bounds(b)
    return bool(one and other and one[0] <= other[1] and other[0] <= one[1])


def rate_of(event: EventJson, name: str = "rate") -> tuple[float, str] | None:
    """A rate as it is compared: value to three places and unit, percentage points counted as percent; a range counts by its upper end."""
    rate = event.get(name)
    if not rate or rate.get("value") is None:
        return None
    unit = rate.get("unit") or "percent"
    return round(float(rate["value"]), 3), "percent" if unit == "percentage_point" else str(unit).lower()


def sides(event: EventJson) -> tuple[frozenset[str], frozenset[str]]:
    """Acting and affected sides as they are compared: all participants and nobody for a meeting or an agreement."""
    by, on = frozenset(event.get("by") or ()), frozenset(event.get("on") or ())
    return (by | on, frozenset()) if event.get("type") in _SHARED_SIDES else (by, on)


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of what two sets hold together that both hold; 1 for two empty ones."""
    return 1.0 if not a and not b else len(a & b) / len(a | b)


def goods_words(event: EventJson) -> frozenset[str]:
    """The words of all its goods, without their plural s; word order and the borders of phrases don't count."""
    return frozenset(word.rstrip("s") for phrase in event.get("goods") or () for word in phrase.lower().replace("-", " ").split())


def is_dated_alike(gold: EventJson, predicted: EventJson) -> bool:
    """Where gold has a key date, the prediction has one that shares a day with it."""
    wanted = key_date(gold)
    return not wanted or overlap(wanted, key_date(predicted))


def is_exact(gold: EventJson, predicted: EventJson) -> bool:
    """Whether sides, rate, key date and status are equal."""
    return (
        sides(gold) == sides(predicted)
        and rate_of(gold) == rate_of(predicted)
        and key_date(gold) == key_date(predicted)
        and gold.get("status") == predicted.get("status")
    )


def similarity(gold: EventJson, predicted: EventJson) -> float | None:
    """None where the prediction does not find this event, else a number that grows with the slots they share."""
    if gold.get("type") != predicted.get("type"):
        return None
    (gold_by, gold_on), (by, on) = sides(gold), sides(predicted)
    if (gold_by and not gold_by & by) or (gold_on - {"*"} and not gold_on & on):
        return None
    rate = rate_of(gold)
    if rate != rate_of(predicted):
        return None
    return (
        jaccard(gold_by, by)
        + jaccard(gold_on, on)
        + (key_date(gold) == key_date(predicted))
        + 2 * is_dated_alike(gold, predicted)
        + 0.5 * bool(rate)
        + 0.5 * (gold.get("status") == predicted.get("status"))
        + 0.5 * jaccard(goods_words(gold), goods_words(predicted))
        + 0.3 * (gold.get("action") == predicted.get("action"))
    )


def pair_events(gold: Sequence[EventJson], predicted: Sequence[EventJson]) -> list[Pair]:
    """The pairs of one document, the most similar first; ties go to the event that stands first in gold, then in the predictions."""
    candidates = sorted(
        (-likeness, at, to)
        for at, event in enumerate(gold)
        for to, other in enumerate(predicted)
        if (likeness := similarity(event, other)) is not None
    )
    taken_gold, taken_predicted, pairs = set[int](), set[int](), list[Pair]()
    for _, at, to in candidates:
        if at not in taken_gold and to not in taken_predicted:
            taken_gold.add(at)
            taken_predicted.add(to)
            pairs.append(Pair(at, to, _level(gold[at], predicted[to])))
    return pairs


def _level(gold: EventJson, predicted: EventJson) -> Level:
    if not is_dated_alike(gold, predicted):
        return Level.FOUND
    return Level.EXACT if is_exact(gold, predicted) else Level.EVENT


def slots_right(gold: EventJson, predicted: EventJson) -> dict[str, bool]:
    """Of a found pair, whether each slot is right; slots that gold leaves empty are absent, but for sides, rate, status and key date.

    Here `by` and `on` are compared as written, also of meetings and agreements.
    """
    checks = {name: frozenset(gold.get(name) or ()) == frozenset(predicted.get(name) or ()) for name in ("by", "on")}
    checks["status"] = gold.get("status") == predicted.get("status")
    checks["rate"] = rate_of(gold) == rate_of(predicted)
    checks["key_date"] = key_date(gold) == key_date(predicted)
    if gold.get("action"):
        checks["action"] = gold["action"] == predicted.get("action")
    if gold.get("prior_rate"):
        checks["prior_rate"] = rate_of(gold, "prior_rate") == rate_of(predicted, "prior_rate")
    if gold.get("goods"):
        checks["goods"] = jaccard(goods_words(gold), goods_words(predicted)) >= 0.5
    told, read = gold.get("dates") or {}, predicted.get("dates") or {}
    for role in ROLES:
        if told.get(role):
            checks[f"date_{role}"] = told[role] == read.get(role)
    return checks
