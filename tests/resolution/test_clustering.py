"""Which claims become one event, and which stay apart."""

from __future__ import annotations

import random
from dataclasses import replace

from tradewatch.model import Role, Status
from tradewatch.resolution import block_of, resolve
from tradewatch.resolution.steps import is_only_threat

from .told import said
from .us_china import STORY


def events(*claims):
    return resolve(claims).events


def test_two_articles_on_one_duty_are_one_event():
    found = events(
        said("2025-02-10", "tariff US> impose announced 25%", goods="steel, aluminum", announced="2025-02-10"),
        said("2025-02-11", "tariff US>* raise announced 25%", goods="aluminium, steel", effective="2025-03-12"),
    )
    assert [event.source_count for event in found] == [2]
    assert found[0].claim.on == ("*",)
    assert found[0].claim.dates[Role.EFFECTIVE].edtf == "2025-03-12"


def test_steel_and_cars_at_one_rate_stay_apart():
    assert (
        len(
            events(
                said("2025-02-10", "tariff US>* impose announced 25%", goods="steel", announced="2025-02-10"),
                said("2025-02-10", "tariff US>* impose announced 25%", goods="cars", announced="2025-02-10"),
            )
        )
        == 2
    )


def test_steel_and_aluminium_told_apart_in_one_article_join_where_others_tell_them_together():
    found = events(
        said("2025-02-10", "tariff US> impose announced 25%", goods="steel, aluminum", announced="2025-02-10"),
        said("2025-02-11", "tariff US> impose announced 25%", goods="steel", announced="2025-02-10", doc="one"),
        said("2025-02-11", "tariff US> impose announced 25%", goods="aluminum", announced="2025-02-10", doc="one"),
    )
    assert len(found) == 1
    assert found[0].source_count == 2


def test_two_claims_of_one_article_are_two_events():
    assert (
        len(
            events(
                said("2025-08-06", "tariff US>IN impose in_force 25%", doc="one"),
                said("2025-08-06", "tariff US>IN impose announced 25%", doc="one", effective="2025-08-27"),
            )
        )
        == 2
    )


def test_other_rates_on_one_target_stay_apart():
    assert (
        len(
            events(
                said("2025-03-04", "tariff US>CN impose in_force 20%", effective="2025-03-04"),
                said("2025-04-09", "tariff US>CN impose in_force 84%", effective="2025-04-09"),
            )
        )
        == 2
    )


def test_other_targets_stay_apart():
    assert (
        len(
            events(
                said("2025-07-07", "tariff US>JP impose announced 25%", effective="2025-08-01"),
                said("2025-07-07", "tariff US>KR impose announced 25%", effective="2025-08-01"),
            )
        )
        == 2
    )


def test_an_article_on_one_of_two_targets_joins():
    found = events(
        said("2025-02-01", "tariff US>CA,MX impose announced 25%", effective="2025-02-04"),
        said("2025-02-02", "tariff US>CA impose announced 25%", effective="2025-02-04"),
        said("2025-02-02", "tariff US>CA,MX impose announced 25%", announced="2025-02-01"),
    )
    assert [event.claim.on for event in found] == [("CA", "MX")]


def test_two_rounds_of_talks_a_week_apart_are_two():
    assert (
        len(
            events(
                said("2018-05-04", "meeting CN,US held", held="2018-05-03", place="Beijing"),
                said("2018-05-11", "meeting CN,US held", held="2018-05-10"),
            )
        )
        == 2
    )


def test_a_planned_meeting_and_its_report_are_one():
    found = events(
        said("2025-10-24", "meeting CN,US planned", held="2025-10-30", place="South Korea"),
        said("2025-10-30", "meeting CN,US held", held="2025-10-30", place="Busan, South Korea"),
    )
    assert [event.claim.status for event in found] == [Status.HELD]


