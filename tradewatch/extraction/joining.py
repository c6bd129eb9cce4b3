"""Mentions of one event in one document become one draft; contradictory slots keep them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from tradewatch.model import MEASURE_TYPES, Period, Rate

from .certain import UNDOING, days_of_nouns, is_general
from .choices import together
from .decide import Model, buckets, level
from .inherit import told_goods, words
from .mentions import SHARED_SIDES, Mention, share
from .phrases import Document
from .sheet import direction

_FAMILY = {"impose": "set", "raise": "set", "lower": "set", "suspend": "suspend", "extend": "extend", "lift": "lift", "exempt": "exempt"}
_ARTICLES = frozenset({"the", "these", "those", "such", "new", "its", "that"})

# how likely a date must be in a role to be told in it
DATED = 0.24
# how likely a headline's telling is that of the text where nothing speaks against it
_RETOLD = 0.75


@dataclass(slots=True)
class Draft:
    """Mentions taken for one event, the surest first, and the slots read from them together."""

    type: str
    mentions: list[Mention]
    by: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    rate: Rate | None = None
    prior: Rate | None = None
    dates: dict[str, int] = field(default_factory=dict)
    status: dict[str, float] = field(default_factory=dict)
    action: dict[str, float] = field(default_factory=dict)
    goods: tuple[str, ...] = ()
    keep: float = 0.0
    sure: float = 0.0


def rate_of(document: Document, mention: Mention) -> Rate | None:
    """The rate of a mention: its own, or zero where its words say "duty-free"."""
    candidate = mention.candidate
    if candidate.rate >= 0:
        return document.rates[candidate.row][document.rows[candidate.row].tokens[candidate.rate].rate].rate
    return Rate(Decimal(0)) if candidate.free else None


def rate_key(rate: Rate | None) -> tuple[Decimal, str] | None:
    """What must agree for two rates to be one; points of percentage count as per cent, as the guidelines' scorer has it."""
    if rate is None:
        return None
    return round(rate.value, 3), "percent" if rate.unit == "percentage_point" else rate.unit.lower()


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
        self.words = words(mention.goods)
        self.general = is_general(document, mention)
        self.status, self.family = top(mention.status), _FAMILY.get(top(mention.action))
        self.phrase = row.tokens[candidate.anchor].low.rstrip("s")
        number = best_date(mention)
        self.period = document.dates[number].period if number >= 0 else None
        before = row.tokens[candidate.anchor - 1].low if candidate.anchor else ""
        self.article = before if before in _ARTICLES else "x"


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


def top(weights: dict[str, float]) -> str:
    """The likeliest label, "none" where there is none."""
    return max(weights, key=weights.__getitem__) if weights else "none"


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
    p = {(i, j): max(score, _RETOLD) if _headline(told[i], told[j]) else score for (i, j), score in zip(pairs, scores, strict=True)}
    group = {i: [i] for i in range(len(members))}
    where = list(range(len(members)))
    for (i, j), score in sorted(p.items(), key=lambda item: (-item[1], item[0])):
        a, b = where[i], where[j]
        if score < 0.5:
            break
        if a == b:
            continue
        both = [told[x] for x in group[a] + group[b]]
        if len({one.rate for one in both} - {None}) > 1 or (any(one.general for one in both) and any(one.words for one in both)):
            continue
        cross = [p.get((min(x, y), max(x, y)), 0.0) for x in group[a] for y in group[b]]
        if sum(cross) / len(cross) >= 0.5:
            group[a] += group.pop(b)
            for x in group[a]:
                where[x] = a
    return [[members[i] for i in numbers] for numbers in group.values()]


def may_be_one(a: Likeness, b: Likeness) -> bool:
    """Whether nothing surely keeps two mentions of a type apart: their rates, the dates of meetings."""
    if a.rate != b.rate and a.rate is not None and b.rate is not None:
        return False
    return a.mention.type != "meeting" or _date_relation(a.period, b.period) != "apart"


