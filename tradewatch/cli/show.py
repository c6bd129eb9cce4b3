"""From a view and the wanted format to standard output or a file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tradewatch.cli.options import Wanted
from tradewatch.cli.session import Session, standard_output
from tradewatch.errors import UsageError
from tradewatch.views.safe import safe

if TYPE_CHECKING:
    from tradewatch.views.event import Marks
    from tradewatch.views.formats import Format, View
    from tradewatch.views.screen import Screen


def format_name(wanted: Wanted) -> str:
    """The one format chosen. Raises UsageError for two at once and for a name that is none."""
    from tradewatch.views.formats import FORMATS

    flags = [name for name in ("table", "json", "nl", "csv", "tsv") if getattr(wanted, name)]
    if wanted.fmt is not None:
        flags.append(wanted.fmt)
    if len(flags) > 1:
        raise UsageError("use just one of --table, --json, --nl, --csv, --tsv or --fmt")
    name = flags[0] if flags else "table"
    if name not in FORMATS:
        raise UsageError(f"--fmt: unknown format '{safe(name)}'; use one of {', '.join(FORMATS)}")
    return name


def check_format(wanted: Wanted) -> None:
    """Raise UsageError where the format is none, or where what was asked for is of another format."""
    name = format_name(wanted)
    for option, given, fits in (("--no-headers", wanted.no_headers, ("csv", "tsv")), ("--csv-raw", wanted.csv_raw, ("csv",))):
        if given and name not in fits:
            raise UsageError(f"{option} is of {' and '.join(map(str.upper, fits))}; add {' or '.join(f'--{fit}' for fit in fits)}")


def marks_of(session: Session) -> Marks:
    """Which words of an event's evidence are marked."""
    from tradewatch.views.event import Marks

    return Marks(session.knowledge.forms_of, session.knowledge.table("evidence"))


def show(session: Session, view: View, wanted: Wanted, *, today: date | None = None, page: bool = True) -> None:
    """Print the view as wanted. On a terminal a long table goes through the pager."""
    from tradewatch.views.formats import FORMATS, Manner

    form = FORMATS[format_name(wanted)]
    manner = Manner(headers=not wanted.no_headers, raw=wanted.csv_raw)
    if wanted.output is not None and str(wanted.output) != "-":
        from tradewatch.views.output import replacing

        with replacing(wanted.output) as out:
            form.write(view, session.screen(out, today=today), out, manner)
        session.note(f"written to {safe(str(wanted.output))}")
        return
    with standard_output() as out:
        screen = session.screen(out, today=today)
        if form.name == "table" and page and screen.width is not None and _paged(session, view, form, screen):
            return
        form.write(view, screen, out, manner)


def _paged(session: Session, view: View, form: Format, screen: Screen) -> bool:
    """Whether the view was longer than the screen and went through the pager."""
    import io

    from tradewatch.cli.pager import pager_command, terminal_height, through_pager
    from tradewatch.views.formats import Manner

    if not pager_command(session.environ):
        return False
    drawn = io.StringIO()
    form.write(view, screen, drawn, Manner())
    text = drawn.getvalue()
    return text.count("\n") >= terminal_height() and through_pager(text, session.environ)
