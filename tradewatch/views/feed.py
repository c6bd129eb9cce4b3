"""New events as an Atom feed (RFC 4287), for feed readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from tradewatch.model import Event
from tradewatch.views.calendar import is_web
from tradewatch.views.desk import events_line
from tradewatch.views.safe import safe, safe_lines
from tradewatch.views.words import Names, say_sides, say_type

FEED_ID = "urn:tradewatch:events"


def feed_bytes(events: Sequence[Event], names: Names, today: date) -> bytes:
    """The events as an Atom feed, the latest told first. Entries keep their id; `updated` is the day when one was last told anew."""
    from feedgen.feed import FeedGenerator

    dated = sorted(events, key=lambda event: (_told(event, today), event.id), reverse=True)
    feed = FeedGenerator()
    feed.id(FEED_ID)
    feed.title("Trade policy events")
    feed.author({"name": "tradewatch"})
    feed.generator("tradewatch")
    feed.updated(_moment(_told(dated[0], today) if dated else today))
    for event in dated:
        entry = feed.add_entry(order="append")
        entry.id(f"{FEED_ID}:{event.id}")
        entry.title(safe(f"{say_sides(event.claim, names)}: {events_line(event)}"))
        entry.updated(_moment(_told(event, today)))
        entry.category({"term": event.claim.type.value, "label": say_type(event.claim.type)})
        entry.summary(_summary(event))
        url = next((told.source.url for told in event.told if is_web(told.source.url)), None)
        if url:
            entry.link(href=url, rel="alternate")
        else:
            # an entry without a link needs content
            entry.content(_summary(event), type="text")
    return bytes(feed.atom_str(pretty=True)) + b"\n"


def _told(event: Event, today: date) -> date:
    return max((told.source.published for told in event.told if told.source.published), default=today)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _summary(event: Event) -> str:
    lines = [
        f"{told.source.source or told.source.doc}, {told.source.published or 'no date'}: {told.claim.evidence}" for told in event.told[:5]
    ]
    return safe_lines("\n".join(lines)).replace("\ufffe", "").replace("\uffff", "")
