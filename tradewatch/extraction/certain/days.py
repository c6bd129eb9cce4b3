"""Whose day a date is, where plain English leaves no doubt of it, whatever the learned decisions say.

The month in "March duties" is that of the duties and not of their end, "the 1986 pact" was made in 1986, "It starts on Monday" tells
the first day of what the sentence before has told, "from August 1" that of what it stands behind, and an entry of a timeline, "July 6: …",
is of the day with which it begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tradewatch.extraction.mentions import Mention
from tradewatch.extraction.phrases import Document
from tradewatch.extraction.tokens import Row, is_preposition
from tradewatch.model import MEASURE_TYPES

from .nouns import MODIFIERS, OWNERS

if TYPE_CHECKING:
    from tradewatch.extraction.drafts import Draft

# how far a noun stands behind the month that it is of: "March farm duties"
_MODIFIED = 3
# how far before its noun a day stands: "the 1986 U.S.-Japanese semiconductor pact"
_NAMED = 6
# how far into a sentence its verb stands, and behind it the day: "The new duties will take effect on Monday"
_VERB, _DAY = 6, 3
# events that are spoken of by the day on which they began
_NAMED_BY_DAY = frozenset({"agreement", "investigation", "dispute"})
_PRONOUNS, _DEFINITE = frozenset({"it", "they"}), frozenset({"the", "these", "those", "both"})
_BITE = frozenset({"bite"})
_FROM = frozenset({"from", "starting", "effective", "as of"})
_ENTRY = frozenset({":", "-", "--", "|"})
_YEAR = re.compile(r"\d{4}")


def days_of_nouns(document: Document) -> frozenset[int]:
    """The dates that say of which measure a noun speaks, not when something is done to it: "lifts the March duties"."""
    found = set()
    for row in document.rows:
        for index in row.dates:
            after = row.tokens[index + 1 : index + 1 + _MODIFIED]
            noun = next((place for place, token in enumerate(after) if token.triggers), -1)
            date = document.dates[row.tokens[index].date]
            bare = date.grain == "month" and date.cue is None and not _YEAR.search(date.text)
            if bare and noun >= 0 and all(token.kind in MODIFIERS and not is_preposition(token.low) for token in after[: noun + 1]):
                found.add(row.tokens[index].date)
    return frozenset(found)


def name_days(document: Document, drafts: Sequence[Draft]) -> None:
    """The day that a pact is named by, as "the 1986 semiconductor pact", is that of its making, whatever else happened to it since."""
    for item in drafts:
        if item.type not in _NAMED_BY_DAY:
            continue
        day = next((day for mention in item.mentions if (day := named_day(document, mention)) >= 0), -1)
        if day >= 0:
            item.dates.pop("effective", None)
            item.dates["announced"] = day


def named_day(document: Document, mention: Mention) -> int:
    """The date between an article or an owner and the noun of a mention, -1 for none."""
    tokens, noun = document.rows[mention.candidate.row].tokens, mention.candidate.anchor
    for index in range(noun - 1, max(0, noun - 1 - _NAMED), -1):
        token = tokens[index]
        if token.kind == "D":
            return token.date if tokens[index - 1].low in OWNERS else -1
        if token.kind not in MODIFIERS or token.low in OWNERS or is_preposition(token.low):
            return -1
    return -1


def start_days(document: Document, drafts: Sequence[Draft]) -> None:
    """The first day of a measure: the only one to come that "from" or "starting" tells behind it in its clause, or the day on which "it
    starts", "the duties take effect", in the sentence after one that tells of it without a day."""
    for item in drafts:
        best = item.mentions[0]
        if item.type in MEASURE_TYPES and (first := _from(document, best)) >= 0:
            item.dates["effective"] = first
        if item.type in MEASURE_TYPES and "effective" not in item.dates:
            day = _next_start(document, best.candidate.row)
            if day >= 0:
                item.dates["effective"] = day


def _from(document: Document, mention: Mention) -> int:
    """The date to come that "from" and the like tell behind a mention in its clause, -1 for none or where its sentence has several."""
    row, candidate, published = document.rows[mention.candidate.row], mention.candidate, document.published
    places = [index for index in row.dates if document.dates[row.tokens[index].date].cue in _FROM]
    if len(places) != 1 or published is None:
        return -1
    (index,) = places
    behind = index > max(candidate.trigger, candidate.rate) and row.clauses[index] == row.clauses[candidate.anchor]
    return row.tokens[index].date if behind and document.dates[row.tokens[index].date].period.first > published else -1


def entry_days(document: Document, drafts: Sequence[Draft]) -> None:
    """What an entry of a timeline tells, and nothing else dates, is of the entry's day."""
    opened = _entries(document)
    for item in drafts if opened else ():
        row = document.rows[item.mentions[0].candidate.row]
        day, paragraph = opened.get(row.sentence.paragraph, -1), row.sentence.paragraph
        if day < 0 or (item.dates and len(item.mentions) > 1):
            continue
        own = {
            role: number
            for role, number in item.dates.items()
            if number == day or document.rows[document.date_rows[number]].sentence.paragraph == paragraph
        }
        bites = any(cls in _BITE for index in row.verbs for cls, _ in row.tokens[index].verbs)
        item.dates = own or {"held" if item.type == "meeting" else "effective" if bites else "announced": day}


def _entries(document: Document) -> dict[int, int]:
    """The paragraphs of a timeline's entries and the number of the day of each: those that begin with one and a mark, "July 6: …", and
    those that stand under a line of a day alone, where the text has several such lines."""
    found: dict[int, int] = {}
    rows = [row for row in document.rows if row.tokens and row.tokens[0].kind == "D"]
    heads = {row.sentence.paragraph: row.tokens[0].date for row in rows if all(token.kind in "DP" for token in row.tokens)}
    if len(heads) > 1:
        head = -1
        for paragraph in range(min(heads), document.rows[-1].sentence.paragraph + 1):
            head = heads.get(paragraph, head)
            found[paragraph] = head
    for row in rows:
        if len(row.tokens) > 2 and row.tokens[1].low in _ENTRY:
            found[row.sentence.paragraph] = row.tokens[0].date
    return found


def _next_start(document: Document, number: int) -> int:
    """The date on which the next sentence says that what was told starts, -1 for none."""
    row = document.rows[number + 1] if number + 1 < len(document.rows) else None
    if row is None or row.sentence.paragraph != document.rows[number].sentence.paragraph or row.parties or not row.tokens:
        return -1
    if not _points_back(row):
        return -1
    verb = next((i for i, token in enumerate(row.tokens[:_VERB]) if token.kind == "V"), -1)
    if verb < 0 or any(cls not in _BITE for cls, _ in row.tokens[verb].verbs):
        return -1
    day = next((token for token in row.tokens[verb + 1 : verb + 1 + _DAY] if token.kind == "D"), None)
    return day.date if day is not None and not any("negation" in token.cues for token in row.tokens[:verb]) else -1


def _points_back(row: Row) -> bool:
    """Whether a sentence begins with "it", or with "the duties" that no word says which."""
    first = row.tokens[0].low
    return first in _PRONOUNS or (first in _DEFINITE and len(row.tokens) > 1 and bool(row.tokens[1].triggers or row.tokens[1].follows))
