"""What a run did: its counts, its row in the table of runs, its sentence."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tradewatch import __version__
from tradewatch.batch.clock import stamp
from tradewatch.batch.runlog import RunLog
from tradewatch.errors import ExitCode, TradewatchError
from tradewatch.store import Store, records
from tradewatch.store.derived import Difference
from tradewatch.store.schema import fold_log


@dataclass(slots=True)
class Summary:
    """What a run did. `events` are ids against the state before the run; `faults` are (path, place, reason) of inputs set aside.

    `unchanged` counts files that were not opened because they are as they were; `still_aside` what was set aside before for the same
    reason, which only a repeated run (`sync`) tells apart. `failed` tells of each source that failed why, and its exit code.
    """

    run: int | None = None
    inputs: int = 0
    read: int = 0
    new: int = 0
    updated: int = 0
    same: int = 0
    copies: int = 0
    claims: int = 0
    set_aside: int = 0
    still_aside: int = 0
    unchanged: int = 0
    seconds: float = 0.0
    events: Difference = field(default_factory=Difference)
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    failed: dict[str, tuple[str, int]] = field(default_factory=dict)
    worst: ExitCode = ExitCode.OK
    stopped: bool = False

    @property
    def new_events(self) -> list[str]:
        """Ids of the events that are new, in order of id."""
        return sorted(self.events.added)

    @property
    def exit_code(self) -> ExitCode:
        """0; 3 where some inputs were set aside; where nothing at all was usable, the code of what was wrong with the inputs; before all of
        these 69 where a source did not answer, 66 where one is missing."""
        if self.failed:
            return ExitCode(max(code for _, code in self.failed.values()))
        if not self.set_aside:
            return ExitCode.OK
        return ExitCode.PARTIAL if self.new + self.updated + self.same + self.unchanged else self.worst

    @property
    def is_one_whole_input(self) -> bool:
        """Whether all that this run was given is one input, of which nothing could be used: its own fault is the run's error."""
        return self.inputs == 1 and not self.read and len(self.faults) == 1 and not self.faults[0][1]

    def as_dict(self) -> dict[str, Any]:
        """The summary as one JSON object, as `--summary-json` and the table `runs` hold it."""
        return {
            "run": self.run,
            "inputs": self.inputs,
            "read": self.read,
            "new": self.new,
            "updated": self.updated,
            "same": self.same,
            "copies": self.copies,
            "claims": self.claims,
            "set_aside": self.set_aside,
            "still_aside": self.still_aside,
            "unchanged": self.unchanged,
            "failed_sources": sorted(self.failed),
            "events_new": len(self.events.added),
            "events_changed": len(self.events.changed),
            "events_removed": len(self.events.removed),
            "seconds": round(self.seconds, 3),
            "stopped": self.stopped,
            "exit_code": int(self.exit_code),
        }


@contextmanager
def recorded(store: Store, command: str, log: RunLog) -> Iterator[Summary]:
    """A row in `runs` around a run, whatever ends it; the summary is told at the end, and the write-ahead log folded in."""
    began, summary = time.monotonic(), Summary()
    summary.run = log.run = records.start_run(
        store, command=command, started=stamp(log.clock()), host=platform.node(), pid=os.getpid(), version=__version__
    )
    code = int(ExitCode.BUG)
    try:
        yield summary
        code = int(summary.exit_code)
        _tell_nothing_usable(summary, log)
    except TradewatchError as error:
        code = int(error.exit_code)
        raise
    except KeyboardInterrupt:
        code = 130
        raise
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(ExitCode.BUG)
        raise
    finally:
        summary.seconds = time.monotonic() - began
        told = {**summary.as_dict(), "exit_code": code}
        _end(store, summary.run, log, code, told)
    log.tell("info", "summary", sentence(summary), **told)
    fold_log(store)


def _tell_nothing_usable(summary: Summary, log: RunLog) -> None:
    """The error that the exit code stands for, where what was set aside is told in warnings."""
    told = bool(summary.failed) or summary.is_one_whole_input
    if not told and summary.exit_code not in (ExitCode.OK, ExitCode.PARTIAL):
        what = summary.faults[0][0] if summary.inputs == 1 and summary.faults else f"{summary.inputs:,} inputs"
        log.tell("error", "run", f"nothing could be used of {what}; `tradewatch quarantine` lists why", inputs=summary.inputs)


def _end(store: Store, run: int | None, log: RunLog, code: int, told: dict[str, Any]) -> None:
    """Close the run's row. Where even that fails (a full disk), the run's own error is the one to show."""
    try:
        if run is not None:
            records.end_run(store, run, ended=stamp(log.clock()), exit_code=code, summary=told)
    except TradewatchError as error:
        log.tell("warning", "run", f"the end of this run could not be noted: {error}")


def sentence(summary: Summary) -> str:
    """The summary for a person."""
    parts = [f"{summary.new} new", f"{summary.updated} updated", f"{summary.same} known"]
    if summary.copies:
        parts.append(f"{summary.copies} copies")
    if summary.set_aside:
        parts.append(f"{summary.set_aside} set aside")
    events = f"{len(summary.events.added)} new events, {len(summary.events.changed)} changed"
    rest = "; stopped at the limit, run again to go on" if summary.stopped else ""
    return f"{', '.join(parts)}; {events}; {summary.seconds:.1f} s{rest}"
