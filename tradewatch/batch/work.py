"""What a worker process does: read inputs and extract articles, one at a time, within limits that the kernel holds.

A worker answers commands on one connection. Each item is sent as soon as it is done, so when a document kills the worker the other side
knows which one it was. The time limit is an interval timer whose signal ends the process even inside C code that never returns to Python;
the memory limit is the kernel's too.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tradewatch.errors import TradewatchError
from tradewatch.model import Article, Claim

# commands and answers are tuples of a word and its values; these are the words
READ, MORE, EXTRACT = "read", "more", "extract"
READY, ITEM, END, OPEN, CLAIMS, DONE, BROKEN = "ready", "item", "end", "open", "claims", "done", "broken"
FAILED, RETIRED = "failed", "retired"

_BATCH = 32  # messages about one input that a worker sends before it asks whether to go on
_SINGLY, _TOGETHER = 100, 100  # parts of one input set aside that are sent one by one; those after them, so many together
_DOCUMENTS = 4_000  # a worker is replaced after this many, because parsers keep what they once took …
_FULL = 0.5  # … or when it has kept this share of the memory that a document may take
OUT_OF_MEMORY = 77  # exit status of a worker that could not even say so


@dataclass(frozen=True, slots=True)
class Way:
    """The functions of a text's way, as `module:name`, because a worker looks them up for itself.

    `read(paths, options)` yields articles and set-aside inputs, and so does `read_fetched(answer, options)` of what a server sent.
    `load()` gives what `extract(article, knowledge)` needs, and is handed the folder `data` where one is named. `fingerprint(text)` gives
    the 64-bit pattern by which near copies are known; it may be empty.
    """

    read: str = "tradewatch.reading:read"
    load: str = "tradewatch.knowledge:load"
    extract: str = "tradewatch.extraction.pipeline:extract"
    fingerprint: str = "tradewatch.reading.copies:fingerprint"
    data: str | None = None
    read_fetched: str = "tradewatch.reading.fetch:read_fetched"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: `seconds` to read it and again to extract it, `megabytes` of memory beyond the worker's own."""

    seconds: float = 20.0
    megabytes: int = 256


class Reader:
    """Reading and extracting in this process, without limits. What a worker does, and all that a small import needs."""

    def __init__(self, way: Way, options: Any) -> None:
        self._read: Callable[[Sequence[str], Any], Iterable[Any]] = find(way.read)
        self._way, self._options = way, options
        self._knowledge: Any = None
        self._extract: Callable[[Article, Any], list[Claim]] | None = None
        self._fingerprint: Callable[[str], int | None] | None = find(way.fingerprint) if way.fingerprint else None

    def read(self, path: str, skip: int = 0, answer: Any = None) -> Iterator[Any]:
        """The articles and set-aside parts of one input, after the first `skip`; of a server's `answer` where there is one."""
        found = find(self._way.read_fetched)(answer, self._options) if answer is not None else self._read([path], self._options)
        for number, item in enumerate(found):
            if number >= skip:
                yield item

    def patience(self, path: str, answer: Any) -> float:
        """Seconds that reading an item may wait for the network, beyond its own limit."""
        if answer is None and "://" not in path:
            return 0.0
        deadline = float(getattr(getattr(self._options, "limits", None), "seconds", 0.0))
        return 2 * deadline  # a page, and what it was redirected from

    def prepare(self) -> None:
        """Load what extraction needs, once."""
        if self._extract is None:
            load = find(self._way.load)
            self._knowledge = load(Path(self._way.data)) if self._way.data else load()
            self._extract = find(self._way.extract)

    def extract(self, article: Article) -> tuple[list[Claim], int | None]:
        """An article's claims, and its fingerprint."""
        self.prepare()
        assert self._extract is not None
        return self._extract(article, self._knowledge), self._fingerprint(_body(article)) if self._fingerprint else None


def _body(article: Article) -> str:
    return "\n".join(article.text[start:end] for start, end in article.body) if article.body else article.text


