"""The inputs that paths stand for: a folder is every file below it, each read by itself, so that one of them cannot harm the others."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

NAMED = 20  # parts of one input that are set aside by name; the rest is counted


@dataclass(frozen=True, slots=True)
class Found:
    """A path to be read, with a file's size and time (nanoseconds); or what reading set aside in its place."""

    path: str
    aside: Any = None
    size: int | None = None
    modified: int | None = None


def find_inputs(paths: Sequence[str]) -> list[Found]:
    """Each path, folders replaced by what is below them, in the order and by the rules of `reading`.

    What is no folder goes through as it is: reading says what is wrong with it.
    """
    from tradewatch.reading import SetAside
    from tradewatch.reading.folders import files

    found: list[Found] = []
    for path in paths:
        if path == "-" or "://" in path or not os.path.isdir(path):
            found.append(_stated(path))
            continue
        below = list(files(path))
        found += [Found(one.path, one) if isinstance(one, SetAside) else _stated(one) for one in below] or [Found(path)]
    return found


def _stated(path: str) -> Found:
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return Found(path)
    return Found(path, None, about.st_size, about.st_mtime_ns) if stat.S_ISREG(about.st_mode) else Found(path)
