"""How fast claims become events: everything anew, and one article more.

    python benchmarks/resolution.py [CLAIMS]

The claims are made up: twenty years of measures, meetings and deals between a few big and many small partners, each told by some articles,
exactly or vaguely. The biggest block holds about a third of them.
"""

from __future__ import annotations

import random
import sys
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal

from tradewatch.model import Action, Anchor, Claim, Event, EventType, Period, Rate, Role, Source, SourcedClaim, Status
from tradewatch.resolution import block_of, resolve
from tradewatch.resolution.cluster import Link, agreements, links
from tradewatch.resolution.extend import Kept, regroup, relink, shelve
from tradewatch.resolution.join import ordered
from tradewatch.resolution.measures import group_of, with_measures

Pair = tuple[EventType, tuple[str, ...], tuple[str, ...]]

SIDES = [*["US"] * 12, *["CN"] * 5, *["EU"] * 4, "IN", "CA", "MX", "JP", "KR", "BR", "GB", "AU", "RU", "TR", "ID", "VN", "LK", "CH"]
GOODS = [(), (), (), ("steel",), ("steel", "aluminium"), ("cars",), ("soybeans", "pork"), ("semiconductors",), ("rare earths",), ("wine",)]
TYPES = [
    *[EventType.TARIFF] * 10,
    *[EventType.SANCTION] * 3,
    *[EventType.MEETING] * 3,
    *[EventType.AGREEMENT] * 3,
    EventType.EXPORT_CONTROL,
]


def made_up(count: int, seed: int = 1) -> list[SourcedClaim]:
    """Claims of made-up events, the same for the same seed."""
    chance = random.Random(seed)
    claims: list[SourcedClaim] = []
    while len(claims) < count:
        kind, by, on = chance.choice(TYPES), chance.choice(SIDES), chance.choice(SIDES)
        if by == on:
            continue
        announced = date(2006, 1, 1) + timedelta(days=chance.randrange(365 * 20))
        effective = announced + timedelta(days=chance.randrange(60))
        talks = kind in (EventType.MEETING, EventType.AGREEMENT)
        rate = None if talks or chance.random() < 0.4 else Rate(Decimal(chance.choice((5, 10, 15, 20, 25, 30, 50, 100))))
        goods = () if talks else chance.choice(GOODS)
        for _ in range(min(60, int(chance.paretovariate(0.9)))):
            published = announced + timedelta(days=int(chance.expovariate(0.08)))
            dates = (
                {Role.HELD: Period(announced, announced)} if kind is EventType.MEETING else {Role.ANNOUNCED: Period(announced, announced)}
            )
            if not talks and chance.random() < 0.6:
                dates[Role.EFFECTIVE] = Period(effective, effective)
            if chance.random() < 0.3:
                dates = {}
            claim = Claim(
                type=kind,
                by=tuple(sorted({by, on})) if talks else (by,),
                on=() if talks or chance.random() < 0.15 else (on,),
                action=Action.IMPOSE if kind.is_measure else None,
                status=Status.HELD if kind is EventType.MEETING else Status.IN_FORCE if published > effective else Status.ANNOUNCED,
                rate=rate if chance.random() < 0.8 else None,
                goods=goods,
                dates=dates,
                evidence="so it is told",
            )
            number = len(claims)
            claims.append(SourcedClaim(f"k{number}", claim, Source(f"a{number}", f"a{number}", published=published)))
    return claims[:count]


