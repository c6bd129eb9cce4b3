"""What `extract` prints: each article with its publication date and where that came from, and the events it tells."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from tradewatch.model import Article, Claim, EventType
from tradewatch.views.formats import View
from tradewatch.views.grid import Cell, Column, Grid
from tradewatch.views.safe import safe
from tradewatch.views.screen import Screen
from tradewatch.views.shapes import article_json, flat_claim
from tradewatch.views.words import say_dates, say_sides, say_status, say_what

Read = tuple[Article, Sequence[Claim]]
_COLUMNS = tuple(flat_claim(Claim(EventType.TARIFF)))


def claims_view(read: Sequence[Read]) -> View:
    """The `extract` command's view; a JSON row is an article with its `events`, a flat row an event with its `doc`."""
    return View(
        title="Claims",
        columns=("doc", "published", *_COLUMNS),
        records=lambda: (article_json(article, claims) for article, claims in read),
        flat=lambda: (
            {"doc": article.doc, "published": article.published.isoformat() if article.published else None, **flat_claim(claim)}
            for article, claims in read
            for claim in claims
        ),
        draw=lambda screen: Group(*(_article(article, claims, screen) for article, claims in read)),
    )


def _article(article: Article, claims: Sequence[Claim], screen: Screen) -> RenderableType:
    dated = f"{article.published:%Y-%m-%d} ({article.published_from})" if article.published else "no date"
    head = Text.assemble((safe(article.doc), "bold"), f"  {dated}  ", (safe(article.title), ""))
    if not claims:
        return Group(head, Text("  no events", "dim"), Text())
    grid = Grid([Column(), Column(folds=True), Column(folds=True), Column(folds=True), Column(right=True, style="dim")], indent=2)
    for claim in claims:
        told = f"{say_what(claim)}: {say_status(claim.status)}"
        dates = say_dates(claim)
        mark = Cell(screen.look.glyph(claim), screen.look.style(claim))
        sides = say_sides(claim, screen.names, arrow=screen.look.arrow, codes_only=screen.narrow)
        grid.add(mark, sides, told, dates, f"{claim.confidence:.2f}" + (" latent" if claim.latent else ""))
        grid.heading(claim.evidence, "dim", indent=5)
    return Group(head, grid, Text())
