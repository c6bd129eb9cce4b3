"""The articles of this folder, read by the program, must give the rates and outcomes that history gave.

Every fact is true of the world and told by the articles, and all of them come out; `python tests/stories/test_stories.py` tells which
do not.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tradewatch.extraction.pipeline import extract
from tradewatch.knowledge import load
from tradewatch.model import Article, Event, PublishedFrom, Source, SourcedClaim
from tradewatch.resolution import resolve
from tradewatch.resolution.rates import Component, rates
from tradewatch.resolution.threats import threats

HERE = Path(__file__).parent
TODAY = date(2025, 11, 20)

# by, on, day, what must be among the components: rate, and a good, the value covered, or `all`
CHARGED = """
US CN 2018-07-06 25% 34b|US CN 2018-07-06 25% steel|US CN 2018-07-06 10% aluminium
US CN 2018-09-24 25% 34b|US CN 2018-09-24 25% 16b|US CN 2018-09-24 10% 200b
US CN 2019-05-10 25% 200b|US CN 2019-05-10 25% 34b
US CN 2020-02-14 7.5% 120b|US CN 2020-02-14 25% 200b
US CN 2024-09-27 100% vehicles|US CN 2025-01-01 50% semiconductors
US CN 2025-02-04 10% all|US CN 2025-03-04 20% all
US CN 2025-03-12 25% steel|US CN 2025-04-03 25% cars
US CN 2025-04-09 84% all|US CN 2025-04-10 125% all|US CN 2025-04-10 20% all
US CN 2025-05-14 10% all|US CN 2025-05-14 20% all|US CN 2025-06-04 50% steel
US CN 2025-10-14 50USD/net_ton all|US CN 2025-11-10 10% all
CN US 2018-04-02 25% pork|CN US 2018-07-06 25% 34b|CN US 2018-08-23 25% 16b
CN US 2019-06-01 25% 60b
CN US 2025-02-10 15% coal|CN US 2025-02-10 10% oil|CN US 2025-03-10 15% chicken|CN US 2025-03-10 10% soybeans
CN US 2025-04-10 84% all|CN US 2025-04-12 125% all|CN US 2025-05-14 10% all|CN US 2025-11-10 10% all
CN US 2025-10-14 400CNY/net_ton all
US IN 2025-08-07 25% all|US IN 2025-08-27 25% all
US CA 2025-03-04 25% all|US CA 2025-08-01 35% all
US EU 2019-10-18 25% wine|US EU 2025-08-08 15% all
US BR 2025-08-06 40% all
EU US 2018-06-22 25% bourbon
EU CN 2024-07-05 37.6% cars|EU CN 2024-10-30 35.3% cars
CN EU 2024-10-11 39% brandy|CN EU 2025-07-05 34.9% brandy|CN EU 2025-09-10 62.4% pork
CN AU 2020-05-19 80.5% barley|CN AU 2020-11-28 212.1% wine|CN AU 2021-03-28 218.4% wine
CA US 2018-07-01 25% steel|CA US 2025-03-04 25% 30b
MX US 2018-06-05 25% bourbon|MX US 2018-06-05 10% pork|MX US 2018-07-05 20% pork
US TR 2018-08-13 50% steel|US TR 2018-08-13 20% aluminium|US TR 2019-05-21 25% steel
TR US 2018-08-15 120% cars|TR US 2018-08-15 140% drinks|TR US 2018-08-15 60% tobacco|TR US 2019-05-22 60% cars|TR US 2019-05-22 70% drinks
IN US 2019-06-16 120% walnuts|IN US 2019-06-16 70% apples
US JP 2025-08-07 15% all|US JP 2025-09-16 15% cars
US CH 2025-08-07 39% all
CA CN 2024-10-01 100% vehicles|CA CN 2024-10-22 25% steel
US KR 2025-08-07 15% all|US KR 2025-11-15 15% cars|US VN 2025-08-07 20% all|US TW 2025-08-07 20% all|US CH 2025-12-11 15% all
US CA 2025-12-13 35% all|US BR 2025-12-13 40% all|US IN 2025-12-13 25% all
CN CA 2025-03-20 100% canola|CN CA 2025-03-20 25% pork|CN CA 2025-08-14 75.8% canola
"""
# what must not be among the components that day
NOT_CHARGED = """
US CN 2018-07-05 25% 34b|US CN 2018-08-22 25% 16b|US CN 2018-09-23 10% 200b
US CN 2019-01-15 25% 200b|US CN 2019-03-15 25% 200b|US CN 2019-10-20 30% 250b|US CN 2019-12-20 15% 160b
US CN 2025-02-03 10% all|US CN 2025-03-04 10% all|US CN 2025-04-10 84% all|US CN 2025-04-10 145% all
US CN 2025-05-14 125% all|US CN 2025-05-14 30% all|US CN 2025-11-02 100% all|US CN 2025-11-10 20% all
US CN 2025-11-10 47% all|US CN 2025-04-10 50% all
CN US 2025-04-09 84% all|CN US 2025-05-14 125% all|CN US 2025-11-10 15% chicken|CN US 2025-11-10 10% soybeans
US IN 2025-08-01 25% all|US IN 2025-08-07 50% all|US IN 2025-08-26 50% all
US EU 2025-06-02 50% all|US EU 2025-07-10 50% all|US EU 2025-08-08 30% all
US MX 2025-08-02 30% all|US BR 2025-08-06 50% all
CN AU 2023-08-06 80.5% barley|CN AU 2024-03-30 218.4% wine
US CA 2025-11-01 10% all
MX US 2018-06-04 25% bourbon|MX US 2018-07-05 10% pork|MX US 2019-05-21 20% pork|MX US 2019-05-21 25% bourbon
US MX 2019-06-11 5% all|US MX 2019-11-02 25% all
US TR 2018-08-12 50% steel|US TR 2019-05-21 50% steel|TR US 2019-05-22 120% cars|TR US 2019-05-22 140% drinks
IN US 2018-08-05 120% walnuts|IN US 2018-08-20 120% walnuts|IN US 2023-09-07 120% walnuts|IN US 2023-09-07 70% apples
US JP 2025-08-02 25% all|US JP 2025-08-08 25% all|US JP 2025-09-16 27.5% cars
US CH 2025-08-06 39% all|US CH 2025-08-08 31% all
CA CN 2024-09-30 100% vehicles|CA CN 2024-10-21 25% steel|CN CA 2025-03-19 100% canola|CN CA 2025-08-13 75.8% canola
US KR 2025-08-02 25% all|US KR 2025-08-08 25% all|US KR 2025-11-15 25% cars|US VN 2025-05-01 46% all|US VN 2025-08-08 46% all
US VN 2025-08-08 40% all|US CH 2025-12-11 39% all|US CA 2025-12-13 25% all
US CO 2025-01-28 25% all|US CO 2025-02-05 50% all
"""
# by, on, rate threatened, outcome
OUTCOMES = """
US CN 10 carried_out|US CN 100 dropped|US CN 50 carried_out_differently
US BR 50 carried_out_differently|US EU 50 delayed|US EU 30 carried_out_differently|US MX 30 delayed|US CA 35 carried_out
US CA 10 open|EU CN 38.1 carried_out_differently
US CO 25 dropped|US CO 50 dropped
"""


def facts(text: str) -> list[tuple[str, ...]]:
    return [tuple(fact.split()) for line in text.strip().splitlines() for fact in line.split("|")]


def article(path: Path) -> Article:
    head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    return Article(
        doc=path.stem,
        text=text,
        title=fields["Title"],
        published=date.fromisoformat(fields["Date"]),
        published_from=PublishedFrom.METADATA,
        source=fields["Source"],
    )


@cache
def events() -> tuple[Event, ...]:
    knowledge = load()
    claims = []
    for path in sorted(HERE.glob("*.txt")):
        text = article(path)
        source = Source(text.doc, text.doc, text.title, text.published, text.source)
        claims += [SourcedClaim(f"{text.doc}#{n}", claim, source) for n, claim in enumerate(extract(text, knowledge)) if not claim.latent]
    return resolve(claims).events


def covers(component: Component, what: str) -> bool:
    if what == "all":
        return (not component.goods and component.worth is None) or component.type == "port_fee"
    return component.worth == what or any(what in good for good in component.goods)


def charged(by: str, on: str, day: str, rate: str, what: str) -> bool:
    for component in rates(events(), by, on, date.fromisoformat(day)).components:
        if component.rate is None or component.state == "suspended":
            continue
        unit = "%" if component.rate.unit == "percent" else component.rate.unit
        if f"{component.rate.value.normalize():f}{unit}" == rate and covers(component, what):
            return True
    return False


def outcome_holds(by: str, on: str, rate: str, outcome: str) -> bool:
    return any(
        by in row.by and on in row.on and str(row.outcome) == outcome and row.rate is not None and f"{row.rate.value.normalize():f}" == rate
        for row in threats(events(), TODAY)
    )


FACTS = {
    "charged": lambda: {fact: charged(*fact) for fact in facts(CHARGED)},
    "not charged": lambda: {fact: not charged(*fact) for fact in facts(NOT_CHARGED)},
    "outcomes": lambda: {fact: outcome_holds(*fact) for fact in facts(OUTCOMES)},
}


def missing(found: Mapping[tuple[str, ...], bool]) -> str:
    return "; ".join(" ".join(fact) for fact, holds in found.items() if not holds)


def test_there_are_stories_of_six_pairs() -> None:
    pairs = {"-".join(sorted(path.stem.split("-")[:2])) for path in HERE.glob("*.txt")}
    assert len(list(HERE.glob("*.txt"))) >= 60
    assert {"china-us", "india-us", "canada-us", "eu-us", "china-eu", "brazil-us", "australia-china"} <= pairs


@pytest.mark.parametrize("what", FACTS)
def test_all_facts_come_out(what: str) -> None:
    assert not missing(FACTS[what]())


def main() -> None:
    """Tell which facts do not come out; exit with 1 where there are any."""
    left = {what: missing(count()) for what, count in FACTS.items()}
    for what, facts_left in left.items():
        print(f"{what}: {f'not {facts_left}' if facts_left else 'all come out'}")
    sys.exit(any(left.values()))


if __name__ == "__main__":
    main()
