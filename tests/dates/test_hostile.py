"""No text makes the reader of dates fail, grow slow, or invent."""

from __future__ import annotations

import re
import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewatch.dates import find_dates, find_durations
from tradewatch.dates import tokens as tokens_module
from tradewatch.dates import words as words_module
from tradewatch.errors import ConfigError

PUBLISHED = date(2025, 10, 16)

JUNK = [
    "1",
    "1,",
    "1.",
    "1/",
    "1-",
    " ",
    "\n",
    "\t \n",
    "a",
    "a.",
    "A.B.",
    "Jan ",
    "Monday ",
    "May 5, ",
    "9 to ",
    "between ",
    "the end of ",
    "last ",
    "last week ",
    "2025 ",
    "2025-",
    "Oct. 9, 10 and ",
    "two days after ",
    "a day earlier ",
    "“today ",
    "'s",
    "’",
    "am ",
    "(",
    "in the first half of ",
    "\u2028",
    "\x00",
    "９",
    "İ",
    "\ud800",
    "from 1 to 2 ",
    "the 15th of ",
]


@pytest.mark.parametrize("piece", JUNK, ids=[ascii(piece) for piece in JUNK])
def test_long_junk_costs_no_more_than_its_length(piece: str) -> None:
    short, long = (piece * (size // len(piece) + 1) for size in (15_000, 60_000))

    def cost(text: str) -> float:
        tokens_module._kept.cache_clear()
        begin = time.process_time()
        find_dates(text, PUBLISHED)
        find_durations(text)
        return time.process_time() - begin

    cost(short)
    small = min(cost(short) for _ in range(2))
    large = min(cost(long) for _ in range(2))
    assert large < 8 * small + 0.05  # four times the text; twice that for the machine's moods


VOCABULARY = """Monday May March 2025 2018 9 13 31 to and of the last next this month week year years days 90 two a ago in after before
earlier from until between early mid late end first quarter Q3 FY25 1990s 's “ ” - – , . 13/10/2025 2025-10-09 today said
will Oct. Christmas half"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n", "\n\n"])


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=40), st.dates() | st.none())
def test_any_row_of_time_words_is_read(words: list[str], published: date | None) -> None:
    text = " ".join(words)
    mentions = find_dates(text, published)
    find_durations(text)
    assert all(text[m.start : m.end] == m.text and m.text.strip() for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert all(m.start < m.end <= len(text) for m in find_dates(text, PUBLISHED))


@pytest.mark.parametrize("day", [date.min, date(1, 3, 1), date(9999, 12, 31)])
def test_ends_of_the_calendar_do_not_fail(day: date) -> None:
    text = "Last year, next year, a decade ago, in two weeks it will come; 500 years ago; by next week; on Monday; since May; in the fall."
    find_dates(text, day)


def test_offsets_hold_where_lower_case_is_longer() -> None:
    text = "İİİ İstanbul said on Monday it would wait."
    (mention,) = find_dates(text, PUBLISHED)
    assert text[mention.start : mention.end] == "Monday"


def test_digits_of_other_scripts_are_no_dates() -> None:
    assert find_dates("On ９ October and on ２０２５ and in ٢٠٢٥.", PUBLISHED) == [
        mention for mention in find_dates("On ９ October and on ２０２５ and in ٢٠٢٥.", PUBLISHED) if mention.text == "October"
    ]


def test_patterns_are_bounded() -> None:
    pattern = tokens_module._TOKEN.pattern
    unbounded = re.findall(r"\)[*+]|\){\d*,}", pattern)
    assert unbounded == []


def test_a_broken_table_of_words_is_a_mistake_of_configuration() -> None:
    with pytest.raises(ConfigError, match=r"data/calendar\.toml: 'weekdays' is missing"):
        words_module.shape({"months": {}})
