"""Inputs for the tests of this room, and short ways to read them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tradewatch.model import Article
from tradewatch.reading import ReadOptions, SetAside, read

TODAY = date(2025, 12, 1)
STORY = (
    "The United States began to collect a duty of 25 percent on steel and aluminium on Wednesday. "
    "The European Union answered within hours and listed American goods that it would tax from April. "
    "Canada, which sells more of both metals to the United States than any other country, promised to follow."
)
PARAGRAPHS = f"{STORY}\n\nThe Commission said that its first list would take effect on April 1 and its second on April 13.\n"
PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Steel duties begin | Harbor Wire</title>"
    "<meta property='og:title' content='Steel duties begin'><meta property='og:site_name' content='Harbor Wire'>"
    "<meta property='article:published_time' content='2025-03-12T09:30:00+01:00'></head><body>"
    "<nav><a href='/'>Home</a> <a href='/world'>World</a></nav><article><h1>Steel duties begin</h1>"
    + "".join(f"<p>{sentence}.</p>" for sentence in (PARAGRAPHS + STORY).replace("\n", " ").split(". "))
    + "</article><footer>Harbor Wire 2025</footer></body></html>"
)


def options(**changes: Any) -> ReadOptions:
    return ReadOptions(**{"today": TODAY, **changes})


def write(folder: Path, name: str, content: str | bytes, day: date | None = None) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    if day:
        time = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
        os.utime(path, (time, time))
    return str(path)


def everything(paths: Iterable[str] | str, **changes: Any) -> tuple[list[Article], list[SetAside]]:
    """The articles and what was set aside."""
    found = list(read([paths] if isinstance(paths, str) else list(paths), options(**changes)))
    return [item for item in found if isinstance(item, Article)], [item for item in found if isinstance(item, SetAside)]


def article(path: str, **changes: Any) -> Article:
    """The one article of an input that holds nothing else."""
    articles, aside = everything(path, **changes)
    assert not aside, aside
    assert len(articles) == 1, articles
    return articles[0]


def aside(path: str, **changes: Any) -> SetAside:
    """The one reason why an input cannot be used."""
    articles, found = everything(path, **changes)
    assert not articles, articles
    assert len(found) == 1, found
    return found[0]


def kept(item: Article) -> str:
    """The body of an article."""
    return "\n".join(item.text[start:end] for start, end in item.body) if item.body else item.text
