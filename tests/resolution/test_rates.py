"""What one side charges another on a day."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.resolution import resolve
from tradewatch.resolution.rates import State, history, rates

from .told import said
from .us_china import STORY

EVENTS = resolve(STORY).events


def table(claims, by, on, day, **more):
    return rates(resolve(claims).events, by, on, date.fromisoformat(day), **more)


def parts(table):
    """Components as `rate goods-or-worth state`."""
    rows = []
    for part in table.components:
        covers = "/".join(part.goods) or part.worth or "all"
        unit = {"percent": "%", "percentage_point": "pp"}.get(part.rate.unit, part.rate.unit) if part.rate else ""
        rows.append(f"{part.rate.value if part.rate else '?'}{unit} {covers} {part.state}")
    return sorted(rows)


def on_day(by, on, day):
    return rates(EVENTS, by, on, date.fromisoformat(day))


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


def test_a_suspension_that_runs_out_leaves_a_duty_assumed():
    back = next(part for part in on_day("US", "CN", "2026-11-10").components if part.type == "port_fee")
    assert back.state is State.ASSUMED


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


def test_a_day_that_passed_without_report_is_assumed():
    claims = [said("2025-07-01", "tariff CA>US impose announced 50%", goods="steel", effective="2025-07-30")]
    assert parts(table(claims, "CA", "US", "2025-07-29")) == []
    assert parts(table(claims, "CA", "US", "2025-07-30")) == ["50% steel assumed"]


def test_a_vague_start_counts_from_its_last_day():
    claims = [said("2025-05-01", "tariff CA>US impose announced 50%", goods="steel", effective="2025-07")]
    assert parts(table(claims, "CA", "US", "2025-07-15")) == []
    assert parts(table(claims, "CA", "US", "2025-07-31")) == ["50% steel assumed"]


@pytest.mark.parametrize("status", ["threatened", "proposed", "rejected"])
def test_what_is_not_decided_never_changes_a_rate(status):
    claims = [said("2025-05-23", f"tariff US>EU impose {status} 50%", effective="2025-06-01")]
    assert parts(table(claims, "US", "EU", "2025-06-02")) == []


def test_a_delay_before_the_first_day_shows_the_duty_suspended():
    claims = [
        said("2025-02-01", "tariff US>CA,MX impose announced 25%", announced="2025-02-01", effective="2025-02-04"),
        said("2025-02-03", "tariff US>CA,MX suspend announced 25%", announced="2025-02-03", ends="2025-03-04"),
    ]
    assert parts(table(claims, "US", "CA", "2025-02-10")) == ["25% all suspended"]
    assert parts(table(claims, "US", "MX", "2025-03-04")) == ["25% all assumed"]


def test_a_duty_with_an_end_is_gone_the_day_after():
    claims = [said("2024-01-01", "trade_remedy EU>CN impose in_force 20%", goods="bicycles", effective="2024-01-01", ends="2025-06-30")]
    assert parts(table(claims, "EU", "CN", "2025-06-30")) == ["20% bicycles in_force"]
    assert parts(table(claims, "EU", "CN", "2025-07-01")) == []


def test_a_cut_of_one_duty_leaves_the_others():
    claims = [
        said("2025-03-04", "tariff US>CN impose in_force 20%", effective="2025-03-04", instrument="fentanyl tariffs"),
        said("2025-05-14", "tariff US>CN impose in_force 10%", effective="2025-05-14", instrument="reciprocal tariffs"),
        said("2025-11-10", "tariff US>CN lower in_force 10%", effective="2025-11-10", prior="20%", instrument="fentanyl tariffs"),
    ]
    assert parts(table(claims, "US", "CN", "2025-11-10")) == ["10% all in_force", "10% all in_force"]


def test_what_the_union_faces_holds_for_its_members_and_says_so():
    claims = [said("2025-08-08", "tariff US>EU impose in_force 15%", effective="2025-08-07")]

    def blocs(code, day):
        return {"EU"} if code == "DE" else set()

    found = table(claims, "US", "DE", "2025-08-08", blocs=blocs)
    assert [(part.rate.value, part.via) for part in found.components if part.rate] == [(15, ("EU",))]
    assert table(claims, "US", "JP", "2025-08-08", blocs=blocs).components == ()


def test_goods_keep_their_own_duties_and_the_general_ones():
    found = rates(EVENTS, "US", "CN", date(2025, 11, 11), goods=["steel"])
    assert not [part for part in parts(found) if "cars" in part or "vehicles" in part]
    assert "50% steel/aluminum in_force" in parts(found)


def test_duties_on_other_goods_are_never_summed():
    claims = [
        said("2025-06-04", "tariff US>MX impose in_force 50%", goods="steel", effective="2025-06-04"),
        said("2025-06-04", "tariff US>MX impose in_force 25%", goods="cars", effective="2025-06-04"),
    ]
    assert table(claims, "US", "MX", "2025-06-05").sum is None


def test_a_fee_is_never_added_to_a_percentage():
    table = on_day("US", "CN", "2025-10-20")
    assert table.sum is not None
    fees = {part.event for part in table.components if part.rate and part.rate.unit != "percent"}
    assert not fees & set(table.sum.of)


def test_before_the_first_article_the_table_is_empty_and_says_what_is_covered():
    table = on_day("US", "CN", "2015-01-01")
    assert table.components == ()
    assert table.covered == (date(2018, 3, 1), date(2025, 11, 11))


def test_history_has_a_step_for_each_change():
    steps = history(EVENTS, "CN", "US", until=date(2019, 12, 31))
    assert [step.date.isoformat() for step in steps] == ["2018-07-06", "2018-08-23", "2018-09-24", "2019-06-01"]


def test_order_of_events_changes_no_rate():
    for day in (date(2018, 9, 24), date(2025, 4, 10), date(2025, 11, 10)):
        assert rates(EVENTS[::-1], "US", "CN", day) == rates(EVENTS, "US", "CN", day)


def test_a_pause_of_a_programme_pauses_each_rate_it_set():
    claims = [
        said("2025-04-02", "tariff US>IN impose announced 26%", effective="2025-04-09", instrument="reciprocal tariffs"),
        said("2025-04-09", "tariff US>* suspend announced", announced="2025-04-09", ends="2025-07-09", instrument="reciprocal tariffs"),
    ]
    assert parts(table(claims, "US", "IN", "2025-04-10")) == ["26% all suspended"]


def test_a_rate_raised_on_the_day_of_a_pause_is_not_paused():
    claims = [
        said(
            "2025-04-02",
            "tariff US>CN impose announced 34%",
            announced="2025-04-02",
            effective="2025-04-09",
            instrument="reciprocal tariffs",
        ),
        said("2025-04-09", "tariff US>* suspend announced", announced="2025-04-09", ends="2025-07-09", instrument="reciprocal tariffs"),
        said(
            "2025-04-10",
            "tariff US>CN raise in_force 125%",
            announced="2025-04-09",
            effective="2025-04-10",
            instrument="reciprocal tariffs",
        ),
    ]
    assert parts(table(claims, "US", "CN", "2025-04-10")) == ["125% all in_force"]


def test_a_rate_paused_and_never_applied_gives_way_to_a_new_one():
    claims = [
        said("2025-04-02", "tariff US>IN impose announced 26%", effective="2025-04-09", instrument="reciprocal tariffs"),
        said("2025-04-09", "tariff US>* suspend announced", announced="2025-04-09", ends="2025-07-09", instrument="reciprocal tariffs"),
        said("2025-07-31", "tariff US>IN impose announced 25%", announced="2025-07-31", effective="2025-08-07"),
        said("2025-08-07", "tariff US>IN impose in_force 25%", effective="2025-08-07"),
    ]
    assert parts(table(claims, "US", "IN", "2025-08-07")) == ["25% all in_force"]


def test_a_duty_of_which_no_rate_is_told_is_no_row_beside_one_that_is():
    claims = [
        said("2025-06-04", "tariff US>MX impose in_force 50%", goods="steel", effective="2025-06-04"),
        said("2025-07-04", "tariff US>MX impose in_force", goods="steel, copper", effective="2025-07-01"),
        said("2025-07-04", "tariff US>MX impose in_force"),
    ]
    assert parts(table(claims, "US", "MX", "2025-07-05")) == ["50% steel in_force"]


def test_claims_too_weak_to_show_charge_nothing():
    from dataclasses import replace

    weak = said("2025-06-04", "tariff US>MX impose in_force 50%", goods="steel", effective="2025-06-04")
    weak = replace(weak, claim=replace(weak.claim, latent=True))
    assert parts(table([weak], "US", "MX", "2025-07-05")) == []


def test_points_paused_by_one_article_are_the_percent_extended_by_another():
    claims = [
        said("2025-05-12", "tariff US>CN suspend announced 24pp", announced="2025-05-12", effective="2025-05-14", ends="2025-08-12"),
        said("2025-08-11", "tariff US>CN extend announced 24%", announced="2025-08-11", ends="2025-11-10"),
    ]
    assert parts(table(claims, "US", "CN", "2025-09-01")) == ["24pp all suspended"]


def test_a_threat_put_off_never_comes_into_force_by_itself():
    claims = [
        said("2025-05-23", "tariff US>EU impose threatened 50%", announced="2025-05-23", effective="2025-06-01"),
        said("2025-05-25", "tariff US>EU impose suspended 50%", announced="2025-05-25", ends="2025-07-09"),
    ]
    assert parts(table(claims, "US", "EU", "2025-07-10")) == []


def test_a_threat_of_years_ago_is_no_part_of_an_order_of_today():
    claims = [
        said("2019-08-02", "tariff US>CN impose threatened 10%", evidence="a 10% tariff on the remaining $300 billion of Chinese imports"),
        said("2025-02-04", "tariff US>CN impose in_force 10%", effective="2025-02-04"),
    ]
    assert parts(table(claims, "US", "CN", "2025-02-04")) == ["10% all in_force"]


def test_a_rise_to_the_rate_at_which_another_duty_stands_is_no_step_of_that_one():
    claims = [
        said("2018-07-06", "tariff US>CN impose in_force 25%", effective="2018-07-06", evidence="25% on $34 billion of Chinese goods"),
        said("2025-03-04", "tariff US>CN raise in_force 25%", effective="2025-03-04"),
    ]
    assert parts(table(claims, "US", "CN", "2025-03-04")) == ["25% 34b in_force", "25% all in_force"]


def test_a_rate_whose_day_is_not_told_stood_once_a_later_step_tells_it_as_the_old_one():
    claims = [
        said("2025-04-09", "tariff US>CN raise in_force 84%", effective="2025-04-09", instrument="reciprocal tariff"),
        said("2025-04-10", "tariff US>CN raise announced 125%", prior="84%", instrument="reciprocal tariff"),
    ]
    assert parts(table(claims, "US", "CN", "2025-05-01")) == ["84% all in_force"]
    claims.append(
        said("2025-05-12", "tariff US>CN lower announced 10%", prior="125%", effective="2025-05-14", instrument="reciprocal tariff")
    )
    assert parts(table(claims, "US", "CN", "2025-05-01")) == ["125% all in_force"]
    assert parts(table(claims, "US", "CN", "2025-04-09")) == ["84% all in_force"]
    days = [step.date.isoformat() for step in history(resolve(claims).events, "US", "CN", until=date(2025, 5, 20))]
    assert days == ["2025-04-09", "2025-04-10", "2025-05-14"]


def test_what_is_exempted_is_not_what_a_duty_covers():
    claims = [
        said("2025-08-06", "tariff US>BR impose in_force 40%", effective="2025-08-06"),
        said("2025-11-20", "tariff US>BR exempt in_force 40%", goods="coffee, beef", effective="2025-11-13"),
    ]
    assert parts(table(claims, "US", "BR", "2025-08-06")) == ["40% all in_force"]
    assert parts(table(claims, "US", "BR", "2025-11-21")) == ["40% all in_force"]


def test_an_end_for_some_goods_leaves_the_duty_on_the_others():
    claims = [
        said("2025-08-06", "tariff US>BR impose in_force 40%", effective="2025-08-06"),
        said("2025-11-20", "tariff US>BR lift in_force 40%", goods="coffee", effective="2025-11-13"),
    ]
    assert parts(table(claims, "US", "BR", "2025-11-21")) == ["40% all in_force"]
    whole = [*claims, said("2025-12-01", "tariff US>BR lift in_force 40%", effective="2025-12-01")]
    assert parts(table(whole, "US", "BR", "2025-12-02")) == []


def test_a_rate_told_as_a_total_is_no_component_even_where_a_part_is_not_known():
    claims = [
        said("2025-08-06", "tariff US>IN impose announced 25%", effective="2025-08-07"),
        said("2025-08-06", "tariff US>IN impose announced 50%", effective="2025-08-27", evidence="That brings the total to 50%."),
    ]
    found = table(claims, "US", "IN", "2025-08-28")
    assert parts(found) == ["25% all assumed"]
    assert [total.rate.value for total in found.told_totals] == [50]


def test_a_pause_for_everyone_holds_for_a_duty_on_one_side_where_it_names_its_programme():
    fentanyl = said("2025-02-04", "tariff US>CN impose in_force 10%", effective="2025-02-04", instrument="fentanyl tariff")
    pause = said("2025-08-01", "tariff US>* suspend suspended 10%", announced="2025-08-01", ends="2025-11-01")
    assert parts(table([fentanyl, pause], "US", "CN", "2025-08-02")) == ["10% all in_force", "10% all suspended"]
    named = said(
        "2025-08-01", "tariff US>* suspend suspended 10%", announced="2025-08-01", ends="2025-11-01", instrument="fentanyl tariffs"
    )
    assert parts(table([fentanyl, named], "US", "CN", "2025-08-02")) == ["10% all suspended"]


def test_tariffs_without_a_rate_years_apart_are_no_steps_of_one_measure():
    claims = [
        said("2018-05-24", "tariff US>CN impose announced", announced="2018-05-24"),
        said("2025-02-10", "tariff US>CN impose announced", announced="2025-02-10"),
        said("2025-10-01", "tariff US>CN impose in_force", effective="2025-10-01"),
    ]
    assert sorted(len(measure.events) for measure in resolve(claims).measures) == [1, 2]


def test_the_history_begins_with_the_first_duty():
    claims = [
        said("2024-02-13", "tariff US>CA impose in_force", doc="no rate is told"),
        said("2025-03-04", "tariff US>CA impose in_force 25%", effective="2025-03-04"),
    ]
    assert len(resolve(claims).events) == 2
    assert [step.date.isoformat() for step in history(resolve(claims).events, "US", "CA", until=date(2025, 4, 1))] == ["2025-03-04"]


def test_a_pause_told_from_one_day_to_another_begins_on_the_first_and_is_over_on_the_last():
    claims = [
        said("2025-10-14", "port_fee US>CN impose in_force 50USD/net_ton", effective="2025-10-14"),
        said("2025-11-10", "port_fee US>CN suspend suspended", effective="2025-11-10/2026-11-09"),
    ]
    assert parts(table(claims, "US", "CN", "2025-11-09")) == ["50USD/net_ton all in_force"]
    assert parts(table(claims, "US", "CN", "2025-11-10")) == ["50USD/net_ton all suspended"]
    (part,) = table(claims, "US", "CN", "2025-12-01").components
    assert part.until == "2026-11-09"
    assert parts(table(claims, "US", "CN", "2026-11-10")) == ["50USD/net_ton all assumed"]


def test_what_rose_from_another_rate_is_another_duty():
    claims = [
        said("2025-03-04", "tariff US>CN impose in_force 20%", effective="2025-03-04"),
        said("2025-04-09", "tariff US>CN raise in_force 84%", prior="34%", effective="2025-04-09", instrument="reciprocal tariff"),
    ]
    found = table(claims, "US", "CN", "2025-04-09")
    assert parts(found) == ["20% all in_force", "84% all in_force"]
    assert found.sum.value == 104


def test_the_old_rate_told_beside_the_new_one_is_no_order():
    worth = "tariff of 15% on $120 billion of Chinese goods"
    claims = [
        said("2020-01-15", "tariff US>CN lower announced 7.5%", prior="15%", effective="2020-02-14", evidence=worth, doc="one"),
        said("2020-01-15", "tariff US>CN impose announced 15%", effective="2020-02-14", evidence=worth, doc="one"),
    ]
    assert parts(table(claims, "US", "CN", "2020-02-14")) == ["7.5% 120b assumed"]
    # an order raised before its day was an order all the same
    claims = [
        said("2025-04-04", "tariff CN>US impose announced 34%", announced="2025-04-04", effective="2025-04-10"),
        said("2025-04-09", "tariff CN>US raise announced 84%", prior="34%", effective="2025-04-10"),
    ]
    assert [len(measure.events) for measure in resolve(claims).measures] == [2]


def test_a_cut_of_the_whole_leaves_no_single_duty_above_it():
    claims = [
        said("2025-03-04", "tariff US>CN impose in_force 20%", effective="2025-03-04"),
        said("2025-04-09", "tariff US>CN impose in_force 125%", effective="2025-04-09"),
        said("2025-05-12", "tariff US>CN lower announced 30%", prior="145%", effective="2025-05-14"),
    ]
    assert sorted(parts(table(claims, "US", "CN", "2025-05-13"))) == ["125% all in_force", "20% all in_force"]
    assert "125% all in_force" not in parts(table(claims, "US", "CN", "2025-05-14"))
    # where a duty stands at the rate that is cut, the cut is a step of that one
    claims[1] = said("2025-04-09", "tariff US>CN impose in_force 145%", effective="2025-04-09")
    claims.append(said("2025-04-09", "tariff US>CN impose in_force 50%", effective="2025-04-09", instrument="Section 301"))
    assert "50% all in_force" in parts(table(claims, "US", "CN", "2025-05-14"))


def test_remedies_whose_goods_are_not_told_are_never_added():
    claims = [
        said("2024-10-29", "trade_remedy EU>CN impose in_force 35.3%", effective="2024-10-30"),
        said("2024-10-29", "trade_remedy EU>CN impose in_force 18.8%", effective="2024-10-30"),
    ]
    found = table(claims, "EU", "CN", "2024-11-05")
    assert len(found.components) == 2
    assert found.sum is None
