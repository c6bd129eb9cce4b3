"""What a newer extractor moves: no more than it reads otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.views.build import claim, when
from tradewatch.batch.reextract import Fate, difference
from tradewatch.model import Article, PublishedFrom
from tradewatch.resolution import block_of
from tradewatch.store import Store, open_database
from tradewatch.store.write import put_article

# one sentence that tells two facts of a type, neither with a rate
TWINS = [
    claim(on="BR", status="proposed", evidence="It would answer their duty."),
    claim(by="BR", on="US", status="in_force", evidence="It would answer their duty.", goods=("ethanol",)),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_database(tmp_path / "t.db", create=True) as made:
        article = Article("twins", "It would answer their duty.", "", date(2025, 2, 13), PublishedFrom.METADATA, "/news/twins.txt")
        put_article(made, article, TWINS, block_of=block_of, version="1", at="2025-02-13T12:00:00Z")
        yield made


@pytest.mark.parametrize("now", [TWINS, TWINS[::-1]])
def test_two_facts_of_one_sentence_are_each_their_own(store: Store, now: list) -> None:
    assert list(difference(store, lambda article: now)) == []


def test_a_fact_that_changed_is_held_against_its_nearest(store: Store) -> None:
    later = replace(TWINS[1], dates=when(effective="2025-03-01"))
    (moved,) = difference(store, lambda article: [later, TWINS[0]])
    assert (moved.fate, moved.fields, moved.before) == (Fate.CHANGES, ("dates",), TWINS[1])


def test_of_two_the_one_that_is_gone_vanishes(store: Store) -> None:
    (moved,) = difference(store, lambda article: [TWINS[1]])
    assert (moved.fate, moved.before) == (Fate.VANISHES, TWINS[0])
