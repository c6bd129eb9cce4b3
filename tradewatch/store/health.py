"""Whether a database is whole, and a copy of it that is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from tradewatch.model import Event, Measure
from tradewatch.store import columns
from tradewatch.store.codec import UnreadableError, decode_claim, encode_claim, encode_conflicts
from tradewatch.store.derived import date_rows, digest_of
from tradewatch.store.guard import damaged, guarded, translate
from tradewatch.store.places import places_of
from tradewatch.store.query import events_by_id
from tradewatch.store.query import measures as stored_measures
from tradewatch.store.schema import Store
from tradewatch.store.write import article_id_of

_MOST = 100  # problems of one kind that are named


@guarded
def damage(store: Store) -> list[str]:
    """What is wrong with the file: broken pages and indexes, dangling references, a full-text index that lags behind.

    The full-text index is looked at only in a store that is open for writing. Uses integrity_check: quick_check overlooks most flipped
    bytes.
    """
    found: list[str] = []
    try:
        found += [f"damaged: {row[0]}" for row in store.execute(f"PRAGMA integrity_check({_MOST})") if row[0] != "ok"]
        if found:
            return found
        for table, _, parent, _ in store.execute("PRAGMA foreign_key_check").fetchmany(_MOST):
            found.append(f"{table}: a row refers to a row of {parent} that is not there")
        if not store.read_only:
            with store.transaction():
                for table in ("article_words", "evidence_words"):
                    store.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
    except UnicodeDecodeError as error:
        found.append(str(damaged(store.path, error)))
    except sqlite3.DatabaseError as error:
        ours = translate(error, store.path)
        found.append(str(ours) if ours else f"{store.path}: {error}")
    return found


@guarded
def untrue_articles(store: Store) -> list[str]:
    """Articles whose text no longer has its hash, that stand nowhere, or whose claims quote what the text does not hold at that place."""
    found: list[str] = []
    names = "number, id, title, text, state, doc, path, source, url, published, published_from"
    for number, identity, title, text, state, *origin in store.execute(f"SELECT {names} FROM articles ORDER BY id"):
        doc = origin[0]
        if len(found) >= _MOST:
            break
        if article_id_of(title, text) != identity:
            found.append(f"article {doc} ({identity[:12]}): its text is not the one that was stored")
            continue
        places = places_of(store, number)
        if state == "current" and not places:
            found.append(f"article {doc} ({identity[:12]}): it is current but stands at no place")
        elif places and origin != [getattr(places[0], name) for name in ("doc", "path", "source", "url", "published", "published_from")]:
            found.append(f"article {doc} ({identity[:12]}): it does not say what the place it was read at says")
        found += _untrue_claims(store, number, doc, text)
    return found[:_MOST]


_CLAIM = (*columns.SHARED, *columns.DATES)


def _untrue_claims(store: Store, number: int, doc: str, text: str) -> Iterator[str]:
    sql = f'SELECT key, claim, start, "end", evidence, {columns.quoted(_CLAIM)} FROM claims WHERE article = ? ORDER BY key'
    for key, payload, start, end, evidence, *told in store.execute(sql, (number,)):
        try:
            claim = decode_claim(payload)
        except UnreadableError as error:
            yield f"claim {key} of article {doc}: {error}"
            continue
        if start >= 0 and text[start:end] != evidence:
            yield f"claim {key} of article {doc}: its evidence is not what the text says at {start}-{end}"
        if (claim.evidence, claim.start, claim.end) != (evidence, start, end) or [*columns.shared(claim), *columns.dates(claim)] != told:
            yield f"claim {key} of article {doc}: its columns and its JSON differ"


@guarded
def unexplained(store: Store, block: str, events: Sequence[Event], measures: Sequence[Measure]) -> list[str]:
    """How the stored rows of a block differ from the events and measures that resolution makes of its claims now."""
    stored = [row[0] for row in store.execute("SELECT id FROM events WHERE block = ?", (block,))]
    wanted = {event.id: event for event in events}
    found = [f"event {identity}: no claims explain it" for identity in sorted(set(stored) - wanted.keys())]
    found += [f"event {identity}: claims make it, but it is not stored" for identity in sorted(wanted.keys() - set(stored))]
    for event in events_by_id(store, sorted(wanted.keys() & set(stored))):
        if event != wanted[event.id] or not _columns_agree(store, event):
            found.append(f"event {event.id}: it is not what its claims make")
    kept = {measure.id: measure for measure in stored_measures(store, [measure.id for measure in measures])}
    found += [f"measure {measure.id}: it is not what its events make" for measure in measures if kept.get(measure.id) != measure]
    rows = store.execute("SELECT id FROM measures WHERE block = ? ORDER BY id", (block,)).fetchall()
    known = {measure.id for measure in measures}
    found += [f"measure {row[0]}: no events explain it" for row in rows if row[0] not in known]
    return found[:_MOST]


def _columns_agree(store: Store, event: Event) -> bool:
    """Whether what filters look at says the same as the event's JSON."""
    sql = f"SELECT number, digest, {columns.quoted(columns.SHARED)} FROM events WHERE id = ?"
    number, digest, *told = store.execute(sql, (event.id,)).fetchone()
    dates = store.execute("SELECT role, first, last, grain, edtf FROM event_dates WHERE event = ? ORDER BY role", (number,)).fetchall()
    sides = store.execute("SELECT code, side FROM event_sides WHERE event = ? ORDER BY code, side", (number,)).fetchall()
    same = told == list(columns.shared(event.claim)) and dates == date_rows(event.claim) and sides == columns.sides(event.claim)
    return same and digest == digest_of(event, encode_claim(event.claim), encode_conflicts(event.conflicts))


@guarded
def derived_blocks(store: Store) -> list[str]:
    """Every block that has derived rows or current claims, in order."""
    rows = store.execute(
        "SELECT block FROM events UNION SELECT block FROM claims WHERE current UNION SELECT block FROM measures ORDER BY 1"
    )
    return [row[0] for row in rows]


@guarded
def copy_into(store: Store, target: Path) -> None:
    """A compact copy of the database, the write-ahead log included, in the file `target`, which must not be there."""
    store.execute("PRAGMA query_only = OFF")  # which would take the copy for a write
    try:
        store.execute("VACUUM INTO ?", (str(target),))
    finally:
        if store.read_only:
            store.execute("PRAGMA query_only = ON")
