"""Expressions that hang on a unit: "last week", "the third quarter of 2025", "two weeks ago", "within 90 days", "a day earlier"."""

from __future__ import annotations

from collections.abc import Callable

from .reader import Reader
from .symbols import Expression, Found
from .tokens import BREAK

_LATEST = frozenset({"week", "month", "quarter"})
After = Callable[[int], Found | None]


class Counts(Reader):
    """Readings at a unit word. Each gives a Found or None; `taken` is the last token that an earlier expression holds."""

    __slots__ = ()

    def read_unit(self, index: int, taken: int, after: After) -> Found | None:
        """The expression whose unit stands at `index`."""
        tokens = self.tokens
        unit = self.words.units[tokens.low[index]]
        if tokens.at(index + 1) == "of" and self._is_whole(index + 2) and self.ordinal(index - 1) and unit != "quarter":
            return None  # "the last week of November": the month's name reads it
        for step in (
            self._edge,
            self._ordinal_part,
            self._dated_week,
            self._year_before,
            self._named_period,
            self._counted,
            self._the_unit,
        ):
            found = step(index, unit, after)
            if found is not None:
                return found if found.first > taken else None
        return None

    def _is_whole(self, index: int) -> bool:
        word = self.tokens.at(index)
        return word in self.words.months or word in self.words.short_months or bool(self.year(index)) or word in self.words.which

    def _edge(self, index: int, unit: str, after: After) -> Found | None:
        """ "year-end", "month's end", "end-year", "mid-year", "year's close"."""
        tokens = self.tokens
        if unit not in ("year", "month", "week", "quarter"):
            return None
        base = Expression("unit", unit=unit, which="this")
        ahead = index + 1
        if tokens.at(ahead) in ("'s", "’s") or (self.is_dash(ahead) and tokens.is_glued(ahead)):
            ahead += 1
        if tokens.at(ahead) == "end" and ahead <= index + 2:
            year = self.year_after(ahead + 1) if unit == "year" else None
            if year:
                return Found(Expression("year", year=year[0], part="end"), index, year[1] - 1, "end of a period")
            which = self.words.which.get(tokens.at(index - 1), "")
            if which in ("last", "this", "next"):
                return Found(Expression("unit", unit=unit, which=which, part="end"), index - 1, ahead, "end of a period")
            return Found(Expression("unit", unit=unit, which="this", part="end"), index, ahead, "end of a period")
        before = index - 1
        if self.is_dash(before) and tokens.is_glued(index):
            before -= 1
        part = {"end": "end", "mid": "mid"}.get(tokens.at(before), "")
        if part and (before < index - 1 or tokens.at(before) == "mid") and unit != "quarter" and tokens.at(before - 1) != "of":
            return Found(Expression("unit", unit=base.unit, which="this", part=part), before, index, "part of a period")
        return None

    def _ordinal_part(self, index: int, unit: str, after: After) -> Found | None:
        """ "the third quarter of 2025", "first-quarter", "the December quarter"."""
        tokens = self.tokens
        if unit != "quarter":
            return None
        at = index - 1
        dashed = self.is_dash(at)
        if dashed:
            at -= 1
        if dashed and tokens.at(index + 1) in self.words.sets["of_play"]:
            return None  # "a third-quarter touchdown"
        number = self.ordinal(at)
        month = self.words.months.get(tokens.at(at), 0)
        if not dashed and tokens.at(at - 1) in ("three", "one", "a"):
            return None
        if not (1 <= number <= 4 or (number == -1 and tokens.at(at) == "final") or (month and month % 3 == 0 and tokens.is_capital(at))):
            return None
        number = month // 3 if month else 4 if number == -1 else number
        year = self.year_after(index + 1)
        relative = None if year else self.relative_year_after(index + 1)
        stop = year[1] if year else relative[1] if relative else index + 1
        first = at
        told = year[0] if year else None
        if told is None and self.year(at - 1):
            told, first = self.year(at - 1), at - 1
        expression = Expression("quarter", number=number, year=told, year_shift=relative[0] if relative else None)
        bent, begin = self.bend(first, expression)
        return Found(bent, begin, stop - 1, "quarter")

    def _dated_week(self, index: int, unit: str, after: After) -> Found | None:
        """ "the week of Oct. 6", "the week ending 10 October", "the year ended March 31"."""
        tokens = self.tokens
        if unit not in ("week", "weekend") or tokens.low[index].endswith("s"):
            return None
        at = index + 1
        if tokens.at(at) not in ("of", "beginning", "starting", "ending", "ended", "commencing", "from", "to", "through"):
            return None
        found = after(at + 1)
        if (
            found is None
            or found.expression.form not in ("day", "range")
            or (
                tokens.at(at) in ("of", "from", "to", "through")
                and tokens.at(index - 1) not in ("the", "for", "in", "this", "next", "last")
            )
        ):
            return None
        which = "" if tokens.at(at) in ("ending", "ended", "to", "through") else "from"
        return Found(Expression("week_of", inner=found.expression, unit=unit, which=which), index, found.last, "week of a day")

    def _named_period(self, index: int, unit: str, after: After) -> Found | None:
        """ "last week", "next year", "the past month", "the following day", "that week"."""
        tokens = self.tokens
        at = index - 1
        if tokens.at(at) in self.words.sets["kinds_of_year"]:
            at -= 1
        word = tokens.at(at)
        if self.is_dash(index + 1) and tokens.is_glued(index + 1) and tokens.at(index + 2)[0].isalpha():
            return None
        which = "last" if word == "latest" else self.words.which.get(word, "")
        article = tokens.at(at - 1) == "the"
        if word == "latest":  # "in the latest quarter": the one that is over
            return Found(Expression("unit", unit=unit, which="last"), at, index, f"last {unit}") if article and unit in _LATEST else None
        if word == "past" and tokens.at(at - 1) == "this" and unit in ("weekend", "week", "month", "year"):
            return Found(Expression("unit", unit=unit, which="" if unit == "weekend" else "last"), at - 1, index, f"past {unit}")
        if word == "very" and self.words.which.get(tokens.at(at - 1)):
            which, at = self.words.which[tokens.at(at - 1)], at - 1
            article = tokens.at(at - 1) == "the"
        if tokens.low[index].endswith("s") and unit not in ("hour",):
            return None
        if not which:
            return None
        if which == "next" and word in ("coming", "upcoming") and unit == "day":
            return None
        if word == "that" and not (
            tokens.at(at - 1) in self.words.sets["leads"]
            or tokens.at(at - 1) in ("on", "the", "earlier", "later", "early", "late")
            or tokens.at(at - 2) in ("later", "earlier")
            or (tokens.at(index + 1) in self.words.sets["after_year"] and tokens.at(at - 1) not in self.words.sets["before_that"])
        ):
            return None
        if word == "past" and not article and tokens.at(at - 1) not in ("this", "over", "in", "these"):
            return None
        if unit in ("hour", "century", "fortnight"):
            return None
        over = tokens.at(at - 2) in ("in", "over", "during", "within", "for", "throughout")
        if which == "last" and unit != "weekend" and (word == "past" or (article and over)):
            return None if unit == "day" else Found(Expression("count", count=1, unit=unit, which="past"), at, index, "past stretch")
        is_stretch = word != "upcoming" and (word, tokens.at(at - 2)) != ("next", "in") and (word, unit) != ("coming", "week")
        if which == "next" and article and over and is_stretch:
            return Found(Expression("count", count=1, unit=unit, which="next"), at, index, "coming stretch")
        if unit == "day" and which in ("last", "this"):
            return None
        if which == "next" and article and (unit == "day" or not (over or tokens.at(at - 2) in ("by", "of"))):
            which = "following"
        if unit == "year" and which in ("last", "this", "next") and tokens.at(index + 1) in ("'s", "’s"):
            inner = self.quarter_after(index + 1)
            if inner:  # "last year's third quarter"
                shift = {"last": -1, "this": 0, "next": 1}[which]
                return Found(Expression(inner[0], number=inner[1], year_shift=shift), at, inner[2] - 1, inner[0])
        expression = Expression("unit", unit=unit, which=which)
        bent, begin = self.bend(at, expression)
        return Found(bent, begin, index, f"{which} {unit}")

    def _counted(self, index: int, unit: str, after: After) -> Found | None:
        """A number of units with what makes it a date: "two weeks ago", "in 90 days", "the past three months", "two days after 12 May"."""
        tokens = self.tokens
        dashed = self.is_dash(index - 1)
        number = self.number_before(index if not dashed else index - 1)
        if number is None:
            return None
        count, first = number
        if not 0 < count <= 1000 or (unit == "hour" and count > 240):
            return None
        if dashed:
            return None
        front, back = tokens.at(first - 1), tokens.at(index + 1)
        if front in self.words.sets["nearly"] and back in ("ago", "earlier", "later", "before", "after", "from", "hence"):
            front = tokens.at(first - 2)
        if back in ("old", "term", "%"):
            return None
        if back == "ago" and unit == "year" and tokens.at(index + 2) == "today":
            return Found(Expression("named", year_shift=-count), first, index + 2, "ago")
        if back == "ago" and unit == "year" and tokens.at(index + 2) == "this" and tokens.at(index + 3) in ("week", "month", "weekend"):
            same = Expression("unit", unit=tokens.low[index + 3], which="this", year_shift=-count)  # "ten years ago this month"
            return Found(same, first, index + 3, "ago")
        weekday = self.words.weekdays.get(tokens.at(index + 2), 0) if back == "ago" and unit == "week" else 0
        if weekday and tokens.is_capital(index + 2):  # "a week ago Monday": the Monday before the last
            return Found(Expression("weekday", number=weekday, which="ago", count=count), first, index + 2, "ago")
        if back == "ago":
            return Found(Expression("count", count=count, unit=unit, which="ago"), first, index + 1, "ago")
        if back in ("from", "since") and tokens.at(index + 2) in ("now", "today") and back == "from":
            return Found(Expression("count", count=count, unit=unit, which="ahead"), first, index + 2, "ahead")
        if back == "hence":
            return Found(Expression("count", count=count, unit=unit, which="ahead"), first, index + 1, "ahead")
        if back == "on" and unit == "week" and front not in self.words.sets["leads"]:  # "a week on Tuesday"
            inner = after(index + 2)
            if inner is not None and inner.expression.form == "weekday" and not inner.expression.which:
                counted = Expression("count", count=count, unit=unit, which="later", inner=inner.expression, name="from")
                return Found(counted, first, inner.last, "counted from a date")
            return None
        if back in ("after", "before") and tokens.at(first - 1) == "than":
            return None  # "less than a month after" names no day
        if back == "from" and front == "for":
            return None  # "suspended for 90 days from June 10" runs from that day; it names no day 90 days on
        if back in ("after", "before", "from", "following", "since") and unit != "hour":
            inner = after(index + 2)
            which = "earlier" if back == "before" else "later"
            if inner is not None and inner.expression.form in ("day", "weekday", "holiday", "named", "day_of_month") and back != "since":
                return Found(
                    Expression("count", count=count, unit=unit, which=which, inner=inner.expression, name="from" if back == "from" else ""),
                    first,
                    inner.last,
                    "counted from a date",
                )
            if back in ("after", "before") and front not in ("for", "first", "within", "by", "than", "every"):
                if tokens.at(index + 2) in (",", ".", ";", BREAK, ")"):
                    return Found(Expression("count", count=count, unit=unit, which=which), first, index + 1, "counted from the date before")
                return Found(
                    Expression("count", count=count, unit=unit, which=which, name="event"), first, index + 1, "counted from an event"
                )
            return None
        if back in ("earlier", "later") and unit != "hour":
            if tokens.at(index + 2) == "than":
                return None
            return Found(Expression("count", count=count, unit=unit, which=back), first, index + 1, "counted from the date before")
        word = self.words.which.get(front, "")
        if front in ("last", "past", "next", "coming", "first", "final", "this"):
            return self._stretch(count, unit, front, first, index)
        if word == "previous":
            return (
                Found(Expression("count", count=count, unit=unit, which="past"), first - 1, index, "past stretch")
                if tokens.at(first - 2) == "the"
                else None
            )
        if unit == "hour":
            return None
        if front == "within" or (front in ("least", "most") and tokens.at(first - 3) == "within"):
            if back in ("of", "from", "after"):
                inner = after(index + 2)
                if inner is not None and inner.expression.form in ("day", "weekday", "holiday"):
                    return Found(
                        Expression("count", count=count, unit=unit, which="within", inner=inner.expression), first, inner.last, "within"
                    )
                return None
            return Found(Expression("count", count=count, unit=unit, which="within"), first, index, "within")
        if (
            front == "in"
            and tokens.at(first - 2) not in self.words.first_time
            and back not in ("of", "straight", "or", "'s", "’s", "in", "since")
        ):
            return Found(Expression("count", count=count, unit=unit, which="ahead"), first, index, "ahead")
        return None

    def _stretch(self, count: int, unit: str, front: str, first: int, index: int) -> Found | None:
        tokens = self.tokens
        if unit == "hour":
            return None
        if front in ("last", "past"):
            if tokens.at(first - 2) not in self.words.sets["span_leads"]:
                return None
            if tokens.at(index + 1) == "of":
                return self._edge_days(-count, unit, first - 1, index)
            return Found(Expression("count", count=count, unit=unit, which="past"), first - 1, index, "past stretch")
        if front in ("next", "coming"):
            return Found(Expression("count", count=count, unit=unit, which="next"), first - 1, index, "coming stretch")
        if front in ("first", "final"):
            return self._edge_days(count if front == "first" else -count, unit, first - 1, index)
        return None

    def _edge_days(self, count: int, unit: str, first: int, index: int) -> Found | None:
        """ "the first nine months of 2025", "the first two months of this year", "the last two weeks of July" (the latter by the month)."""
        if unit not in ("month", "week", "day"):
            return None
        tokens = self.tokens
        year = self.year_after(index + 1)
        relative = self.relative_year_after(index + 1)
        if year and tokens.at(index + 1) == "of":
            return Found(
                Expression("first_n", count=count, unit=unit, inner=Expression("year", year=year[0])), first, year[1] - 1, "first of a year"
            )
        if relative and tokens.at(index + 1) in ("of", "this"):
            inner = Expression("unit", unit="year", which={-1: "last", 0: "this", 1: "next"}[relative[0]])
            return Found(Expression("first_n", count=count, unit=unit, inner=inner), first, relative[1] - 1, "first of a year")
        if tokens.at(index + 1) == "of" and tokens.at(index + 2) == "the" and tokens.at(index + 3) == "year":
            return Found(
                Expression("first_n", count=count, unit=unit, inner=Expression("unit", unit="year", which="this")),
                first,
                index + 3,
                "first of a year",
            )
        leads = self.words.sets["leads"]
        led = tokens.at(first - 1) == "the" and tokens.at(first - 2) in leads
        if unit == "month" and 2 < count < 12 and led and tokens.at(index + 1) in (",", ".", ";", BREAK):
            inner = Expression("unit", unit="year", which="this")  # "For the first nine months, the firm earned …"
            return Found(Expression("first_n", count=count, unit=unit, inner=inner, name="over"), first, index, "first of a year")
        return None

    def _year_before(self, index: int, unit: str, after: After) -> Found | None:
        """ "the year-earlier quarter", "the year-ago period"."""
        tokens = self.tokens
        if unit != "year" or not (self.is_dash(index + 1) and tokens.is_glued(index + 2)) or tokens.at(index + 2) not in ("ago", "earlier"):
            return None
        follower = tokens.at(index + 3)
        if follower in ("quarter", "period"):
            period = Expression("unit", unit="quarter" if follower == "quarter" else "year", which="year_before")
            return Found(period, index, index + 3, "the year before")
        return Found(Expression("count", count=1, unit="year", which="ago"), index, index + 2, "the year before")

    def _the_unit(self, index: int, unit: str, after: After) -> Found | None:
        """ "the end of the month", "earlier in the week", "later in the day", "the weekend", "the day before"."""
        tokens = self.tokens
        if tokens.at(index - 1) != "the" or tokens.low[index].endswith("s"):
            return None
        beyond = {("before", "last"): "before_last", ("after", "next"): "after_next"}.get((tokens.at(index + 1), tokens.at(index + 2)))
        if beyond and unit in ("week", "weekend", "month", "year"):
            return Found(Expression("unit", unit=unit, which=beyond), index, index + 2, f"{unit} {beyond}")
        if unit == "weekend":
            bent, begin = self.bend(index, Expression("unit", unit="weekend", which=""))
            return Found(bent, begin, index, "the weekend")
        if (
            unit in ("day", "week", "month", "year")
            and tokens.at(index + 1) in ("before", "after")
            and tokens.at(index + 2) in (",", ".", ";", ":", ")", BREAK, "and", "but", "that", "as", "when")
        ):
            which = "previous" if tokens.at(index + 1) == "before" else "following"
            return Found(Expression("unit", unit=unit, which=which), index, index + 1, f"{which} {unit}")
        if unit == "day" and tokens.at(index + 1) in ("before", "after"):
            inner = after(index + 2)
            if inner is not None and inner.expression.form in ("day", "weekday", "holiday"):
                which = "earlier" if tokens.at(index + 1) == "before" else "later"
                return Found(
                    Expression("count", count=1, unit="day", which=which, inner=inner.expression), index, inner.last, "counted from a date"
                )
        if unit == "day" and tokens.at(index - 2) == "in" and tokens.at(index - 3) in ("earlier", "later", "early", "late"):
            return Found(Expression("unit", unit="day", which="same"), index - 3, index, "same day")
        if unit in ("week", "month", "year", "quarter", "decade"):
            bent, begin = self.bend(index, Expression("unit", unit=unit, which="this"))
            if bent.form == "unit" and not bent.part:
                return None
            if tokens.at(index + 1) in ("of", "ended", "ending", "to") or (tokens.at(index + 1)[0].isdigit() and unit == "year"):
                return None
            return Found(bent, begin, index, "part of a period")
        return None
