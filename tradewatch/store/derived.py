"""Writing what is derived from claims: the events and measures of whole blocks, and the list of blocks that are due."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tradewatch.model import Claim, Event, Measure
from tradewatch.store import columns
from tradewatch.store.codec import dump, encode_claim, encode_conflicts, harmless
from tradewatch.store.guard import guarded
from tradewatch.store.schema import Store


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids of the events that a rewrite of derived rows added, changed and removed."""

    added: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()

    def then(self, later: Difference) -> Difference:
        """The two rewrites as one."""
        added = (self.added - later.removed) | (later.added - self.removed)
        removed = (self.removed - later.added) | (later.removed - self.added)
        back = (self.removed & later.added) | self.changed | later.changed
        return Difference(added, back - added - removed, removed)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def digest_of(event: Event, claim: str, conflicts: str) -> str:
    """A hash of everything that is stored of an event: equal digests mean that a row need not be written again."""
    told = ",".join(one.key for one in event.told)
    text = f"{claim}\n{conflicts}\n{told}\n{event.measure}\n{event.source_count}\n{event.corrected}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Labels:
    """What resolution knows of an event beyond its fields: the id that it would have if no other event wanted it, and what events of one
    measure share (None where its type has no measures)."""

    name: str
    sides: str | None = None


Label = Callable[[Event], Labels]


def own_name(event: Event) -> Labels:
    """Labels of an event that nobody else competes with."""
    return Labels(event.id)


@guarded
def stale_blocks(store: Store) -> list[str]:
    """The blocks of which something derived is due, in order."""
    return [row[0] for row in store.execute("SELECT block FROM stale_blocks UNION SELECT block FROM stale_claims ORDER BY block")]


@guarded
def stale_claims(store: Store, block: str) -> list[str] | None:
    """The keys of the claims of a block that came, went or changed since its derived rows were true; None where all of it is due."""
    if store.execute("SELECT 1 FROM stale_blocks WHERE block = ?", (block,)).fetchone():
        return None
    return [row[0] for row in store.execute("SELECT claim FROM stale_claims WHERE block = ? ORDER BY claim", (block,))]


@guarded
def mark_stale(store: Store, blocks: Iterable[str] | None = None) -> None:
    """Mark whole blocks as due; all that have claims or events where `blocks` is None."""
    with store.transaction():
        if blocks is None:
            store.execute("INSERT OR IGNORE INTO stale_blocks (block) SELECT DISTINCT block FROM claims WHERE current")
            store.execute("INSERT OR IGNORE INTO stale_blocks (block) SELECT DISTINCT block FROM events")
        else:
            rows = [(block,) for block in sorted(set(blocks))]
            store.connection.executemany("INSERT OR IGNORE INTO stale_blocks (block) VALUES (?)", rows)


@guarded
def replace_blocks(
    store: Store, blocks: Iterable[str], events: Sequence[Event], measures: Sequence[Measure], label: Label = own_name
) -> Difference:
    """Let `blocks` hold exactly these events and measures, and take their marks away. Rows that did not change are not written.

    Every event belongs to the block of its first told claim; every claim it tells must be stored. One transaction.
    """
    with store.transaction():
        wanted = sorted(set(blocks))
        existing: dict[str, tuple[int, str]] = {}
        for block in wanted:
            found = store.execute("SELECT id, number, digest FROM events WHERE block = ?", (block,))
            existing.update({identity: (number, digest) for identity, number, digest in found})
            store.execute("DELETE FROM measures WHERE block = ?", (block,))
        return _write(store, wanted, existing, events, measures, label)


@guarded
def replace_events(
    store: Store, block: str, gone: Iterable[str], sides: Iterable[str], events: Sequence[Event], measures: Sequence[Measure], label: Label
) -> Difference:
    """In a block, put `events` in place of the events with the ids `gone`, and `measures` in place of those of `sides`; marks go away.

    One transaction.
    """
    with store.transaction():
        existing: dict[str, tuple[int, str]] = {}
        for identity in gone:
            row = store.execute("SELECT number, digest FROM events WHERE id = ? AND block = ?", (identity, block)).fetchone()
            if row:
                existing[identity] = (row[0], row[1])
        for one in sides:
            store.execute("DELETE FROM measures WHERE block = ? AND sides = ?", (block, one))
        return _write(store, [block], existing, events, measures, label)


