"""The samples of each stage, made with the decisions of the stages before."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import Any
from zlib import crc32

from tradewatch.extraction import choices, discourse, inherit, joining, keydate, sides, wares
from tradewatch.extraction import drafts as drafting
from tradewatch.extraction import mentions as mention_pass
from tradewatch.extraction.certain import accords, days, figures, stages
from tradewatch.extraction.decide import Model, buckets
from tradewatch.extraction.parties import slot_features
from tradewatch.extraction.roll import Roll
from training.align import ROLES, SHARED, Doc, fitness, sides_of, silver, to_row
from training.samples import Choices, Samples

# how much a telling counts that was recognised by its slots, beside one that was annotated
SILVER = 0.4
# the same of one that is told with goods that the table is made not to know
HIDDEN = 0.3


def first_stage(docs: list[Doc], folds: list[int]) -> dict[str, Samples]:
    out: dict[str, Samples] = defaultdict(Samples)
    for doc, fold in zip(docs, folds, strict=True):
        document = doc.document
        # pairs of a candidate and a token, with what is learned of them
        parties: dict[tuple[int, int], tuple[str, str, float]] = {}
        days: dict[tuple[int, int], str] = {}
        for index, (candidate, target) in enumerate(zip(doc.candidates, doc.aligned, strict=True)):
            told = doc.told[index] if doc.read else doc.silver[index] if doc.silver else target
            if told < 0 and (index in doc.vague or index in doc.forgotten):
                continue
            out["mention"].add(doc.features[index], "1" if told >= 0 else "0", fold, doc.weight)
            if told < 0:
                continue
            weight = 1.0 if target >= 0 or doc.read else SILVER
            event = doc.gold[told]
            row = document.rows[candidate.row]
            by, on = sides_of(event)
            for party in row.parties:
                code = row.tokens[party].form.code
                if event.get("by") is None or (event.get("on") is None and event["type"] not in SHARED and code not in by):
                    continue
                label = "by" if code in by else "on" if code in on else "none"
                parties[index, party] = ("participant" if event["type"] in SHARED else "party", label, weight)
            if target < 0:
                continue
            for day in row.dates if event.get("dates") is not None else ():
                value = document.dates[row.tokens[day].date].value
                days[index, day] = next((r for r in ROLES if (event.get("dates") or {}).get(r) == value), "none")
            if event.get("status"):
                out["status"].add(doc.features[index], event["status"], fold, doc.weight)
            if event.get("action"):
                out["action"].add(doc.features[index], event["action"], fold, doc.weight)
        if doc.sheet is not None:
            goods_samples(doc, fold, out["goods"])
            names, dates, *_ = slot_features(doc.sheet, list(parties), list(days))
            for item, (name, label, weight) in zip(names, parties.values(), strict=True):
                out[name].add(item, label, fold, weight * doc.weight)
            for item, label in zip(dates, days.values(), strict=True):
                out["date"].add(item, label, fold, doc.weight)
    return out


def hides(term: str) -> bool:
    """A third of the goods table, by the last words of its terms."""
    return crc32(term.split()[-1].rstrip("s").encode()) % 3 == 0


def names_goods(text: str, goods: list[str]) -> bool:
    """Whether a phrase is one of an event's goods: half of both their words, or its head."""
    own = inherit.words((text,))
    each = [inherit.words((good.lower(),)) for good in goods]
    return any(len(own & words) * 2 >= len(own | words) or text.split()[-1].rstrip("s") in words for words in each)


def goods_samples(doc: Doc, fold: int, out: Samples) -> None:
    """Phrases of annotated sentences as goods. They are asked for twice, the second time with a third of the goods table unknown: the
    table knows nearly all goods of the annotated articles, but not those of others."""
    assert doc.sheet is not None
    told = {number: doc.gold[t] for number, t in enumerate(doc.aligned) if t >= 0 and doc.gold[t].get("goods") is not None}
    for hidden, weight in ((None, 1.0), (hides, HIDDEN)):
        asked = wares.ask(doc.sheet, list(told), hidden)
        bound = slot_features(doc.sheet, (), (), wares.spans_of(asked))[-1]
        for (number, phrase), item in zip(asked, wares.wares_features(doc.sheet, asked, bound), strict=True):
            out.add(item, "1" if names_goods(phrase.text, told[number]["goods"]) else "0", fold, weight * doc.weight)


