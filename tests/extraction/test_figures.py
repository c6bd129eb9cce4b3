"""Averages, shares of trade and amounts that were bought or sold are no rates of a measure."""

from __future__ import annotations

from datetime import date

import pytest

from tests.extraction.test_certain import claims_of, rated
from tradewatch.extraction.certain.figures import without_figures
from tradewatch.extraction.mentions import Mention
from tradewatch.extraction.phrases import prepare, propose
from tradewatch.knowledge import load
from tradewatch.model import Action, Article, Role, Status


def left(text: str) -> set[str]:
    """The figures of a text that may be rates, and `amount` where an amount of trade may be hit by a measure."""
    document = prepare(Article("a", text, "", date(2025, 7, 20)), load())
    mentions = without_figures(document, [Mention(candidate, 1.0) for candidate in propose(document)])
    rates = set()
    for mention in mentions:
        candidate = mention.candidate
        if candidate.rate >= 0:
            span = document.rates[candidate.row][document.rows[candidate.row].tokens[candidate.rate].rate]
            rates.add(f"{span.value.normalize():f}")
        elif candidate.cls == "amount":
            rates.add("amount")
    return rates


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("Brazil's average import tariff is about 11 percent.", set()),
        ("The new duties lift the effective tariff rate of the United States to 17%.", set()),
        ("The ETR on Chinese goods stays at 41%, while a 25% tariff on Chinese steel begins today.", {"25"}),
        ("Brazil charges an average duty of 11%, and will put a 35% tariff on Chinese cars.", {"35"}),
        ("A tariff effective August 1 at a rate of 25% on Mexican cars was announced.", {"25"}),
        ("Washington put tariffs on Korean steel, accounting for 13% of its purchases.", set()),
        ("Shares fell on talk of tariffs on Canada, the index by 300 points, or 2%.", set()),
        ("Oil rallied more than 2% on talk of tariffs on Russia, and exports fell 3%.", set()),
        ("The tariff on Canadian steel rose to 50%.", {"50"}),
        ("With a 47% overall approval rating the president may put a 25% tariff on Canada.", {"25"}),
        ("On average, a 25% tariff on Canadian lumber adds $9,000 to a house.", {"25"}),
    ],
)
def test_averages_and_shares_are_no_rates(text: str, rates: set[str]) -> None:
    assert left(text) - {"amount"} == rates


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("America imported $6 billion worth of toys from China a year ago, before the tariffs.", False),
        ("It sold about $90 billion worth of farm produce to Japan.", False),
        ("President Trump hit $200 billion worth of Chinese goods with tariffs.", True),
    ],
)
def test_what_was_bought_or_sold_is_hit_by_no_measure(text: str, hit: bool) -> None:
    text = f"Washington put tariffs on China and Japan. {text}"
    assert ("amount" in left(text)) == hit


def test_a_tariff_that_was_due_and_has_been_dropped_was_not_imposed() -> None:
    text = "The 15% U.S. tariff on Chinese phones that was due to start on Sunday has been scrapped, the White House said on Friday."
    assert rated(claims_of(text, date(2019, 12, 13)), "15").status is Status.REJECTED


@pytest.mark.parametrize(("told", "ended"), [("has lifted", True), ("has not lifted", False), ("will lift", False)])
def test_what_somebody_has_lifted_has_ended(told: str, ended: bool) -> None:
    claims = claims_of(f"India {told} its tariffs on U.S. apples and walnuts, the trade ministry said on Wednesday.", date(2023, 9, 6))
    assert any(claim.action is Action.LIFT and claim.status is Status.ENDED for claim in claims) == ended


def test_rates_under_one_verb_are_at_one_stage() -> None:
    text = "Turkey's tariff on U.S. cars was cut to 60% from 120% on Wednesday and the one on spirits to 70% from 140%."
    claims = claims_of(text, date(2019, 5, 22))
    assert rated(claims, "60").status is rated(claims, "70").status


def test_what_is_already_imposed_is_in_force() -> None:
    text = "The new round, which takes effect on Monday, comes on top of a 25% tariff already imposed on $50 billion of Chinese goods."
    claim = rated(claims_of("Washington has put tariffs on China. " + text, date(2018, 9, 21)), "25")
    assert claim.status is Status.IN_FORCE
    assert Role.EFFECTIVE not in claim.dates


@pytest.mark.parametrize("did", ["have already fallen by two thirds", "rose sharply", "accounted for a tenth of the trade"])
def test_what_trade_did_is_no_measure(did: str) -> None:
    text = f"US imports of used cooking oil from China, worth $1.1 billion last year, {did}."
    assert not [claim for claim in claims_of(text, date(2025, 10, 15)) if claim.type == "import_restriction"]


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ('Trump said: "If any country hits us with a 100% tariff on our goods, we will hit them with the same."', set()),
        ("If the US imposes a 100% tariff on wine, France will answer, its minister said.", {"100"}),
        ("Trump said he would impose a 30% tariff on Mexico, which hurts us all.", {"30"}),
        ("The bank said that the new tariffs could add a +0.13% inflationary impulse.", set()),
    ],
)
def test_what_somebody_may_do_to_who_speaks_is_no_measure_of_theirs(text: str, rates: set[str]) -> None:
    assert left(text) == rates
