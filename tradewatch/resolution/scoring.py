"""How well two claims agree, in numbers, for many pairs at once.

Every field that both tell adds evidence for or against; a field that one leaves out says little. `APART` marks a pair that can't be one
event whatever else agrees: a threat and an order, 25% and 10%, two rounds of talks a week apart. Agreement is symmetric.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tradewatch.model import EventType
from tradewatch.resolution.blocks import Stage, Step
from tradewatch.resolution.features import LAG, LEAD, SOON, STANDING, Records
from tradewatch.resolution.pairs import Numbers, Pairs, first_of

TALKS = (EventType.MEETING, EventType.AGREEMENT)
"""Types whose events have participants instead of a target."""
DUTIES = (EventType.TARIFF, EventType.TRADE_REMEDY)
APART = -99.0
CUT = 3.0
"""The least agreement that makes two claims one event."""
OTHER = -30.0
"""Steel against aluminium, Brazil against Korea: apart, unless a third claim tells of both."""

ANNOUNCED, EFFECTIVE, ENDS, HELD = range(4)
CHUNK = 100_000

# "25% imposed" may be told as a cut to 25%; a lift of a duty from one firm as an exemption
_FAMILY = np.zeros(len(Step), np.uint8)
for _step, _family in {
    Step.NONE: 0, Step.SET: 0, Step.LOWER: 0, Step.SUSPEND: 1, Step.EXTEND: 2, Step.LIFT: 3, Step.EXEMPT: 3,
}.items():  # fmt: skip
    _FAMILY[_step] = _family

_SLOTS = ("on", "by", "goods", "instrument", "place", "entities", "worth")


class Sieve:
    """Records in a fixed order, with the cheap first look at which of them can be one event at all."""

    def __init__(self, records: Records) -> None:
        names = records.dtype.names or ()
        self.columns: dict[str, Numbers] = {name: np.ascontiguousarray(records[name]) for name in names}
        for name in _SLOTS:
            self.columns[f"{name} count"] = (self.columns[name] != 0).sum(axis=1).astype(np.int16)
        self.columns["family"] = _FAMILY[self.columns["step"]]
        self.columns["rejected"] = self.columns["stage"] == Stage.REJECTED
        self._size = len(records)

    def pairs(self) -> Iterator[tuple[Numbers, Numbers]]:
        """All pairs (earlier, later) of places worth a closer look, in chunks ordered by the later place."""
        held: list[tuple[Numbers, int]] = []
        waiting = 0
        for place in range(1, self._size):
            near = self.near(place, place)
            if len(near):
                held.append((near, place))
                waiting += len(near)
            if waiting >= CHUNK:
                yield _join(held)
                held, waiting = [], 0
        if held:
            yield _join(held)

    def near(self, place: int, before: int) -> Numbers:
        """Places below `before` that are near enough in time, of a fitting step and stage, and not plainly at another rate."""
        columns = self.columns
        near = np.flatnonzero((columns["first"][:before] <= columns["last"][place]) & (columns["last"][:before] >= columns["first"][place]))
        mask = (columns["family"][near] == columns["family"][place]) & (columns["rejected"][near] == columns["rejected"][place])
        if columns["unit"][place]:
            rate, mine = columns["rate"][near], columns["rate"][place]
            fits = np.abs(rate - mine) <= np.maximum(1.0, 0.04 * np.maximum(rate, mine))
            fits |= (columns["least"][near] <= mine) & (mine <= rate)
            fits |= (columns["least"][place] <= rate) & (rate <= mine)
            fits |= columns["frame"][near] == columns["frame"][place]
            unit = columns["unit"][near]
            mask &= (unit == 0) | ((unit == columns["unit"][place]) & fits)
        return np.asarray(near[mask & (near != place)])

    def scores(self, one: Numbers, other: Numbers, kind: EventType) -> Numbers:
        """Agreement of the places `one` with the places `other`, pair by pair; `kind` is the block's type."""
        total = np.full(len(one), APART)
        pair = Pairs(self.columns, one, other)
        sure = _stages(pair) + _rates(pair, kind) + _sides(pair, kind)
        # most pairs are apart by now, and the rest of the fields need not be looked at
        left = np.flatnonzero(sure > APART / 2)
        if len(left):
            pair = Pairs(self.columns, one[left], other[left])
            total[left] = sure[left] + _rest(pair, kind)
        return np.asarray(np.where(total > APART / 2, total, APART))


