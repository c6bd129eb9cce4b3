"""A rate is on whoever a sentence says pays or faces it."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.extraction.certain.bearers import settle_bearers, settle_payers
from tradewatch.extraction.mentions import Choice, Mention
from tradewatch.extraction.phrases import prepare, propose
from tradewatch.extraction.pipeline import extract, models, read
from tradewatch.knowledge import load
from tradewatch.model import Article


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("India will pay a 25% tariff from August 1 for buying oil from Russia, President Trump said, as Nepal waits.", ("IN",)),
        ("Malaysia and Laos now face a 25% U.S. tariff, as talks with Nepal go on.", ("LA", "MY")),
        # who pays is not told: what else was read stays
        ("Importers will pay a 25% U.S. tariff on goods from Laos, as talks with Nepal go on.", ("LA", "NP")),
    ],
)
def test_who_pays_a_rate_bears_it(text: str, on: tuple[str, ...]) -> None:
    document = prepare(Article("a", text, "", date(2025, 7, 30)), load())
    wrong = [Choice(("US",), ("LA", "NP"), 0.6)]
    rated = [Mention(c, 1.0, choices=list(wrong)) for c in propose(document) if c.type == "tariff" and c.rate >= 0]
    settle_payers(document, rated)
    assert rated
    assert {mention.choices[0].on for mention in rated} == {on}


@pytest.mark.parametrize(
    "text",
    [
        "Vietnam bought corn. Indonesia has agreed to buy energy. Its goods will face a 19% tariff.",
        "Vietnam bought corn. Indonesia has agreed to buy energy. Indonesian products are now subject to a 19% tariff.",
        "Vietnam bought corn. Indonesia has agreed to buy energy. Indonesia's exports will be subject to an additional 19% duty.",
    ],
)
def test_a_rate_that_someones_goods_face_is_on_them_and_by_who_charges_elsewhere(text: str) -> None:
    document = prepare(Article("a", text, "", date(2025, 7, 30)), load())
    proposed = [c for c in propose(document) if c.type == "tariff" and c.rate >= 0]
    wrong = [Choice(("ID",), ("US",), 0.6), Choice(("US",), ("VN",), 0.3)]
    mentions = [Mention(candidate, 1.0, choices=list(wrong)) for candidate in proposed]
    settle_payers(document, mentions)
    assert {(mention.choices[0].by, mention.choices[0].on) for mention in mentions} == {(("US",), ("ID",))}


def test_in_a_row_of_rates_each_is_on_the_goods_behind_it() -> None:
    text = (
        "China's finance ministry says it will impose a 15% tariff on American coal and liquefied natural gas, "
        "and 10% on crude oil, farm machinery and pickup trucks, from February 10."
    )
    goods = {claim.rate.value: set(claim.goods) for claim in extract(Article("a", text, "", date(2025, 2, 4)), load()) if claim.rate}
    assert goods[15] == {"coal", "liquefied natural gas"}
    assert goods[10] == {"crude oil", "farm machinery", "pickup trucks"}


def test_a_line_under_a_name_is_on_it_where_nobody_else_is() -> None:
    text = "Canada: the duty on goods outside the USMCA rises to 35% from 25%, effective today."
    knowledge = load()
    reading = read(Article("a", text, "", date(2025, 8, 1)), knowledge, models(knowledge))
    for by, on, then in ((("US",), (), ("CA",)), (("CA",), (), ()), (("US",), ("MX",), ("MX",))):
        (item,) = [item for item in reading.drafts if item.rate is not None and item.rate.value == 35][:1]
        item.by, item.on = by, on
        settle_bearers(reading.document, [item])
        assert item.on == then