def test_a_threat_and_the_order_are_two():
    found = events(
        said("2025-07-12", "tariff US>MX impose threatened 30%", announced="2025-07-12", effective="2025-08-01"),
        said("2025-07-25", "tariff US>MX impose announced 30%", announced="2025-07-25", effective="2025-08-01"),
    )
    assert sorted(event.claim.status for event in found) == [Status.ANNOUNCED, Status.THREATENED]


def test_a_threat_that_one_paper_calls_an_announcement_is_one_event_in_conflict():
    found = events(
        said("2025-10-10", "tariff US>CN impose threatened 100%", announced="2025-10-10", effective="2025-11-01"),
        said("2025-10-11", "tariff US>CN impose announced 100%", announced="2025-10-10", effective="2025-11-01"),
    )
    assert len(found) == 1
    assert [conflict.field for conflict in found[0].conflicts] == ["status"]


def test_a_duty_and_its_suspension_are_two():
    assert (
        len(
            events(
                said("2025-02-01", "tariff US>CA impose announced 25%", effective="2025-02-04"),
                said("2025-02-03", "tariff US>CA suspend announced 25%", announced="2025-02-03", ends="2025-03-04"),
            )
        )
        == 2
    )


def test_tranches_of_one_programme_on_other_days_stay_apart():
    assert (
        len(
            events(
                said("2018-07-06", "tariff US>CN impose in_force 25%", effective="2018-07-06", instrument="Section 301"),
                said("2018-08-23", "tariff US>CN impose in_force 25%", effective="2018-08-23", instrument="Section 301"),
            )
        )
        == 2
    )


def test_a_vague_claim_never_joins_two_that_differ():
    found = events(
        said("2025-06-01", "tariff US> impose announced", goods="steel"),
        said("2025-06-02", "tariff US> impose announced 25%", goods="steel", effective="2025-03-12"),
        said("2025-06-02", "tariff US> impose announced 50%", goods="steel", effective="2025-06-04"),
    )
    assert sorted(len(event.told) for event in found) == [1, 2]


def test_old_and_new_duty_on_steel_stay_apart():
    assert (
        len(
            events(
                said("2025-02-11", "tariff US> impose in_force 25%", goods="steel", effective="2018", doc="background"),
                said("2025-02-11", "tariff US> impose announced 25%", goods="steel", announced="2025-02-10"),
            )
        )
        == 2
    )


def test_a_listed_firm_and_another_stay_apart():
    assert (
        len(
            events(
                said("2019-05-15", "export_control US>CN impose announced", announced="2019-05-15", entities="Huawei"),
                said("2019-05-20", "export_control US>CN impose announced", announced="2019-05-15", entities="Hikvision"),
            )
        )
        == 2
    )


def test_copies_of_one_story_count_once():
    found = events(
        said("2025-04-02", "tariff US>VN impose announced 46%", announced="2025-04-02", doc="agency"),
        said("2025-04-02", "tariff US>VN impose announced 46%", announced="2025-04-02", doc="paper a", copy_of="agency"),
        said("2025-04-03", "tariff US>VN impose announced 46%", announced="2025-04-02", doc="paper b", copy_of="agency"),
    )
    assert (len(found[0].told), found[0].source_count) == (3, 1)


def test_the_exact_date_wins_over_the_vague_one_that_holds_it():
    found = events(
        said("2025-10-01", "tariff US>* impose announced 25%", goods="trucks", effective="2025-11"),
        said("2025-10-18", "tariff US>* impose announced 25%", goods="trucks", effective="2025-11-01"),
    )
    assert found[0].claim.dates[Role.EFFECTIVE].edtf == "2025-11-01"
    assert found[0].conflicts == ()


def test_rates_that_differ_by_a_point_are_one_event_in_conflict():
    found = events(
        said("2025-04-02", "tariff US>IN impose announced 26%", announced="2025-04-02", effective="2025-04-09"),
        said("2025-04-03", "tariff US>IN impose announced 27%", announced="2025-04-02", effective="2025-04-09"),
    )
    assert [(conflict.field, [value for value, _ in conflict.values]) for conflict in found[0].conflicts] == [
        ("rate", ["26 percent", "27 percent"])
    ]


