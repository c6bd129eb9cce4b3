"""The extractor reads our own articles at least as well as `floors.json` says; floors only rise.

`python tests/evaluation/test_floors.py` measures anew and raises the floors of each set to `SLACK` below what is measured. No floor falls
by it, unless the gold has changed: then figures no longer compare, and the floors start anew. Where a figure is below its floor the whole
set keeps its floors, so that they never ask for the precision of one extractor and the F1 of another.

The weights are learned from the articles and samples here too, so their figures guard against falls and say nothing of texts that were
never seen; for those there are the sets of benchmarks/articles/unseen, from which nothing is learned, and `benchmarks/train.py --cross`,
which scores each article by weights that have not learned from it. Of these only F1 has a floor: with every training some precision goes
to recall there, or back, and a floor under one of the two would forbid the better balance.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tradewatch.cli.app import app

FLOORS = Path(__file__).with_name("floors.json")
HOME = Path(__file__).resolve().parents[2]
WEIGHTS = HOME / "data" / "weights" / "decisions.npz"
ARTICLES = HOME / "tests" / "articles"
UNSEEN = "unseen "
SETS = {
    "articles": (ARTICLES / "gold.jsonl", ARTICLES / "articles.jsonl"),
    "samples": (ARTICLES / "samples_gold.jsonl", HOME / "data" / "samples"),
} | {
    f"{UNSEEN}{path.stem}": (path.with_name(f"{path.stem}_gold.jsonl"), path)
    for path in sorted((HOME / "benchmarks" / "articles" / "unseen").glob("*.jsonl"))
    if not path.stem.endswith("_gold")
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
    measures = MEASURES[:1] if name.startswith(UNSEEN) else MEASURES
    return {level: {measure: found[level][measure] for measure in measures} for level in LEVELS}


def hash_of(name: str) -> str:
    """The gold as its floors know it."""
    return hashlib.sha256(SETS[name][0].read_bytes()).hexdigest()


def fallen(floors: dict[str, Any], now: dict[str, dict[str, float]]) -> list[str]:
    """The figures that are below their floors, each with both."""
    return [
        f"{level} {measure}: {now[level][measure]:.3f} < {floors[level][measure]:.3f}"
        for level in LEVELS
        for measure in now[level]
        if now[level][measure] < floors[level][measure]
    ]


def raised(old: dict[str, Any] | None, now: dict[str, dict[str, float]], gold: str) -> dict[str, Any]:
    """The floors after a measurement: none lower than before on the same gold, and none moved where a figure has fallen."""
    before = old if old and old["gold_sha256"] == gold else {}
    if before and fallen(before, now):
        return before
    floors: dict[str, Any] = {"gold_sha256": gold}
    for level in LEVELS:
        floors[level] = {
            measure: max(round(now[level][measure] - SLACK, 3), before.get(level, {}).get(measure, 0.0)) for measure in now[level]
        }
    return floors


@pytest.mark.parametrize("name", SETS)
def test_the_floors_stand_on_this_gold(name: str) -> None:
    assert json.loads(FLOORS.read_text())[name]["gold_sha256"] == hash_of(name), f"gold has changed; run {Path(__file__).name} as a script"


@pytest.mark.skipif(not WEIGHTS.is_file(), reason="the trained weights are not there")
@pytest.mark.parametrize("name", SETS)
def test_no_figure_is_below_its_floor(name: str) -> None:
    assert fallen(json.loads(FLOORS.read_text())[name], measured(name)) == []


def figures(f1: float, precision: float) -> dict[str, dict[str, float]]:
    return {level: {"f1": f1, "precision": precision} for level in LEVELS}


def test_a_floor_rises_and_never_falls_on_the_same_gold() -> None:
    old = {"gold_sha256": "a", **figures(0.6, 0.6)}
    assert raised(old, figures(0.7, 0.61), "a")["event"] == {"f1": 0.68, "precision": 0.6}
    assert raised(old, figures(0.5, 0.5), "b")["event"] == {"f1": 0.48, "precision": 0.48}


def test_where_a_figure_has_fallen_no_floor_moves() -> None:
    old = {"gold_sha256": "a", **figures(0.6, 0.6)}
    assert raised(old, figures(0.7, 0.5), "a") == old


def main() -> None:
    """Measure, print, raise; exit with 1 where a figure is below its floor."""
    old = json.loads(FLOORS.read_text()) if FLOORS.is_file() else {}
    floors, below = {}, False
    for name in SETS:
        now = measured(name)
        floors[name] = raised(old.get(name), now, hash_of(name))
        low = fallen(floors[name], now)
        below = below or bool(low)
        shown = "  ".join(f"{level} " + " ".join(f"{measure} {value:.3f}" for measure, value in now[level].items()) for level in LEVELS)
        print(f"{name}: {shown}" + (f"; BELOW its floor, none moved: {'; '.join(low)}" if low else ""))
    FLOORS.write_text(json.dumps(floors, indent=2) + "\n")
    sys.exit(below)


if __name__ == "__main__":
    main()
