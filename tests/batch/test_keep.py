"""Copies, checks, status, and the lock."""

from __future__ import annotations

import fcntl
import io
import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from faults.invariants import dump

from batch.standin import Options
from batch.test_import import HERE, WAY, run, write
from tradewatch.batch import keep, settle
from tradewatch.batch.importer import ingest
from tradewatch.batch.lock import is_held, lock_path, locked
from tradewatch.batch.runlog import RunLog
from tradewatch.errors import BusyError, DatabaseDamagedError, StorageError, UsageError
from tradewatch.store import links, open_database, records

NOON = datetime(2025, 10, 16, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    paths = [write(tmp_path, f"{n}.txt", f"T{n}", "date: 2025-10-16", f"tariff US > CN {n + 1} 2025-11-01") for n in range(5)]
    run(tmp_path, paths)
    return tmp_path / "t.db"


def test_a_copy_holds_everything_and_is_private(database: Path, tmp_path: Path) -> None:
    copy = keep.backup(database, tmp_path / "copies", clock=lambda: NOON)
    assert copy.name == "t-20251016T120000Z.db" and stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert dump(copy) == dump(database)
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_copy_of_a_database_in_use_holds_what_is_still_in_its_log(database: Path, tmp_path: Path) -> None:
    with open_database(database) as writer:
        records.queue_notices(writer, "w", ["e"], "2025-10-16T12:00:00Z")
        assert Path(f"{database}-wal").stat().st_size > 0
        copy = keep.backup(database, tmp_path / "copies")
    with open_database(copy) as store:
        assert records.due_notices(store) == [("w", "e")]


def test_only_the_newest_copies_of_this_database_are_kept(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    for name in ("other-20200101T000000Z.db", "t-notes.db"):
        (folder / name).touch()
    for hour in range(4):
        keep.backup(database, folder, keep=2, clock=lambda hour=hour: NOON + timedelta(hours=hour))  # type: ignore[misc]
    assert sorted(path.name for path in folder.iterdir()) == [
        "other-20200101T000000Z.db",
        "t-20251016T140000Z.db",
        "t-20251016T150000Z.db",
        "t-notes.db",
    ]


def test_two_copies_in_one_second_are_two_files(database: Path, tmp_path: Path) -> None:
    names = {keep.backup(database, tmp_path / "copies", clock=lambda: NOON).name for _ in range(2)}
    assert len(names) == 2


def test_of_copies_made_in_one_second_the_last_stays(database: Path, tmp_path: Path) -> None:
    made = [keep.backup(database, tmp_path / "copies", keep=1, clock=lambda: NOON) for _ in range(3)]
    assert [path.name for path in (tmp_path / "copies").iterdir()] == [made[-1].name]


def test_a_damaged_database_is_not_copied(database: Path, tmp_path: Path) -> None:
    with database.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 4))
    with pytest.raises(DatabaseDamagedError):
        keep.backup(database, tmp_path / "copies")
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_copy_that_cannot_be_written_says_where(database: Path, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("a file, no folder")
    with pytest.raises(StorageError, match="copies"):
        keep.backup(database, tmp_path / "copies")


def test_a_copy_restores_the_database(database: Path, tmp_path: Path) -> None:
    before = dump(database)
    copy = keep.backup(database, tmp_path / "copies")
    database.write_bytes(b"")
    os.replace(copy, database)
    assert dump(database) == before and keep.check(database).problems == []


def test_a_whole_database_has_no_problems(database: Path) -> None:
    checked = keep.check(database)
    assert checked.problems == [] and checked.exit_code == 0 and checked.counts["articles"] == 5


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE articles SET text = text || '!' WHERE number = 1", "not the one that was stored"),
        ("DELETE FROM places WHERE article = 1", "stands at no place"),
        ("UPDATE claims SET start = start + 1 WHERE number = 1", "columns and its JSON differ"),
        ("UPDATE claims SET claim = '{}' WHERE number = 1", "cannot be read"),
        ("DELETE FROM events WHERE number = 1", "it is not stored"),
        ("UPDATE events SET id = 'made-up' WHERE number = 1", "no claims explain it"),
        ("UPDATE events SET digest = 'x' WHERE number = 1", "not what its claims make"),
        ("UPDATE measures SET goods = '[\"x\"]'", "not what its events make"),
        ("UPDATE links SET record = zeroblob(length(record)) WHERE claim = (SELECT min(claim) FROM links)", "kept beside it"),
        ("UPDATE links SET parent = 'x' WHERE claim = (SELECT max(claim) FROM links)", "kept beside it"),
        ("DELETE FROM links WHERE claim = (SELECT min(claim) FROM links)", "kept beside it"),
        ("INSERT INTO article_words (article_words) VALUES ('delete-all')", "damaged"),
        ("INSERT INTO claim_sides VALUES ('US', 'by', 999)", "not there"),
    ],
)
def test_planted_damage_is_found(database: Path, sql: str, told: str) -> None:
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA foreign_keys = " + ("OFF" if "claim_sides" in sql else "ON"))
    connection.execute(sql)
    connection.commit()
    connection.close()
    checked = keep.check(database)
    assert any(told in problem for problem in checked.problems), checked.problems
    assert checked.exit_code == 65


