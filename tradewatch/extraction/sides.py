"""Who acts and who is affected, seen from the whole document: the acting side that the other sentences elect, the side named before.

Every jurisdiction of the document is weighed for each mention. What depends on the jurisdiction's standing in the document alone is worked out
once and kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from .decide import Model, buckets, level
from .mentions import Mention
from .phrases import Document

# how many of the document's jurisdictions are weighed for a mention beside those of its sentence
_WIDEST = 6


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
        self.kept: dict[tuple[object, ...], list[int]] = {}
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
    return standing + buckets(_bond(roll, mention, code, side, here, other.get(code), best))


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


def _bond(roll: Roll, mention: Mention, code: str, side: str, here: float | None, against: float | None, best: str) -> list[str]:
    """What binds a jurisdiction to this mention: its sentence, those before and after, what was told last."""
    kind = mention.type
    own = mention.by if side == "by" else mention.on
    absent = here is None
    h, a = level(here), level(against)
    rival = level(max((p for c, p in own.items() if c != code), default=0.0))
    out = [f"h={h}", f"a={a}", f"ha={h}:{a}", f"best={best}:{not absent}", f"riv={rival}:{h}", f"t={kind}:{h}", f"t={kind}:{absent}"]
    if side == "on":
        out += _given_actor(roll, mention, code, h, absent)
    members = roll.treaty(mention)
    if members:
        out += [f"member={code in members}", f"member={code in members}:{absent}:{code in roll.rank}"]
    number = mention.candidate.row
    last = next((r for r in reversed(roll.seen[code]) if r < number), -1) if code in roll.seen else -1
    gap = number - last if last >= 0 else 99
    out.append(f"gap={gap if gap <= 3 else 5 if gap <= 5 else 9 if gap < 99 else 99}:{absent}:{best}")
    if last >= 0 and gap <= 2:
        out.append(f"prevfirst={roll.rows[last][0] == code}:{absent}")
    if number + 1 < len(roll.rows):
        out.append(f"next={code in roll.rows[number + 1]}:{absent}")
    told = _last_told(roll, mention, side)
    if told is None:
        out.append(f"prev=no:{absent}")
    else:
        out += [f"prev={code in told[0]}:{absent}:{min(told[1], 4)}", f"prevb={code in told[0]}:{best}:{h}", f"prevo={code in told[2]}:{h}"]
    first = roll.title_told(kind, side)
    shares = (roll.by if side == "by" else roll.on)[kind]
    share = shares[code] / (sum(shares.values()) or 1.0)
    standing = "0" if share < 0.02 else "1" if share < 0.2 else "2" if share < 0.5 else "3"
    seen = "n" if told is None else "y" if code in told[0] else "o" if code in told[2] else "x"
    opened = "n" if first is None else "y" if code in first[0] else "x"
    out += [f"x1={h}:{best}:{rival}", f"x2={h}:{standing}:{seen}", f"x3={absent}:{best}:{standing}:{seen}:{opened}", f"x4={h}:{a}:{standing}", f"x5={kind}:{h}:{seen}", f"x6={kind}:{absent}:{standing}:{best}"]
    if side == "on":
        out += [f"x7={h}:{level(mention.by_filled.get(code))}:{standing}", f"x8={kind}:{absent}:{level(mention.by_filled.get(code))}:{seen}"]
    out += [f"nhere={min(len(own), 4)}:{absent}", f"cls={mention.candidate.cls}:{absent}", f"star={code == '*'}:{h}", f"rated={mention.candidate.rate >= 0}:{absent}"]
    return out


def _given_actor(roll: Roll, mention: Mention, code: str, h: str, absent: bool) -> list[str]:
    """Features of `code` as the affected side once the acting side is known."""
    actor = max(mention.by_filled, key=lambda c: (mention.by_filled[c], c), default="")
    out = [f"byf={level(mention.by_filled.get(code))}:{h}", f"actor={code == actor}:{absent}"]
    own = {c for c in roll.rows[mention.candidate.row] if c not in (actor, "*")}
    out += [f"only={own == {code}}:{h}", f"rest={min(len(own), 4)}:{absent}"]
    for scope in (mention.type, "any"):
        counts = roll.pair[scope].get(actor)
        total = sum(counts.values()) if counts else 0.0
        share = counts.get(code, 0.0) / total if counts and total > 0.05 else -1.0
        standing = "x" if share < 0 else "none" if share < 0.05 else "low" if share < 0.25 else "mid" if share < 0.6 else "high"
        out += [f"pair:{scope == 'any'}={standing}:{absent}", f"pairn:{scope == 'any'}={standing}:{len(own)}:{mention.type}"]
    return out


def _last_told(roll: Roll, mention: Mention, side: str) -> tuple[frozenset[str], int, frozenset[str]] | None:
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


def fill_sides(document: Document, mentions: Sequence[Mention], models: dict[str, Model]) -> None:
    """Weigh the jurisdictions of the document for each mention; results in `by_filled` and `on_filled`."""
    roll = Roll(document, mentions)
    for side in ("by", "on"):
        fill_side(roll, mentions, models, side)


def fill_side(roll: Roll, mentions: Sequence[Mention], models: dict[str, Model], side: str) -> None:
    """Weigh one side; the affected side reads the acting side's weights, so it comes second."""
    items: list[list[int]] = []
    owners: list[tuple[Mention, str]] = []
    for mention in mentions:
        for code in contenders(roll, mention, side):
            items.append(side_features(roll, mention, code, side))
            owners.append((mention, code))
    for (mention, code), p in zip(owners, models[f"side_{side}"].scores(items), strict=True):
        (mention.by_filled if side == "by" else mention.on_filled)[code] = float(p[1])


def contenders(roll: Roll, mention: Mention, side: str) -> list[str]:
    """Jurisdictions worth weighing: those of the sentence and the most named of the document."""
    if side == "on" and mention.type in ("meeting", "agreement"):
        return []
    own = list(dict.fromkeys([*roll.rows[mention.candidate.row], *roll.treaty(mention)]))
    out = own + [code for code in roll.top[:_WIDEST] if code not in own]
    return [code for code in out if code != "*"] if side == "by" else out


