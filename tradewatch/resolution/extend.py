"""One article more, without resolving its block anew.

A link depends on two claims alone, so a new claim changes its own link and those that it beats; a claim that goes leaves its children to
look again. Only the threads that these touch are grouped and joined anew. The result is what `resolve` makes of the whole block.

Whoever keeps the claims (a database, a dictionary) keeps beside each its packed record, its span and its link, and answers the questions
of `Shelf`. The steps of a change to a block: `relink`, keep the links it gives, `regroup`, and let the events it gives stand in place of
all that held one of its claims.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np

from tradewatch.model import Anchor, Correction, Event, EventType, SourcedClaim
from tradewatch.resolution.apply import corrected
from tradewatch.resolution.cluster import LOOSE, Link, agreements, groups
from tradewatch.resolution.corrections import standing
from tradewatch.resolution.features import Records, canonical, pack, record_of, span_of, unpack
from tradewatch.resolution.join import ordered
from tradewatch.resolution.scoring import Sieve


@dataclass(frozen=True, slots=True)
class Kept:
    """A claim as it is kept for linking: its key, its packed record and its link."""

    key: str
    record: bytes
    link: Link


class Shelf(Protocol):
    """What resolution asks of whoever keeps the claims."""

    def near(self, block: str, first: date, last: date) -> Sequence[Kept]:
        """The claims of a block whose span meets these days."""

    def children(self, keys: Collection[str]) -> Sequence[Kept]:
        """The claims whose link leads to one of `keys`."""

    def kept(self, keys: Collection[str]) -> Sequence[Kept]:
        """Those of these claims that are there."""

    def families(self, keys: Collection[str]) -> Sequence[Sequence[SourcedClaim]]:
        """The whole threads that hold these claims, each once."""

    def find(self, anchors: Collection[Anchor]) -> Collection[str]:
        """The keys of the claims that anchors may mean: by key, or by article and type."""


@dataclass(frozen=True, slots=True)
class Relinked:
    """The links that are new or change, by key, and the claims whose threads must be grouped anew."""

    links: Mapping[str, Link]
    touched: frozenset[str]


@dataclass(frozen=True, slots=True)
class Regrouped:
    """The events of whole threads, and the keys of all claims of these: events that held one of them are gone."""

    events: tuple[Event, ...]
    claims: frozenset[str]


def shelve(sourced: SourcedClaim) -> tuple[bytes, date, date]:
    """What is kept beside a claim: its packed record and the first and last day of its span."""
    record = record_of(sourced)
    return record.tobytes(), *span_of(record)


def relink(block: str, added: Sequence[SourcedClaim], gone: Collection[str], shelf: Shelf) -> Relinked:
    """The links after `added` have come to a block and `gone` have left it. The shelf still holds the state before."""
    kind = EventType(block.partition("|")[0])
    left = set(gone)
    orphans = [kept for kept in shelf.children(left) if kept.key not in left] if left else []
    parents = {kept.link.parent for kept in shelf.kept(left)} if left else set()
    fresh = {sourced.key: pack(sourced) for sourced in added}
    seekers = fresh | {kept.key: kept.record for kept in orphans}
    if not seekers:
        return Relinked({}, frozenset(parent for parent in parents if parent is not None and parent not in left))
    around = _around(block, unpack(list(seekers.values())), left, shelf)
    packed = {key: kept.record for key, kept in around.items()} | seekers
    field = _Field(packed, kind)
    links = {key: field.best(key) for key in seekers}
    for key in fresh:
        for other, value in field.after(key):
            held = links[other] if other in links else around[other].link
            if held.parent is None or value > held.score or (value == held.score and field.stands_before(key, held.parent, shelf)):
                links[other] = Link(key, value)
    changed = {key: link for key, link in links.items() if key not in around or around[key].link != link}
    parents |= {around[key].link.parent for key in changed if key in around}
    touched = {*changed, *(parent for parent in parents if parent is not None and parent not in left)}
    return Relinked(changed, frozenset(touched))


def regroup(touched: Collection[str], corrections: Sequence[Correction], shelf: Shelf) -> Regrouped:
    """The events of the threads that hold `touched`, under the whole log. The shelf holds the new links."""
    families = list(shelf.families(touched)) if touched else []
    log = standing(corrections)
    families = _with_tied(families, log, shelf)
    found: list[list[SourcedClaim]] = []
    for family in families:
        placed, records = ordered(family)
        for group in groups(range(len(placed)), agreements(records, placed[0].claim.type)):
            found.append([placed[number] for number in group])
    keys = frozenset(sourced.key for family in families for sourced in family)
    return Regrouped(tuple(sorted(corrected(found, corrections), key=lambda event: event.id)), keys)


class _Field:
    """The records around some claims, in the order of placing."""

    def __init__(self, packed: Mapping[str, bytes], kind: EventType) -> None:
        keys = sorted(packed)
        records = unpack([packed[key] for key in keys])
        order = canonical(records)
        self._placed = records[order]
        self._names = [keys[index] for index in order]
        self._place = {key: number for number, key in enumerate(self._names)}
        self._sieve = Sieve(self._placed)
        self._kind = kind

    def _agreement(self, key: str) -> tuple[int, Any, Any]:
        mine = self._place[key]
        near = self._sieve.near(mine, len(self._placed))
        return mine, near, self._sieve.scores(near, np.full(len(near), mine), self._kind)

    def best(self, key: str) -> Link:
        mine, near, agreement = self._agreement(key)
        earlier = near < mine
        if not earlier.any():
            return Link(None, 0.0)
        near, agreement = near[earlier], agreement[earlier]
        best = int(np.argmax(agreement))
        return Link(self._names[near[best]], float(agreement[best])) if agreement[best] >= LOOSE else Link(None, 0.0)

    def after(self, key: str) -> list[tuple[str, float]]:
        """The claims placed later that could link to this one, with their agreement."""
        mine, near, agreement = self._agreement(key)
        return [(self._names[near[n]], float(agreement[n])) for n in np.flatnonzero((near > mine) & (agreement >= LOOSE))]

    def stands_before(self, key: str, other: str, shelf: Shelf) -> bool:
        if other in self._place:
            return self._place[key] < self._place[other]
        (kept,) = shelf.kept([other])
        pair = np.concatenate([self._placed[[self._place[key]]], unpack([kept.record])])
        return bool(canonical(pair)[0] == 0)


def _around(block: str, seekers: Records, gone: Collection[str], shelf: Shelf) -> dict[str, Kept]:
    """The claims that the seekers may agree with. Spans that meet are asked for at once."""
    spans = sorted(span_of(record) for record in np.split(seekers, len(seekers)))
    joined: list[tuple[date, date]] = []
    for first, last in spans:
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    return {kept.key: kept for first, last in joined for kept in shelf.near(block, first, last) if kept.key not in gone}


def _with_tied(families: list[Sequence[SourcedClaim]], log: Sequence[Correction], shelf: Shelf) -> list[Sequence[SourcedClaim]]:
    """The families and those that a correction binds to them: what was merged must be looked at together."""
    while True:
        articles = {sourced.source.article for family in families for sourced in family}
        have = {sourced.key for family in families for sourced in family}
        bound = [entry for entry in log if any(anchor.article in articles for anchor in (*entry.anchors, *entry.others))]
        missing = set(shelf.find([anchor for entry in bound for anchor in (*entry.anchors, *entry.others)])) - have if bound else set()
        if not missing:
            return families
        families = [*families, *shelf.families(missing)]
