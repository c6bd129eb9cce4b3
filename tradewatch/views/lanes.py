"""Who answered whom: the timeline with a lane for each of a few acting sides, joint acts in a lane of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.console import Group, RenderableType
from rich.text import Text

from tradewatch.views.formats import View
from tradewatch.views.grid import Cell, Column, Grid, nothing
from tradewatch.views.screen import Screen
from tradewatch.views.timeline import Row, Told, heading_of, timeline_view, told_of
from tradewatch.views.words import say_period, say_side, say_standing, say_what


def lanes_view(rows: Sequence[Row], lanes: Sequence[str], *, by: str = "month") -> View:
    """The rows of what the lanes' sides do to each other, to all countries or to nobody named; of what a lone lane's side does to anyone.

    JSON and flat rows are the timeline's.
    """
    sides = {*lanes, "*"}
    shown = [
        row
        for row in rows
        if not sides.isdisjoint(row.event.claim.by)
        and (len(lanes) == 1 or not row.event.claim.on or not sides.isdisjoint(row.event.claim.on))
    ]
    return replace(timeline_view(shown, by=by), title="Lanes", draw=lambda screen: _draw(shown, lanes, screen, by))


def _draw(rows: Sequence[Row], lanes: Sequence[str], screen: Screen, by: str) -> RenderableType:
    if not rows:
        return nothing("no dated events of these sides here")
    joint = any(_lane(row, lanes) is None for row in rows)
    names = [screen.names(code) for code in lanes] + (["together"] if joint else [])
    # a blank first cell under each heading keeps the date's column as narrow as its dates
    grid = Grid([Column(), *(Column(name, folds=True, named=True) for name in names)], indent=2)
    heading = ""
    for row in told_of(rows):
        named = heading_of(row.period, by)
        if named != heading:
            if heading:
                grid.heading("")
            grid.heading(named)
            heading = named
        grid.add(*_cells(row, lanes, joint, screen))
    kinds = sorted({row.event.claim.type for row in rows})
    return Group(grid, Text(), Text(screen.look.legend(kinds, screen.width), "dim"))


def _lane(row: Row | Told, lanes: Sequence[str]) -> int | None:
    """The lane of a row; None for what several of the lanes' sides do together."""
    acting = [at for at, code in enumerate(lanes) if code in row.event.claim.by]
    return acting[0] if len(acting) == 1 else None


def _cells(row: Told, lanes: Sequence[str], joint: bool, screen: Screen) -> list[Cell | str]:
    claim, look = row.event.claim, screen.look
    target = f"{look.arrow} {say_side(claim.on, screen.names, codes_only=screen.narrow)}: " if claim.on else ""
    partners = [code for code in claim.by if code not in lanes]
    partner = f"with {say_side(partners, screen.names, codes_only=screen.narrow)}: " if partners else ""
    text = f"{look.glyph(claim)} {target}{partner}{say_what(claim)}, {say_standing(row.roles, claim)} ({row.event.id})"
    year = (row.period.start or row.period.last).year
    cells: list[Cell | str] = [say_period(row.period, within=year, role=row.roles[0]), *("" for _ in lanes), *([""] if joint else [])]
    lane = _lane(row, lanes)
    cells[1 + (len(lanes) if lane is None else lane)] = Cell(text, look.style(claim))
    return cells
