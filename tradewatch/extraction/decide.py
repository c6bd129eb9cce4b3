"""Learned weights over what a candidate saw. Features are words, or columns of numbers (see `hashing`); each is hashed into a bucket, so
a weights file holds no text.

A model is multinomial logistic regression: `scores = bias + sum of the weight rows of the features`. Weights are trained by
`benchmarks/train.py` and shipped as data/weights/*.npz with the hash of their data.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from .hashing import Batch

BITS = 17
TREE_PARTS = ("columns", "feature", "left", "right", "value", "base")
# how many features, and groups of them, are kept at most
_LIMIT = 400_000


class _Numbers(dict[str, int]):
    """Features of one prefix with their bucket numbers, kept from the first time that they are asked for."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self.prefix = prefix

    def __missing__(self, feature: str) -> int:
        number = crc32(f"{self.prefix}{feature}".encode()) & ((1 << BITS) - 1)
        if len(self) < _LIMIT:
            self[feature] = number
        return number


@lru_cache(maxsize=1000)
def _numbers(prefix: str) -> Callable[[str], int]:
    return _Numbers(prefix).__getitem__


def buckets(features: Iterable[str], prefix: str = "") -> list[int]:
    """Bucket numbers of features, each with the prefix before it; the same for the same words on every machine."""
    return list(map(_numbers(prefix), features))


_EDGES = (0.03, 0.1, 0.25, 0.5, 0.75, 0.9, 0.97)
_LEVELS = (*(f"<{edge}" for edge in _EDGES), "top")


def level(p: float | None) -> str:
    """A probability as a coarse word, for features of decisions that stand on decisions."""
    if p is None:
        return "absent"
    return _LEVELS[bisect_right(_EDGES, p)]


class Trees:
    """Boosted trees over the presence of features, where features matter together. `scores` tells how likely the second is.

    Arrays: `columns` (buckets that the trees ask for), and per tree and node `feature` (-1 in a leaf), `left`, `right`, `value`.
    """

    def __init__(self, columns: Any, feature: Any, left: Any, right: Any, value: Any, base: float) -> None:
        import numpy as np

        self.columns, self.feature, self.left, self.right, self.value, self.base = columns, feature, left, right, value, float(base)
        self._place = np.full(1 << BITS, len(columns), dtype=np.intp)
        self._place[columns] = np.arange(len(columns))
        # all trees as one table of nodes, each with what it asks and where it leads; a leaf asks what is never so, and leads to itself
        trees, nodes = feature.shape
        here = np.arange(trees * nodes).reshape(trees, nodes)
        first = here[:, :1]
        leaf = feature < 0
        self._asks = np.where(leaf, len(columns), feature).ravel().astype(np.intp)
        leads = (np.where(leaf, here, first + left).ravel(), np.where(leaf, here, first + right).ravel())
        self._leads = np.stack(leads, axis=1).ravel().astype(np.intp)
        self._worth = np.where(leaf, value, 0.0).ravel().astype(np.float32)
        self._depth, reached = 0, here[:, 0]
        # twice the number of each root, by which it leads on, and what it asks
        self._first, self._first_asked = 2 * reached, self._asks[reached]
        while len(inner := reached[self._asks[reached] < len(columns)]):
            # each once; numpy's own way to say so loads a large part of it that nothing else needs
            reached = np.array(sorted({*self._leads.reshape(-1, 2)[inner].ravel().tolist()}), dtype=np.intp)
            self._depth += 1

    def scores(self, flat: Any, starts: Any) -> Any:
        """Probabilities, one for each item; item i has the buckets `flat[starts[i]:starts[i + 1]]`."""
        import numpy as np

        items, width = len(starts) - 1, len(self.columns) + 1
        # where each item's row of presences begins
        offset = np.arange(0, items * width, width)
        present = np.zeros(items * width, dtype=np.intp)
        present[offset.repeat(starts[1:] - starts[:-1]) + self._place.take(flat)] = 1
        offset = offset[:, None]
        present[offset + width - 1] = 0
        node = self._leads.take(self._first + present.take(offset + self._first_asked))
        for _ in range(1, self._depth):
            asked = self._asks.take(node)
            asked += offset
            node += node
            node += present.take(asked)
            node = self._leads.take(node)
        return 1.0 / (1.0 + np.exp(-(self._worth.take(node).sum(axis=1) + self.base)))


