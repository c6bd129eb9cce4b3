"""Commands that keep the database in order and tell of its health."""

from __future__ import annotations

import typer

from tradewatch.cli.options import Wanted, command
from tradewatch.cli.root import app
from tradewatch.cli.session import Session
from tradewatch.cli.show import show


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
