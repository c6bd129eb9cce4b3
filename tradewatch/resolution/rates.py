"""What one side charges another on a day, component by component, as the articles tell it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from tradewatch.model import Event, EventType, Period, Rate
from tradewatch.resolution.blocks import Step, step_of
from tradewatch.resolution.component import Component, State, component_on
from tradewatch.resolution.line import Line
from tradewatch.resolution.lines import Lines, lines_of
from tradewatch.resolution.retold import Told, retells, with_announced, with_revised, without_parts, without_retold
from tradewatch.resolution.steps import adds_up, effect, ends_of, is_confirmed, is_only_threat, known
from tradewatch.resolution.support import Why, weak_ones
from tradewatch.resolution.words import names_clash, words_of

DUTIES = (EventType.TARIFF, EventType.TRADE_REMEDY, EventType.PORT_FEE)

_TOLD_LATE = timedelta(days=3)

Blocs = Callable[[str, date], Collection[str]]
"""The blocs that a jurisdiction belongs to on a day."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The working of a sum: its value in percent and the events whose rates it adds."""

    value: Decimal
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldTotal:
    """A headline total as an article tells it, with the goods that it is on; never added to anything."""

    rate: Rate
    event: str
    goods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RateTable:
    """What `by` charges `on` on the day `at`: components, not a customs ruling. `sum` is None unless two or more additional components
    cover the same goods, and days told for them tell them apart. `covered` is the span of publication days that the answer rests on, None
    without any article. `apart` are duties that articles tell and that are not told well enough to count."""

    by: str
    on: str
    at: date
    components: tuple[Component, ...]
    sum: Sum | None
    told_totals: tuple[ToldTotal, ...]
    covered: tuple[date, date] | None = None
    apart: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True)
class RateStep:
    """A day on which the answer changes, and the answer from that day on."""

    date: date
    table: RateTable


def rates(
    events: Iterable[Event], by: str, on: str, at: date, *, goods: Sequence[str] | None = None, blocs: Blocs | None = None
) -> RateTable:
    """The duties and fees of `by` on `on` in force, assumed in force or suspended on `at`.

    `goods` keeps the components that cover those goods (phrases) and the ones on goods in general. With `blocs`, what a bloc imposes or
    faces counts for its members on that day.
    """
    return _table(_relevant(events, by, on, at, blocs), by, on, at, goods, {})


_Read = dict[tuple[str, ...], tuple[Lines, Lines, frozenset[str]]]
"""Lines by the events that they are of: of all of these, of those told well enough, and the ids of the others."""


def _table(chosen: Sequence[Event], by: str, on: str, at: date, goods: Sequence[str] | None, read: _Read) -> RateTable:
    components: list[tuple[Line, Component]] = []
    apart: list[tuple[Line, Component]] = []
    totals: list[ToldTotal] = []
    for kind in DUTIES:
        alive, doubtful, now = _told_on(at, on, [event for event in chosen if event.claim.type is kind], read)
        components += alive
        apart += doubtful
        totals += [ToldTotal(event.claim.rate, event.id, event.claim.goods) for event in now if event.claim.rate]
    if goods:
        wanted = frozenset(words_of(goods))
        totals = [total for total in totals if not total.goods or wanted & set(words_of(total.goods))]
        components, apart = _on_goods(components, wanted), _on_goods(apart, wanted)
    days = [sourced.source.published for event in chosen for sourced in event.told if sourced.source.published]
    ordered = sorted((component for _, component in components), key=_component_order)
    adding = [(line, part) for line, part in components if _adds(line, part)]
    whole = _sum(sorted((part for _, part in adding), key=_component_order))
    if whole and not any(adds_up(total.rate.value, whole.value) for total in totals):
        # what is told "in force" and without a day may itself be a sum, and two rates of one day two versions of one duty
        whole = whole if all(_is_dated(line, part) for line, part in adding) and not _are_versions(adding) else None
    return RateTable(
        by=by,
        on=on,
        at=at,
        components=tuple(ordered),
        sum=whole,
        told_totals=tuple(totals),
        covered=(min(days), max(days)) if days else None,
        apart=tuple(sorted((component for _, component in apart), key=_component_order)),
    )