def test_a_database_that_cannot_be_written_is_checked_but_for_its_full_text(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tradewatch.store.schema.os.access", lambda path, mode: mode != os.W_OK)
    checked = keep.check(database)
    assert checked.problems == [] and checked.counts["articles"] == 5
    assert checked.as_dict()["left_out"] == ["full-text index: the database cannot be written here"]


def test_a_copy_on_a_network_file_system_is_checked(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tradewatch.store.disk.network_of", lambda path, mounts: "nfs")
    assert keep.check(database).problems == []


def test_a_run_at_work_is_no_damage(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = iter(range(20, 30))

    def expected(*arguments: object) -> object:
        found = settle.expected(*arguments)  # type: ignore[arg-type]
        n = next(more)
        run(tmp_path, [write(tmp_path, f"{n}.txt", f"T{n}", "date: 2025-10-16", f"tariff US > CN {n} 2025-11-01")])
        return found

    monkeypatch.setattr(keep, "expected", expected)
    assert keep.check(database).problems == []
    assert next(more) > 20


def test_rows_of_other_rules_are_due_not_wrong(database: Path) -> None:
    with open_database(database) as store:
        store.execute("UPDATE events SET digest = 'x'")
        links.put_fact(store, "links kept by", "0.0 other")
    checked = keep.check(database)
    assert checked.problems == [] and checked.due > 0
    with open_database(database) as store:
        settle.rebuild(store)
    assert keep.check(database).as_dict() | {"blocks_due": 0} == keep.check(database).as_dict()


def test_flipped_bytes_are_found_where_they_change_what_is_told(database: Path) -> None:
    whole, before = database.read_bytes(), dump(database)
    used = [place for place in range(0, len(whole) - 8, 8) if 0 not in whole[place : place + 8]]
    overlooked = []
    for place in used[:: len(used) // 40]:
        database.write_bytes(whole[:place] + bytes(byte ^ 0x15 for byte in whole[place : place + 8]) + whole[place + 8 :])
        try:
            found = keep.check(database).problems
        except DatabaseDamagedError as error:
            found = [str(error)]
        if not found and dump(database) != before:
            overlooked.append(place)
    assert overlooked == []


def test_blocks_that_a_killed_run_left_are_told_and_are_no_problem(database: Path) -> None:
    with open_database(database) as store:
        store.execute("INSERT INTO stale_blocks VALUES ('tariff|US')")
        store.execute("DELETE FROM events")
    checked = keep.check(database)
    assert (checked.problems, checked.due) == ([], 1)


def test_status_counts_and_tells_the_last_run(database: Path) -> None:
    status = keep.status(database)
    assert status.counts["articles"] == 5 and status.last_run is not None and status.last_run["state"] == "done"
    assert (status.first, status.last, status.exit_code) == ("2025-10-16", "2025-10-16", 0)


@pytest.mark.parametrize(("age", "code"), [(timedelta(hours=26), 0), (timedelta(hours=27), 1)])
def test_an_old_last_run_is_late(tmp_path: Path, age: timedelta, code: int) -> None:
    path = write(tmp_path, "a.txt", "T")
    ingest(tmp_path / "t.db", [path], Options(), way=WAY, effort=HERE, log=RunLog(clock=lambda: NOON))
    status = keep.status(tmp_path / "t.db", max_age=timedelta(hours=26), clock=lambda: NOON + age)
    assert status.exit_code == code


def test_a_database_without_a_good_run_is_late(tmp_path: Path) -> None:
    open_database(tmp_path / "t.db", create=True).close()
    assert keep.status(tmp_path / "t.db", max_age=timedelta(days=1)).exit_code == 1


def test_a_killed_run_shows_as_interrupted(database: Path) -> None:
    with open_database(database) as store:
        records.start_run(store, command="sync", started="2025-10-16T12:00:00Z", host="h", pid=1, version="1")
    status = keep.status(database)
    assert status.last_run is not None and status.last_run["state"] == "interrupted"


@pytest.mark.parametrize(("text", "hours"), [("26h", 26), ("90m", 1.5), ("7d", 168), (" 2W ", 336), ("30 min", 0.5)])
def test_a_length_of_time_is_read(text: str, hours: float) -> None:
    assert keep.parse_age(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "h", "26", "-1h", "1y", "1h30m", "9" * 50 + "h"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="write it as"):
        keep.parse_age(text)


def test_a_second_run_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with locked(tmp_path / "t.db", "sync", clock=lambda: NOON):
        assert is_held(tmp_path / "t.db")
        with pytest.raises(BusyError, match=rf"process {os.getpid()}, tradewatch sync, since 2025-10-16T12:00:00Z"):
            run(tmp_path, [])
    assert not is_held(tmp_path / "t.db")


@pytest.mark.parametrize(
    "before", [b"", b'{"pid": 4194999, "command": "ingest", "since": "2025-10-15T12:00:00Z"}'], ids=["nobody", "the dead"]
)
def test_who_has_just_taken_the_lock_is_named_and_not_who_held_it_before(tmp_path: Path, before: bytes) -> None:
    with open(lock_path(tmp_path / "t.db"), "w+b") as file:
        file.write(before)
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        own = json.dumps({"pid": os.getpid(), "command": "sync", "since": "2025-10-16T12:00:00Z"})
        signing = threading.Timer(0.3, lambda: lock_path(tmp_path / "t.db").write_text(own))
        signing.start()
        with pytest.raises(BusyError, match=rf"process {os.getpid()}, tradewatch sync, since 2025-10-16T12:00:00Z"):
            run(tmp_path, [])
        signing.join()


def test_a_lock_that_was_given_up_names_nobody(tmp_path: Path) -> None:
    with locked(tmp_path / "t.db", "sync"):
        assert lock_path(tmp_path / "t.db").read_bytes()
    assert lock_path(tmp_path / "t.db").read_bytes() == b""


def test_a_run_can_wait_for_the_lock(tmp_path: Path) -> None:
    with locked(tmp_path / "t.db", "sync"):
        waiting = threading.Thread(target=lambda: run(tmp_path, [], wait=20))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
    waiting.join(20)
    assert not waiting.is_alive()


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    code = "import sys, time; from tradewatch.batch.lock import locked\n"
    code += "with locked(sys.argv[1], 'sync'):\n print('held', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "t.db")], stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"held\n"
    assert is_held(tmp_path / "t.db")
    process.kill()
    process.wait()
    process.stdout.close()
    assert not is_held(tmp_path / "t.db")


def test_a_log_file_that_was_rotated_away_is_made_anew(tmp_path: Path) -> None:
    with RunLog(file=tmp_path / "t.log", clock=lambda: NOON) as log:
        log.tell("info", "run", "one")
        (tmp_path / "t.log").rename(tmp_path / "t.log.1")
        log.tell("info", "run", "two\x1b[31m")
    assert (tmp_path / "t.log.1").read_text() == "2025-10-16T12:00:00Z info run: one\n"
    assert (tmp_path / "t.log").read_text() == "2025-10-16T12:00:00Z info run: two\\x1b[31m\n"


def test_a_log_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="the log cannot be written"):
        RunLog(file=tmp_path / "none" / "t.log")


def test_a_log_file_on_a_full_disk_is_told_once_and_the_run_goes_on(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    stream = io.StringIO()
    with RunLog(stream, file=Path("/dev/full")) as log:
        summary = run(tmp_path, [write(tmp_path, "a.txt", "T")], log=log)
    assert summary.new == 1
    assert stream.getvalue() == "tradewatch: warning: /dev/full: No space left on device; the run goes on without its log file\n"
