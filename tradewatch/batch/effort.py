"""How much a run may use, and so whether its inputs are worked on in this process or by workers within limits."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tradewatch.batch.here import Finished, Result, Wanted, work_here
from tradewatch.batch.work import Limits, Way
from tradewatch.batch.workers import Workers

_FEW, _SMALL = 8, 200_000  # up to so many plain texts of so many bytes are read without worker processes
_PLAIN = frozenset({"", ".txt", ".text", ".md"})


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a run may use. `workers` None decides by the inputs, 0 stays in this process; `max_articles` and `max_seconds` end a run
    between two articles, which is no error: the next run goes on."""

    workers: int | None = None
    limits: Limits = field(default_factory=Limits)
    max_articles: int | None = None
    max_seconds: float | None = None


@contextmanager
def working(
    inputs: Sequence[str],
    way: Way,
    options: Any,
    effort: Effort,
    wanted: Wanted,
    answers: Mapping[str, Any] = MappingProxyType({}),
) -> Iterator[Iterator[Result | Finished]]:
    """What comes of the inputs, in their order; worker processes live as long as the `with` statement. See `Workers.run`."""
    count = effort.workers if effort.workers is not None else worker_count(inputs)
    if count == 0:
        yield work_here(inputs, way, options, wanted, answers)
        return
    with Workers(min(count, max(1, len(inputs)) * 4), way, options, effort.limits) as workers:
        yield workers.run(inputs, wanted, answers)


def worker_count(inputs: Sequence[str]) -> int:
    """0 for a few plain texts, else the machine's processors, at most 8."""
    if len(inputs) <= _FEW and all(_is_small_text(path) for path in inputs):
        return 0
    return min(os.cpu_count() or 1, 8)


def _is_small_text(path: str) -> bool:
    if "://" in path:
        return False  # what a server sends is read within limits
    try:
        return Path(path).suffix.lower() in _PLAIN and os.stat(path).st_size <= _SMALL
    except (OSError, ValueError):
        return True  # missing: reading says so
