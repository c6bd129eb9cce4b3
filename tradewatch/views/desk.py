"""Rows about events: dates ahead, threats and their outcomes, disagreements, changes, and what a search finds.

The rows come as JSON (`shapes.plain` of what resolution answers) with the events they speak of, so that this room knows no other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from tradewatch.model import Event, Period, Role, Status
from tradewatch.views.formats import Json, View
from tradewatch.views.grid import INGEST, READ_MORE, Cell, Column, Grid, nothing
from tradewatch.views.safe import safe
from tradewatch.views.screen import Screen
from tradewatch.views.shapes import FLAT_FIELDS, event_json, flat_event, flatten
from tradewatch.views.words import say_dated, say_number, say_period, say_role, say_sides, say_standing, say_status, say_what

Events = Mapping[str, Event]
_OTHER_FIELDS = tuple(name for name in FLAT_FIELDS if name != "id")


def upcoming_view(rows: Sequence[Json], events: Events) -> View:
    """`{date, grain, role, days, event}` and the event's fields."""
    return View(
        title="Upcoming",
        columns=("date", "grain", "role", "days", "event", *_OTHER_FIELDS),
        records=lambda: (row | _without_id(event_json(events[row["event"]], sources=False)) for row in rows),
        flat=lambda: (row | _without_id(flat_event(events[row["event"]])) for row in rows),
        draw=lambda screen: _upcoming(rows, events, screen),
    )


def _without_id(shape: Json) -> Json:
    return {name: value for name, value in shape.items() if name != "id"}


def _upcoming(rows: Sequence[Json], events: Events, screen: Screen) -> RenderableType:
    if not rows:
        return nothing("no dates ahead in these days", "look further with --days, or read articles with: tradewatch ingest PATH")
    grid = Grid(
        [
            Column("in", right=True),
            Column("date"),
            Column(),
            Column("who", folds=True),
            Column("what", folds=True),
            Column("" if screen.narrow else "told by", folds=True),
            Column("event", style="dim"),
        ]
    )
    for row in rows:
        event, role = events[row["event"]], Role(row["role"])
        days = "now" if row["days"] == 0 else f"{row['days']} day{'s' if row['days'] != 1 else ''}"
        # what is told as done of a day to come is told too early
        claim = replace(event.claim, status=_TO_COME.get(event.claim.status, event.claim.status)) if row["days"] > 0 else event.claim
        what = f"{say_role(role, claim)}: {say_what(claim)}"
        when, told = say_period(Period.parse(row["date"]), role=role), "" if screen.narrow else _told_by(event)
        grid.add(days, when, _glyph(event, screen), _who(event, screen), what, told, event.id)
    return grid


_TO_COME = {Status.HELD: Status.PLANNED, Status.IN_FORCE: Status.ANNOUNCED}


def _told_by(event: Event) -> str:
    """Who told it first, and how many more did; nothing where the tellings were not asked for."""
    if not event.told:
        return ""
    first = min(event.told, key=lambda one: (one.source.published or date.max, one.key)).source
    more = event.source_count - 1
    return f"{first.source or first.doc}{f' +{more}' if more else ''}"


def _glyph(event: Event, screen: Screen) -> Cell:
    return Cell(screen.look.glyph(event.claim), screen.look.style(event.claim))


def _who(event: Event, screen: Screen) -> str:
    return say_sides(event.claim, screen.names, arrow=screen.look.arrow, codes_only=screen.narrow)


_OUTCOME_STYLES = {
    "carried_out": "red",
    "carried_out_differently": "red",
    "delayed": "yellow",
    "dropped": "green",
    "lapsed": "green",
    "open": "bold",
}
THREAT_FIELDS = (
    "event",
    "by",
    "on",
    "type",
    "rate",
    "rate_unit",
    "goods",
    "threatened",
    "promised",
    "outcome",
    "outcome_date",
    "outcome_event",
)


def threats_view(rows: Sequence[Json], events: Events, records_by_side: Sequence[Json] = ()) -> View:
    """`{event, by, on, type, rate, goods, threatened, promised, outcome, outcome_date, outcome_event}`.

    Below the table stands each side's record.
    """
    return View(
        title="Threats",
        columns=THREAT_FIELDS,
        records=lambda: rows,
        flat=lambda: map(flatten, rows),
        draw=lambda screen: _threats(rows, events, records_by_side, screen),
    )


