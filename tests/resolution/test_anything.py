"""Whatever claims come, nothing crashes, nothing is lost, and order changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradewatch.model import Action, Claim, EventType, Grain, Period, Rate, Role, Source, SourcedClaim, Status
from tradewatch.resolution import resolve
from tradewatch.resolution.desk import changes, conflicts, review, upcoming
from tradewatch.resolution.extend import shelve
from tradewatch.resolution.measures import path, status_on
from tradewatch.resolution.rates import history, rates
from tradewatch.resolution.threats import follow_through, threats

days = st.one_of(
    st.dates(date(2018, 1, 1), date(2018, 3, 1)),
    st.dates(date(2018, 1, 1), date(2025, 12, 31)),
    st.sampled_from([date.min, date.max, date(2, 1, 1), date(9998, 12, 31), date(2024, 2, 29)]),
)


@st.composite
def periods(draw):
    first, second = sorted((draw(days), draw(days)))
    return draw(
        st.sampled_from(
            [Period(first, first), Period(first, second, Grain.INTERVAL), Period(first, None), Period(None, second, Grain.MONTH)]
        )
    )


codes = st.lists(st.sampled_from(["US", "CN", "EU", "*", "DE", ""]), max_size=3).map(tuple)
words = st.lists(st.sampled_from(["steel", "cars", "aluminium", "", "goods", "☃", "x" * 500]), max_size=3).map(tuple)
texts = st.one_of(st.none(), st.sampled_from(["Section 301", "reciprocal tariffs", "", "\ud800", "Geneva"]))
amounts = st.one_of(
    st.none(),
    st.builds(
        Rate,
        st.sampled_from([Decimal(25), Decimal("7.5"), Decimal(0), Decimal("1e30"), Decimal("0.001")]),
        st.sampled_from(["percent", "USD/net_ton"]),
        st.sampled_from([None, Decimal(0)]),
    ),
)


@st.composite
def claims(draw):
    claim = Claim(
        type=draw(st.sampled_from([EventType.TARIFF, EventType.TARIFF, EventType.PORT_FEE, EventType.MEETING, EventType.AGREEMENT])),
        by=draw(codes),
        on=draw(codes),
        action=draw(st.one_of(st.none(), st.sampled_from(Action))),
        status=draw(st.sampled_from(Status)),
        rate=draw(amounts),
        prior_rate=draw(amounts),
        goods=draw(words),
        dates=draw(st.dictionaries(st.sampled_from(Role), periods(), max_size=3)),
        place=draw(texts),
        entities=draw(words),
        instrument=draw(texts),
        evidence=draw(st.sampled_from(["", "25% on $34 billion of Chinese goods", "$" * 3000])),
        latent=draw(st.booleans()),
    )
    doc = draw(st.sampled_from("abcdef"))
    published = draw(st.one_of(st.none(), days))
    return claim, Source(doc, doc, published=published, copy_of=draw(st.sampled_from([None, None, "a"])))


stories = st.lists(claims(), max_size=14).map(
    lambda pairs: [SourcedClaim(f"k{number}", claim, source) for number, (claim, source) in enumerate(pairs)]
)


@given(stories, days, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_crashes_nothing_is_lost_order_is_nothing(story, day, chance):
    resolution = resolve(story)
    told = [sourced.key for event in resolution.events for sourced in event.told]
    assert sorted(told) == sorted(sourced.key for sourced in story)
    shuffled = list(story)
    chance.shuffle(shuffled)
    assert resolve(shuffled) == resolution
    assert len({event.id for event in resolution.events}) == len(resolution.events)
    found = {event.id: event for event in resolution.events}
    for measure in resolution.measures:
        events = [found[identity] for identity in measure.events]
        path(events, day)
        status_on(events, day)
    for by, on in (("US", "CN"), ("CN", "US"), ("US", "DE")):
        table = rates(resolution.events, by, on, day, blocs=lambda code, at: {"EU"} if code == "DE" else set())
        assert all(component.event in found for component in table.components)
    history(resolution.events, "US", "CN", until=day)
    follow_through(threats(resolution.events, day))
    upcoming(resolution.events, day)
    conflicts(resolution.events)
    changes((), resolution.events, day)
    review(resolution.events)
    resolve(story, known_on=day)
    for sourced in story:
        packed, first, last = shelve(sourced)
        assert first <= last
        assert packed
