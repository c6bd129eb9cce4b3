"""The database as the shelf that resolution asks when one article more has come: rows of `store.links` as resolution's own nouns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from tradewatch.model import Anchor, SourcedClaim
from tradewatch.resolution.cluster import Link
from tradewatch.resolution.extend import Kept, placed, shelve, shelved
from tradewatch.resolution.features import Records
from tradewatch.resolution.resolve import formed
from tradewatch.store import Store, links, query
from tradewatch.store.links import LinkRow


class StoreShelf:
    """One block of a database, as `tradewatch.resolution.extend.Shelf` wants it. A block stands for itself: no family spans two."""

    def __init__(self, store: Store, block: str) -> None:
        self._store, self._block = store, block

    def near(self, block: str, first: date, last: date) -> list[Kept]:
        """The claims of the block whose span meets these days."""
        return [_kept(row) for row in links.near(self._store, block, first.isoformat(), last.isoformat())]

    def children(self, keys: Collection[str]) -> list[Kept]:
        """The claims whose link leads to one of `keys`."""
        return [_kept(row) for row in links.children(self._store, self._block, keys)]

    def kept(self, keys: Collection[str]) -> list[Kept]:
        """Those of these claims that are there."""
        return [_kept(row) for row in links.kept(self._store, self._block, keys)]

    def families(self, keys: Collection[str]) -> list[Sequence[SourcedClaim]]:
        """The whole threads that hold these claims, each once."""
        return [query.claims_by_key(self._store, family) for family in links.families(self._store, self._block, keys)]

    def find(self, anchors: Collection[Anchor]) -> set[str]:
        """The keys of the block's claims that anchors may mean."""
        return {key for anchor in anchors for key in links.find(self._store, self._block, anchor.key, anchor.article, anchor.type.value)}

    def take_away(self, keys: Iterable[str]) -> None:
        """Forget claims that left."""
        links.drop_links(self._store, self._block, keys)

    def put(self, claims: Iterable[SourcedClaim], found: Mapping[str, Link]) -> None:
        """Keep new claims with their links, and the links that changed of others."""
        new = {sourced.key: shelve(sourced) for sourced in claims}
        links.put_links(self._store, self._block, [_row(key, one, found[key]) for key, one in new.items()])
        links.relink(self._store, self._block, [(key, link.parent, link.score) for key, link in found.items() if key not in new])

    def put_all(self, claims: Sequence[SourcedClaim], records: Records, found: Mapping[str, Link]) -> None:
        """Keep these claims, whose records stand in their order, and their links in place of all that was kept of the block."""
        links.drop_links(self._store, self._block)
        links.put_links(self._store, self._block, _rows(claims, records, found))

    def untrue(self) -> list[str]:
        """Keys of claims beside which stands something else than the block's claims make now, or nothing, or that are no claims of it."""
        claims, records = placed(query.sourced_claims(self._store, [self._block]), {})
        wanted = {row.claim: row for row in _rows(claims, records, formed(claims, records)[0])} if claims else {}
        stands = {row.claim: row for row in links.near(self._store, self._block, date.min.isoformat(), date.max.isoformat())}
        return sorted(key for key in wanted.keys() | stands.keys() if wanted.get(key) != stands.get(key))


def _kept(row: LinkRow) -> Kept:
    return Kept(row.claim, row.record, Link(row.parent, row.score))


def _rows(claims: Sequence[SourcedClaim], records: Records, found: Mapping[str, Link]) -> list[LinkRow]:
    return [_row(one.key, shelved(records[[number]]), found[one.key]) for number, one in enumerate(claims)]


def _row(key: str, shelved: tuple[bytes, date, date], link: Link) -> LinkRow:
    record, first, last = shelved
    return LinkRow(key, first.isoformat(), last.isoformat(), link.parent, link.score, record)
