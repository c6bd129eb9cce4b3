"""Bytes with a name: what every reader is given, whether they come from a file, a stream, an archive or the network."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from tradewatch.errors import InputError, MissingInputError, TradewatchError

from .decoding import clean
from .options import SetAside, set_aside

HEAD = 4096
_FIRST = 631_152_000  # 1990 in seconds; before it no file's time is the time of an article
_LONGEST_NAME = 1000  # characters of a part's name


class Budget:
    """How many bytes one outermost archive may still unfold to, whatever the number of its parts and of archives in it."""

    def __init__(self, most: int) -> None:
        self._left = most

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left."""
        return self._left < 0

    def take(self, size: int) -> None:
        """Count what was unfolded."""
        self._left -= size


@dataclass(frozen=True, slots=True)
class Blob:
    """`path` is the input as the user knows it, `member` the part of it (in an archive), `doc` how its article is called.

    `modified` is the day of its last change in UTC; `depth` counts the archives around it; `start` holds the first bytes of what can be
    opened only once; `fetched` is true for what came over the network just now. `budget` is that of the outermost archive around it.
    """

    path: str
    doc: str
    ending: str
    opener: Callable[[], BinaryIO] = field(repr=False)
    size: int | None = None
    modified: date | None = None
    member: str | None = None
    media_type: str | None = None
    charset: str | None = None
    url: str | None = None
    depth: int = 0
    start: bytes | None = field(default=None, repr=False)
    fetched: bool = False
    budget: Budget | None = field(default=None, repr=False)

    def open(self) -> BinaryIO:
        """A fresh stream from the first byte on. Raises TradewatchError."""
        return self.opener()

    def head(self) -> bytes:
        """The first bytes, for telling what it is."""
        if self.start is not None:
            return self.start
        with self.open() as stream:
            return stream.read(HEAD)

    def content(self, limit: int) -> bytes:
        """Everything. Raises InputError beyond `limit` bytes."""
        if self.size is None or self.size <= limit:
            with self.open() as stream:
                data = stream.read(limit + 1)
            if len(data) <= limit:
                return data
        raise InputError(f"it is larger than {limit // 1_000_000} MB; cut it into articles, one a file or one a JSONL line")

    def aside(self, reason: str, where: object = None, kind: type[TradewatchError] = InputError) -> SetAside:
        """This blob, or a part of it, set aside."""
        inner = None if where is None else str(where)
        place = ":".join(part for part in (self.member, inner) if part) or None
        return set_aside(self.path, reason, place, kind)

    def inner(self, called: str, stream: Any, **changes: Any) -> Blob:
        """A part of this blob as a blob: an archive's file, a mail's attachment. Its article is called by the part's name.

        `stream` is bytes or a stream, which can be read once. Raises what reading its first bytes raises, and InputError on a
        name beyond all measure.
        """
        if len(called) > _LONGEST_NAME:
            raise InputError(f"its name has {len(called):,} characters; unpack it first")
        name = PurePosixPath(clean(called).replace("\\", "/"))
        opened = io.BytesIO(stream) if isinstance(stream, bytes) else stream
        start = _start(opened)
        fresh: dict[str, Any] = {
            "doc": str(name.with_suffix("")).lstrip("/") if name.name else self.doc,
            "ending": name.suffix.lower(),
            "opener": lambda: io.BufferedReader(_Chained(start, opened)),
            "size": None,
            "member": f"{self.member}/{name}" if self.member else str(name),
            "media_type": None,
            "charset": None,
            "url": None,
            "depth": self.depth + 1,
            "start": start,
            "fetched": False,
        }
        return replace(self, **{**fresh, **changes})


def of_bytes(
    data: bytes, path: str, *, doc: str | None = None, media_type: str | None = None, modified: date | None = None, url: str | None = None
) -> Blob:
    """Bytes at hand as a blob; name and ending come from `path`."""
    name = PurePosixPath(path.replace("\\", "/"))
    return Blob(
        path, doc or name.stem or path, name.suffix.lower(), lambda: io.BytesIO(data), len(data), modified, media_type=media_type, url=url
    )


def of_stream(stream: BinaryIO, path: str, *, doc: str) -> Blob:
    """A stream that can be read once, as a blob that can be opened once."""
    try:
        start = stream.read(HEAD) or b""
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: it cannot be read ({_why(error)}); give a file") from error
    return Blob(path, doc, "", lambda: io.BufferedReader(_Chained(start, stream)), start=start)


def _start(stream: BinaryIO) -> bytes:
    """The first bytes of a stream. A fault behind some of them is met again by whoever reads on."""
    start = b""
    while len(start) < HEAD:
        try:
            part = stream.read(HEAD - len(start))
        except InputError:
            if start:
                break
            raise
        if not part:
            break
        start += part
    return start


class _Chained(io.RawIOBase):
    """The bytes that were looked at, then the rest of the stream."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._start:
            part, self._start = self._start[: len(buffer)], self._start[len(buffer) :]
        else:
            part = self._rest.read(len(buffer)) or b""
        buffer[: len(part)] = part
        return len(part)


def of_file(path: str) -> Blob | SetAside:
    """A regular file. Whatever is not one (missing, a pipe, a device, unreadable) is set aside without being read."""
    shown = printable(path)
    try:
        about = os.stat(path)
    except FileNotFoundError:
        what = (
            "it is no file, and of addresses only http and https are fetched" if "://" in path else "there is no such file; check the path"
        )
        return set_aside(shown, what, kind=MissingInputError)
    except (OSError, ValueError) as error:
        return set_aside(shown, f"it cannot be read ({_why(error)}); check the path and its permissions", kind=MissingInputError)
    if not stat.S_ISREG(about.st_mode):
        return set_aside(shown, "it is no regular file; give a file, a folder, or - for standard input", kind=InputError)
    if not about.st_size:
        return set_aside(shown, "it is empty; give a file that holds text")
    name = PurePosixPath(shown)
    return Blob(shown, name.stem, name.suffix.lower(), lambda: _open(path, shown), about.st_size, day_of_time(about.st_mtime))


def day_of_time(seconds: float) -> date | None:
    """The day in UTC of a file's time, None for one that only stands for no time, as the beginning of 1970 does."""
    return datetime.fromtimestamp(min(seconds, 4e9), UTC).date() if seconds >= _FIRST else None


def _open(path: str, shown: str) -> BinaryIO:
    """Open for reading; never waits for a pipe that took the file's place."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        return os.fdopen(handle, "rb")
    except (OSError, ValueError) as error:
        raise MissingInputError(f"it cannot be read ({_why(error)}); check its permissions") from error


def _why(error: OSError | ValueError) -> str:
    strerror = getattr(error, "strerror", None)
    return str(strerror).lower() if strerror else "its name is no file name"


def printable(path: str) -> str:
    """A file name as text that any encoding can hold: bytes that are no UTF-8 become backslash escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
