"""Many workers, one order: inputs are read and extracted by processes side by side, and their results come back in the order of the inputs.

An input may be one article or a hundred thousand. What a worker reads of it comes back first, so that the caller can say which articles
are known already; only the others are extracted, by whichever worker is free. A document that overruns a limit costs its worker, and
is named; the articles after it go on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from multiprocessing.connection import Connection, Pipe, wait
from types import MappingProxyType
from typing import Any, Self

from tradewatch.batch.here import Finished, Result, Wanted
from tradewatch.batch.work import (
    BROKEN,
    CLAIMS,
    DONE,
    END,
    EXTRACT,
    FAILED,
    ITEM,
    MORE,
    OPEN,
    OUT_OF_MEMORY,
    READ,
    READY,
    RETIRED,
    Limits,
    Reader,
    Way,
    say,
)
from tradewatch.model import Article, Claim

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[2]); from tradewatch.batch.work import main; main()"
STDIN = "-"
_CHUNK = 16  # inputs or articles in one command
_GRACE = 30.0  # seconds
_AHEAD = 512  # items that may wait for their turn …
_AHEAD_CHARS = 16_000_000  # … and how much text they may hold


@dataclass(slots=True)
class _Slot:
    item: Any = None
    claims: list[Claim] | None = None
    fingerprint: int | None = None
    fault: str | None = None
    done: bool = False


@dataclass(slots=True)
class _Job:
    number: int
    path: str
    answer: Any = None
    slots: deque[_Slot] = field(default_factory=deque)
    read: int = 0
    ended: bool = False
    whole: bool = True


@dataclass(slots=True)
class _Process:
    process: subprocess.Popen[bytes]
    connection: Connection
    ready: bool = False
    retired: bool = False
    command: str | None = None
    jobs: deque[_Job] = field(default_factory=deque)  # being read
    slots: deque[tuple[_Job, _Slot]] = field(default_factory=deque)  # being extracted
    holds: _Job | None = None  # the long input whose reader is open in this worker


class Workers:
    """A set of worker processes. Use it in a `with` statement; it leaves no process behind."""

    def __init__(self, count: int, way: Way, options: Any, limits: Limits = Limits()) -> None:
        self._count, self._way, self._options, self._limits = max(1, count), way, options, limits
        self._processes: list[_Process] = []
        self._failures = 0

    def __enter__(self) -> Self:
        for _ in range(self._count):
            self._start()
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._processes:
            one.connection.close()
            one.process.kill()
        for one in self._processes:
            one.process.wait()
        self._processes.clear()

    def _start(self) -> None:
        here, there = Pipe()
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-c", _START, str(there.fileno()), json.dumps(sys.path)]
        null = subprocess.DEVNULL
        process = subprocess.Popen(command, pass_fds=[there.fileno()], stdin=null, stdout=null, stderr=null, env=environment)
        there.close()
        here.send((self._way, without_stdin(self._options), self._limits))
        self._processes.append(_Process(process, here))

    def run(self, paths: Sequence[str], wanted: Wanted, answers: Mapping[str, Any] = MappingProxyType({})) -> Iterator[Result | Finished]:
        """Read `paths` and extract the articles that are `wanted`. Yields each item in order, and Finished after each input's last.

        `answers` are what servers sent for those paths that were fetched already. `wanted` is asked in this process, when an article has
        been read; the answer may be out of date by the time its result comes. Raises what kept the workers from starting.
        """
        yield from _Run(self, [_Job(number, path, answers.get(path)) for number, path in enumerate(paths)], wanted).results()

    def reader(self) -> Reader:
        """A reader in this process, for standard input."""
        return Reader(self._way, self._options)


def without_stdin(options: Any) -> Any:
    """Reading options that can go to another process: standard input stays here."""
    return replace(options, stdin=None) if getattr(options, "stdin", None) is not None else options


class _Run:
    """The state of one `Workers.run`: what is still to be read, to be extracted, to be handed over."""

    def __init__(self, workers: Workers, jobs: list[_Job], wanted: Wanted) -> None:
        self._workers, self._wanted = workers, wanted
        self._order = deque(jobs)  # not handed over
        # the first in the order of inputs is the first to be read, also where a worker hands some back: the front must never wait for room
        self._unread = [(job.number, job) for job in jobs if job.path != STDIN]
        self._here = deque((job, workers.reader().read(job.path)) for job in jobs if job.path == STDIN)
        self._texts: deque[tuple[_Job, _Slot]] = deque()  # to be extracted
        self._reopen: deque[_Job] = deque()  # long inputs whose reader died with its worker
        self._by_number = {job.number: job for job in jobs}
        self._waiting = self._chars = 0

    def results(self) -> Iterator[Result | Finished]:
        """Everything, in order."""
        while self._order:
            read = self._read_here()
            self._dispatch()
            yield from self._ready()
            if self._order:
                self._listen(None if not read else 0)

    def _ready(self) -> Iterator[Result | Finished]:
        while self._order:
            job = self._order[0]
            while job.slots and job.slots[0].done:
                slot = job.slots.popleft()
                self._waiting -= 1
                self._chars -= _size(slot.item)
                yield Result(job.path, slot.item, slot.claims, slot.fingerprint, slot.fault)
            if job.slots or not job.ended:
                return
            self._order.popleft()
            del self._by_number[job.number]
            yield Finished(job.path, job.read, job.whole)

    def _read_here(self) -> bool:
        """Read some of standard input, which only this process has; whether there was something to read."""
        if not self._here or not (self._has_room() or self._here[0][0] is self._order[0]):
            return False
        job, items = self._here[0]
        for _ in range(_CHUNK):
            try:
                item = next(items, None)
            except Exception as error:
                self._give_up(job, say(error))
                item = None
            if item is None:
                job.ended = True
                self._here.popleft()
                break
            self._take(job, item)
        return True

    def _has_room(self) -> bool:
        return self._waiting < _AHEAD and self._chars < _AHEAD_CHARS

    # commands out

    def _dispatch(self) -> None:
        for one in self._workers._processes:
            if one.ready and one.command is None:
                self._employ(one)

    def _employ(self, one: _Process) -> None:
        # with nobody at work there is nothing to wait for, whatever waits to be handed over
        room = self._has_room() or not any(other.command for other in self._workers._processes)
        if self._texts:
            chunk = [self._texts.popleft() for _ in range(min(len(self._texts), max(1, min(_CHUNK, self._share()))))]
            one.slots.extend(chunk)
            self._command(one, EXTRACT, [slot.item for _, slot in chunk])
        elif one.holds is not None:
            if room or one.holds is self._order[0]:
                one.jobs.append(one.holds)
                self._command(one, MORE)
        elif self._reopen:
            self._read(one, [self._reopen.popleft()])
        elif self._unread and (room or self._unread[0][1] is self._order[0]):
            count = max(1, min(_CHUNK, len(self._unread) // (2 * self._workers._count)))
            self._read(one, [heappop(self._unread)[1] for _ in range(min(count, len(self._unread)))])

    def _hand_back(self, jobs: deque[_Job]) -> None:
        for job in jobs:
            heappush(self._unread, (job.number, job))
        jobs.clear()

    def _share(self) -> int:
        """How many articles a worker takes, so that the last ones are spread over all."""
        return -(-len(self._texts) // self._workers._count)

    def _read(self, one: _Process, jobs: list[_Job]) -> None:
        one.jobs.extend(jobs)
        self._command(one, READ, [(job.number, job.path, job.read, job.answer) for job in jobs])

    def _command(self, one: _Process, word: str, *values: Any) -> None:
        one.command = word
        try:
            one.connection.send((word, *values))
        except (BrokenPipeError, ConnectionResetError):
            return  # it has died; listening tells

    # answers in

    def _listen(self, timeout: float | None) -> None:
        processes = {one.connection: one for one in self._workers._processes}
        heard = wait(list(processes), self._silence() if timeout is None else timeout)
        if not heard and timeout is None:
            self._kill_silent()
        for connection in heard:
            assert isinstance(connection, Connection)
            one = processes[connection]
            try:
                while True:
                    self._hear(one, *connection.recv())
                    if not connection.poll():
                        break
            except (EOFError, ConnectionResetError):
                self._bury(one)

    def _silence(self) -> float:
        """Seconds after which a worker that says nothing is taken for dead: longer than its own timer lets any item take."""
        deadline = float(getattr(getattr(self._workers._options, "limits", None), "seconds", 0.0))
        return self._workers._limits.seconds + 2 * deadline + _GRACE

    def _kill_silent(self) -> None:
        for one in self._workers._processes:
            if one.command is not None or not one.ready:
                one.process.kill()

    def _hear(self, one: _Process, word: str, *values: Any) -> None:
        if word == ITEM:
            for item in values[1:]:
                self._take(self._by_number[values[0]], item)
        elif word == END:
            one.jobs.popleft().ended = True
            one.holds = None
        elif word == OPEN:
            one.holds = one.jobs.popleft()
            self._hand_back(one.jobs)
        elif word == CLAIMS:
            _, slot = one.slots.popleft()
            slot.claims, slot.fingerprint = values
            slot.done = True
        elif word == BROKEN:
            self._broken(one, *values)
        elif word == DONE:
            one.command = None
        elif word == RETIRED:
            one.retired = True
        elif word == READY:
            one.ready, self._workers._failures = True, 0
        elif word == FAILED:
            raise values[0]

    def _take(self, job: _Job, item: Any) -> None:
        slot = _Slot(item)
        job.slots.append(slot)
        job.read += 1
        self._waiting += 1
        self._chars += _size(item)
        if isinstance(item, Article) and self._wanted(item):
            self._texts.append((job, slot))
        else:
            slot.done = True

    def _broken(self, one: _Process, number: int, why: str) -> None:
        if number < 0:
            _, slot = one.slots.popleft()
            slot.fault, slot.done = why, True
        else:
            self._give_up(self._by_number[number], why)

    def _give_up(self, job: _Job, why: str) -> None:
        """The rest of an input cannot be read."""
        job.slots.append(_Slot(fault=why, done=True))
        self._waiting += 1
        job.whole = False

    def _bury(self, one: _Process) -> None:
        """A worker is dead: name the document it died of, put what it had not begun back, and start another."""
        one.connection.close()
        why = _cause(one.process.wait(), self._workers._limits)
        self._workers._processes.remove(one)
        if not one.ready:
            self._workers._failures += 1
            if self._workers._failures > 2:
                raise RuntimeError(f"worker processes do not start: {why}")
        if one.retired:
            self._texts.extendleft(reversed(one.slots))
            self._hand_back(one.jobs)
        elif one.slots:
            _, slot = one.slots.popleft()
            slot.fault, slot.done = why, True
            self._texts.extendleft(reversed(one.slots))
        elif one.jobs:
            job = one.jobs.popleft()
            self._give_up(job, why)
            job.ended = True
            self._hand_back(one.jobs)
            one.holds = None
        if one.holds is not None:
            self._reopen.append(one.holds)
        self._workers._start()


def _size(item: Any) -> int:
    return len(item.text) if isinstance(item, Article) else 0


def _cause(status: int, limits: Limits) -> str:
    """Why a worker ended, from its exit status."""
    import signal

    if status == -getattr(signal, "SIGALRM", 0):
        return f"it takes longer than {limits.seconds:g} seconds"
    if status == OUT_OF_MEMORY:
        return say(MemoryError())
    if status < 0:
        return f"its reader was stopped by signal {-status}, most often for want of memory"
    return f"its reader ended unexpectedly (status {status})"
