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
from tradewatch.views.countries import countries_view, tally
from tradewatch.views.country import Side, country_view
from tradewatch.views.event import event_view
from tradewatch.views.formats import View
from tradewatch.views.screen import console_for
from tradewatch.views.timeline import rows_of, timeline_view

FOLDER = Path(__file__).parent / "snapshots"
CHINA = Side("CN", "China", frozenset({"CN"}), frozenset({"CN", "*"}))
VIEWS: dict[str, Callable[[], View]] = {
    "timeline": lambda: timeline_view(rows_of(autumn())),
    "timeline-quarters": lambda: timeline_view(rows_of(autumn()), by="quarter"),
    "country": lambda: country_view(CHINA, autumn(), today=TODAY),
    "country-nothing-known": lambda: country_view(CHINA, [], today=TODAY),
    "countries": lambda: countries_view(tally(autumn(), name, TODAY), today=TODAY),
    "show": lambda: event_view(autumn()[1]),
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
