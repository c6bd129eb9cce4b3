"""What only a terminal gets: colour, links, the pager, completion after Tab."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_process import PROGRAM, environment
from tests.views.build import claim, event, screen, when
from tradewatch.batch.settle import settle
from tradewatch.cli.pager import pager_command
from tradewatch.model import Article, PublishedFrom
from tradewatch.resolution import block_of
from tradewatch.store import open_database
from tradewatch.store.write import put_article
from tradewatch.views.event import event_view
from tradewatch.views.screen import console_for


def on_a_terminal(*arguments: str, columns: int = 100, answers: Sequence[tuple[str, str]] = (), **more: str) -> str:
    """What the program writes to a terminal of that size. `answers` are what it asks, in order, and the keys that are pressed then."""
    master, slave = pty.openpty()
    environ = environment(**{"COLUMNS": str(columns), "TERM": "xterm-256color", "PAGER": "cat", **more})
    process = subprocess.Popen([*PROGRAM, *arguments], stdout=slave, stderr=slave, stdin=slave, env=environ, close_fds=True)
    os.close(slave)
    said, waiting, heard = b"", list(answers), 0
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
        if waiting and waiting[0][0].encode() in said[heard:]:
            heard = len(said)
            time.sleep(0.2)  # what is pressed before the terminal listens key by key is lost
            os.write(master, waiting.pop(0)[1].encode())
    process.wait(timeout=20)
    os.close(master)
    return said.decode()


def test_a_terminal_gets_colour(stocked: Path) -> None:
    assert "\x1b[31m" in on_a_terminal("timeline", "--db", str(stocked))


@pytest.mark.parametrize("off", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour_can_be_turned_off(stocked: Path, off: dict[str, str]) -> None:
    assert "\x1b[" not in on_a_terminal("timeline", "--db", str(stocked), **off)


def test_an_option_turns_colour_off(stocked: Path) -> None:
    assert "\x1b[" not in on_a_terminal("--no-color", "timeline", "--db", str(stocked))


def test_colour_can_be_forced_on_a_pipe(stocked: Path) -> None:
    done = subprocess.run([*PROGRAM, "timeline", "--db", str(stocked)], capture_output=True, text=True, env=environment(FORCE_COLOR="1"))
    assert "\x1b[31m" in done.stdout


def test_nothing_of_an_article_acts_on_the_terminal(stocked: Path) -> None:
    said = on_a_terminal("country", "China", "--db", str(stocked))
    assert not re.sub(r"\x1b\[[0-9;]*m", "", said).replace("\r\n", "").count("\x1b")


def test_no_line_is_wider_than_the_terminal(stocked: Path) -> None:
    said = re.sub(r"\x1b\[[0-9;]*m", "", on_a_terminal("country", "China", "--db", str(stocked), columns=80))
    assert max(map(len, said.splitlines())) <= 80


def disputed(path: Path) -> list[dict[str, Any]]:
    """A copy of the stocked database whose fee is told to begin on two days; its conflicts."""
    with open_database(path) as store:
        late = claim(
            "port_fee", "CN", "US", rate="400 CNY/net_ton", status="in_force", evidence="a fee", dates=when(effective="2025-10-15")
        )
        article = Article("late", "a fee", "Late", date(2025, 10, 15), PublishedFrom.METADATA)
        put_article(store, article, [replace(late, start=0, end=5)], block_of=block_of, version="1", at="2025-10-15T12:00:00Z")
        settle(store)
    return conflicts_in(path)


def conflicts_in(path: Path) -> list[dict[str, Any]]:
    done = subprocess.run([*PROGRAM, "conflicts", "--json", "--db", str(path)], capture_output=True, text=True, env=environment())
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_review_asks_again_after_a_mistake_and_keeps_what_was_answered(stocked: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(stocked, tmp_path / "copy.db"))
    (conflict,) = disputed(path)
    # an unknown key, a mistake, then "right"
    answers = [("quit", "x"), ("quit", "e"), ("field=value", "rate=bogus\r"), ("quit", "a")]
    said = on_a_terminal("review", "--db", str(path), "--type", "port_fee", "--by", "CN", answers=answers)
    assert "not noted: rate=bogus" in said
    assert said.count("1 of 1") == 3
    assert "noted as" in said and "nothing more to review" in said
    assert conflicts_in(path) == []
    log = subprocess.run([*PROGRAM, "correct", "--log", "--json", "--db", str(path)], capture_output=True, text=True, env=environment())
    assert [(entry["kind"], entry["event"]) for entry in json.loads(log.stdout)] == [("accept", conflict["event"])]


def drawn(url: str, *, links: bool) -> str:
    out = io.StringIO()
    place = screen(100, color=True, links=links)
    console_for(out, place).print(event_view(event("e1", claim(dates=when(effective="2025")), url=url)).draw(place))
    return out.getvalue()


def test_a_title_links_to_its_article_where_links_work() -> None:
    assert "\x1b]8;" in drawn("https://news.example/a", links=True)


def test_there_are_no_links_where_they_do_not_work() -> None:
    assert "\x1b]8;" not in drawn("https://news.example/a", links=False)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "https://a.example/\x1b]0;x", "data:text/html,x", "https://a b"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert "\x1b]8;" not in drawn(url, links=True)


@pytest.mark.parametrize(
    ("environ", "command"),
    [
        ({"PAGER": "cat"}, []),
        ({"PAGER": ""}, []),
        ({"PAGER": "nosuchpager"}, []),
        ({"PAGER": "unbalanced '"}, []),
        ({"TERM": "dumb"}, []),
        ({"PAGER": "cat", "TRADEWATCH_PAGER": f"{sys.executable} -m pager"}, [sys.executable, "-m", "pager"]),
    ],
)
def test_the_pager_is_the_one_that_was_set(environ: dict[str, str], command: list[str]) -> None:
    assert pager_command(environ) == command


def completed(line: str, stocked: Path) -> list[str]:
    environ = environment(
        _TRADEWATCH_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(line.split()) - 1), TRADEWATCH_DB=str(stocked)
    )
    program = [sys.executable, "-c", "import sys; sys.argv = ['tradewatch']; from tradewatch.cli.app import main; main()"]
    return subprocess.run(program, capture_output=True, text=True, env=environ).stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("tradewatch countr", ["country", "countries"]),
        ("tradewatch timeline --country Chin", ["China"]),
        ("tradewatch timeline --type trade_", ["trade_remedy"]),
        ("tradewatch timeline --status thr", ["threatened"]),
        ("tradewatch timeline --fmt mark", ["markdown"]),
    ],
)
def test_tab_offers_what_begins_so(stocked: Path, line: str, offered: list[str]) -> None:
    assert completed(line, stocked) == offered


def test_tab_offers_event_ids(stocked: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "export", "--csv", "--no-headers", "--db", str(stocked)], capture_output=True, text=True, env=environment()
    )
    event_id = done.stdout.split(",")[0]
    assert completed(f"tradewatch show {event_id[:5]}", stocked) == [event_id]


def test_tab_without_a_database_is_silent(tmp_path: Path) -> None:
    assert completed("tradewatch show ab", tmp_path / "none.db") == []


def test_what_a_run_tells_stands_above_its_bar(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.txt").write_text(
            f"Duties\nDate: 2025-10-16\n\nThe United States imposed a tariff of {number + 5}% on steel.\n"
        )
    (folder / "20.txt").write_bytes(bytes(range(1, 9)) * 50)
    (tmp_path / "tradewatch.toml").write_text('[[source]]\nname = "in"\npath = "in"\n')
    for command in (["ingest", str(folder)], ["--config", str(tmp_path / "tradewatch.toml"), "sync"]):
        said = on_a_terminal("--db", str(tmp_path / f"{command[-1][-4:]}.db"), *command, "--workers", "1", columns=200)
        assert "40/40" in said, said
        warning = next(line for line in said.replace("\r", "\n").split("\n") if "tradewatch: warning" in line)
        assert re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", warning).startswith("tradewatch: warning: "), warning
