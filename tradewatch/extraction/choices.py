"""Who does it to whom, decided together: the likely acting and affected sides of a mention are paired, and each pair is weighed.

A jurisdiction weighed alone may look like an acting side in one place and an affected one in another; only the pair tells which it is
("China hit back": not both act), and whether the pair is one that the document tells elsewhere, or the same the other way round.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from math import exp, log
from typing import Any, NamedTuple

from .decide import Group, Model, buckets, level
from .mentions import SHARED_SIDES, Choice, Mention, Side
from .phrases import Document
from .roll import Roll, last_told
from .sides import fill_side
from .tokens import Row, is_preposition

Parts = tuple[Group, ...]
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
    """Jurisdictions tried together as one side: the likeliest of them ("" of none), and what is said of the set wherever it stands."""

    codes: Side
    best: str
    said: tuple[object, ...]


class View:
    """What all pairs of one mention share: its row, where each jurisdiction stands in it, what grammar says of each, what was told last."""

    def __init__(self, roll: Roll, mention: Mention) -> None:
        self.roll, self.mention = roll, mention
        self.row = row = roll.document.rows[mention.candidate.row]
        self.at = at = mention.candidate.anchor
        self.kind, self.cls = mention.type, mention.candidate.cls
        self.shared = self.kind in SHARED_SIDES
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
        whole: tuple[object, ...] = ()
        if self.shared:
            missing = sum(code not in codes for code in self.place)
            blocs = sum(code in self.roll.document.knowledge.blocs for code in codes)
            coupled, treated = set(codes) == self.couple, set(codes) == set(self.treaty)
            whole = (bool(self.couple), coupled, bool(self.treaty), treated, min(missing, 3), blocs)
        said = (
            level(low) if codes else "empty",
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
        return Set(codes, best, said)

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


def _acting(view: View) -> list[Side]:
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


def _affected(view: View, by: Side) -> list[Side]:
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


def alternatives(roll: Roll, mention: Mention) -> list[tuple[Side, Side, Parts]]:
    """Pairs of acting and affected side with their features as groups of buckets; one at least."""
    view = View(roll, mention)
    out: list[tuple[Side, Side, Parts]] = []
    for codes in _acting(view):
        by = view.set_of("by", codes)
        acting = _set_features(view, "by", by, ())
        if view.shared:
            out.append((codes, (), (acting,)))
            continue
        likely = max([view.affected.get(code, 0.0) for code in codes], default=0.0)
        taken = level(likely), likely > 0.3
        outside = [code for code in view.place if code not in codes and code != "*"]
        for others in _affected(view, codes):
            on = view.set_of("on", others)
            left = view.left(tuple([code for code in outside if code not in others]))
            rest = _rest_buckets(view.kind, min(len(codes), 3), min(len(others), 3), *left, *taken)
            out.append((codes, others, (acting, _set_features(view, "on", on, codes), rest, *_pair_features(view, by, on))))
    return out


def _set_features(view: View, side: str, chosen: Set, opposite: Side) -> Group:
    """Features of a set by itself, and of the likeliest that it leaves out."""
    weights = view.acting if side == "by" else view.affected
    left = 0.0
    for code in view.ranked[side]:
        if code != "*" and code not in chosen.codes and code not in opposite:
            left = weights[code]
            break
    return _set_buckets(side + "s" if view.shared else side, view.kind, view.cls, level(left), chosen.said)


@lru_cache(maxsize=100_000)
def _set_buckets(side: str, kind: str, cls: str, out: str, said: tuple[Any, ...]) -> Group:
    low, high, n, named, here, group, star, rank, title, whole = said
    found = [f"lo={low}", f"mo={out}", f"lm={low}:{out}", f"hi={high}", f"n={n}", f"tn={kind}:{n}", f"n2={n}:{named}:{here}"]
    found += [f"tlo={kind}:{low}", f"tmo={kind}:{out}:{n}", f"ins={here}:{n}:{low}", f"lst={group}:{n}", f"star={star}", f"loc={low}:{cls}"]
    if n:
        found += [f"rk={rank}:{n}", f"ti={title[0]}:{title[1]}:{n}"]
    if whole:
        coupled, couple, treated, treaty, missing, blocs = whole
        found += [f"cp={coupled}:{couple}", f"tr={treated}:{treaty}", f"miss={missing}:{n}", f"all={missing == 0}:{n}:{named}"]
        found.append(f"blocs={blocs}:{n}")
    return Group(buckets(f"{side}.{feature}" for feature in found))


def _pair_features(view: View, by: Set, on: Set) -> list[Group]:
    """Features of who together with whom."""
    a, b = by.best, on.best
    if not a or not b:
        open_ = level(max((p for code, p in view.affected.items() if code not in by.codes), default=0.0))
        return [_half_buckets(view.kind, bool(a), bool(b), open_, view.verdict.get(a, ""))]
    bond = view.bonds.get((a, b))
    if bond is None:
        bond = view.bonds[a, b] = _bond(view, a, b)
    return bond


def _bond(view: View, a: str, b: str) -> list[Group]:
    """Features of one jurisdiction acting on another: their chances, the same pair elsewhere, where they stand and what binds them."""
    acting, affected = view.acting, view.affected
    forth = log((acting.get(a, 0.0) + 0.02) * (affected.get(b, 0.0) + 0.02))
    back = log((acting.get(b, 0.0) + 0.02) * (affected.get(a, 0.0) + 0.02))
    lead = _rounded(forth - back)
    own, every = _elsewhere(view, view.kind, a, b), _elsewhere(view, "any", a, b)
    out = [_elsewhere_buckets(view.kind, _rounded(forth), lead, own, every)]
    for name, told in zip(("prev", "first"), view.told, strict=True):
        relation, gap = "none", 0
        if told is not None:
            tell_by, tell_on, gap = told
            relation = (
                "same" if a in tell_by and b in tell_on
                else "swap" if a in tell_on and b in tell_by
                else "by" if a in tell_by
                else "on" if b in tell_on
                else "x"
            )  # fmt: skip
        out.append(_told_buckets(name, view.kind, relation, gap, lead))
    first, second = view.place.get(a), view.place.get(b)
    order = _order(view.at, first, second)
    held = view.hold.get(a, "?"), view.hold.get(b, "?")
    ruled = view.verdict.get(a, "-"), view.verdict.get(b, "-")
    out.append(_order_buckets(view.kind, view.cls, order, *held, *ruled, view.strikes_back, lead))
    if first is not None and second is not None:
        between = view.row.tokens[min(first, second) + 1 : max(first, second)]
        verb = next((t.verbs[0][0] for t in between if t.verbs and t.kind in "VT"), "none")
        binders = tuple(t.low for t in between if is_preposition(t.low) or t.low == "'s")[:4]
        out.append(_between_buckets(order, verb, binders))
    return out


def _order(trigger: int, a: int | None, b: int | None) -> str:
    """In which order the trigger and two jurisdictions stand, and whether the trigger is one of them."""
    marks = [(trigger, "T")]
    if a is not None:
        marks.append((a, "a"))
    if b is not None:
        marks.append((b, "b"))
    marks.sort()
    return "".join([name for _, name in marks]) + ("self" if trigger in (a, b) else "")


def _rounded(x: float) -> int:
    return max(-4, min(4, round(x)))


def _elsewhere(view: View, scope: str, a: str, b: str) -> tuple[str, int]:
    """How much of what the other mentions tell is `a` acting on `b`, and how that compares to the other way round."""
    mention = view.mention
    pairs = view.roll.pair[scope]
    forth = pairs[a].get(b, 0.0) if a in pairs else 0.0
    back = pairs[b].get(a, 0.0) if b in pairs else 0.0
    forth = max(0.0, forth - mention.by.get(a, 0.0) * mention.on.get(b, 0.0) * mention.keep)
    back = max(0.0, back - mention.by.get(b, 0.0) * mention.on.get(a, 0.0) * mention.keep)
    share = forth / (view.roll.pair_sum(scope) or 1.0)
    standing = "0" if share < 0.01 else "1" if share < 0.1 else "2" if share < 0.3 else "3" if share < 0.6 else "4"
    return standing, _rounded(log((forth + 0.05) / (back + 0.05)))


# what a feature says is one of few things: each combination is written out once in the life of the process


@lru_cache(maxsize=50_000)
def _rest_buckets(kind: str, by: int, on: int, left: int, left_on: str, left_by: str, own: str, dropped: bool) -> Group:
    """What two sets leave of the sentence's jurisdictions; `own` is how likely one that acts is affected, and so dropped there."""
    some = on > 0
    out = [f"left={left}:{some}", f"leftt={kind}:{min(left, 2)}:{min(on, 2)}", f"lefto={left_on}:{some}", f"leftb={left_by}:{min(by, 2)}"]
    out += [f"nn={by}:{on}", f"tnn={kind}:{min(by, 2)}:{min(on, 2)}", f"drop={dropped}:{some}", f"dropl={own}:{min(by, 2)}:{some}"]
    return Group(buckets(f"rest.{feature}" for feature in out))


