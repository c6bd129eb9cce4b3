"""How much trade a measure covers, and what is kept apart by it."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.extraction.certain.volumes import volume_of
from tradewatch.extraction.joining import Likeness, may_be_one
from tradewatch.extraction.mentions import Choice, Mention
from tradewatch.extraction.phrases import Document, prepare, propose
from tradewatch.knowledge import load
from tradewatch.model import Article


def read(text: str) -> tuple[Document, list[Mention]]:
    document = prepare(Article("a", text, "", date(2018, 9, 1)), load())
    sides = [Choice(("US",), ("CN",), 1.0)]
    found = [Mention(c, 1.0, choices=sides, sides=(("US",), ("CN",))) for c in propose(document) if c.type == "tariff"]
    return document, found


@pytest.mark.parametrize(
    ("text", "volumes"),
    [
        ("A 25% duty hits $34 billion of Chinese goods.", [34e9]),
        ("Tariffs on $34 billion in goods came first; levies on another $16 billion of Chinese products are due in August.", [34e9, 16e9]),
        ("Levies on US$200bn in Chinese imports are next.", [200e9]),
        ("Tariffs on some 300 million dollars of Japanese goods end.", [300e6]),
        ("Tariffs brought $80 billion to the Treasury.", [None]),
        ("Tariffs cost firms a lot, and China sold goods for less than $500 million.", [None]),
    ],
)
def test_the_trade_that_a_tariff_covers(text: str, volumes: list[float | None]) -> None:
    document, found = read(text)
    assert list(dict.fromkeys(volume_of(document, mention) for mention in found)) == volumes


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("Tariffs on $34 billion of Chinese goods started. Tariffs on $16 billion of Chinese goods are next.", False),
        ("Tariffs on $34 billion of Chinese goods started. Tariffs on $34.2 billion of Chinese goods hurt.", True),
        ("Tariffs on $34 billion of Chinese goods started. Tariffs on Chinese goods hurt.", True),
        ("Tariffs on Chinese soybeans started. Tariffs on Chinese cars are next.", False),
        ("Tariffs on Chinese cars started. Tariffs on Chinese cars hurt.", True),
    ],
)
def test_duties_on_other_trade_or_other_goods_are_two(text: str, one: bool) -> None:
    document, (first, second) = read(text)
    for mention in (first, second):
        sentence = document.rows[mention.candidate.row].sentence
        mention.goods = tuple(word for word in ("soybeans", "cars") if word in text[sentence.start : sentence.end])
    assert may_be_one(Likeness(document, first), Likeness(document, second)) is one


def test_phases_of_a_pact_are_two() -> None:
    text = "China and the United States signed the phase one agreement. Negotiations on a phase two agreement will begin soon."
    document = prepare(Article("a", text, "", date(2020, 1, 15)), load())
    pacts = [
        Mention(c, 1.0, choices=[Choice(("CN", "US"), (), 1.0)], sides=(("CN", "US"), ()))
        for c in propose(document)
        if c.type == "agreement"
    ]
    told = [Likeness(document, mention) for mention in pacts]
    first, second = (next(one for one in told if one.phase == phase) for phase in ("phase one", "phase two"))
    assert not may_be_one(first, second)
