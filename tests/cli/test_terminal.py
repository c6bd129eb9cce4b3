"""What only a terminal gets: colour, links, the pager, completion after Tab."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_process import PROGRAM, environment
from tests.views.build import claim, event, screen, when
from tradewatch.cli.pager import pager_command
from tradewatch.views.event import event_view
from tradewatch.views.screen import console_for


def on_a_terminal(*arguments: str, columns: int = 100, **more: str) -> str:
    """What the program writes to a terminal of that size."""
    master, slave = pty.openpty()
    environ = environment(**{"COLUMNS": str(columns), "TERM": "xterm-256color", "PAGER": "cat", **more})
    process = subprocess.Popen([*PROGRAM, *arguments], stdout=slave, stderr=slave, stdin=slave, env=environ, close_fds=True)
    os.close(slave)
    said = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
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
