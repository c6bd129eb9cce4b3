"""Commands that give: files for other programs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewatch.cli.asking import find_events, question_of
from tradewatch.cli.options import Asked, Today, Wanted, command
from tradewatch.cli.root import app
from tradewatch.cli.session import Session, shown, standard_output
from tradewatch.cli.show import format_name, show
from tradewatch.errors import StorageError, UsageError
from tradewatch.model import Claim, Event

if TYPE_CHECKING:
    from datetime import date

    from tradewatch.views.formats import Json, View


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
    now = session.today(today)
    if sum((ics, atom, parquet is not None, datapackage is not None, format_name(wanted) != "table")) > 1:
        raise UsageError("export writes one thing at a time; use just one of the formats, --ics, --atom, --parquet and --datapackage")
    with session.reading() as store:
        events = find_events(store, question_of(session, asked, now))
    events = events[-asked.limit :] if asked.limit else events
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
