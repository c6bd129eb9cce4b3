"""The books of the program itself: runs, inputs set aside, sources and their files, notices, corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tradewatch.model import Correction
from tradewatch.store.codec import decode_correction, dump, encode_correction, harmless, load
from tradewatch.store.guard import guarded
from tradewatch.store.places import storable
from tradewatch.store.schema import Store


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a writing command. `ended` is None while it runs, or where it was killed. `summary` holds its counts."""

    id: int
    command: str
    started: str
    ended: str | None
    host: str
    pid: int
    version: str
    exit_code: int | None
    summary: dict[str, Any]


@guarded
def start_run(store: Store, *, command: str, started: str, host: str, pid: int, version: str) -> int:
    """Note that a run began; returns its id."""
    with store.transaction():
        row = store.execute(
            "INSERT INTO runs (command, started, host, pid, version) VALUES (?, ?, ?, ?, ?)",
            (harmless(command), started, harmless(host), pid, version),
        )
        assert row.lastrowid is not None
        return row.lastrowid


@guarded
def end_run(store: Store, run: int, *, ended: str, exit_code: int, summary: Mapping[str, Any]) -> None:
    """Note how a run ended."""
    with store.transaction():
        values = (ended, exit_code, harmless(dump(summary)), run)
        store.execute("UPDATE runs SET ended = ?, exit_code = ?, summary = ? WHERE id = ?", values)


@guarded
def runs(store: Store, limit: int = 20) -> list[Run]:
    """The latest runs, the newest first."""
    rows = store.execute(
        "SELECT id, command, started, ended, host, pid, version, exit_code, summary FROM runs ORDER BY id DESC LIMIT ?", (limit,)
    )
    return [_run(row) for row in rows]


def _run(row: tuple[Any, ...]) -> Run:
    return Run(*[*row[:8], load(row[8])])


@guarded
def last_good_run(store: Store) -> Run | None:
    """The latest run that brought articles and ended well (0, or 3: some inputs set aside). Mending what is there brings none."""
    row = store.execute(
        """SELECT id, command, started, ended, host, pid, version, exit_code, summary FROM runs
        WHERE exit_code IN (0, 3) AND command IN ('ingest', 'sync') ORDER BY ended DESC, id DESC LIMIT 1"""
    ).fetchone()
    return _run(row) if row else None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An input that was set aside: `path` and the `place` in it (a line, a record; empty for the whole), why, since when, how often."""

    id: int
    path: str
    place: str
    reason: str
    exit_code: int
    source: str | None
    version: str
    first_at: str
    last_at: str
    times: int


@guarded
def set_aside(
    store: Store,
    path: str,
    place: str,
    reason: str,
    *,
    exit_code: int,
    version: str,
    at: str,
    source: str | None = None,
    run: int | None = None,
) -> None:
    """Note an input that could not be used; the same place of the same path is one row, counted."""
    with store.transaction():
        store.execute(
            """INSERT INTO quarantine (path, place, reason, exit_code, source, version, first_at, last_at, times, run)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT (path, place) DO UPDATE SET reason = excluded.reason,
                exit_code = excluded.exit_code, source = coalesce(excluded.source, source), version = excluded.version,
                last_at = excluded.last_at, times = times + 1, run = excluded.run""",
            (storable(path), harmless(place), harmless(reason), exit_code, source, version, at, at, run),
        )


@guarded
def is_set_aside(store: Store, path: str, place: str, reason: str | None = None) -> bool:
    """Whether an input is set aside already, for this reason where one is given."""
    row = store.execute("SELECT reason FROM quarantine WHERE path = ? AND place = ?", (storable(path), harmless(place))).fetchone()
    return row is not None and (reason is None or row[0] == harmless(reason))


@guarded
def quarantined(store: Store) -> list[Quarantined]:
    """Everything set aside, by path and place."""
    rows = store.execute(
        "SELECT id, path, place, reason, exit_code, source, version, first_at, last_at, times FROM quarantine ORDER BY path, place"
    )
    return [Quarantined(*row) for row in rows]


@guarded
def release(store: Store, *, path: str | None = None, ids: tuple[int, ...] | None = None) -> int:
    """Take inputs out of quarantine: all rows of a path (it was read whole), or rows by id; returns how many."""
    with store.transaction():
        gone = 0
        if path is not None:
            gone += store.execute("DELETE FROM quarantine WHERE path = ?", (storable(path),)).rowcount
        for one in ids or ():
            gone += store.execute("DELETE FROM quarantine WHERE id = ?", (one,)).rowcount
        return gone


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a configured source between runs; `failures` counts failed tries in a row, `told` that they were named."""

    name: str
    kind: str = ""
    location: str = ""
    etag: str | None = None
    last_modified: str | None = None
    position: str = "{}"
    tried_at: str | None = None
    good_at: str | None = None
    failures: int = 0
    told: bool = False
    error: str | None = None


