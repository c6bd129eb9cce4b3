"""Mentions of one event in one document become one draft; contradictory slots keep them apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tradewatch.model import MEASURE_TYPES, EventType, Period

from .certain.stages import is_general
from .certain.volumes import relation, volume_of
from .decide import Model, buckets
from .drafts import rate_key, rate_of
from .inherit import words
from .mentions import SHARED_SIDES, Mention, Side, top
from .phrases import Document
from .tokens import Row

_FAMILY = {"impose": "set", "raise": "set", "lower": "set", "suspend": "suspend", "extend": "extend", "lift": "lift", "exempt": "exempt"}
_ARTICLES = frozenset({"the", "these", "those", "such", "new", "its", "that"})

# "the deal", with nothing beside it that would say which
_DEFINITE, _PACTS = frozenset({"the", "this", "that"}), frozenset({"deal", "agreement", "pact", "accord", "truce", "framework"})

# how likely a date must be in a role to keep an event apart from those of other days
_SURE_DAY = 0.35
# the same of what is done, to keep what is imposed apart from what is lifted or put off
_SURE_ACT = 0.7
# measures on goods: those on goods that have no word in common are two
_ON_GOODS = MEASURE_TYPES - {EventType.SANCTION}
# the trigger of a list of firms that nothing may be sold to
_LIST = "entity_list"
# how likely two tellings are of one event where nothing speaks against it and one is a headline, or speaks of "the deal" told just before
_RETOLD, _SAME = 0.75, 0.95


def _relation(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    if a == b:
        return "same" if a else "none"
    if not a or not b:
        return "open"
    x, y = set(a), set(b)
    return "part" if x <= y or y <= x else "overlap" if x & y else "apart"


class Likeness:
    """What joining asks of a mention, read once: it is compared with every other of its type."""

    def __init__(self, document: Document, mention: Mention) -> None:
        candidate = mention.candidate
        row = document.rows[candidate.row]
        self.mention, self.row, self.place = mention, candidate.row, (candidate.row, candidate.anchor)
        self.title = row.sentence.title
        self.rate = rate_key(rate_of(document, mention))
        alike = document.knowledge.table("wares")["alike"]
        self.words = frozenset(same for word in words(mention.goods) for same in str(alike.get(word, word)).split())
        self.general = is_general(document, mention)
        self.lists = mention.candidate.cls == _LIST
        self.status, self.family = top(mention.status), _FAMILY.get(top(mention.action))
        self.phrase = row.tokens[candidate.anchor].low.rstrip("s")
        number = best_date(mention)
        self.period = document.dates[number].period if number >= 0 else None
        self.role, self.day = _surest_day(document, mention)
        self.verb = _family_of_verb(row, candidate.rate if candidate.rate >= 0 else candidate.anchor)
        before = row.tokens[candidate.anchor - 1].low if candidate.anchor else ""
        self.article = before if before in _ARTICLES else "x"
        phases = [token.low for token in row.tokens[max(0, candidate.anchor - 2) : candidate.anchor + 1] if token.low.startswith("phase")]
        self.phase = phases[-1].replace("-", " ").removesuffix(" deal") if phases else ""
        self.volume = volume_of(document, mention) if mention.type == "tariff" else None


def _family_of_verb(row: Row, anchor: int) -> str | None:
    """What the last verb before a phrase, in its clause, does to a measure; None where it tells of no such act."""
    verbs = (row.tokens[index].verbs for index in reversed(row.verbs) if index < anchor and row.clauses[index] == row.clauses[anchor])
    return next((_FAMILY.get(cls) for cls, _ in next(verbs, ())), None)


def _surest_day(document: Document, mention: Mention) -> tuple[str, Period | None]:
    """The date that a mention most surely has, with its role; None where none is likely. A headline has only those that stand in it."""
    told = [(p, role, number) for role in ("effective", "announced") for number, p in mention.dates.get(role, {}).items()]
    if document.rows[mention.candidate.row].sentence.title:
        told = [one for one in told if document.date_rows[one[2]] == mention.candidate.row]
    p, role, number = max(told, default=(0.0, "", -1))
    return (role, document.dates[number].period) if p > _SURE_DAY else ("", None)


def pair_features(document: Document, a: Mention, b: Mention) -> tuple[int, ...]:
    """Features, as buckets, of two mentions of one type as tellings of one event."""
    return _features_of(Likeness(document, a), Likeness(document, b))


def _features_of(a: Likeness, b: Likeness) -> tuple[int, ...]:
    (by_a, on_a), (by_b, on_b) = a.mention.sides, b.mention.sides
    rates = "open"
    if a.rate == b.rate:
        rates = "same" if a.rate else "none"
    elif a.rate is not None and b.rate is not None:
        rates = "apart"
    gap = abs(a.row - b.row)
    order, article = False, ""
    if rates == "open":
        order = (a.rate is None) == (a.place < b.place)
        article = (a if a.rate is None else b).article
    return _pair_buckets(
        a.mention.type,
        rates,
        _relation(by_a, by_b),
        _relation(on_a, on_b),
        _shared(a.words, b.words),
        a.family == b.family,
        "same" if a.status == b.status else ":".join(sorted((a.status, b.status))),
        "0" if gap == 0 else "1" if gap == 1 else "3" if gap <= 3 else "8" if gap <= 8 else "far",
        a.phrase == b.phrase,
        a.mention.candidate.cls == b.mention.candidate.cls,
        _date_relation(a.period, b.period),
        order,
        article,
    )


def _shared(a: frozenset[str], b: frozenset[str]) -> str:
    if not a or not b:
        return "open" if a or b else "none"
    return "same" if a == b else "overlap" if a & b else "apart"


@lru_cache(maxsize=100_000)
def _pair_buckets(
    kind: str,
    rates: str,
    by: str,
    on: str,
    goods: str,
    family: bool,
    status: str,
    near: str,
    phrase: bool,
    cls: bool,
    dates: str,
    order: bool,
    article: str,
) -> tuple[int, ...]:
    """The same few answers come again and again, so their features are written out once."""
    out = [f"t={kind}", f"r={rates}", f"tr={kind}:{rates}", f"by={by}", f"on={on}", f"bo={by}:{on}", f"tbo={kind}:{by}:{on}"]
    out += [f"rbo={rates}:{by}:{on}", f"g={goods}", f"rg={rates}:{goods}:{on}", f"f={family}", f"tf={kind}:{family}", f"s={status}"]
    out += [f"ss={status == 'same'}:{family}:{rates}", f"n={near}", f"tn={kind}:{near}", f"p={phrase}", f"pc={cls}", f"d={dates}"]
    out += [f"td={kind}:{dates}", f"rd={rates}:{dates}"]
    if rates == "open":
        out += [f"open:{near}:{by}:{on}", f"open:{order}:{near}", f"open:def:{article}", f"open:{status == 'same'}:{family}:{dates}"]
    if kind in SHARED_SIDES:
        out += [f"ph={kind}:{phrase}:{dates}", f"phn={kind}:{phrase}:{near}"]
    return tuple(buckets(out))


def best_date(mention: Mention) -> int:
    """The likeliest key date of a mention's own reading, -1 for none."""
    for role in ("held",) if mention.type == "meeting" else ("effective", "announced", "ends"):
        weights = mention.dates.get(role)
        if weights:
            number = max(weights, key=weights.__getitem__)
            if weights[number] > 0.4:
                return number
    return -1