def _join(held: Sequence[tuple[Numbers, int]]) -> tuple[Numbers, Numbers]:
    return np.concatenate([near for near, _ in held]), np.repeat([place for _, place in held], [len(near) for near, _ in held])


def _rest(pair: Pairs, kind: EventType) -> Numbers:
    total = _goods(pair, kind) + _dates(pair)
    for field, agree, differ in (
        ("instrument", 2.0, -0.5),
        ("place", 2.0, -1.5),
        ("entities", 2.0, -4.0),
        ("worth", 1.5, -4.0),
    ):
        total += _words(pair, field, agree, differ)
    step, step2 = pair["step"]
    total += np.where(step == step2, 0.5, np.where((step == Step.NONE) | (step2 == Step.NONE), 0.0, -0.5))
    if kind in DUTIES:
        # without a common rate, articles far apart are more often of two events
        unit, unit2 = pair["unit"]
        published, published2 = pair["published"]
        total -= np.where(((unit == 0) | (unit2 == 0)) & (np.abs(published - published2) > 30), 0.4, 0.0)
        total -= np.where(_crossed(pair), 4.0, 0.0)
    # one article tells an event once: two claims of it are one only when its headline tells what its text does, when it splits a list of
    # goods that others tell as one, or when it says less of it elsewhere
    same = pair.same("article")
    if same.any():
        title, title2 = pair["title"]
        echo, headline = _echo(pair), title != title2
        total[same & ~_split(pair) & ~echo & ~headline] = APART
        total[same & echo & ~headline] -= 1.0
    return np.asarray(total)


def _crossed(pair: Pairs) -> Numbers:
    """Whether one tells goods from anywhere and the other all goods of some: "25% on steel" and "25% on Canada and Mexico"."""
    goods, goods2 = pair["goods count"]
    targets, targets2 = pair["on count"]
    one = (goods > 0) & (targets == 0) & (goods2 == 0) & (targets2 > 0)
    return np.asarray(one | ((goods2 > 0) & (targets2 == 0) & (goods == 0) & (targets > 0)))


def _stages(pair: Pairs) -> Numbers:
    """A threat may be retold as a proposal, a proposal as an order; a threat becomes an order only when both tell one act on one day."""
    stage, stage2 = pair["stage"]
    score = np.zeros(len(pair))
    differ = stage != stage2
    if not differ.any():
        return score
    rejected = differ & ((stage == Stage.REJECTED) | (stage2 == Stage.REJECTED))
    crossing = differ & ~rejected & (np.minimum(stage, stage2) == Stage.THREAT) & (np.maximum(stage, stage2) == Stage.DECIDED)
    published, published2 = pair["published"]
    score[differ] = np.where(np.abs(published - published2) > 60, -2.0, -0.5)[differ]
    score[crossing] = -1.0
    if crossing.any():
        score[crossing & ~_one_act(pair)] = APART
    score[rejected] = APART
    return score


def _one_act(pair: Pairs) -> Numbers:
    """The same rate for the same day, said in the same days, in which the rate may be left out: press that calls a threat an order."""
    low, high, low2, high2 = pair.dates(EFFECTIVE)
    start = (low > 0) & (low == low2) & (high == high2)
    said, _, said2, _ = pair.dates(ANNOUNCED)
    published, published2 = pair["published"]
    near = np.where((said > 0) & (said2 > 0), np.abs(said - said2) <= 1, np.abs(published - published2) <= 21)
    standing, standing2 = pair["standing"]
    unit, unit2 = pair["unit"]
    told = pair.same("rate") & (unit == unit2) & near
    left_out = ((unit == 0) != (unit2 == 0)) & pair.same("frame") & (np.abs(published - published2) <= 3)
    return np.asarray((told | left_out) & start & (standing == 0) & (standing2 == 0))


