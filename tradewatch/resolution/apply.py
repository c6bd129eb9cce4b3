"""The correction log applied: groups merged and split, events set, accepted or rejected."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tradewatch.model import Anchor, Claim, Conflict, Correction, CorrectionKind, Event, EventType, Role, SourcedClaim
from tradewatch.resolution.corrections import read_field, standing, with_values
from tradewatch.resolution.join import event_of, ordered

Group = list[SourcedClaim]


class Places:
    """Where the anchors of a log are found among claims, by key or else by article, type and place in the text.

    The claims must be all that there are of an article: among a few of them, another fact of its sentence would pass for a lost one.
    """

    def __init__(self, claims: Iterable[SourcedClaim]) -> None:
        self.by_key: dict[str, SourcedClaim] = {}
        self._by_article: dict[tuple[str, EventType], list[SourcedClaim]] = defaultdict(list)
        for sourced in claims:
            self.by_key[sourced.key] = sourced
            self._by_article[sourced.source.article, sourced.claim.type].append(sourced)

    def find(self, anchor: Anchor) -> str | None:
        """The key of the claim that an anchor means now, None where it is gone."""
        if anchor.key in self.by_key:
            return anchor.key
        near = self._by_article.get((anchor.article, anchor.type), [])
        if not near:
            return None
        best = max(near, key=lambda sourced: (_overlap(anchor, sourced.claim), sourced.key))
        return best.key if _overlap(anchor, best.claim) > 0 or len(near) == 1 else None

    def find_all(self, anchors: Iterable[Anchor]) -> list[str]:
        """The keys of those anchors that are still there, in their order, each once."""
        return list(dict.fromkeys(key for anchor in anchors if (key := self.find(anchor)) is not None))


def rehomed(log: Sequence[Correction], claims: Iterable[SourcedClaim]) -> list[Correction]:
    """The log with each anchor at the claim that it means now. `claims` are at least all of the articles whose anchors have lost their
    claim; an anchor that none of them answers stays as it is."""
    places = Places(claims)

    def home(anchor: Anchor) -> Anchor:
        key = places.find(anchor)
        return anchor if key is None or key == anchor.key else replace(anchor, key=key)

    return [
        entry
        if all(anchor.key in places.by_key for anchor in (*entry.anchors, *entry.others))
        else replace(entry, anchors=tuple(map(home, entry.anchors)), others=tuple(map(home, entry.others)))
        for entry in log
    ]


def corrected(groups: Sequence[Group], log: Sequence[Correction]) -> list[Event]:
    """The events of one block's groups under a log that is `rehomed`."""
    claims = {sourced.key: sourced for group in groups for sourced in group}
    entries = [entry for entry in standing(log) if any(anchor.key in claims for anchor in entry.anchors)]
    if not entries:
        return [event_of(group) for group in groups]
    shaped, touched = _shape(groups, entries, claims)
    events = [replace(event_of(ordered(group)[0]), corrected=bool(touched & {one.key for one in group})) for group in shaped]
    for entry in entries:
        index = _locate(events, _here(entry.anchors, claims))
        if index is None:
            continue
        if entry.kind is CorrectionKind.REJECT:
            del events[index]
        elif entry.kind is CorrectionKind.SET:
            events[index] = _set(events[index], entry)
        elif entry.kind is CorrectionKind.ACCEPT:
            events[index] = _accept(events[index], entry)
    return events


def corrections_of(event: Event, log: Iterable[Correction]) -> list[Correction]:
    """The entries, undone ones included, that name a claim of an event, oldest first: what `show` tells."""
    entries = list(log)
    keys = {sourced.key for sourced in event.told}
    named = [entry for entry in entries if keys & {anchor.key for anchor in (*entry.anchors, *entry.others)}]
    if event.corrected and not named:
        # a newer extractor has given the claims other keys
        places = Places(event.told)
        named = [entry for entry in entries if places.find_all([*entry.anchors, *entry.others])]
    ids = {entry.id for entry in named}
    undoings = [entry for entry in entries if entry.undoes in ids]
    return sorted({entry.id: entry for entry in [*named, *undoings]}.values(), key=lambda entry: (entry.at, entry.id))


