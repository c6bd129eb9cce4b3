"""Where a measure or a pact stands, by plain words of its sentence, whatever the learned decisions said before."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.extraction.certain.accords import settle_accords
from tradewatch.extraction.certain.stages import rule_out_stages
from tradewatch.extraction.drafts import Draft
from tradewatch.extraction.mentions import Mention
from tradewatch.extraction.phrases import Document, prepare, propose
from tradewatch.knowledge import load
from tradewatch.model import Article


def read(text: str, published: date, kind: str, rate: str = "") -> tuple[Document, Mention]:
    """A text as the passes see it, with the first mention of a type, or that of a rate."""
    document = prepare(Article("a", text, "", published), load())
    for candidate in propose(document):
        span = document.rates[candidate.row][document.rows[candidate.row].tokens[candidate.rate].rate] if candidate.rate >= 0 else None
        if candidate.type == kind and (not rate or (span is not None and f"{span.rate.value.normalize():f}" == rate)):
            return document, Mention(candidate, 1.0)
    raise AssertionError(f"no {kind} in {text!r}")


def measure(text: str, stage: str, kind: str = "tariff", rate: str = "", action: str = "impose", **dates: str) -> Draft:
    """A measure that was held to be at a stage, after the rules; dates go by their words in the text."""
    document, mention = read(text, date(2025, 2, 12), kind, rate)
    numbers = {role: next(n for n, day in enumerate(document.dates) if day.text == words) for role, words in dates.items()}
    item = Draft(kind, [mention], dates=numbers, status={stage: 1.0}, action={action: 1.0})
    rule_out_stages(document, [item])
    return item


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Last week the president delayed plans for 25% tariffs on Canada.", "suspended"),
        ("The White House paused for 30 days a 25% tariff on Canadian goods.", "suspended"),
        ("Traders cheered a 30-day pause on the 25% tariffs that Canada had feared.", "suspended"),
        ("Ottawa won a reprieve last week from the 25% tariffs on its exports.", "suspended"),
        ("Indian goods bear a U.S. tariff of 26 percent, though suspended for now.", "suspended"),
        ("The 25% tariffs on Canada are currently suspended.", "suspended"),
        ("The duty stays at 25%, the White House said of Canada.", "in_force"),
        ("The president refused to delay the 25% tariffs on Canada.", "in_force"),
        ("The president may delay the 25% tariffs on Canada.", "in_force"),
        ("Ministers met to delay the talks; the 25% tariffs on Canada bite.", "in_force"),
    ],
)
def test_what_is_put_off_in_its_own_sentence_is_suspended(text: str, stage: str) -> None:
    assert measure(text, "in_force").status == {stage: 1.0}


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("In May 2016 President Obama lifted the American embargo on arms for Vietnam.", "ended"),
        ("Washington has lifted its embargo on Vietnam.", "ended"),
        ("Hanoi wants Washington to have lifted the embargo on Vietnam by May.", "in_force"),
        ("Washington has not lifted its embargo on Vietnam.", "in_force"),
        ("If Washington lifted its embargo on Vietnam, Hanoi would gain.", "in_force"),
    ],
)
def test_who_lifted_a_measure_ended_it(text: str, stage: str) -> None:
    assert measure(text, "in_force", "sanction").status == {stage: 1.0}


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("On Monday the president signed an order imposing 25% tariffs on Canadian steel.", "announced"),
        ("The president signed two proclamations that raise duties on Canadian steel to 50%.", "announced"),
        ("The president signed an order to impose 25% tariffs on Canadian steel.", "announced"),
        ("He imposed 25% tariffs on Canadian steel and signed an order on timber.", "in_force"),
        ("In March he announced a 25% tariff on Canadian steel.", "announced"),
        ("China has agreed in principle to cut its duty on Canadian steel to 25%.", "announced"),
        ("China agreed on Sunday and moved to cut its duty on Canadian steel to 25%.", "in_force"),
    ],
)
def test_what_is_ordered_is_decided_and_not_yet_in_force(text: str, stage: str) -> None:
    assert measure(text, "in_force").status == {stage: 1.0}


def test_an_order_whose_first_day_is_told_stays_in_force() -> None:
    text = "The president signed an order on Monday imposing 25% tariffs on Canadian steel that have applied since Tuesday."
    assert measure(text, "in_force", announced="Monday", effective="Tuesday").status == {"in_force": 1.0}


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("The president is threatening tariffs of 30% on European goods.", "threatened"),
        ("He threatened a 30% tariff on European goods.", "threatened"),
        ("He had threatened a 30% tariff on European goods.", "announced"),
        ("He would threaten tariffs of 30% on European goods.", "announced"),
    ],
)
def test_who_is_threatening_duties_has_decided_none(text: str, stage: str) -> None:
    assert measure(text, "announced").status == {stage: 1.0}


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Washington and Hanoi reached a trade agreement on Monday.", "proposed", "announced"),
        ("Washington and Hanoi have signed a framework agreement.", "proposed", "announced"),
        ("Washington and Hanoi have not reached a trade agreement.", "proposed", "proposed"),
        ("Nothing is final until Washington and Hanoi have signed an agreement.", "proposed", "proposed"),
        ("Washington hopes to have reached a trade agreement with Hanoi by May.", "proposed", "proposed"),
        ("Washington and Hanoi reached a trade agreement on Monday.", "ended", "ended"),
        ("Washington accuses Hanoi of violating the trade agreement.", "announced", "in_force"),
        ("Washington says that Hanoi failed to honor its trade agreement with the United States.", "proposed", "in_force"),
        ("The 2001 trade agreement of Washington and Hanoi opened many doors.", "announced", "in_force"),
        ("The 2025 trade agreement of Washington and Hanoi opened many doors.", "announced", "announced"),
        ("The 2001 trade agreement of Washington and Hanoi opened many doors.", "ended", "ended"),
        ("The trade truce of Washington and Hanoi runs out tomorrow.", "announced", "in_force"),
        ("The trade truce of Washington and Hanoi, if the clock runs out, is in doubt.", "announced", "announced"),
    ],
)
def test_where_a_pact_stands(text: str, before: str, after: str) -> None:
    document, mention = read(text, date(2025, 2, 12), "agreement")
    item = Draft("agreement", [mention], status={before: 1.0})
    settle_accords(document, [item])
    assert item.status == {after: 1.0}


def test_what_is_there_anyway_is_in_force_and_has_no_day_of_other_sentences() -> None:
    text = "The EU set duties on Chinese electric cars on Tuesday. They come on top of the ordinary 10% duty on Chinese cars."
    item = measure(text, "announced", rate="10", announced="Tuesday")
    assert (item.status, item.dates) == ({"in_force": 1.0}, {})
    text = "The EU set duties on Chinese electric cars on Tuesday. They come on top of the new 10% duty on Chinese cars."
    assert measure(text, "announced", rate="10", announced="Tuesday").status == {"announced": 1.0}


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("The duty rate on certain solar cells will rise from 25% to 50% next year.", "announced"),
        ("The tariff on cars from Japan will be raised to 25%.", "announced"),
        ("The tariff on cars from Japan will remain at 25%.", "in_force"),
        ("The tariff on cars from Japan stands at 25% and will hurt.", "in_force"),
    ],
)
def test_what_will_rise_is_not_in_force(text: str, stage: str) -> None:
    assert measure(text, "in_force").status == {stage: 1.0}


@pytest.mark.parametrize(
    ("text", "action", "stage"),
    [
        ("Trump agreed not to raise tariffs on $200 billion of Chinese goods to 25 percent on March 1.", "suspend", "suspended"),
        ("Jakarta promised not to impose tariffs on American films.", "impose", "rejected"),
        ("Jakarta wants Washington not to impose tariffs on its films.", "raise", "announced"),
    ],
)
def test_what_somebody_agreed_not_to_do_is_put_off_or_ruled_out(text: str, action: str, stage: str) -> None:
    item = measure(text, "announced", action="raise")
    assert (item.action, item.status) == ({action: 1.0}, {stage: 1.0})


@pytest.mark.parametrize(
    ("text", "dates", "action"),
    [
        ("In August China scrapped an 80.5% tariff on barley that had been in place since May 2020.", {"effective": "May 2020"}, "lift"),
        ("In August China lifted the tariff on barley to 20%.", {}, "impose"),
    ],
)
def test_a_rate_that_was_scrapped_is_lifted_and_its_first_day_is_not_that_of_the_end(text: str, dates: dict[str, str], action: str) -> None:
    item = measure(text, "in_force", **dates)
    assert item.action == {action: 1.0}
    assert "effective" not in item.dates


def test_what_somebody_has_already_imposed_has_no_day_of_other_sentences() -> None:
    text = "China will tax wine from November 28. It has already imposed an 80.5% tariff on barley."
    document, mention = read(text, date(2020, 11, 27), "tariff", "80.5")
    item = Draft("tariff", [mention], dates={"effective": 0}, status={"announced": 1.0}, action={"impose": 1.0})
    rule_out_stages(document, [item])
    assert (item.status, item.dates) == ({"in_force": 1.0}, {})


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("The president said on Thursday he was terminating all trade negotiations with Canada.", "ended"),
        ("Washington has suspended trade talks with Canada.", "suspended"),
        ("Washington did not suspend trade talks with Canada.", "proposed"),
        ("Washington wants to end trade talks with Canada by May.", "proposed"),
    ],
)
def test_talks_that_are_broken_off_are_no_longer_sought(text: str, stage: str) -> None:
    document, mention = read(text, date(2025, 10, 24), "agreement")
    item = Draft("agreement", [mention], by=("CA", "US"), status={"proposed": 1.0})
    settle_accords(document, [item])
    assert item.status == {stage: 1.0}


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("The European Parliament on Tuesday cancelled a meeting with China on investment.", "cancelled"),
        ("The European Parliament said it had cancelled a planned summit with China on trade.", "cancelled"),
        ("The European Parliament may call off the meeting with China.", "held"),
        ("The European Parliament did not cancel a meeting with China.", "held"),
    ],
)
def test_a_meeting_that_was_called_off_is_not_held(text: str, stage: str) -> None:
    document, mention = read(text, date(2021, 3, 24), "meeting")
    item = Draft("meeting", [mention], by=("CN", "EU"), status={"held": 1.0})
    settle_accords(document, [item])
    assert item.status == {stage: 1.0}


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Canada will wait. The increase of the tariff on Canada would have lifted the duty to 35%.", "rejected"),
        ("Canada will wait. The duty on Canada would have the effect of a wall.", "announced"),
    ],
)
def test_what_would_have_been_is_not_decided(text: str, stage: str) -> None:
    document, mention = read(text, date(2021, 3, 24), "tariff")
    item = Draft("tariff", [mention], status={"announced": 1.0}, action={"raise": 1.0})
    rule_out_stages(document, [item])
    assert item.status == {stage: 1.0}
