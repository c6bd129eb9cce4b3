"""Expressions that hang on a month's or a weekday's name: "9 October 2025", "Oct. 13-15", "mid-June", "next Wednesday"."""

from __future__ import annotations

from dataclasses import replace

from .digit_grammar import Digits
from .symbols import Expression, Found
from .tokens import BREAK

_NO_NOUNS = frozenset({",", ".", ";", ")", BREAK, "and", "or", "in", "when"})  # "it fell on a Sunday.", not "a Sunday vote"
_OPENERS = frozenset("([“\"‘'/")
_POINTERS = frozenset({"the", "'s", "’s", "its", "their"})
_BEFORE_THAT = frozenset({"on", "by", "of", "until", "since", ".", BREAK})  # "on that Friday", not "said that Friday was"


class Months(Digits):
    """Readings at a month or a weekday."""

    __slots__ = ("has_named_may",)
    has_named_may: bool

    def _month(self, index: int) -> Found | None:
        tokens, words = self.tokens, self.words
        word = tokens.low[index]
        if not tokens.is_capital(index):
            return None
        is_short = word in words.short_months
        month = words.short_months[word] if is_short else words.months[word]
        after = index + 1
        if tokens.at(after) == "." and tokens.is_glued(after) and is_short:
            after += 1
        left = self._day_before(index)
        if left:
            first, day, lower = left
            year = self.year_after(after)
            if not year and self.is_dash(after) and tokens.is_glued(after) and tokens.is_glued(after + 1) and self.year(after + 1):
                year = self.year(after + 1), after + 2  # "22-Mar-2013"
            stop = year[1] if year else after
            relative = None if year else self.relative_year_after(after)
            if relative:
                stop = relative[1]
            shift = relative[0] if relative else None
            story = None if year or relative else self.story_year_after(after)
            which, stop = story or ("", stop)
            expression = Expression("day", year=year[0] if year else None, month=month, day=day, year_shift=shift, which=which)
            if lower:
                expression = Expression("range", inner=replace(expression, day=lower), other=expression)
            bent, begin = self.bend(first, expression)
            return Found(bent, begin, stop - 1, "day month")
        day = self.day(after) or self._spelled_day(after)
        if day and not self.counts(after + 1) and not self._is_clock(after):
            return self._month_day(index, month, after)
        return self._bare_month(index, month, after, is_short)

    def _is_clock(self, index: int) -> bool:
        """ "8 a.m.", "8:30"; but "March 8: …" begins an entry of that day."""
        tokens = self.tokens
        colon = tokens.at(index + 1) == ":" and tokens.is_glued(index + 1) and tokens.is_glued(index + 2)
        return (colon and tokens.at(index + 2).isdigit()) or tokens.at(index + 1) in ("a.m.", "p.m.", "am", "pm", "a.m", "p.m")

    def _day_before(self, index: int) -> tuple[int, int, int] | None:
        """ "9", "9th of", "the 9th day of", "13 to 15", "13-15" before a month: first token, day, lower day of a range or 0."""
        tokens = self.tokens
        at = index - 1
        if tokens.at(at) == "of" or (self.is_dash(at) and tokens.is_glued(index)):
            at -= 1
            if not (self.is_ordinal(at) or self.is_dash(at + 1) or self.words.ordinals.get(tokens.at(at))):
                return None
            if self.words.ordinals.get(tokens.at(at)) and tokens.at(index - 1) == "of":
                return (at, self.words.ordinals[tokens.at(at)], 0) if at > self.taken and not self.day(index + 1) else None
        day = self.day(at)
        if not day or at <= self.taken or (tokens.is_glued(at) and not self.is_dash(at - 1) and tokens.at(at - 1) not in _OPENERS):
            return None
        if tokens.at(at - 1) in self.words.counted_before or tokens.at(at - 1) in ("$", ".", "age", "aged"):
            return None
        connector = tokens.at(at - 1)
        lower = self.day(at - 2)
        if lower and (connector in ("to", "and", "through", "until") or self.is_dash(at - 1)) and lower < day and at - 2 > self.taken:
            if connector == "and" and tokens.at(at - 3) != "between":
                self.found.append(Found(Expression("day", month=self._month_number(index), day=lower), at - 2, at - 2, "listed day"))
                self.taken = at - 2
                return at, day, 0
            return at - 2, day, lower
        return at, day, 0

    def _month_number(self, index: int) -> int:
        word = self.tokens.low[index]
        return self.words.months.get(word) or self.words.short_months[word]

    def _month_day(self, index: int, month: int, at: int) -> Found | None:
        tokens = self.tokens
        day, stop, upper = self.day(at) or self._spelled_day(at), at + 1, 0
        connector = tokens.at(stop)
        if ((self.is_dash(stop) or connector in ("to", "through")) and self.day(stop + 1) > day and not self.counts(stop + 2)) or (
            connector == "and" and self._is_between(index) and self.day(stop + 1) > day
        ):
            upper, stop = self.day(stop + 1), stop + 2
        year = self.year_after(stop)
        shift, which = None, ""
        if year:
            stop = year[1]
        else:
            relative = self.relative_year_after(stop)
            if relative:
                shift, stop = relative
            else:
                which, stop = self.story_year_after(stop) or ("", stop)
        expression = Expression("day", year=year[0] if year else None, month=month, day=day, year_shift=shift, which=which)
        if (month, day) == (9, 11) and tokens.at(stop) in self.words.sets["of_2001"]:
            expression = replace(expression, year=2001)  # "the Sept. 11 attacks"
        if upper:
            expression = Expression("range", inner=expression, other=replace(expression, day=upper))
        bent, begin = self.bend(index, expression)
        if (
            bent.form == "day"
            and tokens.at(begin - 1) in self.words.which
            and self.words.which[tokens.at(begin - 1)] in ("last", "next", "this")
        ):
            bent, begin = replace(bent, which=self.words.which[tokens.at(begin - 1)]), begin - 1
        return Found(bent, begin, stop - 1, "month day" if not upper else "month day range")

    def _spelled_day(self, index: int) -> int:
        """ "September first", "April six to 10": a day in words, only where nothing that it could count follows."""
        word = self.tokens.at(index)
        value = self.words.ordinals.get(word) or self.words.cardinals.get(word, 0)
        if not 0 < value <= 31 or word in ("a", "an", "second"):
            return 0
        follower = self.tokens.at(index + 1)
        return (
            value if follower in (",", ".", ";", "to", "and", BREAK, "through") or (self.is_dash(index + 1) and self.day(index + 2)) else 0
        )

    def _is_between(self, index: int) -> bool:
        return self.tokens.at(index - 1) == "between"

    def _bare_month(self, index: int, month: int, after: int, is_short: bool) -> Found | None:
        tokens, words = self.tokens, self.words
        before = tokens.at(index - 1)
        if tokens.at(after) == "period" and (self.year_after(after + 1) or self.relative_year_after(after + 1)):
            after += 1
        year = self.year_after(after)
        if not year and tokens.at(after) == "in" and self.year(after + 1):
            year = self.year(after + 1), after + 2  # "in July in 2012"
        relative = None if year else self.relative_year_after(after)
        stop = year[1] if year else relative[1] if relative else after
        expression = Expression("month", year=year[0] if year else None, month=month, year_shift=relative[0] if relative else None)
        which = words.which.get(before, "")
        first = index
        if which and not year:
            which = "following" if which == "next" and tokens.at(index - 2) == "the" else which
            expression, first = replace(expression, which=which), index - 1
            if before == "that" or before == "past":
                expression, first = replace(expression, which=""), index
        beside = self._told_beside(index, after)
        if beside:
            return Found(Expression("month", month=month, which=beside), index, after, "month")
        story = None if year or relative else self.story_year_after(after)
        if story:
            expression, first, stop = replace(expression, which=story[0]), index, story[1]
        bent, begin = self.bend(first, expression)
        if year or relative or story:
            return Found(bent, begin, stop - 1, "month year")
        if is_short and not (
            before in words.sets["short_leads"] or bent.part or bent.which or self.is_dash(stop) or self.is_dash(index - 1)
        ):
            return None
        if words.months.get(tokens.low[index]) and tokens.low[index] in words.month_names and not self._is_month(index, bent):
            return None
        if tokens.at(index - 1) in words.titles or (tokens.at(index - 1) == "." and tokens.at(index - 2) in words.titles):
            return None
        return Found(bent, begin, stop - 1, "month")

    def _is_month(self, index: int, bent: Expression) -> bool:
        """Whether a bare "May", "March", "April", "June", "August" is the month, no name and no verb."""
        tokens = self.tokens
        word, before, after = tokens.low[index], tokens.at(index - 1), tokens.at(index + 1)
        if bent.part or bent.which:
            return True
        if self.is_dash(index - 1) and (tokens.at(index - 2) in self.words.months or tokens.at(index - 2) in self.words.short_months):
            return True
        if word == "may" and self.has_named_may:
            return before in ("in", "since", "until", "during")
        if before in ("and", "or") and tokens.at(index - 2) in self.words.months:
            return True
        if before in self.words.sets["month_leads"] or (
            after in ("and", "or", "-", "–", "to") and tokens.at(index + 2) in self.words.months
        ):
            return not (
                word == "may"
                and before in ("of", "and", "or", "to", "for", "about")
                and tokens.at(index + 1)[0].islower()
                and after not in self.words.sets["may_followers"]
            )
        if before in _POINTERS and word not in ("may", "march"):
            return True  # "the June Global Outlook"
        if word == "may" and before in _POINTERS and not self.has_named_may and not tokens.is_capital(index + 1):
            return after[0].isalpha() and after not in self.words.verbs  # "China's May import data"
        if word == "may":
            return (before in (",", "(") and tokens.at(index - 2) in self.words.months) or (
                after in ("'s", "’s") and not self.has_named_may
            )
        if word == "march":
            return after not in self.words.sets["march_followers"] and tokens.sentence[index] != index
        return (not tokens.is_capital(index + 1) and tokens.at(index + 1)[0].isalpha()) or after in (
            ",",
            ".",
            ";",
            ")",
            "'s",
            "’s",
            BREAK,
            "-",
            "–",
        )

    def _weekday(self, index: int) -> Found | None:
        tokens, words = self.tokens, self.words
        word = tokens.low[index]
        if not tokens.is_capital(index):
            return None
        is_short = word in words.short_weekdays
        number = words.short_weekdays[word] if is_short else words.weekdays[word]
        after = index + 1
        if is_short and tokens.at(after) == "." and tokens.is_glued(after):
            after += 1
        dated = self._dated(after, number, index)
        if dated:
            return dated
        before = tokens.at(index - 1)
        if before in ("every", "each") or (before == "a" and tokens.at(after) in _NO_NOUNS):
            return None
        if is_short and (word == "sun" or before not in words.sets["weekday_leads"] or tokens.is_capital(index - 1)):
            return None
        which = words.which.get(before, "")
        first = index
        if which in ("last", "this", "next", "following", "previous", "same"):
            first = index - 1
            which = "" if before == "that" and tokens.at(index - 2) not in _BEFORE_THAT else which
            which = "following" if which == "next" and tokens.at(index - 2) == "the" else which
            if which in ("following", "previous") and tokens.at(index - 2) != "the":
                which = ""
            first = first if which else index
        stop = after - 1
        if tokens.at(after) == "the" and self.is_ordinal(after + 1):  # "Monday the 16th"
            told = Expression("day_of_month", day=self.day(after + 1), number=number)
            return Found(told, index, after + 1, "day of the month")
        beside = self._told_beside(index, after)
        if beside:
            return Found(Expression("weekday", number=number, which=beside), index, after, "weekday")
        nth = self._nth_weekday(index, number, after)
        if nth:
            return nth
        if tokens.at(after) in ("of", "in") or tokens.at(after) in words.which:
            at = after + (tokens.at(after) in ("of", "in"))
            week = words.which.get(tokens.at(at), "")
            if week in ("last", "this", "next") and tokens.at(at + 1) == "week":
                return Found(
                    Expression("weekday", number=number, inner=Expression("unit", unit="week", which=week)),
                    first,
                    at + 1,
                    "weekday of a week",
                )
        return Found(Expression("weekday", number=number, which=which), first, stop, "weekday")

    def _told_beside(self, index: int, after: int) -> str:
        """ "the Sunday after", "the May before", with nothing behind that it could be counted from."""
        tokens = self.tokens
        if tokens.at(after) not in ("after", "before") or tokens.at(index - 1) != "the":
            return ""
        follower = tokens.at(after + 1)
        if follower != BREAK and (follower not in self.words.sets["after_year"] or follower == "the"):
            return ""
        return "following" if tokens.at(after) == "after" else "previous"

    def _nth_weekday(self, index: int, number: int, after: int) -> Found | None:
        """ "the third Friday in June", "the last Monday of this month"."""
        tokens = self.tokens
        if tokens.at(after) not in ("of", "in"):
            return None
        nth = self.ordinal(index - 1)
        if not -1 <= nth <= 5 or not nth or (nth == -1 and tokens.at(index - 2) != "the"):
            return None
        at = after + 1
        which = self.words.which.get(tokens.at(at), "")
        if which in ("last", "this", "next") and tokens.at(at + 1) == "month":
            inner, last = Expression("unit", unit="month", which=which), at + 1
        elif tokens.at(at) in self.words.months and tokens.is_capital(at):
            year = self.year_after(at + 1)
            inner = Expression("month", month=self.words.months[tokens.at(at)], year=year[0] if year else None)
            last = year[1] - 1 if year else at
        else:
            return None
        return Found(Expression("nth", number=nth, unit="weekday", day=number, inner=inner), index - 1, last, "weekday of a month")

    def _dated(self, after: int, number: int, first: int) -> Found | None:
        """ "Wednesday, Oct. 15", "Wednesday 15 October": the date decides."""
        tokens = self.tokens
        at = after
        if tokens.at(at) in self.words.times:
            at += 1
        if tokens.at(at) == ",":
            at += 1
        if tokens.at(at) == "the":
            at += 1
        saved, count = self.taken, len(self.found)
        found: Found | None = None
        for ahead in (at, at + 1, at + 2):
            if tokens.at(ahead) in self.words.months or tokens.at(ahead) in self.words.short_months:
                found = self._month(ahead)
                break
            if not (self.day(ahead) or tokens.at(ahead) == "of"):
                break
        if found is None and self._is_numeric(at):
            found = self._digits(at)
        self.taken = saved
        del self.found[count:]
        if found is None or found.first > at or found.expression.form not in ("day", "range"):
            return None
        return Found(replace(found.expression, number=number), first, found.last, found.rule)
