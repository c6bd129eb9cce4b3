"""How well two claims agree: one claim against many, in numbers.

Every field that both tell adds evidence for or against; a field that one leaves out says little. `APART` marks a pair that can't be one
event whatever else agrees: a threat and an order, 25% and 10%, steel and cars, China and Japan, two rounds of talks a week apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradewatch.model import EventType
from tradewatch.resolution.blocks import Stage, Step
from tradewatch.resolution.features import LAG, LEAD, STANDING, Records

Numbers = NDArray[Any]

TALKS = (EventType.MEETING, EventType.AGREEMENT)
"""Types whose events have participants instead of a target."""
DUTIES = (EventType.TARIFF, EventType.TRADE_REMEDY)

APART = -99.0
CUT = 3.0
"""The least agreement that makes two claims one event."""

OTHER = -30.0
"""Steel against aluminium, Brazil against Korea: apart, unless a third claim tells of both."""

ANNOUNCED, EFFECTIVE, ENDS, HELD = range(4)

# "25% imposed" may be told as a cut to 25%; a lift of a duty from one firm as an exemption
_SETTING = (Step.SET, Step.NONE, Step.LOWER)
_MEETS = {
    Step.NONE: _SETTING,
    Step.SET: _SETTING,
    Step.LOWER: _SETTING,
    Step.SUSPEND: (Step.SUSPEND,),
    Step.EXTEND: (Step.EXTEND,),
    Step.LIFT: (Step.LIFT, Step.EXEMPT),
    Step.EXEMPT: (Step.EXEMPT, Step.LIFT),
}


def scores(many: Records, one: Any, *, kind: EventType) -> Numbers:
    """Agreement of the record `one` with each of `many`; `kind` is their block's type."""
    total = np.full(len(many), APART)
    sure = _stages(many, one) + _rates(many, one, kind) + _sides(many, one, kind)
    # most pairs are apart by now, and the rest of the fields need not be looked at
    left = np.flatnonzero(sure > APART / 2)
    if len(left):
        total[left] = sure[left] + _rest(many[left] if len(left) < len(many) else many, one, kind)
    return np.asarray(np.where(total > APART / 2, total, APART))


def _rest(many: Records, one: Any, kind: EventType) -> Numbers:
    total = _goods(many, one, kind) + _dates(many, one)
    for field, agree, differ in (("instrument", 2.0, -0.5), ("place", 2.0, -1.5), ("entities", 2.0, -4.0), ("worth", 1.5, -4.0)):
        if one[field][0]:
            total += _words(many, one, field, agree, differ)
    step, mine = many["step"], one["step"]
    total += np.where(step == mine, 0.5, 0.0 if mine == Step.NONE else np.where(step == Step.NONE, 0.0, -0.5))
    same = many["article"] == one["article"]
    if same.any():
        # one article tells an event once: two claims of it are one only when it splits a list of goods that others tell as one
        total[same & ~_split(many, one)] = APART
    return np.asarray(total)


class Sieve:
    """The cheap first look over records in a fixed order: which of the first so many can be one event with another at all.

    It keeps the columns that it looks at apart from the records, since these are wide and the look is taken for every claim of a block.
    """

    def __init__(self, records: Records) -> None:
        names = ("first", "last", "step", "stage", "unit", "rate", "least", "frame")
        self._columns = {name: np.ascontiguousarray(records[name]) for name in names}

    def before(self, position: int, one: Any) -> Numbers:
        """Places before `position` that are near enough in time, of a fitting step and stage, and not plainly at another rate."""
        column = {name: values[:position] for name, values in self._columns.items()}
        near = np.flatnonzero((column["first"] <= one["last"]) & (column["last"] >= one["first"]))
        step, stage = column["step"][near], column["stage"][near]
        mask = _steps_meet(step, int(one["step"]))
        mask &= (stage == Stage.REJECTED) if one["stage"] == Stage.REJECTED else (stage != Stage.REJECTED)
        if one["unit"]:
            rate = column["rate"][near]
            near_rate = np.abs(rate - one["rate"]) <= np.maximum(1.0, 0.04 * np.maximum(rate, one["rate"]))
            near_rate |= (column["least"][near] <= one["rate"]) & (one["rate"] <= rate)
            near_rate |= (one["least"] <= rate) & (rate <= one["rate"])
            unit = column["unit"][near]
            mask &= (unit == 0) | ((unit == one["unit"]) & (near_rate | (column["frame"][near] == one["frame"])))
        return np.asarray(near[mask])