def _threats(rows: Sequence[Json], events: Events, records: Sequence[Json], screen: Screen) -> RenderableType:
    if not rows:
        return nothing("no threats or proposals here")
    grid = Grid(
        [
            Column("threatened", folds=True, floor=10),
            Column(),
            Column("who", folds=True),
            Column("what", folds=True),
            Column("promised", folds=True, floor=8),
            Column("outcome", folds=True),
            Column("event", style="dim"),
        ]
    )
    for row in rows:
        event = events[row["event"]]
        outcome = row["outcome"].replace("_", " ")
        if row["outcome_date"]:
            outcome += f"{_as_announced(row, events)} {_when(row['outcome_date'])}"
        if row["outcome_event"] and row["outcome_event"] != row["event"]:
            outcome += f" ({row['outcome_event']})"
        if row["outcome"] == "open":
            outcome += _last_told(event)
        outcome_cell = Cell(outcome, _OUTCOME_STYLES.get(row["outcome"], ""))
        # of a threat against several a row tells those who fared alike
        who = say_sides(replace(event.claim, on=tuple(row["on"])), screen.names, arrow=screen.look.arrow, codes_only=screen.narrow)
        grid.add(
            _when(row["threatened"]),
            _glyph(event, screen),
            who,
            say_what(event.claim),
            _when(row["promised"]),
            outcome_cell,
            event.id,
        )
    lines: list[RenderableType] = [grid, Text()]
    for record in records:
        sides = ", ".join(screen.names(code) for code in record["by"]) or "side not told"
        still = record["threats"] - record["settled"]
        kept = f"{record['carried_out']} of {record['settled']} settled threats carried out" if record["settled"] else "none settled"
        lines.append(Text(safe(f"{sides}: {kept}" + (f", {still} open or delayed" if still else "")), "dim"))
    return Group(*lines)


def _last_told(event: Event) -> str:
    """When an article last told a threat of which nothing else is known."""
    day = max((one.source.published for one in event.told if one.source.published), default=None)
    return f", last told {say_period(Period(day, day))}" if day else ""


def _as_announced(row: Json, events: Events) -> str:
    """What is said of an order that no article tells in force."""
    order = events.get(row["outcome_event"] or "")
    if order is None or order.claim.status is not Status.ANNOUNCED or not row["outcome"].startswith("carried_out"):
        return ""
    return ", as announced for" if Role.EFFECTIVE in order.claim.dates else ", as announced"


def _when(value: str | None) -> str:
    return say_period(Period.parse(value)) if value else "-"


def conflicts_view(rows: Sequence[Json], events: Events) -> View:
    """`{event, field, values: [{value, docs}]}`."""
    return View(
        title="Conflicts",
        columns=("event", "field", "values"),
        records=lambda: rows,
        flat=lambda: map(flatten, rows),
        draw=lambda screen: _conflicts(rows, events, screen),
    )


def _conflicts(rows: Sequence[Json], events: Events, screen: Screen) -> RenderableType:
    if not rows:
        return nothing("no sources disagree here", READ_MORE)
    parts: list[RenderableType] = []
    for row in rows:
        event = events[row["event"]]
        head = f"{_who(event, screen)}: {say_what(event.claim)}"
        parts.append(
            Text.assemble((f"{screen.look.glyph(event.claim)} ", screen.look.style(event.claim)), safe(head), (f"  {event.id}", "dim"))
        )
        grid = Grid([Column(style="dim"), Column(style="bold"), Column(folds=True)], indent=4)
        for at, value in enumerate(row["values"]):
            grid.add(row["field"] if not at else "", value["value"], ", ".join(value["docs"]))
            if row["field"] == "headline":
                told = {one.claim.status for one in event.told if one.source.doc in value["docs"] and one.claim.conflict == value["value"]}
                grid.add("", f"text says {', '.join(sorted(say_status(status) for status in told))}", "")
        parts += [grid, Text()]
    parts.append(Text("settle one with: tradewatch correct EVENT --accept FIELD=VALUE", "dim"))
    return Group(*parts)


_CHANGE_STYLES = {"new": "green", "changed": "yellow", "contradicted": "red", "due": "cyan"}


def changes_view(rows: Sequence[Json], events: Events) -> View:
    """`{change, event, fields}`."""
    return View(
        title="Changes",
        columns=("change", "event", "fields"),
        records=lambda: rows,
        flat=lambda: map(flatten, rows),
        draw=lambda screen: _changes(rows, events, screen),
    )