def _write(
    store: Store,
    blocks: Sequence[str],
    existing: dict[str, tuple[int, str]],
    events: Sequence[Event],
    measures: Sequence[Measure],
    label: Label,
) -> Difference:
    """Put `events` in place of `existing` (number and digest by id)."""
    added, changed, kept = set[str](), set[str](), set[str]()
    todo: list[tuple[Event, str, str, str]] = []
    for event in events:
        claim, conflicts = encode_claim(event.claim), encode_conflicts(event.conflicts)
        digest = digest_of(event, claim, conflicts)
        kept.add(event.id)
        if event.id not in existing:
            added.add(event.id)
        elif existing[event.id][1] != digest or _lost_a_claim(store, existing[event.id][0]):
            changed.add(event.id)
        else:
            continue
        todo.append((event, claim, conflicts, digest))
    removed = existing.keys() - kept
    for identity in removed | changed:
        store.execute("DELETE FROM events WHERE number = ?", (existing[identity][0],))
    for event, claim, conflicts, digest in todo:
        _insert_event(store, event, label(event), claim, conflicts, digest, blocks)
    sides = {event.id: label(event).sides for event in events}
    for measure in measures:
        _insert_measure(store, measure, sides, blocks)
    for block in blocks:
        for table in ("stale_blocks", "stale_claims"):
            store.execute(f"DELETE FROM {table} WHERE block = ?", (block,))
        store.execute(
            "DELETE FROM stale_events WHERE EXISTS (SELECT 1 FROM events WHERE number = stale_events.event AND block = ?)", (block,)
        )
    return Difference(frozenset(added), frozenset(changed), frozenset(removed))


def _lost_a_claim(store: Store, number: int) -> bool:
    """Whether a row of an event's claims was taken away with the claim; one with the same key may have come in its place."""
    return store.execute("SELECT 1 FROM stale_events WHERE event = ?", (number,)).fetchone() is not None


_EVENT = (*columns.SHARED, "block", "name", "sides", "measure", "source_count", "corrected", "digest", "conflicts", "claim")
_INSERT_EVENT = f"INSERT INTO events (id, {columns.quoted(_EVENT)}) VALUES ({', '.join('?' * (1 + len(_EVENT)))})"


def _insert_event(store: Store, event: Event, labels: Labels, payload: str, conflicts: str, digest: str, blocks: Sequence[str]) -> None:
    claim = event.claim
    told = [store.execute("SELECT number, block FROM claims WHERE key = ?", (one.key,)).fetchone() for one in event.told]
    block: str = next((row[1] for row in told if row and row[1] in blocks), blocks[0])
    identity = event.id
    while store.execute("SELECT 1 FROM events WHERE id = ?", (identity,)).fetchone():
        identity += "2"  # short ids of two blocks may meet
    values = (block, labels.name, labels.sides, event.measure, event.source_count, int(event.corrected), digest, conflicts, payload)
    number = store.execute(_INSERT_EVENT, (identity, *columns.shared(claim), *values)).lastrowid
    many = store.connection.executemany
    many(
        "INSERT INTO event_sides (code, side, event) VALUES (?, ?, ?)",
        [(code, side, number) for code, side in columns.sides(claim)],
    )
    many(
        "INSERT INTO event_dates (event, role, first, last, grain, edtf) VALUES (?, ?, ?, ?, ?, ?)",
        [(number, *row) for row in date_rows(claim)],
    )
    many(
        "INSERT INTO event_claims (event, position, claim) VALUES (?, ?, ?)",
        [(number, position, row[0]) for position, row in enumerate(told) if row],
    )


def date_rows(claim: Claim) -> list[tuple[str, str, str, str, str]]:
    """(role, first, last, grain, EDTF) for each date of a claim, by role."""
    return sorted((role.value, p.first.isoformat(), p.last.isoformat(), p.grain.value, p.edtf) for role, p in claim.dates.items())


def _insert_measure(store: Store, measure: Measure, sides: dict[str, str | None], blocks: Sequence[str]) -> None:
    row = store.execute("SELECT block FROM events WHERE id = ?", (measure.events[0],)).fetchone() if measure.events else None
    group = next((sides[event] for event in measure.events if event in sides), None)
    store.execute(
        """INSERT OR REPLACE INTO measures (id, block, sides, type, "by", "on", goods, instrument, events)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            measure.id, row[0] if row else blocks[0], group, measure.type.value,
            harmless(dump(list(measure.by))), harmless(dump(list(measure.on))), harmless(dump(list(measure.goods))),
            harmless(measure.instrument) if measure.instrument else None, dump(list(measure.events)),
        ),
    )  # fmt: skip
