"""Train the decisions of the extractor from annotated articles: `python benchmarks/train.py ARTICLES.jsonl GOLD.jsonl`.

Each model that stands on another is trained on predictions made out of fold, so that it sees the one below as new text will show it.
The same data give the same file. With --cross FOLDS nothing is written: the whole chain is scored by cross-validation instead.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
import tomllib
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tradewatch.extraction import decide, discourse, joining, pipeline, sides, mentions as mention_pass  # noqa: E402
from tradewatch.extraction.decide import BITS, Model, buckets  # noqa: E402
from tradewatch.extraction.frames import stage_features  # noqa: E402
from tradewatch.extraction.goods import find_goods  # noqa: E402
from tradewatch.extraction.parties import date_features, party_features  # noqa: E402
from tradewatch.extraction.phrases import Candidate, Document, prepare, propose  # noqa: E402
from tradewatch.knowledge import load  # noqa: E402
from tradewatch.model import Article, PublishedFrom  # noqa: E402

SHARED = mention_pass.SHARED_SIDES
# how much a telling counts that was recognised by its slots, beside one that was annotated
SILVER = 0.4
# decisions for which trees are grown beside the linear weights
BOOSTED = frozenset({"claim"})
ROLES = ("announced", "effective", "ends", "held")


def squash(text: str) -> tuple[str, list[int]]:
    """Text with white space as single blanks, and the offset of each kept character."""
    out, at = [], []
    blank = True
    for number, char in enumerate(text):
        if char.isspace():
            if not blank:
                out.append(" ")
                at.append(number)
            blank = True
        else:
            out.append(char)
            at.append(number)
            blank = False
    return "".join(out), at


class Doc:
    """One annotated article, prepared once."""

    def __init__(self, record: dict[str, Any], gold: list[dict[str, Any]], knowledge: Any) -> None:
        published = date.fromisoformat(record["published"][:10]) if record.get("published") else None
        self.id = record["id"]
        self.article = Article(record["id"], record["text"], record.get("title") or "", published, PublishedFrom.METADATA)
        self.document: Document = prepare(self.article, knowledge)
        self.gold = gold
        self.candidates = propose(self.document)
        for candidate in self.candidates:
            candidate.features = buckets(stage_features(self.document, candidate))
        self.aligned = self._align()
        self.silver: list[int] = []

    def _align(self) -> list[int]:
        """For each candidate the number of the gold event whose evidence it stands in, or -1."""
        plain, at = squash(self.document.plain.text)
        low = plain.lower()
        out = [-1] * len(self.candidates)
        self.loose: dict[int, int] = {}
        for number, event in enumerate(self.gold):
            words, _ = squash(self.document.plain.text[:0] + (event.get("evidence") or ""))
            words = words.translate(_PLAIN).strip().lower()
            found = low.find(words)
            if found < 0 or not words:
                continue
            start, end = at[found], at[min(found + len(words), len(at)) - 1] + 1
            want = gold_rate(event)
            free = event.get("open_rate", False)
            for index, candidate in enumerate(self.candidates):
                if candidate.type != event["type"]:
                    continue
                row = self.document.rows[candidate.row]
                anchor = row.tokens[candidate.rate if candidate.rate >= 0 else candidate.anchor]
                if joining.rate_key(self._rate(candidate)) != want and not (free and self._rate(candidate) is None):
                    continue
                if start <= anchor.start < end and out[index] < 0:
                    out[index] = number
            if number not in out:
                for index, candidate in enumerate(self.candidates):
                    sentence = self.document.rows[candidate.row].sentence
                    if candidate.type == event["type"] and want is not None and candidate.rate < 0 and sentence.start < end and start < sentence.end:
                        self.loose.setdefault(id(candidate), number)
                    if candidate.type == event["type"] and joining.rate_key(self._rate(candidate)) == want and out[index] < 0 and sentence.start < end and start < sentence.end:
                        out[index] = number
        return out

    def _rate(self, candidate: Candidate) -> Any:
        return joining.rate_of(self.document, mention_pass.Mention(candidate, 1.0))


from tradewatch.extraction.sentences import _PLAIN  # noqa: E402


def gold_rate(event: dict[str, Any]) -> tuple[Any, str] | None:
    rate = event.get("rate")
    if not rate or rate.get("value") is None:
        return None
    from decimal import Decimal

    unit = rate.get("unit") or "percent"
    return round(Decimal(str(rate["value"])), 3), "percent" if unit == "percentage_point" else unit.lower()


def sides_of(event: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Acting and affected sides as the extractor decodes them: one set for what has no direction."""
    by, on = set(event.get("by") or ()), set(event.get("on") or ())
    return (by | on, set()) if event["type"] in SHARED else (by, on)


