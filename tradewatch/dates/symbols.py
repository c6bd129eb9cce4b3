"""What the grammar reads, before it is counted out: a symbolic expression of time, and the mention it becomes."""

from __future__ import annotations

from dataclasses import dataclass

from tradewatch.model import Period


@dataclass(frozen=True, slots=True)
class Expression:
    """One calendar expression without its anchor. Which fields count depends on `form`:

    - `day` (year?, month, day), `day_of_month` (day), `month` (year?, month), `year` (year), `decade` (year),
      `years` (year, count: the last one)
    - `weekday` (number, which?), `season`, `quarter`, `half`, `trimonth` (number, year?, which?): year and which may be absent
    - `unit` (unit, which: last, this, next, same, following, previous, before_last, after_next, year_before): "last week"; `named` (count:
      days from today)
    - `count` (count, unit, which: ago, ahead, within, past, next, earlier, later, and `inner` for "two days after …")
    - `holiday` (name, year?, which?), `week_of` (inner), `nth` (number, unit, inner; -1 is the last; of a weekday its number
      in `day`), `first_n` (count, unit, inner?)
    - `range` (inner, other)

    `part` is early, mid, late, start, end, first_half, second_half, earlier or later; `year_shift` is the "last year" of
    "October last year"; of a story's year ("May of that year") `which` is same_year, following_year or previous_year.
    """

    form: str
    year: int | None = None
    month: int = 0
    day: int = 0
    number: int = 0
    count: int = 0
    unit: str = ""
    which: str = ""
    part: str = ""
    name: str = ""
    year_shift: int | None = None
    inner: Expression | None = None
    other: Expression | None = None

    @property
    def is_same_day(self) -> bool:
        """Whether it is "the same day", "later in the day"."""
        return self.form == "unit" and self.unit == "day" and self.which == "same"


@dataclass(frozen=True, slots=True)
class Found:
    """An expression with its tokens, `first` to `last` included."""

    expression: Expression
    first: int
    last: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A calendar expression of a text, resolved.

    `start` and `end` are character offsets and `text` what stands between; `value` is the EDTF string, `grain` its precision, `period` the
    same as days (inclusive). `cue` is the canonical word before it ("from", "until", "by", "effective", …), `kind` the class of expression
    (absolute, month, year, weekday, relative, anaphoric, duration, holiday, season, quarter, range, name), `direction` the tense that
    decided ("past", "future" or None), `quoted` whether it stands inside quotation marks, `why` the rule and the anchor in words.
    A range has its two ends in `parts`; neighbours in a list that touch ("Thursday and Friday") each keep their own value and have the
    whole stretch in `group`.
    """

    start: int
    end: int
    text: str
    value: str
    grain: str
    period: Period
    why: str
    cue: str | None = None
    kind: str = "absolute"
    direction: str | None = None
    quoted: bool = False
    parts: tuple[Period, Period] | None = None
    group: Period | None = None
