"""The page of one event: the path of its measure is dated as the articles date it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.views.build import autumn
from tests.views.test_snapshots import drawn
from tradewatch.model import Status
from tradewatch.views.event import Step, event_view


@pytest.mark.parametrize(("told", "said"), [("2025-05", "announced May 2025"), (None, "announced May 1, 2025")])
def test_a_station_is_as_precise_as_it_was_told(told: str | None, said: str) -> None:
    path = [Step("announced", date(2025, 5, 1), told, "e1"), Step("in_force", date(2025, 10, 14), None, "e2")]
    assert f"{said} → in force Oct 14, 2025" in drawn(event_view(autumn()[1], path), 100)


def test_an_article_is_named_once_and_each_of_its_sentences_stands_under_it() -> None:
    event = autumn()[1]
    one = event.told[0]
    again = replace(one, key="again", claim=replace(one.claim, evidence="And again, in other words.", start=900, end=926))
    twin = replace(one, key="twin", claim=replace(one.claim, status=Status.THREATENED))
    page = drawn(event_view(replace(event, told=(one, again, twin))), 100)
    assert page.count(one.source.title) == 1
    assert page.count(one.claim.evidence) == 1
    assert "And again, in other words." in page
    assert "differs on status" in page


def test_the_json_of_a_station_keeps_the_told_date() -> None:
    (record,) = event_view(autumn()[1], [Step("announced", date(2025, 5, 1), "2025-05", "e1")]).records()
    assert record["path"] == [{"phase": "announced", "date": "2025-05", "event": "e1"}]
