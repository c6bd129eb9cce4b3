"""Questions: each filter alone, their order, what was known when."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from store.build import article, claim, derive, make, put
from tradewatch.model import EventType, Period, Role, Status
from tradewatch.store import Store, open_database, query
from tradewatch.store.query import Filters
from tradewatch.store.search import Rank, search_articles, search_events


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = make(tmp_path)
    put(
        store,
        article("Steel.", "wire", source="The Wire", published=date(2025, 10, 1)),
        [claim("US", "CN", "25", "2025-11-01", goods=("steel",)), claim("CN", "US", "10", "2025-12-01", status=Status.THREATENED)],
    )
    late = {Role.ANNOUNCED: Period.parse("2025-09"), Role.EFFECTIVE: Period.parse("2026-01-01/..")}
    put(
        store,
        article("Rare earths.", "ministry", source="Ministry", url="https://example.org/n1", published=date(2025, 10, 20)),
        [claim("EU", "IN", None, None, goods=("rare earths",), dates=late), claim("EU", "*", None, None, latent=True)],
    )
    derive(store)
    return store


def sides(store: Store, **asked: object) -> list[str]:
    return [f"{','.join(one.claim.by)}>{','.join(one.claim.on)}" for one in query.events(store, Filters(**asked))]  # type: ignore[arg-type]


def test_events_come_by_key_date(store: Store) -> None:
    assert sides(store) == ["US>CN", "CN>US", "EU>IN"]


def test_latent_events_are_hidden_until_asked_for(store: Store) -> None:
    assert sides(store, latent=True) == ["US>CN", "CN>US", "EU>IN", "EU>*"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"country": frozenset({"CN"})}, ["US>CN", "CN>US"]),
        ({"by": frozenset({"CN", "EU"})}, ["CN>US", "EU>IN"]),
        ({"on": frozenset({"CN"})}, ["US>CN"]),
        ({"by": frozenset({"US"}), "on": frozenset({"IN"})}, []),
        ({"types": frozenset({EventType.MEETING})}, []),
        ({"status": frozenset({Status.THREATENED})}, ["CN>US"]),
        ({"goods": ("STEEL",)}, ["US>CN"]),
        ({"goods": ("earth", "steel")}, ["US>CN", "EU>IN"]),
        ({"since": date(2025, 12, 1)}, ["CN>US", "EU>IN"]),
        ({"until": date(2025, 9, 15)}, ["EU>IN"]),
        ({"since": date(2025, 10, 1), "until": date(2025, 11, 1)}, ["US>CN"]),
        ({"since": date(2030, 1, 1)}, ["EU>IN"]),
        ({"source": "the wire"}, ["US>CN", "CN>US"]),
        ({"source": "EXAMPLE.org"}, ["EU>IN"]),
        ({"source": "%"}, []),
        ({"limit": 1}, ["US>CN"]),
        ({"limit": 1, "goods": ("earth",)}, ["EU>IN"]),
        ({"limit": 0}, []),
        ({"country": frozenset({"x' OR 1=1--"})}, []),
    ],
)
def test_a_filter_finds_its_events_in_sql_and_in_memory_alike(store: Store, asked: dict[str, object], found: list[str]) -> None:
    assert sides(store, **asked) == found
    filters = Filters(**asked)  # type: ignore[arg-type]
    here = [one for one in query.events(store, Filters(latent=True)) if filters.matches(one)]
    assert [f"{','.join(one.claim.by)}>{','.join(one.claim.on)}" for one in here][: filters.limit] == found


def test_what_was_known_on_a_day_is_asked_of_claims(store: Store) -> None:
    with pytest.raises(ValueError, match="resolve"):
        query.events(store, Filters(known_on=date(2025, 10, 2)))
    assert {one.source.doc for one in query.sourced_claims(store, known_on=date(2025, 10, 2))} == {"wire"}


def test_an_article_without_a_date_is_known_on_no_day(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article("Undated.", "u", published=None, published_from=None), [claim()])
        assert query.sourced_claims(store, known_on=date(2100, 1, 1)) == []


def test_claims_as_they_were_stored_at_a_time(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article("One."), [claim(rate="25")], at="2025-10-01T00:00:00Z")
        put(store, article("Two."), [claim(rate="30")], at="2025-10-02T00:00:00Z")

        def told(at: str) -> list[str]:
            return [str(one.claim.rate.value) for one in query.sourced_claims(store, stored_by=at) if one.claim.rate]

        assert [told("2025-09-30T00:00:00Z"), told("2025-10-01T12:00:00Z"), told("2025-10-02T00:00:00Z")] == [[], ["25"], ["30"]]


def test_claims_of_some_blocks(store: Store) -> None:
    assert {one.claim.by for one in query.sourced_claims(store, ["tariff|US", "tariff|CN"])} == {("US",), ("CN",)}


def test_events_without_their_claims_are_the_same_otherwise(store: Store) -> None:
    assert [one.claim for one in query.events(store, told=False)] == [one.claim for one in query.events(store)]
    assert all(one.told == () for one in query.events(store, told=False))


def test_ids_that_begin_alike(store: Store) -> None:
    whole = query.event_ids(store)
    assert query.event_ids(store, whole[0]) == [whole[0]] and query.event_ids(store, "%") == []


def test_all_articles_can_be_walked_in_pages(store: Store) -> None:
    first = query.article_page(store, limit=1)
    second = query.article_page(store, first[-1].id, limit=1)
    assert {first[0].article.doc, second[0].article.doc} == {"wire", "ministry"}
    assert query.article_page(store, second[-1].id) == []


@pytest.mark.parametrize("name", ["ministry", "/in/ministry.txt", "https://example.org/n1"])
def test_an_article_is_found_by_any_of_its_names(store: Store, name: str) -> None:
    assert [one.article.doc for one in query.articles_named(store, name)] == ["ministry"]


def test_the_database_says_which_days_it_covers(store: Store) -> None:
    assert query.coverage(store) == (date(2025, 10, 1), date(2025, 10, 20))


def test_the_views_answer_any_sqlite_tool(store: Store, tmp_path: Path) -> None:
    store.close()
    plain = sqlite3.connect(tmp_path / "t.db")
    timeline = plain.execute('SELECT date, role, "by", "on", rate FROM v_timeline').fetchall()
    assert timeline == [
        ("2025-09", "announced", "EU", "IN", None),
        ("2025-11-01", "effective", "US", "CN", 25.0),
        ("2025-12-01", "effective", "CN", "US", 10.0),
        ("2026-01-01/..", "effective", "EU", "IN", None),
    ]
    assert plain.execute("SELECT doc, effective FROM v_claims WHERE type = 'tariff' AND rate > 20").fetchall() == [("wire", "2025-11-01")]
    assert plain.execute("SELECT count(*) FROM v_rates").fetchone() == (2,)
    plain.close()


@pytest.mark.parametrize(
    "words",
    [
        "-china",
        'a"b',
        '"',
        "AND",
        "OR NOT",
        "NEAR(",
        "title:x",
        "*",
        "a*",
        "(",
        "^a",
        "x' OR 1=1",
        "\x00",
        "\ud800",
        "",
        "{a}",
        "a + b",
        "«»",
    ],
)
def test_any_words_can_be_searched(store: Store, words: str) -> None:
    assert search_articles(store, words) == [] and search_events(store, words) == []


def test_words_are_found_whatever_their_case_and_accents(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article("Café duties on Brazilian coffee rise.", "a", title="Coffee"), [claim(evidence="Café duties rise.")])
        derive(store)
        hits = search_articles(store, "cafe BRAZILIAN")
        assert [(hit.doc, len(hit.events)) for hit in hits] == [("a", 1)]
        assert "\ue000Café\ue001" in hits[0].passage
        assert len(search_events(store, "CAFE")) == 1


def test_quoted_words_stay_together(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article("The rare earths rule.", "a"))
        put(store, article("Rare are the earths.", "b"))
        assert [hit.doc for hit in search_articles(store, '"rare earths"')] == ["a"]


def test_by_relevance_a_word_in_the_title_outranks_a_newer_mention(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article("Talks went on. Copper came up once, late in the evening.", "new", published=date(2025, 10, 16)))
        put(store, article("Copper duties rise; copper mills cheer.", "old", title="Copper", published=date(2024, 1, 5)))
        assert [hit.doc for hit in search_articles(store, "copper")] == ["new", "old"]
        assert [hit.doc for hit in search_articles(store, "copper", rank=Rank.RELEVANCE)] == ["old", "new"]


def test_of_equal_relevance_the_newest_comes_first(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article("Copper rises now.", "old", published=date(2024, 1, 5)))
        put(store, article("Copper falls now.", "new", published=date(2025, 1, 5)))
        assert [hit.doc for hit in search_articles(store, "copper", rank=Rank.RELEVANCE)] == ["new", "old"]


def test_words_found_are_marked_in_title_and_passage(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article("The duty on copper rises.", "a", title="Copper again"))
        hit = search_articles(store, "copper")[0]
        assert (hit.title, hit.passage) == ("\ue000Copper\ue001 again", "The duty on \ue000copper\ue001 rises.")


@pytest.mark.parametrize("rank", list(Rank))
@pytest.mark.parametrize("words", ['say "', "AND OR NOT", "t:x title:x", "-steel", "NEAR(steel)", "steel*", "\x00", '"\ud800"', "' OR 1"])
def test_every_rank_takes_any_words(tmp_path: Path, words: str, rank: Rank) -> None:
    with make(tmp_path) as store:
        put(store, article("Steel and or not, he would say.", "a"))
        assert all(hit.doc == "a" for hit in search_articles(store, words, rank=rank))


def test_old_versions_are_not_found(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article("Steel.", "a"))
        put(store, article("Copper.", "a"))
        assert search_articles(store, "steel") == []


def test_a_reader_can_ask_everything(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article("Steel.", "a", source="S"), [claim(evidence="Steel.")])
        derive(store)
    with open_database(tmp_path / "t.db", read_only=True) as reader:
        assert len(query.events(reader, Filters(source="s", since=date(2025, 1, 1)))) == 1
        assert len(search_articles(reader, "steel")) == 1
