"""One agency story in several papers is one source, in whatever order it comes."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from store.build import article, claim, make, put
from tradewatch.store import query
from tradewatch.store.copies import _hashes


def story(doc: str) -> str:
    """One agency story under each paper's own header."""
    return f"From {doc}. " + "The ministry said on Friday that the duty on steel would rise, and that talks would go on next week. " * 2


def copies(folder: Path, stories: list[tuple[str, int, int]]) -> dict[str, str | None]:
    """Store (doc, fingerprint, day) stories; return whose copy each is."""
    for part in folder.glob("t.db*"):
        part.unlink()
    with make(folder) as store:
        names = {}
        for doc, bits, day in stories:
            outcome = put(store, article(story(doc), doc, published=date(2025, 10, day)), [claim()], fingerprint=bits)
            names[outcome.article] = doc
        return {one.source.doc: names.get(one.source.copy_of or "") for one in query.sourced_claims(store)}


def test_the_earliest_of_near_texts_is_the_original(tmp_path: Path) -> None:
    assert copies(tmp_path, [("b", 0b111, 2), ("a", 0b000, 1)]) == {"a": None, "b": "a"}


def test_far_texts_are_no_copies(tmp_path: Path) -> None:
    assert copies(tmp_path, [("b", (1 << 12) - 1, 2), ("a", 0, 1)]) == {"a": None, "b": None}


def test_a_sign_bit_counts_like_any_other(tmp_path: Path) -> None:
    assert copies(tmp_path, [("a", 1 << 63, 1), ("b", 0, 2)]) == {"a": None, "b": "a"}


def test_a_chain_of_near_texts_is_one_group_in_any_order(tmp_path: Path) -> None:
    chain = [("a", 0, 3), ("b", (1 << 11) - 1, 2), ("c", (1 << 22) - 1, 1)]
    assert {tuple(sorted(copies(tmp_path, list(order)).items(), key=str)) for order in permutations(chain)} == {
        (("a", "c"), ("b", "c"), ("c", None))
    }


def test_a_group_falls_apart_when_its_middle_is_replaced(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        for doc, bits, day in [("a", 0, 1), ("b", (1 << 11) - 1, 2), ("c", (1 << 22) - 1, 3)]:
            put(store, article(story(doc), doc, published=date(2025, 10, day)), [claim()], fingerprint=bits)
        put(store, article("Another text.", "b", published=date(2025, 10, 2)), [claim()], fingerprint=0xFFFF << 32)
        assert {one.source.doc: one.source.copy_of for one in query.sourced_claims(store)} == {"a": None, "b": None, "c": None}


def test_the_blocks_of_articles_that_became_copies_are_due(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article(story("late"), "late", published=date(2025, 10, 9)), [claim(by="EU")], fingerprint=7)
        store.execute("DELETE FROM stale_blocks")
        outcome = put(store, article(story("early"), "early", published=date(2025, 10, 1)), [claim(by="US")], fingerprint=7)
        assert outcome.blocks == {"tariff|EU", "tariff|US"}


def test_texts_that_differ_are_no_copies_however_near_their_fingerprints(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article(story("a"), "a"), [claim()], fingerprint=7)
        other = "The court said on Monday that the duty on cars was void, and that importers would be paid back by the end of June."
        assert put(store, article(other, "b"), [claim()], fingerprint=7).copy_of is None


def test_a_copy_that_another_program_stored_is_found(tmp_path: Path) -> None:
    with make(tmp_path) as one, make(tmp_path) as other:
        put(one, article(story("a"), "a", published=date(2025, 10, 1)), [claim()], fingerprint=7)
        first = put(other, article(story("b"), "b", published=date(2025, 9, 1)), [claim()], fingerprint=7)
        assert put(one, article(story("c"), "c", published=date(2025, 10, 3)), [claim()], fingerprint=7).copy_of == first.article


def test_an_article_that_was_rolled_back_has_no_copies(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        with suppress(KeyError), store.transaction():
            put(store, article(story("a"), "a", published=date(2025, 9, 1)), [claim()], fingerprint=7)
            raise KeyError
        assert put(store, article(story("b"), "b"), [claim()], fingerprint=7).copy_of is None


@pytest.mark.parametrize("words", ["x b c", "a x c", "a b x"])
def test_each_of_three_words_in_a_row_tells_texts_apart(words: str) -> None:
    assert len(_hashes("a b c")) == 1
    assert not set(_hashes("a b c").tolist()) & set(_hashes(words).tolist())
