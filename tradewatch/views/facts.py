"""A few named facts, a line each: versions, paths, counts."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import RenderableType

from tradewatch.views.formats import View
from tradewatch.views.grid import Column, Grid
from tradewatch.views.screen import Screen


def facts_view(title: str, facts: Mapping[str, object]) -> View:
    """A view of one object: names and values."""
    return View(
        title=title,
        columns=tuple(facts),
        records=lambda: [dict(facts)],
        flat=lambda: [dict(facts)],
        draw=lambda screen: _draw(facts, screen),
        single=True,
    )


def _draw(facts: Mapping[str, object], screen: Screen) -> RenderableType:
    grid = Grid([Column(style="dim"), Column(folds=True)])
    for name, value in facts.items():
        grid.add(name.replace("_", " "), "-" if value is None else f"{value:,}" if isinstance(value, int) else str(value))
    return grid
