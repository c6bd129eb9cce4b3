"""Items of one decision, and groups of items to choose from."""

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


class Choices:
    """Groups of items of which the worthiest is to be chosen: bucket lists and worths, with the group's fold and weight."""

    def __init__(self) -> None:
        self.groups: list[tuple[list[list[int]], list[float]]] = []
        self.folds: list[int] = []
        self.weights: list[float] = []

    def add(self, items: list[list[int]], worth: list[float], fold: int, weight: float = 1.0) -> None:
        self.groups.append((items, worth))
        self.folds.append(fold)
        self.weights.append(weight)
