"""An event as a step in a measure's life: when it came to be known, when it takes effect, what it covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tradewatch.model import Action, Event, EventType, Grain, Period, Rate, Role, SourcedClaim, Status
from tradewatch.resolution.blocks import Stage, Step, stage_of, step_of
from tradewatch.resolution.join import EARLY
from tradewatch.resolution.words import names_of, words_of, worth_told

SAME_DAYS = timedelta(days=3)
"""What is told of so near days is told of one."""

YEAR = timedelta(days=400)
"""How long what was announced, or told in force with no day, is taken to stand without being told of again."""

_ROUNDED = Decimal("0.5")
_SETS = (Step.SET, Step.LOWER, Step.NONE)
STANDING = (Status.IN_FORCE, Status.SUSPENDED, Status.ENDED)
"""What can be said only of a measure that has begun."""
SOON = timedelta(days=30)
_SEASON = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells an event's measure from others. `goods` and `programme` are telling words, `worth` the value of the trade covered,
    `general` whether it is on everyone or on nobody in particular, `threat` whether it is no decision, `step` what it does, `known` and
    `effect` the days of the functions of these names."""

    goods: frozenset[str]
    programme: frozenset[str]
    worth: frozenset[str]
    general: bool
    threat: bool
    step: Step
    known: date
    effect: date | None


def facts_of(event: Event) -> Facts:
    """The facts of an event, worked out once where many are compared."""
    return Facts(
        goods=goods_of(event),
        programme=programme_of(event),
        worth=worth_of(event),
        general=not set(event.claim.on) - {"*"},
        threat=is_only_threat(event),
        step=step_of(event.claim),
        known=known(event),
        effect=effect(event),
    )


def voices(event: Event) -> Sequence[SourcedClaim]:
    """The claims that count for an event: those too weak to be shown only where there are no others."""
    if event.claim.latent or not event.told[-1].claim.latent:
        return event.told  # the weak ones stand last
    return [sourced for sourced in event.told if not sourced.claim.latent]


def known(event: Event) -> date:
    """The day on which an event came to be known: announced, else in force before it was told of, else told."""
    told = min((sourced.source.published for sourced in voices(event) if sourced.source.published), default=date.max)
    dates = event.claim.dates
    if Role.ANNOUNCED in dates:
        return min(dates[Role.ANNOUNCED].first, told) if dates[Role.ANNOUNCED].start else min(dates[Role.ANNOUNCED].last, told)
    start = dates.get(Role.EFFECTIVE)
    return min(start.last if start.start is None else start.first, told) if start else told


def effect(event: Event) -> date | None:
    """The day from which a step holds for certain: the last day of a vague start, or the one within it on which the first article tells it
    in force; None when no day and no force is told.

    Where only the decision is dated, the first article that tells it in force gives the day, unless it looks back from months later.
    """
    dates, claim = event.claim.dates, event.claim
    if Role.EFFECTIVE in dates:
        span, start = _span_of_pause(event), dates[Role.EFFECTIVE]
        if span or start.start is None or start.end in (None, start.start):
            return span[0] if span else start.end or start.start
        told = first_told_standing(event)
        return start.end if told is None or told < start.start else min(told, start.last)
    if claim.status not in STANDING and step_of(claim) not in (Step.SUSPEND, Step.EXTEND):
        return None
    if Role.ANNOUNCED not in dates:
        return known(event)
    said = dates[Role.ANNOUNCED].end or dates[Role.ANNOUNCED].start
    assert said is not None
    tellings = [sourced.source.published for sourced in voices(event) if sourced.claim.status in STANDING and sourced.source.published]
    first = min(tellings, default=said)
    return first if timedelta(0) < first - said <= SOON and step_of(claim) not in (Step.SUSPEND, Step.EXTEND) else said


def ends_of(event: Event) -> Period | None:
    """When a step is over: as told, or the last day of a pause told from one day to another."""
    span = _span_of_pause(event)
    return event.claim.dates.get(Role.ENDS) or (Period(span[1], span[1]) if span else None)


def _span_of_pause(event: Event) -> tuple[date, date] | None:
    """The first and the last day of a pause that is told as a stretch of time: "from November 10, 2025 to November 9, 2026"."""
    period = event.claim.dates.get(Role.EFFECTIVE)
    if period is None or period.start is None or period.end is None or step_of(event.claim) not in (Step.SUSPEND, Step.EXTEND):
        return None
    return (period.start, period.end) if period.grain is Grain.INTERVAL and period.end - period.start > SOON else None


def first_told_standing(event: Event) -> date | None:
    """The day of the first article that tells an event as begun."""
    days = [one.source.published for one in voices(event) if one.claim.status in STANDING and one.source.published]
    return min(days, default=None)


def begun(event: Event, steps: Sequence[Event]) -> date | None:
    """The day from which a step of these holds. A decision of which no day is told held once another step tells its rate as the one that
    stood, at the earliest when it became known."""
    day = effect(event)
    return known(event) if day is None and _stood(event, steps) else day


def is_told(event: Event, steps: Sequence[Event]) -> bool:
    """Whether an article published once a step's day had come tells it, or a later step tells its rate as the one that stood."""
    return is_confirmed(event) or _stood(event, steps)


def _stood(event: Event, steps: Sequence[Event]) -> bool:
    rate, day = event.claim.rate, effect(event) or known(event)
    if rate is None or is_only_threat(event) or step_of(event.claim) not in _SETS:
        return False
    return any(same_rate(other.claim.prior_rate, rate) and known(other) >= day for other in steps if other is not event)


