"""Commands that give: files for other programs, a page for a browser, a site."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewatch.cli.asking import Question, acts_as, find_events, hit_as, limited, question_of, widened
from tradewatch.cli.options import Asked, Today, Wanted, command
from tradewatch.cli.root import app
from tradewatch.cli.session import Session, shown, standard_output
from tradewatch.cli.show import format_name, show
from tradewatch.errors import StorageError, UsageError
from tradewatch.model import Claim, Event

if TYPE_CHECKING:
    from datetime import date

    from tradewatch.views.country import Side
    from tradewatch.views.formats import Json, View
    from tradewatch.views.report import Report


@command(app, filters=True, rows=True)
def export(
    ctx: typer.Context,
    asked: Asked,
    wanted: Wanted,
    ics: Annotated[bool, typer.Option("--ics", help="A calendar of the events' dates.")] = False,
    atom: Annotated[bool, typer.Option("--atom", help="A feed of the events, the latest told first.")] = False,
    parquet: Annotated[Path | None, typer.Option("--parquet", metavar="FILE", help="Parquet; needs tradewatch[parquet].")] = None,
    datapackage: Annotated[Path | None, typer.Option("--datapackage", metavar="FOLDER", help="CSV tables with a datapackage.json.")] = None,
    gta: Annotated[bool, typer.Option("--gta", help="Add Global Trade Alert types and MAST chapters.")] = False,
    plover: Annotated[bool, typer.Option("--plover", help="Add PLOVER codes.")] = False,
    today: Today = None,
) -> None:
    """Events with all their sources, for other programs: JSON and tables, a calendar, a feed, Parquet, a data package."""
    session: Session = ctx.obj
    now = session.today(today, asked.as_known_on)
    files = sum((ics, atom, parquet is not None, datapackage is not None))
    if files + (format_name(wanted) != "table" or wanted.table) > 1:
        raise UsageError("export writes one thing at a time; use just one of the formats, --ics, --atom, --parquet and --datapackage")
    if files and (gta or plover):
        raise UsageError("--gta and --plover add columns to rows; use them with JSON, CSV or another format of rows")
    if (parquet or datapackage) and wanted.output:
        raise UsageError("--parquet and --datapackage name their own place; leave --output out")
    with session.reading() as store:
        events = find_events(store, question_of(session, asked, now))
    events = limited(session, events, asked.limit, what="earlier events")
    if ics or atom:
        _give_bytes(session, _calendar if ics else _feed, events, now, wanted.output)
    elif parquet or datapackage:
        _give_tables(session, events, now, parquet, datapackage)
    else:
        chosen = wanted if wanted.table or wanted.fmt or format_name(wanted) != "table" else replace(wanted, json=True)
        show(session, _with_terms(session, events, gta, plover), chosen, today=now)


def _calendar(session: Session, events: list[Event], now: date, old: bytes | None) -> bytes:
    from tradewatch.views.calendar import calendar_bytes
    from tradewatch.views.timeline import rows_of

    return calendar_bytes(rows_of(events), session.knowledge.name, now, old)


def _feed(session: Session, events: list[Event], now: date, old: bytes | None) -> bytes:
    from tradewatch.views.feed import feed_bytes

    return feed_bytes(events, session.knowledge.name, now)


def _give_bytes(session: Session, make: object, events: list[Event], now: date, output: Path | None) -> None:
    """To the file, which may hold an earlier edition, or to standard output."""
    from tradewatch.views.output import replacing

    assert callable(make)
    if output is None or str(output) == "-":
        made = make(session, events, now, None)
        with standard_output() as out:
            out.buffer.write(made)
            out.buffer.flush()
        return
    try:
        old = output.read_bytes() if output.is_file() else None
    except OSError as error:
        raise StorageError(f"{shown(output)}: the earlier edition cannot be read ({(error.strerror or 'error').lower()})") from None
    made = make(session, events, now, old)
    with replacing(output, binary=True) as file:
        file.write(made)
    session.note(f"written to {shown(output)}")


def _give_tables(session: Session, events: list[Event], now: date, parquet: Path | None, datapackage: Path | None) -> None:
    from tradewatch.views.tables import write_package, write_parquet

    if parquet is not None:
        write_parquet(parquet, events)
    if datapackage is not None:
        write_package(datapackage, events, now)
    session.note(f"written to {shown(parquet or datapackage or '')}")


@command(app, filters=True)
def report(
    ctx: typer.Context,
    output: Annotated[Path, typer.Argument(metavar="OUT.html", help="The page; - for standard output.")],
    asked: Asked,
    today: Today = None,
) -> None:
    """One HTML page that needs no network: timeline, countries, duties over time, dates ahead, threats, conflicts, every source."""
    from tradewatch.store.query import Filters, coverage
    from tradewatch.store.records import last_good_run
    from tradewatch.views.report import report_page

    session: Session = ctx.obj
    now = session.today(today, asked.as_known_on)
    question = question_of(session, asked, now)
    with session.reading() as store:
        # what became of a threat, and what else is in force, lies in events that the filters leave out
        everything = find_events(store, Question(Filters(latent=asked.latent, known_on=question.filters.known_on)))
        run, newest = last_good_run(store), coverage(store)[1]
    wanted = replace(question.filters, known_on=None)
    events = [event for event in everything if wanted.matches(event) and question.matches(event)]
    events = limited(session, events, asked.limit, what="earlier events")
    told = _told(session, events, everything, now, _in_words(asked), run.ended if run else None, newest)
    knowledge = session.knowledge
    page = report_page(told, lambda name: knowledge.text(f"report/{name}")).encode("utf-8")
    _give_bytes(session, lambda *_: page, events, now, output)


def _told(
    session: Session, events: list[Event], everything: list[Event], now: date, asked: str, read_at: str | None, newest: date | None
) -> Report:
    """What the page tells of some events, worked out among all."""
    from tradewatch import __version__
    from tradewatch.resolution.desk import conflicts, upcoming
    from tradewatch.resolution.rates import history, pairs
    from tradewatch.resolution.threats import follow_through, threats
    from tradewatch.views.report import PAIRS, Report
    from tradewatch.views.shapes import plain

    blocs = session.knowledge.blocs_of
    histories = [(by, on, history(everything, by, on, until=now, blocs=blocs)) for by, on in pairs(events, PAIRS)]
    shown = {event.id for event in events}
    threatened = [row for row in threats(everything, now) if row.event in shown]
    return Report(
        events=events,
        names=session.knowledge.name,
        today=now,
        sides=lambda code: _side(session, code, now),
        upcoming=[plain(row) for row in upcoming(events, now, 366)],
        threats=[plain(row) for row in threatened],
        records=[plain(side) for side in follow_through(threatened)],
        conflicts=[plain(row) for row in conflicts(events)],
        histories=[
            {"by": by, "on": on, "steps": [{"date": step.date.isoformat(), **plain(step.table)} for step in steps]}
            for by, on, steps in histories
            if steps
        ],
        around=everything,
        read_at=read_at,
        newest=newest,
        asked=asked,
        version=__version__,
    )


def _side(session: Session, code: str, now: date) -> Side:
    from tradewatch.views.country import Side

    about = widened(session, [code], "country", now)
    return Side(code, session.knowledge.name(code), acts_as(session, about, now), hit_as(session, about, now))


def _in_words(asked: Asked) -> str:
    """The filters as a person typed them."""
    given = {
        name: getattr(asked, name) for name in ("country", "by", "on", "type", "goods", "status", "since", "until", "as_known_on", "source")
    }
    return ", ".join(
        f"{name.replace('_', ' ')} {' '.join(value) if isinstance(value, list) else value}" for name, value in given.items() if value
    )


@command(app)
def serve(
    ctx: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help="On this machine only; 0 for any free one.")] = 8001,
    browse: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """A site over the database by Datasette, read-only and on this machine only, until Ctrl-C; needs tradewatch[serve]."""
    from tradewatch.cli.site import serve_site

    session: Session = ctx.obj
    with session.reading():
        pass  # what Datasette would say of a file that is none of ours is no help
    serve_site(session, port, browse)


def _with_terms(session: Session, events: list[Event], gta: bool, plover: bool) -> View:
    """The events, with columns in the terms of other bodies where asked for."""
    from tradewatch.views.desk import events_view
    from tradewatch.views.terms import GTA_COLUMNS, PLOVER_COLUMNS, gta_columns, plover_columns

    view = events_view(events)
    if not gta and not plover:
        return view
    terms = session.knowledge.table("terms")

    def more(claim: Claim) -> Json:
        return (gta_columns(claim, terms) if gta else {}) | (plover_columns(claim, terms) if plover else {})

    return replace(
        view,
        columns=(*view.columns, *(GTA_COLUMNS if gta else ()), *(PLOVER_COLUMNS if plover else ())),
        records=lambda: (record | more(event.claim) for record, event in zip(view.records(), events, strict=True)),
        flat=lambda: (record | more(event.claim) for record, event in zip(view.flat(), events, strict=True)),
    )
