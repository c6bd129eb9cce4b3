"""Fingerprints of near copies."""

from __future__ import annotations

import json
import random
from itertools import combinations
from pathlib import Path

from tradewatch.reading import fingerprint

from .making import STORY

ARTICLES = [
    json.loads(line)["text"]
    for line in (Path(__file__).parent.parent / "articles" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
]
NEAR, FAR = 14, 15


def apart(one: str, other: str) -> int:
    first, second = fingerprint(one), fingerprint(other)
    assert first is not None
    assert second is not None
    return (first ^ second).bit_count()


def test_the_same_words_have_the_same_fingerprint() -> None:
    assert apart(STORY, STORY.upper().replace(". ", " !\n\n")) == 0


def test_a_copy_with_another_header_and_a_lost_end_is_near() -> None:
    long = [text for text in ARTICLES if len(text) > 1500]
    for text in long:
        lines = text.split("\n")
        copy = "From our correspondents\n\n" + "\n".join(lines[:-1] if len(lines[-1]) < len(text) // 10 else lines)
        assert apart(text, copy) <= NEAR


def test_different_stories_are_far() -> None:
    pairs = list(combinations([text for text in ARTICLES if fingerprint(text) is not None], 2))
    near = sum(apart(one, other) < FAR for one, other in random.Random(1).sample(pairs, min(2000, len(pairs))))
    assert near <= 2


def test_a_short_text_has_none() -> None:
    assert fingerprint("The duty began on Wednesday.") is None
    assert fingerprint("") is None


def test_a_fingerprint_is_64_bits_for_any_text() -> None:
    for text in (STORY, "a " * 100, "\ud800 " + STORY, "ß" * 50 + " x" * 60, "关税 " * 100):
        found = fingerprint(text)
        assert found is None or 0 <= found < 1 << 64
