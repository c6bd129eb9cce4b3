"""The files below a folder: regular ones, and links to such that stay inside it, in order of name."""

from __future__ import annotations

import os
from collections.abc import Iterator

from tradewatch.errors import MissingInputError

from .blob import printable
from .options import SetAside, set_aside


def files(folder: str) -> Iterator[str | SetAside]:
    """Paths of the files below `folder`. Pipes, devices and links that leave it are set aside; hidden names are passed over."""
    root = os.path.realpath(folder)
    stack = list(reversed(_entries(folder)))
    while stack:  # a stack of its own: folders may be nested deeper than Python calls
        entry = stack.pop()
        if isinstance(entry, SetAside):
            yield entry
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                stack += reversed(_entries(entry.path))
            elif entry.is_symlink():
                yield _linked(entry.path, root)
            elif entry.is_file():
                yield entry.path
            else:
                yield set_aside(printable(entry.path), "it is no regular file; pipes and devices in a folder are not read")
        except OSError as error:
            yield _unreadable(entry.path, error)


def _entries(folder: str) -> list[os.DirEntry[str] | SetAside]:
    try:
        with os.scandir(folder) as found:
            return [*sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda entry: entry.name)]
    except OSError as error:
        return [_unreadable(folder, error)]


def _unreadable(path: str, error: OSError) -> SetAside:
    reason = f"it cannot be read ({(error.strerror or 'unknown reason').lower()}); check its permissions"
    return set_aside(printable(path), reason, kind=MissingInputError)


def _linked(path: str, root: str) -> str | SetAside:
    target = os.path.realpath(path)
    shown = printable(path)
    if not target.startswith(root.rstrip(os.sep) + os.sep):
        return set_aside(shown, "it is a link that leaves the folder; give its target by name")
    if os.path.isdir(target):
        return set_aside(shown, "it is a link to a folder; the folder itself is read where it lies")
    if not os.path.isfile(target):
        return set_aside(shown, "it is a link that leads to no file; remove or mend it")
    return path