def test_a_correction_the_day_after_wins():
    found = events(
        said("2025-05-01", "tariff US>KR impose announced 35%", goods="washing machines", effective="2025-06-01"),
        said("2025-05-02", "tariff US>KR impose announced 25%", goods="washing machines", effective="2025-06-01"),
    )
    assert len(found) == 1
    assert found[0].claim.rate is not None
    assert found[0].claim.rate.value == 25


def test_one_odd_late_voice_does_not_beat_a_chorus():
    found = events(
        *(said(f"2025-08-0{day}", "tariff US>IN impose announced 25%", effective="2025-08-27") for day in range(1, 6)),
        said("2025-08-07", "tariff US>IN impose announced 25%", effective="2025-08-26"),
    )
    assert found[0].claim.dates[Role.EFFECTIVE].edtf == "2025-08-27"
    assert [conflict.field for conflict in found[0].conflicts] == ["dates.effective"]


def test_through_the_ninth_is_until_the_tenth():
    found = events(
        said("2025-11-01", "port_fee US>CN suspend announced", effective="2025-11-10", ends="2026-11-09"),
        said("2025-11-02", "port_fee US>CN suspend announced", effective="2025-11-10", ends="2026-11-10"),
    )
    assert len(found) == 1
    assert found[0].conflicts == ()
    assert found[0].claim.dates[Role.ENDS].edtf == "2026-11-10"


def test_effective_before_announced_is_kept():
    found = events(said("2025-11-21", "tariff US>BR exempt announced", goods="coffee", announced="2025-11-20", effective="2025-11-13"))
    assert found[0].claim.dates[Role.EFFECTIVE].edtf == "2025-11-13"


def test_order_of_claims_changes_nothing():
    whole = resolve(STORY)
    for seed in range(5):
        shuffled = list(STORY)
        random.Random(seed).shuffle(shuffled)
        assert resolve(shuffled) == whole


def test_blocks_are_resolved_alone_as_together():
    whole = {event.id: event for event in resolve(STORY).events}
    for block in {block_of(sourced.claim) for sourced in STORY}:
        for event in resolve(sourced for sourced in STORY if block_of(sourced.claim) == block).events:
            assert whole[event.id] == event


def test_ids_survive_further_articles():
    early = [sourced for sourced in STORY if str(sourced.source.published) < "2025-04-10"]
    later = {event.id for event in resolve(STORY).events}
    assert {event.id for event in resolve(early).events} <= later


def test_ids_do_not_depend_on_claim_keys():
    from dataclasses import replace

    renamed = [replace(sourced, key=f"x{number}") for number, sourced in enumerate(STORY)]
    assert {event.id for event in resolve(renamed).events} == {event.id for event in resolve(STORY).events}


def test_what_was_known_on_a_day_rests_on_articles_of_that_day():
    from datetime import date

    found = resolve(STORY, known_on=date(2025, 10, 20)).events
    assert all(sourced.source.published <= date(2025, 10, 20) for event in found for sourced in event.told)
    hundred = [event for event in found if event.claim.rate and event.claim.rate.value == 100 and not event.claim.goods]
    assert [event.claim.status for event in hundred] == [Status.ANNOUNCED]


def test_no_claims_are_no_events():
    assert resolve([]) == resolve([], known_on=None)
    assert resolve([]).events == ()


def test_in_force_does_not_fall_back_to_announced():
    found = events(
        said("2025-06-04", "tariff US>* raise in_force 50%", goods="steel", effective="2025-06-04"),
        said("2025-06-20", "tariff US>* raise announced 50%", goods="steel", effective="2025-06-04"),
    )
    assert [event.claim.status for event in found] == [Status.IN_FORCE]


