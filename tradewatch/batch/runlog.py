"""What a run says while it works: lines for a person, or one JSON object a line, to stderr and to a file that may be rotated away.

Quiet by default: a run without faults writes nothing unless it is asked to (`chatty`). Text of articles and file names goes through
`printable`, so that a log cannot drive a terminal.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from tradewatch.batch.clock import Clock, stamp, utc_now
from tradewatch.errors import StorageError, UsageError

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
FORMATS = ("text", "json")


def printable(text: str) -> str:
    """The text with every control, format and surrogate character shown as an escape, so that no terminal acts on it."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else _escape(char) for char in text)


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


class _LogFile(logging.handlers.WatchedFileHandler):
    """A log file that says it could not be written, where logging itself would print a traceback."""

    fault: str | None = None

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        self.fault = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


@dataclass(slots=True)
class RunLog:
    """Where a run's lines go. `tell` is all that the batch needs; `progress` is called as (done, total or None).

    Warnings and errors are written; `chatty` adds what went well, `verbose` each article, and `quiet` leaves only errors on the stream.
    `run` is put in each JSON line once it is known. Close it, or use it in a `with` statement.
    """

    stream: TextIO | None = None
    format: str = "text"
    chatty: bool = False
    verbose: bool = False
    quiet: bool = False
    file: Path | None = None
    clock: Clock = utc_now
    progress: Callable[[int, int | None], None] = lambda done, total: None
    run: int | None = None
    _handler: _LogFile | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise UsageError(f"--log-format {self.format}: unknown; use text or json")
        if self.file is not None:
            try:
                # reopens the file when logrotate has moved it away
                self._handler = _LogFile(self.file, encoding="utf-8", errors="backslashreplace", delay=False)
            except OSError as error:
                raise StorageError(f"{self.file}: {error.strerror}; the log cannot be written there") from error

    def tell(self, level: str, event: str, text: str, **fields: Any) -> None:
        """Write a line: `event` is one of run, article, set_aside, note, source, notice, summary; `text` is for a person."""
        least = logging.DEBUG if self.verbose or self.format == "json" else logging.INFO if self.chatty else logging.WARNING
        shown = LEVELS[level] >= (logging.ERROR if self.quiet else least)
        if self.format == "json":
            head = {"ts": stamp(self.clock()), "level": level, "event": event}
            if self.run is not None:
                head["run"] = str(self.run)
            line = json.dumps({**head, **fields, "text": text}, ensure_ascii=True)
        else:
            line = printable(text)
            if level in ("warning", "error"):
                line = f"tradewatch: {level}: {line}"
        if self.stream is not None and shown:
            try:
                self.stream.write(line + "\n")
                self.stream.flush()
            except (OSError, ValueError):
                self.stream = None  # the reader of our stderr has gone; the run goes on
        if self._handler is not None:
            text_line = line if self.format == "json" else f"{stamp(self.clock())} {level} {event}: {printable(text)}"
            record = logging.LogRecord("tradewatch", LEVELS[level], "", 0, text_line, None, None)
            self._handler.handle(record)
            if self._handler.fault is not None:
                fault, self._handler = self._handler.fault, None
                self.tell("warning", "run", f"{self.file}: {fault}; the run goes on without its log file")

    def close(self) -> None:
        """Close the file."""
        if self._handler is not None:
            with suppress(OSError):
                self._handler.close()
            self._handler = None

    def __enter__(self) -> RunLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
