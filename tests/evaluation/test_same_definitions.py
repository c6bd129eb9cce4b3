"""Our definitions are those of the annotations' own scorer, figure by figure."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from tests.evaluation.perturb import predictions
from tradewatch.evaluation import read_documents, run
from tradewatch.evaluation.score import bounds

ANNOTATIONS = Path(__file__).resolve().parents[3] / "shared" / "gold"
PLAIN = ("documents", "found", "event", "exact", "slots")


@pytest.fixture(scope="module")
def scorer() -> Any:
    """The other scorer, as a module."""
    path = ANNOTATIONS / "score.py"
    spec = importlib.util.spec_from_file_location("other_score", path) if path.is_file() else None
    if spec is None or spec.loader is None:
        pytest.skip("the annotations stand beside the checkout, and are not there")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(12))
def test_every_figure_is_the_same(scorer: Any, seed: int) -> None:
    gold = read_documents(ANNOTATIONS / "dev_gold.jsonl")
    predicted = predictions(gold, seed)
    ours, theirs = run(gold, predicted).as_json(), scorer.score(gold, predicted)
    assert {name: ours[name] for name in PLAIN} == {name: theirs[name] for name in PLAIN}
    types = {kind: {name: value for name, value in counts.items() if name != "levels"} for kind, counts in ours["by_type"].items()}
    assert types == theirs["by_type"]


def test_the_damage_reaches_every_level(scorer: Any) -> None:
    """Guards the test above: its predictions are neither all right nor all wrong."""
    gold = read_documents(ANNOTATIONS / "dev_gold.jsonl")
    levels = run(gold, predictions(gold, 0)).levels
    assert 0.2 < levels["exact"].f1 < levels["event"].f1 < levels["found"].f1 < 0.9


@pytest.mark.parametrize(
    "value",
    [
        *("2025", "2024-02", "2025-10-14", "2025-10-06/2025-10-12", "2025-04/..", "../2025-11", "../..", "..", "/", "2025/", "/2025"),
        *("2025-13", "0000", "10000", "2025-1-1-1", "x", "2025-10-12/2025-10-06", " 2025", "+2025", "-1", "2025-00", "2025-10/2025-11/x"),
    ],
)
def test_bounds_are_the_same(scorer: Any, value: str) -> None:
    assert bounds(value) == scorer.bounds(value)
