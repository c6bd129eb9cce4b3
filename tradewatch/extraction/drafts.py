"""What the tellings of one event say together: its sides, rate, dates and goods, its stage, and whether it is worth telling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tradewatch.model import MEASURE_TYPES, Rate

from .certain.days import days_of_nouns
from .certain.stages import UNDOING
from .choices import together
from .decide import Model, buckets, level
from .inherit import told_goods
from .mentions import Mention, share, top
from .phrases import Document
from .sheet import direction
from .wares import SURE

# how likely a date must be in a role to be told in it
DATED = 0.24


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
    out.goods = told_goods(_telling_goods(document, group))
    for mention in group:
        candidate = mention.candidate
        if out.prior is None and candidate.rate >= 0:
            spans = document.rates[candidate.row]
            prior = spans[document.rows[candidate.row].tokens[candidate.rate].rate].prior
            if prior is not None:
                out.prior = spans[prior].rate
    return out


def _telling_goods(document: Document, group: list[Mention]) -> list[Mention]:
    """Who tells an event's goods: where one rate of several has goods of its own, its tellings alone, and no headline over all."""
    best = group[0]
    own = best.candidate.rate >= 0 and len(document.rows[best.candidate.row].rates) > 1 and max(best.wares.values(), default=0.0) >= SURE
    return [mention for mention in group if mention.candidate.rate >= 0] if own else group


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
