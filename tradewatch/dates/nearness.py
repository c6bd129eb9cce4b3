"""Which of several years: the nearest in the direction of the tense, or the one that "last", "next" or the story before picks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tradewatch.model import Period

from .symbols import Expression

_AGAINST = 6.0  # a date against the tense is this many times as far
_WEAKLY = 2.5  # … and with a verb that only looks forward from a past ("would"), or a present one
_BESIDE = 20.0  # … and with a past verb right beside it
_AHEAD = 1.5  # a past date after "until", "by", "from": they look forward even where the verb is past
_UNTOLD = 1.6  # a future date where no verb tells the tense: news looks back
_OF_YEAR = {"same_year": 0, "following_year": 1, "previous_year": -1}  # "in May of that year", "in May the year before"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an expression is counted from.

    `day` is the day of publication (or of speech); `last` the period named last before, for "a day earlier"; `direction` the tense;
    `year` a year told explicitly just before, with `month`, for a story told in order of time; `is_beside` tells that the verb of the
    tense stands right beside the expression, `is_ahead` that a word before it looks forward ("until"),
    `is_weak` that the future is only one seen from a past ("would") or a plan in the present ("begins").
    """

    day: date | None
    last: Period | None = None
    direction: str | None = None
    year: int | None = None
    month: int = 0
    is_beside: bool = False
    is_ahead: bool = False
    is_weak: bool = False


class Nearness:
    """An anchor and the choice by it."""

    __slots__ = ("anchor", "day")

    def __init__(self, anchor: Anchor) -> None:
        self.anchor = anchor
        self.day = anchor.day

    def _told_year(self, e: Expression) -> int | None:
        if e.year is not None:
            return e.year
        if e.year_shift is not None and self.day is not None:
            return self.day.year + e.year_shift
        shift = _OF_YEAR.get(e.which)
        base = self.anchor.last.start if self.anchor.last is not None else self.day
        if shift is not None and base is not None:
            return base.year + shift
        return None

    def _near_years(self) -> range:
        if self.day is None:
            return range(0)
        last = self.anchor.last
        if last is not None and last.start is not None:
            return range(max(1, last.start.year - 1), min(9999, last.first.year + 3))
        first = min(self.day.year - 2, self.anchor.year or self.day.year)
        return range(max(1, first), min(9999, self.day.year + 3))

    def _nearest(self, periods: Sequence[Period], e: Expression) -> Period | None:
        """The nearest in the direction of the tense, or the one that "last", "this", "next" or a year told before picks."""
        day = self.day
        if day is None or not periods:
            return None
        past = ahead = around = None  # the last before the day, the first after it, the first that holds it
        for period in periods:
            if period.last < day:
                past = period
            elif period.first > day:
                ahead = ahead or period
            else:
                around = around or period
        if e.which == "last":
            return past
        if e.which == "next":
            return ahead
        if e.which in ("this", "same"):
            return around or next((p for p in periods if p.first.year == day.year), None)
        last = self.anchor.last
        if last is not None and last.end is not None and e.which in ("following", "previous"):
            if e.which == "following":
                return next((p for p in periods if p.first > last.end), None)
            return next((p for p in reversed(periods) if p.last < last.first), None)
        if self.anchor.year is not None and self.anchor.direction != "future":
            told = [p for p in periods if (p.first.year, p.first.month) >= (self.anchor.year, self.anchor.month)]
            if told and told[0].first <= day:
                return told[0]
        if around:
            return around
        direction = self.anchor.direction
        if self.anchor.is_ahead and direction != "future":
            direction = "ahead"
        back = (day - past.last).days if past else 10**6
        forth = (ahead.first - day).days if ahead else 10**6
        against_past = {"future": _WEAKLY if self.anchor.is_weak else _AGAINST, "ahead": _AHEAD}.get(direction or "", 1.0)
        against_future = {"future": 1.0, "ahead": 1.0, "past": _BESIDE if self.anchor.is_beside else _AGAINST}.get(direction or "", _UNTOLD)
        return past if back * against_past <= forth * against_future else ahead
