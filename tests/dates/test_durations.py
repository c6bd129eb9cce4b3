"""Lengths of time in a text, and what they make of a start."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.dates import Duration, find_dates, find_durations, shift
from tradewatch.model import Period


@pytest.mark.parametrize(
    ("text", "words", "number", "unit"),
    [
        ("The duty is paused for 90 days.", "90 days", 90, "day"),
        ("A 90-day pause was agreed.", "90-day", 90, "day"),
        ("A one-year truce was agreed.", "one-year", 1, "year"),
        ("They extended it for another six months.", "six months", 6, "month"),
        ("It holds for a year.", "a year", 1, "year"),
        ("The firms must leave within two weeks.", "two weeks", 2, "week"),
        ("A forty-five-day grace period follows.", "forty-five-day", 45, "day"),
        ("The duties stay for a period of five years.", "five years", 5, "year"),
        ("The cap lasts 10 to 12 years.", "10 to 12 years", 12, "year"),
    ],
)
def test_length_is_read(text: str, words: str, number: int, unit: str) -> None:
    (found,) = find_durations(text)
    assert (found.text, found.number, found.unit) == (words, number, unit)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    "text",
    [
        "It began two weeks ago.",
        "He is 45 years old and she a 63-year-old.",
        "They meet three times a year at $50 a day.",
        "Over the past three months trade fell.",
        "The day was long and the year bad.",
        "Five thousand 99999 days.",
    ],
)
def test_dates_ages_and_rates_are_no_length(text: str) -> None:
    assert find_durations(text) == []


def test_adjective_and_cue_are_told() -> None:
    (pause,) = find_durations("A 90-day pause.")
    (stay,) = find_durations("It is paused for 90 days.")
    assert (pause.adjective, pause.cue) == (True, None)
    assert (stay.adjective, stay.cue) == (False, "for")


@pytest.mark.parametrize(
    ("start", "number", "unit", "end"),
    [
        ("2025-08-12", 90, "day", "2025-11-10"),
        ("2025-11-10", 1, "year", "2026-11-10"),
        ("2025-01-31", 1, "month", "2025-02-28"),
        ("2024-02-29", 1, "year", "2025-02-28"),
        ("2025-10-16", 2, "week", "2025-10-30"),
        ("2025-04", 6, "month", "2025-10"),
        ("2025-04", 1, "year", "2026-04"),
        ("2025", 5, "year", "2030"),
    ],
)
def test_start_and_length_give_the_end(start: str, number: int, unit: str, end: str) -> None:
    length = Duration(0, 1, "x", number, unit)
    assert shift(Period.parse(start), length) == Period.parse(end)


def test_length_counts_backwards_too() -> None:
    assert shift(Period.parse("2025-11-10"), Duration(0, 1, "x", 90, "day"), back=True) == Period.parse("2025-08-12")


def test_open_start_or_a_count_out_of_the_calendar_gives_none() -> None:
    assert shift(Period.parse("../2025"), Duration(0, 1, "x", 1, "year")) is None
    assert shift(Period.parse("9999-12-31"), Duration(0, 1, "x", 1, "day")) is None


def test_a_mention_and_a_length_give_the_end_of_a_pause() -> None:
    text = "From August 12 the duties are paused for 90 days."
    (mention,), (length,) = find_dates(text, date(2025, 8, 11)), find_durations(text)
    end = shift(mention.period, length)
    assert end is not None and end.edtf == "2025-11-10"
