"""What must hold of a database after any fault, and its content as one comparable value."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

# what may differ between two databases of one content: numbers, times, runs
_DUMP = {
    "articles": """SELECT a.id, doc, path, title, published, published_from, source, url, state, copy_of, version, body, text
        FROM articles a ORDER BY a.id""",
    "places": """SELECT place, a.id, p.doc, p.path, p.source, p.url, p.published
        FROM places p JOIN articles a ON a.number = p.article ORDER BY 1""",
    "claims": """SELECT key, a.id, current, block, claim, evidence, announced, effective, ends, held, rate_value
        FROM claims c JOIN articles a ON a.number = c.article ORDER BY key""",
    "events": "SELECT id, block, measure, source_count, corrected, digest, conflicts, claim FROM events ORDER BY id",
    "event_claims": """SELECT e.id, position, c.key FROM event_claims JOIN events e ON e.number = event
        JOIN claims c ON c.number = event_claims.claim ORDER BY 1, 2""",
    "event_dates": "SELECT e.id, role, d.first, d.last, grain, edtf FROM event_dates d JOIN events e ON e.number = event ORDER BY 1, 2",
    "measures": "SELECT id, block, type, events FROM measures ORDER BY id",
    "quarantine": "SELECT path, place, reason FROM quarantine ORDER BY path, place",
}


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The content of a database, without what depends on when and how it was made."""
    connection = sqlite3.connect(path)
    try:
        return {name: connection.execute(sql).fetchall() for name, sql in _DUMP.items()}
    finally:
        connection.close()


def current(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the database says now: `dump` without old versions and without where else a text once stood."""
    whole = dump(path)
    return {
        "articles": [row for row in whole["articles"] if row[8] == "current"],
        "claims": [row for row in whole["claims"] if row[2]],
        **{name: whole[name] for name in ("events", "event_claims", "event_dates", "measures")},
    }


def problems(path: Path) -> list[str]:
    """Broken invariants: SQLite's own checks, full-text index, hashes, articles without a place, doubled claims."""
    found: list[str] = []
    connection = sqlite3.connect(path)
    try:
        found += [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"foreign key of {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")]
        for table in ("article_words", "evidence_words"):
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
        for identity, title, text in connection.execute("SELECT id, title, text FROM articles"):
            if hashlib.sha256(f"{title}\x00{text}".encode()).hexdigest() != identity:
                found.append(f"hash of {identity}")
        lost = "SELECT id FROM articles WHERE state = 'current' AND number NOT IN (SELECT article FROM places)"
        found += [f"article without a place {row[0]}" for row in connection.execute(lost)]
        doubled = "SELECT key FROM claims GROUP BY key HAVING count(*) > 1"
        found += [f"doubled claim {row[0]}" for row in connection.execute(doubled)]
    finally:
        connection.rollback()
        connection.close()
    return found
