"""What a newer extractor would change: claims that appear, vanish and change, article by article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from rich.console import Group, RenderableType
from rich.text import Text

from tradewatch.model import Claim
from tradewatch.views.formats import Json, View
from tradewatch.views.grid import Cell, Column, Grid
from tradewatch.views.safe import safe
from tradewatch.views.screen import Screen
from tradewatch.views.shapes import claim_json
from tradewatch.views.words import say_dates, say_sides, say_status, say_what


class Moved(Protocol):
    """A claim that differs, as re-extraction tells it."""

    @property
    def doc(self) -> str: ...
    @property
    def fate(self) -> str: ...
    @property
    def before(self) -> Claim | None: ...
    @property
    def now(self) -> Claim | None: ...
    @property
    def fields(self) -> Sequence[str]: ...


_STYLES = {"appears": "green", "vanishes": "red", "changes": "yellow"}


def moved_view(moved: Sequence[Moved], *, kept: bool) -> View:
    """`{doc, change, fields, before, now}`: `before` and `now` are claims, null where there is none."""
    return View(
        title="Re-extraction",
        columns=("doc", "change", "fields", "before", "now"),
        records=lambda: (_record(one) for one in moved),
        flat=lambda: (_flat(one) for one in moved),
        draw=lambda screen: _draw(moved, screen, kept),
    )


def _record(one: Moved) -> Json:
    before, now = (claim_json(claim) if claim else None for claim in (one.before, one.now))
    return {"doc": one.doc, "change": str(one.fate), "fields": list(one.fields), "before": before, "now": now}


def _flat(one: Moved) -> Json:
    before, now = (_phrase(claim, str) if claim else None for claim in (one.before, one.now))
    return {"doc": one.doc, "change": str(one.fate), "fields": "; ".join(one.fields), "before": before, "now": now}


def _phrase(claim: Claim, names: object) -> str:
    assert callable(names)
    dates = say_dates(claim)
    latent = " (latent)" if claim.latent else ""
    return f"{say_sides(claim, names)}: {say_what(claim)}: {say_status(claim.status)}{', ' * bool(dates)}{dates}{latent}"


def _draw(moved: Sequence[Moved], screen: Screen, kept: bool) -> RenderableType:
    if not moved:
        return Text("nothing would change" if not kept else "nothing has changed")
    grid = Grid([Column(), Column(folds=True), Column(folds=True, style="dim")], indent=2)
    doc = ""
    for one in moved:
        if one.doc != doc:
            doc = one.doc
            grid.heading(doc)
        style = _STYLES.get(str(one.fate), "")
        claim = one.now or one.before
        assert claim is not None
        grid.add(Cell(str(one.fate), style), _phrase(claim, screen.names), ", ".join(one.fields))
        if one.now and one.before:
            grid.add("was", Cell(_phrase(one.before, screen.names), "dim"), "")
    counts = Counter(str(one.fate) for one in moved)
    told = ", ".join(f"{count} {fate}" for fate, count in sorted(counts.items()))
    step = "kept" if kept else "nothing is changed yet; make it so with --keep"
    return Group(grid, Text(), Text(safe(f"{told}; {step}"), "dim"))
