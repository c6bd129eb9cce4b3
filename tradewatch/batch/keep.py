"""Keeping a database: copies of it, whether it is whole, how it is doing."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tradewatch.batch.clock import Clock, utc_now
from tradewatch.batch.settle import by_other_rules, expected, rehomed_in
from tradewatch.errors import ConfigError, DatabaseDamagedError, ExitCode, StorageError, UsageError
from tradewatch.store import Store, health, open_database, query, records
from tradewatch.store.derived import stale_blocks
from tradewatch.store.guard import free_space

_AGE = re.compile(r"^(\d{1,6})\s?(m|min|h|d|w)$")
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def backup(database: str | Path, folder: str | Path, *, keep: int | None = None, clock: Clock = utc_now) -> Path:
    """Put a checked copy of the database into `folder` and return its path, `NAME-20251016T030000Z.db`, mode 0600.

    The copy is made beside its place, checked, written through to the disk and then renamed, so that a file with such a name is always a
    whole copy. With `keep`, only the newest `keep` copies of this database stay. The database may be in use.
    """
    database, folder = Path(database), Path(folder)
    if keep is not None and keep < 1:
        raise UsageError(f"--keep {keep}: at least one copy has to stay")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror}; the copy needs a folder that can be written") from error
    target = _free_name(folder, database.stem, clock())
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with open_database(database, read_only=True) as store:
            health.copy_into(store, part)
        part.chmod(0o600)
        _verify(part)
        _sync(part)
        os.replace(part, target)
        _sync(folder)
    except OSError as error:
        raise StorageError(f"{target}: {error.strerror} ({free_space(folder)}); no copy was made") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    if keep is not None:
        others = [path for path in _copies(folder, database.stem) if path != target]
        for old in others[: max(0, len(others) + 1 - keep)]:
            with suppress(OSError):
                old.unlink()
    return target


def _free_name(folder: Path, stem: str, now: datetime) -> Path:
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    names = [folder / f"{stem}-{stamp}.db", *(folder / f"{stem}-{stamp}.{again}.db" for again in range(1, 1000))]
    return next(name for name in names if not name.exists())


def _copies(folder: Path, stem: str) -> list[Path]:
    """The copies of one database in a folder, the oldest first."""
    named = re.compile(re.escape(stem) + r"-(\d{8}T\d{6}Z)(?:\.(\d{1,3}))?\.db")
    found = ((named.fullmatch(path.name), path) for path in folder.iterdir() if path.is_file())
    return [path for _, _, path in sorted((match[1], int(match[2] or 0), path) for match, path in found if match)]


def _verify(path: Path) -> None:
    with open_database(path, alone=True) as store:
        problems = health.damage(store)
    if problems:
        raise DatabaseDamagedError(f"{path}: the copy is not whole ({problems[0]}); run `tradewatch check` on the database")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(slots=True)
class Checked:
    """What a check found: `problems` one line each; `due` is how many blocks wait to be resolved, which is no problem; `left_out` what
    could not be looked at."""

    problems: list[str] = field(default_factory=list)
    due: int = 0
    left_out: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def exit_code(self) -> ExitCode:
        """0, or 65 where something is wrong."""
        return ExitCode.DATA if self.problems else ExitCode.OK

    def as_dict(self) -> dict[str, Any]:
        """The result as one JSON object."""
        told = {"ok": not self.problems, "problems": self.problems, "blocks_due": self.due, **self.counts}
        return {**told, "left_out": self.left_out} if self.left_out else told


def check(database: str | Path) -> Checked:
    """Look a database over: its pages and indexes, references, full-text index, text hashes, evidence, and that every derived row is what
    its claims make. Changes nothing. Where the file itself is damaged the rest is not looked at; where it cannot be written, as a copy on
    another disk may be, its full-text index is not."""
    try:
        store = open_database(database)
    except (StorageError, ConfigError):
        store = open_database(database, read_only=True)
    with store:
        checked = Checked(health.damage(store))
        if store.read_only:
            checked.left_out.append("full-text index: the database cannot be written here")
        if checked.problems:
            return checked
        try:
            with store.snapshot():  # a run may be at work, which writes claims before their events
                _check_content(store, checked)
        except DatabaseDamagedError as error:
            checked.problems.append(str(error))
        return checked


def _check_content(store: Store, checked: Checked) -> None:
    checked.problems += health.untrue_articles(store)
    # what other rules made is due as a whole, not wrong
    due = set(health.derived_blocks(store) if by_other_rules(store) else stale_blocks(store))
    checked.due, checked.counts = len(due), query.counts(store)
    if checked.problems:
        return  # what claims make cannot be told where claims are broken
    from tradewatch.batch.shelf import StoreShelf

    log = rehomed_in(store, records.corrections(store))
    for block in health.derived_blocks(store):
        if block not in due:
            resolution = expected(store, block, log)
            checked.problems += health.unexplained(store, block, resolution.events, resolution.measures)
            kept = StoreShelf(store, block).untrue()
            checked.problems += [f"claim {key}: what is kept beside it is not what the claims make" for key in kept]


@dataclass(frozen=True, slots=True)
class Status:
    """How a database is doing. `late` is set where the last good run is older than was asked for, or there was none."""

    database: str
    size: int
    counts: dict[str, int]
    first: str | None
    last: str | None
    last_run: dict[str, Any] | None
    last_good: str | None
    age_seconds: int | None
    late: bool
    sources: tuple[dict[str, Any], ...] = ()

    @property
    def exit_code(self) -> int:
        """1 where the last good run is too old, else 0."""
        return 1 if self.late else 0

    def as_dict(self) -> dict[str, Any]:
        """The status as one JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


