"""Lines that are one duty told in several ways: by one article with another first day, or with fewer of its goods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tradewatch.model import Period
from tradewatch.resolution.component import Component, State
from tradewatch.resolution.line import Line
from tradewatch.resolution.lines import NEAR
from tradewatch.resolution.steps import same_rate, voices
from tradewatch.resolution.words import names_clash

WEEKS = timedelta(days=45)
"""So near in time articles tell of one duty."""

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