_SOURCE = "name, kind, location, etag, last_modified, position, tried_at, good_at, failures, told, error"


@guarded
def source_state(store: Store, name: str) -> SourceState:
    """What is remembered of the source `name`; an empty state when nothing is."""
    row = store.execute(f"SELECT {_SOURCE} FROM sources WHERE name = ?", (name,)).fetchone()
    return _state(row) if row else SourceState(name)


@guarded
def source_states(store: Store) -> list[SourceState]:
    """All remembered sources, by name."""
    return [_state(row) for row in store.execute(f"SELECT {_SOURCE} FROM sources ORDER BY name")]


def _state(row: tuple[Any, ...]) -> SourceState:
    return SourceState(*[*row[:9], bool(row[9]), row[10]])


@guarded
def put_source_state(store: Store, state: SourceState) -> None:
    """Remember a source's state."""
    with store.transaction():
        store.execute(
            f"INSERT OR REPLACE INTO sources ({_SOURCE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                state.name, state.kind, harmless(state.location), state.etag, state.last_modified, state.position, state.tried_at,
                state.good_at, state.failures, int(state.told), harmless(state.error) if state.error else None,
            ),
        )  # fmt: skip


@guarded
def queue_notices(store: Store, watch: str, events: Sequence[str], at: str) -> int:
    """Note that notices of a watch are due for events; one that was due before, sent or not, is not due again. Returns how many are new."""
    sql = "INSERT OR IGNORE INTO notices (watch, event, due_at) VALUES (?, ?, ?)"
    with store.transaction():
        return sum(store.execute(sql, (harmless(watch), event, at)).rowcount for event in events)


@guarded
def noticed(store: Store, watch: str) -> frozenset[str]:
    """The ids of the events of which a watch's notice is or was due."""
    return frozenset(row[0] for row in store.execute("SELECT event FROM notices WHERE watch = ?", (harmless(watch),)))


@guarded
def rename_notices(store: Store, watch: str, old: Sequence[str], new: str) -> None:
    """An event that once had the ids `old` has the id `new` now; a notice that was sent under any of them was sent."""
    sql = "UPDATE OR REPLACE notices SET event = ? WHERE watch = ? AND event = ? AND (sent_at IS NULL) = ?"
    with store.transaction():
        for waits in (True, False):
            store.connection.executemany(sql, [(new, harmless(watch), one, waits) for one in old])


@guarded
def due_notices(store: Store) -> list[tuple[str, str]]:
    """(watch, event id) of the notices that are due and not sent, by watch and time."""
    return store.execute("SELECT watch, event FROM notices WHERE sent_at IS NULL ORDER BY watch, due_at, event").fetchall()


@guarded
def notices_sent(store: Store, notices: Sequence[tuple[str, str]], at: str) -> None:
    """Note that notices were sent."""
    with store.transaction():
        rows = [(at, watch, event) for watch, event in notices]
        store.connection.executemany("UPDATE notices SET sent_at = ? WHERE watch = ? AND event = ?", rows)


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was last read: its size, its time in nanoseconds, by which version, whether something was wrong with it."""

    path: str
    size: int
    modified: int
    version: str
    faulty: bool


@guarded
def file_state(store: Store, path: str) -> FileState | None:
    """How a file was when it was last read."""
    row = store.execute("SELECT path, size, modified, version, faulty FROM files WHERE path = ?", (storable(path),)).fetchone()
    return FileState(*[*row[:4], bool(row[4])]) if row else None


@guarded
def put_file_state(store: Store, state: FileState) -> None:
    """Remember how a file was when it was read."""
    values = (storable(state.path), state.size, state.modified, state.version, int(state.faulty))
    with store.transaction():
        store.execute("INSERT OR REPLACE INTO files (path, size, modified, version, faulty) VALUES (?, ?, ?, ?, ?)", values)


@guarded
def add_correction(store: Store, correction: Correction) -> bool:
    """Append to the log; False when an entry with this id is there already."""
    with store.transaction():
        row = store.execute(
            "INSERT OR IGNORE INTO corrections (key, at, who, why, kind, entry) VALUES (?, ?, ?, ?, ?, ?)",
            (
                harmless(correction.id), correction.at, harmless(correction.who), harmless(correction.because), correction.kind.value,
                encode_correction(correction),
            ),
        )  # fmt: skip
        return row.rowcount > 0


@guarded
def corrections(store: Store) -> list[Correction]:
    """The whole log, by time and then by id, so that exchanged logs come in one order everywhere."""
    return [decode_correction(row[0]) for row in store.execute("SELECT entry FROM corrections ORDER BY at, key")]
