"""Telling people: new events that match a watch, dates that come near, runs that failed. Sent by Apprise, to any service it knows.

A watch fires once per event, also where an older report that comes in later gives the event another id: a notice that is due is first
written down and then sent. One that could not be sent to every address goes
out again with the next run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tradewatch.batch.clock import stamp
from tradewatch.batch.config import Config, Watch
from tradewatch.errors import ConfigError, UsageError
from tradewatch.model import Event, Role, Status
from tradewatch.store import query, records
from tradewatch.store.query import Filters

if TYPE_CHECKING:
    from tradewatch.batch.runlog import RunLog
    from tradewatch.knowledge import Knowledge
    from tradewatch.store.schema import Store

_MOST = 20  # events that one notice lists
_DEADLINE = "deadline: "
_EVERYTHING = Watch("deadlines")
_OVER = frozenset({Status.REJECTED, Status.CANCELLED, Status.ENDED})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A watch with its countries as codes: `acts` and `hit` are the codes by which they act and are hit on a day."""

    watch: Watch
    filters: Filters
    acts: frozenset[str]
    hit: frozenset[str]

    def matches(self, event: Event) -> bool:
        """Whether an event is worth a notice."""
        claim = event.claim
        country = not self.acts or not self.acts.isdisjoint(claim.by) or not self.hit.isdisjoint(claim.on)
        return country and self.filters.matches(event)


