"""Figures that are no rate of any measure, whatever the learned decisions say: averages, shares of trade, moves of markets, polls, amounts
bought or sold, and what trade itself did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tradewatch.extraction.mentions import Mention
from tradewatch.extraction.phrases import Document
from tradewatch.extraction.tokens import Row, is_auxiliary
from tradewatch.knowledge import Knowledge
from tradewatch.model import MEASURE_TYPES

# the trigger by which an amount of trade is proposed as hit by a measure
_AMOUNT = "amount"
_LIFT = "lift"
# how far before a figure the words stand that say what it is
_LED = 120
# how far behind trade the verb stands that says what it did
_DID = 16
# how far before an amount its verb stands
_GOVERNED = 6
_PERCENT = re.compile(r"%|\bper\s?cent\b|\bpct\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Words:
    """What, right before a figure, says that it is an average, a share or a move of a market; what after it, that it is of a poll; and
    verbs of trade."""

    figures: re.Pattern[str]
    polled: re.Pattern[str]
    traded: tuple[str, ...]
    trading: frozenset[str]
    did: frozenset[str]


@lru_cache(maxsize=4)
def _words(knowledge: Knowledge) -> _Words:
    table = knowledge.table("certain")
    names = ("averages", "averaged", "charges", "shares", "moves", "nearly", "polled")
    words = {name: "|".join(re.escape(str(word)) for word in table[name]) for name in names}
    nearly = rf"(?: (?:{words['nearly']}))*\s{{0,2}}$"
    average = rf"(?:\b(?:{words['averages']})\b(?: [\w'’-]{{1,14}}){{0,3}}? (?:{words['charges']})|\b(?:{words['averaged']}))\b"
    before = "|".join(words[name] for name in ("averages", "shares", "moves"))
    return _Words(
        re.compile(rf"{average}[^%;]{{0,60}}$|\b(?:{before}){nearly}", re.IGNORECASE),
        re.compile(rf" (?:\w{{1,12}} )?(?:{words['polled']})\b", re.IGNORECASE),
        tuple(str(word) for word in table["traded"]),
        frozenset(table["trading"]),
        frozenset(table["did"]),
    )


def without_figures(document: Document, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions of measures without those of mere figures: averages, shares, moves of markets and of trade, amounts that were bought or
    sold, and what somebody else may do to who speaks."""
    return [mention for mention in mentions if mention.candidate.type not in MEASURE_TYPES or not _is_figure(document, mention)]


def _is_figure(document: Document, mention: Mention) -> bool:
    candidate = mention.candidate
    row, words = document.rows[candidate.row], _words(document.knowledge)
    if candidate.rate >= 0:
        span = document.rates[candidate.row][row.tokens[candidate.rate].rate]
        before = document.plain.text[max(row.sentence.start, span.start - _LED) : span.start]
        # what stands after another rate is not told of by the words before that one
        polled = words.polled.match(document.plain.text, span.end, row.sentence.end)
        told = polled is not None or words.figures.search(_PERCENT.split(before)[-1]) is not None
        return told or _is_supposed(row, candidate.rate)
    if candidate.free and any(cls == _LIFT for token in row.tokens[: candidate.trigger] for cls, _ in token.verbs if token.kind == "V"):
        # who loses a place among those who sell "free of duty" is freed of nothing
        return True
    if candidate.cls != _AMOUNT:
        return _is_trade(row, candidate.trigger, words)
    verbs = (token for token in reversed(row.tokens[max(0, candidate.trigger - _GOVERNED) : candidate.trigger]) if token.kind == "V")
    return next((token.low.startswith(words.traded) for token in verbs), False)


def _is_trade(row: Row, trigger: int, words: _Words) -> bool:
    """Whether what would be a measure is trade that "rose" or "has fallen": the first verb behind it says so."""
    if trigger < 0 or row.tokens[trigger].low not in words.trading:
        return False
    after = row.tokens[trigger + 1 : trigger + 1 + _DID]
    verb = next((token for token in after if (token.kind == "V" or token.low in words.did) and not is_auxiliary(token.low)), None)
    return verb is not None and verb.low in words.did


def _is_supposed(row: Row, rate: int) -> bool:
    """Whether a rate is only what somebody may do to who speaks: "if any country hits us with a 100% tariff, we will …"."""
    led = [token for token, clause in zip(row.tokens[:rate], row.clauses, strict=False) if clause == row.clauses[rate]]
    told = [place for place, token in enumerate(led) if token.low == "if"]
    return bool(told) and any(token.low == "us" and token.form is None for token in led[told[-1] :])