def status(database: str | Path, *, max_age: timedelta | None = None, clock: Clock = utc_now) -> Status:
    """Counts, the last run, the last good one and its age. A run that ended by nothing is `interrupted`, or `running`."""
    path = Path(database)
    with open_database(path, read_only=True) as store:
        runs, good, span = records.runs(store, 1), records.last_good_run(store), query.coverage(store)
        states, counts = records.source_states(store), query.counts(store)
    age = int((clock() - datetime.fromisoformat(good.ended)).total_seconds()) if good and good.ended else None
    late = max_age is not None and (age is None or age > max_age.total_seconds())
    first, last = (day.isoformat() if day else None for day in span)
    return Status(
        str(path),
        path.stat().st_size,
        counts,
        first,
        last,
        run_row(path, runs[0]) if runs else None,
        good.ended if good else None,
        age,
        late,
        tuple(source_row(state) for state in states),
    )


def run_row(database: Path, run: records.Run) -> dict[str, Any]:
    """A run as one JSON object, with its `state`: done, failed, running or interrupted."""
    from tradewatch.batch.lock import is_held

    if run.ended is not None:
        state = "done" if run.exit_code in (0, ExitCode.PARTIAL) else "failed"
    else:
        state = "running" if is_held(database) else "interrupted"
    return {
        "run": run.id,
        "command": run.command,
        "state": state,
        "started": run.started,
        "ended": run.ended,
        "host": run.host,
        "pid": run.pid,
        "version": run.version,
        "exit_code": run.exit_code,
        "summary": run.summary,
    }


def source_row(state: records.SourceState) -> dict[str, Any]:
    """A source's state as one JSON object."""
    return {
        "name": state.name,
        "kind": state.kind,
        "location": state.location,
        "tried": state.tried_at,
        "good": state.good_at,
        "failures": state.failures,
        "error": state.error,
    }


def parse_age(text: str) -> timedelta:
    """`26h`, `90m`, `7d`, `2w` as a length of time. Raises UsageError on anything else."""
    found = _AGE.match(text.strip().lower())
    if not found:
        raise UsageError(f"'{text}' is no length of time; write it as 90m, 26h, 7d or 2w")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
