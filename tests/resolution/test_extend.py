"""One article more gives what resolving everything anew gives."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace

import pytest

from tradewatch.model import CorrectionKind
from tradewatch.resolution import resolve
from tradewatch.resolution.corrections import anchors_of, make

from .shelf import DictShelf
from .test_lines import dense_claims
from .us_china import STORY


def articles(claims):
    found = defaultdict(list)
    for sourced in claims:
        found[sourced.source.article].append(sourced)
    return list(found.values())


def as_kept(shelf):
    return sorted((replace(event, measure=None) for event in shelf.events.values()), key=lambda event: event.id)


def as_resolved(claims, log=()):
    return sorted((replace(event, measure=None) for event in resolve(claims, log).events), key=lambda event: event.id)


@pytest.mark.parametrize("seed", range(4))
def test_articles_one_by_one_in_any_order(seed):
    order = articles(STORY)
    random.Random(seed).shuffle(order)
    shelf = DictShelf()
    for number, article in enumerate(order):
        shelf.change(article)
        if number % 20 == 0:
            assert as_kept(shelf) == as_resolved(shelf.claims.values())
    assert as_kept(shelf) == as_resolved(STORY)


@pytest.mark.parametrize("seed", range(4))
def test_articles_that_come_change_and_go(seed):
    chance = random.Random(seed)
    shelf = DictShelf()
    order = articles(STORY)
    chance.shuffle(order)
    for article in order:
        gone = chance.sample(sorted(shelf.claims), k=min(len(shelf.claims), chance.choice((0, 0, 1, 2))))
        shelf.change(article, gone)
    assert as_kept(shelf) == as_resolved(shelf.claims.values())


@pytest.mark.parametrize("seed", range(2))
def test_a_dense_pair_one_by_one(seed):
    chance = random.Random(seed)
    shelf = DictShelf()
    for number, sourced in enumerate(dense_claims(240, seed)):
        gone = chance.sample(sorted(shelf.claims), k=min(len(shelf.claims), chance.choice((0, 0, 0, 1))))
        shelf.change([sourced], gone)
        if number % 60 == 59:
            assert as_kept(shelf) == as_resolved(shelf.claims.values())
    assert max(len(event.told) for event in shelf.events.values()) > 1


def test_what_a_correction_binds_is_looked_at_together():
    whole = resolve(STORY).events
    first, second = [event for event in whole if event.claim.type == "tariff" and event.claim.by == ("US",)][2:4]
    log = [
        make(CorrectionKind.MERGE, first, at="2026-01-01T00:00:00Z", others=anchors_of(second)),
        make(CorrectionKind.SET, whole[-1], at="2026-01-02T00:00:00Z", fields={"place": "Busan"}),
    ]
    order = articles(STORY)
    random.Random(7).shuffle(order)
    shelf = DictShelf(log)
    for article in order:
        shelf.change(article)
    assert as_kept(shelf) == as_resolved(STORY, log)
