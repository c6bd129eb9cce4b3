"""What lies ahead, where sources disagree, and what changed: rows for `upcoming`, `conflicts` and `changes`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tradewatch.model import Event, Grain, Period, Role, Status
from tradewatch.resolution.join import rate_text

_OVER = (Status.REJECTED, Status.CANCELLED, Status.ENDED)
_BEGUN = {Role.EFFECTIVE: Status.IN_FORCE, Role.HELD: Status.HELD}


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A date ahead: EDTF, its grain and role, the days until its first day (0 where it has begun), and the event's id."""

    date: str
    grain: Grain
    role: Role
    days: int
    event: str


@dataclass(frozen=True, slots=True)
class Told:
    """One of the values that sources tell, and the documents that tell it."""

    value: str
    docs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field of an event on which sources differ."""

    event: str
    field: str
    values: tuple[Told, ...]


class Change(StrEnum):
    """What happened to an event between two moments."""

    NEW = "new"
    CHANGED = "changed"
    CONTRADICTED = "contradicted"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Changed:
    """An event that is new, changed, contradicted or due; `fields` names what changed, or the roles of the dates that are due."""

    change: Change
    event: str
    fields: tuple[str, ...] = ()


def upcoming(events: Iterable[Event], today: date, days: int = 30) -> tuple[Upcoming, ...]:
    """The dates from `today` to `days` later, soonest first. Events that are over or dropped have none; a vague date counts while any of
    its days lies ahead and no article tells that it has come."""
    rows = []
    for event in events:
        if event.claim.status in _OVER:
            continue
        for role, period in event.claim.dates.items():
            ahead = _ahead(period, today)
            if ahead is not None and ahead <= days and not _is_said(role, ahead) and not _is_begun(event, role, ahead):
                rows.append(Upcoming(period.edtf, period.grain, role, ahead, event.id))
    return tuple(sorted(rows, key=lambda row: (row.days, row.date, row.role, row.event)))


def conflicts(events: Iterable[Event]) -> tuple[Disagreement, ...]:
    """Every field on which an event's sources differ, the values side by side, the one most told first."""
    rows = []
    for event in events:
        docs = {sourced.key: sourced.source.doc for sourced in event.told}
        for conflict in event.conflicts:
            values = tuple(Told(value, tuple(dict.fromkeys(docs[key] for key in keys if key in docs))) for value, keys in conflict.values)
            rows.append(Disagreement(event.id, conflict.field, values))
    return tuple(rows)


def changes(before: Iterable[Event], after: Iterable[Event], today: date, days: int = 7) -> tuple[Changed, ...]:
    """What `after` has that `before` had not: new events, fields that moved, new disagreements; and what is due within `days`.

    An event is the same when the two share a claim, whatever their ids. A further source that says the same is no change. Each kind of
    change by key date.
    """
    old = {sourced.key: event for event in before for sourced in event.told}
    after = list(after)
    rows = []
    for event in after:
        earlier = next((old[sourced.key] for sourced in event.told if sourced.key in old), None)
        if earlier is None:
            rows.append(Changed(Change.NEW, event.id))
        else:
            disputed = {conflict.field for conflict in event.conflicts} - {conflict.field for conflict in earlier.conflicts}
            if disputed:
                rows.append(Changed(Change.CONTRADICTED, event.id, tuple(sorted(disputed))))
            moved = _moved(earlier, event)
            if moved:
                rows.append(Changed(Change.CHANGED, event.id, moved))
        if event.claim.status not in _OVER:
            due = [role for role, period in event.claim.dates.items() if _starts_within(role, period, today, days)]
            if due:
                rows.append(Changed(Change.DUE, event.id, tuple(sorted(due))))
    order = list(Change)
    dated = {event.id: key.first if (key := event.claim.key_date) else date.max for event in after}
    return tuple(sorted(rows, key=lambda row: (order.index(row.change), dated[row.event], row.event)))


def _ahead(period: Period, today: date) -> int | None:
    """Days until a period's first day, 0 while it runs, None when it is past. An open period is ahead at its told edge alone."""
    edge = period.start or period.end
    assert edge is not None
    first, last = (period.start or edge, period.end or edge)
    return None if last < today else max(0, (first - today).days)


def _starts_within(role: Role, period: Period, today: date, days: int) -> bool:
    edge = period.start or period.end
    assert edge is not None
    ahead = (edge - today).days
    return 0 <= ahead <= days and not _is_said(role, ahead)


def _is_said(role: Role, ahead: int) -> bool:
    """Whether a date tells of an announcement that has been made: nothing is due of it any more."""
    return role is Role.ANNOUNCED and ahead <= 0


def _is_begun(event: Event, role: Role, ahead: int) -> bool:
    """Whether what a date is of is told in force, or held, and its first day has come: "in force since 2025" is nothing to wait for."""
    return ahead <= 0 and event.claim.status is _BEGUN.get(role)


def _moved(earlier: Event, event: Event) -> tuple[str, ...]:
    one, other = earlier.claim, event.claim
    moved = [name for name in ("on", "action", "status", "goods", "place", "instrument") if getattr(one, name) != getattr(other, name)]
    moved += [name for name in ("rate", "prior_rate") if rate_text(getattr(one, name)) != rate_text(getattr(other, name))]
    moved += [f"dates.{role}" for role in Role if one.dates.get(role) != other.dates.get(role)]
    return tuple(sorted(moved))


def review(events: Iterable[Event], sure: float = 0.6) -> tuple[Event, ...]:
    """The events that a person should look at: in conflict, or told with less confidence than `sure`, and not corrected yet. The least sure
    first."""
    doubtful = [event for event in events if not event.corrected and (event.conflicts or event.claim.confidence < sure)]
    return tuple(sorted(doubtful, key=lambda event: (event.claim.confidence, event.id)))
