"""Duties told apart and joined where several stand between the same two sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tradewatch.model import Role
from tradewatch.resolution import resolve
from tradewatch.resolution.join import event_of, ordered
from tradewatch.resolution.rates import rates
from tradewatch.resolution.threats import Outcome, threats

from .told import said


def parts(claims, by, on, day):
    """Components as `rate goods-or-worth since state`."""
    found = []
    for part in rates(resolve(claims).events, by, on, date.fromisoformat(day)).components:
        covers = "/".join(part.goods) or part.worth or "all"
        found.append(f"{part.rate.value.normalize():f} {covers} {part.since} {part.state}")
    return sorted(found)


def test_a_list_is_known_by_its_number():
    claims = [
        said("2018-07-06", "tariff US>CN impose in_force 25%", effective="2018-07-06", instrument="List 1"),
        said("2018-09-24", "tariff US>CN impose in_force 10%", effective="2018-09-24", instrument="List 3"),
        said("2019-05-10", "tariff US>CN raise in_force 25%", effective="2019-05-10", prior="10%", instrument="Section 301 List 3"),
    ]
    assert parts(claims, "US", "CN", "2019-05-11") == ["25 all 2018-07-06 in_force", "25 all 2019-05-10 in_force"]


def test_a_list_of_a_numbered_law_is_a_step_of_that_law():
    claims = [
        said("2018-09-24", "tariff US>CN impose in_force 10%", effective="2018-09-24", instrument="Section 301"),
        said("2019-05-10", "tariff US>CN raise in_force 25%", effective="2019-05-10", prior="10%", instrument="List 3"),
    ]
    assert parts(claims, "US", "CN", "2019-06-01") == ["25 all 2019-05-10 in_force"]


def test_of_a_list_told_by_its_value_the_goods_named_are_examples():
    opened = "Customs now takes 15% on Chinese imports worth $112 billion, boots and clocks among them."
    cut = "The levy on $112 billion of imports was cut to 7.5% from 15%."
    claims = [
        said("2019-09-02", "tariff US>CN impose in_force 15%", effective="2019-09-01", goods="boots, clocks", evidence=opened),
        said("2020-02-15", "tariff US>CN lower in_force 7.5%", effective="2020-02-14", prior="15%", evidence=cut),
    ]
    assert parts(claims, "US", "CN", "2020-03-01") == ["7.5 boots/clocks 2020-02-14 in_force"]


def test_a_rate_on_one_of_a_lists_goods_is_none_on_the_list():
    opened = "A duty of 25% is charged on 279 lines worth $16 billion, from chips to resins."
    claims = [
        said("2018-08-23", "tariff US>CN impose in_force 25%", effective="2018-08-23", goods="chips, resins", evidence=opened),
        said("2025-01-02", "tariff US>CN raise in_force 50%", effective="2025-01-01", goods="chips"),
    ]
    assert parts(claims, "US", "CN", "2025-02-01") == ["25 chips/resins 2018-08-23 in_force", "50 chips 2025-01-01 in_force"]


def test_two_rates_decided_together_for_one_list_are_two_duties():
    order = "Beijing will charge 5% or 10% on American products worth 60 billion dollars."
    claims = [
        said("2018-09-18", "tariff CN>US impose announced 5%", announced="2018-09-18", effective="2018-09-24", evidence=order, doc="a"),
        said("2018-09-18", "tariff CN>US impose announced 10%", announced="2018-09-18", effective="2018-09-24", evidence=order, doc="a"),
    ]
    assert parts(claims, "CN", "US", "2018-09-25") == ["10 60b 2018-09-24 assumed", "5 60b 2018-09-24 assumed"]


def test_another_ten_announced_and_then_told_as_a_rise_to_twenty_is_one_duty():
    claims = [
        said("2025-02-04", "tariff US>CN impose in_force 10%", effective="2025-02-04"),
        said("2025-02-27", "tariff US>CN impose announced 10%", announced="2025-02-27", effective="2025-03-04"),
        said("2025-03-04", "tariff US>CN raise in_force 20%", announced="2025-03-03", effective="2025-03-04", prior="10%"),
        said(
            "2025-04-03",
            "tariff US>CN impose announced 34%",
            announced="2025-04-02",
            effective="2025-04-09",
            instrument="reciprocal tariff",
        ),
    ]
    assert parts(claims, "US", "CN", "2025-03-05") == ["20 all 2025-03-04 in_force"]
    # the line that was taken up takes in nothing more
    assert parts(claims, "US", "CN", "2025-04-09") == ["20 all 2025-03-04 in_force", "34 all 2025-04-09 assumed"]


def test_a_rise_of_a_duty_that_happens_to_be_the_sum_of_two_is_a_rise():
    claims = [
        said("2025-02-05", "tariff US>CA impose in_force 10%", effective="2025-02-04"),
        said("2025-03-04", "tariff US>CA impose in_force 25%", effective="2025-03-04"),
        said("2025-08-01", "tariff US>CA raise in_force 35%", effective="2025-08-01", prior="25%"),
    ]
    assert parts(claims, "US", "CA", "2025-08-02") == ["10 all 2025-02-04 in_force", "35 all 2025-08-01 in_force"]


def test_a_doubling_by_a_second_order_that_begins_with_it_is_a_total():
    claims = [
        said("2025-08-07", "tariff US>IN impose in_force 25%", effective="2025-08-07"),
        said("2025-08-27", "tariff US>IN impose in_force 25%", announced="2025-08-06", effective="2025-08-27"),
        said("2025-08-28", "tariff US>IN raise in_force 50%", effective="2025-08-27", prior="25%"),
    ]
    assert parts(claims, "US", "IN", "2025-09-01") == ["25 all 2025-08-07 in_force", "25 all 2025-08-27 in_force"]


def test_a_named_rise_from_a_rate_of_which_nothing_is_told_is_no_total():
    claims = [
        said("2020-02-14", "tariff CN>US impose in_force 5%", effective="2020-02-14"),
        said("2025-03-10", "tariff CN>US impose in_force 10%", effective="2025-03-10"),
        said("2025-04-09", "tariff CN>US raise announced 84%", announced="2025-04-09", effective="2025-04-10", prior="34%"),
    ]
    assert "84 all 2025-04-10 assumed" in parts(claims, "CN", "US", "2025-04-11")


def test_two_cuts_in_a_row_on_one_day_are_both_cuts():
    claims = [
        said("2020-02-06", "tariff CN>US lower announced 5%", announced="2020-02-06", effective="2020-02-14", prior="10%", doc="a"),
        said("2020-02-06", "tariff CN>US lower announced 2.5%", announced="2020-02-06", effective="2020-02-14", prior="5%", doc="a"),
    ]
    assert "5 all 2020-02-14 assumed" in parts(claims, "CN", "US", "2020-02-20")


def test_a_cut_is_no_step_of_a_mere_threat():
    claims = [
        said("2019-05-10", "tariff CN>US impose threatened"),
        said("2020-02-06", "tariff CN>US lower announced 2.5%", effective="2020-02-14", prior="5%"),
    ]
    (cut,) = rates(resolve(claims).events, "CN", "US", date(2020, 3, 1)).components
    assert cut.events == (cut.event,)


def test_a_rise_put_off_and_then_called_off_is_not_charged():
    claims = [
        said("2019-05-10", "tariff US>CN raise in_force 25%", effective="2019-05-10", prior="10%"),
        said("2019-08-24", "tariff US>CN raise announced 30%", announced="2019-08-23", effective="2019-10-01", prior="25%"),
        said("2019-09-12", "tariff US>CN suspend suspended 30%", announced="2019-09-11", effective="2019-10-01", ends="2019-10-15"),
        said("2019-10-12", "tariff US>CN raise rejected 30%", announced="2019-10-11", effective="2019-10-15"),
    ]
    for day in ("2019-10-02", "2019-10-20", "2020-02-14"):
        assert parts(claims, "US", "CN", day) == ["25 all 2019-05-10 in_force"]
    # what was told in force before it was denied stays: one of two sources is wrong, and no guess is made
    claims[2:] = [
        said("2019-10-02", "tariff US>CN raise in_force 30%", effective="2019-10-01"),
        said("2019-10-12", "tariff US>CN raise rejected 30%", announced="2019-10-11"),
    ]
    assert parts(claims, "US", "CN", "2019-10-20") == ["30 all 2019-10-01 in_force"]


def test_a_duty_told_once_more_keeps_its_first_day():
    claims = [
        said("2025-05-14", "tariff US>CN lower in_force 10%", effective="2025-05-14", prior="125%", instrument="reciprocal tariff"),
        said("2027-09-06", "tariff US>CN impose in_force 10%", instrument="reciprocal tariff"),
    ]
    assert parts(claims, "US", "CN", "2027-09-10") == ["10 all 2025-05-14 in_force"]


def test_a_lift_of_duties_of_several_rates_ends_each_of_them():
    claims = [
        said("2025-03-04", "tariff CN>US impose announced 15%", effective="2025-03-10", goods="chicken, corn", doc="a"),
        said("2025-03-04", "tariff CN>US impose announced 10%", effective="2025-03-10", goods="beans, pork, fruit", doc="a"),
        said("2019-09-02", "tariff CN>US impose in_force 5%", effective="2019-09-01", goods="beans"),
        said("2025-11-05", "tariff CN>US lift announced 15%", effective="2025-11-10", goods="chicken, corn, beans"),
    ]
    # a duty that began years before is not meant
    assert parts(claims, "CN", "US", "2025-11-11") == ["5 beans 2019-09-01 in_force"]


def test_a_threat_takes_no_place_of_an_order_that_is_paused():
    claims = [
        said("2025-04-03", "tariff US>EU impose announced 20%", effective="2025-04-09", instrument="reciprocal tariff"),
        said("2025-04-10", "tariff US>* suspend suspended", announced="2025-04-09", ends="2025-07-09", instrument="reciprocal tariffs"),
        said("2025-05-23", "tariff US>EU impose threatened 50%", announced="2025-05-23", effective="2025-06-01"),
        said("2025-05-26", "tariff US>EU suspend suspended 50%", announced="2025-05-25", effective="2025-06-01", ends="2025-07-09"),
    ]
    assert not [part for part in parts(claims, "US", "EU", "2025-07-12") if part.startswith("50 ")]


def test_a_provisional_remedy_gives_way_to_the_definitive_one():
    first = said(
        "2024-07-05",
        "trade_remedy EU>CN impose in_force 17.4-37.6%",
        effective="2024-07-05",
        goods="electric cars",
        evidence="Provisional duties of 17.4% to 37.6% apply to electric cars from Friday.",
        doc="a",
    )
    last = said("2024-10-30", "trade_remedy EU>CN impose in_force 7.8-35.3%", effective="2024-10-30", goods="electric cars")
    assert parts([first, last], "EU", "CN", "2024-11-01") == ["35.3 electric cars 2024-10-30 in_force"]
    # two remedies of one day, as on dumping and on subsidies, stand beside each other
    beside = said("2024-07-05", "trade_remedy EU>CN impose in_force 6.9%", effective="2024-07-05", goods="electric cars", doc="a")
    assert len(parts([first, beside], "EU", "CN", "2024-08-01")) == 2


def test_what_follows_in_two_weeks_is_not_what_began_today():
    claims = [
        said("2018-07-06", "tariff US>CN impose in_force 25%", announced="2018-07-06", doc="a"),
        said("2018-07-06", "tariff US>CN impose announced", announced="2018-07-06", effective="2018-07-20", doc="a"),
    ]
    assert parts(claims, "US", "CN", "2018-07-06") == ["25 all None in_force"]


def test_a_day_after_this_year_is_no_day_of_this_year():
    claims = [
        said("2018-09-18", "tariff US>CN raise announced 25%", announced="2018-09-17", effective="2019-01-01"),
        said("2018-09-24", "tariff US>CN impose in_force", effective="2018"),
    ]
    assert len(resolve(claims).events) == 2


def test_the_pause_of_a_programme_for_everyone_delays_no_threat_outside_it():
    claims = [
        said("2025-03-14", "tariff US>EU impose threatened 200%", announced="2025-03-13", goods="wine"),
        said("2025-04-10", "tariff US>* suspend suspended", announced="2025-04-09", ends="2025-07-09", instrument="reciprocal tariffs"),
    ]
    assert [row.outcome for row in threats(resolve(claims).events, date(2025, 12, 1))] == [Outcome.OPEN]


def weak(sourced):
    return replace(sourced, claim=replace(sourced.claim, latent=True))


def test_a_reading_too_weak_to_be_shown_confirms_nothing():
    order = said("2025-02-27", "tariff US>MX impose announced 25%", announced="2025-02-27", effective="2025-03-04")
    echo = weak(said("2025-03-05", "tariff US>MX impose in_force 25%", effective="2025-03-04"))
    assert len(resolve([order, echo]).events) == 1
    assert parts([order, echo], "US", "MX", "2025-03-10") == ["25 all 2025-03-04 assumed"]


def test_a_weak_reading_is_placed_after_the_others():
    short = said("2025-02-27", "tariff US>MX impose announced 25%", announced="2025-02-27")
    full = weak(said("2025-02-27", "tariff US>MX impose announced 25%", effective="2025-03-04", goods="cars", instrument="USMCA"))
    assert [one.key for one in ordered([full, short])[0]] == [short.key, full.key]


def test_a_sentence_on_two_lists_tells_each_duty_its_own():
    both = "Duties of 10% on $200 billion of Chinese goods began, and Beijing's of 5% on $60 billion of American goods."
    ours = said("2018-09-24", "tariff US>CN impose in_force 10%", effective="2018-09-24", evidence=both, doc="a")
    theirs = said("2018-09-24", "tariff CN>US impose in_force 5%", effective="2018-09-24", evidence=both, doc="a")
    assert parts([ours, theirs], "US", "CN", "2018-10-01") == ["10 200b 2018-09-24 in_force"]
    assert parts([ours, theirs], "CN", "US", "2018-10-01") == ["5 60b 2018-09-24 in_force"]


def test_a_new_duty_on_everything_is_none_on_a_list_of_years_ago():
    evidence = "The 10% tariff on $200 billion of goods is in force."
    old = said("2018-09-24", "tariff US>CN impose in_force 10%", evidence=evidence, effective="2018-09-24")
    new = said("2025-02-04", "tariff US>CN impose in_force 10%", effective="2025-02-04")
    assert parts([old, new], "US", "CN", "2025-02-05") == ["10 200b 2018-09-24 in_force", "10 all 2025-02-04 in_force"]


def test_what_is_set_to_rise_before_it_begins_is_what_was_threatened():
    claims = [
        said("2019-08-02", "tariff US>CN impose threatened 10%", announced="2019-08-01"),
        said("2019-08-24", "tariff US>CN raise announced 15%", announced="2019-08-23", effective="2019-09-01", prior="10%"),
        said("2019-12-14", "tariff US>CN impose announced", announced="2019-12-13", effective="2019-12-15"),
    ]
    (row,) = threats(resolve(claims).events, date(2020, 6, 1))
    assert (row.outcome, row.outcome_date) == (Outcome.CARRIED_OUT_DIFFERENTLY, "2019-09-01")


def test_a_first_day_told_later_takes_the_place_of_a_guess():
    guessed = "A 12% duty on $90 billion of goods could not start before June, officials said."
    ordered_ = "The 12% duty on $90 billion of goods will be charged from July 20."
    claims = [
        said("2018-05-02", "tariff US>CN impose announced 12%", effective="2018-06", evidence=guessed),
        said("2018-07-12", "tariff US>CN impose announced 12%", announced="2018-07-11", effective="2018-07-20", evidence=ordered_),
        said("2018-10-03", "tariff US>CN raise in_force 18%", effective="2018-10-02", prior="12%", evidence="On $90 billion it is 18%."),
    ]
    assert parts(claims, "US", "CN", "2018-07-15") == []
    assert parts(claims, "US", "CN", "2018-07-25") == ["12 90b 2018-07-20 in_force"]


def test_a_lift_without_a_rate_ends_every_duty_that_began_with_it():
    claims = [
        said("2020-05-18", "trade_remedy CN>AU impose in_force 6.9%", effective="2020-05-18", goods="barley"),
        said("2020-05-19", "trade_remedy CN>AU impose in_force 73.6%", effective="2020-05-19", goods="barley"),
        said("2023-08-04", "trade_remedy CN>AU lift announced", effective="2023-08-05", goods="barley"),
    ]
    assert len(parts(claims, "CN", "AU", "2023-08-04")) == 2
    assert parts(claims, "CN", "AU", "2023-08-06") == []


def test_targets_on_which_none_agree_are_examples():
    def on(*sides):
        claims = [said(f"2025-02-{10 + n}", f"tariff US>{side} impose announced 25%", goods="steel") for n, side in enumerate(sides)]
        return event_of(ordered(claims)[0]).claim.on

    assert on("", "", "", "", "IN", "AU", "CA", "DE") == ()
    # where those who name one agree, it is meant
    assert on("", "", "", "IN", "IN", "IN", "AU") == ("IN",)
    # nor are they examples where hardly anyone leaves the target open
    assert on("", "IN", "IN", "AU", "DE") == ("IN",)


def test_steel_from_anywhere_and_all_goods_of_some_are_two_duties_at_one_rate():
    steel = said("2025-02-10", "tariff US> impose announced 25%", goods="steel, aluminum", announced="2025-02-10", effective="2025-03-04")
    both = said("2025-02-10", "tariff US>CA,MX impose announced 25%", announced="2025-02-10", effective="2025-03-04")
    assert len(resolve([steel, both]).events) == 2


def test_a_day_told_as_a_span_of_itself_is_that_day():
    claims = [said(day, "tariff US> impose announced 25%", goods="steel", effective=told) for day, told in DAY_AND_SPAN]
    start = event_of(ordered(claims)[0]).claim.dates[Role.EFFECTIVE]
    assert (start.start, start.end) == (date(2025, 3, 12), date(2025, 3, 12))


DAY_AND_SPAN = [("2025-02-10", "2025-03-12"), ("2025-02-11", "2025-03-12/2025-03-12")]


def test_an_order_told_with_another_first_day_and_no_rate_is_the_one_of_those_days():
    rated = [
        said(
            "2025-02-10", "tariff US> impose announced 25%", goods="steel, aluminum", announced="2025-02-10", effective=first, source=first
        )
        for first in ("2025-02-11", "2025-03-12")
    ]
    bare = said("2025-02-12", "tariff US> impose announced", goods="steel, aluminum", announced="2025-02-10", effective="2025-03-12")
    assert len(resolve([*rated, bare]).events) == 1


def test_one_article_that_names_a_target_once_tells_one_order():
    told = {"announced": "2025-02-10", "effective": "2025-03-12"}
    claims = [
        said("2025-02-12", "tariff US> impose announced 25%", goods="steel", doc="a", **told),
        said("2025-02-12", "tariff US>IN impose announced 25%", goods="steel", doc="a"),
        said("2025-02-11", "tariff US> impose announced 25%", goods="steel", doc="b", **told),
    ]
    assert len(resolve(claims).events) == 1
