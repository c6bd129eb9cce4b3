"""Events -> lines: which events are steps of one duty, fee or control, told apart by programme, goods and rate.

`US on China` is several duties at once. A step belongs to the line whose programme it names, whose old rate it tells, or whose goods it
covers; a raise without more goes to the line moved last; another duty imposed beside one in force opens a line of its own. A figure
that is the sum of others ("145% in all") is no line but a total.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tradewatch.model import Action, Event, EventType, Role, Status
from tradewatch.resolution.blocks import Step
from tradewatch.resolution.line import PAUSES, Line, hundredths, move
from tradewatch.resolution.steps import SAME_DAYS, SOON, YEAR, Facts, effect, facts_of, is_confirmed, same_rate, voices
from tradewatch.resolution.totals import end_greater, is_sum, leave_out, raised_in, wholes_of
from tradewatch.resolution.words import is_on_everything, is_provisional, names_clash

NEAR = timedelta(days=10)
"""Two starts this near are one start told twice; farther apart, an equal rate is a second duty."""

ENOUGH = 2.0
LITTLE = 1.0
"""What a step must fit a line by; a pause or an end, told with less, belongs to whatever there is to pause or end."""

_NO = -99.0
_NO_GOODS = ("",)
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a set of events, and the events that only add others up."""

    lines: tuple[Line, ...]
    totals: tuple[Event, ...]


def lines_of(events: Iterable[Event]) -> Lines:
    """Lines of events of one type between the same sides. The order of `events` changes nothing."""
    board = _Board()
    totals: list[Event] = []
    placed = sorted(((event, facts_of(event)) for event in events), key=_order)
    raised = [(event, facts) for event, facts in placed if event.claim.prior_rate is not None and not facts.threat]
    wholes = wholes_of([event for event, _ in placed])
    for event, facts in placed:
        leave_out(event, facts, board.lines)
        if event.id in wholes or is_sum(event, facts, board.lines, totals):
            totals.append(event)
            end_greater(event, facts, None, board.lines)
            continue
        if _is_old_rate(event, facts, raised):
            continue
        raised_by = raised_in(event, facts, board.lines)
        if raised_by is not None:
            raised_by[1].ended_by = event
            board.move(raised_by[0], event, facts)
            continue
        best, most = None, LITTLE if facts.step in PAUSES else ENOUGH
        fits = [(line, _fit(event, facts, line)) for line in board.near(event, facts) if not _rises(line, facts, raised)]
        for line, value in fits:
            if value > most or (value == most and (best is None or line.moved >= best.moved)):
                best, most = line, value
        if best is None:
            best = board.add(Line(facts.goods, facts.programme, facts.worth, facts.general))
        else:
            _take_in(event, facts, best, fits)
        _take_up(event, facts, board.lines)
        end_greater(event, facts, best, board.lines)
        for line in [best, *_done_with(event, facts, best, board.lines)]:
            board.move(line, event, facts)
        if facts.general and facts.programme and facts.step in (Step.SUSPEND, Step.EXTEND):
            # a pause of a programme for everyone is one of each rate that it sets
            for line in board.lines:
                its = line.programme & facts.programme and _fit(event, facts, line) > _NO / 2
                if line is not best and line.decided and not _rises(line, facts, raised) and (its or _is_swept(event, facts, line)):
                    board.move(line, event, facts)
    return Lines(tuple(board.lines), tuple(totals))