class Samples:
    """Items of one decision: bucket lists, labels and the fold of their document."""

    def __init__(self) -> None:
        self.items: list[list[int]] = []
        self.labels: list[str] = []
        self.folds: list[int] = []
        self.weights: list[float] = []

    def add(self, item: list[int], label: str, fold: int, weight: float = 1.0) -> None:
        self.items.append(item)
        self.labels.append(label)
        self.folds.append(fold)
        self.weights.append(weight)


def matrix(items: list[list[int]]) -> Any:
    indptr = np.cumsum([0] + [len(i) for i in items])
    indices = np.fromiter((b for i in items for b in i), dtype=np.int32)
    out = csr_matrix((np.ones(len(indices), dtype=np.float32), indices, indptr), shape=(len(items), 1 << BITS))
    out.sum_duplicates()
    return out


def grow(x: Any, y: Any) -> decide.Trees:
    """Boosted trees on the commonest features."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    count = np.asarray(x.sum(axis=0)).ravel()
    columns = np.sort(np.argsort(-count, kind="stable")[:400])
    columns = columns[count[columns] > 0]
    booster = HistGradientBoostingClassifier(
        max_iter=70, max_depth=5, max_leaf_nodes=20, learning_rate=0.1, l2_regularization=2.0, min_samples_leaf=20, early_stopping=False, random_state=0
    )
    booster.fit((x[:, columns].toarray() > 0).astype(np.float32), y)
    trees = [stage[0].nodes for stage in booster._predictors]
    size = max(len(t) for t in trees)
    feature = np.full((len(trees), size), -1, dtype=np.int16)
    left, right = np.zeros((len(trees), size), dtype=np.int16), np.zeros((len(trees), size), dtype=np.int16)
    value = np.zeros((len(trees), size), dtype=np.float32)
    for number, nodes in enumerate(trees):
        n = len(nodes)
        leaf = nodes["is_leaf"].astype(bool)
        feature[number, :n] = np.where(leaf, -1, nodes["feature_idx"])
        left[number, :n], right[number, :n] = nodes["left"], nodes["right"]
        value[number, :n] = np.where(leaf, nodes["value"], 0.0)
    return decide.Trees(columns.astype(np.int32), feature, left, right, value, float(np.ravel(booster._baseline_prediction)[0]))


def fit(samples: Samples, keep: Any, c: float, boosted: bool = False) -> Model:
    chosen = [i for i in range(len(samples.items)) if keep(samples.folds[i])]
    x = matrix([samples.items[i] for i in chosen])
    y = np.array([samples.labels[i] for i in chosen])
    w = np.array([samples.weights[i] for i in chosen])
    used = np.flatnonzero(np.asarray(x.sum(axis=0)).ravel() >= 2)
    model = LogisticRegression(C=c, max_iter=300, tol=1e-3, solver="lbfgs" if len(set(y)) > 2 else "liblinear", random_state=0)
    model.fit(x[:, used], y, sample_weight=w)
    weights, bias = model.coef_.T, model.intercept_
    order = list(model.classes_)
    if len(order) == 2:
        assert order == sorted(order)
    big = np.abs(weights).max(axis=1) > 0.004
    return Model(order, used[big], weights[big].astype(np.float16), bias, grow(x, y == order[1]) if boosted else None)


C = {"mention": 0.04, "party": 0.15, "participant": 0.15, "side_with": 0.5, "date": 0.12, "status": 0.06, "action": 0.08, "side_by": 0.5, "side_on": 0.5, "far_date": 0.2, "pair": 0.5, "stage": 0.1, "claim": 0.2}


def first_stage(docs: list[Doc], folds: list[int]) -> dict[str, Samples]:
    out: dict[str, Samples] = defaultdict(Samples)
    for doc, fold in zip(docs, folds, strict=True):
        document = doc.document
        for index, (candidate, target) in enumerate(zip(doc.candidates, doc.aligned, strict=True)):
            told = doc.silver[index] if doc.silver else target
            out["mention"].add(candidate.features, "1" if told >= 0 else "0", fold)
            if told < 0:
                continue
            weight = 1.0 if target >= 0 else SILVER
            event = doc.gold[told]
            row = document.rows[candidate.row]
            by, on = sides_of(event)
            for party in row.parties:
                code = row.tokens[party].form.code
                if event.get("by") is None or event.get("on") is None and event["type"] not in SHARED and code not in by:
                    continue
                label = "by" if code in by else "on" if code in on else "none"
                out["participant" if event["type"] in SHARED else "party"].add(buckets(party_features(document, candidate, party)), label, fold, weight)
            if target < 0:
                continue
            for day in row.dates if event.get("dates") is not None else ():
                value = document.dates[row.tokens[day].date].value
                label = next((r for r in ROLES if (event.get("dates") or {}).get(r) == value), "none")
                out["date"].add(buckets(date_features(document, candidate, day)), label, fold)
            if event.get("status"):
                out["status"].add(candidate.features, event["status"], fold)
            if event.get("action"):
                out["action"].add(candidate.features, event["action"], fold)
    return out


def read_all(docs: list[Doc], folds: list[int], by_fold: dict[int, dict[str, Model]]) -> list[list[Any]]:
    return [mention_pass.read_mentions(doc.document, doc.candidates, by_fold[fold]) for doc, fold in zip(docs, folds, strict=True)]


def second_stage(docs: list[Doc], folds: list[int], kept: list[list[Any]], by_fold: dict[int, dict[str, Model]], side: str) -> dict[str, Samples]:
    """Samples of one side; the affected side is learned with the acting side already weighed."""
    out: dict[str, Samples] = defaultdict(Samples)
    for doc, fold, mentions in zip(docs, folds, kept, strict=True):
        roll = sides.Roll(doc.document, mentions)
        if side == "on":
            sides.fill_side(roll, mentions, by_fold[fold], "by")
        target = {id(c): t for c, t in zip(doc.candidates, doc.aligned, strict=True)}
        for mention in mentions:
            number = target[id(mention.candidate)]
            if number < 0:
                continue
            event = doc.gold[number]
            want = sides_of(event)[side == "on"]
            if event.get(side) is None:
                continue
            for code in sides.contenders(roll, mention, side):
                out[sides.side_model(mention, side)].add(sides.side_features(roll, mention, code, side), "1" if code in want else "0", fold)
    return out


def third_stage(docs: list[Doc], folds: list[int], kept: list[list[Any]], by_fold: dict[int, dict[str, Model]]) -> dict[str, Samples]:
    out: dict[str, Samples] = defaultdict(Samples)
    for doc, fold, mentions in zip(docs, folds, kept, strict=True):
        document = doc.document
        sides.fill_sides(document, mentions, by_fold[fold])
        target = {id(c): t for c, t in zip(doc.candidates, doc.aligned, strict=True)}
        for mention in mentions:
            mention.goods = tuple(find_goods(document, mention.candidate)[1])
            number = target[id(mention.candidate)]
            if number < 0:
                continue
            if doc.gold[number].get("dates") is None:
                continue
            dates = doc.gold[number]["dates"]
            own = {document.dates[document.rows[mention.candidate.row].tokens[i].date].value for i in document.rows[mention.candidate.row].dates}
            for when in discourse.near_dates(document, mention):
                value = document.dates[when].value
                label = next((r for r in ROLES if dates.get(r) == value and value not in own), "none")
                out["far_date"].add(buckets(discourse.far_date_features(document, mention, when)), label, fold)
        for mention in mentions:
            mention.sides = joining.sides(mention)
        assigned = [(m, silver(doc, m, doc.loose.get(id(m.candidate), target[id(m.candidate)]), True)) for m in mentions]
        for i, (a, ga) in enumerate(assigned):
            for b, gb in assigned[i + 1 :]:
                if a.type != b.type or ga is None or gb is None or ga < 0 or gb < 0:
                    continue
                ra, rb = joining.rate_key(joining.rate_of(document, a)), joining.rate_key(joining.rate_of(document, b))
                if ra != rb and ra is not None and rb is not None:
                    continue
                if a.type == "meeting" and joining._date_relation(document, a, b) == "apart":
                    continue
                out["pair"].add(list(joining.pair_features(document, a, b)), "1" if ga == gb else "0", fold)
    return out


def silver(doc: Doc, mention: Any, target: int, loose: bool = False) -> int | None:
    """The gold event of a mention: the aligned one, else the only one of its type and rate whose sides agree; with `loose` a mention without
    a rate may tell of an event that has one."""
    if target >= 0:
        return target
    by, on = joining.sides(mention)
    key = joining.rate_key(joining.rate_of(doc.document, mention))
    fitting = []
    for number, event in enumerate(doc.gold):
        if event["type"] != mention.type or gold_rate(event) != key:
            continue
        want_by, want_on = sides_of(event)
        if set(by) == want_by and set(on) == want_on:
            fitting.append(number)
    if not fitting and loose and key is None:
        for number, event in enumerate(doc.gold):
            if event["type"] == mention.type and (set(by), set(on)) == sides_of(event):
                fitting.append(number)
    return fitting[0] if len(fitting) == 1 else None


def fourth_stage(docs: list[Doc], folds: list[int], kept: list[list[Any]], by_fold: dict[int, dict[str, Model]], score: Any) -> tuple[dict[str, Samples], list[list[Any]]]:
    out: dict[str, Samples] = defaultdict(Samples)
    drafts = []
    for doc, fold, mentions in zip(docs, folds, kept, strict=True):
        document = doc.document
        discourse.fill_dates(document, mentions, by_fold[fold])
        made = [joining.draft(document, g) for g in joining.cluster(document, mentions, by_fold[fold])] if mentions else []
        drafts.append(made)
        if not made:
            continue
        rows = [to_row(document, d) for d in made]
        pairs = {j: i for i, j in score.match(doc.gold, rows)}
        for number, item in enumerate(made):
            if number in pairs and doc.gold[pairs[number]].get("status"):
                out["stage"].add(buckets(joining.stage_features(document, item)), doc.gold[pairs[number]]["status"], fold)
    return out, drafts


def fifth_stage(docs: list[Doc], folds: list[int], drafts: list[list[Any]], by_fold: dict[int, dict[str, Model]], score: Any) -> dict[str, Samples]:
    out: dict[str, Samples] = defaultdict(Samples)
    for doc, fold, made in zip(docs, folds, drafts, strict=True):
        document = doc.document
        if not made:
            continue
        joining.decide_stage(document, made, by_fold[fold])
        if any(e.get("open_rate") for e in doc.gold) and any(document.rates):
            continue
        rows = [to_row(document, d) for d in made]
        hit = {j for i, j in score.match(doc.gold, rows) if score.is_dated_alike(doc.gold[i], rows[j])}
        for number, item in enumerate(made):
            out["claim"].add(buckets(joining.claim_features(document, item, made)), "1" if number in hit else "0", fold)
    return out


def to_row(document: Document, item: Any) -> dict[str, Any]:
    claim = pipeline.to_claim(document, item)
    if claim is None:
        return {"type": None}
    return claim_row(claim)


def claim_row(claim: Any) -> dict[str, Any]:
    rate = lambda r: None if r is None else {"value": float(r.value), "unit": r.unit}  # noqa: E731
    return {"type": str(claim.type), "by": list(claim.by), "on": list(claim.on), "action": claim.action and str(claim.action), "status": str(claim.status), "rate": rate(claim.rate), "prior_rate": rate(claim.prior_rate), "goods": list(claim.goods), "dates": {str(r): p.edtf for r, p in claim.dates.items()}, "evidence": claim.evidence, "confidence": claim.confidence, "start": claim.start}


def load_docs(articles: Path, gold: Path, knowledge: Any) -> list[Doc]:
    events = {row["doc"]: row["events"] for row in map(json.loads, open(gold, encoding="utf-8"))}
    return [Doc(record, events[record["id"]], knowledge) for record in map(json.loads, open(articles, encoding="utf-8")) if record["id"] in events]


def load_samples(folder: Path, gold: Path, knowledge: Any) -> list[Doc]:
    """The demo's articles: front matter, a blank line, text."""
    events = {row["doc"]: row["events"] for row in map(json.loads, open(gold, encoding="utf-8"))}
    docs = []
    for path in sorted(folder.glob("*.txt")):
        head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines())
        docs.append(Doc({"id": path.stem, "published": fields["Date"], "title": fields["Title"], "text": text}, events[path.stem], knowledge))
    return docs


