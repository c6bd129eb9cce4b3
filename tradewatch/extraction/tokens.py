"""A sentence as a row of typed tokens: a date, a rate, a name of a country, a trigger is one token, whatever its words.

Dates and rates win over phrases of the lexicon, longer phrases over shorter; what is left is cut into words, numbers and marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tradewatch.knowledge import Form

from .lexicon import Hit, jurisdictions
from .rates import RateSpan
from .sentences import Sentence

if TYPE_CHECKING:
    from tradewatch.dates import DateMention

_WORD = re.compile(
    r"(?P<money>(?:US|A|C|HK|NZ)?[$€£¥]\s?\d[\d,.]{0,14}(?:\s?(?:billion|million|trillion|bn|mn|tn|b|m)\b)?)|(?P<number>\d[\d,.]{0,14}\d|\d)|(?P<word>[A-Za-zÀ-ÿ][\w.&]{0,40})|(?P<mark>'s\b|['\",;:()])"
)
_AUX = frozenset(["is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did", "'s", "'re", "'ve"])
_PREPOSITIONS = frozenset([
    "on", "of", "for", "from", "to", "by", "with", "against", "between", "in", "into", "at", "over", "under", "after", "before", "upon",
    "toward", "towards", "via", "among", "across", "during", "than", "as", "about",
])  # fmt: skip


@dataclass(slots=True)
class Token:
    """`kind`: J jurisdiction, R rate, D date, G goods, T trigger, V verb, C cue, N number or money, P mark, w other word. A trigger
    may also be a verb, a cue or goods: `triggers`, `verbs`, `cues`, `goods` tell all it can be. `norm` is the word or a placeholder."""

    start: int
    end: int
    low: str
    kind: str
    norm: str
    form: Form | None = None
    rate: int = -1
    date: int = -1
    triggers: tuple[tuple[str, str], ...] = ()
    verbs: tuple[tuple[str, str], ...] = ()
    cues: tuple[str, ...] = ()
    goods: tuple[int, ...] = ()


@dataclass(slots=True)
class Row:
    """One sentence's tokens. `clauses[i]` numbers the clause of token i; `lists[i]` is (first, last) of its run of same-kind tokens."""

    sentence: Sentence
    tokens: list[Token]
    clauses: list[int] = field(default_factory=list)
    parties: list[int] = field(default_factory=list)
    rates: list[int] = field(default_factory=list)
    dates: list[int] = field(default_factory=list)
    goods: list[int] = field(default_factory=list)
    verbs: list[int] = field(default_factory=list)
    triggers: list[int] = field(default_factory=list)
    lists: dict[int, tuple[int, int]] = field(default_factory=dict)
    shapes: dict[int, int] = field(default_factory=dict)


_EVERYONE = Form("all countries", "*", "all")
_PLACE = {
    "all": "~W",
    "name": "~J",
    "demonym": "~A",
    "people": "~A",
    "capital": "~J",
    "agency": "~L",
    "official": "~L",
    "bloc": "~J",
    "firm": "~F",
}


def tokenize(
    text: str,
    sentence: Sentence,
    hits: Sequence[Hit],
    rates: Sequence[RateSpan],
    dates: Sequence[tuple[int, DateMention]],
    published: date | None,
) -> Row:
    """Tokens of one sentence. `hits`, `rates` and `dates` are those inside it, in order; `dates` come with their document-wide number."""
    spans: list[Token] = []
    for number, rate in enumerate(rates):
        spans.append(Token(rate.start, rate.end, text[rate.start : rate.end].lower(), "R", "~R", rate=number))
    for number, mention in dates:
        if not any(t.start < mention.end and mention.start < t.end for t in spans):
            spans.append(Token(mention.start, mention.end, text[mention.start : mention.end].lower(), "D", "~D", date=number))
    taken = sorted((t.start, t.end) for t in spans)
    at = 0
    for hit in hits:
        while at < len(taken) and taken[at][1] <= hit.start:
            at += 1
        if at < len(taken) and taken[at][0] < hit.end:
            continue
        token = _typed(text, hit, published)
        if token is not None:
            spans.append(token)
    spans.sort(key=lambda t: t.start)
    tokens: list[Token] = []
    at = sentence.start
    for span in spans:
        if span.start < at:
            continue
        _words(text, at, span.start, tokens)
        tokens.append(span)
        at = span.end
    _words(text, at, sentence.end, tokens)
    row = Row(sentence, tokens)
    _index(row)
    return row


