"""Commands that look at what is stored: a question, its answer, a view."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from tradewatch.cli import completion
from tradewatch.cli.asking import code_of, day, event_with_life, find_events, question_of, widened
from tradewatch.cli.options import Asked, AsKnownOn, Today, Wanted, command
from tradewatch.cli.root import app
from tradewatch.cli.session import Session
from tradewatch.cli.show import show
from tradewatch.cli.typed import WordsCommand
from tradewatch.errors import UsageError
from tradewatch.views.safe import safe

GROUPS = ("month", "quarter", "year")


@command(app, filters=True, rows=True)
def timeline(
    ctx: typer.Context,
    asked: Asked,
    wanted: Wanted,
    group: Annotated[str, typer.Option("--group", metavar="month|quarter|year", help="What rows stand under; --by does too.")] = "month",
    chart: Annotated[bool, typer.Option("--chart", help="How many dates fall in each month, instead of the dates.")] = False,
    lanes: Annotated[
        str | None, typer.Option("--lanes", metavar="NAME,NAME", help="A lane an acting side, as in US,CN: who answered whom.")
    ] = None,
    today: Today = None,
) -> None:
    """Events by date; each date with what it means and as precise as it was told."""
    from tradewatch.views.chart import density_view
    from tradewatch.views.lanes import lanes_view
    from tradewatch.views.timeline import rows_of, timeline_view

    session: Session = ctx.obj
    now = session.today(today or asked.as_known_on)
    # "--by quarter" groups; no country has such a name
    group = next((word for word in asked.by if word in GROUPS), group)
    asked = replace(asked, by=[word for word in asked.by if word not in GROUPS])
    if group not in GROUPS:
        raise UsageError(f"--group: unknown '{group}'; use month, quarter or year")
    question = question_of(session, asked, now)
    with session.reading() as store:
        events = find_events(store, question, told=False)
    rows = rows_of(events, question.filters.since, question.filters.until)
    undated = sum(1 for event in events if not event.claim.dates)
    if asked.limit and len(rows) > asked.limit:
        session.warn(f"{len(rows) - asked.limit} earlier rows are left out; raise --limit to see them")
        rows = rows[-asked.limit :]
    if lanes:
        codes = list(dict.fromkeys(code_of(session, part, "--lanes") for part in lanes.split(",") if part.strip()))
        view = lanes_view(rows, codes, by=group)
    else:
        view = density_view(rows) if chart else timeline_view(rows, by=group)
    show(session, view, wanted, today=now)
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
    from tradewatch.views.country import Side, country_view

    session: Session = ctx.obj
    now = session.today(today or asked.as_known_on)
    code = code_of(session, name, "country")
    question = question_of(session, asked, now, about=widened(session, [code], "country", now))
    side = Side(code, session.knowledge.name(code), question.acts, question.hit)
    with session.reading() as store:
        events = find_events(store, question)
    show(session, country_view(side, events, today=now), wanted, today=now)


@command(app, filters=True, rows=True)
def countries(
    ctx: typer.Context,
    asked: Asked,
    wanted: Wanted,
    sort: Annotated[
        str | None, typer.Option("--sort", metavar="FIELD", help="country, name, imposes, faces, agreements, meetings, latest or next.")
    ] = None,
    matrix: Annotated[bool, typer.Option("--matrix", help="Who acts on whom, by type.")] = False,
    today: Today = None,
) -> None:
    """A row a country: what it imposes and faces, its deals and meetings, its latest and its next date."""
    from tradewatch.views.countries import countries_view, sort_by, tally
    from tradewatch.views.matrix import matrix_view

    session: Session = ctx.obj
    now = session.today(today or asked.as_known_on)
    with session.reading() as store:
        events = find_events(store, question_of(session, asked, now), told=False)
    if matrix:
        show(session, matrix_view(events), wanted, today=now)
        return
    rows = tally(events, session.knowledge.name, now)
    if sort:
        rows = sort_by(rows, sort)
    show(session, countries_view(rows[: asked.limit], today=now), wanted, today=now)


@command(app, rows=True, name="show")
def show_event(
    ctx: typer.Context,
    event: Annotated[str, typer.Argument(help="An event's id, or its beginning.", autocompletion=completion.event_ids)],
    wanted: Wanted,
    as_known_on: AsKnownOn = None,
    today: Today = None,
) -> None:
    """Everything about one event: what each source says, and the life of its measure."""
    from tradewatch.resolution.measures import path
    from tradewatch.views.event import Step, event_view

    session: Session = ctx.obj
    now = session.today(today or as_known_on)
    known_on = day(as_known_on, "--as-known-on", now, last=True) if as_known_on else None
    with session.reading() as store:
        found, life = event_with_life(store, event, known_on)
    steps = [Step(station.phase.value, station.day, station.told, station.event) for station in path(life, now)]
    siblings = [other for other in life if other.id != found.id]
    show(session, event_view(found, steps, siblings, session.knowledge.forms_of), wanted, today=now)


@command(app, rows=True, cls=WordsCommand)
def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(help='Words that an article must hold; "two words" in quotes stay together.')],
    wanted: Wanted,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most so many articles, the first by --rank.")] = 20,
    rank: Annotated[
        str, typer.Option("--rank", metavar="date|relevance", help="What comes first: the newest, or what tells most of the words.")
    ] = "date",
) -> None:
    """Full text over articles and evidence, with the events that each article tells."""
    from tradewatch.store.query import events_by_id
    from tradewatch.store.search import MARK_END, MARK_START, Rank, search_articles
    from tradewatch.views.desk import search_view
    from tradewatch.views.shapes import plain

    session: Session = ctx.obj
    asked = " ".join(words)
    if rank not in list(Rank):
        raise UsageError(f"--rank: unknown '{safe(rank)}'; use {' or '.join(Rank)}")
    with session.reading() as store:
        hits = search_articles(store, asked, limit=limit, rank=Rank(rank))
        events = {event.id: event for event in events_by_id(store, {id for hit in hits for id in hit.events})}
    rows = [{name: value for name, value in plain(hit).items() if name != "article"} for hit in hits]
    show(session, search_view(rows, events, (MARK_START, MARK_END), asked), wanted)