def load_cases(folder: Path, knowledge: Any) -> list[Doc]:
    """One-sentence cases; a slot that a case does not name is unknown, not empty."""
    docs = []
    for path in sorted(folder.glob("*.toml")):
        if path.stem.startswith("dates"):
            continue
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"]):
            if case.get("more"):
                continue
            events = []
            for raw in case["events"]:
                event = {**raw, "evidence": case["text"]}
                rate = raw.get("rate")
                if rate is None or rate == "":
                    event["rate"], event["open_rate"] = None, rate is None and "prior_rate" not in raw
                else:
                    amount, _, unit = str(rate).partition(" ")
                    event["rate"] = {"value": float(amount.rpartition("..")[2]), "unit": unit or "percent"}
                if "dates" in raw:
                    event["dates"] = {k: str(v) for k, v in raw["dates"].items()}
                event.pop("prior_rate", None)
                events.append(event)
            docs.append(Doc({"id": f"{path.stem}-{number}", "published": str(case["published"]), "title": case.get("title"), "text": case["text"]}, events, knowledge))
    return docs


def train(docs: list[Doc], folds: list[int], nfolds: int, score: Any, log: Any, final: bool = True) -> tuple[dict[str, Model], list[list[Any]], dict[int, dict[str, Model]]]:
    everything = lambda fold: True  # noqa: E731
    by_fold: dict[int, dict[str, Model]] = {f: {} for f in range(nfolds)}
    models: dict[str, Model] = {}

    def learn(samples: dict[str, Samples]) -> None:
        for name, items in samples.items():
            started = time.time()
            for f in range(nfolds):
                by_fold[f][name] = fit(items, lambda fold, f=f: fold != f, C[name], name in BOOSTED)
            if final:
                models[name] = fit(items, everything, C[name], name in BOOSTED)
            report(name, items, by_fold, log, time.time() - started)

    def learn_sides() -> list[list[Any]]:
        learn(first_stage(docs, folds))
        kept = read_all(docs, folds, by_fold)
        for side in ("by", "on"):
            learn(second_stage(docs, folds, kept, by_fold, side))
        return kept

    kept = learn_sides()
    # once the sides can be read, tellings other than the annotated sentence are recognised, and count as tellings too
    for doc, fold, found in zip(docs, folds, kept, strict=True):
        sides.fill_sides(doc.document, found, by_fold[fold])
        known = {id(m.candidate): m for m in found}
        doc.silver = [t if t >= 0 else silver(doc, known[id(c)], t) if id(c) in known else -1 for c, t in zip(doc.candidates, doc.aligned, strict=True)]
        doc.silver = [-1 if t is None else t for t in doc.silver]
    kept = learn_sides()
    learn(third_stage(docs, folds, kept, by_fold))
    samples, drafts = fourth_stage(docs, folds, kept, by_fold, score)
    learn(samples)
    learn(fifth_stage(docs, folds, drafts, by_fold, score))
    for doc, fold, made in zip(docs, folds, drafts, strict=True):
        if made:
            p = by_fold[fold]["claim"].scores([buckets(joining.claim_features(doc.document, d, made)) for d in made])[:, 1]
            for item, value in zip(made, p, strict=True):
                item.keep = float(value)
    return models, drafts, by_fold


