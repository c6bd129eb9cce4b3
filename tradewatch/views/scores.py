"""A score as tables: the three levels, the types, the slots, what confidence is worth, and how it moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from tradewatch.views.formats import Json, View
from tradewatch.views.grid import Cell, Column, Grid, notes

_LEVELS = ("found", "event", "exact")
_FIELDS = ("part", "precision", "recall", "f1", "hit", "gold", "predicted")
_FLAT = ("section", *_FIELDS, "share")


def scores_view(score: Json, misses: Sequence[Json] = (), changes: Sequence[Json] = (), *, by_type: bool = False) -> View:
    """The `eval` command's view of an evaluation's JSON; `misses` are `{doc, kind, event}`, `changes` compare with an earlier score.

    A flat row is a level, a type, a slot (`hit` of `gold` found pairs are right) or a band of confidence (`hit` of `predicted` claims).
    With `by_type` a person sees all three levels of each type.
    """
    more = ({"misses": list(misses)} if misses else {}) | ({"changes": list(changes)} if changes else {})
    return View(
        title="Score",
        columns=_FLAT,
        records=lambda: [score | more],
        flat=lambda: _flat(score),
        draw=lambda screen: _draw(score, misses, changes, by_type),
        single=True,
    )


def _flat(score: Json) -> Iterator[Json]:
    for name in _LEVELS:
        yield {"section": "level", "part": name, **score[name]}
    for kind, counts in score["by_type"].items():
        for name in _LEVELS:
            yield {"section": f"type, {name}", "part": kind, **counts["levels"][name]}
    for name, (right, of) in score["slot_counts"].items():
        yield {"section": "slot", "part": name, "share": score["slots"][name], "hit": right, "gold": of}
    for band in score["calibration"]:
        for name in ("found", "event"):
            hit = round((band[name] or 0) * band["claims"])
            yield {"section": f"confidence, {name}", "part": _band(band), "share": band[name], "hit": hit, "predicted": band["claims"]}


def _draw(score: Json, misses: Sequence[Json], changes: Sequence[Json], by_type: bool) -> RenderableType:
    parts: list[RenderableType] = [Text(f"{score['documents']} documents", "bold"), Text(), _levels(score), Text()]
    parts.append(_types(score) if by_type else _events_by_type(score))
    if score["slots"]:
        parts += [Text(), _slots(score)]
    if score["calibration"]:
        parts += [Text(), _confidence(score), notes([_worth(score["sure"])])]
    moved = [change for change in changes if change["verdict"] != "same"]
    if changes:
        parts += [Text(), _moved(moved) if moved else Text("nothing moved against the baseline")]
    if misses:
        parts += [Text(), _missed(misses)]
    return Group(*parts)


def _counted(head: str) -> Grid:
    return Grid([Column(head), *(Column(name, right=True) for name in _FIELDS[1:])])


def _add(grid: Grid, name: str, counts: Json) -> None:
    grid.add(name.replace("_", " "), *(_share(counts[field]) for field in _FIELDS[1:4]), *(str(counts[field]) for field in _FIELDS[4:]))


def _levels(score: Json) -> Grid:
    grid = _counted("level")
    for name in _LEVELS:
        _add(grid, name, score[name])
    return grid


def _events_by_type(score: Json) -> Grid:
    grid = _counted("type, at the level event")
    for kind, counts in score["by_type"].items():
        _add(grid, kind, counts)
    return grid


def _types(score: Json) -> Grid:
    grid = _counted("type")
    for kind, counts in score["by_type"].items():
        for name in _LEVELS:
            _add(grid, f"{kind}, {name}", counts["levels"][name])
    return grid


def _slots(score: Json) -> Grid:
    grid = Grid([Column("slot, in found events"), Column("right", right=True), Column("of", right=True), Column("share", right=True)])
    for name, (right, of) in score["slot_counts"].items():
        grid.add(name.replace("_", " "), str(right), str(of), _share(score["slots"][name]))
    return grid


def _confidence(score: Json) -> Grid:
    grid = Grid([Column("confidence"), *(Column(name, right=True) for name in ("claims", "mean", "found", "event"))])
    for band in score["calibration"]:
        if band["claims"]:
            grid.add(_band(band), str(band["claims"]), _share(band["confidence"]), _share(band["found"]), _share(band["event"]))
    return grid


def _band(band: Json) -> str:
    return f"{band['low']:.1f} to {band['high']:.1f}"


def _worth(sure: Json) -> str:
    """What a reader may expect of claims that are sure."""
    if not sure["claims"]:
        return f"no claim has a confidence of {sure['low']} or more"
    told = f"of {sure['claims']} claims with a confidence of {sure['low']} or more"
    return f"{told} {sure['found']:.0%} are found in gold, {sure['event']:.0%} with a key date that fits"


_VERDICT_STYLES = {"better": "green", "worse": "red"}


def _moved(changes: Sequence[Json]) -> Grid:
    grid = Grid(
        [Column("against the baseline"), Column("measure"), *(Column(name, right=True) for name in ("before", "now", "change")), Column()]
    )
    for change in changes:
        verdict = Cell(change["verdict"], _VERDICT_STYLES.get(change["verdict"], ""))
        moved = f"{change['change']:+.3f}" if change["change"] is not None else "-"
        grid.add(f"{change['of']} {change['name']}", change["measure"], _share(change["before"]), _share(change["now"]), moved, verdict)
    return grid


def _share(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, (int, float)) else "-"


def _missed(misses: Sequence[Json]) -> Grid:
    grid = Grid([Column("document"), Column(), Column("event", folds=True), Column("evidence", folds=True, style="dim")])
    for row in misses:
        event = row["event"]
        dates = ", ".join(f"{role} {value}" for role, value in (event.get("dates") or {}).items())
        rate = event.get("rate") or {}
        sides = f"{','.join(event.get('by') or ())} > {','.join(event.get('on') or ())}"
        told = [
            event.get("type"),
            event.get("action"),
            event.get("status"),
            sides,
            rate and f"{rate.get('value')} {rate.get('unit')}",
            dates,
        ]
        grid.add(row["doc"], row["kind"], " ".join(str(part) for part in told if part), str(event.get("evidence") or ""))
    return grid
