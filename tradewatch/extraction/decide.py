"""Learned weights over what a candidate saw. Features are words; each is hashed into a bucket, so a weights file holds no text.

A model is multinomial logistic regression: `scores = bias + sum of the weight rows of the features`. Weights are trained by
`tradewatch.evaluation.train` and shipped as data/weights/*.npz with the hash of their data. Where a file is missing the rules stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any
from zlib import crc32

BITS = 16
TREE_PARTS = ("columns", "feature", "left", "right", "value", "base")
_CACHE: dict[str, int] = {}
_CACHE_LIMIT = 400_000


def buckets(features: Iterable[str]) -> list[int]:
    """Bucket numbers of features; the same for the same words on every machine."""
    out = []
    cache = _CACHE
    mask = (1 << BITS) - 1
    for feature in features:
        number = cache.get(feature)
        if number is None:
            number = crc32(feature.encode()) & mask
            if len(cache) < _CACHE_LIMIT:
                cache[feature] = number
        out.append(number)
    return out


def level(p: float | None) -> str:
    """A probability as a coarse word, for features of decisions that stand on decisions."""
    if p is None:
        return "absent"
    for edge in (0.03, 0.1, 0.25, 0.5, 0.75, 0.9, 0.97):
        if p < edge:
            return f"<{edge}"
    return "top"


class Trees:
    """Boosted trees over the presence of features, where features matter together. `scores` tells how likely the second is.

    Arrays: `columns` (buckets that the trees ask for), and per tree and node `feature` (-1 in a leaf), `left`, `right`, `value`.
    """

    def __init__(self, columns: Any, feature: Any, left: Any, right: Any, value: Any, base: float) -> None:
        import numpy as np

        self.columns, self.feature, self.left, self.right, self.value, self.base = columns, feature, left, right, value, float(base)
        self._place = np.full(1 << BITS, -1, dtype=np.int32)
        self._place[columns] = np.arange(len(columns), dtype=np.int32)

    def scores(self, many: Sequence[Sequence[int]]) -> Any:
        """Probabilities, one for each item of `many`."""
        import numpy as np

        present = np.zeros((len(many), len(self.columns) + 1), dtype=bool)
        for number, item in enumerate(many):
            present[number, self._place[list(item)]] = True
        present[:, -1] = False
        tree = np.arange(len(self.feature))[None, :]
        row = np.arange(len(many))[:, None]
        node = np.zeros((len(many), len(self.feature)), dtype=np.int32)
        while True:
            feature = self.feature[tree, node]
            if (feature < 0).all():
                break
            step = np.where(present[row, feature], self.right[tree, node], self.left[tree, node])
            node = np.where(feature < 0, node, step)
        return 1.0 / (1.0 + np.exp(-(self.value[tree, node].sum(axis=1) + self.base)))


class Model:
    """One decision: `labels` and a (2**BITS, labels) table, stored sparse by rows."""

    def __init__(self, labels: Sequence[str], rows: Any, weights: Any, bias: Any, trees: Trees | None = None) -> None:
        import numpy as np

        self.trees = trees

        self.labels = tuple(labels)
        self._index = np.zeros(1 << BITS, dtype=np.int32)
        self._index[rows] = np.arange(1, len(rows) + 1, dtype=np.int32)
        self._weights = np.vstack([np.zeros((1, weights.shape[1]), dtype=np.float32), weights.astype(np.float32)])
        self._bias = bias.astype(np.float32)

    def scores(self, many: Sequence[Sequence[int]]) -> Any:
        """Probabilities, one row an item, one column a label. `many` are bucket lists, none empty."""
        import numpy as np

        if not many:
            return np.zeros((0, len(self.labels)), dtype=np.float32)
        flat = np.fromiter(chain.from_iterable(many), dtype=np.int32, count=sum(map(len, many)))
        starts = np.cumsum([0] + [len(item) for item in many[:-1]])
        total = np.add.reduceat(self._weights[self._index[flat]], starts, axis=0) + self._bias
        if total.shape[1] == 1:
            p = 1.0 / (1.0 + np.exp(-total))
            if self.trees is not None:
                # two ways of learning the same thing err in different places
                p = (p + self.trees.scores(many)[:, None]) / 2
            return np.hstack([1.0 - p, p])
        total -= total.max(axis=1, keepdims=True)
        np.exp(total, out=total)
        return total / total.sum(axis=1, keepdims=True)


def load_models(path: Path) -> dict[str, Model]:
    """Read every model of a weights file: arrays `name.rows`, `name.weights`, `name.bias`, `name.labels`."""
    import numpy as np

    with np.load(path, allow_pickle=False) as data:
        names = sorted({key.partition(".")[0] for key in data.files if key.endswith(".rows")})
        return {
            name: Model(
                [str(label) for label in data[f"{name}.labels"]], data[f"{name}.rows"], data[f"{name}.weights"], data[f"{name}.bias"]
            )
            for name in names
        }
