"""Expressions in digits: "2025-10-09", "13/10/2025", "2018-2020", "Q3 2025", "FY26", "the 1990s", "the 15th"."""

from __future__ import annotations

import re

from .reader import FIRST_YEAR, OLDEST_YEAR, Reader
from .symbols import Expression, Found
from .tokens import BREAK

_MIXED = re.compile(r"(?:(q|h|fy|cy)([1-4]|\d{2}|(?:19|20)\d{2})|([1-4])(q|h)(\d{2}|(?:19|20)\d{2})?|(1[89]\d0|20\d0|[2-9]0)s)")


class Digits(Reader):
    """Readings at a token that holds digits."""

    __slots__ = ("found", "order", "taken")
    found: list[Found]
    order: str | None  # "dmy" or "mdy" where the text shows it, else ""; None where nothing has asked yet
    taken: int  # last token of the last expression

    def _is_numeric(self, index: int) -> bool:
        return (
            len(self.tokens.at(index)) >= 6 and self.tokens.at(index)[0].isdigit() and any(sign in self.tokens.at(index) for sign in "-/.")
        )

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
        if self.order is None:
            self.order = self._slash_order()
        if first > 12 or (second <= 12 and self.order == "dmy"):
            return _valid(year, second, first)
        if second > 12 or self.order == "mdy" or first == second:
            return _valid(year, first, second)
        return None

    def _year(self, index: int) -> Found | None:
        tokens = self.tokens
        before = tokens.at(index - 1)
        if before.isdigit() and index - 1 > self.taken:
            return None  # "call 555 2025"
        year = self.year(index) or self._old_year(index, before)
        if not year or (
            tokens.is_glued(index)
            and not self.is_dash(index - 1)
            and before not in ("(", "[", "“", '"', "-", "–", "—", "/", "‘", "’", "'", ",")
        ):
            return None
        if before in self.words.counted_before or (before == "." and tokens.at(index - 2) in self.words.counted_before):
            return None
        if (
            tokens.is_glued(index + 1)
            and not self.is_dash(index + 1)
            and tokens.at(index + 1)
            not in (
                ",",
                ".",
                ";",
                ":",
                ")",
                "]",
                "?",
                "!",
                "'s",
                "’s",
                "-",
                "–",
                "—",
                "/",
                '"',
                "”",
                "’",
                "'",
                BREAK,
            )
        ):
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
        part = self.quarter_after(stop)
        if part:
            form, number, stop = part
            first = index - 1 if before in ("fiscal", "financial", "calendar") else index
            return Found(Expression(form, year=year, number=number), first, stop - 1, form)
        if year % 10 == 0 and tokens.at(stop) in ("'s", "’s") and (before == "the" or self._part(before) or self.is_dash(index - 1)):
            bent, begin = self.bend(index, Expression("decade", year=year))  # "the 1980's"
            return Found(bent, begin, stop, "decade")
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

    def _old_year(self, index: int, before: str) -> int:
        """A year before 1900, only after a word that leads a time ("in 1789"), as four digits so small are mostly a count."""
        value, follower = int(self.tokens.low[index]), self.tokens.at(index + 1)
        if 1000 <= value < OLDEST_YEAR:  # a count, but where the sentence stops at it
            return value if before == "in" and follower in (",", ".", ";", BREAK) else 0
        if OLDEST_YEAR <= value < FIRST_YEAR and before in ("the", "an") and follower[0].isalpha() and not self.counts(index + 1):
            is_one = not follower.endswith("s") and follower not in self.words.sets["leads"]
            return value if is_one and not self.tokens.is_capital(index + 1) else 0  # "the 1868 treaty"
        stops = follower in self.words.sets["after_year"] or follower == BREAK
        if OLDEST_YEAR <= value < FIRST_YEAR and stops and before in ("between", "from", "by", "until", "before", "after", "around"):
            return value  # "between 1890 and 1930"
        if not OLDEST_YEAR <= value < FIRST_YEAR or before not in ("in", "since", "of") or self.counts(index + 1):
            return 0
        return 0 if follower.endswith("s") and follower[0].isalpha() else value

    def _is_of_act(self, index: int) -> bool:
        """ "the Trade Act of 1974": the year names a law."""
        return (
            self.tokens.at(index - 1) == "of" and self.tokens.at(index - 2) in self.words.sets["laws"] and self.tokens.is_capital(index - 2)
        )

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
            elif form == "half" and tokens.at(index - 1) not in self.words.sets["leads"] | {"the"}:
                return None
        bent, begin = self.bend(index, Expression(form, year=told, number=which, year_shift=shift))
        return Found(bent, begin, stop - 1, form)

    def _day_of_month(self, index: int) -> Found | None:
        """ "on the 15th", "until the 3rd of this month"."""
        tokens = self.tokens
        if tokens.at(index - 1) != "the" or tokens.at(index - 2) not in self.words.sets["leads"] | {"on"}:
            return None
        which, stop = "", index + 1
        if tokens.at(stop) == "of" and self.words.which.get(tokens.at(stop + 1)) and tokens.at(stop + 2) == "month":
            which, stop = self.words.which[tokens.at(stop + 1)], stop + 3
        elif tokens.at(stop) == "of" and tokens.at(stop + 1) == "the" and tokens.at(stop + 2) == "month":
            stop += 3
        elif tokens.at(stop) not in self.words.sets["after_day"] and tokens.at(stop) != BREAK:
            return None
        return Found(Expression("day_of_month", day=self.day(index), which=which), index - 1, stop - 1, "day of the month")


def _valid(year: int, month: int, day: int) -> Expression | None:
    if 1 <= month <= 12 and 1 <= day <= 31 and 1700 <= year <= 2200:
        return Expression("day", year=year, month=month, day=day)
    return None
