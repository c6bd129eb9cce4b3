"""What was threatened and what became of it."""

from __future__ import annotations

from datetime import date

from tradewatch.resolution import resolve
from tradewatch.resolution.threats import Outcome, follow_through, threats

from .told import said
from .us_china import STORY

TODAY = date(2025, 12, 31)


def outcomes(*claims, today=TODAY):
    return [(threat.outcome, threat.outcome_date) for threat in threats(resolve(claims).events, today)]


def test_a_threat_that_came_true():
    assert outcomes(
        said("2025-05-30", "tariff US> impose threatened 50%", goods="steel", announced="2025-05-30", effective="2025-06-04"),
        said("2025-06-04", "tariff US>* raise in_force 50%", goods="steel", effective="2025-06-04"),
    ) == [(Outcome.CARRIED_OUT, "2025-06-04")]


def test_a_threat_carried_out_at_another_rate():
    assert outcomes(
        said("2025-07-09", "tariff US>BR impose threatened 50%", announced="2025-07-09", effective="2025-08-01"),
        said("2025-07-30", "tariff US>BR impose announced 40%", announced="2025-07-30", effective="2025-08-06"),
    ) == [(Outcome.CARRIED_OUT_DIFFERENTLY, "2025-08-06")]


def test_a_threat_dropped():
    assert outcomes(
        said("2019-05-30", "tariff US>MX impose threatened 5%", announced="2019-05-30", effective="2019-06-10"),
        said("2019-06-07", "tariff US>MX impose rejected 5%", announced="2019-06-07"),
    ) == [(Outcome.DROPPED, "2019-06-07")]


def test_a_threat_delayed():
    assert outcomes(
        said("2025-05-23", "tariff US>EU impose threatened 50%", announced="2025-05-23", effective="2025-06-01"),
        said("2025-05-25", "tariff US>EU suspend announced 50%", announced="2025-05-25", ends="2025-07-09"),
    ) == [(Outcome.DELAYED, "2025-05-25")]


def test_a_promised_day_that_passed():
    claim = said("2025-10-01", "tariff US> impose threatened 100%", goods="films", announced="2025-09-29", effective="2025-10-15")
    assert outcomes(claim) == [(Outcome.LAPSED, "2025-10-15")]
    assert outcomes(claim, today=date(2025, 10, 15)) == [(Outcome.OPEN, None)]


def test_a_threat_without_a_day_stays_open():
    assert outcomes(said("2025-10-24", "tariff US>CA impose threatened 10%", announced="2025-10-24")) == [(Outcome.OPEN, None)]


def test_an_order_of_other_goods_is_no_outcome():
    assert outcomes(
        said("2025-02-18", "tariff US> impose threatened 25%", goods="pharmaceuticals", announced="2025-02-18"),
        said("2025-04-03", "tariff US>* impose in_force 25%", goods="cars", effective="2025-04-03"),
    ) == [(Outcome.OPEN, None)]


def test_an_order_before_the_threat_is_no_outcome():
    assert outcomes(
        said("2025-03-04", "tariff US>CA impose in_force 25%", effective="2025-03-04"),
        said("2025-07-10", "tariff US>CA raise threatened 35%", announced="2025-07-10", effective="2025-08-01"),
        today=date(2025, 7, 20),
    ) == [(Outcome.OPEN, None)]


def test_what_is_not_yet_known_on_the_day_is_no_outcome():
    assert outcomes(
        said("2025-05-30", "tariff US> impose threatened 50%", goods="steel", announced="2025-05-30", effective="2025-06-04"),
        said("2025-06-04", "tariff US>* raise in_force 50%", goods="steel", effective="2025-06-04"),
        today=date(2025, 6, 2),
    ) == [(Outcome.OPEN, None)]


def test_the_story_of_the_two_wars():
    told = {(threat.by[0], threat.type, threat.threatened): threat.outcome for threat in threats(resolve(STORY).events, date(2025, 11, 20))}
    assert told == {
        ("US", "tariff", "2018-03-01"): Outcome.CARRIED_OUT,
        ("US", "tariff", "2018-04-03"): Outcome.CARRIED_OUT,
        ("CN", "tariff", "2018-04-04"): Outcome.CARRIED_OUT,
        ("US", "tariff", "2018-04-05"): Outcome.CARRIED_OUT_DIFFERENTLY,
        ("US", "tariff", "2018-06-18"): Outcome.CARRIED_OUT,
        ("US", "tariff", "2019-05-05"): Outcome.CARRIED_OUT,
        ("US", "tariff", "2019-08-01"): Outcome.CARRIED_OUT_DIFFERENTLY,
        ("US", "port_fee", "2025-02-21"): Outcome.CARRIED_OUT,
        ("US", "tariff", "2025-02-27"): Outcome.CARRIED_OUT,
        ("US", "tariff", "2025-04-07"): Outcome.CARRIED_OUT_DIFFERENTLY,
        ("US", "tariff", "2025-10-10"): Outcome.DROPPED,
    }


