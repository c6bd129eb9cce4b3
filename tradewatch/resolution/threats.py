"""Threats and proposals, what was promised, and what became of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from tradewatch.model import Event, EventType, Period, Rate, Role, Status
from tradewatch.resolution.blocks import Stage, Step, stage_of, step_of
from tradewatch.resolution.lines import lines_of
from tradewatch.resolution.steps import (
    SOON,
    effect,
    first_told_standing,
    goods_of,
    is_only_threat,
    known,
    programme_of,
    same_rate,
    voices,
    worth_in_billions,
    worth_of,
)
from tradewatch.resolution.support import is_uncertain
from tradewatch.resolution.words import names_clash

PATIENCE = timedelta(days=400)
"""How long after a threat an order may still be what became of it."""

SHORT = timedelta(days=120)
"""The same for a threat of which neither rate nor goods are told, and which nearly anything would fit."""

SAME_NEWS = timedelta(days=7)
"""How long news of one order is told in different words."""

GRACE = timedelta(days=3)
"""A start this much after the promised day is still on time."""


class Outcome(StrEnum):
    """What became of a threat."""

    CARRIED_OUT = "carried_out"
    CARRIED_OUT_DIFFERENTLY = "carried_out_differently"
    DELAYED = "delayed"
    DROPPED = "dropped"
    LAPSED = "lapsed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Threat:
    """A threat or proposal: when it was made, the day it promised, and its outcome with the event that tells it, None where none does.

    `outcome_date` is the day of the outcome as EDTF; for `lapsed` the promised day that passed.
    """

    event: str
    by: tuple[str, ...]
    on: tuple[str, ...]
    type: EventType
    rate: Rate | None
    goods: tuple[str, ...]
    threatened: str | None
    promised: str | None
    outcome: Outcome
    outcome_date: str | None
    outcome_event: str | None


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """How often a side did what it threatened: of `settled` threats, `carried_out` came, at the same rate or another."""

    by: tuple[str, ...]
    threats: int
    settled: int
    carried_out: int

    @property
    def share(self) -> float | None:
        """Carried out of settled; None where nothing is settled."""
        return self.carried_out / self.settled if self.settled else None


def threats(events: Iterable[Event], today: date) -> tuple[Threat, ...]:
    """Every threat and proposal of a measure, by the day it was made. `today` decides what has lapsed."""
    sides: dict[tuple[EventType, tuple[str, ...]], list[Event]] = defaultdict(list)
    for event in events:
        if event.claim.type.is_measure:
            sides[event.claim.type, event.claim.by].append(event)
    found: list[Threat] = []
    for _, group in sorted(sides.items()):
        totals = _totals(group)
        group = sorted((event for event in group if event.id not in totals), key=lambda event: (known(event), event.id))
        rows = [(event, _threat(event, group, today)) for event in group if _was_threat(event)]
        for event, fates in rows:
            found.extend(_fallen(row, event, rows) for row in fates)
    return tuple(sorted(found, key=lambda threat: (threat.threatened or "", threat.event, threat.on)))


def follow_through(rows: Iterable[Threat]) -> tuple[FollowThrough, ...]:
    """The record of each acting side, the one with the most threats first. Threats of which one order came are one, told several times."""
    sides: dict[tuple[str, ...], dict[tuple[Outcome, str], Threat]] = defaultdict(dict)
    for row in rows:
        sides[row.by].setdefault((row.outcome, row.outcome_event or row.event), row)
    kept = (Outcome.CARRIED_OUT, Outcome.CARRIED_OUT_DIFFERENTLY)
    unsettled = (Outcome.OPEN, Outcome.DELAYED)
    record = []
    for by, found in sides.items():
        # an order that is what became of one threat, and at another rate of another, was carried out once
        deeds = {event for outcome, event in found if outcome in kept}
        others = [row for (outcome, _), row in found.items() if outcome not in kept]
        settled = len(deeds) + sum(row.outcome not in unsettled for row in others)
        record.append(FollowThrough(by=by, threats=len(deeds) + len(others), settled=settled, carried_out=len(deeds)))
    return tuple(sorted(record, key=lambda row: (-row.threats, row.by)))


def _was_threat(event: Event) -> bool:
    stages = {stage_of(sourced.claim) for sourced in voices(event)}
    return bool(stages & {Stage.THREAT, Stage.PROPOSAL}) and step_of(event.claim) in (Step.SET, Step.NONE)


def _threat(event: Event, group: Sequence[Event], today: date) -> list[Threat]:
    """The rows of a threat: one, or where several are threatened and fare differently one for each outcome, with those who met it."""
    claim = event.claim
    promised = claim.dates.get(Role.EFFECTIVE)
    targets = [side for side in claim.on if side != "*"]
    fates: dict[tuple[Outcome, str | None, str | None], list[str]] = defaultdict(list)
    for target in targets if len(targets) > 1 else [None]:
        outcome, day, by = _outcome(event, [other for other in group if _faces(other, target)], promised, today)
        fates[outcome, day, by.id if by else None].extend([target] if target else claim.on)
    return [
        Threat(
            event=event.id,
            by=claim.by,
            on=tuple(on),
            type=claim.type,
            rate=claim.rate,
            goods=claim.goods,
            threatened=_made(event),
            promised=promised.edtf if promised else None,
            outcome=outcome,
            outcome_date=day,
            outcome_event=by,
        )
        for (outcome, day, by), on in fates.items()
    ]


def _fallen(row: Threat, event: Event, rows: Sequence[tuple[Event, Sequence[Threat]]]) -> Threat:
    """A rise that was threatened along with a duty ("25%, and 50% in a week") fell with it where that was dropped."""
    if row.outcome not in (Outcome.OPEN, Outcome.LAPSED) or row.rate is None or row.rate.unit != "percent" or row.goods:
        return row
    articles = {sourced.source.article for sourced in voices(event)}
    for other, fates in rows:
        if other is event or other.claim.on != event.claim.on or articles.isdisjoint(sourced.source.article for sourced in voices(other)):
            continue
        for base in fates:
            less = base.rate is not None and base.rate.unit == "percent" and base.rate.value < row.rate.value and not base.goods
            if less and base.outcome is Outcome.DROPPED:
                return replace(row, outcome=base.outcome, outcome_date=base.outcome_date, outcome_event=base.outcome_event)
    return row


def _reaches(pause: Event, event: Event) -> bool:
    """Whether a pause is of a threat: one for nobody by name and of no rate puts off no threat on somebody."""
    return bool(pause.claim.on or pause.claim.rate or pause.claim.goods) or not event.claim.on


def _faces(event: Event, target: str | None) -> bool:
    """Whether an event is on this target, on everyone, or on nobody in particular."""
    return target is None or not event.claim.on or not {target, "*"}.isdisjoint(event.claim.on)


def _made(event: Event) -> str | None:
    """The day of the threat itself: as the first article that calls it one dates it, else that article's own."""
    threats = [sourced for sourced in voices(event) if stage_of(sourced.claim) in (Stage.THREAT, Stage.PROPOSAL)]
    first = min(threats, key=lambda sourced: (sourced.source.published or date.max, sourced.key))
    said = first.claim.dates.get(Role.ANNOUNCED)
    return said.edtf if said else first.source.published.isoformat() if first.source.published else None


