"""Aligned rows for long lists: a rich renderable that never elides and stays quick.

rich's own Table takes three seconds for 10,000 rows of seven cells; a timeline of that length has half a second. So a Grid measures each
column once, shrinks only the columns that may fold, folds a cell by rich's word wrap only where it does not fit, and yields one segment a
cell. On an endless width (a pipe, a file) nothing folds at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from tradewatch.views.safe import safe

GAP = 2
FOLD_FLOOR = 14
LEAST = 8
LONGEST = 20
"""What is longer than this many cells is no word, and may be broken."""


class Cell(NamedTuple):
    """A cell's text (made harmless here) with its style; `link` is a URL that was checked to be http or https.

    `indent` blanks stand before it. A tuple, because a long list makes very many.
    """

    text: str
    style: str = ""
    link: str | None = None
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading ("" for none), whether its cells may fold over lines (to no less than `floor`), whether they are set right.

    `named` cells need their column's heading to be understood, also where there is no room for columns.
    """

    head: str = ""
    folds: bool = False
    right: bool = False
    style: str = ""
    floor: int = FOLD_FLOOR
    named: bool = False


@dataclass(slots=True)
class Grid:
    """Rows under columns. A row that is a single Cell is a heading and spans the width.

    Where the page is too narrow for the columns, a row is a paragraph of its cells: no word is broken to keep a column.
    """

    columns: Sequence[Column]
    rows: list[Sequence[Cell] | Cell] = field(default_factory=list)
    indent: int = 0
    _made: dict[tuple[Cell | str, str], Cell] = field(default_factory=dict)  # most columns of a long list hold few different cells

    def add(self, *cells: Cell | str) -> None:
        """Append a row; plain strings become cells in their column's style."""
        made, row = self._made, list[Cell]()
        for cell, column in zip(cells, self.columns, strict=True):
            key = (cell, column.style)
            found = made.get(key)
            if found is None:
                text, style, link, indent = (cell, "", None, 0) if isinstance(cell, str) else cell
                found = made[key] = Cell(" " * indent + safe(text), style or column.style, link)
            row.append(found)
        self.rows.append(row)

    def heading(self, text: str, style: str = "bold", indent: int = 0) -> None:
        """Append a line of its own, folded with its indent where it is longer than the page is wide."""
        self.rows.append(Cell(safe(text), style, indent=indent))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        heads = [Cell(column.head, "dim") for column in self.columns]
        headed = any(column.head for column in self.columns)
        body: Iterable[Sequence[Cell] | Cell] = [heads, *self.rows] if headed else self.rows
        widths = self._widths([row for row in body if not isinstance(row, Cell)], options.max_width - self.indent)
        if widths is None:
            yield from self._paragraphs(console, options.max_width)
            return
        if console.color_system is None:
            # without colours the whole grid is one text: a segment a cell costs more than all the rest
            yield Segment("".join(self._plain(body, widths, console, options.max_width)))
            return
        styles: dict[tuple[str, str | None], Style] = {}
        for row in body:
            if isinstance(row, Cell):
                for line in _spanning(row, console, options.max_width):
                    yield Segment(line, _style(row, console, styles))
                    yield Segment.line()
                continue
            for pieces in self._lines(row, widths, console):
                for pad, text, cell in pieces:
                    if pad:
                        yield Segment(" " * pad)
                    yield Segment(text, _style(cell, console, styles))
                yield Segment.line()

    def _plain(self, body: Iterable[Sequence[Cell] | Cell], widths: Sequence[int], console: Console, width: int) -> Iterator[str]:
        shown = [(at, room, self.columns[at].right) for at, room in enumerate(widths) if room]
        lead, gap = " " * self.indent, " " * GAP
        for row in body:
            if isinstance(row, Cell):
                yield from (f"{line}\n" for line in _spanning(row, console, width))
                continue
            parts = list[str]()
            for at, room, right in shown:
                text = row[at].text
                pad = room - (len(text) if text.isascii() else cell_len(text))
                if pad < 0:
                    break
                parts.append(" " * pad + text if right else text + " " * pad)
            else:
                yield f"{lead}{gap.join(parts)}".rstrip(" ")
                yield "\n"
                continue
            for pieces in self._lines(row, widths, console):
                yield "".join([f"{' ' * pad}{text}" for pad, text, _ in pieces])
                yield "\n"

    def _paragraphs(self, console: Console, width: int) -> Iterator[Segment]:
        """Each row as a paragraph that hangs by two blanks, its cells two blanks apart."""
        styles: dict[tuple[str, str | None], Style] = {}
        for row in self.rows:
            if isinstance(row, Cell):
                for line in _spanning(row, console, width):
                    yield Segment(line, _style(row, console, styles))
                    yield Segment.line()
                continue
            told = Text()
            for cell, column in zip(row, self.columns, strict=True):
                if cell.text and not (column.named and cell.text == "-"):
                    told.append("  " if told else "")
                    told.append(f"{column.head}: " if column.named else "", "dim")
                    told.append(cell.text, _style(cell, console, styles))
            for at, part in enumerate(told.wrap(console, max(1, width - self.indent - GAP), overflow="fold")):
                part.rstrip()
                yield Segment(" " * (self.indent + GAP * bool(at)))
                yield from part.render(console)
                yield Segment.line()

    def _widths(self, rows: Sequence[Sequence[Cell]], room: int) -> list[int] | None:
        """Natural widths; where the row is too long the columns that may fold are narrowed, down to their floor, then below it, but never
        below their longest word. None where that is not enough."""
        # each different text is measured once
        widths = [max(map(_len, {row[at].text for row in rows}), default=0) for at in range(len(self.columns))]
        over = sum(widths) + GAP * (sum(1 for width in widths if width) - 1) - room
        if over <= 0:
            return widths
        # an address or a hash may be broken where no word may
        least = [
            max(
                min(width, LEAST),
                min(LONGEST, max((_len(word) for text in {row[at].text for row in rows} for word in text.split()), default=0)),
            )
            if column.folds
            else width
            for at, (column, width) in enumerate(zip(self.columns, widths, strict=True))
        ]
        floors = [max(low, column.floor) if column.folds else low for column, low in zip(self.columns, least, strict=True)]
        over = _narrow(widths, least, _narrow(widths, floors, over))
        return widths if over <= 0 else None

    def _lines(self, row: Sequence[Cell], widths: Sequence[int], console: Console) -> Iterator[list[tuple[int, str, Cell]]]:
        """The lines of a row: for each cell that has text there, the blanks before it, the text, and the cell."""
        folded = [
            _fold(cell.text, width, console) if width and _len(cell.text) > width else (cell.text,)
            for cell, width in zip(row, widths, strict=True)
        ]
        for line in range(max(map(len, folded))):
            due, pieces = self.indent, list[tuple[int, str, Cell]]()
            for cell, column, width, texts in zip(row, self.columns, widths, folded, strict=True):
                if not width:
                    continue
                text = texts[line] if line < len(texts) else ""
                pad = width - _len(text)
                if text:
                    if column.right:
                        due, pad = due + pad, 0
                    pieces.append((due, text, cell))
                    due = 0
                due += pad + GAP
            yield pieces


