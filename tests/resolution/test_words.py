"""What tells goods, programmes, values of trade and totals apart."""

from __future__ import annotations

import pytest

from tradewatch.resolution.words import is_part, is_total, names_clash, names_of, words_of, worth_told

from .told import said


def test_goods_agree_however_they_are_spelt_and_plain_words_tell_nothing():
    assert words_of(["aluminum", "all other goods"]) == words_of(["aluminium products"]) == ["alumin"]
    assert words_of(["cars"]) == words_of(["car imports"]) == ["car"]


def test_a_programme_is_told_by_what_others_do_not_share():
    assert names_of("Section 301 tariffs") == {"301"}
    assert names_of("the executive order on trade policy") == frozenset()


def test_a_list_is_named_by_its_number():
    assert names_of("List 4A") == {"list 4a"}
    assert names_of("Lists 1, 2 and 3") == {"list 1", "list 2", "list 3"}
    assert names_clash(names_of("List 1"), names_of("List 3"))
    assert not names_clash(names_of("List 3"), names_of("Section 301"))
    assert names_clash(names_of("List 3"), names_of("reciprocal tariffs"))
    assert not names_clash(names_of("List 3"), frozenset())


@pytest.mark.parametrize(
    ("sentence", "worth"),
    [
        ("Shipments of products worth about 60 billion U.S. dollars are hit.", ["60b"]),
        ("The duty falls on 2.8 billion euros of European products.", ["2.8b"]),
        ("It covers 279 lines worth $16bn.", ["16b"]),
        ("A second list, worth $16 billion and aimed at plastics, would also carry a 25 percent rate.", ["16b"]),
        ("Products of China, with a yearly value of roughly $200 billion, are listed.", ["200b"]),
        ("Tariffs on a further $16 billion may follow.", ["16b"]),
        ("The tariff on $50 billion of soybeans is paid by farmers.", []),
        ("A 25% tariff on $34 billion of Chinese goods took effect.", ["34b"]),
        ("The second, also 25%, on $16 billion, was added in August.", ["16b"]),
        ("Tariffs hit imports worth about $1.2 trillion.", ["1.2t"]),
        ("The $50 billion of soybeans went elsewhere.", []),
        ("The deficit with China came to $300 billion.", []),
        ("Imports worth 34 billion were hit.", []),
    ],
)
def test_the_value_of_the_trade_that_a_measure_covers(sentence, worth):
    assert worth_told(said("2025-01-01", "tariff US>CN impose announced", evidence=sentence).claim) == worth


@pytest.mark.parametrize(
    ("sentence", "total"),
    [
        ("With the 25% tariff that begins on Thursday, the total will be 50%.", True),
        ("The new order brings the combined duty on Indian goods to 50 percent.", True),
        ("Indian exporters now pay 50% in all.", True),
        ("Washington put another 25% tariff on Indian goods, bringing the rate to 50%.", True),
        ("An additional tariff on Indian goods of 25% took effect, raising the rate to 50%.", True),
        ("In a further step Washington put 25% on copper, raising the duty on steel to 50%.", False),
        ("More than 20% of exports are hit, lifting the average rate to 50%.", False),
        ("Washington will bring its tariff to 50% from 25%.", False),
        ("Another cut will bring the tariff from 75% to 50%.", False),
        ("The 50% tariff took effect.", False),
        ("The total rose to 75% after the 50% tariff of last week.", False),
        ("The total of $50 billion of goods faces a 50% tariff.", False),
    ],
)
def test_a_rate_told_as_a_sum(sentence, total):
    assert is_total(said("2025-08-06", "tariff US>IN impose announced 50%", evidence=sentence).claim) is total


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("The American figure still contains the 20% over fentanyl.", True),
        ("The 30% rate is made up of a 10% base and a 20% fentanyl duty.", True),
        ("The rate of 30% includes 20% over fentanyl.", True),
        ("The list includes 20% of all goods.", False),
        ("The 20% tariff contains an exception for books.", False),
    ],
)
def test_a_rate_told_as_a_part(sentence, part):
    assert is_part(said("2025-05-12", "tariff US>CN impose in_force 20%", evidence=sentence).claim) is part
