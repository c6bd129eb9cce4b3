"""Whom plain English names as a side, and whom it does not, holds whatever the learned decisions say."""

from __future__ import annotations

from datetime import date

from tradewatch.extraction.pipeline import extract
from tradewatch.knowledge import load
from tradewatch.model import Action, Article, Claim, EventType, Role


def claims_of(text: str, published: date, title: str = "") -> list[Claim]:
    """All claims that are held possible, latent ones too: what is asked here is whom they name."""
    return extract(Article("a", text, title, published), load())


def sides_of(claims: list[Claim], kind: EventType) -> set[tuple[str, ...]]:
    return {claim.by for claim in claims if claim.type is kind}


def test_pacts_with_several_partners_are_one_each() -> None:
    text = (
        "London has signed trade deals with two of Japan's neighbours, South Korea and Vietnam, in the past months. "
        "Ministers said that exporters of whisky would gain most."
    )
    found = sides_of(claims_of(text, date(2020, 12, 30)), EventType.AGREEMENT)
    assert {("GB", "KR"), ("GB", "VN")} <= found
    assert ("GB", "KR", "VN") not in found


def test_one_pact_of_several_stays_one() -> None:
    text = "Australia has signed a free trade agreement with Chile and Peru, the trade minister said on Tuesday."
    assert len(sides_of(claims_of(text, date(2020, 12, 30)), EventType.AGREEMENT)) == 1


def test_a_pact_of_few_has_its_parties_whoever_is_named_beside_it() -> None:
    text = "In Beijing, officials read closely how Washington had signed the USMCA on November 30, 2018, and what it says of them."
    assert sides_of(claims_of(text, date(2019, 2, 5)), EventType.AGREEMENT) == {("CA", "MX", "US")}


def test_names_joined_by_a_dash_are_the_couple_that_talks() -> None:
    text = "France wants safeguards for its farmers before the next round of EU–Australia talks, which opens in Canberra on Monday."
    claims = claims_of(text, date(2023, 5, 4))
    assert sides_of(claims, EventType.MEETING) | sides_of(claims, EventType.AGREEMENT) == {("AU", "EU")}


def test_the_two_leaders_are_persons_and_where_they_meet_is_no_side() -> None:
    text = (
        "Indonesian President Prabowo Subianto told Indian Prime Minister Narendra Modi by telephone that Jakarta would buy more beef.\n\n"
        "The two leaders will meet in Kuala Lumpur, Malaysia, on October 26, and both sides hope to conclude a trade agreement there."
    )
    claims = claims_of(text, date(2025, 10, 16))
    assert ("ID", "IN") in sides_of(claims, EventType.MEETING)
    assert sides_of(claims, EventType.AGREEMENT) == {("ID", "IN")}


def test_the_talks_are_those_that_the_sentence_before_tells_of() -> None:
    text = (
        "Japan and the United States have quarrelled over semiconductors since spring.\n\n"
        "A Thai trade delegation arrived in Brussels on Tuesday to meet European Union officials. The talks will run until Thursday."
    )
    assert ("JP", "US") not in sides_of(claims_of(text, date(1987, 9, 16)), EventType.MEETING)


def test_who_imposed_stands_right_behind_the_duties() -> None:
    text = "Brazilian exporters say that the 50% tariffs the United States has imposed on Brazilian coffee cost them half of their sales."
    rated = [claim for claim in claims_of(text, date(2025, 9, 3)) if claim.rate is not None and claim.rate.value == 50]
    assert rated and {claim.by for claim in rated} == {("US",)}


def test_a_duty_on_imports_of_goods_hits_nobody_whom_only_other_sentences_name() -> None:
    text = (
        "China said it would answer in kind if its firms were hurt.\n\n"
        "On March 1, 2018, President Donald Trump announced a 25% tariff on all steel imports and a 10% tariff on all aluminum imports."
    )
    rated = [claim for claim in claims_of(text, date(2018, 3, 5)) if claim.rate is not None]
    assert rated and all("CN" not in claim.on for claim in rated)


def test_a_pact_that_is_named_by_its_year_was_made_then() -> None:
    text = (
        "On Monday the United States charged that Japan had broken the 1986 semiconductor pact. "
        "Tokyo and Washington will speak of the pact again on June 8, officials said."
    )
    pacts = [claim for claim in claims_of(text, date(1987, 6, 2)) if claim.type is EventType.AGREEMENT and Role.ANNOUNCED in claim.dates]
    assert "1986" in {claim.dates[Role.ANNOUNCED].edtf for claim in pacts}


def test_two_meetings_of_different_days_stay_two() -> None:
    text = (
        "Chinese and American negotiators met in Geneva on May 10. They spoke for eight hours. The talks were called frank.\n\n"
        "The negotiators met again in London on June 9. The talks went on until late, and both sides called the talks good."
    )
    held = {claim.dates[Role.HELD].edtf for claim in claims_of(text, date(2025, 6, 11)) if Role.HELD in claim.dates}
    assert {"2025-05-10", "2025-06-09"} <= held


