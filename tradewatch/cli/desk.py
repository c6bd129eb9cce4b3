"""Commands that put questions to what resolution works out: rates on a day, dates ahead, threats, conflicts, changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from tradewatch.cli.asking import Question, code_of, day, find_events, limited, question_of
from tradewatch.cli.options import Asked, Today, Wanted, command
from tradewatch.cli.root import app
from tradewatch.cli.session import Session
from tradewatch.cli.show import show
from tradewatch.errors import UsageError
from tradewatch.model import Event

Days = Annotated[int, typer.Option("--days", min=0, max=36500, metavar="N", help="How many days ahead.")]


@command(app, filters=True, rows=True)
def rates(
    ctx: typer.Context,
    asked: Asked,
    wanted: Wanted,
    at: Annotated[str | None, typer.Option("--at", metavar="DATE", help="The day asked for; today otherwise.")] = None,
    chart: Annotated[bool, typer.Option("--chart", help="The duty over time as steps, with what moved it.")] = False,
    today: Today = None,
) -> None:
    """Duties in force on a day, component by component, with the working. Needs --by and --on."""
    from dataclasses import replace

    from tradewatch.resolution.rates import DUTIES, history
    from tradewatch.resolution.rates import rates as rates_on
    from tradewatch.store.query import coverage
    from tradewatch.views.rates import rates_view
    from tradewatch.views.shapes import plain

    session: Session = ctx.obj
    now = session.today(today, asked.as_known_on)
    if len(asked.by) != 1 or len(asked.on) != 1:
        raise UsageError("rates needs one --by and one --on, as in 'tradewatch rates --by US --on China'")
    moment = day(at, "--at", now) if at is not None else now
    by, on = code_of(session, asked.by[0], "--by"), code_of(session, asked.on[0], "--on")
    if by == on:
        raise UsageError(f"rates: --by and --on are both {by}, and no side charges itself; name two")
    # a duty on named goods without a target is on this one too, so the target is looked at by who works out the rates
    question = question_of(session, replace(asked, goods=[], on=[], type=asked.type or [kind.value for kind in DUTIES]), now)
    with session.reading() as store:
        events = find_events(store, question)
        first, last = coverage(store)
    known_on = question.filters.known_on
    read = (first.isoformat(), min(last, known_on or last).isoformat()) if first and last else None
    if asked.limit:
        session.warn("--limit is left out: rates shows every component")
    goods, blocs = asked.goods or None, session.knowledge.blocs_of
    steps = history(events, by, on, until=max(moment, now), goods=goods, blocs=blocs) if chart else ()
    table = plain(rates_on(events, by, on, moment, goods=goods, blocs=blocs))
    rows = [{"date": step.date.isoformat(), **plain(step.table)} for step in steps]
    show(session, rates_view(table, by_id(events), rows, chart=chart, read=read), wanted, today=now)


@command(app, filters=True, rows=True)
def upcoming(ctx: typer.Context, asked: Asked, wanted: Wanted, days: Days = 30, today: Today = None) -> None:
    """Dates ahead: duties that start, truces that lapse, meetings, deadlines."""
    from tradewatch.resolution.desk import upcoming as ahead
    from tradewatch.store.query import events_by_id
    from tradewatch.views.desk import upcoming_view
    from tradewatch.views.shapes import plain

    session: Session = ctx.obj
    now = session.today(today, asked.as_known_on)
    with session.reading() as store:
        events = find_events(store, question_of(session, asked, now), told=False)
        rows = [plain(row) for row in limited(session, ahead(events, now, days), asked.limit, first=True, what="later rows")]
        # of the few that are shown it is told who says so
        bare = {row["event"] for row in rows} & {event.id for event in events if not event.told}
        found = by_id([*events, *events_by_id(store, bare)])
    show(session, upcoming_view(rows, found), wanted, today=now)


@command(app, filters=True, rows=True)
def threats(ctx: typer.Context, asked: Asked, wanted: Wanted, today: Today = None) -> None:
    """What was threatened or proposed, by whom, for when, and what became of it."""
    from tradewatch.resolution.threats import follow_through
    from tradewatch.resolution.threats import threats as threats_of
    from tradewatch.store.query import Filters
    from tradewatch.views.desk import threats_view
    from tradewatch.views.shapes import plain

    session: Session = ctx.obj
    now = session.today(today, asked.as_known_on)
    question = question_of(session, asked, now)
    filters = question.filters
    with session.reading() as store:
        # outcomes lie in events that the filters leave out, so all are looked at and the rows are chosen after
        events = find_events(store, Question(Filters(latent=filters.latent, known_on=filters.known_on)))
    found = by_id(events)
    rows = [row for row in threats_of(events, now) if filters.matches(found[row.event]) and question.matches(found[row.event])]
    rows = limited(session, rows, asked.limit)
    record = [plain(side) for side in follow_through(rows)]
    show(session, threats_view([plain(row) for row in rows], found, record), wanted, today=now)


@command(app, filters=True, rows=True)
def conflicts(ctx: typer.Context, asked: Asked, wanted: Wanted, today: Today = None) -> None:
    """Events on which sources disagree, the values side by side."""
    from tradewatch.resolution.desk import conflicts as disagreements
    from tradewatch.views.desk import conflicts_view
    from tradewatch.views.shapes import plain

    session: Session = ctx.obj
    now = session.today(today, asked.as_known_on)
    with session.reading() as store:
        events = find_events(store, question_of(session, asked, now))
    rows = [plain(row) for row in limited(session, disagreements(events), asked.limit)]
    show(session, conflicts_view(rows, by_id(events)), wanted, today=now)


@command(app, filters=True, rows=True)
def changes(ctx: typer.Context, asked: Asked, wanted: Wanted, days: Days = 7, today: Today = None) -> None:
    """What is new, changed or contradicted since a time (--since) or since the last run, and what is due soon.

    A time is when articles were read; with --as-known-on both days are days of publication.
    """
    from dataclasses import replace

    from tradewatch.resolution import resolve
    from tradewatch.resolution.desk import changes as differences
    from tradewatch.store.query import sourced_claims
    from tradewatch.store.records import corrections
    from tradewatch.views.desk import changes_view
    from tradewatch.views.shapes import plain

    session: Session = ctx.obj
    now = session.today(today, asked.as_known_on)
    since_day = day(asked.since, "--since", now) if asked.since is not None else None
    question = question_of(session, replace(asked, since=None), now)
    with session.reading() as store:
        known_on = question.filters.known_on
        if since_day and known_on:
            # from what was known on one day to what was known on another, whenever the articles were read
            before = resolve(sourced_claims(store, known_on=since_day), corrections(store), known_on=since_day).events
        else:
            since = f"{since_day.isoformat()}T00:00:00Z" if since_day else _last_run(store)
            claims = sourced_claims(store, known_on=known_on, stored_by=since) if since else []
            before = resolve(claims, corrections(store), known_on=known_on).events
        after = find_events(store, question)
    rows = [plain(row) for row in limited(session, differences(before, after, now, days), asked.limit, first=True, what="further rows")]
    show(session, changes_view(rows, by_id(after)), wanted, today=now)


def _last_run(store: object) -> str | None:
    """When the latest writing run but one ended: what the latest brought is then what is new. None before the second run."""
    from tradewatch.store.records import runs
    from tradewatch.store.schema import Store

    assert isinstance(store, Store)
    done = [run for run in runs(store, 50) if run.command in ("ingest", "sync") and run.exit_code in (0, 3)]
    return done[0].started if done else None


def by_id(events: Iterable[Event]) -> dict[str, Event]:
    """Events under their ids."""
    return {event.id: event for event in events}
