"""Every view as it looks at 80, 100 and 140 columns and on a pipe.

`UPDATE_SNAPSHOTS=1 pytest tests/views` writes them anew: look at the diff.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.views.build import TODAY, autumn, name, screen
from tradewatch.views.chart import density_view
from tradewatch.views.countries import countries_view, tally
from tradewatch.views.country import Side, country_view
from tradewatch.views.desk import changes_view, conflicts_view, events_view, threats_view, upcoming_view
from tradewatch.views.event import event_view
from tradewatch.views.formats import View
from tradewatch.views.lanes import lanes_view
from tradewatch.views.matrix import matrix_view
from tradewatch.views.rates import rates_view
from tradewatch.views.screen import console_for
from tradewatch.views.timeline import rows_of, timeline_view

UPCOMING = [
    {"date": "2025-11-01", "grain": "day", "role": "effective", "days": 12, "event": "e1"},
    {"date": "2025-10-21/2025-10-31", "grain": "interval", "role": "held", "days": 1, "event": "e5"},
]
THREATS = [
    {
        **{"event": "e1", "by": ["US"], "on": ["CN"], "type": "tariff", "rate": {"value": 100, "unit": "percent"}, "goods": []},
        **{"threatened": "2025-10-10", "promised": "2025-11-01", "outcome": "dropped", "outcome_date": "2025-10-30", "outcome_event": "e7"},
    }
]
RECORD = [{"by": ["US"], "threats": 3, "settled": 2, "carried_out": 1}]
CONFLICTS = [
    {"event": "e3", "field": "rate", "values": [{"value": "400 CNY/net_ton", "docs": ["wire"]}, {"value": "450", "docs": ["gazette"]}]}
]
CHANGES = [{"change": "new", "event": "e2", "fields": []}, {"change": "due", "event": "e1", "fields": ["effective"]}]
PART = {"goods": [], "instrument": "Section 301", "state": "in_force", "since": "2018-07-06", "until": None, "source_count": 3, "via": []}
RATES = {
    **{"by": "US", "on": "CN", "at": "2025-10-20"},
    "components": [
        {**PART, "event": "e6", "rate": {"value": 25, "unit": "percent"}, "worth": "34b"},
        {**PART, "event": "e1", "rate": {"value": 20, "unit": "percent"}, "instrument": None, "state": "assumed", "via": ["*"]},
        {
            **{**PART, "event": "e2", "rate": {"value": 10, "unit": "percent"}, "goods": ["toys"]},
            **{"told": "2019-09-02", "disputed": ["dates.effective"]},
        },
    ],
    "apart": [
        {**PART, "event": "e7", "rate": {"value": 41, "unit": "percent"}, "since": None, "told": "2025-07-18", "why": "weak"},
        {**PART, "event": "e8", "rate": {"value": 5, "unit": "percent"}, "goods": ["shoes"], "told": "2018-07-06", "why": "unconfirmed"},
        {**PART, "event": "e9", "rate": {"value": 14, "unit": "percent"}, "since": None, "told": "2017-03-24", "why": "undated"},
        {**PART, "event": "e5", "rate": {"value": 100, "unit": "percent"}, "since": "1987-04-17", "told": "1987-05-02", "why": "old"},
    ],
    **{"sum": {"value": 45, "of": ["e6", "e1"]}, "told_totals": [{"rate": {"value": 145, "unit": "percent"}, "event": "e2"}]},
    "covered": ["2018-07-06", "2025-10-18"],
}
STEPS = [
    {"date": "2018-07-06", **RATES, "components": RATES["components"][:1], "sum": None},
    {"date": "2025-02-04", **RATES},
]
FOLDER = Path(__file__).parent / "snapshots"
CHINA = Side("CN", "China", frozenset({"CN"}), frozenset({"CN", "*"}))
VIEWS: dict[str, Callable[[], View]] = {
    "timeline": lambda: timeline_view(rows_of(autumn())),
    "timeline-quarters": lambda: timeline_view(rows_of(autumn()), by="quarter"),
    "country": lambda: country_view(CHINA, autumn(), today=TODAY),
    "country-nothing-known": lambda: country_view(CHINA, [], today=TODAY),
    "countries": lambda: countries_view(tally(autumn(), name, TODAY), today=TODAY),
    "show": lambda: event_view(autumn()[1]),
    "density": lambda: density_view(rows_of(autumn())),
    "lanes": lambda: lanes_view(rows_of(autumn()), ["US", "CN"]),
    "matrix": lambda: matrix_view(autumn()),
    "upcoming": lambda: upcoming_view(UPCOMING, {one.id: one for one in autumn()}),
    "threats": lambda: threats_view(THREATS, {one.id: one for one in autumn()}, RECORD),
    "conflicts": lambda: conflicts_view(CONFLICTS, {one.id: one for one in autumn()}),
    "changes": lambda: changes_view(CHANGES, {one.id: one for one in autumn()}),
    "rates": lambda: rates_view(RATES, {one.id: one for one in autumn()}, STEPS, chart=True),
    "events": lambda: events_view(autumn()),
}


def drawn(view: View, width: int | None, *, crop: bool = True) -> str:
    out = io.StringIO()
    place = screen(width)
    console_for(out, place).print(view.draw(place), crop=crop)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


@pytest.mark.parametrize("width", [80, 100, 140, None])
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_looks_as_it_was_approved(view: str, width: int | None) -> None:
    text = drawn(VIEWS[view](), width)
    path = FOLDER / f"{view}-{width or 'pipe'}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_fits_its_width_without_being_cut(view: str, width: int) -> None:
    assert max(cell_len(line) for line in drawn(VIEWS[view](), width, crop=False).splitlines()) <= width


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_elided(view: str) -> None:
    assert "…" not in drawn(VIEWS[view](), 80)


def test_an_ascii_stream_gets_ascii_only() -> None:
    out = io.StringIO()
    place = screen(100, ascii=True)
    console_for(out, place).print(timeline_view(rows_of(autumn())).draw(place))
    assert out.getvalue().isascii()
