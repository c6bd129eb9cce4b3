"""Feeds by `sync`, from a server on this machine: what was read is not asked for again, and a server that is down harms nobody."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tradewatch.batch.config import load_config
from tradewatch.batch.runlog import RunLog
from tradewatch.batch.sources import Sync, sync
from tradewatch.batch.summary import Summary
from tradewatch.store import open_database, query, records

_STORY = (
    "The United States will impose a tariff of 25% on steel from {0} from November 1, 2025, the White House said on Thursday. "
    "Officials said that the duty would be collected at every port, and that goods already at sea would be let in at the old rate. "
)


class Server:
    """Pages by path; counts what was asked for, and can be told to fail."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, str]] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.down = False
        self.broken: dict[str, int] = {}  # paths that are answered with an error
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                condition = self.headers.get("If-None-Match")
                server.asked.append((self.path, condition))
                media_type, text = server.pages.get(self.path, ("text/plain", ""))
                tag = f'"{len(text)}"'
                code = 404 if not text else 304 if condition == tag else 200
                code = 500 if server.down else server.broken.get(self.path, code)
                self.send_response(code)
                self.send_header("Content-Type", media_type)
                self.send_header("ETag", tag)
                body = text.encode() if code == 200 else b""
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def story(self, name: str, country: str) -> None:
        text = "".join(f"<p>{_STORY.format(country)} Part {part}.</p>" for part in range(6))
        self.pages[f"/{name}"] = (
            "text/html",
            f"<html><head><title>Steel from {country}</title></head><body><article>{text}</article></body></html>",
        )

    def feed(self, *names: str) -> None:
        entries = "".join(
            f"<item><title>{name}</title><link>{self.url}/{name}</link><guid>{name}</guid>"
            f"<pubDate>Thu, 16 Oct 2025 08:00:00 GMT</pubDate><description>In short.</description></item>"
            for name in names
        )
        self.pages["/feed"] = ("application/rss+xml", f'<rss version="2.0"><channel><title>Wire</title>{entries}</channel></rss>')

    def paths(self) -> list[str]:
        found = [path for path, _ in self.asked if path != "/robots.txt"]
        self.asked.clear()
        return found


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.server.shutdown()


def run(folder: Path, server: Server, log: io.StringIO | None = None, more: str = "") -> Summary:
    config = folder / "tradewatch.toml"
    config.write_text(f'patience = 2\n[[source]]\nname = "wire"\nurl = "{server.url}/feed"\nprivate = true\n{more}', encoding="utf-8")
    stream = log if log is not None else io.StringIO()
    return sync(folder / "t.db", load_config(config), Sync(workers=1), today=date(2025, 10, 20), log=RunLog(stream))


def test_entries_are_followed_to_their_pages_once(tmp_path: Path, server: Server) -> None:
    server.story("one", "China")
    server.feed("one")
    assert run(tmp_path, server).new == 1
    assert server.paths() == ["/feed", "/one"]
    server.story("two", "India")
    server.feed("one", "two")
    assert run(tmp_path, server).new == 1
    assert server.paths() == ["/feed", "/two"]
    with open_database(tmp_path / "t.db", read_only=True) as store:
        articles = query.article_page(store)
    assert {(one.article.published, one.article.url) for one in articles} == {
        (date(2025, 10, 16), f"{server.url}/one"),
        (date(2025, 10, 16), f"{server.url}/two"),
    }


def test_a_feed_that_did_not_change_is_not_sent_again(tmp_path: Path, server: Server) -> None:
    server.story("one", "China")
    server.feed("one")
    run(tmp_path, server)
    server.asked.clear()
    summary = run(tmp_path, server)
    conditions = [condition for path, condition in server.asked if path == "/feed"]
    assert len(conditions) == 1 and conditions[0] is not None
    assert (summary.read, summary.exit_code) == (0, 0)


