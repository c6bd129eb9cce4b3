"""Duties in force on a day, component by component, with the working; and the duty over time as steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from tradewatch.model import Event, Period, Rate
from tradewatch.views.formats import Json, View
from tradewatch.views.grid import INGEST, Cell, Column, Grid, notes
from tradewatch.views.safe import safe
from tradewatch.views.screen import Screen
from tradewatch.views.shapes import flatten
from tradewatch.views.words import say_number, say_period, say_rate, say_side

FIELDS = ("by", "on", "at", "rate", "rate_unit", "goods", "instrument", "state", "since", "until", "event", "source_count")
_YEAR = timedelta(days=400)
_STATE_STYLES = {"in_force": "bold", "assumed": "", "suspended": "dim"}
_STATE_WORDS = {"in_force": "in force", "assumed": "assumed", "suspended": "suspended"}


def rates_view(
    table: Json, events: Mapping[str, Event], steps: Sequence[Json] = (), *, chart: bool = False, read: tuple[str, str] | None = None
) -> View:
    """The `rates` command's view: `{by, on, at, components, sum, told_totals}`.

    `steps` is the history, each step such a table with `date`; `read` the first and the last day of all articles, ISO.
    """
    return View(
        title=f"Rates of {table['by']} on {table['on']} at {table['at']}",
        columns=FIELDS,
        records=lambda: [table | ({"history": _history(steps, events)} if chart else {})],
        flat=lambda: (flatten({"by": table["by"], "on": table["on"], "at": table["at"], **component}) for component in table["components"]),
        draw=lambda screen: _draw(table, events, steps, screen, chart, read),
        single=True,
    )


def _history(steps: Sequence[Json], events: Mapping[str, Event]) -> list[Json]:
    from tradewatch.views.chart import with_dates

    return with_dates(steps, events)


def _draw(
    table: Json, events: Mapping[str, Event], steps: Sequence[Json], screen: Screen, chart: bool, read: tuple[str, str] | None
) -> RenderableType:
    names = screen.names
    at = Period.parse(table["at"])
    title = f"{say_side([table['by']], names)} on {say_side([table['on']], names)}, {say_period(at)}"
    parts: list[RenderableType] = [Text(safe(title), "bold"), Text()]
    if table["components"]:
        parts.append(_components(table, events, screen))
    else:
        parts.append(notes([f"no duty is told in force on this day; ask for another with --at, or {INGEST}"]))
    parts += [Text(), notes(_working(table), "")]
    if table.get("apart"):
        parts += [Text(), notes(["also told, and not counted:"], ""), _apart(table, events, screen), Text()]
    parts.append(notes(_caveats(table, read)))
    if chart:
        from tradewatch.views.chart import steps_chart

        parts += [Text(), steps_chart(steps, events, screen)]
    return Group(*parts)


def _apart(table: Json, events: Mapping[str, Event], screen: Screen) -> Grid:
    """What is told too badly to count, with the reason in place of the state."""
    columns = [Column("", right=True), Column("", folds=True), Column("", folds=True), Column("", style="dim")]
    grid = Grid(columns, indent=2)
    for part in table["apart"]:
        rate = rate_of(part["rate"])
        told = Cell(say_rate(rate) if rate else "rate not told", "dim")
        grid.add(told, _goods(part, events, screen), _reason(part), part["event"])
    return grid


def _reason(part: Json) -> str:
    since = f"since {_when(part['since']).removeprefix('since ')}" if part["since"] else ""
    told = _when(part["told"])
    match part["why"]:
        case "transit":
            return ", ".join(word for word in (since, "on goods that are only shipped through") if word)
        case "weak":
            return ", ".join(word for word in (since, f"by one article's uncertain reading of {told}") if word)
        case "undated":
            return f"told {told}, with no first day, and not since"
        case "revised":
            return f"announced {since.replace('since', 'for')}; told at another rate after {told}"
        case "unconfirmed":
            return f"announced {since.replace('since', 'for')}; no article since {told} tells it"
        case _:
            return f"{since}; last told {told}"


def _components(table: Json, events: Mapping[str, Event], screen: Screen) -> Grid:
    if screen.narrow:
        return _narrow_components(table, events, screen)
    # a column in which nothing is told gives its room to the others
    told = {name: any(component[name] for component in table["components"]) for name in ("instrument", "until")}
    grid = Grid(
        [
            Column("rate", right=True),
            Column("goods", folds=True),
            Column("under" if told["instrument"] else "", folds=True),
            Column("state"),
            Column("since", folds=True, floor=10),
            Column("until" if told["until"] else "", folds=True, floor=10),
            Column("sources", right=True),
            Column("event", style="dim"),
        ],
        indent=2,
    )
    for component in table["components"]:
        style = _STATE_STYLES.get(component["state"], "")
        rate = rate_of(component["rate"])
        grid.add(
            Cell(say_rate(rate) if rate else "rate not told", style),
            _goods(component, events, screen),
            component["instrument"] or ("-" if told["instrument"] else ""),
            _STATE_WORDS[component["state"]] + _last_told(component, table["at"]),
            _since(component, events),
            _when(component["until"]) if told["until"] else "",
            str(component["source_count"]),
            component["event"],
        )
    return grid


def _narrow_components(table: Json, events: Mapping[str, Event], screen: Screen) -> Grid:
    """The same in fewer columns: what names the duty beside its goods, its state before its dates."""
    grid = Grid(
        [
            Column("rate", right=True, folds=True, floor=9),
            Column("goods", folds=True),
            Column("state and since", folds=True),
            Column("told", right=True),
            Column("event", style="dim"),
        ],
        indent=2,
    )
    for component in table["components"]:
        rate = rate_of(component["rate"])
        state, old = _STATE_WORDS[component["state"]], _last_told(component, table["at"])
        until = f", until {_when(component['until'])}" if component["until"] else ""
        under = f" [{component['instrument']}]" if component["instrument"] else ""
        grid.add(
            Cell(say_rate(rate) if rate else "rate not told", _STATE_STYLES.get(component["state"], "")),
            f"{_goods(component, events, screen)}{under}",
            f"{state} {_since(component, events)}{until}".replace("-, ", "").removesuffix(" -") + old,
            f"{'x' if screen.ascii else '×'}{component['source_count']}",
            component["event"],
        )
    return grid


def _last_told(component: Json, at: str) -> str:
    """When an article last told it, where that is long ago."""
    told = component.get("told")
    return f", last told {_when(told)}" if told and date.fromisoformat(at) - date.fromisoformat(told) > _YEAR else ""


def _goods(component: Json, events: Mapping[str, Event], screen: Screen) -> str:
    via, event = component.get("via") or [], events.get(component["event"])
    if via == ["*"] and event is not None and not event.claim.on:
        return f"{_covered(component)} (from any country)"
    return _covered(component) + (f" (through {say_side(via, screen.names)})" if via else "")


def _covered(component: Json) -> str:
    """The goods as told; else the value of trade that tells one duty from another (the sign of its currency isn't kept)."""
    named, worth = ", ".join(component["goods"]), component.get("worth")
    if not worth:
        return named or "all or not told"
    unit = "trillion" if worth.endswith("t") else "billion"
    return f"{named or 'goods'} worth {worth[:-1]} {unit}"


def rate_of(shape: Any) -> Rate | None:
    """A Rate from its JSON."""
    if not shape:
        return None
    least = shape.get("min")
    return Rate(Decimal(str(shape["value"])), shape["unit"], Decimal(str(least)) if least is not None else None)


def _when(value: str | None) -> str:
    return say_period(Period.parse(value)) if value else "-"


def _since(component: Json, events: Mapping[str, Event]) -> str:
    """The first day as told, marked where sources differ on it; else the day of the first article that tells the duty."""
    if component["since"]:
        mark = " (disputed)" if "dates.effective" in (component.get("disputed") or ()) else ""
        return _when(component["since"]).removeprefix("since ") + mark
    event = events.get(component["event"])
    first = min((one.source.published for one in event.told if one.source.published), default=None) if event else None
    return f"told {say_period(Period(first, first))}" if first else "-"


def _working(table: Json) -> list[str]:
    """The sum with what it adds, or why there is none; then totals that articles told, which are never added to."""
    rates = {component["event"]: component["rate"] for component in table["components"]}
    lines = []
    if table["sum"]:
        assumed = {component["event"] for component in table["components"] if component["state"] == "assumed"}
        terms = [
            say_rate(rate) + (" assumed" if event in assumed else "") for event in table["sum"]["of"] if (rate := rate_of(rates.get(event)))
        ]
        lines.append(
            f"sum {say_number(table['sum']['value'])}% = {' + '.join(terms)}" if terms else f"sum {say_number(table['sum']['value'])}%"
        )
    elif len(table["components"]) > 1:
        lines.append("no sum: the components don't all cover the same goods, or nothing says that all are added on top")
    for total in table["told_totals"]:
        rate = rate_of(total["rate"])
        if rate:
            goods = f" on {', '.join(total['goods'])}" if total.get("goods") else ""
            lines.append(f"told as a total: {say_rate(rate)}{goods} ({total['event']})")
    return lines


def _caveats(table: Json, read: tuple[str, str] | None) -> list[str]:
    lines = []
    if any(component["state"] == "assumed" for component in table["components"]):
        lines.append("assumed: the date has come, and no article confirms it")
    covered = table.get("covered")
    if covered:
        span = f"from articles of {covered[0]}{f' to {covered[1]}' if covered[1] != covered[0] else ''}; "
    elif read:
        span = f"no article tells a duty of these two; the articles here are of {read[0]} to {read[1]}; "
    else:
        span = "no articles here; "
    if any("dates.effective" in (component.get("disputed") or ()) for component in table["components"]):
        lines.append("disputed: sources differ on the first day; see tradewatch conflicts")
    return [*lines, f"{span}components as articles tell them, not a customs ruling"]
