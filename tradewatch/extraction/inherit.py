"""Goods of a draft: what its mentions tell together; where they tell of none, what another draft of the document names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from .certain.stages import is_general
from .decide import Model, buckets, level
from .mentions import Mention, share
from .phrases import Document
from .wares import SURE

if TYPE_CHECKING:
    from .drafts import Draft

Goods = tuple[str, ...]
# how likely goods of another draft must be; lower than for goods of a sentence, since the likeliest of several is taken
_TAKEN = 0.35
# how likely a mention must be for its draft to be asked: what is hardly told at all needs no goods
_ASKED = 0.25
# how many sets of goods are weighed for a draft
_MOST = 4
_POINTING = frozenset(["the", "these", "those", "such", "new", "its", "their", "that", "this", "his"])


class Source(NamedTuple):
    """Goods that a draft may take over, with the features of its doing so."""

    goods: Goods
    features: list[str]


@lru_cache(maxsize=20_000)
def words(goods: Goods) -> frozenset[str]:
    """The words of goods without their plural."""
    return frozenset(word.rstrip("s") for good in goods for word in good.replace("-", " ").split())


def told_goods(mentions: Sequence[Mention]) -> Goods:
    """What the mentions of one event, the surest first, tell of its goods: the likeliest phrases, none of which says another again."""
    weights: dict[str, float] = {}
    for mention in mentions:
        counts = share(mention, mentions[0].keep)
        for text, p in mention.wares.items():
            weights[text] = max(weights.get(text, 0.0), p * counts)
    chosen: dict[str, frozenset[str]] = {}
    for text in sorted((text for text, p in weights.items() if p >= SURE), key=lambda text: -weights[text]):
        own = words((text,))
        if not any(own <= other or other <= own for other in chosen.values()):
            chosen[text] = own
    return tuple(text for text in weights if text in chosen)


def sources(document: Document, drafts: Sequence[Draft], item: Draft) -> list[Source]:
    """Sets of goods that a draft may take over, those of the nearest drafts first."""
    rows = sorted({mention.candidate.row for mention in item.mentions})
    asked = _asked(document, item)
    named = [other for other in drafts if other is not item and other.goods]
    keys = [words(other.goods) for other in named]
    gaps = [_distance(rows, other) for other in named]
    found: dict[frozenset[str], Source] = {}
    for number in sorted(range(len(named)), key=lambda n: (gaps[n][0], -named[n].mentions[0].keep)):
        key, other, place = keys[number], named[number], gaps[number]
        if len(found) == _MOST:
            break
        if key not in found:
            told = keys.count(key)
            features = _compared(item, other, place, told, len(set(keys)), len(keys))
            found[key] = Source(other.goods, features + _joined(asked, item, other, place, told == len(keys)))
    return list(found.values())


def _asked(document: Document, item: Draft) -> dict[str, str]:
    """What is told of the draft itself."""
    best = item.mentions[0].candidate
    row = document.rows[best.row]
    before = row.tokens[best.anchor - 1].low if best.anchor else "<s>"
    action = max(item.action, key=item.action.__getitem__) if item.action else ""
    rated = item.rate is not None
    return {
        "t": item.type,
        "c": best.cls,
        "w": row.tokens[best.trigger if best.trigger >= 0 else best.anchor].low,
        "b": before if before in _POINTING else "x",
        "r": f"{rated}",
        "tr": f"{item.type}:{rated}",
        "a": f"{item.type}:{action}",
        "on": f"{'*' in item.on}:{bool(item.on)}:{item.type}",
        "own": level(max((p for mention in item.mentions for p in mention.wares.values()), default=None)),
        "title": f"{row.sentence.title}",
        "imports": f"{any('imports' in token.cues for token in row.tokens)}",
        "money": f"{any(token.norm == '~M' for token in row.tokens)}:{rated}",
    }


def _distance(rows: Sequence[int], other: Draft) -> tuple[int, bool]:
    """How many sentences off another draft is told, and whether before."""
    return min((abs(row - mention.candidate.row), mention.candidate.row <= row) for row in rows for mention in other.mentions)


def _gap(far: int) -> str:
    return "0" if far == 0 else "1" if far == 1 else "3" if far <= 3 else "8" if far <= 8 else "far"


def _relation(a: Sequence[str], b: Sequence[str]) -> str:
    if a == b:
        return "same" if a else "none"
    if not a or not b:
        return "open"
    return "overlap" if set(a) & set(b) else "apart"


def _compared(item: Draft, other: Draft, place: tuple[int, bool], told: int, sets: int, named: int) -> list[str]:
    """How two drafts stand to each other: `told` of the `named` drafts with goods have the other's, of which there are `sets`."""
    gap, before = _gap(place[0]), place[1]
    by, on = _relation(item.by, other.by), _relation(item.on, other.on)
    same = item.type == other.type
    if item.rate == other.rate:
        rate = "none" if item.rate is None else "same"
    else:
        rate = "open" if item.rate is None or other.rate is None else "apart"
    kinds = f"{item.type}:{other.type}"
    return [
        f"ds={same}", f"dk={kinds}", f"g={gap}:{before}", f"gs={gap}:{same}", f"by={by}", f"on={on}", f"bo={by}:{on}:{same}",
        f"rate={rate}:{same}", f"rbo={rate}:{by}:{on}:{same}", f"told={min(told, 4)}:{min(sets, 4)}", f"sets={min(sets, 4)}",
        f"all={told == named}:{same}", f"alln={told == named}:{min(named, 3)}:{kinds}", f"p={level(other.mentions[0].keep)}",
        f"n={min(len(other.goods), 5)}", f"gk={kinds}:{gap}", f"bok={kinds}:{by}:{on}", f"rk={kinds}:{rate}",
        f"m={min(len(other.mentions), 4)}:{same}", f"head={other.goods[0].split()[-1].rstrip('s')}:{kinds}",
    ]  # fmt: skip


def _joined(asked: dict[str, str], item: Draft, other: Draft, place: tuple[int, bool], alone: bool) -> list[str]:
    """What is told of the draft, alone and with how the other stands to it."""
    gap, same = _gap(place[0]), item.type == other.type
    out = [f"d:{name}={value}" for name, value in asked.items()]
    return [*out, f"db={asked['b']}:{same}:{gap}", f"dc={asked['c']}:{same}:{alone}", f"dw={asked['w']}:{same}:{gap}"]


def take_over(document: Document, drafts: Sequence[Draft], models: dict[str, Model]) -> None:
    """Give drafts without goods those that they most likely share with another. What is taken over is not handed on."""
    bare = [item for item in drafts if not item.goods and item.type != "meeting" and item.mentions[0].keep >= _ASKED]
    bare = [item for item in bare if not is_general(document, item.mentions[0])]
    asked = [(item, source) for item in bare for source in sources(document, drafts, item)]
    if not asked:
        return
    best: dict[int, tuple[float, Draft, Goods]] = {}
    scores = models["far_goods"].scores([buckets(source.features) for _, source in asked])[:, 1].tolist()
    for (item, source), p in zip(asked, scores, strict=True):
        if p >= _TAKEN and (id(item) not in best or p > best[id(item)][0]):
            best[id(item)] = (p, item, source.goods)
    for _, item, goods in best.values():
        item.goods = goods
