"""The sentences of a document as columns: a number for each token and question, so that features are looked up for all candidates at once.

Only sentences with a candidate are laid out, one after another, with room between them: what is looked up a little beyond a sentence's
end finds the mark of its edge.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Any

import numpy as np

from . import codes
from .codes import FIELDS, MOOD_SHIFT, edge, ident, records
from .hashing import Array
from .phrases import Candidate, Document
from .tokens import Row

# how far beyond a sentence's ends the columns may be asked
ROOM = 10
_NO_CLAUSE = [0] * ROOM
_BEFORE, _AFTER = [edge("<s>")] * ROOM, [edge("</s>")] * ROOM
# the tail of a verb's shape
_PASSIVE, _GOING, _ING, _PAST, _PART, _PRESENT, _BASE = range(1, 8)
_TAIL_SHIFT, _LOOK = 5, 5
_TAIL, _BARE_ING = np.uint32(_TAIL_SHIFT), _ING << _TAIL_SHIFT
# forms as `codes.FORMS` numbers them, from 1: base, third, past, participle, ing
_TAILS = (0, _BASE, _PRESENT, _PAST, _PART, _ING)
_INF = 1
# a rate and its trigger so close are one phrase
_PHRASE = 4


def shape_of(marks: Sequence[int], verb: int, form: int, other: int = 0) -> int:
    """Tense, mood and voice of a verb by the marks of the words before it, as a number above 0: mood, negation, perfect, tail. `other`
    is what else its form may be: "hit" is also the participle."""
    tail = _TAILS[form]
    mark = marks[verb - 1]
    if not mark:
        return tail << _TAIL_SHIFT
    mood = said = 0
    for step in range(1, _LOOK + 1):
        mark = marks[verb - step]
        if not mark:
            break
        told = mark >> MOOD_SHIFT & 7
        if told == _INF:
            # "to" belongs to the verb only right before it
            if step > 2:
                break
            told = mood or _INF
        mood = told or mood
        said |= mark
    if said & codes.BE and (tail in (_PAST, _PART) or _TAILS[other] in (_PAST, _PART)):
        tail = _PASSIVE
    elif tail == _ING:
        tail = _GOING if said & codes.BE else _ING
    elif mood:
        tail = 0
    return mood | bool(said & codes.NOT) << 3 | bool(said & codes.HAVE) << 4 | tail << _TAIL_SHIFT


def is_passive(shape: Any) -> Any:
    """Whether a shape, or each of a column of shapes, is a passive's."""
    return shape >> _TAIL_SHIFT == _PASSIVE


class Marks:
    """Marked tokens, between an edge in front and one behind: `places` in order, and how many places stand before each token."""

    def __init__(self, marked: Array, until: Array) -> None:
        self.places = np.concatenate(([0], np.flatnonzero(marked), [len(marked) - 1]))
        self._until = until

    def __len__(self) -> int:
        return len(self.places) - 2

    def before(self, places: Array) -> Array:
        """The number of the last mark before a token; 0 is the edge."""
        found: Array = self._until[places]
        return found

    def after(self, places: Array) -> Array:
        """The first mark after a token."""
        found: Array = self.places[self._until[places + 1] + 1]
        return found

    def count(self, low: Array, high: Array) -> Array:
        """How many stand from `low` to before `high`."""
        found: Array = self._until[high] - self._until[low]
        return found

    def spread(self, begin: Array, end: Array) -> tuple[Array, Array]:
        """For each stretch the numbers of its marks, a row each, and which of a row's are meant."""
        first, last = self._until[begin], self._until[end]
        numbers = first[:, None] + np.arange(1, 1 + int((last - first).max(initial=0)))
        inside = numbers <= last[:, None]
        return np.minimum(numbers, len(self)), inside


_MARKED = (codes.VERB, codes.SILENT, codes.STEP, codes.RATE, codes.DATE, codes.PARTY, codes.BARRIER, codes.FOREIGN)
_BITS = np.array(_MARKED, dtype=np.uint32)[:, None]


