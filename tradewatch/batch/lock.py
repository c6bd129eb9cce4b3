"""One writing run at a time: an advisory lock on a file beside the database, which the kernel frees when its holder dies."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tradewatch.batch.clock import Clock, stamp, utc_now
from tradewatch.errors import BusyError, StorageError

_POLL = 0.1  # seconds between two looks at a lock that is held
_SIGNING = 1.0  # seconds that who has just taken it may need to write down its name


def lock_path(database: str | Path) -> Path:
    """The lock's file: the database's name and `.lock`. It stays; only who holds it counts."""
    path = Path(database)
    return path.with_name(path.name + ".lock")


@contextmanager
def locked(database: str | Path, command: str, *, wait: float = 0.0, clock: Clock = utc_now) -> Iterator[None]:
    """Hold the database's lock. Waits up to `wait` seconds, then raises BusyError that names the holder and since when.

    The lock is flock's, on an open file: a killed run leaves none behind. Where the system has no flock (Windows), SQLite's own lock is
    all there is. Makes the database's folder (0700) where it is missing.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    path = lock_path(database)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}; check the permissions of the folder, the lock of a run lies in it") from error
    try:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise BusyError(f"{database}: {_holder_now(path)}; try again later, or wait for it with --wait SECONDS") from None
                time.sleep(min(_POLL, left))
        _sign(handle, command, clock)
        try:
            yield
        finally:
            with suppress(OSError):
                os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _sign(handle: int, command: str, clock: Clock) -> None:
    """Write who holds the lock. A full disk must not keep a run from starting, so failing to sign is no error."""
    text = json.dumps({"pid": os.getpid(), "command": command, "since": stamp(clock())}).encode()
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, text, 0)
    except OSError:
        return


def is_held(database: str | Path) -> bool:
    """Whether a run holds the database's lock now."""
    try:
        import fcntl

        handle = os.open(lock_path(database), os.O_RDONLY | os.O_CLOEXEC)
    except (ImportError, OSError):
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _holder_now(path: Path) -> str:
    """Who holds a lock that is held. One that has just been taken may not be signed yet, or still by who held it before."""
    deadline = time.monotonic() + _SIGNING
    while True:
        pid, clause = _signature(path)
        if (pid is not None and _is_alive(pid)) or time.monotonic() >= deadline:
            return clause
        time.sleep(_POLL / 2)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True  # another user's
    except (OSError, OverflowError):
        return False
    return True


def _signature(path: Path) -> tuple[int | None, str]:
    """Who signed a lock last: its process, and a clause, `another run holds the lock (process 17, tradewatch sync, since
    2025-10-16T03:00:00Z)`."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return int(told["pid"]), f"another run holds the lock (process {told['pid']}, tradewatch {told['command']}, since {told['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return None, "another run holds the lock"