def test_a_server_that_is_down_costs_only_itself_and_is_named_once(tmp_path: Path, server: Server) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(f"Steel\nDate: 2025-10-16\n\n{_STORY.format('Brazil')}")
    server.down = True
    told = []
    for _ in range(3):
        log = io.StringIO()
        summary = run(tmp_path, server, log, '[[source]]\nname = "clips"\npath = "in"\n')
        told.append((int(summary.exit_code), log.getvalue()))
    assert [code for code, _ in told] == [69, 69, 69]
    assert told[0][1] == told[2][1] == ""
    assert told[1][1].startswith("tradewatch: warning: source wire: the server answered 500")
    with open_database(tmp_path / "t.db", read_only=True) as store:
        assert query.counts(store)["articles"] == 1
        assert [state.failures for state in records.source_states(store)] == [0, 3]


def test_a_feed_that_answers_again_goes_on_where_it_was(tmp_path: Path, server: Server) -> None:
    server.feed("one")
    server.down = True
    run(tmp_path, server)
    server.down = False
    server.story("one", "China")
    summary = run(tmp_path, server)
    assert (summary.new, summary.exit_code) == (1, 0)


def texts(folder: Path) -> dict[str, int]:
    """Names of the articles that stand, and whether they are whole pages (1) or summaries (0)."""
    with open_database(folder / "t.db", read_only=True) as store:
        return {one.article.doc: int("every port" in one.article.text) for one in query.article_page(store)}


def test_a_page_that_failed_is_read_later_also_where_the_feed_did_not_change(tmp_path: Path, server: Server) -> None:
    server.story("one", "China")
    server.story("two", "India")
    server.feed("one", "two")
    server.broken = {"/one": 503}
    log = io.StringIO()
    assert run(tmp_path, server, log).exit_code == 3
    told = f"{server.url}/feed:{server.url}/one: its page could not be read (the server answered 503"
    assert log.getvalue().startswith(f"tradewatch: warning: {told}")
    assert texts(tmp_path) == {"one": 0, "two": 1}
    server.broken = {"/one": 500}
    log = io.StringIO()
    assert (run(tmp_path, server, log).exit_code, log.getvalue()) == (0, "")  # named once
    server.broken = {}
    server.asked.clear()
    assert run(tmp_path, server).updated == 1
    assert server.paths() == ["/feed", "/one"]
    assert texts(tmp_path) == {"one": 1, "two": 1}
    with open_database(tmp_path / "t.db", read_only=True) as store:
        assert records.quarantined(store) == []
    run(tmp_path, server)
    assert [condition is not None for path, condition in server.asked if path == "/feed"] == [True]


@pytest.mark.parametrize("code", [403, 404, 500])
def test_a_summary_never_takes_the_place_of_a_page(tmp_path: Path, server: Server, code: int) -> None:
    server.pages["/one"] = ("text/html", f"<html><body><article><p>{_STORY.format('China')}</p></article></body></html>")
    server.feed("one")
    run(tmp_path, server)
    assert texts(tmp_path) == {"one": 1}
    server.broken = {"/one": code}
    server.story("two", "India")
    server.feed("two", "one")
    assert run(tmp_path, server).updated == 0
    assert texts(tmp_path) == {"one": 1, "two": 1}
    run(tmp_path, server, more="thorough = true\n")
    assert texts(tmp_path) == {"one": 1, "two": 1}


def test_a_page_that_is_refused_for_good_is_a_summary_and_no_fault(tmp_path: Path, server: Server) -> None:
    server.feed("one")
    log = io.StringIO()
    assert run(tmp_path, server, log).exit_code == 0
    assert "only the feed's summary" in log.getvalue() and texts(tmp_path) == {"one": 0}
    server.asked.clear()
    run(tmp_path, server)
    assert [condition is not None for path, condition in server.asked if path == "/feed"] == [True]


def test_a_private_address_is_refused_until_it_is_allowed(tmp_path: Path, server: Server) -> None:
    server.feed()
    config = tmp_path / "tradewatch.toml"
    config.write_text(f'patience = 1\n[[source]]\nname = "wire"\nurl = "{server.url}/feed"\n')
    log = io.StringIO()
    began = time.monotonic()
    summary = sync(tmp_path / "t.db", load_config(config), Sync(workers=1), today=date(2025, 10, 20), log=RunLog(log))
    assert summary.exit_code == 69 and "private address" in log.getvalue() and server.asked == []
    assert time.monotonic() - began < 10
