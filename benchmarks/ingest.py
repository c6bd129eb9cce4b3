"""How fast a folder of articles becomes events: `python benchmarks/ingest.py [--articles 10000] [--workers 2] [--html]`.

The articles are made by varying the samples: other days, rates, countries and goods, each about 3 KB. Printed are articles a second, from
the first read to the last resolved event; the same again, for a second run that finds everything known; the writer's share; peak memory.
With --html each article is wrapped as a page, and the share of time that reading takes is printed.
"""

from __future__ import annotations

import argparse
import html
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
PLACES = ["China", "India", "Brazil", "Canada", "Mexico", "Japan", "South Korea", "Vietnam", "Turkey", "Switzerland"]
GOODS = ["steel", "aluminium", "cars", "soybeans", "copper", "timber", "solar cells", "batteries", "wine", "ships"]
FILLER = [
    "Officials in {0} said on Thursday that talks on {1} would go on next week, and that no decision had been taken.",
    "Importers of {1} said they had filled their warehouses before the duty on goods from {0} rose by {2} percent.",
    "The ministry said trade with {0} had grown by {2} percent in a year, led by {1} and by machines that process it.",
    "Analysts expected prices of {1} to rise, and ports that handle cargo from {0} to lose some of their business.",
    "A spokesman for growers in {0} said the season for {1} had been poor, and that buyers were few at such prices.",
]


def articles(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Names and texts, the same for the same seed."""
    chance = random.Random(seed)
    bases = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    for number in range(count):
        text = chance.choice(bases)
        swap = dict(zip(chance.sample(PLACES, 3), chance.sample(PLACES, 3), strict=True))
        for old, new in swap.items():
            text = text.replace(old, new)
        text = text.replace("25", str(chance.randrange(5, 60)), 1)
        day = date(2018, 1, 1) + timedelta(chance.randrange(2800))
        lines = [line for line in text.splitlines() if not line.startswith("Date:")]
        body = "\n".join(lines)
        while len(body) < 3000:
            body += "\n\n" + chance.choice(FILLER).format(chance.choice(PLACES), chance.choice(GOODS), chance.randrange(2, 90))
        yield f"{day}-{number:05}", f"Story {number}: {chance.choice(GOODS)}\nDate: {day}\n\n{body}\n"


def page(text: str) -> str:
    """The text as a web page."""
    title, _, rest = text.partition("\n")
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in rest.split("\n\n"))
    name = html.escape(title)
    body = f"<nav><a href='/'>Home</a></nav><article><h1>{name}</h1>{paragraphs}</article>"
    return f"<!doctype html><html><head><title>{name}</title></head><body>{body}</body></html>"


def main() -> None:
    """Make the articles, import them twice, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--html", action="store_true")
    asked = parser.parse_args()

    from tradewatch.batch.importer import Effort, ingest
    from tradewatch.reading import ReadOptions, read
    from tradewatch.store import open_database, query

    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "articles"
        folder.mkdir()
        size = 0
        for name, text in articles(asked.articles):
            content = page(text) if asked.html else text
            size += len(content)
            (folder / f"{name}.{'html' if asked.html else 'txt'}").write_text(content, encoding="utf-8")
        print(f"{asked.articles} articles of {size / asked.articles / 1000:.1f} KB, {asked.workers} workers")
        database = Path(home) / "t.db"
        for what in ("first run", "second run"):
            began, cpu = time.perf_counter(), time.process_time()
            summary = ingest(database, [str(folder)], ReadOptions(), effort=Effort(workers=asked.workers))
            took, own = time.perf_counter() - began, time.process_time() - cpu
            rate = asked.articles / took
            print(f"{what}: {took:.1f} s, {rate:.0f} articles/s; the writer's own time {own:.1f} s; {summary.new} new, {summary.same} same")
        with open_database(database, read_only=True) as store:
            print({name: number for name, number in query.counts(store).items() if number})
        if asked.html:
            began = time.perf_counter()
            some = sorted(folder.iterdir())[:200]
            for path in some:
                list(read([str(path)], ReadOptions()))
            print(f"reading alone: {(time.perf_counter() - began) / len(some) * 1000:.1f} ms a page")
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"peak memory: {own:.0f} MB here, {workers:.0f} MB in the largest worker")


if __name__ == "__main__":
    main()
