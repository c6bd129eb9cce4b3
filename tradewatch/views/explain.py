"""How a text was read, pass by pass: a heading a pass, a row a thing that the pass saw or rejected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rich.console import Group, RenderableType
from rich.text import Text

from tradewatch.model import Article
from tradewatch.views.formats import Json, View
from tradewatch.views.grid import Column, Grid
from tradewatch.views.safe import safe
from tradewatch.views.screen import Screen


class Pass(Protocol):
    """One pass: its name, its columns, and rows of plain strings."""

    @property
    def title(self) -> str: ...
    @property
    def columns(self) -> Sequence[str]: ...
    @property
    def rows(self) -> Sequence[Sequence[str]]: ...


Explained = tuple[Article, Sequence[Pass]]


def explain_view(read: Sequence[Explained]) -> View:
    """`{doc, published, published_from, passes: [{title, rows: [{column: text}]}]}`; a flat row is a row of a pass."""
    return View(
        title="Explanation",
        columns=("doc", "pass", "row"),
        records=lambda: (_record(article, passes) for article, passes in read),
        flat=lambda: (
            {"doc": article.doc, "pass": one.title, "row": "; ".join(row)} for article, passes in read for one in passes for row in one.rows
        ),
        draw=lambda screen: Group(*(_draw(article, passes, screen) for article, passes in read)),
    )


def _record(article: Article, passes: Sequence[Pass]) -> Json:
    return {
        "doc": article.doc,
        "published": article.published.isoformat() if article.published else None,
        "published_from": article.published_from.value if article.published_from else None,
        "passes": [{"title": one.title, "rows": [dict(zip(one.columns, row, strict=False)) for row in one.rows]} for one in passes],
    }


def _draw(article: Article, passes: Sequence[Pass], screen: Screen) -> RenderableType:
    dated = f"{article.published} ({article.published_from})" if article.published else "no date"
    parts: list[RenderableType] = [Text.assemble((safe(article.doc), "bold underline"), f"  {dated}  {safe(article.title)}")]
    for one in passes:
        parts += [Text(), Text(f"{safe(one.title)} ({len(one.rows)})", "bold")]
        if not one.rows:
            parts.append(Text("  nothing", "dim"))
            continue
        width = max(len(one.columns), *(len(row) for row in one.rows))
        heads = [*one.columns, *[""] * (width - len(one.columns))]
        grid = Grid([Column(head, folds=True) for head in heads], indent=2)
        for row in one.rows:
            grid.add(*row, *[""] * (width - len(row)))
        parts.append(grid)
    return Group(*parts, Text())
