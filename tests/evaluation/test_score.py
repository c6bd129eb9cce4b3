"""When a prediction counts, level by level, on events of our own."""

from __future__ import annotations

from typing import Any

import pytest

from tradewatch.evaluation import run
from tradewatch.evaluation.score import Level, bounds, key_date, overlap, pair_events, rate_of, slots_right

FEE: dict[str, Any] = {
    "type": "port_fee",
    "by": ["CN"],
    "on": ["US"],
    "action": "impose",
    "status": "in_force",
    "rate": {"value": 400, "unit": "CNY/net_ton"},
    "prior_rate": None,
    "goods": [],
    "dates": {"effective": "2025-10-14", "announced": "2025-10-10"},
}
DUTY: dict[str, Any] = {
    "type": "tariff",
    "by": ["US"],
    "on": ["IN"],
    "action": "raise",
    "status": "announced",
    "rate": {"value": 50, "unit": "percent"},
    "prior_rate": {"value": 25, "unit": "percent"},
    "goods": ["steel products"],
    "dates": {"effective": "2025-08-27"},
}
TALKS: dict[str, Any] = {
    "type": "meeting",
    "by": ["CN", "US"],
    "on": [],
    "status": "planned",
    "dates": {"held": "2025-10-21/2025-10-31"},
    "goods": [],
}


def level(gold: dict[str, Any], **changed: Any) -> Level:
    """The level at which the event with some fields changed finds the event."""
    pairs = pair_events([gold], [gold | changed])
    return pairs[0].level if pairs else Level.NONE


def test_an_event_finds_itself_exactly() -> None:
    assert level(FEE) is level(DUTY) is level(TALKS) is Level.EXACT


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "tariff"},
        {"by": ["US"]},
        {"by": []},
        {"on": ["JP"]},
        {"on": []},
        {"rate": None},
        {"rate": {"value": 400, "unit": "USD/net_ton"}},
        {"rate": {"value": 401, "unit": "CNY/net_ton"}},
    ],
    ids=str,
)
def test_another_type_side_or_rate_is_not_found(changed: dict[str, Any]) -> None:
    assert level(FEE, **changed) is Level.NONE


@pytest.mark.parametrize(
    "changed", [{"by": ["CN", "HK"]}, {"on": ["JP", "US"]}, {"status": "announced"}, {"dates": {"effective": "2025-10"}}], ids=str
)
def test_a_side_too_many_or_a_coarser_date_is_right_but_not_exact(changed: dict[str, Any]) -> None:
    assert level(FEE, **changed) is Level.EVENT


@pytest.mark.parametrize("dates", [{}, None, {"effective": "2025-10-15"}, {"effective": "soon"}, {"announced": "2025-10-13"}], ids=str)
def test_a_missing_or_wrong_key_date_is_found_only(dates: dict[str, str] | None) -> None:
    assert level(FEE, dates=dates) is Level.FOUND


def test_a_date_where_gold_has_none_is_right_but_not_exact() -> None:
    assert level(FEE | {"dates": {}}, dates={"effective": "2025-10-14"}) is Level.EVENT


def test_action_goods_and_evidence_do_not_decide_a_level() -> None:
    assert level(DUTY, action="impose", goods=["cars"], evidence="something else") is Level.EXACT


def test_a_side_that_gold_leaves_open_may_be_filled() -> None:
    assert level(FEE | {"on": []}, on=["US"]) is Level.EVENT
    assert level(FEE | {"on": ["*"]}, on=[]) is Level.EVENT


def test_participants_of_a_meeting_may_stand_on_either_side() -> None:
    assert level(TALKS, by=["US"], on=["CN"]) is Level.EXACT
    assert level(TALKS, by=["US"]) is Level.EVENT
    assert level(TALKS, by=["JP"]) is Level.NONE


def test_percentage_points_and_percent_are_the_same_rate() -> None:
    assert level(DUTY, rate={"value": 50.0001, "unit": "percentage_point"}) is Level.EXACT


def test_each_event_is_paired_once_and_the_likest_first() -> None:
    cars = DUTY | {"goods": ["cars"], "dates": {"effective": "2025-04-03"}}
    pairs = pair_events([DUTY, cars], [cars, DUTY, DUTY])
    assert sorted((pair.gold, pair.predicted) for pair in pairs) == [(0, 1), (1, 0)]


