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

from tradewatch.model import Action, Anchor, Claim, EventType, Period, Rate, Role, Source, SourcedClaim, Status
from tradewatch.resolution import block_of, resolve
from tradewatch.resolution.cluster import Link, agreements, links
from tradewatch.resolution.extend import Kept, regroup, relink, shelve
from tradewatch.resolution.join import ordered

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
    began = time.perf_counter()
    events = resolve(claims).events
    print(f"{count} claims anew: {time.perf_counter() - began:.1f} s, {len(events)} events")
    shelf = Shelf(claims)
    took = []
    for number, sourced in enumerate(made_up(400, seed=2)[::4]):
        new = SourcedClaim(f"new{number}", sourced.claim, Source(f"new{number}", f"new{number}", published=sourced.source.published))
        block = block_of(new.claim)
        near = shelf.near(block, *shelve(new)[1:])
        began = time.perf_counter()
        changed = relink(block, [new], (), _Ready(shelf, near))
        shelf.keep(block, [new], dict(changed.links))
        shelf.rows[block].sort()
        regroup(changed.touched, (), shelf)
        took.append(1000 * (time.perf_counter() - began))
    took.sort()
    print(f"one claim more: median {took[len(took) // 2]:.1f} ms, nine in ten within {took[len(took) * 9 // 10]:.1f} ms")


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
