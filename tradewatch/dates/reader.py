"""Small readings that the grammar shares: numbers, days, years, and the words that bend a period ("early", "the end of", "last")."""

from __future__ import annotations

import re
from dataclasses import replace

from .symbols import Expression
from .tokens import BREAK, Tokens
from .words import Words

OLDEST_YEAR, FIRST_YEAR, LAST_YEAR = 1600, 1900, 2100
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
DASHES = frozenset("-–—‑‐‒−")
_BEFORE_YEAR = frozenset({"of", ",", "in", "the", "that"})
_HALVES = {1: "first_half", 2: "second_half"}


class Reader:
    """Readings at a token, to its right or to its left; each gives what it read and where it stopped, or None."""

    __slots__ = ("tokens", "words")

    def __init__(self, tokens: Tokens, words: Words) -> None:
        self.tokens = tokens
        self.words = words

    def is_dash(self, index: int) -> bool:
        """Whether a token is a hyphen or dash."""
        return self.tokens.at(index) in DASHES

    def day(self, index: int) -> int:
        """The day of a month that a token tells in digits ("9", "9th"); 0 where it is none."""
        word = self.tokens.at(index)
        if not word[0].isdigit() or len(word) > 4:
            return 0
        if not word.isdigit():
            match = _ORDINAL.fullmatch(word)
            if not match:
                return 0
            word = match[1]
        elif len(word) > 2 or not word.isascii():
            return 0
        value = int(word)
        return value if 1 <= value <= 31 else 0

    def is_ordinal(self, index: int) -> bool:
        """Whether a token is an ordinal in digits ("9th")."""
        return _ORDINAL.fullmatch(self.tokens.at(index)) is not None

    def counts(self, index: int) -> bool:
        """Whether a token makes the number before it a count: "%", "tonnes", "million", "-day"."""
        word = self.tokens.at(index)
        if word == "%" or word in self.words.counted or word in ("¢", "°"):
            return True
        if not (self.is_dash(index) and self.tokens.is_glued(index) and self.tokens.is_glued(index + 1)):
            return False
        glued = self.tokens.at(index + 1)
        return not (glued[0].isdigit() or glued in self.words.months or glued in self.words.short_months)

    def year(self, index: int) -> int:
        """The year that a four-digit token tells; 0 where it is none."""
        word = self.tokens.at(index)
        if len(word) != 4 or not word.isdigit() or not word.isascii():
            return 0
        value = int(word)
        if not FIRST_YEAR <= value <= LAST_YEAR or self.tokens.at(index + 1) == "%" or self.tokens.at(index + 1) in self.words.counted:
            return 0
        return value

    def year_after(self, index: int) -> tuple[int, int] | None:
        """A year that follows: "2025", ", 2025", "of 2025", "’25": the year and the index after it."""
        tokens, at = self.tokens, index
        if tokens.at(at) in (",", "of") and not tokens.is_glued(at + 1):
            at += 1
        year = self.year(at)
        if not year and tokens.at(index) in ("'", "’", "‘") and tokens.is_glued(index + 1) and re.fullmatch(r"\d\d", tokens.at(index + 1)):
            return (1900 if int(tokens.at(index + 1)) > 60 else 2000) + int(tokens.at(index + 1)), index + 2
        if not year and tokens.at(at)[0] == "1":
            year = self._old_year_after(at)
        if not year:
            return None
        return year, at + 1

    def _old_year_after(self, index: int) -> int:
        """A year before 1900 behind a month or a day, where no noun follows that it could count."""
        word = self.tokens.at(index)
        if len(word) != 4 or not (word.isdigit() and word.isascii()) or not OLDEST_YEAR <= int(word) < FIRST_YEAR:
            return 0
        follower = self.tokens.at(index + 1)
        return int(word) if follower in self.words.sets["after_year"] or follower == BREAK or self.is_dash(index + 1) else 0

    def relative_year_after(self, index: int) -> tuple[int, int] | None:
        """ "this year", "of last year", "the following year" after a month or quarter: the shift in years and the index after it."""
        tokens, at = self.tokens, index
        if tokens.at(at) in ("of", ",", "in"):
            at += 1
        if tokens.at(at) == "the":
            at += 1
        which = self.words.which.get(tokens.at(at), "")
        if which in ("last", "this", "next") and tokens.at(at + 1) == "year" and not tokens.at(at + 2).startswith(("'s", "’s")):
            return {"last": -1, "this": 0, "next": 1}[which], at + 2
        return None

    def story_year_after(self, index: int) -> tuple[str, int] | None:
        """ "of that year", "the following year", "the year before" after a month, day or season: which year of the story, and the index
        after it."""
        tokens, at = self.tokens, index
        if tokens.at(at) not in _BEFORE_YEAR:
            return None
        if tokens.at(at) in ("of", ",", "in"):
            at += 1
        article = tokens.at(at) == "the"
        if article:
            at += 1
            if tokens.at(at) == "year" and tokens.at(at + 1) in ("before", "after"):
                return ("previous_year" if tokens.at(at + 1) == "before" else "following_year"), at + 2
        which = self.words.which.get(tokens.at(at), "")
        if tokens.at(at + 1) != "year":
            return None
        if article and which == "next":
            which = "following"
        if which in ("following", "previous", "same") and (article or tokens.at(at) == "that"):
            return f"{which}_year", at + 2
        return None

    def quarter_after(self, index: int) -> tuple[str, int, int] | None:
        """ "'s third quarter", "first half" behind a year: the form, its number and the index after it."""
        tokens, at = self.tokens, index
        if tokens.at(at) in ("'s", "’s"):
            at += 1
        number = self.words.ordinals.get(tokens.at(at), 4 if tokens.at(at) == "final" else 0)
        if not number:
            return None
        at += 1 + self.is_dash(at + 1)
        form = {"quarter": "quarter", "half": "half"}.get(tokens.at(at), "")
        if not form or not 1 <= number <= (4 if form == "quarter" else 2):
            return None
        return form, number, at + 1

    def number(self, index: int) -> tuple[int, int] | None:
        """A count that starts at a token: value and the index after it ("90", "two", "a", "forty-five")."""
        word = self.tokens.at(index)
        if word.isdigit() and word.isascii() and len(word) <= 4:
            return int(word), index + 1
        value = self.words.cardinals.get(word)
        if value is None:
            return None
        if value >= 20 and self.is_dash(index + 1):
            low = self.words.cardinals.get(self.tokens.at(index + 2), 10)
            if low < 10:
                return value + low, index + 3
        return value, index + 1

    def number_before(self, index: int) -> tuple[int, int] | None:
        """A count that ends just before a token: value and the index of its first token; of "10 to 12" the upper end."""
        tokens = self.tokens
        at = index - 1
        word = tokens.at(at)
        if word == "of" and tokens.at(at - 1) == "couple":
            return 2, at - 2 if tokens.at(at - 2) == "a" else at - 1
        if word == "couple" and tokens.at(at - 1) in ("a", "next", "last", "past"):
            return 2, at - 1 if tokens.at(at - 1) == "a" else at
        if word.isdigit() and word.isascii() and len(word) <= 4:
            value = int(word)
        else:
            found = self.words.cardinals.get(word)
            if found is None:
                return None
            value = found
            if value < 10 and self.is_dash(at - 1) and self.words.cardinals.get(tokens.at(at - 2), 0) >= 20:
                return self.words.cardinals[tokens.at(at - 2)] + value, at - 2
        if word not in ("a", "an") and (tokens.at(at - 1) in ("to", "or") or self.is_dash(at - 1)):
            lower = self.number(at - 2)
            if lower and lower[1] == at - 1 and lower[0] < value and tokens.at(at - 2) not in ("a", "an"):
                return value, at - 2
        return value, at

    def ordinal(self, index: int) -> int:
        """ "first", "2nd", "last": its number, -1 for the last; 0 where it is none."""
        word = self.tokens.at(index)
        if word in ("last", "final"):
            return -1
        if word in self.words.ordinals:
            return self.words.ordinals[word]
        return self.day(index) if self.is_ordinal(index) else 0

    def bend(self, first: int, expression: Expression) -> tuple[Expression, int]:
        """The words before a period that take a part of it or name which one: "late last month", "the first week of April"."""
        tokens = self.tokens
        at, stop = first, first
        if tokens.at(at - 1) == "the":
            at -= 1
        word = tokens.at(at - 1)
        if self.is_dash(at - 1) and tokens.is_glued(at) and tokens.is_glued(at - 1):
            part = self.words.edges.get(tokens.at(at - 2)) or self._part(tokens.at(at - 2))
            return (replace(expression, part=part), at - 2) if part else (expression, stop)
        part = self._part(word)
        if part and at == first and word not in self.words.edges:
            return replace(expression, part=part), at - 1
        if word == "end" and at == first and expression.form in ("month", "year") and tokens.at(at - 2) in self.words.sets["leads"]:
            return replace(expression, part="end"), at - 1
        if word in ("earlier", "later") and at == first and expression.which in ("this", "last", "next", "same"):
            return replace(expression, part=word), at - 1
        if (
            word in ("in", "on")
            and tokens.at(at - 2) in ("earlier", "later", "early", "late", "midway")
            and expression.form not in ("day", "weekday")
        ):
            bent = "mid" if tokens.at(at - 2) == "midway" else tokens.at(at - 2)
            return replace(expression, part=bent), at - 2
        if word in ("of", "to", "through", "into") or (word == "in" and tokens.at(at - 2) == "week"):
            return self._partitive(at - 1, expression, stop)
        return expression, stop

    def _part(self, word: str) -> str:
        words = self.words
        if word in words.early:
            return "early"
        if word in words.mid:
            return "mid"
        return "late" if word in words.late else ""

    def _partitive(self, of: int, expression: Expression, stop: int) -> tuple[Expression, int]:
        """ "<part> of <period>": the tokens before the `of`."""
        tokens = self.tokens
        word, before = tokens.at(of - 1), tokens.at(of - 2)
        if expression.form in ("day", "weekday", "named", "count"):
            if word in ("week", "weekend") and expression.form == "day":
                return Expression("week_of", inner=expression, unit=word), of - 1
            return expression, stop
        if tokens.at(of) in ("to", "through", "into"):
            if word == "midway" or (word == "way" and before == "mid"):
                return replace(expression, part="mid"), of - 1
            return expression, stop
        if word == "half" or (word == "part" and before != "first"):
            number = self.ordinal(of - 2)
            if number in _HALVES or (before in ("latter", "back") and word == "half"):
                half = _HALVES.get(number, "second_half")
                if expression.form in ("year", "unit") and (expression.form == "year" or expression.unit == "year"):
                    return Expression("half", number=1 if half == "first_half" else 2, year=expression.year, which=expression.which), of - 2
                return replace(expression, part=half), of - 2
            if before in ("early", "late", "latter"):
                return replace(expression, part="early" if before == "early" else "late"), of - 2
        part = self.words.edges.get(word)
        if part:
            return replace(expression, part=part), of - 1
        unit = self.words.units.get(word, "")
        number = self.ordinal(of - 2)
        if unit in ("week", "day", "weekend", "month") and number and expression.form in ("month", "year", "unit", "quarter", "season"):
            return Expression("nth", number=number, unit=unit, inner=expression), of - 2
        if unit in ("week", "day", "month"):
            count = self.number_before(of - 1)
            if count and self.ordinal(count[1] - 1) in (1, -1):
                sign = 1 if self.ordinal(count[1] - 1) == 1 else -1
                return Expression("first_n", count=sign * count[0], unit=unit, inner=expression), count[1] - 1
        return expression, stop
