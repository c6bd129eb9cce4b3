"""Every command and option says what it is for, and the README has it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import typer

from tradewatch.cli.app import app
from tradewatch.cli.root import ORDER

README = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
ROOT: Any = typer.main.get_command(app)
COMMANDS: dict[str, Any] = ROOT.commands


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_it_does(name: str) -> None:
    assert COMMANDS[name].help and COMMANDS[name].help.strip()[0].isupper()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_says_what_it_does(name: str) -> None:
    silent = [param.name for param in COMMANDS[name].params if not getattr(param, "help", None)]
    assert not silent


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_documents_a_command_with_all_its_options(name: str) -> None:
    section = README.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    assert section
    for words, shared in (("filters", "Filters"), ("formats", "Formats")):
        if f"{words} above" in section or f"{words} and formats above" in section:
            section += README.partition(f"\n### {shared}\n")[2].partition("\n### ")[0]
    missing = [option for param in COMMANDS[name].params for option in param.opts if option.startswith("--") and option not in section]
    assert not missing


def test_the_readmes_query_runs(stocked: Path) -> None:
    line = next(line for line in README.splitlines() if line.startswith("sqlite3 tradewatch.db"))
    query = line.partition(' "')[2].rstrip('"').replace('\\"', '"')
    with sqlite3.connect(stocked) as connection:
        assert connection.execute(query).fetchall()


@pytest.mark.parametrize("view", ["v_timeline", "v_events", "v_rates", "v_claims"])
def test_a_view_that_the_readme_names_is_there(stocked: Path, view: str) -> None:
    assert view in README
    with sqlite3.connect(stocked) as connection:
        assert connection.execute(f"SELECT count(*) FROM {view}").fetchone()[0]


def test_help_lists_the_commands_in_the_order_of_use() -> None:
    assert ROOT.list_commands(None) == [name for name in ORDER if name in COMMANDS]


def test_the_readme_names_every_exit_code() -> None:
    assert all(f"| {code}" in README or f", {code}" in README for code in (0, 1, 2, 3, 65, 66, 69, 74, 75, 78, 130))
