"""Long lives of a database: a week of nights, and any mixture of runs, crashes, changes, copies and restores.

At the end of each, the database says what one clean import of the files says.
"""

from __future__ import annotations

import itertools
import random
import shutil
import tempfile
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from batch.standin import COMMON, Options
from batch.test_import import HERE, WAY, write
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from faults.invariants import current, problems
from tradewatch.batch import keep
from tradewatch.batch.config import load_config
from tradewatch.batch.importer import ingest
from tradewatch.batch.runlog import RunLog
from tradewatch.batch.sources import Sync, sync
from tradewatch.store import open_database, records


class Crash(BaseException):
    """A process that ends between two steps."""


def crash_at(number: int):  # type: ignore[no-untyped-def]
    """A step function that ends the run at its `number`-th step."""
    counter = itertools.count(1)

    def step(name: str) -> None:
        if next(counter) == number:
            raise Crash(name)

    return step


def story(folder: Path, name: str, variant: int) -> None:
    """An article that tells of one of a few events; some are copies of each other."""
    day = f"date: 2025-10-{variant % 20 + 1:02}"
    claims = [f"tariff US > CN {variant % 5} 2025-11-01", f"tariff CN > US {variant % 3} 2025-12-01"]
    write(folder, name, f"Story {variant}", day, f"bits: {variant % 4 * 0x0F0F0F}", COMMON, *claims[: variant % 2 + 1])


def clean(folder: Path, home: Path) -> dict[str, list[tuple[object, ...]]]:
    """What one undisturbed import of a folder says."""
    database = home / "clean.db"
    for part in home.glob("clean.db*"):
        part.unlink()
    ingest(database, [str(folder)], Options(), way=WAY, effort=HERE)
    return current(database)


NIGHTS = 7


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.faults), pytest.param(3, marks=pytest.mark.faults)])
def test_a_week_of_nights_equals_one_clean_import(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    press, ministry = tmp_path / "in" / "press", tmp_path / "in" / "ministry"
    press.mkdir(parents=True)
    config = 'patience = 2\n[[source]]\nname = "press"\npath = "in/press"\n[[source]]\nname = "ministry"\npath = "in/ministry"\n'
    (tmp_path / "tradewatch.toml").write_text(config)
    now = datetime(2025, 10, 16, 3, tzinfo=UTC)

    def night(step=lambda name: None) -> int:  # type: ignore[no-untyped-def]
        summary = sync(
            tmp_path / "t.db",
            load_config(tmp_path / "tradewatch.toml"),
            Sync(workers=0),
            today=date(2025, 10, 16),
            way=WAY,
            log=RunLog(clock=lambda: now),
            options_of=lambda source, state: Options(),
            step=step,
        )
        return int(summary.exit_code)

    for number in range(NIGHTS):
        for _ in range(20):
            story(press, f"{chance.randrange(60):02}.txt", chance.randrange(100))
        if number == 3:
            ministry.mkdir()  # until then the source is missing
        if ministry.exists():
            story(ministry, f"m{number}.txt", chance.randrange(100))
        moved = chance.choice(sorted(press.glob("*.txt")))
        moved.rename(press / f"moved{number}.txt")
        if number % 2:
            (press / f"bad{number}.bin").write_bytes(b"\xff")
        for crash in (chance.randrange(1, 30), chance.randrange(1, 60)):
            with suppress(Crash):  # some crashes come too late to harm
                night(crash_at(crash))
            now += timedelta(minutes=1)
        # a bad file is named by the run that meets it first, which may be one that crashed
        assert night() in ((66,) if number < 3 else (0, 3)), number
        now += timedelta(days=1) if number != 4 else -timedelta(days=400)  # a clock that was set wrong
    assert problems(tmp_path / "t.db") == []
    assert keep.check(tmp_path / "t.db").problems == []
    assert current(tmp_path / "t.db") == clean(tmp_path / "in", tmp_path)
    with open_database(tmp_path / "t.db", read_only=True) as store:
        assert len(records.quarantined(store)) == 3


class Lives(RuleBasedStateMachine):
    """Any order of: write, change, copy, move, run, crash, back up, restore."""

    names = st.sampled_from(["a", "b", "c", "d"])
    variants = st.integers(0, 11)

    @initialize()
    def begin(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="lives"))
        self.folder = self.home / "in"
        self.folder.mkdir()
        self.database = self.home / "t.db"
        self.backups: list[Path] = []
        self.clock = datetime(2025, 10, 16, tzinfo=UTC)

    def run(self, step=lambda name: None) -> None:  # type: ignore[no-untyped-def]
        self.clock += timedelta(hours=1)
        log = RunLog(clock=lambda: self.clock)
        ingest(self.database, [str(self.folder)], Options(), way=WAY, effort=HERE, log=log, step=step)

    @rule(name=names, variant=variants)
    def write_or_change(self, name: str, variant: int) -> None:
        story(self.folder, f"{name}.txt", variant)

    @rule(old=names, new=names)
    def copy_file(self, old: str, new: str) -> None:
        if (self.folder / f"{old}.txt").exists() and old != new:
            shutil.copy(self.folder / f"{old}.txt", self.folder / f"{new}.txt")

    @rule(old=names, new=names)
    def move_file(self, old: str, new: str) -> None:
        # what a file once said that is no more is kept, and a clean import does not know of it: so over no other file, and seen by a run
        if (self.folder / f"{old}.txt").exists() and not (self.folder / f"{new}.txt").exists():
            self.run()
            (self.folder / f"{old}.txt").rename(self.folder / f"{new}.txt")
            self.run()

    @rule(number=st.integers(1, 14))
    def crash(self, number: int) -> None:
        try:
            self.run(crash_at(number))
        except Crash:
            return

    @rule()
    def finish(self) -> None:
        self.run()
        assert current(self.database) == clean(self.folder, self.home)

    @precondition(lambda self: self.database.exists())
    @rule()
    def back_up(self) -> None:
        self.backups.append(keep.backup(self.database, self.home / "copies"))

    @precondition(lambda self: self.backups)
    @rule(number=st.integers(0, 5))
    def restore(self, number: int) -> None:
        for part in self.home.glob("t.db-*"):
            part.unlink()
        shutil.copy(self.backups[number % len(self.backups)], self.database)

    @invariant()
    def is_whole(self) -> None:
        if hasattr(self, "database") and self.database.exists():
            assert problems(self.database) == []

    def teardown(self) -> None:
        if hasattr(self, "home"):
            shutil.rmtree(self.home, ignore_errors=True)


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.faults
class TestManyLives(Lives.TestCase):  # type: ignore[name-defined,misc]
    """The same for longer."""

    settings = settings(max_examples=300, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
