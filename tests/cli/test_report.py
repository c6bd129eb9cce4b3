"""The command `report`: its file, its filters, its errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.cli.conftest import Run


def data_of(path: Path) -> Any:
    return json.loads(html.fromstring(path.read_text(encoding="utf-8")).get_element_by_id("data").text)


def test_a_page_holds_what_the_timeline_holds(run: Run, tmp_path: Path) -> None:
    assert run("report", tmp_path / "all.html").code == 0
    ids = {row["event"] for row in run("timeline", "--json").json}
    assert {event["id"] for event in data_of(tmp_path / "all.html")["events"]} == ids


def test_the_filters_apply_and_are_named(run: Run, tmp_path: Path) -> None:
    assert run("report", tmp_path / "fees.html", "--type", "port_fee", "--by", "China").code == 0
    assert [event["by"] for event in data_of(tmp_path / "fees.html")["events"]] == [["CN"]]
    assert "by China, type port_fee" in (tmp_path / "fees.html").read_text()


def test_what_became_of_a_threat_is_looked_for_beyond_the_filters(run: Run, tmp_path: Path) -> None:
    run("report", tmp_path / "page.html", "--status", "threatened", "--today", "2025-12-01")
    tree = html.fromstring((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert [" ".join(told.text_content().split()) for told in tree.xpath("//span[contains(@class, 'outcome')]")] == ["lapsed Nov 1, 2025"]


def test_what_was_known_on_a_day_is_all_that_is_told(run: Run, tmp_path: Path) -> None:
    assert run("report", tmp_path / "then.html", "--as-known-on", "2025-10-12").code == 0
    assert {event["status"] for event in data_of(tmp_path / "then.html")["events"]} == {"threatened", "in_force"}


def test_the_page_can_go_to_standard_output(run: Run) -> None:
    done = run("report", "-")
    assert done.code == 0 and done.out.startswith("<!doctype html>") and done.out.rstrip().endswith("</html>")


@pytest.mark.parametrize("place", ["missing/page.html", "."])
def test_a_place_that_cannot_be_written_is_an_error_of_one_line(run: Run, tmp_path: Path, place: str) -> None:
    done = run("report", tmp_path / place)
    assert done.code == 74 and done.err.count("\n") == 1 and done.err.startswith("tradewatch: error: ")
    assert list(tmp_path.iterdir()) == []


def test_a_bloc_faces_what_all_countries_face(run: Run, tmp_path: Path) -> None:
    run("report", tmp_path / "page.html")
    countries = data_of(tmp_path / "page.html")["countries"]
    assert "*" in countries["IN"]["hit_as"] and countries["CN"]["acts_as"] == ["CN"]


def test_a_users_own_style_takes_the_place_of_the_programs(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own" / "report").mkdir(parents=True)
    (tmp_path / "own" / "report" / "style.css").write_text("body { color: teal }")
    monkeypatch.setenv("TRADEWATCH_DATA", str(tmp_path / "own"))
    # only the one file is one's own: the rest is the program's
    done = run("report", tmp_path / "page.html")
    assert done.code == 0, done.err
    assert "color: teal" in (tmp_path / "page.html").read_text()
