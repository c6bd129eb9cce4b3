"""The score of many documents: three levels, slots, types, calibration; and the same as JSON."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .calibration import Band, calibrate, sure
from .score import EventJson, Level, pair_events, slots_right

LEVELS = {"found": Level.FOUND, "event": Level.EVENT, "exact": Level.EXACT}
"""The levels by the names under which the JSON has them."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of gold were hit by how many predictions."""

    hit: int = 0
    gold: int = 0
    predicted: int = 0

    @property
    def precision(self) -> float:
        """Hits by predictions; 0 where there are none."""
        return self.hit / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Hits by events of gold; 0 where there are none."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """In how many found pairs a slot is right, of how many where gold has it."""

    right: int
    of: int


@dataclass(frozen=True, slots=True)
class Result:
    """A whole score. `levels` and each of `types` map `found`, `event` and `exact` to a count; `slots` counts over found pairs.

    `unread` are documents of gold for which there is no line of predictions (all their events count as missed), `unknown` documents that
    only the predictions have (they count for nothing). `gold_hash` tells whether two results stand on the same gold.
    """

    documents: int
    levels: Mapping[str, Count]
    slots: Mapping[str, Share]
    types: Mapping[str, Mapping[str, Count]]
    bands: tuple[Band, ...]
    sure: Band
    gold_hash: str
    unread: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """`{documents, found, event, exact, slots, by_type, slot_counts, calibration, sure, gold_hash, unread, unknown}`.

        `found`, `event` and `exact` are `{precision, recall, f1, hit, gold, predicted}`; a type has the same of its events, and all three
        levels under `levels`. `slots` are shares, `slot_counts` the `[right, of]` behind them. Shares are rounded to four places.
        """
        return {
            "documents": self.documents,
            **{name: _count_json(count) for name, count in self.levels.items()},
            "slots": {name: round(share.right / share.of, 4) for name, share in self.slots.items()},
            "by_type": {
                kind: _count_json(counts["event"]) | {"levels": {name: _count_json(count) for name, count in counts.items()}}
                for kind, counts in self.types.items()
            },
            "slot_counts": {name: [share.right, share.of] for name, share in self.slots.items()},
            "calibration": [_band_json(band) for band in self.bands],
            "sure": _band_json(self.sure),
            "gold_hash": self.gold_hash,
            "unread": list(self.unread),
            "unknown": list(self.unknown),
        }


@dataclass(slots=True)
class _Tally:
    """Counts that grow document by document."""

    gold: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    hits: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in LEVELS})
    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    judged: list[tuple[float, Level]] = field(default_factory=list)

    def add(self, gold: Sequence[EventJson], predicted: Sequence[EventJson]) -> None:
        self.gold.update(event["type"] for event in gold)
        self.predicted.update(event["type"] for event in predicted)
        reached: dict[int, Level] = defaultdict(lambda: Level.NONE)
        for pair in pair_events(gold, predicted):
            reached[pair.predicted] = pair.level
            for name, level in LEVELS.items():
                self.hits[name][gold[pair.gold]["type"]] += pair.level >= level
            for slot, good in slots_right(gold[pair.gold], predicted[pair.predicted]).items():
                self.right[slot] += good
                self.of[slot] += 1
        self.judged += [(event["confidence"], reached[at]) for at, event in enumerate(predicted) if event.get("confidence") is not None]

    def count(self, level: str, kind: str) -> Count:
        return Count(self.hits[level][kind], self.gold[kind], self.predicted[kind])


def run(gold_docs: Mapping[str, Sequence[EventJson]], predicted_docs: Mapping[str, Sequence[EventJson]]) -> Result:
    """Score predicted events against gold, document by document.

    Events are well formed (see `gold.read_documents`); a prediction without a type is none.
    """
    tally = _Tally()
    for doc, gold in gold_docs.items():
        tally.add(gold, [event for event in predicted_docs.get(doc, ()) if event.get("type")])
    kinds = sorted(tally.gold.keys() | tally.predicted.keys())
    return Result(
        documents=len(gold_docs),
        levels={name: Count(tally.hits[name].total(), tally.gold.total(), tally.predicted.total()) for name in LEVELS},
        slots={name: Share(tally.right[name], tally.of[name]) for name in sorted(tally.of)},
        types={kind: {name: tally.count(name, kind) for name in LEVELS} for kind in kinds},
        bands=calibrate(tally.judged),
        sure=sure(tally.judged),
        gold_hash=_hash(gold_docs),
        unread=tuple(doc for doc in gold_docs if doc not in predicted_docs),
        unknown=tuple(doc for doc in predicted_docs if doc not in gold_docs),
    )


def _hash(gold_docs: Mapping[str, Sequence[EventJson]]) -> str:
    """The same for the same gold, whatever the order of its documents and fields."""
    canonical = json.dumps({doc: list(events) for doc, events in gold_docs.items()}, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _count_json(count: Count) -> dict[str, Any]:
    shares = {"precision": round(count.precision, 4), "recall": round(count.recall, 4), "f1": round(count.f1, 4)}
    return {**shares, "hit": count.hit, "gold": count.gold, "predicted": count.predicted}


def _band_json(band: Band) -> dict[str, Any]:
    shares = {name: None if (share := band.share(LEVELS[name])) is None else round(share, 4) for name in ("found", "event")}
    return {"low": band.low, "high": band.high, "claims": band.claims, "confidence": round(band.confidence, 4), **shares}
