"""What bears a component of a day, and what is shown apart: uncertain readings, rates without a day, retellings."""

from __future__ import annotations

from .charged import parts, table
from .told import said


def apart(found):
    """What is shown apart as `rate goods-or-worth why`."""
    return sorted(f"{part.rate.value}% {'/'.join(part.goods) or part.worth or 'all'} {part.why}" for part in found.apart)


def test_one_uncertain_reading_is_shown_apart_and_never_added():
    claims = [
        said("2025-02-05", "tariff US>CN impose in_force 10%", effective="2025-02-04"),
        said("2025-02-10", "tariff US>CN impose in_force 41%", confidence=0.4, effective="2025-02-04"),
    ]
    found = table(claims, "US", "CN", "2025-03-01")
    assert (parts(found), apart(found), found.sum) == (["10% all in_force"], ["41% all weak"], None)
    # a second article that tells it makes it a component
    claims.append(said("2025-02-20", "tariff US>CN impose in_force 41%", confidence=0.45, effective="2025-02-04"))
    assert parts(table(claims, "US", "CN", "2025-03-01")) == ["10% all in_force", "41% all in_force"]


def test_an_uncertain_rise_leaves_the_rate_that_is_told_plainly():
    claims = [
        said("2025-02-05", "tariff US>CN impose in_force 10%", effective="2025-02-04"),
        said("2025-04-09", "tariff US>CN raise in_force 125%", confidence=0.39, prior="10%", effective="2025-04-09"),
    ]
    found = table(claims, "US", "CN", "2025-04-10")
    assert (parts(found), apart(found)) == (["10% all in_force"], ["125% all weak"])


def test_a_rate_without_a_day_does_not_stand_for_ever():
    claims = [said("2017-03-24", "tariff CN>AU impose in_force 14%", goods="wine")]
    assert parts(table(claims, "CN", "AU", "2017-12-31")) == ["14% wine in_force"]
    found = table(claims, "CN", "AU", "2025-01-01")
    assert (parts(found), apart(found)) == ([], ["14% wine undated"])
    claims.append(said("2024-11-01", "tariff CN>AU impose in_force 14%", goods="wine"))
    assert parts(table(claims, "CN", "AU", "2025-01-01")) == ["14% wine in_force"]


def test_a_day_of_announcement_that_one_article_tells_holds_some_years():
    claims = [said("2018-09-18", "tariff CN>US impose in_force 178.6%", goods="sorghum", announced="2018-03-01")]
    assert parts(table(claims, "CN", "US", "2020-01-01")) == ["178.6% sorghum in_force"]
    assert apart(table(claims, "CN", "US", "2025-01-01")) == ["178.6% sorghum undated"]


def test_what_was_announced_and_never_told_in_force_is_not_assumed_for_ever():
    claims = [said("2018-09-18", "tariff US>CN impose announced 25%", effective="2019-01-01")]
    assert parts(table(claims, "US", "CN", "2019-06-01")) == ["25% all assumed"]
    assert apart(table(claims, "US", "CN", "2020-06-01")) == ["25% all unconfirmed"]


def test_a_dated_duty_stands_until_nobody_has_told_of_it_for_a_decade():
    claims = [said("1987-04-20", "tariff US>JP impose in_force 100%", goods="television sets", effective="1987-04-17")]
    assert parts(table(claims, "US", "JP", "1995-01-01")) == ["100% television sets in_force"]
    assert apart(table(claims, "US", "JP", "2025-01-01")) == ["100% television sets old"]


def test_one_article_that_dates_a_duty_otherwise_tells_no_second_one():
    claims = [
        said("2025-02-10", "tariff US> impose announced 25%", goods="steel, aluminum", announced="2025-02-10", effective="2025-03-04"),
        said("2025-02-11", "tariff US> impose announced 25%", goods="steel, aluminium", announced="2025-02-10", effective="2025-03-04"),
        said("2025-02-11", "tariff US> impose in_force 25%", goods="aluminum, steel", effective="2018"),
    ]
    found = table(claims, "US", "CA", "2025-03-05")
    assert parts(found) == ["25% steel/aluminum assumed"]  # nobody has told it on or after its day
    assert found.components[0].since == "2025-03-04"


def test_two_duties_at_one_rate_that_begin_weeks_apart_are_two():
    claims = [
        said("2025-02-04", "tariff US>CN impose in_force 10%", effective="2025-02-04"),
        said("2025-03-04", "tariff US>CN impose in_force 10%", effective="2025-03-04"),
    ]
    assert parts(table(claims, "US", "CN", "2025-03-05")) == ["10% all in_force", "10% all in_force"]


