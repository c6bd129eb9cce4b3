"""Which goods a mention tells of: each phrase of its sentence that may name goods is weighed by what binds it to the trigger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .codes import ident
from .goods import Hides, Phrase, find_phrases
from .hashing import Array, Batch, Templates, gather, pack
from .parties import Bound, Spans
from .phrases import Candidate
from .sheet import Pairs, Sheet
from .tokens import Row

if TYPE_CHECKING:
    from .mentions import Mention

_WARES = Templates(
    "known=known, head=head, headk=head kind, hp=head preposition order, class=class, classk=class kind, mods=mods",
    "kp=known preposition order, kg=known order gap, kt=known cls order, kpath=known order path5, kn=known n1, kon=known order n1 n2",
    "kps=known path kind, kw=known words, kb=known order near, kbv=known order near nearvoice, kaf=known after aftershape",
    "own=known own0, own1=known own1, ownn=known own0 order, place=place known, size=size known",
    "phr=phrase order preposition, phn=phrase order n1, tri=triggers known, tris=triggers same",
    "nearer=nearer known, nearo=nearer order kind",
    "rated=known rated order, rank=rank known, rankk=rank kind order, cpo=cls order preposition, cn=cls n1 order, some=some known",
    "kcl=known together order, left=left known, leftk=left kind order, pl=preposition left",
)


# a phrase as likely as this is told as goods
SURE = 0.5
# how far from its trigger a phrase may stand that the goods table does not know
_NEAR = 12


class Asked(NamedTuple):
    """A phrase of a candidate's sentence as its goods: the number of the candidate on its sheet."""

    number: int
    phrase: Phrase


def ask(sheet: Sheet, numbers: Sequence[int], hides: Hides | None = None) -> list[Asked]:
    """All phrases that may be goods of some candidates of a sheet; a meeting has none. `hides` as `find_phrases` has it."""
    document = sheet.document
    found: dict[int, list[Phrase]] = {}
    out: list[Asked] = []
    for number in numbers:
        candidate = sheet.candidates[number]
        if candidate.type == "meeting":
            continue
        if candidate.row not in found:
            found[candidate.row] = find_phrases(document, document.rows[candidate.row], hides)
        at = candidate.anchor
        for phrase in found[candidate.row]:
            first, last = phrase.group
            gap = first - at if first > at else at - last
            if gap > 0 and (phrase.known or gap <= _NEAR):
                out.append(Asked(number, phrase))
    return out


def read_wares(asked: Sequence[Asked], chances: Sequence[float], mentions: Mapping[int, Mention]) -> None:
    """Read the goods of mentions, which go by their numbers among the sheet's candidates, from how likely each phrase is."""
    lists: dict[tuple[int, tuple[int, int]], list[float]] = {}
    for (number, phrase), p in zip(asked, chances, strict=True):
        lists.setdefault((number, phrase.group), []).append(p)
    for (number, phrase), p in zip(asked, chances, strict=True):
        mates, wares = lists[number, phrase.group], mentions[number].wares
        # goods of one list seldom part
        wares[phrase.text] = max(wares.get(phrase.text, 0.0), (p + sum(mates) / len(mates)) / 2)
    for mention in mentions.values():
        mention.goods = tuple(text for text, p in mention.wares.items() if p >= SURE)


def spans_of(asked: Sequence[Asked]) -> Spans:
    """Phrases as `slot_features` takes them."""
    return Spans(
        [(number, phrase.last) for number, phrase in asked],
        [phrase.group[0] for _, phrase in asked],
        [phrase.group[1] for _, phrase in asked],
    )


def wares_features(sheet: Sheet, asked: Sequence[Asked], bound: Bound) -> Batch:
    """Features of phrases as goods of candidates, with what binds them to those."""
    if not asked:
        return gather([])
    columns = bound.columns | _own(sheet, asked, bound.pairs)
    return pack((bound.both, _WARES.buckets(columns, len(asked)).T))


def _own(sheet: Sheet, asked: Sequence[Asked], pairs: Pairs) -> dict[str, Array]:
    """What is particular to goods."""
    knowledge = sheet.document.knowledge
    seen = []
    ranks: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for number, _ in asked:
        sizes[number] = sizes.get(number, 0) + 1
    for number, phrase in asked:
        candidate = sheet.candidates[number]
        row = sheet.document.rows[candidate.row]
        head = row.tokens[phrase.last]
        good = knowledge.goods[head.goods[0]].hs if phrase.known and head.goods else None
        rank = ranks[number] = ranks.get(number, 0) + 1
        between, same, nearer, left = _others(row, candidate, phrase)
        first, last = phrase.group
        seen.append((
            2 if phrase.known else 1,
            ident(head.low.rstrip("s")),
            ident(good[:2]) if good else 1,
            1 + min(phrase.last - phrase.first, 3),
            1 + (phrase.first == first) + 2 * (phrase.last == last),
            1 + min((last - first) // 2, 4),
            1 + min(between, 3), 1 + same, 1 + nearer, left, min(rank, 4), min(sizes[number], 5),
        ))  # fmt: skip
    names = ("known", "head", "class", "mods", "place", "size", "triggers", "same", "nearer", "left", "rank", "some")
    out: dict[str, Array] = dict(zip(names, np.array(seen).T, strict=True))
    norm = sheet.of["norm"]
    last = pairs.begin + [phrase.last for _, phrase in asked]
    out["own0"], out["own1"] = norm[last + 1], norm[last + 2]
    out["phrase"] = sheet.phrase[pairs.candidate]
    return out


def _others(row: Row, candidate: Candidate, phrase: Phrase) -> tuple[int, bool, bool, int]:
    """Other triggers: how many stand between, whether one of the candidate's type is among them, whether one is nearer; the last one
    before the phrase."""
    at = candidate.anchor
    first, last = phrase.group
    low, high = (last, at) if last < at else (at, first)
    gap = high - low
    between, same, nearer, left = 0, False, False, 1
    for index in row.triggers:
        if index < first:
            left = ident(row.tokens[index].triggers[0][1])
        if index in (candidate.trigger, candidate.rate) or first <= index <= last:
            continue
        if low < index < high:
            between += 1
            same = same or any(kind == candidate.type for kind, _ in row.tokens[index].triggers)
        if (first - index if index < first else index - last) < gap:
            nearer = True
    return between, same, nearer, left
