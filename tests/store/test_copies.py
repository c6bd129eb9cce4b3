"""One agency story in several papers is one source, in whatever order it comes."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

from store.build import article, claim, make, put
from tradewatch.store import query


def copies(folder: Path, stories: list[tuple[str, int, int]]) -> dict[str, str | None]:
    """Store (doc, fingerprint, day) stories; return whose copy each is."""
    for part in folder.glob("t.db*"):
        part.unlink()
    with make(folder) as store:
        names = {}
        for doc, bits, day in stories:
            outcome = put(store, article(f"Text {doc}.", doc, published=date(2025, 10, day)), [claim()], fingerprint=bits)
            names[outcome.article] = doc
        return {one.source.doc: names.get(one.source.copy_of or "") for one in query.sourced_claims(store)}


def test_the_earliest_of_near_texts_is_the_original(tmp_path: Path) -> None:
    assert copies(tmp_path, [("b", 0b111, 2), ("a", 0b000, 1)]) == {"a": None, "b": "a"}


def test_far_texts_are_no_copies(tmp_path: Path) -> None:
    assert copies(tmp_path, [("b", 0b1111, 2), ("a", 0b0000, 1)]) == {"a": None, "b": None}


def test_a_sign_bit_counts_like_any_other(tmp_path: Path) -> None:
    assert copies(tmp_path, [("a", 1 << 63, 1), ("b", 0, 2)]) == {"a": None, "b": "a"}


def test_a_chain_of_near_texts_is_one_group_in_any_order(tmp_path: Path) -> None:
    chain = [("a", 0b0, 3), ("b", 0b111, 2), ("c", 0b111111, 1)]
    assert {tuple(sorted(copies(tmp_path, list(order)).items(), key=str)) for order in permutations(chain)} == {
        (("a", "c"), ("b", "c"), ("c", None))
    }


def test_a_group_falls_apart_when_its_middle_is_replaced(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        for doc, bits, day in [("a", 0b0, 1), ("b", 0b111, 2), ("c", 0b111111, 3)]:
            put(store, article(f"Text {doc}.", doc, published=date(2025, 10, day)), [claim()], fingerprint=bits)
        put(store, article("Another text.", "b", published=date(2025, 10, 2)), [claim()], fingerprint=0xFFFF << 32)
        assert {one.source.doc: one.source.copy_of for one in query.sourced_claims(store)} == {"a": None, "b": None, "c": None}


def test_the_blocks_of_articles_that_became_copies_are_due(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article("Late.", "late", published=date(2025, 10, 9)), [claim(by="EU")], fingerprint=7)
        store.execute("DELETE FROM stale_blocks")
        outcome = put(store, article("Early.", "early", published=date(2025, 10, 1)), [claim(by="US")], fingerprint=7)
        assert outcome.blocks == {"tariff|EU", "tariff|US"}
