"""What plain English and the calendar leave no doubt of holds whatever the learned decisions say."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.extraction.certain.days import days_of_nouns
from tradewatch.extraction.certain.stages import rule_out_stages, settle_actions
from tradewatch.extraction.drafts import Draft
from tradewatch.extraction.mentions import Mention
from tradewatch.extraction.phrases import prepare, propose
from tradewatch.extraction.pipeline import extract
from tradewatch.knowledge import load
from tradewatch.model import Action, Article, Claim, EventType, Role, Status


def claims_of(text: str, published: date, title: str = "") -> list[Claim]:
    return [claim for claim in extract(Article("a", text, title, published), load()) if not claim.latent]


def rated(claims: list[Claim], rate: str) -> Claim:
    return next(claim for claim in claims if claim.rate is not None and f"{claim.rate.value.normalize():f}" == rate)


@pytest.mark.parametrize(
    "exception",
    [
        "Britain alone keeps the lower rate.",
        "Every supplier except Britain pays it.",
        "Exporters other than the British had hoped for more.",
    ],
)
def test_who_is_only_excepted_is_no_target(exception: str) -> None:
    text = f"The U.S. tariff on steel and aluminum imports rose to 50% from 25% on Wednesday. {exception}"
    assert "GB" not in rated(claims_of(text, date(2025, 6, 4)), "50").on


@pytest.mark.parametrize("place", ["KUALA LUMPUR - ", "KUALA LUMPUR (Reuters) - "])
def test_a_city_of_talks_is_no_side(place: str) -> None:
    text = (
        f"{place}The United States will not impose the 100% tariff on Chinese goods that Trump threatened for November 1, "
        "Treasury Secretary Scott Bessent said on Sunday after talks with Vice Premier He Lifeng in Kuala Lumpur."
    )
    assert rated(claims_of(text, date(2025, 10, 26)), "100").by == ("US",)


def test_a_dateline_still_names_who_acts_where_nobody_else_does() -> None:
    text = "BRUSSELS - The bloc will impose a 25% tariff on American motorcycles from June 22, the Commission said."
    assert rated(claims_of(text, date(2018, 6, 20)), "25").by == ("EU",)


def test_a_tariff_dropped_before_its_day_was_not_imposed() -> None:
    text = (
        "Washington dropped the 15% tariff on $160 billion of Chinese goods that was due on December 15, "
        "and will cut the rate on $120 billion of goods to 7.5% from 15%."
    )
    claims = claims_of(text, date(2019, 12, 13), "Phase one agreed")
    dropped, cut = rated(claims, "15"), rated(claims, "7.5")
    assert (dropped.status, dropped.action) == (Status.REJECTED, Action.IMPOSE)
    assert dropped.dates[Role.EFFECTIVE].edtf == "2019-12-15"
    assert Role.EFFECTIVE not in cut.dates


@pytest.mark.parametrize("verb", ["might drop", "may drop", "offered to drop"])
def test_what_may_be_dropped_is_not_given_up(verb: str) -> None:
    text = f"Washington {verb} the 15% tariff on $160 billion of Chinese goods that is due on December 15, an adviser said."
    assert not any(claim.status is Status.REJECTED for claim in claims_of(text, date(2019, 12, 10)) if claim.rate)


def test_a_month_before_a_noun_is_the_nouns() -> None:
    article = Article(
        "a", "China lifts March farm duties. It ends the levies in March. A tariff of March 2025 stays.", "", date(2025, 11, 5)
    )
    document = prepare(article, load())
    assert [document.dates[number].start for number in days_of_nouns(document)] == [article.text.index("March")]


def test_the_month_of_the_duties_is_not_that_of_their_end() -> None:
    text = (
        "China will lift its 15% tariff on chicken, wheat, corn and cotton and its 10% tariff on soybeans, pork and beef "
        "from the United States on November 10, the finance ministry announced on Wednesday."
    )
    lifts = [claim for claim in claims_of(text, date(2025, 11, 5), "China lifts March farm duties") if claim.action is Action.LIFT]
    assert len(lifts) == 2
    assert all(claim.dates[Role.EFFECTIVE].edtf == "2025-11-10" for claim in lifts)


def test_who_threatens_has_not_decided() -> None:
    text = (
        "WASHINGTON - President Donald Trump threatened on Friday to impose an additional 100% tariff on Chinese goods from November 1, "
        "a day after Beijing announced new export controls on rare earths."
    )
    assert rated(claims_of(text, date(2025, 10, 10)), "100").status is Status.THREATENED


def test_what_is_told_as_threatened_is_not_decided() -> None:
    text = "A global depression would follow if he carried out his threatened 45% tariff on Chinese goods, a rival said last year."
    assert rated(claims_of(text, date(2017, 4, 7)), "45").status is Status.THREATENED


def test_a_plan_is_not_in_force() -> None:
    text = (
        "He called Donald Trump's proposal to put a 45% tariff on imported goods from China an enormous tax increase for working families."
    )
    assert rated(claims_of(text, date(2016, 3, 11)), "45").status is Status.PROPOSED


@pytest.mark.parametrize(
    ("text", "action", "status"),
    [
        ("The U.S. tariffs on Turkish steel were not removed, the ministry said on Friday.", Action.IMPOSE, Status.IN_FORCE),
        ("Washington has not lifted its 25% tariff on Canadian steel.", Action.IMPOSE, Status.IN_FORCE),
        ("The White House said it will not remove the 50% duty on Indian goods.", Action.LIFT, Status.REJECTED),
        ("The EU refused to scrap its anti-dumping duties on Chinese bicycles.", Action.LIFT, Status.REJECTED),
        ("Washington lifted its 25% tariff on Canadian steel on Friday.", Action.LIFT, Status.ENDED),
    ],
)
def test_what_is_not_lifted_stands(text: str, action: Action, status: Status) -> None:
    claims = claims_of(text, date(2025, 9, 12))
    assert [(claim.action, claim.status) for claim in claims] == [(action, status)]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The European Commission said on Wednesday that it plans to impose a 25% tariff on Norwegian ferroalloys.", Status.PROPOSED),
        ("Ottawa is preparing to put a 25% surtax on Chinese steel, officials said on Monday.", Status.PROPOSED),
        ("President Trump announced plans on Thursday to impose a 25% tariff on imported steel from March 12.", Status.ANNOUNCED),
    ],
)
def test_who_plans_to_impose_has_not_decided(text: str, status: Status) -> None:
    assert rated(claims_of(text, date(2025, 2, 12)), "25").status is status


def test_a_headline_calls_a_duty_what_the_text_calls_it() -> None:
    text = (
        "CANBERRA - Chinese anti-dumping and anti-subsidy duties of 80.5% on barley from Australia took effect on Tuesday. "
        "The commerce ministry said that its inquiry had found dumping."
    )
    shown = claims_of(text, date(2020, 5, 19), "China puts 80.5% duty on Australian barley")
    assert {claim.type for claim in shown if claim.rate is not None} == {EventType.TRADE_REMEDY}


def test_a_rounded_rate_of_a_headline_is_the_texts() -> None:
    text = "China's commerce ministry announced on Friday anti-dumping duties of 212.1% on wine from Australia, effective November 28."
    shown = claims_of(text, date(2020, 11, 27), "China puts duties of 212% on Australian wine")
    assert [str(claim.rate.value) for claim in shown if claim.rate is not None] == ["212.1"]


def test_what_hits_one_of_a_list_hits_all_of_it() -> None:
    text = "President Trump threatened the European Union and Mexico on Saturday with a 30% tariff from August 1 in letters posted online."
    assert rated(claims_of(text, date(2025, 7, 12)), "30").on == ("EU", "MX")


def test_what_had_been_threatened_may_have_come() -> None:
    text = "Trump, who had threatened to impose a 100% tariff on Chinese goods, imposed a 10% tariff on them on Tuesday."
    assert rated(claims_of(text, date(2025, 2, 5)), "10").status is Status.IN_FORCE


def test_what_is_in_force_takes_no_day_to_come_from_another_sentence() -> None:
    text = (
        "China said it would impose a 15% tariff on American chicken, wheat, corn and cotton from March 10. "
        "Canada put a 25% tariff on C$30 billion of U.S. goods at once."
    )
    claim = rated(claims_of(text, date(2025, 3, 4)), "25")
    assert (claim.type, claim.by, claim.status) == (EventType.TARIFF, ("CA",), Status.IN_FORCE)
    assert Role.EFFECTIVE not in claim.dates


@pytest.mark.parametrize(
    ("stage", "day", "kept"),
    [
        ("announced", "April", False),
        ("threatened", "2018", False),
        ("proposed", "2018", False),
        ("in_force", "April", True),
        ("announced", "Wednesday", True),
    ],
)
def test_what_is_to_come_has_no_day_behind_it(stage: str, day: str, kept: bool) -> None:
    text = (
        "China will cut its duty on American goods to 10% by Wednesday, undoing most of what it has raised since April, and some of 2018."
    )
    document = prepare(Article("a", text, "", date(2025, 5, 12)), load())
    (told,) = [number for number, mention in enumerate(document.dates) if mention.text == day]
    mention = Mention(next(candidate for candidate in propose(document) if candidate.type == "tariff"), 1.0)
    item = Draft("tariff", [mention], dates={"effective": told}, status={stage: 1.0})
    rule_out_stages(document, [item])
    assert ("effective" in item.dates) is kept


@pytest.mark.parametrize(
    ("told", "action"),
    [
        ("were removed on 10 November", Action.LIFT),
        ("may be removed on 10 November", Action.IMPOSE),
        ("were imposed and the quota was removed", Action.IMPOSE),
    ],
)
def test_what_was_removed_was_lifted(told: str, action: Action) -> None:
    document = prepare(Article("a", f"The 10% and 15% tariffs placed on US farm goods {told}.", "", date(2025, 11, 11)), load())
    mentions = [Mention(candidate, 1.0, action={"impose": 1.0}) for candidate in propose(document) if candidate.rate >= 0]
    settle_actions(document, mentions)
    assert len(mentions) >= 2
    assert {max(mention.action) for mention in mentions if mention.type == "tariff"} == {action}


def test_reciprocal_tariffs_are_not_on_the_goods_of_another_measure() -> None:
    text = (
        "Trump said he will announce 25% tariffs on steel and aluminum on Monday. "
        "He also plans to announce reciprocal tariffs on Tuesday or Wednesday. The tariffs on steel and aluminum would hit Canada most."
    )
    claims = claims_of(text, date(2025, 2, 10), "Trump to announce tariffs on steel, aluminum")
    (reciprocal,) = [claim for claim in claims if claim.instrument == "reciprocal tariffs"]
    assert reciprocal.goods == ()
    assert set(rated(claims, "25").goods) == {"steel", "aluminum"}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("announced a 25% tariff on Indian steel", "announced"),
        ("unveiled a 25% tariff on Indian steel", "announced"),
        ("said he will announce a 25% tariff on Indian steel next week", "proposed"),
        ("proposed a 25% tariff on Indian steel", "proposed"),
    ],
)
def test_what_is_announced_is_not_yet_in_force_and_what_is_proposed_is_not_decided(words: str, status: str) -> None:
    text = f"President Donald Trump {words}, hitting mills that lived from the American market."
    assert rated(claims_of(text, date(2025, 2, 10)), "25").status == status


@pytest.mark.parametrize("which", ["", "that had been due on December 15 "])
def test_what_was_suspended_is_not_in_force(which: str) -> None:
    text = f"Washington and Beijing signed on Wednesday. The 15% duty on Chinese phones {which}was suspended, it said."
    assert rated(claims_of(text, date(2020, 1, 16)), "15").status is Status.SUSPENDED


def test_what_is_lifted_is_lifted_with_all_that_the_verb_names() -> None:
    text = (
        "China will lift its 15% tariff on chicken and wheat and its 10% tariff on soybeans and pork from America on November 10, "
        "the finance ministry announced on Wednesday."
    )
    claims = [claim for claim in claims_of(text, date(2025, 11, 5)) if claim.by == ("CN",)]
    assert {int(claim.prior_rate.value) for claim in claims if claim.action is Action.LIFT and claim.prior_rate is not None} == {10, 15}


def test_a_rate_instead_of_which_another_stands_is_the_one_before() -> None:
    text = "Goods from Vietnam will pay a 20% tariff in the United States instead of 46%, President Donald Trump said on Wednesday."
    claims = [claim for claim in claims_of(text, date(2025, 7, 2)) if claim.rate is not None]
    assert [(int(c.rate.value), c.prior_rate and int(c.prior_rate.value)) for c in claims if c.rate is not None] == [(20, 46)]


def test_who_had_been_told_a_rate_does_not_pay_it_yet() -> None:
    text = "The United States will impose a 39% tariff on Swiss goods from August 7. In April Switzerland had been told 31%."
    assert all(claim.status is not Status.IN_FORCE for claim in claims_of(text, date(2025, 8, 1)))


@pytest.mark.parametrize("then", ["The duties take effect on September 24", "They begin on September 24", "It will start on September 24"])
def test_what_starts_in_the_next_sentence_is_what_was_told(then: str) -> None:
    text = f"On Monday President Trump ordered a 10% tariff on roughly $200 billion of Chinese imports. {then} and climb to 25% in January."
    assert rated(claims_of(text, date(2018, 9, 19)), "10").dates[Role.EFFECTIVE].edtf == "2018-09-24"