def shared(slots: Numbers, mine: Numbers) -> Numbers:
    """How many of `mine` each row of `slots` holds."""
    count = np.zeros(len(slots), np.int16)
    for value in mine[mine != 0]:
        count += (slots == value).any(axis=1)
    return count


def _first(conditions: Sequence[Numbers], values: Sequence[Any], default: Any) -> Numbers:
    """The value of the first condition that holds; numpy's own `select` costs ten times as much on arrays this short."""
    result = default
    for condition, value in zip(reversed(conditions), reversed(values), strict=True):
        result = np.where(condition, value, result)
    return np.asarray(result)


def _steps_meet(steps: Numbers, mine: int) -> Numbers:
    meets = _MEETS[Step(mine)]
    met = steps == meets[0]
    for step in meets[1:]:
        met |= steps == step
    return np.asarray(met)


def _stages(many: Records, one: Any) -> Numbers:
    """A threat may be retold as a proposal, a proposal as an order; a threat becomes an order only when both tell one act on one day."""
    stage, mine = many["stage"].astype(np.int8), int(one["stage"])
    score = np.zeros(len(many))
    if mine == Stage.REJECTED:
        score[stage != Stage.REJECTED] = APART
        return score
    score[stage == Stage.REJECTED] = APART
    crossing = (stage == Stage.THREAT) & (mine == Stage.DECIDED) | (stage == Stage.DECIDED) & (mine == Stage.THREAT)
    if crossing.any():
        score[crossing & ~_one_act(many, one)] = APART
        score[crossing] -= 1.0
    distant = np.abs(many["published"] - one["published"]) > 60
    score[(stage != mine) & ~crossing] -= np.where(distant, 2.0, 0.5)[(stage != mine) & ~crossing]
    return score


def _one_act(many: Records, one: Any) -> Numbers:
    """The same rate for the same day, said on the same day: press that calls a threat an announcement."""
    rate = (many["rate"] == one["rate"]) & (many["unit"] == one["unit"])
    low, high = many["low"], many["high"]
    start = (low[:, EFFECTIVE] > 0) & (low[:, EFFECTIVE] == one["low"][EFFECTIVE]) & (high[:, EFFECTIVE] == one["high"][EFFECTIVE])
    both = (low[:, ANNOUNCED] > 0) & bool(one["low"][ANNOUNCED])
    said = np.where(both, np.abs(low[:, ANNOUNCED] - one["low"][ANNOUNCED]) <= 1, np.abs(many["published"] - one["published"]) <= 21)
    return np.asarray(rate & start & said & (many["standing"] == 0) & (one["standing"] == 0))


def _rates(many: Records, one: Any, kind: EventType) -> Numbers:
    if kind in TALKS:
        return np.zeros(len(many))
    score = np.zeros(len(many))
    told = many["unit"] > 0
    if not one["unit"]:
        score[~told] = 0.5
        return score
    other = told & (many["unit"] != one["unit"])
    score[other] = APART
    comparable = told & ~other
    gap = np.abs(many["rate"] - one["rate"])
    within = (many["least"] <= one["rate"]) & (one["rate"] <= many["rate"]) | (one["least"] <= many["rate"]) & (many["rate"] <= one["rate"])
    near = gap <= np.maximum(1.0, 0.04 * np.maximum(many["rate"], one["rate"]))
    score[comparable] = _first([gap < 0.05, within, near], [3.0, 1.0, 0.0], default=-4.0)[comparable]
    # another rate for the same goods, targets and day is one event told differently; anything less is another event
    score[comparable & ~(gap < 0.05) & ~within & ~_same_but_rate(many, one, near)] = APART
    return score


def _same_but_rate(many: Records, one: Any, near: Numbers) -> Numbers:
    """Near rates need the same targets; far ones the same named goods and the same day as well."""
    targets = _equal(many["on"], one["on"]) & (many["everyone"] == one["everyone"])
    goods = _equal(many["goods"], one["goods"])
    low, high = many["low"], many["high"]
    day = np.zeros(len(many), bool)
    for role in (EFFECTIVE, ANNOUNCED):
        if one["low"][role] and one["low"][role] == one["high"][role]:
            day |= (low[:, role] == one["low"][role]) & (high[:, role] == low[:, role])
    fresh = np.abs(many["published"] - one["published"]) <= 14
    named = (many["goods"] != 0).any(axis=1) & (many["on"] != 0).any(axis=1)
    return np.asarray(targets & goods & day & fresh & (near | named))


