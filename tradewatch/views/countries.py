"""A row a country: how much it imposes and faces, its deals and meetings, its latest and its next date, its months as a sparkline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from rich.console import RenderableType

from tradewatch.errors import UsageError
from tradewatch.model import Event, EventType, Period, Status
from tradewatch.views.formats import Json, View
from tradewatch.views.grid import Column, Grid, nothing
from tradewatch.views.screen import Screen
from tradewatch.views.words import Names, say_period

FIELDS = ("country", "name", "imposes", "faces", "agreements", "meetings", "latest", "next")
_DROPPED = (Status.REJECTED, Status.CANCELLED)
_BARS = "▁▂▃▄▅▆▇█"


@dataclass(slots=True)
class Tally:
    """One country's counts; `months` counts dated events by (year, month)."""

    country: str
    name: str
    imposes: int = 0
    faces: int = 0
    agreements: int = 0
    meetings: int = 0
    latest: Period | None = None
    next: Period | None = None
    months: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, event: Event, today: date) -> None:
        """Count an event in which the country takes part."""
        claim = event.claim
        if claim.type.is_measure:
            self.imposes += self.country in claim.by
            self.faces += self.country in claim.on
        self.agreements += claim.type is EventType.AGREEMENT
        self.meetings += claim.type is EventType.MEETING
        key = claim.key_date
        if key is not None:
            edge = key.start or key.last
            self.months[edge.year, edge.month] += 1
        for period in claim.dates.values():
            edge = period.start or period.last
            if edge <= today:
                if self.latest is None or edge > (self.latest.start or self.latest.last):
                    self.latest = period
            elif claim.status not in _DROPPED and (self.next is None or edge < (self.next.start or self.next.last)):
                self.next = period


def tally(events: Iterable[Event], names: Names, today: date) -> list[Tally]:
    """A Tally for every jurisdiction named in the events, busiest first. "All countries" is no country."""
    rows: dict[str, Tally] = {}
    for event in events:
        for code in {*event.claim.by, *event.claim.on} - {"*"}:
            if code not in rows:
                rows[code] = Tally(code, names(code))
            rows[code].add(event, today)
    return sorted(rows.values(), key=lambda row: (-(row.imposes + row.faces + row.agreements + row.meetings), row.country))


def sort_by(rows: Sequence[Tally], key: str) -> list[Tally]:
    """The rows by a field of FIELDS: names upwards, counts and dates downwards (`next`: soonest first).

    Raises UsageError on another key.
    """
    if key not in FIELDS:
        raise UsageError(f"cannot sort countries by '{key}'; use one of {', '.join(FIELDS)}")
    if key in ("country", "name"):
        return sorted(rows, key=lambda row: (getattr(row, key), row.country))
    if key in ("latest", "next"):
        return sorted(rows, key=lambda row: (getattr(row, key) is None, _order(getattr(row, key), soonest=key == "next"), row.country))
    return sorted(rows, key=lambda row: (-getattr(row, key), row.country))


def _order(period: Period | None, *, soonest: bool) -> int:
    if period is None:
        return 0
    day = (period.start or period.last).toordinal()
    return day if soonest else -day


def countries_view(rows: Sequence[Tally], *, today: date) -> View:
    """The `countries` command's view."""
    return View(
        title="Countries",
        columns=FIELDS,
        records=lambda: map(_record, rows),
        flat=lambda: map(_record, rows),
        draw=lambda screen: _draw(rows, screen, today),
    )


def _record(row: Tally) -> Json:
    return {
        "country": row.country,
        "name": row.name,
        "imposes": row.imposes,
        "faces": row.faces,
        "agreements": row.agreements,
        "meetings": row.meetings,
        "latest": row.latest.edtf if row.latest else None,
        "next": row.next.edtf if row.next else None,
    }


def _draw(rows: Sequence[Tally], screen: Screen, today: date) -> RenderableType:
    if not rows:
        return nothing("no events here")
    months = _months(today, 12 if screen.width is not None and screen.width < 120 else 24)
    spark = "" if screen.ascii or screen.narrow else f"{len(months)} months"
    grid = Grid(
        [
            Column("country"),
            Column("name", folds=True),
            Column("imposes", right=True, named=True),
            Column("faces", right=True, named=True),
            Column("deals" if screen.narrow else "agreements", right=True, named=True),
            Column("meetings", right=True, named=True),
            Column("latest", folds=True, named=True),
            Column("next", folds=True, named=True),
            Column(spark),
        ]
    )
    top = max((row.months[month] for row in rows for month in months), default=0)
    for row in rows:
        grid.add(
            row.country,
            row.name,
            *(str(count) if count else "-" for count in (row.imposes, row.faces, row.agreements, row.meetings)),
            say_period(row.latest) if row.latest else "-",
            say_period(row.next) if row.next else "-",
            sparkline([row.months[month] for month in months], top) if spark else "",
        )
    return grid


def sparkline(counts: Sequence[int], top: int) -> str:
    """A bar a count, on one scale up to `top`; nothing is a dot, so that empty months can be counted."""
    return "".join(_BARS[min(7, (count * 8 - 1) // max(top, 1))] if count else "·" for count in counts)


def _months(today: date, count: int) -> list[tuple[int, int]]:
    last = today.year * 12 + today.month - 1
    return [(at // 12, at % 12 + 1) for at in range(last - count + 1, last + 1)]
