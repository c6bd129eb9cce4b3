"""Claims kept in dictionaries, as a database would keep them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from tradewatch.model import Anchor, Correction, Event, SourcedClaim
from tradewatch.resolution import block_of
from tradewatch.resolution.cluster import Link
from tradewatch.resolution.extend import Kept, regroup, relink, shelve


class DictShelf:
    """A shelf, and the events that stand on it; `change` is what a database does for one article."""

    def __init__(self, log: Sequence[Correction] = ()) -> None:
        self.claims: dict[str, SourcedClaim] = {}
        self.beside: dict[str, tuple[str, bytes, date, date]] = {}
        self.links: dict[str, Link] = {}
        self.events: dict[str, Event] = {}
        self.log = log

    def near(self, block: str, first: date, last: date) -> list[Kept]:
        return [self._kept(key) for key, (home, _, low, high) in self.beside.items() if home == block and low <= last and high >= first]

    def children(self, keys: Collection[str]) -> list[Kept]:
        return [self._kept(key) for key, link in self.links.items() if link.parent in keys]

    def kept(self, keys: Collection[str]) -> list[Kept]:
        return [self._kept(key) for key in keys if key in self.claims]

    def families(self, keys: Collection[str]) -> list[list[SourcedClaim]]:
        wanted = {self._root(key) for key in keys}
        found: dict[str, list[SourcedClaim]] = {}
        for key, sourced in self.claims.items():
            if self._root(key) in wanted:
                found.setdefault(self._root(key), []).append(sourced)
        return list(found.values())

    def find(self, anchors: Collection[Anchor]) -> set[str]:
        places = {(anchor.article, anchor.type) for anchor in anchors}
        return {key for key, sourced in self.claims.items() if (sourced.source.article, sourced.claim.type) in places}

    def change(self, added: Sequence[SourcedClaim], gone: Collection[str] = ()) -> None:
        homes = {key: self.beside[key][0] for key in gone}
        for block in sorted({block_of(sourced.claim) for sourced in added} | set(homes.values())):
            new = [sourced for sourced in added if block_of(sourced.claim) == block]
            left = {key for key, home in homes.items() if home == block}
            relinked = relink(block, new, left, self)
            for key in left:
                del self.claims[key], self.beside[key], self.links[key]
            for sourced in new:
                self.claims[sourced.key] = sourced
                self.beside[sourced.key] = (block, *shelve(sourced))
            self.links.update(relinked.links)
            regrouped = regroup(relinked.touched, self.log, self)
            old = [event.id for event in self.events.values() if any(one.key in regrouped.claims | left for one in event.told)]
            for identity in old:
                del self.events[identity]
            self.events.update({event.id: event for event in regrouped.events})

    def _kept(self, key: str) -> Kept:
        return Kept(key, self.beside[key][1], self.links[key])

    def _root(self, key: str) -> str:
        while (parent := self.links[key].parent) is not None:
            key = parent
        return key
