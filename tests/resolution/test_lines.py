"""Lines found among those that share goods are those found among all, however dense a pair of sides is."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tradewatch.resolution import lines, resolve

from .told import said

GOODS = ("", "", "steel", "steel, aluminium", "aluminium", "cars", "soybeans, pork", "pork")
NAMES = (None, None, None, "Section 301", "Section 232", "fentanyl tariff")
ACTS = ("impose", "impose", "raise", "lower", "suspend", "extend", "lift", "exempt", "")
RATES = ("5%", "10%", "20%", "25%", "30%", "50%", "50USD/net_ton", "")
STATUS = ("announced", "in_force", "threatened", "suspended", "proposed")


def dense(count, seed):
    return resolve(dense_claims(count, seed)).events


def dense_claims(count, seed):
    """Claims of one pair of sides, of every step, stage and kind of goods, each of an article of its own."""
    chance = random.Random(seed)
    claims = []
    for number in range(count):
        day = date(2018, 1, 1) + timedelta(days=chance.randrange(2800))
        dates = {}
        if chance.random() < 0.6:
            dates["announced"] = day.isoformat()
        if chance.random() < 0.6:
            dates["effective"] = (day + timedelta(days=chance.randrange(60))).isoformat()
        if chance.random() < 0.2:
            dates["ends"] = (day + timedelta(days=chance.randrange(60, 400))).isoformat()
        what = f"tariff US>{chance.choice(('CN', 'CN', '*', ''))} {chance.choice(ACTS)} {chance.choice(STATUS)} {chance.choice(RATES)}"
        worth = chance.choice(("", "", "on $34 billion of goods", "on $200 billion of imports"))
        prior = chance.choice((None, None, "10%", "25%"))
        told = (day + timedelta(days=chance.randrange(90))).isoformat()
        name = chance.choice(NAMES)
        claims.append(said(told, what, doc=f"a{number}", goods=chance.choice(GOODS), instrument=name, evidence=worth, prior=prior, **dates))
    return claims


def shape(found):
    return (
        [[event.id for event in line.events] for line in found.lines],
        [line.ended_by and line.ended_by.id for line in found.lines],
        [event.id for event in found.totals],
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_dense_pair_has_the_lines_that_looking_at_all_gives(seed, monkeypatch):
    events = dense(400, seed)
    found = shape(lines.lines_of(events))
    assert len(found[0]) > 20
    assert any(len(line) > 3 for line in found[0])
    monkeypatch.setattr(lines._Board, "near", lambda board, event, facts: board.lines)
    assert shape(lines.lines_of(events)) == found


def test_the_order_of_a_dense_pair_changes_nothing():
    events = list(dense(300, 9))
    found = shape(lines.lines_of(events))
    random.Random(4).shuffle(events)
    assert shape(lines.lines_of(events)) == found
