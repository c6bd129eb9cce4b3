"""Neighbouring expressions that are one: "April 30 to May 2", "between 1 March and 30 June"; and a year told once for several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .reader import DASHES
from .symbols import Expression, Found
from .tokens import BREAK, Tokens
from .words import Words

_ENDS = frozenset({"day", "weekday", "month", "year", "named", "quarter", "season", "decade", "day_of_month", "unit", "holiday"})
_LISTED = frozenset({"and", "or", ",", "to", "through", "until", "till", "from", "on", "the", "/", "-", "–", "—", "by", "in"})


def join_ranges(found: Sequence[Found], tokens: Tokens, words: Words) -> list[Found]:
    """Found expressions with ranges made one and years handed to the year-less ones beside them."""
    shared = _share_years(list(found), tokens)
    out: list[Found] = []
    index = 0
    while index < len(shared):
        here = shared[index]
        after = shared[index + 1] if index + 1 < len(shared) else None
        if after is not None and _is_range(here, after, tokens, words):
            out.append(Found(Expression("range", inner=here.expression, other=after.expression), here.first, after.last, "range"))
            index += 2
        else:
            out.append(here)
            index += 1
    return out


def _is_range(a: Found, b: Found, tokens: Tokens, words: Words) -> bool:
    first, second = a.expression, b.expression
    if first.form not in _ENDS or second.form not in _ENDS or a.last + 1 >= b.first:
        return False
    between = tokens.low[a.last + 1 : b.first]
    connector, rest = between[0], between[1:]
    if rest not in ([], ["the"], ["on"]):
        return False
    before = tokens.at(a.first - 1)
    if before == "the":
        before = tokens.at(a.first - 2)
    same = (
        first.form == second.form
        or {first.form, second.form} <= {"day", "weekday", "named", "holiday"}
        or {first.form, second.form} <= {"day", "month"}
    )
    if not same or (first.which and first.form == "unit"):
        return False
    if connector == "and":
        return before == "between"
    if connector in DASHES:
        return first.form == second.form and connector != "—"
    if connector not in ("to", "through", "thru"):
        return False
    if first.form in ("unit", "named") and before != "from":
        return False
    return not _is_moved(a.first, tokens, words)


def _is_moved(first: int, tokens: Tokens, words: Words) -> bool:
    """ "postponed from 9 July to 1 August": two dates, no stretch."""
    for index in range(first - 1, max(tokens.sentence[first], first - 9) - 1, -1):
        word = tokens.low[index]
        if word == BREAK or word in (";", "."):
            return False
        if word in words.moved:
            return True
    return False


def _share_years(found: list[Found], tokens: Tokens) -> list[Found]:
    """ "October 30 and November 1, 2025": the year-less one takes the year that follows; in "2024 (Jan-May)" the one before."""
    for index in range(1, len(found)):
        before, here = found[index - 1], found[index]
        if before.expression.form == "year" and here.first == before.last + 2 and tokens.at(here.first - 1) == "(":
            e = here.expression
            if e.form in ("day", "month") and e.year is None and e.year_shift is None:
                found[index] = replace(here, expression=replace(e, year=before.expression.year))
    for index in range(len(found) - 2, -1, -1):
        here, after = found[index], found[index + 1]
        first, second = here.expression, after.expression
        if (
            after.first - here.last - 1 > 3
            or any(word not in _LISTED for word in tokens.low[here.last + 1 : after.first])
            or after.first == here.last + 1
        ):
            continue
        target = first.other if first.form == "range" and first.other is not None else first
        source = second.inner if second.form == "range" and second.inner is not None else second
        if (
            target.form not in ("day", "month")
            or source.form not in ("day", "month")
            or target.year is not None
            or target.year_shift is not None
        ):
            continue
        if source.year is None and source.year_shift is None:
            continue
        late = (target.month, target.day or 1) > (source.month, source.day or 31)
        between = tokens.low[here.last + 1 : after.first]
        if late and not any(word in ("to", "through", "until", "till") or word in DASHES for word in between):
            continue
        year = source.year - late if source.year is not None else None
        shift = source.year_shift - late if source.year_shift is not None else None
        if first.form == "range" and first.inner is not None:
            shared = replace(
                first, inner=replace(first.inner, year=year, year_shift=shift), other=replace(target, year=year, year_shift=shift)
            )
        else:
            shared = replace(first, year=year, year_shift=shift)
        found[index] = replace(here, expression=shared)
    return found
