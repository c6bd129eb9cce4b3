"""Feasts and named days of a year, by the rules in `data/calendar.toml`."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from tradewatch.model import Grain, Period

from .calendar_math import add_days, day_period
from .tokens import Tokens
from .words import Words


def holiday_periods(name: str, years: range, words: Words, tokens: Tokens, first: int, last: int) -> list[Period]:
    """Every time that the feast falls in `years`; the words round tokens `first` to `last` may tell whose feast it is."""
    rule = _of_land(name, words, tokens, first, last) or words.holiday_rules[name]
    return [period for year in years if (period := _in_year(rule, year)) is not None]


def _of_land(name: str, words: Words, tokens: Tokens, first: int, last: int) -> tuple[Any, ...] | None:
    near = words.holiday_near.get(name)
    if not near:
        return None
    around = " ".join(tokens.low[max(0, first - 25) : last + 26])
    for case in near:
        if any(f" {word} " in f" {around} " for word in case["words"]):
            if "last_month" in case:
                return ("weeks", case["month"], case["day"], case["last_month"], case["last_day"])
            return ("fixed", case["month"], case["day"])
    return None


def _in_year(rule: tuple[Any, ...], year: int) -> Period | None:
    kind, *numbers = rule
    if kind == "fixed":
        return day_period(date(year, numbers[0], numbers[1]))
    if kind == "weeks":
        return Period(date(year, numbers[0], numbers[1]), date(year, numbers[2], numbers[3]), Grain.INTERVAL)
    if kind == "nth":
        month, weekday, which, more = numbers
        return day_period(add_days(_nth_weekday(year, month, weekday, which), more))
    if kind == "easter":
        return day_period(add_days(_easter(year), numbers[0]))
    if kind == "inauguration":
        return day_period(date(year, numbers[0], numbers[1])) if year % 4 == 1 else None
    if kind == "once":
        day = date.fromisoformat(numbers[0])
        return day_period(day) if day.year == year else None
    for told in numbers[0]:
        period = Period.parse(told)
        if period.first.year == year:
            return period
    return None


def _nth_weekday(year: int, month: int, weekday: int, which: int) -> date:
    if which < 0:
        last = date(year, month, calendar.monthrange(year, month)[1])
        return add_days(last, -((last.isoweekday() - weekday) % 7))
    first = date(year, month, 1)
    return add_days(first, (weekday - first.isoweekday()) % 7 + 7 * (which - 1))


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