def prepare(watch: Watch, knowledge: Knowledge, today: date) -> Prepared:
    """Look a watch's countries up. Raises ConfigError with the nearest names on one that is unknown."""

    def codes(names: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        for name in names:
            try:
                code = knowledge.country(name)
            except UsageError as error:
                raise ConfigError(f"watch '{watch.name}': {error}") from error
            found |= {code, *knowledge.members(code, today)}
        return frozenset(found)

    def blocs(members: frozenset[str]) -> frozenset[str]:
        return frozenset(bloc for code in members for bloc in knowledge.blocs_of(code, today))

    together = frozenset(knowledge.table("terms")["blocs"]["one_trade_policy"])
    country, by, on = codes(watch.country), codes(watch.by), codes(watch.on)
    acts = country | (blocs(country) & together)
    hit = country | blocs(country) | {"*"} if country else country
    filters = Filters(
        by=by | (blocs(by) & together),
        on=on | blocs(on) | {"*"} if on else on,
        goods=watch.goods,
        types=watch.types,
        status=watch.status,
    )
    return Prepared(watch, filters, acts, hit)


def queue(store: Store, config: Config, knowledge: Knowledge, touched: Iterable[str], today: date, at: str) -> int:
    """Write down which notices are due: events among `touched` (ids new or changed in this run) that match a watch, and dates within a
    watch's number of days of `today`. Returns how many."""
    watches = [prepare(watch, knowledge, today) for watch in config.watches]
    events = query.events_by_id(store, sorted(set(touched)))
    due = 0
    for watch in watches:
        due += _queue(store, watch.watch.name, [event for event in events if watch.matches(event)], at)
    if not watches and config.deadlines is not None:
        watches = [prepare(_EVERYTHING, knowledge, today)]
    for watch in watches:
        days = watch.watch.deadlines if watch.watch.deadlines is not None else config.deadlines
        if days is not None:
            due += _queue(store, f"{_DEADLINE}{watch.watch.name}", _coming(store, watch, today, days), at)
    return due


def _queue(store: Store, name: str, events: Sequence[Event], at: str) -> int:
    """Write down a watch's notices of events, except of those that it told of under an id that they had before."""
    from tradewatch.resolution.join import id_of

    told = records.noticed(store, name)
    for event in events:
        former = {id_of(one) for one in event.told} & told if event.id not in told else set()
        if former:
            others = {other.id for other in query.events_by_id(store, sorted(former))}
            records.rename_notices(store, name, sorted(former - others), event.id)
    return records.queue_notices(store, name, [event.id for event in events], at)


def _coming(store: Store, watch: Prepared, today: date, days: int) -> list[Event]:
    """Events that stand, with a start, an end or a meeting from today to so many days ahead."""
    last = today + timedelta(days)
    window = Filters(since=today, until=last)
    return [event for event in query.events(store, window) if watch.matches(event) and _next(event, today, last)]


def _next(event: Event, today: date, last: date) -> tuple[Role, date] | None:
    """The first day ahead on which something begins, ends or is held; none for an event that is over."""
    if event.claim.status in _OVER:
        return None
    days = [
        (period.start if role is not Role.ENDS else period.end or period.start, role)
        for role, period in event.claim.dates.items()
        if role is not Role.ANNOUNCED
    ]
    ahead = sorted((day, role) for day, role in days if day is not None and today <= day <= last)
    return (ahead[0][1], ahead[0][0]) if ahead else None


def send_due(store: Store, urls: Sequence[str], log: RunLog) -> int:
    """Send every notice that is due, one message a watch. What cannot be sent stays due and is told as a warning. Returns how many went."""
    due = records.due_notices(store)
    if not due or not urls:
        return 0
    sent = 0
    for watch in dict.fromkeys(name for name, _ in due):
        ids = [event for name, event in due if name == watch]
        events = query.events_by_id(store, ids)
        title, body = message(watch, events)
        if not events or send(urls, title, body, log):
            records.notices_sent(store, [(watch, event) for event in ids], stamp(log.clock()))
            sent += len(events)
    return sent


def message(watch: str, events: Sequence[Event]) -> tuple[str, str]:
    """A notice's title and text: each event in a line, with its evidence and who says so."""
    count = f"{len(events)} event{'s' if len(events) != 1 else ''}"
    if watch.startswith(_DEADLINE):
        title = f"tradewatch: dates coming up ({watch.removeprefix(_DEADLINE)}): {count}"
    else:
        title = f"tradewatch: {watch}: {count}"
    lines: list[str] = []
    for event in events[:_MOST]:
        lines += [line_of(event), *_said(event), ""]
    if len(events) > _MOST:
        lines.append(f"and {len(events) - _MOST} more: see `tradewatch changes`")
    return title, "\n".join(lines).strip()


def line_of(event: Event) -> str:
    """An event in a line of plain text: `tariff US on CN, 100 percent, announced; effective 2025-11-01 [id]`."""
    claim = event.claim
    sides = ", ".join(claim.by) + (f" on {', '.join(claim.on)}" if claim.on else "")
    rate = f", {claim.rate.value.normalize():f} {claim.rate.unit}" if claim.rate else ""
    goods = f", {', '.join(claim.goods)}" if claim.goods else ""
    dates = "".join(f"; {role} {claim.dates[role].edtf}" for role in Role if role in claim.dates)
    return f"{claim.type} {sides}{rate}{goods}, {claim.status}{dates} [{event.id}]"


def _said(event: Event) -> list[str]:
    if not event.told:
        return []
    first = event.told[0]
    who = first.source.source or first.source.doc
    day = f", {first.source.published.isoformat()}" if first.source.published else ""
    return [f"  “{' '.join(first.claim.evidence.split())}” ({who}{day})"]


def unknown(urls: Sequence[str]) -> list[int]:
    """The numbers, from one, of the URLs that Apprise does not know."""
    import logging

    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    return [number for number, url in enumerate(urls, 1) if not apprise.Apprise().add(url)]


def send(urls: Sequence[str], title: str, body: str, log: RunLog) -> bool:
    """Send one message to all `urls`; False, with a warning, where any of them did not take it. A URL is not shown: it holds a secret."""
    import logging

    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    desk = apprise.Apprise()
    for url in urls:
        desk.add(url)  # what it does not know was refused before the run began
    if not len(desk):
        return False
    try:
        sent = bool(desk.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT))
    except Exception as error:  # a plugin's fault must not fail the run
        log.tell("warning", "notice", f"a notice could not be sent ({type(error).__name__}); it stays due")
        return False
    if not sent:
        log.tell("warning", "notice", "a notice could not be sent; it stays due and goes out with the next run")
    return sent
