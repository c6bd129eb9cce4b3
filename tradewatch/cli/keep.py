"""Commands that keep the database in order and tell of its health."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewatch.cli.options import Wait, Wanted, command
from tradewatch.cli.root import app
from tradewatch.cli.session import Session, say, shown
from tradewatch.cli.show import show
from tradewatch.errors import UsageError

if TYPE_CHECKING:
    from tradewatch.store.records import Quarantined


@command(app, rows=True)
def status(
    ctx: typer.Context,
    wanted: Wanted,
    max_age: Annotated[
        str | None, typer.Option("--max-age", metavar="AGE", help="Exit 1 when the last good run is older: 26h, 7d.")
    ] = None,
) -> None:
    """How the database is doing: counts, the last run, the sources."""
    from tradewatch.batch.keep import parse_age
    from tradewatch.batch.keep import status as status_of
    from tradewatch.views.facts import facts_view

    session: Session = ctx.obj
    with session.reading():
        pass
    found = status_of(session.db, max_age=parse_age(max_age) if max_age else None)
    show(session, facts_view("Status", found.as_dict()), wanted)
    if found.exit_code:
        when = f"the last good run ended {found.last_good}, more than {max_age} ago" if found.last_good else "there was no good run yet"
        say(f"tradewatch: error: {when}; 'tradewatch status' tells of the last run and of each source, 'tradewatch sync' tries again")
        raise typer.Exit(found.exit_code)


@command(app, rows=True)
def check(ctx: typer.Context, wanted: Wanted) -> None:
    """Look the database over: pages, references, full text, and that every derived row is what its claims make."""
    from tradewatch.batch.keep import check as check_of
    from tradewatch.views.facts import facts_view

    session: Session = ctx.obj
    with session.reading():
        pass
    found = check_of(session.db)
    show(session, facts_view("Check", found.as_dict()), wanted)
    if found.exit_code:
        trouble = f"{shown(session.db)}: {len(found.problems)} problems"
        say(f"tradewatch: error: {trouble}; restore a backup, or ingest the articles into a new database")
        raise typer.Exit(int(found.exit_code))


@command(app)
def backup(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the copy goes.")],
    keep: Annotated[int | None, typer.Option("--keep", min=1, metavar="N", help="Only the newest N copies stay.")] = None,
) -> None:
    """A checked copy of the database, also while it is in use. Prints the copy's path."""
    from tradewatch.batch.keep import backup as copy
    from tradewatch.cli.session import standard_output

    session: Session = ctx.obj
    with session.reading():
        pass
    made = copy(session.db, folder, keep=keep)
    with standard_output() as out:
        out.write(f"{shown(made)}\n")


@command(app, rows=True)
def quarantine(
    ctx: typer.Context,
    wanted: Wanted,
    action: Annotated[str, typer.Argument(metavar="[list|retry|drop]", help="List, read again, or forget.")] = "list",
    which: Annotated[list[int] | None, typer.Argument(metavar="[ID]…", help="Only these; all otherwise.", show_default=False)] = None,
) -> None:
    """Inputs that were set aside, with the reason."""
    from tradewatch.store.records import quarantined, release
    from tradewatch.views.facts import rows_view
    from tradewatch.views.shapes import plain

    session: Session = ctx.obj
    if action not in ("list", "retry", "drop"):
        raise UsageError(f"quarantine: unknown action '{action}'; use list, retry or drop")
    with session.reading() as store:
        rows = [row for row in quarantined(store) if not which or row.id in which]
    if which and len(rows) < len(set(which)):
        missing = sorted(set(which) - {row.id for row in rows})
        raise UsageError(f"quarantine: no input {', '.join(map(str, missing))}; see 'tradewatch quarantine list'")
    if action == "drop":
        with session.writing() as store:
            session.note(f"{release(store, ids=tuple(row.id for row in rows))} forgotten")
        return
    if action == "retry":
        _retry(session, [row for row in rows if row.path != "-"])
        return
    columns = ("id", "path", "place", "reason", "exit_code", "source", "version", "first_at", "last_at", "times")
    show(
        session,
        rows_view("Quarantine", columns, [plain(row) for row in rows], empty="nothing is set aside", fold=("path", "reason")),
        wanted,
    )


def _retry(session: Session, rows: list[Quarantined]) -> None:
    """Read the inputs again; those that are well now leave the quarantine by themselves."""
    from tradewatch.batch.again import retry
    from tradewatch.batch.config import Config, load_config
    from tradewatch.cli.read import read_options

    if not rows:
        session.note("nothing to read again")
        return
    config = load_config(session.config_path()) if session.config_path().is_file() else Config()
    options = read_options(session, [], None, None, (), None)
    with session.run_log() as log:
        summary = retry(session.db, rows, options, config=config, today=session.today(None), way=session.way(), log=log)
    if summary.exit_code:
        raise typer.Exit(int(summary.exit_code))


@command(app, rows=True)
def reextract(
    ctx: typer.Context,
    wanted: Wanted,
    keep: Annotated[bool, typer.Option("--keep", help="Make it so; without it nothing is changed.")] = False,
    wait: Wait = 0,
) -> None:
    """Run the present extractor over the stored articles: which claims appear, vanish and change."""
    import sys

    from tradewatch.batch.reextract import difference
    from tradewatch.batch.reextract import reextract as again
    from tradewatch.extraction.pipeline import extract
    from tradewatch.model import Article, Claim
    from tradewatch.views.moved import moved_view
    from tradewatch.views.progress import progress

    session: Session = ctx.obj

    def read(article: Article) -> list[Claim]:
        return extract(article, session.knowledge)

    with session.reading() as store:
        moved = [] if keep else list(difference(store, read))
    if keep:
        with progress(sys.stderr, wanted=session.watched) as bar, session.run_log(bar) as log:
            moved = again(session.db, read, wait=wait, log=log)
    show(session, moved_view(moved, kept=keep), wanted)


@command(app, rows=True)
def info(ctx: typer.Context, wanted: Wanted) -> None:
    """Versions, paths, and what the database holds."""
    import platform
    import sqlite3

    from tradewatch import __version__
    from tradewatch.store.query import counts, coverage
    from tradewatch.views.facts import facts_view

    session: Session = ctx.obj
    facts: dict[str, object] = {
        "tradewatch": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "database": str(session.db),
        "data": str(session.knowledge.path("")),
    }
    if session.db.exists():
        with session.reading() as store:
            first, last = coverage(store)
            facts |= {"bytes": session.db.stat().st_size, **counts(store)}
            facts |= {"first_published": first.isoformat() if first else None, "last_published": last.isoformat() if last else None}
    show(session, facts_view("Info", facts), wanted)
