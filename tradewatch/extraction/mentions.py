"""Slots of a candidate from its own sentence: sides, dates by role, stage, action, goods, place, instrument.

A `Mention` keeps probabilities, not decisions, so that the document can still change them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .decide import Model, buckets
from .frames import stage_features
from .parties import date_features, party_features
from .phrases import Candidate, Document
from .tokens import Row

# how many mentions of one document are read at most
MOST = 160
# types whose sides have no direction: all participants act
SHARED_SIDES = frozenset({"meeting", "agreement"})
# a candidate less likely than this is not worth reading its slots
FLOOR = 0.13


Side = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One pair of acting and affected sides with its probability among those of its mention."""

    by: Side
    on: Side
    p: float


@dataclass(slots=True)
class Mention:
    """A candidate with what its sentence says. Probabilities by label; `dates` maps a role to {document-wide date number: probability}."""

    candidate: Candidate
    keep: float
    by: dict[str, float] = field(default_factory=dict)
    on: dict[str, float] = field(default_factory=dict)
    dates: dict[str, dict[int, float]] = field(default_factory=dict)
    status: dict[str, float] = field(default_factory=dict)
    action: dict[str, float] = field(default_factory=dict)
    by_filled: dict[str, float] = field(default_factory=dict)
    on_filled: dict[str, float] = field(default_factory=dict)
    goods: tuple[str, ...] = ()
    choices: list[Choice] = field(default_factory=list)
    sides: tuple[Side, Side] = ((), ())

    @property
    def type(self) -> str:
        """The event type."""
        return self.candidate.type


def read_mentions(document: Document, candidates: Sequence[Candidate], models: dict[str, Model]) -> list[Mention]:
    """Score every candidate and read the slots of those above `FLOOR`."""
    for candidate in candidates:
        candidate.features = buckets(stage_features(document, candidate))
    keep = models["mention"].scores([c.features for c in candidates])
    mentions = [Mention(c, float(keep[i, 1])) for i, c in enumerate(candidates) if keep[i, 1] >= FLOOR]
    if len(mentions) > MOST:
        # joining compares mentions with each other; a text of thousands of them is no article, and the surest tell what it says
        surest = {id(m) for m in sorted(mentions, key=lambda m: -m.keep)[:MOST]}
        mentions = [m for m in mentions if id(m) in surest]
    if not mentions:
        return []
    _sides(document, mentions, models)
    _dates(document, mentions, models)
    features = [m.candidate.features for m in mentions]
    for name in ("status", "action"):
        model = models[name]
        for mention, row in zip(mentions, model.scores(features), strict=True):
            getattr(mention, name).update({label: float(p) for label, p in zip(model.labels, row, strict=True) if p > 0.005})
    return mentions


def _sides(document: Document, mentions: Sequence[Mention], models: dict[str, Model]) -> None:
    """Read the sides that the sentence tells: actor and affected of a measure, participants of a meeting or an agreement."""
    items: dict[str, list[list[int]]] = {"party": [], "participant": []}
    owners: dict[str, list[tuple[Mention, str]]] = {"party": [], "participant": []}
    for mention in mentions:
        row = document.rows[mention.candidate.row]
        name = "participant" if mention.type in SHARED_SIDES else "party"
        for index in row.parties:
            form = row.tokens[index].form
            if form is None:
                continue
            mate = respective(row, mention.candidate.rate) if mention.candidate.rate >= 0 else -1
            if mate >= 0 and mate != index and index in row.lists and row.lists[index] == row.lists[mate]:
                continue
            items[name].append(buckets(party_features(document, mention.candidate, index)))
            owners[name].append((mention, form.code))
    for name, model in (("party", models["party"]), ("participant", models["participant"])):
        columns = {label: number for number, label in enumerate(model.labels)}
        for (mention, code), p in zip(owners[name], model.scores(items[name]), strict=True):
            mention.by[code] = max(mention.by.get(code, 0.0), float(p[columns["by"]]))
            if name == "party":
                mention.on[code] = max(mention.on.get(code, 0.0), float(p[columns["on"]]))


def respective(row: Row, rate: int) -> int:
    """The party that "respectively" gives to a rate: the same place in a list of the same length; -1 where the sentence does none."""
    group = row.lists.get(rate)
    if group is None or not any(token.low == "respectively" for token in row.tokens):
        return -1
    rates = [r for r in row.rates if group[0] <= r <= group[1]]
    for first, last in sorted({row.lists[p] for p in row.parties if p in row.lists}):
        parties = [p for p in row.parties if first <= p <= last]
        if len(parties) == len(rates):
            return parties[rates.index(rate)]
    return -1


def _dates(document: Document, mentions: Sequence[Mention], models: dict[str, Model]) -> None:
    items: list[list[int]] = []
    owners: list[tuple[Mention, int]] = []
    for mention in mentions:
        row = document.rows[mention.candidate.row]
        for index in row.dates:
            items.append(buckets(date_features(document, mention.candidate, index)))
            owners.append((mention, row.tokens[index].date))
    model = models["date"]
    for (mention, number), p in zip(owners, model.scores(items), strict=True):
        for label, value in zip(model.labels, p, strict=True):
            if label != "none" and value > 0.05:
                mention.dates.setdefault(label, {})[number] = float(value)
