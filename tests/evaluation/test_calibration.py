"""What confidence is worth."""

from __future__ import annotations

import pytest

from tests.evaluation.test_score import DUTY, FEE, TALKS
from tradewatch.evaluation import run
from tradewatch.evaluation.calibration import calibrate, sure
from tradewatch.evaluation.score import Level


def test_a_claim_falls_into_the_band_of_its_confidence() -> None:
    bands = calibrate([(value / 10, Level.NONE) for value in range(11)])
    assert [band.claims for band in bands] == [1] * 9 + [2]


@pytest.mark.parametrize("confidence", [0.3, 0.6, 0.7])
def test_a_round_confidence_opens_its_band(confidence: float) -> None:
    band = next(band for band in calibrate([(confidence, Level.NONE)]) if band.claims)
    assert band.low == pytest.approx(confidence)


def test_a_band_tells_how_many_of_its_claims_are_right() -> None:
    band = calibrate([(0.91, Level.FOUND), (0.95, Level.EVENT), (0.99, Level.EXACT), (0.93, Level.NONE)])[9]
    assert (band.claims, band.share(Level.FOUND), band.share(Level.EVENT)) == (4, 0.75, 0.5)
    assert band.confidence == pytest.approx(0.945)


def test_an_empty_band_has_no_share() -> None:
    assert calibrate([(0.95, Level.EVENT)])[0].share(Level.EVENT) is None


def test_sure_claims_are_those_from_four_fifths_on() -> None:
    band = sure([(0.8, Level.EVENT), (0.79, Level.NONE), (1.0, Level.FOUND)])
    assert (band.claims, band.found, band.event) == (2, 2, 1)


def test_a_result_judges_each_claim_by_the_event_it_found() -> None:
    predicted = [FEE | {"confidence": 0.95}, FEE | {"confidence": 0.85}, DUTY | {"confidence": 0.35}, TALKS]
    result = run({"a": [FEE]}, {"a": predicted})
    told = {round(band.low, 1): (band.claims, band.event) for band in result.bands if band.claims}
    assert told == {0.9: (1, 1), 0.8: (1, 0), 0.3: (1, 0)}
    assert (result.sure.claims, result.sure.event) == (2, 1)
