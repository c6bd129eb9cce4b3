"""What one side charges another on a day, component by component, as the articles tell it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from tradewatch.model import Event, EventType, Period, Rate, Role, Status
from tradewatch.resolution.blocks import Step, step_of
from tradewatch.resolution.line import Line
from tradewatch.resolution.lines import lines_of
from tradewatch.resolution.steps import (
    adds_up,
    begun,
    effect,
    ends_of,
    holds_back,
    is_called_off,
    is_confirmed,
    is_only_threat,
    is_partial,
    is_put_off,
    is_same_again,
    is_told,
    known,
    same_rate,
    worth_of,
)
from tradewatch.resolution.words import names_clash, words_of

DUTIES = (EventType.TARIFF, EventType.TRADE_REMEDY, EventType.PORT_FEE)

_PAUSES = (Step.SUSPEND, Step.EXTEND)
_TOLD_LATE = timedelta(days=3)

Blocs = Callable[[str, date], Collection[str]]
"""The blocs that a jurisdiction belongs to on a day."""


class State(StrEnum):
    """How a component stands on a day: told in force, its day come with no report, or suspended."""

    IN_FORCE = "in_force"
    ASSUMED = "assumed"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Component:
    """One duty or fee on a day. `since` and `until` are EDTF; `via` names the bloc or `*` through which it reaches the pair, `worth` the
    value of the trade it covers where that is told ("34b"); `events` are all steps that led here, the deciding one in `event`."""

    type: EventType
    rate: Rate | None
    goods: tuple[str, ...]
    instrument: str | None
    state: State
    since: str | None
    until: str | None
    event: str
    source_count: int
    via: tuple[str, ...] = ()
    worth: str | None = None
    events: tuple[str, ...] = ()


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
    without any article."""

    by: str
    on: str
    at: date
    components: tuple[Component, ...]
    sum: Sum | None
    told_totals: tuple[ToldTotal, ...]
    covered: tuple[date, date] | None = None


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
    chosen = _relevant(events, by, on, at, blocs)
    components: list[tuple[Line, Component]] = []
    totals: list[ToldTotal] = []
    for kind in DUTIES:
        found = lines_of(event for event in chosen if event.claim.type is kind)
        alive = [(line, component) for line in found.lines if (component := component_on(line, at, on)) is not None]
        alive = _without_general(_with_rate(alive))
        now = _totals(found.totals, alive, at)
        components += _confirmed_by(now, alive)
        totals += [ToldTotal(event.claim.rate, event.id, event.claim.goods) for event in now if event.claim.rate]
    if goods:
        wanted = frozenset(words_of(goods))
        totals = [total for total in totals if not total.goods or wanted & set(words_of(total.goods))]
        components = [(line, component) for line, component in components if not line.goods or line.goods & wanted]
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
    )


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
    for day in sorted(days):
        table = rates(everything, by, on, day, goods=goods, blocs=blocs)
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


