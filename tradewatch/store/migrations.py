"""The database's shape, as numbered steps that sqlite-utils applies and records.

A released step is never edited: a change is a new step at the end. A step runs single statements only (`executescript` would commit
what stands open). `user_version` is the number of steps, so that an older program can refuse a newer file.

Tables that are facts: articles, places, claims, corrections, runs, quarantine, sources, files, notices. Tables that are derived from
claims and corrections and can be rebuilt: events, event_sides, event_dates, event_claims, measures, links; the tables `stale_…`
name those due.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x54574348  # "TWCH"

_INITIAL = (
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY, command TEXT NOT NULL, started TEXT NOT NULL, ended TEXT, host TEXT NOT NULL, pid INTEGER NOT NULL,
        version TEXT NOT NULL, exit_code INTEGER, summary TEXT NOT NULL DEFAULT '{}') STRICT""",
    # id is the sha256 of title and text; number is what other tables refer to, text stands last so that listings need not read it
    """CREATE TABLE articles (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, doc TEXT NOT NULL, path TEXT, title TEXT NOT NULL, published TEXT,
        published_from TEXT, source TEXT, url TEXT, state TEXT NOT NULL CHECK (state IN ('current', 'old')), replaced_at TEXT,
        copy_of TEXT, fingerprint INTEGER, version TEXT NOT NULL, stored_at TEXT NOT NULL, run INTEGER REFERENCES runs(id),
        characters INTEGER NOT NULL, body TEXT NOT NULL, text TEXT NOT NULL) STRICT""",
    "CREATE INDEX articles_published ON articles (published)",
    "CREATE INDEX articles_copy_of ON articles (copy_of) WHERE copy_of IS NOT NULL",
    "CREATE INDEX articles_state ON articles (state, stored_at)",
    # every place at which a text was seen; a place holds one text at a time, a text may stand at several places
    """CREATE TABLE places (
        place TEXT PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles(number) ON DELETE CASCADE, doc TEXT NOT NULL, path TEXT,
        source TEXT, url TEXT, published TEXT, published_from TEXT, seen_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX places_article ON places (article)",
    "CREATE INDEX places_seen ON places (seen_at, url) WHERE url IS NOT NULL",
    "CREATE INDEX articles_fingerprint ON articles (fingerprint) WHERE fingerprint IS NOT NULL",
    """CREATE TABLE claims (
        number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, article INTEGER NOT NULL REFERENCES articles(number) ON DELETE CASCADE,
        current INTEGER NOT NULL CHECK (current IN (0, 1)), block TEXT NOT NULL, type TEXT NOT NULL, "by" TEXT NOT NULL,
        "on" TEXT NOT NULL, action TEXT, status TEXT NOT NULL, rate_value REAL, rate_unit TEXT, announced TEXT, effective TEXT, ends TEXT,
        held TEXT, first TEXT, last TEXT, confidence REAL NOT NULL, latent INTEGER NOT NULL, start INTEGER NOT NULL,
        "end" INTEGER NOT NULL, version TEXT NOT NULL, evidence TEXT NOT NULL, claim TEXT NOT NULL) STRICT""",
    "CREATE INDEX claims_article ON claims (article)",
    "CREATE INDEX claims_block ON claims (block, key) WHERE current",
    """CREATE TABLE claim_sides (
        code TEXT NOT NULL, side TEXT NOT NULL CHECK (side IN ('by', 'on')),
        claim INTEGER NOT NULL REFERENCES claims(number) ON DELETE CASCADE, PRIMARY KEY (code, side, claim)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX claim_sides_claim ON claim_sides (claim)",
    """CREATE TABLE events (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, block TEXT NOT NULL, name TEXT NOT NULL, sides TEXT, measure TEXT,
        type TEXT NOT NULL, "by" TEXT NOT NULL, "on" TEXT NOT NULL, action TEXT, status TEXT NOT NULL, rate_value REAL,
        rate_unit TEXT, first TEXT, last TEXT,
        confidence REAL NOT NULL, latent INTEGER NOT NULL, source_count INTEGER NOT NULL, corrected INTEGER NOT NULL,
        digest TEXT NOT NULL, conflicts TEXT NOT NULL, claim TEXT NOT NULL) STRICT""",
    # name is the id that an event would have if no other wanted it; sides are those that events of one measure share
    "CREATE INDEX events_block ON events (block, name)",
    "CREATE INDEX events_sides ON events (block, sides) WHERE sides IS NOT NULL",
    "CREATE INDEX events_first ON events (first, id)",
    "CREATE INDEX events_measure ON events (measure)",
    """CREATE TABLE event_sides (
        code TEXT NOT NULL, side TEXT NOT NULL CHECK (side IN ('by', 'on')),
        event INTEGER NOT NULL REFERENCES events(number) ON DELETE CASCADE, PRIMARY KEY (code, side, event)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX event_sides_event ON event_sides (event)",
    # first and last are days; an open end is 0001-01-01 or 9999-12-31, and edtf says it is open
    """CREATE TABLE event_dates (
        event INTEGER NOT NULL REFERENCES events(number) ON DELETE CASCADE, role TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL,
        grain TEXT NOT NULL, edtf TEXT NOT NULL, PRIMARY KEY (event, role)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX event_dates_first ON event_dates (first, last)",
    """CREATE TABLE event_claims (
        event INTEGER NOT NULL REFERENCES events(number) ON DELETE CASCADE, position INTEGER NOT NULL,
        claim INTEGER NOT NULL REFERENCES claims(number) ON DELETE CASCADE, PRIMARY KEY (event, position)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX event_claims_claim ON event_claims (claim)",
    """CREATE TABLE measures (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, block TEXT NOT NULL, sides TEXT, type TEXT NOT NULL, "by" TEXT NOT NULL,
        "on" TEXT NOT NULL, goods TEXT NOT NULL, instrument TEXT, events TEXT NOT NULL) STRICT""",
    "CREATE INDEX measures_block ON measures (block, sides)",
    # what resolution keeps beside a claim, so that one article more need not resolve its block anew: a packed record, the days between
    # which a claim of the same event may be dated, and the claim that this one leans on
    """CREATE TABLE links (
        block TEXT NOT NULL, claim TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, parent TEXT, score REAL NOT NULL,
        record BLOB NOT NULL, PRIMARY KEY (block, claim)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX links_near ON links (block, first, last)",
    "CREATE INDEX links_parent ON links (block, parent) WHERE parent IS NOT NULL",
    # what is due: claims that came, went or changed; whole blocks; events that lost a claim
    "CREATE TABLE stale_claims (block TEXT NOT NULL, claim TEXT NOT NULL, PRIMARY KEY (block, claim)) STRICT, WITHOUT ROWID",
    "CREATE TABLE stale_blocks (block TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    "CREATE TABLE stale_events (event INTEGER PRIMARY KEY REFERENCES events(number) ON DELETE CASCADE) STRICT",
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE corrections (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL, kind TEXT NOT NULL,
        entry TEXT NOT NULL) STRICT""",
    """CREATE TRIGGER corrections_stay BEFORE UPDATE ON corrections
        BEGIN SELECT RAISE(ABORT, 'corrections are a log: add an entry that undoes this one'); END""",
    """CREATE TRIGGER corrections_last BEFORE DELETE ON corrections
        BEGIN SELECT RAISE(ABORT, 'corrections are a log: add an entry that undoes this one'); END""",
    """CREATE TABLE quarantine (
        id INTEGER PRIMARY KEY, path TEXT NOT NULL, place TEXT NOT NULL, reason TEXT NOT NULL, exit_code INTEGER NOT NULL,
        source TEXT, version TEXT NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL, times INTEGER NOT NULL,
        run INTEGER REFERENCES runs(id), UNIQUE (path, place)) STRICT""",
    """CREATE TABLE sources (
        name TEXT PRIMARY KEY, kind TEXT NOT NULL, location TEXT NOT NULL, etag TEXT, last_modified TEXT,
        position TEXT NOT NULL DEFAULT '{}', tried_at TEXT, good_at TEXT,
        failures INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0, error TEXT) STRICT""",
    # a notice that is due and not sent is sent by the next run
    """CREATE TABLE notices (
        watch TEXT NOT NULL, event TEXT NOT NULL, due_at TEXT NOT NULL, sent_at TEXT, PRIMARY KEY (watch, event)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX notices_unsent ON notices (due_at) WHERE sent_at IS NULL",
    # files that a source has read, so that an unchanged one is not opened again
    """CREATE TABLE files (
        path TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, version TEXT NOT NULL, faulty INTEGER NOT NULL)
        STRICT, WITHOUT ROWID""",
    # kept in step by the writer, not by triggers, which may not touch a virtual table where the schema is not trusted
    """CREATE VIRTUAL TABLE article_words USING fts5 (
        title, text, content='articles', content_rowid='number', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE VIRTUAL TABLE evidence_words USING fts5 (
        evidence, content='claims', content_rowid='number', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE VIEW v_claims AS
        -- What each article says: a row a claim, with its words and where they stand in the text.
        -- Dates are EDTF: 2025-11-01, 2025-10, 2025-04/..
        SELECT claims.key, claims.type, claims."by", claims."on", claims.action, claims.status,
            claims.rate_value AS rate, claims.rate_unit AS unit,
            claims.announced, claims.effective, claims.ends, claims.held, claims.evidence, claims.start, claims."end",
            claims.confidence, claims.latent, articles.doc, articles.title, articles.published, articles.published_from,
            articles.source, articles.url, articles.path, articles.id AS article, articles.copy_of
        FROM claims JOIN articles ON articles.number = claims.article WHERE claims.current""",
    """CREATE VIEW v_events AS
        -- A row an event, joined from the claims of all articles; source_count counts copies of one story once.
        SELECT id, type, "by", "on", action, status, rate_value AS rate, rate_unit AS unit,
            (SELECT edtf FROM event_dates WHERE event = events.number AND role = 'announced') AS announced,
            (SELECT edtf FROM event_dates WHERE event = events.number AND role = 'effective') AS effective,
            (SELECT edtf FROM event_dates WHERE event = events.number AND role = 'ends') AS ends,
            (SELECT edtf FROM event_dates WHERE event = events.number AND role = 'held') AS held,
            json_extract(claim, '$.goods') AS goods, json_extract(claim, '$.instrument') AS instrument,
            json_extract(claim, '$.place') AS place, json_extract(claim, '$.evidence') AS evidence,
            source_count, confidence, corrected, latent, measure
        FROM events""",
    """CREATE VIEW v_timeline AS
        -- A row for each date of each event, in order. status tells threats (threatened, proposed) from law.
        SELECT event_dates.edtf AS date, event_dates.grain, event_dates.role, events.id AS event, events.type, events."by", events."on",
            events.action, events.status, events.rate_value AS rate, events.rate_unit AS unit,
            json_extract(events.claim, '$.goods') AS goods,
            json_extract(events.claim, '$.evidence') AS evidence, events.source_count, event_dates.first, event_dates.last
        FROM event_dates JOIN events ON events.number = event_dates.event
        WHERE NOT events.latent ORDER BY event_dates.first, event_dates.last, events.id""",
    """CREATE VIEW v_rates AS
        -- Events that carry a rate: what it is, since when and until when, as told.
        SELECT id AS event, "by", "on", rate, unit, status, action, effective, ends, announced, goods, instrument, source_count
        FROM v_events WHERE rate IS NOT NULL AND NOT latent""",
)


def _initial(db: Database) -> None:
    for statement in _INITIAL:
        db.execute(statement)


STEPS: tuple[tuple[str, Callable[[Database], None]], ...] = (("m001_initial", _initial),)

SCHEMA_VERSION = len(STEPS)


def migrate(db: Database) -> None:
    """Apply the steps that `db` lacks. The caller holds a transaction, so all of them happen or none."""
    from sqlite_utils.migrations import Migrations

    steps = Migrations("tradewatch")
    for name, step in STEPS:
        steps(name=name)(step)
    steps.apply(db)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
