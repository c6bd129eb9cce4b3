"""Sixty inputs made to do harm, among twenty good articles: each good one is stored, each bad one named, in bounded time and memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from faults import hostile
from faults.invariants import problems
from tradewatch.batch import keep
from tradewatch.errors import TradewatchError
from tradewatch.store import open_database, query, records


def tradewatch(*arguments: str, environment: Mapping[str, str] | None = None, **more: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "tradewatch", *arguments]
    env = {**os.environ, "NO_COLOR": "1"} if environment is None else dict(environment)
    return subprocess.run(command, capture_output=True, env=env, timeout=400, check=False, **more)  # type: ignore[call-overload,no-any-return]


Make = Callable[[Path, float], list[str]]
_MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[2:])
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(done.returncode)
"""


@pytest.mark.parametrize(
    ("make", "scale", "seconds", "megabytes"),
    [
        pytest.param(hostile.bad, 0.02, 60, 400, id="small"),
        pytest.param(hostile.formats, 0.02, 60, 400, id="small formats"),
        pytest.param(hostile.everything, 1.0, 180, 400, id="full", marks=pytest.mark.faults),
    ],
)
def test_hostile_inputs_harm_nobody_else(tmp_path: Path, make: Make, scale: float, seconds: float, megabytes: float) -> None:
    folder, database = tmp_path / "in", tmp_path / "t.db"
    folder.mkdir()
    good, bad = hostile.good(folder), make(folder, scale)
    began = time.monotonic()
    # under a process of its own, which sees the memory of this run's processes and of no other test's
    command = [sys.executable, "-m", "tradewatch", "--db", database, "ingest", folder, "--workers", "2", "--summary-json", "-"]
    measured = [sys.executable, "-c", _MEASURED, tmp_path / "peak", *command]
    done = subprocess.run(measured, capture_output=True, env={**os.environ, "NO_COLOR": "1"}, timeout=400, check=False)
    took = time.monotonic() - began
    hostile.remove(folder)
    told = done.stderr.decode()
    assert done.returncode == 3, told
    assert "Traceback" not in told
    assert [name for name in bad if name not in told] == []
    assert not any((ord(char) < 32 and char != "\n") or 0x7F <= ord(char) < 0xA0 for char in told)
    with open_database(database, read_only=True) as store:
        stored = {page.article.doc for page in query.article_page(store, limit=1000)}
        assert set(good) <= stored
        aside = {one.path for one in records.quarantined(store)}
        assert not any(name in path for name in good for path in aside)
    assert json.loads(done.stdout)["exit_code"] == 3
    assert took < seconds
    assert int((tmp_path / "peak").read_text()) / 1000 < megabytes
    assert problems(database) == [] and keep.check(database).problems == []


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one")
    hostile.good(folder)
    return folder / "good03.txt"


BARE = {"PATH": os.environ.get("PATH", "/usr/bin:/bin")}


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param(BARE, id="env -i"),
        pytest.param({**BARE, "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"}, id="C locale"),
        pytest.param({**BARE, "TZ": "Foo/Bar"}, id="bad zone"),
        pytest.param({**BARE, "HOME": "/nonexistent"}, id="no home", marks=pytest.mark.faults),
        pytest.param({**BARE, "TZ": "Pacific/Kiritimati"}, id="far zone", marks=pytest.mark.faults),
        pytest.param({**BARE, "PYTHONIOENCODING": "ascii"}, id="ascii", marks=pytest.mark.faults),
        pytest.param({**BARE, "TERM": "dumb", "COLUMNS": "1"}, id="dumb", marks=pytest.mark.faults),
    ],
)
def test_the_surroundings_change_nothing(tmp_path: Path, article: Path, environment: dict[str, str]) -> None:
    plain = tradewatch("--db", str(tmp_path / "plain.db"), "ingest", str(article))
    bare = tradewatch("--db", str(tmp_path / "bare.db"), "ingest", str(article), environment=environment, cwd="/", stdin=subprocess.DEVNULL)
    assert (plain.returncode, bare.returncode, bare.stderr) == (0, 0, b"")
    shown = tradewatch("--db", str(tmp_path / "bare.db"), "timeline", "--json", environment=environment, cwd="/")
    assert shown.returncode == 0 and len(json.loads(shown.stdout)) >= 1
    from faults.invariants import dump

    assert dump(tmp_path / "plain.db") == dump(tmp_path / "bare.db")


def test_a_closed_standard_input_is_no_hindrance(tmp_path: Path, article: Path) -> None:
    command = f'"{sys.executable}" -m tradewatch --db "{tmp_path}/t.db" ingest "{article}" <&-'
    done = subprocess.run(["sh", "-c", command], capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path, article: Path) -> None:
    tradewatch("--db", str(tmp_path / "t.db"), "ingest", str(article.parent))
    command = f'"{sys.executable}" -m tradewatch --db "{tmp_path}/t.db" timeline | head -1'
    done = subprocess.run(["sh", "-c", command], capture_output=True, timeout=120, check=False)
    assert done.stderr == b"" and done.stdout.count(b"\n") == 1


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path.write_bytes(b""), 65),
        (lambda path: path.write_bytes(b"no database " * 1000), 65),
        (lambda path: path.mkdir(), 65),
        (lambda path: None, 66),
    ],
    ids=["empty", "text", "folder", "missing"],
)
def test_a_bad_database_is_one_line_for_every_question(tmp_path: Path, make: object, code: int) -> None:
    path = tmp_path / "t.db"
    make(path)  # type: ignore[operator]
    for question in (["timeline"], ["country", "CN"], ["status"], ["check"], ["search", "x"], ["backup", str(tmp_path / "b")]):
        done = tradewatch("--db", str(path), *question)
        assert (done.returncode, done.stdout) == (code, b""), (question, done)
        assert done.stderr.startswith(b"tradewatch: error: ") and done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_a_signal_ends_a_run_with_its_code_and_keeps_what_was_committed(
    tmp_path: Path, article: Path, number: signal.Signals, code: int
) -> None:
    folder, database = tmp_path / "in", tmp_path / "t.db"
    folder.mkdir()
    for copy in range(600):
        text = article.read_text(encoding="utf-8").replace("part 3", f"part {copy}").replace("13%", f"{copy % 90 + 5}%")
        (folder / f"{copy:03}.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "tradewatch", "--db", str(database), "ingest", str(folder), "--workers", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not stored(database) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == code and b"Traceback" not in told, told
    kept = stored(database)
    assert 0 < kept < 600 and problems(database) == []
    with open_database(database, read_only=True) as store:
        assert records.runs(store)[0].exit_code == code
    again = tradewatch("--db", str(database), "ingest", str(folder), "--workers", "2")
    assert again.returncode == 0 and stored(database) == 600


def stored(database: Path) -> int:
    """How many articles a database holds, none while it is being made."""
    try:
        with open_database(database, read_only=True) as store:
            return query.counts(store)["articles"]
    except TradewatchError:
        return 0