def test_a_tie_goes_to_the_first() -> None:
    assert [(pair.gold, pair.predicted) for pair in pair_events([FEE, FEE], [FEE])] == [(0, 0)]


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2025-10-14", "2025-10-14", "2025-10-14"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-10-06/2025-10-12", "2025-10-06", "2025-10-12"),
        ("2025-04/..", "2025-04-01", "9999-12-31"),
        ("../2025-11", "0001-01-01", "2025-11-30"),
    ],
)
def test_bounds_of_a_date_are_its_first_and_last_day(value: str, first: str, last: str) -> None:
    found = bounds(value)
    assert found is not None and [day.isoformat() for day in found] == [first, last]


@pytest.mark.parametrize(
    "value", [None, "", "soon", "2025-13", "2025-02-30", "2025-1-1-1", "99999999999999999999", "0000", 2025, "2025-10/x"]
)
def test_a_date_that_cannot_be_read_has_no_bounds(value: object) -> None:
    assert bounds(value) is None


def test_dates_overlap_where_they_share_a_day() -> None:
    assert overlap("2025-10", "2025-10-31") and overlap("2025-04/..", "2026")
    assert not overlap("2025-10", "2025-11-01") and not overlap("2025-10", None)


def test_the_key_date_of_a_meeting_is_when_it_is_held() -> None:
    dates = {"announced": "2025-10-01", "held": "2025-10-30", "effective": "2025-11-01"}
    assert key_date({"type": "meeting", "dates": dates}) == "2025-10-30"
    assert key_date({"type": "agreement", "dates": dates}) == "2025-11-01"
    assert key_date({"type": "sanction", "dates": {}}) is None


def test_a_rate_without_a_unit_is_in_percent() -> None:
    assert rate_of({"rate": {"value": 10}}) == (10.0, "percent")
    assert rate_of({"rate": {"value": None, "unit": "percent"}}) is None


def test_slots_are_judged_where_gold_has_them() -> None:
    read = DUTY | {"action": "impose", "prior_rate": None, "goods": ["products of steel"]}
    assert slots_right(DUTY, read) == {
        "by": True,
        "on": True,
        "status": True,
        "rate": True,
        "key_date": True,
        "action": False,
        "prior_rate": False,
        "goods": True,
        "date_effective": True,
    }
    assert set(slots_right(TALKS, TALKS)) == {"by", "on", "status", "rate", "key_date", "date_held"}


def test_a_result_counts_hits_misses_and_false_alarms() -> None:
    late = FEE | {"dates": {"effective": "2025-12-01"}}
    result = run({"a": [FEE, DUTY], "b": [TALKS]}, {"a": [late, DUTY, TALKS], "c": [FEE]})
    assert {name: (count.hit, count.gold, count.predicted) for name, count in result.levels.items()} == {
        "found": (2, 3, 3),
        "event": (1, 3, 3),
        "exact": (1, 3, 3),
    }
    assert (result.unread, result.unknown) == (("b",), ("c",))
    meetings = result.types["meeting"]["event"]
    assert (meetings.hit, meetings.gold, meetings.predicted) == (0, 1, 1)


def test_shares_of_a_result_are_those_of_its_counts() -> None:
    shape = run({"a": [FEE, DUTY]}, {"a": [FEE, TALKS, TALKS]}).as_json()
    assert shape["event"] == {"precision": 0.3333, "recall": 0.5, "f1": 0.4, "hit": 1, "gold": 2, "predicted": 3}
    assert shape["by_type"]["port_fee"]["f1"] == 1.0 and shape["by_type"]["port_fee"]["levels"]["exact"]["hit"] == 1
    assert shape["slots"]["status"] == 1.0 and shape["slot_counts"]["status"] == [1, 1]


def test_nothing_predicted_scores_nothing() -> None:
    shape = run({"a": [FEE]}, {}).as_json()
    assert shape["found"]["f1"] == 0.0 and shape["slots"] == {} and shape["calibration"] == []


def test_the_hash_of_gold_tells_its_content_only() -> None:
    same = run({"b": [TALKS], "a": [dict(reversed(FEE.items()))]}, {}).gold_hash
    assert run({"a": [FEE], "b": [TALKS]}, {"a": [DUTY]}).gold_hash == same
    assert run({"a": [FEE], "b": [TALKS | {"status": "held"}]}, {}).gold_hash != same