def _changes(rows: Sequence[Json], events: Events, screen: Screen) -> RenderableType:
    if not rows:
        return nothing(
            "nothing new, changed, contradicted or due", "look further back with --since, or read articles with: tradewatch ingest PATH"
        )
    grid = Grid(
        [
            Column("change"),
            Column(),
            Column("who", folds=True),
            Column("what", folds=True),
            Column("fields", folds=True),
            Column("event", style="dim"),
        ]
    )
    for row in rows:
        event = events[row["event"]]
        change = Cell(row["change"], _CHANGE_STYLES.get(row["change"], ""))
        what = _due(event, row["fields"]) if row["change"] == "due" else events_line(event)
        grid.add(change, _glyph(event, screen), _who(event, screen), what, ", ".join(row["fields"]), event.id)
    return grid


def _due(event: Event, roles: Sequence[str]) -> str:
    claim = event.claim
    dates = [say_dated(role, claim, claim.dates[role]) for role in map(Role, roles) if role in claim.dates]
    return f"{say_what(claim)}: {'; '.join(dates)}"


def events_line(event: Event) -> str:
    """What an event is and where it stands, with its key date, in one phrase."""
    claim = event.claim
    role, key = claim.key_role, claim.key_date
    if role is None or key is None:
        return f"{say_what(claim)}: {say_status(claim.status)}, no date"
    now = say_standing((role,), claim).partition(";")[2]
    return f"{say_what(claim)}: {say_dated(role, claim, key)}{';' * bool(now)}{now}"


def events_view(events: Sequence[Event], title: str = "Events", empty: str = f"no events here; {READ_MORE}") -> View:
    """Events as rows, with their sources in JSON: what `ingest` found new, what `export` writes."""
    return View(
        title=title,
        columns=FLAT_FIELDS,
        records=lambda: map(event_json, events),
        flat=lambda: map(flat_event, events),
        draw=lambda screen: _events(events, screen, empty),
    )


def _events(events: Sequence[Event], screen: Screen, empty: str) -> RenderableType:
    if not events:
        return Text(empty)
    grid = Grid([Column(), Column(folds=True), Column(folds=True), Column(style="dim")])
    for event in events:
        grid.add(_glyph(event, screen), _who(event, screen), events_line(event), event.id)
    return grid


SEARCH_FIELDS = ("doc", "title", "published", "source", "url", "passage", "events")


def search_view(hits: Sequence[Json], events: Events, marks: tuple[str, str], words: str) -> View:
    """Articles that hold the words; in `title` and `passage` they stand between `marks`, which JSON and flat rows leave out."""
    bare = [hit | {name: _unmarked(hit[name], marks) for name in ("title", "passage")} for hit in hits]
    return View(
        title=f"Search: {words}",
        columns=SEARCH_FIELDS,
        records=lambda: bare,
        flat=lambda: map(flatten, bare),
        draw=lambda screen: _search(hits, events, marks, words, screen),
    )


def _search(hits: Sequence[Json], events: Events, marks: tuple[str, str], words: str, screen: Screen) -> RenderableType:
    if not hits:
        return nothing(safe(f"nothing holds all of: {words}"), f"try fewer words, or {INGEST}")
    parts: list[RenderableType] = []
    for hit in hits:
        link = screen.link(hit["url"])
        title = _marked(hit["title"] or hit["doc"], marks, f"bold link {link}" if link else "bold")
        parts.append(Text.assemble(title, f"  {safe(hit['source'] or hit['doc'])}, {hit['published'] or 'no date'}"))
        parts.append(Padding(_marked(hit["passage"], marks), (0, 0, 0, 2), expand=False))
        grid = Grid([Column(), Column(folds=True), Column(folds=True), Column(style="dim")], indent=4)
        for event in (events[id] for id in hit["events"] if id in events):
            grid.add(_glyph(event, screen), _who(event, screen), events_line(event), event.id)
        parts += [grid, Text()] if grid.rows else [Text()]
    return Group(*parts)


def _unmarked(text: str | None, marks: tuple[str, str]) -> str | None:
    return text.replace(marks[0], "").replace(marks[1], "") if text is not None else None


def _marked(passage: str, marks: tuple[str, str], style: str = "") -> Text:
    text = Text(style=style)
    for part in re.split(f"({re.escape(marks[0])}[^{re.escape(marks[1])}]{{0,4096}}{re.escape(marks[1])})", passage):
        inside = part.startswith(marks[0])
        bare = part.strip("".join(marks)) if inside else part
        # white space at a part's edge is the gap to its neighbour
        lead, trail = " " if bare[:1].isspace() else "", " " if len(bare) > 1 and bare[-1:].isspace() else ""
        text.append(f"{lead}{safe(bare)}{trail}", "bold reverse" if inside else "")
    return text


def number_cell(value: object) -> str:
    """A JSON number for a person."""
    return say_number(float(value)) if isinstance(value, (int, float)) else "-"
