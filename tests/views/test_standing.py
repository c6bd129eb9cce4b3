"""What one date means in words, and one row for one date of an event."""

from __future__ import annotations

import pytest

from tests.views.build import claim, event, when
from tests.views.test_snapshots import drawn
from tradewatch.model import Period, Role
from tradewatch.views.chart import with_dates
from tradewatch.views.desk import changes_view
from tradewatch.views.event import Marks, highlighted
from tradewatch.views.facts import facts_view, rows_view
from tradewatch.views.lanes import lanes_view
from tradewatch.views.rates import rates_view
from tradewatch.views.timeline import heading_of, rows_of, timeline_view
from tradewatch.views.words import say_dated, say_dates, say_standing


@pytest.mark.parametrize(
    ("status", "roles", "said"),
    [
        ("in_force", "announced effective", "announced and in force"),
        ("announced", "announced effective", "announced and takes effect"),
        ("threatened", "announced effective", "threatened, for the same date"),
        ("in_force", "announced", "announced; now in force"),
        ("ended", "effective ends", "ended"),
        ("ended", "announced ends", "announced and ended"),
    ],
)
def test_what_a_date_means_is_said_once(status: str, roles: str, said: str) -> None:
    assert say_standing([Role(role) for role in roles.split()], claim(status=status)) == said


@pytest.mark.parametrize(
    ("status", "roles", "said"), [("in_force", "announced", "announced; now lifted"), ("ended", "effective", "lifted")]
)
def test_a_lift_in_force_is_a_measure_lifted(status: str, roles: str, said: str) -> None:
    assert say_standing([Role(role) for role in roles.split()], claim(status=status, action="lift")) == said


@pytest.mark.parametrize(
    ("status", "period", "said"),
    [
        ("announced", "2024-07-05/..", "takes effect from Jul 5, 2024"),
        ("in_force", "2024-07-05/..", "in force since Jul 5, 2024"),
        ("threatened", "2024-07-05/..", "threatened from Jul 5, 2024"),
        ("in_force", "2024-07", "in force July 2024"),
    ],
)
def test_what_has_not_begun_runs_from_a_day(status: str, period: str, said: str) -> None:
    assert say_dated(Role.EFFECTIVE, claim(status=status), Period.parse(period)) == said


SAME_DAY = event("e1", claim(status="in_force", rate="25", dates=when(announced="2025-03-12", effective="2025-03-12", ends="2025-06-01")))


def test_one_day_of_an_event_is_one_row_with_all_that_it_means() -> None:
    page = drawn(timeline_view(rows_of([SAME_DAY])), None)
    assert page.count("Mar 12") == 1 and "announced and in force" in page and page.count("Jun 1 ") == 1
    assert drawn(lanes_view(rows_of([SAME_DAY]), ["US"]), None).count("Mar 12") == 1


def test_rows_for_programs_stay_a_row_a_role() -> None:
    assert [row["role"] for row in timeline_view(rows_of([SAME_DAY])).records()] == ["announced", "effective", "ends"]


def test_two_events_of_one_day_stay_two_rows() -> None:
    twin = event("e2", SAME_DAY.claim)
    assert drawn(timeline_view(rows_of([SAME_DAY, twin])), None).count("Mar 12") == 2


@pytest.mark.parametrize(
    ("of", "evidence", "marked"),
    [
        (claim(status="threatened"), "He threatened duties and would impose them.", ["threatened", "would", "impose"]),
        (claim(status="in_force"), "The duty took effect in May.", ["took effect"]),
        (claim(action="suspend", status="suspended"), "Both paused the duties.", ["paused"]),
        (claim("meeting", "CN US", "", status="held"), "They met in Busan.", ["met"]),
    ],
)
def test_the_words_that_tell_the_standing_are_marked(of: object, evidence: str, marked: list[str]) -> None:
    from dataclasses import replace

    from tradewatch.knowledge import load

    text = highlighted(replace(of, evidence=evidence), Marks(standing=load().table("evidence")))  # type: ignore[type-var]
    assert sorted(text.plain[span.start : span.end] for span in text.spans) == sorted(marked)


def test_what_is_due_is_told_with_the_date_that_is_due() -> None:
    rows = [{"change": "due", "event": "e1", "fields": ["ends"]}, {"change": "new", "event": "e1", "fields": []}]
    page = drawn(changes_view(rows, {"e1": SAME_DAY}), None).splitlines()
    assert "tariff 25%: ends Jun 1, 2025" in page[1] and "tariff 25%: in force Mar 12, 2025" in page[2]


PART = {"goods": [], "instrument": None, "since": None, "until": None, "source_count": 1, "via": [], "worth": None}


def _steps() -> list[dict]:
    one = {**PART, "event": "e1", "events": ["e1"], "rate": {"value": 10, "unit": "percent"}, "state": "in_force"}
    table = {"by": "US", "on": "CN", "sum": None, "told_totals": []}
    return [
        {"date": "2018-12-31", **table, "components": [one]},
        {"date": "2019-03-01", **table, "components": [one | {"state": "suspended"}]},
        {"date": "2019-05-01", **table, "components": []},
    ]


