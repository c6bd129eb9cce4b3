"""A bar with rate and time left, for a person who waits; nothing for anyone else."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TextIO

Report = Callable[[int, int | None], None]
MANY = 20
"""From so many inputs on a bar is worth it."""


@contextlib.contextmanager
def progress(out: TextIO, *, wanted: bool) -> Iterator[Report]:
    """A function that takes (done, total or None) and draws it on `out`; it draws nothing where it is not wanted."""
    if not wanted:
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(show_speed=True),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=Console(file=out, markup=False, highlight=False, emoji=False), transient=True)
    task = bar.add_task("", total=None, visible=False)

    def report(done: int, total: int | None) -> None:
        bar.update(task, completed=done, total=total, visible=total is None or total >= MANY)

    with bar:
        yield report
