"""The extractor reads our own articles at least as well as `floors.json` says; floors only rise.

`python tests/evaluation/test_floors.py` measures anew and raises the floors that can be raised, to `SLACK` below what is measured. No floor
falls by it, unless the gold has changed: then figures no longer compare, and the floors start anew.

The weights are learned from these articles too, so the figures guard against falls and say nothing of texts that were never seen; for
those, `benchmarks/train.py --cross` scores each article by weights that have not learned from it.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tradewatch.cli.app import app

FLOORS = Path(__file__).with_name("floors.json")
HOME = Path(__file__).resolve().parents[2]
WEIGHTS = HOME / "data" / "weights" / "decisions.npz"
ARTICLES = HOME / "tests" / "articles"
SETS = {
    "articles": (ARTICLES / "gold.jsonl", ARTICLES / "articles.jsonl"),
    "samples": (ARTICLES / "samples_gold.jsonl", HOME / "data" / "samples"),
}
LEVELS = ("found", "event", "exact")
MEASURES = ("f1", "precision")
SLACK = 0.02


def measured(name: str) -> dict[str, dict[str, float]]:
    """F1 and precision at each level, as `tradewatch eval` gives them with the program's own data."""
    gold, articles = SETS[name]
    environ = {key: "" for key in os.environ if key.startswith("TRADEWATCH_")}
    done = CliRunner().invoke(app, ["eval", str(gold), "--articles", str(articles), "--json"], env=environ)
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    return {level: {measure: found[level][measure] for measure in MEASURES} for level in LEVELS}


def hash_of(name: str) -> str:
    """The gold as its floors know it."""
    return hashlib.sha256(SETS[name][0].read_bytes()).hexdigest()


def raised(old: dict[str, Any] | None, now: dict[str, dict[str, float]], gold: str) -> dict[str, Any]:
    """The floors after a measurement: none lower than before on the same gold."""
    before = old if old and old["gold_sha256"] == gold else {}
    floors: dict[str, Any] = {"gold_sha256": gold}
    for level in LEVELS:
        floors[level] = {
            measure: max(round(now[level][measure] - SLACK, 3), before.get(level, {}).get(measure, 0.0)) for measure in MEASURES
        }
    return floors


@pytest.mark.parametrize("name", SETS)
def test_the_floors_stand_on_this_gold(name: str) -> None:
    assert json.loads(FLOORS.read_text())[name]["gold_sha256"] == hash_of(name), f"gold has changed; run {Path(__file__).name} as a script"


@pytest.mark.skipif(not WEIGHTS.is_file(), reason="the trained weights are not there")
@pytest.mark.parametrize("name", SETS)
def test_no_figure_is_below_its_floor(name: str) -> None:
    floors, now = json.loads(FLOORS.read_text())[name], measured(name)
    below = [
        f"{level} {measure}: {now[level][measure]:.3f} < {floors[level][measure]:.3f}"
        for level in LEVELS
        for measure in MEASURES
        if now[level][measure] < floors[level][measure]
    ]
    assert not below


def test_a_floor_rises_and_never_falls_on_the_same_gold() -> None:
    better = {level: {"f1": 0.7, "precision": 0.5} for level in LEVELS}
    old = {"gold_sha256": "a", **{level: {"f1": 0.6, "precision": 0.6} for level in LEVELS}}
    assert raised(old, better, "a")["event"] == {"f1": 0.68, "precision": 0.6}
    assert raised(old, better, "b")["event"] == {"f1": 0.68, "precision": 0.48}


def main() -> None:
    old = json.loads(FLOORS.read_text()) if FLOORS.is_file() else {}
    FLOORS.write_text(json.dumps({name: raised(old.get(name), measured(name), hash_of(name)) for name in SETS}, indent=2) + "\n")
    print(FLOORS.read_text())


if __name__ == "__main__":
    main()
