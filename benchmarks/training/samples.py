"""Items of one decision."""

from __future__ import annotations

from collections.abc import Sequence


class Samples:
    """Items of one decision: bucket lists, labels and the fold of their document."""

    def __init__(self) -> None:
        self.items: list[Sequence[int]] = []
        self.labels: list[str] = []
        self.folds: list[int] = []
        self.weights: list[float] = []

    def add(self, item: Sequence[int], label: str, fold: int, weight: float = 1.0) -> None:
        self.items.append(item)
        self.labels.append(label)
        self.folds.append(fold)
        self.weights.append(weight)
