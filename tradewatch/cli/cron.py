"""Commands for unattended runs: a configuration to begin with, and every source of it once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tradewatch.cli.options import LogFile, LogFormat, Notify, OnFinish, SummaryJson, Today, Wait, Workers
from tradewatch.cli.root import app
from tradewatch.cli.session import Session, shown, standard_output


@app.command()
def init(
    ctx: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where the example goes; ./tradewatch.toml otherwise.", show_default=False)
    ] = None,
) -> None:
    """Write a commented example of the configuration. Prints its path."""
    from tradewatch.batch.example import write_example

    session: Session = ctx.obj
    made = write_example(path or session.config or Path("tradewatch.toml"))
    with standard_output() as out:
        out.write(f"{shown(made)}\n")


@app.command()
def sync(
    ctx: typer.Context,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="NAME", help="Only this source. May be repeated.")] = None,
    notify: Notify = None,
    on_finish: OnFinish = None,
    summary_json: SummaryJson = None,
    workers: Workers = None,
    wait: Wait = 0,
    log_format: LogFormat = "text",
    log_file: LogFile = None,
    today: Today = None,
) -> None:
    """Cron's command: read every source of the configuration once, then send what notices are due."""
    from tradewatch.batch.config import load_config
    from tradewatch.batch.sources import Sync
    from tradewatch.batch.sources import sync as run
    from tradewatch.views.progress import progress

    session: Session = ctx.obj
    asked = Sync(tuple(only or ()), tuple(notify or ()), on_finish, summary_json, workers, wait)
    config = load_config(session.config_path())
    with progress(sys.stderr, wanted=session.watched) as bar, session.run_log(bar, format=log_format, file=log_file) as log:
        summary = run(session.db, config, asked, today=session.today(today), way=session.way(), log=log)
    if summary.exit_code:
        raise typer.Exit(int(summary.exit_code))
