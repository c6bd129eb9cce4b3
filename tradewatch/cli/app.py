"""The program: its commands, its streams, its signals."""

from __future__ import annotations

import gc
import io
import signal
import sys
from types import FrameType

from tradewatch.cli import cron, desk, give, keep, look, measure, mend, read
from tradewatch.cli.root import Stopped, app

COMMANDS = (read, look, desk, mend, give, cron, keep, measure)
"""The modules whose commands register themselves on `app` when they are imported; help lists them in this order."""


def main() -> None:
    """The console script."""
    _set_streams()
    # a long listing makes a hundred thousand objects and no cycles: the collector's walks over them took a fifth of its time
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # `nohup` has the hang-up ignored already, and that must stay so
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    app(prog_name="tradewatch")


def _stop(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise Stopped(number)


def _set_streams() -> None:
    """No character of an article may kill a print: what the stream's encoding lacks is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