def test_a_later_day_for_the_same_rate_takes_nothing_from_what_is_in_force():
    evidence = "The 25% tariff on $200 billion of goods."
    claims = [
        said("2019-05-10", "tariff US>CN raise in_force 25%", prior="10%", evidence=evidence, effective="2019-05-10"),
        said("2019-05-12", "tariff US>CN impose announced 25%", evidence=evidence, effective="2019-06-01"),
    ]
    assert parts(table(claims, "US", "CN", "2019-07-01")) == ["25% 200b in_force"]


def test_an_order_of_this_week_did_not_begin_years_ago():
    claims = [
        said("2025-02-10", "tariff US> impose announced 25%", goods="steel", announced="2025-02-10", effective="2025-03-12"),
        said("2025-02-11", "tariff US> impose announced 25%", goods="steel", announced="2025-02-10"),
        said("2025-02-12", "tariff US> impose in_force", goods="steel", announced="2025-02-10", effective="2018"),
    ]
    assert [part.since for part in table(claims, "US", "CA", "2025-03-13").components] == ["2025-03-12"]


def test_goods_that_are_named_are_under_no_programme_on_everything():
    claims = [said("2025-02-10", "tariff US> impose announced 25%", goods="steel", instrument="reciprocal tariffs", effective="2025-03-12")]
    assert [part.instrument for part in table(claims, "US", "CA", "2025-03-13").components] == [None]


def test_the_old_rate_told_after_its_rise_became_known_is_the_same_duty():
    claims = [
        said("2018-05-31", "tariff MX>US impose announced", goods="pork", doc="a", announced="2018-05-31"),
        said("2018-06-05", "tariff MX>US impose in_force 10%", goods="pork", doc="b", effective="2018-06-05"),
        said("2018-06-05", "tariff MX>US raise announced 20%", goods="pork", doc="b", effective="2018-07-05"),
        said("2018-07-05", "tariff MX>US raise in_force 20%", goods="pork", doc="c", prior="10%", effective="2018-07-05"),
    ]
    assert parts(table(claims, "MX", "US", "2018-06-20")) == ["10% pork in_force"]
    assert parts(table(claims, "MX", "US", "2018-07-10")) == ["20% pork in_force"]


def test_a_rise_falls_with_the_duty_that_it_was_to_follow():
    claims = [
        said("2019-05-31", "tariff US>MX impose announced 5%", doc="a", effective="2019-06-10"),
        said("2019-05-31", "tariff US>MX raise announced 25%", doc="a", effective="2019-10-01"),
        said("2019-06-08", "tariff US>MX impose rejected 5%", doc="b", effective="2019-06-10"),
    ]
    assert parts(table(claims, "US", "MX", "2019-06-11")) == []
    assert parts(table(claims, "US", "MX", "2019-10-02")) == []


def test_a_rate_is_no_sum_of_what_was_announced_years_ago_and_never_came():
    claims = [
        said("2019-05-31", "tariff US>MX impose announced 5%", effective="2019-06-10"),
        said("2025-03-04", "tariff US>MX impose in_force 25%", effective="2025-03-04"),
        said("2025-08-01", "tariff US>MX impose in_force 30%", goods="", effective="2025-08-01"),
    ]
    assert "30% all in_force" in parts(table(claims, "US", "MX", "2025-08-02"))


def test_the_order_takes_the_place_of_the_letter():
    claims = [
        said("2025-07-10", "tariff US>LK impose announced 30%", effective="2025-08-01"),
        said("2025-07-22", "tariff US>LK impose announced 30%", effective="2025-08-01"),
        said("2025-08-01", "tariff US>LK impose announced 20%", effective="2025-08-01"),
    ]
    found = table(claims, "US", "LK", "2025-08-08")
    assert (parts(found), apart(found)) == (["20% all assumed"], ["30% all revised"])


def test_a_rate_of_its_own_takes_the_place_of_the_one_for_everyone():
    claims = [
        said("2025-02-10", "tariff US>* impose announced 25%", goods="steel, aluminum", effective="2025-03-12"),
        said("2025-07-31", "tariff US>MX impose in_force 50%", goods="steel, aluminum, copper", effective="2025-06-04"),
    ]
    found = table(claims, "US", "MX", "2025-08-08")
    assert (parts(found), apart(found)) == (["50% steel/aluminum/copper in_force"], ["25% steel/aluminum revised"])


def test_a_rate_of_an_early_list_is_the_one_that_came():
    claims = [
        said("2025-07-17", "tariff US>IN impose in_force 26%", announced="2025-04-02"),
        said("2025-08-07", "tariff US>IN impose in_force 25%", effective="2025-08-07"),
    ]
    found = table(claims, "US", "IN", "2025-08-08")
    assert (parts(found), apart(found), found.sum) == (["25% all in_force"], ["26% all revised"], None)


