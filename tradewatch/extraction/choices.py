"""Who does it to whom, decided together: the likely acting and affected sides of a mention are paired, and each pair is weighed.

A jurisdiction weighed alone may look like an acting side in one place and an affected one in another; only the pair tells which it is
("China hit back": not both act), and whether the pair is one that the document tells elsewhere, or the same the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import exp, log

from .decide import Model, buckets, level
from .grammar import verdicts
from .mentions import SHARED_SIDES, Choice, Mention, Side
from .phrases import Document
from .sheet import Pairs, Sheet
from .sides import Roll, fill_side, last_told
from .tokens import Row, is_preposition

# features, as groups of buckets that are kept written out
Parts = tuple[tuple[int, ...], ...]
# how many sets are tried for one side
_MOST = 9


def decode(weights: dict[str, float], threshold: float = 0.5, floor: float = 0.25) -> Side:
    """Jurisdictions above the threshold; where there is none, the likeliest above the floor."""
    sure = sorted(code for code, p in weights.items() if p >= threshold)
    if sure:
        return tuple(code for code in sure if code != "*") or tuple(sure)
    best = max(weights.items(), key=lambda item: item[1], default=("", 0.0))
    return (best[0],) if best[1] >= floor else ()


class View:
    """What all pairs of one mention share: its row, where each jurisdiction stands in it, what grammar says of each, what was told last."""

    def __init__(self, roll: Roll, mention: Mention, verdict: dict[str, str]) -> None:
        self.roll, self.mention = roll, mention
        self.row = row = roll.document.rows[mention.candidate.row]
        self.at = at = mention.candidate.anchor
        self.shared = mention.type in SHARED_SIDES
        self.place = _nearest(row, at)
        self.lists = [
            frozenset(row.tokens[p].form.code for p in row.parties if first <= p <= last)  # type: ignore[union-attr]
            for first, last in sorted({row.lists[p] for p in row.parties if p in row.lists})
        ]
        self.bonds: dict[tuple[str, str], list[tuple[int, ...]]] = {}
        self.treaty = roll.treaty(mention)
        self.couple = roll.couples[mention.candidate.row]
        self.told: list[tuple[frozenset[str], frozenset[str], int] | None] = []
        for told in () if self.shared else (last_told(roll, mention, "by"), roll.title_told(mention.type, "by")):
            self.told.append((told[0], told[2], min(told[1], 4)) if told else None)
        self.verdict = verdict
        self.hold = {} if self.shared else {code: _held_by(row, index) for code, index in self.place.items()}
        self.strikes_back = mention.candidate.cls == "retaliation" or any("retaliatory" in token.cues for token in row.tokens)


def _nearest(row: Row, at: int) -> dict[str, int]:
    """Where each jurisdiction of a sentence stands nearest to a trigger."""
    place: dict[str, int] = {}
    for index in row.parties:
        code = row.tokens[index].form.code  # type: ignore[union-attr]
        if code not in place or abs(index - at) < abs(place[code] - at):
            place[code] = index
    return place


def read_verdicts(document: Document, mentions: Sequence[Mention]) -> list[dict[str, str]]:
    """For each mention what grammar says of the jurisdictions of its sentence, by code; nothing of participants."""
    out: list[dict[str, str]] = [{} for _ in mentions]
    asked = [
        (number, code, index)
        for number, mention in enumerate(mentions)
        if mention.type not in SHARED_SIDES
        for code, index in _nearest(document.rows[mention.candidate.row], mention.candidate.anchor).items()
    ]
    if asked:
        sheet = Sheet(document, [mention.candidate for mention in mentions])
        told = verdicts(Pairs(sheet, [(number, index) for number, _, index in asked]))
        columns = [told[name].tolist() for name in ("bound", "owned", "ruled", "bearing")]
        for (number, code, _), *said in zip(asked, *columns, strict=True):
            out[number][code] = "".join(map(str, said))
    return out


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
    weights = view.mention.by_filled
    ranked = sorted((code for code in weights if code != "*"), key=lambda code: (-weights[code], code))
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


def _affected(view: View, weights: dict[str, float]) -> list[Side]:
    """Sets worth trying as the affected side, from the jurisdictions that are left."""
    ranked = sorted(weights, key=lambda code: (-weights[code], code))
    tried: list[Iterable[str]] = [[code for code in ranked if weights[code] >= floor] for floor in (0.5, 0.3, 0.18)]
    tried += [[code] for code in ranked[:5] if weights[code] >= 0.015]
    tried += [group for group in view.lists if len(group) > 1 and all(weights.get(code, 0.0) >= 0.05 for code in group)]
    sets = (tuple(sorted(code for code in codes if code != "*" or len(list(codes)) == 1)) for codes in map(list, tried))
    return list(dict.fromkeys([(), *sets]))[:_MOST]


def alternatives(roll: Roll, mention: Mention, verdict: dict[str, str]) -> list[tuple[Side, Side, Parts]]:
    """Pairs of acting and affected side with their features as groups of buckets; one at least. `verdict` is what `read_verdicts` says."""
    view = View(roll, mention, verdict)
    out: list[tuple[Side, Side, Parts]] = []
    for by in _acting(view):
        acting = _set_features(view, "by", by, mention.by_filled)
        if view.shared:
            out.append((by, (), (acting,)))
            continue
        # nobody acts on itself
        rest = {code: p for code, p in mention.on_filled.items() if code not in by}
        for on in _affected(view, rest):
            out.append((by, on, (acting, _set_features(view, "on", on, rest), *_pair_features(view, by, on))))
    return out


def _set_features(view: View, side: str, codes: Side, weights: dict[str, float]) -> tuple[int, ...]:
    """Features of a set by itself: how likely its members are, and those left out; how it stands in the sentence and the document."""
    inside = [weights.get(code, 0.0) for code in codes]
    roll = view.roll
    number = min(len(codes), 4)
    here = sum(code in view.place for code in codes)
    whole: tuple[object, ...] = ()
    if view.shared:
        missing = sum(code not in codes for code in view.place)
        blocs = sum(code in roll.document.knowledge.blocs for code in codes)
        whole = (
            bool(view.couple), set(codes) == view.couple, bool(view.treaty), set(codes) == set(view.treaty), min(missing, 3), blocs,
        )  # fmt: skip
    return _set_buckets(
        side + ("s" if view.shared else ""),
        view.mention.type,
        view.mention.candidate.cls,
        level(min(inside)) if inside else "empty",
        level(max(inside)) if inside else "empty",
        level(max([p for code, p in weights.items() if code not in codes and code != "*"], default=0.0)),
        number,
        min(len(view.place), 4),
        min(here, 3),
        number > 1 and frozenset(codes) in view.lists,
        "*" in codes,
        min(max((roll.rank.get(code, 9) for code in codes), default=9), 4),
        (all(code in roll.title for code in codes), bool(roll.title)),
        whole,
    )


@lru_cache(maxsize=100_000)
def _set_buckets(
    side: str, kind: str, cls: str, low: str, high: str, out: str, n: int, named: int, here: int, group: bool, star: bool, rank: int,
    title: tuple[bool, bool], whole: tuple[object, ...],
) -> tuple[int, ...]:  # fmt: skip
    found = [f"lo={low}", f"mo={out}", f"lm={low}:{out}", f"hi={high}", f"n={n}", f"tn={kind}:{n}", f"n2={n}:{named}:{here}"]
    found += [f"tlo={kind}:{low}", f"tmo={kind}:{out}:{n}", f"ins={here}:{n}:{low}", f"lst={group}:{n}", f"star={star}", f"loc={low}:{cls}"]
    if n:
        found += [f"rk={rank}:{n}", f"ti={title[0]}:{title[1]}:{n}"]
    if whole:
        coupled, couple, treated, treaty, missing, blocs = whole
        found += [f"cp={coupled}:{couple}", f"tr={treated}:{treaty}", f"miss={missing}:{n}", f"all={missing == 0}:{n}:{named}"]
        found.append(f"blocs={blocs}:{n}")
    return tuple(buckets(f"{side}.{feature}" for feature in found))


def _pair_features(view: View, by: Side, on: Side) -> list[tuple[int, ...]]:
    """Features of who together with whom."""
    mention = view.mention
    acting, affected = mention.by_filled, mention.on_filled
    a = max(by, key=lambda code: (acting.get(code, 0.0), code), default="")
    b = max(on, key=lambda code: (affected.get(code, 0.0), code), default="")
    left = [code for code in view.place if code not in by and code not in on and code != "*"]
    taken = max([affected.get(code, 0.0) for code in by], default=0.0)
    out = [
        _rest_buckets(
            mention.type,
            min(len(by), 3),
            min(len(on), 3),
            min(len(left), 3),
            level(max([affected.get(code, 0.0) for code in left], default=0.0)),
            level(max([acting.get(code, 0.0) for code in left], default=0.0)),
            level(taken),
            taken > 0.3,
        )
    ]
    if not a or not b:
        open_ = level(max((p for code, p in affected.items() if code not in by), default=0.0))
        return [*out, _half_buckets(mention.type, bool(a), bool(b), open_, view.verdict.get(a, ""))]
    bond = view.bonds.get((a, b))
    if bond is None:
        bond = view.bonds[a, b] = _bond(view, a, b)
    return [*out, *bond]


def _bond(view: View, a: str, b: str) -> list[tuple[int, ...]]:
    """Features of one jurisdiction acting on another: their chances, the same pair elsewhere, where they stand and what binds them."""
    mention = view.mention
    acting, affected = mention.by_filled, mention.on_filled
    forth = log((acting.get(a, 0.0) + 0.02) * (affected.get(b, 0.0) + 0.02))
    back = log((acting.get(b, 0.0) + 0.02) * (affected.get(a, 0.0) + 0.02))
    lead = _rounded(forth - back)
    own, every = _elsewhere(view, mention.type, a, b), _elsewhere(view, "any", a, b)
    out = [_elsewhere_buckets(mention.type, _rounded(forth), lead, own, every)]
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
        out.append(_told_buckets(name, mention.type, relation, gap, lead))
    marks = [(view.at, "T")] + [(view.place[code], name) for code, name in ((a, "a"), (b, "b")) if code in view.place]
    order = "".join(name for _, name in sorted(marks)) + ("self" if view.at in (view.place.get(a), view.place.get(b)) else "")
    held = view.hold.get(a, "?"), view.hold.get(b, "?")
    ruled = view.verdict.get(a, "-"), view.verdict.get(b, "-")
    out.append(_order_buckets(mention.type, mention.candidate.cls, order, *held, *ruled, view.strikes_back, lead))
    if a in view.place and b in view.place:
        between = view.row.tokens[min(view.place[a], view.place[b]) + 1 : max(view.place[a], view.place[b])]
        verb = next((t.verbs[0][0] for t in between if t.verbs and t.kind in "VT"), "none")
        binders = tuple(t.low for t in between if is_preposition(t.low) or t.low == "'s")[:4]
        out.append(_between_buckets(order, verb, binders))
    return out


def _rounded(x: float) -> int:
    return max(-4, min(4, round(x)))


def _elsewhere(view: View, scope: str, a: str, b: str) -> tuple[str, int]:
    """How much of what the other mentions tell is `a` acting on `b`, and how that compares to the other way round."""
    mention = view.mention
    pairs = view.roll.pair[scope]
    forth = pairs[a][b] if a in pairs else 0.0
    back = pairs[b][a] if b in pairs else 0.0
    forth = max(0.0, forth - mention.by.get(a, 0.0) * mention.on.get(b, 0.0) * mention.keep)
    back = max(0.0, back - mention.by.get(b, 0.0) * mention.on.get(a, 0.0) * mention.keep)
    share = forth / (view.roll.pair_sum(scope) or 1.0)
    standing = "0" if share < 0.01 else "1" if share < 0.1 else "2" if share < 0.3 else "3" if share < 0.6 else "4"
    return standing, _rounded(log((forth + 0.05) / (back + 0.05)))


# what a feature says is one of few things: each combination is written out once in the life of the process


@lru_cache(maxsize=50_000)
def _rest_buckets(kind: str, by: int, on: int, left: int, left_on: str, left_by: str, own: str, dropped: bool) -> tuple[int, ...]:
    some = on > 0
    out = [f"left={left}:{some}", f"leftt={kind}:{min(left, 2)}:{min(on, 2)}", f"lefto={left_on}:{some}", f"leftb={left_by}:{min(by, 2)}"]
    out += [f"nn={by}:{on}", f"tnn={kind}:{min(by, 2)}:{min(on, 2)}", f"drop={dropped}:{some}", f"dropl={own}:{min(by, 2)}:{some}"]
    return tuple(buckets(f"rest.{feature}" for feature in out))


@lru_cache(maxsize=20_000)
def _half_buckets(kind: str, a: bool, b: bool, open_: str, verdict: str) -> tuple[int, ...]:
    out = [f"half={a}:{b}:{kind}", f"halfo={open_}:{kind}"]
    if verdict:
        out.append(f"va={verdict}:{b}")
    return tuple(buckets(out))


@lru_cache(maxsize=50_000)
def _elsewhere_buckets(kind: str, forth: int, lead: int, own: tuple[str, int], every: tuple[str, int]) -> tuple[int, ...]:
    out = [f"w={forth}", f"ws={lead}", f"wsk={kind}:{lead}"]
    for scope, (standing, ratio) in (("own", own), ("any", every)):
        out += [f"pr:{scope}={standing}", f"prk:{scope}={kind}:{standing}", f"rv:{scope}={ratio}", f"prl:{scope}={standing}:{lead}"]
    return tuple(buckets(f"else.{feature}" for feature in out))


@lru_cache(maxsize=50_000)
def _told_buckets(name: str, kind: str, relation: str, gap: int, lead: int) -> tuple[int, ...]:
    out = [f"{name}={relation}:{gap}", f"{name}k={relation}:{kind}", f"{name}w={relation}:{lead}"]
    return tuple(buckets(f"told.{feature}" for feature in out))


@lru_cache(maxsize=50_000)
def _order_buckets(
    kind: str, cls: str, order: str, hold_a: str, hold_b: str, verdict_a: str, verdict_b: str, back: bool, lead: int
) -> tuple[int, ...]:
    out = [f"pat={order}", f"patk={order}:{kind}", f"patc={order}:{cls}", f"pp={hold_a}>{hold_b}", f"ppp={order}:{hold_a}>{hold_b}"]
    out += [f"ppb={order}:{hold_b}", f"vd={verdict_a}>{verdict_b}", f"vdp={order}:{verdict_a}>{verdict_b}", f"vb={order}:{verdict_b}"]
    out.append(f"va={order}:{verdict_a}")
    if back:
        out += [f"ret={order}:{lead}", f"retp={lead}"]
    return tuple(buckets(f"order.{feature}" for feature in out))


@lru_cache(maxsize=50_000)
def _between_buckets(order: str, verb: str, binders: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(buckets([f"mid.v={order}:{verb}", *(f"mid.w={order[:2]}:{word}" for word in binders)]))


def choose_sides(roll: Roll, mentions: Sequence[Mention], model: Model) -> None:
    """Weigh the pairs of each mention: `choices` by falling probability; `by_filled` and `on_filled` become what the pairs add up to."""
    for mention, said in zip(mentions, read_verdicts(roll.document, mentions), strict=True):
        pairs = alternatives(roll, mention, said)
        scores = [sum(map(model.worth, parts)) for _, _, parts in pairs]
        top = max(scores)
        odds = [exp(score - top) for score in scores]
        total = sum(odds)
        choices = [Choice(by, on, p / total) for (by, on, _), p in zip(pairs, odds, strict=True)]
        mention.choices = sorted(choices, key=lambda c: (-c.p, c.by, c.on))
        mention.by_filled = _added_up(mention.by_filled, [(c.by, c.p) for c in choices])
        mention.on_filled = _added_up(mention.on_filled, [(c.on, c.p) for c in choices])


def _added_up(weights: dict[str, float], sets: Iterable[tuple[Side, float]]) -> dict[str, float]:
    out = dict.fromkeys(weights, 0.0)
    for codes, p in sets:
        for code in codes:
            out[code] = out.get(code, 0.0) + p
    return out


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
