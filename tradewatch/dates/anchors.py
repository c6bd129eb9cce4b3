"""What an expression counts from where it is not the day of publication: the day of speech, the date named last, the day of an event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tradewatch.model import Grain, Period

from .symbols import Expression, Found
from .tense import Tense, is_past
from .tokens import BREAK, Tokens
from .words import Words

_SPEECH_REACH = 70  # tokens between a quoted "today" and the day told beside a verb of speech
_SPEECH_NEAR = 8  # tokens between that day and the verb
_SPEECH_DAYS = 7  # a speech quoted today was made this long ago at most
_AFTER_COSTS = 5  # the day told after a quotation is a little further than the one before it
_LAST_REACH = 160  # tokens: how far back "a day earlier" looks for the date that it counts from
_EVENT_REACH = 40  # expressions: how far back "two days after the truce" looks for the truce
_VERB_REACH = 12  # tokens in which the verb of "a day after …" stands
_DAYS = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14, "month": 31, "quarter": 92, "year": 366}
_QUARTERLY = (Grain.QUARTER,)
_PERIODIC = (Grain.QUARTER, Grain.HALF, Grain.MONTH)
_NOT_NOUNS = frozenset({"was", "were", "took", "and", "had", "is", "has"})
_NOUN_ENDS = frozenset({",", ".", ";", BREAK, "was", "were", "took", "and"})


@dataclass(slots=True)
class Step:
    """One expression on its way: what was read round it, and its period once known.

    `base` says in words what it was counted from where that is not publication; `parts` and `group` are those of a DateMention.
    """

    found: Found
    cue: str | None
    tense: Tense
    quoted: bool
    period: Period | None = None
    base: str = ""
    parts: tuple[Period, Period] | None = None
    group: Period | None = None

    @property
    def day(self) -> date | None:
        """The single day that it names, once known."""
        return self.period.start if self.period is not None and self.period.start == self.period.end else None


class Anchors:
    """Looks back (and a little forward) from an expression over those already counted out."""

    __slots__ = ("published", "steps", "tokens", "words")

    def __init__(self, steps: Sequence[Step], tokens: Tokens, words: Words, published: date | None) -> None:
        self.steps, self.tokens, self.words, self.published = steps, tokens, words, published

    def day_of_speech(self, index: int) -> tuple[date | None, str]:
        """The day told beside a verb of speech outside the quotation, else publication. Words not quoted look back in the sentence only."""
        step = self.steps[index]
        best: tuple[int, date] | None = None
        for other, gap in self._around(index):
            day = other.day
            told = other.found.expression
            if day is None or other.quoted or not (told.form in ("weekday", "named", "day") or told.is_same_day):
                continue
            if not step.quoted and (other.found.first > step.found.first or not self._same_sentence(other, step)):
                continue
            if self.published is None or not 0 <= (self.published - day).days <= _SPEECH_DAYS or not self._is_said(other.found):
                continue
            if best is None or gap < best[0]:
                best = gap, day
        return (self.published, "") if best is None else (best[1], "the day of speech")

    def _around(self, index: int) -> Iterator[tuple[Step, int]]:
        here = self.steps[index].found
        for number in range(index - 1, -1, -1):
            other = self.steps[number]
            gap = here.first - other.found.last
            if gap > _SPEECH_REACH:
                break
            yield other, gap
        for number in range(index + 1, len(self.steps)):
            other = self.steps[number]
            gap = other.found.first - here.last + _AFTER_COSTS
            if gap > _SPEECH_REACH:
                break
            yield other, gap

    def _is_said(self, found: Found) -> bool:
        begin = max(self.tokens.sentence[found.first], found.first - _SPEECH_NEAR)
        return any(word in self.words.speech for word in self.tokens.low[begin : found.last + 1 + _SPEECH_NEAR])

    def last_named(self, index: int) -> Period | None:
        """The period named last before an expression that points back: for days and weeks the last single day, else of any size."""
        step = self.steps[index]
        e = step.found.expression
        if e.form == "count" and e.name == "event":
            return self._of_sentence(index)
        fine = e.unit in ("day", "week", "fortnight") and not (e.form == "unit" and e.unit == "week")
        for number in range(index - 1, -1, -1):
            other = self.steps[number]
            if step.found.first - other.found.last > _LAST_REACH:
                break
            period = other.period
            if period is None or period.start is None or period.end is None or (fine and period.start != period.end):
                continue
            if (e.unit in ("week", "weekend") or e.form == "weekday") and (period.last - period.first).days > 7:
                continue
            if e.unit in ("month", "quarter", "year") and other.found.expression.form in ("weekday", "named"):
                continue  # "fell in May, the bureau said on Friday, after a rise the previous month"
            if e.which == "year_before" and period.grain not in (_QUARTERLY if e.unit == "quarter" else _PERIODIC):
                continue
            if step.tense.direction == "past" and self._lies_ahead(period.start, e):
                continue  # what has happened does not lie ahead
            if step.tense.direction == "past" and e.is_same_day and other.tense.direction == "future":
                continue  # "the talks run until Thursday. Speaking later in the day, he said …"
            if e.unit in ("month", "year") and e.form == "count" and (period.last - period.first).days > 366:
                continue
            return period
        return None

    def _lies_ahead(self, start: date, e: Expression) -> bool:
        """Whether a day is so far ahead of publication that one unit before it is ahead still."""
        return self.published is not None and (start - self.published).days > _DAYS.get(e.unit, 0) * (e.count or 1)

    def _of_sentence(self, index: int) -> Period | None:
        """ "a day after X happened": the day that the sentence has told, from which X is counted back."""
        for number in range(index - 1, -1, -1):
            other = self.steps[number]
            if not self._same_sentence(other, self.steps[index]):
                break
            if other.day is not None:
                return other.period
        return None

    def has_happened(self, index: int) -> bool:
        """ "a day after Beijing answered", "a day after announcing": a past verb follows, so that the event can be counted back to."""
        after, tense = self.steps[index].found.last + 1, self.steps[index].tense
        if tense.direction == "future" and tense.word not in self.words.arrivals:
            return False  # "takes effect a week after it is signed" lies ahead; "it comes a week after …" does not
        if self.tokens.at(after).endswith("ing"):
            return tense.direction == "past"
        stop = min(self.tokens.sentence_end(after - 1), after + _VERB_REACH)
        return any(is_past(self.tokens, self.words, at) for at in range(after, stop))

    def day_of_event(self, index: int) -> Period | None:
        """ "two days after the truce": the day told in the earlier sentence where "truce" stood last, if one did."""
        found = self.steps[index].found
        low, sentence = self.tokens.low, self.tokens.sentence
        begin = found.last + 2
        if self.tokens.at(begin - 1) not in ("the", "that", "this"):
            return None
        end = begin
        while end < min(len(low), begin + 4) and low[end][0].isalpha() and low[end] not in _NOT_NOUNS:
            end += 1
        if end == begin or self.tokens.at(end) not in _NOUN_ENDS:
            return None
        for number in range(index - 1, max(-1, index - 1 - _EVENT_REACH), -1):
            step = self.steps[number]
            first = sentence[step.found.first]
            if step.day is not None and first != sentence[found.first] and low[end - 1] in low[first : self.tokens.sentence_end(first)]:
                return step.period
        return None

    def _same_sentence(self, one: Step, other: Step) -> bool:
        return self.tokens.sentence[one.found.first] == self.tokens.sentence[other.found.first]
