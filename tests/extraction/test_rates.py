"""Rates with their units, ranges and "from … to …", and numbers that only look like one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tradewatch.extraction.rates import find_hints, find_rates
from tradewatch.knowledge import load


def read(text: str) -> list[tuple[str, str, str]]:
    return [(str(span.value), span.unit, span.role) for span in find_rates(text, 0, len(text), load())]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a duty of 25%", [("25", "percent", "rate")]),
        ("duties of ten per cent", [("10", "percent", "rate")]),
        ("a 7.5 pct levy", [("7.5", "percent", "rate")]),
        ("a 100-per-cent surtax", [("100", "percent", "rate")]),
        ("a duty of 30pc, from 15pc", [("30", "percent", "rate"), ("15", "percent", "prior")]),
        ("one hundred and twenty-five per cent", [("125", "percent", "rate")]),
        ("tariffs of 25, 10 and 5 percent", [("25", "percent", "rate"), ("10", "percent", "rate"), ("5", "percent", "rate")]),
        ("from July 6 and 25 percent", [("25", "percent", "rate")]),
        ("a duty of Rp 1,405 per kilogram", [("1405", "IDR/kg", "rate")]),
        ("a floor of ECU 3.25 per kilogram", [("3.25", "ECU/kg", "rate")]),
        ("raised to 25% from 10%", [("25", "percent", "rate"), ("10", "percent", "prior")]),
        ("raised from 10% to 25%", [("10", "percent", "prior"), ("25", "percent", "rate")]),
        ("up by 15 percentage points", [("15", "percentage_point", "by")]),
        ("a fee of $50 per net ton", [("50", "USD/net_ton", "rate")]),
        ("400 yuan ($56) per net ton", [("400", "CNY/net_ton", "rate")]),
    ],
)
def test_a_rate_is_read_with_its_unit_and_role(text: str, wanted: list[tuple[str, str, str]]) -> None:
    assert read(text) == wanted


def test_a_range_keeps_both_ends() -> None:
    (span,) = find_rates("tariffs of 10 to 25 percent", 0, 27, load())
    assert (span.minimum, span.value) == (Decimal(10), Decimal(25))


def test_a_prior_rate_is_tied_to_the_new_one() -> None:
    text = "The duty was cut to 10% from 20%."
    spans = find_rates(text, 0, len(text), load())
    assert spans[0].prior == 1


def test_a_market_move_is_marked_as_odd() -> None:
    text = "Shares fell 2.7% after the tariff of 25% was announced."
    first, second = find_rates(text, 0, len(text), load())
    assert first.odd and not second.odd


@pytest.mark.parametrize("junk", ["1" * 20_000, "1," * 10_000, "9% " * 3_000, "$" * 20_000, "ten " * 5_000])
def test_long_junk_is_read_in_a_moment(junk: str) -> None:
    find_rates(junk[:1200], 0, min(len(junk), 1200), load())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("duties of 17,4% and 38,1 %", [("17.4", "percent", "rate"), ("38.1", "percent", "rate")]),
        ("a duty of 1,000%, not of 10,15,20%", [("1000", "percent", "rate")]),
        ("a levy of \u017fix percent", [("6", "percent", "rate")]),
        ("a fee of $5 per \u017fhip", [("5", "USD/vessel", "rate")]),
        ("a fee of 5 EUROS per sh\u0131p", [("5", "EUR/vessel", "rate")]),
        ("a duty of 7 1/\u0660%", [("8", "percent", "rate")]),
    ],
)
def test_letters_and_figures_of_other_alphabets_are_no_trap(text: str, wanted: list[tuple[str, str, str]]) -> None:
    assert read(text) == wanted


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("Exports rose 25% in 2024.", [True]),
        ("The tariff rate will increase from 25% to 50% in 2024.", [False, False]),
        ("Commerce set a dumping margin of 74.5 percent.", [False]),
        ("The bank has a profit margin of 74.5 percent.", [True]),
    ],
)
def test_a_growth_and_a_profit_are_odd_and_a_raise_and_a_dumping_margin_are_not(text: str, odd: list[bool]) -> None:
    assert [bool(span.odd) for span in find_rates(text, 0, len(text), load()) if span.role == "rate"] == odd[-1:]


def test_a_look_over_the_whole_text_finds_what_each_sentence_has() -> None:
    sentences = [
        "A duty of 10 to 25% is due.",
        "Nothing comes per ton here, whatever the upcoming talks bring.",
        "From 10 percent to 1,000 yuan (about $140) a tonne, or 12 pct.",
        "A levy of 12.5",
        "per cent is none where a sentence ends in between; 3 points are none.",
        "Shares fell 3 pc.",
    ]
    text = " ".join(sentences)
    hints = find_hints(text, load())
    at, count = 0, 0
    for sentence in sentences:
        here = find_rates(text, at, at + len(sentence), load(), hints)
        alone = find_rates(sentence, 0, len(sentence), load())
        assert [(s.start - at, s.end - at, s.rate, s.role, s.odd, s.before) for s in here] == [
            (s.start, s.end, s.rate, s.role, s.odd, s.before) for s in alone
        ]
        count += len(here)
        at += len(sentence) + 1
    assert count == 5


def test_a_tonne_may_be_written_as_one_letter() -> None:
    assert read("NLMK will pay EUR 53.30/t") == [("53.30", "EUR/tonne", "rate")]
    assert read("It costs EUR 53.30/tube") == []
