"""A small database of known events, and the program run over it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.views.build import claim, when
from tradewatch.batch.settle import settle
from tradewatch.cli.app import app
from tradewatch.model import Article, Claim, PublishedFrom
from tradewatch.resolution import block_of
from tradewatch.store import open_database
from tradewatch.store.write import put_article

TODAY = "2025-10-20"
HOSTILE = "A [/b] title \x1b[31m[link=file:///etc/passwd] with \u202e traps <script>alert(1)</script>"

STORIES: dict[str, tuple[str, str, list[Claim]]] = {
    "threat": (
        "2025-10-10",
        HOSTILE,
        [
            claim(
                status="threatened",
                rate="100",
                evidence="=HYPERLINK: a 100% tariff",
                dates=when(announced="2025-10-10", effective="2025-11-01"),
            )
        ],
    ),
    "fees": (
        "2025-10-14",
        "Port fees begin on both sides of the Pacific",
        [
            claim(
                "port_fee",
                rate="50 USD/net_ton",
                status="in_force",
                evidence="$50 a net ton from today",
                dates=when(effective="2025-10-14"),
            ),
            claim(
                "port_fee", "CN", "US", rate="400 CNY/net_ton", status="in_force", evidence="400 yuan", dates=when(effective="2025-10-14")
            ),
        ],
    ),
    "talks": (
        "2025-10-18",
        "Leaders to meet in late October",
        [
            claim(
                "meeting", "CN US", "", status="planned", evidence="they will meet in South Korea", dates=when(held="2025-10-21/2025-10-31")
            )
        ],
    ),
    "india": (
        "2025-08-27",
        "A further duty on India",
        [claim(on="IN", status="in_force", rate="25", evidence="a further 25% from today", dates=when(effective="2025-08-27"))],
    ),
}


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database; tests that change it take a copy."""
    path = tmp_path_factory.mktemp("db") / "tradewatch.db"
    with open_database(path, create=True) as store:
        for doc, (published, title, claims) in STORIES.items():
            text = f"{title}\n\n" + "\n".join(one.evidence for one in claims)
            article = Article(doc, text, title, date.fromisoformat(published), PublishedFrom.METADATA, f"/news/{doc}.txt", "Harbor Wire")
            placed = [_placed(one, text) for one in claims]
            put_article(store, article, placed, block_of=block_of, version="1", at=f"{published}T12:00:00Z")
        settle(store)
    return path


def _placed(one: Claim, text: str) -> Claim:
    from dataclasses import replace

    start = text.index(one.evidence)
    return replace(one, start=start, end=start + len(one.evidence))


@dataclass(frozen=True)
class Done:
    """What a run left: its code and both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture
def run(stocked: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run the program in this process, on the stocked database unless another is named."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TRADEWATCH_DEBUG", "TRADEWATCH_DATA", "TRADEWATCH_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRADEWATCH_TODAY", TODAY)
    monkeypatch.setenv("TRADEWATCH_DB", str(stocked))

    def go(*arguments: object, stdin: bytes | None = None) -> Done:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
        return Done(result.exit_code, result.stdout, result.stderr)

    yield go


@pytest.fixture
def own(stocked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the stocked database that a test may change. Its claims were written by hand, so the extractor reads some otherwise."""
    path = tmp_path / "own.db"
    shutil.copy(stocked, path)
    monkeypatch.setenv("TRADEWATCH_DB", str(path))
    return path
