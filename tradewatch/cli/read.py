"""Commands that read articles: `ingest` into the database, `extract` without one, `explain` how a text was read."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewatch.cli.asking import day
from tradewatch.cli.options import LogFile, LogFormat, Notify, OnFinish, SummaryJson, Today, Wait, Wanted, Workers, command
from tradewatch.cli.root import app
from tradewatch.cli.session import Session, shown
from tradewatch.cli.show import show
from tradewatch.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from tradewatch.batch.summary import Summary
    from tradewatch.model import Article, Claim
    from tradewatch.reading import ReadOptions, SetAside

Paths = Annotated[list[str], typer.Argument(metavar="PATH…", help="Files, folders, or - for standard input.", show_default=False)]
Published = Annotated[str | None, typer.Option("--published", metavar="DATE", help="The publication date; relative dates count from it.")]
Source = Annotated[str | None, typer.Option("--source", metavar="NAME", help="The publisher, where the input does not name it.")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="FIELD=NAME", help="Which CSV column holds a field, as in text=Body. May be repeated."),
]
Private = Annotated[bool, typer.Option("--private", help="Let addresses lead to private and loopback ones: your own servers.")]


def read_options(
    session: Session,
    paths: Sequence[str],
    published: str | None,
    source: str | None,
    columns: Sequence[str],
    today: str | None,
    *,
    private: bool = False,
) -> ReadOptions:
    """The reading options as typed, with standard input's bytes where a path is `-`."""
    from tradewatch.reading import ReadOptions

    now = session.today(today)
    mapping = {}
    for pair in columns:
        name, equals, column = pair.partition("=")
        if not equals or not name or not column:
            raise UsageError(f"--column: '{pair}' is no pair; write FIELD=NAME, as in text=Body")
        mapping[name] = column
    return ReadOptions(
        published=day(published, "--published", now) if published is not None else None,
        source=source,
        columns=mapping,
        stdin=_standard_input() if "-" in paths else None,
        today=now,
        private=private,
    )


def _standard_input() -> Any:
    """Standard input as bytes. Raises UsageError where it is closed or a person's keyboard."""
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("-: standard input is closed; give a file instead")
    return sys.stdin.buffer


@command(app, rows=True)
def ingest(
    ctx: typer.Context,
    paths: Paths,
    wanted: Wanted,
    published: Published = None,
    source: Source = None,
    column: Columns = None,
    workers: Workers = None,
    wait: Wait = 0,
    log_format: LogFormat = "text",
    log_file: LogFile = None,
    summary_json: SummaryJson = None,
    private: Private = False,
    notify: Notify = None,
    on_finish: OnFinish = None,
    today: Today = None,
) -> None:
    """Read, extract, store; print the events that are new. Running it again changes nothing."""
    from tradewatch.batch.config import Config, load_config
    from tradewatch.batch.effort import Effort
    from tradewatch.batch.finish import finished, write_summary
    from tradewatch.batch.importer import ingest as run
    from tradewatch.batch.sources import notify_urls, teller
    from tradewatch.views.progress import progress

    session: Session = ctx.obj
    if summary_json == "-" and not wanted.output and wanted != Wanted():
        raise UsageError("--summary-json - takes standard output; write the events elsewhere with -o FILE, or the summary")
    options = read_options(session, paths, published, source, column or (), today, private=private)
    way, path = session.way(), session.config_path()
    config = load_config(path) if notify and path.is_file() else Config()
    urls = notify_urls(Config(), notify or ())
    with (
        progress(sys.stderr, wanted=session.watched) as bar,
        session.run_log(bar, format=log_format, file=log_file) as log,
        finished("ingest", log, on_finish=on_finish, notify=urls) as ending,
    ):
        after = teller(config, urls, way, session.today(today), log) if urls else None
        summary = run(session.db, paths, options, way=way, effort=Effort(workers=workers), wait=wait, log=log, after=after)
        ending.fields, ending.exit_code = summary.as_dict(), int(summary.exit_code)
    if summary_json:
        write_summary(summary_json, summary.as_dict())
    if summary_json != "-" or wanted.output:
        _tell(session, summary, wanted)
    if summary.exit_code:
        raise typer.Exit(int(summary.exit_code))


