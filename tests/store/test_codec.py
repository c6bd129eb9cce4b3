"""Claims survive the way into the database and back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewatch.model import (
    Action,
    Anchor,
    Claim,
    Conflict,
    Correction,
    CorrectionKind,
    EventType,
    Grain,
    Period,
    Rate,
    Role,
    Status,
)
from tradewatch.store import codec

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
many = st.lists(words, max_size=3).map(tuple)
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.none() | days)
    end = draw(days if start is None else st.none() | st.just(start + timedelta(draw(st.integers(0, 400)))))
    return Period(start, end, draw(st.sampled_from(Grain)))


rates = st.builds(
    Rate,
    st.decimals(allow_nan=False, allow_infinity=False),
    st.sampled_from(["percent", "USD/net_ton"]),
    st.none() | st.decimals(allow_nan=False, allow_infinity=False),
)
claims = st.builds(
    Claim,
    st.sampled_from(EventType),
    many,
    many,
    st.none() | st.sampled_from(Action),
    st.sampled_from(Status),
    st.none() | rates,
    st.none() | rates,
    many,
    st.dictionaries(st.sampled_from(Role), periods(), max_size=4),
    st.none() | words,
    many,
    st.none() | words,
    words,
    st.integers(-1, 10**6),
    st.integers(-1, 10**6),
    st.floats(0, 1),
    many,
    st.lists(st.tuples(words, st.floats(0, 1)), max_size=2).map(tuple),
    st.none() | words,
    st.booleans(),
)


@given(claims)
def test_a_claim_comes_back_equal(claim: Claim) -> None:
    assert codec.decode_claim(codec.encode_claim(claim)) == claim


def test_a_rate_keeps_its_zeros() -> None:
    claim = Claim(EventType.TARIFF, rate=Rate(Decimal("25.50"), "percent", Decimal("10.0")))
    back = codec.decode_claim(codec.encode_claim(claim)).rate
    assert back is not None and (str(back.value), str(back.minimum)) == ("25.50", "10.0")


def test_a_week_stays_a_week() -> None:
    week = Period(date(2025, 10, 6), date(2025, 10, 12), Grain.WEEK)
    claim = Claim(EventType.MEETING, dates={Role.HELD: week})
    assert codec.decode_claim(codec.encode_claim(claim)).dates[Role.HELD].grain is Grain.WEEK


def test_a_lone_surrogate_becomes_a_replacement_of_one_character() -> None:
    claim = Claim(EventType.TARIFF, evidence="a\ud800b", start=0, end=3)
    assert codec.decode_claim(codec.encode_claim(claim)).evidence == "a\ufffdb"


def test_a_confidence_that_is_no_number_is_zero() -> None:
    assert codec.decode_claim(codec.encode_claim(Claim(EventType.TARIFF, confidence=float("nan")))).confidence == 0.0


def test_the_json_has_the_names_of_the_fields_and_leaves_out_what_is_empty() -> None:
    claim = Claim(EventType.TARIFF, ("US",), ("CN",), Action.IMPOSE, rate=Rate(Decimal(25)), evidence="e", start=3, end=4, confidence=0.5)
    assert json.loads(codec.encode_claim(claim)) == {
        "type": "tariff",
        "by": ["US"],
        "on": ["CN"],
        "action": "impose",
        "status": "announced",
        "rate": {"value": "25", "unit": "percent"},
        "evidence": "e",
        "start": 3,
        "end": 4,
        "confidence": 0.5,
    }


def test_the_order_of_dates_changes_nothing() -> None:
    day = Period.parse("2025-11-01")
    one = Claim(EventType.TARIFF, dates={Role.ANNOUNCED: day, Role.EFFECTIVE: day})
    two = Claim(EventType.TARIFF, dates={Role.EFFECTIVE: day, Role.ANNOUNCED: day})
    assert codec.encode_claim(one) == codec.encode_claim(two)


def test_conflicts_come_back_equal() -> None:
    conflicts = (Conflict("rate", (("25 percent", ("k1", "k2")), ("30 percent", ("k3",)))),)
    assert codec.decode_conflicts(codec.encode_conflicts(conflicts)) == conflicts


def test_a_correction_comes_back_equal() -> None:
    anchor = Anchor("k", "a" * 64, EventType.TARIFF, 3, 9)
    correction = Correction(
        "c1", CorrectionKind.SET, "e1", (anchor,), (("rate", "30"),), (anchor,), None, "a typo", "ann", "2025-10-16T12:00:00Z"
    )
    assert codec.decode_correction(codec.encode_correction(correction)) == correction


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"type":"tariff"}', '{"type":"war","status":"held","start":0,"end":0,"confidence":1}']
)
def test_what_is_no_claim_is_refused(text: str) -> None:
    with pytest.raises(codec.UnreadableError):
        codec.decode_claim(text)
