"""How fast a folder of articles becomes events: `python benchmarks/ingest.py [--articles 10000] [--workers 2] [--dense] [--html]`.

The articles, each about 3 KB, tell an event and look back at another among sentences that are no events. The events are 3,000, true ones
varied in sides, goods, rates and days; a few of them are told by hundreds of articles and most by one or two. With --dense only two dozen
true ones are told, each by hundreds of articles, as in the weeks of a great story.

Printed are articles a second, from the first read to the last resolved event; the same for a second run that finds everything known; the
same for a hundred articles more, as a night brings them; the writer's share; peak memory. With --html each article is wrapped as a page,
and what reading takes is printed.
"""

from __future__ import annotations

import argparse
import html
import random
import resource
import tempfile
import time
from bisect import bisect_left
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


SIDES = {
    "The United States": "American",
    "China": "Chinese",
    "The European Union": "European",
    "India": "Indian",
    "Canada": "Canadian",
    "Mexico": "Mexican",
    "Japan": "Japanese",
    "South Korea": "South Korean",
    "Brazil": "Brazilian",
    "Australia": "Australian",
    "Turkey": "Turkish",
    "Indonesia": "Indonesian",
    "Vietnam": "Vietnamese",
    "Britain": "British",
    "Switzerland": "Swiss",
}
TRADED = [
    "steel",
    "aluminium",
    "electric cars",
    "soybeans",
    "wine",
    "solar panels",
    "batteries",
    "lumber",
    "pork",
    "barley",
    "copper",
    "tyres",
    "beef",
    "sugar",
]
METALS = ["gallium", "germanium", "graphite", "antimony", "tungsten", "rare earths", "nickel ore", "lithium"]
CITIES = ["Geneva", "London", "Madrid", "Stockholm", "Beijing", "Washington", "Brussels", "Tokyo", "Seoul", "Delhi"]


def varied(chance: random.Random, count: int) -> list[tuple[str, str]]:
    """The true facts with other sides, goods, rates and days: days of publication and sentences."""
    found = []
    for _ in range(count):
        who, whom = chance.sample(sorted(SIDES), 2)
        goods, rate, old = chance.choice(TRADED), chance.choice([10, 15, 20, 25, 30, 40, 50]), chance.choice([2.5, 5, 7.5])
        day = date(2018, 1, 1) + timedelta(chance.randrange(365 * 8))
        told, later = _day(day), _day(day + timedelta(chance.randrange(5, 60)))
        other = whom.replace("The ", "the ")
        fact = chance.choice(
            [
                f"{who} put a {rate}% duty on {SIDES[whom]} {goods} on {told}.",
                f"{who} imposed a {rate}% tariff on {goods} from {other} on {told}.",
                f"On {told} {who.replace('The ', 'the ')} raised its tariff on {SIDES[whom]} {goods} to {rate}% from {old:g}%.",
                f"{who} said on {told} that it would put a {rate}% tariff on {goods} from {other} from {later}.",
                f"{who} cut its tariff on {SIDES[whom]} {goods} to {old:g}% from {rate}% on {told}.",
                f"{who} suspended its {rate}% tariff on {goods} from {other} on {told}.",
                f"{who} opened an anti-dumping investigation into {SIDES[whom]} {goods} on {told}.",
                f"{who} said on {told} that exports of {chance.choice(METALS)} would need a licence from {later}.",
                f"{who} and {other} signed a trade agreement in {chance.choice(CITIES)} on {told}.",
                f"{who} and {other} held trade talks in {chance.choice(CITIES)} on {told}.",
            ]
        )
        found.append((day.isoformat(), fact))
    return sorted(found)


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def articles(count: int, seed: int = 1, *, dense: bool = False) -> Iterator[tuple[str, str]]:
    """Names and texts, the same for the same seed: two facts, and what people said around them."""
    chance = random.Random(seed)
    facts = FACTS if dense else varied(random.Random(1), 3_000)
    for number in range(count):
        place = int(chance.paretovariate(0.2)) - 1 if not dense else len(facts)
        lead = facts[(place * 977) % len(facts)] if place < len(facts) else chance.choice(facts)
        before = facts[: bisect_left(facts, (lead[0],))] or facts[:2]
        published = date.fromisoformat(lead[0]) + timedelta(chance.randrange(1, 40))
        rest = [_aside(chance) for _ in range(26)]
        rest.insert(chance.randrange(4, 20), chance.choice(before)[1])
        body = "\n\n".join([lead[1], *(" ".join(rest[part : part + 3]) for part in range(0, len(rest), 3))])
        title = f"{chance.choice(GOODS).capitalize()} and {chance.choice(GOODS)}: the view from {chance.choice(PLACES)}"
        yield f"{published}-{number:05}", f"{title}\nDate: {published}\n\n{body}\n"


def _aside(chance: random.Random) -> str:
    """A sentence that is no event."""
    one, two = chance.sample(PEOPLE, 2)
    here, good, other, does, why = (chance.choice(words) for words in (PLACES, GOODS, GOODS, DOES, WHY))
    return chance.choice(
        [
            f"In {here}, {one} who deal in {good} {does}, while {two} blamed {why} and spoke of {other}.",
            f"{one.capitalize()} in {here} {does}; {why} and {other}, they said, had cost them {chance.randrange(2, 60)} days.",
            f"Some {chance.randrange(3, 400)} {one} came to {here} to hear what {two} make of {good} after {why}.",
            f"Of {good} there was enough in {here}, and {one} {does} because of {why}, not of {other}.",
            f"“We {does.replace('their', 'our')} after {why},” said one of the {one} of {here}, who sells {good} and {other} to {two}.",
        ]
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
    parser.add_argument("--dense", action="store_true")
    parser.add_argument("--html", action="store_true")
    asked = parser.parse_args()

    from tradewatch.batch.effort import Effort
    from tradewatch.batch.importer import ingest
    from tradewatch.reading import ReadOptions, read
    from tradewatch.store import open_database, query

    with tempfile.TemporaryDirectory() as home:
        folders = [Path(home) / name for name in ("articles", "more")]
        size = 0
        for folder, count, seed in ((folders[0], asked.articles, 1), (folders[1], 100, 2)):
            folder.mkdir()
            for name, text in articles(count, seed, dense=asked.dense):
                content = page(text) if asked.html else text
                size += len(content)
                (folder / f"{name}.{'html' if asked.html else 'txt'}").write_text(content, encoding="utf-8")
        folder = folders[0]
        print(f"{asked.articles} articles of {size / (asked.articles + 100) / 1000:.1f} KB, {asked.workers} workers")
        database = Path(home) / "t.db"
        for what, chosen, count in (
            ("first run", folder, asked.articles),
            ("second run", folder, asked.articles),
            ("more", folders[1], 100),
        ):
            began, cpu = time.perf_counter(), time.process_time()
            summary = ingest(database, [str(chosen)], ReadOptions(), effort=Effort(workers=asked.workers))
            took, own = time.perf_counter() - began, time.process_time() - cpu
            rate = count / took
            print(f"{what}: {took:.1f} s, {rate:.0f} articles/s; the writer's own time {own:.1f} s; {summary.new} new, {summary.same} same")
        with open_database(database, read_only=True) as store:
            print({name: number for name, number in query.counts(store).items() if number})
        if asked.html:
            began = time.perf_counter()
            some = sorted(folder.iterdir())[:200]
            for path in some:
                list(read([str(path)], ReadOptions()))
            print(f"reading alone: {(time.perf_counter() - began) / len(some) * 1000:.1f} ms a page")
        print(f"peak memory of the writer: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
