"""Tariff steps as charts: Vega-Lite drawn to SVG while the report is made, so that the page needs no chart script and prints as it is."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from tradewatch.model import Event, Period
from tradewatch.views.chart import level
from tradewatch.views.formats import Json
from tradewatch.views.safe import safe
from tradewatch.views.words import Names, say_number, say_period, say_side, say_sides, say_what

_WIDTH, _HEIGHT = 400, 150
_INK, _FAINT, _LINE = "var(--soft)", "var(--rule)", "var(--tariff)"


def pair(by: str, on: str, steps: Sequence[Json], events: Mapping[str, Event], names: Names, today: date) -> Json:
    """A side's duties on another over time: `{by, on, title, now, chart, rows}`; `chart` is SVG, empty with fewer than two levels.

    A row is `{date, level, moved}`: from which day, how high in words, and the events that moved it as `[id, words]`.
    """
    rows, points, seen = list[Json](), list[Json](), set[str]()
    for step in steps:
        height = level(step)
        present = {component["event"] for component in step["components"]}
        moved = [
            [id, safe(f"{say_sides(events[id].claim, names)}: {say_what(events[id].claim)}")]
            for id in sorted(present - seen)
            if id in events
        ]
        seen = present
        told = f"{say_number(height)}%" if height is not None else "-"
        day = say_period(Period.parse(step["date"]))
        rows.append({"date": day, "level": told, "moved": moved})
        if height is not None:
            what = "; ".join(words for _, words in moved) or "a component ended"
            points.append(
                {"day": step["date"], "rate": height, "told": f"{day}: {told}. {what}", "to": f"#event/{moved[0][0]}" if moved else ""}
            )
    title = f"{say_side([by], names)} on {say_side([on], names)}"
    drawn = _svg(points, today, safe(title)) if len({point["rate"] for point in points}) > 1 else ""
    return {"by": by, "on": on, "title": safe(title), "now": rows[-1]["level"] if rows else "-", "chart": drawn, "rows": rows}


def _svg(points: Sequence[Json], today: date, title: str) -> str:
    import vl_convert

    last = max(points[-1]["day"], today.isoformat())
    spec = copy.deepcopy(_compiled())
    for part in spec["data"]:
        if part["name"] == "steps":
            part["values"] = [*points, {**points[-1], "day": last}]
        elif part["name"] == "points":
            part["values"] = list(points)
    return _fluid(vl_convert.vega_to_svg(spec), title)


@cache
def _compiled() -> dict[str, Any]:
    """The chart as Vega, without data: Vega-Lite is compiled once, each pair's steps are put in."""
    import vl_convert

    shared: dict[str, Any] = {
        "x": {"field": "day", "type": "temporal", "title": None, "axis": {"tickCount": 5, "labelOverlap": True}},
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
                "encoding": {**shared, "href": {"field": "to"}, "description": {"field": "told"}},
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


def _fluid(drawn: str, title: str) -> str:
    """The drawing at the width of its place, named for those who cannot see it, and each point with its words as a tooltip."""
    from markupsafe import escape

    head, _, rest = drawn.partition(">")
    head = re.sub(r' (?:width|height|class|xmlns:xlink|version)="[^"]{0,80}"', "", head)
    named = f'{head} class="chart" role="img" aria-label="{escape(f"Duty of {title} over time")}">'
    rest = re.sub(r' (?:pointer-events|aria-roledescription)="[^"]{0,80}"', "", rest).replace("xlink:href=", "href=")
    return named + re.sub(r'(<path aria-label="([^"]{0,4000})"[^>]{0,4000})/>', r"\1><title>\2</title></path>", rest)
