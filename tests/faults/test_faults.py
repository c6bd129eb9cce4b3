"""Kills, crashes, full disks, crowds: whatever happens, what was committed stays, nothing is doubled, and the next run finishes.

Each test runs a few rounds by default and many under `-m faults`.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from batch.standin import COMMON, Options
from batch.test_import import HERE, WAY, write

from faults.invariants import dump, problems
from tradewatch.batch import keep
from tradewatch.batch.importer import Importer, ingest
from tradewatch.batch.pace import Pace
from tradewatch.batch.runlog import RunLog
from tradewatch.batch.summary import Summary
from tradewatch.errors import StorageError
from tradewatch.store import open_database, query

DRIVER = str(Path(__file__).with_name("driver.py"))
MANY = pytest.param(True, marks=pytest.mark.faults, id="many")
FEW = pytest.param(False, id="few")


def start(database: Path, folder: Path, *more: str, workers: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, DRIVER, str(database), str(folder), str(workers), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred articles: events told by several, copies, a file of many, one that cannot be read."""
    home = tmp_path_factory.mktemp("articles")
    for n in range(280):
        lines = [
            f"Story {n}",
            f"date: 2025-10-{n % 28 + 1:02}",
            f"tariff US > CN {n % 40} 2025-11-{n % 3 + 1:02}",
            f"bits: {n // 4 * 0x1F3F5F}",
            COMMON,
        ]
        write(home, f"{n:03}.txt", *lines, f"tariff CN > US {n % 9} 2025-12-01")
    parts = [f"====\nPart {n}\ndate: 2025-10-05\nexport_control CN > US {n} 2025-10-09" for n in range(20)]
    write(home, "many.txt", "Many", *parts)
    (home / "bad.bin").write_bytes(b"\xff")
    return home


@pytest.fixture(scope="module")
def clean(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[tuple[object, ...]]], int]:
    """The content after one run that nothing disturbed, and the number of its steps."""
    database = tmp_path_factory.mktemp("clean") / "t.db"
    code, out, err = finish(start(database, folder))
    assert code == 3 and err.count("\n") == 1, err
    assert problems(database) == []
    return dump(database), int(out)


def complete(database: Path, folder: Path, wanted: dict[str, list[tuple[object, ...]]]) -> None:
    """After a fault: nothing is broken, the next run goes through, and the content is that of an undisturbed run."""
    if is_made(database):
        assert problems(database) == []
    code, _, err = finish(start(database, folder))
    assert code == 3, err
    assert problems(database) == []
    assert dump(database) == wanted
    assert keep.check(database).problems == []


def is_made(database: Path) -> bool:
    """Whether the run came as far as making the tables, which happens in one transaction."""
    if not database.exists() or not database.stat().st_size:
        return False
    connection = sqlite3.connect(database)
    try:
        return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    finally:
        connection.close()


def database_in(folder: Path) -> Path:
    for old in folder.glob("t.db*"):
        old.unlink()
    return folder / "t.db"


