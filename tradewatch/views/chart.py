"""Charts: events a month as bars, a duty over time as steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from tradewatch.model import Event, Period, Role
from tradewatch.views.formats import Json, View
from tradewatch.views.grid import Cell, Column, Grid, notes, nothing
from tradewatch.views.screen import Screen
from tradewatch.views.timeline import Row
from tradewatch.views.words import MON, UNDECIDED, say_number, say_period, say_sides, say_what

BAR = 60
CHART_WIDTH = 100


def density_view(rows: Sequence[Row]) -> View:
    """`timeline --chart`: how many dates fall in each month, decided and undecided apart. A period longer than a month counts nowhere."""
    return View(
        title="Dates a month",
        columns=("month", "decided", "undecided"),
        records=lambda: _months(rows),
        flat=lambda: _months(rows),
        draw=lambda screen: _density(_months(rows), screen),
    )


def _months(rows: Sequence[Row]) -> list[Json]:
    """Every month from the first to the last with its counts, empty months too."""
    counts: Counter[tuple[int, bool]] = Counter()
    for row in rows:
        first, last = row.period.start or row.period.last, row.period.end or row.period.first
        if (first.year, first.month) == (last.year, last.month):
            counts[first.year * 12 + first.month - 1, row.event.claim.status in UNDECIDED] += 1
    if not counts:
        return []
    months = [month for month, _ in counts]
    return [
        {"month": f"{month // 12:04d}-{month % 12 + 1:02d}", "decided": counts[month, False], "undecided": counts[month, True]}
        for month in range(min(months), max(months) + 1)
    ]


def _density(months: Sequence[Json], screen: Screen) -> RenderableType:
    if not months:
        return nothing("no dated events here")
    solid, hollow = ("#", "-") if screen.ascii else ("█", "░")
    room = BAR if screen.width is None else max(10, min(BAR, screen.width - 24))
    top = max(month["decided"] + month["undecided"] for month in months)
    scale = 1.0 if top <= room else room / top
    grid = Grid([Column(), Column(right=True), Column(style="red"), Column()])
    year = ""
    for month in months:
        named = f"{MON[int(month['month'][5:])]} {month['month'][:4]}" if month["month"][:4] != year else MON[int(month["month"][5:])]
        year = month["month"][:4]
        total = month["decided"] + month["undecided"]
        decided = round(month["decided"] * scale) or (1 if month["decided"] else 0)
        undecided = round(month["undecided"] * scale) or (1 if month["undecided"] else 0)
        grid.add(named, str(total) if total else "", Cell(solid * decided + hollow * undecided, "red"), "")
    return Group(grid, Text(), Text(f"{solid} decided  {hollow} threatened, proposed, planned or dropped", "dim"))


def steps_chart(steps: Sequence[Json], events: Mapping[str, Event], screen: Screen) -> RenderableType:
    """The duty over time: a chart of the sum (or of the highest rate, where nothing may be added), and under it what moved it when."""
    points = [(date.fromisoformat(step["date"]), level(step)) for step in steps]
    known = [(day, height) for day, height in points if height is not None]
    if not known:
        return Text("  no duty in percent is told on any day", "dim")
    parts: list[RenderableType] = []
    if len(known) > 1:
        parts += [_plot(known, screen), Text()]
    grid = Grid([Column(), Column(right=True), Column(folds=True), Column(style="dim")], indent=2)
    before: Json = {"components": ()}
    for step, (day, height) in zip(steps, points, strict=True):
        moves = _moves(before, step)
        before = step
        told = "; ".join(f"{_component(events, id, screen)}{how}" for id, how in moves if id in events)
        shown = f"{say_number(height)}%" if height is not None else "-"
        grid.add(_when(step, day, events, [id for id, how in moves if not how]), shown, told, ", ".join(id for id, _ in moves))
    parts.append(grid)
    parts.append(notes(["the sum where the parts are additional and cover the same goods, else the highest single rate"]))
    return Group(*parts)


def _moves(before: Json, now: Json) -> list[tuple[str, str]]:
    """Ids of what came, changed and went between two steps, each with what became of it: nothing for what came."""
    old, new = ({component["event"]: component for component in step["components"]} for step in (before, now))
    led = {id for component in new.values() for id in component.get("events", ())}
    came = [(id, "") for id in sorted(new.keys() - old.keys())]
    changed = [
        (id, " is " + ("in force" if new[id]["state"] == "in_force" else new[id]["state"]))
        for id in sorted(new.keys() & old.keys())
        if new[id]["state"] != old[id]["state"]
    ]
    faded = {id for component in now.get("apart", ()) for id in (component["event"], *component.get("events", ()))}
    return [*came, *changed, *((id, " is told no more" if id in faded else " ended") for id in sorted(old.keys() - new.keys() - led))]


def _component(events: Mapping[str, Event], id: str, screen: Screen) -> str:
    claim = events[id].claim
    return f"{say_sides(claim, screen.names, arrow=screen.look.arrow)}: {say_what(claim)}"


def told_as(step: Json, events: Mapping[str, Event], came: Iterable[str]) -> Period | None:
    """The date of a step as its events tell it, the most exact where several came; None where none of them tells one."""
    told = [events[id].claim.dates.get(Role.EFFECTIVE) for id in came if id in events]
    day = date.fromisoformat(step["date"])
    around = [period for period in told if period is not None and period.first <= day <= period.last]
    return min(around, key=lambda period: period.last - period.first) if around else None


def with_dates(steps: Sequence[Json], events: Mapping[str, Event]) -> list[Json]:
    """The steps with `told`: the date in EDTF as the articles tell it, null where it is known by an article's day or an end alone."""
    before: Json = {"components": ()}
    rows = []
    for step in steps:
        period = told_as(step, events, [id for id, how in _moves(before, step) if not how])
        rows.append({"date": step["date"], "told": period.edtf if period else None} | step)
        before = step
    return rows


