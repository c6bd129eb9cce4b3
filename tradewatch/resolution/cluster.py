"""Claims of one block -> groups that are one event each.

Two stages, both independent of the order in which claims arrive:
1. `links`: every claim finds its best antecedent among the claims that tell more than itself. A link depends on that pair alone, so a new
   claim changes only its own link and those that it beats; the trees of links are the threads.
2. `groups`: inside a thread, claims are placed one by one, the fullest first, into the group they agree with most, but never into one
   that holds a claim they can't be one event with.

Thousands of articles tell a great event in the same terms. Claims whose records differ in nothing but who tells them are one voice, and
agreement is worked out between voices, so that a claim said again costs next to nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradewatch.model import EventType, SourcedClaim
from tradewatch.resolution.features import Records
from tradewatch.resolution.scoring import APART, CHUNK, CUT, OTHER, Sieve

LOOSE = 2.0
"""What a link needs; lower than the cut, since a thread may still fall into several events."""


AGAINST = -3.0
"""Below this a member of a group keeps a claim out, however well others agree."""


class Link(NamedTuple):
    """A claim's best antecedent in its block, or None where it stands first; `score` is their agreement."""

    parent: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well claims agree that stand in the order of placing; they are called by their places.

    `voices` holds the voice of each place, `members` the places of each voice. `bounds`, `others` and `scores` are the voices' agreement as
    `near` gives it. Two claims of one article agree otherwise than their voices do: `own` gives for a place the earlier ones of its
    article whose voices are near, with their agreement or None where they can't be one event.
    """

    voices: Sequence[int]
    members: Sequence[Sequence[int]]
    bounds: NDArray[np.int64]
    others: NDArray[np.int32]
    scores: NDArray[np.float64]
    own: Mapping[int, Mapping[int, float | None]]

    def near(self, voice: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The voices of other articles with which one may share a group, and how well they agree; among them its own."""
        low, high = self.bounds[voice], self.bounds[voice + 1]
        return self.others[low:high], self.scores[low:high]


def agreements(placed: Records, kind: EventType) -> Agreement:
    """How well the records, which stand in the order of placing, agree with each other."""
    voices, members = _voices(placed)
    heard = placed[[places[0] for places in members]]
    heard["article"] = np.arange(len(heard))  # all of different articles
    bounds, others, scores = _near(heard, np.array([len(places) > 1 for places in members]), kind)
    agreement = Agreement(voices, members, bounds, others, scores, {})
    return replace(agreement, own=_own(placed, agreement, kind))


def _voices(placed: Records) -> tuple[list[int], list[list[int]]]:
    """The voice of each record, numbered as they appear, and the places of each voice."""
    plain = placed.copy()
    plain["key"] = plain["article"] = 0
    data, size = plain.tobytes(), plain.dtype.itemsize
    number: dict[bytes, int] = {}
    voices: list[int] = []
    members: list[list[int]] = []
    for place in range(len(placed)):
        voice = number.setdefault(data[place * size : (place + 1) * size], len(members))
        if voice == len(members):
            members.append([])
        members[voice].append(place)
        voices.append(voice)
    return voices, members


def _near(heard: Records, repeated: NDArray[np.bool_], kind: EventType) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """The agreement of voices, each with the others and, where `repeated`, with itself."""
    ones: list[NDArray[Any]] = [np.zeros(0, np.int32)]
    others: list[NDArray[Any]] = [np.zeros(0, np.int32)]
    scores: list[NDArray[Any]] = [np.zeros(0)]

    def keep(one: NDArray[Any], other: NDArray[Any], agreement: NDArray[Any]) -> None:
        kept = np.flatnonzero(_may_share(agreement))
        ones.append(one[kept].astype(np.int32))
        others.append(other[kept].astype(np.int32))
        scores.append(agreement[kept])

    sieve = Sieve(heard)
    for earlier, later in sieve.pairs():
        agreement = sieve.scores(earlier, later, kind)
        keep(earlier, later, agreement)
        keep(later, earlier, agreement)
    again = np.flatnonzero(repeated & (heard["first"] <= heard["last"]))
    if len(again):
        echoes = heard[again]
        echoes["article"] += len(heard)
        each = np.arange(len(again))
        keep(again, again, Sieve(np.concatenate([heard[again], echoes])).scores(each, each + len(again), kind))
    one = np.concatenate(ones)
    order = np.argsort(one, kind="stable")
    bounds = np.searchsorted(one[order], np.arange(len(heard) + 1))
    return bounds, np.concatenate(others)[order], np.concatenate(scores)[order]


