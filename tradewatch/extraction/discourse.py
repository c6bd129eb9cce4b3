"""What the sentence leaves open, from the text around it: the acting side that the other sentences elect, the side named before, dates told nearby.

All of it is again candidates with features: each jurisdiction of the document is weighed for each mention.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from .decide import Model, buckets
from .frames import direction
from .mentions import Mention
from .phrases import Document

_WIDEST = 6


def _level(p: float | None) -> str:
    if p is None:
        return "absent"
    for edge in (0.03, 0.1, 0.25, 0.5, 0.75, 0.9, 0.97):
        if p < edge:
            return f"<{edge}"
    return "top"


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
        self.pair: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        for mention in mentions:
            for code, p in mention.by.items():
                self.by[mention.type][code] += p * mention.keep  # type: ignore[assignment]
                self.by["any"][code] += p * mention.keep  # type: ignore[assignment]
            for actor, p in mention.by.items():
                for code, q in mention.on.items():
                    if code != actor:
                        self.pair[mention.type][actor, code] += p * q * mention.keep  # type: ignore[assignment]
                        self.pair["any"][actor, code] += p * q * mention.keep  # type: ignore[assignment]
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


def side_features(document: Document, roll: Roll, mention: Mention, code: str, side: str) -> list[str]:
    """Features of jurisdiction `code` as `side` ("by" or "on") of a mention, seen from the whole document."""
    kind = mention.type
    own, other = (mention.by, mention.on) if side == "by" else (mention.on, mention.by)
    here = own.get(code)
    against = other.get(code)
    best = max(own.values(), default=0.0)
    rival = max((p for c, p in own.items() if c != code), default=0.0)
    out = [
        f"h={_level(here)}",
        f"a={_level(against)}",
        f"ha={_level(here)}:{_level(against)}",
        f"best={_level(best)}:{here is not None}",
        f"riv={_level(rival)}:{_level(here)}",
    ]
    out += [f"t={kind}:{_level(here)}", f"t={kind}:{here is None}"]
    table = roll.by if side == "by" else roll.on
    opposite = roll.on if side == "by" else roll.by
    for scope in (kind, "any"):
        counts = table[scope]
        total = sum(counts.values()) or 1.0
        share = counts[code] / total
        level = "none" if share < 0.02 else "low" if share < 0.15 else "mid" if share < 0.4 else "high" if share < 0.7 else "all"
        out.append(f"sh:{scope == kind}={level}")
        out.append(f"shh:{scope == kind}={level}:{here is None}:{_level(best)}")
        out.append(f"sht:{scope == kind}:{kind}={level}:{here is None}")
        back = opposite[scope][code] / (sum(opposite[scope].values()) or 1.0)
        out.append(f"op:{scope == kind}={'none' if back < 0.05 else 'low' if back < 0.3 else 'high'}:{level}")
    if side == "on":
        out += _given_actor(roll, mention, code, here)
    members = roll.treaty(mention)
    if members:
        out += [f"member={code in members}", f"member={code in members}:{here is None}:{code in roll.rank}"]
    rank = roll.rank.get(code, 9)
    out += [f"rk={min(rank, 4)}:{here is None}", f"ti={code in roll.title}:{here is None}", f"le={code in roll.lead}:{here is None}"]
    number = mention.candidate.row
    past = [r for r in roll.seen[code] if r < number]
    gap = number - past[-1] if past else 99
    out.append(f"gap={gap if gap <= 3 else 5 if gap <= 5 else 9 if gap < 99 else 99}:{here is None}:{_level(best)}")
    if past and gap <= 2 and roll.rows[past[-1]]:
        out.append(f"prevfirst={roll.rows[past[-1]][0] == code}:{here is None}")
    if number + 1 < len(roll.rows):
        out.append(f"next={code in roll.rows[number + 1]}:{here is None}")
    for word, told in (("prev", _last_told(roll, mention, side)), ("title", roll.title_told(kind, side))):
        if told is None:
            out.append(f"{word}=no:{here is None}")
        else:
            out += [
                f"{word}={code in told[0]}:{here is None}:{min(told[1], 4)}",
                f"{word}b={code in told[0]}:{_level(best)}:{_level(here)}",
                f"{word}o={code in told[2]}:{_level(here)}",
            ]
    out.append(f"nhere={min(len(own), 4)}:{here is None}")
    out.append(f"cls={mention.candidate.cls}:{here is None}")
    out.append(f"star={code == '*'}:{_level(here)}")
    out.append(f"rated={mention.candidate.rate >= 0}:{here is None}")
    return out


def _given_actor(roll: Roll, mention: Mention, code: str, here: float | None) -> list[str]:
    """Features of `code` as the affected side once the acting side is known."""
    actor = max(mention.by_filled, key=lambda c: (mention.by_filled[c], c), default="")
    out = [f"byf={_level(mention.by_filled.get(code))}:{_level(here)}", f"actor={code == actor}:{here is None}"]
    own = {c for c in roll.rows[mention.candidate.row] if c not in (actor, "*")}
    out += [f"only={own == {code}}:{_level(here)}", f"rest={min(len(own), 4)}:{here is None}"]
    for scope in (mention.type, "any"):
        counts = {c: n for (a, c), n in roll.pair[scope].items() if a == actor}
        total = sum(counts.values())
        share = counts.get(code, 0.0) / total if total > 0.05 else -1.0
        level = "x" if share < 0 else "none" if share < 0.05 else "low" if share < 0.25 else "mid" if share < 0.6 else "high"
        out += [f"pair:{scope == 'any'}={level}:{here is None}", f"pairn:{scope == 'any'}={level}:{len(own)}:{mention.type}"]
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
        fill_side(document, roll, mentions, models, side)


def fill_side(document: Document, roll: Roll, mentions: Sequence[Mention], models: dict[str, Model], side: str) -> None:
    """Weigh one side; the affected side reads the acting side's weights, so it comes second."""
    items: list[list[int]] = []
    owners: list[tuple[Mention, str]] = []
    for mention in mentions:
        for code in contenders(roll, mention, side):
            items.append(buckets(side_features(document, roll, mention, code, side)))
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