def find(name: str) -> Any:
    """What `module:name` names."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


def say(error: BaseException) -> str:
    """A fault met while working on a document, in one line."""
    if isinstance(error, MemoryError):
        return "it needs more memory than a document may take"
    text = " ".join(str(error).split())[:200]
    return f"the program failed on it ({type(error).__name__}: {text})" if text else f"the program failed on it ({type(error).__name__})"


class Worker:
    """The loop of a worker process."""

    def __init__(self, connection: Connection, reader: Reader, limits: Limits) -> None:
        self._connection, self._reader, self._limits = connection, reader, limits
        self._open: tuple[int, Iterator[Any], float] | None = None
        self._faults, self._aside = 0, list[Any]()  # of the open input: how many, and those not sent yet
        self._documents = 0
        self._base = data_bytes() or 0

    def run(self) -> None:
        """Answer commands until the other side is gone, or until it is time to be replaced."""
        self._send(READY)
        while self._open is not None or not self._is_worn():
            try:
                command, *values = self._connection.recv()
            except (EOFError, OSError):
                return
            try:
                if command == READ:
                    self._read(*values)
                elif command == MORE:
                    self._more()
                elif command == EXTRACT:
                    self._extract(*values)
            except (BrokenPipeError, ConnectionResetError):
                return
            self._send(DONE)
        self._send(RETIRED)

    def _is_worn(self) -> bool:
        kept = (data_bytes() or 0) - self._base
        return self._documents >= _DOCUMENTS or kept > _FULL * self._limits.megabytes * 1_000_000

    def _send(self, word: str, *values: Any) -> None:
        self._connection.send((word, *values))

    def _read(self, jobs: Sequence[tuple[int, str, int, Any]]) -> None:
        """Read inputs whole, up to the first that turns out to be long; that one stays open."""
        for job, path, skip, answer in jobs:
            self._open = (job, self._reader.read(path, skip, answer), self._reader.patience(path, answer))
            self._faults = 0
            self._more()
            if self._open is not None:
                return

    def _more(self) -> None:
        """Send the next items of the open input, in at most `_BATCH` messages."""
        assert self._open is not None
        job, items, patience = self._open
        sent = 0
        while sent < _BATCH:
            try:
                with self._timer(patience):
                    item = next(items, None)
            except Exception as error:
                self._open = None
                self._send_aside(job)
                self._send(BROKEN, job, say(error))
                self._send(END, job)
                self._give_way(error)
                return
            self._documents += 1
            if item is None:
                self._open = None
                self._send_aside(job)
                self._send(END, job)
                return
            if isinstance(item, Article):
                self._send_aside(job)
            else:
                self._faults += 1
                if self._faults > _SINGLY:
                    self._aside.append(item)
                    sent += self._send_aside(job, _TOGETHER)
                    continue
            self._send(ITEM, job, item)
            sent += 1
        self._send_aside(job)
        self._send(OPEN, job)

    def _send_aside(self, job: int, least: int = 1) -> bool:
        """Send what waits of an input's many faults, where it is `least` or more; whether it was sent. Should a later part of the input
        kill this process, what waits is lost: these are only counted."""
        if len(self._aside) < least:
            return False
        self._send(ITEM, job, *self._aside)
        self._aside.clear()
        return True

    def _extract(self, articles: Sequence[Article]) -> None:
        for article in articles:
            self._documents += 1
            try:
                with self._timer():
                    answer = self._reader.extract(article)
            except Exception as error:
                self._send(BROKEN, -1, say(error))
                self._give_way(error)
            else:
                self._send(CLAIMS, *answer)

    def _give_way(self, error: Exception) -> None:
        """After want of memory, leave the rest of the work to a fresh process: what is left of the heap is in pieces."""
        if isinstance(error, MemoryError):
            self._send(RETIRED)
            os._exit(0)

    @contextmanager
    def _timer(self, patience: float = 0.0) -> Iterator[None]:
        if not hasattr(signal, "setitimer"):
            yield
            return
        signal.setitimer(signal.ITIMER_REAL, self._limits.seconds + patience)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def data_bytes() -> int | None:
    """How much writable memory this process has, as the kernel counts it against its limit; None where that cannot be told."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[5]) * resource.getpagesize()
    except (ImportError, OSError, ValueError, IndexError):
        return None


def limit_memory(megabytes: int) -> None:
    """Let this process take `megabytes` more than it has; beyond that, taking memory fails."""
    taken = data_bytes()
    if taken is None:
        return
    import resource

    limit = taken + megabytes * 1_000_000
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def main() -> None:
    """Entry of a worker process: the connection's descriptor is its first argument, what to do comes as the first message."""
    connection = Connection(int(sys.argv[1]))
    # the terminal's signals go to the whole group; the run decides, and its workers see it go
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    # a document leaves few cycles behind: the collector's walks found next to nothing
    gc.set_threshold(20_000)
    try:
        way, options, limits = connection.recv()
    except (EOFError, OSError):
        return
    try:
        try:
            reader = Reader(way, options)
            reader.prepare()
        except Exception as error:
            connection.send((FAILED, error if isinstance(error, TradewatchError) else RuntimeError(say(error))))
            return
        limit_memory(limits.megabytes)
        Worker(connection, reader, limits).run()
    except (BrokenPipeError, ConnectionResetError):
        return
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    finally:
        connection.close()
        # nothing of a worker needs tidying, and a parser's broken heap must not be walked
        os._exit(0)
