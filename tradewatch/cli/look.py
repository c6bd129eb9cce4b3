"""Commands that look at what is stored: a question, its answer, a view."""

from __future__ import annotations

from typing import Annotated

import typer

from tradewatch.cli.app import app
from tradewatch.cli.asking import code_of, filters_of, find_events, hit_as
from tradewatch.cli.options import Asked, Today, Wanted, command
from tradewatch.cli.session import Session
from tradewatch.cli.show import show
from tradewatch.errors import UsageError


@command(app, filters=True, rows=True)
def timeline(
    ctx: typer.Context,
    asked: Asked,
    wanted: Wanted,
    group: Annotated[str, typer.Option("--group", metavar="month|quarter|year", help="What the rows are grouped by.")] = "month",
    today: Today = None,
) -> None:
    """Events by date; each date with what it means and as precise as it was told."""
    from tradewatch.views.timeline import rows_of, timeline_view

    session: Session = ctx.obj
    now = session.today(today)
    if group not in ("month", "quarter", "year"):
        raise UsageError(f"--group: unknown '{group}'; use month, quarter or year")
    filters = filters_of(session, asked, now)
    with session.reading() as store:
        events = find_events(store, filters, told=False)
    rows = rows_of(events, filters.since, filters.until)
    undated = sum(1 for event in events if not event.claim.dates)
    if asked.limit and len(rows) > asked.limit:
        session.warn(f"{len(rows) - asked.limit} earlier rows are left out; raise --limit to see them")
        rows = rows[-asked.limit :]
    show(session, timeline_view(rows, by=group), wanted, today=now)
    if undated:
        session.note(f"{undated} events without a date are left out; 'tradewatch export' and 'tradewatch country NAME' have them")


@command(app, filters=True, rows=True)
def country(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="A name, code, demonym or bloc.")],
    asked: Asked,
    wanted: Wanted,
    today: Today = None,
) -> None:
    """One country's page: duties it imposes and faces, controls, deals, meetings, dates ahead."""
    from dataclasses import replace

    from tradewatch.views.country import Side, country_view

    session: Session = ctx.obj
    now = session.today(today)
    filters = filters_of(session, asked, now)
    code = code_of(session, name, "country")
    acts_as = frozenset({code, *session.knowledge.members(code, now)})
    side = Side(code, session.knowledge.name(code), acts_as, hit_as(session, acts_as, now))
    with session.reading() as store:
        events = find_events(store, replace(filters, country=side.hit_as))
    events = [event for event in events if side.acts(event.claim) or side.hit(event.claim)]
    show(session, country_view(side, events, today=now), wanted, today=now)


@command(app, filters=True, rows=True)
def countries(
    ctx: typer.Context,
    asked: Asked,
    wanted: Wanted,
    sort: Annotated[str | None, typer.Option("--sort", metavar="FIELD", help="country, name, imposes, faces, agreements, meetings, latest or next.")] = None,
    today: Today = None,
) -> None:
    """A row a country: what it imposes and faces, its deals and meetings, its latest and its next date."""
    from tradewatch.views.countries import countries_view, sort_by, tally

    session: Session = ctx.obj
    now = session.today(today)
    with session.reading() as store:
        events = find_events(store, filters_of(session, asked, now), told=False)
    rows = tally(events, session.knowledge.name, now)
    if sort:
        rows = sort_by(rows, sort)
    show(session, countries_view(rows[: asked.limit], today=now), wanted, today=now)
