"""Long tables on a terminal go through the pager that the person has set, else through less."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping


def pager_command(environ: Mapping[str, str]) -> list[str]:
    """The pager's command line: TRADEWATCH_PAGER, else PAGER, else less; empty for none (`cat`, nothing, a dumb terminal)."""
    told = environ.get("TRADEWATCH_PAGER", environ.get("PAGER", "less"))
    if environ.get("TERM") == "dumb":
        return []
    try:
        words = shlex.split(told)
    except ValueError:
        return []
    return words if words and words[0] != "cat" and shutil.which(words[0]) else []


def through_pager(text: str, environ: Mapping[str, str]) -> bool:
    """Show the text page by page; False where no pager runs, and nothing was shown."""
    command = pager_command(environ)
    if not command:
        return False
    try:
        # F: no pager after all if it fits; R: colours; X: the text stays on the screen afterwards
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env={**environ, "LESS": environ.get("LESS", "FRX")})
    except OSError:
        return False
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.write(text.encode("utf-8", "backslashreplace"))
    with contextlib.suppress(OSError):
        process.stdin.close()
    while True:
        try:
            process.wait()
            return True
        except KeyboardInterrupt:
            continue  # less itself answers to Ctrl-C


def terminal_height() -> int:
    """Rows of the terminal, 24 where it does not say."""
    with contextlib.suppress(OSError, ValueError):
        return os.get_terminal_size().lines or 24
    return 24
