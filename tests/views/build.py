"""Events built by hand for the tests of the views: the facts of autumn 2025 in short."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tradewatch.model import Action, Claim, Event, EventType, Period, Rate, Role, Source, SourcedClaim, Status
from tradewatch.views.screen import Screen

NAMES = {"US": "United States", "CN": "China", "IN": "India", "CA": "Canada", "EU": "European Union", "JP": "Japan"}
TODAY = date(2025, 10, 20)


def name(code: str) -> str:
    return NAMES.get(code, code)


def screen(width: int | None = None, **more: object) -> Screen:
    return Screen(names=name, today=TODAY, width=width, **more)  # type: ignore[arg-type]


def when(**dates: str) -> dict[Role, Period]:
    return {Role(role): Period.parse(value) for role, value in dates.items()}


def claim(
    kind: str = "tariff", by: str = "US", on: str = "CN", status: str = "announced", rate: str | None = None, **more: object
) -> Claim:
    amount, _, unit = (rate or "").partition(" ")
    evidence = str(more.pop("evidence", "Washington said so on Friday."))
    action = more.pop("action", "impose" if EventType(kind).is_measure else None)
    return Claim(
        type=EventType(kind),
        by=tuple(by.split()),
        on=tuple(on.split()),
        action=Action(str(action)) if action else None,
        status=Status(status),
        rate=Rate(Decimal(amount), unit or "percent") if rate else None,
        evidence=evidence,
        start=10,
        end=10 + len(evidence),
        confidence=0.8,
        rules=("tariff.noun",),
        **more,  # type: ignore[arg-type]
    )


def event(
    id: str, of: Claim, *, docs: tuple[str, ...] = ("wire",), title: str = "Duties rise again", url: str | None = "https://news.example/a"
) -> Event:
    told = tuple(SourcedClaim(f"{id}-{doc}", of, Source(doc, doc, title, date(2025, 10, 13), "Harbor Wire", url)) for doc in docs)
    return Event(id, of, told, source_count=len(docs))


def autumn() -> list[Event]:
    return [
        event("e1", claim(status="threatened", rate="100", dates=when(announced="2025-10-10", effective="2025-11-01"))),
        event(
            "e2", claim("port_fee", rate="50 USD/net_ton", status="in_force", dates=when(effective="2025-10-14")), docs=("wire", "gazette")
        ),
        event("e3", claim("port_fee", "CN", "US", rate="400 CNY/net_ton", status="in_force", dates=when(effective="2025-10-14"))),
        event(
            "e4",
            claim(
                "export_control", "CN", "*", goods=("rare earths", "magnets"), dates=when(announced="2025-10-09", effective="2025-12-01")
            ),
        ),
        event("e5", claim("meeting", "CN US", "", status="planned", place="South Korea", dates=when(held="2025-10-21/2025-10-31"))),
        event("e6", claim(on="IN", status="in_force", rate="25", instrument="IEEPA", dates=when(effective="2025-08-27"))),
        event("e7", claim("agreement", "CN US", "", place="Geneva", dates=when(announced="2025-05", ends="2025-11-10"))),
        event("e8", claim("commitment", "CN", "US", status="proposed", goods=("soybeans",), dates=when(effective="2025"))),
    ]
