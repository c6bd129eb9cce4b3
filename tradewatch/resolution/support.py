"""How well what articles tell of a duty bears that it is charged on a day; what bears it badly is shown apart and never added.

One article's uncertain reading is no component beside what others tell plainly; a duty of which no first day is told, or that was only
announced, is not in force for ever because nobody told of it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from tradewatch.model import Event, Role
from tradewatch.resolution.blocks import Step, step_of
from tradewatch.resolution.join import origin
from tradewatch.resolution.line import Line
from tradewatch.resolution.steps import YEAR, is_only_threat, same_rate, voices
from tradewatch.resolution.words import is_on_transit

SURE = 0.5
"""With less confidence than this a claim tells the sides of a rate right hardly more often than wrong."""

_SURE_BARE = 0.75
"""The same where no rate is told."""

AGE = timedelta(days=3650)
"""How long a duty whose first day is told is taken to stand without being told of."""

_SETS = (Step.SET, Step.LOWER, Step.NONE)


class Why(StrEnum):
    """Why a duty is shown apart: on what is only shipped through; one uncertain reading; told with no day, and not for long; announced, and
    never told in force since; dated, and not told of for a decade; told later at another rate."""

    TRANSIT = "transit"
    WEAK = "weak"
    UNDATED = "undated"
    UNCONFIRMED = "unconfirmed"
    OLD = "old"
    REVISED = "revised"


def weak_ones(lines: Iterable[Line]) -> frozenset[str]:
    """The events that set a duty by one article's uncertain reading, and whose rate no other decision on their line tells."""
    found = set()
    for line in lines:
        decided = [event for event in line.events if step_of(event.claim) in _SETS and not is_only_threat(event)]
        for event in decided:
            sure = SURE if event.claim.rate is not None else _SURE_BARE
            if is_uncertain(event, sure) and not any(_bears_out(other, event) for other in decided if other is not event):
                found.add(event.id)
    return frozenset(found)


def is_uncertain(event: Event, sure: float = SURE) -> bool:
    """Whether only one article tells an event's rate (or the event, where none is told), and that with less confidence than `sure`."""
    if event.corrected:
        return False
    rate = event.claim.rate
    tellers = [one for one in voices(event) if rate is None or same_rate(one.claim.rate, rate)]
    return len({origin(one) for one in tellers}) < 2 and max((one.claim.confidence for one in tellers), default=0.0) < sure


def _bears_out(other: Event, event: Event) -> bool:
    if {origin(one) for one in voices(other)} == {origin(one) for one in voices(event)}:
        return False
    return same_rate(other.claim.rate, event.claim.rate) or same_rate(other.claim.prior_rate, event.claim.rate)


def last_told(events: Sequence[Event]) -> date | None:
    """The day of the latest article that tells any of these."""
    days = [one.source.published for event in events for one in voices(event) if one.source.published]
    return max(days, default=None)


def why_apart(live: Event, line: Line, at: date, assumed: bool) -> Why | None:
    """Why a duty that rests on the step `live` of a line is not told to be charged on a day; None where it is."""
    if live.claim.rate is not None and is_on_transit(live.claim):
        return Why.TRANSIT
    told = last_told([event for event in line.events if not is_only_threat(event)])
    if told is None or live.corrected:
        return None
    age = at - told
    if Role.EFFECTIVE not in live.claim.dates:
        # an announcement that one article dates says little more of when it began
        patience = YEAR if Role.ANNOUNCED not in live.claim.dates else 3 * YEAR if live.source_count < 2 else AGE
        return Why.UNDATED if age > patience else None
    if assumed:
        return Why.UNCONFIRMED if age > YEAR else None
    return Why.OLD if age > AGE else None
