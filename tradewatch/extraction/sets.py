"""What the choice of a mention's sides is made from: how its sentence names jurisdictions, and the sets of them worth trying."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from .decide import Group, buckets, level
from .mentions import SHARED_SIDES, Mention, Side
from .roll import Roll, last_told
from .tokens import Row, is_preposition

# how many sets are tried for one side
_MOST = 9


def decode(weights: dict[str, float], threshold: float = 0.5, floor: float = 0.25) -> Side:
    """Jurisdictions above the threshold; where there is none, the likeliest above the floor."""
    sure = sorted(code for code, p in weights.items() if p >= threshold)
    if sure:
        return tuple(code for code in sure if code != "*") or tuple(sure)
    best = max(weights.items(), key=lambda item: item[1], default=("", 0.0))
    return (best[0],) if best[1] >= floor else ()


class Set(NamedTuple):
    """Jurisdictions tried together as one side: the likeliest of them ("" of none), how likely the least likely one is and how many there
    are, coarsely, and features of the set wherever it stands."""

    codes: Side
    best: str
    low: str
    number: int
    group: Group


class View:
    """What all pairs of one mention share: its row, where each jurisdiction stands in it, what grammar says of each, what was told last."""

    def __init__(self, roll: Roll, mention: Mention) -> None:
        self.roll, self.mention = roll, mention
        self.row = row = roll.document.rows[mention.candidate.row]
        self.at = at = mention.candidate.anchor
        self.kind, self.cls = mention.type, mention.candidate.cls
        self.shared = self.kind in SHARED_SIDES
        # the names of the sides in features: participants are another question
        self.named = {side: side + "s" if self.shared else side for side in ("by", "on")}
        self.acting, self.affected = mention.by_filled, mention.on_filled
        self.ranked = {"by": _ranked(self.acting), "on": _ranked(self.affected)}
        self.place = _nearest(row, at)
        self.lists = [
            frozenset(row.tokens[p].form.code for p in row.parties if first <= p <= last)  # type: ignore[union-attr]
            for first, last in sorted({row.lists[p] for p in row.parties if p in row.lists})
        ]
        self.bonds: dict[tuple[str, str], list[Group]] = {}
        self._sets: dict[tuple[str, Side], Set] = {}
        self._left: dict[Side, tuple[int, str, str]] = {}
        self.treaty = roll.treaty(mention)
        self.couple = roll.couple(mention.candidate.row)
        self.told: list[tuple[frozenset[str], frozenset[str], int] | None] = []
        for told in () if self.shared else (last_told(roll, mention, "by"), roll.title_told(mention.type, "by")):
            self.told.append((told[0], told[2], min(told[1], 4)) if told else None)
        self.verdict = {code: f"{mention.verdicts[index]:04}" for code, index in self.place.items() if index in mention.verdicts}
        self.hold = {} if self.shared else {code: _held_by(row, index) for code, index in self.place.items()}
        self.strikes_back = mention.candidate.cls == "retaliation" or any("retaliatory" in row.tokens[n].cues for n in row.typed)

    def set_of(self, side: str, codes: Side) -> Set:
        """A set as one side, and what is said of it: how likely its members are, how it stands in the sentence and the document."""
        found = self._sets.get((side, codes))
        if found is None:
            found = self._sets[side, codes] = self._set(side, codes)
        return found

    def _set(self, side: str, codes: Side) -> Set:
        weights = self.acting if side == "by" else self.affected
        low, top, best = 1.0, -1.0, ""
        here = rank = 0
        title = True
        for code in codes:
            p = weights.get(code, 0.0)
            low = min(low, p)
            # of two alike the one whose code comes last
            if p > top or (p == top and code > best):
                top, best = p, code
            here += code in self.place
            rank = max(rank, self.roll.rank.get(code, 9))
            title = title and code in self.roll.title
        number = min(len(codes), 4)
        whole: tuple[Any, ...] = ()
        if self.shared:
            missing = sum(code not in codes for code in self.place)
            blocs = sum(code in self.roll.document.knowledge.blocs for code in codes)
            coupled, treated = set(codes) == self.couple, set(codes) == set(self.treaty)
            whole = (bool(self.couple), coupled, bool(self.treaty), treated, min(missing, 3), blocs)
        worst = level(low) if codes else "empty"
        group = _set_buckets(
            self.named[side],
            self.kind,
            self.cls,
            worst,
            level(top) if codes else "empty",
            number,
            min(len(self.place), 4),
            min(here, 3),
            number > 1 and frozenset(codes) in self.lists,
            "*" in codes,
            min(rank, 4) if codes else 4,
            (title, bool(self.roll.title)),
            whole,
        )
        return Set(codes, best, worst, number, group)

    def left(self, codes: Side) -> tuple[int, str, str]:
        """How many jurisdictions of the sentence are left out, and how likely one of them is affected and acts."""
        found = self._left.get(codes)
        if found is None:
            affected, acting = (max([side.get(code, 0.0) for code in codes], default=0.0) for side in (self.affected, self.acting))
            found = self._left[codes] = min(len(codes), 3), level(affected), level(acting)
        return found


def _ranked(weights: dict[str, float]) -> list[str]:
    """Jurisdictions by falling weight, those alike by code."""
    return [code for _, code in sorted([(-p, code) for code, p in weights.items()])]


def _nearest(row: Row, at: int) -> dict[str, int]:
    """Where each jurisdiction of a sentence stands nearest to a trigger."""
    place: dict[str, int] = {}
    for index in row.parties:
        code = row.tokens[index].form.code  # type: ignore[union-attr]
        if code not in place or abs(index - at) < abs(place[code] - at):
            place[code] = index
    return place


def _held_by(row: Row, index: int) -> str:
    """The preposition before a jurisdiction's noun group, "-" for none."""
    first = row.lists.get(index, (index, index))[0]
    for step in range(first - 1, max(-1, first - 4), -1):
        token = row.tokens[step]
        if is_preposition(token.low):
            return token.low
        if token.kind in "VTPRDJ":
            return "-"
    return "-"