def component_on(line: Line, at: date, on: str = "") -> Component | None:
    """How a line stands on a day; None when it isn't in force, assumed so or suspended."""
    if line.ended_by is not None and (effect(line.ended_by) or date.max) <= at:
        return None
    live: Event | None = None
    paused: Event | None = None
    until: Period | None = None
    decided = [event for event in line.events if not is_only_threat(event)]
    steps = [event for event in decided if not is_called_off(event, line.events, decided)]
    days = {event.id: begun(event, steps) for event in steps}
    steps.sort(key=lambda event: (days[event.id] or date.max, known(event), event.id))
    threatened = len(steps) < len(line.events) and all(step_of(event.claim) is Step.SUSPEND for event in steps)
    for event in steps:
        day, step, ends = days[event.id], step_of(event.claim), ends_of(event)
        if day is None or day > at or (step in _PAUSES and known(event) > at) or is_partial(event, steps):
            continue
        if is_put_off(event, days, steps):
            continue
        if step is Step.LIFT:
            live, paused, until = None, None, None
        elif step is Step.EXTEND:
            paused, until = (event if paused else None), ends or until
        elif step is Step.SUSPEND:
            # a delay of a raise to come leaves in force what is, and a threat put off is still a threat
            if live is None and threatened:
                continue
            if live is None or not _delays(event, live, decided):
                live, paused, until = live or event, event, ends
        elif step is not Step.EXEMPT and not (event.claim.rate is None and (step is Step.LOWER or live is not None)):
            delay = next((pause for pause in steps if holds_back(pause, event, at)), None)
            if delay is not None and live is not None and not paused:
                continue
            if live is not None and not paused and delay is None and is_same_again(event, live):
                continue
            live = event
            paused = delay or (event if event.claim.status is Status.SUSPENDED else None)
            until = ends_of(paused) if paused else ends
    if live is None or (live.claim.status is Status.ENDED and paused is None):
        return None
    state = State.SUSPENDED if paused else State.IN_FORCE if is_told(live, steps) else State.ASSUMED
    last = until.end if until else None
    if last is not None and not paused and at > last:
        return None
    if last is not None and paused and at >= last:
        state, until = State.ASSUMED, None
    return _component(line, live, state, until, at, on)


def _delays(pause: Event, live: Event, steps: Sequence[Event]) -> bool:
    """Whether a pause is of another step, still to come, and not of the one in force."""
    rate = pause.claim.rate
    if rate is None or same_rate(rate, live.claim.rate):
        return False
    return any(same_rate(rate, other.claim.rate) and (effect(other) or date.max) > known(pause) for other in steps if other is not pause)


def _component(line: Line, live: Event, state: State, until: Period | None, at: date, on: str) -> Component:
    past = [event for event in reversed(line.events) if not is_only_threat(event) and (effect(event) or date.max) <= at]
    told = next((event.claim.rate for event in [live, *past] if event.claim.rate), None)
    start = live.claim.dates.get(Role.EFFECTIVE)
    covering = [event for event in line.events if step_of(event.claim) is not Step.EXEMPT and not is_partial(event, line.events)]
    goods = live.claim.goods or next((event.claim.goods for event in covering if event.claim.goods), ())
    via = () if not on or on in live.claim.on else tuple(live.claim.on) or ("*",)
    return Component(
        type=live.claim.type,
        rate=told,
        goods=goods,
        instrument=live.claim.instrument or next((event.claim.instrument for event in line.events if event.claim.instrument), None),
        state=state,
        since=start.edtf if start else None,
        until=until.edtf if until else None,
        event=live.id,
        source_count=live.source_count,
        via=via,
        worth=next(iter(worth_of(live) or line.worth), None),
        events=tuple(event.id for event in line.events),
    )


def _relevant(events: Iterable[Event], by: str, on: str, at: date, blocs: Blocs | None) -> list[Event]:
    acting = {by, *(blocs(by, at) if blocs else ())}
    facing = {on, *(blocs(on, at) if blocs else ())}
    chosen = []
    for event in events:
        claim = event.claim
        if claim.type not in DUTIES or not acting & set(claim.by) or claim.latent:
            continue
        # goods told without a target are goods from anywhere; neither told says nothing of this pair
        if facing & set(claim.on) or ("*" in claim.on and by != on) or (not claim.on and claim.goods):
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
    changed = max((_day(component) for line, component in alive if line.covers_all), default=date.min)
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
    """Whether any article dates the step that a component rests on."""
    return any(event.id == component.event and {Role.EFFECTIVE, Role.ANNOUNCED} & set(event.claim.dates) for event in line.events)


def _are_versions(adding: Sequence[tuple[Line, Component]]) -> bool:
    """Whether two duties, of which no programme is told that tells them apart, begin on one day at different rates."""
    return any(
        part.since is not None
        and part.since == other.since
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
