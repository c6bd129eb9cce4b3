"""What people decide of events, and that it lasts."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tradewatch.errors import UsageError
from tradewatch.model import CorrectionKind, Role, Status
from tradewatch.resolution import resolve
from tradewatch.resolution.apply import corrections_of
from tradewatch.resolution.corrections import anchor_of, anchors_of, check, export_lines, from_json, import_lines, make, read_field, to_json

from .told import said

STEEL = said(
    "2025-02-10", "tariff US> impose announced 25%", goods="steel", announced="2025-02-10", doc="steel", evidence="duties on steel of 25%"
)
STEEL_AGAIN = said("2025-02-11", "tariff US>* impose announced 25%", goods="steel", announced="2025-02-10", doc="steel again")
CARS = said("2025-02-14", "tariff US>* impose threatened 25%", goods="cars", announced="2025-02-14", effective="2025-04-02", doc="cars")
TALKS = said("2025-02-12", "meeting IN,US planned", held="2025-02-13", place="Washington", doc="talks")
CLAIMS = [STEEL, STEEL_AGAIN, CARS, TALKS]


def event_with(claims, sourced, log=()):
    return next(event for event in resolve(claims, log).events if any(one.key == sourced.key for one in event.told))


def entry(kind, sourced, at="2025-03-01T10:00:00Z", claims=CLAIMS, log=(), **more):
    return make(kind, event_with(claims, sourced, log), at=at, who="ana", because="read the order", **more)


SET = entry(CorrectionKind.SET, STEEL, fields={"rate": "30", "effective": "2025-03-12"})


def test_set_changes_the_event_and_marks_it():
    event = event_with(CLAIMS, STEEL, [SET])
    assert event.claim.rate is not None
    assert (event.claim.rate.value, event.claim.dates[Role.EFFECTIVE].edtf, event.corrected) == (30, "2025-03-12", True)
    assert event.id == event_with(CLAIMS, STEEL).id


def test_other_events_are_left_alone():
    assert event_with(CLAIMS, CARS, [SET]) == event_with(CLAIMS, CARS)


def test_set_empties_a_field():
    event = event_with(CLAIMS, CARS, [entry(CorrectionKind.SET, CARS, fields={"effective": "none", "rate": "none"})])
    assert event.claim.rate is None
    assert Role.EFFECTIVE not in event.claim.dates


def test_the_later_of_two_settings_wins():
    later = entry(CorrectionKind.SET, STEEL, at="2025-03-02T10:00:00Z", fields={"rate": "50"})
    for log in ([SET, later], [later, SET]):
        event = event_with(CLAIMS, STEEL, log)
        assert event.claim.rate is not None
        assert event.claim.rate.value == 50


def test_reject_takes_the_event_away_and_undo_brings_it_back():
    rejected = entry(CorrectionKind.REJECT, CARS)
    undone = make(CorrectionKind.UNDO, None, at="2025-03-02T10:00:00Z", undoes=rejected.id)
    assert len(resolve(CLAIMS, [rejected]).events) == len(resolve(CLAIMS).events) - 1
    assert resolve(CLAIMS, [rejected, undone]) == resolve(CLAIMS)


def test_an_undone_undoing_holds_again():
    rejected = entry(CorrectionKind.REJECT, CARS)
    undone = make(CorrectionKind.UNDO, None, at="2025-03-02T10:00:00Z", undoes=rejected.id)
    redone = make(CorrectionKind.UNDO, None, at="2025-03-03T10:00:00Z", undoes=undone.id)
    assert resolve(CLAIMS, [rejected, undone, redone]) == resolve(CLAIMS, [rejected])


def test_merge_joins_and_split_parts():
    merged = entry(CorrectionKind.MERGE, STEEL, others=anchors_of(event_with(CLAIMS, CARS)))
    event = event_with(CLAIMS, STEEL, [merged])
    assert {sourced.key for sourced in event.told} == {STEEL.key, STEEL_AGAIN.key, CARS.key}
    assert event.corrected
    split = entry(CorrectionKind.SPLIT, STEEL, others=[anchor_of(STEEL_AGAIN)])
    assert event_with(CLAIMS, STEEL, [split]).source_count == 1
    assert event_with(CLAIMS, STEEL_AGAIN, [split]).source_count == 1


def test_a_split_event_can_be_merged_again():
    split = entry(CorrectionKind.SPLIT, STEEL, others=[anchor_of(STEEL_AGAIN)])
    back = entry(
        CorrectionKind.MERGE, STEEL, at="2025-03-05T10:00:00Z", log=[split], others=anchors_of(event_with(CLAIMS, STEEL_AGAIN, [split]))
    )
    assert event_with(CLAIMS, STEEL, [split, back]).source_count == 2


DISPUTED = [
    said("2025-04-02", "tariff US>IN impose announced 26%", effective="2025-04-09", doc="a"),
    said("2025-04-02", "tariff US>IN impose announced 26%", effective="2025-04-09", doc="b"),
    said("2025-04-03", "tariff US>IN impose announced 27%", effective="2025-04-09", doc="c"),
]


def test_accept_settles_a_conflict_with_what_a_source_tells():
    accepted = make(CorrectionKind.ACCEPT, resolve(DISPUTED).events[0], at="2025-05-01T00:00:00Z", fields={"rate": "27 percent"})
    (event,) = resolve(DISPUTED, [accepted]).events
    assert event.claim.rate is not None
    assert (event.claim.rate.value, event.conflicts, event.corrected) == (27, (), True)


def test_accept_alone_takes_the_event_as_it_is():
    accepted = make(CorrectionKind.ACCEPT, resolve(DISPUTED).events[0], at="2025-05-01T00:00:00Z")
    (event,), (before,) = resolve(DISPUTED, [accepted]).events, resolve(DISPUTED).events
    assert (event.claim, event.conflicts, event.corrected) == (before.claim, (), True)


def test_a_correction_survives_a_newer_extractor():
    """Other keys, shifted offsets, a better reading of the goods."""
    moved = replace(STEEL, key="new", claim=replace(STEEL.claim, start=3, end=30, goods=("steel", "iron")))
    event = event_with([moved, CARS], moved, [SET])
    assert event.claim.rate is not None
    assert event.claim.rate.value == 30


def test_a_correction_survives_further_articles():
    more = [said(f"2025-02-{day}", "tariff US> impose announced 25%", goods="steel", announced="2025-02-10") for day in (11, 12, 13)]
    more[0] = said("2025-02-09", "tariff US> impose proposed 25%", goods="steel", announced="2025-02-10")
    event = event_with([*CLAIMS, *more], STEEL, [SET])
    assert event.source_count == 5
    assert event.claim.rate is not None
    assert event.claim.rate.value == 30


def test_a_correction_whose_articles_are_gone_does_nothing():
    assert resolve([CARS, TALKS], [SET]) == resolve([CARS, TALKS])


def test_order_of_claims_and_entries_changes_nothing():
    log = [
        SET,
        entry(CorrectionKind.MERGE, STEEL, at="2025-03-03T00:00:00Z", others=anchors_of(event_with(CLAIMS, CARS))),
        entry(CorrectionKind.ACCEPT, TALKS, at="2025-03-04T00:00:00Z"),
    ]
    whole = resolve(CLAIMS, log)
    for seed in range(4):
        claims, entries = list(CLAIMS), list(log)
        random.Random(seed).shuffle(claims)
        random.Random(seed).shuffle(entries)
        assert resolve(claims, entries) == whole


def test_the_log_tells_of_an_event():
    undone = make(CorrectionKind.UNDO, None, at="2025-03-02T10:00:00Z", undoes=SET.id)
    assert corrections_of(event_with(CLAIMS, STEEL), [undone, SET]) == [SET, undone]
    assert corrections_of(event_with(CLAIMS, CARS), [SET, undone]) == []


# one sentence that tells of two duties, each the other side's
ANSWERED = [
    said("2025-04-11", "tariff US>CN impose in_force 125%", doc="both", evidence="125% on each other"),
    said("2025-04-11", "tariff CN>US impose in_force 125%", doc="both", evidence="125% on each other"),
]


@pytest.mark.parametrize("kind", [CorrectionKind.REJECT, CorrectionKind.SET])
def test_a_correction_leaves_the_other_facts_of_its_sentence_alone(kind):
    fields = {"rate": "84"} if kind is CorrectionKind.SET else {}
    for mine, other in (ANSWERED, ANSWERED[::-1]):
        log = [make(kind, event_with(ANSWERED, mine), at="2025-04-12T10:00:00Z", fields=fields)]
        assert event_with(ANSWERED, other, log) == event_with(ANSWERED, other)
        assert all(event.corrected for event in resolve(ANSWERED, log).events if any(one.key == mine.key for one in event.told))
        assert corrections_of(event_with(ANSWERED, other, log), log) == []


def test_a_claim_read_anew_is_found_in_its_place():
    log = [entry(CorrectionKind.REJECT, CARS)]
    anew = said(
        "2025-02-14", "tariff US>* impose threatened 20%", goods="cars", announced="2025-02-14", doc="cars", evidence=CARS.claim.evidence
    )
    assert len(resolve([STEEL, anew], log).events) == 1


def refused(correction, *, event=STEEL, others=(), log=(), claims=CLAIMS):
    with pytest.raises(UsageError) as error:
        check(correction, log, event_with(claims, event) if event else None, [event_with(claims, one) for one in others])
    return str(error.value)


def test_a_merge_of_other_types_is_refused_with_the_reason():
    text = refused(entry(CorrectionKind.MERGE, STEEL), others=[TALKS])
    assert "tariff" in text
    assert "meeting" in text


def test_a_merge_of_other_sides_is_refused():
    theirs = said("2025-02-10", "tariff CN>US impose announced 15%", goods="coal", doc="coal")
    claims = [*CLAIMS, theirs]
    assert "by CN" in refused(entry(CorrectionKind.MERGE, STEEL), others=[theirs], claims=claims)


def test_a_merge_with_itself_or_nothing_is_refused():
    assert "itself" in refused(entry(CorrectionKind.MERGE, STEEL), others=[STEEL_AGAIN])
    assert "nothing to merge" in refused(entry(CorrectionKind.MERGE, STEEL))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"rate": "lots"}, "write a rate"),
        ({"rate": "-5"}, "write a rate"),
        ({"rate": "NaN"}, "write a rate"),
        ({"effective": "soon"}, "write a date"),
        ({"effective": "2025-13-01"}, "write a date"),
        ({"status": "doubtful"}, "use one of"),
        ({"status": "held"}, "can't be held"),
        ({"type": "meeting"}, "no field"),
        ({"held": "2025-03-01"}, "isn't held"),
        ({"effective": "2025-06-01", "ends": "2025-05-01"}, "before it starts"),
        ({}, "nothing to set"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(fields, reason):
    assert reason in refused(entry(CorrectionKind.SET, STEEL, fields=fields))


def test_a_split_of_everything_or_of_strangers_is_refused():
    assert "leaves nothing" in refused(entry(CorrectionKind.SPLIT, STEEL, others=anchors_of(event_with(CLAIMS, STEEL))))
    assert "aren't in it" in refused(entry(CorrectionKind.SPLIT, STEEL, others=[anchor_of(CARS)]))


def test_a_value_nobody_tells_is_not_accepted():
    accepted = make(CorrectionKind.ACCEPT, resolve(DISPUTED).events[0], at="2025-05-01T00:00:00Z", fields={"rate": "28 percent"})
    assert "no source tells" in refused(accepted, event=DISPUTED[0], claims=DISPUTED)


def test_undoing_what_is_not_there_or_undone_is_refused():
    undone = make(CorrectionKind.UNDO, None, at="2025-03-02T10:00:00Z", undoes=SET.id)
    assert "no such correction" in refused(undone, event=None)
    assert "already undone" in refused(replace(undone, id="other"), event=None, log=[SET, undone])


def test_the_log_goes_out_and_comes_back():
    log = [SET, entry(CorrectionKind.MERGE, STEEL, at="2025-03-03T00:00:00Z", others=anchors_of(event_with(CLAIMS, CARS)))]
    lines = list(export_lines(log))
    assert import_lines(lines) == log
    assert import_lines(lines, have=log) == []


@pytest.mark.parametrize("line", ["{", "[]", "null", "{}", '{"id": "c1", "kind": "burn", "event": "x"}', '{"id": 3}', "[" * 100_000])
def test_a_broken_log_is_refused_with_its_line(line):
    with pytest.raises(UsageError, match=r"team\.jsonl:2: "):
        import_lines(["", line], name="team.jsonl")


def test_an_entry_changed_by_hand_is_refused():
    value = to_json(SET)
    value["fields"]["rate"] = "99"
    with pytest.raises(UsageError, match="changed since"):
        from_json(value)


def test_fields_are_read_as_people_write_them():
    assert read_field("on", "mx, ca") == ("CA", "MX")
    assert read_field("status", "In force") is Status.IN_FORCE
    assert read_field("rate", "10-25%").minimum == 10
    assert read_field("rate", "50 USD/net_ton").unit == "USD/net_ton"
    assert read_field("ends", "2026-11").edtf == "2026-11"
