"""Lines of their own: headlines above a text, entries of a timeline, tables of rates."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.extraction.certain.bearers import settle_tables
from tradewatch.extraction.certain.days import entry_days, start_days
from tradewatch.extraction.drafts import Draft
from tradewatch.extraction.mentions import Choice, Mention
from tradewatch.extraction.phrases import Document, prepare, propose
from tradewatch.extraction.sentences import split
from tradewatch.knowledge import load
from tradewatch.model import Article


def drafts(text: str, published: date, kind: str = "tariff") -> tuple[Document, list[Draft]]:
    """A text as the passes see it, with a draft for each rated mention of a type, by the US and without dates."""
    document = prepare(Article("a", text, "", published), load())
    rated = [candidate for candidate in propose(document) if candidate.type == kind and candidate.rate >= 0]
    mentions = [Mention(candidate, 1.0, choices=[Choice(("US",), (), 0.6)]) for candidate in rated]
    return document, [Draft(kind, [mention], by=("US",), status={"in_force": 1.0}) for mention in mentions]


def told(document: Document, items: list[Draft]) -> list[dict[str, str]]:
    """The dates of drafts by role, as they are written."""
    return [{role: document.dates[number].value for role, number in item.dates.items()} for item in items]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "China stops beef; Japan lifts poultry ban",
            "China stops beef; Japan lifts poultry ban\nBEIJING, June 14 (Wire) - China said so on Wednesday.",
        ),
        ("Tariffs rise", "Tariffs rise\nDuties went up on Monday."),
    ],
)
def test_a_headline_ends_where_its_line_does(title: str, text: str) -> None:
    found = split(Article("a", text, title, date(2023, 6, 14)))
    assert [found.text[s.start : s.end] for s in found.sentences if s.title] == [title]
    assert len(found.sentences) == 2


def test_lines_of_one_width_are_joined_and_a_long_paragraph_is_not_joined_to_a_line_above() -> None:
    wrapped = (
        "The ministry said on Monday that it would raise the duty on\nSteel Pipes from Japan to 25 percent as of the first day of May."
    )
    assert len(split(Article("a", wrapped, "", None)).sentences) == 1
    heading = "What the new duties on steel and aluminium mean for importers"
    body = "Importers of steel pay more from Monday, " + "and so do those of aluminium, copper and cars, " * 4 + "the ministry said."
    assert len(split(Article("a", f"{heading}\n{body}", "", None)).sentences) == 2


TIMELINE = """February 4
The United States puts an additional 10% tariff on Chinese imports.

March 4
Washington doubles the tariff on Chinese goods to 20%.

April 9: The tariff on Chinese goods of 125% takes effect.
"""


def test_an_entry_of_a_timeline_is_of_the_day_it_begins_with() -> None:
    document, items = drafts(TIMELINE, date(2025, 5, 20))
    entry_days(document, items)
    assert told(document, items) == [{"announced": "2025-02-04"}, {"announced": "2025-03-04"}, {"effective": "2025-04-09"}]


def test_a_day_of_its_own_stays_and_one_line_of_a_day_is_no_timeline() -> None:
    text = "March 4\nWashington doubles the tariff on Chinese goods to 20% from May 1.\nIt adds a 15% tariff on cars."
    document, items = drafts(text, date(2025, 3, 5))
    entry_days(document, items)
    assert told(document, items) == [{}, {}]
    document, items = drafts(f"March 3\nNothing.\n{text}", date(2025, 3, 5))
    items[0].dates = {"effective": next(n for n, day in enumerate(document.dates) if day.text == "May 1")}
    entry_days(document, items)
    assert told(document, items) == [{"effective": "2025-05-01"}, {"announced": "2025-03-04"}]


def test_the_days_over_a_table_are_those_of_all_its_lines() -> None:
    text = "The tariff rates take effect on August 1.\nJapan: 25%\nLaos: 40%\nSerbia: 35%\nThere is more to say.\nOf that too.\nChad: 15%"
    document, items = drafts(text, date(2025, 7, 8))
    lines = [item for item in items if document.rows[item.mentions[0].candidate.row].tokens[0].form is not None]
    lines[0].dates = {"effective": 0}
    settle_tables(document, lines)
    assert [item.on for item in lines] == [("JP",), ("LA",), ("RS",), ("TD",)]
    assert told(document, lines) == [{"effective": "2025-08-01"}] * 3 + [{}]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Canada will impose a 100% tariff on Chinese cars from October 1, it said on August 26.", [{"effective": "2024-10-01"}]),
        # a day that is past may be of anything, and of two days none is surely of either
        ("Canada has charged a 100% tariff on Chinese cars from August 1.", [{}]),
        ("Canada will impose a 100% tariff from October 1 and a 25% tariff from October 15.", [{}, {}]),
    ],
)
def test_a_day_to_come_from_which_a_measure_runs_is_its_first(text: str, dates: list[dict[str, str]]) -> None:
    document, items = drafts(text, date(2024, 8, 27))
    start_days(document, items)
    assert told(document, items) == dates
