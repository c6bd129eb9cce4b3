"""The command that measures the extractor against gold data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewatch.cli.options import Wanted, command
from tradewatch.cli.root import app
from tradewatch.cli.session import Session, shown
from tradewatch.cli.show import show
from tradewatch.errors import ExitCode, MissingInputError

if TYPE_CHECKING:
    from tradewatch.views.formats import Json

Documents = dict[str, list[Mapping[str, Any]]]


@command(app, rows=True, name="eval")
def evaluate(
    ctx: typer.Context,
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Gold events, JSONL: {doc, events} a line.")],
    wanted: Wanted,
    articles: Annotated[
        list[str] | None,
        typer.Option("--articles", metavar="PATH", help="Their articles; else the file beside gold with articles in its name."),
    ] = None,
    predicted: Annotated[
        Path | None, typer.Option("--predicted", metavar="FILE", help="Score these events instead, as 'extract --nl' writes.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Compare with an earlier 'eval --json -o FILE'.")
    ] = None,
    by_type: Annotated[bool, typer.Option("--by-type", help="All three levels of each type, not only events.")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="Also list what was missed and what was wrongly found.")] = False,
    latent: Annotated[bool, typer.Option("--latent", help="Score weak readings too.")] = False,
) -> None:
    """Score the extractor on gold data: found, event and exact, by type, each slot, and what confidence is worth."""
    from tradewatch.evaluation import compare, is_same_gold, read_baseline, read_documents, run
    from tradewatch.views.scores import scores_view

    session: Session = ctx.obj
    before = read_baseline(baseline) if baseline else None
    truth: Documents = read_documents(gold)
    if predicted:
        made, whole = read_documents(predicted), True
    else:
        made, whole = _extracted(session, articles or [_beside(gold)], truth, gold, latent)
    result = run(truth, made).as_json()
    if result["unread"]:
        unread = result["unread"]
        session.warn(f"{len(unread)} documents of gold have no predictions, as '{shown(unread[0])}'; their events count as missed")
    if before is not None and not is_same_gold(result, before):
        session.warn(f"{shown(baseline or '')}: stands on other gold; the figures compare little")
    changes = [change.as_json() for change in compare(result, before)] if before is not None else []
    show(session, scores_view(result, _misses(truth, made) if misses else (), changes, by_type=by_type), wanted)
    if not whole:
        raise typer.Exit(int(ExitCode.PARTIAL))


def _beside(gold: Path) -> str:
    """The articles that lie beside gold: `x_gold.jsonl` has `x_articles.jsonl` or `x.jsonl`, `gold.jsonl` has `articles.jsonl`."""
    stem = gold.stem.removesuffix("gold")
    for name in (f"{stem}articles", stem.removesuffix("_")):
        beside = gold.with_name(f"{name}{gold.suffix}")
        if name and stem != gold.stem and beside.is_file():
            return str(beside)
    raise MissingInputError(f"{gold}: no articles stand beside it; name them with --articles PATH")


def _extracted(session: Session, paths: Sequence[str], truth: Documents, gold: Path, latent: bool) -> tuple[Documents, bool]:
    """What the extractor makes of the articles of gold's documents, and whether every input could be used."""
    from tradewatch.extraction.pipeline import extract
    from tradewatch.reading import ReadOptions, SetAside, read
    from tradewatch.views.shapes import claim_json

    made: Documents = {}
    whole = True
    for item in read(paths, ReadOptions(today=session.today())):
        if isinstance(item, SetAside):
            session.warn(shown(str(item.error)))
            whole = False
        elif item.doc in truth:
            made[item.doc] = [claim_json(claim) for claim in extract(item, session.knowledge) if latent or not claim.latent]
    missing = sorted(set(truth) - set(made))
    if missing:
        raise MissingInputError(f"{gold}: {len(missing)} of its documents have no article, as '{missing[0]}'; name them with --articles")
    return made, whole


def _misses(truth: Documents, made: Documents) -> list[Json]:
    """`{doc, kind, event}`: what stands in gold only (`missed`) and what was predicted only (`extra`)."""
    from tradewatch.evaluation.score import pair_events

    rows: list[Json] = []
    for doc, wanted in truth.items():
        pairs = pair_events(wanted, made.get(doc, []))
        hit, used = {pair.gold for pair in pairs}, {pair.predicted for pair in pairs}
        rows += [{"doc": doc, "kind": "missed", "event": event} for at, event in enumerate(wanted) if at not in hit]
        rows += [{"doc": doc, "kind": "extra", "event": event} for at, event in enumerate(made.get(doc, ())) if at not in used]
    return rows