def _date_relation(a: Period | None, b: Period | None) -> str:
    if a is None or b is None:
        return "none" if a is b else "open"
    return "same" if (a.start, a.end) == (b.start, b.end) else "overlap" if a.overlaps(b) else "apart"


def cluster(document: Document, mentions: Sequence[Mention], models: dict[str, Model]) -> list[list[Mention]]:
    """Greedy average-link clustering inside each type; rates that differ never join."""
    out: list[list[Mention]] = []
    kinds = sorted({m.type for m in mentions})
    for kind in kinds:
        members = [m for m in mentions if m.type == kind]
        out += _link(document, members, models["pair"])
    for group in out:
        # a telling with the rate is the better evidence, then the surer one
        group.sort(key=lambda m: (rate_of(document, m) is None, -m.keep, m.candidate.row, m.candidate.anchor))
    return out


def _link(document: Document, members: list[Mention], model: Model) -> list[list[Mention]]:
    for member in members:
        member.sides = (member.choices[0].by, member.choices[0].on)
    if len(members) == 1:
        return [members]
    told = [Likeness(document, member) for member in members]
    pairs = [(i, j) for i in range(len(told)) for j in range(i + 1, len(told)) if may_be_one(told[i], told[j])]
    scores = model.scores([_features_of(told[i], told[j]) for i, j in pairs])[:, 1].tolist()
    p = {(i, j): max(score, _retold(told[i], told[j])) for (i, j), score in zip(pairs, scores, strict=True)}
    group = {i: [i] for i in range(len(members))}
    where = list(range(len(members)))
    for (i, j), score in sorted(p.items(), key=lambda item: (-item[1], item[0])):
        a, b = where[i], where[j]
        if score < 0.5:
            break
        if a == b:
            continue
        both = [told[x] for x in group[a] + group[b]]
        if any(one.general for one in both) and any(one.words for one in both):
            continue
        # two that are surely apart keep their groups apart, whatever the others are like
        cross = [p.get((min(x, y), max(x, y)), -1.0) for x in group[a] for y in group[b]]
        if min(cross) >= 0.0 and sum(cross) / len(cross) >= 0.5:
            group[a] += group.pop(b)
            for x in group[a]:
                where[x] = a
    return [[members[i] for i in numbers] for numbers in group.values()]