def _rates(pair: Pairs, kind: EventType) -> Numbers:
    if kind in TALKS:
        return np.zeros(len(pair))
    unit, unit2 = pair["unit"]
    score = np.where((unit == 0) & (unit2 == 0), 0.5, 0.0)
    both = np.flatnonzero((unit > 0) & (unit2 > 0))
    if not len(both):
        return score
    rate, rate2 = (side[both] for side in pair["rate"])
    least, least2 = (side[both] for side in pair["least"])
    gap = np.abs(rate - rate2)
    within = (least <= rate2) & (rate2 <= rate) | (least2 <= rate) & (rate <= rate2)
    near = gap <= np.maximum(1.0, 0.04 * np.maximum(rate, rate2))
    told = first_of([gap < 0.05, within, near], [3.0, 1.0, 0.0], -4.0)
    # another rate for the same goods, targets and day is one event told differently; anything less is another event
    doubtful = ~(gap < 0.05) & ~within
    if doubtful.any():
        told = np.where(doubtful & ~_same_but_rate(pair, both, near), APART, told)
    score[both] = np.where((unit == unit2)[both], told, APART)
    return score


def _same_but_rate(pair: Pairs, which: Numbers, near: Numbers) -> Numbers:
    """Near rates need the same targets; far ones the same named goods and the same day as well."""
    same = pair.same("frame")[which]
    day = np.zeros(len(which), bool)
    for role in (EFFECTIVE, ANNOUNCED):
        low, high, low2, high2 = (side[which] for side in pair.dates(role))
        day |= (low > 0) & (low == high) & (low == low2) & (high == high2)
    published, published2 = (side[which] for side in pair["published"])
    named = (pair["goods count"][0][which] > 0) & (pair["on count"][0][which] > 0)
    return np.asarray(same & day & (np.abs(published - published2) <= 14) & (near | named))


def _sides(pair: Pairs, kind: EventType) -> Numbers:
    if kind in TALKS:
        # participants stand in `by`, and a block holds those alone who share them, or the crowded ones
        common = pair.shared("by")
        count, count2 = pair["by count"]
        return np.where(common == 0, APART, np.where(common * 2 >= np.minimum(count, count2), 2.0, -1.0))
    count, count2 = pair["on count"]
    everyone, everyone2 = pair["everyone"]
    common = pair.shared("on")
    larger, smaller = np.maximum(count, count2), np.minimum(count, count2)
    concrete = smaller > 0
    agree = first_of(
        [common == 0, common == larger, common == smaller], [OTHER, 2.0, np.where(2 * smaller >= larger, 1.0, 0.0)], -1.0
    )  # fmt: skip
    # of a duty on named goods a target told by one of two is an example
    example = (pair["goods count"][0] > 0) & (pair["goods count"][1] > 0)
    # without goods, a duty on everyone and one on some are seldom one
    some = np.where((everyone > 0) | (everyone2 > 0), -1.5, -0.5)
    silent = np.where(larger == 0, np.where(everyone == everyone2, 1.0, 0.5), np.where(example, 0.5, some))
    return np.asarray(np.where(concrete, agree, silent))


def _goods(pair: Pairs, kind: EventType) -> Numbers:
    count, count2 = pair["goods count"]
    common = pair.shared("goods")
    smaller, larger = np.minimum(count, count2), np.maximum(count, count2)
    both = smaller > 0
    if kind in TALKS:
        return np.where(both, np.where(common > 0, 1.0, -1.0), 0.0)
    agree = first_of([common == 0, 2 * common >= larger, 2 * common >= smaller], [OTHER, 2.0, 1.5], 0.5)
    # a duty on "imports" and one on steel are two; ships, or goods that a firm's listing names, go without saying
    return np.asarray(np.where(both, agree, np.where(larger == 0, 0.5, -2.0 if kind in DUTIES else -0.5)))