def report(name: str, items: Samples, by_fold: dict[int, dict[str, Model]], log: Any, seconds: float) -> None:
    right = total = 0
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for f, table in by_fold.items():
        chosen = [i for i in range(len(items.items)) if items.folds[i] == f]
        if not chosen:
            continue
        model = table[name]
        guess = model.scores([items.items[i] for i in chosen]).argmax(axis=1)
        for i, g in zip(chosen, guess, strict=True):
            got, want = model.labels[g], items.labels[i]
            right += got == want
            total += 1
            counts[want][0] += 1
            counts[got][1] += 1
            counts[want][2] += got == want
    detail = "  ".join(f"{k} {v[2] / max(1, v[1]):.2f}/{v[2] / max(1, v[0]):.2f} ({v[0]})" for k, v in sorted(counts.items()))
    log(f"{name:9} {right / max(1, total):.3f} of {total}  [{seconds:.0f}s]  P/R {detail}")


def sweep(docs: list[Doc], drafts: list[list[Any]], score: Any, log: Any) -> float:
    best = (0.0, 0.5)
    for cut in [x / 100 for x in range(20, 70, 4)]:
        gold, pred = {}, {}
        for doc, made in zip(docs, drafts, strict=True):
            gold[doc.id] = doc.gold
            pred[doc.id] = [r for d in made if d.keep >= cut and (r := to_row(doc.document, d))["type"]]
        s = score.score(gold, pred)
        log(f"cut {cut:.2f}: found {s['found']['f1']:.3f}  event {s['event']['f1']:.3f} (P {s['event']['precision']:.3f} R {s['event']['recall']:.3f})  exact {s['exact']['f1']:.3f}")
        best = max(best, (s["event"]["f1"], cut))
    cut = best[1]
    pred = {doc.id: [r for d in made if d.keep >= cut and (r := to_row(doc.document, d))["type"]] for doc, made in zip(docs, drafts, strict=True)}
    s = score.score({doc.id: doc.gold for doc in docs}, pred)
    log("slots " + "  ".join(f"{k} {v:.2f}" for k, v in s["slots"].items()))
    for t, v in s["by_type"].items():
        log(f"  {t:20} P {v['precision']:.3f} R {v['recall']:.3f} F1 {v['f1']:.3f} ({v['hit']} of {v['gold']}, {v['predicted']})")
    return cut


