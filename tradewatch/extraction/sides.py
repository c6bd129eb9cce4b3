"""Who acts and who is affected, seen from the whole document: the acting side that the other sentences elect, the side named before.

Every jurisdiction of the document is weighed for each mention. What depends on the jurisdiction's standing in the document alone is worked
out once and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tradewatch.knowledge import Knowledge
from tradewatch.model import MEASURE_TYPES

from .decide import Group, Model, buckets, level
from .mentions import SHARED_SIDES, Mention
from .roll import Roll, Standing, last_told

# how many of the document's jurisdictions are weighed for a mention beside those of its sentence
_WIDEST = 5


class Question:
    """One side ("by" or "on") of one mention: what is asked alike of every jurisdiction."""

    def __init__(self, roll: Roll, mention: Mention, side: str) -> None:
        self.roll, self.mention, self.side, self.kind = roll, mention, side, mention.type
        self.number = mention.candidate.row
        self.own, other = (mention.by, mention.on) if side == "by" else (mention.on, mention.by)
        ranked = sorted(self.own.values(), reverse=True)
        self.top, second = [*ranked, 0.0, 0.0][:2]
        self.best, self.second = level(self.top), level(second)
        # how likely the sentence alone makes each jurisdiction this side, and the other one
        self.here = {code: level(p) for code, p in self.own.items()}
        self.there = {code: level(p) for code, p in other.items()}
        self.members = roll.treaty(mention)
        self.couple = roll.couple(self.number)
        self.told = last_told(roll, mention, side)
        # what is said of the mention itself where places are features
        self.about = min(len(self.own), 4), mention.candidate.cls, mention.candidate.rate >= 0
        if side == "on":
            self.acting = {code: level(p) for code, p in mention.by_filled.items()}
            self.actor = max(mention.by_filled, key=lambda c: (mention.by_filled[c], c), default="")
            self.named = {c for c in roll.rows[self.number] if c not in (self.actor, "*")}
            self.pairs = []
            for scope in (self.kind, "any"):
                counts = roll.pair[scope].get(self.actor)
                self.pairs.append((counts, sum(counts.values()) if counts else 0.0))


def side_features(asked: Question, code: str) -> tuple[Group, ...]:
    """Features, as groups of buckets, of jurisdiction `code` as the side of a mention that is asked for."""
    roll, kind, side, best, told = asked.roll, asked.kind, asked.side, asked.best, asked.told
    h, against = asked.here.get(code, "absent"), asked.there.get(code, "absent")
    absent = h == "absent"
    rival = best if absent or asked.own[code] < asked.top else asked.second
    standing, share, opened = roll.standing(kind, side, code)
    key = (kind, side, code, absent, best)
    stands = roll.kept.get(key)
    if stands is None:
        stands = roll.kept[key] = _standing_buckets(kind, standing, absent, best)
    out = (
        stands,
        _sentence_buckets(kind, h, against, best, rival),
        _place_buckets(
            absent,
            best,
            roll.place(asked.number, code),
            asked.about,
            code == "*",
            (code in asked.members, code in roll.rank) if asked.members else None,
            (code in asked.couple) if asked.couple else None,
        ),
        _told_buckets(
            kind,
            h,
            against,
            best,
            share,
            "n" if told is None else "y" if code in told[0] else "o" if code in told[2] else "x",
            min(told[1], 4) if told else -1,
            opened,
            asked.acting.get(code, "absent") if side == "on" else "",
        ),
    )
    return (*out, _given_actor(asked, code, h, absent)) if side == "on" else out


# what a feature says is one of few things: each combination is written out once in the life of the process


@lru_cache(maxsize=50_000)
def _standing_buckets(kind: str, standing: Standing, absent: bool, best: str) -> Group:
    """What a jurisdiction is in the document: its share of the sides that the sentences tell, its rank, title and lead."""
    of_kind, of_all, rank, title, lead, told = standing
    out = []
    for own, (share, back) in ((True, of_kind), (False, of_all)):
        out += [f"sh:{own}={share}", f"shh:{own}={share}:{absent}:{best}", f"sht:{own}:{kind}={share}:{absent}", f"op:{own}={back}:{share}"]
    out += [f"rk={rank}:{absent}", f"ti={title}:{absent}", f"le={lead}:{absent}"]
    if told is None:
        out.append(f"title=no:{absent}")
    else:
        by, ago, on = told
        out += [f"title={by}:{absent}:{ago}", f"titleb={by}:{best}:{absent}", f"titleo={on}:{absent}"]
    return Group(buckets(out))


@lru_cache(maxsize=50_000)
def _sentence_buckets(kind: str, h: str, a: str, best: str, rival: str) -> Group:
    absent = h == "absent"
    return Group(
        buckets(
            [
                f"h={h}",
                f"a={a}",
                f"ha={h}:{a}",
                f"best={best}:{not absent}",
                f"riv={rival}:{h}",
                f"t={kind}:{h}",
                f"t={kind}:{absent}",
                f"x1={h}:{best}:{rival}",
            ]
        )
    )


@lru_cache(maxsize=50_000)
def _place_buckets(
    absent: bool,
    best: str,
    place: tuple[int, bool, bool],
    about: tuple[int, str, bool],
    everyone: bool,
    member: tuple[bool, bool] | None,
    couple: bool | None,
) -> Group:
    (gap, begins, follows), (number, cls, rated) = place, about
    out = [f"gap={gap}:{absent}:{best}", f"prevfirst={begins}:{absent}", f"next={follows}:{absent}", f"nhere={number}:{absent}"]
    out += [f"cls={cls}:{absent}", f"star={everyone}:{best}", f"rated={rated}:{absent}"]
    if couple is not None:
        out += [f"couple={couple}", f"couple2={couple}:{absent}", f"couple3={couple}:{best}"]
    if member is not None:
        out += [f"member={member[0]}", f"member={member[0]}:{absent}:{member[1]}"]
    return Group(buckets(out))


@lru_cache(maxsize=50_000)
def _told_buckets(kind: str, h: str, a: str, best: str, standing: str, seen: str, ago: int, opened: str, actor: str) -> Group:
    absent = h == "absent"
    out = [
        f"prev={seen}:{absent}:{ago}",
        f"prevb={seen}:{best}:{h}",
        f"x2={h}:{standing}:{seen}",
        f"x3={absent}:{best}:{standing}:{seen}:{opened}",
    ]
    out += [f"x4={h}:{a}:{standing}", f"x5={kind}:{h}:{seen}", f"x6={kind}:{absent}:{standing}:{best}"]
    if actor:
        out += [f"byf={actor}:{h}", f"x7={h}:{actor}:{standing}", f"x8={kind}:{absent}:{actor}:{seen}"]
    return Group(buckets(out))


@lru_cache(maxsize=50_000)
def _actor_buckets(kind: str, h: str, is_actor: bool, only: bool, rest: int, here: str, anywhere: str) -> Group:
    absent = h == "absent"
    out = [f"actor={is_actor}:{absent}", f"only={only}:{h}", f"rest={min(rest, 4)}:{absent}"]
    for scope, standing in (("here", here), ("any", anywhere)):
        out += [f"pair:{scope}={standing}:{absent}", f"pairn:{scope}={standing}:{min(rest, 6)}:{kind}"]
    return Group(buckets(out))


def _given_actor(asked: Question, code: str, h: str, absent: bool) -> Group:
    """Features of `code` as the affected side once the acting side is known."""
    standing = []
    for counts, total in asked.pairs:
        share = counts.get(code, 0.0) / total if counts and total > 0.05 else -1.0
        standing.append("x" if share < 0 else "none" if share < 0.05 else "low" if share < 0.25 else "mid" if share < 0.6 else "high")
    named = asked.named
    return _actor_buckets(asked.kind, h, code == asked.actor, len(named) == 1 and code in named, len(named), standing[0], standing[1])


def side_model(mention: Mention, side: str) -> str:
    """Which model decides a side of a mention: participants are another question than actors."""
    return "side_with" if mention.type in SHARED_SIDES else f"side_{side}"


def fill_side(roll: Roll, mentions: Sequence[Mention], models: dict[str, Model], side: str) -> None:
    """Weigh one side; the affected side reads the acting side's weights, so it comes second."""
    for mention in mentions:
        model = models[side_model(mention, side)]
        filled = mention.by_filled if side == "by" else mention.on_filled
        asked = Question(roll, mention, side)
        for code in contenders(asked):
            filled[code] = model.chance(side_features(asked, code))


@lru_cache(maxsize=4)
def _forums(knowledge: Knowledge) -> frozenset[str]:
    """Bodies that settle, lend and advise: no measure is theirs or on them, and no case is against them."""
    return frozenset(map(str, knowledge.table("certain")["forums"]))


def contenders(asked: Question) -> list[str]:
    """Jurisdictions worth weighing: those of the sentence and the most named of the document."""
    if asked.side == "on" and asked.kind in SHARED_SIDES:
        return []
    own = list(dict.fromkeys([*asked.roll.rows[asked.number], *asked.members]))
    out = own + [code for code in asked.roll.top[:_WIDEST] if code not in own]
    if asked.kind in MEASURE_TYPES or (asked.kind == "dispute" and asked.side == "on"):
        forums = _forums(asked.roll.document.knowledge)
        out = [code for code in out if code not in forums]
    return [code for code in out if code != "*"] if asked.side == "by" else out