def test_in_force_told_before_the_first_day_is_a_decision():
    found = events(said("2025-10-10", "tariff US>CN impose in_force 100%", effective="2025-11-01"))
    assert [event.claim.status for event in found] == [Status.ANNOUNCED]


def test_a_duty_told_twice_in_one_article_once_without_its_rate_is_one():
    found = events(
        said("2025-02-10", "tariff US> impose announced 25%", goods="steel, aluminum", announced="2025-02-10", doc="one"),
        said("2025-02-10", "tariff US> impose announced", goods="steel", doc="one"),
    )
    assert [event.source_count for event in found] == [1]


def test_an_announcement_told_for_the_day_it_was_said_and_the_day_it_was_signed_is_no_conflict():
    found = events(
        said("2025-02-09", "tariff US> impose announced 25%", goods="steel", announced="2025-02-09"),
        said("2025-02-10", "tariff US> impose announced 25%", goods="steel", announced="2025-02-10"),
    )
    assert [event.conflicts for event in found] == [()]


def test_a_headline_and_its_text_tell_one_event():
    text = said("2025-07-30", "tariff US>IN impose announced 25%", announced="2025-07-30", effective="2025-08-01", doc="one")
    headline = replace(text, key="one#title", claim=replace(text.claim, dates={Role.EFFECTIVE: text.claim.dates[Role.EFFECTIVE]}, start=-1))
    assert [len(event.told) for event in events(text, headline)] == [2]
    # while two of the text are two, which an article tells apart
    again = replace(headline, claim=replace(headline.claim, start=0))
    assert [len(event.told) for event in events(text, again)] == [1, 1]


def test_a_target_told_by_one_is_an_example_and_the_news_of_those_days_comes_before_that_of_another_month():
    days = {"goods": "steel, aluminum", "announced": "2025-02-10"}
    found = events(
        said("2025-02-11", "tariff US>EU impose announced 25%", **days),
        said("2025-02-10", "tariff US> impose announced 25%", effective="2025-03-04", **days),
        said("2025-02-11", "tariff US> raise announced 25%", **days),
        said("2025-04-06", "tariff US>EU impose in_force 25%", goods="steel, aluminium, cars", effective="2025-04-09"),
    )
    assert sorted(event.source_count for event in found) == [1, 3]


def test_the_day_of_an_announcement_is_the_one_in_the_middle_of_what_most_tell():
    what = "tariff US> impose announced 25%"
    found = events(
        said("2025-02-09", what, goods="steel", announced="2025-02-07"),
        said("2025-02-10", what, goods="steel", announced="2025-02-09", doc="b"),
        said("2025-02-10", what, goods="steel", announced="2025-02-09", doc="c"),
        said("2025-02-10", what, goods="steel", announced="2025-02-10", doc="d"),
        said("2025-02-11", what, goods="steel", announced="2025-02-10", doc="e"),
        said("2025-02-12", what, goods="steel", announced="2025-02-11"),
    )
    assert [event.claim.dates[Role.ANNOUNCED].edtf for event in found] == ["2025-02-10"]


def test_a_later_article_corrects_the_day_of_an_announcement_that_one_told():
    what = "tariff US> impose announced 25%"
    found = events(
        said("2025-02-09", what, goods="steel", announced="2025-02-07"), said("2025-02-12", what, goods="steel", announced="2025-02-10")
    )
    assert [event.claim.dates[Role.ANNOUNCED].edtf for event in found] == ["2025-02-10"]


def test_one_article_that_calls_a_duty_a_threat_and_an_order_tells_one_that_stays_a_threat():
    found = events(
        said("2025-10-16", "tariff US>CN impose announced 100%", effective="2025-11-01", doc="one"),
        said("2025-10-16", "tariff US>CN impose threatened", effective="2025-11-01", doc="one"),
    )
    assert [len(event.told) for event in found] == [2]
    assert [event.conflicts[0].field for event in found] == ["status"]
    assert is_only_threat(found[0])
