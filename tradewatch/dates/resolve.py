"""A symbolic expression, an anchor and a tense -> a period. Counts only; no text is read here but the words round a feast's name.

A year-less day or month takes the nearest year in the direction of the tense (`nearness.py`). A weekday in the past tense is the latest up
to and including the anchor, with a future verb the next from the anchor on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tradewatch.model import Grain, Period

from . import calendar_math as math
from .holidays import holiday_periods
from .nearness import Anchor, Nearness
from .symbols import Expression
from .tokens import Tokens
from .words import Words


def resolve(expression: Expression, anchor: Anchor, words: Words, tokens: Tokens, first: int, last: int) -> Period | None:
    """The period of an expression; None where the anchor it needs is missing or no such day exists."""
    try:
        return _Resolver(anchor, words, tokens, first, last).period(expression)
    except ValueError:  # a day that no calendar has, or a count that leaves it
        return None


class _Resolver(Nearness):
    __slots__ = ("first", "last", "tokens", "words")

    def __init__(self, anchor: Anchor, words: Words, tokens: Tokens, first: int, last: int) -> None:
        super().__init__(anchor)
        self.words, self.tokens, self.first, self.last = words, tokens, first, last

    def period(self, expression: Expression) -> Period | None:
        form = expression.form
        if form == "decade":
            return math.decade_period(expression.year or 1, expression.part)
        found: Period | None = getattr(self, f"_{form}")(expression)
        if found is not None and expression.part:
            return self._part(found, expression)
        return found

    def _part(self, period: Period, expression: Expression) -> Period:
        part = expression.part
        if (period.grain is Grain.WEEK or expression.unit == "weekend") and part not in ("earlier", "later"):
            return period
        if expression.form == "unit" and expression.unit == "decade" and period.start:
            return math.decade_period(period.start.year, part)
        if part in ("earlier", "later") and period.grain is Grain.DAY:
            return period
        return math.part_of(period, part, self.day)

    # -- told outright ----------------------------------------------------------------------------------------------------------------

    def _day(self, e: Expression) -> Period | None:
        year = self._told_year(e)
        if year is not None:
            return math.day_period(date(year, e.month, e.day))
        days = [date(y, e.month, e.day) for y in self._near_years() if e.day <= math.last_day(y, e.month)]
        if e.number:
            days = [day for day in days if day.isoweekday() == e.number] or days
        return self._nearest([math.day_period(day) for day in days], e)

    def _month(self, e: Expression) -> Period | None:
        year = self._told_year(e)
        if year is not None:
            return math.month_period(year, e.month)
        return self._nearest([math.month_period(y, e.month) for y in self._near_years()], e)

    def _year(self, e: Expression) -> Period | None:
        return math.year_period(e.year) if e.year else None

    def _years(self, e: Expression) -> Period | None:
        return Period(date(e.year or 1, 1, 1), date(e.count, 12, 31), Grain.YEAR)

    def _quarter(self, e: Expression) -> Period | None:
        year = self._told_year(e)
        if year is not None:
            return math.quarter_period(year, e.number)
        return self._nearest([math.quarter_period(y, e.number) for y in self._near_years()], e)

    def _half(self, e: Expression) -> Period | None:
        year = self._told_year(e)
        if year is None and e.which in ("last", "this", "next") and self.day:
            year = self.day.year + {"last": -1, "this": 0, "next": 1}[e.which]
        if year is not None:
            return math.half_period(year, e.number)
        return self._nearest([math.half_period(y, e.number) for y in self._near_years()], replace(e, which=""))

    def _season(self, e: Expression) -> Period | None:
        year = self._told_year(e)
        if year is not None:
            return math.months_period(year, e.number, 3, Grain.SEASON)
        return self._nearest([math.months_period(y, e.number, 3, Grain.SEASON) for y in self._near_years()], e)

    def _holiday(self, e: Expression) -> Period | None:
        year = self._told_year(e)
        rule = self.words.holiday_rules[e.name]
        if rule[0] == "once":
            only = date.fromisoformat(rule[1])
            # before that day the name meant another
            return math.day_period(only) if self.day is None or math.add_days(self.day, 60) >= only else None
        years = range(year, year + 1) if year is not None else self._near_years()
        periods = holiday_periods(e.name, years, self.words, self.tokens, self.first, self.last)
        return (periods[0] if periods else None) if year is not None else self._nearest(periods, e)

    # -- counted from the anchor ------------------------------------------------------------------------------------------------------

    def _named(self, e: Expression) -> Period | None:
        if self.day is None:
            return None
        return math.day_period(math.add_months(math.add_days(self.day, e.count), 12 * (e.year_shift or 0)))

    def _weekday(self, e: Expression) -> Period | None:
        if self.day is None:
            return None
        if e.inner is not None:
            week = self.period(e.inner)
            return math.day_period(math.add_days(week.first, e.number - 1)) if week else None
        day, today = self.day, self.day.isoweekday()
        back, ahead = (today - e.number) % 7, (e.number - today) % 7
        if e.which == "ago":
            return math.day_period(math.add_days(day, -back - 7 * e.count))
        if e.which == "last":
            return math.day_period(math.add_days(day, -(back or 7)))
        if e.which == "next":
            return math.day_period(math.add_days(day, ahead or 7))
        if e.which == "this":
            return math.day_period(math.add_days(day, ahead if self.anchor.direction != "past" else -back))
        if e.which == "same" and self.anchor.last and self.anchor.last.start:
            base = self.anchor.last.start
            return math.day_period(math.add_days(base, (e.number - base.isoweekday()) % 7))
        if e.which in ("following", "previous") and self.anchor.last and self.anchor.last.start and self.anchor.last.end:
            base = self.anchor.last.end if e.which == "following" else self.anchor.last.start
            gap = (e.number - base.isoweekday()) % 7 or 7
            return math.day_period(math.add_days(base, gap if e.which == "following" else gap - 7 or -7))
        return math.day_period(math.add_days(day, ahead) if self.anchor.direction == "future" else math.add_days(day, -back))

    def _day_of_month(self, e: Expression) -> Period | None:
        if self.day is None:
            return None
        if e.which in ("last", "this", "next"):
            month = math.add_months(self.day.replace(day=1), {"last": -1, "this": 0, "next": 1}[e.which])
            return math.day_period(month.replace(day=e.day))
        base = (
            self.anchor.last.start
            if self.anchor.last and self.anchor.last.start and self.anchor.last.grain in (Grain.DAY, Grain.MONTH)
            else self.day
        )
        if self.anchor.direction != "past" and (self.day - base).days > 62:
            base = self.day
        reach = 12 if e.number else 1  # "Friday the 13th": the weekday tells the month
        months = [math.add_months(base.replace(day=1), shift) for shift in range(-reach, reach + 1)]
        days = [month.replace(day=e.day) for month in months if e.day <= math.last_day(month.year, month.month)]
        if e.number:
            days = [day for day in days if day.isoweekday() == e.number]
        return self._nearest([math.day_period(day) for day in days], replace(e, which=""))

    def _unit(self, e: Expression) -> Period | None:
        which = e.which
        if which in ("same", "following", "previous"):
            return self._unit_from_last(e)
        if which == "year_before":
            return self._year_before(e)
        if self.day is None:
            return None
        if not which:
            which = "next" if self.anchor.direction == "future" else "last"
            if e.unit == "weekend":
                week = math.week_period(self.day)
                if which == "next" or self.day.isoweekday() == 7:
                    return math.weekend_period(week)
                return math.weekend_period(math.week_period(math.add_days(week.first, -7)))
        if e.unit == "weekend" and which == "this" and self.anchor.direction == "past" and self.day.isoweekday() <= 3:
            which = "last"
        if e.year_shift:
            return math.unit_period(e.unit, math.add_months(self.day, 12 * e.year_shift), 0)
        return math.unit_period(e.unit, self.day, {"before_last": -2, "last": -1, "this": 0, "next": 1, "after_next": 2}[which])

    def _year_before(self, e: Expression) -> Period | None:
        """ "the year-ago quarter": a year before the one named last, else before the last that is over; of any other period the year."""
        base = self.anchor.last
        if base is not None and base.start is not None and base.end is not None:
            until = math.add_months(base.end, -12)
            end = until.replace(day=math.last_day(until.year, until.month)) if base.grain is not Grain.DAY else until
            return Period(math.add_months(base.start, -12), end, base.grain)
        if self.day is None:
            return None
        return math.unit_period("quarter", self.day, -5) if e.unit == "quarter" else math.year_period(self.day.year - 1)

    def _unit_from_last(self, e: Expression) -> Period | None:
        base = self.anchor.last
        shift = {"same": 0, "following": 1, "previous": -1}[e.which]
        if base is None or base.start is None or base.end is None:
            if self.day is None:
                return None
            base = math.day_period(self.day)
        if e.unit in ("day", "weekend", "week") and (base.last - base.first).days > 7:
            return None
        if e.unit == "weekend" and shift > 0 and base.last.isoweekday() < 6:
            shift = 0
        start = base.start if shift <= 0 else base.end
        assert start is not None
        return math.unit_period(e.unit, start, shift)

    def _count(self, e: Expression) -> Period | None:
        which = e.which
        if which in ("earlier", "later"):
            return self._count_from_last(e)
        day = self.day
        if e.inner is not None:
            base = self._untensed(e.inner)
            day = base.start if base else None
        if day is None:
            return None
        if which in ("ago", "ahead"):
            return math.moved(day, e.unit, -e.count if which == "ago" else e.count)
        if which in ("within", "next"):
            until = math.moved(day, e.unit, e.count)
            return Period(None, until.end, until.grain) if until else None
        return math.past_stretch(day, e.unit, e.count)

    def _count_from_last(self, e: Expression) -> Period | None:
        sign = 1 if e.which == "later" else -1
        base: Period | None
        if e.inner is not None:
            base = self._untensed(e.inner, "future" if e.name == "from" else None)
        elif self.anchor.last is not None:
            base = self.anchor.last
        else:
            base = math.day_period(self.day) if self.day else None
        if base is None:
            return None
        if e.name == "event":
            sign = -sign
        edge = base.end if sign > 0 else base.start
        if edge is None or (e.unit in ("day", "week", "fortnight") and base.last != base.first):
            return None
        return math.moved(edge, e.unit, sign * e.count)

    # -- of another expression --------------------------------------------------------------------------------------------------------

    def _week_of(self, e: Expression) -> Period | None:
        inner = self.period(e.inner) if e.inner else None
        if inner is None or inner.start is None:
            return None
        if inner.end and (inner.end - inner.start).days == 6:
            return inner  # "the week of Feb. 9-15" may run from Sunday to Saturday
        if e.which == "from" and inner.start.isoweekday() == 7 and e.unit == "week":
            return Period(inner.start, math.add_days(inner.start, 6), Grain.WEEK)
        week = math.week_period(inner.start)
        return math.weekend_period(week) if e.unit == "weekend" else week

    def _nth(self, e: Expression) -> Period | None:
        inner = self.period(e.inner) if e.inner else None
        if inner is None or inner.start is None or inner.end is None:
            return None
        if e.unit == "weekday":
            return self._nth_weekday(e, inner)
        if e.unit == "month":
            month = math.add_months(inner.start, e.number - 1) if e.number > 0 else inner.end
            return math.month_period(month.year, month.month) if inner.start <= month <= inner.end else None
        if e.unit == "day":
            day = math.add_days(inner.start, e.number - 1) if e.number > 0 else inner.end
            return math.day_period(day) if day <= inner.end else None
        if e.unit == "weekend":
            saturday = (
                math.add_days(inner.start, (6 - inner.start.isoweekday()) % 7 + 7 * (e.number - 1))
                if e.number > 0
                else math.add_days(inner.end, -((inner.end.isoweekday() - 6) % 7))
            )
            return Period(saturday, math.add_days(saturday, 1), Grain.INTERVAL)
        start = math.add_days(inner.start, 7 * (e.number - 1)) if e.number > 0 else math.add_days(inner.end, -6)
        return Period(start, min(math.add_days(start, 6), inner.end), Grain.WEEK) if start <= inner.end else None

    def _nth_weekday(self, e: Expression, inner: Period) -> Period | None:
        """ "the third Friday in June"."""
        if e.number > 0:
            day = math.add_days(inner.first, (e.day - inner.first.isoweekday()) % 7 + 7 * (e.number - 1))
        else:
            day = math.add_days(inner.last, -((inner.last.isoweekday() - e.day) % 7))
        return math.day_period(day) if day <= inner.last else None

    def _first_n(self, e: Expression) -> Period | None:
        inner = self.period(e.inner) if e.inner else None
        if inner is None or inner.start is None or inner.end is None:
            return None
        count = abs(e.count)
        if e.unit == "month":
            if count > 12:
                return None
            first = inner.start if e.count > 0 else math.add_months(inner.end.replace(day=1), 1 - count)
            if e.name == "over" and self.day and math.add_months(first, count) > self.day:
                first = math.add_months(first, -12)  # "for the first nine months," told before they are over: last year's
            return math.months_period(first.year, first.month, count, Grain.INTERVAL)
        days = count * (7 if e.unit == "week" else 1) - 1
        start, end = (inner.start, math.add_days(inner.start, days)) if e.count > 0 else (math.add_days(inner.end, -days), inner.end)
        return Period(start, end, Grain.INTERVAL) if inner.start <= start and end <= inner.end else None

    def _range(self, e: Expression) -> Period | None:
        ends = self.ends(e)
        if ends is None or ends[0].start is None or ends[1].end is None or ends[0].start > ends[1].end:
            return None
        return Period(ends[0].start, ends[1].end, Grain.INTERVAL)

    def ends(self, e: Expression) -> tuple[Period, Period] | None:
        """Both ends of a range: a year told once holds for both, and the later end is the first that follows the earlier."""
        if e.inner is None or e.other is None:
            return None
        first, second = e.inner, e.other
        if _is_yearless(second) and _is_yearless(first) is False:
            start = self.period(first)
            return (start, found) if start and (found := self._following(second, start)) else None
        if _is_yearless(first) and _is_yearless(second) is False:
            end = self.period(second)
            if end is None or end.start is None:
                return None
            year = end.start.year
            month, day = first.month, first.day or 1
            start = self.period(replace(first, year=year if (month, day) <= (second.month or 12, second.day or 31) else year - 1))
            return (start, end) if start else None
        if _is_yearless(first) and _is_yearless(second):
            return self._yearless_ends(first, second)
        start = self.period(first)
        if start is None:
            return None
        end = self._following(second, start) if second.form == "weekday" and not second.which else self.period(second)
        return (start, end) if end else None

    def _yearless_ends(self, first: Expression, second: Expression) -> tuple[Period, Period] | None:
        """Both ends of a year-less range: the year that brings the whole range nearest."""
        pairs = []
        for year in self._near_years():
            start = (
                self.period(replace(first, year=year)) if first.form == "month" or first.day <= math.last_day(year, first.month) else None
            )
            end = self._following(second, start) if start else None
            in_order = (first.month, first.day or 1) <= (second.month, second.day or 31)
            if start and end and not (in_order and end.first.year != year):  # "26 to 29 February" is of a leap year
                pairs.append((Period(start.start, end.end, Grain.INTERVAL), start, end))
        whole = self._nearest([pair[0] for pair in pairs], replace(first, which=""))
        return next(((start, end) for period, start, end in pairs if period == whole), None)

    def _following(self, e: Expression, start: Period) -> Period | None:
        """The first time that a year-less day or month falls on or after a period, or a weekday after it."""
        base = start.first
        if e.form == "weekday":
            return math.day_period(math.add_days(base, (e.number - base.isoweekday()) % 7 or 7))
        for year in (base.year, base.year + 1):
            if e.form == "day" and e.day > math.last_day(year, e.month):
                continue
            found = self.period(replace(e, year=year, year_shift=None))
            if found and found.start and found.start >= base:
                return found
        return None

    def _untensed(self, e: Expression, forced: str | None = None) -> Period | None:
        """A date that another is counted from: a future verb is not about it."""
        direction = forced or (None if self.anchor.direction == "future" else self.anchor.direction)
        return _Resolver(replace(self.anchor, direction=direction), self.words, self.tokens, self.first, self.last).period(e)


def _is_yearless(e: Expression) -> bool | None:
    """Whether a day or month lacks its year; None for other forms."""
    if e.form not in ("day", "month"):
        return None
    return e.year is None and e.year_shift is None


def ends_of(expression: Expression, anchor: Anchor, words: Words, tokens: Tokens) -> tuple[Period, Period] | None:
    """The two ends of a range, each at its own precision."""
    try:
        return _Resolver(anchor, words, tokens, 0, 0).ends(expression)
    except ValueError:
        return None