def test_lists_told_together_are_told_once():
    claims = [
        said("2018-07-06", "tariff US>CN impose in_force 25%", evidence="25% on $50 billion of goods", effective="2018-07-06"),
        said("2019-05-10", "tariff US>CN impose in_force 25%", evidence="25% on $200 billion of goods", effective="2019-05-10"),
        said("2019-06-29", "tariff US>CN impose in_force 25%", evidence="25% on $250 billion of goods", announced="2019-06-29"),
    ]
    assert parts(table(claims, "US", "CN", "2019-07-01")) == ["25% 200b in_force", "25% 50b in_force"]


def test_a_report_without_a_day_does_not_put_off_the_day_that_was_told():
    claims = [
        said("2025-07-30", "tariff US>IN impose announced 25%", effective="2025-08-01"),
        said("2025-10-16", "tariff US>IN impose in_force 25%", announced="2025-10-16"),
    ]
    assert parts(table(claims, "US", "IN", "2025-08-28")) == ["25% all assumed"]
    found = table(claims, "US", "IN", "2025-10-20")
    assert (parts(found), found.components[0].since) == (["25% all in_force"], "2025-08-01")


def test_the_pause_of_what_is_on_everything_is_none_of_a_duty_on_steel():
    claims = [
        said("2025-03-12", "tariff US>* impose in_force 25%", goods="steel", effective="2025-03-12"),
        said("2025-04-03", "tariff US>VN impose announced 46%", effective="2025-04-09"),
        said("2025-04-10", "tariff US>* suspend suspended", instrument="reciprocal tariffs", announced="2025-04-09", ends="2025-07-09"),
    ]
    assert parts(table(claims, "US", "VN", "2025-05-01")) == ["25% steel in_force", "46% all suspended"]


def test_a_greater_duty_on_more_goods_takes_up_one_of_years_ago():
    claims = [
        said("2018-03-24", "tariff US>* impose in_force 10%", goods="aluminum", effective="2018-03-23"),
        said("2025-03-12", "tariff US>* impose in_force 25%", goods="steel, aluminum", effective="2025-03-12"),
    ]
    assert parts(table(claims, "US", "VN", "2025-03-11")) == ["10% aluminum in_force"]
    assert parts(table(claims, "US", "VN", "2025-03-12")) == ["25% steel/aluminum in_force"]


def test_a_rate_that_came_down_for_one_side_takes_the_place_of_the_one_for_everyone():
    claims = [
        said("2025-04-03", "tariff US>* impose in_force 25%", goods="imported cars", effective="2025-04-03"),
        said("2025-11-14", "tariff US>KR lower in_force 15%", goods="cars", prior="25%", effective="2025-11-01"),
    ]
    assert parts(table(claims, "US", "KR", "2025-11-15")) == ["15% cars in_force"]
    assert parts(table(claims, "US", "TH", "2025-11-15")) == ["25% imported cars in_force"]


def test_a_target_that_half_of_those_tell_who_tell_of_goods_is_an_example():
    claims = [
        said("2025-04-03", "tariff US> impose in_force 25%", goods="cars", effective="2025-04-03"),
        said("2025-07-31", "tariff US>KR impose in_force 25%", goods="cars", effective="2025-04-03"),
    ]
    assert parts(table(claims, "US", "TH", "2025-11-15")) == ["25% cars in_force"]


def test_a_rate_that_nobody_tells_in_force_gives_way_to_one_announced_within_weeks_without_a_day():
    claims = [
        said("2025-07-10", "tariff US>LK impose announced 30%", effective="2025-08-01"),
        said("2025-08-01", "tariff US>LK impose announced 20%"),
    ]
    found = table(claims, "US", "LK", "2025-08-28")
    assert (parts(found), apart(found)) == ([], ["20% all undated", "30% all revised"])
    # before it was announced the older one was all that was told
    assert parts(table(claims[:1], "US", "LK", "2025-08-02")) == ["30% all assumed"]


def test_a_rate_on_what_is_only_shipped_through_is_no_duty_on_the_country():
    through = "Goods that only pass through the country are to be charged 40%."
    claims = [
        said("2025-08-07", "tariff US>VN impose in_force 20%", effective="2025-08-07"),
        said("2025-08-07", "tariff US>VN impose announced 40%", evidence=through, effective="2025-08-07", doc="table"),
    ]
    found = table(claims, "US", "VN", "2025-08-08")
    assert (parts(found), apart(found), found.sum) == (["20% all in_force"], ["40% all transit"], None)
