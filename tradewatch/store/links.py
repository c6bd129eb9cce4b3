"""What resolution keeps beside each claim between two runs, and the questions it asks of it: who may agree with a claim, who leans on
whom, which claims hang together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tradewatch.store.guard import guarded
from tradewatch.store.schema import Store


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A claim's packed record, the days (ISO) of its span, the key of the claim that it leans on, and how well the two agree."""

    claim: str
    first: str
    last: str
    parent: str | None
    score: float
    record: bytes


_COLUMNS = "claim, first, last, parent, score, record"


@guarded
def near(store: Store, block: str, first: str, last: str) -> list[LinkRow]:
    """The claims of a block whose span meets these days."""
    # the index is named because the planner would rather read the whole block than look each row up
    sql = f"SELECT {_COLUMNS} FROM links INDEXED BY links_near WHERE block = ? AND first <= ? AND last >= ?"
    return sorted((LinkRow(*row) for row in store.execute(sql, (block, last, first))), key=lambda row: row.claim)


@guarded
def children(store: Store, block: str, keys: Collection[str]) -> list[LinkRow]:
    """The claims that lean on one of these."""
    sql = f"SELECT {_COLUMNS} FROM links WHERE block = ? AND parent = ? ORDER BY claim"
    return [LinkRow(*row) for key in sorted(set(keys)) for row in store.execute(sql, (block, key))]


@guarded
def kept(store: Store, block: str, keys: Collection[str]) -> list[LinkRow]:
    """Those of these claims that are there."""
    sql = f"SELECT {_COLUMNS} FROM links WHERE block = ? AND claim = ?"
    return [LinkRow(*row) for key in sorted(set(keys)) for row in store.execute(sql, (block, key))]


_ROOT = """WITH RECURSIVE up (claim, parent) AS (
        SELECT claim, parent FROM links WHERE block = ?1 AND claim = ?2
        UNION SELECT links.claim, links.parent FROM up JOIN links ON links.block = ?1 AND links.claim = up.parent)
    SELECT claim FROM up WHERE parent IS NULL"""
_BELOW = """WITH RECURSIVE down (claim) AS (
        VALUES (?2) UNION SELECT links.claim FROM down JOIN links ON links.block = ?1 AND links.parent = down.claim)
    SELECT claim FROM down ORDER BY claim"""


@guarded
def families(store: Store, block: str, keys: Collection[str]) -> list[list[str]]:
    """The keys of all claims that hang together with one of these, a list a family, each family once."""
    found: list[list[str]] = []
    seen: set[str] = set()
    for key in sorted(set(keys)):
        root = None if key in seen else store.execute(_ROOT, (block, key)).fetchone()
        if root is not None:
            family = [row[0] for row in store.execute(_BELOW, (block, root[0]))]
            seen.update(family)
            found.append(family)
    return found


@guarded
def find(store: Store, block: str, key: str, article: str, kind: str) -> list[str]:
    """The keys of a block's current claims that are this one, or are of this article and type."""
    sql = """SELECT key FROM claims WHERE key = ?2 AND current AND block = ?1
        UNION SELECT claims.key FROM articles CROSS JOIN claims ON claims.article = articles.number
        WHERE articles.id = ?3 AND claims.type = ?4 AND claims.current AND claims.block = ?1 ORDER BY 1"""
    return [row[0] for row in store.execute(sql, (block, key, article, kind))]


@guarded
def put_links(store: Store, block: str, rows: Iterable[LinkRow]) -> None:
    """Keep rows, in place of those of the same claims."""
    values = [(block, row.claim, row.first, row.last, row.parent, row.score, row.record) for row in rows]
    with store.transaction():
        store.connection.executemany(
            "INSERT OR REPLACE INTO links (block, claim, first, last, parent, score, record) VALUES (?, ?, ?, ?, ?, ?, ?)", values
        )


@guarded
def relink(store: Store, block: str, links: Iterable[tuple[str, str | None, float]]) -> None:
    """Change on whom claims lean: (key, parent, score)."""
    with store.transaction():
        rows = [(parent, score, block, key) for key, parent, score in links]
        store.connection.executemany("UPDATE links SET parent = ?, score = ? WHERE block = ? AND claim = ?", rows)


@guarded
def drop_links(store: Store, block: str, keys: Iterable[str] | None = None) -> None:
    """Forget claims of a block, or all of it."""
    with store.transaction():
        if keys is None:
            store.execute("DELETE FROM links WHERE block = ?", (block,))
        else:
            store.connection.executemany("DELETE FROM links WHERE block = ? AND claim = ?", [(block, key) for key in keys])


@guarded
def count(store: Store, block: str) -> int:
    """How many claims of a block are kept."""
    found: int = store.execute("SELECT count(*) FROM links WHERE block = ?", (block,)).fetchone()[0]
    return found


@guarded
def events_of_claims(store: Store, block: str, keys: Iterable[str]) -> set[str]:
    """The ids of a block's events that tell one of these claims, or that lost one."""
    sql = """SELECT events.id FROM claims JOIN event_claims ON event_claims.claim = claims.number
        JOIN events ON events.number = event_claims.event WHERE claims.key = ? AND events.block = ?"""
    found = {row[0] for key in keys for row in store.execute(sql, (key, block))}
    lost = "SELECT events.id FROM stale_events CROSS JOIN events ON events.number = stale_events.event WHERE events.block = ?"
    return found | {row[0] for row in store.execute(lost, (block,))}


@guarded
def events_named(store: Store, block: str, names: Iterable[str]) -> list[str]:
    """The ids of a block's events that would have one of these ids if no other wanted it."""
    sql = "SELECT id FROM events WHERE block = ? AND name = ? ORDER BY id"
    return [row[0] for name in sorted(set(names)) for row in store.execute(sql, (block, name))]


@guarded
def events_between(store: Store, block: str, sides: Iterable[str]) -> list[str]:
    """The ids of a block's events between these sides."""
    sql = "SELECT id FROM events WHERE block = ? AND sides = ? ORDER BY id"
    return [row[0] for one in sorted(set(sides)) for row in store.execute(sql, (block, one))]


@guarded
def sides_of(store: Store, ids: Iterable[str]) -> set[str]:
    """The sides of events."""
    rows = [store.execute("SELECT sides FROM events WHERE id = ?", (one,)).fetchone() for one in ids]
    return {row[0] for row in rows if row and row[0] is not None}


@guarded
def names_of(store: Store, ids: Iterable[str]) -> set[str]:
    """The names of events."""
    rows = [store.execute("SELECT name FROM events WHERE id = ?", (one,)).fetchone() for one in ids]
    return {row[0] for row in rows if row}


@guarded
def fact(store: Store, name: str) -> str | None:
    """A fact about the database itself."""
    row = store.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


@guarded
def put_fact(store: Store, name: str, value: str) -> None:
    """Keep a fact about the database itself."""
    with store.transaction():
        store.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (name, value))
