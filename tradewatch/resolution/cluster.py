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
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradewatch.model import EventType, SourcedClaim
from tradewatch.resolution.features import Records
from tradewatch.resolution.scoring import APART, CUT, OTHER, Sieve

LOOSE = 2.0
"""What a link needs; lower than the cut, since a thread may still fall into several events."""


AGAINST = -3.0
"""Below this a member of a group keeps a claim out, however well others agree."""

_PART = 20_000  # pairs scored at once; their fields take about a kilobyte each


class Link(NamedTuple):
    """A claim's best antecedent in its block, or None where it stands first; `score` is their agreement."""

    parent: str | None
    score: float


class Nearness:
    """Which voices may share a group when they are of different articles, and how well they agree. A pair is kept once."""

    def __init__(self, heard: Records, repeated: NDArray[np.bool_], kind: EventType) -> None:
        """`heard` are the records of the voices, each of an article of its own; those that are `repeated` also meet themselves."""
        # pairs come in the order of the later voice
        parts: list[tuple[NDArray[Any], ...]] = [(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0))]
        sieve = Sieve(heard)
        for some, more in sieve.pairs():
            for start in range(0, len(some), _PART):
                earlier, later = some[start : start + _PART], more[start : start + _PART]
                agreement = sieve.scores(earlier, later, kind)
                kept = np.flatnonzero(_may_share(agreement))
                parts.append((earlier[kept].astype(np.int32), later[kept].astype(np.int32), agreement[kept]))
        self._earlier, self._later, self._scores = (np.concatenate(column) for column in zip(*parts, strict=True))
        voices = np.arange(len(heard) + 1)
        self._bounds = np.searchsorted(self._later, voices)
        self._back = np.argsort(self._earlier, kind="stable").astype(np.int32)
        self._back_bounds = np.searchsorted(self._earlier, voices, sorter=self._back)
        self._alone = np.full(len(heard), APART)
        again = np.flatnonzero(repeated & (heard["first"] <= heard["last"]))
        if len(again):
            echoes = heard[again]
            echoes["article"] += len(heard)
            each = np.arange(len(again))
            self._alone[again] = Sieve(np.concatenate([heard[again], echoes])).scores(each, each + len(again), kind)

    def of(self, voice: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The voices that may share a group with one, and how well they agree; among them itself where it is repeated."""
        ahead = slice(self._bounds[voice], self._bounds[voice + 1])
        behind = self._back[self._back_bounds[voice] : self._back_bounds[voice + 1]]
        alone = self._alone[voice : voice + 1]
        itself = np.flatnonzero(_may_share(alone))
        voices = np.concatenate([self._earlier[ahead], self._later[behind], (voice + itself).astype(np.int32)])
        return voices, np.concatenate([self._scores[ahead], self._scores[behind], alone[itself]])

    def antecedents(self) -> list[tuple[int, float]]:
        """For each voice the one that it agrees with best of those that are first heard before it, -1 for none, and their agreement."""
        full = np.flatnonzero(self._bounds[1:] > self._bounds[:-1])
        best, most = np.full(len(self._alone), -1), np.zeros(len(self._alone))
        if len(full):
            starts = self._bounds[full]
            most[full] = np.maximum.reduceat(self._scores, starts)
            hits = np.flatnonzero(self._scores == most[self._later])
            best[full] = self._earlier[hits[np.searchsorted(hits, starts)]]
        return list(zip(best.tolist(), most.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well claims agree that stand in the order of placing; they are called by their places.

    `voices` holds the voice of each place, `members` the places of each voice. Two claims of one article agree otherwise than their voices
    do: `own` gives for a place the earlier ones of its article whose voices are near, with their agreement or None where they can't be one
    event.
    """

    voices: Sequence[int]
    members: Sequence[Sequence[int]]
    near: Nearness
    own: Mapping[int, Mapping[int, float | None]]


def agreements(placed: Records, kind: EventType) -> Agreement:
    """How well the records, which stand in the order of placing, agree with each other."""
    voices, members = _voices(placed)
    heard = placed[[places[0] for places in members]]
    heard["article"] = np.arange(len(heard))  # all of different articles
    near = Nearness(heard, np.array([len(places) > 1 for places in members]), kind)
    return Agreement(voices, members, near, _own(placed, voices, near, kind))


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


def _may_share(agreement: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether pairs may be in one group: they don't speak against each other, or tell other parts of what a third tells whole."""
    return (agreement >= AGAINST) | ((agreement > APART) & (agreement <= OTHER / 2))


def _own(placed: Records, voices: Sequence[int], near: Nearness, kind: EventType) -> dict[int, dict[int, float | None]]:
    """For each place the earlier ones of its article. What no two articles tell as one event, one article doesn't tell as one."""
    articles: dict[int, list[int]] = defaultdict(list)
    for place, article in enumerate(placed["article"].tolist()):
        articles[article].append(place)
    found: dict[int, dict[int, float | None]] = {}
    pairs: list[tuple[int, int]] = []
    for places in articles.values():
        for number, later in enumerate(places[1:], 1):
            mates, _ = near.of(voices[later])
            fitting = [earlier for earlier in places[:number] if (mates == voices[earlier]).any()]
            if fitting:
                found[later] = dict.fromkeys(fitting)
                pairs += [(earlier, later) for earlier in fitting]
    sieve = Sieve(placed)
    for start in range(0, len(pairs), _PART):
        part = np.array(pairs[start : start + _PART])
        scores = sieve.scores(part[:, 0], part[:, 1], kind)
        for number in np.flatnonzero(_may_share(scores)).tolist():
            earlier, later = pairs[start + number]
            found[later][earlier] = float(scores[number])
    return found


def links(claims: Sequence[SourcedClaim], agreement: Agreement) -> dict[str, Link]:
    """The link of every claim; `claims` stand in the order of placing."""
    found: dict[str, Link] = {}
    first = np.array([members[0] for members in agreement.members], np.int64)
    antecedents = agreement.near.antecedents()
    for place, sourced in enumerate(claims):
        voice, own = agreement.voices[place], agreement.own.get(place, {})
        if own or place != first[voice]:
            best, score = _antecedent(agreement, place, first, own)
        else:
            other, score = antecedents[voice]
            best = int(first[other]) if other >= 0 else -1
        found[sourced.key] = Link(claims[best].key, score) if best >= 0 and score >= LOOSE else Link(None, 0.0)
    return found


def _antecedent(agreement: Agreement, place: int, first: NDArray[np.int64], own: Mapping[int, float | None]) -> tuple[int, float]:
    """The place before this one with which it agrees best, the first of them where several do, and their agreement; -1 for none.

    `first` are the first places of voices, `own` the earlier places of the article.
    """
    others, scores = agreement.near.of(agreement.voices[place])
    earliest = first[others]
    for mate in {agreement.voices[other] for other in own}:
        strangers = (member for member in agreement.members[mate] if member not in own)
        earliest[others == mate] = next(strangers, place)
    earlier = earliest < place
    steps = [(score, -other) for other, score in own.items() if score is not None]
    if earlier.any():
        most = scores[earlier].max()
        steps.append((float(most), -int(earliest[earlier & (scores == most)].min())))
    score, best = max(steps, default=(0.0, 1))
    return -best, score


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
        held, scores = self._agreement.near.of(voice)
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
