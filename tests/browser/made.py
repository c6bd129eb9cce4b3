"""Databases for a browser: a small one whose articles try to do harm, and a large one of true facts varied."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from tests.views.build import claim, when
from tradewatch.batch.settle import settle
from tradewatch.model import Article, Claim, PublishedFrom
from tradewatch.resolution import block_of
from tradewatch.store import open_database
from tradewatch.store.write import put_article

TODAY = "2025-10-20"
HOSTILE = """Tariff </script><script>alert(1)</script> <img src=x onerror=alert(2)> "><b>bold</b> {{ 7 * 7 }} \u2028 \u202e end"""

Story = tuple[str, str, str, str | None, list[Claim]]


def small(path: Path, source: str) -> Path:
    """A few events of autumn 2025; the threat's article has a hostile title, and `source` is the address of the one on port fees."""
    stories: list[Story] = [
        (
            "threat",
            "2025-10-10",
            HOSTILE,
            "javascript:alert(3)",
            [
                claim(
                    status="threatened",
                    rate="100",
                    evidence="<script>alert(4)</script> a 100% tariff",
                    dates=when(announced="2025-10-10", effective="2025-11-01"),
                )
            ],
        ),
        (
            "fees",
            "2025-10-14",
            "Port fees begin on both sides of the Pacific",
            source,
            [
                claim(
                    "port_fee",
                    rate="50 USD/net_ton",
                    status="in_force",
                    evidence="$50 a net ton from today",
                    dates=when(effective="2025-10-14"),
                ),
                claim(
                    "port_fee",
                    "CN",
                    "US",
                    rate="400 CNY/net_ton",
                    status="in_force",
                    evidence="400 yuan a ton",
                    dates=when(effective="2025-10-14"),
                ),
            ],
        ),
        (
            "talks",
            "2025-10-18",
            "Leaders to meet in late October",
            None,
            [
                claim(
                    "meeting",
                    "CN US",
                    "",
                    status="planned",
                    place="South Korea",
                    evidence="they will meet in South Korea",
                    dates=when(held="2025-10-21/2025-10-31"),
                )
            ],
        ),
        (
            "first",
            "2025-08-07",
            "A duty on India",
            "https://news.example/first",
            [claim(on="IN", status="in_force", rate="25", evidence="a duty of 25% from today", dates=when(effective="2025-08-07"))],
        ),
        (
            "second",
            "2025-08-27",
            "The duty on India doubles",
            "https://news.example/second",
            [
                claim(
                    on="IN",
                    status="in_force",
                    action="raise",
                    rate="50",
                    prior_rate=None,
                    evidence="doubled to 50% from today",
                    dates=when(effective="2025-08-27"),
                )
            ],
        ),
    ]
    return stored(path, stories)


def stored(path: Path, stories: list[Story]) -> Path:
    """A database of the stories: doc, day, title, address, claims."""
    with open_database(path, create=True) as store:
        with store.transaction():
            for doc, published, title, url, claims in stories:
                text = f"{title}\n\n" + "\n".join(one.evidence for one in claims)
                article = Article(
                    doc, text, title, date.fromisoformat(published), PublishedFrom.METADATA, f"/news/{doc}.txt", "Harbor Wire", url
                )
                put_article(
                    store, article, [_placed(one, text) for one in claims], block_of=block_of, version="1", at=f"{published}T12:00:00Z"
                )
        settle(store)
    return path


def _placed(one: Claim, text: str) -> Claim:
    start = text.index(one.evidence)
    return replace(one, start=start, end=start + len(one.evidence))


_SIDES = ("US", "CN", "EU", "IN", "CA", "MX", "JP", "KR", "BR", "GB", "VN", "CH", "AU", "RU", "TR", "TH", "ID", "ZA", "NO", "MY", "TW")
_GOODS = ("steel", "aluminium", "soybeans", "copper", "lumber", "wine", "semiconductors")
_TYPES = ("tariff",) * 4 + ("trade_remedy", "export_control", "import_restriction", "sanction", "investigation", "dispute")


def large(path: Path, count: int) -> Path:
    """`count` events of eight years, two an article, with evidence as long as a sentence of the press is."""
    chance = random.Random(7)
    stories: list[Story] = []
    for number in range(count // 2):
        told = date(2018, 1, 1) + timedelta(days=int(chance.random() ** 0.6 * 2840))
        claims = [_any(chance, told, f"{number}{side}") for side in "ab"]
        stories.append(
            (f"a{number}", told.isoformat(), f"Report {number} on trade from the capital", f"https://news.example/{number}", claims)
        )
    return stored(path, stories)


def _any(chance: random.Random, told: date, name: str) -> Claim:
    kind, (by, on) = chance.choice(_TYPES), chance.sample(_SIDES, 2)
    begins = told + timedelta(days=chance.randint(5, 120))
    rate = str(chance.choice([5, 10, 15, 25, 50])) if kind in ("tariff", "trade_remedy") else None
    evidence = (
        f"Officials in the capital of {by} confirmed in notice {name} that the {kind.replace('_', ' ')} on goods from {on} "
        "would begin after a period that lets shipments already at sea clear the customs of both sides."
    )
    return claim(
        kind,
        by,
        on,
        chance.choice(["announced", "in_force", "threatened"]),
        rate,
        goods=(chance.choice(_GOODS),) if chance.random() < 0.6 else (),
        evidence=evidence,
        dates=when(announced=told.isoformat(), effective=begins.isoformat()),
    )