def _overlap(anchor: Anchor, claim: Claim) -> int:
    return min(anchor.end, claim.end) - max(anchor.start, claim.start)


def _here(anchors: Iterable[Anchor], claims: Mapping[str, SourcedClaim]) -> list[str]:
    return list(dict.fromkeys(anchor.key for anchor in anchors if anchor.key in claims))


def _shape(groups: Sequence[Group], entries: Sequence[Correction], claims: Mapping[str, SourcedClaim]) -> tuple[list[Group], set[str]]:
    """The groups after merges and splits, and the keys of the claims that these moved."""
    home = {sourced.key: number for number, group in enumerate(groups) for sourced in group}
    fresh = len(groups)
    touched: set[str] = set()
    for entry in entries:
        if entry.kind not in (CorrectionKind.MERGE, CorrectionKind.SPLIT):
            continue
        kept, moved = _here(entry.anchors, claims), _here(entry.others, claims)
        if not kept or not moved:
            continue
        target = Counter(home[key] for key in kept).most_common(1)[0][0]
        if entry.kind is CorrectionKind.SPLIT:
            for key in moved:
                home[key] = fresh
            touched.update(moved)
            touched.update(key for key in kept if home[key] == target)
            fresh += 1
            continue
        for source, count in Counter(home[key] for key in moved).items():
            members = [key for key, number in home.items() if number == source]
            # where the other event has since become part of a larger one, only the claims that were meant move
            chosen = members if 2 * count >= len(members) else [key for key in moved if home[key] == source]
            for key in chosen:
                home[key] = target
            touched.update(chosen)
    shaped: dict[int, Group] = defaultdict(list)
    for key, number in home.items():
        shaped[number].append(claims[key])
    return [shaped[number] for number in sorted(shaped)], touched


def _locate(events: Sequence[Event], keys: Sequence[str]) -> int | None:
    """The event that holds most of the claims, the one with the best of them where two hold as many."""
    if not keys:
        return None
    counts = [len({sourced.key for sourced in event.told} & set(keys)) for event in events]
    most = max(counts, default=0)
    if not most:
        return None
    ranks = {key: rank for rank, key in enumerate(keys)}
    best = [index for index, count in enumerate(counts) if count == most]
    return min(best, key=lambda index: min(ranks.get(sourced.key, len(keys)) for sourced in events[index].told))


def _set(event: Event, entry: Correction) -> Event:
    values = {name: read_field(name, text) for name, text in entry.fields}
    settled = {f"dates.{name}" if name in set(Role) else name for name in values}
    return replace(event, claim=with_values(event.claim, values), conflicts=_without(event, settled), corrected=True)


def _accept(event: Event, entry: Correction) -> Event:
    if not entry.fields:
        return replace(event, conflicts=(), corrected=True)
    claim = event.claim
    for name, text in entry.fields:
        claim = _told_value(event, claim, name, text)
    return replace(event, claim=claim, conflicts=_without(event, {name for name, _ in entry.fields}), corrected=True)


def _told_value(event: Event, claim: Claim, name: str, text: str) -> Claim:
    conflict = next((conflict for conflict in event.conflicts if conflict.field == name), None)
    keys: tuple[str, ...] = next((keys for value, keys in conflict.values if value == text), ()) if conflict else ()
    teller = next((sourced.claim for sourced in event.told if sourced.key in keys), None)
    if teller is None or name == "headline":
        return claim
    values: dict[str, Any] = {}
    if name.startswith("dates."):
        role = Role(name.removeprefix("dates."))
        values[role] = teller.dates.get(role)
    else:
        values[name] = getattr(teller, name)
    return with_values(claim, values)


def _without(event: Event, fields: set[str]) -> tuple[Conflict, ...]:
    return tuple(conflict for conflict in event.conflicts if conflict.field not in fields)
