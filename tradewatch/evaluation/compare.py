"""Two results side by side: what got better and what got worse, by level, type and slot.

A baseline is the JSON of an earlier result; fields that it lacks are passed over, so that results of older versions can be compared too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from tradewatch.errors import InputError, MissingInputError

from .result import LEVELS

LEAST = 0.0005
"""A smaller change is none: figures are kept to four places."""


class Verdict(StrEnum):
    """How a figure moved."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """One figure then and now. `of` is `level`, `type`, `slot` or `sure`; `measure` is `f1`, `precision`, `recall` or `share`."""

    of: str
    name: str
    measure: str
    before: float | None
    now: float | None
    verdict: Verdict

    def as_json(self) -> dict[str, Any]:
        """`{of, name, measure, before, now, change, verdict}`."""
        moved = None if self.before is None or self.now is None else round(self.now - self.before, 4)
        shape = asdict(self) | {"change": moved, "verdict": self.verdict.value}
        return {name: shape[name] for name in ("of", "name", "measure", "before", "now", "change", "verdict")}


def read_baseline(path: Path) -> dict[str, Any]:
    """An earlier result as `tradewatch eval --json` wrote it.

    Raises MissingInputError where the file cannot be opened, InputError where it holds something else.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise MissingInputError(f"{path}: cannot be read ({reason}); write a baseline with 'tradewatch eval GOLD --json -o FILE'") from None
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(found.get(level), dict) for level in LEVELS):
        raise InputError(f"{path}: is no earlier result; write one with 'tradewatch eval GOLD --json -o FILE'")
    return found


def is_same_gold(result: Mapping[str, Any], baseline: Mapping[str, Any]) -> bool:
    """Whether both stand on the same gold, as far as the baseline tells; figures of different gold compare little."""
    if baseline.get("gold_hash"):
        return bool(result["gold_hash"] == baseline["gold_hash"])
    told = (baseline.get("documents"), baseline["found"].get("gold"))
    return told == (result["documents"], result["found"]["gold"])


def compare(result: Mapping[str, Any], baseline: Mapping[str, Any]) -> list[Change]:
    """Every figure that both, or either, have: levels, types (at the level `event`), slots, and the sure claims; in the result's order."""
    now, before = dict(_figures(result)), dict(_figures(baseline))
    return [_change(key, before.get(key), now.get(key)) for key in dict.fromkeys([*now, *before])]


def _change(key: tuple[str, str, str], before: float | None, now: float | None) -> Change:
    if before is None or now is None:
        verdict = Verdict.NEW if before is None else Verdict.GONE
    elif abs(now - before) < LEAST:
        verdict = Verdict.SAME
    else:
        verdict = Verdict.BETTER if now > before else Verdict.WORSE
    return Change(*key, before, now, verdict)


def _figures(result: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], float]]:
    for level in LEVELS:
        yield from _counts("level", level, result.get(level))
    for kind, counts in _items(result.get("by_type")):
        yield from _counts("type", kind, counts)
    for slot, share in _items(result.get("slots")):
        if _is_figure(share):
            yield ("slot", slot, "share"), share
    certain = result.get("sure")
    if isinstance(certain, dict) and _is_figure(certain.get("event")):
        yield ("sure", "event", "share"), certain["event"]


def _counts(of: str, name: str, counts: object) -> Iterator[tuple[tuple[str, str, str], float]]:
    told = counts if isinstance(counts, dict) else {}
    for measure in ("precision", "recall", "f1"):
        if _is_figure(told.get(measure)):
            yield (of, name, measure), told[measure]


def _items(found: object) -> list[tuple[str, Any]]:
    return list(found.items()) if isinstance(found, dict) else []


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
