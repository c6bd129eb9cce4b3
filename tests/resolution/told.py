"""Claims in one line: `said("2018-07-06", "tariff US>CN impose in_force 25%", effective="2018-07-06")`."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from tradewatch.model import Action, Claim, EventType, Period, Rate, Role, Source, SourcedClaim, Status

RATE = re.compile(r"(?:(\d+(?:\.\d+)?)-)?(\d+(?:\.\d+)?)(%|pp|[A-Z]{3}/\w+)$")


def said(
    published: str,
    what: str,
    *,
    doc: str | None = None,
    evidence: str = "",
    goods: str = "",
    instrument: str | None = None,
    place: str | None = None,
    entities: str = "",
    prior: str | None = None,
    copy_of: str | None = None,
    confidence: float = 0.8,
    source: str | None = None,
    **dates: str,
) -> SourcedClaim:
    """A claim of an article of its own, or of `doc`. `what` is `type BY>ON [action] status [rate]`; lists are set off by commas."""
    words = what.split()
    by, _, on = words[1].partition(">")
    action = next((Action(word) for word in words[2:] if word in set(Action)), None)
    status = next(Status(word) for word in words[2:] if word in set(Status))
    rate = next((read_rate(word) for word in words[2:] if RATE.match(word)), None)
    doc = doc or f"{published}: {what} {goods} {instrument} {evidence} {sorted(dates.items())} {copy_of} {source}"
    claim = Claim(
        type=EventType(words[0]),
        by=tuple(by.split(",")),
        on=tuple(side for side in on.split(",") if side),
        action=action,
        status=status,
        rate=rate,
        prior_rate=read_rate(prior) if prior else None,
        goods=tuple(part.strip() for part in goods.split(",") if part.strip()),
        dates={Role(role): Period.parse(value) for role, value in dates.items()},
        place=place,
        entities=tuple(part.strip() for part in entities.split(",") if part.strip()),
        instrument=instrument,
        evidence=evidence,
        start=0,
        end=len(evidence),
        confidence=confidence,
    )
    key = f"{doc}#{what}{goods}{prior}{sorted(dates.items())}"
    return SourcedClaim(key, claim, Source(article=doc, doc=doc, published=date.fromisoformat(published), copy_of=copy_of, source=source))


def read_rate(text: str) -> Rate:
    """`25%`, `10-25%`, `24pp`, `50USD/net_ton`."""
    found = RATE.match(text)
    assert found, text
    unit = {"%": "percent", "pp": "percentage_point"}.get(found[3], found[3])
    return Rate(Decimal(found[2]), unit, Decimal(found[1]) if found[1] else None)