def notes(lines: Iterable[str], style: str = "dim") -> Grid:
    """Lines under a table, folded with their indent."""
    grid = Grid([Column(folds=True, style=style)], indent=2)
    for line in lines:
        grid.add(line)
    return grid


INGEST = "read articles with: tradewatch ingest PATH"
READ_MORE = f"widen the filters, or {INGEST}"
"""The next step where a view has nothing to show."""


def nothing(what: str, step: str = READ_MORE) -> Text:
    """A view's only line where it has nothing: what there is none of, and what to do about it."""
    return Text(f"{what}; {step}")


def _len(text: str) -> int:
    return len(text) if text.isascii() else cell_len(text)


def _narrow(widths: list[int], floors: Sequence[int], over: int) -> int:
    """Take `over` cells from the widest columns, none below its floor; returns what could not be taken."""
    columns = [at for at, width in enumerate(widths) if width > floors[at]]
    while over > 0 and columns:
        widest = max(columns, key=lambda at: widths[at])
        rival = max((widths[at] for at in columns if at != widest), default=0)
        cut = min(over, max(1, widths[widest] - max(rival, floors[widest])))
        widths[widest] -= cut
        over -= cut
        columns = [at for at in columns if widths[at] > floors[at]]
    return over


def _fold(text: str, width: int, console: Console) -> tuple[str, ...]:
    return tuple(line.plain.rstrip() for line in Text(text).wrap(console, width, overflow="fold"))


def _spanning(cell: Cell, console: Console, width: int) -> tuple[str, ...]:
    room = width - cell.indent
    lines = _fold(cell.text, room, console) if _len(cell.text) > room else (cell.text,)
    return tuple(f"{' ' * cell.indent}{line}" for line in lines)


def _style(cell: Cell, console: Console, styles: dict[tuple[str, str | None], Style]) -> Style:
    key = (cell.style, cell.link)
    if key not in styles:
        style = console.get_style(cell.style) if cell.style else Style.null()
        styles[key] = style + Style(link=cell.link) if cell.link else style
    return styles[key]
