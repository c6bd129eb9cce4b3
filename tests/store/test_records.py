"""The program's books: runs, quarantine, sources, watches, corrections."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from store.build import NOON, make
from tradewatch.model import Correction, CorrectionKind
from tradewatch.store import Store, records


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make(tmp_path)


def begin(store: Store, command: str = "sync") -> int:
    return records.start_run(store, command=command, started=NOON, host="h", pid=7, version="1")


def test_a_run_that_was_killed_has_no_end(store: Store) -> None:
    begin(store)
    assert records.runs(store)[0].ended is None
    assert records.last_good_run(store) is None


def test_the_last_good_run_is_not_the_last_run(store: Store) -> None:
    for code in (0, 3, 74):
        records.end_run(store, begin(store), ended=f"2025-10-16T12:00:{code:02}Z", exit_code=code, summary={"new": code})
    good = records.last_good_run(store)
    assert good is not None and (good.exit_code, good.summary) == (3, {"new": 3})
    assert [run.exit_code for run in records.runs(store, 2)] == [74, 3]


def test_a_run_that_only_mended_is_no_sign_that_articles_come(store: Store) -> None:
    for command in ("ingest", "quarantine retry", "reextract"):
        records.end_run(store, begin(store, command), ended=NOON, exit_code=0, summary={})
    good = records.last_good_run(store)
    assert good is not None and good.command == "ingest"


def aside(store: Store, path: str, place: str = "", reason: str = "empty") -> None:
    records.set_aside(store, path, place, reason, exit_code=65, version="1", at=NOON)


def test_an_input_set_aside_twice_is_one_row(store: Store) -> None:
    aside(store, "a.txt")
    aside(store, "a.txt", reason="binary")
    assert [(one.path, one.reason, one.times) for one in records.quarantined(store)] == [("a.txt", "binary", 2)]


def test_a_path_that_was_read_whole_leaves_quarantine_with_all_its_places(store: Store) -> None:
    aside(store, "a.jsonl", "3")
    aside(store, "a.jsonl", "9")
    aside(store, "b.txt")
    assert records.release(store, path="a.jsonl") == 2
    assert [one.path for one in records.quarantined(store)] == ["b.txt"]


def test_a_row_can_be_dropped_by_its_id(store: Store) -> None:
    aside(store, "a.txt")
    assert records.release(store, ids=(records.quarantined(store)[0].id,)) == 1
    assert records.quarantined(store) == []


def test_a_name_that_is_no_text_can_be_set_aside(store: Store) -> None:
    aside(store, "\udcff\n\x1b.txt")
    assert records.quarantined(store)[0].path == "\\udcff\n\x1b.txt"
    assert records.release(store, path="\udcff\n\x1b.txt") == 1


def test_a_source_is_remembered(store: Store) -> None:
    state = records.SourceState(
        "wire", "feed", "https://example.org/rss", '"e1"', "Thu, 16 Oct 2025", "{}", NOON, NOON, 2, True, "no answer"
    )
    records.put_source_state(store, state)
    assert records.source_state(store, "wire") == state
    assert records.source_states(store) == [state]


def test_an_unknown_source_has_an_empty_state(store: Store) -> None:
    assert records.source_state(store, "none") == records.SourceState("none")


def test_a_watch_fires_once_per_event(store: Store) -> None:
    assert records.queue_notices(store, "w", ["e1", "e2"], NOON) == 2
    assert records.queue_notices(store, "w", ["e2", "e3"], NOON) == 1
    assert records.queue_notices(store, "other", ["e2"], NOON) == 1
    assert records.due_notices(store) == [("other", "e2"), ("w", "e1"), ("w", "e2"), ("w", "e3")]


def test_a_notice_that_was_not_sent_stays_due(store: Store) -> None:
    records.queue_notices(store, "w", ["e1", "e2"], NOON)
    records.notices_sent(store, [("w", "e1")], NOON)
    assert records.due_notices(store) == [("w", "e2")]
    assert records.queue_notices(store, "w", ["e1"], NOON) == 0


def test_a_file_is_remembered_as_it_was_read(store: Store) -> None:
    state = records.FileState("/in/a.txt", 12, 1_760_000_000_000_000_000, "1", True)
    records.put_file_state(store, state)
    assert records.file_state(store, "/in/a.txt") == state and records.file_state(store, "/in/b.txt") is None


def correction(name: str, at: str = NOON) -> Correction:
    return Correction(name, CorrectionKind.REJECT, "e1", because="a forecast", who="ann", at=at)


def test_corrections_come_by_time_whatever_their_order_of_arrival(store: Store) -> None:
    for one in (correction("c2", "2025-10-02T00:00:00Z"), correction("c1", "2025-10-01T00:00:00Z")):
        assert records.add_correction(store, one)
    assert [one.id for one in records.corrections(store)] == ["c1", "c2"]


def test_a_correction_is_taken_once(store: Store) -> None:
    assert records.add_correction(store, correction("c1"))
    assert not records.add_correction(store, correction("c1"))
    assert records.corrections(store) == [correction("c1")]


@pytest.mark.parametrize("sql", ["UPDATE corrections SET who = 'bob'", "DELETE FROM corrections"])
def test_the_log_of_corrections_cannot_be_rewritten(store: Store, sql: str) -> None:
    records.add_correction(store, correction("c1"))
    with pytest.raises(sqlite3.DatabaseError, match="a log"):
        store.execute(sql)
