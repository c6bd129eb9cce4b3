"""The calendar as another program reads it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import vobject

from tests.views.build import TODAY, autumn, claim, event, name, when
from tradewatch.model import Event
from tradewatch.views.calendar import calendar_bytes
from tradewatch.views.timeline import rows_of


def made(events: list[Event], old: bytes | None = None) -> bytes:
    return calendar_bytes(rows_of(events), name, TODAY, old)


def entries(calendar: bytes) -> dict[str, Any]:
    """By UID, as vobject reads them."""
    return {entry.uid.value: entry for entry in vobject.readOne(calendar.decode()).vevent_list}


def meeting(held: str, **more: object) -> Event:
    return event("m1", claim("meeting", "CN US", "", status="planned", dates=when(held=held), **more))


@pytest.mark.parametrize(
    ("edtf", "start", "end"),
    [
        ("2025-10-30", date(2025, 10, 30), date(2025, 10, 31)),
        ("2025-10-21/2025-10-31", date(2025, 10, 21), date(2025, 11, 1)),
        ("2025-11", date(2025, 11, 1), date(2025, 12, 1)),
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("2025-12-31", date(2025, 12, 31), date(2026, 1, 1)),
        ("2025-04/..", date(2025, 4, 1), date(2025, 5, 1)),
        ("../2025-11-30", date(2025, 11, 30), date(2025, 12, 1)),
    ],
)
def test_an_entry_covers_the_days_that_the_date_may_mean(edtf: str, start: date, end: date) -> None:
    entry = entries(made([meeting(edtf)]))["m1-held@tradewatch"]
    assert (entry.dtstart.value, entry.dtend.value) == (start, end)


def test_a_vague_date_is_told_as_vague() -> None:
    assert "late October 2025" in entries(made([meeting("2025-10-21/2025-10-31")]))["m1-held@tradewatch"].summary.value


def test_every_date_of_every_event_is_an_entry() -> None:
    assert len(entries(made(autumn()))) == sum(len(one.claim.dates) for one in autumn())


def test_the_calendar_has_what_the_standard_asks_for() -> None:
    text = made(autumn()).decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n") and "PRODID:-//tradewatch" in text and "VERSION:2.0" in text
    assert text.count("DTSTAMP:") == text.count("UID:") == text.count("BEGIN:VEVENT") == text.count("SEQUENCE:")


def test_no_line_is_longer_than_the_standard_allows() -> None:
    long = event("e1", claim(evidence="关税 " * 200, dates=when(effective="2025-11-01")))
    assert max(map(len, made([long]).split(b"\r\n"))) <= 75


def test_the_same_events_give_the_same_bytes() -> None:
    assert made(autumn()) == made(autumn(), made(autumn()))


def test_a_change_raises_the_sequence_and_keeps_the_uid() -> None:
    first = made([meeting("2025-10-21/2025-10-31")])
    second = made([meeting("2025-10-30")], first)
    third = made([meeting("2025-10-30")], second)
    assert [entries(one)["m1-held@tradewatch"].sequence.value for one in (first, second, third)] == ["0", "1", "1"]


def test_a_threat_is_tentative_and_a_cancelled_meeting_cancelled() -> None:
    threat = event("t1", claim(status="threatened", rate="100", dates=when(effective="2025-11-01")))
    off = event("c1", claim("meeting", "CN US", "", status="cancelled", dates=when(held="2025-10-30")))
    found = entries(made([threat, off]))
    assert found["t1-effective@tradewatch"].status.value == "TENTATIVE"
    assert found["c1-held@tradewatch"].status.value == "CANCELLED"


def test_an_article_cannot_write_into_the_calendar() -> None:
    trap = "Talks\r\nBEGIN:VALARM\r\nEND:VALARM\x1b"
    text = made([event("e1", claim("meeting", "CN US", "", place=trap, evidence=trap, dates=when(held="2025-10-30")), title=trap)]).decode()
    assert "\nBEGIN:VALARM" not in text and "\x1b" not in text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a.example/\r\nX:1", "data:text/html,x", "file:///etc/passwd"])
def test_only_web_addresses_are_links(url: str) -> None:
    assert b"\nURL" not in made([event("e1", claim(dates=when(effective="2025-11-01")), url=url)])


def test_a_broken_earlier_file_does_not_matter() -> None:
    assert made(autumn(), b"no calendar\x00") == made(autumn())