class _Board:
    """The lines so far, in the order in which they were opened, to be found by the goods that they cover."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._places: dict[tuple[bool, str], list[int]] = {}

    def add(self, line: Line) -> Line:
        self._place(line, len(self.lines))
        self.lines.append(line)
        return line

    def near(self, event: Event, facts: Facts) -> Sequence[Line]:
        """The lines that an event may be a step of: what sets a duty keeps to its goods and to who is named, a pause may be of any."""
        if facts.step in PAUSES:
            return self.lines
        found = [self._places.get((facts.general, word), ()) for word in (*(facts.goods or _NO_GOODS), *(_listed(facts.worth)))]
        lines = [self.lines[place] for place in (found[0] if len(found) == 1 else sorted(set().union(*found)))]
        claim = event.claim
        if (
            claim.action is not Action.IMPOSE
            or claim.rate is None
            or facts.programme
            or facts.worth
            or claim.type is EventType.TRADE_REMEDY
        ):
            return lines
        # a duty imposed at its own rate, without a name, is plainly none of those in force at another
        rates = [hundredths(rate) for rate in (claim.rate, claim.prior_rate) if rate]
        alike = {None, *(rate + near for rate in rates for near in range(-5, 6))}
        return [line for line in lines if line.hundredths in alike or not line.priors.isdisjoint(alike - {None})]

    def move(self, line: Line, event: Event, facts: Facts) -> None:
        known_goods, known_worth = bool(line.goods), bool(line.worth)
        move(line, event, facts)
        if line.worth and not known_worth:
            place = next(place for place, one in enumerate(self.lines) if one is line)
            for word in _listed(line.worth):
                insort(self._places.setdefault((line.general, word), []), place)
        if line.goods and not known_goods:
            place = next(place for place, one in enumerate(self.lines) if one is line)
            self._places[line.general, ""].remove(place)
            self._place(line, place)

    def _place(self, line: Line, place: int) -> None:
        for word in (*(line.goods or _NO_GOODS), *_listed(line.worth)):
            insort(self._places.setdefault((line.general, word), []), place)


def _listed(worth: frozenset[str]) -> list[str]:
    """The value of a list of goods as a key among words for goods."""
    return [f"${amount}" for amount in worth]


def _is_old_rate(event: Event, facts: Facts, raised: Sequence[tuple[Event, Facts]]) -> bool:
    """Whether an order only tells the rate that another changes on its day: "the 15% tariff will be halved to 7.5% on February 14"."""
    claim = event.claim
    if claim.rate is None or facts.threat or facts.effect is None or facts.step not in (Step.SET, Step.LOWER) or is_confirmed(event):
        return False
    if claim.prior_rate is not None and not same_rate(claim.prior_rate, claim.rate):
        return False  # of "to 5% from 10% and to 2.5% from 5%" both are cuts
    return any(
        facts.effect == theirs.effect
        and facts.known >= theirs.known  # what was ordered first and raised before its day was an order
        and same_rate(other.claim.prior_rate, claim.rate)
        and not same_rate(other.claim.rate, claim.rate)
        and (facts.goods, facts.worth, facts.general) == (theirs.goods, theirs.worth, theirs.general)
        for other, theirs in raised
    )


def _take_in(event: Event, facts: Facts, best: Line, fits: Sequence[tuple[Line, float]]) -> None:
    if len(facts.goods) < 2 or facts.threat or event.claim.rate is None or facts.step not in (Step.SET, Step.LOWER):
        return
    for line, value in fits:
        inside = line is not best and line.ended_by is None and line.decided and line.goods < facts.goods
        if inside and value > _NO / 2 and (line.programme & facts.programme or value > ENOUGH):
            line.ended_by = event


def _take_up(event: Event, facts: Facts, lines: Sequence[Line]) -> None:
    """End what a greater duty in force on more goods begins more than a year after: what was 10% on aluminium is, years later, the 25% on
    steel and aluminium."""
    claim = event.claim
    if len(facts.goods) < 2 or facts.step is not Step.SET or claim.type is not EventType.TARIFF or not is_confirmed(event):
        return
    for line in lines:
        inside = bool(line.goods) and line.goods < facts.goods and line.general == facts.general and not line.worth
        if not inside or not line.confirmed or line.ended_by is not None:
            continue
        years = facts.effect is not None and line.holds is not None and facts.effect - line.holds > YEAR
        if years and line.rate and claim.rate and line.rate.unit == claim.rate.unit and claim.rate.value > line.rate.value:
            line.ended_by = event


def _done_with(event: Event, facts: Facts, best: Line, lines: Sequence[Line]) -> list[Line]:
    """The other duties that a step acts on with one: those that a lift ends with it, on the goods that it names, begun together and at no
    higher rate where it tells one; and of port fees, all that are paused or ended where no rate is told, since one programme sets them."""
    rate = event.claim.rate
    if facts.threat:
        return []
    others = [line for line in lines if line is not best and line.decided and line.general == best.general]
    others = [line for line in others if not names_clash(facts.programme, line.programme)]
    if event.claim.type is EventType.PORT_FEE:
        return others if rate is None and facts.step in (Step.LIFT, Step.SUSPEND, Step.EXTEND) else []
    if facts.step is not Step.LIFT or best.starts is None:
        return []
    return [
        line
        for line in others
        if line.goods & facts.goods and line.starts is not None and abs(line.starts - best.starts) <= SOON
        and (rate is None or (line.rate is not None and line.rate.unit == rate.unit and line.rate.value <= rate.value))
    ]  # fmt: skip


def _order(row: tuple[Event, Facts]) -> tuple[date, Decimal, date, str]:
    # of what is told on one day the smaller figure first, so that a total finds its parts
    event, facts = row
    return facts.known, event.claim.rate.value if event.claim.rate else _NOTHING, facts.effect or date.max, event.id


def _fit(event: Event, facts: Facts, line: Line) -> float:
    claim, step = event.claim, facts.step
    goods, programme, worth = facts.goods, facts.programme, facts.worth
    setting = step in (Step.SET, Step.LOWER, Step.NONE)
    if claim.rate and line.rate and claim.rate.unit != line.rate.unit and setting:
        return _NO
    if setting and line.ended_by is not None:
        return _NO
    if claim.action is Action.IMPOSE and line.worth and not worth | goods | programme and facts.known - line.moved > YEAR:
        # a new duty of which no list is told is none on a list of years ago
        return _NO
    value = 0.0
    if step in PAUSES and line.goods and is_on_everything(claim.instrument):
        # the pause of what is on everything is none of a duty on steel
        return _NO
    listed = bool(worth & line.worth)
    if listed and not (goods & line.goods):
        # of a list told by its value the goods named are examples
        value += 1.0
    elif goods and line.goods:
        common = len(goods & line.goods)
        if not common:
            return _NO
        value += 2.0 if 2 * common >= min(len(goods), len(line.goods)) else 0.5
    elif not goods and not line.goods:
        value += 1.0
    elif setting or worth:
        return _NO
    else:
        value -= 0.5
    if facts.general != line.general:
        # a pause for everyone is one of a duty on this side where it names that duty's programme
        if setting or (facts.general and not programme & line.programme):
            return _NO
        value -= 0.5
    if worth and line.worth:
        if not worth & line.worth and line.decided and not same_rate(claim.prior_rate, line.rate):
            return _NO
        # "$300 billion" threatened is "$112 billion" in the end
        value += 2.0 if worth & line.worth else -4.0 if not line.decided and claim.rate != line.rate else -1.0
    elif worth or line.worth:
        value -= 0.5
    if names_clash(programme, line.programme):
        return _NO
    if programme & line.programme:
        value += 3.0
    if step is Step.LOWER and not facts.threat and not line.decided:
        return _NO
    if not line.decided and facts.known - line.moved > YEAR and not programme & line.programme:
        # a threat of years ago is not what an order of today carries out
        return _NO
    named = bool(programme & line.programme or worth & line.worth)
    if setting and not (named or goods) and (claim.rate is None or line.rate is None) and facts.known - line.moved > YEAR:
        # "tariffs" without a rate, years apart, are one measure only where something says so
        return _NO
    return value + (_fit_rate(event, facts, line, named) if setting else _fit_pause(event, line, step))


def _fit_rate(event: Event, facts: Facts, line: Line, named: bool) -> float:
    claim = event.claim
    if claim.rate is None:
        return 1.0
    if line.rate is None:
        return 1.0
    if claim.status is Status.REJECTED and any(same_rate(claim.rate, other.claim.rate) for other in line.events):
        return 3.0  # what is given up is the step at that rate, whatever was to follow it
    if same_rate(claim.rate, line.rate):
        fresh = claim.action in (Action.IMPOSE, Action.RAISE) and claim.status is not Status.REJECTED
        return -4.0 if fresh and not named and _other_start(event, line) else 2.0
    if same_rate(claim.prior_rate, line.rate):
        return 4.5 if line.decided else 4.0
    if _is_risen_from(event, facts, line):
        return 4.5
    if line.worth and line.goods and facts.goods and not named:
        # a rate on one of the goods of a list is none on the whole list
        return -3.0
    if claim.prior_rate is not None and line.decided and not named and not line.goods:
        # of duties on everything there are several; what rose from 34% is not the one that stands at 20%
        return -3.0
    if _is_beside(event, facts, line):
        return -4.0
    rising = claim.rate.value > line.rate.value
    if claim.action is Action.RAISE:
        return 1.0 if rising else -3.0
    if claim.action is Action.LOWER:
        return 1.0 if not rising else _NO
    whole = not facts.goods or 2 * len(facts.goods & line.goods) >= max(len(facts.goods), len(line.goods))
    if claim.type is EventType.TRADE_REMEDY and not facts.threat and line.goods and _was_provisional(facts, line):
        # what is provisional gives way to what is definitive
        return 1.0
    if line.applied and not line.confirmed and not facts.threat and whole and (line.paused or _is_due(facts, line)):
        # what was set for a day and never told in force gives way to what is set anew
        return 1.0
    if not line.decided and (event_gap := abs((facts.known - line.moved).days)) <= YEAR.days:
        # an order after a mere threat: at another rate it is still what became of it
        return 1.0 - event_gap / 800
    return 0.5 if named else -4.0


def _is_risen_from(event: Event, facts: Facts, line: Line) -> bool:
    """Whether a duty began at the rate that a later step of the line, which became known before, tells as the old one."""
    return facts.effect is not None and any(
        same_rate(other.claim.prior_rate, event.claim.rate) and facts.effect < (effect(other) or facts.effect) for other in line.events
    )


def _is_beside(event: Event, facts: Facts, line: Line) -> bool:
    """Whether a rate was decided along with the line's, for the same day: "duties of 5% and 10% on $60 billion" are two."""
    start = event.claim.dates.get(Role.EFFECTIVE)
    if start is None or line.starts is None or not line.decided or facts.threat or facts.programme & line.programme:
        return False
    together = abs(start.first - line.starts) <= NEAR and facts.known - line.moved <= SAME_DAYS
    return together and event.claim.action is Action.IMPOSE


