"""Articles and their claims without a database, within the same limits as an import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tradewatch.batch.effort import Effort, working
from tradewatch.batch.here import Finished, Result
from tradewatch.batch.inputs import find_inputs
from tradewatch.batch.work import Way
from tradewatch.model import Article
from tradewatch.reading import SetAside, set_aside


def read_claims(
    paths: Sequence[str], options: Any, *, way: Way = Way(fingerprint=""), effort: Effort = Effort()
) -> Iterator[tuple[Article, Any] | SetAside]:
    """Each article of `paths` in order with what `way.extract` makes of it, its claims; and whatever could not be used.

    A document that overruns a limit is set aside and costs nothing else. Raises what kept the workers from starting.
    """
    inputs: list[str] = []
    for one in find_inputs(paths):
        if one.aside is not None:
            yield one.aside
        else:
            inputs.append(one.path)
    if not inputs:
        return
    with working(inputs, way, options, effort, lambda article: True) as results:
        for result in results:
            yield from _of(result)


def _of(result: Result | Finished) -> Iterator[tuple[Article, Any] | SetAside]:
    if isinstance(result, Finished):
        if not result.items and result.whole:
            yield set_aside(result.path, "it holds no article")
    elif result.fault is not None:
        place = getattr(result.item, "doc", None)
        yield set_aside(result.path, result.fault, place)
    elif isinstance(result.item, Article):
        yield result.item, result.claims or []
    else:
        yield result.item
