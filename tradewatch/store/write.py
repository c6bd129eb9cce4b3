"""Writing facts: an article and its claims, in one transaction, so that neither can be there without the other.

`put_article` marks the blocks whose derived rows are no longer true; `tradewatch.store.derived` rewrites them. Both may share a
transaction. A mark that a crash leaves behind is worked off by the next run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tradewatch.model import Article, Claim
from tradewatch.store import columns, copies
from tradewatch.store.codec import dump, encode_claim, harmless
from tradewatch.store.guard import guarded
from tradewatch.store.places import Place, at_place, drop_moved, merged, places_of, put_place, sighting
from tradewatch.store.schema import Store

BlockOf = Callable[[Claim], str]


class Change(StrEnum):
    """What storing an article did."""

    NEW = "new"
    SAME = "same"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What storing an article did: its id, the blocks whose derived rows are due, the id of the article that it copies.

    `again` names articles whose publication date changed because of this one: extract them anew and give them to `put_claims`.
    """

    article: str
    change: Change
    blocks: frozenset[str] = frozenset()
    copy_of: str | None = None
    again: tuple[str, ...] = ()


class ClaimsNeededError(Exception):
    """The article is not known, or is known by another date: extract its claims and store it with them."""


def article_id(article: Article) -> str:
    """The content hash of an article: sha256 over title and text, as hexadecimal digits."""
    return article_id_of(harmless(article.title), harmless(article.text))


def article_id_of(title: str, text: str) -> str:
    """The content hash of a stored title and text."""
    return hashlib.sha256(f"{title}\x00{text}".encode()).hexdigest()


def claim_keys(identity: str, claims: Sequence[Claim]) -> list[str]:
    """A stable key for each claim of an article: of type and position, and a count where several share both."""
    keys, seen = [], dict[tuple[str, int, int], int]()
    for claim in claims:
        spot = (claim.type.value, claim.start, claim.end)
        ordinal = seen[spot] = seen.get(spot, -1) + 1
        keys.append(hashlib.sha256(f"{identity} {spot[0]} {spot[1]} {spot[2]} {ordinal}".encode()).hexdigest()[:16])
    return keys


class Need(StrEnum):
    """What `put_article` would need of an article."""

    NOTHING = "nothing"
    PLACE = "place"
    CLAIMS = "claims"


@guarded
def need_of(store: Store, article: Article) -> Need:
    """Whether an article needs storing: its claims, because it is unknown or a better date for it has come; its place only; or nothing.

    Read only and cheap (three look-ups), so that a second run over the same inputs neither extracts nor writes.
    """
    identity = article_id(article)
    row = store.execute("SELECT number, published, published_from FROM articles WHERE id = ?", (identity,)).fetchone()
    if row is None:
        return Need.CLAIMS
    seen = sighting(article, identity)
    if _best_after(store, row[0], seen).anchor != (row[1], row[2]):
        return Need.CLAIMS
    before = at_place(store, seen.place)
    return Need.NOTHING if before and before[0] == row[0] and merged(before[1], seen) == before[1] else Need.PLACE


def _best_after(store: Store, number: int, seen: Place) -> Place:
    """The best place of an article once `seen` is recorded."""
    places = {place.place: place for place in places_of(store, number)}
    old = places.get(seen.place)
    places[seen.place] = merged(old, seen) if old else seen
    return min(places.values(), key=lambda place: place.order)


@guarded
def put_article(
    store: Store,
    article: Article,
    claims: Sequence[Claim] | None,
    *,
    block_of: BlockOf,
    version: str,
    at: str,
    run: int | None = None,
    fingerprint: int | None = None,
    gone: Callable[[str], bool] = lambda path: False,
) -> Outcome:
    """Store an article with its claims, or see that it is there already.

    The article is known by its content and by its place (see `places`): the same text at the same place changes nothing; another text at a
    known place replaces that place's claims and keeps the old text as an old version; a known text at another place is one more place.
    `claims` may be None unless `need_of` said `claims`; should the store have
    changed since, ClaimsNeededError tells so and nothing is written.
    `at` is the time of storing (ISO 8601, UTC); `gone` tells whether a path no longer exists, by which a moved file is recognised.
    """
    with store.transaction():
        return _put(store, article, claims, block_of, version, at, run, fingerprint, gone)