def may_be_one(a: Likeness, b: Likeness) -> bool:
    """Whether nothing surely keeps two mentions of a type apart: their rates, one phrase that tells of both, each the other way round, the
    trade or the goods that are hit, or firms instead of goods, what is done, the phase of a pact, the dates of meetings and of what else
    has a day of its own. A case is filed on one day and ruled on another, a probe opened on one and closed on another."""
    if a.mention.candidate is b.mention.candidate or _are_reversed(a.mention.sides, b.mention.sides):
        return False
    if a.rate != b.rate and a.rate is not None and b.rate is not None:
        return False
    if relation(a.volume, b.volume) == "apart" or _act_apart(a, b):
        return False
    if a.mention.type in _ON_GOODS and _shared(a.words, b.words) == "apart":
        return False
    if a.lists != b.lists and (b if a.lists else a).words:
        return False
    if a.mention.type == "meeting":
        days = _date_relation(a.period, b.period)
        # what was held on Monday is no visit planned for some day of the year
        return days != "apart" and (days != "overlap" or {a.status, b.status} != {"held", "planned"})
    if a.phase and b.phase and a.phase != b.phase:
        return False
    closed = a.mention.type == "dispute" or (a.mention.type == "investigation" and a.status != b.status)
    return closed or a.role != b.role or _date_relation(a.day, b.day) != "apart"


def _act_apart(a: Likeness, b: Likeness) -> bool:
    """Whether two tellings surely tell of different acts, a duty and its suspension, or do so by their verbs in one sentence: "paused
    the higher tariffs and raised the one on China"."""
    if a.row == b.row and a.verb and b.verb and a.verb != b.verb:
        return True
    if a.family == b.family or not (a.family and b.family):
        return False
    return min(max(a.mention.action.values()), max(b.mention.action.values())) > _SURE_ACT


def _are_reversed(a: tuple[Side, Side], b: tuple[Side, Side]) -> bool:
    """Whether what one does to another is told the other way round: "and China suspends its own"."""
    return bool(a[0] and a[1]) and a == (b[1], b[0])


def _retold(a: Likeness, b: Likeness) -> float:
    """How likely one of two tellings is of what the other tells, by what it says itself."""
    return _SAME if _points_back(*sorted((a, b), key=lambda one: one.place)) else _RETOLD if _headline(a, b) else 0.0


def _points_back(first: Likeness, then: Likeness) -> bool:
    """Whether "the deal" is one of the same parties that this sentence or the one before has told of."""
    named = then.article in _DEFINITE and then.phrase in _PACTS and first.mention.type == "agreement"
    return named and then.row - first.row <= 1 and first.mention.sides == then.mention.sides


def _headline(a: Likeness, b: Likeness) -> bool:
    """Whether one is a headline's telling and the other the text's, with nothing in sides or goods against their being one event."""
    if a.title == b.title:
        return False
    title, text = (a, b) if a.title else (b, a)
    if title.rate not in (None, text.rate) or title.mention.type == "meeting":
        return False
    by, on = (_relation(x, y) for x, y in zip(title.mention.sides, text.mention.sides, strict=True))
    return by in ("same", "part") and on in ("same", "part", "none") and _shared(title.words, text.words) != "apart"
