"""Text and publication date -> date mentions: the grammar's expressions, each counted from its anchor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tradewatch.model import Grain, Period

from .anchors import Anchors, Step
from .calendar_math import add_days, day_period
from .cues import read_cue
from .grammar import find_expressions
from .nearness import Anchor
from .ranges import join_ranges
from .resolve import ends_of, resolve
from .symbols import DateMention, Expression, Found
from .tense import NONE, Tense, is_past, read_tense
from .tokens import BREAK, Tokens, tokenize
from .words import Words, words

_MOVED = 16  # tokens between a day and the verb that moves something to it
_TILL = frozenset({"until", "till", "through"})
_ENTRY = frozenset({":", "-", "–", "—", "--", "|"})
_AHEAD_CUES = frozenset({"by", "until", "before", "from", "starting", "effective", "as early as", "through", "as of"})
_FROM_CUES = frozenset({"from", "as of", "effective"})
_DEADLINES = frozenset({"by", "until", "through", "before"})
_LASTING = frozenset({"lasted", "continued", "ran", "stretched", "dragged"})  # "the talks lasted until Friday"
_PAST_AUXILIARIES = frozenset({"was", "were", "had", "been"})
_ARTICLES = frozenset({"the", "a", "an", "its", "his", "her", "their", "'s", "’s"})
_AFTER_DATES = frozenset({"to", "and", "or", "on", "that", "which", "when", "will", "is", "was", "are", "were", "as", "with", "but"})
_BESIDE = 4  # a verb this near is the verb of the date
_SAME_CLAUSE = 14
_ANAPHORIC = frozenset({"same", "following", "previous", "earlier", "later", "year_before"})
_OF_YEAR = frozenset({"same_year", "following_year", "previous_year"})
_TENSED = frozenset(
    {"day", "month", "weekday", "quarter", "half", "season", "holiday", "day_of_month", "range", "unit", "nth", "first_n", "week_of"}
)
_SPOKEN = frozenset({"named", "unit", "weekday"})
_STORY_REACH = 60  # tokens: how far a year told outright holds for months told after it
_MAX_TEXT = 4_000_000


def find_dates(text: str, published: date | None) -> list[DateMention]:
    """Every calendar expression of a text, in order, none overlapping.

    `published` is the day that relative expressions count from; with None only those that tell their year are found. Values follow EDTF
    level 0. Never raises on any text; linear in its length.
    """
    table = words()
    tokens = tokenize(text[:_MAX_TEXT])
    found = join_ranges(find_expressions(tokens, table), tokens, table)
    return _Finder(tokens, table, found, published).mentions()


class _Finder:
    def __init__(self, tokens: Tokens, table: Words, found: Sequence[Found], published: date | None) -> None:
        self.tokens, self.words, self.published = tokens, table, published
        self.steps = [self._step(one) for one in found]
        self.anchors = Anchors(self.steps, tokens, table, published)

    def mentions(self) -> list[DateMention]:
        """Resolve in rounds: what stands alone, "later in the day", what was spoken on another day, what else points back."""
        later: list[int] = []
        spoken: list[int] = []
        same_day: list[int] = []
        for index, step in enumerate(self.steps):
            if self._follows_day(index):
                continue
            if step.found.expression.is_same_day and not step.quoted:
                same_day.append(index)
            elif _points_back(step.found.expression):
                later.append(index)
            elif (step.quoted and step.found.expression.form in _SPOKEN) or _is_counted_ahead(step.found.expression):
                spoken.append(index)
            else:
                self._resolve(index, self.published)
        for index in same_day:
            self._point_back(index)
        for index in spoken:
            day, base = self.anchors.day_of_speech(index)
            self.steps[index].base = base
            self._resolve(index, day)
        for index in later:
            self._point_back(index)
        self._group()
        return [mention for step in self.steps if (mention := self._mention(step)) is not None]

    def _point_back(self, index: int) -> None:
        step = self.steps[index]
        e = step.found.expression
        if e.form == "count" and index + 1 < len(self.steps) and self._is_told_again(index):
            step.period = self.steps[index + 1].period
            return
        if e.form == "count" and e.name == "event":
            event = self.anchors.day_of_event(index)
            if event is not None:
                step.found = replace(step.found, expression=replace(e, name=""))
                self._resolve(index, self.published, last=event)
                return
            if e.unit not in ("day", "week", "fortnight") or not self.anchors.has_happened(index):
                return
        self._resolve(index, self.published, last=self.anchors.last_named(index))

    def _is_told_again(self, index: int) -> bool:
        """ "A month earlier, in June 2018, …", "a week later, on Thursday, …": the date right behind is the same."""
        here, after = self.steps[index].found, self.steps[index + 1]
        between = self.tokens.low[here.last + 1 : after.found.first]
        e = after.found.expression
        return between in ([",", "on"], [",", "in"]) and after.period is not None and (e.form in ("weekday", "day") or not _is_open(e))

    def _is_listed(self, index: int) -> bool:
        """Whether an expression is joined by "and" or "or" to the one before."""
        if not index:
            return False
        before, here = self.steps[index - 1].found, self.steps[index].found
        return here.first == before.last + 2 and self.tokens.at(here.first - 1) in ("and", "or")

    def _follows_day(self, index: int) -> bool:
        """ "Tuesday or Wednesday", "tomorrow and Friday": the second is the next such day after the first."""
        step = self.steps[index]
        e = step.found.expression
        if not self._is_listed(index):
            return False
        if e.form in ("day", "month") and e.year is None and e.year_shift is None and not e.which and not e.part:
            return self._follows_in_year(index)
        if e.form != "weekday" or e.which or e.inner:
            return False
        before = self.steps[index - 1].period
        if before is None or before.start is None or before.start != before.end or before.start.isoweekday() == e.number:
            return False
        step.period = day_period(add_days(before.start, (e.number - before.start.isoweekday()) % 7))
        step.base = "the day before it in the list"
        return True

    def _follows_in_year(self, index: int) -> bool:
        """ "Sept. 1 and Dec. 15": the second, later in the year, shares the year of the first."""
        step, before = self.steps[index], self.steps[index - 1]
        e, first = step.found.expression, before.found.expression
        if before.period is None or before.period.start is None or first.form != e.form or first.part:
            return False
        if (e.month, e.day) <= (first.month, first.day):
            return False
        anchor = Anchor(self.published)
        told = replace(e, year=before.period.start.year)
        step.period = resolve(told, anchor, self.words, self.tokens, step.found.first, step.found.last)
        step.base = "the date before it in the list"
        return step.period is not None

    def _group(self) -> None:
        """Neighbours in a list that touch are one stretch: "Thursday and Friday", "July or August"."""
        for index in range(1, len(self.steps)):
            a, b = self.steps[index - 1], self.steps[index]
            if not self._is_listed(index) or a.period is None or b.period is None or a.found.expression.form == "range":
                continue
            first, last = a.period, b.period
            if not (first.end and last.start and last.end and first.start) or first.grain is not last.grain:
                continue
            if (last.start - first.end).days == 1:
                a.group = b.group = Period(a.group.start if a.group else first.start, last.end, Grain.INTERVAL)

    def _step(self, found: Found) -> Step:
        tokens = self.tokens
        cue = read_cue(tokens, self.words, found.first)
        tense = NONE
        form = found.expression.form
        if form in ("day", "month") and tokens.at(found.first - 1) in _ARTICLES and tokens.at(found.last + 1) in self.words.sets["made"]:
            tense = Tense("past", tokens.at(found.last + 1), 0)
        elif form == "day" and self._is_entry(found):
            tense = NONE
        elif (form in _TENSED or form == "count") and not self._names_noun(found):
            tense = read_tense(tokens, self.words, found.first, found.last)
            agent = (
                cue in ("by", "from") and tokens.at(found.last + 1) in ("'s", "’s") and tokens.at(found.last + 2) not in ("deadline", "end")
            )
            if cue is not None and (cue == "since" or agent):  # "rattled by Tuesday's decision"
                tense = Tense("past", cue, 0)
            elif (
                (cue == "to" and self._is_moved(found))
                or (form == "day" and cue in _TILL and self._is_set(found, tense))
                or (
                    cue in _AHEAD_CUES
                    and (form in ("weekday", "day_of_month") or found.expression.unit == "weekend")
                    and not (tense.direction == "past" and self._is_behind(found, cue, tense))
                )
            ):
                tense = Tense("future", cue, 0)
        return Step(found, cue, tense, tokens.quoted[found.first])

    def _is_moved(self, found: Found) -> bool:
        """ "extended the pause for 90 days, to November 10", "put off the duty to March 1": a verb before moves something to the day."""
        begin = max(self.tokens.sentence[found.first], found.first - _MOVED)
        before = self.tokens.low[begin : found.first]
        return "from" not in before and not self.words.sets["moving"].isdisjoint(before)

    def _is_set(self, found: Found, tense: Tense) -> bool:
        """ "imposed a duty on onions until December 31": what was just set lasts from now to the day, what "had been" set did not."""
        tokens = self.tokens
        before = tokens.low[tokens.sentence[found.first] : found.first]
        return tense.direction == "past" and tense.word in self.words.sets["setting"] and _PAST_AUXILIARIES.isdisjoint(before)

    def _is_behind(self, found: Found, cue: str, tense: Tense) -> bool:
        """Whether a past verb holds against a cue that looks ahead: "was shut until Friday", "By Friday the river fell"."""
        if cue == "as of":
            return tense.cost <= _SAME_CLAUSE
        if cue == "before":  # "had asked for advice before Friday's decision"; "ahead of" always looks ahead
            owned = self.tokens.at(found.last + 2) if self.tokens.at(found.last + 1) in ("'s", "’s") else ""
            return bool(owned) and self.tokens.at(found.first - 1) == "before" and owned not in self.words.sets["planned"]
        if cue == "by" and "had" in self.tokens.low[self.tokens.sentence[found.first] : found.first]:
            return True  # "had risen to a million by Sunday"
        is_told = tense.word in _PAST_AUXILIARIES or tense.word in _LASTING
        return is_told or cue == "effective" or (cue == "by" and self._opens(found))

    def _is_entry(self, found: Found) -> bool:
        """Whether a day begins an entry of a timeline, "July 6: …": its verbs tell all days in the present."""
        tokens = self.tokens
        return found.first == tokens.sentence[found.first] and tokens.at(found.last + 1) in _ENTRY and not tokens.is_glued(found.last + 2)

    def _names_noun(self, found: Found) -> bool:
        """ "the April 2 tariffs", "a February survey", "the truce of May 12": it tells which, the verb of the clause is not about it."""
        tokens, after = self.tokens, found.last + 1
        if (
            found.expression.form == "day"
            and tokens.at(found.first - 1) == "of"
            and tokens.at(found.first - 3) in _ARTICLES
            and tokens.at(found.first - 2)[0].isalpha()
        ):
            return True  # "the truce of May 12 expires"
        if (
            found.expression.form not in ("day", "month")
            or tokens.at(found.first - 1) not in _ARTICLES
            or tokens.at(found.first).endswith("th")
        ):
            return False
        word = tokens.at(after)
        return (
            word[0].isalpha()
            and word not in self.words.sets["leads"]
            and word not in _AFTER_DATES
            and not is_past(tokens, self.words, after)
        )

    def _resolve(self, index: int, day: date | None, last: Period | None = None) -> None:
        step = self.steps[index]
        expression = step.found.expression
        if (
            expression.form == "count"
            and expression.which == "ahead"
            and self.tokens.at(step.found.first - 1) == "in"
            and step.tense.direction != "future"
        ):
            return  # "in three weeks" with no future verb is how long something took
        year, month = self._story_year(index) if expression.form == "month" or expression.form == "day" else (None, 0)
        near = step.tense.cost <= (_BESIDE if step.cue in ("on", "in") else 1 if step.cue is None else -1)
        is_beside = step.tense.word == "since" or (near and step.tense.word not in self.words.speech)
        anchor = Anchor(day, last, step.tense.direction, year, month, is_beside, self._looks_ahead(step), step.tense.is_weak)
        step.period = resolve(expression, anchor, self.words, self.tokens, step.found.first, step.found.last)
        if step.period is not None and expression.form == "range":
            step.parts = ends_of(expression, anchor, self.words, self.tokens)
        if (
            step.period is not None
            and expression.part == "end"
            and step.cue in _DEADLINES
            and step.period.end
            and step.period.grain is not Grain.WEEK
        ):
            step.period = day_period(step.period.end)  # "by the end of June" is a deadline: its last day

    def _looks_ahead(self, step: Step) -> bool:
        """Whether the word before looks forward: "until" and "by" always, "from" unless a past verb is about it or it opens a range."""
        if step.cue == "by" and step.tense.direction == "past" and self._opens(step.found):
            return False  # "By early June he was in Lima"
        if step.cue in _FROM_CUES:
            return step.tense.direction != "past" and step.found.expression.form != "range"
        return step.cue in _AHEAD_CUES

    def _opens(self, found: Found) -> bool:
        """Whether an expression and the word before it open their sentence."""
        return found.first - 1 <= self.tokens.sentence[found.first]

    def _story_year(self, index: int) -> tuple[int | None, int]:
        """The year that the expression before told outright, where the story goes on from there."""
        step = self.steps[index]
        if index == 0 or self.published is None or step.tense.direction == "future" or self._names_noun(step.found):
            return None, 0
        before = self.steps[index - 1]
        gap = step.found.first - before.found.last
        e = before.found.expression
        if (
            before.period is None
            or before.period.start is None
            or gap > _STORY_REACH
            or BREAK in self.tokens.low[before.found.last : step.found.first]
        ):
            return None, 0
        if e.form not in ("day", "month") or e.year is None or before.period.start.year >= self.published.year or e.part:
            return None, 0
        return before.period.start.year, before.period.start.month

    def _mention(self, step: Step) -> DateMention | None:
        period = step.period
        if period is None:
            return None
        found, e = step.found, step.found.expression
        if step.cue == "since" and period.start is not None:
            grain = period.grain if period.grain in (Grain.DAY, Grain.MONTH, Grain.YEAR) else Grain.INTERVAL
            period = Period(period.start, None, grain)
        start, end = self.tokens.span(found.first, found.last)
        direction = step.tense.direction if e.form in _TENSED and _is_open(e) else None
        return DateMention(
            start=start,
            end=end,
            text=self.tokens.text[start:end],
            value=period.edtf,
            grain=str(period.grain),
            period=period,
            why=self._why(step, direction),
            cue=step.cue,
            kind=_kind(e),
            direction=direction,
            quoted=step.quoted,
            parts=step.parts,
            group=step.group,
        )

    def _why(self, step: Step, direction: str | None) -> str:
        told = step.found.rule
        if not _is_open(step.found.expression):
            return told
        parts = [told]
        if step.base:
            parts.append(f"counted from {step.base}")
        elif _points_back(step.found.expression):
            parts.append("counted from the date named before")
        elif self.published is not None:
            parts.append(f"counted from {self.published.isoformat()}")
        if direction:
            parts.append(f"{direction} by '{step.tense.word}'")
        return ", ".join(parts)


def _points_back(e: Expression) -> bool:
    if e.form == "day_of_month" or e.which in _OF_YEAR:
        return True
    return e.which in _ANAPHORIC and e.inner is None and e.form in ("unit", "count", "weekday", "month", "season")


def _is_open(e: Expression) -> bool:
    """Whether an expression needs an anchor."""
    if e.form in ("day", "month", "quarter", "half", "season", "holiday"):
        return e.year is None
    if e.form in ("year", "years", "decade"):
        return False
    if e.form in ("nth", "first_n", "week_of", "range") and e.inner is not None:
        return _is_open(e.inner) and (e.other is None or _is_open(e.other))
    return True


def _is_counted_ahead(e: Expression) -> bool:
    return e.form == "count" and e.which in ("ahead", "within") and e.unit in ("day", "week") and e.inner is None


def _kind(e: Expression) -> str:
    if e.form == "year" and e.name == "act":
        return "name"
    if e.form == "day":
        return "absolute" if e.year is not None else "day"
    if e.form == "count":
        return {"ago": "relative", "ahead": "relative", "earlier": "anaphoric", "later": "anaphoric"}.get(e.which, "duration")
    if e.form == "unit":
        return "anaphoric" if e.which in _ANAPHORIC else "relative"
    return {"named": "relative", "years": "year", "day_of_month": "day", "nth": "part", "first_n": "part", "week_of": "week"}.get(
        e.form, e.form
    )