@lru_cache(maxsize=20_000)
def _half_buckets(kind: str, a: bool, b: bool, open_: str, verdict: str) -> Group:
    out = [f"half={a}:{b}:{kind}", f"halfo={open_}:{kind}"]
    if verdict:
        out.append(f"va={verdict}:{b}")
    return Group(buckets(out))


@lru_cache(maxsize=50_000)
def _elsewhere_buckets(kind: str, forth: int, lead: int, own: tuple[str, int], every: tuple[str, int]) -> Group:
    out = [f"w={forth}", f"ws={lead}", f"wsk={kind}:{lead}"]
    for scope, (standing, ratio) in (("own", own), ("any", every)):
        out += [f"pr:{scope}={standing}", f"prk:{scope}={kind}:{standing}", f"rv:{scope}={ratio}", f"prl:{scope}={standing}:{lead}"]
    return Group(buckets(f"else.{feature}" for feature in out))


@lru_cache(maxsize=50_000)
def _told_buckets(name: str, kind: str, relation: str, gap: int, lead: int) -> Group:
    out = [f"{name}={relation}:{gap}", f"{name}k={relation}:{kind}", f"{name}w={relation}:{lead}"]
    return Group(buckets(f"told.{feature}" for feature in out))


@lru_cache(maxsize=50_000)
def _order_buckets(
    kind: str, cls: str, order: str, hold_a: str, hold_b: str, verdict_a: str, verdict_b: str, back: bool, lead: int
) -> Group:
    out = [f"pat={order}", f"patk={order}:{kind}", f"patc={order}:{cls}", f"pp={hold_a}>{hold_b}", f"ppp={order}:{hold_a}>{hold_b}"]
    out += [f"ppb={order}:{hold_b}", f"vd={verdict_a}>{verdict_b}", f"vdp={order}:{verdict_a}>{verdict_b}", f"vb={order}:{verdict_b}"]
    out.append(f"va={order}:{verdict_a}")
    if back:
        out += [f"ret={order}:{lead}", f"retp={lead}"]
    return Group(buckets(f"order.{feature}" for feature in out))


