"""A goods phrase has its Harmonized System headings."""

from __future__ import annotations

import pytest

from tradewatch.knowledge import Knowledge, load


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return load()


@pytest.mark.parametrize(
    ("phrase", "heading"),
    [
        ("steel", "72"), ("imported steel", "72"), ("aluminum", "76"), ("cars", "8703"), ("electric vehicles", "8703"), ("EVs", "8703"),
        ("auto parts", "8708"), ("heavy-duty trucks", "8704"), ("semiconductors", "8542"), ("advanced AI chips", "8542"),
        ("solar panels", "8541"),
        ("lithium-ion batteries", "8507"), ("rare earths", "2805"), ("magnets", "8505"), ("gallium", "8112"), ("antimony", "8110"),
        ("graphite", "2504"), ("soybeans", "1201"), ("corn", "1005"), ("pork", "0203"), ("frozen beef", "0201"), ("wine", "2204"),
        ("cognac", "2208"), ("bourbon", "2208"), ("canola oil", "1514"), ("barley", "1003"), ("palm oil", "1511"), ("lng", "2711"),
        ("crude oil", "2709"), ("coal", "2701"), ("softwood lumber", "4407"), ("upholstered furniture", "9401"),
        ("kitchen cabinets", "9403"),
        ("branded pharmaceuticals", "3004"), ("ship-to-shore cranes", "8426"), ("washing machines", "8450"), ("lead", "7801"),
        ("tin", "8001"),
        ("iPhones", "8517"), ("newsprint", "4801"), ("tyres", "4011"), ("jewellery", "7113"), ("Russian oil", "2709"),
        ("Boeing aircraft", "8802"),
    ],
)  # fmt: skip
def test_goods_have_their_heading(known: Knowledge, phrase: str, heading: str) -> None:
    found = known.hs_of(phrase)
    assert found and found[0][0] == heading
    assert all(0 < sure < 1 for _, sure in found)


@pytest.mark.parametrize("phrase", ["", "goodwill", "agricultural products", "1,700 products", "x " * 10_000, "services"])
def test_what_names_no_heading_has_none(known: Knowledge, phrase: str) -> None:
    assert known.hs_of(phrase) == []


def test_a_class_of_goods_is_less_sure_than_the_goods(known: Knowledge) -> None:
    assert known.hs_of("metals")[0][1] < known.hs_of("imported steel")[0][1] < known.hs_of("steel")[0][1]


def test_both_goods_of_a_pair_have_headings(known: Knowledge) -> None:
    assert {heading for heading, _ in known.hs_of("soybeans and pork")} == {"1201", "0203"}
