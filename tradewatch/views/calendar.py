"""Dates as a calendar that phones and mail programs subscribe to (iCalendar, RFC 5545).

An entry is one date of one event. Its UID is the event's id with the date's role, so that an import again updates it; SEQUENCE grows
whenever what it says has changed against the file that is replaced. Entries are all-day, with the exclusive end of the standard. A
month-precise date is an entry over the month, never an invented day, and every entry is transparent: nobody is busy because of it.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from tradewatch.model import Event, Grain, Period, Status
from tradewatch.views.safe import safe, safe_lines
from tradewatch.views.timeline import Row
from tradewatch.views.words import UNDECIDED, Names, say_period, say_role, say_sides, say_status, say_type, say_what

if TYPE_CHECKING:
    from icalendar import Event as Entry

PRODID = "-//tradewatch//trade policy dates//EN"


def calendar_bytes(rows: Iterable[Row], names: Names, today: date, old: bytes | None = None) -> bytes:
    """The rows as an .ics file. `old` is the file that it will replace, from which the SEQUENCE of changed entries goes on."""
    from icalendar import Calendar

    before = _entries(old)
    made = Calendar()
    made.add("prodid", PRODID)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", "Trade policy")
    for row in rows:
        made.add_component(_entry(row, names, today, before))
    return bytes(made.to_ical())


def _entries(old: bytes | None) -> dict[str, Any]:
    """The entries of an earlier file by UID; an unreadable file has none."""
    if not old:
        return {}
    from icalendar import Calendar

    try:
        return {str(entry.get("uid")): entry for entry in Calendar.from_ical(old).walk("VEVENT")}
    except (ValueError, IndexError, KeyError):
        return {}


def _entry(row: Row, names: Names, today: date, before: Mapping[str, Any]) -> Entry:
    from icalendar import Event as Entry

    event, claim = row.event, row.event.claim
    first, last = days_of(row.period)
    entry = Entry()
    entry.add("uid", f"{event.id}-{row.role.value}@tradewatch")
    entry.add("dtstart", first)
    entry.add("dtend", last + timedelta(days=1))
    told = say_period(row.period, role=row.role)
    entry.add("summary", safe(f"{say_sides(claim, names)}: {say_what(claim)} ({say_role(row.role, claim)} {told})"))
    entry.add("description", _description(event))
    entry.add("categories", [say_type(claim.type)])
    entry.add("status", _STATUS.get(claim.status, "TENTATIVE" if claim.status in UNDECIDED else "CONFIRMED"))
    entry.add("transp", "TRANSPARENT")
    if claim.place:
        entry.add("location", safe(claim.place))
    url = next((told.source.url for told in event.told if is_web(told.source.url)), None)
    if url:
        entry.add("url", url)
    entry.add("dtstamp", _revised(event, today))
    entry.add("sequence", _sequence(entry, before.get(str(entry["uid"]))))
    return entry


_STATUS = {Status.CANCELLED: "CANCELLED", Status.REJECTED: "CANCELLED"}


def is_web(url: str | None) -> bool:
    """Whether a URL may stand in a file as a link: http or https, and nothing but plain characters."""
    return (
        bool(url)
        and str(url).lower().startswith(("http://", "https://"))
        and str(url).isascii()
        and str(url).isprintable()
        and " " not in str(url)
    )


def days_of(period: Period) -> tuple[date, date]:
    """First and last day of an entry. An open period stands at its known edge, over the month or year that it was told by."""
    if period.start and period.end:
        return period.start, period.end
    edge = period.start or period.last
    if period.grain is Grain.YEAR:
        return date(edge.year, 1, 1), date(edge.year, 12, 31)
    if period.grain is Grain.MONTH:
        return edge.replace(day=1), edge.replace(day=calendar.monthrange(edge.year, edge.month)[1])
    return edge, edge


def _description(event: Event) -> str:
    lines = [f"Status: {say_status(event.claim.status)}. Event {event.id}, {event.source_count} source(s)."]
    for told in event.told[:5]:
        source = told.source
        lines.append(safe_lines(f"{source.source or source.doc}, {source.published or 'no date'}: {told.claim.evidence}"))
    return "\n".join(lines)


def _revised(event: Event, today: date) -> datetime:
    """When what is told was last told anew: the latest publication, so that the same content gives the same bytes."""
    published = [told.source.published for told in event.told if told.source.published]
    return datetime.combine(max(published, default=today), time(), UTC)


def _sequence(entry: Entry, old: Any) -> int:
    if old is None:
        return 0
    was = int(old.get("sequence", 0))
    same = all(
        _value(entry, name) == _value(old, name) for name in ("dtstart", "dtend", "summary", "description", "status", "location", "url")
    )
    return was if same else was + 1


def _value(entry: Any, name: str) -> object:
    value = entry.get(name)
    return getattr(value, "dt", str(value) if value is not None else None)
