"""How fast articles become claims, pass by pass: `python benchmarks/extract.py [PATH…] [--rounds 5] [--compare 30] [--check]`.

PATH is what `tradewatch extract` takes: files, folders, JSONL; without one our own articles and samples are read. Printed are milliseconds
of one core an article and scaled to 7 KB, for each pass alone (what a pass calls is not counted twice); microseconds for an article without
any trigger; peak memory; and how often the whole extraction fits into one call of dateparser's search_dates over the same texts in the
same run. With --check the exit code is 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# one core is the measure: numpy's own threads would hide work
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

HOME = Path(__file__).resolve().parents[1]
DEFAULT = (HOME / "data" / "samples", HOME / "tests" / "articles" / "articles.jsonl")
SIZE = 7_000
BARS = {"article": 15.0, "no trigger": 100.0, "memory": 120.0, "ratio": 1.0}

PASSES = (
    ("gate", "pipeline", "gate"),
    ("prepare: sentences", "phrases", "split"),
    ("prepare: lexicon", "phrases", "scan"),
    ("prepare: dates", "phrases", "find_dates"),
    ("prepare: durations", "phrases", "find_durations"),
    ("prepare: rates", "phrases", "find_rates"),
    ("prepare: tokens", "phrases", "tokenize"),
    ("prepare: the rest", "pipeline", "prepare"),
    ("propose", "pipeline", "propose"),
    ("mentions", "pipeline", "read_mentions"),
    ("sides", "pipeline", "fill_sides"),
    ("goods of others", "pipeline", "take_over"),
    ("dates of the text", "pipeline", "fill_dates"),
    ("cluster", "pipeline", "cluster"),
    ("drafts", "pipeline", "draft"),
    ("stage", "pipeline", "decide_stage"),
    ("claims", "pipeline", "to_claim"),
)
"""A pass: its name here, the module that calls it, and the name under which that module knows it."""
REST = "keep or drop, and the rest"

PLAIN = (
    "The river rose by a hand's breadth in the night, and the ferry stayed at its mooring until the mist had gone.",
    "A baker in the old town has won a prize for a rye loaf that takes two days and needs no yeast from a shop.",
    "The orchestra began its season with a symphony that had lain in a cupboard for ninety years.",
    "Keepers at the zoo have named the young otter after the boy who found it by the weir.",
    "The school's new library has room for nine thousand books and a window that looks over the orchard.",
)


class Watch:
    """Time of one core spent in each pass itself, without the passes that it calls."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._inner: list[int] = [0]

    def wrap(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, watched."""

        def watched(*given: Any, **named: Any) -> Any:
            self._inner.append(0)
            began = time.process_time_ns()
            try:
                return call(*given, **named)
            finally:
                took = time.process_time_ns() - began
                self.spent[name] += took - self._inner.pop()
                self._inner[-1] += took

        return watched


@contextmanager
def watching() -> Iterator[Watch]:
    """All passes watched while it lasts. Ends the run where a pass is not where it was."""
    from tradewatch.extraction import phrases, pipeline

    watch = Watch()
    homes: dict[str, Any] = {"phrases": phrases, "pipeline": pipeline}
    kept = []
    for name, home, attribute in PASSES:
        if not hasattr(homes[home], attribute):
            sys.exit(f"benchmarks/extract.py: {home}.py has no {attribute} any more; mend PASSES")
        kept.append((homes[home], attribute, getattr(homes[home], attribute)))
        setattr(homes[home], attribute, watch.wrap(name, kept[-1][2]))
    try:
        yield watch
    finally:
        for module, attribute, call in kept:
            setattr(module, attribute, call)


def articles_of(paths: Sequence[Path]) -> list[Any]:
    """The articles that can be read; the others are named on standard error."""
    from tradewatch.reading import ReadOptions, SetAside, read

    found = []
    for item in read([str(path) for path in paths], ReadOptions()):
        if isinstance(item, SetAside):
            print(item.error, file=sys.stderr)
        else:
            found.append(item)
    if not found:
        sys.exit("benchmarks/extract.py: no article can be read; name files, folders or JSONL")
    return found


def best(rounds: int, work: Callable[[], object]) -> float:
    """Milliseconds of one core that the work takes in its quickest round."""
    took = []
    for _ in range(rounds):
        began = time.process_time_ns()
        work()
        took.append(time.process_time_ns() - began)
    return min(took) / 1e6


def bar(name: str, value: float, failed: list[str], *, least: bool = False) -> str:
    """The bar behind a figure, and whether the figure misses it."""
    missed = value < BARS[name] if least else value > BARS[name]
    if missed:
        failed.append(name)
    return f"({'at least' if least else 'at most'} {BARS[name]:g}{', MISSED' if missed else ''})"


def main() -> None:
    """Read, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    parser.add_argument("--rounds", type=int, default=5, help="the quickest of so many rounds counts")
    parser.add_argument("--compare", type=int, default=30, metavar="N", help="compare with dateparser on so many of the texts; 0 for none")
    parser.add_argument("--check", action="store_true", help="exit 1 where a bar is missed")
    asked = parser.parse_args()
    rounds = max(1, asked.rounds)

    from tradewatch.extraction.lexicon import build
    from tradewatch.extraction.phrases import gate
    from tradewatch.extraction.pipeline import extract
    from tradewatch.knowledge import load
    from tradewatch.model import Article

    articles = articles_of(asked.paths or DEFAULT)
    size = sum(len(one.text.encode()) for one in articles)
    scale = SIZE * len(articles) / size
    began = time.perf_counter()
    knowledge = load()
    extract(articles[0], knowledge)
    print(f"start: {(time.perf_counter() - began) * 1000:.0f} ms from data/ to the first article's claims")
    failed = list[str]()

    took = best(rounds, lambda: [extract(one, knowledge) for one in articles]) / len(articles)
    claims = sum(len(extract(one, knowledge)) for one in articles)
    print(f"{len(articles)} articles of {size / len(articles) / 1000:.1f} KB, {claims} claims, latent ones counted")
    print(f"an article: {took:.2f} ms; of 7 KB: {took * scale:.2f} ms {bar('article', took * scale, failed)}")
    each = {one.doc: best(2, lambda one=one: extract(one, knowledge)) for one in articles}
    slowest = max(articles, key=lambda one: each[one.doc])
    print(f"the slowest: {each[slowest.doc]:.1f} ms for {len(slowest.text.encode()) / 1000:.1f} KB, {slowest.doc}")

    quickest: Counter[str] | None = None
    for _ in range(rounds):
        with watching() as watch:
            whole = watch.wrap(REST, extract)
            for one in articles:
                whole(one, knowledge)
        if quickest is None or watch.spent.total() < quickest.total():
            quickest = watch.spent
    assert quickest is not None
    print(f"\n{'pass':28}  ms an article  ms at 7 KB  share")
    for name in (*(name for name, _, _ in PASSES), REST):
        ms = quickest[name] / 1e6 / len(articles)
        print(f"{name:28}  {ms:13.3f}  {ms * scale:10.3f}  {quickest[name] / quickest.total():5.1%}")
    print("watching the passes costs time too: their sum is more than the figure above\n")

    text = " ".join(PLAIN * (SIZE // sum(map(len, PLAIN)) + 1))[:SIZE]
    plain = Article("plain", text, "A quiet week by the river")
    if gate(build(knowledge), text):
        sys.exit("benchmarks/extract.py: the text without triggers passes the gate; mend PLAIN")
    micro = best(rounds, lambda: [extract(plain, knowledge) for _ in range(200)]) / 200 * 1000
    print(f"an article of 7 KB without any trigger: {micro:.0f} µs {bar('no trigger', micro, failed)}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory: {peak:.0f} MB {bar('memory', peak, failed)}")

    if asked.compare > 0:
        some = articles[:: max(1, len(articles) // asked.compare)][: asked.compare]
        ours, theirs = best(2, lambda: [extract(one, knowledge) for one in some]), search_dates_over(some)
        ratio = theirs / ours
        print(f"dateparser's search_dates over {len(some)} of the texts: {theirs:.0f} ms; the whole extraction: {ours:.0f} ms; ", end="")
        print(f"{ratio:.1f} times as fast {bar('ratio', ratio, failed, least=True)}")
    if asked.check and failed:
        sys.exit(1)


def search_dates_over(articles: Sequence[Any]) -> float:
    """Milliseconds of one core for search_dates in English over the texts, counted from each article's day, once warm."""
    from datetime import datetime

    from dateparser.search import search_dates

    def settings(one: Any) -> dict[str, Any]:
        return {"RELATIVE_BASE": datetime.combine(one.published, datetime.min.time())} if one.published else {}

    search_dates("on 1 November 2025", languages=["en"])
    return best(1, lambda: [search_dates(one.text, languages=["en"], settings=settings(one)) for one in articles])


if __name__ == "__main__":
    main()
