"""Goods: which phrases of a sentence may be goods, and which of them an event is told to be about."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from tradewatch.extraction import wares
from tradewatch.extraction.goods import Phrase, Signs, find_phrases
from tradewatch.extraction.inherit import told_goods, words
from tradewatch.extraction.mentions import Mention
from tradewatch.extraction.parties import slot_features
from tradewatch.extraction.phrases import Candidate, Document, prepare, propose
from tradewatch.extraction.pipeline import extract
from tradewatch.extraction.sheet import Sheet
from tradewatch.extraction.tokens import Token
from tradewatch.knowledge import load
from tradewatch.model import Article


def read(text: str) -> Document:
    return prepare(Article("a", text, "", date(2025, 6, 20)), load())


def phrases(text: str, hidden: str = "") -> list[Phrase]:
    document = read(text)
    return [phrase for row in document.rows for phrase in find_phrases(document, row, hidden.__eq__ if hidden else None)]


# a sentence, phrases that the goods table knows, phrases that it does not
PHRASES = [
    ("Mexico would exempt public transport vehicles from the 35% duty.", ["public transport vehicles"], []),
    ("Duties on leather products and oil equipment will rise.", ["leather products", "oil equipment"], []),
    ("The duty on large-displacement cars will be cut.", ["large-displacement cars"], []),
    ("Canada put a 25% tariff on widgets and garden gnomes.", [], ["widgets", "garden gnomes"]),
    ("Taiwan will cut its duties on 1,700 products in July.", [], ["1,700 products"]),
    ("Korea will raise its gizmo tariffs in July.", [], ["gizmo"]),
    ("The ban on Japanese steel is to be lifted.", ["steel"], []),
]


@pytest.mark.parametrize(("text", "known", "unknown"), PHRASES)
def test_phrases_are_as_the_text_has_them(text: str, known: list[str], unknown: list[str]) -> None:
    found = phrases(text)
    assert [phrase.text for phrase in found if phrase.known] == known
    assert [phrase.text for phrase in found if not phrase.known] == unknown


def test_phrases_divided_by_commas_and_a_conjunction_are_one_list() -> None:
    found = phrases("Canada put a 25% tariff on steel, widgets and other cars, but spared aluminium.")
    *listed, apart = found
    assert [phrase.text for phrase in listed] == ["steel", "widgets", "cars"]
    assert {phrase.group for phrase in listed} == {(listed[0].first, listed[-1].last)}
    assert apart.group == (apart.first, apart.last)


def test_phrases_do_not_overlap() -> None:
    for text, _, _ in PHRASES:
        for left, right in pairwise(phrases(text)):
            assert left.last < right.first


def test_a_word_of_the_table_may_be_hidden() -> None:
    text = "Canada put a 25% tariff on cars and toys."
    assert [(phrase.text, phrase.known) for phrase in phrases(text, "cars")] == [("cars", False), ("toys", True)]


def test_a_word_has_the_sign_of_its_kind_whatever_was_read_before() -> None:
    word = Token(0, 7, "cutting", "w", "cutting")
    verb = Token(0, 7, "cutting", "V", "cutting", verbs=(("lower", "ing"),))
    shapes = Signs(load())
    assert [shapes.of([token]) for token in (word, verb, word)] == ["w", "v", "w"]


def test_a_phrase_looks_the_same_alone_and_among_others() -> None:
    document = read(
        "Canada put a 25% tariff on steel, widgets and cars on Monday, and will ban beef from Brazil.\n\nIndia raised its toy duties."
    )
    candidates = propose(document)
    together = features(document, candidates)
    assert len(together) > 5
    for (number, phrase), seen in together.items():
        alone = features(document, [candidates[number]])
        assert alone[0, phrase] == seen


def features(document: Document, candidates: list[Candidate]) -> dict[tuple[int, Phrase], list[int]]:
    sheet = Sheet(document, candidates)
    asked = wares.ask(sheet, range(len(candidates)))
    # a name and a date beside the phrases change nothing for them
    parties = [(number, index) for number, c in enumerate(candidates) for index in document.rows[c.row].parties]
    bound = slot_features(sheet, parties, (), wares.spans_of(asked))[-1]
    return {(a.number, a.phrase): sorted(seen.tolist()) for a, seen in zip(asked, wares.wares_features(sheet, asked, bound), strict=True)}


def mention(keep: float, **said: float) -> Mention:
    return Mention(Candidate("tariff", "duty", 0, 0), keep, wares={text.replace("_", " "): p for text, p in said.items()})


def test_mentions_of_one_event_tell_its_goods_together() -> None:
    assert told_goods([mention(0.9, steel=0.8, cars=0.1), mention(0.8, aluminum=0.9)]) == ("steel", "aluminum")


def test_what_an_unlikely_mention_tells_counts_for_less() -> None:
    assert told_goods([mention(0.9, steel=0.8), mention(0.1, cars=0.6)]) == ("steel",)


def test_no_goods_are_told_twice() -> None:
    assert told_goods([mention(0.9, steel=0.8), mention(0.9, steel_products=0.7, cars=0.6)]) == ("steel", "cars")


def test_words_count_without_hyphens_and_plurals() -> None:
    assert words(("dual-use goods", "cars")) == {"dual", "use", "good", "car"}


def test_a_list_seldom_parts() -> None:
    document = read("Canada put a 25% tariff on steel, widgets and cars.")
    sheet = Sheet(document, propose(document)[:1])
    asked = wares.ask(sheet, [0])
    told = Mention(sheet.candidates[0], 1.0)
    wares.read_wares(asked, [0.9, 0.4, 0.9], {0: told})
    assert told.goods == ("steel", "widgets", "cars")
    wares.read_wares(asked, [0.9, 0.1, 0.1], {0: (alone := Mention(sheet.candidates[0], 1.0))})
    assert alone.goods == ("steel",)


# a text and the goods of its surest claim
TOLD = [
    ("China will impose a 25% tariff on soybeans, widgets and garden gnomes.", ["soybeans", "widgets", "garden gnomes"]),
    ("Washington will put a 25% tariff on hand-held power tools and cordless drills.", ["hand-held power tools", "cordless drills"]),
    ("India raised its liquor tariffs to 150% on Monday.", ["liquor"]),
    ("The United States will impose a 25% tariff on Japanese goods on August 1.", []),
    ("The United States will impose a 25% tariff on Canada from August 1, and Canadian carmakers fear for their steel.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "goods"), TOLD)
def test_goods_of_a_claim(text: str, goods: list[str]) -> None:
    surest = max(extract(Article("a", text, "", date(2025, 6, 20)), load()), key=lambda claim: claim.confidence)
    assert list(surest.goods) == goods


# a text, the beginning of a sentence in it that names no goods, and the goods that its event takes over
TAKEN_OVER = [
    (
        "Brazil's poultry exporters are waiting. China, the European Union and South Korea banned chicken from Brazil on May 16.\n\n"
        "The EU reopened its market at the end of September.",
        "The EU reopened",
        {("chicken",)},
    ),
    (
        "Indonesia will lift its ban on exports of palm oil on May 23, President Joko Widodo said on Thursday.\n\n"
        "The ban had started on April 28.",
        "The ban had started",
        {("palm oil",)},
    ),
    (
        "Brazil's poultry exporters are waiting. The EU banned chicken from Brazil on May 16.\n\n"
        "The EU imposed a tariff of 12% on steel on May 20.",
        "The EU imposed",
        {("steel",)},
    ),
]


@pytest.mark.parametrize(("text", "begins", "goods"), TAKEN_OVER)
def test_a_later_sentence_has_the_goods_of_the_measure(text: str, begins: str, goods: set[tuple[str, ...]]) -> None:
    claims = [claim for claim in extract(Article("a", text, "", date(2025, 12, 20)), load()) if claim.evidence.startswith(begins)]
    surest = max(claims, key=lambda claim: claim.confidence)
    # a second reading of the sentence, as another type, is another question
    assert {claim.goods for claim in claims if claim.type is surest.type} == goods