def _told_on(at: date, on: str, events: Sequence[Event], read: _Read) -> tuple[list[Told], list[Told], list[Event]]:
    """What duties of one type come to on a day: the components, those that are not told well enough to count, and the totals told."""
    named = tuple(event.id for event in events)
    if named not in read:
        whole = lines_of(events)
        unsure_ones = weak_ones(whole.lines)
        read[named] = whole, lines_of(event for event in events if event.id not in unsure_ones) if unsure_ones else whole, unsure_ones
    every, plain, weak = read[named]
    alive = _without_general(_with_rate(_alive(plain.lines, at, on)))
    totals = {event.id: event for event in (*plain.totals, *every.totals)}
    now = _totals([totals[name] for name in sorted(totals)], alive, at)
    told, announced = with_announced(with_revised(without_parts(without_retold(_confirmed_by(now, alive)))), plain.lines, at)
    # a rate that one article tells doubtfully is shown, beside what counts, unless that tells it too
    unsure = [(line, replace(part, why=Why.WEAK)) for line, part in _alive(every.lines, at, on) if weak & {part.event}] if weak else []
    doubtful = [one for one in without_retold(unsure) if one[1].rate and not any(retells(one, other) for other in told)]
    return [one for one in told if one[1].why is None], [*(one for one in told if one[1].why), *announced, *doubtful], now


def _alive(lines: Iterable[Line], at: date, on: str) -> list[Told]:
    return [(line, component) for line in lines if (component := component_on(line, at, on)) is not None]


def _on_goods(told: Iterable[Told], wanted: frozenset[str]) -> list[Told]:
    """Those on some of the goods, or on goods in general."""
    return [(line, component) for line, component in told if not line.goods or line.goods & wanted]


def history(
    events: Iterable[Event], by: str, on: str, *, until: date, goods: Sequence[str] | None = None, blocs: Blocs | None = None
) -> tuple[RateStep, ...]:
    """The days up to `until` on which what `by` charges `on` changes, each with the table from that day on."""
    everything = [event for event in events if event.claim.type in DUTIES]
    days: set[date] = set()
    for event in _relevant(everything, by, on, until, blocs):
        if is_only_threat(event):
            continue
        ends = ends_of(event)
        last = ends.end if ends else None
        after = last + timedelta(days=1) if last is not None and last < until else None
        days.update(day for day in (effect(event) or known(event), last, after) if day is not None and day <= until)
    steps: list[RateStep] = []
    read: _Read = {}
    for day in sorted(days):
        table = _table(_relevant(everything, by, on, day, blocs), by, on, day, goods, read)
        if _shape(table) != (_shape(steps[-1].table) if steps else []):
            steps.append(RateStep(day, table))
    return tuple(steps)


def pairs(events: Iterable[Event], most: int) -> list[tuple[str, str]]:
    """Who charges whom: the pairs of acting and affected side that the most duties and fees name, `most` of them; `on` may be `*`."""
    counts = Counter(
        (by, on)
        for event in events
        if event.claim.type in DUTIES and not event.claim.latent and not is_only_threat(event)
        for by in event.claim.by
        for on in event.claim.on
        if by != on
    )
    return sorted(counts, key=lambda pair: (-counts[pair], pair))[:most]


def _relevant(events: Iterable[Event], by: str, on: str, at: date, blocs: Blocs | None) -> list[Event]:
    acting = {by, *(blocs(by, at) if blocs else ())}
    facing = {on, *(blocs(on, at) if blocs else ())}
    chosen = []
    for event in events:
        claim = event.claim
        if claim.type not in DUTIES or not acting & set(claim.by) or claim.latent:
            continue
        # goods told without a target are goods from anywhere, the pause of a programme is one for all; neither says nothing of this pair
        at_large = claim.goods or (claim.instrument and step_of(claim) is Step.SUSPEND)
        if facing & set(claim.on) or ("*" in claim.on and by != on) or (not claim.on and at_large):
            chosen.append(event)
    return chosen


