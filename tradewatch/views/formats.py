"""The output formats: one writer each, registered by name. The choice of format never depends on the terminal.

A View says what there is to print; a writer says how. `json` prints an array (or the one object of a view that is
one), `nl` one row a line, `csv`, `tsv`, `markdown` and `html` flat rows, `table` what a person reads.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from rich.console import RenderableType

from tradewatch.views.safe import safe, safe_json, safe_lines
from tradewatch.views.screen import Screen, console_for

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """What a command prints, whatever the format.

    `records` gives the JSON rows; `flat` the same as flat rows under `columns`; `draw` the renderable for a person. `single` views
    print one object with `json`. All are callables, so that only what the format needs is built.
    """

    title: str
    columns: Sequence[str]
    records: Callable[[], Iterable[Json]]
    flat: Callable[[], Iterable[Json]]
    draw: Callable[[Screen], RenderableType]
    single: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How rows are written: without the line of column names, and with cells exactly as stored (no guard against spreadsheet formulas)."""

    headers: bool = True
    raw: bool = False


Writer = Callable[[View, Screen, TextIO, Manner], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A registered format."""

    name: str
    help: str
    write: Writer


FORMATS: dict[str, Format] = {}


def format_named(name: str, help: str) -> Callable[[Writer], Writer]:
    """Register a writer under `name`; its text shows in `--fmt`'s help and errors."""

    def register(write: Writer) -> Writer:
        FORMATS[name] = Format(name, help, write)
        return write

    return register


_PLAIN = str.maketrans({"–": "-", "—": "-", "…": "...", "‘": "'", "’": "'", "“": '"', "”": '"', "•": "*", "·": ".", "≠": "<>"})
"""Signs for which a stream that takes ASCII only has a good likeness."""


@format_named("table", "for people; on a pipe full width, nothing cut")
def write_table(view: View, screen: Screen, out: TextIO, manner: Manner) -> None:
    if screen.color:
        console_for(out, screen).print(view.draw(screen), crop=False)
        return
    page = io.StringIO()
    console_for(page, screen).print(view.draw(screen), crop=False)
    text = page.getvalue().translate(_PLAIN) if screen.ascii else page.getvalue()
    # rich fills some lines with blanks to the width, which on an endless page would be long
    out.writelines(f"{line.rstrip(' ')}\n" for line in text.split("\n")[:-1])


@format_named("json", "one JSON array, or one object")
def write_json(view: View, screen: Screen, out: TextIO, manner: Manner) -> None:
    if view.single:
        out.write(dump_json(next(iter(view.records())), indent=2) + "\n")
        return
    lead = "["
    for record in view.records():
        out.write(f"{lead}\n{dump_json(record)}")
        lead = ","
    out.write("[]\n" if lead == "[" else "\n]\n")


@format_named("nl", "one JSON object a line")
def write_nl(view: View, screen: Screen, out: TextIO, manner: Manner) -> None:
    for record in view.records():
        out.write(dump_json(record) + "\n")


@format_named("csv", "comma-separated, safe to open in a spreadsheet")
def write_csv(view: View, screen: Screen, out: TextIO, manner: Manner) -> None:
    _separated(view, csv.writer(out, lineterminator="\n"), manner)


@format_named("tsv", "tab-separated, without tabs or line ends in cells")
def write_tsv(view: View, screen: Screen, out: TextIO, manner: Manner) -> None:
    rows = _rows(view, manner)
    for row in rows:
        out.write("\t".join(safe(cell) if isinstance(cell, str) else _bare(cell) for cell in row) + "\n")


@format_named("markdown", "a Markdown table")
def write_markdown(view: View, screen: Screen, out: TextIO, manner: Manner) -> None:
    out.write("| " + " | ".join(view.columns) + " |\n|" + " --- |" * len(view.columns) + "\n")
    for record in view.flat():
        out.write("| " + " | ".join(_markdown(record.get(name)) for name in view.columns) + " |\n")


@format_named("html", "an HTML table, a whole page")
def write_html(view: View, screen: Screen, out: TextIO, manner: Manner) -> None:
    title = html.escape(safe(view.title))
    out.write(f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n')
    out.write("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
    out.write(
        "<style>body{font-family:sans-serif}table{border-collapse:collapse}"
        "td,th{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top}"
    )
    out.write(f"</style></head>\n<body><table><caption>{title}</caption>\n<thead><tr>")
    out.write("".join(f"<th>{html.escape(name)}</th>" for name in view.columns) + "</tr></thead>\n<tbody>\n")
    for record in view.flat():
        out.write("<tr>" + "".join(f"<td>{_html(record.get(name))}</td>" for name in view.columns) + "</tr>\n")
    out.write("</tbody></table></body></html>\n")


def dump_json(value: object, indent: int | None = None) -> str:
    """JSON with plain Unicode, no NaN, and every character that could act on a terminal as an escape."""
    return safe_json(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent))


_FORMULA = re.compile(r"'{0,8}[\s\x00-\x1f\ufeff]{0,64}[=+\-@\t\r＝＋－＠]")


def guard(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula, behind one apostrophe; `unguard` takes it off again, and only then."""
    return f"'{cell}" if _FORMULA.match(cell) or cell[:1] in ("\t", "\r") else cell


def unguard(cell: str) -> str:
    """What `guard` was given."""
    return cell[1:] if cell.startswith("'") and (_FORMULA.match(cell[1:]) or cell[1:2] in ("\t", "\r")) else cell


def _rows(view: View, manner: Manner) -> Iterable[Sequence[object]]:
    if manner.headers:
        yield list(view.columns)
    for record in view.flat():
        yield [record.get(name) for name in view.columns]


def _separated(view: View, writer: Any, manner: Manner) -> None:
    for row in _rows(view, manner):
        writer.writerow([_csv(cell, manner.raw) if isinstance(cell, str) else _bare(cell) for cell in row])


def _csv(cell: str, raw: bool) -> str:
    return cell if raw else guard(safe_lines(cell))


def _bare(cell: object) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _markdown(cell: object) -> str:
    text = safe(cell) if isinstance(cell, str) else _bare(cell)
    return re.sub(r"([\\|<>\[\]*_`])", r"\\\1", text)


def _html(cell: object) -> str:
    return html.escape(safe_lines(cell)) if isinstance(cell, str) else _bare(cell)
