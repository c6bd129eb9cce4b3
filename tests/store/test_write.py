"""Storing articles: what is new, what is known, what replaces what, and that a claim never stands without its article."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.build import NOON, article, block_of, claim, make, put
from tradewatch.model import Article, PublishedFrom
from tradewatch.store import Store, open_database, query, write
from tradewatch.store.derived import stale_blocks
from tradewatch.store.write import Need


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make(tmp_path)


def counts(store: Store) -> tuple[int, int, int]:
    found = query.counts(store)
    return found["articles"], found["old_versions"], found["claims"]


def rates(store: Store) -> list[str]:
    return sorted(str(one.claim.rate.value) for one in query.sourced_claims(store) if one.claim.rate)


def test_a_new_article_is_stored_with_its_claims(store: Store) -> None:
    outcome = put(store, article("The duty is 25%."), [claim(rate="25"), claim(rate="30")])
    assert (outcome.change, outcome.blocks) == ("new", {"tariff|US"})
    assert counts(store) == (1, 0, 2)


def test_an_article_comes_back_as_it_was(store: Store) -> None:
    one = article("A\x00b \u202e[/b]\n", title="T", source="S", url="https://example.org/1", body=((0, 2), (4, 6)))
    outcome = put(store, one)
    stored = query.article(store, outcome.article)
    assert stored is not None and stored.article == one


def test_the_same_article_changes_nothing(store: Store, tmp_path: Path) -> None:
    put(store, article(), [claim()])
    before = store.execute("SELECT total_changes()").fetchone()
    assert write.need_of(store, article()) is Need.NOTHING
    assert put(store, article(), [claim()]).change == "same"
    assert store.execute("SELECT total_changes()").fetchone() == before


def test_a_changed_text_replaces_its_claims_and_keeps_the_old_version(store: Store) -> None:
    first = put(store, article("The duty is 25%."), [claim(rate="25")])
    second = put(store, article("Correction: the duty is 30%."), [claim(rate="30", by="EU")])
    assert (second.change, second.blocks) == ("updated", {"tariff|EU"})
    assert stale_blocks(store) == ["tariff|EU", "tariff|US"]
    assert counts(store) == (1, 1, 1) and rates(store) == ["30"]
    old = query.article(store, first.article)
    assert old is not None and (old.state, old.article.text) == ("old", "The duty is 25%.")


def test_a_text_that_is_changed_back_is_current_again(store: Store) -> None:
    put(store, article("One."), [claim(rate="25")])
    put(store, article("Two."), [claim(rate="30")])
    assert write.need_of(store, article("One.")) is Need.PLACE
    assert put(store, article("One."), None).change == "updated"
    assert counts(store) == (1, 1, 1) and rates(store) == ["25"]


def test_the_same_text_at_another_place_is_one_article(store: Store) -> None:
    put(store, article(doc="a"), [claim()])
    outcome = put(store, article(doc="b"), None)
    assert outcome.change == "same" and counts(store) == (1, 0, 1)
    assert sorted(query.article_places(store, outcome.article)) == ["/in/a.txt#a", "/in/b.txt#b"]


def test_a_text_that_stands_elsewhere_stays_when_one_place_changes(store: Store) -> None:
    put(store, article("One.", doc="a"), [claim(rate="25")])
    put(store, article("One.", doc="b"), None)
    put(store, article("Two.", doc="a"), [claim(rate="30")])
    assert counts(store) == (2, 0, 2) and rates(store) == ["25", "30"]


def test_a_moved_file_is_known_and_its_later_change_replaces_it(store: Store) -> None:
    put(store, article("One.", doc="a"), [claim(rate="25")])
    put(store, article("One.", doc="b"), None, gone=lambda path: path == "/in/a.txt")
    put(store, article("Two.", doc="b"), [claim(rate="30")])
    assert counts(store) == (1, 1, 1) and rates(store) == ["30"]


def test_a_moved_file_keeps_the_date_that_was_known_best(store: Store) -> None:
    put(store, article(doc="a", published_from=PublishedFrom.OPTION), [claim()])
    later = article(doc="b", published=date(2025, 12, 1), published_from=PublishedFrom.FILE_TIME)
    outcome = put(store, later, None, gone=lambda path: path == "/in/a.txt")
    stored = query.article(store, outcome.article)
    assert stored is not None and (stored.article.published, stored.article.doc) == (date(2025, 10, 16), "b")


def test_a_story_is_known_by_its_url_in_another_file(store: Store) -> None:
    put(store, article("One.", doc="7", path="/in/monday.jsonl", url="https://example.org/7"), [claim(rate="25")])
    put(store, article("Two.", doc="7", path="/in/tuesday.jsonl", url="https://example.org/7"), [claim(rate="30")])
    assert counts(store) == (1, 1, 1) and rates(store) == ["30"]


def test_texts_from_standard_input_never_replace_each_other(store: Store) -> None:
    put(store, article("One.", doc="stdin", path="-"), [claim(rate="25")])
    put(store, article("Two.", doc="stdin", path="-"), [claim(rate="30")])
    assert counts(store) == (2, 0, 2)


def test_a_better_known_date_makes_the_claims_anew(store: Store) -> None:
    guess = article(published=date(2025, 12, 1), published_from=PublishedFrom.FILE_TIME)
    told = article(published=date(2025, 10, 16), published_from=PublishedFrom.OPTION)
    put(store, guess, [claim(day="2025-12-02")])
    assert write.need_of(store, told) is Need.CLAIMS
    assert put(store, told, [claim(day="2025-10-17")]).change == "updated"
    claims = query.sourced_claims(store)
    assert [(one.source.published, one.claim.key_date.edtf if one.claim.key_date else "") for one in claims] == [
        (date(2025, 10, 16), "2025-10-17")
    ]


def test_a_worse_known_date_changes_nothing(store: Store) -> None:
    put(store, article(published_from=PublishedFrom.OPTION), [claim()])
    guess = article(published=date(2026, 1, 1), published_from=PublishedFrom.FILE_TIME)
    assert write.need_of(store, guess) is Need.NOTHING
    assert put(store, guess, None).change == "same"


def test_a_touched_file_keeps_its_first_date(store: Store) -> None:
    put(store, article(published=date(2025, 10, 1), published_from=PublishedFrom.FILE_TIME), [claim()])
    touched = article(published=date(2025, 10, 2), published_from=PublishedFrom.FILE_TIME)
    assert write.need_of(store, touched) is Need.NOTHING


def test_a_date_given_anew_by_option_counts(store: Store) -> None:
    put(store, article(published_from=PublishedFrom.OPTION), [claim()])
    again = article(published=date(2025, 10, 17), published_from=PublishedFrom.OPTION)
    assert write.need_of(store, again) is Need.CLAIMS
    put(store, again, [claim()])
    assert query.sourced_claims(store)[0].source.published == date(2025, 10, 17)


def test_when_the_place_that_dated_a_text_changes_the_text_is_to_be_extracted_again(store: Store) -> None:
    first = put(store, article("One.", doc="a", published=date(2025, 10, 1)), [claim()])
    put(store, article("One.", doc="b", published=date(2025, 10, 9)), None)
    outcome = put(store, article("Two.", doc="a", published=date(2025, 10, 1)), [claim()])
    assert outcome.again == (first.article,)
    stored = query.article(store, first.article)
    assert stored is not None and stored.article.published == date(2025, 10, 9)


def test_claims_that_are_needed_and_missing_write_nothing(store: Store) -> None:
    with pytest.raises(write.ClaimsNeededError):
        put(store, article(), None)
    assert counts(store) == (0, 0, 0)


def test_keys_of_claims_are_stable_and_tell_twins_apart(store: Store) -> None:
    twins = [claim(start=3, end=9), claim(start=3, end=9, rate="30"), claim(start=1, end=2)]
    keys = write.claim_keys("f" * 64, twins)
    assert len(set(keys)) == 3
    assert write.claim_keys("f" * 64, [*twins, claim(start=20, end=21)])[:3] == keys


def test_new_claims_of_an_extractor_replace_the_old_ones(store: Store) -> None:
    outcome = put(store, article(), [claim(by="US", rate="25")])
    blocks = write.put_claims(store, outcome.article, [claim(by="EU", rate="30")], block_of=block_of, version="2")
    assert blocks == {"tariff|US", "tariff|EU"} and rates(store) == ["30"]


_FILES = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["One.", "Two."]),
        st.sampled_from([date(2025, 10, 1), date(2025, 10, 2)]),
        st.sampled_from([PublishedFrom.METADATA, PublishedFrom.DATELINE]),
    ),
    max_size=6,
    unique_by=lambda file: file[0],
)


def _content(folder: Path, files: list[Article]) -> list[tuple[object, ...]]:
    path = folder / "t.db"
    for part in folder.glob("t.db*"):
        part.unlink()
    with open_database(path, create=True) as store:
        for one in files:
            put(store, one, [claim(day=str(one.published))])
        return [(c.key, c.claim, replace(c.source)) for c in query.sourced_claims(store)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_FILES, st.randoms(use_true_random=False))
def test_the_order_of_reading_changes_nothing(tmp_path: Path, files: list[tuple[str, str, date, PublishedFrom]], random: object) -> None:
    articles = [article(text, doc, published=day, published_from=origin) for doc, text, day, origin in files]
    shuffled = list(articles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _content(tmp_path, articles) == _content(tmp_path, shuffled)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.text(), st.text(), st.one_of(st.none(), st.text()), st.one_of(st.none(), st.text()))
def test_any_text_can_be_stored(tmp_path: Path, text: str, title: str, doc: str, path: str | None, url: str | None) -> None:
    with open_database(tmp_path / "t.db", create=True) as store:
        one = Article(doc, text, title, path=path, url=url)
        outcome = put(store, one, [claim(evidence=text, instrument=title, goods=(doc,))])
        stored = query.article(store, outcome.article)
        assert stored is not None and len(stored.article.text) == len(text)
        assert put(store, one, None).change == "same"


def test_the_time_of_storing_is_the_given_one(store: Store) -> None:
    outcome = put(store, article())
    stored = query.article(store, outcome.article)
    assert stored is not None and stored.stored_at == NOON
