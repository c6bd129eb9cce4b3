"""The order of the passes: Article -> claims. Pure: no clock, no files but the weights of data/, no environment."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import lru_cache

from tradewatch.knowledge import Knowledge
from tradewatch.model import MEASURE_TYPES, Action, Article, Claim, EventType, Period, Role, Status

from .certain.accords import settle_accords
from .certain.bearers import settle_bearers, settle_goods, settle_tables
from .certain.days import entry_days, name_days, start_days
from .certain.figures import without_figures
from .certain.partners import complete_lists, rule_out_places
from .certain.stages import rule_out_stages, settle_actions, share_verbs
from .choices import fill_sides
from .decide import Model, buckets, load_models
from .details import find_entities, find_instrument, find_place
from .discourse import days_by_duration, end_by_duration, fill_dates
from .drafts import Draft, claim_features, decide_stage, draft
from .inherit import take_over
from .joining import cluster
from .keydate import decide_key
from .lexicon import build
from .mentions import Mention, read_mentions, top
from .phrases import Document, gate, prepare, propose

# below this a claim is latent: stored, not shown without --latent; set where F1 is flat at its peak in cross-validation
LATENT = 0.37
# the same for a text that speaks little of trade, and for one that hardly does: there a "deal" or a "meeting" is seldom one
LATENT_THIN = 0.5
LATENT_OFF_TOPIC = 0.88
# how sure headline and text must be of a stage to disagree
_SURE_STAGE = 0.7
# below this a draft is nothing at all
NOTHING = 0.08


@lru_cache(maxsize=2)
def models(knowledge: Knowledge) -> dict[str, Model]:
    """The trained decisions of a knowledge."""
    return load_models(knowledge.path("weights/decisions.npz"))


@dataclass(slots=True)
class Reading:
    """All that the passes made of an article, for `explain` and for training."""

    document: Document
    mentions: list[Mention]
    drafts: list[Draft]


def read(article: Article, knowledge: Knowledge, weights: dict[str, Model]) -> Reading:
    """Run the passes up to joined drafts with their probability of being an event."""
    document = prepare(article, knowledge)
    mentions = without_figures(document, read_mentions(document, propose(document), weights))
    settle_actions(document, mentions)
    settle_goods(document, mentions)
    fill_sides(document, mentions, weights)
    fill_dates(document, mentions, weights)
    drafts = [draft(document, group) for group in cluster(document, mentions, weights)] if mentions else []
    decide_key(document, drafts, weights)
    name_days(document, drafts)
    start_days(document, drafts)
    entry_days(document, drafts)
    take_over(document, drafts, weights)
    decide_stage(document, drafts, weights)
    rule_out_stages(document, drafts)
    settle_accords(document, drafts)
    share_verbs(document, drafts)
    if drafts:
        keep = weights["claim"]
        for item, p in zip(drafts, keep.scores([buckets(claim_features(document, d, drafts)) for d in drafts])[:, 1], strict=True):
            item.keep = float(p)
    rule_out_places(document, drafts)
    complete_lists(document, drafts)
    settle_bearers(document, drafts)
    settle_tables(document, drafts)
    return Reading(document, mentions, drafts)


def extract(article: Article, knowledge: Knowledge) -> list[Claim]:
    """Claims of an article in text order, latent ones included and marked."""
    if not gate(build(knowledge), f"{article.title}\n{article.text}"):
        return []
    reading = read(article, knowledge, models(knowledge))
    claims = [claim for item in reading.drafts if item.keep >= NOTHING and (claim := to_claim(reading.document, item)) is not None]
    claims.sort(key=lambda c: (c.start, c.type, str(c.rate)))
    plain = reading.document.plain
    return _one_type_each(claims, {max(-1, s.start - plain.shift) for s in plain.sentences if s.title})


def _one_type_each(claims: list[Claim], titles: set[int]) -> list[Claim]:
    """What a sentence tells of a charge is one event's: of a rate read as an anti-dumping duty and as a tariff, or a suspension read as a
    fee's and as a tariff's and alike in all slots, only the surer claim is shown. Of a rate that a headline retells the text's claim is
    shown; `titles` are the places where headlines begin."""
    surest: dict[Hashable, Claim] = {}
    for claim in claims:
        other = surest.setdefault(_told(claim), claim)
        if claim.confidence > other.confidence:
            surest[_told(claim)] = claim
    told = [claim for claim in claims if claim.rate is not None and claim.start not in titles and not claim.latent]

    def is_second(claim: Claim) -> bool:
        retold = claim.start in titles and any(_retells(claim, other) for other in told)
        return retold or surest[_told(claim)].type is not claim.type

    return [replace(claim, latent=True) if is_second(claim) else claim for claim in claims]


def _retells(headline: Claim, text: Claim) -> bool:
    """Whether a headline's rate is one of the text, called otherwise or rounded: "duties of up to 212%" for 212.1%."""
    mine, theirs = headline.rate, text.rate
    if mine is None or theirs is None or mine.unit != theirs.unit or (headline.by, headline.on) != (text.by, text.on):
        return False
    return headline.type is not text.type if mine.value == theirs.value else mine.value == round(theirs.value)


