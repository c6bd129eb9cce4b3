"""`ingest` with notices, a command at its end, and addresses of one's own servers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

STORY = (
    "Duties on steel\nDate: 2025-10-16\n\nThe United States will impose a tariff of 25% on steel from China from November 1, 2025, "
    "the White House said on Thursday.\n"
)


class Host(ThreadingHTTPServer):
    """A server that takes notices and has one page."""

    def __init__(self) -> None:
        self.messages: list[dict[str, str]] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                host.messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def do_GET(self) -> None:
                found = self.path == "/story.txt"
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", "text/plain")
                self.end_headers()
                self.wfile.write(STORY.encode() if found else b"")

            def log_message(self, *_: object) -> None:
                return

        super().__init__(("127.0.0.1", 0), Handler)


@pytest.fixture
def host() -> Iterator[Host]:
    server = Host()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def tradewatch(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    proxies = {"http_proxy", "https_proxy", "all_proxy"}
    environment = {name: value for name, value in os.environ.items() if name.lower() not in proxies and not name.startswith("TRADEWATCH_")}
    command = [sys.executable, "-m", "tradewatch", "--db", str(folder / "t.db"), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_watch_of_the_configuration_tells_of_what_was_ingested_once(tmp_path: Path, host: Host) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "tradewatch.toml").write_text('[watch.china]\non = "CN"\n')
    url = f"json://127.0.0.1:{host.server_port}/"
    for _ in range(2):
        done = tradewatch(tmp_path, "ingest", "a.txt", "--notify", url, "--on-finish", "env > told")
        assert (done.returncode, done.stderr) == (0, "")
    assert [message["title"] for message in host.messages] == ["tradewatch: china: 1 event"]
    told = (tmp_path / "told").read_text().splitlines()
    assert {"TRADEWATCH_COMMAND=ingest", "TRADEWATCH_EXIT_CODE=0", "TRADEWATCH_SAME=1"} <= set(told)


def test_a_failure_is_told_and_an_unknown_address_refused(tmp_path: Path, host: Host) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    assert tradewatch(tmp_path, "ingest", "a.txt", "--notify", "nosuch://x").returncode == 2
    assert not (tmp_path / "t.db").exists()
    (tmp_path / "t.db").write_text("no database " * 1000)
    assert tradewatch(tmp_path, "ingest", "a.txt", "--notify", f"json://127.0.0.1:{host.server_port}/").returncode == 65
    assert [message["title"] for message in host.messages] == ["tradewatch: ingest failed (exit 65)"]


@pytest.mark.parametrize("command", ["ingest", "extract", "explain"])
def test_ones_own_server_is_read_where_that_is_allowed(tmp_path: Path, host: Host, command: str) -> None:
    url = f"http://127.0.0.1:{host.server_port}/story.txt"
    refused = tradewatch(tmp_path, command, url)
    assert refused.returncode == 69 and "private address" in refused.stderr and "--private" in refused.stderr
    allowed = tradewatch(tmp_path, command, url, "--private", "--json")
    assert allowed.returncode == 0 and "steel" in allowed.stdout
