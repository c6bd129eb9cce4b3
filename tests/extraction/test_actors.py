"""Who acts, where the words beside a measure say it, whatever the learned decisions said before."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.extraction.certain.actors import settle_actors
from tradewatch.extraction.mentions import Choice, Mention
from tradewatch.extraction.phrases import prepare, propose
from tradewatch.knowledge import load
from tradewatch.model import Article


def actors(text: str, kind: str = "tariff", cls: str = "") -> tuple[str, ...]:
    """By whom a measure of a text is, where Sri Lanka was held to act on Russia before."""
    document = prepare(Article("a", text, "", date(2025, 2, 12)), load())
    candidate = next(c for c in propose(document) if c.type == kind and (not cls or c.cls == cls))
    mention = Mention(candidate, 1.0, choices=[Choice(("LK",), ("RU",), 0.9)])
    settle_actors(document, [mention])
    return mention.choices[0].by


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Sri Lanka was hurt by sanctions against Russia by the United States.", ("US",)),
        ("Sri Lanka was hurt by sanctions imposed by Washington and Brussels.", ("EU", "US")),
        ("Sri Lanka was hurt by US-led sanctions on Russia.", ("US",)),
        ("Sri Lanka bears sanctions on Russia, signed by the United States.", ("LK",)),
        ("Sri Lanka bears sanctions that are followed by Russia.", ("LK",)),
        ("Sri Lanka called on the European Union to impose sanctions on Russia.", ("EU",)),
        ("Sri Lanka asked Japan and South Korea to lift sanctions on Russia.", ("JP", "KR")),
        ("Sri Lanka agreed with Japan to impose sanctions on Russia.", ("LK",)),
    ],
)
def test_who_acts_by_the_words_beside_a_sanction(text: str, by: tuple[str, ...]) -> None:
    assert actors(text, "sanction") == by


def test_who_retaliates_from_somewhere_and_who_strikes_back() -> None:
    assert actors("The duties of Sri Lanka drew retaliation from Beijing.", cls="retaliation") == ("CN",)
    assert actors("The duties of Sri Lanka drew retaliation on Beijing.", cls="retaliation") == ("LK",)
    assert actors("Sri Lanka raised barriers; China has countered with a levy of 10% on rubber.") == ("CN",)
    assert actors("Sri Lanka raised barriers; China has lived with a levy of 10% on rubber.") == ("LK",)


def test_in_a_row_of_rates_each_is_on_whom_it_leads_to() -> None:
    text = "He signed orders imposing a 25% tariff on goods from Canada and Mexico and an additional 10% tariff on goods from China."
    document = prepare(Article("a", text, "", date(2025, 2, 2)), load())
    wrong = [Choice(("US",), ("CA", "MX"), 0.6), Choice(("US",), ("CN",), 0.4)]
    found = {document.rates[0][document.rows[0].tokens[c.rate].rate].rate.value: c for c in propose(document) if c.rate >= 0}
    first, second = (Mention(found[value], 1.0, choices=list(wrong)) for value in (25, 10))
    settle_actors(document, [first, second])
    assert (first.choices[0].on, second.choices[0].on) == (("CA", "MX"), ("CN",))


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("He signed an order imposing a 25% tariff on Canada.", ("MX",)),
        ("He signed an order imposing a 25% tariff on steel, on whose makers from Canada it is hard.", ("MX",)),
        ("He signed an order imposing a 25% tariff on goods from Canada.", ("CA",)),
        ("He signed an order imposing a 25% tariff on steel pipes imported from Canada and Japan.", ("CA", "JP")),
    ],
)
def test_a_single_rate_is_on_whom_its_goods_come_from_and_else_on_whom_it_was_held_to_be(text: str, on: tuple[str, ...]) -> None:
    document = prepare(Article("a", text, "", date(2025, 2, 2)), load())
    mention = Mention(next(c for c in propose(document) if c.rate >= 0), 1.0, choices=[Choice(("US",), ("MX",), 0.6)])
    settle_actors(document, [mention])
    assert mention.choices[0].on == on


def test_banned_imports_are_from_where_the_sentence_says() -> None:
    text = "China suspended beef from two Brazilian plants. The Philippines banned imports of poultry from Denmark because of bird flu."
    document = prepare(Article("a", text, "", date(2025, 2, 2)), load())
    banned = [c for c in propose(document) if c.type == "import_restriction" and c.row == 1]
    mentions = [Mention(c, 1.0, choices=[Choice(("PH",), ("BR",), 0.6)]) for c in banned]
    settle_actors(document, mentions)
    assert ("DK",) in {mention.choices[0].on for mention in mentions}


@pytest.mark.parametrize("money", ["US$34 billion", "34 billion U.S. dollars", "34-billion-U.S.-dollar"])
def test_a_currency_is_no_side(money: str) -> None:
    text = f"Beijing complained of a 25% tariff on {money} worth of Chinese goods."
    row = prepare(Article("a", text, "", date(2018, 7, 6)), load()).rows[0]
    assert {form.code for index in row.parties if (form := row.tokens[index].form)} == {"CN"}


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Kazakhstan limited wheat exports in April, and Serbia banned exports of corn.", {("KZ",), ("RS",)}),
        ("Kazakhstan may sell wheat, but Serbia has now banned exports of corn.", {("RS",)}),
        # those of whom something is told do nothing, nor do those whose goods they are
        ("Officials of Serbia banned exports of corn.", {("RU",)}),
        ("The Serbians banned exports of corn.", {("RU",)}),
    ],
)
def test_who_stands_before_the_verb_of_a_ban_imposes_it(text: str, by: set[tuple[str, ...]]) -> None:
    document = prepare(Article("a", text, "", date(2022, 5, 16)), load())
    mentions = [Mention(c, 1.0, choices=[Choice(("RU",), (), 0.6)]) for c in propose(document) if c.type == "export_control"]
    settle_actors(document, mentions)
    assert {mention.choices[0].by for mention in mentions} == by


@pytest.mark.parametrize(
    "text",
    [
        "China complained as the United States added 140 Chinese companies, including Naura, to its Entity List.",
        "China complained. The Commerce Department has placed 28 firms from China on its Entity List.",
    ],
)
def test_who_is_added_to_a_list_and_by_whom(text: str) -> None:
    document = prepare(Article("a", text, "", date(2024, 12, 4)), load())
    listed = [c for c in propose(document) if c.cls == "entity_list"]
    mentions = [Mention(c, 1.0, choices=[Choice(("CN",), ("US",), 0.6)]) for c in listed]
    settle_actors(document, mentions)
    assert {(mention.choices[0].by, mention.choices[0].on) for mention in mentions} == {(("US",), ("CN",))}


def test_titles_before_a_name_do_not_hide_who_imposed_it() -> None:
    assert actors("Sri Lanka lives with steel tariffs imposed by former U.S. President Donald Trump in 2018.") == ("US",)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Sri Lanka complained of U.S. steel and aluminium tariffs of 25%.", ("US",)),
        ("Sri Lanka complained of new EU and UK tariffs.", ("EU", "GB")),
        # what is on goods of the U.S. is not by it
        ("Sri Lanka has on U.S. goods such tariffs.", ("LK",)),
        ("Sri Lanka spoke of China tariffs.", ("LK",)),
    ],
)
def test_whose_a_measure_is_by_an_adjective(text: str, by: tuple[str, ...]) -> None:
    assert actors(text) == by


def test_goods_originating_somewhere_are_from_there() -> None:
    text = "The EU imposed a definitive duty of 17% on imports of flat steel products originating in Brazil and Iran."
    document = prepare(Article("a", text, "", date(2017, 10, 6)), load())
    mention = Mention(next(c for c in propose(document) if c.rate >= 0), 1.0, choices=[Choice(("EU",), ("RU",), 0.6)])
    settle_actors(document, [mention])
    assert mention.choices[0].on == ("BR", "IR")
