"""A newer extractor over stored articles: told first, kept on request, and no correction lost."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_a_dry_run_tells_and_changes_nothing(run: Run, own: Path) -> None:
    before = run("export", "--json").out
    rows = run("reextract", "--json").json
    assert rows and {row["change"] for row in rows} <= {"appears", "vanishes", "changes"}
    assert run("export", "--json").out == before
    assert run("reextract", "--json").json == rows


def test_what_is_kept_is_what_was_told(run: Run, own: Path) -> None:
    told = run("reextract", "--json").json
    assert run("reextract", "--keep", "--json").json == told
    assert run("reextract", "--json").json == []
    assert run("check").code == 0


def test_a_change_names_its_fields_and_both_readings(run: Run, own: Path) -> None:
    for row in run("reextract", "--json").json:
        assert list(row) == ["doc", "change", "fields", "before", "now"]
        assert (row["before"] is None) == (row["change"] == "appears") and (row["now"] is None) == (row["change"] == "vanishes")


def test_the_table_says_how_to_keep_it(run: Run, own: Path) -> None:
    assert "--keep" in run("reextract").out