def test_follow_through_counts_settled_threats_only():
    rows = threats(
        resolve(
            [
                said("2019-05-30", "tariff US>MX impose threatened 5%", announced="2019-05-30", effective="2019-06-10"),
                said("2019-06-07", "tariff US>MX impose rejected 5%", announced="2019-06-07"),
                said("2025-05-30", "tariff US> impose threatened 50%", goods="steel", announced="2025-05-30"),
                said("2025-06-04", "tariff US>* raise in_force 50%", goods="steel", effective="2025-06-04"),
                said("2025-10-24", "tariff US>CA impose threatened 10%", announced="2025-10-24"),
            ]
        ).events,
        TODAY,
    )
    (record,) = follow_through(rows)
    assert (record.by, record.threats, record.settled, record.carried_out, record.share) == (("US",), 3, 2, 1, 0.5)


def test_a_rise_set_before_and_put_off_is_carried_out_when_it_is_told_in_force():
    assert outcomes(
        said("2018-09-17", "tariff US>CN raise announced 25%", announced="2018-09-17", effective="2019-01-01", prior="10%"),
        said("2019-05-05", "tariff US>CN raise threatened 25%", announced="2019-05-05", effective="2019-05-10"),
        said("2019-05-10", "tariff US>CN raise in_force 25%", prior="10%"),
    ) == [(Outcome.CARRIED_OUT, "2019-05-10")]


def test_an_order_already_under_way_at_another_rate_is_no_outcome():
    assert outcomes(
        said("2025-02-10", "tariff US>* impose announced 25%", goods="steel", announced="2025-02-10", effective="2025-03-12"),
        said("2025-03-11", "tariff US>* raise threatened 50%", goods="steel", announced="2025-03-11"),
        said("2025-03-12", "tariff US>* impose in_force 25%", goods="steel", effective="2025-03-12"),
        today=date(2025, 3, 20),
    ) == [(Outcome.OPEN, None)]


def test_a_headline_total_is_no_outcome():
    events = resolve(
        [
            said("2025-03-04", "tariff US>CN impose in_force 20%", effective="2025-03-04", instrument="fentanyl tariffs"),
            said("2025-04-07", "tariff US>CN impose threatened 50%", announced="2025-04-07", effective="2025-04-09"),
            said("2025-04-09", "tariff US>CN impose in_force 84%", effective="2025-04-09", instrument="reciprocal tariffs"),
            said("2025-04-09", "tariff US>CN raise in_force 104%", effective="2025-04-09", doc="in all"),
        ]
    ).events
    (row,) = threats(events, TODAY)
    outcome = next(event for event in events if event.id == row.outcome_event)
    assert row.outcome is Outcome.CARRIED_OUT_DIFFERENTLY
    assert outcome.claim.rate is not None
    assert outcome.claim.rate.value == 84


def test_an_order_whose_day_is_to_come_is_no_outcome_yet():
    assert outcomes(
        said("2025-07-09", "tariff US>BR impose threatened 50%", announced="2025-07-09", effective="2025-08-06"),
        said("2025-07-30", "tariff US>BR impose announced 50%", announced="2025-07-30", effective="2025-08-06"),
        today=date(2025, 8, 1),
    ) == [(Outcome.OPEN, None)]


def test_a_threat_against_two_that_fare_differently_has_a_row_for_each():
    rows = threats(
        resolve(
            [
                said("2025-07-12", "tariff US>EU,MX impose threatened 30%", announced="2025-07-12", effective="2025-08-01"),
                said("2025-07-31", "tariff US>MX impose suspended 30%", announced="2025-07-31"),
                said("2025-08-08", "tariff US>EU impose in_force 15%", effective="2025-08-07"),
            ]
        ).events,
        TODAY,
    )
    assert {row.on: row.outcome for row in rows} == {("EU",): Outcome.CARRIED_OUT_DIFFERENTLY, ("MX",): Outcome.DELAYED}
    assert len({row.event for row in rows}) == 1


def test_a_threat_against_two_that_fare_alike_has_one_row():
    (row,) = threats(
        resolve([said("2025-07-12", "tariff US>EU,MX impose threatened 30%", announced="2025-07-12", effective="2025-08-01")]).events, TODAY
    )
    assert row.on == ("EU", "MX")


def test_the_old_rate_told_again_is_no_rise():
    assert outcomes(
        said("2019-05-05", "tariff US>CN raise threatened 25%", announced="2019-05-05", effective="2019-05-10", prior="10%"),
        said("2019-05-12", "tariff US>CN impose announced 10%", effective="2019-05-17"),
    ) == [(Outcome.LAPSED, "2019-05-10")]


