"""Making derived rows true again after claims have come, gone or changed: the events and measures of the blocks that they touch.

A block is resolved anew where much of it changed, and otherwise extended: only the threads that hang together with a changed claim are
grouped again, and only the measures between their sides. Both ways give the same rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradewatch import __version__
from tradewatch.store import derived, links, query, records

if TYPE_CHECKING:
    from tradewatch.model import Correction, Event, Measure, SourcedClaim
    from tradewatch.store.schema import Store

_FEW = 64  # changed claims for which a block is extended whatever its size
_PART = 6  # beyond them, one changed claim in this many is still few
_KEPT_BY = "links kept by"


def settle(store: Store, corrections: Sequence[Correction] | None = None) -> derived.Difference:
    """Make the events and measures of every block that is due true again, a transaction a block. Returns what changed.

    Inside an open transaction it joins that one. `corrections` is the log where the caller has it at hand; it is read otherwise. With
    nothing due this reads two empty tables.
    """
    blocks = derived.stale_blocks(store)
    if not blocks:
        return derived.Difference()
    log = rehomed_in(store, records.corrections(store) if corrections is None else corrections)
    total = derived.Difference()
    with store.transaction():
        if by_other_rules(store):
            # other rules made the rows and the records beside the claims; whole blocks are resolved once, and then extended again
            derived.mark_stale(store)
            links.put_fact(store, _KEPT_BY, _layout())
            blocks = derived.stale_blocks(store)
    for block in blocks:
        with store.transaction():
            total = total.then(_settle_block(store, block, log))
    return total


def rebuild(store: Store) -> derived.Difference:
    """Resolve everything anew, as after a change of the rules of resolution."""
    derived.mark_stale(store)
    return settle(store)


def expected(store: Store, block: str, corrections: Sequence[Correction]) -> Any:
    """What resolution makes of a block now under a log that is `rehomed_in` the store, without writing it."""
    from tradewatch.resolution.resolve import resolve_under

    return resolve_under(query.sourced_claims(store, [block]), corrections)


def rehomed_in(store: Store, log: Sequence[Correction]) -> Sequence[Correction]:
    """The log with anchors that have lost their claim, as after a re-extraction, at the one that took its place."""
    if not log:
        return log
    from tradewatch.resolution.apply import rehomed

    anchors = [anchor for entry in log for anchor in (*entry.anchors, *entry.others)]
    held = query.keys_held(store, {anchor.key for anchor in anchors})
    lost = {anchor.article for anchor in anchors if anchor.key not in held}
    return rehomed(log, query.claims_of_articles(store, lost)) if lost else log


def by_other_rules(store: Store) -> bool:
    """Whether other rules of resolution than this program's made the events and measures: those of an older or a changed program."""
    return links.fact(store, _KEPT_BY) != _layout()


@cache
def _layout() -> str:
    """What the records beside claims, and all that is derived, were made by: the version, the record's columns, the rules."""
    from tradewatch import resolution
    from tradewatch.knowledge import load
    from tradewatch.resolution.features import RECORD

    sha = hashlib.sha256(repr(RECORD).encode())
    for source in sorted(Path(resolution.__file__).parent.glob("*.py")):
        sha.update(source.read_bytes())
    sha.update(repr(load().table("resolution")).encode())
    return f"{__version__} {sha.hexdigest()[:16]}"


def _settle_block(store: Store, block: str, log: Sequence[Correction]) -> derived.Difference:
    changed = derived.stale_claims(store, block)
    if changed is None or len(changed) > max(_FEW, links.count(store, block) // _PART):
        return _resolve(store, block, changed, log)
    return _extend(store, block, changed, log)


def _resolve(store: Store, block: str, changed: Collection[str] | None, log: Sequence[Correction]) -> derived.Difference:
    """Resolve the whole block, and keep beside its claims what extending it needs. What is kept beside those that did not change holds."""
    from tradewatch.batch.shelf import StoreShelf
    from tradewatch.resolution.apply import corrected
    from tradewatch.resolution.extend import placed
    from tradewatch.resolution.resolve import distinct, formed

    shelf = StoreShelf(store, block)
    known = {one.key: one.record for one in shelf.near(block, date.min, date.max)} if changed is not None else {}
    for key in changed or ():
        known.pop(key, None)
    events: list[Event] = []
    claims = query.sourced_claims(store, [block])
    if claims:
        order, records = placed(claims, known)
        found, groups = formed(order, records)
        shelf.put_all(order, records, found)
        events = distinct(corrected(groups, log))
    else:
        links.drop_links(store, block)
    named, measures = _measured(events)
    return derived.replace_blocks(store, [block], named, measures, labels_of)


def _extend(store: Store, block: str, changed: Sequence[str], log: Sequence[Correction]) -> derived.Difference:
    """Take the changed claims out of the block's threads and put them in again as they are now."""
    from tradewatch.batch.shelf import StoreShelf
    from tradewatch.resolution.extend import regroup, relink
    from tradewatch.resolution.resolve import distinct

    shelf = StoreShelf(store, block)
    here: list[SourcedClaim] = [one for one in query.claims_by_key(store, changed) if _is_in(store, one, block)]
    gone = {row.claim for row in links.kept(store, block, changed)}
    relinked = relink(block, here, gone, shelf)
    shelf.take_away(gone)
    shelf.put(here, relinked.links)
    regrouped = regroup(relinked.touched, log, shelf)
    old = links.events_of_claims(store, block, {*regrouped.claims, *changed})
    names = links.names_of(store, old) | {labels_of(event).name for event in regrouped.events}
    sides = links.sides_of(store, old)
    rivals = _others(store, links.events_named(store, block, names), old)
    events = distinct([*regrouped.events, *(replace(event, id=labels_of(event).name) for event in rivals)])
    old |= {event.id for event in rivals}
    sides |= {one for event in events if (one := labels_of(event).sides) is not None}
    mates = _others(store, links.events_between(store, block, sides), old)
    old |= {event.id for event in mates}
    named, measures = _measured([*events, *mates])
    return derived.replace_events(store, block, old, sides, named, measures, labels_of)


def _is_in(store: Store, sourced: SourcedClaim, block: str) -> bool:
    from tradewatch.resolution import block_of

    return block_of(sourced.claim) == block


def _others(store: Store, ids: Iterable[str], known: Collection[str]) -> list[Event]:
    return query.events_by_id(store, [one for one in ids if one not in known])


def _measured(events: Sequence[Event]) -> tuple[list[Event], tuple[Measure, ...]]:
    from tradewatch.resolution.measures import with_measures

    return with_measures(events)


def labels_of(event: Event) -> derived.Labels:
    """The id that an event would have if no other wanted it, and the sides that events of one measure share."""
    from tradewatch.resolution.join import founder, id_of
    from tradewatch.resolution.measures import group_of

    sides = None
    if event.claim.type.is_measure:
        kind, by, on = group_of(event)
        sides = f"{kind}|{','.join(by)}|{','.join(on)}"
    return derived.Labels(id_of(founder(event.told)), sides)
