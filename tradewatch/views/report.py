"""The report: one HTML page that holds everything it needs and asks no other machine for anything.

Templates come from data/report/: `page.html` (Jinja2, autoescaped), `style.css` and the scripts. What articles say reaches the page in
two ways only: escaped by the template, or as JSON in a data element, which the script puts in place as text. The page's own policy
forbids all but the one style and the one script whose hashes it names.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tradewatch.model import Event, EventType, Period, Role
from tradewatch.views.countries import tally
from tradewatch.views.country import Side
from tradewatch.views.formats import Json
from tradewatch.views.look import Look
from tradewatch.views.rates import rate_of
from tradewatch.views.report_charts import pair
from tradewatch.views.report_data import page_data, say_field, say_value, script_json
from tradewatch.views.safe import safe
from tradewatch.views.words import UNDECIDED, Names, say_period, say_rate, say_role, say_side, say_sides, say_type, say_what

SCRIPTS = ("page.js", "timeline.js", "country.js", "start.js")
PARTS = ("page.html", "style.css", *SCRIPTS)
"""The texts of data/report/ that the page is made of."""

PAIRS = 24
"""At most so many pairs have their duties drawn, those with the most steps."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a report tells. Rows are JSON (`shapes.plain` of what resolution answers); a history is `{by, on, steps}`; `records` tell how
    often each side did what it threatened.

    `around` are all events, where `events` were chosen from them: for words on what moved a duty. `read_at` is when articles were last
    read (ISO 8601, UTC), `newest` the newest article's day, `asked` the filters in words.
    """

    events: Sequence[Event]
    names: Names
    today: date
    sides: Callable[[str], Side]
    upcoming: Sequence[Json] = ()
    threats: Sequence[Json] = ()
    records: Sequence[Json] = ()
    conflicts: Sequence[Json] = ()
    histories: Sequence[Json] = ()
    around: Sequence[Event] = ()
    read_at: str | None = None
    newest: date | None = None
    asked: str = ""
    version: str = ""


def report_page(report: Report, text: Callable[[str], str]) -> str:
    """The page; `text` gives a text of data/report/ by name."""
    from jinja2 import DictLoader, Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=DictLoader({"page.html": text("page.html")}), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    style = text("style.css").strip()
    script = "\n".join(['"use strict";', *(text(name).strip() for name in SCRIPTS)])
    rows = tally(report.events, report.names, report.today)
    data = page_data(report.events, [report.sides(row.country) for row in rows], report.names)
    data |= {"today": report.today.isoformat(), "read": report.read_at}
    return environment.get_template("page.html").render(
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        data=Markup(script_json(data)),
        count=len(report.events),
        articles=len(data["articles"]),
        today=say_period(Period(report.today, report.today)),
        read_at=report.read_at,
        newest=say_period(Period(report.newest, report.newest)) if report.newest else None,
        asked=safe(report.asked),
        version=report.version,
        kinds=data["types"],
        statuses=data["statuses"],
        countries=[
            {
                "code": row.country,
                "name": safe(row.name),
                "counts": (row.imposes, row.faces, row.agreements, row.meetings),
                "latest": say_period(row.latest) if row.latest else "-",
                "next": say_period(row.next) if row.next else "-",
            }
            for row in rows
        ],
        **_tables(report),
    )


def _policy(style: str, script: str) -> str:
    return f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _tables(report: Report) -> dict[str, Any]:
    """The sections that need no script: dates ahead, threats, conflicts, duties."""
    events = {event.id: event for event in report.events}
    names = report.names
    return {
        "ahead": [_ahead(row, events[row["event"]], names) for row in report.upcoming if row["event"] in events],
        "threats": [_threat(row, events, names) for row in report.threats],
        "records": [_record(row, names) for row in report.records if row["settled"]],
        "conflicts": [_conflict(row, events[row["event"]], names) for row in report.conflicts if row["event"] in events],
        "duties": _duties(report, events),
    }


def _ahead(row: Json, event: Event, names: Names) -> Json:
    role, days = Role(row["role"]), row["days"]
    return {
        **_named(event, names),
        "days": "now" if days == 0 else f"{days} day{'' if days == 1 else 's'}",
        "date": say_period(Period.parse(row["date"]), role=role),
        "role": say_role(role, event.claim),
    }


def _named(event: Event, names: Names) -> Json:
    claim = event.claim
    return {
        "id": event.id,
        "type": claim.type.value,
        "glyph": Look().glyph(claim),
        "who": safe(say_sides(claim, names)),
        "what": safe(say_what(claim)),
        "hollow": claim.status in UNDECIDED,
    }


def _threat(row: Json, events: Mapping[str, Event], names: Names) -> Json:
    by, on = (say_side(row[side], names) for side in ("by", "on"))
    kind, rate = EventType(row["type"]), rate_of(row["rate"])
    goods = f" on {', '.join(row['goods'])}" if row["goods"] else ""
    return {
        "id": row["event"],
        "type": kind.value,
        "glyph": Look().shape(kind, solid=False),
        "who": safe(f"{by} → {on}" if on else by),
        "what": safe(f"{say_type(kind)}{f' {say_rate(rate)}' if rate else ''}{goods}"),
        "threatened": _when(row["threatened"]),
        "promised": _when(row["promised"]),
        "outcome": row["outcome"].replace("_", " "),
        "kind": row["outcome"],
        "when": _when(row["outcome_date"]),
        "by": row["outcome_event"] if row["outcome_event"] in events else None,
    }


def _record(row: Json, names: Names) -> str:
    return safe(f"{say_side(row['by'], names)}: {row['carried_out']} of {row['settled']} carried out")


def _when(value: str | None) -> str:
    return say_period(Period.parse(value)) if value else "-"


def _conflict(row: Json, event: Event, names: Names) -> Json:
    values = [(say_value(row["field"], told["value"]), ", ".join(safe(doc) for doc in told["docs"])) for told in row["values"]]
    return {**_named(event, names), "field": say_field(row["field"]), "told": values}


def _duties(report: Report, events: Mapping[str, Event]) -> list[Json]:
    chosen = sorted(report.histories, key=lambda history: (-len(history["steps"]), history["by"], history["on"]))[:PAIRS]
    every = {event.id: event for event in report.around} | dict(events)
    return [pair(history, every, events, report.names, report.today) for history in chosen]
