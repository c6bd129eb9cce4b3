"""What one side charges another on a day, in short lines."""

from __future__ import annotations

from datetime import date

from tradewatch.resolution import resolve
from tradewatch.resolution.rates import rates

from .us_china import STORY

EVENTS = resolve(STORY).events


def on_day(by, on, day):
    """What the story of `us_china` charges on a day."""
    return rates(EVENTS, by, on, date.fromisoformat(day))


def table(claims, by, on, day, **more):
    return rates(resolve(claims).events, by, on, date.fromisoformat(day), **more)


def parts(table):
    """Components as `rate goods-or-worth state`."""
    rows = []
    for part in table.components:
        covers = "/".join(part.goods) or part.worth or "all"
        unit = {"percent": "%", "percentage_point": "pp"}.get(part.rate.unit, part.rate.unit) if part.rate else ""
        rows.append(f"{part.rate.value if part.rate else '?'}{unit} {covers} {part.state}")
    return sorted(rows)
