"""Expressions that hang on a season, a half, a fiscal year, a feast or a word such as "today"."""

from __future__ import annotations

from .month_grammar import Months
from .symbols import Expression, Found
from .words import find_phrase


class Names(Months):
    """Readings at a name of a time."""

    __slots__ = ()

    def _season(self, index: int) -> Found | None:
        tokens, words = self.tokens, self.words
        word, before = tokens.low[index], tokens.at(index - 1)
        which = words.which.get(before, "")
        year = self.year_after(index + 1)
        relative = None if year else self.relative_year_after(index + 1)
        stop = year[1] if year else relative[1] if relative else index + 1
        story = None if year or relative or which else self.story_year_after(index + 1)
        which, stop = story or (which, stop)
        expression = Expression(
            "season",
            year=year[0] if year else None,
            number=words.seasons[word],
            which="" if year else which,
            year_shift=relative[0] if relative else None,
        )
        if year or relative or story:
            bent, begin = self.bend(index, expression)
            return Found(bent, begin, stop - 1, "season")
        if which in ("last", "this", "next"):
            bent, begin = self.bend(index - 1, expression)
            return Found(bent, begin, index, "season")
        bent, begin = self.bend(index, expression)
        front, leads = tokens.at(begin - 1), words.sets["leads"]
        cued = front in leads or (front == "the" and tokens.at(begin - 2) in leads)
        if word == "fall" and (not cued or front in ("to", "of", "for", "from") or tokens.at(begin - 2) == "of"):
            return None
        held = word not in ("fall", "spring") and front == "the" and tokens.at(index + 1) == "in"  # "over the summer in Brussels"
        if tokens.at(index + 1) in words.sets["season_followers"] and not bent.part and not held:
            return None
        return Found(bent, begin, index, "season") if cued or (bent.part in ("early", "late", "mid") and word != "fall") else None

    def _half(self, index: int) -> Found | None:
        tokens = self.tokens
        if self.is_dash(index - 1):  # "first-half profit", not "a first-half goal"
            number = self.ordinal(index - 2)
            if number not in (1, 2) or tokens.at(index + 1) not in self.words.sets["half_nouns"]:
                return None
            return Found(Expression("half", number=number), index - 2, index, "half")
        number = self.ordinal(index - 1)
        if tokens.at(index - 1) in ("latter", "back"):
            number = 2
        if number not in (1, 2):
            return None
        year = self.year_after(index + 1)
        relative = self.relative_year_after(index + 1)
        stop, told, shift = index + 1, None, None
        if year:
            told, stop = year
        elif relative:
            shift, stop = relative
        elif tokens.at(index + 1) == "of" and tokens.at(index + 2) == "the" and tokens.at(index + 3) == "year":
            stop = index + 4
        elif (
            tokens.at(index - 2) != "the"
            or tokens.at(index + 1) in ("of", "time", "hour")
            or tokens.at(index - 3) not in self.words.sets["leads"]
        ):
            return None
        return Found(Expression("half", year=told, number=number, year_shift=shift), index - 1, stop - 1, "half")

    def _fiscal(self, index: int) -> Found | None:
        tokens = self.tokens
        at = index + 1
        if tokens.at(at) == "year":
            at += 1
        year = self.year(at)
        if not year:
            return None
        second = tokens.at(at + 2)
        if (self.is_dash(at + 1) or tokens.at(at + 1) == "/") and tokens.is_glued(at + 1) and second.isdigit() and len(second) in (2, 4):
            return Found(
                Expression("years", year=year, count=int(second) if len(second) == 4 else year - year % 100 + int(second)),
                index,
                at + 2,
                "years",
            )
        part = self.quarter_after(at + 1)
        if part:
            return Found(Expression(part[0], year=year, number=part[1]), index, part[2] - 1, part[0])
        return Found(Expression("year", year=year), index, at, "fiscal year")

    def _decade(self, index: int) -> Found | None:
        """ "the sixties", "the mid-nineties"; "a man in his sixties" tells an age."""
        bent, begin = self.bend(index, Expression("decade", year=self.words.decades[self.tokens.low[index]]))
        return Found(bent, begin, index, "decade") if bent.part or self.tokens.at(index - 1) == "the" else None

    def _holiday(self, index: int) -> Found | None:
        tokens, words = self.tokens, self.words
        held = find_phrase(tokens, index, words.holidays)
        if not held:
            return None
        name, after = held
        if not tokens.is_capital(index) and not (name[0].isdigit() or tokens.low[index] in words.ordinals):
            return None
        if tokens.at(after) == "of" and tokens.is_capital(after + 1):
            return None  # "the National Day of Prayer"
        if tokens.at(after) in words.seasonal and name in ("christmas", "thanksgiving", "easter"):
            return None
        year = self.year_after(after) or (self.year_after(after + 1) if tokens.at(after) == "in" else None)
        before = index - 1
        first, told, which, shift = index, None, "", None
        if year:
            told, after = year
        elif self.year(before) and before > self.taken:
            told, first = self.year(before), before
        elif (
            tokens.at(before) in ("'s", "’s")
            and tokens.at(before - 1) == "year"
            and words.which.get(tokens.at(before - 2)) in ("last", "this", "next")
        ):
            shift, first = {"last": -1, "this": 0, "next": 1}[words.which[tokens.at(before - 2)]], before - 2
        elif words.which.get(tokens.at(before)) in ("last", "this", "next"):
            which, first = words.which[tokens.at(before)], before
        else:
            relative = self.relative_year_after(after)
            if relative:
                shift, after = relative
        return Found(Expression("holiday", name=name, year=told, which=which, year_shift=shift), first, after - 1, "holiday")

    def _named(self, index: int) -> Found | None:
        tokens = self.tokens
        shift = self.words.named[tokens.low[index]]
        first = index
        if tokens.at(index - 1) in ("earlier", "later", "late", "early"):
            first = index - 1
        if shift and tokens.at(index - 1) in ("after", "before") and tokens.at(index - 2) == "day":
            shift, first = shift * 2, index - 2
            if tokens.at(index - 3) == "the":
                first = index - 3
        stop = index
        if tokens.at(index + 1) in ("morning", "afternoon", "evening", "night"):
            stop = index + 1
        return Found(Expression("named", count=shift), first, stop, "named day")

    def _time_of_day(self, index: int) -> Found | None:
        """ "this morning", "last night"."""
        before = self.tokens.at(index - 1)
        if before == "this" and self.tokens.low[index] in ("morning", "afternoon", "evening"):
            return Found(Expression("named", count=0), index - 1, index, "named day")
        if before == "last" and self.tokens.low[index] in ("night", "evening"):
            return Found(Expression("named", count=-1), index - 1, index, "named day")
        which = self.words.which.get(before, "")
        if which in ("next", "following", "previous") and self.tokens.at(index - 2) == "the":
            which = "following" if which == "next" else which
            return Found(Expression("unit", unit="day", which=which), index - 1, index, f"{which} day")
        if self.tokens.at(index + 1) == "ago":
            number = self.number_before(index)  # "two nights ago"
            return Found(Expression("named", count=-number[0]), number[1], index + 1, "ago") if number else None
        return None
