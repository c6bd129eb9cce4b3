"""Events by date: a row for each date of an event, under months; no day that the text did not give.

What is vaguer than a month stands under its own year or quarter, before that year's months of the same start. A line marks today, and dates
after it stand below it. Threats and plans have hollow glyphs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from tradewatch.model import Event, Grain, Period, Role
from tradewatch.views.formats import Json, View
from tradewatch.views.grid import Cell, Column, Grid, nothing
from tradewatch.views.screen import Screen
from tradewatch.views.shapes import FLAT_FIELDS, event_json, flat_event
from tradewatch.views.words import MONTHS, say_period, say_sides, say_standing, say_what


@dataclass(frozen=True, slots=True)
class Row:
    """One date of one event."""

    period: Period
    role: Role
    event: Event


@dataclass(frozen=True, slots=True)
class Told:
    """One date of one event with all that it means: what a person reads as a row."""

    period: Period
    roles: tuple[Role, ...]
    event: Event


def told_of(rows: Iterable[Row]) -> list[Told]:
    """Rows that stand beside each other with the same event and the same date as one."""
    told = list[Told]()
    for row in rows:
        last = told[-1] if told else None
        if last is not None and last.event is row.event and last.period == row.period:
            told[-1] = Told(row.period, tuple(role for role in Role if role in (*last.roles, row.role)), row.event)
        else:
            told.append(Told(row.period, (row.role,), row.event))
    return told


Key = Callable[[Row], tuple[object, ...]]


def rows_of(events: Iterable[Event], since: date | None = None, until: date | None = None) -> list[Row]:
    """A row for each date of an event that shares a day with the window (both ends inclusive, None open), in order of time."""
    window = Period(since or date.min, until or date.max)
    rows = [Row(period, role, event) for event in events for role, period in event.claim.dates.items() if _edges(period).overlaps(window)]
    rows.sort(key=_order)
    return rows


def _edges(period: Period) -> Period:
    """What counts against a window: an open period only by its told edge, else "since 2018" would stand in every window after."""
    return Period(period.start or period.end, period.end or period.start)


def _order(row: Row) -> tuple[object, ...]:
    period = row.period
    edge = period.start or period.last
    return (edge, -(period.last - edge).days, row.event.claim.type.value, row.event.claim.by, row.event.id, row.role.value)


def timeline_view(rows: Sequence[Row], *, by: str = "month", legend: bool = True) -> View:
    """The `timeline` command's view. `by` groups under "month", "quarter" or "year"."""
    return View(
        title="Timeline",
        columns=("date", "grain", "role", "event", *(name for name in FLAT_FIELDS if name != "id")),
        records=lambda: map(row_json, rows),
        flat=lambda: map(_flat, rows),
        draw=lambda screen: _draw(rows, screen, by, legend),
    )


def row_json(row: Row) -> Json:
    """`{date, grain, role, event}` and the event's own fields without `sources`."""
    shape = event_json(row.event, sources=False)
    del shape["id"]
    return {"date": row.period.edtf, "grain": row.period.grain.value, "role": row.role.value, "event": row.event.id, **shape}


def _flat(row: Row) -> Json:
    return {
        "date": row.period.edtf,
        "grain": row.period.grain.value,
        "role": row.role.value,
        "event": row.event.id,
        **flat_event(row.event),
    }


def _draw(rows: Sequence[Row], screen: Screen, by: str, legend: bool) -> RenderableType:
    if not rows:
        return nothing("no dated events here")
    grid = Grid(
        [Column(), Column(), Column(folds=True), Column(folds=True), Column(style="dim")]
        if screen.narrow
        else [
            Column(),
            Column(),
            Column(folds=True),
            Column(folds=True, floor=36),
            Column(folds=True),
            Column(right=True),
            Column(style="dim"),
        ],
        indent=2,
    )
    heading, past = "", True
    said: Said = {}
    for row in told_of(rows):
        if past and (row.period.start or row.period.last) > screen.today:
            past = False
            _today(grid, screen)
            heading = ""
        named = heading_of(row.period, by)
        if named != heading:
            if grid.rows and heading:
                grid.heading("")
            grid.heading(named, "bold")
            heading = named
        grid.add(*_cells(row, screen, said))
    kinds = sorted({row.event.claim.type for row in rows})
    if legend:
        told = (
            "" if screen.width is None or screen.narrow or screen.width >= 120 else f"  {'x' if screen.ascii else '×'}2 two sources tell it"
        )
        return Group(grid, Text(), Text(f"{screen.look.legend(kinds, screen.width)}{told}", "dim"))
    return grid


def _today(grid: Grid, screen: Screen) -> None:
    stroke = screen.look.rule * 3
    if grid.rows:
        grid.heading("")
    grid.heading(f"{stroke} today, {say_period(Period(screen.today, screen.today))} {stroke}", "bold reverse")
    grid.heading("")


Said = dict[tuple[tuple[str, ...], tuple[str, ...]], str]
"""Pairs of sides in words: few for very many rows."""


def _cells(row: Told, screen: Screen, said: Said) -> list[Cell | str]:
    claim, look = row.event.claim, screen.look
    year = (row.period.start or row.period.last).year
    when = say_period(row.period, within=year, role=row.roles[0])
    sides = said.get((claim.by, claim.on))
    if sides is None:
        sides = said[claim.by, claim.on] = say_sides(claim, screen.names, arrow=look.arrow, codes_only=screen.narrow)
    told = say_standing(row.roles, claim)
    count = row.event.source_count
    sources = (
        f"{'x' if look.ascii else '×'}{count}" if screen.width is not None and screen.width < 120 else f"{count} source{'s' * (count != 1)}"
    )
    glyph = Cell(look.glyph(claim), look.style(claim))
    if screen.narrow:
        return [when, glyph, sides, f"{say_what(claim)}: {told}", row.event.id]
    return [when, glyph, sides, say_what(claim), told, sources, row.event.id]


def heading_of(period: Period, by: str) -> str:
    """The heading a period stands under: its month, or the vaguer span that the text told."""
    edge = period.start or period.last
    if by == "year":
        return f"{edge.year}"
    if (period.start is None or period.end is None) and period.grain is Grain.YEAR:
        return f"{edge.year} (no {by} told)"
    # a week that ends in the next month stands under the one in which it begins
    wide = period.start and period.end and (period.end - period.start).days > 31
    if wide and (by == "month" or _quarter(period.first) != _quarter(period.last)):
        return f"{say_period(period)} (no {by} told)"
    return _quarter(edge) if by == "quarter" else f"{MONTHS[edge.month]} {edge.year}"


def _quarter(day: date) -> str:
    return f"Q{(day.month + 2) // 3} {day.year}"
