"""A claim as a fixed-size record of numbers, so that one claim is scored against thousands at once.

The records hold no text: words become 32-bit hashes in a fixed number of slots. They are a pure function of the claim, so they can be
kept beside it in a database (`pack`) and read back without decoding the claim (`unpack`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import blake2b
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tradewatch.model import Claim, Period, Role, SourcedClaim, Status
from tradewatch.resolution.blocks import stage_of, step_of
from tradewatch.resolution.words import names_of, words_of, worth_told

Records = NDArray[Any]

ROLES = (Role.ANNOUNCED, Role.EFFECTIVE, Role.ENDS, Role.HELD)
SIDES, GOODS, WORDS = 8, 12, 6

RECORD = np.dtype(
    [
        ("key", "<u8"),
        ("article", "<u8"),
        ("published", "<i4"),
        ("first", "<i4"),
        ("last", "<i4"),
        ("weight", "<i2"),
        ("stage", "u1"),
        ("step", "u1"),
        ("standing", "u1"),
        ("everyone", "u1"),
        ("title", "u1"),
        ("rate", "<f8"),
        ("least", "<f8"),
        ("unit", "<u4"),
        ("frame", "<u8"),
        ("on", "<u4", (SIDES,)),
        ("by", "<u4", (SIDES,)),
        ("goods", "<u4", (GOODS,)),
        ("instrument", "<u4", (WORDS,)),
        ("place", "<u4", (WORDS,)),
        ("entities", "<u4", (WORDS,)),
        ("worth", "<u4", (3,)),
        ("low", "<i4", (len(ROLES),)),
        ("high", "<i4", (len(ROLES),)),
    ]
)
"""Dates are proleptic ordinals, 0 where not told; `frame` is a digest of targets and goods; a rate not told is NaN; an empty slot is 0."""

# How far from a told date another telling of the same event may lie: an order is told before it bites, a duty is named for years after.
# What is told in force may be an order of these days that begins a little later.
LEAD, SOON, LAG, STANDING = 200, 45, 30, 730
OPEN = 400
SLACK = 10
_LAST = 100


def slot(text: str) -> int:
    """A word's number, never 0."""
    return crc32(text.encode("utf-8", "surrogatepass")) or 1


def record_of(sourced: SourcedClaim) -> Records:
    """The record of a claim, an array of length one."""
    record = np.zeros(1, RECORD)
    _write(record[0], sourced)
    return record


def _write(row: Any, sourced: SourcedClaim) -> None:
    claim, source = sourced.claim, sourced.source
    row["key"] = _digest(sourced.key)
    row["article"] = _digest(source.article)
    published = source.published.toordinal() if source.published else 0
    row["published"] = published
    row["stage"], row["step"] = stage_of(claim), step_of(claim)
    row["standing"] = claim.status in (Status.IN_FORCE, Status.SUSPENDED, Status.ENDED)
    row["everyone"] = "*" in claim.on
    row["title"] = claim.start < 0
    row["rate"] = float(claim.rate.value) if claim.rate else np.nan
    row["least"] = float(claim.rate.minimum) if claim.rate and claim.rate.minimum is not None else row["rate"]
    row["unit"] = slot(claim.rate.unit) if claim.rate else 0
    _fill(row["on"], [slot(side) for side in claim.on if side != "*"])
    _fill(row["by"], [slot(side) for side in claim.by])
    _fill(row["goods"], goods_slots(claim))
    row["frame"] = _digest_bytes(row["on"].tobytes() + row["goods"].tobytes() + bytes([row["everyone"]]))
    _fill(row["instrument"], [slot(name) for name in sorted(names_of(claim.instrument or ""))])
    _fill(row["place"], [slot(word) for word in words_of([claim.place or ""])])
    _fill(row["entities"], [slot(word) for word in words_of(claim.entities)])
    if claim.type.is_measure:
        _fill(row["worth"], [slot(amount) for amount in worth_told(claim)])
    for number, role in enumerate(ROLES):
        if role in claim.dates:
            row["low"][number], row["high"][number] = bounds(claim.dates[role])
    row["first"], row["last"] = _span(row, published)
    row["weight"] = _weight(claim, row)


def records_of(claims: Sequence[SourcedClaim]) -> Records:
    """The records of claims, in their order."""
    records = np.zeros(len(claims), RECORD)
    for row, sourced in zip(records, claims, strict=True):
        _write(row, sourced)
    return records


def canonical(records: Records) -> Any:
    """Indices of records in the order of placing: the fullest first, then the earliest published, then by key."""
    return np.lexsort((records["key"], records["published"], -records["weight"].astype(np.int32)))


def goods_slots(claim: Claim) -> list[int]:
    """What the goods are told by: words and, where they are sure, HS headings."""
    headings = [slot(f"hs{code[:4]}") for code, sure in claim.hs if sure >= 0.6]
    return headings[:4] + [slot(word) for word in words_of(claim.goods)]


def bounds(period: Period) -> tuple[int, int]:
    """First and last day of a period as ordinals; an open start reaches back about a year, an open end adds nothing to a told start."""
    if period.start is None:
        last = period.last.toordinal()
        return max(1, last - OPEN), last
    if period.end is None:
        return period.start.toordinal(), period.start.toordinal()
    return period.start.toordinal(), period.end.toordinal()


def pack(sourced: SourcedClaim) -> bytes:
    """The record as bytes, to be kept beside the claim."""
    return record_of(sourced).tobytes()


def unpack(packed: Sequence[bytes]) -> Records:
    """Records from what `pack` gave."""
    return np.frombuffer(b"".join(packed), RECORD) if packed else np.zeros(0, RECORD)


def span_of(record: Records) -> tuple[date, date]:
    """The days between which a claim of the same event may be dated; two claims whose spans don't meet are never joined."""
    first, last = (min(max(1, int(record[name][0])), date.max.toordinal()) for name in ("first", "last"))
    return date.fromordinal(first), date.fromordinal(last)


def _digest(text: str) -> int:
    return _digest_bytes(text.encode("utf-8", "surrogatepass"))


def _digest_bytes(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def _fill(slots: NDArray[Any], values: Sequence[int]) -> None:
    chosen = sorted(set(values))[: len(slots)]
    slots[: len(chosen)] = chosen


def _span(row: Any, published: int) -> tuple[int, int]:
    told = [(int(low), int(high)) for low, high in zip(row["low"], row["high"], strict=True) if low]
    if not told:
        back = STANDING if row["standing"] else LAG
        return published - back, published + LEAD
    first, last = min(low for low, _ in told) - SLACK, max(high for _, high in told) + SLACK
    if row["low"][0] and not row["low"][1]:
        last = max(last, int(row["high"][0]) + LEAD)
    return first, last


def _weight(claim: Claim, row: Any) -> int:
    """How much a claim tells; fuller claims are placed first, so that a vague one never joins two that differ, and weak readings last."""
    weight = -_LAST if claim.latent else 0
    weight += 3 * (claim.rate is not None) + 2 * bool(claim.goods) + 2 * bool(claim.on) + bool(claim.instrument)
    weight += 2 * bool(claim.place) + bool(claim.entities)
    for number, most in enumerate((2, 4, 1, 4)):
        if row["low"][number]:
            days = int(row["high"][number]) - int(row["low"][number])
            weight += most if days == 0 else most - 1 if days <= 7 else (most + 1) // 2
    return weight