def _typed(text: str, hit: Hit, published: date | None) -> Token | None:
    entry = hit.entry
    low = text[hit.start : hit.end].lower()
    form = jurisdictions(hit, text, published) if entry.forms else None
    token = Token(
        hit.start,
        hit.end,
        low,
        "w",
        low,
        form=form,
        triggers=tuple(entry.triggers),
        verbs=tuple(entry.verbs),
        cues=tuple(entry.cues),
        goods=tuple(entry.goods),
    )
    if form is None and "all_countries" in entry.cues:
        # "all trading partners" is a side like a country; whether it is meant as one is decided like for any other
        token.form = form = _EVERYONE
    if form is not None:
        token.kind, token.norm = "J", _PLACE.get(form.kind, "~J")
    elif entry.triggers:
        token.kind = "T"
    elif entry.goods:
        token.kind, token.norm = "G", "~G"
    elif entry.verbs:
        token.kind = "V"
    elif entry.cues:
        token.kind = "C"
    elif entry.forms:
        # a name in the wrong case or out of office is a word like others
        return None
    return token


def _words(text: str, start: int, end: int, out: list[Token]) -> None:
    for match in _WORD.finditer(text, start, end):
        low = match[0].lower()
        if match["word"]:
            low = low.rstrip(".")
            out.append(Token(match.start(), match.start() + len(low), low, "w", low))
        elif match["mark"]:
            out.append(Token(match.start(), match.end(), low, "P", low))
        else:
            out.append(Token(match.start(), match.end(), low, "N", "~M" if match["money"] else "~N"))


_CLAUSE_WORDS = frozenset([
    "but", "while", "although", "though", "because", "after", "before", "when", "as", "which", "who", "that", "unless", "if", "whereas",
    "until", "since", "and",
])  # fmt: skip


def _index(row: Row) -> None:
    clause = 0
    for number, token in enumerate(row.tokens):
        kind = token.kind
        if token.low in (";", ":") or (
            token.low in _CLAUSE_WORDS
            and number
            and (token.low not in ("and", "as", "since", "after", "before", "until") or row.tokens[number - 1].low == ",")
        ):
            clause += 1
        row.clauses.append(clause)
        if token.kind == "J":
            row.parties.append(number)
        if kind == "R":
            row.rates.append(number)
        elif kind == "D":
            row.dates.append(number)
        if token.goods:
            row.goods.append(number)
        if token.verbs:
            row.verbs.append(number)
        if token.triggers:
            row.triggers.append(number)
    for group in (row.parties, row.goods, row.rates):
        _lists(row, group)


def _lists(row: Row, members: list[int]) -> None:
    """Members divided only by commas, "and", "or" (and for parties a "the") are one list."""
    first = 0
    for number in range(1, len(members) + 1):
        if number < len(members):
            between = row.tokens[members[number - 1] + 1 : members[number]]
            if (
                between
                and len(between) <= 3
                and all(t.low in (",", "and", "or", "&", "the", "as", "well", "plus", "both") for t in between)
            ):
                continue
        if number - first > 1:
            for member in members[first:number]:
                row.lists[member] = (members[first], members[number - 1])
        first = number


def is_auxiliary(word: str) -> bool:
    """Forms of be, have and do."""
    return word in _AUX or word.endswith("n't")


def is_preposition(word: str) -> bool:
    """Words that bind a noun to what stands before it."""
    return word in _PREPOSITIONS