@lru_cache(maxsize=50_000)
def _between_buckets(order: str, verb: str, binders: tuple[str, ...]) -> Group:
    return Group(buckets([f"mid.v={order}:{verb}", *(f"mid.w={order[:2]}:{word}" for word in binders)]))


def choose_sides(roll: Roll, mentions: Sequence[Mention], model: Model) -> None:
    """Weigh the pairs of each mention: `choices` by falling probability; `by_filled` and `on_filled` become what the pairs add up to."""
    for mention in mentions:
        pairs = alternatives(roll, mention)
        scores = [model.total(parts) for _, _, parts in pairs]
        top = max(scores)
        odds = [exp(score - top) for score in scores]
        total = sum(odds)
        choices = [Choice(by, on, p / total) for (by, on, _), p in zip(pairs, odds, strict=True)]
        mention.choices = sorted(choices, key=lambda c: (-c.p, c.by, c.on))
        acting, affected = dict.fromkeys(mention.by_filled, 0.0), dict.fromkeys(mention.on_filled, 0.0)
        for by, on, p in choices:
            for code in by:
                acting[code] = acting.get(code, 0.0) + p
            for code in on:
                affected[code] = affected.get(code, 0.0) + p
        mention.by_filled, mention.on_filled = acting, affected


def together(mentions: Sequence[Mention]) -> Choice:
    """The pair that several tellings of one event give together, each heard by its probability of being one."""
    table: dict[tuple[Side, Side], float] = {}
    total = sum(mention.keep for mention in mentions) or 1.0
    for mention in mentions:
        for choice in mention.choices:
            table[choice.by, choice.on] = table.get((choice.by, choice.on), 0.0) + choice.p * mention.keep / total
    (by, on), p = max(table.items(), key=lambda item: (item[1], item[0]))
    return Choice(by, on, p)


def fill_sides(document: Document, mentions: Sequence[Mention], models: dict[str, Model]) -> None:
    """Sides of every mention: the jurisdictions of the document weighed one by one, then in pairs."""
    if not mentions:
        return
    roll = Roll(document, mentions)
    for side in ("by", "on"):
        fill_side(roll, mentions, models, side)
    choose_sides(roll, mentions, models["choice"])
