"""What the United States, China and India charged each other, told as the press told it, comes out day by day."""

from __future__ import annotations

import pytest

from .charged import on_day, parts, table
from .told import said

LISTS = ["25% 34b in_force", "25% 16b in_force"]
METALS = ["25% steel in_force", "10% aluminum in_force"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2018-07-05", METALS),
        ("2018-07-06", ["25% 34b in_force", *METALS]),
        ("2018-09-24", [*LISTS, "10% 200b in_force", *METALS]),
        # the rise to 25% set for 1 January was put off
        ("2019-01-15", [*LISTS, "10% 200b in_force", *METALS]),
        ("2019-05-10", [*LISTS, "25% 200b in_force", *METALS]),
        ("2020-02-14", [*LISTS, "25% 200b in_force", "7.5% 120b in_force", *METALS]),
    ],
)
def test_us_on_china_in_the_first_war(day, expected):
    assert parts(on_day("US", "CN", day)) == sorted(expected)


OLD = [*LISTS, "25% 200b in_force", "7.5% 120b in_force", "100% electric vehicles in_force"]
NEW_METALS = "25% steel/aluminum in_force"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-02-03", METALS),
        ("2025-02-04", ["10% all in_force", *METALS]),
        ("2025-03-04", ["20% all in_force", *METALS]),
        ("2025-04-10", ["20% all in_force", "125% all in_force", NEW_METALS, "25% cars in_force"]),
        ("2025-05-14", ["20% all in_force", "10% all in_force", "24pp all suspended", NEW_METALS, "25% cars in_force"]),
        (
            "2025-11-10",
            [
                "10% all in_force",
                "10% all assumed",
                "24pp all suspended",
                "50% steel/aluminum in_force",
                "25% cars in_force",
                "50USD/net_ton all suspended",
            ],
        ),
    ],
)
def test_us_on_china_in_the_second_war(day, expected):
    assert parts(on_day("US", "CN", day)) == sorted(OLD + expected)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2018-07-06", ["25% 34b in_force"]),
        ("2018-09-24", ["25% 34b in_force", "25% 16b in_force", "10% 60b in_force"]),
        ("2019-05-10", ["25% 34b in_force", "25% 16b in_force", "10% 60b in_force"]),
        ("2020-02-14", ["25% 34b in_force", "25% 16b in_force", "25% 60b in_force"]),
    ],
)
def test_china_on_us_in_the_first_war(day, expected):
    assert parts(on_day("CN", "US", day)) == sorted(expected)


@pytest.mark.parametrize(
    ("day", "general"),
    [
        ("2025-02-04", []),
        ("2025-04-09", []),
        ("2025-04-10", ["84% all in_force"]),
        ("2025-04-12", ["125% all in_force"]),
        ("2025-05-14", ["10% all in_force"]),
        ("2025-11-10", ["10% all in_force", "400CNY/net_ton all suspended"]),
    ],
)
def test_china_on_us_in_the_second_war(day, general):
    assert [part for part in parts(on_day("CN", "US", day)) if " all " in part] == general


def test_farm_duties_of_march_end_in_november():
    assert "15% chicken/wheat/corn/cotton in_force" in parts(on_day("CN", "US", "2025-11-09"))
    assert not [part for part in parts(on_day("CN", "US", "2025-11-10")) if "chicken" in part]


@pytest.mark.parametrize(("day", "total", "headline"), [("2025-04-10", 145, 145), ("2025-05-14", 30, 30), ("2025-11-10", 20, 47)])
def test_a_sum_shows_its_parts_and_a_headline_total_is_told_apart(day, total, headline):
    table = on_day("US", "CN", day)
    assert table.sum is not None
    assert table.sum.value == total
    assert set(table.sum.of) <= {part.event for part in table.components}
    assert [told.rate.value for told in table.told_totals] == [headline]


def test_no_component_is_a_headline_total():
    for day in ("2025-04-09", "2025-04-10", "2025-05-14", "2025-11-10"):
        assert not {104, 145, 30, 47} & {part.rate.value for part in on_day("US", "CN", day).components if part.rate}


@pytest.mark.parametrize("day", ["2025-10-31", "2025-11-01", "2025-11-10"])
def test_the_hundred_percent_threat_was_never_in_force(day):
    assert [part for part in parts(on_day("US", "CN", day)) if part.startswith("100%")] == ["100% electric vehicles in_force"]


def test_the_port_fees_life():
    fee = {
        day: [part for part in parts(on_day("US", "CN", day)) if "net_ton" in part] for day in ("2025-10-13", "2025-10-14", "2025-11-10")
    }
    assert fee == {"2025-10-13": [], "2025-10-14": ["50USD/net_ton all in_force"], "2025-11-10": ["50USD/net_ton all suspended"]}
    suspended = next(part for part in on_day("US", "CN", "2025-11-10").components if part.type == "port_fee")
    assert (suspended.since, suspended.until) == ("2025-10-14", "2026-11-10")


INDIA = [
    said("2025-07-30", "tariff US>IN impose announced 25%", announced="2025-07-30", effective="2025-08-01"),
    said("2025-08-01", "tariff US>IN impose announced 25%", announced="2025-07-31", effective="2025-08-07"),
    said("2025-08-06", "tariff US>IN impose announced 25%", announced="2025-08-06", effective="2025-08-27", instrument="Russian oil order"),
    said("2025-08-07", "tariff US>IN impose in_force 25%", effective="2025-08-07", doc="paper"),
    said("2025-08-07", "tariff US>IN impose announced 25%", effective="2025-08-27", doc="paper"),
    said("2025-08-27", "tariff US>IN impose in_force 25%", effective="2025-08-27"),
    said("2025-08-27", "tariff US>IN raise in_force 50%", effective="2025-08-27", doc="doubled"),
]


def test_us_on_india_on_7_august():
    assert parts(table(INDIA, "US", "IN", "2025-08-07")) == ["25% all in_force"]


def test_us_on_india_on_27_august_is_two_duties_and_a_told_total():
    found = table(INDIA, "US", "IN", "2025-08-27")
    assert parts(found) == ["25% all in_force", "25% all in_force"]
    assert found.sum is not None
    assert found.sum.value == 50
    assert [told.rate.value for told in found.told_totals] == [50]
