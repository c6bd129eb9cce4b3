"""The command `eval`: an extractor, or a file of its claims, against gold."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

TEXT = "WASHINGTON, Oct 13, 2025 - The United States imposed a 25% tariff on steel from Brazil on Monday, the White House said."
DUTY: dict[str, Any] = {
    "type": "tariff",
    "by": ["US"],
    "on": ["BR"],
    "action": "impose",
    "status": "in_force",
    "rate": {"value": 25, "unit": "percent"},
    "goods": ["steel"],
    "dates": {"effective": "2025-10-13"},
}


def lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """One document with one event, and its article beside it."""
    lines(tmp_path / "steel_articles.jsonl", {"id": "steel", "published": "2025-10-13", "title": "New duty", "text": TEXT})
    return lines(tmp_path / "steel_gold.jsonl", {"doc": "steel", "events": [DUTY]})


@pytest.fixture
def right(tmp_path: Path) -> Path:
    """Predictions that are all right."""
    return lines(tmp_path / "right.jsonl", {"doc": "steel", "events": [DUTY | {"confidence": 0.9}]})


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """Predictions with the right event under a wrong status, and a false alarm."""
    events = [DUTY | {"status": "threatened", "confidence": 0.6}, DUTY | {"on": ["JP"], "evidence": "a \x1b[31mred\x1b[0m herring"}]
    return lines(tmp_path / "wrong.jsonl", {"doc": "steel", "events": events})


def test_the_extractor_reads_the_articles_beside_gold(run: Run, gold: Path) -> None:
    done = run("eval", gold, "--json")
    assert done.code == 0 and done.err == ""
    assert done.json["documents"] == 1 and done.json["found"]["hit"] == 1 and done.json["unread"] == []


def test_the_score_is_that_of_the_claims_that_extract_prints(run: Run, gold: Path, tmp_path: Path) -> None:
    run("extract", tmp_path / "steel_articles.jsonl", "--nl", "-o", tmp_path / "claims.jsonl")
    assert run("eval", gold, "--predicted", tmp_path / "claims.jsonl", "--json").json == run("eval", gold, "--json").json


@pytest.mark.parametrize(("name", "beside"), [("gold.jsonl", "articles.jsonl"), ("x_gold.jsonl", "x.jsonl")])
def test_articles_go_by_other_names_too(run: Run, gold: Path, tmp_path: Path, name: str, beside: str) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    (tmp_path / "steel_articles.jsonl").rename(folder / beside)
    assert run("eval", gold.rename(folder / name), "--json").json["found"]["hit"] == 1


def test_a_folder_of_texts_can_hold_the_articles(run: Run, gold: Path, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "steel.txt").write_text(f"New duty\n\n{TEXT}\n")
    assert run("eval", gold, "--articles", folder, "--json").json["found"]["hit"] == 1


def test_right_predictions_score_one(run: Run, gold: Path, right: Path) -> None:
    found = run("eval", gold, "--predicted", right, "--json").json
    assert [found[level]["f1"] for level in ("found", "event", "exact")] == [1.0, 1.0, 1.0]
    assert (found["sure"]["claims"], found["sure"]["event"]) == (1, 1.0)


def test_the_table_tells_levels_types_slots_and_confidence(run: Run, gold: Path, wrong: Path) -> None:
    rows = [line.split() for line in run("eval", gold, "--predicted", wrong).out.splitlines()]
    assert ["found", "0.500", "1.000", "0.667", "1", "1", "2"] in rows
    assert ["exact", "0.000", "0.000", "0.000", "0", "1", "2"] in rows
    assert ["tariff", "0.500", "1.000", "0.667", "1", "1", "2"] in rows
    assert ["status", "0", "1", "0.000"] in rows
    assert ["0.6", "to", "0.7", "1", "0.600", "1.000", "1.000"] in rows


def test_by_type_tells_all_levels_of_a_type(run: Run, gold: Path, wrong: Path) -> None:
    out = run("eval", gold, "--predicted", wrong, "--by-type").out
    assert all(f"tariff, {level}" in out for level in ("found", "event", "exact"))


def test_misses_lists_what_was_missed_and_what_is_extra(run: Run, gold: Path, tmp_path: Path) -> None:
    other = lines(tmp_path / "other.jsonl", {"doc": "steel", "events": [DUTY | {"on": ["JP"]}]})
    rows = run("eval", gold, "--predicted", other, "--misses", "--json").json["misses"]
    assert [(row["kind"], row["event"]["on"]) for row in rows] == [("missed", ["BR"]), ("extra", ["JP"])]


def test_a_prediction_cannot_act_on_the_terminal(run: Run, gold: Path, wrong: Path) -> None:
    assert "\x1b" not in run("eval", gold, "--predicted", wrong, "--misses").out


def test_a_baseline_tells_what_got_worse(run: Run, gold: Path, right: Path, wrong: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    run("eval", gold, "--predicted", right, "--json", "-o", before)
    done = run("eval", gold, "--predicted", wrong, "--baseline", before)
    assert any(line.split() == ["slot", "status", "share", "1.000", "0.000", "-1.000", "worse"] for line in done.out.splitlines())
    changes = run("eval", gold, "--predicted", wrong, "--baseline", before, "--json").json["changes"]
    assert {
        "of": "type",
        "name": "tariff",
        "measure": "precision",
        "before": 1.0,
        "now": 0.5,
        "change": -0.5,
        "verdict": "worse",
    } in changes


def test_the_same_result_moves_nothing(run: Run, gold: Path, right: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    run("eval", gold, "--predicted", right, "--json", "-o", before)
    assert "nothing moved" in run("eval", gold, "--predicted", right, "--baseline", before).out


def test_a_baseline_on_other_gold_is_warned_of(run: Run, gold: Path, right: Path, tmp_path: Path) -> None:
    other = lines(tmp_path / "more_gold.jsonl", {"doc": "steel", "events": [DUTY, DUTY | {"on": ["IN"]}]})
    before = tmp_path / "before.json"
    run("eval", other, "--predicted", right, "--json", "-o", before)
    done = run("eval", gold, "--predicted", right, "--baseline", before)
    assert done.code == 0 and "stands on other gold" in done.err


def test_documents_without_predictions_are_warned_of(run: Run, gold: Path, tmp_path: Path) -> None:
    none = lines(tmp_path / "none.jsonl", {"doc": "another", "events": []})
    done = run("eval", gold, "--predicted", none)
    assert done.code == 0 and "1 documents of gold have no predictions, as 'steel'" in done.err


def test_csv_has_a_row_for_each_level_type_slot_and_band(run: Run, gold: Path, wrong: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("eval", gold, "--predicted", wrong, "--csv").out)))
    told = {(row["section"], row["part"]): row for row in rows}
    assert told["level", "found"]["precision"] == "0.5"
    assert told["type, exact", "tariff"]["hit"] == "0"
    assert (told["slot", "status"]["hit"], told["slot", "status"]["gold"]) == ("0", "1")
    assert told["confidence, event", "0.6 to 0.7"]["share"] == "1.0"


def test_an_article_that_cannot_be_used_ends_in_code_3(run: Run, gold: Path, tmp_path: Path) -> None:
    with (tmp_path / "steel_articles.jsonl").open("a") as file:
        file.write("no json\n")
    done = run("eval", gold)
    assert done.code == 3 and "steel_articles.jsonl" in done.err and "found" in done.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("none.jsonl", 66, "none.jsonl: cannot be read"),
        ("bad.jsonl", 65, "bad.jsonl:1: is no JSON"),
        ("lone_gold.jsonl", 66, "no articles stand beside it; name them with --articles"),
        ("steel.jsonl", 66, "no articles stand beside it"),
        ("lone_gold.jsonl --articles steel_articles.jsonl", 66, "1 of its documents have no article, as 'lone'"),
        ("lone_gold.jsonl --predicted bad.jsonl", 65, "bad.jsonl:1: is no JSON"),
        ("lone_gold.jsonl --baseline bad.jsonl", 65, "bad.jsonl: is no earlier result"),
        ("lone_gold.jsonl --baseline none.json", 66, "none.json: cannot be read"),
    ],
)
def test_bad_input_is_one_line_with_its_code(
    run: Run, gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.jsonl").write_text("\x1b[31m{\n")
    lines(tmp_path / "lone_gold.jsonl", {"doc": "lone", "events": []})
    lines(tmp_path / "steel.jsonl", {"doc": "steel", "events": []})
    done = run("eval", *arguments.split())
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)
    assert said in done.err and "\x1b" not in done.err
