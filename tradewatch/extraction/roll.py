"""Who is named where in a document, and what its sentences say of whom: counted once, asked for every mention."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from .decide import Group
from .mentions import Mention
from .phrases import Document
from .tokens import Row

_PEOPLE = ("leaders", "presidents")
_DATELINE = re.compile(r"\s*(?:[-–—(/]|,[^.(]{0,40}[-–—(])")
# what was told of a side: its jurisdictions, how many sentences away, those of the opposite side
Told = tuple[frozenset[str], int, frozenset[str]]
# what a jurisdiction is in a document for one side of a type, in words that are features
Standing = tuple[tuple[str, str], tuple[str, str], int, bool, bool, tuple[bool, int, bool] | None]


class Telling(NamedTuple):
    """A mention that may well be an event, with the sides that its own sentence surely tells."""

    mention: Mention
    by: frozenset[str]
    on: frozenset[str]


def is_place(document: Document, row: Row, index: int) -> bool:
    """Whether a name is where something happened: "in Geneva", "in Kuala Lumpur, Malaysia", or a dateline."""
    tokens, token = row.tokens, row.tokens[index]
    if token.form is None:
        return False
    if token.form.kind != "capital":
        city = tokens[index - 2].form if index > 2 and tokens[index - 1].low == "," and tokens[index - 3].low == "in" else None
        return city is not None and city.kind == "capital" and city.code == token.form.code
    if index == 0:
        text = document.plain.text
        return text[token.start : token.end].isupper() and _DATELINE.match(text, token.end) is not None
    return tokens[index - 1].low == "in"


class Roll:
    """The jurisdictions of a document: where each is named, and as which side the mentions' own sentences tell it."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self.document = document
        self._blocs = document.knowledge.blocs
        self.rows: list[list[str]] = []
        self.count: Counter[str] = Counter()
        self.title: set[str] = set()
        self.lead: set[str] = set()
        # the rows that name a jurisdiction
        self.seen: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(document.rows):
            codes: list[str] = [row.tokens[p].form.code for p in row.parties]  # type: ignore[union-attr]
            self.rows.append(codes)
            if not codes:
                continue
            self.count.update(codes)
            if row.sentence.title:
                self.title.update(codes)
            elif row.sentence.paragraph <= 2:
                self.lead.update(codes)
            for code in set(codes):
                self.seen[code].append(number)
        self.by: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.on: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        # who acts on whom, added up over the sentences
        self.pair: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(float)))
        # what the sentences themselves say of sides, by type and in text order, for "the tariffs" that point back
        self.told: dict[str, list[Telling]] = defaultdict(list)
        for mention in mentions:
            self._count(mention)
            if mention.keep > 0.1:
                by, on = (frozenset(c for c, p in side.items() if p > 0.5) for side in (mention.by, mention.on))
                self.told[mention.type].append(Telling(mention, by, on))
        self.top = [code for code, _ in sorted(self.count.items(), key=lambda item: (-item[1], item[0]))]
        self.rank = {code: number for number, code in enumerate(self.top)}
        self._couples: dict[int, frozenset[str]] = {}
        self._places: dict[tuple[int, str], tuple[int, bool, bool]] = {}
        self._standings: dict[tuple[str, str, str], tuple[Standing, str, str]] = {}
        # features of a standing, for who asks
        self.kept: dict[tuple[object, ...], Group] = {}
        self._pair_sums: dict[str, float] = {}
        self._shares: dict[tuple[str, str], tuple[dict[str, float], float]] = {}
        self._first: dict[tuple[str, str], Told | None] = {}

    def _count(self, mention: Mention) -> None:
        keep = mention.keep
        for scope in (mention.type, "any"):
            by, on, pair = self.by[scope], self.on[scope], self.pair[scope]
            for actor, p in mention.by.items():
                by[actor] += p * keep
                acts = pair[actor]
                for code, q in mention.on.items():
                    if code != actor:
                        acts[code] += p * q * keep
            for code, p in mention.on.items():
                on[code] += p * keep

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

    def couple(self, number: int) -> frozenset[str]:
        """The sides that "both sides", "the two leaders" of a sentence point back to: the last two named before; empty where none are."""
        found = self._couples.get(number)
        if found is None:
            found = self._couples[number] = self._couple(number)
        return found

    def _couple(self, number: int) -> frozenset[str]:
        row = self.document.rows[number]
        first = next((n for n in row.typed if "both_sides" in row.tokens[n].cues), -1)
        if first < 0:
            return frozenset()
        # "the two leaders" are persons
        people = row.tokens[first].low.endswith(_PEOPLE)
        found = self._named_last(number, first, people)
        for back in range(number - 1, max(-1, number - 5), -1):
            found += [c for c in self._named_last(back, len(self.document.rows[back].tokens), people) if c not in self._blocs or c == "EU"]
        pair = list(dict.fromkeys(code for code in found if code != "*"))[:2]
        return frozenset(pair) if len(pair) == 2 else frozenset()

    def _named_last(self, number: int, before: int, people: bool) -> list[str]:
        """Who is named in a row before a token, the last first, but for mere places; only persons where such are asked for."""
        row = self.document.rows[number]
        forms = [(p, row.tokens[p].form) for p in reversed(row.parties) if p < before]
        return [f.code for p, f in forms if f is not None and (not people or f.kind == "official") and not is_place(self.document, row, p)]

    def pair_sum(self, scope: str) -> float:
        """All that the mentions of a type ("any" for every type) tell of pairs, added up."""
        total = self._pair_sums.get(scope)
        if total is None:
            total = self._pair_sums[scope] = sum(sum(told.values()) for told in self.pair[scope].values())
        return total

    def place(self, number: int, code: str) -> tuple[int, bool, bool]:
        """How a jurisdiction is named round a row: how long before, coarsely; whether it began that row; whether the next row names it."""
        found = self._places.get((number, code))
        if found is None:
            seen = self.seen.get(code)
            at = bisect_left(seen, number) if seen else 0
            last = seen[at - 1] if seen and at else -1
            gap = number - last if last >= 0 else 99
            begins = gap <= 2 and self.rows[last][0] == code
            follows = number + 1 < len(self.rows) and code in self.rows[number + 1]
            coarse = gap if gap <= 3 else 5 if gap <= 5 else 9 if gap < 99 else 99
            found = self._places[number, code] = coarse, begins, follows
        return found

    def shares(self, kind: str, side: str) -> tuple[dict[str, float], float]:
        """How often each jurisdiction is told as a side of a type, and the sum."""
        found = self._shares.get((kind, side))
        if found is None:
            counts = (self.by if side == "by" else self.on)[kind]
            found = self._shares[kind, side] = counts, sum(counts.values()) or 1.0
        return found

    def standing(self, kind: str, side: str, code: str) -> tuple[Standing, str, str]:
        """What a jurisdiction is in the document for one side of a type; its share of what is told; whether the first telling names it."""
        found = self._standings.get((kind, side, code))
        if found is None:
            counts, total = self.shares(kind, side)
            share = counts.get(code, 0.0) / total
            first = self.title_told(kind, side)
            standing: Standing = (
                self._shared(kind, side, code),
                self._shared("any", side, code),
                min(self.rank.get(code, 9), 4),
                code in self.title,
                code in self.lead,
                None if first is None else (code in first[0], min(first[1], 4), code in first[2]),
            )
            level = "0" if share < 0.02 else "1" if share < 0.2 else "2" if share < 0.5 else "3"
            opened = "n" if first is None else "y" if code in first[0] else "x"
            found = self._standings[kind, side, code] = standing, level, opened
        return found

    def _shared(self, scope: str, side: str, code: str) -> tuple[str, str]:
        """A jurisdiction's share of a side, and of the opposite one."""
        counts, total = self.shares(scope, side)
        share = counts.get(code, 0.0) / total
        standing = "none" if share < 0.02 else "low" if share < 0.15 else "mid" if share < 0.4 else "high" if share < 0.7 else "all"
        counts, total = self.shares(scope, "on" if side == "by" else "by")
        back = counts.get(code, 0.0) / total
        return standing, "none" if back < 0.05 else "low" if back < 0.3 else "high"

    def title_told(self, kind: str, side: str) -> Told | None:
        """The side told by the first mention of a type."""
        key = (kind, side)
        if key not in self._first:
            self._first[key] = None
            for telling in self.told.get(kind, ()):
                codes, opposite = (telling.by, telling.on) if side == "by" else (telling.on, telling.by)
                if codes:
                    self._first[key] = codes, telling.mention.candidate.row, opposite
                    break
        return self._first[key]


def last_told(roll: Roll, mention: Mention, side: str) -> Told | None:
    """The side told by the nearest mention of the same type before this one: codes, sentences between, the opposite side."""
    row, anchor = mention.candidate.row, mention.candidate.anchor
    for telling in reversed(roll.told.get(mention.type, ())):
        codes, opposite = (telling.by, telling.on) if side == "by" else (telling.on, telling.by)
        before = telling.mention.candidate
        if codes and (before.row < row or (before.row == row and before.anchor < anchor)):
            return codes, row - before.row, opposite
    return None
