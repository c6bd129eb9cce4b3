"""How much trade a measure covers: "25% on $34 billion of Chinese goods, to be followed by another $16 billion". The press tells the
lists of one tariff dispute apart by it, so measures on different amounts are different measures."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from tradewatch.extraction.mentions import Mention
from tradewatch.extraction.phrases import Document
from tradewatch.extraction.tokens import Row
from tradewatch.knowledge import Knowledge

_SCALE = {"t": 1e12, "b": 1e9, "m": 1e6}
# how many tokens before or behind the word for the duty, or the rate, its amount stands
_BEHIND, _BEFORE = 14, 8
# amounts that differ by no more than this part are one, told less or more exactly
_ROUNDED = 0.03


@lru_cache(maxsize=4)
def _pattern(knowledge: Knowledge) -> re.Pattern[str]:
    """An amount of money that is named as so much trade."""
    table = knowledge.table("certain")
    nouns, hedges = ("|".join(re.escape(str(word)) for word in table[name]) for name in ("covered", "hedges"))
    number = r"(?P<n>\d{1,4}(?:[.,]\d{1,3})?)[ -]?(?P<scale>trillion|tn|billion|bln|bn|b|million|mln|mn|m)\b"
    money = rf"(?:(?:US|A|C|HK|NZ)?[$€£¥]\s?)?{number}(?: (?:dlrs|dollars|euros|yuan|pounds|rand))?(?: \([^)]{{1,20}}\))?"
    goods = rf"(?:[ -](?:worth|of|in))+(?: [\w.'’-]{{1,20}}){{0,3}}? (?:{nouns})\b"
    return re.compile(rf"(?:\b(?P<on>on|to) (?:(?:{hedges}) ){{0,3}})?{money}(?P<of>{goods})?", re.IGNORECASE)


def volumes_of(document: Document, row: Row) -> list[tuple[int, float]]:
    """The amounts of trade that a sentence names, each with the number of its token and in units of the currency."""
    text = document.plain.text
    if "illion" not in text and "bn" not in text and "ln " not in text:
        return []
    starts = [token.start for token in row.tokens]
    out = []
    for match in _pattern(document.knowledge).finditer(text, row.sentence.start, row.sentence.end):
        if not (match["on"] or match["of"]):
            continue
        place = bisect_left(starts, match.start("n") + 1) - 1
        out.append((place, float(match["n"].replace(",", ".")) * _SCALE[match["scale"][0].lower()]))
    return out


def volume_of(document: Document, mention: Mention) -> float | None:
    """The amount of trade that a mention's measure covers: the first behind its word or its rate, else the last before them, with no
    other rate or measure between."""
    candidate = mention.candidate
    row = document.rows[candidate.row]
    found = volumes_of(document, row)
    if not found:
        return None
    first, last = sorted((candidate.anchor, candidate.rate if candidate.rate >= 0 and not candidate.apart else candidate.anchor))
    spans = document.rates[candidate.row]
    # "the tariff on $200 billion of goods from 10% to 25%": what it was before is no other rate
    rates = [index for index in row.rates if spans[row.tokens[index].rate].role != "prior"]
    others = {index for index in (*rates, *row.triggers) if not first <= index <= last}
    behind = next((item for item in found if last < item[0] <= last + _BEHIND), None)
    if behind and not any(last < index < behind[0] for index in others):
        return behind[1]
    before = next((item for item in reversed(found) if first - _BEFORE <= item[0] < first), None)
    if before and not any(before[0] + 1 < index < first for index in others):
        return before[1]
    return None


def relation(a: float | None, b: float | None) -> str:
    """Whether two amounts are the same, apart, or not told of one or both."""
    if a is None or b is None:
        return "none" if a is b else "open"
    return "same" if abs(a - b) <= _ROUNDED * max(a, b) else "apart"
