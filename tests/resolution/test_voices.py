"""Claims that say the same are weighed together, and come out as if each had been weighed against each."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from tradewatch.model import EventType, SourcedClaim
from tradewatch.resolution.cluster import AGAINST, LOOSE, Link, agreements, groups, links, threads
from tradewatch.resolution.features import Records
from tradewatch.resolution.join import ordered
from tradewatch.resolution.scoring import APART, CUT, OTHER, Sieve

from .told import said

WAYS = [
    ("tariff US>CN impose in_force 25%", {"effective": "2025-02-04"}),
    ("tariff US>CN impose announced 25%", {"announced": "2025-02-01", "effective": "2025-02-04"}),
    ("tariff US>CN impose announced", {}),
    ("tariff US> impose announced 25%", {"goods": "steel, aluminum", "announced": "2025-02-10"}),
    ("tariff US> impose announced 25%", {"goods": "steel", "announced": "2025-02-10"}),
    ("tariff US> impose announced 25%", {"goods": "aluminum", "announced": "2025-02-10"}),
    ("tariff US>* raise in_force 50%", {"goods": "steel", "effective": "2025-06-04"}),
    ("tariff US>CN,MX impose announced 25%", {"effective": "2025-02-04"}),
    ("tariff US>CN impose threatened 25%", {"effective": "2025-02-04"}),
    ("tariff US>CN suspend announced", {"announced": "2025-02-03", "ends": "2025-03-04"}),
]


def retold(seed: int, count: int, articles: int) -> list[SourcedClaim]:
    """A few things said again and again, often several times in one article."""
    chance = random.Random(seed)
    days = {f"a{number}": date(2025, 2, 1) + timedelta(chance.choice([0, 0, 1, 5, 40])) for number in range(articles)}
    claims = []
    for number in range(count):
        doc = f"a{chance.randrange(articles)}"
        way, more = chance.choice(WAYS)
        told = said(days[doc].isoformat(), way, doc=doc, **more)
        claims.append(replace(told, key=f"k{number:04}"))
    return claims


def links_one_by_one(claims: Sequence[SourcedClaim], score: dict[int, dict[int, float]]) -> dict[str, Link]:
    found = {}
    for place, sourced in enumerate(claims):
        best = max(score[place].items(), key=lambda item: (item[1], -item[0]), default=(0, APART))
        found[sourced.key] = Link(claims[best[0]].key, best[1]) if best[1] >= LOOSE else Link(None, 0.0)
    return found


def groups_one_by_one(thread: Sequence[int], score: dict[int, dict[int, float]]) -> list[list[int]]:
    members: list[list[int]] = []
    for place in thread:
        best, most = None, CUT
        for group in members:
            if any(other not in score[place] for other in group):
                continue
            values = sorted(value for other in group if (value := score[place][other]) > OTHER / 2)
            if not values or values[0] < AGAINST:
                continue
            value = sum(values[-2:]) / len(values[-2:])
            if value > most or (value == most and best is None):
                best, most = group, value
        if best is None:
            members.append(best := [])
        best.append(place)
    return members


def scores(placed: Records) -> dict[int, dict[int, float]]:
    sieve = Sieve(placed)
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for place in range(len(placed)):
        near = sieve.near(place, place)
        for other, value in zip(near, sieve.scores(near, np.full(len(near), place), EventType.TARIFF), strict=True):
            if value > APART:
                found[place][int(other)] = float(value)
    return found


@pytest.mark.parametrize("articles", [3, 20, 200])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_said_again_is_weighed_as_if_one_by_one(seed: int, articles: int) -> None:
    placed, records = ordered(retold(seed, 150, articles))
    agreement, score = agreements(records, EventType.TARIFF), scores(records)
    assert max(len(places) for places in agreement.members) > 2
    found = links(placed, agreement)
    assert found == links_one_by_one(placed, score)
    place = {sourced.key: number for number, sourced in enumerate(placed)}
    families = [sorted(place[key] for key in thread) for thread in threads(found)]
    assert max(map(len, families)) > 30
    wanted = [group for family in families for group in groups_one_by_one(family, score)]
    assert list(groups(families, agreement)) == wanted


def test_a_great_event_costs_what_its_voices_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    weighed = []
    weigh = Sieve.scores
    monkeypatch.setattr(Sieve, "scores", lambda self, one, *rest: weighed.append(len(one)) or weigh(self, one, *rest))
    few, many = retold(1, 400, 100_000), retold(1, 4_000, 100_000)
    _, records = ordered(few)
    agreements(records, EventType.TARIFF)
    before = sum(weighed)
    weighed.clear()
    _, records = ordered(many)
    agreements(records, EventType.TARIFF)
    assert sum(weighed) < 3 * before
