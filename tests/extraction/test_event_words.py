"""data/events: every type has examples that are read and counterexamples that are not; each runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tradewatch.extraction.lexicon import EVENT_FILES
from tradewatch.extraction.pipeline import extract
from tradewatch.knowledge import load
from tradewatch.model import Article, Claim

PUBLISHED = date(2025, 6, 12)


def shown(text: str) -> list[Claim]:
    return [claim for claim in extract(Article("example", text, published=PUBLISHED), load()) if not claim.latent]


def entries(key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for kind in EVENT_FILES:
        for entry in load().table(f"events/{kind}")[key]:
            yield kind, entry


@pytest.mark.parametrize("kind", EVENT_FILES)
def test_a_type_has_a_label_triggers_examples_and_counterexamples(kind: str) -> None:
    table = load().table(f"events/{kind}")
    assert table["label"] and table["triggers"] and table["examples"] and table["counterexamples"]


def name(value: str | dict[str, Any]) -> str:
    return value if isinstance(value, str) else value["text"][:50]


@pytest.mark.parametrize(("kind", "entry"), list(entries("examples")), ids=name)
def test_an_example_is_read(kind: str, entry: dict[str, Any]) -> None:
    claims = [claim for claim in shown(entry["text"]) if claim.type == kind]
    assert claims, "no claim of this type"
    for slot in ("by", "on"):
        if slot in entry:
            assert any(getattr(claim, slot) == tuple(entry[slot]) for claim in claims), slot
    if "rate" in entry:
        assert any(claim.rate is not None and float(claim.rate.value) == entry["rate"] for claim in claims)
    for slot in ("action", "status"):
        if slot in entry:
            assert any(getattr(claim, slot) == entry[slot] for claim in claims), slot


@pytest.mark.parametrize(("kind", "entry"), list(entries("counterexamples")), ids=name)
def test_a_counterexample_holds_no_event_of_its_type(kind: str, entry: dict[str, Any]) -> None:
    assert [claim for claim in shown(entry["text"]) if claim.type == kind] == []


@pytest.mark.parametrize("kind", EVENT_FILES)
def test_trigger_phrases_are_plain(kind: str) -> None:
    for phrases in load().table(f"events/{kind}")["triggers"].values():
        for phrase in phrases:
            assert re.fullmatch(r"[a-z0-9][a-z0-9 .'&-]{1,60}(\(s\)|~)?", phrase), phrase
