"""Tariff steps as charts: Vega-Lite drawn to SVG while the report is made, so that the page needs no chart script and prints as it is."""

from __future__ import annotations

import copy
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from typing import Any

from tradewatch.model import Event, Period
from tradewatch.views.chart import level
from tradewatch.views.formats import Json
from tradewatch.views.rates import rate_of
from tradewatch.views.safe import safe
from tradewatch.views.words import Names, say_number, say_period, say_rate, say_side, say_sides, say_what


@dataclass(frozen=True, slots=True)
class Point:
    """A step as it is drawn: the day (ISO) from which a rate in percent holds, the words told of it, the event that moved it."""

    day: str
    rate: float
    told: str
    event: str | None


_WIDTH, _HEIGHT = 400, 150
_INK, _FAINT, _LINE = "var(--soft)", "var(--rule)", "var(--tariff)"


def pair(history: Json, events: Mapping[str, Event], shown: Container[str], names: Names, today: date) -> Json:
    """A side's duties on another over time, of a history `{by, on, steps}`: `{by, on, title, now, how, parts, chart, rows}`.

    `now` is the level in words and `how` what it adds or picks; `parts` are the components that stand. A row is `{date, level, moved}`:
    from which day, how high, and the events that moved it as `[id, words]`, the id None where it is not among those `shown`. `chart` is
    SVG, empty with fewer than two levels.
    """
    by, on, steps = history["by"], history["on"], history["steps"]
    rows, points, seen = list[Json](), list[Point](), set[str]()
    for step in steps:
        height = level(step)
        present = {component["event"] for component in step["components"]}
        came = [events[id] for id in sorted(present - seen) if id in events]
        moved = [(one.id if one.id in shown else None, safe(f"{say_sides(one.claim, names)}: {say_what(one.claim)}")) for one in came]
        seen = present
        told, day = _level_told(height, step), say_period(Period.parse(step["date"]))
        rows.append({"date": day, "level": told, "moved": moved})
        if height is not None:
            what = "; ".join(words for _, words in moved) or "a component ended or is told no more"
            points.append(Point(step["date"], height, f"{day}: {told}. {what}", moved[0][0] if moved else None))
    title = safe(f"{say_side([by], names)} on {say_side([on], names)}")
    drawn = _svg(points, today, title) if len({point.rate for point in points}) > 1 else ""
    last = steps[-1] if steps else {"components": [], "sum": None}
    return {
        "by": by,
        "on": on,
        "title": title,
        "now": rows[-1]["level"] if rows else "-",
        "how": _how(last),
        "parts": [_part(component, shown, names) for component in last["components"]],
        "chart": drawn,
        "rows": rows,
    }


def _how(step: Json) -> str:
    """What the level is of: the sum of so many parts, or the highest of so many rates."""
    if step["sum"]:
        return f"sum of {len(step['sum']['of'])} parts"
    rated = [part for part in step["components"] if part["rate"] and part["rate"]["unit"] == "percent" and part["state"] != "suspended"]
    return f"highest of {len(rated)} rates" if len(rated) > 1 else ""


def _part(component: Json, shown: Container[str], names: Names) -> Json:
    rate, since = rate_of(component["rate"]), component.get("since")
    goods = ", ".join(component.get("goods") or ()) or "all goods, or none told"
    via = f" (through {say_side(component['via'], names)})" if component.get("via") else ""
    told = [component["state"].replace("_", " ")]
    if since:
        period = Period.parse(since)
        told.append(say_period(period) if period.start is None or period.end is None else f"since {say_period(period)}")
    return {
        "id": component["event"] if component["event"] in shown else None,
        "rate": say_rate(rate) if rate else "rate not told",
        "goods": safe(goods + via),
        "told": ", ".join(told),
    }


