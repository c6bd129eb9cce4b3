"""The way from claims to events and measures: block, link, group, join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tradewatch.model import Correction, Event, Measure, SourcedClaim
from tradewatch.resolution.blocks import block_of


@dataclass(frozen=True, slots=True)
class Resolution:
    """What claims come to: events by key date, and the measures they are steps of."""

    events: tuple[Event, ...]
    measures: tuple[Measure, ...]


def resolve(claims: Iterable[SourcedClaim], corrections: Sequence[Correction] = (), known_on: date | None = None) -> Resolution:
    """Events and measures of claims, in any number of blocks.

    A pure function: the order of `claims` changes nothing. With `known_on`, only articles published by that day count, and those with
    no date don't. `corrections` are the whole log; entries for events that aren't here are passed over.
    """
    blocks: dict[str, list[SourcedClaim]] = defaultdict(list)
    for sourced in claims:
        if known_on is None or (sourced.source.published is not None and sourced.source.published <= known_on):
            blocks[block_of(sourced.claim)].append(sourced)
    events: list[Event] = []
    for name in sorted(blocks):
        events.extend(_events(blocks[name], corrections))
    return _with_measures(events)


def _events(claims: list[SourcedClaim], corrections: Sequence[Correction]) -> list[Event]:
    from tradewatch.resolution.apply import corrected
    from tradewatch.resolution.cluster import agreements, groups, links, threads
    from tradewatch.resolution.join import ordered

    placed, records = ordered({sourced.key: sourced for sourced in claims}.values())
    agreement = agreements(records, placed[0].claim.type)
    place = {sourced.key: number for number, sourced in enumerate(placed)}
    found = []
    for thread in threads(links(placed, agreement)):
        for group in groups(sorted(place[key] for key in thread), agreement):
            found.append([placed[number] for number in group])
    return corrected(found, corrections)


def _with_measures(events: list[Event]) -> Resolution:
    from tradewatch.resolution.measures import when, with_measures

    named, measures = with_measures(_distinct(events))
    return Resolution(tuple(sorted(named, key=lambda event: (when(event), event.id))), measures)


def _distinct(events: list[Event]) -> list[Event]:
    """Two events whose founders read alike get different ids, in the order of their founders' keys."""
    from tradewatch.resolution.join import founder, id_of

    taken: set[str] = set()
    result = []
    for event in sorted(events, key=lambda event: (event.id, founder(event.told).key)):
        identity, again = event.id, 0
        while identity in taken:
            again += 1
            identity = id_of(founder(event.told), again)
        taken.add(identity)
        result.append(replace(event, id=identity) if again else event)
    return result
