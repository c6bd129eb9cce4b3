"""What a person typed, read: days, countries, types and statuses become the store's Filters; a wrong word gets the nearest right ones."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from tradewatch.errors import UsageError
from tradewatch.model import EventType, Period, Status
from tradewatch.views.safe import safe

if TYPE_CHECKING:
    from tradewatch.cli.options import Asked
    from tradewatch.cli.session import Session
    from tradewatch.model import Event
    from tradewatch.store.query import Filters
    from tradewatch.store.schema import Store

Choice = TypeVar("Choice", bound=StrEnum)
_EDTF = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def day(text: str, option: str, today: date, *, last: bool = False) -> date:
    """The day that an option names: ISO ("2025-10", its first or `last` day) or words ("3 months ago").

    Raises UsageError naming the option.
    """
    text = text.strip()
    if _EDTF.fullmatch(text):
        try:
            period = Period.parse(text)
        except ValueError:
            raise UsageError(f"{option}: '{safe(text)}' is no day of the calendar; give one such as {today.isoformat()}") from None
        return period.last if last else period.first
    words = {"today": 0, "now": 0, "yesterday": 1, "tomorrow": -1}
    if text.casefold() in words:
        return date.fromordinal(today.toordinal() - words[text.casefold()])
    found = _in_words(text, today) if text and len(text) <= 60 and text.isprintable() else None
    if found is None:
        raise UsageError(f"{option}: cannot read '{safe(text[:60])}' as a date; give one such as {today.isoformat()} or '3 months ago'")
    return found


def _in_words(text: str, today: date) -> date | None:
    """By the program's own grammar of dates, else by dateparser, both counting from `today`."""
    from datetime import datetime

    from tradewatch.dates import find_dates

    mentions = find_dates(text, today)
    if len(mentions) == 1 and mentions[0].text.strip().casefold() == text.casefold():
        return mentions[0].period.start or mentions[0].period.end
    import dateparser

    told = dateparser.parse(
        text,
        languages=["en"],
        settings={
            "RELATIVE_BASE": datetime(today.year, today.month, today.day),
            "TIMEZONE": "UTC",
            "RETURN_AS_TIMEZONE_AWARE": False,
            "STRICT_PARSING": True,
        },
    )
    return told.date() if told else None


def choices(kind: type[Choice], typed: Iterable[str], option: str) -> frozenset[Choice]:
    """Members of a closed set, given one by one or by commas; `-` and spaces do for `_`. Raises UsageError with the nearest names."""
    found = set()
    for word in (part.strip() for given in typed for part in given.split(",")):
        if not word:
            continue
        try:
            found.add(kind(re.sub(r"[\s-]", "_", word.casefold())))
        except ValueError:
            near = difflib.get_close_matches(word.casefold(), [member.value for member in kind], 2, 0.5)
            hint = f"did you mean {' or '.join(near)}" if near else f"use one of {', '.join(member.value for member in kind)}"
            raise UsageError(f"{option}: unknown {option.strip('-')} '{safe(word)}'; {hint}") from None
    return frozenset(found)


def code_of(session: Session, text: str, option: str) -> str:
    """The code of a country or bloc by name, code, demonym or capital. Raises UsageError with the nearest names."""
    from tradewatch.errors import TradewatchError

    try:
        return session.knowledge.country(text)
    except TradewatchError as error:
        raise UsageError(f"{option}: {error}") from None


def widened(session: Session, typed: Sequence[str], option: str, on: date) -> frozenset[str]:
    """Codes asked for: the named ones, and the members that a bloc has on the day."""
    codes: set[str] = set()
    for text in typed:
        code = code_of(session, text, option)
        codes |= {code, *session.knowledge.members(code, on)}
    return frozenset(codes)


def hit_as(session: Session, codes: Iterable[str], on: date) -> frozenset[str]:
    """By which codes of an affected side the given ones are hit: themselves, the customs unions they are in on the day, all countries."""
    knowledge = session.knowledge
    return frozenset(codes) | {bloc for code in codes for bloc in knowledge.blocs_of(code, on) if bloc in CUSTOMS_UNIONS} | {"*"}


CUSTOMS_UNIONS = frozenset({"EU"})
"""Blocs whose tariff is that of every member: a duty on the bloc is a duty on each."""


def filters_of(session: Session, asked: Asked, today: date) -> Filters:
    """The store's filters for what was asked."""
    from tradewatch.store.query import Filters

    since = day(asked.since, "--since", today) if asked.since else None
    until = day(asked.until, "--until", today, last=True) if asked.until else None
    if since and until and since > until:
        raise UsageError(f"--since {since} is after --until {until}; swap them")
    at = until or today
    country = widened(session, asked.country, "--country", at)
    on = widened(session, asked.on, "--on", at)
    return Filters(
        country=hit_as(session, country, at) if country else country,
        by=widened(session, asked.by, "--by", at),
        on=hit_as(session, on, at) if on else on,
        types=choices(EventType, asked.type, "--type"),
        goods=tuple(asked.goods),
        status=choices(Status, asked.status, "--status"),
        since=since,
        until=until,
        source=asked.source,
        latent=asked.latent,
        known_on=day(asked.as_known_on, "--as-known-on", today, last=True) if asked.as_known_on else None,
    )


def find_events(store: Store, filters: Filters, *, told: bool = True) -> list[Event]:
    """The events asked for; those of an earlier day are resolved anew from the claims known then."""
    from dataclasses import replace

    from tradewatch.store import query

    if filters.known_on is None:
        return query.events(store, filters, told=told)
    from tradewatch.resolution import resolve

    claims = query.sourced_claims(store, known_on=filters.known_on)
    wanted = replace(filters, known_on=None)
    return [event for event in resolve(claims, known_on=filters.known_on).events if wanted.matches(event)]


def find_event(store: Store, wanted: str) -> Event:
    """The event with an id, an id that begins so, or one that it once had. Raises UsageError with the nearest ids."""
    from tradewatch.resolution.lookup import find
    from tradewatch.store import query

    exact = query.events_by_id(store, [wanted.strip().lower()])
    return exact[0] if exact else find(query.events(store, query.Filters(latent=True)), wanted)
