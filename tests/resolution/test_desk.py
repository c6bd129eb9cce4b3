"""Dates ahead, disagreements, changes, and a measure's path."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.errors import UsageError
from tradewatch.model import Role
from tradewatch.resolution import resolve
from tradewatch.resolution.desk import changes, conflicts, review, upcoming
from tradewatch.resolution.lookup import find
from tradewatch.resolution.measures import path, status_on

from .told import said
from .us_china import PORT_FEES

TODAY = date(2025, 11, 20)


def stations(claims, today=TODAY):
    resolution = resolve(claims)
    (measure,) = [measure for measure in resolution.measures if measure.by == ("US",)]
    events = [event for event in resolution.events if event.measure == measure.id]
    return [(str(station.phase), station.day.isoformat()) for station in path(events, today)]


def test_the_path_of_the_port_fees():
    assert stations(PORT_FEES) == [
        ("proposed", "2025-02-21"),
        ("announced", "2025-04-17"),
        ("in_force", "2025-10-14"),
        ("announced", "2025-11-01"),
        ("suspended", "2025-11-10"),
        ("back", "2026-11-10"),
    ]


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        ("2025-01-01", None),
        ("2025-03-01", "proposed"),
        ("2025-10-13", "announced"),
        ("2025-10-14", "in_force"),
        ("2025-12-01", "suspended"),
    ],
)
def test_status_is_that_of_the_day(day, phase):
    resolution = resolve(sourced for sourced in PORT_FEES if sourced.claim.by == ("US",))
    assert status_on(resolution.events, date.fromisoformat(day)) == phase


def test_a_start_nobody_confirms_is_assumed():
    assert stations([said("2025-07-01", "tariff US>LK impose announced 30%", announced="2025-07-09", effective="2025-08-01")]) == [
        ("announced", "2025-07-09"),
        ("assumed", "2025-08-01"),
    ]


def test_a_path_is_dated_as_precisely_as_it_was_told():
    resolution = resolve([said("2025-02-10", "tariff US>CN impose in_force 10%", announced="2018")])
    assert [(str(one.phase), one.told) for one in path(resolution.events, TODAY)] == [("announced", "2018"), ("in_force", "2018")]


def test_an_end_for_some_goods_is_no_end_of_the_measure():
    found = stations(
        [
            said("2025-08-06", "tariff US>BR impose in_force 40%", effective="2025-08-06"),
            said("2025-11-20", "tariff US>BR lift in_force 40%", goods="coffee", effective="2025-11-13"),
        ]
    )
    assert found == [("in_force", "2025-08-06")]


def test_a_pause_extended_moves_the_day_of_return():
    found = stations(
        [
            said("2025-05-12", "tariff US>CN suspend announced 24pp", announced="2025-05-12", effective="2025-05-14", ends="2025-08-12"),
            said("2025-08-11", "tariff US>CN extend announced 24pp", announced="2025-08-11", ends="2025-11-10"),
        ]
    )
    assert [day for phase, day in found if phase == "back"] == ["2025-11-10"]


def test_upcoming_lists_dates_ahead_soonest_first():
    events = resolve(
        [
            said("2025-11-18", "tariff US>CH impose announced 15%", effective="2025-12-01"),
            said("2025-11-18", "meeting CN,US planned", held="2025-11-25"),
            said("2025-11-18", "tariff US>JP impose in_force 15%", effective="2025-08-07"),
            said("2025-11-18", "agreement CN,US announced", ends="2026-11-10"),
        ]
    ).events
    assert [(row.date, str(row.role), row.days) for row in upcoming(events, TODAY, 30)] == [
        ("2025-11-25", "held", 5),
        ("2025-12-01", "effective", 11),
    ]


def test_a_vague_date_is_ahead_while_any_of_its_days_is():
    events = resolve([said("2025-11-01", "meeting CN,US planned", held="2025-11")]).events
    assert [(row.date, row.days) for row in upcoming(events, TODAY, 5)] == [("2025-11", 0)]
    assert upcoming(events, date(2025, 12, 1), 5) == ()


def test_an_announcement_that_was_made_is_not_ahead():
    claim = said("2025-11-18", "tariff US>CH impose announced 15%", announced="2025-11-20", effective="2025-11-25")
    events = resolve([claim]).events
    assert [str(row.role) for row in upcoming(events, TODAY, 30)] == ["effective"]
    assert [str(row.role) for row in upcoming(events, date(2025, 11, 19), 30)] == ["announced", "effective"]
    assert changed([claim], [claim]) == [("due", ("effective",))]
    assert changed([claim], [claim], today=date(2025, 11, 19)) == [("due", ("announced", "effective"))]


def test_a_cancelled_meeting_is_not_ahead():
    events = resolve([said("2025-11-18", "meeting CN,US cancelled", held="2025-11-25")]).events
    assert upcoming(events, TODAY) == ()


def test_conflicts_name_the_documents_of_each_value():
    events = resolve(
        [
            said("2025-04-02", "tariff US>IN impose announced 26%", effective="2025-04-09", doc="a"),
            said("2025-04-03", "tariff US>IN impose announced 27%", effective="2025-04-09", doc="b"),
            said("2025-04-03", "tariff US>IN impose announced 26%", effective="2025-04-09", doc="c"),
        ]
    ).events
    (row,) = conflicts(events)
    assert (row.field, [(told.value, told.docs) for told in row.values]) == ("rate", [("26 percent", ("a", "c")), ("27 percent", ("b",))])


def changed(before, after, today=TODAY):
    rows = changes(resolve(before).events, resolve(after).events, today)
    return [(str(row.change), row.fields) for row in rows]


FIRST = said("2025-11-01", "tariff US>CH impose announced 39%", announced="2025-11-01", doc="a")


def test_a_first_telling_is_new():
    assert changed([], [FIRST]) == [("new", ())]


def test_a_second_article_that_says_the_same_is_no_change():
    assert changed([FIRST], [FIRST, said("2025-11-02", "tariff US>CH impose announced 39%", announced="2025-11-01", doc="b")]) == []


def test_a_date_that_became_known_is_a_change():
    later = said("2025-11-02", "tariff US>CH impose announced 39%", announced="2025-11-01", effective="2026-01-01", doc="b")
    assert changed([FIRST], [FIRST, later]) == [("changed", ("dates.effective",))]


def test_a_rate_told_otherwise_is_contradicted():
    later = said("2025-11-02", "tariff US>CH impose announced 40%", announced="2025-11-01", doc="b")
    assert ("contradicted", ("rate",)) in changed([FIRST], [FIRST, later])


def test_a_date_within_a_week_is_due():
    claim = said("2025-11-01", "tariff US>CH impose announced 15%", effective="2025-11-25")
    assert changed([claim], [claim]) == [("due", ("effective",))]
    assert changed([claim], [claim], today=date(2025, 11, 10)) == []


def test_changes_of_a_kind_come_by_date():
    days = ["2025-12-03", "2025-12-01", "2025-12-02"]
    after = resolve(
        [
            said("2025-11-01", f"tariff US>{on} impose announced 15%", effective=day)
            for on, day in zip(("CH", "JP", "KR"), days, strict=True)
        ]
    ).events
    dates = {event.id: event.claim.dates[Role.EFFECTIVE].edtf for event in after}
    assert [dates[row.event] for row in changes([], after, TODAY)] == sorted(days)


def test_review_takes_the_doubtful_first():
    events = resolve(
        [
            said("2025-11-01", "tariff US>CH impose announced 39%", announced="2025-11-01", confidence=0.5),
            said("2025-11-01", "tariff US>TW impose announced 20%", announced="2025-11-01", confidence=0.3),
            said("2025-11-01", "tariff US>KR impose announced 15%", announced="2025-11-01", confidence=0.9),
        ]
    ).events
    assert [event.claim.on[0] for event in review(events)] == ["TW", "CH"]


def test_an_unknown_id_names_the_nearest():
    events = resolve([FIRST]).events
    wrong = events[0].id[:-1] + ("x" if events[0].id[-1] != "x" else "y")
    with pytest.raises(UsageError, match=events[0].id):
        find(events, wrong)


def test_an_id_cut_too_short_is_told_as_that():
    events = resolve([FIRST]).events
    with pytest.raises(UsageError, match="too short"):
        find(events, events[0].id[:2])


def test_an_event_answers_to_the_id_it_had_before_an_older_article_came():
    before = resolve([FIRST]).events[0]
    older = said("2025-10-31", "tariff US>CH impose announced 39%", announced="2025-11-01", doc="z")
    after = resolve([FIRST, older]).events
    assert after[0].id != before.id
    assert find(after, before.id) == after[0]


def test_the_beginning_of_an_id_is_enough():
    events = resolve([FIRST]).events
    assert find(events, events[0].id[:5].upper()) == events[0]


def test_a_pause_told_as_a_stretch_stands_on_the_path_from_its_first_day_to_its_last():
    resolution = resolve(
        [
            said("2025-10-14", "port_fee US>CN impose in_force 50USD/net_ton", effective="2025-10-14"),
            said("2025-11-10", "port_fee US>CN suspend suspended", effective="2025-11-10/2026-11-09"),
        ]
    )
    found = [(str(one.phase), one.told or one.day.isoformat()) for one in path(resolution.events, date(2025, 12, 1))]
    assert found == [("in_force", "2025-10-14"), ("suspended", "2025-11-10"), ("back", "2026-11-09")]


def test_what_has_begun_is_nothing_to_wait_for():
    claims = [
        said("2025-07-18", "tariff US> impose in_force 15%", goods="copper", effective="2025"),
        said("2025-07-18", "tariff US>BR impose announced 50%", effective="2025"),
        said("2025-07-18", "meeting US,CN held", held="2025-07-14/2025-07-31"),
    ]
    found = resolve(claims).events
    assert [row.event for row in upcoming(found, date(2025, 7, 20))] == [event.id for event in found if event.claim.on == ("BR",)]
