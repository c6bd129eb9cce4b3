"""Lines that are one duty told in several ways: by one article with another first day, or with fewer of its goods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from tradewatch.model import Event, EventType, Period, Status
from tradewatch.resolution.blocks import Step, step_of
from tradewatch.resolution.component import Component, State, component_of
from tradewatch.resolution.line import Line
from tradewatch.resolution.lines import NEAR
from tradewatch.resolution.steps import effect, known, same_rate, voices, worth_in_billions
from tradewatch.resolution.support import Why
from tradewatch.resolution.words import names_clash

WEEKS = timedelta(days=45)
"""So near in time articles tell of one duty."""

_NEAR_RATES = 2
"""So many points apart are two versions of one rate."""

_MOST = 6
"""Lists at one rate of which any might add up to another; more are seldom told."""

Told = tuple[Line, Component]


def without_retold(alive: Iterable[Told]) -> list[Told]:
    """The components without those that only tell another once more; that one takes up their events, and counts as in force where one of
    them tells it so. The one with the most sources stands, of as many the one that began first."""
    kept: list[Told] = []
    for line, part in sorted(alive, key=lambda told: (-told[1].source_count, told[1].since or "9", told[1].event)):
        home = next((number for number, told in enumerate(kept) if retells((line, part), told)), None)
        if home is None:
            kept.append((line, part))
        else:
            main_line, main = kept[home]
            kept[home] = main_line, _joined(main, part)
    return kept


def with_revised(told: Sequence[Told]) -> list[Told]:
    """The components, those marked that are told later at another rate.

    What no article tells in force gives way to what is told after it for the same day and goods, or for this side where it was on everyone,
    and so does what is in force where this side's own rate is told to have changed from it.
    What is told with no first day gives way to what is told after it with one, a point or two apart, as "26%" of a list of April is the 25%
    of August.
    """
    return [(line, replace(part, why=Why.REVISED) if _is_revised((line, part), told) else part) for line, part in told]


def with_announced(told: Sequence[Told], lines: Iterable[Line], at: date) -> tuple[list[Told], list[Told]]:
    """The components, those marked that nobody tells in force and for which another rate was announced within weeks, on all goods and with
    no first day; and what was so announced, marked for having none."""
    later = [(line, event) for line in lines if line.covers_all for event in line.events if _is_announced(event, at)]
    newest = max(later, key=lambda one: (known(one[1]), one[1].id), default=None)
    if newest is None:
        return list(told), []
    other, event = newest

    def gives_way(line: Line, part: Component) -> bool:
        bare = part.state is State.ASSUMED and part.why is None and part.type is EventType.TARIFF and line.covers_all
        older = part.told is not None and part.told < known(event) <= part.told + WEEKS and not line.general and not other.general
        return bare and older and not same_rate(part.rate, event.claim.rate) and not names_clash(line.programme, other.programme)

    marked = [(line, replace(part, why=Why.REVISED) if gives_way(line, part) else part) for line, part in told]
    fresh = replace(component_of(other, event, State.ASSUMED, at), why=Why.UNDATED)
    return marked, [(other, fresh)] if any(gives_way(*one) for one in told) else []


def _is_announced(event: Event, at: date) -> bool:
    claim = event.claim
    decided = claim.status is Status.ANNOUNCED and claim.rate is not None and claim.rate.unit == "percent" and not claim.latent
    return decided and effect(event) is None and known(event) <= at and step_of(claim) in (Step.SET, Step.LOWER)


def _is_revised(one: Told, others: Iterable[Told]) -> bool:
    line, part = one
    if part.type is not EventType.TARIFF or part.rate is None or part.told is None:
        return False
    for other, later in others:
        after = later.told is not None and later.told > part.told and later.why is None and later.state is not State.SUSPENDED
        if not after or later.rate is None or later.rate.unit != part.rate.unit or same_rate(later.rate, part.rate):
            continue
        if names_clash(line.programme, other.programme):
            continue
        alike = line.goods == other.goods and line.general == other.general and line.worth == other.worth
        version = alike and part.since is not None and part.since == later.since
        assumed = part.state is State.ASSUMED
        own = line.general and not other.general and line.goods <= other.goods and (bool(line.goods) or (assumed and not other.goods))
        replaced = any(same_rate(event.claim.prior_rate, part.rate) for event in other.events)
        if (assumed and (version or own)) or (own and replaced):
            return True
        near = abs(later.rate.value - part.rate.value) <= _NEAR_RATES
        if alike and near and part.since is None and later.since is not None and line.covers_all:
            return True
    return False


def without_parts(told: Sequence[Told]) -> list[Told]:
    """The components without those that only tell others together: "25% on $250 billion" beside 25% on $200 billion and on $50 billion."""
    kept = list(told)
    for line, part in sorted(told, key=lambda one: (-_amount(one[0]), one[1].event)):
        others = [(other, component) for other, component in kept if other.worth and not other.worth & line.worth]
        amounts = [_amount(other) for other, component in others if same_rate(component.rate, part.rate)]
        if line.worth and 1 < len(amounts) <= _MOST and _adds_up(_amount(line), amounts):
            kept = [one for one in kept if one[0] is not line]
    return kept


def _adds_up(whole: float, amounts: Sequence[float]) -> bool:
    sums = (sum(some) for size in range(2, len(amounts) + 1) for some in combinations(amounts, size))
    return any(abs(total - whole) <= 0.02 * whole for total in sums)


def _amount(line: Line) -> float:
    return worth_in_billions(min(line.worth)) if line.worth else 0.0


def retells(one: Told, main: Told) -> bool:
    """Whether a component is the duty of a better told one: at its rate, on goods in common, told in the same weeks; and, where it is on
    goods in general, with no other first day."""
    (line, part), (other, better) = one, main
    if part.type is not better.type or not same_rate(part.rate, better.rate) or (line.worth != other.worth and line.worth and other.worth):
        return False
    if line.goods and other.goods:
        if 2 * len(line.goods & other.goods) < min(len(line.goods), len(other.goods)):
            return False
        if part.source_count > 1 and names_clash(line.programme, other.programme):
            return False
        return line.goods <= other.goods or _apart(line, other) <= WEEKS
    if line.goods or other.goods or line.general != other.general or names_clash(line.programme, other.programme):
        return False
    return _apart(line, other) <= WEEKS and _same_start(part, better)


def _same_start(part: Component, better: Component) -> bool:
    if part.since is None or better.since is None:
        return part.source_count == 1 or better.since is None
    mine, theirs = Period.parse(part.since), Period.parse(better.since)
    return max(mine.first, theirs.first) - min(mine.last, theirs.last) <= NEAR


def _apart(one: Line, other: Line) -> timedelta:
    """The time between the articles of two lines that stand nearest."""
    mine, theirs = _days(one), _days(other)
    return min((abs(day - there) for day in mine for there in theirs), default=timedelta.max)


def _days(line: Line) -> Sequence[date]:
    return sorted({one.source.published for event in line.events for one in voices(event) if one.source.published})


def _joined(main: Component, part: Component) -> Component:
    confirmed = main.state is State.ASSUMED and part.state is State.IN_FORCE and (part.told or date.min) >= _start(main)
    days = [told for told in (main.told, part.told) if told]
    return replace(
        main,
        state=State.IN_FORCE if confirmed else main.state,
        events=tuple(dict.fromkeys((*main.events, *part.events))),
        told=max(days, default=None),
        why=main.why and part.why,
    )


def _start(part: Component) -> date:
    return Period.parse(part.since).last if part.since else date.min
