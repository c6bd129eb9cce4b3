"""Columns of many pairs of records at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]


class Pairs:
    """Columns of pairs: `pair["rate"]` gives both sides'."""

    def __init__(self, columns: dict[str, Numbers], one: Numbers, other: Numbers) -> None:
        self._columns, self._one, self._other = columns, one, other
        self._seen: dict[str, tuple[Numbers, Numbers]] = {}

    def __len__(self) -> int:
        return len(self._one)

    def __getitem__(self, name: str) -> tuple[Numbers, Numbers]:
        if name not in self._seen:
            column = self._columns[name]
            self._seen[name] = column[self._one], column[self._other]
        return self._seen[name]

    def same(self, name: str) -> Numbers:
        one, other = self[name]
        return np.asarray(one == other)

    def shared(self, name: str) -> Numbers:
        """How many of the slots' values both sides hold."""
        counts, others = self[f"{name} count"]
        most, widest = int(counts.max(initial=0)), int(others.max(initial=0))
        total = np.zeros(len(self), np.int16)
        if most and widest:
            one, other = self[name]
            theirs = [np.ascontiguousarray(other[:, slot]) for slot in range(widest)]
            for slot in range(most):
                mine = np.ascontiguousarray(one[:, slot])
                held = theirs[0] == mine
                for value in theirs[1:]:
                    held |= value == mine
                total += held & (mine != 0)
        return total

    def dates(self, role: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        (low, low2), (high, high2) = self["low"], self["high"]
        return low[:, role], high[:, role], low2[:, role], high2[:, role]


def first_of(conditions: Sequence[Numbers], values: Sequence[Any], default: Any) -> Numbers:
    """The value of the first condition that holds, as numpy's `select` gives it, at a fraction of its cost."""
    result = default
    for condition, value in zip(reversed(conditions), reversed(values), strict=True):
        result = np.where(condition, value, result)
    return np.asarray(result)
