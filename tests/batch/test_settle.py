"""Derived rows after any changes are those of resolving everything anew, whether blocks were resolved or extended."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from resolution.us_china import STORY

from tradewatch.batch import settle as settling
from tradewatch.batch.settle import expected, rebuild, settle
from tradewatch.model import Article, Claim, CorrectionKind, PublishedFrom, SourcedClaim
from tradewatch.resolution import block_of, join
from tradewatch.resolution.corrections import anchors_of, make
from tradewatch.store import Store, health, links, open_database, query, records, write

Told = tuple[Article, list[Claim]]


def articles(story: Sequence[SourcedClaim]) -> list[Told]:
    """The story's articles, each with the claims that it makes."""
    found: dict[str, list[SourcedClaim]] = defaultdict(list)
    for sourced in story:
        found[sourced.source.article].append(sourced)
    return [
        (
            Article(
                name, f"Text of {name}.", published=told[0].source.published, published_from=PublishedFrom.METADATA, path=f"/in/{name}"
            ),
            [replace(one.claim, start=number, end=number) for number, one in enumerate(told)],
        )
        for name, told in found.items()
    ]


def put(store: Store, told: Told) -> write.Outcome:
    return write.put_article(store, told[0], told[1], block_of=block_of, version="1", at="2025-10-16T12:00:00Z")


def wrong(store: Store) -> list[str]:
    """How the derived rows differ from those of resolving anew."""
    log = records.corrections(store)
    found: list[str] = []
    for block in health.derived_blocks(store):
        resolution = expected(store, block, log)
        found += health.unexplained(store, block, resolution.events, resolution.measures)
    return found


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_database(tmp_path / "t.db", create=True)


@pytest.mark.parametrize("seed", range(3))
def test_articles_that_come_one_by_one_in_any_order(store: Store, seed: int) -> None:
    order = articles(STORY)
    random.Random(seed).shuffle(order)
    for number, told in enumerate(order):
        put(store, told)
        settle(store)
        if number % 25 == 0:
            assert wrong(store) == []
    assert wrong(store) == []


@pytest.mark.parametrize("seed", range(6))
def test_articles_that_come_and_change_in_lots(store: Store, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "_FEW", 12)  # so that some lots are resolved and some extended
    chance = random.Random(seed)
    order = articles(STORY)
    chance.shuffle(order)
    texts = 0
    while order:
        lot, order = order[: (size := chance.choice([1, 1, 3, 10]))], order[size:]
        for told in lot:
            put(store, told)
        for stored in chance.sample(query.article_page(store, limit=500), k=chance.choice([0, 1, 2]) if texts else 0):
            texts += 1
            claims = [claim for _, claim in query.article_claims(store, stored.id)]
            what = chance.choice(["drop one", "other text", "other date", "same"])
            if what == "drop one":
                write.put_claims(store, stored.id, claims[1:], block_of=block_of, version="2")
            elif what == "same":
                write.put_claims(store, stored.id, claims, block_of=block_of, version="2")
            else:
                later = (
                    stored.article.published
                    if what == "other text" or not stored.article.published
                    else stored.article.published.replace(day=1)
                )
                text = f"Another text {texts}." if what == "other text" else stored.article.text
                put(store, (replace(stored.article, text=text, published=later), claims[: chance.randrange(len(claims) + 1)] or claims))
        texts += 1
        settle(store)
        assert wrong(store) == []


def test_copies_that_turn_up_later_change_the_count_of_sources(store: Store) -> None:
    common = "The duty on steel will rise on Friday, said the ministry, and talks would go on next week in the capital. " * 2
    told = articles(STORY)[0][1]
    for name, day in (("b", 3), ("a", 2), ("c", 1)):
        published = STORY[0].source.published
        assert published is not None
        one = Article(
            name, f"From {name}. {common}", published=published.replace(day=day), published_from=PublishedFrom.METADATA, path=f"/in/{name}"
        )
        write.put_article(store, one, told, block_of=block_of, version="1", at="2025-10-16T12:00:00Z", fingerprint=5)
        settle(store)
        assert {event.source_count for event in query.events(store)} == {1}
        assert wrong(store) == []


def test_corrections_hold_when_more_articles_come(store: Store) -> None:
    order = articles(STORY)
    for told in order[: len(order) // 2]:
        put(store, told)
    settle(store)
    first, second = [event for event in query.events(store) if event.claim.type == "tariff" and event.claim.by == ("US",)][2:4]
    log = [
        make(CorrectionKind.MERGE, first, at="2026-01-01T00:00:00Z", others=anchors_of(second)),
        make(CorrectionKind.REJECT, query.events(store)[0], at="2026-01-02T00:00:00Z"),
    ]
    for entry in log:
        records.add_correction(store, entry)
        write.touch_articles(store, [anchor.article for anchor in (*entry.anchors, *entry.others)])
    settle(store)
    assert wrong(store) == []
    for told in order[len(order) // 2 :]:
        put(store, told)
        settle(store)
    assert wrong(store) == []
    for entry in log:
        records.add_correction(store, make(CorrectionKind.UNDO, None, at=f"2026-02-{entry.at[8:]}", undoes=entry.id))
        write.touch_articles(store, [anchor.article for anchor in (*entry.anchors, *entry.others)])
        settle(store)
        assert wrong(store) == []
    assert not rebuild(store)


def test_what_another_version_kept_is_not_used(store: Store) -> None:
    for told in articles(STORY)[:30]:
        put(store, told)
    settle(store)
    store.execute("UPDATE links SET record = x'00', first = '0001-01-01', last = '0001-01-02'")
    links.put_fact(store, "links kept by", "0.0 other")
    for told in articles(STORY)[30:40]:
        put(store, told)
    settle(store)
    assert wrong(store) == []


def test_a_rebuild_changes_nothing(store: Store) -> None:
    for told in articles(STORY):
        put(store, told)
        settle(store)
    assert not rebuild(store)


def test_what_changed_is_told(store: Store) -> None:
    order = articles(STORY)
    for told in order[:40]:
        put(store, told)
    before = {event.id for event in query.events(store)} if settle(store) else set()
    for told in order[40:50]:
        put(store, told)
    difference = settle(store)
    after = {event.id for event in query.events(store)}
    assert {one for one in difference.added if one in after} == after - before
    assert difference.removed >= before - after


def test_events_that_want_one_id_are_told_apart_alike_however_they_come(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "ID_LENGTH", 2)  # so that some events of a block want the same
    block = [sourced for sourced in STORY if block_of(sourced.claim) == "tariff|US"]
    order = articles(block)
    random.Random(4).shuffle(order)
    for told in order:
        put(store, told)
        settle(store)
    names = [settling.labels_of(event).name for event in query.events(store)]
    assert len(set(names)) < len(names)
    assert wrong(store) == []