def _when(step: Json, day: date, events: Mapping[str, Event], came: Sequence[str]) -> str:
    period = told_as(step, events, came)
    if period is not None:
        return say_period(period)
    exact = say_period(Period(day, day))
    # what came without a date of its own is known by the day of the article that tells it
    return f"told {exact}" if came and all(Role.EFFECTIVE not in events[id].claim.dates for id in came if id in events) else exact


def level(step: Json) -> float | None:
    """A step's height in percent: its sum, else its highest single rate in force; None where no rate is in percent."""
    if step["sum"]:
        return float(step["sum"]["value"])
    rates = [c["rate"]["value"] for c in step["components"] if c["rate"] and c["rate"]["unit"] == "percent" and c["state"] != "suspended"]
    if not rates:
        return 0.0 if not step["components"] or all(c["state"] == "suspended" for c in step["components"]) else None
    return float(max(rates))


def _plot(points: Sequence[tuple[date, float]], screen: Screen) -> Text:
    import plotext

    first, last = points[0][0], max(points[-1][0], screen.today)
    days, heights = list[int](), list[float]()
    for at, (day, height) in enumerate(points):
        until = points[at + 1][0] if at + 1 < len(points) else last
        days += [(day - first).days, (until - first).days]
        heights += [height, height]
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plot_size(min(screen.width or CHART_WIDTH, CHART_WIDTH), 14)
    plotext.plot(days, heights, marker="*" if screen.ascii else "hd")
    top = max(heights) * 1.1 or 1
    step = next(size for size in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 10**6) if top / size <= 7)
    marks = [step * at for at in range(int(top // step) + 1)]
    plotext.ylim(0, top)
    plotext.yticks(marks, [f"{mark}%" for mark in marks])
    ticks = sorted({days[0], *(days[-1] * part // 4 for part in (1, 2, 3)), days[-1]})
    plotext.xticks(ticks, [f"{MON[day.month]} {day.year}" for day in (date.fromordinal(first.toordinal() + tick) for tick in ticks)])
    drawn = Text.from_ansi(plotext.build())
    plain = "\n".join(line.rstrip() for line in drawn.plain.splitlines())
    return Text(_ascii(plain) if screen.ascii else plain)


def _ascii(drawn: str) -> str:
    return drawn.translate(str.maketrans("┌┐└┘─│┤┬├┴┼", "++++-|++++" + "+"))
