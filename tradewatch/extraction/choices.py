"""Who does it to whom, decided together: the likely acting and affected sides of a mention are paired, and each pair is weighed.

A jurisdiction weighed alone may look like an acting side in one place and an affected one in another; only the pair tells which it is
("China hit back": not both act), and whether the pair is one that the document tells elsewhere, or the same the other way round.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, log

from .certain.actors import settle_actors
from .certain.bearers import settle_payers
from .certain.partners import part_partners, rule_out_targets, settle_sides
from .decide import Group, Model, buckets, level
from .mentions import Choice, Mention, Side
from .phrases import Document
from .roll import Roll
from .sets import Set, View, acting_sets, affected_sets, out_features
from .sides import fill_side
from .tokens import is_preposition

Parts = tuple[Group, ...]


def alternatives(roll: Roll, mention: Mention) -> list[tuple[Side, Side, Parts]]:
    """Pairs of acting and affected side with their features as groups of buckets; one at least."""
    view = View(roll, mention)
    out: list[tuple[Side, Side, Parts]] = []
    for codes in acting_sets(view):
        by = view.set_of("by", codes)
        acting = by.group, out_features(view, "by", by, ())
        if view.shared:
            out.append((codes, (), acting))
            continue
        likely = max([view.affected.get(code, 0.0) for code in codes], default=0.0)
        taken = level(likely), likely > 0.3
        outside = [code for code in view.place if code not in codes and code != "*"]
        for others in affected_sets(view, codes):
            on = view.set_of("on", others)
            left = view.left(tuple([code for code in outside if code not in others]))
            rest = _rest_buckets(view.kind, min(len(codes), 3), min(len(others), 3), *left, *taken)
            affected = on.group, out_features(view, "on", on, codes)
            out.append((codes, others, (*acting, *affected, rest, *_pair_features(view, by, on))))
    return out


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
    return Group(buckets(out, "rest."))


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
    return Group(buckets(out, "else."))


@lru_cache(maxsize=50_000)
def _told_buckets(name: str, kind: str, relation: str, gap: int, lead: int) -> Group:
    out = [f"{name}={relation}:{gap}", f"{name}k={relation}:{kind}", f"{name}w={relation}:{lead}"]
    return Group(buckets(out, "told."))


@lru_cache(maxsize=50_000)
def _order_buckets(
    kind: str, cls: str, order: str, hold_a: str, hold_b: str, verdict_a: str, verdict_b: str, back: bool, lead: int
) -> Group:
    out = [f"pat={order}", f"patk={order}:{kind}", f"patc={order}:{cls}", f"pp={hold_a}>{hold_b}", f"ppp={order}:{hold_a}>{hold_b}"]
    out += [f"ppb={order}:{hold_b}", f"vd={verdict_a}>{verdict_b}", f"vdp={order}:{verdict_a}>{verdict_b}", f"vb={order}:{verdict_b}"]
    out.append(f"va={order}:{verdict_a}")
    if back:
        out += [f"ret={order}:{lead}", f"retp={lead}"]
    return Group(buckets(out, "order."))


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


def fill_sides(document: Document, mentions: list[Mention], models: dict[str, Model]) -> None:
    """Sides of every mention: the jurisdictions of the document weighed one by one, then in pairs. A mention that tells of several
    pacts, or of what two do to each other, becomes several."""
    if not mentions:
        return
    roll = Roll(document, mentions)
    for side in ("by", "on"):
        fill_side(roll, mentions, models, side)
    rule_out_targets(document, mentions)
    choose_sides(roll, mentions, models["choice"])
    settle_sides(document, mentions, roll)
    settle_actors(document, mentions)
    settle_payers(document, mentions)
    mentions[:] = part_partners(document, mentions, roll)
