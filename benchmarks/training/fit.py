"""Fitting the decisions one on another, in and out of fold; what they are worth; writing them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from tradewatch.extraction import choices, decide
from tradewatch.extraction import drafts as drafting
from tradewatch.extraction.decide import BITS, Model, buckets
from tradewatch.extraction.hashing import gather
from training.align import Doc, silver, to_row
from training.samples import Choices, Samples
from training.stages import choice_stage, fifth_stage, first_stage, fourth_stage, key_stage, read_all, second_stage, third_stage

# decisions for which trees are grown beside the linear weights
BOOSTED = frozenset({"claim"})
C = {
    "mention": 0.04,
    "party": 0.15,
    "participant": 0.15,
    "side_with": 0.5,
    "date": 0.12,
    "status": 0.06,
    "action": 0.08,
    "side_by": 0.5,
    "side_on": 0.5,
    "far_date": 0.2,
    "goods": 0.1,
    "far_goods": 0.1,
    "choice": 0.1,
    "key": 0.06,
    "pair": 0.5,
    "stage": 0.1,
    "claim": 0.2,
}


def matrix(items: list[Sequence[int]]) -> Any:
    batch = gather(items)
    out = csr_matrix((np.ones(len(batch.flat), dtype=np.float32), batch.flat, batch.starts), shape=(len(items), 1 << BITS))
    out.sum_duplicates()
    return out


def grow(x: Any, y: Any, weight: Any) -> decide.Trees:
    """Boosted trees on the commonest features."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    count = np.asarray(x.sum(axis=0)).ravel()
    columns = np.sort(np.argsort(-count, kind="stable")[:400])
    columns = columns[count[columns] > 0]
    booster = HistGradientBoostingClassifier(
        max_iter=70,
        max_depth=5,
        max_leaf_nodes=20,
        learning_rate=0.1,
        l2_regularization=2.0,
        min_samples_leaf=20,
        early_stopping=False,
        random_state=0,
    )
    booster.fit((x[:, columns].toarray() > 0).astype(np.float32), y, sample_weight=weight)
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
    big = np.abs(weights).max(axis=1) > 0.006
    return Model(order, used[big], weights[big].astype(np.float16), bias, grow(x, y == order[1], w) if boosted else None)