def test_a_step_of_the_duty_is_dated_as_told_and_says_what_moved() -> None:
    events = {"e1": event("e1", claim(status="in_force", rate="10", dates=when(effective="2018")))}
    table = {"by": "US", "on": "CN", "at": "2019-06-01", "components": [], "sum": None, "told_totals": []}
    page = drawn(rates_view(table, events, _steps(), chart=True), None)
    assert "Dec 31, 2018" not in page and "  2018 " in page
    assert "tariff 10% is suspended" in page and "tariff 10% ended" in page and page.count("e1") == 3
    assert [row["told"] for row in with_dates(_steps(), events)] == ["2018", None, None]


def test_a_duty_that_nobody_tells_any_more_has_not_ended() -> None:
    events = {"e1": event("e1", claim(status="in_force", rate="10", dates=when(effective="2018")))}
    first, *_, last = _steps()
    steps = [first, {**last, "apart": [{**first["components"][0], "why": "unconfirmed"}]}]
    page = drawn(rates_view({**first, "by": "US", "on": "CN", "at": "2018-12-31"}, events, steps, chart=True), None)
    assert "tariff 10% is told no more" in page and "ended" not in page


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_word_is_broken_to_keep_a_column(width: int) -> None:
    told = claim(
        "export_control", "CN", "US", goods=("semiconductor manufacturing equipment", "gallium"), dates=when(announced="2025-10-09")
    )
    page = drawn(timeline_view(rows_of([event("abcdefgh", told)])), width)
    words = {word for line in page.splitlines() for word in line.split()}
    assert {"semiconductor", "manufacturing", "equipment,", "announced", "abcdefgh"} <= words


def test_a_day_that_means_two_things_is_told_once() -> None:
    assert say_dates(SAME_DAY.claim) == "announced and in force Mar 12, 2025; ends Jun 1, 2025"
    threat = claim(status="threatened", dates=when(announced="2025-03-12", effective="2025-03-12"))
    assert say_dates(threat) == "threatened Mar 12, 2025, for the same date"
    assert say_dates(claim()) == ""


def test_facts_of_a_fact_stand_under_it() -> None:
    page = drawn(facts_view("Status", {"size": 5, "counts": {"events": 2}, "last": None}), 80)
    assert page.splitlines() == ["size      5", "counts", "  events  2", "last      -"]


ROWS = [{"id": 1, "why": "it holds no words that a person could read", "place": None, "first": "2026-11-26T20:57:39Z", "times": 2}]


def test_a_column_that_tells_nothing_gives_its_room_on_a_narrow_page() -> None:
    view = rows_view("Rows", ("id", "why", "place", "first", "times"), ROWS, empty="none", fold=("why",))
    assert "place" in drawn(view, None) and "place" not in drawn(view, 80)


def test_a_row_without_columns_names_its_cells() -> None:
    rows = [ROWS[0] | {"last": "2026-11-26T21:57:39Z"}]
    page = drawn(rows_view("Rows", ("id", "why", "place", "first", "last", "times"), rows, empty="none", fold=("why",)), 40)
    assert "times: 2" in page and "first:" in page and "place" not in page


@pytest.mark.parametrize(
    ("period", "by", "heading"),
    [
        ("1934", "quarter", "1934 (no quarter told)"),
        ("1934/..", "quarter", "1934 (no quarter told)"),
        ("1934/..", "month", "1934 (no month told)"),
        ("2025-10", "quarter", "Q4 2025"),
        ("2025-10/2025-12", "quarter", "Q4 2025"),
        ("2025-10/2025-12", "month", "Q4 2025 (no month told)"),
        ("2025-09-29/2025-10-05", "quarter", "Q3 2025"),
        ("2025-08-15/2025-10-15", "quarter", "Aug 15 – Oct 15, 2025 (no quarter told)"),
        ("2025-08-15/2025-10-15", "year", "2025"),
    ],
)
def test_a_heading_is_no_more_exact_than_the_date(period: str, by: str, heading: str) -> None:
    assert heading_of(Period.parse(period), by) == heading


def test_a_table_of_rates_says_since_once_and_one_day_of_articles_once() -> None:
    part = {
        **PART,
        "event": "e1",
        "rate": {"value": 35.3, "unit": "percent"},
        "state": "in_force",
        "since": "2024-07-05/..",
        "events": ["e1"],
    }
    table = {"by": "EU", "on": "CN", "at": "2024-11-15", "components": [part], "sum": None, "told_totals": []}
    page = drawn(rates_view(table | {"covered": ["2024-10-29", "2024-10-29"]}, {}), None)
    assert page.count("since") == 1 and "from articles of 2024-10-29; " in page