def _headline(a: Likeness, b: Likeness) -> bool:
    """Whether one is a headline's telling and the other the text's, with nothing in sides or goods against their being one event."""
    if a.title == b.title:
        return False
    title, text = (a, b) if a.title else (b, a)
    if title.rate not in (None, text.rate) or title.mention.type == "meeting":
        return False
    by, on = (_relation(x, y) for x, y in zip(title.mention.sides, text.mention.sides, strict=True))
    return by in ("same", "part") and on in ("same", "part", "none") and _shared(title.words, text.words) != "apart"


def draft(document: Document, group: list[Mention]) -> Draft:
    """Read a group's slots together: each mention votes with its probability of being an event."""
    best = group[0]
    out = Draft(best.type, group, rate=next((rate for m in group if (rate := rate_of(document, m)) is not None), None))
    choice = together(group)
    out.by, out.on, out.sure = choice.by, choice.on, choice.p
    total = sum(m.keep for m in group) or 1.0
    for name in ("status", "action"):
        table: dict[str, float] = getattr(out, name)
        for mention in group:
            for label, p in getattr(mention, name).items():
                table[label] = table.get(label, 0.0) + p * mention.keep / total
    _draft_dates(document, out)
    out.goods = told_goods(group)
    for mention in group:
        candidate = mention.candidate
        if out.prior is None and candidate.rate >= 0:
            spans = document.rates[candidate.row]
            prior = spans[document.rows[candidate.row].tokens[candidate.rate].rate].prior
            if prior is not None:
                out.prior = spans[prior].rate
    return out


def days_of_others(document: Document, out: Draft) -> frozenset[int]:
    """Dates that are surely not a draft's: what is done to the March duties is seldom done in March."""
    return days_of_nouns(document) if out.type in MEASURE_TYPES and top(out.action) in UNDOING else frozenset()


def _draft_dates(document: Document, out: Draft) -> None:
    others = days_of_others(document, out)
    for role in ("announced", "effective", "ends", "held"):
        if (role == "held") != (out.type == "meeting") and not (role == "announced" and out.type == "meeting"):
            continue
        best, best_p = -1, 0.0
        for mention in out.mentions:
            for number, p in mention.dates.get(role, {}).items():
                if number in others:
                    continue
                weight = p * share(mention, out.mentions[0].keep)
                if weight > best_p:
                    best, best_p = number, weight
        if best >= 0 and best_p >= DATED:
            out.dates[role] = best
    if out.type == "meeting":
        out.dates.pop("announced", None)


def stage_features(document: Document, out: Draft) -> list[str]:
    """Features of a draft's status: what its tellings say, and what its dates allow."""
    kind = out.type
    ranked = sorted(out.status.items(), key=lambda item: (-item[1], item[0]))
    first = ranked[0][0] if ranked else "none"
    second = ranked[1][0] if len(ranked) > 1 else "none"
    own = top(out.mentions[0].status)
    action = top(out.action)
    features = [
        f"t={kind}",
        f"1={first}",
        f"12={first}:{second}",
        f"t1={kind}:{first}",
        f"own={own}",
        f"a={action}",
        f"a1={action}:{first}",
        f"ta={kind}:{action}",
    ]
    features += [f"p:{label}={level(p)}" for label, p in out.status.items()]
    published = document.published
    for role in ("announced", "effective", "ends", "held"):
        number = out.dates.get(role)
        if number is None:
            features.append(f"{role}=none")
            continue
        period = document.dates[number].period
        when = direction(period.first, period.last, published)
        old = (
            "old"
            if published and period.last.year < published.year - 1
            else "year"
            if published and (published - period.last).days > 60
            else "near"
        )
        features += [
            f"{role}={when}",
            f"{role}:{first}={when}",
            f"{kind}:{role}={when}:{old}",
            f"{role}={when}:{old}",
            f"{role}:{action}={when}",
        ]
    labels = {top(m.status) for m in out.mentions}
    features += [f"any={label}" for label in sorted(labels)] + [
        f"n={min(len(out.mentions), 4)}",
        f"rate={out.rate is not None}",
        f"prior={out.prior is not None}",
    ]
    features.append(f"title={_in_title(document, out)}:{first}")
    return features


