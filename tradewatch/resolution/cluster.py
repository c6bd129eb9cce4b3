"""Claims of one block -> groups that are one event each.

Two stages, both independent of the order in which claims arrive:
1. `links`: every claim finds its best antecedent among the claims that tell more than itself. A link depends on that pair alone, so a new
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
from tradewatch.resolution.features import Records
from tradewatch.resolution.scoring import APART, CUT, OTHER, Sieve

LOOSE = 2.0
"""What a link needs; lower than the cut, since a thread may still fall into several events."""


AGAINST = -3.0
"""Below this a member of a group keeps a claim out, however well others agree."""


class Link(NamedTuple):
    """A claim's best antecedent in its block, or None where it stands first; `score` is their agreement."""

    parent: str | None
    score: float


Agreement = dict[int, tuple[Any, Any]]
"""For each place in the order of placing: the earlier places that it could be one event with, and how well they agree."""


def agreements(placed: Records, kind: EventType) -> Agreement:
    """How well each of the records, which stand in the order of placing, agrees with those before it."""
    found: Agreement = {}
    sieve = Sieve(placed)
    for earlier, later in sieve.pairs():
        agreement = sieve.scores(earlier, later, kind)
        kept = np.flatnonzero(agreement > APART)
        if not len(kept):
            continue
        earlier, later, agreement = earlier[kept], later[kept], agreement[kept]
        places, starts = np.unique(later, return_index=True)
        for place, near, value in zip(places, np.split(earlier, starts[1:]), np.split(agreement, starts[1:]), strict=True):
            found[int(place)] = near, value
    return found


def links(claims: Sequence[SourcedClaim], agreement: Agreement) -> dict[str, Link]:
    """The link of every claim; `claims` stand in the order of placing."""
    found: dict[str, Link] = {}
    for position, sourced in enumerate(claims):
        near, told = agreement.get(position, ((), ()))
        best = int(np.argmax(told)) if len(told) else -1
        linked = best >= 0 and told[best] >= LOOSE
        found[sourced.key] = Link(claims[near[best]].key, float(told[best])) if linked else Link(None, 0.0)
    return found


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


def groups(thread: Sequence[int], agreement: Agreement) -> list[list[int]]:
    """The places of one thread, in the order of placing, as groups of one event each."""
    home: dict[int, int] = {}
    members: list[list[int]] = []
    for position in thread:
        near, told = agreement.get(position, ((), ()))
        fits: dict[int, list[float]] = defaultdict(list)
        for place, value in zip(near, told, strict=True):
            if int(place) in home:
                fits[home[int(place)]].append(float(value))
        best, most = -1, CUT
        for number in sorted(fits):
            values = fits[number]
            # who isn't among the near ones can't be one event with it
            if len(values) < len(members[number]):
                continue
            # a member that tells another part of the goods or targets doesn't speak against it; the two that agree best decide
            values = sorted(value for value in values if value > OTHER / 2)
            if not values or values[0] < AGAINST:
                continue
            value = sum(values[-2:]) / len(values[-2:])
            if value > most or (value == most and best < 0):
                best, most = number, value
        if best < 0:
            best = len(members)
            members.append([])
        members[best].append(position)
        home[position] = best
    return members