class Sheet:
    """Columns over the tokens of the candidates' sentences, and over the candidates."""

    def __init__(self, document: Document, candidates: Sequence[Candidate]) -> None:
        self.document, self.candidates = document, candidates
        self.rows: list[Row] = []
        # where a sentence of the document is among `rows`, and where its first token is
        self.place: dict[int, int] = {}
        self.begins: list[int] = []
        parts: list[bytes] = []
        clauses = array("I")
        kept = records(document.knowledge)
        at = 0
        for number in sorted({c.row for c in candidates}):
            row = document.rows[number]
            self.place[number] = len(self.rows)
            self.rows.append(row)
            self.begins.append(at + ROOM)
            parts += _BEFORE
            parts += kept.of(row.tokens)
            parts += _AFTER
            clauses.extend(_NO_CLAUSE)
            clauses.extend(row.clauses)
            clauses.extend(_NO_CLAUSE)
            at += len(row.tokens) + 2 * ROOM
        self.cues = kept.cues
        self.begin = np.array(self.begins, dtype=np.intp)
        self.end = self.begin + [len(row.tokens) for row in self.rows]
        table = np.frombuffer(b"".join(parts), dtype=np.uint32).reshape(-1, len(FIELDS)).T.copy()
        self.of: dict[str, Array] = dict(zip(FIELDS, table, strict=True))
        self.flags = self.of["flags"]
        self.clause = np.array(clauses, dtype=np.int32)
        # cues of each sentence
        self.heard = np.bitwise_or.reduceat(self.of["cues"], self.begin)
        # what a possessive pronoun after a preposition points back by: that preposition
        self.pointing = np.zeros_like(self.flags)
        self.pointing[1:] = self.of["preposition"][:-1] * self.flag(codes.POINTING)[1:]
        marked = (self.flags & _BITS) != 0
        until = np.zeros((len(marked), len(self.flags) + 1), dtype=np.intp)
        np.cumsum(marked, axis=1, out=until[:, 1:])
        self.verbs, self.silent, self.steps, self.rates, self.dates, self.names, self.barriers, self.foreign = map(Marks, marked, until)
        self._lists()
        self._verbs()
        self._steps()
        self._dates()
        self._candidates()

    def __len__(self) -> int:
        return len(self.flags)

    def flag(self, bit: int) -> Array:
        """Where a flag is set."""
        found: Array = (self.flags & np.uint32(bit)) != 0
        return found

    def _lists(self) -> None:
        """First and last token of the list that each token stands in; the first jurisdiction of each sentence and their number."""
        self.first = np.arange(len(self.flags))
        self.last = self.first.copy()
        opening = []
        for row, begin in zip(self.rows, self.begins, strict=True):
            for member, (first, last) in row.lists.items():
                self.first[begin + member], self.last[begin + member] = begin + first, begin + last
            opening.append(begin + row.parties[0] if row.parties else -1)
        self.opening = np.array(opening, dtype=np.intp)
        self.count = np.array([len(row.parties) for row in self.rows], dtype=np.intp)

    def _verbs(self) -> None:
        """The shape of each verb."""
        verbs = self.verbs.places[1:-1]
        marks = self.of["mark"].tolist()
        forms, others = self.of["form"][verbs].tolist(), self.of["form2"][verbs].tolist()
        shapes = [shape_of(marks, *verb) for verb in zip(verbs.tolist(), forms, others, strict=True)]
        self.shape = np.zeros_like(self.flags)
        self.shape[verbs] = shapes
        told = iter(shapes)
        for row in self.rows:
            row.shapes = dict(zip(row.verbs, told, strict=False))

    def _steps(self) -> None:
        """The steps of the way between two tokens: each run of equal steps is one. `runs` says what they are, and `run` which a step,
        by its number among `steps`, is of."""
        places = self.steps.places[1:-1]
        shape = self.shape[places]
        voice = (shape >> _TAIL == _PASSIVE) + np.uint32(2) * (shape == _BARE_ING)
        values = self.of["step"][places] + voice * ((self.flags[places] & np.uint32(codes.VOICED)) != 0)
        # rooms between sentences do not part runs, but no way leads across them
        fresh = np.ones(len(values) + 2, dtype=bool)
        fresh[2:-1] = values[1:] != values[:-1]
        self.run = np.cumsum(fresh) - 1
        self.runs = np.zeros(int(self.run[-1]) + 1, dtype=np.uint32)
        self.runs[self.run[1:-1]] = values

    def _dates(self) -> None:
        """What each date says."""
        published = self.document.published
        said = [(0, 0, 0, 0)]
        for row in self.rows:
            for number in row.dates:
                mention = self.document.dates[row.tokens[number].date]
                period = mention.period
                when = ident(direction(period.first, period.last, published))
                said.append((when, ident(mention.cue or "none"), ident(str(mention.grain)), nearest_verb(row, number)))
        self.when, self.date_cue, self.grain, self.date_verb = np.array(said).T

    def _candidates(self) -> None:
        """Candidates by position: their anchor, trigger and rate (-1 for none), the phrase of both, the token that names them."""
        asked = []
        for c in self.candidates:
            place = self.place[c.row]
            begin, anchor, trigger, rate = self.begins[place], c.anchor, c.trigger, c.rate
            word = trigger if trigger >= 0 else anchor
            first = last = anchor
            if rate >= 0 and trigger >= 0 and -_PHRASE <= rate - trigger <= _PHRASE:
                first, last = (rate, trigger) if rate < trigger else (trigger, rate)
            low = ident(self.rows[place].tokens[word].low)
            asked.append((
                place, begin + anchor, begin + trigger if trigger >= 0 else -1, begin + rate if rate >= 0 else -1, begin + word,
                begin + first, begin + last, ident(c.type), ident(c.cls), low, c.apart,
            ))  # fmt: skip
        (
            self.owner, self.at, self.trigger, self.rate, self.named, self.low, self.high, self.kind, self.cls, self.phrase, self.apart
        ) = np.array(asked, dtype=np.intp).T.copy()  # fmt: skip


