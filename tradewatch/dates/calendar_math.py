"""Counting days, weeks, months and years; every function is total on dates from year 1 to 9999 and raises ValueError beyond."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import lru_cache

from tradewatch.model import Grain, Period

# articles of one time name the same few days, months and years over and over
_KEPT = 4096


@lru_cache(maxsize=_KEPT)
def month_period(year: int, month: int) -> Period:
    """A whole month."""
    return Period(date(year, month, 1), date(year, month, last_day(year, month)), Grain.MONTH)


@lru_cache(maxsize=_KEPT)
def months_period(year: int, month: int, count: int, grain: Grain) -> Period:
    """`count` months from a month on."""
    until = add_months(date(year, month, 1), count - 1)
    return Period(date(year, month, 1), date(until.year, until.month, last_day(until.year, until.month)), grain)


@lru_cache(maxsize=_KEPT)
def year_period(year: int) -> Period:
    """A whole year."""
    return Period(date(year, 1, 1), date(year, 12, 31), Grain.YEAR)


def week_period(day: date) -> Period:
    """Monday to Sunday of the week that holds a day."""
    monday = add_days(day, -day.weekday())
    return Period(monday, add_days(monday, 6), Grain.WEEK)


@lru_cache(maxsize=_KEPT)
def day_period(day: date) -> Period:
    """One day."""
    return Period(day, day, Grain.DAY)


@lru_cache(maxsize=_KEPT)
def last_day(year: int, month: int) -> int:
    """The number of days of a month."""
    return calendar.monthrange(year, month)[1]


def add_days(day: date, count: int) -> date:
    """A day moved by days; ValueError outside the calendar."""
    try:
        return day + timedelta(days=count)
    except OverflowError as error:
        raise ValueError(str(error)) from error


def add_months(day: date, count: int) -> date:
    """The same day of another month, or that month's last."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, last_day(year, month + 1)))


def quarter_period(year: int, number: int) -> Period:
    """A quarter of the calendar year."""
    return months_period(year, number * 3 - 2, 3, Grain.QUARTER)


def half_period(year: int, number: int) -> Period:
    """A half of the calendar year."""
    return months_period(year, 1 if number == 1 else 7, 6, Grain.HALF)


def part_of(period: Period, part: str, anchor: date | None) -> Period:
    """Early, mid, late (days 1-10, 11-20, 21 on; of a year its thirds; of a longer stretch its thirds in days) or a half of a period.

    "earlier" and "later" run to and from the anchor when it lies inside, else they are the whole period.
    """
    start, end = period.start, period.end
    if start is None or end is None:
        return period
    if part in ("earlier", "later"):
        if anchor is None or not start <= anchor <= end:
            return period
        return _interval(start, anchor) if part == "earlier" else _interval(anchor, end)
    third = {"early": 0, "start": 0, "mid": 1, "late": 2, "end": 2}.get(part)
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    days = (end - start).days + 1
    whole = start.day == 1 and end.day == last_day(end.year, end.month)
    if part in ("first_half", "second_half"):
        if whole and months == 1:
            return _interval(start, start.replace(day=15)) if part == "first_half" else _interval(start.replace(day=16), end)
        if whole and months % 2 == 0:
            first = months_period(start.year, start.month, months // 2, Grain.HALF)
            return first if part == "first_half" else Period(add_days(first.last, 1), end, Grain.HALF)
        middle = add_days(start, days // 2)
        return _interval(start, add_days(middle, -1)) if part == "first_half" else _interval(middle, end)
    if third is None:
        return period
    if whole and months == 1:
        return _interval(start.replace(day=(1, 11, 21)[third]), (start.replace(day=10), start.replace(day=20), end)[third])
    if whole and months % 3 == 0:
        size = months // 3
        begin = add_months(start, size * third)
        return months_period(begin.year, begin.month, size, Grain.MONTH)
    size = max(1, days // 3)
    return _interval(add_days(start, size * third), end if third == 2 else add_days(start, size * (third + 1) - 1))


def _interval(start: date, end: date) -> Period:
    return Period(start, end, Grain.DAY if start == end else Grain.INTERVAL)


def decade_period(year: int, part: str = "") -> Period:
    """Ten years, or an early (0-3), mid (4-6), late (7-9) or last stretch of them."""
    first, last = {
        "early": (0, 3),
        "start": (0, 3),
        "mid": (4, 6),
        "late": (7, 9),
        "end": (9, 9),
        "first_half": (0, 4),
        "second_half": (5, 9),
    }.get(part, (0, 9))
    return Period(date(year + first, 1, 1), date(year + last, 12, 31), Grain.YEAR)


def weekend_period(week: Period) -> Period:
    """Saturday and Sunday of a week."""
    return Period(add_days(week.first, 5), week.last, Grain.INTERVAL)


def unit_period(unit: str, day: date, shift: int) -> Period | None:
    """The calendar unit that holds a day, moved by `shift` units."""
    if unit == "day":
        return day_period(add_days(day, shift))
    if unit in ("week", "weekend"):
        week = week_period(add_days(day, 7 * shift))
        return weekend_period(week) if unit == "weekend" else week
    if unit == "month":
        month = add_months(day.replace(day=1), shift)
        return month_period(month.year, month.month)
    if unit == "quarter":
        first = add_months(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3 * shift)
        return months_period(first.year, first.month, 3, Grain.QUARTER)
    if unit == "year":
        return year_period(day.year + shift)
    if unit == "decade":
        return decade_period(day.year // 10 * 10 + 10 * shift)
    return None


def moved(day: date, unit: str, count: int) -> Period | None:
    """A day moved by units: to the day for days and weeks, to the month for months and quarters, to the year for years."""
    if unit == "hour":
        return day_period(add_days(day, count // 24)) if count % 24 == 0 else None
    if unit in ("day", "week", "fortnight"):
        return day_period(add_days(day, count * {"day": 1, "week": 7, "fortnight": 14}[unit]))
    if unit in ("month", "quarter"):
        month = add_months(day.replace(day=1), count * (1 if unit == "month" else 3))
        return month_period(month.year, month.month)
    if unit in ("year", "decade"):
        year = day.year + count * (1 if unit == "year" else 10)
        return year_period(year) if 1700 <= year <= 2200 else None
    return None


def past_stretch(day: date, unit: str, count: int) -> Period | None:
    """ "the past three months": up to the anchor, to the day for days, weeks and one month, to the month for months and one year, else to
    the year."""
    if unit in ("day", "week", "fortnight"):
        return Period(add_days(day, -count * {"day": 1, "week": 7, "fortnight": 14}[unit]), day, Grain.INTERVAL)
    if unit == "month" and count == 1:
        return Period(add_months(day, -1), day, Grain.INTERVAL)
    months = count * {"month": 1, "quarter": 3, "year": 12, "decade": 120}.get(unit, 0)
    if not months:
        return None
    first = add_months(day.replace(day=1), -months)
    if months > 12 and unit in ("year", "decade"):
        return Period(date(first.year, 1, 1), date(day.year, 12, 31), Grain.YEAR)
    return Period(first, date(day.year, day.month, last_day(day.year, day.month)), Grain.INTERVAL)