def _other_start(event: Event, line: Line) -> bool:
    """Whether a duty at the line's rate starts well after it, or between the line's announcement and its first day."""
    start = event.claim.dates.get(Role.EFFECTIVE)
    if line.paused or start is None or line.starts is None:
        return False
    return start.first - line.starts > NEAR or (line.starts - start.last > NEAR and start.first >= line.moved and is_confirmed(event))


def _was_provisional(facts: Facts, line: Line) -> bool:
    told = any(is_provisional(one.claim) for event in line.events for one in voices(event))
    return told and line.holds is not None and facts.effect is not None and NEAR < facts.effect - line.holds <= YEAR


def _rises(line: Line, pause: Facts, raised: Sequence[tuple[Event, Facts]]) -> bool:
    """Whether a pause for everyone comes with the rise of a rate on this side, which it so leaves out."""
    if not pause.general or pause.step not in PAUSES or line.general:
        return False
    return any(
        not facts.general and abs(facts.known - pause.known) <= SAME_DAYS and same_rate(event.claim.prior_rate, line.rate)
        for event, facts in raised
    )


def _is_swept(event: Event, facts: Facts, line: Line) -> bool:
    """Whether a pause of what is on everything keeps a side's duty, of which no programme is told, from its first day these days."""
    if not is_on_everything(event.claim.instrument) or not line.covers_all or line.programme or line.confirmed or line.starts is None:
        return False
    return abs(line.starts - facts.known) <= SAME_DAYS


def _is_due(facts: Facts, line: Line) -> bool:
    return line.holds is not None and NEAR < facts.known - line.holds <= YEAR


def _fit_pause(event: Event, line: Line, step: Step) -> float:
    claim = event.claim
    if not line.decided and not same_rate(claim.rate, line.rate, points=True):
        return _NO
    value = 1.5
    if step is Step.EXTEND:
        value += 1.0 if line.paused else -0.5
    if claim.rate is None and claim.prior_rate is None:
        return value + 0.5
    if same_rate(claim.rate, line.rate, points=True) or same_rate(claim.prior_rate, line.rate, points=True):
        return value + 3.0
    return _NO if claim.rate is not None and line.rate is not None and step is not Step.LIFT else value
