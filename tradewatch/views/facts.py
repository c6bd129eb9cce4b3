"""Named facts, a line each, and plain rows that need no drawing of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import RenderableType
from rich.text import Text

from tradewatch.views.formats import Json, View
from tradewatch.views.grid import Cell, Column, Grid
from tradewatch.views.screen import Screen
from tradewatch.views.shapes import flatten


def facts_view(title: str, facts: Mapping[str, object]) -> View:
    """A view of one object: names and values; a value may hold rows or facts of its own."""
    return View(
        title=title,
        columns=tuple(facts),
        records=lambda: [dict(facts)],
        flat=lambda: [flatten(dict(facts))],
        draw=lambda screen: _draw(facts),
        single=True,
    )


def _draw(facts: Mapping[str, object]) -> RenderableType:
    grid = Grid([Column(style="dim"), Column(folds=True)])
    _add(grid, facts)
    return grid


def _add(grid: Grid, facts: Mapping[str, object], indent: int = 0) -> None:
    for name, value in facts.items():
        named = Cell(name.replace("_", " "), indent=indent)
        if isinstance(value, Mapping):
            grid.add(named, "")
            _add(grid, value, indent + 2)
        elif isinstance(value, (list, tuple)):
            grid.add(named, "none" if not value else "")
            for item in value:
                grid.add("", ", ".join(f"{key} {_told(part)}" for key, part in item.items()) if isinstance(item, Mapping) else _told(item))
        else:
            grid.add(named, _told(value) if name not in ("pid", "run") else str(value))


def _told(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)


def rows_view(title: str, columns: Sequence[str], rows: Sequence[Json], *, empty: str, fold: Sequence[str] = ()) -> View:
    """A view of rows as they are: a column a field, of which those in `fold` may be narrowed (none named: all)."""
    return View(
        title=title,
        columns=columns,
        records=lambda: rows,
        flat=lambda: map(flatten, rows),
        draw=lambda screen: _rows(columns, rows, empty, fold, screen),
    )


def _rows(columns: Sequence[str], rows: Sequence[Json], empty: str, fold: Sequence[str], screen: Screen) -> RenderableType:
    if not rows:
        return Text(empty)
    if screen.narrow:
        # what no row tells gives its room to the rest
        columns = [name for name in columns if any(row.get(name) not in (None, "") for row in rows)]
    grid = Grid([Column(name.replace("_", " "), folds=name in fold or not fold, named=bool(at)) for at, name in enumerate(columns)])
    for row in rows:
        grid.add(*(_told(row.get(name)) if row.get(name) not in (None, "") else "-" for name in columns))
    return grid
