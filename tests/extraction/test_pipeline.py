"""What a claim promises, whatever it says: offsets, a named side, one shape for odd input."""

from __future__ import annotations

import time
from datetime import date

import pytest

from tradewatch.extraction.explain import explain
from tradewatch.extraction.pipeline import extract
from tradewatch.knowledge import load
from tradewatch.model import Action, Article, EventType

TEXT = (
    "OTTAWA - Canada will impose a 25% tariff on American steel from June 27, Finance Minister "
    "François-Philippe Champagne said on Thursday.\n\n"
    "Washington’s own duty on Canadian steel has stood at 50% since June 4."
)


def article(text: str, title: str = "") -> Article:
    return Article("a", text, title, date(2025, 6, 20))


def test_evidence_is_the_text_at_its_offsets() -> None:
    claims = extract(article(TEXT), load())
    assert claims
    for claim in claims:
        assert TEXT[claim.start : claim.end] == claim.evidence


def test_a_title_beside_the_text_moves_no_offset() -> None:
    for claim in extract(article(TEXT, "Ottawa answers with a duty of its own"), load()):
        assert claim.start == -1 or TEXT[claim.start : claim.end] == claim.evidence


def test_each_claim_names_a_side_and_none_acts_on_itself() -> None:
    for claim in extract(article(TEXT), load()):
        assert claim.by or claim.on
        assert not set(claim.by) & set(claim.on)


def test_the_same_text_gives_the_same_claims() -> None:
    assert extract(article(TEXT), load()) == extract(article(TEXT), load())


def test_a_text_without_any_trigger_gives_nothing() -> None:
    assert extract(article("The cat sat on the mat and looked at the moon."), load()) == []


ODD = ["", "\x00\x00", "tariff", "%" * 500, "\u202e tariff 25% \x1b[31m China", "İ" * 300 + " tariff on China", "tariff\n" * 50]


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_read_without_a_fault(text: str) -> None:
    extract(article(text), load())
    assert explain(article(text), load()).sections


def test_a_text_of_thousands_of_mentions_ends_in_seconds() -> None:
    started = time.process_time()
    extract(article("Canada raised its tariff on American steel again. " * 3000), load())
    assert time.process_time() - started < 20


def test_a_number_that_is_an_ownership_rule_is_no_rate_of_an_export_control() -> None:
    text = (
        "The US Commerce Department said on Monday that firms at least 50% owned by a company on the Entity List "
        "fall under the same export controls."
    )
    assert all(claim.rate is None for claim in extract(article(text), load()) if claim.type == "export_control")


def test_a_ministry_of_agriculture_is_no_farm_good() -> None:
    text = "Turkey will put a 50% duty on imports from Russia from July 15, the agriculture ministry said on Friday."
    assert all("agriculture" not in claim.goods for claim in extract(article(text), load()))


def test_a_duration_from_a_told_start_gives_the_end() -> None:
    text = "Canada suspended its 25% surtax on American steel for 90 days from June 10, the finance ministry said."
    ends = {period.edtf for claim in extract(article(text), load()) for role, period in claim.dates.items() if role == "ends"}
    assert ends == {"2025-09-08"}


def test_a_rate_is_shown_under_one_type() -> None:
    texts = [
        "China's anti-dumping and anti-subsidy duties on Australian barley, 80.5% in all, took effect on Monday.",
        "Washington imposed anti-dumping tariffs of 18% on tyres from Thailand on Wednesday.",
        "The EU put a definitive anti-dumping duty of 35.3% on Chinese electric cars, a tariff that took effect on Wednesday.",
        "India's steel safeguard duty, a tariff of 12%, has been charged since April.",
    ]
    for text in texts:
        shown = [(claim.start, claim.rate, claim.type) for claim in extract(article(text), load()) if claim.rate and not claim.latent]
        assert len({(start, rate) for start, rate, _ in shown}) == len(set(shown))


def test_a_suspension_of_fees_is_told_once() -> None:
    text = (
        "USTR has suspended the Section 301 fees on Chinese-owned and Chinese-built vessels for one year from 10 November 2025, "
        "together with the 100% duty on ship-to-shore cranes."
    )
    claims = [claim for claim in extract(Article("a", text, "Client alert", date(2025, 11, 11)), load()) if not claim.latent]
    unrated = [claim.type for claim in claims if claim.rate is None and claim.action is Action.SUSPEND]
    assert unrated == [EventType.PORT_FEE]
