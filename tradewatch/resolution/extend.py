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
from typing import Protocol

import numpy as np

from tradewatch.model import Anchor, Correction, Event, EventType, SourcedClaim
from tradewatch.resolution.apply import corrected
from tradewatch.resolution.cluster import LOOSE, Link, agreements, groups
from tradewatch.resolution.corrections import standing
from tradewatch.resolution.features import Records, canonical, pack, record_of, span_of, unpack
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
    return shelved(record_of(sourced))


def shelved(record: Records) -> tuple[bytes, date, date]:
    """The same of a claim whose record, an array of length one, is known."""
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
    leant = {kept.link.parent for kept in around.values() if kept.link.parent is not None} - around.keys() - left
    packed = {kept.key: kept.record for kept in (*around.values(), *shelf.kept(leant))} | seekers
    field = _Field(packed, {key: kept.link for key, kept in around.items() if key not in seekers}, kind)
    links: dict[str, Link] = {}
    for key in seekers:
        links |= field.enter(key, beats=key in fresh)
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
        order, records = placed(family, {one.key: one.record for one in shelf.kept([sourced.key for sourced in family])})
        agreement = agreements(records, order[0].claim.type)
        found += [[order[number] for number in group] for group in groups([range(len(order))], agreement)]
    keys = frozenset(sourced.key for family in families for sourced in family)
    return Regrouped(tuple(sorted(corrected(found, corrections), key=lambda event: event.id)), keys)


def placed(claims: Sequence[SourcedClaim], kept: Mapping[str, bytes]) -> tuple[list[SourcedClaim], Records]:
    """Claims and their records in the order of placing; `kept` are the packed records that are known."""
    by_key = sorted(claims, key=lambda sourced: sourced.key)
    records = unpack([kept[sourced.key] if sourced.key in kept else pack(sourced) for sourced in by_key])
    order = canonical(records)
    return [by_key[index] for index in order], records[order]


_NOBODY = -1


class _Field:
    """The records around some claims, in the order of placing, and on whom they lean."""

    def __init__(self, packed: Mapping[str, bytes], links: Mapping[str, Link], kind: EventType) -> None:
        keys = sorted(packed)
        records = unpack([packed[key] for key in keys])
        order = canonical(records)
        placed = records[order]
        self._names = [keys[index] for index in order]
        self._place = {key: number for number, key in enumerate(self._names)}
        self._parent = np.full(len(placed), _NOBODY)
        self._score = np.zeros(len(placed))
        for key, link in links.items():
            if link.parent is not None:
                self._parent[self._place[key]], self._score[self._place[key]] = self._place[link.parent], link.score
        self._sieve = Sieve(placed)
        self._kind = kind

    def enter(self, key: str, *, beats: bool) -> dict[str, Link]:
        """The best link of a claim and, where it `beats` those of claims placed later, their new ones."""
        mine = self._place[key]
        near = self._sieve.near(mine, len(self._names))
        agreement = self._sieve.scores(near, np.full(len(near), mine), self._kind)
        enough = agreement >= LOOSE
        near, agreement = near[enough], agreement[enough]
        links = {key: Link(None, 0.0)}
        before = int(np.searchsorted(near, mine))
        if before:
            best = int(np.argmax(agreement[:before]))
            links[key] = self._lean(int(near[best]), mine, float(agreement[best]))
        if beats:
            near, agreement = near[before:], agreement[before:]
            parent, score = self._parent[near], self._score[near]
            won = (parent == _NOBODY) | (agreement > score) | ((agreement == score) & (mine < parent))
            for later, value in zip(near[won].tolist(), agreement[won].tolist(), strict=True):
                links[self._names[later]] = self._lean(mine, later, value)
        return links

    def _lean(self, parent: int, place: int, score: float) -> Link:
        self._parent[place], self._score[place] = parent, score
        return Link(self._names[parent], score)


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
