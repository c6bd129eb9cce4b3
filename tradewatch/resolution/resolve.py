"""The way from claims to events and measures: block, link, group, join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from tradewatch.model import Correction, Event, Measure, SourcedClaim
from tradewatch.resolution.blocks import block_of

if TYPE_CHECKING:
    from tradewatch.resolution.cluster import Link
    from tradewatch.resolution.features import Records


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
    from tradewatch.resolution.apply import rehomed

    known = [
        sourced for sourced in claims if known_on is None or (sourced.source.published is not None and sourced.source.published <= known_on)
    ]
    return resolve_under(known, rehomed(corrections, known))


def resolve_under(claims: Iterable[SourcedClaim], corrections: Sequence[Correction]) -> Resolution:
    """As `resolve`, of some blocks alone, under a log that is already `rehomed` among all claims."""
    blocks: dict[str, list[SourcedClaim]] = defaultdict(list)
    for sourced in claims:
        blocks[block_of(sourced.claim)].append(sourced)
    events: list[Event] = []
    for name in sorted(blocks):
        events.extend(_events(blocks[name], corrections))
    return _with_measures(events)


def _events(claims: list[SourcedClaim], corrections: Sequence[Correction]) -> list[Event]:
    from tradewatch.resolution.apply import corrected
    from tradewatch.resolution.join import ordered

    _, found = formed(*ordered({sourced.key: sourced for sourced in claims}.values()))
    return corrected(found, corrections)


def formed(placed: Sequence[SourcedClaim], records: Records) -> tuple[dict[str, Link], list[list[SourcedClaim]]]:
    """The links of a block's claims, which stand in the order of placing with their records, and the groups that are one event each."""
    from tradewatch.resolution.cluster import agreements, groups, links, threads

    agreement = agreements(records, placed[0].claim.type)
    found = links(placed, agreement)
    place = {sourced.key: number for number, sourced in enumerate(placed)}
    places = (sorted(place[key] for key in thread) for thread in threads(found))
    return found, [[placed[number] for number in group] for group in groups(places, agreement)]


def _with_measures(events: list[Event]) -> Resolution:
    from tradewatch.resolution.measures import when, with_measures

    named, measures = with_measures(distinct(events))
    return Resolution(tuple(sorted(named, key=lambda event: (when(event), event.id))), measures)


def distinct(events: Iterable[Event]) -> list[Event]:
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
