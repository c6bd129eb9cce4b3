"""Slots of a candidate from its own sentence: sides, dates by role, stage, action, goods, place, instrument.

A `Mention` keeps probabilities, not decisions, so that the document can still change them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .decide import Model
from .frames import stage_features
from .hashing import Array, join
from .parties import slot_features
from .phrases import Candidate, Document
from .sheet import Sheet
from .tokens import Row
from .wares import ask, read_wares, spans_of, wares_features

# how many mentions of one document are read at most
MOST = 160
# types whose sides have no direction: all participants act
SHARED_SIDES = frozenset({"meeting", "agreement"})
# a candidate less likely than this is not worth reading its slots: of what it is joined to, it would tell more wrong than right. What is
# learned from goes deeper, to know them apart
FLOOR, LEARNED = 0.3, 0.13
# how many candidates are scored at once, which bounds the memory of a text without end
_AT_ONCE = 2000


Side = tuple[str, ...]


class Choice(NamedTuple):
    """One pair of acting and affected sides with its probability among those of its mention."""

    by: Side
    on: Side
    p: float


@dataclass(slots=True)
class Mention:
    """A candidate with what its sentence says. Probabilities by label; `dates` maps a role to {document-wide date number: probability},
    `verdicts` a name's token to what plain grammar makes of it (see `grammar.summed`), for events whose sides have a direction; `wares` are
    phrases of its sentence as its goods, and `goods` those that it surely tells of."""

    candidate: Candidate
    keep: float
    by: dict[str, float] = field(default_factory=dict)
    on: dict[str, float] = field(default_factory=dict)
    dates: dict[str, dict[int, float]] = field(default_factory=dict)
    verdicts: dict[int, int] = field(default_factory=dict)
    status: dict[str, float] = field(default_factory=dict)
    action: dict[str, float] = field(default_factory=dict)
    by_filled: dict[str, float] = field(default_factory=dict)
    on_filled: dict[str, float] = field(default_factory=dict)
    wares: dict[str, float] = field(default_factory=dict)
    goods: tuple[str, ...] = ()
    choices: list[Choice] = field(default_factory=list)
    sides: tuple[Side, Side] = ((), ())

    @property
    def type(self) -> str:
        """The event type."""
        return self.candidate.type


def share(mention: Mention, surest: float) -> float:
    """How much a telling counts beside the surest of its event: a surer one counts for more, but what is told once is still told."""
    return 0.6 + 0.4 * min(1.0, mention.keep / (surest or 1.0))


def read_mentions(document: Document, candidates: Sequence[Candidate], models: dict[str, Model], floor: float = FLOOR) -> list[Mention]:
    """Score every candidate and read the slots of those above a floor."""
    # a mention each, with its features and its number among the candidates of its sheet
    found: list[tuple[Mention, Array, int]] = []
    sheet = None
    for first in range(0, len(candidates), _AT_ONCE):
        some = candidates[first : first + _AT_ONCE]
        sheet = Sheet(document, some)
        batch = stage_features(sheet)
        for number, p in enumerate(models["mention"].scores(batch)[:, 1].tolist()):
            if p >= floor:
                found.append((Mention(some[number], p), batch[number], number))
    if len(found) > MOST:
        # joining compares mentions with each other; a text of thousands of them is no article, and the surest tell what it says
        surest = {id(mention) for mention, _, _ in sorted(found, key=lambda item: -item[0].keep)[:MOST]}
        found = [item for item in found if id(item[0]) in surest]
    if not found or sheet is None:
        return []
    mentions = [mention for mention, _, _ in found]
    if len(candidates) > _AT_ONCE:
        sheet = Sheet(document, [m.candidate for m in mentions])
        _slots(sheet, dict(enumerate(mentions)), models)
    else:
        _slots(sheet, {number: mention for mention, _, number in found}, models)
    batch = join([features for _, features, _ in found])
    for name in ("status", "action"):
        model = models[name]
        for mention, row in zip(mentions, model.scores(batch).tolist(), strict=True):
            setattr(mention, name, {label: p for label, p in zip(model.labels, row, strict=True) if p > 0.005})
    return mentions


def _slots(sheet: Sheet, mentions: dict[int, Mention], models: dict[str, Model]) -> None:
    """Read what the sentence tells: actor and affected of a measure, participants of a meeting or an agreement, dates by role. `mentions`
    go by their numbers among the sheet's candidates."""
    rows = sheet.document.rows
    parties: dict[str, list[tuple[int, int]]] = {"party": [], "participant": []}
    dates: list[tuple[int, int]] = []
    # names that are no sides of a candidate, since others are "respectively"; what grammar says of them is still asked for
    others: set[tuple[int, int]] = set()
    for number, mention in mentions.items():
        row = rows[mention.candidate.row]
        parties["participant" if mention.type in SHARED_SIDES else "party"] += [(number, index) for index in row.parties]
        dates += [(number, index) for index in row.dates]
        if (mine := fillers(row, mention.candidate)) is not row.parties:
            others |= {(number, index) for index in row.parties if index not in mine}
    asked = ask(sheet, list(mentions))
    sides, days, told, bound = slot_features(sheet, parties["party"] + parties["participant"], dates, spans_of(asked))
    cut = len(parties["party"])
    for (number, index), verdict in zip(parties["party"], told[:cut].tolist(), strict=True):
        mentions[number].verdicts[index] = verdict
    for name, part in (("party", sides.part(0, cut)), ("participant", sides.part(cut, len(sides)))):
        model = models[name]
        by, on = model.labels.index("by"), model.labels.index("on") if name == "party" else -1
        for (number, index), p in zip(parties[name], model.scores(part).tolist(), strict=True):
            if (number, index) in others:
                continue
            mention = mentions[number]
            code = rows[mention.candidate.row].tokens[index].form.code  # type: ignore[union-attr]
            mention.by[code] = max(mention.by.get(code, 0.0), p[by])
            if on >= 0:
                mention.on[code] = max(mention.on.get(code, 0.0), p[on])
    model = models["date"]
    for (number, index), p in zip(dates, model.scores(days).tolist(), strict=True):
        mention = mentions[number]
        for label, value in zip(model.labels, p, strict=True):
            if label != "none" and value > 0.05:
                mention.dates.setdefault(label, {})[rows[mention.candidate.row].tokens[index].date] = value
    read_wares(asked, models["goods"].scores(wares_features(sheet, asked, bound))[:, 1].tolist(), mentions)


def fillers(row: Row, candidate: Candidate) -> list[int]:
    """The names of a sentence that may be sides of a candidate: where "respectively" gives each rate its own, the others are not."""
    mate = respective(row, candidate.rate) if candidate.rate in row.lists else -1
    if mate < 0:
        return row.parties
    return [index for index in row.parties if index == mate or row.lists.get(index) != row.lists[mate]]


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


def top(weights: dict[str, float]) -> str:
    """The likeliest label, "none" where there is none."""
    return max(weights, key=weights.__getitem__) if weights else "none"
