"""A score as tables: the three levels, the types, the slots, what confidence is worth, and how it moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from tradewatch.views.formats import Json, View
from tradewatch.views.grid import Cell, Column, Grid, notes

_FIELDS = ("part", "precision", "recall", "f1", "hit", "gold", "predicted")


def scores_view(score: Json, misses: Sequence[Json] = (), changes: Sequence[Json] = ()) -> View:
    """The `eval` command's view of an evaluation's JSON; `misses` are `{doc, kind, event}`, `changes` compare with an earlier score."""
    more = ({"misses": list(misses)} if misses else {}) | ({"changes": list(changes)} if changes else {})
    return View(
        title="Score",
        columns=_FIELDS,
        records=lambda: [score | more],
        flat=lambda: _rows(score),
        draw=lambda screen: _draw(score, misses, changes),
        single=True,
    )


def _rows(score: Json) -> list[Json]:
    levels = [{"part": name, **score[name]} for name in ("found", "event", "exact")]
    return levels + [{"part": kind, **{name: level[name] for name in _FIELDS[1:]}} for kind, level in score["by_type"].items()]


def _draw(score: Json, misses: Sequence[Json], changes: Sequence[Json]) -> RenderableType:
    grid = Grid([Column(), *(Column(name, right=True) for name in _FIELDS[1:])])
    for at, row in enumerate(_rows(score)):
        if at == 3:
            grid.heading("")
        shares = [f"{row[name]:.3f}" for name in _FIELDS[1:4]]
        grid.add(str(row["part"]).replace("_", " "), *shares, *(str(row[name]) for name in _FIELDS[4:]))
    slots = "  ".join(f"{name} {share:.2f}" for name, share in score["slots"].items())
    parts: list[RenderableType] = [Text(f"{score['documents']} documents", "bold"), Text(), grid, Text()]
    parts.append(notes(["types are at the level event; slots right in found events:", slots or "none"]))
    bands = [
        f"{band['low']}-{band['high']}: {band['event']:.2f} of {band['claims']}"
        for band in score["calibration"]
        if band["event"] is not None
    ]
    if bands:
        parts.append(notes([f"right by confidence, at the level event: {'; '.join(bands)}"]))
    moved = [change for change in changes if change["verdict"] != "same"]
    if changes:
        parts += [Text(), _moved(moved) if moved else Text("nothing moved against the baseline")]
    if misses:
        parts += [Text(), _missed(misses)]
    return Group(*parts)


_VERDICT_STYLES = {"better": "green", "worse": "red"}


def _moved(changes: Sequence[Json]) -> Grid:
    grid = Grid([Column("against the baseline"), Column("measure"), Column("before", right=True), Column("now", right=True), Column()])
    for change in changes:
        verdict = Cell(change["verdict"], _VERDICT_STYLES.get(change["verdict"], ""))
        grid.add(f"{change['of']} {change['name']}", change["measure"], _share(change["before"]), _share(change["now"]), verdict)
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
