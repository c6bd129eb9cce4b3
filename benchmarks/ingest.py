"""How fast a folder of articles becomes events: `python benchmarks/ingest.py [--articles 10000] [--workers 2] [--html]`.

The articles are made of true facts among sentences that are no events, in ever other order, each about 3 KB. Printed are
articles a second, from the first read to the last resolved event; the same again, for a second run that finds everything known;
the writer's share; peak memory. With --html each article is wrapped as a page, and what reading takes is printed.
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

# what was decided, told in the way of a wire: who, what, from when
FACTS = [
    ("2018-03-23", "On March 23, 2018, Washington put a 25% duty on most foreign steel and one of 10% on aluminium."),
    ("2018-07-06", "The United States put a 25% duty on $34 billion of Chinese goods on July 6, 2018, under Section 301."),
    ("2018-07-06", "China answered the same day with a 25% tariff on American soybeans, cars and pork."),
    ("2018-09-24", "A 10% duty on a further $200 billion of Chinese goods took effect on September 24, 2018."),
    ("2019-05-10", "On May 10, 2019 the duty on Chinese goods worth $200 billion went up to 25%, from 10%."),
    ("2020-01-15", "The United States and China signed the phase one agreement in Washington on January 15, 2020."),
    ("2020-02-14", "The duty on list 4A goods from China was halved to 7.5% on February 14, 2020."),
    ("2021-05-19", "China put duties of 116.2% to 218.4% on Australian wine in March 2021 for five years."),
    ("2022-10-07", "The United States restricted exports of advanced chips and chip-making tools to China on October 7, 2022."),
    ("2023-07-03", "China said on July 3, 2023 that exports of gallium and germanium would need a licence from August 1."),
    ("2023-12-01", "China required export permits for graphite from December 1, 2023."),
    ("2024-05-14", "The White House said on May 14, 2024 that the duty on Chinese electric cars would rise to 100% from 25%."),
    ("2024-10-29", "The European Union set duties of up to 35.3% on electric cars from China on October 29, 2024."),
    ("2024-12-03", "China banned exports of gallium, germanium and antimony to the United States on December 3, 2024."),
    ("2025-02-04", "A 10% tariff on all goods from China took effect on February 4, 2025."),
    ("2025-03-04", "The United States imposed a 25% tariff on goods from Canada and Mexico on March 4, 2025."),
    ("2025-03-12", "Duties of 25% on all steel and aluminium imports took effect on March 12, 2025."),
    ("2025-04-03", "A 25% tariff on imported cars took effect on April 3, 2025."),
    ("2025-05-14", "The United States cut its tariff on Chinese goods to 30% from 145% on May 14, 2025 for 90 days."),
    ("2025-06-04", "Washington doubled its tariffs on steel and aluminium to 50% on June 4, 2025."),
    ("2025-08-06", "Goods from Brazil have faced a 50% tariff in the United States since August 6, 2025."),
    ("2025-08-07", "The United States put a 25% tariff on goods from India on August 7, 2025."),
    ("2025-08-27", "A further 25% on goods from India over Russian oil took effect on August 27, 2025."),
    ("2025-10-09", "China's commerce ministry announced export controls on rare earth technologies on October 9, 2025."),
    ("2025-10-14", "China charged American ships 400 yuan per net ton from October 14, 2025."),
]
PLACES = [
    "Rotterdam",
    "Hamburg",
    "Shanghai",
    "Busan",
    "Mumbai",
    "Santos",
    "Vancouver",
    "Veracruz",
    "Durban",
    "Osaka",
    "Izmir",
    "Gdansk",
    "Oakland",
    "Houston",
    "Chennai",
]
GOODS = [
    "steel",
    "aluminium",
    "cars",
    "soybeans",
    "copper",
    "timber",
    "cells",
    "batteries",
    "wine",
    "ships",
    "coal",
    "cotton",
    "tyres",
    "toys",
    "engines",
    "chips",
]
PEOPLE = ["shippers", "brokers", "farmers", "economists", "lawyers", "welders", "bankers", "traders", "planners", "grocers"]
DOES = [
    "waited for word from the capital",
    "counted their stocks",
    "put off a purchase",
    "looked for another port",
    "asked for a longer season",
]
WHY = ["a dry summer", "a full warehouse", "a strike of pilots", "a weak currency", "the price of fuel", "a late harvest", "a broken crane"]


def articles(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Names and texts, the same for the same seed: two or three facts, and what people said around them."""
    chance = random.Random(seed)
    for number in range(count):
        day, lead = chance.choice(FACTS)
        published = date.fromisoformat(day) + timedelta(chance.randrange(1, 40))
        told = [lead, *(fact for _, fact in chance.sample([fact for fact in FACTS if fact[0] < day] or FACTS[:2], 1))]
        rest = [_aside(chance) for _ in range(26)]
        for fact in told[1:]:
            rest.insert(chance.randrange(4, 20), fact)
        body = "\n\n".join([told[0], *(" ".join(rest[part : part + 3]) for part in range(0, len(rest), 3))])
        title = f"{chance.choice(GOODS).capitalize()} and {chance.choice(GOODS)}: the view from {chance.choice(PLACES)}"
        yield f"{published}-{number:05}", f"{title}\nDate: {published}\n\n{body}\n"


def _aside(chance: random.Random) -> str:
    """A sentence that is no event."""
    one, two = chance.sample(PEOPLE, 2)
    return (
        f"In {chance.choice(PLACES)}, {one} who deal in {chance.choice(GOODS)} {chance.choice(DOES)}, "
        f"while {two} blamed {chance.choice(WHY)} and spoke of {chance.choice(GOODS)}."
    )


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