_CHARGES = frozenset({EventType.TARIFF, EventType.TRADE_REMEDY, EventType.PORT_FEE})


def _told(claim: Claim) -> Hashable:
    """What a sentence tells once: a rate; without one, all that a charge is but its type."""
    if claim.rate is not None:
        return claim.start, claim.rate
    kind = None if claim.type in _CHARGES else claim.type
    dates = tuple(sorted((role, period.edtf) for role, period in claim.dates.items()))
    return claim.start, kind, claim.by, claim.on, claim.action, claim.status, claim.prior_rate, claim.goods, dates


def threshold(document: Document) -> float:
    """The confidence from which a claim of this document is shown."""
    density = document.topic[:1]
    return LATENT if density > "2" else LATENT_THIN if density == "2" else LATENT_OFF_TOPIC


def read_dates(document: Document, item: Draft) -> dict[Role, Period]:
    """A draft's dates by role; a measure that starts on a told day "for 90 days" has its end from that."""
    dates = {Role(role): document.dates[number].period for role, number in item.dates.items()}
    if Role.HELD in dates and (days := days_by_duration(document, item.mentions[0], item.dates["held"])) is not None:
        dates[Role.HELD] = days
    starts = item.dates.get("effective", -1)
    row = item.mentions[0].candidate.row
    if Role.ENDS not in dates and EventType(item.type) in MEASURE_TYPES and document.date_rows.get(starts) == row:
        expires = end_by_duration(document, item.mentions[0], dates[Role.EFFECTIVE])
        if expires is not None:
            dates[Role.ENDS] = expires
    return dates


def headline_conflict(document: Document, item: Draft) -> str | None:
    """What the headline says of the stage where the text surely says otherwise; the text wins."""
    stage = top(item.status)
    for mention in item.mentions:
        if document.rows[mention.candidate.row].sentence.title and len(item.mentions) > 1:
            told = top(mention.status)
            if told != stage and min(mention.status[told], item.status[stage]) >= _SURE_STAGE:
                return f"headline says {told}"
    return None


def to_claim(document: Document, item: Draft) -> Claim | None:
    """Write a draft as a claim; None where no jurisdiction can be named."""
    if not item.by and not item.on:
        return None
    kind = EventType(item.type)
    best = item.mentions[0]
    row = document.rows[best.candidate.row]
    shift = document.plain.shift
    start, end = row.sentence.start - shift, row.sentence.end - shift
    evidence = document.article.text[start:end] if start >= 0 else document.plain.text[row.sentence.start : row.sentence.end]
    if start < 0:
        start = end = -1
    dates = read_dates(document, item)
    goods = item.goods
    action = None
    if kind in MEASURE_TYPES:
        action = Action(top(item.action)) if top(item.action) != "none" else Action.IMPOSE
    # a measure that is lifted has no rate any more: "will lift its 15% tariff" tells the one that it had
    rate, prior = (None, item.prior or item.rate) if action is Action.LIFT else (item.rate, item.prior)
    hs: dict[str, float] = {}
    for phrase in goods:
        for heading, confidence in document.knowledge.hs_of(phrase)[:2]:
            hs[heading] = max(hs.get(heading, 0.0), confidence)
    return Claim(
        type=kind,
        by=item.by,
        on=item.on,
        action=action,
        status=Status(top(item.status)),
        rate=rate,
        prior_rate=prior,
        goods=goods,
        dates=dates,
        place=find_place(document, item) if kind is EventType.MEETING else None,
        entities=find_entities(document, item),
        instrument=find_instrument(document, item),
        evidence=evidence,
        start=start,
        end=end,
        confidence=round(item.keep, 3),
        rules=(f"{item.type}.{best.candidate.cls}",),
        hs=tuple(sorted(hs.items())),
        conflict=headline_conflict(document, item),
        latent=item.keep < threshold(document),
    )
