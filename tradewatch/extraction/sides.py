"""Who acts and who is affected, seen from the whole document: the acting side that the other sentences elect, the side named before.

Every jurisdiction of the document is weighed for each mention. What depends on the jurisdiction's standing in the document alone is worked
out once and kept.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from .decide import Model, buckets, level
from .mentions import SHARED_SIDES, Mention
from .phrases import Document

# how many of the document's jurisdictions are weighed for a mention beside those of its sentence
_WIDEST = 5


class Roll:
    """Who is named where in a document, and what its sentences say of whom: counted once, asked for every mention."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self.document = document
        self.rows: list[list[str]] = []
        self.count: Counter[str] = Counter()
        self.title: set[str] = set()
        self.lead: set[str] = set()
        for row in document.rows:
            codes: list[str] = [row.tokens[p].form.code for p in row.parties]  # type: ignore[union-attr]
            self.rows.append(codes)
            self.count.update(codes)
            if row.sentence.title:
                self.title.update(codes)
            elif row.sentence.paragraph <= 2:
                self.lead.update(codes)
        self.by: dict[str, Counter[str]] = defaultdict(Counter)
        self.on: dict[str, Counter[str]] = defaultdict(Counter)
        # who acts on whom, added up over the sentences
        self.pair: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for mention in mentions:
            for code, p in mention.by.items():
                self.by[mention.type][code] += p * mention.keep  # type: ignore[assignment]
                self.by["any"][code] += p * mention.keep  # type: ignore[assignment]
            for actor, p in mention.by.items():
                for code, q in mention.on.items():
                    if code != actor:
                        self.pair[mention.type][actor][code] += p * q * mention.keep  # type: ignore[assignment]
                        self.pair["any"][actor][code] += p * q * mention.keep  # type: ignore[assignment]
            for code, p in mention.on.items():
                self.on[mention.type][code] += p * mention.keep  # type: ignore[assignment]
                self.on["any"][code] += p * mention.keep  # type: ignore[assignment]
        # what the sentence itself says of sides, mention by mention, for "the tariffs" that point back
        self.told = [
            (m.candidate.row, m.type, frozenset(c for c, p in m.by.items() if p > 0.5), frozenset(c for c, p in m.on.items() if p > 0.5), m)
            for m in mentions
            if m.keep > 0.1
        ]
        self.top = [code for code, _ in sorted(self.count.items(), key=lambda item: (-item[1], item[0]))]
        self.rank = {code: number for number, code in enumerate(self.top)}
        self.seen: dict[str, list[int]] = defaultdict(list)
        for number, codes in enumerate(self.rows):
            for code in set(codes):
                self.seen[code].append(number)
        self.couples = [self._couple(number) for number in range(len(self.rows))]
        self.kept: dict[tuple[object, ...], tuple[int, ...]] = {}
        self._pair_sums: dict[str, float] = {}
        self._shares: dict[tuple[str, str], tuple[Counter[str], float]] = {}
        self._treaties = document.knowledge.table("events/agreement")["treaties"]

    def treaty(self, mention: Mention) -> tuple[str, ...]:
        """Members, on the day of publication, of the treaty that the mention's trigger names; empty for others and for the largest."""
        if mention.type != "agreement":
            return ()
        knowledge = self.document.knowledge
        named = knowledge.table("events/agreement")["treaties"].get(
            self.document.rows[mention.candidate.row].tokens[mention.candidate.anchor].low, ""
        )
        if named in knowledge.blocs:
            return tuple(sorted(knowledge.members(named, self.document.published or date.max)))
        return tuple(named.split())

    def _couple(self, number: int) -> frozenset[str]:
        """The sides that "both sides", "the two leaders" of a sentence point back to: the last two named before; empty where none are."""
        row = self.document.rows[number]
        first = next((n for n, token in enumerate(row.tokens) if "both_sides" in token.cues), -1)
        if first < 0:
            return frozenset()
        found: list[str] = [row.tokens[p].form.code for p in reversed(row.parties) if p < first]  # type: ignore[union-attr]
        for back in range(number - 1, max(-1, number - 5), -1):
            found += [code for code in reversed(self.rows[back]) if code not in self.document.knowledge.blocs or code == "EU"]
        pair = list(dict.fromkeys(code for code in found if code != "*"))[:2]
        return frozenset(pair) if len(pair) == 2 else frozenset()

    def pair_sum(self, scope: str) -> float:
        """All that the mentions of a type ("any" for every type) tell of pairs, added up."""
        total = self._pair_sums.get(scope)
        if total is None:
            total = self._pair_sums[scope] = sum(sum(told.values()) for told in self.pair[scope].values())
        return total

    def last_named(self, code: str, number: int) -> int:
        """The last row before a row that names a jurisdiction, -1 for none."""
        seen = self.seen.get(code)
        at = bisect_left(seen, number) if seen else 0
        return seen[at - 1] if seen and at else -1

    def shares(self, kind: str, side: str) -> tuple[Counter[str], float]:
        """How often each jurisdiction is told as a side of a type, and the sum."""
        found = self._shares.get((kind, side))
        if found is None:
            counts = (self.by if side == "by" else self.on)[kind]
            found = self._shares[kind, side] = counts, sum(counts.values()) or 1.0
        return found

    def title_told(self, kind: str, side: str) -> tuple[frozenset[str], int, frozenset[str]] | None:
        """The side told by the first mention of a type."""
        for row, other, by, on, _ in self.told:
            if other == kind and (by if side == "by" else on):
                return (by, row, on) if side == "by" else (on, row, by)
        return None


