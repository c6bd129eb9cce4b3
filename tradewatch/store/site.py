"""What Datasette is told of the database: titles, units of columns, facets, full-text search, and the questions it offers ready-made."""

from __future__ import annotations

from typing import Any

_COLUMNS = {
    "by": "Acting sides: ISO 3166-1 alpha-2 codes, EU or a body's acronym, joined by commas",
    "on": "Affected sides, as `by`; * is all countries",
    "status": "threatened, proposed, announced, in_force, suspended, ended, rejected, planned, held or cancelled",
    "rate": "The rate in `unit`",
    "unit": "percent, percentage_point, or a currency per something, as USD/net_ton",
    "announced": "EDTF: 2025-11-01, 2025-10, 2025, or an interval",
    "effective": "When it takes effect, EDTF",
    "ends": "When it ends, EDTF",
    "held": "When a meeting takes place, EDTF",
    "evidence": "The source sentence",
    "source_count": "Independent sources; copies of one story count once",
    "confidence": "From 0 to 1",
}


def _side(name: str, column: str) -> str:
    """A condition on a column of codes joined by commas; an empty parameter asks for all."""
    return f"(:{name} = '' OR instr(',' || \"{column}\" || ',', ',' || upper(trim(:{name})) || ',') > 0)"


_EITHER = f"({_side('country', 'by')} OR {_side('country', 'on')})"

_TIMELINE = f"""SELECT date, role, type, "by", "on", action, status, rate, unit, goods, evidence, source_count, event
FROM v_timeline
WHERE {_EITHER}
  AND (:type = '' OR type = :type)
  AND (:since = '' OR last >= :since) AND (:until = '' OR first <= :until)
ORDER BY first DESC, last, event"""

_RATES = f"""SELECT "by", "on", rate, unit, goods, instrument, status, effective, ends, source_count, event FROM v_rates
WHERE {_side("by", "by")} AND ({_side("on", "on")} OR "on" = '*')
  AND status NOT IN ('threatened', 'proposed', 'rejected', 'ended')
  AND substr(effective, 1, 10) <= coalesce(nullif(:at, ''), date('now'))
  AND (ends IS NULL OR substr(ends, -10) >= coalesce(nullif(:at, ''), date('now')))
ORDER BY effective DESC, event"""

_UPCOMING = f"""SELECT date, role, CAST(julianday(first) - julianday(coalesce(nullif(:today, ''), date('now'))) AS INTEGER) AS days,
  type, "by", "on", status, rate, unit, goods, evidence, event
FROM v_timeline
WHERE first >= coalesce(nullif(:today, ''), date('now'))
  AND status NOT IN ('rejected', 'cancelled', 'ended') AND {_EITHER}
ORDER BY first, event"""

_CONFLICTS = """SELECT events.id AS event, events.type, events."by", events."on", json_extract(one.value, '$[0]') AS field,
  (SELECT group_concat(json_extract(told.value, '$[0]'), ' | ') FROM json_each(one.value, '$[1]') AS told) AS told, events.source_count
FROM events, json_each(events.conflicts) AS one WHERE NOT events.latent ORDER BY events.first DESC, events.id"""

_EVENT = """SELECT v_claims.* FROM events JOIN event_claims ON event_claims.event = events.number
JOIN claims ON claims.number = event_claims.claim JOIN v_claims ON v_claims.key = claims.key
WHERE events.id = :event ORDER BY event_claims.position"""


def metadata(name: str) -> dict[str, Any]:
    """Datasette's metadata for the database that it serves as `name`."""
    queries = {
        "timeline": ("Timeline", "Dates of events, the newest first. Leave a field empty for all; country is a code, as CN.", _TIMELINE),
        "rates": (
            "Rates on a day",
            "Events whose rate had started by the day (today where empty) and had not ended, as told; "
            "the command `tradewatch rates` works out which of them still stand.",
            _RATES,
        ),
        "upcoming": ("Upcoming", "Dates from today, or from the day given, the soonest first.", _UPCOMING),
        "conflicts": ("Conflicts", "Events on which sources differ.", _CONFLICTS),
        "event": ("One event", "What each source says of an event, by the event's id.", _EVENT),
    }
    views = {
        "v_timeline": {"description": "A row for each date of each event", "facets": ["type", "status", "role"]},
        "v_events": {"description": "A row an event", "facets": ["type", "status", "by", "on"], "sort_desc": "effective"},
        "v_rates": {"description": "Events with a rate", "facets": ["by", "on", "unit"]},
        "v_claims": {"description": "A row for each claim of each article, with its evidence", "facets": ["type", "status", "source"]},
    }
    tables: dict[str, Any] = {view: {**told, "columns": _COLUMNS} for view, told in views.items()}
    tables["articles"] = {
        "description": "The articles; search looks through titles and texts",
        "fts_table": "article_words",
        "fts_pk": "number",
        "label_column": "title",
        "sort_desc": "published",
        "facets": ["source", "state"],
    }
    tables["claims"] = {"description": "Claims; search looks through the evidence", "fts_table": "evidence_words", "fts_pk": "number"}
    hidden = (
        "event_claims",
        "event_sides",
        "event_dates",
        "claim_sides",
        "stale_blocks",
        "stale_claims",
        "stale_events",
        "links",
        "facts",
        "files",
        "notices",
        "places",
        "_sqlite_utils_migrations",
    )
    tables |= {table: {"hidden": True} for table in hidden}
    return {
        "title": "tradewatch",
        "description": "Dated, sourced events of trade policy, as articles tell them. Read-only.",
        "databases": {
            name: {
                "tables": tables,
                "queries": {key: {"title": title, "description": told, "sql": sql} for key, (title, told, sql) in queries.items()},
            }
        },
    }