def far_date_features(document: Document, mention: Mention, number: int) -> list[str]:
    """Features of a date of another sentence as the mention's date."""
    here, there = mention.candidate.row, document.date_rows[number]
    kind = mention.type
    date = document.dates[number]
    row = document.rows[there]
    gap = there - here
    when = direction(date.period.first, date.period.last, document.published)
    paragraph = row.sentence.paragraph == document.rows[here].sentence.paragraph
    own = {c for c, p in mention.by_filled.items() if p > 0.5} | {c for c, p in mention.on_filled.items() if p > 0.5}
    codes = {row.tokens[p].form.code for p in row.parties}  # type: ignore[union-attr]
    shared = min(len(own & codes), 2)
    same = any(kind == k for index in row.triggers for k, _ in row.tokens[index].triggers)
    verbs = sorted({row.tokens[v].verbs[0][0] for v in row.verbs})
    status = max(mention.status, key=mention.status.__getitem__) if mention.status else "none"
    dated = bool(document.rows[here].dates)
    out = [
        f"g={max(-4, min(4, gap))}",
        f"tg={kind}:{max(-3, min(3, gap))}",
        f"w={when}",
        f"tw={kind}:{when}",
        f"c={date.cue}",
        f"cw={date.cue}:{when}",
        f"gr={date.grain}:{when}",
        f"par={paragraph}:{gap}",
    ]
    out += [
        f"sh={shared}:{same}",
        f"same={same}:{max(-3, min(3, gap))}",
        f"st={status}:{when}",
        f"dated={dated}",
        f"dated={dated}:{same}:{shared}",
        f"title={row.sentence.title}",
        f"lead={row.sentence.paragraph <= 2}:{when}",
    ]
    out += [f"v={v}:{when}" for v in verbs[:6]] + [f"cls={mention.candidate.cls}:{when}", f"nd={min(len(row.dates), 3)}"]
    out.append(f"rated={mention.candidate.rate >= 0}:{len(row.rates) > 0}")
    return out


def near_dates(document: Document, mention: Mention) -> list[int]:
    """Dates of the sentences around a mention that may belong to it."""
    here = mention.candidate.row
    out = []
    for number, row in document.date_rows.items():
        if row != here and (-3 <= row - here <= 2 or (document.rows[row].sentence.paragraph <= 2 and here - row <= 8)):
            out.append(number)
    return out


def fill_dates(document: Document, mentions: Sequence[Mention], models: dict[str, Model]) -> None:
    """Weigh dates of sentences nearby; a date of the own sentence keeps its advantage in the joining."""
    model = models.get("far_date")
    if model is None:
        return
    items: list[list[int]] = []
    owners: list[tuple[Mention, int]] = []
    for mention in mentions:
        for number in near_dates(document, mention):
            items.append(buckets(far_date_features(document, mention, number)))
            owners.append((mention, number))
    for (mention, number), p in zip(owners, model.scores(items), strict=True):
        for label, value in zip(model.labels, p, strict=True):
            if label != "none" and value > 0.2:
                mention.dates.setdefault(label, {})[number] = float(value) * 0.999