class Group:
    """Features told together, as buckets. Groups are kept by those who write them, so that the same features are one object, known by
    its identity alone."""

    __slots__ = ("buckets",)

    def __init__(self, buckets: Sequence[int]) -> None:
        self.buckets = tuple(buckets)

    def __iter__(self) -> Iterator[int]:
        return iter(self.buckets)


class Model:
    """One decision: `labels` and a (2**BITS, labels) table, stored sparse by rows. Bucket 0 weighs nothing."""

    def __init__(self, labels: Sequence[str], rows: Any, weights: Any, bias: Any, trees: Trees | None = None) -> None:
        import numpy as np

        self.trees = trees

        self.labels = tuple(labels)
        self._index = np.zeros(1 << BITS, dtype=np.int32)
        self._index[rows] = np.arange(1, len(rows) + 1, dtype=np.int32)
        self._weights = np.vstack([np.zeros((1, weights.shape[1]), dtype=np.float32), weights.astype(np.float32)])
        self._bias = bias.astype(np.float32)
        self._start = float(self._bias[0])
        # what each bucket weighs in a decision between two, once such a decision is asked of a few features at a time
        self._lone: defaultdict[int, float] | None = None
        self._worths: dict[Group, float] = {}

    def total(self, parts: Iterable[Group]) -> float:
        """What groups add to the score of a decision with two labels; kept, since the same few groups come again and again."""
        kept = self._worths
        total = 0.0
        for part in parts:
            found = kept.get(part)
            if found is None:
                if len(kept) >= _LIMIT:
                    kept.clear()
                found = kept[part] = self._worth(part)
            total += found
        return total

    def _worth(self, part: Group) -> float:
        if self._lone is None:
            rows = self._index.nonzero()[0]
            self._lone = defaultdict(float, zip(rows.tolist(), self._weights[self._index[rows], 0].tolist(), strict=True))
        return sum(map(self._lone.__getitem__, part.buckets))

    def chance(self, parts: Iterable[Group]) -> float:
        """The probability of the second of two labels, for one item given as groups of buckets; the same as `scores` tells."""
        return 1.0 / (1.0 + exp(-(self._start + self.total(parts))))

    def scores(self, many: Batch | Sequence[Sequence[int]]) -> Any:
        """Probabilities, one row an item, one column a label. `many` are bucket lists, none empty."""
        import numpy as np

        from .hashing import Batch, gather

        batch = many if isinstance(many, Batch) else gather(many)
        if not len(batch):
            return np.zeros((0, len(self.labels)), dtype=np.float32)
        flat, starts = batch.flat, batch.starts
        total = np.add.reduceat(self._weights.take(self._index.take(flat), axis=0), starts[:-1], axis=0)
        total += self._bias
        if total.shape[1] == 1:
            p = 1.0 / (1.0 + np.exp(-total))
            if self.trees is not None:
                # two ways of learning the same thing err in different places
                p = (p + self.trees.scores(flat, starts)[:, None]) / 2
            return np.concatenate((1.0 - p, p), axis=1)
        total -= np.maximum.reduce(total, axis=1, keepdims=True)
        np.exp(total, out=total)
        total /= np.add.reduce(total, axis=1, keepdims=True)
        return total


def load_models(path: Path) -> dict[str, Model]:
    """Read every model of a weights file: arrays `name.rows`, `name.weights`, `name.bias`, `name.labels`."""
    import numpy as np

    with np.load(path, allow_pickle=False) as data:
        names = sorted({key.partition(".")[0] for key in data.files if key.endswith(".rows")})
        return {
            name: Model(
                [str(label) for label in data[f"{name}.labels"]],
                data[f"{name}.rows"],
                data[f"{name}.weights"],
                data[f"{name}.bias"],
                Trees(*(data[f"{name}.trees.{part}"] for part in TREE_PARTS)) if f"{name}.trees.base" in data.files else None,
            )
            for name in names
        }