def _tell(session: Session, summary: Summary, wanted: Wanted) -> None:
    """The new events as wanted."""
    from tradewatch.store.query import events_by_id
    from tradewatch.views.desk import events_view

    with session.reading() as store:
        events = [event for event in events_by_id(store, summary.new_events) if not event.claim.latent]
    if events or wanted.json or wanted.output or session.chatty:
        events.sort(key=lambda event: ((key := event.claim.key_date) is None, key.first if key else session.today(), event.id))
        show(session, events_view(events, "New events", empty="nothing new"), wanted)


@command(app, rows=True)
def extract(
    ctx: typer.Context,
    paths: Paths,
    wanted: Wanted,
    published: Published = None,
    source: Source = None,
    column: Columns = None,
    latent: Annotated[bool, typer.Option("--latent", help="Show weak readings too.")] = False,
    workers: Workers = None,
    private: Private = False,
    today: Today = None,
) -> None:
    """Read and extract without a database; print the claims."""
    from tradewatch.batch.claims import read_claims
    from tradewatch.batch.effort import Effort
    from tradewatch.reading import SetAside
    from tradewatch.views.claims import claims_view

    session: Session = ctx.obj
    options = read_options(session, paths, published, source, column or (), today, private=private)
    found: list[tuple[Article, list[Claim]]] = []
    aside: list[SetAside] = []
    for item in read_claims(paths, options, way=replace(session.way(), fingerprint=""), effort=Effort(workers=workers)):
        if isinstance(item, SetAside):
            aside.append(item)
            continue
        article, claims = item
        for note in article.notes:
            session.warn(note)
        found.append((article, [claim for claim in claims if latent or not claim.latent]))
    if found:
        show(session, claims_view(found), wanted)
    _end_with(session, aside, bool(found))


def _end_with(session: Session, aside: Sequence[SetAside], some: bool) -> None:
    """Name what was set aside, the first of each input. Exit 3 where some inputs were, the inputs' own code where nothing was usable."""
    if not aside:
        return
    from tradewatch.batch.inputs import NAMED

    if len(aside) == 1 and not some:
        raise aside[0].error
    counts = Counter(item.path for item in aside)
    named: Counter[str] = Counter()
    for item in aside:
        named[item.path] += 1
        if named[item.path] <= NAMED:
            session.warn(shown(str(item.error)))
    for path, count in counts.items():
        if count > NAMED:
            session.warn(f"{shown(path)}: {count - NAMED:,} more of its parts are set aside")
    if not some:
        raise type(aside[0].error)(f"nothing could be used of {shown(aside[0].path) if len(counts) == 1 else f'{len(counts):,} inputs'}")
    raise typer.Exit(ExitCode.PARTIAL)


@command(app, rows=True)
def explain(
    ctx: typer.Context,
    paths: Paths,
    wanted: Wanted,
    published: Published = None,
    source: Source = None,
    private: Private = False,
    today: Today = None,
) -> None:
    """How a text was read: spans, phrases, frames, what was rejected and why."""
    from tradewatch.batch.claims import read_claims
    from tradewatch.reading import SetAside
    from tradewatch.views.explain import Explained, explain_view

    session: Session = ctx.obj
    found: list[Explained] = []
    aside: list[SetAside] = []
    options = read_options(session, paths, published, source, (), today, private=private)
    way = replace(session.way(), extract="tradewatch.extraction.explain:explain", fingerprint="")
    for item in read_claims(paths, options, way=way):
        if isinstance(item, SetAside):
            aside.append(item)
        else:
            article, explanation = item
            found.append((article, explanation.sections))
    if found:
        show(session, explain_view(found), wanted)
    _end_with(session, aside, bool(found))
