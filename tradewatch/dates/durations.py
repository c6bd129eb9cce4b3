"""Lengths of time that have no place in the calendar of their own: "for 90 days", "a one-year pause", "within six months"."""

from __future__ import annotations

from dataclasses import dataclass

from tradewatch.model import Period

from . import calendar_math as math
from .reader import Reader
from .tokens import tokenize
from .words import words

_UNITS = frozenset({"day", "week", "fortnight", "month", "quarter", "year", "decade"})


@dataclass(frozen=True, slots=True)
class Duration:
    """A length told in a text: `start`/`end` are character offsets, `number` and `unit` (day, week, month, year …) the length.

    `cue` is the word before ("for", "within", "another", "after", "over") or None; `adjective` is true for "a 90-day pause" and for "a
    week-long visit".
    """

    start: int
    end: int
    text: str
    number: int
    unit: str
    cue: str | None = None
    adjective: bool = False


_CUES = frozenset({"for", "within", "another", "after", "over", "in", "lasting", "of", "next", "first", "by", "least", "to"})
_PAST = frozenset({"ago", "old", "earlier", "later", "before"})


def find_durations(text: str) -> list[Duration]:
    """Every length of time of a text, in order; those that are a date ("two weeks ago") or an age are left out."""
    table = words()
    tokens = tokenize(text)
    reader = Reader(tokens, table)
    out: list[Duration] = []
    units = table.units
    for index in [index for index, word in enumerate(tokens.low) if word in units]:
        unit = units[tokens.low[index]]
        if unit not in _UNITS or not index:
            continue
        adjective = reader.is_dash(index - 1) and tokens.is_glued(index)
        number = reader.number_before(index - 1 if adjective else index)
        if tokens.at(index + 1 + reader.is_dash(index + 1)) == "long":
            # "a week-long visit", "his month-long tour"
            adjective, number = True, number or (1, index)
        if number is None or not 0 < number[0] <= 1000:
            continue
        count, first = number
        back = tokens.at(index + 1)
        if (
            back in _PAST
            or (reader.is_dash(index + 1) and tokens.at(index + 2) == "old")
            or tokens.at(first - 1) in ("last", "past", "per", "every", "$")
        ):
            continue
        if tokens.low[first] in ("a", "an") and not adjective and tokens.at(first - 1) not in _CUES - {"of", "to"}:
            continue  # "three times a year" is a rate
        start, end = tokens.span(first, index)
        cue = tokens.at(first - 1)
        out.append(Duration(start, end, text[start:end], count, unit, cue if cue in _CUES else None, adjective))
    return out


def shift(period: Period, duration: Duration, *, back: bool = False) -> Period | None:
    """The period that lies a duration after (or before) another: to the day from a day, else to the coarser of both precisions.

    "for 90 days" from 2025-08-12 is 2025-11-10; "for one year" from 2025-11-10 is 2026-11-10; "for six months" from 2025-04 is 2025-10.
    None where the period is open at the start or the count leaves the calendar.
    """
    if period.start is None:
        return None
    sign = -duration.number if back else duration.number
    days = {"day": 1, "week": 7, "fortnight": 14}.get(duration.unit)
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120}.get(duration.unit, 0)
    try:
        if period.start == period.end:
            moved = math.add_days(period.start, sign * days) if days else math.add_months(period.start, sign * months)
            return math.day_period(moved)
        if period.end is None:
            return None
        if days:
            return Period(math.add_days(period.start, sign * days), math.add_days(period.end, sign * days), period.grain)
        start = math.add_months(period.start, sign * months)
        end = math.add_months(period.end, sign * months)
        if period.end.day == math.last_day(period.end.year, period.end.month):
            end = end.replace(day=math.last_day(end.year, end.month))
        return Period(start, end, period.grain)
    except ValueError:
        return None