def nearest_verb(row: Row, index: int) -> int:
    """The verb that a date of a sentence most likely goes with, -1 for none."""
    best, best_cost = -1, 0
    for verb in row.verbs:
        if row.tokens[verb].verbs[0][0] == "say" and best >= 0:
            continue
        cost = index - verb if verb < index else verb - index + 2
        if row.clauses[verb] != row.clauses[index]:
            cost += 6
        if best < 0 or cost < best_cost:
            best, best_cost = verb, cost
    return best


def direction(first: date, last: date, published: date | None) -> str:
    """Whether a period lies before, on or after the publication day."""
    if published is None:
        return "unknown"
    if last < published:
        return "past"
    if first > published:
        return "future"
    return "now"


class Pairs:
    """Candidates with a name or a date of their sentence, as columns: where both stand, and what lies between."""

    def __init__(self, sheet: Sheet, pairs: Sequence[tuple[int, int]]) -> None:
        self.sheet = sheet
        chosen = np.fromiter(chain.from_iterable(pairs), dtype=np.intp, count=2 * len(pairs)).reshape(-1, 2)
        self.candidate = chosen[:, 0]
        owner = sheet.owner[self.candidate]
        self.begin, self.end = sheet.begin[owner], sheet.end[owner]
        self.index = chosen[:, 1] + self.begin
        self.owner = owner
        self.at = sheet.at[self.candidate]
        self.rate = sheet.rate[self.candidate]
        # the list that a name stands in, as one
        self.first, self.last = sheet.first[self.index], sheet.last[self.index]
        self.before = self.index < self.at
        self.verb_after = self._verb_after()

    def __len__(self) -> int:
        return len(self.index)

    def _verb_after(self) -> Array:
        after = self.sheet.verbs.after(self.last)
        return np.where(after < self.end, after, len(self.sheet) - 1)

    def spread(self, part: slice, first: Sequence[int], last: Sequence[int]) -> None:
        """Say for some pairs what the list is that they stand in, where the sheet does not know it: its first and last token."""
        begin = self.begin[part]
        self.first[part], self.last[part] = begin + first, begin + last
        self.before[part] = self.last[part] < self.at[part]
        self.verb_after = self._verb_after()

    def part(self, part: slice) -> Pairs:
        """Some of the pairs."""
        out = object.__new__(Pairs)
        out.sheet = self.sheet
        for name in ("candidate", "owner", "begin", "end", "index", "at", "rate", "first", "last", "before", "verb_after"):
            setattr(out, name, getattr(self, name)[part])
        return out
