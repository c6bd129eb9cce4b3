"""All days of a meeting of which one is told, by how many there are."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.extraction.discourse import days_by_duration
from tradewatch.extraction.mentions import Mention
from tradewatch.extraction.phrases import prepare, propose
from tradewatch.knowledge import load
from tradewatch.model import Article


@pytest.mark.parametrize(
    ("text", "stage", "days"),
    [
        ("Liu He opens three days of talks in Washington on Monday.", "planned", "2019-02-25/2019-02-27"),
        ("Liu He is due in Washington on Monday for a two-day visit.", "planned", "2019-02-25/2019-02-26"),
        ("Envoys ended two days of trade talks in Beijing on Tuesday.", "held", "2019-02-18/2019-02-19"),
        ("A week-long visit of Liu He to Washington from Monday is to calm markets.", "planned", "2019-02-25/2019-03-03"),
        ("Envoys held trade talks in Beijing on Tuesday after a two-day delay.", "held", None),
        ("Envoys opened trade talks in Beijing on Tuesday, two days after the truce.", "held", None),
        ("Envoys opened trade talks in Beijing on Tuesday, hoping for 90 days of peace.", "held", None),
        ("Envoys held two days of trade talks in Beijing in February.", "held", None),
    ],
)
def test_days_of_a_meeting_by_how_many_there_are(text: str, stage: str, days: str | None) -> None:
    document = prepare(Article("a", text, "", date(2019, 2, 20)), load())
    mention = Mention(next(c for c in propose(document) if c.type == "meeting"), 1.0, status={stage: 1.0})
    found = days_by_duration(document, mention, 0)
    assert (found and found.edtf) == days
