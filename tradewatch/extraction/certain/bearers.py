"""Who a sentence says bears a rate: "India will pay a 25% tariff", "Canada and Mexico face 25% tariffs", "its goods will be
subject to 19%", "Cambodia at 49 percent"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from tradewatch.extraction.mentions import Choice, Mention, Side
from tradewatch.extraction.phrases import Document
from tradewatch.extraction.tokens import Row, is_preposition
from tradewatch.knowledge import ALL
from tradewatch.model import MEASURE_TYPES

from .nouns import MODIFIERS, noun_of

if TYPE_CHECKING:
    from tradewatch.extraction.drafts import Draft

# what may stand between the names of a line and its rate
_BESIDE = frozenset({",", ":", ";", "and", "&", "("})
_CELLS = "|"
_PARTED = re.compile(r"\s*[|:\t–—(]|\s-\s|\s{2}")
# how far before its verb the subject stands, and before its noun the verb: "India will now have to pay an extra 25% tariff"
_LED = 4
# how many words goods between "on" and "to 120%" may take
_OBJECT = 8
# a rate and its noun so close are one phrase
_PHRASE = 4
_ITS = ("its ", "their ")
_MARKED, _STILL = frozenset({"at", "("}), frozenset({"though", "still", "now", "currently", "even"})


def settle_goods(document: Document, mentions: Sequence[Mention]) -> None:
    """In a row of rates each is on the goods right before it, "duties on cars to 120%, on alcoholic drinks to 140%", or right behind it,
    "15% on coal, and 10% on crude oil and cars"; and of measures in clauses of their own each is on the goods of its own, "Kazakhstan
    limited wheat exports, and Serbia banned exports of corn"."""
    told: dict[int, set[int]] = {}
    for mention in mentions:
        row = document.rows[mention.candidate.row]
        told.setdefault(mention.candidate.row, set()).add(row.clauses[mention.candidate.anchor])
    for mention in mentions:
        row, candidate = document.rows[mention.candidate.row], mention.candidate
        if mention.type not in MEASURE_TYPES:
            continue
        named = ""
        if candidate.rate >= 0 and len(row.rates) > 1:
            named = _led_by_goods(document, row, candidate.rate) or _leading_to_goods(document, row, candidate.rate)
        elif len(told[candidate.row]) > 1:
            named = _clause(document, row, row.clauses[candidate.anchor])
        own = {text: p for text, p in mention.wares.items() if text in named}
        mention.wares = own or mention.wares


def _clause(document: Document, row: Row, number: int) -> str:
    """The text of a clause."""
    inside = [token for token, clause in zip(row.tokens, row.clauses, strict=True) if clause == number]
    return document.plain.text[inside[0].start : inside[-1].end].lower()


def _led_by_goods(document: Document, row: Row, rate: int) -> str:
    """The text between "on" and the "to" of a rate."""
    if rate < 2 or row.tokens[rate - 1].low != "to":
        return ""
    before = range(rate - 2, max(-1, rate - 2 - _OBJECT), -1)
    led = next((i for i in before if row.tokens[i].low == "on" or row.tokens[i].kind in "VRD"), -1)
    if led < 0 or row.tokens[led].low != "on":
        return ""
    return document.plain.text[row.tokens[led].end : row.tokens[rate - 1].start].lower()


def _leading_to_goods(document: Document, row: Row, rate: int) -> str:
    """The text from an "on" right behind a rate and its noun up to the next rate or verb."""
    tokens = row.tokens
    on = rate + 1 + (rate + 1 < len(tokens) and bool(tokens[rate + 1].triggers))
    if on >= len(tokens) or tokens[on].low != "on":
        return ""
    end = next((i for i in range(on + 1, len(tokens)) if tokens[i].kind in "VR" or tokens[i].low == ";"), len(tokens) - 1)
    return document.plain.text[tokens[on].end : tokens[end].end].lower()


def settle_payers(document: Document, mentions: Sequence[Mention]) -> None:
    """A rate is on whoever pays or faces it or is subject to it, and on nobody else whom the sentence names."""
    words = document.knowledge.table("certain")
    bears, helping, traded = frozenset(words["bears"]), frozenset(words["helping"]), frozenset(words["covered"])
    rated = [mention for mention in mentions if mention.type in MEASURE_TYPES and mention.candidate.rate >= 0]
    for mention in rated:
        row, first, _ = noun_of(document, mention)
        if mention.candidate.rate - first > _PHRASE:
            # the noun is another rate's, "a 20% tariff, while Bangladesh, at 35%, …"
            first = mention.candidate.rate
        verb = next((index for index in range(first, max(0, first - 1 - _LED), -1) if _ends(row, index, bears)), 0)
        if [token.low for token in row.tokens[max(0, verb - 1) : verb + 1]] == ["subject", "to"]:
            verb -= 1
        if row.tokens[verb].low in bears or row.tokens[verb].low == "subject":
            bearers = _subject(document, mention.candidate.row, verb, helping, traded)
            if bearers:
                mention.choices = [Choice(_charging(mention, bearers, mentions), tuple(sorted(bearers)), 1.0)]


def _charging(mention: Mention, bearers: set[str], others: Sequence[Mention]) -> Side:
    """Who charges a rate that others bear: whom its sentence is held to name, else who charges most in the text; empty for nobody."""
    fitting = (choice.by for choice in mention.choices if choice.by and bearers.isdisjoint(choice.by))
    told = (other.choices[0].by for other in others if other.type in MEASURE_TYPES)
    charging = Counter(by for by in told if by and bearers.isdisjoint(by))
    return next(fitting, None) or next((by for by, _ in charging.most_common(1)), ())