def _outcome(event: Event, group: Sequence[Event], promised: Period | None, today: date) -> tuple[Outcome, str | None, Event | None]:
    if not is_only_threat(event) and (effect(event) or known(event)) <= today:
        return Outcome.CARRIED_OUT, _start(event), event
    made, dropped, delayed = known(event), None, None
    specific = event.claim.rate is not None or event.claim.goods
    patience = PATIENCE if specific else SHORT
    best: tuple[float, Event] | None = None
    for other in group:
        acted = _acted(event, other)
        if other is event or acted is None or acted > today or acted - made > patience or not _about(event, other):
            continue
        step = step_of(other.claim)
        if other.claim.status is Status.REJECTED:
            dropped = dropped or (other if _rate_fits(event, other) else None)
        elif step in (Step.SUSPEND, Step.EXTEND) or other.claim.status is Status.SUSPENDED:
            delayed = delayed or (other if _rate_fits(event, other) and _reaches(other, event) else None)
        elif step in (Step.LIFT, Step.EXEMPT):
            dropped = dropped or (other if _rate_fits(event, other) and not is_only_threat(other) else None)
        elif not is_only_threat(other) and step in (Step.SET, Step.NONE) and not is_uncertain(other):
            fit = _kept(event, other, promised, acted)
            if fit > 0 and (best is None or fit > best[0]):
                best = (fit, other)
    if best is not None:
        same = _rate_fits(event, best[1]) and not _other_worth(event, best[1])
        start, told = effect(best[1]), _start(best[1])
        if start is not None and start < made:
            # set for a day before the threat, put off, and told in force only after it
            start = _acted(event, best[1])
            told = start.isoformat() if start else told
        # an order whose day is still to come is no outcome yet
        put_off = start is not None and promised is not None and start - promised.last > GRACE
        pending = start is not None and start > today and not put_off
        # put off by name, it was not carried out by another rate that stood by then
        put_off_since = delayed is not None and not same and known(best[1]) <= known(delayed)
        if not pending and not put_off_since and (not (dropped and known(dropped) < known(best[1])) or same):
            late = same and start is not None and start > today and put_off
            kind = Outcome.DELAYED if late else Outcome.CARRIED_OUT if same else Outcome.CARRIED_OUT_DIFFERENTLY
            return kind, told, best[1]
    if dropped is not None:
        return Outcome.DROPPED, _told(dropped), dropped
    if event.claim.status is Status.REJECTED:
        return Outcome.DROPPED, _told(event), event
    if delayed is not None or event.claim.status is Status.SUSPENDED:
        return Outcome.DELAYED, _told(delayed or event), delayed or event
    if promised is not None and promised.end is not None and promised.end < today:
        return Outcome.LAPSED, promised.edtf, None
    return Outcome.OPEN, None, None


