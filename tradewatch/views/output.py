"""Where a view goes: standard output, or a file that is the old one or the new one and never half."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tradewatch.errors import StorageError
from tradewatch.views.safe import safe


@contextlib.contextmanager
def replacing(path: Path, *, binary: bool = False) -> Iterator[Any]:
    """Open a file beside `path` for writing and put it in its place when all is written and on disk; on any failure `path` is untouched.

    A link stays, and what it leads to is replaced. A device or a pipe is written to as it is: a file in its place would break it for all.
    Raises StorageError (exit 74) where the folder is missing or not writable, or the disk is full.
    """
    name = safe(str(path))
    if path.is_dir():
        raise StorageError(f"{name}: is a folder; give the name of a file")
    if path.exists() and not path.is_file():
        try:
            with _open(os.open(path, os.O_WRONLY), binary) as out:
                yield out
        except OSError as error:
            raise StorageError(f"{name}: could not be written ({_why(error)}); choose another place") from None
        return
    path = Path(os.path.realpath(path))
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    except FileNotFoundError:
        raise StorageError(f"{name}: the folder {safe(str(path.parent))} is missing; create it or choose another place") from None
    except OSError as error:
        raise StorageError(f"{name}: cannot write there ({_why(error)}); choose another place") from None
    try:
        with _open(handle, binary) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except OSError as error:
        _remove(temporary)
        raise StorageError(f"{name}: could not be written ({_why(error)}); the old file, if any, is untouched") from None
    except BaseException:
        _remove(temporary)
        raise


def _open(handle: int, binary: bool) -> Any:
    if binary:
        return os.fdopen(handle, "wb")
    return os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="")


def _mode(path: Path) -> int:
    """The permissions of the file to be replaced, or those that a new file would get."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _remove(temporary: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(temporary)


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
