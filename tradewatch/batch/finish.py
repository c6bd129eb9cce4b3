"""What happens at the end of a run, whatever its end: the summary for other programs, the user's own command, word of a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tradewatch.batch.runlog import RunLog
from tradewatch.errors import ExitCode, StorageError, TradewatchError

_SECONDS = 120  # that the user's command may take


@dataclass(slots=True)
class Ending:
    """Filled by the run while it works: its summary as JSON fields, and its exit code."""

    command: str
    fields: dict[str, Any] = field(default_factory=dict)
    exit_code: int = int(ExitCode.BUG)


@contextmanager
def finished(command: str, log: RunLog, *, on_finish: str | None = None, notify: Sequence[str] = ()) -> Iterator[Ending]:
    """Around a run: afterwards tell `notify` of a failure, then run `on_finish`. The run sets `fields` and `exit_code` of the ending.

    A failure is an error that ends the run, or an exit code from 64 on. Neither a notice nor the command can change how the run ended.
    """
    ending = Ending(command)
    why = ""
    try:
        yield ending
    except TradewatchError as error:
        ending.exit_code, why = int(error.exit_code), str(error)
        raise
    except KeyboardInterrupt:
        ending.exit_code, why = 130, "stopped"
        raise
    except SystemExit as stop:
        ending.exit_code, why = stop.code if isinstance(stop.code, int) else int(ExitCode.BUG), "stopped"
        raise
    except Exception as error:
        ending.exit_code, why = int(ExitCode.BUG), f"a fault of the program ({type(error).__name__})"
        raise
    finally:
        if notify and (ending.exit_code == ExitCode.BUG or 64 <= ending.exit_code < 128):
            _tell_failure(ending, why or str(ending.fields.get("failed") or "some sources failed"), notify, log)
        if on_finish:
            run_command(on_finish, ending, log)


def _tell_failure(ending: Ending, why: str, notify: Sequence[str], log: RunLog) -> None:
    from tradewatch.batch.notices import send

    send(notify, f"tradewatch: {ending.command} failed (exit {ending.exit_code})", why, log)


def run_command(text: str, ending: Ending, log: RunLog) -> None:
    """Run the user's command in a shell, with TRADEWATCH_EXIT_CODE, TRADEWATCH_COMMAND and each number of the summary around it."""
    environment = {**os.environ, "TRADEWATCH_EXIT_CODE": str(ending.exit_code), "TRADEWATCH_COMMAND": ending.command}
    for name, value in ending.fields.items():
        if isinstance(value, (int, float, str)):
            environment[f"TRADEWATCH_{name.upper()}"] = str(value)
    environment["TRADEWATCH_EXIT_CODE"] = str(ending.exit_code)
    try:
        null = subprocess.DEVNULL
        done = subprocess.run(text, shell=True, env=environment, stdin=null, stdout=null, stderr=null, timeout=_SECONDS, check=False)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        log.tell("warning", "run", f"the on-finish command did not run through ({type(error).__name__})")
        return
    if done.returncode:
        log.tell("warning", "run", f"the on-finish command ended with {done.returncode}")


def write_summary(target: str | Path, fields: dict[str, Any]) -> None:
    """Write the summary as one JSON line to `target`, `-` for standard output. A file is replaced whole or not at all; a link stays and
    what it leads to is replaced; a device or a pipe is written to as it is."""
    import json

    line = json.dumps(fields, ensure_ascii=True) + "\n"
    if str(target) == "-":
        sys.stdout.write(line)
        sys.stdout.flush()
        return
    path = Path(target)
    if path.exists() and not path.is_file():
        try:
            with path.open("w", encoding="ascii") as file:
                file.write(line)
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror}; the summary cannot be written there") from error
        return
    path = Path(os.path.realpath(path))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="ascii") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(f"{path}: {error.strerror}; the summary cannot be written there") from error