def _acted(event: Event, other: Event) -> date | None:
    """The day on which an event became known as something done after a threat; None where it was done before.

    What had been set already counts as done after it where that very rate, put off, is told in force only then; so does an order
    on the same goods, or at the same rate, of the same days that begins later: some tell it as threatened and others as ordered.
    """
    made = known(event)
    if known(other) >= made:
        return known(other)
    alike = goods_of(event) & goods_of(other) or same_rate(event.claim.rate, other.claim.rate)
    if alike and made - known(other) <= SAME_NEWS and (effect(other) or made) > made:
        return made
    told = first_told_standing(other)
    return told if told is not None and told >= made and same_rate(event.claim.rate, other.claim.rate) else None


def _totals(group: Sequence[Event]) -> set[str]:
    """Figures that only add others up, which are what became of no threat."""
    sides: dict[tuple[str, ...], list[Event]] = defaultdict(list)
    for event in group:
        sides[tuple(sorted(event.claim.on))].append(event)
    return {event.id for events in sides.values() for event in lines_of(events).totals}


def _about(event: Event, other: Event) -> bool:
    """Whether both are on the same sides and goods, and not under programmes that differ."""
    mine, theirs = set(event.claim.on), set(other.claim.on)
    if mine and theirs and "*" not in mine | theirs and not mine & theirs:
        return False
    goods, others = goods_of(event), goods_of(other)
    # of a list told by its worth the goods named are examples
    listed = worth_of(event) and worth_of(other)
    if bool(goods) != bool(others) and not listed:
        ending = step_of(other.claim) in (Step.SUSPEND, Step.LIFT) or other.claim.status is Status.REJECTED
        if others or not ending:
            # what is done to some goods is not what became of a threat to all
            return False
    if goods and others and not goods & others:
        return False
    programme, another = programme_of(event), programme_of(other)
    if "*" in other.claim.on and not programme & another and step_of(other.claim) in (Step.SUSPEND, Step.EXTEND):
        # the pause of a programme for everyone is none of a threat to one side
        return False
    return not names_clash(programme, another)


def _rate_fits(event: Event, other: Event) -> bool:
    return event.claim.rate is None or other.claim.rate is None or same_rate(event.claim.rate, other.claim.rate)


def _other_worth(event: Event, other: Event) -> bool:
    """Whether the order covers more trade than was threatened, or less than half: "$34 billion" is a first part of "$50 billion"."""
    mine, theirs = worth_of(event), worth_of(other)
    if not mine or not theirs:
        return False
    part = worth_in_billions(next(iter(theirs))) / worth_in_billions(next(iter(mine)))
    return not 0.5 <= part <= 1.1


def _kept(event: Event, other: Event, promised: Period | None, acted: date) -> float:
    """How well an order fits as what became of a threat; 0 or less where it is something else."""
    fit = 1.0
    if event.claim.rate is not None and other.claim.rate is not None:
        same = same_rate(event.claim.rate, other.claim.rate)
        everyone = set(event.claim.on) - {"*"} and not set(other.claim.on) - {"*"}
        if not same and (
            same_rate(event.claim.prior_rate, other.claim.rate) or (everyone and not programme_of(event) & programme_of(other))
        ):
            # the old rate told again is no rise, and an order on everyone at another rate no answer to one side
            return -1.0
        # what is set to rise before it begins is still what was threatened
        fit += 2.0 if same else 0.5 if same_rate(event.claim.rate, other.claim.prior_rate) else -0.5
    elif event.claim.rate is not None and not programme_of(event) & programme_of(other):
        # an order of which no rate is told is the one threatened where it is on that side, and soon after or for the promised day
        aimed = bool(set(event.claim.on) & set(other.claim.on)) or bool(goods_of(event) & goods_of(other))
        day = effect(other)
        on_time = promised is not None and day is not None and promised.first - GRACE <= day <= promised.last + GRACE
        if not aimed or not (on_time or acted - known(event) <= SOON):
            return -1.0
    start = max(effect(other) or acted, acted) if known(other) < acted else effect(other)
    if promised is not None and start is not None:
        gap = (start - promised.last).days if start > promised.last else (promised.first - start).days if start < promised.first else 0
        fit += 1.0 if gap <= 3 else 0.0 if gap <= 60 else -0.6 if gap <= 250 else -2.0
    fit -= 0.5 * _other_worth(event, other)
    fit -= (acted - known(event)).days / 800
    return fit


def _start(event: Event) -> str | None:
    start = event.claim.dates.get(Role.EFFECTIVE)
    return start.edtf if start else _told(event)


def _told(event: Event) -> str | None:
    said = event.claim.dates.get(Role.ANNOUNCED)
    day = known(event)
    return said.edtf if said else day.isoformat() if day < date.max else None