class Question:
    """One side ("by" or "on") of one mention: what is asked alike of every jurisdiction."""

    def __init__(self, roll: Roll, mention: Mention, side: str) -> None:
        self.roll, self.mention, self.side, self.kind = roll, mention, side, mention.type
        self.number = mention.candidate.row
        self.own, self.other = (mention.by, mention.on) if side == "by" else (mention.on, mention.by)
        ranked = sorted(self.own.values(), reverse=True)
        self.top, self.second = [*ranked, 0.0, 0.0][:2]
        self.best = level(self.top)
        self.members = roll.treaty(mention)
        self.couple = roll.couples[self.number]
        self.told = last_told(roll, mention, side)
        self.first = roll.title_told(self.kind, side)
        self.shares, self.total = roll.shares(self.kind, side)
        self.following = roll.rows[self.number + 1] if self.number + 1 < len(roll.rows) else []
        if side == "on":
            self.actor = max(mention.by_filled, key=lambda c: (mention.by_filled[c], c), default="")
            self.named = {c for c in roll.rows[self.number] if c not in (self.actor, "*")}
            self.pairs = []
            for scope in (self.kind, "any"):
                counts = roll.pair[scope].get(self.actor)
                self.pairs.append((counts, sum(counts.values()) if counts else 0.0))


def side_features(asked: Question, code: str) -> tuple[tuple[int, ...], ...]:
    """Features, as groups of buckets, of jurisdiction `code` as the side of a mention that is asked for."""
    roll, kind, side, best = asked.roll, asked.kind, asked.side, asked.best
    here = asked.own.get(code)
    absent = here is None
    key = (kind, code, side, absent, best)
    standing = roll.kept.get(key)
    if standing is None:
        standing = roll.kept[key] = tuple(buckets(_standing(roll, kind, code, side, absent, best)))
    h, against = level(here), level(asked.other.get(code))
    rival = best if here is None or here < asked.top else level(asked.second)
    last = roll.last_named(code, asked.number)
    gap = asked.number - last if last >= 0 else 99
    told, first = asked.told, asked.first
    share = asked.shares[code] / asked.total
    candidate = asked.mention.candidate
    out = (
        standing,
        _sentence_buckets(kind, h, against, best, rival),
        _place_buckets(
            absent,
            best,
            gap if gap <= 3 else 5 if gap <= 5 else 9 if gap < 99 else 99,
            last >= 0 and gap <= 2 and roll.rows[last][0] == code,
            code in asked.following,
            min(len(asked.own), 4),
            candidate.cls,
            candidate.rate >= 0,
            code == "*",
            (code in asked.members, code in roll.rank) if asked.members else None,
            (code in asked.couple) if asked.couple else None,
        ),
        _told_buckets(
            kind,
            h,
            against,
            best,
            "0" if share < 0.02 else "1" if share < 0.2 else "2" if share < 0.5 else "3",
            "n" if told is None else "y" if code in told[0] else "o" if code in told[2] else "x",
            min(told[1], 4) if told else -1,
            "n" if first is None else "y" if code in first[0] else "x",
            level(asked.mention.by_filled.get(code)) if side == "on" else "",
        ),
    )
    return (*out, _given_actor(asked, code, h, absent)) if side == "on" else out


