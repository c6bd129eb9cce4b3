"""Every text of `tests/corpus/dates.toml` and `dates_news.toml` holds just the expressions that stand beside it, with their values."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tradewatch.dates import find_dates
from tradewatch.model import Period

CORPUS = Path(__file__).parent.parent / "corpus"
PUBLISHED = date(2025, 10, 16)


def _cases() -> list[Any]:
    out = []
    groups = [group for path in sorted(CORPUS.glob("dates*.toml")) for group in tomllib.loads(path.read_text("utf-8"))["class"]]
    for group in groups:
        published = group.get("published", PUBLISHED)
        out += [pytest.param(text, published, told, id=f"{group['name']}: {text[:60]}") for text, *told in group["cases"]]
    return out


@pytest.mark.parametrize(("text", "published", "told"), _cases())
def test_sentence_holds_its_dates(text: str, published: date, told: list[list[str]]) -> None:
    found = [[mention.text, mention.value] for mention in find_dates(text, published)]
    assert found == [[words, Period.parse(value).edtf] for words, value in told]


def test_corpus_is_wide() -> None:
    assert len(_cases()) >= 450
