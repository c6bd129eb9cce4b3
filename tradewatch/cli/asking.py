"""What a person typed, read: days, countries, types and statuses become the store's Filters; a wrong word gets the nearest right ones."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
Row = TypeVar("Row")
_EDTF = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def day(text: str, option: str, today: date, *, last: bool = False) -> date:
    """The day that an option names: ISO ("2025-10", its first or `last` day) or words ("3 months ago").

    Raises UsageError naming the option.
    """
    text = text.strip()
    if not text:
        raise UsageError(f"{option}: is empty; give a date such as {today.isoformat()}, or leave it out")
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
            raise UsageError(f"{option}: is empty; use one of {', '.join(member.value for member in kind)}, or leave it out")
        try:
            found.add(kind(re.sub(r"[\s-]", "_", word.casefold())))
        except ValueError:
            near = difflib.get_close_matches(word.casefold(), [member.value for member in kind], 2, 0.5)
            hint = f"did you mean {' or '.join(near)}?" if near else f"use one of {', '.join(member.value for member in kind)}"
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
    """By which codes of an affected side the given ones are hit: themselves, the blocs they are in on the day, all countries."""
    return frozenset(codes) | {bloc for code in codes for bloc in session.knowledge.blocs_of(code, on)} | {"*"}


def acts_as(session: Session, codes: Iterable[str], on: date) -> frozenset[str]:
    """By which codes the given ones act: themselves, and the blocs that make trade policy for them on the day."""
    together = session.knowledge.table("terms")["blocs"]["one_trade_policy"]
    return frozenset(codes) | {bloc for code in codes for bloc in session.knowledge.blocs_of(code, on) if bloc in together}


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the store's filters, which are a little wider, and the codes by which the countries asked for act and are hit."""

    filters: Filters
    acts: frozenset[str] = frozenset()
    hit: frozenset[str] = frozenset()

    def matches(self, event: Event) -> bool:
        """Whether an event is on the asked countries' side or aimed at it; a bloc's meeting is not its members'."""
        return not self.acts or not self.acts.isdisjoint(event.claim.by) or not self.hit.isdisjoint(event.claim.on)


def question_of(session: Session, asked: Asked, today: date, *, about: frozenset[str] = frozenset()) -> Question:
    """The question that the options put; `about` are codes of countries that a command names itself."""
    from tradewatch.store.query import Filters

    since = day(asked.since, "--since", today) if asked.since is not None else None
    until = day(asked.until, "--until", today, last=True) if asked.until is not None else None
    if since and until and since > until:
        raise UsageError(f"--since {since} is after --until {until}; swap them")
    for option, words in (("--goods", asked.goods), ("--source", [] if asked.source is None else [asked.source])):
        if not all(map(str.strip, words)):
            raise UsageError(f"{option}: is empty; give a word, or leave it out")
    at = until or today
    country = about | widened(session, asked.country, "--country", at)
    acts, hit = (acts_as(session, country, at), hit_as(session, country, at)) if country else (country, country)
    by, on = widened(session, asked.by, "--by", at), widened(session, asked.on, "--on", at)
    filters = Filters(
        country=acts | hit,
        by=acts_as(session, by, at) if by else by,
        on=hit_as(session, on, at) if on else on,
        types=choices(EventType, asked.type, "--type"),
        goods=tuple(asked.goods),
        status=choices(Status, asked.status, "--status"),
        since=since,
        until=until,
        source=asked.source,
        latent=asked.latent,
        known_on=session.known_on(asked.as_known_on),
    )
    return Question(filters, acts, hit)


def limited(session: Session, rows: Sequence[Row], limit: int | None, *, first: bool = False, what: str = "earlier rows") -> list[Row]:
    """The latest `limit` rows, or the `first`, and a word on stderr of how many `what` were left out."""
    over = len(rows) - (limit or len(rows))
    if over <= 0:
        return list(rows)
    told = f"{over} {what} are" if over > 1 else f"1 {what.removesuffix('s')} is"
    session.warn(f"{told} left out; raise --limit to see more")
    return list(rows[:limit] if first else rows[-(limit or 0) :])


def find_events(store: Store, question: Question, *, told: bool = True) -> list[Event]:
    """The events asked for; those of an earlier day are resolved anew from the claims known then."""
    from dataclasses import replace

    from tradewatch.store import query

    filters = question.filters
    if filters.known_on is None:
        return [event for event in query.events(store, filters, told=told) if question.matches(event)]
    from tradewatch.resolution import resolve
    from tradewatch.store.records import corrections

    events = resolve(query.sourced_claims(store, known_on=filters.known_on), corrections(store), known_on=filters.known_on).events
    wanted = replace(filters, known_on=None)
    return [event for event in events if wanted.matches(event) and question.matches(event)]


def event_with_life(store: Store, wanted: str, known_on: date | None = None) -> tuple[Event, Sequence[Event]]:
    """An event and the events of its measure, in order: as they are now, or as they were known on a day. Raises UsageError."""
    from tradewatch.store import query

    if known_on is None:
        found = find_event(store, wanted)
        return found, query.events_by_id(store, query.measures(store, [found.measure])[0].events) if found.measure else []
    from tradewatch.resolution import resolve
    from tradewatch.resolution.lookup import find
    from tradewatch.store.records import corrections

    resolved = resolve(query.sourced_claims(store, known_on=known_on), corrections(store), known_on=known_on)
    try:
        found = find(resolved.events, wanted)
    except UsageError as error:
        raise UsageError(f"{error} (among what was known on {known_on})") from None
    by_id = {event.id: event for event in resolved.events}
    return found, [by_id[one] for measure in resolved.measures if measure.id == found.measure for one in measure.events]


def by_date(events: Iterable[Event]) -> list[Event]:
    """The events by their key date, those without one first."""
    return sorted(events, key=lambda event: (key.first if (key := event.claim.key_date) else date.min, event.id))


def find_event(store: Store, wanted: str) -> Event:
    """The event with an id, an id that begins so, or one that it once had. Raises UsageError with the nearest ids."""
    from tradewatch.resolution.lookup import find
    from tradewatch.store import query

    exact = query.events_by_id(store, [wanted.strip().lower()])
    if exact:
        return exact[0]
    try:
        return find(query.events(store, query.Filters(latent=True)), wanted)
    except UsageError:
        _say_rejected(store, wanted)
        raise


def _say_rejected(store: Store, wanted: str) -> None:
    """Raise UsageError where a person has rejected the event that is looked for, and say how to have it back."""
    from tradewatch.model import CorrectionKind
    from tradewatch.resolution.corrections import standing
    from tradewatch.store.records import corrections

    for entry in reversed(standing(corrections(store))):
        if entry.kind is CorrectionKind.REJECT and entry.event == wanted.strip().lower():
            why = f" ({entry.because})" if entry.because else ""
            told = f"was rejected by {entry.who or 'someone'} on {entry.at[:10]}{why}"
            raise UsageError(f"{entry.event}: {told}; take it back with 'tradewatch correct --undo {entry.id}'")
