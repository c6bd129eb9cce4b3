"""Who acts and who is affected, seen from the whole document: the acting side that the other sentences elect, the side named before.

Every jurisdiction of the document is weighed for each mention. What depends on the jurisdiction's standing in the document alone is worked
out once and kept.
"""

from __future__ import annotations

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
        self.kept: dict[tuple[object, ...], list[int]] = {}
        self._pair_sums: dict[str, float] = {}
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

    def shares(self, kind: str, side: str) -> tuple[Counter[str], float]:
        """How often each jurisdiction is told as a side of a type, and the sum."""
        counts = (self.by if side == "by" else self.on)[kind]
        return counts, sum(counts.values()) or 1.0

    def title_told(self, kind: str, side: str) -> tuple[frozenset[str], int, frozenset[str]] | None:
        """The side told by the first mention of a type."""
        for row, other, by, on, _ in self.told:
            if other == kind and (by if side == "by" else on):
                return (by, row, on) if side == "by" else (on, row, by)
        return None


def side_features(roll: Roll, mention: Mention, code: str, side: str) -> list[int]:
    """Features, as buckets, of jurisdiction `code` as `side` ("by" or "on") of a mention."""
    own, other = (mention.by, mention.on) if side == "by" else (mention.on, mention.by)
    here = own.get(code)
    best = level(max(own.values(), default=0.0))
    absent = here is None
    key = (mention.type, code, side, absent, best)
    standing = roll.kept.get(key)
    if standing is None:
        standing = roll.kept[key] = buckets(_standing(roll, mention.type, code, side, absent, best))
    return [*standing, *_bond(roll, mention, code, side, here, other.get(code), best)]


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


def _bond(roll: Roll, mention: Mention, code: str, side: str, here: float | None, against: float | None, best: str) -> list[int]:
    """What binds a jurisdiction to this mention: its sentence, those before and after, what was told last."""
    kind = mention.type
    own = mention.by if side == "by" else mention.on
    absent = here is None
    h = level(here)
    rival = level(max((p for c, p in own.items() if c != code), default=0.0))
    number = mention.candidate.row
    last = next((r for r in reversed(roll.seen[code]) if r < number), -1) if code in roll.seen else -1
    gap = number - last if last >= 0 else 99
    members = roll.treaty(mention)
    told = last_told(roll, mention, side)
    first = roll.title_told(kind, side)
    shares, total = roll.shares(kind, side)
    share = shares[code] / total
    out = [
        *_sentence_buckets(kind, h, level(against), best, rival),
        *_place_buckets(
            absent,
            best,
            gap if gap <= 3 else 5 if gap <= 5 else 9 if gap < 99 else 99,
            last >= 0 and gap <= 2 and roll.rows[last][0] == code,
            number + 1 < len(roll.rows) and code in roll.rows[number + 1],
            min(len(own), 4),
            mention.candidate.cls,
            mention.candidate.rate >= 0,
            code == "*",
            (code in members, code in roll.rank) if members else None,
            (code in roll.couples[number]) if roll.couples[number] else None,
        ),
        *_told_buckets(
            kind,
            h,
            level(against),
            best,
            "0" if share < 0.02 else "1" if share < 0.2 else "2" if share < 0.5 else "3",
            "n" if told is None else "y" if code in told[0] else "o" if code in told[2] else "x",
            min(told[1], 4) if told else -1,
            "n" if first is None else "y" if code in first[0] else "x",
            level(mention.by_filled.get(code)) if side == "on" else "",
        ),
    ]
    if side == "on":
        out += _given_actor(roll, mention, code, h, absent)
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


def _given_actor(roll: Roll, mention: Mention, code: str, h: str, absent: bool) -> tuple[int, ...]:
    """Features of `code` as the affected side once the acting side is known."""
    actor = max(mention.by_filled, key=lambda c: (mention.by_filled[c], c), default="")
    own = {c for c in roll.rows[mention.candidate.row] if c not in (actor, "*")}
    standing = []
    for scope in (mention.type, "any"):
        counts = roll.pair[scope].get(actor)
        total = sum(counts.values()) if counts else 0.0
        share = counts.get(code, 0.0) / total if counts and total > 0.05 else -1.0
        standing.append("x" if share < 0 else "none" if share < 0.05 else "low" if share < 0.25 else "mid" if share < 0.6 else "high")
    return _actor_buckets(mention.type, h, code == actor, own == {code}, len(own), standing[0], standing[1])


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
    items: dict[str, list[list[int]]] = defaultdict(list)
    owners: dict[str, list[tuple[Mention, str]]] = defaultdict(list)
    for mention in mentions:
        name = side_model(mention, side)
        for code in contenders(roll, mention, side):
            items[name].append(side_features(roll, mention, code, side))
            owners[name].append((mention, code))
    for name, features in items.items():
        for (mention, code), p in zip(owners[name], models[name].scores(features), strict=True):
            (mention.by_filled if side == "by" else mention.on_filled)[code] = float(p[1])


def contenders(roll: Roll, mention: Mention, side: str) -> list[str]:
    """Jurisdictions worth weighing: those of the sentence and the most named of the document."""
    if side == "on" and mention.type in SHARED_SIDES:
        return []
    own = list(dict.fromkeys([*roll.rows[mention.candidate.row], *roll.treaty(mention)]))
    out = own + [code for code in roll.top[:_WIDEST] if code not in own]
    return [code for code in out if code != "*"] if side == "by" else out
