"""What got better and what got worse since an earlier result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.evaluation.test_score import DUTY, FEE, TALKS
from tradewatch.errors import InputError, MissingInputError
from tradewatch.evaluation import Change, compare, is_same_gold, read_baseline, run

GOLD = {"a": [FEE, DUTY], "b": [TALKS]}


def result(*predicted: dict[str, Any]) -> dict[str, Any]:
    """The result of these predictions for document a, and a right one for b."""
    return run(GOLD, {"a": list(predicted), "b": [TALKS]}).as_json()


def figure(changes: list[Change], of: str, name: str, measure: str) -> Change:
    return next(change for change in changes if (change.of, change.name, change.measure) == (of, name, measure))


def test_a_result_against_itself_moves_nothing() -> None:
    assert {change.verdict.value for change in compare(result(FEE), result(FEE))} == {"same"}


def test_a_found_event_makes_its_type_and_level_better() -> None:
    changes = compare(result(FEE, DUTY), result(FEE))
    assert figure(changes, "level", "event", "recall").as_json() == {
        "of": "level",
        "name": "event",
        "measure": "recall",
        "before": 0.6667,
        "now": 1.0,
        "change": 0.3333,
        "verdict": "better",
    }
    assert figure(changes, "type", "tariff", "f1").verdict == "better"
    assert figure(changes, "type", "port_fee", "f1").verdict == "same"


def test_a_false_alarm_makes_precision_worse() -> None:
    assert figure(compare(result(FEE, FEE), result(FEE)), "level", "found", "precision").verdict == "worse"


def test_a_wrong_slot_makes_the_slot_worse() -> None:
    changes = compare(result(FEE | {"status": "announced"}), result(FEE))
    assert figure(changes, "slot", "status", "share").verdict == "worse"
    assert figure(changes, "slot", "by", "share").verdict == "same"


def test_a_slot_that_only_one_result_has_is_new_or_gone() -> None:
    assert figure(compare(result(DUTY), result(FEE)), "slot", "goods", "share").verdict == "new"
    assert figure(compare(result(FEE), result(DUTY)), "slot", "goods", "share").verdict == "gone"


def test_a_baseline_with_few_figures_is_compared_by_those() -> None:
    level = {"precision": 0.5, "recall": 0.5, "f1": 0.5}
    changes = compare(result(FEE), {"found": level, "event": level, "exact": level, "slots": "odd", "by_type": {"tariff": None}})
    assert figure(changes, "level", "exact", "precision").verdict == "better"
    assert figure(changes, "slot", "by", "share").verdict == "new"


def test_results_on_other_gold_are_told_apart() -> None:
    other = run({"a": [FEE]}, {}).as_json()
    assert is_same_gold(result(FEE), result(DUTY)) and not is_same_gold(result(FEE), other)
    del other["gold_hash"]
    assert not is_same_gold(result(FEE), other)


def test_a_baseline_is_what_json_output_wrote(tmp_path: Path) -> None:
    path = tmp_path / "before.json"
    path.write_text(json.dumps(result(FEE)))
    assert read_baseline(path) == result(FEE)


@pytest.mark.parametrize(
    "content", ["", "no json", "[]", "{}", '{"found": 1, "event": 2, "exact": 3}', "[" * 100_000, "\xff"], ids=range(7)
)
def test_a_baseline_that_is_no_result_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "before.json"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(InputError, match="no earlier result"):
        read_baseline(path)


def test_a_missing_baseline_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match="cannot be read"):
        read_baseline(tmp_path / "none.json")
