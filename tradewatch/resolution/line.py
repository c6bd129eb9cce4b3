"""A duty with a life, and what an event changes in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tradewatch.model import Event, Rate, Role, Status
from tradewatch.resolution.blocks import Step
from tradewatch.resolution.steps import Facts, effect, is_confirmed, is_only_threat

PAUSES = (Step.SUSPEND, Step.EXTEND, Step.LIFT, Step.EXEMPT)
"""What acts on a duty that is there, and sets none."""


@dataclass(slots=True)
class Line:
    """A duty with a life: its events in the order in which they became known, the rate they lead to, and what they cover.

    `general` lines are on everyone; `applied` ones were set, not only paused; `confirmed` ones told in force. `moved` is the day on which
    its latest event became known, `starts` the last day on which a decision is told to begin, `holds` that from which one holds. `ended_by`
    is a step of another line that takes its goods in ("25% on steel and aluminium" after 10% on aluminium). `hundredths` is the rate of a
    line told in force, `priors` are those that its steps are told to have risen or fallen from.
    """

    goods: frozenset[str]
    programme: frozenset[str]
    worth: frozenset[str]
    general: bool = False
    events: list[Event] = field(default_factory=list)
    rate: Rate | None = None
    decided: bool = False
    paused: bool = False
    applied: bool = False
    confirmed: bool = False
    moved: date = date.min
    starts: date | None = None
    holds: date | None = None
    ended_by: Event | None = None
    hundredths: int | None = None
    priors: frozenset[int] = frozenset()

    @property
    def first(self) -> Event | None:
        """The first of its decisions of which it is known when it took effect."""
        return next((event for event in self.events if not is_only_threat(event) and effect(event) is not None), None)

    @property
    def covers_all(self) -> bool:
        """Whether it covers goods in general, as far as its articles say."""
        return not self.goods and not self.worth


def move(line: Line, event: Event, facts: Facts) -> None:
    """Take an event in as the line's next step."""
    claim, step = event.claim, facts.step
    line.events.append(event)
    line.programme |= facts.programme
    if step not in PAUSES:
        # what is exempted or paused of a duty on everything is not what it covers
        line.goods = line.goods or facts.goods
    line.worth = line.worth or facts.worth
    line.moved = max(line.moved, facts.known)
    if facts.threat:
        line.rate = line.rate or claim.rate
        return
    line.paused = step in (Step.SUSPEND, Step.EXTEND) or claim.status is Status.SUSPENDED
    line.decided = True
    line.applied |= step in (Step.SET, Step.LOWER, Step.NONE)
    start = claim.dates.get(Role.EFFECTIVE)
    if start is not None:
        line.starts = max(line.starts or date.min, start.end or start.first)
    if facts.effect is not None:
        line.holds = max(line.holds or date.min, facts.effect)
    line.confirmed |= event.claim.status is not Status.SUSPENDED and is_confirmed(event)
    before = facts.effect is not None and line.holds is not None and facts.effect < line.holds and hundredths_of(claim.rate) in line.priors
    if claim.rate is not None and step in (Step.SET, Step.LOWER, Step.NONE, Step.SUSPEND) and not before:
        line.rate = claim.rate
    if claim.prior_rate is not None:
        line.priors |= {hundredths(claim.prior_rate)}
    line.hundredths = hundredths(line.rate) if line.confirmed and line.rate else None


def hundredths_of(rate: Rate | None) -> int | None:
    """The same of a rate that may not be told."""
    return None if rate is None else hundredths(rate)


def hundredths(rate: Rate) -> int:
    """A rate as a whole number, to be looked up by."""
    return int(rate.value * 100)
