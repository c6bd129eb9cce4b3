"""How a text was read, pass by pass: a heading a pass, a row a thing that the pass saw or rejected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TextIO

from rich.text import Text

from tradewatch.model import Article
from tradewatch.views.grid import Column, Grid
from tradewatch.views.safe import safe
from tradewatch.views.screen import Screen, console_for


class Explained(Protocol):
    """What extraction says of its reading: passes with their rows, each row a tuple of texts."""

    @property
    def sections(self) -> Sequence[tuple[str, Sequence[Sequence[object]]]]: ...


def write_explanation(article: Article, explained: Explained, screen: Screen, out: TextIO) -> None:
    """Print an article's explanation."""
    console = console_for(out, screen)
    dated = f"{article.published} ({article.published_from})" if article.published else "no date"
    console.print(Text.assemble((safe(article.doc), "bold underline"), f"  {dated}  {safe(article.title)}"))
    for title, rows in explained.sections:
        console.print(Text())
        console.print(Text(safe(title), "bold"))
        if not rows:
            console.print(Text("  nothing", "dim"))
            continue
        width = max(len(row) for row in rows)
        grid = Grid([Column(folds=True) for _ in range(width)], indent=2)
        for row in rows:
            grid.add(*(str(cell) for cell in row), *("",) * (width - len(row)))
        console.print(grid)
    console.print(Text())
