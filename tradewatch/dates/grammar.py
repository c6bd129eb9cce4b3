"""Text -> symbolic expressions with offsets. No anchor, no tense: what the words alone say.

Each class of expression hangs on one trigger word (a month's name, a weekday's, a unit, a year in digits …); the reader looks left
and right of it for the rest, so the cost is that of one look-up a token and junk stays linear.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .count_grammar import Counts
from .name_grammar import Names
from .symbols import Found
from .tokens import BREAK, Tokens
from .words import Words, find_phrase

_SIGNS = frozenset((BREAK, *".,;:!?()[]/%$-–—'’‘\"“”", "'s", "’s"))  # nothing is read at these


def find_expressions(tokens: Tokens, words: Words) -> list[Found]:
    """Every expression of time in order, none overlapping."""
    return Grammar(tokens, words).read()


class Grammar(Counts, Names):
    """One walk over the tokens of a text."""

    __slots__ = ()

    def __init__(self, tokens: Tokens, words: Words) -> None:
        super().__init__(tokens, words)
        self.found = []
        self.taken = -1
        self.has_named_may = self._names_may()
        self.order = None

    def read(self) -> list[Found]:
        """Walk once, left to right."""
        words, low = self.words, self.tokens.low
        shields, holidays, triggers, begins = words.shields, words.holidays, words.triggers, words.begins
        readers: dict[str, Callable[[int], Found | None]] = {
            "month": self._month, "weekday": self._weekday, "season": self._season, "unit": self._unit, "named": self._named,
            "time": self._time_of_day, "half": self._half, "fiscal": self._fiscal, "decade": self._decade,
        }  # fmt: skip
        free = 0  # the first token that no expression or shield holds
        for index in [index for index, word in enumerate(low) if word in begins or not (word.isalpha() or word in _SIGNS)]:
            if index < free:
                continue
            word = low[index]
            if word in shields:
                shielded = find_phrase(self.tokens, index, shields)
                if shielded:
                    free = shielded[1]
                    continue
            step: Found | None = None
            if word in holidays:
                step = self._holiday(index)
            if step is None:
                trigger = triggers.get(word)
                if trigger is not None:
                    step = readers[trigger](index)
                elif word[0].isdigit() or (word[0] in "qhfc" and len(word) > 1 and word[-1].isdigit()):
                    step = self._digits(index)
            if step is not None and step.first > self.taken:
                self.found.append(self._with_article(step))
                self.taken = step.last
                self._listed(step)
                free = self.taken + 1
        return self.found

    def _listed(self, step: Found) -> None:
        """The further days of "Oct. 9, 10 and 11": each its own expression."""
        inner = step.expression
        if inner.form != "day" or step.rule != "month day":
            return
        at = step.last + 1
        while self.tokens.at(at) in (",", "and", "or") and self.day(at + 1) and not self.counts(at + 2):
            if (
                self.tokens.at(at + 2) not in (",", ".", "and", "or", ";", ")", "in", "at", "to", BREAK)
                or self.tokens.low[at + 2 : at + 3] == []
            ):
                return
            follower = self.tokens.at(at + 2)
            if self.tokens.at(at) == "," and follower not in ("and", "or", ","):
                return
            self.found.append(Found(replace(inner, day=self.day(at + 1)), at + 1, at + 1, "listed day"))
            self.taken = at + 1
            at += 2

    def _with_article(self, step: Found) -> Found:
        """ "the" belongs to "the end of October", "the weekend", "the third quarter", not to "the 2018 duties"."""
        if self.tokens.at(step.first - 1) != "the" or step.first - 1 <= self.taken:
            return step
        e = step.expression
        is_plain = e.form in ("day", "month", "year", "years", "weekday", "range", "holiday")
        if is_plain and not (e.part and "of" in self.tokens.low[step.first : step.last]):
            return step
        return replace(step, first=step.first - 1)

    def _names_may(self) -> bool:
        """Whether the text names a person May, so that "by May" is no month."""
        low = self.tokens.low
        if "theresa" not in low and "mrs" not in low:
            return False
        return any(word in ("theresa", "mrs") and "may" in low[index + 1 : index + 3] for index, word in enumerate(low))

    def _unit(self, index: int) -> Found | None:
        return self.read_unit(index, self.taken, self._after)

    def _after(self, index: int) -> Found | None:
        """The expression that starts at a token, for "two days after 12 May" and "the week of Oct. 6"."""
        saved, count = self.taken, len(self.found)
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
        del self.found[count:]
        return found if found is not None and found.first in (index, index + 1) else None
