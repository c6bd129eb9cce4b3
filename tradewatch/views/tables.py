"""Events as tables for other programs: a Frictionless Data Package (CSV with a description of every column), or Parquet.

Five tables: `events` (a row an event), `dates` (a row for each date of an event, with both bounds), `sources` (a row for each claim
that tells an event, with its article and evidence), `measures` (a row a measure, with its events in order), `conflicts` (a row for each
value of a field on which sources differ). The descriptions here are the only ones: data package and Parquet both carry them.
"""

from __future__ import annotations

import contextlib
import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tradewatch.errors import StorageError, UsageError
from tradewatch.model import Event
from tradewatch.views.formats import Json, guard
from tradewatch.views.output import replacing
from tradewatch.views.safe import safe, safe_lines
from tradewatch.views.shapes import flat_event, source_json

_LIST = "several joined by '; '"
_EDTF = "EDTF level 0: a day, a month, a year, or an interval of them; .. is an open end"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, its type in the Table Schema, and what it says, with its unit."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its key and its rows."""

    name: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    rows: Sequence[Json]


EVENT_FIELDS = (
    Field("id", "string", "short stable id of the event"),
    Field("type", "string", "kind of trade-policy event, one of eleven"),
    Field("by", "string", f"acting jurisdictions, ISO 3166-1 alpha-2, EU, or a body's acronym; {_LIST}"),
    Field("on", "string", f"affected jurisdictions, likewise; * is all countries; {_LIST}"),
    Field("action", "string", "what is done to a measure: impose, raise, lower, suspend, extend, lift, exempt"),
    Field("status", "string", "where the event stands as the latest article tells it"),
    Field("rate", "number", "duty, fee or quota level after the change, in rate_unit; the upper end of a range"),
    Field("rate_min", "number", "lower end of a range of rates, in rate_unit"),
    Field("rate_unit", "string", "percent, percentage_point, or currency per unit as in USD/net_ton"),
    Field("prior_rate", "number", "the rate before the change, in prior_rate_unit"),
    Field("prior_rate_unit", "string", "unit of prior_rate"),
    Field("goods", "string", f"goods as the articles name them; empty for all or unspecified; {_LIST}"),
    Field("announced", "string", f"when decided, threatened, proposed, published, opened or signed; {_EDTF}"),
    Field("effective", "string", f"when it takes or took effect; {_EDTF}"),
    Field("ends", "string", f"when it expires; {_EDTF}"),
    Field("held", "string", f"when a meeting is held; {_EDTF}"),
    Field("place", "string", "where a meeting is held"),
    Field("entities", "string", f"firms, ships, persons or bodies that are hit or listed; {_LIST}"),
    Field("instrument", "string", "the named law, programme, list or agreement"),
    Field("measure", "string", "id of the measure that the event belongs to"),
    Field("source_count", "integer", "sources that tell it, copies of one story counted once"),
    Field("docs", "string", f"documents that tell it; {_LIST}"),
    Field("confidence", "number", "how sure the reading is, 0 to 1"),
    Field("corrected", "boolean", "whether a person's correction shaped it"),
    Field("evidence", "string", "the sentence that best shows it, as it stands in the article"),
)
DATE_FIELDS = (
    Field("event", "string", "id of the event"),
    Field("role", "string", "what the date means: announced, effective, ends, held"),
    Field("date", "string", _EDTF),
    Field("grain", "string", "precision that the text supports: day, week, month, quarter, season, half, year, interval"),
    Field("first", "date", "first day that the date may mean, ISO 8601; empty for an open start"),
    Field("last", "date", "last day that the date may mean, included, ISO 8601; empty for an open end"),
)
SOURCE_FIELDS = (
    Field("event", "string", "id of the event"),
    Field("doc", "string", "document: a record's id or a file's name"),
    Field("title", "string", "the article's title"),
    Field("published", "date", "publication date, ISO 8601"),
    Field("source", "string", "publisher"),
    Field("url", "string", "address of the article"),
    Field("evidence", "string", "the sentence that tells it, as it stands in the article"),
    Field("start", "integer", "offset of the evidence in the article's text, in characters; -1 where it stands in the title"),
    Field("end", "integer", "offset behind the evidence, in characters"),
)
MEASURE_FIELDS = (
    Field("id", "string", "short id of the measure: events of one kind between the same sides"),
    Field("type", "string", "kind of its events"),
    Field("by", "string", f"acting jurisdictions of its first event; {_LIST}"),
    Field("on", "string", f"affected jurisdictions of its first event; {_LIST}"),
    Field("status", "string", "status of its last event, by key date"),
    Field("events", "string", f"ids of its events, by key date; {_LIST}"),
)
CONFLICT_FIELDS = (
    Field("event", "string", "id of the event"),
    Field("field", "string", "the field on which its sources differ"),
    Field("value", "string", "one of the values told"),
    Field("claims", "integer", "how many claims tell this value"),
)


