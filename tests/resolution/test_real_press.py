"""Clustering on annotated real articles, where they lie beside the checkout."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tradewatch.model import Action, Claim, EventType, Period, Rate, Role, Source, SourcedClaim, Status
from tradewatch.resolution import resolve

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"

pytestmark = pytest.mark.skipif(not (GOLD / "dev_gold.jsonl").is_file(), reason="the annotated articles are not beside the checkout")


def rate(value: Any) -> Rate | None:
    return value and Rate(Decimal(str(value["value"])), value["unit"], Decimal(str(value["min"])) if value.get("min") is not None else None)


def read() -> list[SourcedClaim]:
    articles = {one["id"]: one for one in map(json.loads, (GOLD / "dev_articles.jsonl").open(encoding="utf-8"))}
    claims = []
    for record in map(json.loads, (GOLD / "dev_gold.jsonl").open(encoding="utf-8")):
        source = Source(record["doc"], record["doc"], published=date.fromisoformat(articles[record["doc"]]["published"]))
        for number, told in enumerate(record["events"]):
            claim = Claim(
                type=EventType(told["type"]),
                by=tuple(told["by"]),
                on=tuple(told["on"]),
                action=told["action"] and Action(told["action"]),
                status=Status(told["status"]),
                rate=rate(told["rate"]),
                prior_rate=rate(told["prior_rate"]),
                goods=tuple(told["goods"]),
                dates={Role(role): Period.parse(value) for role, value in told["dates"].items()},
                place=told["place"],
                entities=tuple(told["entities"]),
                instrument=told["instrument"],
                evidence=told["evidence"],
            )
            claims.append(SourcedClaim(f"{record['doc']}#{number}", claim, source))
    return claims


def test_the_metal_duties_of_february_2025_are_one_event_and_swallow_no_other():
    events = resolve(read()).events
    metals = [
        event
        for event in events
        if event.claim.type is EventType.TARIFF
        and event.claim.by == ("US",)
        and any(date(2025, 2, 9) <= one.source.published <= date(2025, 2, 14) for one in event.told)
        and any("steel" in good for good in event.claim.goods)
        and event.claim.rate is not None
        and not any(period.first < date(2025, 1, 1) for period in event.claim.dates.values())
    ]
    largest = max(metals, key=lambda event: event.source_count)
    assert largest.source_count >= 11
    assert largest.claim.rate is not None
    assert largest.claim.rate.value == 25
    # every claim of these days that tells 25% on steel stands in it
    for event in events:
        for one in event.told:
            claim = one.claim
            if event is not largest and claim.rate is not None and claim.rate.value == 25 and claim.by == ("US",):
                new = not any(period.first < date(2025, 1, 1) for period in claim.dates.values())
                assert not (new and one.source.published.year == 2025 and one.source.published.month == 2 and "steel" in claim.goods)
    for one in largest.told:
        assert any("steel" in good or "alumin" in good for good in one.claim.goods)
        assert one.claim.by == ("US",)


def test_few_articles_tell_one_event_twice():
    """An article tells an event once; where two of its claims meet in one event, clustering went too far."""
    events = resolve(read()).events
    doubled = sum(len(event.told) - len({one.source.article for one in event.told}) for event in events)
    assert doubled <= 0.02 * sum(len(event.told) for event in events)
