"""The tables of data/ are sound."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pycountry
import pytest

from tradewatch.knowledge import Knowledge, load

FORMER = {"SU", "YU", "CS", "DD"}


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return load()


def test_every_table_can_be_read(known: Knowledge) -> None:
    known.check()


def test_every_country_of_iso_3166_is_there(known: Knowledge) -> None:
    assert {country.alpha_2 for country in pycountry.countries} <= known.jurisdictions.keys()


def test_a_two_letter_code_is_iso_or_a_named_exception(known: Knowledge) -> None:
    iso = {country.alpha_2 for country in pycountry.countries} | FORMER | {"EU", "XK", "UN", "G7", "G8"}
    assert {code for code in known.jurisdictions if len(code) == 2} <= iso


def test_no_body_takes_a_countrys_three_letter_code(known: Knowledge) -> None:
    three = {country.alpha_3 for country in pycountry.countries}
    assert not three & known.jurisdictions.keys()


def test_iso_knows_the_display_names(known: Knowledge) -> None:
    own = {
        "BN", "CI", "CD", "CG", "CV", "FK", "FM", "MF", "MO", "PN", "PS", "RU", "SH", "SX", "TR", "VA", "VI",
    }  # fmt: skip
    for country in pycountry.countries:
        names = {country.name, getattr(country, "common_name", None), getattr(country, "official_name", None)}
        assert country.alpha_2 in own or known.name(country.alpha_2) in names, country.alpha_2


def test_one_phrase_never_names_two_jurisdictions_on_one_day(known: Knowledge) -> None:
    days = [date(year, 7, 1) for year in range(1985, 2027)]
    lasting = {form.text: form.code for form in known.forms if form.valid_from is None and form.valid_to is None}
    for form in known.forms:
        assert lasting.get(form.text, form.code) == form.code, form.text
    officials = [form for form in known.forms if form.kind == "official"]
    for day in days:
        held: dict[str, str] = {}
        for form in officials:
            if form.on(day):
                assert held.setdefault(form.text.lower(), form.code) == form.code, (form.text, day)


def test_terms_of_office_are_sane(known: Knowledge) -> None:
    for form in known.forms:
        if form.kind == "official":
            assert form.valid_from is not None and date(1957, 1, 1) <= form.valid_from <= date(2026, 12, 31), form
            assert form.valid_to is None or form.valid_from <= form.valid_to <= date(2026, 12, 31), form


def test_blocs_have_sane_members(known: Knowledge) -> None:
    for bloc in known.blocs.values():
        for code, first, last in bloc.members:
            assert code in known.jurisdictions, (bloc.code, code)
            assert first is not None and first <= (last or date.max), (bloc.code, code)


def test_no_member_is_in_a_bloc_twice_on_one_day(known: Knowledge) -> None:
    for bloc in known.blocs.values():
        stays = sorted((code, first or date.min, last or date.max) for code, first, last in bloc.members)
        for (code, _, last), (next_code, first, _) in pairwise(stays):
            assert code != next_code or last < first, (bloc.code, code)


def test_headings_have_two_or_four_digits(known: Knowledge) -> None:
    for good in known.goods:
        for heading in (good.hs, *good.others):
            assert heading is None or re.fullmatch(r"\d{2}|\d{4}", heading), good
            assert heading is None or (1 <= int(heading[:2]) <= 97 and heading[:2] != "77"), good


def test_no_term_belongs_to_two_goods(known: Knowledge) -> None:
    owner: dict[str, str] = {}
    for good in known.goods:
        for term in good.terms:
            assert owner.setdefault(term, good.name) == good.name, term


def test_there_is_enough_of_everything(known: Knowledge) -> None:
    people = {form.text for form in known.forms if form.kind == "official" and " " in form.text}
    firms = {form.text for form in known.forms if form.kind == "firm"}
    assert len(known.goods) >= 250 and len(people) >= 400 and len(firms) >= 300


def test_forms_and_terms_are_tidy(known: Knowledge) -> None:
    phrases = [form.text for form in known.forms] + list(known.shields) + [term for good in known.goods for term in good.terms]
    assert [phrase for phrase in phrases if phrase != " ".join(phrase.split()) or any(sign in phrase for sign in ";|\n")] == []


def test_goods_terms_are_lower_case(known: Knowledge) -> None:
    assert [term for good in known.goods for term in good.terms if term != term.lower()] == []


def test_no_goods_term_swallows_a_party(known: Knowledge) -> None:
    """ "russian oil" as one term would hide Russia from the reader of parties."""
    kinds = {"name", "demonym", "people", "bloc", "capital", "region"}
    parties = {form.text.lower() for form in known.forms if form.kind in kinds}
    swallowing = []
    for good in known.goods:
        for term in good.terms:
            words = term.replace("-", " ").split()
            runs = {" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)}
            if runs & parties:
                swallowing.append(term)
    assert swallowing == []


def test_no_shield_is_a_form_or_a_term(known: Knowledge) -> None:
    taken = {form.text.lower() for form in known.forms} | {term for good in known.goods for term in good.terms}
    assert [shield for shield in known.shields if shield.lower() in taken] == []


@pytest.mark.parametrize(
    "phrase",
    ["U.S. steel", "China steel", "China trade", "American goods", "US tariffs", "Japan cars", "British steel", "Chinese firms", "EU wine"],
)
def test_plain_trade_phrases_are_neither_forms_nor_shields(known: Knowledge, phrase: str) -> None:
    taken = {form.text.lower() for form in known.forms} | {shield.lower() for shield in known.shields}
    assert phrase.lower() not in taken


def test_a_form_begins_with_a_capital_or_asks_for_its_spelling(known: Knowledge) -> None:
    odd = [form.text for form in known.forms if not form.exact_case and not form.text[0].isupper()]
    # particles and brands that the press writes small at a clause's beginning only
    assert [text for text in odd if not re.match(r"(von|de|al|el|d)[ -]|(iFlytek|voestalpine)$", text)] == []


def test_no_currency_or_unit_has_a_word_twice(known: Knowledge) -> None:
    for part in ("currencies", "per"):
        words = [word.lower() for texts in known.table("units")[part].values() for word in texts]
        assert len(words) == len(set(words))


def test_currencies_are_iso_4217_or_of_the_past(known: Knowledge) -> None:
    iso = {currency.alpha_3 for currency in pycountry.currencies} | {"ECU", "DEM", "FRF"}
    assert set(known.table("units")["currencies"]) <= iso
