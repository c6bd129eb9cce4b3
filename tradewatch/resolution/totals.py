"""Figures that are the sum of several duties: which they are, and what a change of the whole says of the parts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from tradewatch.model import Action, Event, EventType, Rate
from tradewatch.resolution.blocks import Step
from tradewatch.resolution.line import Line
from tradewatch.resolution.steps import SAME_DAYS, YEAR, Facts, adds_up, goods_of, same_rate, voices
from tradewatch.resolution.words import is_part, is_total, names_clash

_MANY = 8
"""Duties on everything at once, of which more are seldom told, and of which any might add up to a figure."""


def wholes_of(events: Sequence[Event]) -> frozenset[str]:
    """The events whose rate an article tells to hold another as a part: "lowered to 30%. The figure still contains the 20%". The whole is
    the greater rate told last before the part."""
    told = [
        (one, event)
        for event in events
        if event.claim.rate is not None and event.claim.rate.unit == "percent" and not goods_of(event)
        for one in voices(event)
        if same_rate(one.claim.rate, event.claim.rate)
    ]
    parts = [(one, event.claim.rate) for one, event in told if is_part(one.claim)]
    named = {one.key for one, _ in parts}
    found = set()
    for part, rate in parts:
        before = [
            (one.claim.start, event.claim.rate.value, event.id)
            for one, event in told
            if one.source.article == part.source.article and one.claim.start <= part.claim.start and one.key not in named
            and event.claim.rate and rate and event.claim.rate.value > rate.value
        ]  # fmt: skip
        if before:
            found.add(max(before)[2])
    return frozenset(found)


def _is_told_as_sum(event: Event) -> bool:
    """Whether those who tell an event's rate tell it as the sum of several duties, and most of them do."""
    told = [is_total(one.claim) for one in voices(event) if same_rate(one.claim.rate, event.claim.rate)]
    return 2 * sum(told) > len(told)


def raised_in(event: Event, facts: Facts, lines: Sequence[Line]) -> tuple[Line, Line] | None:
    """The duty on goods in general that a step raises, and the announcement of the rise, which is no duty of its own then."""
    if event.claim.prior_rate is None or facts.goods or facts.worth:
        return None
    found = _raised(event, facts, [line for line in lines if line.covers_all and line.general == facts.general])
    return None if found is None or names_clash(facts.programme, found[0].programme) else found


def _raised(event: Event, facts: Facts, lines: Sequence[Line]) -> tuple[Line, Line] | None:
    """The duty that a step raises, and the announcement of the rise: after "another 10%", "to 20% from 10%" is no sum of two."""
    grown = _grown_by(event, facts, lines)
    base = next((line for line in lines if line.confirmed and same_rate(line.rate, event.claim.prior_rate)), None)
    more = next((line for line in grown or () if line is not base and not line.confirmed), None)
    return (base, more) if base is not None and more is not None else None


def _grown_by(event: Event, facts: Facts, lines: Sequence[Line]) -> list[Line] | None:
    """The duties that make up the rise of one that stands, to begin with it; None where no rise of one that stands is told."""
    prior, rate, day = event.claim.prior_rate, event.claim.rate, facts.effect
    if prior is None or rate is None or {rate.unit, prior.unit} != {"percent"} or facts.threat or day is None or rate.value <= prior.value:
        return None
    if not any(same_rate(line.rate, prior) for line in lines):
        return None
    more = Rate(rate.value - prior.value, rate.unit)
    return [line for line in lines if same_rate(line.rate, more) and line.holds is not None and abs(line.holds - day) <= SAME_DAYS]


def end_greater(event: Event, facts: Facts, best: Line | None, lines: Sequence[Line]) -> None:
    """A cut of the whole ("to 30% from 145%", where no duty stands at 145%) leaves no single duty on everything above the new whole."""
    claim = event.claim
    prior, rate = claim.prior_rate, claim.rate
    if facts.step is not Step.LOWER or facts.threat or prior is None or rate is None or prior.unit != rate.unit or rate.unit != "percent":
        return
    if facts.goods or facts.worth or facts.programme:
        return
    others = [line for line in lines if line.covers_all and line.decided and line.general == facts.general]
    whole = [line for line in others if line.rate and line.rate.unit == "percent"]
    if any(line.rate and line.rate.value >= prior.value for line in whole):
        return
    for line in whole:
        if line is not best and line.ended_by is None and line.rate and line.rate.value > rate.value:
            line.ended_by = event


