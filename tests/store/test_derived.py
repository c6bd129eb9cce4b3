"""Events and measures of whole blocks: rewritten where they changed, and only there."""

from __future__ import annotations

from pathlib import Path

from store.build import article, claim, derive, event, make, put
from tradewatch.model import Conflict, EventType, Measure
from tradewatch.store import derived, query


def test_events_come_back_as_they_were(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article("One.", "a"), [claim(rate="25")])
        put(store, article("Two.", "b"), [claim(rate="30")])
        told = query.sourced_claims(store)
        conflict = Conflict("rate", (("25 percent", (told[0].key,)), ("30 percent", (told[1].key,))))
        one = event("e1", told, measure="m1", source_count=2, conflicts=(conflict,), corrected=True)
        derived.replace_blocks(store, ["tariff|US"], [one], [])
        assert query.events(store) == [one]
        assert query.events_by_id(store, ["none", "e1"]) == [one]


def test_measures_come_back_as_they_were(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article(), [claim()])
        told = query.sourced_claims(store)
        measure = Measure("m1", EventType.TARIFF, ("US",), ("CN",), ("steel",), "Section 301", ("e1",))
        derived.replace_blocks(store, ["tariff|US"], [event("e1", told, measure="m1")], [measure])
        assert query.measures(store) == [measure]


def test_a_rewrite_tells_what_it_added_changed_and_removed(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article(), [claim()])
        told = query.sourced_claims(store)
        derived.replace_blocks(store, ["tariff|US"], [event("keep", told), event("change", told), event("drop", told)], [])
        wanted = [event("keep", told), event("change", told, source_count=3), event("new", told)]
        difference = derived.replace_blocks(store, ["tariff|US"], wanted, [])
        assert difference == derived.Difference(frozenset({"new"}), frozenset({"change"}), frozenset({"drop"}))


def test_events_of_other_blocks_stay(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article("One.", "a"), [claim(by="US")])
        put(store, article("Two.", "b"), [claim(by="EU")])
        derive(store)
        derived.replace_blocks(store, ["tariff|US"], [], [])
        assert [one.claim.by for one in query.events(store)] == [("EU",)]


def test_a_rewrite_takes_the_mark_away(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article(), [claim()])
        assert derived.stale_blocks(store) == ["tariff|US"]
        derive(store)
        assert derived.stale_blocks(store) == []


def test_two_rewrites_read_as_one() -> None:
    first = derived.Difference(frozenset({"a", "b"}), frozenset({"c"}), frozenset({"d", "f"}))
    second = derived.Difference(frozenset({"d"}), frozenset({"a"}), frozenset({"b", "c"}))
    assert first.then(second) == derived.Difference(frozenset({"a"}), frozenset({"d"}), frozenset({"c", "f"}))


def test_two_blocks_whose_short_ids_meet_keep_both_events(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article("One.", "a"), [claim(by="US")])
        put(store, article("Two.", "b"), [claim(by="EU")])
        for block in ("tariff|US", "tariff|EU"):
            derived.replace_blocks(store, [block], [event("same", query.sourced_claims(store, [block]))], [])
        assert sorted(one.claim.by for one in query.events(store)) == [("EU",), ("US",)]