def test_an_order_on_everyone_at_another_rate_is_not_what_became_of_a_threat_against_one():
    threat = said("2025-07-31", "tariff US>MX raise threatened 30%", announced="2025-07-31", effective="2025-08-01")
    assert outcomes(threat, said("2025-08-26", "tariff US>* impose in_force 50%", effective="2025-08-26")) == [
        (Outcome.LAPSED, "2025-08-01")
    ]
    assert outcomes(threat, said("2025-08-26", "tariff US>MX impose in_force 25%", effective="2025-08-26")) == [
        (Outcome.CARRIED_OUT_DIFFERENTLY, "2025-08-26")
    ]


def test_goods_named_of_a_list_are_examples():
    assert outcomes(
        said(
            "2018-04-04",
            "tariff US>CN impose proposed 25%",
            goods="televisions, aircraft parts",
            announced="2018-04-03",
            evidence="a 25% tariff on Chinese products worth $50 billion",
        ),
        said("2018-07-06", "tariff US>CN impose in_force 25%", effective="2018-07-06", evidence="25% on $34 billion of Chinese goods"),
    ) == [(Outcome.CARRIED_OUT, "2018-07-06")]


def test_a_pause_of_some_goods_is_not_what_became_of_a_threat_to_all():
    threat = said("2025-10-10", "tariff US>CN impose threatened 100%", announced="2025-10-10", effective="2025-11-01")
    cranes = said("2025-11-11", "tariff US>CN suspend suspended 100%", goods="ship-to-shore cranes", effective="2025-11-10")
    assert outcomes(threat, cranes) == [(Outcome.LAPSED, "2025-11-01")]
    assert outcomes(threat, said("2025-10-26", "tariff US>CN suspend suspended 100%", announced="2025-10-26")) == [
        (Outcome.DELAYED, "2025-10-26")
    ]


def test_an_order_told_in_the_same_days_and_begun_later_is_what_became_of_a_threat():
    order = said("2025-02-09", "tariff US> impose announced 25%", goods="steel, aluminum", announced="2025-02-09", effective="2025-03-12")
    threat = said("2025-02-11", "tariff US> impose threatened", goods="steel, aluminum", announced="2025-02-11")
    assert outcomes(order, threat) == [(Outcome.CARRIED_OUT, "2025-03-12")]
    # what stood long before is none
    stood = said("2025-01-09", "tariff US> impose announced 25%", goods="steel, aluminum", announced="2025-01-09", effective="2025-03-12")
    assert outcomes(stood, threat) == [(Outcome.OPEN, None)]
    # nor is one of which nothing but the day fits
    other = said(
        "2025-04-02", "tariff US>* impose announced", announced="2025-04-02", effective="2025-04-09", instrument="reciprocal tariffs"
    )
    rise = said("2025-04-07", "tariff US>CN impose threatened 50%", announced="2025-04-07", effective="2025-04-09")
    assert outcomes(other, rise) == [(Outcome.LAPSED, "2025-04-09")]


def test_a_threatened_rise_falls_with_the_threat_that_it_was_to_follow():
    rows = threats(
        resolve(
            [
                said("2025-01-26", "tariff US>CO impose threatened 25%", doc="a", announced="2025-01-26"),
                said("2025-01-26", "tariff US>CO raise threatened 50%", doc="a", announced="2025-01-26"),
                said("2025-01-27", "tariff US>CO impose rejected 25%", doc="b", announced="2025-01-26"),
            ]
        ).events,
        TODAY,
    )
    assert {(row.rate.value, row.outcome) for row in rows if row.rate} == {(25, Outcome.DROPPED), (50, Outcome.DROPPED)}


def test_an_order_without_a_rate_on_everyone_is_no_outcome_of_a_rate_for_one():
    assert outcomes(
        said("2025-02-13", "tariff US>BR impose threatened 100%", announced="2025-02-13"),
        said("2025-07-31", "tariff US>* impose announced", announced="2025-07-31", effective="2025-08-07"),
    ) == [(Outcome.OPEN, None)]


def test_an_order_counts_once_however_many_threats_told_of_it():
    rows = threats(
        resolve(
            [
                said("2018-04-03", "tariff US>CN impose threatened 25%", announced="2018-04-03"),
                said("2018-05-29", "tariff US>CN impose proposed", announced="2018-05-29"),
                said("2018-07-06", "tariff US>CN impose in_force 25%", effective="2018-07-06"),
            ]
        ).events,
        TODAY,
    )
    (record,) = follow_through(rows)
    assert (len(rows), record.threats, record.settled, record.carried_out) == (2, 1, 1, 1)


def test_an_uncertain_reading_is_no_outcome():
    assert outcomes(
        said("2025-07-07", "tariff US>CN impose threatened 60%", announced="2025-07-07"),
        said("2025-09-25", "tariff US>CN impose announced 60%", confidence=0.4, announced="2025-09-25", effective="2025-10-01"),
    ) == [(Outcome.OPEN, None)]
