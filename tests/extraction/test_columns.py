"""Tables whose head names the unit of a column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tradewatch.extraction.certain.bearers import settle_tables
from tradewatch.extraction.columns import column_rates
from tradewatch.extraction.drafts import Draft
from tradewatch.extraction.mentions import Choice, Mention
from tradewatch.extraction.phrases import prepare, propose
from tradewatch.knowledge import load
from tradewatch.model import Article

TABLE = """Commerce set preliminary anti-dumping duties.
Country | Producer | Volume | Margin (%)
Malaysia | Hanwha Q Cells, all others | 12 | 0.00
Vietnam | JA Solar | 53 | 53,3

Thailand | Trina Solar | 40 | 77.85
"""


def test_a_number_under_a_head_that_says_percent_is_a_rate() -> None:
    found = column_rates(TABLE)
    assert [(TABLE[span.start : span.end], span.value, span.unit) for span in found] == [
        ("0.00", Decimal("0.00"), "percent"),
        ("53,3", Decimal("53.3"), "percent"),
    ]


def test_without_a_head_no_number_is_a_rate() -> None:
    assert column_rates("Malaysia | Hanwha | 0.00\nVietnam | JA Solar | 53.30") == []
    assert column_rates("Country | Volume\nMalaysia | 12") == []


def test_a_line_is_of_whoever_stands_in_its_first_cell() -> None:
    document = prepare(Article("a", TABLE, "", date(2024, 12, 2)), load())
    rated = [candidate for candidate in propose(document) if candidate.rate >= 0 and candidate.type == "trade_remedy"]
    items = [Draft("trade_remedy", [Mention(c, 1.0, choices=[Choice(("US",), (), 0.6)])], by=("US",)) for c in rated]
    settle_tables(document, items)
    assert [item.on for item in items] == [("MY",), ("VN",)]