class Shelf:
    """Claims in memory with the order that a database's index gives them."""

    def __init__(self, claims: list[SourcedClaim]) -> None:
        self.claims: dict[str, SourcedClaim] = {}
        self.links: dict[str, Link] = {}
        self.children_of: dict[str, list[str]] = defaultdict(list)
        self.rows: dict[str, list[tuple[date, date, str, bytes]]] = defaultdict(list)
        blocks: dict[str, list[SourcedClaim]] = defaultdict(list)
        for sourced in claims:
            blocks[block_of(sourced.claim)].append(sourced)
        for block, members in blocks.items():
            placed, records = ordered(members)
            self.keep(block, placed, links(placed, agreements(records, placed[0].claim.type)))
            self.rows[block].sort()

    def keep(self, block: str, claims: list[SourcedClaim], changed: dict[str, Link]) -> None:
        for sourced in claims:
            packed, first, last = shelve(sourced)
            self.claims[sourced.key] = sourced
            self.rows[block].append((first, last, sourced.key, packed))
        for key, link in changed.items():
            old = self.links.get(key)
            if old and old.parent:
                self.children_of[old.parent].remove(key)
            self.links[key] = link
            if link.parent:
                self.children_of[link.parent].append(key)

    def near(self, block: str, first: date, last: date) -> list[Kept]:
        rows = self.rows[block]
        end = bisect_left(rows, (last + timedelta(days=1),))  # type: ignore[arg-type]
        return [Kept(key, packed, self.links[key]) for _, high, key, packed in rows[:end] if high >= first]

    def children(self, keys: Collection[str]) -> list[Kept]:
        return []

    def kept(self, keys: Collection[str]) -> list[Kept]:
        return [Kept(key, shelve(self.claims[key])[0], self.links[key]) for key in keys if key in self.claims]

    def families(self, keys: Collection[str]) -> list[list[SourcedClaim]]:
        found: dict[str, list[SourcedClaim]] = {}
        for key in keys:
            while (parent := self.links[key].parent) is not None:
                key = parent
            if key not in found:
                waiting, members = [key], []
                while waiting:
                    one = waiting.pop()
                    members.append(self.claims[one])
                    waiting.extend(self.children_of[one])
                found[key] = members
        return list(found.values())

    def find(self, anchors: Collection[Anchor]) -> set[str]:
        return {anchor.key for anchor in anchors if anchor.key in self.claims}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    claims = made_up(count)
    began = time.process_time()
    events = resolve(claims).events
    print(f"{count} claims anew: {time.process_time() - began:.1f} s, {len(events)} events")
    shelf = Shelf(claims)
    pairs: dict[Pair, list[Event]] = defaultdict(list)
    for event in events:
        if event.claim.type.is_measure:
            pairs[group_of(event)].append(event)
    fresh = made_up(400, seed=2)
    report("any claim", [one_more(shelf, pairs, sourced, f"new{number}") for number, sourced in enumerate(fresh[::4])])
    densest = sorted(pairs, key=lambda pair: -len(pairs[pair]))[:4]
    sizes = [len(pairs[pair]) for pair in densest]
    within = [sourced for sourced in made_up(20_000, seed=3) if (sourced.claim.type, sourced.claim.by, sourced.claim.on) in densest]
    took = [one_more(shelf, pairs, sourced, f"dense{number}") for number, sourced in enumerate(within[:100])]
    report(f"in the densest pairs, of {min(sizes)} to {max(sizes)} events", took)


def report(what: str, took: list[float]) -> None:
    took.sort()
    half, most = took[len(took) // 2], took[len(took) * 9 // 10]
    print(f"one claim more, {what}: median {half:.1f} ms, nine in ten within {most:.1f}, all within {took[-1]:.1f}")


def one_more(shelf: Shelf, pairs: dict[Pair, list[Event]], sourced: SourcedClaim, name: str) -> float:
    """Milliseconds of processor that a claim more costs: its links, its events, and the measures between its sides."""
    new = SourcedClaim(name, sourced.claim, Source(name, name, published=sourced.source.published))
    block = block_of(new.claim)
    near = shelf.near(block, *shelve(new)[1:])
    began = time.process_time()
    changed = relink(block, [new], (), _Ready(shelf, near))
    took = time.process_time() - began
    shelf.keep(block, [new], dict(changed.links))
    shelf.rows[block].sort()
    began = time.process_time()
    regrouped = regroup(changed.touched, (), shelf)
    took += time.process_time() - began
    for pair in {group_of(event) for event in regrouped.events if event.claim.type.is_measure}:
        held = [event for event in pairs[pair] if not regrouped.claims & {one.key for one in event.told}]
        pairs[pair] = [*held, *(event for event in regrouped.events if group_of(event) == pair)]
        began = time.process_time()
        with_measures(pairs[pair])
        took += time.process_time() - began
    return 1000 * took


class _Ready:
    """A shelf whose look around is already taken, so that the time of fetching is left to the database that does it."""

    def __init__(self, shelf: Shelf, near: list[Kept]) -> None:
        self._shelf, self._near = shelf, near

    def near(self, block: str, first: date, last: date) -> list[Kept]:
        return self._near

    def __getattr__(self, name: str) -> object:
        return getattr(self._shelf, name)


if __name__ == "__main__":
    main()