def _equal(slots: Numbers, mine: Numbers) -> Numbers:
    return np.asarray((slots == mine).all(axis=1))


def _sides(many: Records, one: Any, kind: EventType) -> Numbers:
    if kind in TALKS:
        # participants stand in `by`, and the block holds those alone who share them, or the crowded ones
        mine = one["by"]
        common = shared(many["by"], mine)
        smaller = np.minimum((many["by"] != 0).sum(axis=1), (mine != 0).sum())
        return np.where(common == 0, APART, np.where(common * 2 >= smaller, 2.0, -1.0))
    count, mine = (many["on"] != 0).sum(axis=1), int((one["on"] != 0).sum())
    common = shared(many["on"], one["on"])
    everyone, all_mine = many["everyone"] > 0, bool(one["everyone"])
    concrete = (count > 0) & (mine > 0)
    larger, smaller = np.maximum(count, mine), np.minimum(count, mine)
    score = _first(
        [concrete & (common == 0), concrete & (common == larger), concrete & (common == smaller), concrete],
        [OTHER, 2.0, np.where(2 * smaller >= larger, 1.0, 0.0), -1.0],
        default=0.0,
    )
    score = np.where(concrete, score, np.where((count == 0) & (mine == 0), np.where(everyone == all_mine, 1.0, 0.5), -0.5))
    return np.asarray(score)


def _goods(many: Records, one: Any, kind: EventType) -> Numbers:
    count, mine = (many["goods"] != 0).sum(axis=1), int((one["goods"] != 0).sum())
    common = shared(many["goods"], one["goods"])
    both = (count > 0) & (mine > 0)
    smaller, larger = np.minimum(count, mine), np.maximum(count, mine)
    if kind in TALKS:
        return np.where(both, np.where(common > 0, 1.0, -1.0), 0.0)
    agree = _first([common == 0, 2 * common >= larger, 2 * common >= smaller], [OTHER, 2.0, 1.5], default=0.5)
    # a duty on "imports" and one on steel are two; ships, or goods that a firm's listing names, go without saying
    return np.where(both, agree, np.where((count == 0) & (mine == 0), 0.5, -2.0 if kind in DUTIES else -0.5))


def _dates(many: Records, one: Any) -> Numbers:
    low, high = many["low"], many["high"]
    score = np.zeros(len(many))
    met = np.zeros(len(many), bool)
    for role in range(4):
        if not one["low"][role]:
            continue
        both = low[:, role] > 0
        if not both.any():
            continue
        gap = np.maximum(low[:, role], one["low"][role]) - np.minimum(high[:, role], one["high"][role])
        width = np.maximum(high[:, role] - low[:, role], one["high"][role] - one["low"][role])
        met |= both
        part = _gap_score(role, gap, width)
        if role == EFFECTIVE:
            part = np.where((part <= APART) & (gap <= 45) & _one_order(many, one), -1.5, part)
        score[both] += part[both]
    told, mine = (low > 0).any(axis=1), bool((one["low"] > 0).any())
    if mine:
        crossed = told & ~met
        score[crossed] += _lag_score(low, high, one)[crossed]
        score[~told] += _undated(many, one)[~told]
    else:
        score[told] += _undated(many, one)[told]
        score[~told] += _neither(many, one)[~told]
    return score


def _one_order(many: Records, one: Any) -> Numbers:
    """The same rate on the same named goods, told in the same days: an order whose first day the press has in several versions."""
    goods = shared(many["goods"], one["goods"])
    smaller = np.minimum((many["goods"] != 0).sum(axis=1), (one["goods"] != 0).sum())
    low, high = many["low"], many["high"]
    said = np.maximum(low[:, ANNOUNCED], one["low"][ANNOUNCED]) - np.minimum(high[:, ANNOUNCED], one["high"][ANNOUNCED])
    agree = (low[:, ANNOUNCED] == 0) | (one["low"][ANNOUNCED] == 0) | (said <= 1)
    fresh = np.abs(many["published"] - one["published"]) <= 4
    return np.asarray((many["rate"] == one["rate"]) & (goods > 0) & (2 * goods >= smaller) & agree & fresh)