def decide_stage(document: Document, drafts: Sequence[Draft], models: dict[str, Model]) -> None:
    """Replace each draft's status by what all its tellings and dates say together."""
    model = models.get("stage")
    if model is None or not drafts:
        return
    for item, p in zip(drafts, model.scores([buckets(stage_features(document, d)) for d in drafts]), strict=True):
        item.status = {label: float(value) for label, value in zip(model.labels, p, strict=True) if value > 0.005}


def claim_features(document: Document, out: Draft, others: Sequence[Draft]) -> list[str]:
    """Features of a draft as an event worth telling."""
    best, kind = out.mentions[0], out.type
    row = document.rows[best.candidate.row]
    keep, sure, second = level(best.keep), level(out.sure), level(out.mentions[1].keep if len(out.mentions) > 1 else 0.0)
    by, on = min(len(out.by), 3), min(len(out.on), 3)
    unrated, dates, status = out.rate is None, "+".join(sorted(out.dates)), top(out.status)
    place = "title" if row.sentence.title else row.sentence.paragraph if row.sentence.paragraph < 4 else "rest"
    out_f = [f"k={_fine(best.keep)}", f"tk={kind}:{keep}", f"k2={second}", f"kk={keep}:{second}", f"n={min(len(out.mentions), 5)}"]
    out_f += [f"t={kind}", f"c={best.candidate.cls}", f"p={row.tokens[best.candidate.anchor].low}"]
    out_f += [f"by={level(max(best.by_filled.values(), default=0.0))}", f"on={level(max(best.on_filled.values(), default=0.0))}"]
    out_f += [f"nby={by}", f"non={on}", f"tby={kind}:{by}:{min(on, 2)}"]
    out_f += [f"byin={not best.by.keys().isdisjoint(out.by)}", f"onin={not best.on.keys().isdisjoint(out.on)}"]
    out_f += [f"sure={sure}", f"suret={kind}:{sure}", f"surek={sure}:{keep}"]
    out_f += [f"rate={not unrated}", f"dates={dates}", f"td={kind}:{dates}", f"g={bool(out.goods)}"]
    out_f += [f"s={status}", f"ts={kind}:{status}", f"a={top(out.action)}", f"pos={place}"]
    out_f.append(f"title={_in_title(document, out)}:{len(out.mentions) > 1}")
    same = [o for o in others if o is not out and o.type == kind]
    kin = [o for o in same if not set(o.by).isdisjoint(out.by) and (not out.on or not o.on or set(o.on) == set(out.on))]
    better = [o for o in kin if o.mentions[0].keep > best.keep]
    out_f += [f"kin={min(len(kin), 3)}:{unrated}", f"better={min(len(better), 3)}:{unrated}"]
    out_f += [f"ratedkin={any(o.rate is not None for o in kin)}:{unrated}", f"tb={kind}:{min(len(better), 2)}"]
    twin = [o for o in better if o.by == out.by and o.on == out.on]
    out_f += [f"same={min(len(same), 4)}", f"twin={min(len(twin), 2)}:{unrated}"]
    out_f.append(f"twins={kind}:{min(len(twin), 2)}:{any(top(o.status) == status for o in twin)}")
    out_f.append(f"twind={any(o.dates == out.dates for o in twin)}:{bool(dates)}:{len(twin) > 0}")
    here = [o for o in others if o is not out and o.mentions[0].candidate.row == best.candidate.row]
    surer = sorted({o.type for o in here if o.mentions[0].keep > best.keep})
    out_f += [f"here={min(len(here), 3)}", f"heret={'+'.join(surer)}:{kind}", f"topic={document.topic}", f"topic={kind}:{document.topic}"]
    chances = [o.mentions[0].keep for o in others]
    out_f += [f"rank={min(sum(p > best.keep for p in chances), 8)}", f"strong={min(sum(p > 0.5 for p in chances), 6)}"]
    return out_f


def _in_title(document: Document, out: Draft) -> bool:
    """Whether a headline tells of the event."""
    return any(document.rows[m.candidate.row].sentence.title for m in out.mentions)


def _fine(p: float) -> str:
    return f"{int(p * 20) / 20:.2f}"
