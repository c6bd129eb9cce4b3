"""What the report's page knows: events, articles and country pages as JSON, with every value already in words.

The page's script has no language of its own: dates, sides, rates and standings come from `words`, as everywhere else. Texts are made
visible by `safe`; an address that is not http or https is left out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import urlsplit

from tradewatch.model import Event, EventType, Period, Rate, Role, Source
from tradewatch.views.country import SECTIONS, Side, filed
from tradewatch.views.formats import Json
from tradewatch.views.look import Look
from tradewatch.views.safe import safe
from tradewatch.views.shapes import docs_of
from tradewatch.views.words import UNDECIDED, Names, say_period, say_rate, say_sides, say_standing, say_status, say_type, say_what

_URL_LENGTH = 2000
_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def script_json(value: object) -> str:
    """JSON that may stand in a script element: no sign of it ends the element, opens a comment or breaks a line."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign, escape in _SCRIPT.items():
        text = text.replace(sign, escape)
    return text


def web_address(url: str | None) -> str | None:
    """The address where it is a whole http or https one, else None."""
    if not url or len(url) > _URL_LENGTH or safe(url) != url or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def page_data(events: Sequence[Event], sides: Sequence[Side], names: Names) -> Json:
    """`{types, statuses, articles, events, sections, countries}`; events refer to articles, and country pages to events, by position.

    An event's date is `[role, standing, told, first, last]`, days ISO and empty where open; its source `[article, evidence, start, end]`.
    """
    look = Look()
    numbers: dict[str, int] = {}
    articles: list[list[str | None]] = []

    def article(source: Source) -> int:
        if source.article not in numbers:
            numbers[source.article] = len(articles)
            published = source.published.isoformat() if source.published else None
            title = safe(source.title) or safe(source.doc)
            publisher = safe(source.source) if source.source else None
            articles.append([safe(source.doc), title, published, publisher, web_address(source.url)])
        return numbers[source.article]

    kinds = [kind for kind in EventType if any(event.claim.type is kind for event in events)]
    statuses = list(dict.fromkeys(event.claim.status for event in sorted(events, key=lambda event: event.claim.status)))
    places = {event.id: at for at, event in enumerate(events)}
    return {
        "types": [[kind.value, say_type(kind), look.shape(kind), look.shape(kind, solid=False)] for kind in kinds],
        "statuses": [[status.value, say_status(status)] for status in statuses],
        "events": [_event(event, names, article) for event in events],
        "articles": articles,
        "sections": [[section.key, section.title, section.empty] for section in SECTIONS],
        "countries": {side.code: _country(side, events, places, names) for side in sides},
    }


def _event(event: Event, names: Names, article: object) -> Json:
    assert callable(article)
    claim = event.claim
    shape: Json = {
        "id": event.id,
        "type": claim.type.value,
        "status": claim.status.value,
        "by": list(claim.by),
        "on": list(claim.on),
        "who": safe(say_sides(claim, names)),
        "what": safe(say_what(claim)),
        "dates": [_date(role, claim.dates[role], event) for role in Role if role in claim.dates],
        "sources": [[article(told.source), safe(told.claim.evidence), told.claim.start, told.claim.end] for told in event.told],
        "count": event.source_count,
        "sure": round(claim.confidence, 2),
    }
    if claim.status in UNDECIDED:
        shape["hollow"] = 1
    if event.measure:
        shape["measure"] = event.measure
    if event.corrected:
        shape["corrected"] = 1
    if event.conflicts:
        shape["conflicts"] = [
            [
                say_field(conflict.field),
                [[say_value(conflict.field, value), [safe(doc) for doc in docs_of(event, keys)]] for value, keys in conflict.values],
            ]
            for conflict in event.conflicts
        ]
    return shape


def say_field(field: str) -> str:
    """A disputed field in words: `dates.effective` as "date: effective"."""
    return field.replace("dates.", "date: ").replace("_", " ")


def say_value(field: str, value: str) -> str:
    """A disputed value in words: dates as told, rates with their sign; what cannot be read stays as it is."""
    try:
        if field.startswith("dates."):
            return say_period(Period.parse(value), role=Role(field.removeprefix("dates.")))
        if field == "rate":
            amount, unit = value.split(" ")
            least, dash, most = amount.partition("-")
            return safe(say_rate(Rate(Decimal(most if dash else least), unit, Decimal(least) if dash else None)))
    except (ValueError, ArithmeticError):
        pass
    return safe(value.replace("_", " ") if field == "status" else value)


def _date(role: Role, period: Period, event: Event) -> list[str]:
    first, last = (day.isoformat() if day else "" for day in (period.start, period.end))
    return [role.value, say_standing((role,), event.claim), say_period(period, role=role), first, last]


def _country(side: Side, events: Sequence[Event], places: dict[str, int], names: Names) -> Json:
    found: dict[str, list[int]] = {}
    for section, event in filed(side, events):
        found.setdefault(section.key, []).append(places[event.id])
    counts: Counter[str] = Counter()
    for event in events:
        if side.acts(event.claim) or side.hit(event.claim):
            counts.update({*event.claim.by, *event.claim.on} - side.acts_as - side.hit_as - {"*"})
    partners = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:8]
    return {
        "name": safe(side.name),
        "acts_as": sorted(side.acts_as),
        "hit_as": sorted(side.hit_as),
        "sections": found,
        "partners": [[code, safe(names(code)), count] for code, count in partners],
    }
