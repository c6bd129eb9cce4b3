"""The inputs that paths stand for: a folder is every file below it, each read by itself, so that one of them cannot harm the others."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Found:
    """A path to be read, or the reason why it is not. `size` and `modified` (nanoseconds) are a file's, None for what is no file."""

    path: str
    fault: str | None = None
    size: int | None = None
    modified: int | None = None


def find_inputs(paths: Sequence[str]) -> list[Found]:
    """Each path, folders replaced by what is below them, in order of name. Hidden files and folders in a folder are passed over.

    Below a folder only regular files are inputs, and symbolic links to such inside the same folder; every other thing is named with the
    reason. What is given by name goes through as it is: reading says what is wrong with it.
    """
    found: list[Found] = []
    for path in paths:
        if path == "-" or "://" in path or not os.path.isdir(path):
            found.append(_stated(path))
            continue
        below = list(_below(path, os.path.realpath(path)))
        found += below or [Found(path, "the folder holds no file")]
    return found


def _stated(path: str) -> Found:
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return Found(path)
    return Found(path, None, about.st_size, about.st_mtime_ns) if stat.S_ISREG(about.st_mode) else Found(path)


def _below(folder: str, root: str) -> Iterator[Found]:
    """Everything below a folder, in order of path. A stack of its own, since folders may be nested deeper than Python calls."""
    stack = list(reversed(_entries(folder)))
    while stack:
        entry = stack.pop()
        if isinstance(entry, Found):
            yield entry
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                stack += reversed(_entries(entry.path))
            elif entry.is_symlink():
                yield _linked(entry.path, root)
            elif entry.is_file():
                yield _stated(entry.path)
            else:
                yield Found(entry.path, "it is no regular file")
        except OSError as error:
            yield Found(entry.path, f"it cannot be read ({error.strerror})")


def _entries(folder: str) -> list[os.DirEntry[str] | Found]:
    try:
        with os.scandir(folder) as entries:
            return [*sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)]
    except OSError as error:
        return [Found(folder, f"the folder cannot be read ({error.strerror})")]


def _linked(path: str, root: str) -> Found:
    target = os.path.realpath(path)
    if Path(root) not in Path(target).parents:
        return Found(path, "it is a link that leaves the folder")
    if os.path.isdir(target):
        return Found(path, "it is a link to a folder")
    return _stated(path) if os.path.isfile(target) else Found(path, "it is a link that leads nowhere")
