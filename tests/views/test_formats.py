"""Every format says the same rows; none lets a cell act."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.views.build import autumn, claim, event, screen, when
from tradewatch.views.desk import events_view
from tradewatch.views.formats import FORMATS, Manner, View, guard, unguard


def written(view: View, name: str, **manner: bool) -> str:
    out = io.StringIO()
    FORMATS[name].write(view, screen(), out, Manner(**manner))
    return out.getvalue()


def test_json_is_one_array_of_the_rows() -> None:
    assert [row["id"] for row in json.loads(written(events_view(autumn()), "json"))] == [one.id for one in autumn()]


def test_json_of_nothing_is_an_empty_array() -> None:
    assert json.loads(written(events_view([]), "json")) == []


def test_nl_is_one_object_a_line() -> None:
    lines = written(events_view(autumn()), "nl").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [one.id for one in autumn()]


def test_csv_has_a_row_an_event_under_its_names() -> None:
    rows = list(csv.DictReader(io.StringIO(written(events_view(autumn()), "csv"))))
    assert [row["id"] for row in rows] == [one.id for one in autumn()]
    assert rows[0]["rate"] == "100" and rows[0]["effective"] == "2025-11-01" and rows[3]["goods"] == "rare earths; magnets"


def test_csv_without_headers_has_data_only() -> None:
    assert len(written(events_view(autumn()), "csv", headers=False).splitlines()) == len(autumn())


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", "\t=1", "  =1", "＝1", "'=1"])
def test_a_formula_is_behind_an_apostrophe(cell: str) -> None:
    view = events_view([event("e1", claim(place=cell, dates=when(held="2025")))])
    row = next(csv.DictReader(io.StringIO(written(view, "csv"))))
    assert row["place"].startswith("'")


def test_a_negative_number_is_no_formula() -> None:
    view = View("x", ("n",), lambda: [], lambda: [{"n": -5.0}], lambda screen: "")
    assert written(view, "csv") == "n\n-5.0\n"


def test_raw_csv_keeps_cells_exactly() -> None:
    view = events_view([event("e1", claim(place="=1\x1b", dates=when(held="2025")))])
    assert next(csv.DictReader(io.StringIO(written(view, "csv", raw=True))))["place"] == "=1\x1b"


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_the_guard_of_a_cell_can_be_taken_off_again(cell: str) -> None:
    assert unguard(guard(cell)) == cell


def test_tsv_has_no_tab_or_line_end_inside_a_cell() -> None:
    view = events_view([event("e1", claim(evidence="one\ttwo\nthree"))])
    lines = written(view, "tsv").splitlines()
    assert len(lines) == 2 and lines[1].split("\t")[-1] == "one two three"


def test_markdown_takes_no_markup_from_a_text() -> None:
    view = events_view([event("e1", claim(evidence="a | b <script> [x](javascript:1)"))])
    row = written(view, "markdown").splitlines()[2]
    assert "\\|" in row and "\\<script\\>" in row and "\\[x\\]" in row


def test_html_takes_no_markup_from_a_text() -> None:
    page = written(events_view([event("e1", claim(evidence='<img src=x onerror="1">'))]), "html")
    assert "<img" not in page and "&lt;img" in page and "default-src 'none'" in page


def test_a_piped_table_is_never_cut() -> None:
    long = "the " + "very " * 100 + "end"
    assert long in written(events_view([event("e1", claim(place=long))]), "table")


def test_table_lines_have_no_trailing_blanks() -> None:
    assert all(line == line.rstrip() for line in written(events_view(autumn()), "table").splitlines())


@pytest.mark.parametrize("text", ["[red]x", "[/b]", "[link=file:///etc/passwd]y", "Tariff [sic]", ":smile:"])
def test_brackets_of_an_article_are_text(text: str) -> None:
    assert text in written(events_view([event("e1", claim(place=text))]), "table")