def settle_bearers(document: Document, drafts: Sequence[Draft]) -> None:
    """A rate of a list is on whoever it stands beside, and on nobody else whom the sentence names."""
    for item in drafts:
        if item.type not in MEASURE_TYPES or item.mentions[0].candidate.rate < 0:
            continue
        candidate = item.mentions[0].candidate
        row = document.rows[candidate.row]
        bearers = _at(row, candidate.rate)
        if not bearers and not item.on:
            bearers = _labels(row)
        if bearers and bearers.isdisjoint(item.by):
            item.on = tuple(sorted(bearers))


def settle_tables(document: Document, drafts: Sequence[Draft]) -> None:
    """A line of a table, "Laos, Myanmar | 40%", is of a rate on whom it begins with; who charges it is told outside the table, and is none
    of those who stand in it."""
    lines = {id(item): named for item in drafts if item.type in MEASURE_TYPES and (named := _line(document, item))}
    bearers = set().union(*lines.values())
    told = (item for item in drafts if lines and item.type in MEASURE_TYPES and item.by and id(item) not in lines)
    charging = Counter(item.by for item in told if bearers.isdisjoint(item.by))
    if lines and not charging:
        codes = (row.tokens[index].form.code for row in document.rows for index in row.parties)  # type: ignore[union-attr]
        charging = Counter((code,) for code in codes if code not in bearers and code != ALL)
    for item in drafts:
        if id(item) in lines:
            item.on = tuple(sorted(lines[id(item)]))
            if charging:
                item.by = charging.most_common(1)[0][0]
            elif not lines[id(item)].isdisjoint(item.by):
                item.by = ()
    _share_days(sorted((item for item in drafts if id(item) in lines), key=lambda item: item.mentions[0].candidate.row))


def _share_days(lines: Sequence[Draft]) -> None:
    """A line without a day has those of the line before: what stands over the table dates all of it."""
    for above, item in pairwise(lines):
        if not item.dates and item.mentions[0].candidate.row - above.mentions[0].candidate.row <= 1:
            item.dates = dict(above.dates)


def _line(document: Document, item: Draft) -> set[str]:
    """The jurisdictions that stand alone before a rate in its line; none for a rate told in words."""
    candidate = item.mentions[0].candidate
    if candidate.rate < 0:
        return set()
    row, text = document.rows[candidate.row], document.plain.text
    begin = text.rfind("\n", 0, row.tokens[candidate.rate].start) + 1
    if _CELLS in text[begin : row.tokens[candidate.rate].start]:
        # whoever stands alone in the first cell, whatever firm or goods the next ones name
        cut = text.index(_CELLS, begin)
        cell = [token for token in row.tokens if begin <= token.start < cut]
        if cell and all(token.form is not None or token.low in _BESIDE for token in cell):
            return {token.form.code for token in cell if token.form is not None and token.form.kind == "name"}
    before = [token for token in row.tokens[: candidate.rate] if token.start >= begin]
    names = [token for token in before if token.form is not None and token.form.kind == "name"]
    if not names or before[0].form is None or not all(token.form is not None or token.low in _BESIDE for token in before):
        return set()
    # "U.S. 25% tariffs" begins a sentence, and no line of a table
    parted = _PARTED.match(text, names[-1].end, row.tokens[candidate.rate].start) is not None
    return {token.form.code for token in names if token.form is not None} if parted else set()


def _at(row: Row, rate: int) -> set[str]:
    """The jurisdictions of a list of rates that one belongs to: "Cambodia at 49 percent", "Vietnam (46%)", "Bangladesh, though at 35%"."""
    tokens, place = row.tokens, rate - 2
    if place < 0 or tokens[rate - 1].low not in _MARKED:
        return set()
    if tokens[place].low in _STILL and place > 1 and tokens[place - 1].low == ",":
        place -= 2
    form = tokens[place].form
    if form is None or form.kind != "name" or (place and tokens[place - 1].low == "by"):
        return set()
    first, last = row.lists.get(place, (place, place))
    return {row.tokens[index].form.code for index in row.parties if first <= index <= last}  # type: ignore[union-attr]


def _labels(row: Row) -> set[str]:
    """The jurisdictions under which a line tells something: "Canada: the duty rises to 35%"."""
    names = next((index for index, token in enumerate(row.tokens) if token.form is None and token.low not in _BESIDE - {":"}), 0)
    if not 0 < names < len(row.tokens) or row.tokens[names].low != ":":
        return set()
    return {form.code for token in row.tokens[:names] if (form := token.form) is not None and form.kind != "firm"}


def _ends(row: Row, index: int, bears: frozenset[str]) -> bool:
    """Whether the words that belong to a noun, read backwards, end here: at the verb, or at what is none of them."""
    token = row.tokens[index]
    return token.low in bears or token.kind not in MODIFIERS or is_preposition(token.low)


def _subject(document: Document, number: int, verb: int, helping: frozenset[str], traded: frozenset[str]) -> set[str]:
    """The jurisdictions right before a verb and its helping words, with all of their list, or whose goods stand there; "its goods" are of
    whom the sentence before begins with. None where another word stands there."""
    row = document.rows[number]
    place = next((index for index in range(verb - 1, max(-1, verb - 1 - _LED), -1) if row.tokens[index].low not in helping), -1)
    if place == 0 and number and row.tokens[place].low.startswith(_ITS):
        row = document.rows[number - 1]
        place += bool(row.tokens) and row.tokens[0].low == "the"
    elif place > 0 and row.tokens[place].low in traded:
        place -= 1
        place -= row.tokens[place].low == "'s"
    form = row.tokens[place].form if place in row.parties else None
    # a firm pays for what it makes anywhere
    if form is None or form.kind == "firm":
        return set()
    first, last = row.lists.get(place, (place, place))
    return {row.tokens[index].form.code for index in row.parties if first <= index <= last}  # type: ignore[union-attr]
