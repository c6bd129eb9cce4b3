"""Commands that look at what is stored: a question, its answer, a view."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from tradewatch.cli import completion
from tradewatch.cli.asking import by_date, code_of, event_with_life, find_events, limited, question_of, widened
from tradewatch.cli.options import Asked, AsKnownOn, Today, Wanted, command
from tradewatch.cli.root import app
from tradewatch.cli.session import Session
from tradewatch.cli.show import marks_of, show
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
    now = session.today(today, asked.as_known_on)
    if lanes is not None and (chart or not lanes.strip(" ,")):
        wrong = "use just one of --lanes and --chart" if chart else "is empty; name the acting sides, as in US,CN"
        raise UsageError(f"--lanes: {wrong}")
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
    rows = limited(session, rows, asked.limit)
    if lanes is not None:
        codes = list(dict.fromkeys(code_of(session, part, "--lanes") for part in lanes.split(",") if part.strip()))
        view = lanes_view(rows, codes, by=group)
    else:
        view = density_view(rows) if chart else timeline_view(rows, by=group)
    show(session, view, wanted, today=now)
    if undated:
        many = "1 event without a date is" if undated == 1 else f"{undated} events without a date are"
        session.note(f"{many} left out; 'tradewatch export' and 'tradewatch country NAME' have them")


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
    now = session.today(today, asked.as_known_on)
    code = code_of(session, name, "country")
    question = question_of(session, asked, now, about=widened(session, [code], "country", now))
    side = Side(code, session.knowledge.name(code), question.acts, question.hit)
    with session.reading() as store:
        events = limited(session, by_date(find_events(store, question)), asked.limit, what="earlier events")
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
    now = session.today(today, asked.as_known_on)
    with session.reading() as store:
        events = find_events(store, question_of(session, asked, now), told=False)
    if matrix and sort is not None:
        raise UsageError("countries: use just one of --matrix and --sort")
    if matrix:
        events = limited(session, events, asked.limit, what="earlier events")
        show(session, matrix_view(events), wanted, today=now)
        return
    rows = tally(events, session.knowledge.name, now)
    if sort is not None:
        rows = sort_by(rows, sort)
    rows = limited(session, rows, asked.limit, first=True, what="further rows")
    show(session, countries_view(rows, today=now), wanted, today=now)


@command(app, rows=True, name="show")
def show_event(
    ctx: typer.Context,
    event: Annotated[str, typer.Argument(help="An event's id, or its beginning.", autocompletion=completion.event_ids)],
    wanted: Wanted,
    as_known_on: AsKnownOn = None,
    today: Today = None,
) -> None:
    """Everything about one event: what each source says, and the life of its measure."""
    from tradewatch.resolution.apply import corrections_of
    from tradewatch.resolution.measures import path
    from tradewatch.store.records import corrections
    from tradewatch.views.event import Step, event_view

    session: Session = ctx.obj
    now = session.today(today, as_known_on)
    known_on = session.known_on(as_known_on)
    with session.reading() as store:
        found, life = event_with_life(store, event, known_on)
        log = corrections_of(found, corrections(store))
    steps = [Step(station.phase.value, station.day, station.told, station.event) for station in path(life, now)]
    siblings = [other for other in life if other.id != found.id]
    show(session, event_view(found, steps, siblings, marks_of(session), log), wanted, today=now)


@command(app, filters=True, rows=True, cls=WordsCommand)
def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(help='Words that an article must hold; "two words" in quotes stay together.')],
    asked: Asked,
    wanted: Wanted,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most so many articles, the first by --rank.")] = 20,
    rank: Annotated[
        str, typer.Option("--rank", metavar="date|relevance", help="What comes first: the newest, or what tells most of the words.")
    ] = "date",
) -> None:
    """Full text over articles and evidence, with the events that each article tells. Filters leave articles that tell such events."""
    from tradewatch.store.query import events_by_id, is_from
    from tradewatch.store.search import MARK_END, MARK_START, Rank, safe_match, search_articles
    from tradewatch.views.desk import search_view
    from tradewatch.views.shapes import plain

    session: Session = ctx.obj
    # what stood in the shell's quotes stays together
    asked_for = " ".join(f'"{word}"' if '"' not in word and len(word.split()) > 1 else word for word in words)
    if not safe_match(asked_for):
        raise UsageError("search: no word to look for; give one or more, as in: tradewatch search rare earths")
    if rank not in list(Rank):
        raise UsageError(f"--rank: unknown '{safe(rank)}'; use {' or '.join(Rank)}")
    question = question_of(session, asked, session.today(None, asked.as_known_on))
    narrowed = replace(asked, latent=False) != Asked()
    with session.reading() as store:
        hits = search_articles(store, asked_for, limit=None if narrowed else limit + 1, rank=Rank(rank))
        found = find_events(store, question) if narrowed else events_by_id(store, {id for hit in hits for id in hit.events})
    events = {event.id: event for event in found if asked.latent or not event.claim.latent}
    if narrowed:
        told: dict[str, list[str]] = {}
        for event in events.values():
            for article in {one.source.article for one in event.told if asked.source is None or is_from(one.source, asked.source)}:
                told.setdefault(article, []).append(event.id)
        hits = [replace(hit, events=tuple(told[hit.article])) for hit in hits if hit.article in told]
    if len(hits) > limit:
        session.warn("more articles hold these words; raise --limit to see them")
    hits = [replace(hit, events=tuple(id for id in hit.events if id in events)) for hit in hits[:limit]]
    rows = [{name: value for name, value in plain(hit).items() if name != "article"} for hit in hits]
    show(session, search_view(rows, events, (MARK_START, MARK_END), asked_for), wanted)
