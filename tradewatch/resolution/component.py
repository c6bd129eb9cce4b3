"""A duty with a life -> how it stands on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tradewatch.model import Event, EventType, Period, Rate, Role, Status
from tradewatch.resolution.blocks import Step, step_of
from tradewatch.resolution.line import Line
from tradewatch.resolution.steps import (
    begun,
    effect,
    ends_of,
    holds_back,
    is_called_off,
    is_only_threat,
    is_partial,
    is_put_off,
    is_same_again,
    is_told,
    known,
    same_rate,
    worth_of,
)
from tradewatch.resolution.support import Why, last_told, why_apart

_PAUSES = (Step.SUSPEND, Step.EXTEND)
_TELLING = ("rate", "dates.effective", "dates.ends", "status")


class State(StrEnum):
    """How a component stands on a day: told in force, its day come with no report, or suspended."""

    IN_FORCE = "in_force"
    ASSUMED = "assumed"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Component:
    """One duty or fee on a day.

    `since` and `until` are EDTF; `via` names the bloc or `*` through which it reaches the pair, `worth` the value of the trade it covers
    where that is told ("34b"); `events` are all steps that led here, the deciding one in `event`, on whose fields `disputed` its sources
    differ. `told` is the day of the last article that tells any of them, `why` what keeps it apart from the components that count.
    """

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
    told: date | None = None
    disputed: tuple[str, ...] = ()
    why: Why | None = None


def component_on(line: Line, at: date, on: str = "") -> Component | None:
    """How a line stands on a day; None when it isn't in force, assumed so or suspended."""
    if line.ended_by is not None and (effect(line.ended_by) or date.max) <= at:
        return None
    live: Event | None = None
    paused: Event | None = None
    until: Period | None = None
    stood = False  # whether a later step tells that the live one stands
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
                stood = stood or event.claim.status is Status.IN_FORCE
                continue
            live, stood = event, False
            paused = delay or (event if event.claim.status is Status.SUSPENDED else None)
            until = ends_of(paused) if paused else ends
    if live is None or (live.claim.status is Status.ENDED and paused is None):
        return None
    state = State.SUSPENDED if paused else State.IN_FORCE if stood or is_told(live, steps) else State.ASSUMED
    last = until.end if until else None
    if last is not None and not paused and at > last:
        return None
    if last is not None and paused and at >= last:
        state, until = State.ASSUMED, None
    return component_of(line, live, state, at, until, on)


def _delays(pause: Event, live: Event, steps: Sequence[Event]) -> bool:
    """Whether a pause is of another step, still to come, and not of the one in force."""
    rate = pause.claim.rate
    if rate is None or same_rate(rate, live.claim.rate):
        return False
    return any(same_rate(rate, other.claim.rate) and (effect(other) or date.max) > known(pause) for other in steps if other is not pause)


def component_of(line: Line, live: Event, state: State, at: date, until: Period | None = None, on: str = "") -> Component:
    """What a line comes to on a day where one of its steps is the one that counts."""
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
        told=last_told(past) or last_told([live]),
        disputed=tuple(conflict.field for conflict in live.conflicts if conflict.field in _TELLING),
        why=why_apart(live, line, at, state is State.ASSUMED),
    )
