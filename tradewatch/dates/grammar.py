"""Text -> symbolic expressions with offsets. No anchor, no tense: what the words alone say.

Each class of expression hangs on one trigger word (a month's name, a weekday's, a unit, a year in digits …); the reader looks left and right
of it for the rest, so the cost is that of one look-up a token and junk stays linear.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .counts import Counts
from .reader import Reader
from .symbols import Expression, Found
from .tokens import BREAK, Tokens
from .words import Words, find_phrase

_MIXED = re.compile(r"(?:(q|h|fy|cy)([1-4]|\d{2}|(?:19|20)\d{2})|([1-4])(q|h)(\d{2}|(?:19|20)\d{2})?|(1[89]\d0|20\d0|[2-9]0)s)")
_BARE_CUES = frozenset("in since until till by from of last next this early late mid to through before after during between and or for around about around’s".split())
_FRONT = frozenset("in since until till by from of before after during around circa through".split())


def find_expressions(tokens: Tokens, words: Words) -> list[Found]:
    """Every expression of time in order, none overlapping."""
    return Grammar(tokens, words).read()


class Grammar(Reader):
    """One walk over the tokens of a text."""

    __slots__ = ("counts_reader", "found", "has_named_may", "order", "taken")

    def __init__(self, tokens: Tokens, words: Words) -> None:
        super().__init__(tokens, words)
        self.found: list[Found] = []
        self.taken = -1  # last token of the last expression
        self.counts_reader = Counts(tokens, words)
        low = tokens.low
        self.has_named_may = any(word == "may" and low[n - 1] in ("theresa", "mrs") or word == "may" and low[n - 1] == "." and n > 1 and low[n - 2] in ("mrs", "ms") for n, word in enumerate(low) if n)
        self.order = self._slash_order()

    def read(self) -> list[Found]:
        """Walk once, left to right."""
        words, low = self.words, self.tokens.low
        triggers = {**dict.fromkeys(words.months, self._month), **dict.fromkeys(words.short_months, self._month)}
        triggers |= {**dict.fromkeys(words.weekdays, self._weekday), **dict.fromkeys(words.short_weekdays, self._weekday)}
        triggers |= {**dict.fromkeys(words.seasons, self._season), **dict.fromkeys(words.units, self._unit), **dict.fromkeys(words.named, self._named)}
        triggers |= dict.fromkeys(words.times, self._time_of_day) | {"half": self._half, "fiscal": self._fiscal, "fy": self._fiscal}
        shields, holidays = words.shields, words.holidays
        index, count = 0, len(low)
        while index < count:
            word = low[index]
            if word in shields:
                shielded = find_phrase(self.tokens, index, shields)
                if shielded:
                    index = shielded[1]
                    continue
            step: Found | None = None
            if word in holidays:
                step = self._holiday(index)
            if step is None:
                trigger = triggers.get(word)
                if trigger is not None:
                    step = trigger(index)
                elif word[0].isdigit() or (word[0] in "qhfc" and len(word) > 1 and word[-1].isdigit()):
                    step = self._digits(index)
            if step is not None and step.first > self.taken:
                self.found.append(step)
                self.taken = step.last
                index = step.last + 1
                self._listed(step)
                index = self.taken + 1
            else:
                index += 1
        return self.found

    def _listed(self, step: Found) -> None:
        """The further days of "Oct. 9, 10 and 11": each its own expression."""
        inner = step.expression
        if inner.form != "day" or step.rule != "month day":
            return
        at = step.last + 1
        while self.tokens.at(at) in (",", "and", "or") and self.day(at + 1) and not self.counts(at + 2):
            if self.tokens.at(at + 2) not in (",", ".", "and", "or", ";", ")", "in", "at", "to", BREAK) or self.tokens.low[at + 2 : at + 3] == []:
                return
            follower = self.tokens.at(at + 2)
            if self.tokens.at(at) == "," and follower not in ("and", "or", ","):
                return
            self.found.append(Found(replace(inner, day=self.day(at + 1)), at + 1, at + 1, "listed day"))
            self.taken = at + 1
            at += 2

    # -- months ---------------------------------------------------------------------------------------------------------------------

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
            stop = year[1] if year else after
            relative = None if year else self.relative_year_after(after)
            if relative:
                stop = relative[1]
            shift = relative[0] if relative else None
            expression = Expression("day", year=year[0] if year else None, month=month, day=day, year_shift=shift)
            if lower:
                expression = Expression("range", inner=replace(expression, day=lower), other=expression)
            bent, begin = self.bend(first, expression)
            return Found(bent, begin, stop - 1, "day month")
        day = self.day(after) or self._spelled_day(after)
        if day and not self.counts(after + 1) and not (tokens.at(after + 1) == ":" and tokens.is_glued(after + 1)) and not self._is_clock(after):
            return self._month_day(index, month, after)
        return self._bare_month(index, month, after, is_short)

    def _is_clock(self, index: int) -> bool:
        return self.tokens.at(index + 1) in ("a.m.", "p.m.", "am", "pm", "a.m", "p.m")

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
        if not day or at <= self.taken or (tokens.is_glued(at) and not self.is_dash(at - 1)):
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
        if (self.is_dash(stop) or connector in ("to", "through")) and self.day(stop + 1) > day and not self.counts(stop + 2):
            upper, stop = self.day(stop + 1), stop + 2
        elif connector == "and" and self._is_between(index) and self.day(stop + 1) > day:
            upper, stop = self.day(stop + 1), stop + 2
        year = self.year_after(stop)
        shift = None
        if year:
            stop = year[1]
        else:
            relative = self.relative_year_after(stop)
            if relative:
                shift, stop = relative
        expression = Expression("day", year=year[0] if year else None, month=month, day=day, year_shift=shift)
        if upper:
            expression = Expression("range", inner=expression, other=replace(expression, day=upper))
        bent, begin = self.bend(index, expression)
        if bent.form == "day" and tokens.at(begin - 1) in self.words.which and self.words.which[tokens.at(begin - 1)] in ("last", "next", "this"):
            bent, begin = replace(bent, which=self.words.which[tokens.at(begin - 1)]), begin - 1
        return Found(bent, begin, stop - 1, "month day" if not upper else "month day range")

    def _spelled_day(self, index: int) -> int:
        """ "September first", "April six to 10": a day in words, only where nothing that it could count follows."""
        word = self.tokens.at(index)
        value = self.words.ordinals.get(word) or self.words.cardinals.get(word, 0)
        if not 0 < value <= 31 or word in ("a", "an", "second"):
            return 0
        follower = self.tokens.at(index + 1)
        return value if follower in (",", ".", ";", "to", "and", BREAK, "through") or self.is_dash(index + 1) and self.day(index + 2) else 0

    def _is_between(self, index: int) -> bool:
        return self.tokens.at(index - 1) == "between"

    def _bare_month(self, index: int, month: int, after: int, is_short: bool) -> Found | None:
        tokens, words = self.tokens, self.words
        before = tokens.at(index - 1)
        year = self.year_after(after)
        relative = None if year else self.relative_year_after(after)
        stop = year[1] if year else relative[1] if relative else after
        expression = Expression("month", year=year[0] if year else None, month=month, year_shift=relative[0] if relative else None)
        which = words.which.get(before, "")
        first = index
        if which and not year:
            expression, first = replace(expression, which=which), index - 1
            if before == "that" or before == "past":
                expression, first = replace(expression, which=""), index
        bent, begin = self.bend(first, expression)
        if year or relative:
            return Found(bent, begin, stop - 1, "month year")
        if is_short and not (before in _BARE_CUES or bent.part or bent.which or self.is_dash(stop) or self.is_dash(index - 1)):
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
        if word == "may" and self.has_named_may:
            return before in ("in", "since", "until", "during")
        if before in _BARE_CUES or after in ("and", "or", "-", "–", "to") and tokens.at(index + 2) in self.words.months:
            return not (word == "may" and before in ("of", "and", "or", "to", "for", "about") and tokens.at(index + 1)[0].islower() and tokens.at(index + 1) not in ("and", "or", "to", "with", "when", "after", "because", "but", "as", "for", "the", "at", "that", "until"))
        if word == "may":
            return before in (",", "(") and tokens.at(index - 2) in self.words.months or after in ("'s", "’s") and not self.has_named_may
        if word == "march":
            return after not in ("on", "of", "in", "to", "toward", "towards", "through") and tokens.sentence[index] != index
        return not tokens.is_capital(index + 1) and tokens.at(index + 1)[0].isalpha() or after in (",", ".", ";", ")", "'s", "’s", BREAK, "-", "–")

    # -- weekdays -------------------------------------------------------------------------------------------------------------------

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
        if is_short:
            if word == "sun" or before not in ("on", "last", "next", "this", "until", "since", "by", "from") or tokens.is_capital(index - 1):
                return None
        which = words.which.get(before, "")
        first = index
        if which in ("last", "this", "next", "following", "previous", "same"):
            first = index - 1
            which = "" if before == "that" and tokens.at(index - 2) not in ("on", "by", "of") else which
            if which in ("following", "previous") and tokens.at(index - 2) != "the":
                which = ""
            first = first if which else index
        stop = after - 1
        if tokens.at(after) in ("of", "in") or tokens.at(after) in words.which:
            at = after + (tokens.at(after) in ("of", "in"))
            week = words.which.get(tokens.at(at), "")
            if week in ("last", "this", "next") and tokens.at(at + 1) == "week":
                return Found(Expression("weekday", number=number, inner=Expression("unit", unit="week", which=week)), first, at + 1, "weekday of a week")
        if which == "" and tokens.at(index - 2) == "week" and words.which.get(tokens.at(index - 3), "") in ("last", "next", "this") and before in ("on", ","):
            pass
        return Found(Expression("weekday", number=number, which=which), first, stop, "weekday")

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
        saved = self.taken
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
        if found is None or found.first > at or found.expression.form not in ("day", "range"):
            return None
        return Found(replace(found.expression, number=number), first, found.last, found.rule)

    # -- digits: ISO, slashes, years, quarters ------------------------------------------------------------------------------------

    def _is_numeric(self, index: int) -> bool:
        return len(self.tokens.at(index)) >= 6 and self.tokens.at(index)[0].isdigit() and any(sign in self.tokens.at(index) for sign in "-/.")

    def _digits(self, index: int) -> Found | None:
        tokens = self.tokens
        word = tokens.low[index]
        if word.isdigit():
            if len(word) == 4:
                return self._year(index)
            return None
        if self._is_numeric(index) and len(word) <= 10:
            expression = self._numeric(word)
            return Found(expression, index, index, "digits") if expression else None
        match = _MIXED.fullmatch(word)
        if match:
            return self._mixed(index, match)
        if self.is_ordinal(index):
            return self._day_of_month(index)
        return None

    def _slash_order(self) -> str:
        """ "dmy" or "mdy" where every date in digits of the text that shows its order shows the same one, else ""."""
        orders = set()
        for word in self.tokens.low:
            if word[0].isdigit() and 6 <= len(word) <= 10 and ("/" in word or "." in word or "-" in word):
                parts = re.split(r"[-/.]", word)
                if len(parts) == 3 and all(part.isdigit() for part in parts) and len(parts[0]) <= 2:
                    if int(parts[0]) > 12 >= int(parts[1]):
                        orders.add("dmy")
                    elif int(parts[1]) > 12 >= int(parts[0]):
                        orders.add("mdy")
        return orders.pop() if len(orders) == 1 else ""

    def _numeric(self, word: str) -> Expression | None:
        parts = re.split(r"[-/.]", word)
        if len(parts) != 3 or not all(part.isdigit() for part in parts):
            return None
        first, second, third = (int(part) for part in parts)
        if len(parts[0]) == 4:
            return _valid(first, second, third)
        year = third if len(parts[2]) == 4 else 2000 + third if third < 60 else 1900 + third
        if first > 12 or (second <= 12 and self.order == "dmy"):
            return _valid(year, second, first)
        if second > 12 or self.order == "mdy" or first == second:
            return _valid(year, first, second)
        return None

    def _year(self, index: int) -> Found | None:
        tokens = self.tokens
        year = self.year(index)
        before = tokens.at(index - 1)
        if not year or (tokens.is_glued(index) and before not in ("(", "[", "“", '"', "-", "–", "—", "/", "‘", "’", "'", ",")):
            return None
        if before in self.words.counted_before or (before == "." and tokens.at(index - 2) in self.words.counted_before):
            return None
        if tokens.is_glued(index + 1) and tokens.at(index + 1) not in (",", ".", ";", ":", ")", "]", "?", "!", "'s", "’s", "-", "–", "—", "/", '"', "”", "’", "'", BREAK):
            return None
        stop = index + 1
        second = tokens.at(stop + 1)
        if (self.is_dash(stop) or tokens.at(stop) == "/") and tokens.is_glued(stop):
            last = self.year(stop + 1)
            if not last and len(second) == 2 and second.isdigit() and tokens.is_glued(stop + 1):
                last = year - year % 100 + int(second)
            if last and year < last <= year + 120 and not self.counts(stop + 2):
                return Found(Expression("years", year=year, count=last), index, stop + 1, "years")
        if self.words.units.get(tokens.at(stop)) == "quarter" and tokens.at(stop - 2) in self.words.ordinals:
            return None
        ahead = _MIXED.fullmatch(tokens.at(stop))
        if ahead and ahead[1] in ("q", "h") and len(ahead[2]) == 1:
            form = "quarter" if ahead[1] == "q" else "half"
            return Found(Expression(form, year=year, number=int(ahead[2])), index, stop, form)
        if tokens.at(stop) in self.words.ordinals and self.words.units.get(tokens.at(stop + 1)) == "quarter":
            return Found(Expression("quarter", year=year, number=self.words.ordinals[tokens.at(stop)]), index, stop + 1, "quarter")
        if tokens.at(stop) in ("fiscal", "financial") and tokens.at(stop + 1) == "year":
            stop += 2
        expression = Expression("year", year=year, name="act" if self._is_of_act(index) else "")
        first = index
        if before == "year" and tokens.at(index - 2) in ("fiscal", "financial", "the", "calendar"):
            first = index - 2 if tokens.at(index - 2) != "the" else index - 1
        elif before in ("fiscal", "calendar"):
            first = index - 1
        if before == "season" or before == "of":
            season = self._season_before(index - 1)
            if season:
                return Found(*season, stop - 1, "season")
        bent, begin = self.bend(first, expression)
        return Found(bent, begin, stop - 1, "year")

    def _season_before(self, of: int) -> tuple[Expression, int] | None:
        return None

    def _is_of_act(self, index: int) -> bool:
        """ "the Trade Act of 1974": the year names a law."""
        return self.tokens.at(index - 1) == "of" and self.tokens.at(index - 2) in ("act", "agreement", "treaty", "convention", "code", "law") and self.tokens.is_capital(index - 2)

    def _mixed(self, index: int, match: re.Match[str]) -> Found | None:
        """ "Q3", "H1 2025", "FY2025", "3Q25", "1990s"."""
        tokens = self.tokens
        letter, value, number, letter_after, year_text, decade = match.groups()
        if decade:
            if len(decade) == 2 and tokens.at(index - 1) not in ("'", "’", "‘"):
                return None
            year = int(decade) if len(decade) == 4 else 1900 + int(decade)
            first = index if len(decade) == 4 else index - 1
            bent, begin = self.bend(first, Expression("decade", year=year))
            return Found(bent, begin, index, "decade")
        if not tokens.is_capital(index) and not match[3]:
            return None
        if letter in ("fy", "cy"):
            if len(value) == 1:
                return None
            year = int(value) if len(value) == 4 else 2000 + int(value)
            if self.is_dash(index + 1) and re.fullmatch(r"\d\d", tokens.at(index + 2)):
                return Found(Expression("years", year=year, count=year - year % 100 + int(tokens.at(index + 2))), index, index + 2, "years")
            return Found(Expression("year", year=year), index, index, "fiscal year")
        if letter and len(value) != 1:
            return None
        short = letter or letter_after
        which = int(value or number)
        if short == "h" and which > 2:
            return None
        form = "quarter" if short == "q" else "half"
        stop = index + 1
        told: int | None = None
        if year_text:
            told = int(year_text) if len(year_text) == 4 else 2000 + int(year_text)
        shift = None
        if told is None:
            year_after = self.year_after(stop)
            relative = self.relative_year_after(stop)
            if year_after:
                told, stop = year_after
            elif relative:
                shift, stop = relative
            elif form == "half" and tokens.at(index - 1) not in ("in", "for", "of", "since", "the", "during"):
                return None
        bent, begin = self.bend(index, Expression(form, year=told, number=which, year_shift=shift))
        return Found(bent, begin, stop - 1, form)

    def _day_of_month(self, index: int) -> Found | None:
        """ "on the 15th", "until the 3rd of this month"."""
        tokens = self.tokens
        if tokens.at(index - 1) != "the" or tokens.at(index - 2) not in ("on", "by", "until", "till", "from", "since", "before", "after", "through"):
            return None
        which, stop = "", index + 1
        if tokens.at(stop) == "of" and self.words.which.get(tokens.at(stop + 1)) and tokens.at(stop + 2) == "month":
            which, stop = self.words.which[tokens.at(stop + 1)], stop + 3
        elif tokens.at(stop) == "of" and tokens.at(stop + 1) == "the" and tokens.at(stop + 2) == "month":
            stop += 3
        elif not (tokens.at(stop) in (",", ".", ";", ")", "and", "or", "but", "to", "when", BREAK) or stop >= len(tokens)):
            return None
        return Found(Expression("day_of_month", day=self.day(index), which=which), index - 1, stop - 1, "day of the month")

    # -- seasons, halves, fiscal years, holidays -----------------------------------------------------------------------------------

    def _season(self, index: int) -> Found | None:
        tokens, words = self.tokens, self.words
        word, before = tokens.low[index], tokens.at(index - 1)
        which = words.which.get(before, "")
        year = self.year_after(index + 1)
        relative = None if year else self.relative_year_after(index + 1)
        stop = year[1] if year else relative[1] if relative else index + 1
        expression = Expression("season", year=year[0] if year else None, number=words.seasons[word], which="" if year else which, year_shift=relative[0] if relative else None)
        if year or relative:
            bent, begin = self.bend(index, expression)
            return Found(bent, begin, stop - 1, "season")
        if which in ("last", "this", "next"):
            bent, begin = self.bend(index - 1, expression)
            return Found(bent, begin, index, "season")
        bent, begin = self.bend(index, expression)
        front = tokens.at(begin - 1)
        cued = front in ("in", "by", "since", "until", "during", "through", "over", "from", "before") or (front == "the" and tokens.at(begin - 2) in ("in", "by", "since", "over", "during", "through", "until", "before", "of", "from", "into"))
        if word == "fall" and not (front in ("by", "in", "since", "until") or (front == "the" and tokens.at(begin - 2) in ("in", "by", "over", "until", "since", "before"))):
            return None
        if tokens.at(index + 1) in ("of", "in", "olympics", "games", "palace", "school", "break", "to") and not bent.part:
            return None
        return Found(bent, begin, index, "season") if cued or (bent.part in ("early", "late", "mid") and word != "fall") else None

    def _half(self, index: int) -> Found | None:
        tokens = self.tokens
        number = self.ordinal(index - 1)
        if tokens.at(index - 1) in ("latter", "back"):
            number = 2
        if number not in (1, 2) or (self.is_dash(index - 1)):
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
        elif tokens.at(index - 2) != "the" or tokens.at(index + 1) in ("of", "time", "hour"):
            return None
        elif tokens.at(index - 3) not in ("in", "for", "during", "over", "by", "of", "into", "until", "from", "since"):
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
            return Found(Expression("years", year=year, count=int(second) if len(second) == 4 else year - year % 100 + int(second)), index, at + 2, "years")
        return Found(Expression("year", year=year), index, at, "fiscal year")

    def _holiday(self, index: int) -> Found | None:
        tokens, words = self.tokens, self.words
        held = find_phrase(tokens, index, words.holidays)
        if not held:
            return None
        name, after = held
        if not tokens.is_capital(index) and not (name[0].isdigit() or tokens.low[index] in words.ordinals):
            return None
        if tokens.at(after) in words.seasonal and name in ("christmas", "thanksgiving", "easter"):
            return None
        if name == "labour day" or name == "may day":
            pass
        year = self.year_after(after)
        before = index - 1
        first, told, which, shift = index, None, "", None
        if year:
            told, after = year
        elif self.year(before) and before > self.taken:
            told, first = self.year(before), before
        elif tokens.at(before) in ("'s", "’s") and tokens.at(before - 1) == "year" and words.which.get(tokens.at(before - 2)) in ("last", "this", "next"):
            shift, first = {"last": -1, "this": 0, "next": 1}[words.which[tokens.at(before - 2)]], before - 2
        elif words.which.get(tokens.at(before)) in ("last", "this", "next"):
            which, first = words.which[tokens.at(before)], before
        else:
            relative = self.relative_year_after(after)
            if relative:
                shift, after = relative
        return Found(Expression("holiday", name=name, year=told, which=which, year_shift=shift), first, after - 1, "holiday")

    # -- words of their own ---------------------------------------------------------------------------------------------------------

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
        return None

    def _unit(self, index: int) -> Found | None:
        return self.counts_reader.read(index, self.taken, self._after)

    def _after(self, index: int) -> Found | None:
        """The expression that starts at a token, for "two days after 12 May" and "the week of Oct. 6"."""
        saved = self.taken
        found: Found | None = None
        for at in range(index, index + 4):
            word = self.tokens.at(at)
            if word in self.words.months or word in self.words.short_months:
                found = self._month(at)
            elif word in self.words.weekdays:
                found = self._weekday(at)
            elif word in self.words.named:
                found = self._named(at)
            elif word in self.words.holidays:
                found = self._holiday(at)
            elif self._is_numeric(at):
                found = self._digits(at)
            elif not (self.day(at) or word in ("the", "of", "on", ",")):
                break
            if found is not None:
                break
        self.taken = saved
        return found if found is not None and found.first in (index, index + 1) else None


def _valid(year: int, month: int, day: int) -> Expression | None:
    if 1 <= month <= 12 and 1 <= day <= 31 and 1700 <= year <= 2200:
        return Expression("day", year=year, month=month, day=day)
    return None