def _dates(pair: Pairs) -> Numbers:
    score = np.zeros(len(pair))
    met = np.zeros(len(pair), bool)
    for role in range(4):
        low, high, low2, high2 = pair.dates(role)
        both = (low > 0) & (low2 > 0)
        if not both.any():
            continue
        gap = np.maximum(low, low2) - np.minimum(high, high2)
        part = _gap_score(role, gap, np.maximum(high - low, high2 - low2))
        if role == EFFECTIVE:
            late = both & (part <= APART) & (gap <= 45)
            if late.any():
                part = np.where(late & _one_order(pair), -1.5, part)
        score += np.where(both, part, 0.0)
        met |= both
    told, told2 = (np.asarray((side > 0).any(axis=1)) for side in pair["low"])
    score += np.where(told & told2 & ~met, _lag_score(pair), 0.0)
    score += np.where(told != told2, _undated(pair, told), 0.0)
    score += np.where(~told & ~told2, _neither(pair), 0.0)
    return score


def _one_order(pair: Pairs) -> Numbers:
    """The same rate, or one left out, on the same named goods, told in the same days: an order whose first day the press has in several
    versions."""
    count, count2 = pair["goods count"]
    common = pair.shared("goods")
    low, high, low2, high2 = pair.dates(ANNOUNCED)
    agree = (low == 0) | (low2 == 0) | (np.maximum(low, low2) - np.minimum(high, high2) <= 1)
    published, published2 = pair["published"]
    fresh = np.abs(published - published2) <= 4
    unit, unit2 = pair["unit"]
    rate = pair.same("rate") | (unit == 0) | (unit2 == 0)
    return np.asarray(rate & (common > 0) & (2 * common >= np.minimum(count, count2)) & agree & fresh)


def _gap_score(role: int, gap: Numbers, width: Numbers) -> Numbers:
    overlap = first_of([width == 0, width <= 7, width <= 31, width <= 100], [3.0, 2.0, 1.2, 0.6], 0.3)
    if role == HELD:
        return first_of([gap <= 0, gap <= 1], [overlap, 1.5], APART)
    if role == EFFECTIVE:
        # "this week" for a duty of next month is one article's mistake; another day is another step
        vague = (width > 0) & (gap <= 31)
        # a day just outside "this year" or "this quarter" is none of its days
        outside = (width > 31) & (gap > 0)
        return first_of([gap <= 0, outside, gap <= 1, gap <= 3, gap <= 10, vague], [overlap, -2.0, 2.0, 0.5, -1.0, -2.0], APART)
    if role == ANNOUNCED:
        return first_of([gap <= 0, gap <= 1, gap <= 3, gap <= 10, gap <= 40], [0.7 * overlap, 1.5, 0.5, -0.5, -2.0], -10.0)
    return first_of([gap <= 0, gap <= 1, gap <= 31], [0.7 * overlap, 2.0, -1.5], -2.5)


def _lag_score(pair: Pairs) -> Numbers:
    """No role in common: an announcement may stand before the start that the other tells."""
    score = np.zeros(len(pair))
    said, said_last, said2, said_last2 = pair.dates(ANNOUNCED)
    start, _, start2, _ = pair.dates(EFFECTIVE)
    for there, lag in (((said > 0) & (start2 > 0), start2 - said_last), ((said2 > 0) & (start > 0), start - said_last2)):
        value = np.where((lag < -LAG) | (lag > LEAD), APART, 0.8 - np.maximum(lag, 0) / 200.0)
        score = np.where(there, value, score)
    published, published2 = pair["published"]
    # articles of the same days speak of the same news
    return np.asarray(score - np.minimum(np.abs(published - published2), 60) / 80.0)


