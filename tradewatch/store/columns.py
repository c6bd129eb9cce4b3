"""The columns that stand beside a claim's JSON, for filters and for people: made from the claim alone, so a check can make them again."""

from __future__ import annotations

from typing import Any

from tradewatch.model import Claim, Role
from tradewatch.store.codec import harmless

# claims and events have these in common
SHARED = ("type", "by", "on", "action", "status", "rate_value", "rate_unit", "first", "last", "confidence", "latent")
DATES = tuple(role.value for role in (Role.ANNOUNCED, Role.EFFECTIVE, Role.ENDS, Role.HELD))


def quoted(names: tuple[str, ...]) -> str:
    """Column names for SQL."""
    return ", ".join(f'"{name}"' for name in names)


def shared(claim: Claim) -> tuple[Any, ...]:
    """The values of `SHARED`."""
    when, rate = claim.key_date, claim.rate
    return (
        claim.type.value,
        harmless(",".join(claim.by)),
        harmless(",".join(claim.on)),
        claim.action.value if claim.action else None,
        claim.status.value,
        real(rate.value) if rate else None,
        harmless(rate.unit) if rate else None,
        when.first.isoformat() if when else None,
        when.last.isoformat() if when else None,
        real(claim.confidence) or 0.0,
        int(claim.latent),
    )


def dates(claim: Claim) -> tuple[str | None, ...]:
    """The values of `DATES`, as EDTF."""
    told = {role.value: period.edtf for role, period in claim.dates.items()}
    return tuple(told.get(name) for name in DATES)


def sides(claim: Claim) -> list[tuple[str, str]]:
    """(code, side) pairs, each once."""
    pairs = {(harmless(code), "by") for code in claim.by} | {(harmless(code), "on") for code in claim.on}
    return sorted(pairs)


def real(value: object) -> float | None:
    """A number as SQLite's REAL; what is none (NaN, too large) is left out, the exact value stands in the claim's JSON."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (OverflowError, ValueError):
        return None
    return number if number == number and abs(number) != float("inf") else None
