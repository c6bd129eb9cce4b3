"""Train the decisions of the extractor from annotated articles: `python benchmarks/train.py ARTICLES.jsonl GOLD.jsonl`.

Each model that stands on another is trained on predictions made out of fold, so that it sees the one below as new text will show it. What
is learned so hangs a little on how the articles were parted into folds, and on styles of text that are new to it that little shows; so they
are parted in several ways, and the weights are the mean of what each way gives. The same data give the same file. With --cross nothing is
written: the whole chain is scored by cross-validation instead, articles parted in one way.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from training.align import Doc, to_row
from training.corpora import digest_of, load_cases, load_docs, load_samples, records
from training.fit import mean, save, sweep, train

from tradewatch.extraction.decide import Model
from tradewatch.knowledge import load

# styles far from the daily press, told densely: they teach less, or the daily press is unlearned; those in the very manner of trade press,
# offices and counsel are nearer to it
WEIGHTS = dict.fromkeys(("rulings", "controls", "notices", "quarrels", "findings", "barriers"), 0.2)
WEIGHTS |= dict.fromkeys(("margins", "counsel", "trackers", "commodities", "plain"), 0.5)


def log(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--ordinary", type=Path, help="JSONL of articles without any event")
    parser.add_argument("--scorer", type=Path, default=None, help="folder of score.py; default the gold file's")
    parser.add_argument("--cross", action="store_true", help="score by cross-validation only; write nothing")
    parser.add_argument("--show", action="store_true", help="with --cross: print matches, misses and false alarms")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--ways", type=int, default=4, help="in how many ways the articles are parted into folds")
    parser.add_argument("--jobs", type=int, default=2, help="how many ways are learned from at once")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).resolve().parents[1] / "data/weights/decisions.npz")
    options = parser.parse_args()
    if options.cross:
        learn(options, 0)
        return
    started = time.time()
    with ProcessPoolExecutor(options.jobs) as pool:
        learned = [job.result() for job in [pool.submit(learn, options, way) for way in range(options.ways)]]
    save(options.output, mean([models for models, _ in learned]), learned[0][1])
    log(f"wrote {options.output} ({options.output.stat().st_size // 1024} KB)  {time.time() - started:.0f}s")


def learn(options: argparse.Namespace, way: int) -> tuple[dict[str, Model], str]:
    """The decisions as one way of parting the articles into folds teaches them, and the digest of what they were learned from."""
    sys.path.insert(0, str(options.scorer or options.gold.parent))
    import score  # type: ignore[import-not-found]

    started = time.time()
    knowledge = load()
    home = Path(__file__).resolve().parents[1]
    tellings = home / "benchmarks/tellings"
    real = load_docs(options.articles, options.gold, knowledge, tellings / "tellings.jsonl")
    own = load_docs(home / "tests/articles/articles.jsonl", home / "tests/articles/gold.jsonl", knowledge)
    own += load_samples(home / "data/samples", home / "tests/articles/samples_gold.jsonl", knowledge)
    more = load_cases(home / "tests/corpus", knowledge) * 2
    for articles in sorted((home / "benchmarks/articles").glob("*.jsonl")):
        if not articles.stem.endswith("_gold"):
            weight = WEIGHTS.get(articles.stem, 1.0)
            more += load_docs(articles, articles.with_name(articles.stem + "_gold.jsonl"), knowledge, tellings / "own.jsonl", weight)
    if options.ordinary:
        # every second ordinary article teaches, the others measure; they count twice, since nearly all text in the world is of their kind
        for number, record in enumerate(records(options.ordinary)):
            if number % 2 == 0:
                more += [Doc(record, [], knowledge)] * 2
    # the regression corpora count four times: what they hold is not to be unlearned as the rest grows
    docs = real + own + more + own * 3
    folds = [int(hashlib.sha256(f"{way} {d.id}".encode()).hexdigest(), 16) % options.folds for d in docs]
    reach = sum(len({t for t in d.aligned if t >= 0}) for d in docs)
    events, candidates = sum(len(d.gold) for d in docs), sum(len(d.candidates) for d in docs)
    log(f"{len(docs)} articles, {events} events, {candidates} candidates, reach {reach}  [{time.time() - started:.0f}s]")
    models, drafts, _ = train(docs, folds, options.folds, score, log, final=not options.cross)
    cut = sweep(docs[: len(real)], drafts[: len(real)], score, log)
    log("own articles")
    sweep(docs[len(real) : len(real) + len(own)], drafts[len(real) : len(real) + len(own)], score, log)
    if options.show:
        for doc, made in zip(real + own, drafts, strict=False):
            print(doc.id)
            score.show(doc.gold, [r for d in made if d.keep >= cut and (r := to_row(doc.document, d))["type"]])
    log(f"way {way}, best cut {cut}: {time.time() - started:.0f}s")
    return models, digest_of(docs)


if __name__ == "__main__":
    main()