def test_a_duty_on_goods_from_every_country_is_on_all() -> None:
    text = (
        "Switzerland hoped to be spared, but President Donald Trump's order of April 2, 2025 put a 10% tariff on goods from every country, "
        "with few goods left out."
    )
    rated = [claim for claim in claims_of(text, date(2025, 4, 3)) if claim.rate is not None]
    assert rated and {claim.on for claim in rated} == {("*",)}


def test_its_goods_are_those_of_whoever_was_named_before() -> None:
    text = (
        "China watches closely. Brazil wants relief from the 50% tariffs Washington imposes on its coffee and beef, an aide to the "
        "president said on Thursday."
    )
    rated = [claim for claim in claims_of(text, date(2025, 9, 5)) if claim.rate is not None]
    assert rated and {(claim.by, claim.on) for claim in rated} == {(("US",), ("BR",))}


def test_a_rate_in_a_row_of_rates_is_on_who_stands_before_it() -> None:
    text = (
        "Sri Lanka still hopes. Vietnam now pays a 20% tariff in the American market, while Bangladesh, though at 35%, has begun to "
        "negotiate with Washington. Cambodia at 49% was worst off in spring, followed by Laos at 48%."
    )
    found = {int(claim.rate.value): claim.on for claim in claims_of(text, date(2025, 7, 12)) if claim.rate is not None}
    assert (found[20], found[35], found[49]) == (("VN",), ("BD",), ("KH",))


def test_lines_of_a_table_are_on_who_begins_them_and_by_who_charges_all() -> None:
    text = (
        "President Trump signed an order on Thursday that resets American duties on partners from August 7.\n\n"
        "PARTNER | RATE\nSwitzerland | 39%\nLaos, Myanmar | 40%\nIraq: 35%\n"
    )
    found = {int(c.rate.value): (c.by, c.on) for c in claims_of(text, date(2025, 8, 1)) if c.rate is not None}
    assert found == {39: (("US",), ("CH",)), 40: (("US",), ("LA", "MM")), 35: (("US",), ("IQ",))}


def test_a_pause_for_most_countries_is_on_none_that_is_named_beside_it() -> None:
    text = (
        "Trump on Wednesday paused the higher reciprocal tariffs on most countries for 90 days, until July 9, and raised the one on China "
        "to 125% from 84% at once."
    )
    paused = [claim for claim in claims_of(text, date(2025, 4, 10)) if claim.action is Action.SUSPEND and claim.rate is None]
    assert paused and all(claim.on == () for claim in paused)


def test_fees_on_ships_are_no_tariff() -> None:
    text = (
        "The United States will suspend its port fees on Chinese ships from November 10, 2025 until November 10, 2026, and China will "
        "suspend its fees on American ships."
    )
    assert {claim.type for claim in claims_of(text, date(2025, 11, 1)) if not claim.latent} <= {EventType.PORT_FEE}


def test_what_is_charged_by_the_net_ton_is_a_port_fee() -> None:
    text = "Chinese owners of ships pay the United States $50 a net ton from October 14, 2025, and will pay $80 a net ton in April."
    assert {claim.type for claim in claims_of(text, date(2025, 10, 15)) if claim.rate is not None} == {EventType.PORT_FEE}


def test_a_headline_that_begins_with_who_charges_is_no_line_of_a_table() -> None:
    text = "U.S. 25% tariffs on Brazilian steel took effect on Monday. Mills in Minas Gerais expect to sell half as much."
    rated = [claim for claim in claims_of(text, date(2018, 6, 5)) if claim.rate is not None]
    assert rated and {(claim.by, claim.on) for claim in rated} == {(("US",), ("BR",))}


def test_what_two_do_to_each_other_is_two() -> None:
    text = "Since April the United States and China have put tariffs of up to 125% on each other's goods."
    found = {(claim.by, claim.on) for claim in claims_of(text, date(2025, 8, 12)) if claim.type is EventType.TARIFF}
    assert found == {(("US",), ("CN",)), (("CN",), ("US",))}


def test_an_owner_before_a_truce_is_who_was_named_before() -> None:
    text = "China is not on the list. Its truce with Washington runs out on August 12, a fact that weighs on markets in Japan."
    assert sides_of(claims_of(text, date(2025, 8, 1)), EventType.AGREEMENT) == {("CN", "US")}


def test_a_fee_on_foreign_ships_is_on_nobody_by_name() -> None:
    text = (
        "The U.S. fees on Chinese ships start on Tuesday at $50 per net ton, the U.S. Trade Representative said. "
        "Foreign-built vehicle carriers owe $46 per net ton."
    )
    found = [claim for claim in claims_of(text, date(2025, 10, 13)) if claim.rate is not None and claim.rate.value == 46]
    assert [(claim.by, claim.on) for claim in found] == [(("US",), ())]


def test_a_summit_is_of_the_body_that_it_is_named_by() -> None:
    text = "Donald Trump and Xi Jinping spoke of tariffs on Tuesday. The G-20 leaders summit on June 28-29 has trade on its agenda."
    found = {claim.evidence[:12]: claim.by for claim in claims_of(text, date(2019, 6, 5)) if claim.type is EventType.MEETING}
    assert found["The G-20 lea"] == ("G20",)