def _with_rate(alive: list[tuple[Line, Component]]) -> list[tuple[Line, Component]]:
    """Without those of which no article tells a rate, where that is all there is to them or another tells it for the same goods."""
    rated = [line for line, component in alive if component.rate is not None]
    return [
        (line, component)
        for line, component in alive
        if component.rate is not None
        or (component.since is not None and line.goods and not any(line.goods & other.goods for other in rated))
    ]  # fmt: skip


def _without_general(alive: list[tuple[Line, Component]]) -> list[tuple[Line, Component]]:
    """A rate for this target under a programme stands in place of the programme's rate for everyone."""
    kept = []
    for line, component in alive:
        named = [theirs for theirs, other in alive if "*" not in other.via and theirs.goods == line.goods]
        if "*" not in component.via or not any(line.programme & theirs.programme for theirs in named):
            kept.append((line, component))
    return kept


def _totals(told: Sequence[Event], alive: Sequence[tuple[Line, Component]], at: date) -> list[Event]:
    """The totals told of the duties as they stand: from their last change on, a few days earlier where they add up to it, or announced for
    it within three weeks before."""
    charged = [component for line, component in alive if line.covers_all and component.rate and component.rate.value > 0]
    changed = max((_day(component) for component in charged), default=date.min)
    whole = sum((part.rate.value for line, part in alive if _adds(line, part) and part.rate), Decimal(0))
    kept = []
    for event in told:
        day = effect(event)
        late = _TOLD_LATE if event.claim.rate and adds_up(event.claim.rate.value, whole) else timedelta(0)
        if (day is not None and changed - day <= late and day <= at) or (
            day is None and known(event) <= at and (changed == date.min or changed - known(event) <= timedelta(days=21))
        ):
            kept.append(event)
    return kept


def _confirmed_by(totals: Sequence[Event], alive: list[tuple[Line, Component]]) -> list[tuple[Line, Component]]:
    """A total told in force confirms the parts that make it up."""
    parts = [component for line, component in alive if _adds(line, component)]
    whole = sum((part.rate.value for part in parts if part.rate), Decimal(0))
    for event in totals:
        if event.claim.rate and adds_up(event.claim.rate.value, whole) and is_confirmed(event):
            return [(line, replace(part, state=State.IN_FORCE) if part in parts else part) for line, part in alive]
    return alive


def _adds(line: Line, component: Component) -> bool:
    rate = component.rate
    if rate is None or rate.unit != "percent" or rate.value <= 0 or component.state is State.SUSPENDED:
        return False
    if component.type is EventType.TRADE_REMEDY:
        # a remedy falls on some goods and often on one firm, though its article may not name them: two of them are seldom paid together
        return False
    # what covers everyone or a part of the goods may or may not come on top: no article here says so
    return line.covers_all and "*" not in component.via


def _is_dated(line: Line, component: Component) -> bool:
    """Whether any article tells the first day of the step that a component rests on."""
    return component.since is not None


def _are_versions(adding: Sequence[tuple[Line, Component]]) -> bool:
    """Whether two duties at different rates, of which no programme is told that tells them apart, begin on one day, or have only been
    announced: the later may have taken the place of the other."""
    return any(
        part.since is not None
        and (part.since == other.since or part.state is other.state is State.ASSUMED)
        and part.rate != other.rate
        and not names_clash(line.programme, theirs.programme)
        for number, (line, part) in enumerate(adding)
        for theirs, other in adding[:number]
    )


def _sum(parts: Sequence[Component]) -> Sum | None:
    if len(parts) < 2:
        return None
    return Sum(sum((part.rate.value for part in parts if part.rate), Decimal(0)), tuple(part.event for part in parts))


def _day(component: Component) -> date:
    return Period.parse(component.since).first if component.since else date.min


def _component_order(component: Component) -> tuple[str, bool, date, Decimal, str]:
    value = component.rate.value if component.rate else Decimal(0)
    return component.type, bool(component.goods), _day(component), -value, component.event


def _shape(table: RateTable) -> object:
    return [(component.event, component.rate, component.state) for component in table.components]