def _put(
    store: Store,
    article: Article,
    claims: Sequence[Claim] | None,
    block_of: BlockOf,
    version: str,
    at: str,
    run: int | None,
    fingerprint: int | None,
    gone: Callable[[str], bool],
) -> Outcome:
    identity = article_id(article)
    seen = sighting(article, identity)
    known = store.execute("SELECT number, state, published, published_from, copy_of FROM articles WHERE id = ?", (identity,)).fetchone()
    before = at_place(store, seen.place)
    if known is None and claims is None:
        raise ClaimsNeededError(identity)
    changed_articles: set[int] = set()
    if known is None:
        number = _insert_article(store, article, identity, seen, version, at, run, fingerprint)
        assert claims is not None
        _insert_claims(store, number, identity, claims, block_of, version)
        put_place(store, number, seen, at)
        changed_articles.add(number)
        change = Change.UPDATED if before else Change.NEW
    else:
        number = known[0]
        best = _best_after(store, number, seen)
        redated = best.anchor != (known[2], known[3])
        if redated and claims is None:
            raise ClaimsNeededError(identity)
        old = before[1] if before and before[0] == number else None
        place = merged(old, seen) if old else seen
        if place != old:
            put_place(store, number, drop_moved(store, number, place, gone), at)
            if _adopt_best(store, number):
                _mark(store, [number])
        if redated:
            assert claims is not None
            changed_articles.add(number)
            _delete_claims(store, number)
            _insert_claims(store, number, identity, claims, block_of, version)
            store.execute("UPDATE articles SET version = ? WHERE number = ?", (version, number))
        if known[1] == "old":
            store.execute("UPDATE articles SET state = 'current', replaced_at = NULL WHERE number = ?", (number,))
            store.execute("UPDATE claims SET current = 1 WHERE article = ?", (number,))
            changed_articles.add(number)
        change = Change.UPDATED if changed_articles else Change.SAME
    again: list[str] = []
    if before and before[0] != number:
        changed_articles |= _leave(store, before[0], at, again)
    if number in changed_articles:
        changed_articles |= copies.link(store, number)
    blocks = _mark(store, changed_articles)
    copy_of = store.execute("SELECT copy_of FROM articles WHERE number = ?", (number,)).fetchone()[0]
    return Outcome(identity, change, blocks, copy_of, tuple(again))


def _leave(store: Store, number: int, at: str, again: list[str]) -> set[int]:
    """The article `number` no longer stands at a place: without another one it becomes an old version."""
    left = places_of(store, number)
    if left:
        identity, *anchor = store.execute("SELECT id, published, published_from FROM articles WHERE number = ?", (number,)).fetchone()
        if _adopt_best(store, number) and left[0].anchor != tuple(anchor):
            again.append(identity)
        return {number}
    _mark(store, [number])
    store.execute("UPDATE articles SET state = 'old', replaced_at = ? WHERE number = ?", (at, number))
    store.execute("UPDATE claims SET current = 0 WHERE article = ?", (number,))
    return copies.unlink(store, number) - {number}


def _adopt_best(store: Store, number: int) -> bool:
    """Let the article's own columns say what its best place says; whether that changed anything."""
    best = places_of(store, number)[0]
    columns = (best.doc, best.path, best.source, best.url, best.published, best.published_from)
    row = store.execute("SELECT doc, path, source, url, published, published_from FROM articles WHERE number = ?", (number,)).fetchone()
    if tuple(row) == columns:
        return False
    store.execute(
        "UPDATE articles SET doc = ?, path = ?, source = ?, url = ?, published = ?, published_from = ? WHERE number = ?", (*columns, number)
    )
    return True


