"""Counting days, weeks, months and years; every function is total on dates from year 1 to 9999 and raises ValueError beyond."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from ..model import Grain, Period


def month_period(year: int, month: int) -> Period:
    """A whole month."""
    return Period(date(year, month, 1), date(year, month, last_day(year, month)), Grain.MONTH)


def months_period(year: int, month: int, count: int, grain: Grain) -> Period:
    """`count` months from a month on."""
    until = add_months(date(year, month, 1), count - 1)
    return Period(date(year, month, 1), date(until.year, until.month, last_day(until.year, until.month)), grain)


def year_period(year: int) -> Period:
    """A whole year."""
    return Period(date(year, 1, 1), date(year, 12, 31), Grain.YEAR)


def week_period(day: date) -> Period:
    """Monday to Sunday of the week that holds a day."""
    monday = add_days(day, -day.weekday())
    return Period(monday, add_days(monday, 6), Grain.WEEK)


def day_period(day: date) -> Period:
    """One day."""
    return Period(day, day, Grain.DAY)


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
        return (_interval(start, start.replace(day=10)), _interval(start.replace(day=11), start.replace(day=20)), _interval(start.replace(day=21), end))[third]
    if whole and months % 3 == 0:
        size = months // 3
        begin = add_months(start, size * third)
        return months_period(begin.year, begin.month, size, Grain.MONTH)
    if days == 7:
        return (_interval(start, add_days(start, 1)), _interval(add_days(start, 2), add_days(start, 4)), _interval(add_days(start, 4), end))[third]
    size = max(1, days // 3)
    return (_interval(start, add_days(start, size - 1)), _interval(add_days(start, size), add_days(start, 2 * size - 1)), _interval(add_days(start, 2 * size), end))[third]


def _interval(start: date, end: date) -> Period:
    return Period(start, end, Grain.DAY if start == end else Grain.INTERVAL)
