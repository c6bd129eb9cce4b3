"""What a date mention tells beside its value: offsets, cue, grain, kind, tense, quotation, ends of a range, and why."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from tradewatch.dates import DateMention, find_dates, join_neighbours
from tradewatch.model import Period

PUBLISHED = date(2025, 10, 16)


def only(text: str, published: date | None = PUBLISHED) -> DateMention:
    found = find_dates(text, published)
    assert len(found) == 1, [mention.text for mention in found]
    return found[0]


def test_offsets_cut_the_words_out_of_the_text() -> None:
    text = "Seoul: the levy, “new” and steep, begins on Nov. 1 – or so."
    mention = only(text)
    assert text[mention.start : mention.end] == mention.text == "Nov. 1"


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Tariffs apply from November 1.", "from"),
        ("Tariffs apply as from November 1.", "from"),
        ("Tariffs have applied since April.", "since"),
        ("The pause holds until November 10.", "until"),
        ("The pause holds till November 10.", "until"),
        ("The pause expires on November 10.", "until"),
        ("The pause holds through November 10.", "through"),
        ("Answers are due by November 10.", "by"),
        ("Answers are due no later than November 10.", "by"),
        ("They want it before November 10.", "before"),
        ("They want it ahead of November 10.", "before"),
        ("They met after March 3.", "after"),
        ("The order is effective November 1.", "effective"),
        ("The order takes effect on November 1.", "effective"),
        ("The order came into force on March 4.", "effective"),
        ("The order is effective at 12:01 a.m. Eastern time on Aug. 7.", "effective"),
        ("Duties rise starting November 1.", "starting"),
        ("Duties rise starting at the end of October.", "starting"),
        ("Duties are collected as of November 1.", "as of"),
        ("Duties may rise as early as next week.", "as early as"),
        ("Ministers met in May.", "in"),
        ("Ministers met on Tuesday.", "on"),
        ("Goods shipped between 1 May and 3 May are free.", "between"),
        ("Exports shrank during 2024.", "during"),
        ("Duties fall within 90 days.", "within"),
        ("The pause runs until 12:01 a.m. EST (05:01 GMT) on November 10.", "until"),
        ("Tuesday brought no news.", None),
    ],
)
def test_cue_is_the_word_before_under_one_name(text: str, cue: str | None) -> None:
    assert only(text).cue == cue


@pytest.mark.parametrize(
    ("text", "grain"),
    [
        ("It happened on October 9.", "day"),
        ("It happened last week.", "week"),
        ("It happened in May.", "month"),
        ("It happened in Q2.", "quarter"),
        ("It happened last summer.", "season"),
        ("It happened in the first half of 2025.", "half"),
        ("It happened in 2018.", "year"),
        ("It happened on October 9-11.", "interval"),
        ("It happened in early May.", "interval"),
    ],
)
def test_grain_is_the_precision_of_the_words(text: str, grain: str) -> None:
    assert only(text).grain == grain


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("On 9 October 2025 it began.", "absolute"),
        ("On 9 October it began.", "day"),
        ("On Monday it began.", "weekday"),
        ("Last week it began.", "relative"),
        ("Two weeks ago it began.", "relative"),
        ("A day earlier it began.", "anaphoric"),
        ("It ends within 90 days.", "duration"),
        ("From 13 to 15 October it rained.", "range"),
        ("On Christmas Day it rained.", "holiday"),
        ("The Trade Act of 1974 gives the power.", "name"),
    ],
)
def test_kind_is_the_class_of_expression(text: str, kind: str) -> None:
    assert only(text).kind == kind


def test_direction_tells_the_tense_that_decided() -> None:
    assert only("Envoys met on Monday.").direction == "past"
    assert only("Envoys will meet on Monday.").direction == "future"
    assert only("Envoys met on 6 October 2025.").direction is None


def test_why_names_rule_anchor_and_verb() -> None:
    why = only("Envoys will meet on Monday.").why
    assert "weekday" in why and "2025-10-16" in why and "future" in why and "'meet'" in why


def test_range_keeps_both_ends_at_their_own_precision() -> None:
    mention = only("Duties are waived from April 2026 to 10 June 2026.")
    assert mention.parts == (Period.parse("2026-04"), Period.parse("2026-06-10"))


def test_neighbours_in_a_list_share_a_stretch() -> None:
    first, second = find_dates("Talks take place on Thursday and Friday.", date(2025, 10, 14))
    assert (first.value, second.value) == ("2025-10-16", "2025-10-17")
    assert first.group == second.group == Period.parse("2025-10-16/2025-10-17")


def test_quoted_words_are_marked() -> None:
    inside, outside = find_dates("“It starts in May,” he said on Monday.", PUBLISHED)
    assert inside.quoted and not outside.quoted


def test_unclosed_quotation_ends_with_its_paragraph() -> None:
    mentions = find_dates("“It starts in May, he said.\n\nIt was Monday.", PUBLISHED)
    assert [mention.quoted for mention in mentions] == [True, False]


def test_without_publication_date_only_told_years_are_found() -> None:
    text = "On Monday, last week and in May it rose; on 9 October 2025 and in 2018 it fell; Q3 2024 was flat."
    assert [mention.value for mention in find_dates(text, None)] == ["2025-10-09", "2018", Period.parse("2024-07/2024-09").edtf]


def test_mentions_come_in_order_and_do_not_overlap() -> None:
    text = "From Oct. 1 to Oct. 3, 2025, and on Monday, 6 October, in the first week of May, two weeks ago and last year, they met."
    mentions = find_dates(text, PUBLISHED)
    assert len(mentions) == 5
    assert all(a.end <= b.start for a, b in pairwise(mentions))


def test_a_heading_does_not_run_into_the_next_line() -> None:
    text = "What changes in May\n\n12 firms are hit."
    assert [mention.text for mention in find_dates(text, PUBLISHED)] == ["May"]


def test_rows_of_a_table_stay_apart() -> None:
    text = "Japan 15% Aug. 7\n25 other countries 10% April 5\nBrazil 50% Aug. 6\n"
    assert [mention.value for mention in find_dates(text, PUBLISHED)] == ["2025-08-07", "2025-04-05", "2025-08-06"]


def test_wrapped_prose_reads_across_the_line_end() -> None:
    text = "The ministry of commerce said that the licence rules for magnets would apply from 9\nNovember 2025 on."
    assert only(text).value == "2025-11-09"


def test_days_that_no_calendar_has_are_left_out() -> None:
    assert find_dates("It fell on February 30, 2025 and on 31 June 2024 and on 2025-13-01.", PUBLISHED) == []


def test_leap_day_without_a_year_takes_a_leap_year() -> None:
    assert only("The safeguard lapsed on February 29.").value == "2024-02-29"


def test_capitals_and_curly_apostrophes_read_alike() -> None:
    assert only("WASHINGTON, MARCH 24 - PRICES ROSE.", date(1987, 3, 24)).value == "1987-03-24"
    assert only("It comes by the year’s end.").value == "2025-12-31"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Talks took place on Thursday and Friday.", ["2025-10-16/2025-10-17"]),
        ("Talks took place on May 3 and 4, and again on May 6.", ["2025-05-03/2025-05-04", "2025-05-06"]),
        ("It is to be decided in July or August.", ["2026-07/2026-08"]),
        ("The first duty took effect on July 6, the second on August 23.", ["2025-07-06", "2025-08-23"]),
        ("Ministers met on Monday and Wednesday.", ["2025-10-13", "2025-10-15"]),
    ],
)
def test_neighbours_are_joined_into_their_stretch(text: str, values: list[str]) -> None:
    joined = join_neighbours(text, find_dates(text, date(2025, 10, 18)))
    assert [mention.value for mention in joined] == values
    assert [text[mention.start : mention.end] for mention in joined] == [mention.text for mention in joined]
