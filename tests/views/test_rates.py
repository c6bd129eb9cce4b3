"""The table of duties on a day, and the rows of threats, say what is told and what is only announced."""

from __future__ import annotations

from dataclasses import replace

from tests.views.build import autumn
from tests.views.test_snapshots import PART, RATES, THREATS, drawn
from tradewatch.model import Status
from tradewatch.views.desk import threats_view
from tradewatch.views.rates import rates_view


def test_a_duty_without_a_first_day_is_dated_by_who_told_it_first() -> None:
    event = autumn()[0]
    part = {**PART, "event": event.id, "rate": {"value": 20, "unit": "percent"}, "since": None}
    published = min(one.source.published for one in event.told if one.source.published)
    page = drawn(rates_view({**RATES, "components": [part], "sum": None, "told_totals": []}, {event.id: event}), 140)
    assert f"told {published:%b} {published.day}, {published.year}" in page


def test_an_order_that_no_article_tells_in_force_is_carried_out_as_announced() -> None:
    events = {event.id: event for event in autumn()}
    order = next(event for event in events.values() if "effective" in event.claim.dates)
    rows = [{**THREATS[0], "outcome": "carried_out", "outcome_date": "2025-11-01", "outcome_event": order.id}]
    for status, said in ((Status.ANNOUNCED, "carried out, as announced for"), (Status.IN_FORCE, "carried out Nov 1")):
        events[order.id] = replace(order, claim=replace(order.claim, status=status))
        assert said in " ".join(drawn(threats_view(rows, events), 160).split())


def test_a_side_none_of_whose_threats_is_settled_has_no_share() -> None:
    events = {event.id: event for event in autumn()}
    page = drawn(threats_view(THREATS, events, [{"by": ["US"], "threats": 3, "settled": 0, "carried_out": 0}]), 140)
    assert "none settled, 3 open or delayed" in page
    assert "0 of 0" not in page


def test_a_told_total_says_the_goods_that_it_is_on() -> None:
    totals = [{"rate": {"value": 13, "unit": "percent"}, "event": "e1", "goods": ["soybeans"]}]
    page = drawn(rates_view({**RATES, "sum": None, "told_totals": totals}, {}), 140)
    assert "told as a total: 13% on soybeans (e1)" in page


def test_an_empty_table_keeps_its_indent_where_it_folds() -> None:
    page = drawn(rates_view({**RATES, "components": [], "sum": None, "told_totals": []}, {}), 60)
    told = [line for line in page.splitlines() if line and not line.startswith("US")]
    assert len(told) > 2
    assert all(line.startswith("  ") for line in told)