def acting_sets(view: View) -> list[Side]:
    """Sets worth trying as the acting side, or as the participants."""
    weights = view.acting
    ranked = [code for code in view.ranked["by"] if code != "*"]
    tried: list[Iterable[str]] = [decode(weights), [code for code in ranked if weights[code] >= 0.3]]
    tried += [[code] for code in ranked[:3] if weights[code] >= 0.02]
    tried += [group for group in view.lists if len(group) > 1 and all(weights.get(code, 0.0) >= 0.1 for code in group)]
    if view.shared:
        tried += [ranked[:size] for size in (2, 3, 4) if len(ranked) >= size and weights[ranked[size - 1]] >= 0.08]
        tried.append(view.couple)
        if all(code in weights for code in view.treaty):
            tried.append(view.treaty)
    elif len(ranked) > 1 and weights[ranked[1]] >= 0.12:
        tried.append(ranked[:2])
    return [side for side in dict.fromkeys(tuple(sorted(codes)) for codes in tried) if side][:_MOST] or [()]


def affected_sets(view: View, by: Side) -> list[Side]:
    """Sets worth trying as the affected side, from the jurisdictions that are left."""
    weights = view.affected
    # nobody acts on itself
    ranked = [code for code in view.ranked["on"] if code not in by]
    tried: list[Collection[str]] = [[code for code in ranked if weights[code] >= floor] for floor in (0.5, 0.3, 0.18)]
    tried += [(code,) for code in ranked[:5] if weights[code] >= 0.015]
    for group in view.lists:
        if len(group) > 1 and group.isdisjoint(by) and all(weights.get(code, 0.0) >= 0.05 for code in group):
            tried.append(group)
    sets = (tuple(codes) if len(codes) == 1 else tuple(sorted(code for code in codes if code != "*")) for codes in tried)
    return list(dict.fromkeys([(), *sets]))[:_MOST]


def out_features(view: View, side: str, chosen: Set, opposite: Side) -> Group:
    """Features of a set that tell what the likeliest is that it leaves out."""
    weights = view.acting if side == "by" else view.affected
    left = 0.0
    for code in view.ranked[side]:
        if code != "*" and code not in chosen.codes and code not in opposite:
            left = weights[code]
            break
    return _out_buckets(view.named[side], view.kind, chosen.low, chosen.number, level(left))


@lru_cache(maxsize=20_000)
def _out_buckets(side: str, kind: str, low: str, n: int, out: str) -> Group:
    return Group(buckets([f"{side}.mo={out}", f"{side}.lm={low}:{out}", f"{side}.tmo={kind}:{out}:{n}"]))


@lru_cache(maxsize=100_000)
def _set_buckets(
    side: str, kind: str, cls: str, low: str, high: str, n: int, named: int, here: int, group: bool, star: bool, rank: int,
    title: tuple[bool, bool], whole: tuple[Any, ...],
) -> Group:  # fmt: skip
    found = [f"lo={low}", f"hi={high}", f"n={n}", f"tn={kind}:{n}", f"n2={n}:{named}:{here}", f"tlo={kind}:{low}"]
    found += [f"ins={here}:{n}:{low}", f"lst={group}:{n}", f"star={star}", f"loc={low}:{cls}"]
    if n:
        found += [f"rk={rank}:{n}", f"ti={title[0]}:{title[1]}:{n}"]
    if whole:
        coupled, couple, treated, treaty, missing, blocs = whole
        found += [f"cp={coupled}:{couple}", f"tr={treated}:{treaty}", f"miss={missing}:{n}", f"all={missing == 0}:{n}:{named}"]
        found.append(f"blocs={blocs}:{n}")
    return Group(buckets(found, f"{side}."))
