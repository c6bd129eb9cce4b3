"""SQLite's errors as ours: each public function of the store raises only `TradewatchError` for what can go wrong outside the program."""

from __future__ import annotations

import functools
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from tradewatch.errors import BusyError, DatabaseDamagedError, StorageError, TradewatchError
from tradewatch.store.codec import UnreadableError

P = ParamSpec("P")
R = TypeVar("R")


class HasPath(Protocol):
    """What an error message needs of a store."""

    @property
    def path(self) -> Path:
        """Where the database lies."""


HasPathT = TypeVar("HasPathT", bound=HasPath)

_PRIMARY_CODE = 0xFF  # the low byte of an extended result code
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# the schema is known by its version when a database is opened: a column or table that is missing all the same was damaged in the file
_SIGNS = ("malformed", "file is not a database", "Could not decode to UTF-8", "no such column", "no such table")
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNWRITABLE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}


def free_space(path: Path) -> str:
    """`12.3 MB free`, or that the amount is unknown."""
    try:
        free = shutil.disk_usage(path if path.is_dir() else path.parent).free
    except OSError:
        return "free space unknown"
    return f"{free / 1e6:,.1f} MB free"


def damaged(path: Path, error: Exception) -> DatabaseDamagedError:
    """The error that says a database is damaged, and what to do."""
    told = "broken text" if isinstance(error, UnicodeDecodeError) else " ".join(str(error).split())[:100]
    return DatabaseDamagedError(f"{path}: the database is damaged ({told}); put a copy made by `tradewatch backup` in its place")


def translate(error: sqlite3.Error, path: Path) -> TradewatchError | None:
    """The error of ours that says what happened to the database at `path`, or None for a fault of the program."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & _PRIMARY_CODE if isinstance(code, int) else None
    if primary in _BUSY:
        return BusyError(f"{path}: the database is busy: another program writes to it; try again, or wait longer with --wait SECONDS")
    if primary in _DAMAGED or any(sign in str(error) for sign in _SIGNS):
        return damaged(path, error)
    if primary == sqlite3.SQLITE_FULL:
        return StorageError(f"{path}: the disk is full ({free_space(path)}); free some space and run again, what was committed is kept")
    if primary == sqlite3.SQLITE_READONLY:
        return StorageError(f"{path}: the database cannot be written ({error}); check the permissions of the file and its folder")
    if primary in _UNWRITABLE:
        space = free_space(path)
        return StorageError(f"{path}: {error} ({space}); check the disk, its limits and the permissions, what was committed is kept")
    return None


def guarded(function: Callable[Concatenate[HasPathT, P], R]) -> Callable[Concatenate[HasPathT, P], R]:
    """Let a function that takes a store first raise our errors in place of SQLite's. It must not be a generator."""

    @functools.wraps(function)
    def wrapper(store: HasPathT, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(store, *args, **kwargs)
        except (UnreadableError, UnicodeDecodeError) as error:
            # broken pages make SQLite quote broken bytes in its messages, which Python then cannot decode
            raise damaged(store.path, error) from error
        except sqlite3.Error as error:
            ours = translate(error, store.path)
            if ours is None:
                raise
            raise ours from error

    return wrapper