def leave_out(event: Event, facts: Facts, lines: Sequence[Line]) -> None:
    """End the duties that a sum told of all leaves out, since a greater one that began later has taken them up: where 145% is told, made of
    20% and 125%, the 10% of a month before is in the 20%."""
    claim = event.claim
    told = claim.prior_rate if facts.step is Step.LOWER else claim.rate if _is_told_as_sum(event) else None
    if told is None or told.unit != "percent" or facts.goods or facts.worth or facts.programme or facts.threat:
        return
    parts = [
        line for line in lines
        if line.covers_all and line.decided and not line.paused and line.ended_by is None and line.general == facts.general
        and line.rate is not None and line.rate.unit == "percent" and line.holds is not None
    ]  # fmt: skip
    if not 2 < len(parts) <= _MANY or any(same_rate(line.rate, told) for line in parts):
        return
    for size in range(len(parts), 1, -1):
        fitting = [some for some in combinations(parts, size) if adds_up(told.value, _sum_of(some))]
        if fitting:
            break
    else:
        return
    if len(fitting) > 1:
        return
    for line in parts:
        later = [other for other in fitting[0] if _has_taken_up(other, line)]
        if later and all(line is not other for other in fitting[0]):
            # the nearest greater one, as a raise would make of it
            line.ended_by = min(later, key=lambda other: (other.rate.value if other.rate else Decimal(0), other.holds)).first


def _is_less(one: Rate | None, other: Rate) -> bool:
    return one is not None and one.unit == other.unit and one.value < other.value


def _sum_of(lines: Sequence[Line]) -> Decimal:
    return sum((line.rate.value for line in lines if line.rate), Decimal(0))


def _has_taken_up(later: Line, line: Line) -> bool:
    if later.rate is None or line.rate is None or later.holds is None or line.holds is None:
        return False
    return later.rate.value > line.rate.value and later.holds >= line.holds


def is_sum(event: Event, facts: Facts, lines: Sequence[Line], totals: Sequence[Event]) -> bool:
    """Whether a figure is told as a sum, or one for goods in general adds up what other articles tell in parts."""
    claim = event.claim
    if claim.rate is None or claim.rate.unit != "percent" or facts.worth or facts.threat:
        return False
    standing = [
        line for line in lines
        if line.decided and not line.paused and line.ended_by is None and (line.confirmed or facts.known - line.moved <= YEAR)
    ]  # fmt: skip
    if facts.goods:
        # of one article's "80.5% in all" on barley the parts may be told nowhere
        fitting = [line for line in standing if line.covers_all or line.goods & facts.goods]
        return claim.type is EventType.TARIFF and _is_told_as_sum(event) and any(_is_less(line.rate, claim.rate) for line in fitting)
    if _is_told_as_sum(event):
        return True
    whole_lines = [line for line in standing if line.covers_all and line.general == facts.general]
    parts = [line.rate.value for line in whole_lines if line.rate and line.rate.unit == "percent"]
    if len(parts) < 2 or claim.rate.value in parts or _raised(event, facts, whole_lines):
        return False
    if facts.effect is not None and _grown_by(event, facts, whole_lines) == []:
        return False
    whole = sum(parts, Decimal(0))
    # a duty of which no day is told may be one of the others, told once more
    dated = [line.rate.value for line in whole_lines if line.rate and line.rate.unit == "percent" and line.holds is not None]
    if any(len(some) > 1 and adds_up(claim.rate.value, sum(some, Decimal(0))) for some in (parts, dated)):
        return True
    prior = claim.prior_rate
    sums = [whole, *(total.claim.rate.value for total in totals if total.claim.rate)]
    if prior is not None and prior.value not in parts and any(adds_up(prior.value, value) for value in sums):
        # what was the sum of several is one still when it is changed
        return prior.unit == "percent" and not facts.programme
    if facts.programme or (facts.effect is not None and claim.action in (Action.RAISE, Action.LOWER)):
        return False
    # "to 47% from 57%" over parts that make 30 counts duties that no article here tells
    return prior is not None and prior.unit == "percent" and prior.value not in parts and prior.value >= whole