def _level_told(height: float | None, step: Json) -> str:
    """The level in percent; where none is told in percent, the rates themselves."""
    if height is not None:
        return f"{say_number(height)}%"
    rates = [say_rate(rate) for component in step["components"] if (rate := rate_of(component["rate"]))]
    return ", ".join(dict.fromkeys(rates)) or "no rate told"


def _svg(points: Sequence[Point], today: date, title: str) -> str:
    import vl_convert

    first, last = points[0].day, max(points[-1].day, today.isoformat())
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    spec = copy.deepcopy(_compiled("%Y" if days > 900 else "%b %Y" if days > 120 else "%b %-d, %Y", 5 if days > 900 else 3))
    for part in spec["data"]:
        if part["name"] == "steps":
            part["values"] = [
                {"day": day, "rate": rate} for day, rate in [*((one.day, one.rate) for one in points), (last, points[-1].rate)]
            ]
        elif part["name"] == "points":
            part["values"] = [{"day": point.day, "rate": point.rate, "name": f"point {at}"} for at, point in enumerate(points)]
    return _named(vl_convert.vega_to_svg(spec), title, points)


@cache
def _compiled(days: str, ticks: int) -> dict[str, Any]:
    """The chart as Vega, without data: Vega-Lite is compiled once for each way to write days, each pair's steps are put in."""
    import vl_convert

    shared: dict[str, Any] = {
        "x": {
            "field": "day",
            "type": "temporal",
            "title": None,
            "scale": {"type": "utc"},
            "axis": {"tickCount": ticks, "labelOverlap": True, "format": days},
        },
        "y": {
            "field": "rate",
            "type": "quantitative",
            "title": None,
            "scale": {"zero": True, "nice": True},
            "axis": {"tickCount": 4, "labelExpr": "datum.label + '%'"},
        },
    }
    stairs = {"interpolate": "step-after", "color": _LINE, "aria": False}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTH,
        "height": _HEIGHT,
        "background": None,
        "layer": [
            {"data": {"name": "steps"}, "mark": {"type": "area", "opacity": 0.12, **stairs}, "encoding": shared},
            {"data": {"name": "steps"}, "mark": {"type": "line", "strokeWidth": 2, **stairs}, "encoding": shared},
            {
                "data": {"name": "points"},
                "mark": {"type": "point", "filled": True, "size": 46, "color": _LINE, "opacity": 1},
                "encoding": {**shared, "description": {"field": "name"}},
            },
        ],
        "config": {
            "font": "inherit",
            "view": {"stroke": None},
            "axis": {"labelColor": _INK, "labelFontSize": 12, "domainColor": _FAINT, "tickColor": _FAINT, "gridColor": _FAINT},
            "axisX": {"grid": False},
            "axisY": {"domain": False, "ticks": False},
        },
    }
    compiled: dict[str, Any] = vl_convert.vegalite_to_vega(spec)
    return compiled


def _named(drawn: str, title: str, points: Sequence[Point]) -> str:
    """The drawing at the width of its place, named for those who cannot see it; each point with its words, and a link to its event.

    Words and links are put in here, escaped: the drawing program sees numbers and days only, and would turn a link into one on the web.
    """
    head, _, rest = drawn.partition(">")
    head = re.sub(r' (?:width|height|class|xmlns:xlink|version)="[^"]{0,80}"', "", head)
    rest = re.sub(r' (?:(?:pointer-events|aria-roledescription)="[^"]{0,80}"|role="graphics-object")', "", rest)

    def point(found: re.Match[str]) -> str:
        one = points[int(found[1])]
        words = escape(one.told)
        mark = f'<path aria-label="{words}"{found[2]}><title>{words}</title></path>'
        return f'<a href="#event/{escape(one.event)}">{mark}</a>' if one.event else mark

    rest = re.sub(r'<path aria-label="point (\d{1,5})"([^>]{0,4000})/>', point, rest)
    return f'{head} class="chart" role="group" aria-label="{escape(f"Duty of {title} over time")}">{rest}'
