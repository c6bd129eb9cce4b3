"""What the words of a sentence give as they stand: the place of a meeting, the instrument of a measure."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.extraction.pipeline import extract
from tradewatch.knowledge import load
from tradewatch.model import Article, EventType


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "Vice Premier Liu He will travel to Washington next week for another round of trade talks, "
            "but officials in Beijing are weighing whether the trip makes sense.",
            "Washington",
        ),
        ("Donald Trump will hold a trade meeting by phone and speak to Xi Jinping on Friday, the White House said.", None),
        ("Chinese and American negotiators will meet on Friday for trade talks in Stockholm, in Sweden's parliament.", "Stockholm"),
        ("The United States and China will hold trade talks on Friday, a step to Russian envoys' liking.", None),
    ],
)
def test_a_meeting_is_in_the_place_of_its_own_clause_and_in_no_person(text: str, place: str | None) -> None:
    claims = extract(Article("a", text, "", date(2018, 9, 19)), load())
    assert {claim.place for claim in claims if claim.type is EventType.MEETING} == {place}


def test_a_programme_that_is_a_noun_of_its_own_names_no_other_measure() -> None:
    text = "Trump ordered a 25% tariff on steel and aluminum from March 12 on Monday, and will announce reciprocal tariffs this week."
    claims = extract(Article("a", text, "", date(2025, 2, 11)), load())
    assert {claim.instrument for claim in claims if claim.rate} == {None}
    text = "China's reciprocal tariffs of 34% on American goods take effect on April 10, the finance ministry said."
    claims = extract(Article("a", text, "", date(2025, 4, 5)), load())
    assert "reciprocal tariffs" in {claim.instrument for claim in claims}


@pytest.mark.parametrize("pact", ["under the USMCA", "despite WTO rules", "a threat to the phase two talks"])
def test_no_tariff_rests_on_a_pact_named_beside_it(pact: str) -> None:
    text = f"The United States raised its tariff on Canadian steel to 50% from 25% on Wednesday, {pact}."
    claims = extract(Article("a", text, "", date(2025, 6, 4)), load())
    assert {claim.instrument for claim in claims if claim.type is EventType.TARIFF} == {None}
