"""Who acts on whom: a row an acting side, a column an affected side, in each cell the events by type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.text import Text

from tradewatch.model import Event, EventType
from tradewatch.views.formats import Json, View
from tradewatch.views.grid import GAP, Column, Grid, nothing
from tradewatch.views.screen import Screen

Pair = tuple[str, str]
Counts = dict[Pair, Counter[EventType]]


def matrix_view(events: Sequence[Event]) -> View:
    """`countries --matrix`: `{by, on, total}` and a count for each type, the busiest pair first."""
    counts = count(events)
    return View(
        title="Who acts on whom",
        columns=("by", "on", "total", *(kind.value for kind in EventType)),
        records=lambda: _records(counts),
        flat=lambda: _records(counts),
        draw=lambda screen: _draw(counts, screen),
    )


def count(events: Sequence[Event]) -> Counts:
    """Events of each pair of acting and affected side by type. What sides do together, and what hits nobody named, has no pair."""
    counts: Counts = {}
    for event in events:
        for by in event.claim.by:
            for on in event.claim.on:
                counts.setdefault((by, on), Counter())[event.claim.type] += 1
    return counts


def _records(counts: Counts) -> list[Json]:
    rows = [
        {"by": by, "on": on, "total": kinds.total(), **{kind.value: kinds[kind] for kind in EventType}}
        for (by, on), kinds in counts.items()
    ]
    return sorted(rows, key=lambda row: (-int(str(row["total"])), str(row["by"]), str(row["on"])))


def _draw(counts: Counts, screen: Screen) -> RenderableType:
    if not counts:
        return nothing("no events of one side on another here")
    actors, targets = _busiest(counts, 0), _busiest(counts, 1)
    shown = _fitting(counts, actors, targets, screen)
    rest = [code for code in targets if code not in shown]
    heads = [*shown, *(["others"] if rest else [])]
    grid = Grid([Column("by, on", style="bold"), *(Column("all" if code == "*" else code) for code in heads)])
    for actor in actors:
        cells = [_cell(counts.get((actor, target), Counter()), screen) for target in shown]
        if rest:
            cells.append(_cell(sum((counts.get((actor, target), Counter()) for target in rest), Counter()), screen))
        grid.add(actor, *cells)
    kinds = sorted({kind for one in counts.values() for kind in one})
    parts: list[RenderableType] = [grid, Text()]
    if rest:
        parts.append(Text(f"others: {', '.join(rest)}", "dim"))
    parts.append(Text("  ".join(f"{screen.look.shape(kind)} {kind.value.replace('_', ' ')}" for kind in kinds), "dim"))
    return Group(*parts)


def _busiest(counts: Counts, side: int) -> list[str]:
    totals: Counter[str] = Counter()
    for pair, kinds in counts.items():
        totals[pair[side]] += kinds.total()
    return sorted(totals, key=lambda code: (-totals[code], code))


def _fitting(counts: Counts, actors: Sequence[str], targets: Sequence[str], screen: Screen) -> list[str]:
    """As many of the busiest targets as fit beside each other; all on a page without a width."""
    if screen.width is None:
        return list(targets)
    room = screen.width - 8 - GAP - 18
    shown = []
    for target in targets:
        width = max(len(target), *(cell_len(_cell(counts.get((actor, target), Counter()), screen)) for actor in actors)) + GAP
        if width > room:
            break
        room -= width
        shown.append(target)
    return shown


def _cell(kinds: Counter[EventType], screen: Screen) -> str:
    return " ".join(f"{screen.look.shape(kind)}{kinds[kind]}" for kind in EventType if kinds[kind]) or "."
