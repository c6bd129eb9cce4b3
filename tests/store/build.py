"""Articles, claims and databases for the store's tests, each made with as few words as the test needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from tradewatch.model import Action, Article, Claim, Event, EventType, Period, PublishedFrom, Rate, Role, SourcedClaim, Status
from tradewatch.store import Store, derived, open_database, query, write

NOON = "2025-10-16T12:00:00Z"
DAY = date(2025, 10, 16)


def make(folder: Path) -> Store:
    return open_database(folder / "t.db", create=True)


def article(text: str = "Text.", doc: str = "a", **fields: object) -> Article:
    given: dict[str, object] = {"published": DAY, "published_from": PublishedFrom.METADATA, "path": f"/in/{doc}.txt", **fields}
    return Article(doc, text, **given)  # type: ignore[arg-type]


def claim(by: str = "US", on: str = "CN", rate: str | None = "25", day: str | None = "2025-11-01", **fields: object) -> Claim:
    given: dict[str, object] = {
        "action": Action.IMPOSE,
        "status": Status.ANNOUNCED,
        "dates": {Role.EFFECTIVE: Period.parse(day)} if day else {},
        "rate": Rate(Decimal(rate)) if rate else None,
        **fields,
    }
    return Claim(EventType.TARIFF, tuple(by.split()), tuple(on.split()), **given)  # type: ignore[arg-type]


def block_of(one: Claim) -> str:
    return f"{one.type}|{','.join(one.by)}"


def put(store: Store, one: Article, claims: Sequence[Claim] | None = (), **fields: object) -> write.Outcome:
    given: dict[str, object] = {"block_of": block_of, "version": "1", "at": NOON, **fields}
    return write.put_article(store, one, claims, **given)  # type: ignore[arg-type]


def event(name: str, told: Sequence[SourcedClaim], **fields: object) -> Event:
    return Event(name, told[0].claim, tuple(told), **fields)  # type: ignore[arg-type]


def derive(store: Store) -> derived.Difference:
    """One event for each claim, which is all that tests of the store need of resolution."""
    told = query.sourced_claims(store)
    return derived.replace_blocks(store, derived.stale_blocks(store), [event(f"e{one.key[:6]}", [one]) for one in told], [])
