"""Dates and rates in words: as precise as they were told, and no more."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.views.build import claim, name, when
from tradewatch.model import Grain, Period, Rate, Role
from tradewatch.views.words import say_period, say_rate, say_role, say_sides, say_what


@pytest.mark.parametrize(
    ("edtf", "told"),
    [
        ("2025-11-01", "Nov 1"),
        ("2025-10", "October"),
        ("2025", "2025"),
        ("2025-10-01/2025-10-10", "early October"),
        ("2025-10-11/2025-10-20", "mid-October"),
        ("2025-10-21/2025-10-31", "late October"),
        ("2025-02-21/2025-02-28", "late February"),
        ("2025-10-06/2025-10-12", "week of Oct 6"),
        ("2025-10-13/2025-10-15", "Oct 13–15"),
        ("2025-10-30/2025-11-02", "Oct 30 – Nov 2"),
        ("2025-12-30/2026-01-02", "Dec 30, 2025 – Jan 2, 2026"),
        ("2025-07-01/2025-09-30", "Q3 2025"),
        ("2025-07-01/2025-12-31", "second half of 2025"),
        ("2025-09-01/2025-12-31", "late 2025"),
        ("2025-10-01/2025-11-30", "Oct–Nov"),
        ("2018-01-01/2020-12-31", "2018–2020"),
        ("1990-01-01/1999-12-31", "the 1990s"),
        ("2025-04/..", "since April"),
        ("2018/..", "since 2018"),
        ("2025-10-16/..", "since Oct 16"),
        ("../2025-11-30", "by Nov 30"),
    ],
)
def test_a_period_is_told_as_precisely_as_it_is_known(edtf: str, told: str) -> None:
    assert say_period(Period.parse(edtf), within=2025) == told


def test_a_year_other_than_the_headings_is_named() -> None:
    assert say_period(Period.parse("2026-11-10"), within=2025) == "Nov 10, 2026"


def test_a_span_of_days_in_another_year_names_it_once() -> None:
    assert say_period(Period.parse("2026-02-11/2026-02-12"), within=2025) == "Feb 11–12, 2026"


def test_an_open_start_of_an_end_reads_until() -> None:
    assert say_period(Period.parse("../2025-11-30"), within=2025, role=Role.ENDS) == "until Nov 30"


def test_a_season_is_told_as_a_season() -> None:
    summer = Period.parse("2025-06-01/2025-08-31")
    assert say_period(Period(summer.start, summer.end, Grain.SEASON), within=2025) == "summer"


def test_a_week_that_crosses_months_is_still_a_week() -> None:
    assert say_period(Period.parse("2025-09-29/2025-10-05"), within=2025) == "week of Sep 29"


@pytest.mark.parametrize(
    ("value", "unit", "least", "told"),
    [
        ("25", "percent", None, "25%"),
        ("7.50", "percent", None, "7.5%"),
        ("25", "percent", "10", "10–25%"),
        ("10", "percentage_point", None, "10 points"),
        ("50", "USD/net_ton", None, "$50 per net ton"),
        ("1120", "CNY/net_ton", None, "1,120 yuan per net ton"),
        ("200", "USD/item", "80", "$80–200 per item"),
        ("0", "percent", None, "0%"),
        ("100", "percent", None, "100%"),
        ("5", "SEK/tonne", None, "5 SEK per tonne"),
    ],
)
def test_a_rate_is_told_with_its_unit(value: str, unit: str, least: str | None, told: str) -> None:
    assert say_rate(Rate(Decimal(value), unit, Decimal(least) if least else None)) == told


@pytest.mark.parametrize(
    ("status", "role", "told"),
    [
        ("threatened", "effective", "threatened for"),
        ("proposed", "effective", "proposed for"),
        ("announced", "effective", "takes effect"),
        ("in_force", "effective", "in force"),
        ("threatened", "announced", "threatened"),
        ("announced", "announced", "announced"),
        ("in_force", "ends", "ends"),
    ],
)
def test_a_date_is_told_with_what_it_means(status: str, role: str, told: str) -> None:
    assert say_role(Role(role), claim(status=status)) == told


def test_a_planned_meeting_is_not_told_as_held() -> None:
    assert say_role(Role.HELD, claim("meeting", "CN US", "", status="planned")) == "planned"


def test_the_end_of_a_suspension_is_no_end_of_the_duty() -> None:
    assert say_role(Role.ENDS, claim(action="suspend", status="suspended")) == "suspended until"
    assert say_role(Role.ENDS, claim(action="impose", status="suspended")) == "suspended until"


def test_sides_have_an_arrow_only_where_one_acts_on_the_other() -> None:
    assert say_sides(claim(), name) == "US → China"
    assert say_sides(claim("meeting", "CN US", ""), name) == "China, US"
    assert say_sides(claim(on="*"), name) == "US → all countries"


def test_a_rise_is_told_with_both_rates() -> None:
    raised = claim(rate="25", action="raise", prior_rate=Rate(Decimal(10)), goods=("steel",), dates=when(effective="2018-09-24"))
    assert say_what(raised) == "tariff raised to 25% from 10% on steel"
