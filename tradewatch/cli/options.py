"""The options that commands share, declared once, and the decorator that gives them to a command.

`@command(app, filters=True, rows=True)` appends the shared parameters to a command's signature, so that typer sees them as its own, and
hands them over as one `Asked` and one `Wanted`. Values stay text here; `tradewatch.cli.asking` reads them.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from tradewatch.cli import completion


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as typed."""

    country: list[str] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    on: list[str] = field(default_factory=list)
    type: list[str] = field(default_factory=list)
    goods: list[str] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    since: str | None = None
    until: str | None = None
    as_known_on: str | None = None
    source: str | None = None
    limit: int | None = None
    latent: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """The format as chosen."""

    table: bool = False
    json: bool = False
    nl: bool = False
    csv: bool = False
    tsv: bool = False
    fmt: str | None = None
    no_headers: bool = False
    csv_raw: bool = False
    output: Path | None = None


_FILTERS = "Filters"
_FORMATS = "Formats"

AsKnownOn = Annotated[
    str | None,
    typer.Option("--as-known-on", metavar="DATE", help="Only what articles published by this day said.", rich_help_panel=_FILTERS),
]

FILTERS: dict[str, Any] = {
    "country": Annotated[
        list[str],
        typer.Option(
            "--country",
            "-c",
            metavar="NAME",
            help="Either side: a name, code, demonym or bloc. May be repeated.",
            rich_help_panel=_FILTERS,
            autocompletion=completion.countries,
        ),
    ],
    "by": Annotated[
        list[str],
        typer.Option("--by", metavar="NAME", help="The acting side.", rich_help_panel=_FILTERS, autocompletion=completion.countries),
    ],
    "on": Annotated[
        list[str],
        typer.Option("--on", metavar="NAME", help="The affected side.", rich_help_panel=_FILTERS, autocompletion=completion.countries),
    ],
    "type": Annotated[
        list[str],
        typer.Option(
            "--type",
            metavar="TYPE",
            help="tariff, port_fee, meeting … Several by commas.",
            rich_help_panel=_FILTERS,
            autocompletion=completion.types,
        ),
    ],
    "goods": Annotated[
        list[str], typer.Option("--goods", metavar="WORDS", help="Goods whose name holds these words.", rich_help_panel=_FILTERS)
    ],
    "status": Annotated[
        list[str],
        typer.Option(
            "--status",
            metavar="STATUS",
            help="threatened, in_force … Several by commas.",
            rich_help_panel=_FILTERS,
            autocompletion=completion.statuses,
        ),
    ],
    "since": Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="From this day: 2025-10-01, 2025-10, '3 months ago'.", rich_help_panel=_FILTERS),
    ],
    "until": Annotated[str | None, typer.Option("--until", metavar="DATE", help="To this day, included.", rich_help_panel=_FILTERS)],
    "as_known_on": AsKnownOn,
    "source": Annotated[
        str | None,
        typer.Option("--source", metavar="NAME", help="Only events that this source (or document) tells.", rich_help_panel=_FILTERS),
    ],
    "limit": Annotated[
        int | None,
        typer.Option(
            "--limit", min=1, metavar="N", help="At most so many rows: the latest, of dates ahead the soonest.", rich_help_panel=_FILTERS
        ),
    ],
    "latent": Annotated[
        bool, typer.Option("--latent", help="Show weak readings too, which are hidden otherwise.", rich_help_panel=_FILTERS)
    ],
}

FORMAT_OPTIONS: dict[str, Any] = {
    "table": Annotated[bool, typer.Option("--table", "-t", help="For people (the default).", rich_help_panel=_FORMATS)],
    "json": Annotated[bool, typer.Option("--json", help="One JSON array or object.", rich_help_panel=_FORMATS)],
    "nl": Annotated[bool, typer.Option("--nl", help="One JSON object a line.", rich_help_panel=_FORMATS)],
    "csv": Annotated[bool, typer.Option("--csv", help="CSV, safe to open in a spreadsheet.", rich_help_panel=_FORMATS)],
    "tsv": Annotated[bool, typer.Option("--tsv", help="Tab-separated.", rich_help_panel=_FORMATS)],
    "fmt": Annotated[
        str | None,
        typer.Option(
            "--fmt",
            metavar="NAME",
            help="Any format by name: also markdown, html.",
            rich_help_panel=_FORMATS,
            autocompletion=completion.formats,
        ),
    ],
    "no_headers": Annotated[bool, typer.Option("--no-headers", help="CSV and TSV without the line of names.", rich_help_panel=_FORMATS)],
    "csv_raw": Annotated[
        bool, typer.Option("--csv-raw", help="CSV cells exactly as stored: formulas stay live in a spreadsheet.", rich_help_panel=_FORMATS)
    ],
    "output": Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file, wholly or not at all.", rich_help_panel=_FORMATS)
    ],
}

Today = Annotated[str | None, typer.Option("--today", metavar="DATE", help="What now is; else the day of --as-known-on, else the clock's.")]

Workers = Annotated[
    int | None, typer.Option("--workers", min=0, max=256, metavar="N", help="Worker processes; 0 for none, else by the inputs.")
]
Wait = Annotated[float, typer.Option("--wait", min=0, metavar="SECONDS", help="How long to wait for another run's lock.")]
LogFormat = Annotated[str, typer.Option("--log-format", metavar="text|json", help="How standard error is written.")]
LogFile = Annotated[Path | None, typer.Option("--log-file", metavar="FILE", help="Also log to a file, which may be rotated away.")]
SummaryJson = Annotated[
    str | None, typer.Option("--summary-json", metavar="FILE", help="The run's counts as one JSON line; - for standard output.")
]

Notify = Annotated[
    list[str] | None, typer.Option("--notify", metavar="URL", help="Also tell this Apprise URL of a failure and of what the watches match.")
]
OnFinish = Annotated[str | None, typer.Option("--on-finish", metavar="CMD", help="Run this at the end; it gets the counts.")]


def command(
    app: typer.Typer, *, filters: bool = False, rows: bool = False, **settings: Any
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command, with the shared filters (as `asked: Asked`) and formats (as `wanted: Wanted`) behind its own options."""

    def register(body: Callable[..., None]) -> Callable[..., None]:
        shared = (FILTERS if filters else {}) | (FORMAT_OPTIONS if rows else {})
        signature = inspect.signature(body, eval_str=True)
        own = [parameter for parameter in signature.parameters.values() if parameter.name not in ("asked", "wanted")]
        taken = {parameter.name for parameter in own}
        added = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_default(hint), annotation=hint)
            for name, hint in shared.items()
            if name not in taken
        ]

        @functools.wraps(body)
        def run(*given: Any, **values: Any) -> None:
            if filters:
                chosen = {name: values.pop(name) for name in FILTERS if name not in taken}
                values["asked"] = Asked(**{name: value for name, value in chosen.items() if value is not None})
            if rows:
                wanted = values["wanted"] = Wanted(**{name: values.pop(name) for name in FORMAT_OPTIONS if name not in taken})
                if wanted != Wanted(output=wanted.output):
                    from tradewatch.cli.show import check_format

                    check_format(wanted)  # before the work, not after it
            body(*given, **values)

        run.__signature__ = signature.replace(parameters=[*own, *added])  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in (*own, *added)}
        del run.__wrapped__
        return cast(Callable[..., None], app.command(**settings)(run))

    return register


def _default(hint: Any) -> Any:
    kind = hint.__origin__
    return False if kind is bool else [] if kind == list[str] else None
