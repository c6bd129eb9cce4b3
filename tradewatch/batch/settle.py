"""Making derived rows true again: the events and measures of the blocks that new claims have touched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tradewatch.store import derived, query, records

if TYPE_CHECKING:
    from tradewatch.model import Correction
    from tradewatch.store.schema import Store


def settle(store: Store, corrections: Sequence[Correction] | None = None) -> derived.Difference:
    """Resolve every block that is due and write its events and measures, a transaction a block. Returns what changed.

    Inside an open transaction it joins that one. `corrections` is the log where the caller has it at hand; it is read otherwise. With
    nothing due this reads one empty table.
    """
    from tradewatch.resolution import resolve

    blocks = derived.stale_blocks(store)
    if not blocks:
        return derived.Difference()
    log = records.corrections(store) if corrections is None else corrections
    total = derived.Difference()
    for block in blocks:
        with store.transaction():
            resolution = resolve(query.sourced_claims(store, [block]), log)
            total = total.then(derived.replace_blocks(store, [block], resolution.events, resolution.measures))
    return total


def rebuild(store: Store) -> derived.Difference:
    """Resolve everything anew, as after a change of the rules of resolution."""
    derived.mark_stale(store)
    return settle(store)


def expected(store: Store, block: str, corrections: Sequence[Correction]) -> Any:
    """What resolution makes of a block now, without writing it."""
    from tradewatch.resolution import resolve

    return resolve(query.sourced_claims(store, [block]), corrections)