def read_all(docs: list[Doc], folds: list[int], by_fold: dict[int, dict[str, Model]]) -> list[list[Any]]:
    """The mentions of each document, as the extractor will see them, with some that it will not look at."""
    out = []
    for doc, fold in zip(docs, folds, strict=True):
        kept = figures.without_figures(
            doc.document, mention_pass.read_mentions(doc.document, doc.candidates, by_fold[fold], mention_pass.LEARNED)
        )
        stages.settle_actions(doc.document, kept)
        out.append(kept)
    return out


def second_stage(
    docs: list[Doc], folds: list[int], kept: list[list[Any]], by_fold: dict[int, dict[str, Model]], side: str
) -> dict[str, Samples]:
    """Samples of one side; the affected side is learned with the acting side already weighed."""
    out: dict[str, Samples] = defaultdict(Samples)
    for doc, fold, mentions in zip(docs, folds, kept, strict=True):
        roll = Roll(doc.document, mentions)
        if side == "on":
            sides.fill_side(roll, mentions, by_fold[fold], "by")
        target = {id(c): t for c, t in zip(doc.candidates, doc.told, strict=True)}
        for mention in mentions:
            number = target[id(mention.candidate)]
            if number < 0:
                continue
            event = doc.gold[number]
            want = sides_of(event)[side == "on"]
            if event.get(side) is None:
                continue
            asked = sides.Question(roll, mention, side)
            name = sides.side_model(mention, side)
            for code in sides.contenders(asked):
                out[name].add([*chain.from_iterable(sides.side_features(asked, code))], "1" if code in want else "0", fold, doc.weight)
    return out


def choice_stage(docs: list[Doc], folds: list[int], kept: list[list[Any]], by_fold: dict[int, dict[str, Model]]) -> Choices:
    """Pairs of sides of every telling, with what each is worth."""
    out = Choices()
    for doc, fold, mentions in zip(docs, folds, kept, strict=True):
        roll = Roll(doc.document, mentions)
        for side in ("by", "on"):
            sides.fill_side(roll, mentions, by_fold[fold], side)
        told = {id(c): t for c, t in zip(doc.candidates, doc.told if doc.read else doc.silver or doc.aligned, strict=True)}
        sure = {id(c) for c, t in zip(doc.candidates, doc.aligned, strict=True) if t >= 0}
        for mention in mentions:
            number = told[id(mention.candidate)]
            if number < 0:
                continue
            event = doc.gold[number]
            if event.get("by") is None or (event.get("on") is None and event["type"] not in SHARED):
                continue
            tried = choices.alternatives(roll, mention)
            worth = [fitness(event, by, on) for by, on, _ in tried]
            if any(worth):
                items = [[*chain.from_iterable(parts)] for _, _, parts in tried]
                out.add(items, worth, fold, doc.weight * (1.0 if doc.read or id(mention.candidate) in sure else SILVER))
    return out


def third_stage(docs: list[Doc], folds: list[int], kept: list[list[Any]], by_fold: dict[int, dict[str, Model]]) -> dict[str, Samples]:
    out: dict[str, Samples] = defaultdict(Samples)
    for doc, fold, mentions in zip(docs, folds, kept, strict=True):
        document = doc.document
        choices.fill_sides(document, mentions, by_fold[fold])
        target = {id(c): t for c, t in zip(doc.candidates, doc.aligned, strict=True)}
        for mention in mentions:
            number = target[id(mention.candidate)]
            if number < 0:
                continue
            if doc.gold[number].get("dates") is None:
                continue
            dates = doc.gold[number]["dates"]
            own = {
                document.dates[document.rows[mention.candidate.row].tokens[i].date].value
                for i in document.rows[mention.candidate.row].dates
            }
            for when in discourse.near_dates(document, mention):
                value = document.dates[when].value
                label = next((r for r in ROLES if dates.get(r) == value and value not in own), "none")
                out["far_date"].add(discourse.far_date_features(document, [(mention, when)])[0], label, fold, doc.weight)
        for mention in mentions:
            mention.sides = (mention.choices[0].by, mention.choices[0].on)
        assigned = [(m, silver(doc, m, doc.loose.get(id(m.candidate), target[id(m.candidate)]), True)) for m in mentions]
        for i, (a, ga) in enumerate(assigned):
            for b, gb in assigned[i + 1 :]:
                if a.type != b.type or ga is None or gb is None or ga < 0 or gb < 0:
                    continue
                if not joining.may_be_one(joining.Likeness(document, a), joining.Likeness(document, b)):
                    continue
                out["pair"].add(list(joining.pair_features(document, a, b)), "1" if ga == gb else "0", fold, doc.weight)
    return out