def _standing(roll: Roll, kind: str, code: str, side: str, absent: bool, best: str) -> list[str]:
    """What a jurisdiction is in the document: its share of the sides that the sentences tell, its rank, title and lead."""
    out = []
    table = roll.by if side == "by" else roll.on
    opposite = roll.on if side == "by" else roll.by
    for scope in (kind, "any"):
        counts = table[scope]
        share = counts[code] / (sum(counts.values()) or 1.0)
        standing = "none" if share < 0.02 else "low" if share < 0.15 else "mid" if share < 0.4 else "high" if share < 0.7 else "all"
        back = opposite[scope][code] / (sum(opposite[scope].values()) or 1.0)
        own = scope == kind
        out += [
            f"sh:{own}={standing}",
            f"shh:{own}={standing}:{absent}:{best}",
            f"sht:{own}:{kind}={standing}:{absent}",
            f"op:{own}={'none' if back < 0.05 else 'low' if back < 0.3 else 'high'}:{standing}",
        ]
    out += [f"rk={min(roll.rank.get(code, 9), 4)}:{absent}", f"ti={code in roll.title}:{absent}", f"le={code in roll.lead}:{absent}"]
    told = roll.title_told(kind, side)
    out.append(f"title=no:{absent}" if told is None else f"title={code in told[0]}:{absent}:{min(told[1], 4)}")
    if told is not None:
        out += [f"titleb={code in told[0]}:{best}:{absent}", f"titleo={code in told[2]}:{absent}"]
    return out


# what a feature says is one of few things: each combination is written out once in the life of the process


@lru_cache(maxsize=50_000)
def _sentence_buckets(kind: str, h: str, a: str, best: str, rival: str) -> tuple[int, ...]:
    absent = h == "absent"
    return tuple(
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
    gap: int,
    begins: bool,
    follows: bool,
    number: int,
    cls: str,
    rated: bool,
    everyone: bool,
    member: tuple[bool, bool] | None,
    couple: bool | None,
) -> tuple[int, ...]:
    out = [f"gap={gap}:{absent}:{best}", f"prevfirst={begins}:{absent}", f"next={follows}:{absent}", f"nhere={number}:{absent}"]
    out += [f"cls={cls}:{absent}", f"star={everyone}:{best}", f"rated={rated}:{absent}"]
    if couple is not None:
        out += [f"couple={couple}", f"couple2={couple}:{absent}", f"couple3={couple}:{best}"]
    if member is not None:
        out += [f"member={member[0]}", f"member={member[0]}:{absent}:{member[1]}"]
    return tuple(buckets(out))


@lru_cache(maxsize=50_000)
def _told_buckets(kind: str, h: str, a: str, best: str, standing: str, seen: str, ago: int, opened: str, actor: str) -> tuple[int, ...]:
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
    return tuple(buckets(out))


@lru_cache(maxsize=50_000)
def _actor_buckets(kind: str, h: str, is_actor: bool, only: bool, rest: int, here: str, anywhere: str) -> tuple[int, ...]:
    absent = h == "absent"
    out = [f"actor={is_actor}:{absent}", f"only={only}:{h}", f"rest={min(rest, 4)}:{absent}"]
    for scope, standing in (("here", here), ("any", anywhere)):
        out += [f"pair:{scope}={standing}:{absent}", f"pairn:{scope}={standing}:{min(rest, 6)}:{kind}"]
    return tuple(buckets(out))


def _given_actor(asked: Question, code: str, h: str, absent: bool) -> tuple[int, ...]:
    """Features of `code` as the affected side once the acting side is known."""
    standing = []
    for counts, total in asked.pairs:
        share = counts.get(code, 0.0) / total if counts and total > 0.05 else -1.0
        standing.append("x" if share < 0 else "none" if share < 0.05 else "low" if share < 0.25 else "mid" if share < 0.6 else "high")
    named = asked.named
    return _actor_buckets(asked.kind, h, code == asked.actor, len(named) == 1 and code in named, len(named), standing[0], standing[1])


def last_told(roll: Roll, mention: Mention, side: str) -> tuple[frozenset[str], int, frozenset[str]] | None:
    """The side told by the nearest mention of the same type before this one: codes, sentences between, the opposite side."""
    number = mention.candidate.row
    for row, kind, by, on, other in reversed(roll.told):
        if (
            other is mention
            or row > number
            or (row == number and other.candidate.anchor >= mention.candidate.anchor)
            or kind != mention.type
        ):
            continue
        codes, opposite = (by, on) if side == "by" else (on, by)
        if codes:
            return codes, number - row, opposite
    return None


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


def contenders(asked: Question) -> list[str]:
    """Jurisdictions worth weighing: those of the sentence and the most named of the document."""
    if asked.side == "on" and asked.kind in SHARED_SIDES:
        return []
    own = list(dict.fromkeys([*asked.roll.rows[asked.number], *asked.members]))
    out = own + [code for code in asked.roll.top[:_WIDEST] if code not in own]
    return [code for code in out if code != "*"] if asked.side == "by" else out
