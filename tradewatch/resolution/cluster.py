"""Claims of one block -> groups that are one event each.

Two stages, both independent of the order in which claims arrive:
1. `link`: every claim finds its best antecedent among the claims that tell more than itself. A link depends on that pair alone, so a new
   claim changes only its own link and those that it beats; the trees of links are the threads.
2. `groups`: inside a thread, claims are placed one by one, the fullest first, into the group they agree with most, but never into one
   that holds a claim they can't be one event with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from tradewatch.model import EventType, SourcedClaim
from tradewatch.resolution.features import RECORD, Records, record_of
from tradewatch.resolution.scoring import APART, CUT, OTHER, likely, scores

LOOSE = 2.0
"""What a link needs; lower than the cut, since a thread may still fall into several events."""


AGAINST = -3.0
"""Below this a member of a group keeps a claim out, however well others agree."""


class Link(NamedTuple):
    """A claim's best antecedent in its block, or None where it stands first; `score` is their agreement."""

    parent: str | None
    score: float


def records_of(claims: Sequence[SourcedClaim]) -> Records:
    """The records of claims, in their order."""
    return np.concatenate([record_of(claim) for claim in claims]) if claims else np.empty(0, RECORD)


def canonical(records: Records) -> Any:
    """Indices of records in the order of placing: the fullest first, then the earliest published, then by key."""
    return np.lexsort((records["key"], records["published"], -records["weight"].astype(np.int32)))


def link(claims: Sequence[SourcedClaim], records: Records, *, kind: EventType) -> dict[str, Link]:
    """The link of every claim of a block."""
    order = canonical(records)
    placed = records[order]
    links: dict[str, Link] = {}
    for position, index in enumerate(order):
        one = placed[position]
        near = likely(placed[:position], one)
        parent, score = None, 0.0
        if len(near):
            agreement = scores(placed[near], one, kind=kind)
            best = int(np.argmax(agreement))
            if agreement[best] >= LOOSE:
                parent, score = claims[order[near[best]]].key, float(agreement[best])
        links[claims[index].key] = Link(parent, score)
    return links


def threads(links: Mapping[str, Link]) -> list[list[str]]:
    """The trees of links, each a list of claim keys."""
    root: dict[str, str] = {}

    def find(key: str) -> str:
        path = []
        while key not in root:
            path.append(key)
            parent = links[key].parent
            if parent is None:
                root[key] = key
                break
            key = parent
        top = root[key]
        for step in path:
            root[step] = top
        return top

    trees: dict[str, list[str]] = defaultdict(list)
    for key in links:
        trees[find(key)].append(key)
    return [sorted(tree) for _, tree in sorted(trees.items())]


def groups(claims: Sequence[SourcedClaim], records: Records, *, kind: EventType) -> list[list[SourcedClaim]]:
    """The claims of one thread as groups of one event each, every group in the order of placing."""
    if len(claims) == 1:
        return [list(claims)]
    order = canonical(records)
    placed = records[order]
    members: list[list[int]] = []
    for position in range(len(order)):
        best, most = -1, CUT
        if position:
            agreement = scores(placed[:position], placed[position], kind=kind)
            for number, group in enumerate(members):
                told = agreement[group]
                # a member that tells another part of the goods or targets doesn't speak against it, any other that differs does
                if told.min() > APART / 2 and told[told > OTHER / 2].min(initial=CUT) >= AGAINST:
                    value = float(np.sort(told)[-2:].mean())
                    if value > most or (value == most and best < 0):
                        best, most = number, value
        if best < 0:
            members.append([position])
        else:
            members[best].append(position)
    return [[claims[order[position]] for position in group] for group in members]
