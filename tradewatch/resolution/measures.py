"""Events -> measures: the steps of one duty, ban or fee between the same sides, and the path they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tradewatch.model import Event, EventType, Measure, Period, Role, Status
from tradewatch.resolution.blocks import Stage, Step, stage_of, step_of
from tradewatch.resolution.line import Line
from tradewatch.resolution.lines import lines_of
from tradewatch.resolution.steps import effect, ends_of, holds_back, is_confirmed, is_only_threat, is_partial, known


class Phase(StrEnum):
    """A station on a measure's path. `assumed` is a start whose day has come with no article that confirms it; `back` is the day on which
    a suspension runs out."""

    THREATENED = "threatened"
    PROPOSED = "proposed"
    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    ASSUMED = "assumed"
    RAISED = "raised"
    LOWERED = "lowered"
    SUSPENDED = "suspended"
    EXTENDED = "extended"
    BACK = "back"
    ENDED = "ended"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Station:
    """Where a measure stands from a day on; `told` is that day as the articles date it (EDTF), None where none does."""

    phase: Phase
    day: date
    told: str | None
    role: Role | None
    event: str


def group_of(event: Event) -> tuple[EventType, tuple[str, ...], tuple[str, ...]]:
    """Events that may be of one measure share this: type, acting side, target (none told and everyone count alike)."""
    return event.claim.type, event.claim.by, tuple(sorted(set(event.claim.on) - {"*"}))


def with_measures(events: Iterable[Event]) -> tuple[list[Event], tuple[Measure, ...]]:
    """The events, each knowing its measure, and the measures. A measure is named after the event that was known first."""
    found: list[Event] = []
    measures: list[Measure] = []
    sides: dict[tuple[EventType, tuple[str, ...], tuple[str, ...]], list[Event]] = defaultdict(list)
    for event in events:
        if event.claim.type.is_measure:
            sides[group_of(event)].append(event)
        else:
            found.append(replace(event, measure=None))
    for group in sides.values():
        home: dict[str, str] = {}
        days = {event.id: known(event) for event in group}
        for line in lines_of(group).lines:
            measure = _measure(line, days)
            measures.append(measure)
            for event in line.events:
                # a pause of a whole programme is a step of several measures, and belongs to the one that was known first
                home.setdefault(event.id, measure.id)
        found.extend(event if event.measure == home.get(event.id) else replace(event, measure=home.get(event.id)) for event in group)
    return found, tuple(sorted(measures, key=lambda measure: measure.id))


def when(event: Event) -> int:
    """The day by which an event stands in order, as an ordinal: its key date's first told day, else the first article's."""
    key = event.claim.key_date
    edge = (key.start or key.end) if key is not None else known(event)
    return (edge or date.max).toordinal()


def path(events: Sequence[Event], today: date) -> tuple[Station, ...]:
    """The stations of a measure whose events these are, in order of day: what was threatened, announced, in force, suspended, and what is
    due back. Computed for a day and never stored: a start that `today` has not reached stays announced."""
    stations: list[Station] = []
    for event in sorted(events, key=lambda event: (known(event), event.id)):
        if is_partial(event, events):
            continue
        day = effect(event)
        held = day is not None and any(holds_back(pause, event, day) for pause in events)
        stations.extend(station for station in _stations(event, today) if not held or station.role is not Role.EFFECTIVE)
    stations = [station for station in stations if not _put_off(station, events)]
    order = list(Phase)
    stations.sort(key=lambda station: (station.day, order.index(station.phase), station.event))
    kept: list[Station] = []
    for station in stations:
        if not kept or (kept[-1].phase, kept[-1].day) != (station.phase, station.day):
            kept.append(station)
    return tuple(kept)


def _put_off(station: Station, events: Sequence[Event]) -> bool:
    """Whether a return or an end was moved to a later day before it came."""
    if station.phase not in (Phase.BACK, Phase.ENDED) or station.role is not Role.ENDS:
        return False
    for event in events:
        ends = ends_of(event)
        if (
            event.id != station.event
            and ends
            and ends.end
            and ends.end > station.day
            and known(event) <= station.day
            and step_of(event.claim) in _PAUSES
        ):
            return True
    return False


def status_on(events: Sequence[Event], day: date) -> Phase | None:
    """Where a measure stands on a day, by what its articles say; None before anything was known."""
    reached = [station for station in path(events, day) if station.day <= day]
    return reached[-1].phase if reached else None


def _measure(line: Line, days: Mapping[str, date]) -> Measure:
    events = sorted(line.events, key=lambda event: (days[event.id], event.id))
    claim = events[0].claim
    return Measure(
        id="m" + events[0].id,
        type=claim.type,
        by=claim.by,
        on=claim.on,
        goods=next((event.claim.goods for event in events if event.claim.goods), ()),
        instrument=next((event.claim.instrument for event in events if event.claim.instrument), None),
        events=tuple(event.id for event in events),
    )


_PAUSES = (Step.SUSPEND, Step.EXTEND)
_STARTS = {Step.LOWER: Phase.LOWERED, Step.SUSPEND: Phase.SUSPENDED, Step.EXTEND: Phase.EXTENDED, Step.LIFT: Phase.ENDED}


def _stations(event: Event, today: date) -> list[Station]:
    claim, step = event.claim, step_of(event.claim)
    said, start, ends = claim.dates.get(Role.ANNOUNCED), claim.dates.get(Role.EFFECTIVE), ends_of(event)
    first = Station(_first_phase(event), _said(event), said.edtf if said else None, Role.ANNOUNCED if said else None, event.id)
    if is_only_threat(event):
        return [first]
    stations = []
    day = effect(event)
    if day is None or day > today or (said and said.first < day):
        stations.append(first)
    if day is not None and day <= today:
        phase = _STARTS.get(step) or (Phase.RAISED if claim.prior_rate and step is Step.SET else Phase.IN_FORCE)
        if phase in (Phase.IN_FORCE, Phase.RAISED, Phase.LOWERED) and not is_confirmed(event):
            phase = Phase.ASSUMED
        if claim.status is Status.SUSPENDED and step is Step.SET:
            phase = Phase.SUSPENDED
        told = start or (said if said and day == (said.end or said.start) else None)
        if start and start.start == day and start.end != day:
            told = Period(day, day)  # a pause told from one day to another begins on the first
        stations.append(Station(phase, day, told.edtf if told else None, Role.EFFECTIVE if start else None, event.id))
    if ends is not None and ends.end is not None and step in (Step.SUSPEND, Step.EXTEND, Step.SET, Step.NONE):
        paused = step in (Step.SUSPEND, Step.EXTEND) or claim.status is Status.SUSPENDED
        stations.append(Station(Phase.BACK if paused else Phase.ENDED, ends.end, ends.edtf, Role.ENDS, event.id))
    return stations


def _said(event: Event) -> date:
    """The day on which an event was announced, else became known."""
    said = event.claim.dates.get(Role.ANNOUNCED)
    return (said.start or said.end or known(event)) if said else known(event)


def _first_phase(event: Event) -> Phase:
    if event.claim.status is Status.REJECTED:
        return Phase.REJECTED
    stage = Stage.THREAT if is_only_threat(event) and stage_of(event.claim) is Stage.DECIDED else stage_of(event.claim)
    return {Stage.THREAT: Phase.THREATENED, Stage.PROPOSAL: Phase.PROPOSED}.get(stage, Phase.ANNOUNCED)
