"""Opening the database: what it is, whose it is, how old it is, and whether it may be written."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tradewatch.errors import BusyError, ConfigError, DatabaseDamagedError, MissingInputError, StorageError, TradewatchError
from tradewatch.store import disk
from tradewatch.store.guard import damaged, guarded, translate
from tradewatch.store.migrations import APPLICATION_ID, SCHEMA_VERSION, migrate

_MAGIC = b"SQLite format 3\x00"

# FULL: a commit that marks an article as read must outlive a power cut; writers commit groups, so it costs little
_WRITER = (
    *("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 4000", "journal_size_limit = 67108864"),
    "cache_size = -32768",  # a long run gains nothing from more, and would only grow
)
_FOLD_WAIT = 200  # milliseconds: a question that is being answered may end so soon, a longer reader is not waited for
_ALWAYS = ("foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON", "temp_store = MEMORY", "cache_size = -65536")


@dataclass(slots=True)
class Store:
    """One open database. Made by `open_database`; close it, or use it in a `with` statement.

    `memory` is what the store's modules keep at hand between statements; a rollback empties it.
    """

    path: Path
    connection: sqlite3.Connection
    read_only: bool = False
    memory: dict[str, object] = field(default_factory=dict, repr=False)
    _depth: int = field(default=0, repr=False)

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Cursor:
        """Run one statement. For the store's own modules."""
        return self.connection.execute(sql, parameters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block's writes or none. Inside another transaction it joins that one.

        BEGIN IMMEDIATE, because a transaction that reads first and then asks for the write lock is refused at once when another has
        written in between, however long it is willing to wait.
        """
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        self._begin()
        self._depth = 1
        try:
            yield
            self._commit()
        except BaseException:
            self._rollback()
            raise
        finally:
            self._depth = 0

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All of the block's questions are answered from one moment, whatever others write meanwhile. Nothing may be written in it."""
        _run(self, "BEGIN")
        try:
            yield
        finally:
            self._rollback()

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction of `transaction()` is open."""
        return self._depth > 0

    def _begin(self) -> None:
        _run(self, "BEGIN IMMEDIATE")

    def _commit(self) -> None:
        _run(self, "COMMIT")

    def _rollback(self) -> None:
        # a full disk may have rolled back already, and an error here must not hide the first one
        self.memory.clear()
        if self.connection.in_transaction:
            try:
                self.connection.execute("ROLLBACK")
            except sqlite3.Error:
                return

    def close(self) -> None:
        """Close the connection; the last writer to leave folds the write-ahead log into the file."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


@guarded
def fold_log(store: Store) -> None:
    """Write the log of recent changes into the file itself and empty it, as far as readers allow; for the end of a run, which is not to
    wait until a reader has ended: the next one folds what is left."""
    if store.in_transaction:
        return
    wait = store.execute("PRAGMA busy_timeout").fetchone()[0]
    store.execute(f"PRAGMA busy_timeout = {_FOLD_WAIT}")
    try:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        store.execute(f"PRAGMA busy_timeout = {wait}")


@guarded
def _run(store: Store, sql: str) -> None:
    store.connection.execute(sql)


def open_database(path: str | Path, *, create: bool = False, read_only: bool = False, alone: bool = False, wait: float = 30.0) -> Store:
    """Open the database at `path`; `create` makes it (mode 0600, its folder 0700) where nothing stands, and only there.

    `wait` is how many seconds a locked database is waited for. `alone` is for a file that no other process uses, as a copy in the making:
    it needs no write-ahead log, and may lie on a network file system. An older database is brought up to date when it can be written,
    after a copy of it was put beside it.

    Raises MissingInputError (nothing there, or unreadable), DatabaseDamagedError (no database of ours, or broken pages), ConfigError (made
    by a newer version; to be written on a network file system), StorageError (cannot be written) and BusyError.
    """
    path = Path(path)
    if not read_only and not alone:
        _refuse_network(path)
    _look(path, create=create)
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    if not read_only and not writable:
        raise StorageError(f"{path}: the database cannot be written; check the permissions of the file and of its folder")
    store = _connect(path, read_only=read_only, writable=writable, wait=wait)
    try:
        _settle_version(store, alone=alone)
        if read_only:
            _run(store, "PRAGMA query_only = ON")
    except BaseException:
        store.close()
        raise
    return store


def _refuse_network(path: Path) -> None:
    kind = disk.network_of(path, disk.mounts())
    if kind is not None:
        raise ConfigError(
            f"{path}: lies on a network file system ({kind}), where a database breaks when two hosts use it; "
            "name a path on a local disk with --db, and keep copies there with `tradewatch backup`"
        )


def _look(path: Path, *, create: bool) -> None:
    """Check what stands at `path` before SQLite touches it; make an empty file of mode 0600 where `create` allows."""
    try:
        if path.is_dir():
            raise DatabaseDamagedError(f"{path}: is a folder, no database; give the path of a file with --db")
        if not path.exists():
            if not create:
                raise MissingInputError(f"{path}: there is no database; make one with `tradewatch ingest PATH`, or name another with --db")
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            return
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except PermissionError as error:
        what = MissingInputError if path.exists() else StorageError
        raise what(f"{path}: {error.strerror}; check the permissions of the file and its folder") from error
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}; check the disk and the path") from error
    if head and head != _MAGIC:
        raise DatabaseDamagedError(f"{path}: is no SQLite database; name another with --db")
    if not head and not create:
        raise DatabaseDamagedError(f"{path}: is empty, no database; put a copy made by `tradewatch backup` in its place, or ingest into it")


