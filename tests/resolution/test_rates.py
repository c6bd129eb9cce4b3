"""What one side charges another on a day."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.resolution import resolve
from tradewatch.resolution.rates import history, rates

from .charged import EVENTS, on_day, parts, table
from .told import said


def test_a_day_that_passed_without_report_is_assumed():
    claims = [said("2025-07-01", "tariff CA>US impose announced 50%", goods="steel", effective="2025-07-30")]
    assert parts(table(claims, "CA", "US", "2025-07-29")) == []
    assert parts(table(claims, "CA", "US", "2025-07-30")) == ["50% steel assumed"]


def test_a_vague_start_counts_from_its_last_day():
    claims = [said("2025-05-01", "tariff CA>US impose announced 50%", goods="steel", effective="2025-07")]
    assert parts(table(claims, "CA", "US", "2025-07-15")) == []
    assert parts(table(claims, "CA", "US", "2025-07-31")) == ["50% steel assumed"]
    # once an article tells it in force it has begun
    claims.append(said("2025-07-20", "tariff CA>US impose in_force 50%", goods="steel", effective="2025-07"))
    assert parts(table(claims, "CA", "US", "2025-07-19")) == []
    assert parts(table(claims, "CA", "US", "2025-07-20")) == ["50% steel in_force"]


@pytest.mark.parametrize("status", ["threatened", "proposed", "rejected"])
def test_what_is_not_decided_never_changes_a_rate(status):
    claims = [said("2025-05-23", f"tariff US>EU impose {status} 50%", effective="2025-06-01")]
    assert parts(table(claims, "US", "EU", "2025-06-02")) == []


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


def test_a_threat_of_years_ago_is_no_part_of_an_order_of_today():
    claims = [
        said("2019-08-02", "tariff US>CN impose threatened 10%", evidence="a 10% tariff on the remaining $300 billion of Chinese imports"),
        said("2025-02-04", "tariff US>CN impose in_force 10%", effective="2025-02-04"),
    ]
    assert parts(table(claims, "US", "CN", "2025-02-04")) == ["10% all in_force"]


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
