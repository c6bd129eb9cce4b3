"""A real browser (Chromium), the report in it, and a server on this machine that stands for the press."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.browser.made import TODAY, small

_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1280,900"),
)


def program(*arguments: object, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run tradewatch as a person would."""
    environ = {**os.environ, "TRADEWATCH_TODAY": TODAY}
    command = [sys.executable, "-m", "tradewatch", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environ, **more)


@dataclass
class Browser:
    """A driver with words for what these tests do."""

    driver: Any

    def open(self, address: str, *, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """A page anew, at a width, in a colour scheme; what was logged before is forgotten."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.driver.get("about:blank")
        self.errors(), self.requests()
        self.driver.get(address)

    def script(self, text: str, *arguments: Any) -> Any:
        """What a script answers."""
        return self.driver.execute_script(text, *arguments)

    def all(self, selector: str) -> list[Any]:
        """Elements that a person can see."""
        return [one for one in self.driver.find_elements("css selector", selector) if one.is_displayed()]

    def one(self, selector: str) -> Any:
        """The first of them."""
        return self.all(selector)[0]

    def texts(self, selector: str) -> list[str]:
        """Their words."""
        return [one.text for one in self.all(selector)]

    def until(self, ready: Any, why: str) -> None:
        """Wait for something to become so."""
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.driver, 10).until(lambda _: ready(), why)

    def errors(self) -> list[str]:
        """What the console has told since the last question."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Every address that was asked for since the last question."""
        told = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return [event["params"]["request"]["url"] for event in told if event["method"] == "Network.requestWillBeSent"]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    binary = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    service = shutil.which("chromedriver")
    if not binary or not service:
        pytest.skip("no Chromium with its driver here (Debian: apt-get install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (*_FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(service))
    driver.set_page_load_timeout(60)
    yield Browser(driver)
    driver.quit()


class _Press(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Referer")))  # type: ignore[attr-defined]
        body = b"<!doctype html><title>The article itself</title><p>Port fees begin."
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="session")
def press() -> Iterator[Any]:
    """A server on loopback; `asked` lists what was asked of it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Press)
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory, press: Any) -> Path:
    return small(tmp_path_factory.mktemp("small") / "trade.db", f"http://127.0.0.1:{press.server_port}/fees")


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory, database: Path) -> str:
    """The report's address."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    done = program("--db", database, "report", path)
    assert done.returncode == 0, done.stderr
    return path.as_uri()
