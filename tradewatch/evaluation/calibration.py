"""Whether confidence means something: how many of the claims of each band of confidence are right.

A claim is right at the level `found` or `event` of `score.py`. Claims without a confidence (of another extractor) are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .score import Level

BANDS = 10
"""Bands of equal width from 0 to 1; the last one includes 1."""
SURE = 0.8
"""From this confidence on a reader may rely on a claim; what share of them is right is told apart."""


@dataclass(frozen=True, slots=True)
class Band:
    """Claims with a confidence from `low` (included) to `high`: how many, their mean confidence, and how many reach each level."""

    low: float
    high: float
    claims: int
    confidence: float
    found: int
    event: int

    def share(self, level: Level) -> float | None:
        """The share of the claims that is right at `found` or `event`; None where there are none."""
        if not self.claims:
            return None
        return (self.found if level is Level.FOUND else self.event) / self.claims


def calibrate(judged: Iterable[tuple[float, Level]]) -> tuple[Band, ...]:
    """The ten bands over claims, each with its confidence (0 to 1) and the level it reached; empty where there is no claim."""
    claims = list(judged)
    if not claims:
        return ()
    return tuple(
        _band(at / BANDS, (at + 1) / BANDS, [claim for claim in claims if min(int(claim[0] * BANDS + 1e-9), BANDS - 1) == at])
        for at in range(BANDS)
    )


def sure(judged: Iterable[tuple[float, Level]]) -> Band:
    """The claims of confidence `SURE` or more as one band."""
    return _band(SURE, 1.0, [claim for claim in judged if claim[0] >= SURE])


def _band(low: float, high: float, claims: list[tuple[float, Level]]) -> Band:
    mean = sum(confidence for confidence, _ in claims) / len(claims) if claims else 0.0
    return Band(
        low,
        high,
        len(claims),
        mean,
        sum(level >= Level.FOUND for _, level in claims),
        sum(level >= Level.EVENT for _, level in claims),
    )