def _undated(pair: Pairs, first_told: Numbers) -> Numbers:
    """One of the two tells a date, the other counts from its article's day."""
    low, high = _key_dates(pair, first_told)
    published, published2 = pair["published"]
    standing, standing2 = pair["standing"]
    plain = np.where(first_told, published2, published)
    stands = np.where(first_told, standing2, standing) > 0
    since, until = plain - high, low - plain
    old = np.where(stands, np.where(since <= STANDING, 0.5 - np.maximum(since, 0) / 300.0, APART), np.where(since <= LAG, 0.3, -2.5))
    # what is told in force does not begin months later
    ahead = until <= np.where(stands, SOON, LEAD)
    distance = np.where(until > 0, np.where(ahead, 0.3, APART), np.where(since <= 14, 0.8, old))
    fresh = np.abs(published - published2) <= 7
    return np.asarray(distance + np.where(fresh & (distance > APART), 0.7, 0.0))


def _key_dates(pair: Pairs, first_told: Numbers) -> tuple[Numbers, Numbers]:
    """The key date of whichever side tells one."""
    low = np.where(first_told[:, None], pair["low"][0], pair["low"][1])
    high = np.where(first_told[:, None], pair["high"][0], pair["high"][1])
    order = [HELD, EFFECTIVE, ANNOUNCED, ENDS]
    told = [low[:, role] > 0 for role in order]
    return first_of(told, [low[:, role] for role in order], 0), first_of(told, [high[:, role] for role in order], 0)


def _neither(pair: Pairs) -> Numbers:
    published, published2 = pair["published"]
    standing, standing2 = pair["standing"]
    apart = np.abs(published - published2)
    both = (standing > 0) & (standing2 > 0)
    return first_of(
        [apart <= 3, apart <= 10, apart <= 30, both & (apart <= 120), both & (apart <= STANDING)], [1.5, 1.0, 0.3, -0.3, -1.5], -4.0
    )


def _words(pair: Pairs, field: str, agree: float, differ: float) -> Numbers:
    count, count2 = pair[f"{field} count"]
    both = (count > 0) & (count2 > 0)
    if not both.any():
        return np.zeros(len(pair))
    return np.where(both, np.where(pair.shared(field) > 0, agree, differ), 0.0)


def _split(pair: Pairs) -> Numbers:
    """Two claims of one article on different goods, else alike: parts of one list."""
    rate, rate2 = pair["rate"]
    same_rate = (rate == rate2) | (np.isnan(rate) & np.isnan(rate2))
    goods, goods2 = pair["goods count"]
    (low, low2), (high, high2) = pair["low"], pair["high"]
    dates = (low == low2).all(axis=1) & (high == high2).all(axis=1)
    return np.asarray(same_rate & (goods > 0) & (goods2 > 0) & (pair.shared("goods") == 0) & dates & pair.same("stage"))


def _echo(pair: Pairs) -> Numbers:
    """Two claims of one article on the same named goods or target, of which one tells no other date, and no rate or no target: the same,
    said again."""
    unit, unit2 = pair["unit"]
    goods, goods2 = pair["goods count"]
    named = (pair.shared("goods") * 2 >= np.minimum(goods, goods2)) & (np.minimum(goods, goods2) > 0)
    targets, targets2 = pair["on count"]
    aimed = (goods == 0) & (goods2 == 0) & (pair.shared("on") == np.maximum(targets, targets2)) & (targets > 0)
    agree = np.ones(len(pair), bool)
    for role in range(4):
        low, high, low2, high2 = pair.dates(role)
        agree &= (low == 0) | (low2 == 0) | (np.maximum(low, low2) - np.minimum(high, high2) <= 0)
    stage, stage2 = pair["stage"]
    alike = (np.abs(stage.astype(np.int8) - stage2) <= 1) | _one_act(pair)
    # what is in force today is not what follows in two weeks
    standing, standing2 = pair["standing"]
    published, published2 = pair["published"]
    start, _, start2, _ = pair.dates(EFFECTIVE)
    ahead = ((standing > 0) & (start2 > published2)) | ((standing2 > 0) & (start > published))
    less = (unit == 0) != (unit2 == 0)
    less |= pair.same("rate") & (unit > 0) & named & (targets != targets2) & (np.minimum(targets, targets2) == 0)
    return np.asarray(less & (named | aimed) & agree & alike & ~ahead)