def _may_share(agreement: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether pairs may be in one group: they don't speak against each other, or tell other parts of what a third tells whole."""
    return (agreement >= AGAINST) | ((agreement > APART) & (agreement <= OTHER / 2))


def _own(placed: Records, agreement: Agreement, kind: EventType) -> dict[int, dict[int, float | None]]:
    """For each place the earlier ones of its article. What no two articles tell as one event, one article doesn't tell as one."""
    articles: dict[int, list[int]] = defaultdict(list)
    for place, article in enumerate(placed["article"].tolist()):
        articles[article].append(place)
    found: dict[int, dict[int, float | None]] = {}
    mates: dict[int, set[int]] = {}
    pairs: list[tuple[int, int]] = []
    for places in articles.values():
        for number, later in enumerate(places[1:], 1):
            voice = agreement.voices[later]
            if voice not in mates:
                mates[voice] = set(agreement.near(voice)[0].tolist())
            near = [earlier for earlier in places[:number] if agreement.voices[earlier] in mates[voice]]
            if near:
                found[later] = dict.fromkeys(near)
                pairs += [(earlier, later) for earlier in near]
    sieve = Sieve(placed)
    for start in range(0, len(pairs), CHUNK):
        part = np.array(pairs[start : start + CHUNK])
        scores = sieve.scores(part[:, 0], part[:, 1], kind)
        for number in np.flatnonzero(_may_share(scores)).tolist():
            earlier, later = pairs[start + number]
            found[later][earlier] = float(scores[number])
    return found


def links(claims: Sequence[SourcedClaim], agreement: Agreement) -> dict[str, Link]:
    """The link of every claim; `claims` stand in the order of placing."""
    found: dict[str, Link] = {}
    first = np.array([members[0] for members in agreement.members], np.int64)
    for place, sourced in enumerate(claims):
        others, scores = agreement.near(agreement.voices[place])
        own = agreement.own.get(place, {})
        earliest = first[others]
        for mate in {agreement.voices[other] for other in own}:
            stranger = next(member for member in (*agreement.members[mate], len(claims)) if member not in own)
            earliest[others == mate] = stranger
        earlier = (earliest < place) & (scores >= LOOSE)
        steps = [(score, other) for other, score in own.items() if score is not None and score >= LOOSE]
        if earlier.any():
            most = scores[earlier].max()
            steps.append((float(most), int(earliest[earlier & (scores == most)].min())))
        # of those that agree best, the one that is placed first
        score, best = max(steps, key=lambda step: (step[0], -step[1]), default=(0.0, None))
        found[sourced.key] = Link(None if best is None else claims[best].key, score)
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


def groups(threads: Iterable[Sequence[int]], agreement: Agreement) -> Iterator[list[int]]:
    """The places of each thread, in the order of placing, as groups of one event each."""
    groups = _Groups(agreement)
    for thread in threads:
        yield from groups.form(thread)


class _Groups:
    """The groups of one thread as they fill."""

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        # the group of each voice and how many there speak so; a voice that is in further groups has these in `_more`
        self._group = np.full(len(agreement.members), -1)
        self._count = np.zeros(len(agreement.members), np.int64)
        self._more: dict[int, Counter[int]] = {}
        self._members: list[list[int]] = []
        self._home: dict[int, int] = {}
        # while the voices in the groups are the same, a voice goes where it went before
        self._state = 0
        self._chosen: dict[int, tuple[int, int]] = {}

    def form(self, thread: Sequence[int]) -> list[list[int]]:
        """The groups of a thread."""
        if len(thread) == 1:
            return [list(thread)]
        for place in thread:
            self._place(place)
        formed = self._members
        self._group[[self._agreement.voices[place] for place in thread]] = -1
        self._more, self._members, self._home, self._state, self._chosen = {}, [], {}, 0, {}
        return formed

    def _place(self, place: int) -> None:
        """Put a claim into the group that it agrees with most, or into one of its own."""
        voice = self._agreement.voices[place]
        own = {other: score for other, score in self._agreement.own.get(place, {}).items() if other in self._home}
        state, best = self._chosen.get(voice, (-1, -1))
        if own:
            best = self._best(voice, own)
        elif state != self._state:
            best = self._best(voice, {})
            self._chosen[voice] = self._state, best
        if best < 0:
            best = len(self._members)
            self._members.append([])
        self._members[best].append(place)
        self._home[place] = best
        if self._hold(voice, best) <= 2:  # a third that speaks so weighs no more than two
            self._state += 1

    def _hold(self, voice: int, number: int) -> int:
        """Note that one more speaks so in a group; how many do."""
        if self._group[voice] < 0:
            self._group[voice], self._count[voice] = number, 1
            return 1
        if self._group[voice] == number:
            self._count[voice] += 1
            return int(self._count[voice])
        more = self._more.setdefault(voice, Counter())
        more[number] += 1
        return more[number]

    def _best(self, voice: int, own: Mapping[int, float | None]) -> int:
        """The group for a claim, -1 for none. `own` are the placed claims of its article."""
        held, scores = self._agreement.near(voice)
        group = self._group[held]
        there = np.flatnonzero(group >= 0)
        held, group, scores = held[there], group[there], scores[there]
        count = self._count[held]
        for more in self._more.keys() & set(held.tolist()):
            score = scores[held == more][0]
            for number, times in self._more[more].items():
                held, group = np.append(held, more), np.append(group, number)
                scores, count = np.append(scores, score), np.append(count, times)
        for other, own_score in own.items():
            number = self._home[other]
            count[(held == self._agreement.voices[other]) & (group == number)] -= 1
            if own_score is not None:
                held, group = np.append(held, -1), np.append(group, number)
                scores, count = np.append(scores, own_score), np.append(count, 1)
        best, most = -1, CUT
        for number in sorted(set(group.tolist())):
            here = np.flatnonzero(group == number)
            # who isn't among the near ones can't be one event with it
            if count[here].sum() < len(self._members[number]):
                continue
            # a member that tells another part of the goods or targets doesn't speak against it; the two that agree best decide
            here = here[(scores[here] > OTHER / 2) & (count[here] > 0)]
            if not len(here):
                continue
            value = _two_best(scores[here], count[here])
            if value > most or (value == most and best < 0):
                best, most = number, value
        return best


def _two_best(scores: NDArray[np.float64], count: NDArray[np.int64]) -> float:
    """The mean of the two best scores, each of which `count` have; the best itself where it is the only one."""
    first = int(scores.argmax())
    best = float(scores[first])
    if count[first] > 1 or len(scores) == 1:
        return best
    return (float(np.delete(scores, first).max()) + best) / 2