@pytest.mark.parametrize("many", [FEW, MANY])
def test_a_crash_at_any_step_loses_and_doubles_nothing(
    tmp_path: Path, folder: Path, clean: tuple[dict[str, list[tuple[object, ...]]], int], many: bool
) -> None:
    wanted, steps = clean
    edges = [1, 2, 3, steps // 2, steps // 2 + 1, *range(steps - 3, steps + 1)]
    chosen = sorted({*edges, *range(1, steps + 1, 4)}) if many else [1, 2, steps // 2, steps - 1, steps]
    for step in chosen:
        database = database_in(tmp_path)
        code, _, _ = finish(start(database, folder, f"crash={step}"))
        assert code == 99, step
        complete(database, folder, wanted)


@pytest.mark.parametrize("many", [FEW, MANY])
def test_a_kill_at_any_moment_loses_and_doubles_nothing(
    tmp_path: Path, folder: Path, clean: tuple[dict[str, list[tuple[object, ...]]], int], many: bool
) -> None:
    chance = random.Random(7)
    for _ in range(100 if many else 3):
        database = database_in(tmp_path)
        for _ in range(2):  # killed twice, on the way to the same end
            process = start(database, folder, workers=2)
            time.sleep(chance.uniform(0.1, 1.2))
            process.kill()
            process.communicate()
        complete(database, folder, clean[0])


def test_workers_of_a_killed_run_do_not_outlive_it(tmp_path: Path, folder: Path) -> None:
    slow = tmp_path / "slow"
    slow.mkdir()
    for n in range(50):
        write(slow, f"{n}.txt", f"T {n} PAUSE")
    process = start(tmp_path / "t.db", slow, workers=2)
    time.sleep(1.0)
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 10
    while (left := _workers_about()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == set()


def _workers_about() -> set[str]:
    """Ids of this test's worker processes that are without a parent of ours."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = status.read_bytes()
            parent = re.search(r"PPid:\t(\d+)", (status.parent / "status").read_text())
        except OSError:
            continue
        if b"tradewatch.batch.work import main" in command and b"tests/faults" in command and parent and parent[1] == "1":
            found.add(status.parent.name)
    return found


@pytest.mark.parametrize("many", [FEW, MANY])
def test_two_runs_at_once_end_well_or_say_who_was_first(
    tmp_path: Path, folder: Path, clean: tuple[dict[str, list[tuple[object, ...]]], int], many: bool
) -> None:
    for _ in range(50 if many else 3):
        database = database_in(tmp_path)
        ends = [finish(process) for process in [start(database, folder), start(database, folder)]]
        for code, _, err in ends:
            assert code in (3, 75) and "Traceback" not in err
            if code == 75:
                assert (
                    re.search(r"another run holds the lock \(process \d+, tradewatch ingest, since \S+Z\)", err)
                    or "another run holds" in err
                )
        assert dump(database) == clean[0] and problems(database) == []


_WRITER = """
import sys
from store.build import article, claim, put
from tradewatch.store import open_database
number, count = int(sys.argv[2]), int(sys.argv[3])
with open_database(sys.argv[1], wait=60) as store:
    for n in range(count):
        put(store, article(f"Text {number} {n}.", f"{number}-{n}"), [claim(), claim(by="EU")])
"""
_READER = """
import sys
from tradewatch.store import open_database, query
from tradewatch.store.query import Filters
last = 0
while last < int(sys.argv[2]):
    with open_database(sys.argv[1], read_only=True) as store:
        found = query.counts(store)
        query.sourced_claims(store)
    assert found["articles"] >= last and found["claims"] == 2 * found["articles"], (last, found)
    last = found["articles"]
"""


@pytest.mark.parametrize("many", [FEW, MANY])
def test_eight_writers_and_four_readers_meet_no_error(tmp_path: Path, many: bool) -> None:
    database, count = tmp_path / "t.db", 250 if many else 20
    open_database(database, create=True).close()
    tests = str(Path(__file__).parents[1])

    def python(code: str, *arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {tests!r}){code}", str(database), *map(str, arguments)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    crowd = [python(_WRITER, n, count) for n in range(8)] + [python(_READER, 8 * count) for _ in range(4)]
    assert [finish(process) for process in crowd] == [(0, "", "")] * 12
    with open_database(database) as store:
        assert query.counts(store)["articles"] == 8 * count
    assert problems(database) == []


def test_a_full_disk_keeps_what_was_committed_and_the_run_goes_on_later(
    tmp_path: Path, folder: Path, clean: tuple[dict[str, list[tuple[object, ...]]], int]
) -> None:
    database = tmp_path / "t.db"
    with open_database(database, create=True) as store:
        store.execute("PRAGMA max_page_count = 120")
        with pytest.raises(StorageError, match=r"t\.db: the disk is full \(.* MB free\)"):
            summary = Summary()
            pace = Pace(store, summary, lambda name: None)
            Importer(store, Options(), way=WAY, effort=HERE, log=RunLog(), summary=summary, pace=pace).run([str(folder)])
        assert query.counts(store)["articles"] > 0
    complete(database, folder, clean[0])


@pytest.mark.parametrize("size", [200_000, 500_000])
def test_a_limit_on_the_size_of_files_is_one_line_and_74(
    tmp_path: Path, folder: Path, clean: tuple[dict[str, list[tuple[object, ...]]], int], size: int
) -> None:
    database = tmp_path / "t.db"
    code, _, err = finish(start(database, folder, f"limit={size}"))
    assert code == 74, err
    lines = [line for line in err.splitlines() if "bad.bin" not in line]
    assert lines[-1].startswith(f"tradewatch: error: {database}: ") and len(lines) <= 2
    complete(database, folder, clean[0])


@pytest.mark.parametrize("many", [FEW, MANY])
def test_a_copy_of_the_files_at_any_moment_opens_and_can_go_on(
    tmp_path: Path, folder: Path, clean: tuple[dict[str, list[tuple[object, ...]]], int], many: bool
) -> None:
    chance = random.Random(3)
    for round_ in range(50 if many else 4):
        database = database_in(tmp_path)
        process = start(database, folder)
        time.sleep(chance.uniform(0.25, 0.8))
        lost = tmp_path / "lost"
        shutil.rmtree(lost, ignore_errors=True)
        lost.mkdir()
        # the log first or last: a power cut keeps the order of neither
        for name in ["t.db", "t.db-wal"] if round_ % 2 else ["t.db-wal", "t.db"]:
            if (tmp_path / name).exists():
                shutil.copy(tmp_path / name, lost / name)
        process.kill()
        process.communicate()
        log = lost / "t.db-wal"
        if log.exists():
            with log.open("r+b") as file:
                file.truncate(max(0, log.stat().st_size - chance.randrange(0, 5000)))
        if (lost / "t.db").exists() and round_ % 2:
            complete(lost / "t.db", folder, clean[0])


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path


def test_a_run_that_was_killed_is_told_as_interrupted(home: Path, folder: Path) -> None:
    process = start(home / "t.db", folder, "pause=0.2")
    time.sleep(1.0)
    assert (keep.status(home / "t.db").last_run or {})["state"] == "running"
    process.kill()
    process.communicate()
    assert (keep.status(home / "t.db").last_run or {})["state"] == "interrupted"
    ingest(home / "t.db", [str(folder)], Options(), way=WAY, effort=HERE)
    assert (keep.status(home / "t.db").last_run or {})["state"] == "done"