def key_stage(
    docs: list[Doc], folds: list[int], kept: list[list[Any]], by_fold: dict[int, dict[str, Model]], score: Any
) -> tuple[Choices, list[list[Any]]]:
    """Key dates of the drafts that find an event, with what each is worth, and the drafts."""
    out = Choices()
    drafts = []
    for doc, fold, mentions in zip(docs, folds, kept, strict=True):
        document = doc.document
        discourse.fill_dates(document, mentions, by_fold[fold])
        made = [drafting.draft(document, g) for g in joining.cluster(document, mentions, by_fold[fold])] if mentions else []
        drafts.append(made)
        if not made:
            continue
        rivals = keydate.Rivals(document, made)
        for number, place in score.match(doc.gold, [to_row(document, d) for d in made]):
            event = doc.gold[number]
            if event.get("dates") is None:
                continue
            told = next(((role, day) for role in keydate.roles_of(event["type"]) if (day := event["dates"].get(role))), None)
            tried = keydate.options(document, made[place], rivals)
            worth = [key_worth(score, told, role, document.dates[day].value if day >= 0 else "") for role, day, _ in tried]
            if len(tried) > 1 and any(worth):
                out.add([[*chain.from_iterable(parts)] for _, _, parts in tried], worth, fold, doc.weight)
    return out, drafts


def key_worth(score: Any, told: tuple[str, str] | None, role: str, value: str) -> float:
    """How right a key date is: 1 for the told day in its role, or for none where none is told; half where the day only overlaps."""
    if told is None or not value:
        return 1.0 if told is None and not value else 0.0
    return 1.0 if (role, value) == told else 0.5 if score.overlap(value, told[1]) else 0.0


def fourth_stage(
    docs: list[Doc], folds: list[int], drafts: list[list[Any]], by_fold: dict[int, dict[str, Model]], score: Any
) -> tuple[dict[str, Samples], list[list[Any]]]:
    out: dict[str, Samples] = defaultdict(Samples)
    for doc, fold, made in zip(docs, folds, drafts, strict=True):
        document = doc.document
        if not made:
            continue
        keydate.decide_key(document, made, by_fold[fold])
        days.name_days(document, made)
        days.start_days(document, made)
        days.entry_days(document, made)
        rows = [to_row(document, d) for d in made]
        pairs = {j: i for i, j in score.match(doc.gold, rows)}
        for number, item in enumerate(made):
            if number in pairs and doc.gold[pairs[number]].get("status"):
                out["stage"].add(buckets(drafting.stage_features(document, item)), doc.gold[pairs[number]]["status"], fold, doc.weight)
            goods = doc.gold[pairs[number]].get("goods") if number in pairs else None
            if goods is not None and not item.goods and item.type != "meeting":
                wanted = score.words({"goods": goods})
                for source in inherit.sources(document, made, item):
                    alike = goods and score.jaccard(wanted, score.words({"goods": source.goods})) >= 0.5
                    out["far_goods"].add(buckets(source.features), "1" if alike else "0", fold, doc.weight)
    return out, drafts


def fifth_stage(
    docs: list[Doc], folds: list[int], drafts: list[list[Any]], by_fold: dict[int, dict[str, Model]], score: Any
) -> dict[str, Samples]:
    out: dict[str, Samples] = defaultdict(Samples)
    for doc, fold, made in zip(docs, folds, drafts, strict=True):
        document = doc.document
        if not made:
            continue
        inherit.take_over(document, made, by_fold[fold])
        drafting.decide_stage(document, made, by_fold[fold])
        stages.rule_out_stages(document, made)
        accords.settle_accords(document, made)
        stages.share_verbs(document, made)
        if any(e.get("open_rate") for e in doc.gold) and any(document.rates):
            continue
        rows = [to_row(document, d) for d in made]
        hit = {j for i, j in score.match(doc.gold, rows) if score.is_dated_alike(doc.gold[i], rows[j])}
        unlisted = {id(doc.candidates[number]) for number in doc.forgotten}
        for number, item in enumerate(made):
            if number not in hit and any(id(mention.candidate) in unlisted for mention in item.mentions):
                continue
            out["claim"].add(buckets(drafting.claim_features(document, item, made)), "1" if number in hit else "0", fold, doc.weight)
    return out