def tables_of(events: Sequence[Event]) -> tuple[Table, ...]:
    """The tables of the events."""
    return (
        Table("events", "Trade-policy events", EVENT_FIELDS, ("id",), [flat_event(event) for event in events]),
        Table("dates", "Dates of events", DATE_FIELDS, ("event", "role"), list(_dates(events))),
        Table(
            "sources",
            "Sources of events",
            SOURCE_FIELDS,
            (),
            [{"event": event.id, **source_json(told)} for event in events for told in event.told],
        ),
        Table("measures", "Measures", MEASURE_FIELDS, ("id",), list(_measures(events))),
        Table("conflicts", "Fields on which sources differ", CONFLICT_FIELDS, (), list(_conflicts(events))),
    )


def _measures(events: Iterable[Event]) -> Iterable[Json]:
    life: dict[str, list[Event]] = {}
    for event in events:
        if event.measure:
            life.setdefault(event.measure, []).append(event)
    for measure, steps in sorted(life.items()):
        steps.sort(key=lambda event: (event.claim.key_date.first if event.claim.key_date else date.max, event.id))
        first = steps[0].claim
        yield {
            "id": measure,
            "type": first.type.value,
            "by": "; ".join(first.by),
            "on": "; ".join(first.on),
            "status": steps[-1].claim.status.value,
            "events": "; ".join(event.id for event in steps),
        }


def _conflicts(events: Iterable[Event]) -> Iterable[Json]:
    for event in events:
        for conflict in event.conflicts:
            for value, keys in conflict.values:
                yield {"event": event.id, "field": conflict.field, "value": value, "claims": len(keys)}


def _dates(events: Iterable[Event]) -> Iterable[Json]:
    for event in events:
        for role, period in event.claim.dates.items():
            yield {
                "event": event.id,
                "role": role.value,
                "date": period.edtf,
                "grain": period.grain.value,
                "first": period.start.isoformat() if period.start else None,
                "last": period.end.isoformat() if period.end else None,
            }


def write_package(folder: Path, events: Sequence[Event], today: date) -> None:
    """Write `datapackage.json` and a CSV file a table into `folder`, which is made where it is missing.

    All files take their places together at the end, the description last: what stops the writing leaves an old package as it was.
    Raises StorageError.
    """
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{safe(str(folder))}: cannot be made ({(error.strerror or 'error').lower()}); choose another place") from None
    tables = tables_of(events)
    try:
        with contextlib.ExitStack() as together:
            out = together.enter_context(replacing(folder / "datapackage.json"))
            json.dump(_description(tables, today), out, ensure_ascii=False, indent=2)
            out.write("\n")
            out.flush()
            for table in tables:
                out = together.enter_context(replacing(folder / f"{table.name}.csv"))
                writer = csv.writer(out, lineterminator="\n")
                writer.writerow([field.name for field in table.fields])
                writer.writerows([_cell(row[field.name]) for field in table.fields] for row in table.rows)
                out.flush()
    except BaseException:
        if made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guard(safe_lines(value)) if isinstance(value, str) else str(value)


def _description(tables: Sequence[Table], today: date) -> Json:
    return {
        "profile": "tabular-data-package",
        "name": "tradewatch-events",
        "title": "Trade-policy events read from articles",
        "created": f"{today.isoformat()}T00:00:00Z",
        "resources": [
            {
                "name": table.name,
                "title": table.title,
                "profile": "tabular-data-resource",
                "path": f"{table.name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [{"name": field.name, "type": field.type, "description": field.description} for field in table.fields],
                    **({"primaryKey": list(table.key)} if table.key else {}),
                    **({"foreignKeys": [_to_events()]} if table.fields[0].name == "event" else {}),
                },
            }
            for table in tables
        ],
    }


def _to_events() -> Json:
    return {"fields": "event", "reference": {"resource": "events", "fields": "id"}}


def write_parquet(path: Path, events: Sequence[Event]) -> None:
    """Write the table `events` as Parquet, with the descriptions of its columns. Raises UsageError without pyarrow, StorageError."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UsageError("--parquet needs pyarrow; install it with: pip install 'tradewatch[parquet]'") from None
    table = tables_of(events)[0]
    kinds: dict[str, Any] = {
        "string": pa.string(),
        "number": pa.float64(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    schema = pa.schema([pa.field(field.name, kinds[field.type], metadata={"description": field.description}) for field in table.fields])
    columns = [[_typed(row[field.name], field.type) for row in table.rows] for field in table.fields]
    made = pa.table([pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema)
    with replacing(path, binary=True) as out:
        pq.write_table(made, out, compression="zstd")


def _typed(value: Any, kind: str) -> Any:
    if value is None or (value == "" and kind != "string"):
        return None
    if kind == "number":
        return float(value)
    # lone surrogates have no UTF-8; the store has replaced them, but an event may be built elsewhere
    return value.encode("utf-8", "backslashreplace").decode() if kind == "string" else value