def _insert_article(
    store: Store, article: Article, identity: str, seen: Place, version: str, at: str, run: int | None, fingerprint: int | None
) -> int:
    pattern = copies.signed(fingerprint) if fingerprint is not None else None
    number = store.execute(
        """INSERT INTO articles (id, doc, path, title, published, published_from, source, url, state, fingerprint, version, stored_at, run,
            characters, body, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'current', ?, ?, ?, ?, ?, ?, ?)""",
        (
            identity, seen.doc, seen.path, harmless(article.title), seen.published, seen.published_from, seen.source, seen.url,
            pattern, version, at, run, len(article.text), dump([list(span) for span in article.body]), harmless(article.text),
        ),
    ).lastrowid  # fmt: skip
    assert number is not None
    store.execute("INSERT INTO article_words (rowid, title, text) SELECT number, title, text FROM articles WHERE number = ?", (number,))
    if pattern is not None:
        copies.add(store, number, pattern)
    return number


_CLAIM = (*columns.SHARED, *columns.DATES, "start", "end", "evidence", "claim")
_INSERT_CLAIM = (
    f"INSERT INTO claims (key, article, current, block, version, {columns.quoted(_CLAIM)}) VALUES ({', '.join('?' * (5 + len(_CLAIM)))})"
)


def _insert_claims(store: Store, number: int, identity: str, claims: Sequence[Claim], block_of: BlockOf, version: str) -> None:
    for key, claim in zip(claim_keys(identity, claims), claims, strict=True):
        evidence = harmless(claim.evidence)
        values = (*columns.shared(claim), *columns.dates(claim), claim.start, claim.end, evidence, encode_claim(claim))
        row = store.execute(_INSERT_CLAIM, (key, number, 1, harmless(block_of(claim)), version, *values)).lastrowid
        store.execute("INSERT INTO evidence_words (rowid, evidence) VALUES (?, ?)", (row, evidence))
        pairs = [(code, side, row) for code, side in columns.sides(claim)]
        store.connection.executemany("INSERT INTO claim_sides (code, side, claim) VALUES (?, ?, ?)", pairs)


def _delete_claims(store: Store, number: int) -> None:
    """Take an article's claims away; what was derived from them is due."""
    _mark(store, [number])
    store.execute(
        """INSERT OR IGNORE INTO stale_events (event) SELECT event_claims.event FROM claims
        JOIN event_claims ON event_claims.claim = claims.number WHERE claims.article = ?""",
        (number,),
    )
    store.execute(
        """INSERT INTO evidence_words (evidence_words, rowid, evidence) SELECT 'delete', number, evidence FROM claims WHERE article = ?""",
        (number,),
    )
    store.execute("DELETE FROM claims WHERE article = ?", (number,))


def _mark(store: Store, numbers: Iterable[int]) -> frozenset[str]:
    """Note that what is derived from the articles' claims is due. Returns the blocks concerned."""
    blocks: set[str] = set()
    for number in numbers:
        rows = store.execute("SELECT block, key FROM claims WHERE article = ?", (number,)).fetchall()
        store.connection.executemany("INSERT OR IGNORE INTO stale_claims (block, claim) VALUES (?, ?)", rows)
        blocks.update(row[0] for row in rows)
    return frozenset(blocks)


@guarded
def touch_articles(store: Store, identities: Iterable[str]) -> frozenset[str]:
    """Note that what is derived from these articles' claims is due, as after a correction that names them. Returns the blocks concerned."""
    with store.transaction():
        rows = [store.execute("SELECT number FROM articles WHERE id = ?", (one,)).fetchone() for one in sorted(set(identities))]
        return _mark(store, [row[0] for row in rows if row])


@guarded
def put_claims(store: Store, identity: str, claims: Sequence[Claim], *, block_of: BlockOf, version: str) -> frozenset[str]:
    """Replace the claims of a stored article, as re-extraction does. Returns the blocks that are due; raises KeyError on an unknown id."""
    with store.transaction():
        row = store.execute("SELECT number, state FROM articles WHERE id = ?", (identity,)).fetchone()
        if row is None:
            raise KeyError(identity)
        number, state = row
        before = _mark(store, [number])
        _delete_claims(store, number)
        _insert_claims(store, number, identity, claims, block_of, version)
        if state == "old":
            store.execute("UPDATE claims SET current = 0 WHERE article = ?", (number,))
        store.execute("UPDATE articles SET version = ? WHERE number = ?", (version, number))
        return before | _mark(store, [number])