def save(path: Path, models: dict[str, Model], digest: str) -> None:
    arrays: dict[str, Any] = {"trained_on": np.array(digest)}
    for name, model in sorted(models.items()):
        rows = np.flatnonzero(model._index).astype(np.int32)
        arrays[f"{name}.rows"] = rows
        arrays[f"{name}.weights"] = model._weights[model._index[rows]].astype(np.float16)
        arrays[f"{name}.bias"] = model._bias
        if model.trees is not None:
            for part in decide.TREE_PARTS:
                arrays[f"{name}.trees.{part}"] = getattr(model.trees, part)
        arrays[f"{name}.labels"] = np.array(model.labels)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--ordinary", type=Path, help="JSONL of articles without any event")
    parser.add_argument("--scorer", type=Path, default=None, help="folder of score.py; default the gold file's")
    parser.add_argument("--cross", action="store_true", help="score by cross-validation only; write nothing")
    parser.add_argument("--show", action="store_true", help="with --cross: print matches, misses and false alarms")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).resolve().parents[1] / "data/weights/decisions.npz")
    options = parser.parse_args()
    sys.path.insert(0, str(options.scorer or options.gold.parent))
    import score  # type: ignore[import-not-found]

    log = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: E731
    started = time.time()
    knowledge = load()
    real = load_docs(options.articles, options.gold, knowledge)
    home = Path(__file__).resolve().parents[1]
    own = load_docs(home / "tests/articles/articles.jsonl", home / "tests/articles/gold.jsonl", knowledge)
    own += load_samples(home / "data/samples", home / "tests/articles/samples_gold.jsonl", knowledge)
    more = load_cases(home / "tests/corpus", knowledge)
    for articles in sorted((home / "benchmarks/articles").glob("*.jsonl")):
        if not articles.stem.endswith("_gold"):
            more += load_docs(articles, articles.with_name(articles.stem + "_gold.jsonl"), knowledge)
    if options.ordinary:
        # every second ordinary article teaches, the others measure
        for number, record in enumerate(map(json.loads, open(options.ordinary, encoding="utf-8"))):
            if number % 2 == 0:
                more.append(Doc(record, [], knowledge))
    docs = real + own + more
    folds = [int(hashlib.sha256(d.id.encode()).hexdigest(), 16) % options.folds for d in docs]
    reach = sum(len({t for t in d.aligned if t >= 0}) for d in docs)
    log(f"{len(docs)} articles, {sum(len(d.gold) for d in docs)} events, {sum(len(d.candidates) for d in docs)} candidates, reach {reach}  [{time.time() - started:.0f}s]")
    models, drafts, _ = train(docs, folds, options.folds, score, log, final=not options.cross)
    cut = sweep(docs[: len(real)], drafts[: len(real)], score, log)
    log("own articles")
    sweep(docs[len(real) : len(real) + len(own)], drafts[len(real) : len(real) + len(own)], score, log)
    if options.show:
        for doc, made in zip(real + own, drafts, strict=False):
            print(doc.id)
            score.show(doc.gold, [r for d in made if d.keep >= cut and (r := to_row(doc.document, d))["type"]])
    if not options.cross:
        digest = hashlib.sha256(options.articles.read_bytes() + options.gold.read_bytes()).hexdigest()
        save(options.output, models, digest)
        log(f"wrote {options.output} ({options.output.stat().st_size // 1024} KB), best cut {cut}")
    log(f"{time.time() - started:.0f}s")


if __name__ == "__main__":
    main()