def _connect(path: Path, *, read_only: bool, writable: bool, wait: float) -> Store:
    """A connection with our settings. A reader that cannot write the folder falls back to read-only ways in."""
    modes = ["mode=rw"] if writable or not read_only else ["mode=ro"]
    # a folder that cannot be written may lack the shared-memory file that a write-ahead log needs; with no log there is nothing to miss
    if read_only and not writable and not Path(f"{path}-wal").exists():
        modes.append("immutable=1")
    last: sqlite3.Error | None = None
    for mode in modes:
        connection = None
        try:
            uri = f"{path.absolute().as_uri()}?{mode}"
            connection = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None, cached_statements=512)
            for pragma in _ALWAYS:
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return Store(path, connection, read_only)
        except sqlite3.Error as error:
            last = error
            if connection is not None:
                connection.close()
        except UnicodeDecodeError as error:
            if connection is not None:
                connection.close()
            raise damaged(path, error) from error
    assert last is not None
    raise translate(last, path) or StorageError(f"{path}: {last}; check the file and its folder") from last


@guarded
def _settle_version(store: Store, *, alone: bool) -> None:
    """Refuse what is not ours or newer, bring what is older up to date, and turn on the write-ahead log."""
    application, version, tables = _identity(store)
    if application != APPLICATION_ID and (application or tables):
        raise DatabaseDamagedError(f"{store.path}: is a database of another program; name another with --db")
    if version > SCHEMA_VERSION:
        raise ConfigError(
            f"{store.path}: was made by a newer tradewatch (format {version}, this one reads up to {SCHEMA_VERSION}); upgrade tradewatch"
        )
    if version < SCHEMA_VERSION:
        if not os.access(store.path, os.W_OK):
            raise ConfigError(f"{store.path}: was made by an older tradewatch (format {version}); open it once where it can be written")
        _refuse_network(store.path)
        _upgrade(store, version)
    if not store.read_only and not alone:
        for pragma in _WRITER:
            store.execute(f"PRAGMA {pragma}")


def _identity(store: Store) -> tuple[int, int, int]:
    application = store.execute("PRAGMA application_id").fetchone()[0]
    version = store.execute("PRAGMA user_version").fetchone()[0]
    return application, version, store.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def _upgrade(store: Store, version: int) -> None:
    """Bring an older or fresh database up to date in one transaction; before touching data, leave a copy beside it."""
    from sqlite_utils import Database

    if version:
        copy = store.path.with_name(f"{store.path.name}.before-format-{SCHEMA_VERSION}")
        if not copy.exists():
            store.execute("VACUUM INTO ?", (str(copy),))
            copy.chmod(0o600)
    else:
        store.execute("PRAGMA journal_mode = WAL")
    with store.transaction():
        # another run may have been faster while this one waited for the lock
        if _identity(store)[1] < SCHEMA_VERSION:
            database = Database(store.connection, execute_plugins=False)
            migrate(database)


def runtime() -> dict[str, str]:
    """Versions that `info` shows."""
    return {"sqlite": sqlite3.sqlite_version, "schema": str(SCHEMA_VERSION), "python": sys.version.split()[0]}


__all__ = ["BusyError", "Store", "TradewatchError", "open_database", "runtime"]
