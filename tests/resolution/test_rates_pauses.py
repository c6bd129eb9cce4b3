"""Duties paused, put off, ended or lifted for some goods."""

from __future__ import annotations

from tradewatch.resolution.rates import State

from .charged import on_day, parts, table
from .told import said


def test_a_suspension_that_runs_out_leaves_a_duty_assumed():
    back = next(part for part in on_day("US", "CN", "2026-11-10").components if part.type == "port_fee")
    assert back.state is State.ASSUMED


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


def test_the_rate_that_rises_in_the_news_of_a_pause_for_everyone_stands_until_it_does():
    programme = {"instrument": "reciprocal tariffs"}
    claims = [
        said("2025-04-09", "tariff US>CN raise in_force 84%", prior="34%", effective="2025-04-09", **programme),
        said("2025-04-10", "tariff US>* suspend suspended", announced="2025-04-09", ends="2025-07-09", **programme),
        said("2025-04-10", "tariff US>CN raise in_force 125%", prior="84%", announced="2025-04-09", effective="2025-04-10", **programme),
    ]
    assert parts(table(claims, "US", "CN", "2025-04-09")) == ["84% all in_force"]
    assert parts(table(claims, "US", "CN", "2025-04-10")) == ["125% all in_force"]


def test_a_rate_paused_and_never_applied_gives_way_to_a_new_one():
    claims = [
        said("2025-04-02", "tariff US>IN impose announced 26%", effective="2025-04-09", instrument="reciprocal tariffs"),
        said("2025-04-09", "tariff US>* suspend announced", announced="2025-04-09", ends="2025-07-09", instrument="reciprocal tariffs"),
        said("2025-07-31", "tariff US>IN impose announced 25%", announced="2025-07-31", effective="2025-08-07"),
        said("2025-08-07", "tariff US>IN impose in_force 25%", effective="2025-08-07"),
    ]
    assert parts(table(claims, "US", "IN", "2025-08-07")) == ["25% all in_force"]


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


def test_a_pause_for_everyone_holds_for_a_duty_on_one_side_where_it_names_its_programme():
    fentanyl = said("2025-02-04", "tariff US>CN impose in_force 10%", effective="2025-02-04", instrument="fentanyl tariff")
    pause = said("2025-08-01", "tariff US>* suspend suspended 10%", announced="2025-08-01", ends="2025-11-01")
    assert parts(table([fentanyl, pause], "US", "CN", "2025-08-02")) == ["10% all in_force", "10% all suspended"]
    named = said(
        "2025-08-01", "tariff US>* suspend suspended 10%", announced="2025-08-01", ends="2025-11-01", instrument="fentanyl tariffs"
    )
    assert parts(table([fentanyl, named], "US", "CN", "2025-08-02")) == ["10% all suspended"]


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


def test_a_pause_of_the_port_fees_pauses_each_of_them():
    claims = [
        said("2025-10-13", "port_fee US>CN impose announced 50USD/net_ton", effective="2025-10-14", goods="Chinese-owned ships"),
        said("2025-10-13", "port_fee US>CN impose announced 18USD/net_ton", effective="2025-10-14", goods="Chinese-built ships"),
        said("2025-10-13", "port_fee US>CN impose announced 120USD/container", effective="2025-10-14"),
        said("2025-11-11", "port_fee US>CN suspend suspended", effective="2025-11-10", ends="2026-11-10"),
    ]
    assert all(part.endswith("assumed") for part in parts(table(claims, "US", "CN", "2025-10-20")))
    assert [part.state for part in table(claims, "US", "CN", "2025-11-12").components] == ["suspended"] * 3
    # a pause of one fee by its rate leaves the others
    claims[-1] = said("2025-11-11", "port_fee US>CN suspend suspended 18USD/net_ton", effective="2025-11-10", ends="2026-11-10")
    assert sorted(part.state for part in table(claims, "US", "CN", "2025-11-12").components) == ["assumed", "assumed", "suspended"]