def _gap_score(role: int, gap: Numbers, width: Numbers) -> Numbers:
    overlap = _first([width == 0, width <= 7, width <= 31], [3.0, 2.0, 1.2], default=0.6)
    if role == HELD:
        return _first([gap <= 0, gap <= 1], [overlap, 1.5], default=APART)
    if role == EFFECTIVE:
        # "this week" for a duty of next month is one article's mistake; another day is another step
        vague = (width > 0) & (gap <= 31)
        return _first([gap <= 0, gap <= 1, gap <= 3, gap <= 10, vague], [overlap, 2.0, 0.5, -1.0, -2.0], default=APART)
    if role == ANNOUNCED:
        return _first([gap <= 0, gap <= 1, gap <= 3, gap <= 10, gap <= 40], [0.7 * overlap, 1.5, 0.5, -0.5, -2.0], default=-10.0)
    return _first([gap <= 0, gap <= 1, gap <= 31], [0.7 * overlap, 2.0, -1.5], default=-2.5)


def _lag_score(low: Numbers, high: Numbers, one: Any) -> Numbers:
    """No role in common: an announcement may stand before the start that the other tells."""
    score = np.zeros(len(low))
    for said, start in ((ANNOUNCED, EFFECTIVE), (EFFECTIVE, ANNOUNCED)):
        if not one["low"][said]:
            continue
        there = low[:, start] > 0
        lag = low[:, start] - one["high"][said] if said == ANNOUNCED else one["low"][said] - high[:, start]
        score[there] = np.where((lag < -LAG) | (lag > LEAD), APART, 0.8 - np.maximum(lag, 0) / 200.0)[there]
    return score


def _undated(many: Records, one: Any) -> Numbers:
    """One of the two tells a date, the other counts from its article's day."""
    mine = bool((one["low"] > 0).any())
    dated_low, dated_high = (_key(one["low"], one["high"])) if mine else _keys(many["low"], many["high"])
    plain = many if mine else one
    since = plain["published"] - dated_high
    until = dated_low - plain["published"]
    standing = plain["standing"] > 0
    old = np.where(standing, np.where(since <= STANDING, 0.5 - np.maximum(since, 0) / 300.0, APART), np.where(since <= LAG, 0.3, -2.5))
    distance = np.where(until > 0, np.where(until <= LEAD, 0.3, APART), np.where(since <= 14, 0.8, old))
    fresh = np.abs(many["published"] - one["published"]) <= 7
    return np.asarray(distance + np.where(fresh & (distance > APART), 0.7, 0.0))


def _key(low: Numbers, high: Numbers) -> tuple[int, int]:
    for role in (HELD, EFFECTIVE, ANNOUNCED, ENDS):
        if low[role]:
            return int(low[role]), int(high[role])
    return 0, 0


def _keys(low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    order = [HELD, EFFECTIVE, ANNOUNCED, ENDS]
    told = [low[:, role] > 0 for role in order]
    return (
        _first(told, [low[:, role] for role in order], default=0),
        _first(told, [high[:, role] for role in order], default=0),
    )


def _neither(many: Records, one: Any) -> Numbers:
    apart = np.abs(many["published"] - one["published"])
    standing = (many["standing"] > 0) & bool(one["standing"])
    return _first(
        [apart <= 3, apart <= 10, apart <= 30, standing & (apart <= 120), standing & (apart <= STANDING)],
        [1.5, 1.0, 0.3, -0.3, -1.5],
        default=-4.0,
    )


def _words(many: Records, one: Any, field: str, agree: float, differ: float) -> Numbers:
    mine = one[field]
    told = (many[field] != 0).any(axis=1)
    if not told.any():
        return np.zeros(len(many))
    return np.where(told, np.where(shared(many[field], mine) > 0, agree, differ), 0.0)


def _split(many: Records, one: Any) -> Numbers:
    """Two claims of one article on different goods, else alike: parts of one list."""
    rate = (many["rate"] == one["rate"]) | (np.isnan(many["rate"]) & np.isnan(one["rate"]))
    goods = (many["goods"] != 0).any(axis=1) & bool(one["goods"].any()) & (shared(many["goods"], one["goods"]) == 0)
    dates = (many["low"] == one["low"]).all(axis=1) & (many["high"] == one["high"]).all(axis=1)
    return np.asarray(rate & goods & dates & (many["stage"] == one["stage"]))
