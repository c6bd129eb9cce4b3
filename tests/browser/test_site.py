"""`serve`: Datasette over the database, as a person and a program meet it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Browser, program
from tests.browser.made import TODAY

pytest.importorskip("datasette", reason="the extra tradewatch[serve] is not installed")


@pytest.fixture(scope="module")
def site(database: Path) -> Iterator[str]:
    """The address of a running site."""
    command = [sys.executable, "-m", "tradewatch", "--db", str(database), "serve", "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "TRADEWATCH_TODAY": TODAY})
    assert process.stderr
    told = process.stderr.readline()
    address = re.search(r"http://127\.0\.0\.1:\d+/", told)
    assert address, told
    yield address[0]
    process.send_signal(signal.SIGINT)
    assert process.wait(15) == 130


def rows(site: str, place: str, **asked: str) -> list[dict[str, Any]]:
    """Rows of a table or of a ready-made question."""
    query = urllib.parse.urlencode({**asked, "_shape": "array"})
    with urllib.request.urlopen(f"{site}trade/{place}.json?{query}", timeout=30) as answer:
        found: list[dict[str, Any]] = json.load(answer)
    return found


def test_the_timeline_is_asked_by_country(site: str) -> None:
    found = rows(site, "timeline", country="in", type="", since="", until="")
    assert [(row["date"], row["rate"]) for row in found] == [("2025-08-27", 50.0), ("2025-08-07", 25.0)]


def test_the_timeline_is_asked_by_days_and_type(site: str) -> None:
    found = rows(site, "timeline", country="", type="port_fee", since="2025-10-01", until="2025-10-31")
    assert {row["by"] for row in found} == {"US", "CN"}


def test_rates_on_a_day_leave_out_what_began_later_and_what_is_only_threatened(site: str) -> None:
    assert [row["rate"] for row in rows(site, "rates", by="US", on="IN", at="2025-08-10")] == [25.0]
    assert all(row["status"] == "in_force" for row in rows(site, "rates", by="US", on="CN", at="2025-12-01"))


def test_dates_ahead_are_counted_in_days(site: str) -> None:
    found = rows(site, "upcoming", today="2025-10-20", country="")
    assert [(row["date"], row["days"]) for row in found] == [("2025-10-21/2025-10-31", 1), ("2025-11-01", 12)]


def test_conflicts_are_a_question(site: str) -> None:
    assert rows(site, "conflicts") == []


def test_an_event_is_followed_to_its_articles(site: str) -> None:
    event = rows(site, "timeline", country="IN", type="", since="", until="")[0]["event"]
    assert [row["title"] for row in rows(site, "event", event=event)] == ["The duty on India doubles"]


@pytest.mark.parametrize("words", ["doubles", '"duty on"', "duty -doubles", "AND", "t:", 'a"b', "NEAR("])
def test_any_words_can_be_searched(site: str, words: str) -> None:
    found = rows(site, "articles", _search=words)
    assert len(found) == {"doubles": 1, '"duty on"': 2}.get(words, len(found))


def test_nothing_can_be_written(site: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{site}trade.json?sql={urllib.parse.quote('DELETE FROM events')}", timeout=30)
    assert refused.value.code == 400 and rows(site, "v_events")


def test_it_listens_on_this_machine_only(site: str) -> None:
    port = int(site.rstrip("/").rpartition(":")[2])
    others = {entry[4][0] for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1", "127.0.1.1"}
    if not others:
        pytest.skip("this machine has no other address")
    with pytest.raises(OSError):
        socket.create_connection((others.pop(), port), timeout=3).close()


def test_a_taken_port_is_an_error_with_a_way_out(site: str, database: Path) -> None:
    port = site.rstrip("/").rpartition(":")[2]
    done = program("--db", database, "serve", "--port", port)
    assert done.returncode == 2 and "--port" in done.stderr and done.stderr.count("\n") == 1


def test_without_the_extra_the_error_names_it(run_without: Any, database: Path) -> None:
    done = run_without("datasette", "--db", database, "serve")
    assert done.returncode == 2 and "tradewatch[serve]" in done.stderr and "Traceback" not in done.stderr


@pytest.fixture
def run_without() -> Any:
    def run(module: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        code = f"import sys; sys.modules[{module!r}] = None; from tradewatch.cli.app import main; main()"
        return subprocess.run([sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, timeout=60)

    return run


def test_a_person_finds_the_questions_and_asks_one(browser: Browser, site: str) -> None:
    browser.open(f"{site}trade")
    next(link for link in browser.all("a") if link.text == "Upcoming").click()
    field = browser.one("input[name=today]")
    field.clear()
    field.send_keys("2025-10-20\n")
    browser.until(lambda: "2025-11-01" in browser.driver.page_source, "the threat's day")
    assert browser.errors() == []
    assert all(address.startswith((site, "data:")) for address in browser.requests())


def test_tables_offer_facets(browser: Browser, site: str) -> None:
    browser.open(f"{site}trade/v_events")
    assert any("type" in text for text in browser.texts(".facet-info-name"))


def test_a_hostile_title_is_shown_as_text(browser: Browser, site: str) -> None:
    browser.open(f"{site}trade/articles?doc=threat")
    assert "<script>alert(1)</script>" in browser.one("table.rows-and-columns").text
    assert browser.errors() == []
