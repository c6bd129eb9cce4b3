"""The publication date: the order of its sources, and what is said of a guess."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tradewatch.model import PublishedFrom
from tradewatch.reading.days import day_in_name, read_day

from .making import PARAGRAPHS, STORY, article, write

FILE_DAY = date(2025, 5, 20)
LINE = "BEIJING, April 13 (Harbor Wire) -- "


def test_the_option_wins_over_everything(tmp_path: Path) -> None:
    path = write(tmp_path, "2025-03-14.txt", f"Title: Steel\nDate: 2025-03-12\n\n{LINE}{STORY}", FILE_DAY)
    found = article(path, published=date(2025, 3, 11))
    assert (found.published, found.published_from, found.notes) == (date(2025, 3, 11), PublishedFrom.OPTION, ())


def test_a_header_wins_over_a_dateline(tmp_path: Path) -> None:
    found = article(write(tmp_path, "2025-03-14.txt", f"Title: Steel\nDate: 2025-03-12\n\n{LINE}{STORY}", FILE_DAY))
    assert (found.published, found.published_from) == (date(2025, 3, 12), PublishedFrom.METADATA)


def test_a_dateline_wins_over_the_name(tmp_path: Path) -> None:
    found = article(write(tmp_path, "2025-03-14.txt", f"Steel\n\n{LINE}{STORY}", FILE_DAY))
    assert (found.published, found.published_from) == (date(2025, 4, 13), PublishedFrom.DATELINE)


@pytest.mark.parametrize("name", ["2025-03-14-steel.txt", "steel_20250314.txt", "14 2025.03.14.txt"])
def test_the_name_wins_over_the_time(tmp_path: Path, name: str) -> None:
    found = article(write(tmp_path, name, f"Steel\n\n{STORY}", FILE_DAY))
    assert (found.published, found.published_from, found.notes) == (date(2025, 3, 14), PublishedFrom.FILENAME, ())


def test_the_time_comes_last_with_a_note_that_names_the_option(tmp_path: Path) -> None:
    path = write(tmp_path, "steel.txt", f"Steel\n\n{STORY}", FILE_DAY)
    found = article(path)
    assert (found.published, found.published_from) == (FILE_DAY, PublishedFrom.FILE_TIME)
    assert len(found.notes) == 1
    assert found.notes[0].startswith(f"{path}: ")
    assert "--published" in found.notes[0]
    assert "relative date" in found.notes[0]


def test_standard_input_without_a_date_has_none() -> None:
    found = article("-", stdin=f"Steel\n\n{STORY}".encode())
    assert (found.doc, found.path, found.published, found.published_from) == ("stdin", "-", None, None)
    assert "--published" in found.notes[0]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        (f"BEIJING, April 13 (Xinhua) {STORY}", date(2025, 4, 13)),
        (f"BEIJING, April 13 (Xinhua) -- {STORY}", date(2025, 4, 13)),
        (f"WASHINGTON, March 31 - {STORY}", date(2025, 3, 31)),
        (f"WASHINGTON, D.C., March 31, 2019 — {STORY}", date(2019, 3, 31)),
        (f"HO CHI MINH CITY, Sept. 16 -- {STORY}", date(2024, 9, 16)),
        (f"NEW DELHI, 4 April (PTI): {STORY}", date(2025, 4, 4)),
        (f"Oct 29 (Reuters) - {STORY}", date(2024, 10, 29)),
        (f"BRUSSELS, Wednesday, March 12, 2025 (Harbor Wire) - {STORY}", date(2025, 3, 12)),
        (f"{STORY}\n\n(Colombo/Oct29/2024)", date(2024, 10, 29)),
        (f"{STORY}\n\n(Seoul, 29 October 2024)", date(2024, 10, 29)),
        (f"March 12, 2025\n\n{STORY}", date(2025, 3, 12)),
        (f"Brussels, 12 March 2025\n\n{STORY}", date(2025, 3, 12)),
        (f"WASHINGTON, D.C., Oct. 16, 2025\n\n{STORY}", date(2025, 10, 16)),
        (f"Updated 3:15 p.m. ET, Wed March 12, 2025\n\n{STORY}", date(2025, 3, 12)),
        (f"2025-03-12 09:30\n\n{STORY}", date(2025, 3, 12)),
        (f"By Ann Example | March 12, 2025\n\n{STORY}", date(2025, 3, 12)),
        (f"{STORY}\n\nPublished on Mar 12, 2025", date(2025, 3, 12)),
    ],
)
def test_datelines(tmp_path: Path, line: str, day: date) -> None:
    found = article(write(tmp_path, "steel.txt", f"Steel duties begin\n\n{line}\n", FILE_DAY))
    assert (found.published, found.published_from) == (day, PublishedFrom.DATELINE)


@pytest.mark.parametrize(
    "line",
    [
        "On April 13 the duty rises to 25 percent, officials said.",
        "April 13 is the day on which the second list takes effect.",
        "Trump said on March 31 - a Monday - that he would wait.",
        "The White House, March 31 at the latest, will answer.",
        "In Beijing, April 13 was a holiday.",
        "Section 232, March 12: what changed and what did not in the second week.",
        "APRIL 31 (Harbor Wire) - a day that is none.",
        "The list of April 2, 2025",
        "New Duties Begin Tuesday, March 4, 2025",
    ],
)
def test_a_date_in_a_sentence_is_no_dateline(tmp_path: Path, line: str) -> None:
    found = article(write(tmp_path, "steel.txt", f"Steel duties begin\n\n{line}\n\n{STORY}", FILE_DAY))
    assert found.published_from is PublishedFrom.FILE_TIME


def test_a_dateline_without_a_year_is_the_latest_such_day_up_to_the_file_and_says_so(tmp_path: Path) -> None:
    found = article(write(tmp_path, "steel.txt", f"Steel\n\nWASHINGTON, Dec 30 - {STORY}", date(2025, 1, 3)))
    assert found.published == date(2024, 12, 30)
    assert "no year" in found.notes[0]
    assert "--published" in found.notes[0]


def test_a_leap_day_without_a_year_finds_its_year(tmp_path: Path) -> None:
    found = article(write(tmp_path, "steel.txt", f"Steel\n\nWASHINGTON, Feb 29 - {STORY}", FILE_DAY))
    assert found.published == date(2024, 2, 29)


def test_a_date_that_is_two_days_is_not_guessed(tmp_path: Path) -> None:
    found = article(write(tmp_path, "2025-03-14.txt", f"Title: Steel\nDate: 04/05/2025\n\n{PARAGRAPHS}", FILE_DAY))
    assert (found.published, found.published_from) == (date(2025, 3, 14), PublishedFrom.FILENAME)
    assert "04/05/2025" in found.notes[0]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2025-10-16", date(2025, 10, 16)),
        ("2025-10-16T23:30:00-04:00", date(2025, 10, 16)),
        ("2025/10/16 08:00", date(2025, 10, 16)),
        ("20251016", date(2025, 10, 16)),
        ("20251016T083000Z", date(2025, 10, 16)),
        ("Thu, 16 Oct 2025 12:00:00 +0000", date(2025, 10, 16)),
        ("Oct. 16, 2025 3:40 p.m. ET", date(2025, 10, 16)),
        ("16th October 2025", date(2025, 10, 16)),
        ("October 16th, 2025", date(2025, 10, 16)),
        ("16/10/2025", date(2025, 10, 16)),
        ("10/16/2025", date(2025, 10, 16)),
        (1760572800, date(2025, 10, 16)),
        (1760572800000, date(2025, 10, 16)),
        ("1760572800", date(2025, 10, 16)),
        (date(2025, 10, 16), date(2025, 10, 16)),
    ],
)
def test_metadata_days(value: object, day: date) -> None:
    assert read_day(value) == day


@pytest.mark.parametrize(
    "value",
    [
        *("", "yesterday", "2 hours ago", "October 2025", "2025", "04/05/2025", "31 February 2025", "2025-13-40", "at 16:30", "x" * 10**6),
        *(True, None, 12, 10**30, -1.5, float("nan"), float("inf"), [], {}),
    ],
)
def test_what_names_no_single_day_is_none(value: object) -> None:
    assert read_day(value) is None


def test_a_number_in_a_name_is_no_day() -> None:
    assert day_in_name("tariff-20259999-1234567890123.txt") is None
    assert day_in_name("https://example.org/2025/10/16/story-12") == date(2025, 10, 16)