def holds_back(pause: Event, event: Event, at: date) -> bool:
    """Whether a pause announced before a step's first day keeps it from being applied on `at`."""
    if step_of(event.claim) not in _SETS:
        return False
    day, start, ends = effect(event), effect(pause), ends_of(pause)
    if step_of(pause.claim) is not Step.SUSPEND or day is None or start is None or start > day or known(pause) <= known(event):
        return False
    if pause.claim.rate is not None and not same_rate(pause.claim.rate, event.claim.rate):
        return False
    return ends is None or ends.end is None or at < ends.end


def is_called_off(event: Event, others: Iterable[Event], steps: Sequence[Event]) -> bool:
    """Whether a step that was decided, and that no article tells as begun, was given up before it could take effect; a rise to come falls
    with the step that it was to follow."""
    if step_of(event.claim) not in _SETS or is_told(event, steps):
        return False
    day = effect(event)
    given_up = [other for other in others if other.claim.status is Status.REJECTED and known(other) >= known(event)]
    return any(
        same_rate(other.claim.rate, step.claim.rate)
        and (step is event or (event.claim.action is Action.RAISE and day is not None and day > (effect(step) or day)))
        for other in given_up
        for step in (event, *steps)
    )


def is_put_off(event: Event, days: Mapping[str, date | None], steps: Sequence[Event]) -> bool:
    """Whether a later report gives a step that no article tells as begun a later first day: "could start in August", then "from
    September 24". A duty at that rate from another list is told on its own line."""
    day = days[event.id]
    if day is None or step_of(event.claim) is not Step.SET or is_confirmed(event):
        return False
    return any(
        step_of(other.claim) is Step.SET
        and Role.EFFECTIVE in other.claim.dates  # what is told in force with no day began who knows when
        and same_rate(other.claim.rate, event.claim.rate)
        and known(other) > known(event)
        and timedelta(0) < (days[other.id] or day) - day <= _SEASON
        for other in steps
        if other is not event
    )


def is_same_again(event: Event, live: Event) -> bool:
    """Whether a step only tells a duty that stands once more, at its rate: in force with no day of its own, or from a later day that no
    article confirms, as for goods still at sea."""
    claim = event.claim
    if Role.ENDS in claim.dates or not same_rate(claim.rate, live.claim.rate):
        return False
    if Role.EFFECTIVE not in claim.dates:
        return claim.status is Status.IN_FORCE
    return Role.EFFECTIVE in live.claim.dates and is_confirmed(live) and not is_confirmed(event)


def is_partial(event: Event, others: Iterable[Event]) -> bool:
    """Whether a pause or an end names goods while what is paused or ended is a duty on goods in general: the rest of it stays."""
    if event.claim.type is not EventType.TARIFF or step_of(event.claim) in _SETS or not goods_of(event):
        return False
    return not any(goods_of(other) for other in others if step_of(other.claim) in _SETS)


def is_only_threat(event: Event) -> bool:
    """Whether an event is no decision: a threat, a proposal, a plan dropped, or one that sources call now a threat and now an order
    while none tells it in force."""
    if stage_of(event.claim) is not Stage.DECIDED:
        return True
    disputed = any(sourced.claim.status is Status.THREATENED for sourced in voices(event))
    return disputed and not is_confirmed(event)


def is_confirmed(event: Event) -> bool:
    """Whether an article published once the event's first day had come tells it as in force, suspended or ended."""
    day = effect(event)
    for sourced in voices(event):
        if sourced.claim.status in STANDING:
            told = sourced.source.published
            if day is None or told is None or day - told <= EARLY:
                return True
    return False


def goods_of(event: Event) -> frozenset[str]:
    """The telling words of an event's goods; a port fee is on ships, said or not."""
    if event.claim.type is EventType.PORT_FEE:
        return frozenset()
    return frozenset(words_of(event.claim.goods))


def programme_of(event: Event) -> frozenset[str]:
    """What names the law or programme of an event: "301" of "Section 301", "fentan" of "fentanyl tariffs"."""
    return names_of(event.claim.instrument) if event.claim.instrument else frozenset()


def worth_of(event: Event) -> frozenset[str]:
    """The value of the trade that a measure covers, where its sentences tell it ("$34 billion of goods")."""
    if not event.claim.type.is_measure:
        return frozenset()
    votes: dict[str, int] = {}
    for sourced in voices(event):
        for amount in worth_told(sourced.claim):
            votes[amount] = votes.get(amount, 0) + 1
    return frozenset([max(votes, key=lambda text: (votes[text], text))]) if votes else frozenset()


def worth_in_billions(text: str) -> float:
    """34.0 of "34b", 1200.0 of "1.2t"."""
    return float(text[:-1]) * (1000 if text.endswith("t") else 1) or 1.0


def adds_up(figure: Decimal, whole: Decimal) -> bool:
    """Whether a told figure is that sum, give or take what articles round."""
    return abs(figure - whole) < _ROUNDED


def same_rate(one: Rate | None, other: Rate | None, *, points: bool = False) -> bool:
    """Whether both are told and the same. With `points`, "24 points" of a duty and "24%" are one, as they are where a part is paused."""
    if one is None or other is None or abs(one.value - other.value) >= Decimal("0.05"):
        return False
    return one.unit == other.unit or (points and {one.unit, other.unit} == {"percent", "percentage_point"})
