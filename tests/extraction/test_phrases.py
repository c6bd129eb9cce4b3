"""What is proposed: a candidate for each measure that a sentence may tell of, also where it names none itself."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.extraction.lexicon import build
from tradewatch.extraction.phrases import Candidate, Document, gate, prepare, propose
from tradewatch.knowledge import load
from tradewatch.model import Article


def proposed(text: str) -> tuple[Document, list[Candidate]]:
    document = prepare(Article("a", text, published=date(2025, 6, 12)), load())
    return document, propose(document)


def told(text: str, kind: str) -> list[str]:
    """The words that candidates of a type stand at, or their rates where they have one."""
    document, candidates = proposed(text)
    return [
        document.rows[c.row].tokens[c.rate if c.rate >= 0 else c.anchor].low
        for c in candidates
        if c.type == kind and c.row == len(document.rows) - 1
    ]


def test_a_word_that_follows_on_needs_its_type_shortly_before() -> None:
    after = "The European Union adopted sanctions against Russia on Friday. {}Two refineries in China were listed too."
    assert told(after.format(""), "sanction") == ["listed"]
    assert told(after.format("The weather was fine. " * 6), "sanction") == []
    assert told("Two refineries in China were listed in Shanghai.", "sanction") == []


def test_a_word_that_follows_on_is_passed_over_beside_a_trigger_of_its_type() -> None:
    text = "The EU adopted sanctions on Russia. The sanctions also hit two banks that Britain had listed."
    assert told(text, "sanction") == ["sanctions"]


def test_imports_and_exports_count_where_a_verb_stops_or_frees_them() -> None:
    assert told("Egypt halted all wheat imports from Romania on Monday.", "import_restriction") == ["imports"]
    assert told("Indonesia allowed coal exports again after January 12.", "export_control") == ["exports"]
    assert told("Wheat imports rose to 12 million tonnes last year.", "import_restriction") == []


def test_words_that_follow_on_open_no_gate() -> None:
    lexicon = build(load())
    assert not gate(lexicon, "The firm was listed in March, its bank stopped lending and car imports rose.")
    assert gate(lexicon, "Brussels adopted sanctions in March.")


def test_a_bare_rate_has_its_measure_anywhere_in_the_document() -> None:
    first = "Washington put 25% on Canadian steel on Tuesday."
    later = "{} " + "The talks went on. " * 20 + "Ottawa answered with 25% on steel of its own."
    assert told(later.format("Tariffs rise."), "tariff") == ["25%"]
    _, candidates = proposed(first + " Ottawa called the tariffs unfair.")
    assert [c.rate >= 0 for c in candidates if c.type == "tariff" and c.row == 0] == [True]
    assert told("The bank raised its forecast. Growth of 3% on average is seen.", "tariff") == []


def test_a_rate_of_an_anti_dumping_duty_may_stand_far_from_its_name() -> None:
    text = "The dumping case took a year. " + "Mills closed. " * 20 + "Turkish pipes now bear a duty of 12.5%."
    assert "12.5%" in told(text, "trade_remedy")


def test_a_rate_follows_an_export_tax() -> None:
    assert told("Argentina cut its export taxes in January. Soybeans pay 26% now, maize 9.5%.", "export_control") == ["26%", "9.5%"]


def test_a_duty_at_zero_has_the_rate_zero() -> None:
    _, candidates = proposed("British whisky will enter India at zero from 2026 under the tariff cuts.")
    assert any(c.free for c in candidates if c.type == "tariff")


def test_a_place_and_a_day_tell_of_a_meeting() -> None:
    assert told("The terms were settled in London on Tuesday by Scott Bessent and He Lifeng.", "meeting") == ["in"]
    assert told("Speaking in London on Tuesday, Scott Bessent named no date.", "meeting") == []
    assert told("The terms were settled in London by lawyers.", "meeting") == []


def test_a_summit_named_with_its_group_is_a_meeting() -> None:
    assert told("The G20 summit in Osaka begins on June 28.", "meeting") == ["g20 summit"]


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Jakarta set the levy on crude palm oil exports at 10%.", {"export_control"}),
        ("Delhi put a 20% duty on exports of parboiled rice.", {"export_control"}),
        ("Jakarta set the levy on crude palm oil imports at 10%.", {"tariff"}),
        ("Buenos Aires will cut the duty on soybeans to 26% as exports fall.", {"tariff"}),
    ],
)
def test_a_duty_on_exports_taxes_what_leaves(text: str, types: set[str]) -> None:
    assert {candidate.type for candidate in proposed(text)[1] if candidate.rate >= 0 and candidate.trigger >= 0} == types


def test_what_enters_free_has_a_rate_of_zero() -> None:
    text = "The pact cuts the tariff on wine in steps. Lamb and wool enter India free at once."
    assert [candidate.free for candidate in proposed(text)[1] if candidate.type == "tariff" and candidate.row == 1] == [True]


def test_a_price_cap_has_its_price() -> None:
    assert told("The price cap on Russian crude falls to 47.6 dollars a barrel on 3 September.", "sanction") == ["47.6 dollars a barrel"]


def test_in_a_text_that_opens_with_dumping_a_duty_is_a_remedy_where_it_says_no_other() -> None:
    lead = "Brazil set anti-dumping duties on steel from China after an anti-dumping probe. "
    assert told(lead + "The duty of 12% runs for five years.", "trade_remedy") == ["12%"]
    assert "12%" not in told(lead + "The duty of 12% runs for five years.", "tariff")
    assert told(lead + "It comes on top of an ordinary duty of 12%.", "tariff") == ["12%"]
    assert told("Brazil set a duty on steel. The duty of 12% runs for five years.", "tariff") == ["12%"]


def test_a_rate_beside_a_margin_is_a_remedy() -> None:
    lead = "Commerce made final anti-dumping findings on Monday. Importers face a tariff of 10%. "
    assert "42%" not in told(lead + "Exporters in Turkey face margins of 42% on top of the tariff.", "tariff")
    assert told(lead + "Exporters in Turkey face margins of 42% on top of the tariff.", "trade_remedy") == ["42%"]


def test_a_rate_that_rises_far_behind_its_noun_leaves_it_no_telling_of_its_own() -> None:
    assert told("The tariff rate on certain steel and aluminium goods will increase from 7% to 25% in 2024.", "tariff") == ["25%"]