def fit_choice(choices: Choices, keep: Any, c: float) -> Model:
    """Weights under which the worthiest of each group gets the highest share (conditional logit); the score's odds are the shares."""
    chosen = [i for i, fold in enumerate(choices.folds) if keep(fold)]
    x = matrix([item for i in chosen for item in choices.groups[i][0]])
    used = np.flatnonzero(np.asarray(x.sum(axis=0)).ravel() >= 3)
    x = x[:, used].tocsr().astype(np.float64)
    sizes = np.array([len(choices.groups[i][0]) for i in chosen])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    group = np.repeat(np.arange(len(chosen)), sizes)
    worth = np.array([w for i in chosen for w in choices.groups[i][1]])
    weight = np.array([choices.weights[i] for i in chosen])

    def loss(w: Any) -> tuple[float, Any]:
        s = x @ w
        e = np.exp(s - np.maximum.reduceat(s, starts)[group])
        every, right = np.add.reduceat(e, starts), np.add.reduceat(e * worth, starts) + 1e-12
        value = (weight * (np.log(every) - np.log(right))).sum()
        slope = x.T @ (weight[group] * (e / every[group] - e * worth / right[group]))
        return value + 0.5 / c * (w @ w), slope + w / c

    weights = minimize(loss, np.zeros(len(used)), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x[:, None]
    big = np.abs(weights).max(axis=1) > 0.004
    return Model(["0", "1"], used[big], weights[big].astype(np.float16), np.zeros(1), None)


def train(
    docs: list[Doc], folds: list[int], nfolds: int, score: Any, log: Any, final: bool = True
) -> tuple[dict[str, Model], list[list[Any]], dict[int, dict[str, Model]]]:
    by_fold: dict[int, dict[str, Model]] = {f: {} for f in range(nfolds)}
    models: dict[str, Model] = {}

    def learn(samples: dict[str, Samples]) -> None:
        for name, items in samples.items():
            started = time.time()
            for f in range(nfolds):
                by_fold[f][name] = fit(items, lambda fold, f=f: fold != f, C[name], name in BOOSTED)
            if final:
                models[name] = fit(items, lambda fold: True, C[name], name in BOOSTED)
            report(name, items, by_fold, log, time.time() - started)

    def learn_choice(name: str, tried: Choices) -> None:
        for f in range(nfolds):
            by_fold[f][name] = fit_choice(tried, lambda fold, f=f: fold != f, C[name])
        if final:
            models[name] = fit_choice(tried, lambda fold: True, C[name])
        report_choice(name, tried, by_fold, log)

    def learn_sides() -> list[list[Any]]:
        learn(first_stage(docs, folds))
        kept = read_all(docs, folds, by_fold)
        for side in ("by", "on"):
            learn(second_stage(docs, folds, kept, by_fold, side))
        learn_choice("choice", choice_stage(docs, folds, kept, by_fold))
        return kept

    kept = learn_sides()
    # once the sides can be read, tellings other than the annotated sentence are recognised, and count as tellings too
    for doc, fold, found in zip(docs, folds, kept, strict=True):
        choices.fill_sides(doc.document, found, by_fold[fold])
        known = {id(m.candidate): m for m in found}
        doc.silver = [
            t if t >= 0 else silver(doc, known[id(c)], t) if id(c) in known else -1
            for c, t in zip(doc.candidates, doc.aligned, strict=True)
        ]
        doc.silver = [-1 if t is None else t for t in doc.silver]
    kept = learn_sides()
    learn(third_stage(docs, folds, kept, by_fold))
    tried, drafts = key_stage(docs, folds, kept, by_fold, score)
    learn_choice("key", tried)
    samples, drafts = fourth_stage(docs, folds, drafts, by_fold, score)
    learn(samples)
    learn(fifth_stage(docs, folds, drafts, by_fold, score))
    for doc, fold, made in zip(docs, folds, drafts, strict=True):
        if made:
            p = by_fold[fold]["claim"].scores([buckets(drafting.claim_features(doc.document, d, made)) for d in made])[:, 1]
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


def report_choice(name: str, tried: Choices, by_fold: dict[int, dict[str, Model]], log: Any) -> None:
    right = fitting = 0
    for (items, worth), fold in zip(tried.groups, tried.folds, strict=True):
        best = worth[int(by_fold[fold][name].scores(items)[:, 1].argmax())]
        right += best == 1.0
        fitting += best > 0
    total, pairs = len(tried.groups), sum(len(items) for items, _ in tried.groups)
    log(f"{name:9} {right / total:.3f} equal, {fitting / total:.3f} overlapping, of {total}, {pairs} pairs")


def sweep(docs: list[Doc], drafts: list[list[Any]], score: Any, log: Any) -> float:
    best = (0.0, 0.5)
    for cut in [x / 100 for x in range(20, 70, 4)]:
        gold, pred = {}, {}
        for doc, made in zip(docs, drafts, strict=True):
            gold[doc.id] = doc.gold
            pred[doc.id] = [r for d in made if d.keep >= cut and (r := to_row(doc.document, d))["type"]]
        s = score.score(gold, pred)
        found, event, exact = s["found"]["f1"], s["event"], s["exact"]["f1"]
        worth = f"{event['f1']:.3f} (P {event['precision']:.3f} R {event['recall']:.3f})"
        log(f"cut {cut:.2f}: found {found:.3f}  event {worth}  exact {exact:.3f}")
        best = max(best, (s["event"]["f1"], cut))
    cut = best[1]
    pred = {
        doc.id: [r for d in made if d.keep >= cut and (r := to_row(doc.document, d))["type"]]
        for doc, made in zip(docs, drafts, strict=True)
    }
    s = score.score({doc.id: doc.gold for doc in docs}, pred)
    log("slots " + "  ".join(f"{k} {v:.2f}" for k, v in s["slots"].items()))
    for t, v in s["by_type"].items():
        log(f"  {t:20} P {v['precision']:.3f} R {v['recall']:.3f} F1 {v['f1']:.3f} ({v['hit']} of {v['gold']}, {v['predicted']})")
    return cut


def mean(ways: Sequence[dict[str, Model]]) -> dict[str, Model]:
    """One model a decision, whose score is the mean of the scores of all."""
    out = {}
    for name, first in ways[0].items():
        models = [way[name] for way in ways]
        assert all(model.labels == first.labels for model in models)
        rows = np.unique(np.concatenate([np.flatnonzero(model._index) for model in models]))
        weights = sum(model._weights[model._index[rows]] for model in models) / len(models)
        trees = [model.trees for model in models if model.trees is not None]
        out[name] = Model(first.labels, rows, weights, sum(model._bias for model in models) / len(models), grove(trees) if trees else None)
    return out


def grove(many: Sequence[decide.Trees]) -> decide.Trees:
    """All trees of several models as one model's, each worth its share."""
    columns = np.unique(np.concatenate([trees.columns for trees in many]))
    size = max(trees.feature.shape[1] for trees in many)
    parts: dict[str, list[Any]] = {"feature": [], "left": [], "right": [], "value": []}
    for trees in many:
        place = np.searchsorted(columns, trees.columns)
        feature = np.where(trees.feature >= 0, place[np.maximum(trees.feature, 0)], -1).astype(np.int16)
        given = {"feature": feature, "left": trees.left, "right": trees.right, "value": trees.value / len(many)}
        for name, part in given.items():
            wide = ((0, 0), (0, size - part.shape[1]))
            parts[name].append(np.pad(part, wide, constant_values=-1 if name == "feature" else 0))
    whole = {name: np.concatenate(part) for name, part in parts.items()}
    return decide.Trees(columns.astype(np.int32), **whole, base=sum(trees.base for trees in many) / len(many))


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
