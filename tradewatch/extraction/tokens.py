"""A sentence as a row of typed tokens: a date, a rate, a name of a country, a trigger is one token, whatever its words.

Dates and rates win over phrases of the lexicon, longer phrases over shorter; what is left is cut into words, numbers and marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from tradewatch.knowledge import Form

from .lexicon import Hit, jurisdictions
from .rates import RateSpan
from .sentences import Sentence

if TYPE_CHECKING:
    from tradewatch.dates import DateMention

_AMOUNT = r"[$€£¥]\s?\d[\d,.]{0,14}(?:\s?(?:billion|million|trillion|bn|mn|tn|b|m)\b)?"
# a word, a number, a mark or money; no groups, and each branch begins with a set of characters, which the engine tries at a glance
_WORD = re.compile(
    rf"[BD-GI-MO-TV-Za-zÀ-ÿ][\w.&]{{0,40}}|['\",;:()](?:(?<=')s\b)?|\d[\d,.]{{0,14}}\d|\d|{_AMOUNT}|(?:US|A|C|HK|NZ){_AMOUNT}"
    r"|[ACHNU][\w.&]{0,40}"
)
_AUX = frozenset(["is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did", "'s", "'re", "'ve"])
_PREPOSITIONS = frozenset([
    "on", "of", "for", "from", "to", "by", "with", "against", "between", "in", "into", "at", "over", "under", "after", "before", "upon",
    "toward", "towards", "via", "among", "across", "during", "than", "as", "about",
])  # fmt: skip


@dataclass(slots=True)
class Token:
    """`kind`: J jurisdiction, R rate, D date, G goods, T trigger, V verb, C cue, N number or money, P mark, w other word. A trigger
    may also be a verb, a cue or goods: `triggers`, `verbs`, `cues`, `goods` tell all it can be. `follows` are the event types that the
    word carries on once they are named. `norm` is the word or a placeholder."""

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
    follows: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Row:
    """One sentence's tokens. `clauses[i]` numbers the clause of token i; `lists[i]` is (first, last) of its run of same-kind tokens.
    `typed` are the tokens that are more than a word, a number or a mark."""

    sentence: Sentence
    tokens: list[Token]
    clauses: list[int] = field(default_factory=list)
    parties: list[int] = field(default_factory=list)
    rates: list[int] = field(default_factory=list)
    dates: list[int] = field(default_factory=list)
    goods: list[int] = field(default_factory=list)
    verbs: list[int] = field(default_factory=list)
    triggers: list[int] = field(default_factory=list)
    follows: list[int] = field(default_factory=list)
    typed: list[int] = field(default_factory=list)
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
    start, end = sentence.start, sentence.end
    for number, rate in enumerate(rates):
        spans.append(Token(rate.start, rate.end, text[rate.start : rate.end].lower(), "R", "~R", rate=number))
    for number, mention in dates:
        if not any(t.start < mention.end and mention.start < t.end for t in spans):
            spans.append(Token(mention.start, mention.end, text[mention.start : mention.end].lower(), "D", "~D", date=number))
    if spans:
        spans.sort(key=_start)
        taken = [(t.start, t.end) for t in spans]
        at = 0
        for hit in hits:
            while at < len(taken) and taken[at][1] <= hit.start:
                at += 1
            if at < len(taken) and taken[at][0] < hit.end:
                continue
            token = _typed(text, hit, published)
            if token is not None:
                spans.append(token)
        spans.sort(key=_start)
    else:
        spans = [token for hit in hits if (token := _typed(text, hit, published)) is not None]
    tokens: list[Token] = []
    row = Row(sentence, tokens)
    typed = row.typed
    at = start
    for span in spans:
        first = span.start
        if first < at:
            continue
        # most phrases have one blank before them
        if first - at > 1 or (first > at and text[at] != " "):
            _words(text, at, first, tokens)
        typed.append(len(tokens))
        tokens.append(span)
        at = span.end
    _words(text, at, end, tokens)
    row.clauses = _clauses(tokens)
    _index(row)
    return row


_start = attrgetter("start")


def _typed(text: str, hit: Hit, published: date | None) -> Token | None:
    start, end, entry = hit
    low = text[start:end].lower()
    # "US$200bn", "34 billion U.S. dollars" name a currency
    form = jurisdictions(hit, text, published) if entry.forms and not text.startswith(("$", " dollar", "-dollar"), end) else None
    if form is None and entry.cues and "all_countries" in entry.cues:
        # "all trading partners" is a side like a country; whether it is meant as one is decided like for any other
        form = _EVERYONE
    if form is not None:
        kind, norm = "J", _PLACE.get(form.kind, "~J")
    elif entry.triggers:
        kind, norm = "T", low
    elif entry.goods:
        kind, norm = "G", "~G"
    elif entry.verbs:
        kind, norm = "V", low
    elif entry.cues:
        kind, norm = "C", low
    elif entry.forms:
        # a name in the wrong case or out of office is a word like others
        return None
    else:
        kind, norm = "w", low
    return Token(start, end, low, kind, norm, form, -1, -1, entry.triggers, entry.verbs, entry.cues, entry.goods, entry.follows)


def _words(text: str, start: int, end: int, out: list[Token]) -> None:
    append = out.append
    if end - start <= _SHORT:
        for first, last, low, kind, norm in _cut(text[start:end]):
            append(Token(start + first, start + last, low, kind, norm))
        return
    for match in _WORD.finditer(text, start, end):
        first, last = match.span()
        low = text[first:last].lower()
        if low.isalpha():
            append(Token(first, last, low, "w", low))
        else:
            low, kind, norm = _other(low)
            append(Token(first, first + len(low) if kind == "w" else last, low, kind, norm))


def _other(low: str) -> tuple[str, str, str]:
    """What is read of something that is not letters alone: itself, its kind and its norm."""
    sign = low[0]
    if sign in _MARKS:
        return low, "P", low
    if sign.isdigit():
        return low, "N", "~N"
    if sign in _MONEY or (len(low) > 2 and (low[1] in _MONEY or low[2] in _MONEY)):
        return low, "N", "~M"
    low = low.rstrip(".")
    return low, "w", low


@lru_cache(maxsize=4096)
def _cut(text: str) -> tuple[tuple[int, int, str, str, str], ...]:
    """The words of a short stretch between phrases (", ", " of the "), most of which every article has."""
    out = []
    for match in _WORD.finditer(text):
        low, kind, norm = _other(match[0].lower())
        out.append((match.start(), match.start() + len(low) if kind == "w" else match.end(), low, kind, norm))
    return tuple(out)


_SHORT = 12
_MARKS = frozenset("'\",;:()")
_MONEY = frozenset("$€£¥")
_CLAUSE_WORDS = frozenset([
    "but", "while", "although", "though", "because", "after", "before", "when", "as", "which", "who", "that", "unless", "if", "whereas",
    "until", "since", "and",
])  # fmt: skip


_WEAKER = frozenset({"and", "as", "since", "after", "before", "until"})  # these begin a clause only after a comma
_SIGNS = frozenset({";", ":"})
_DIVIDERS = _CLAUSE_WORDS | _SIGNS
_JOINS = frozenset({",", "and", "or", "&", "the", "as", "well", "plus", "both"})


def _clauses(tokens: list[Token]) -> list[int]:
    """The number of the clause of each token."""
    lows = [token.low for token in tokens]
    out: list[int] = []
    clause = 0
    for number in [number for number, low in enumerate(lows) if low in _DIVIDERS]:
        low = lows[number]
        if low in _WEAKER and number and lows[number - 1] != ",":
            continue
        if number or low in _SIGNS:
            out += [clause] * (number - len(out))
            clause += 1
    out += [clause] * (len(lows) - len(out))
    return out


def _index(row: Row) -> None:
    parties, goods, rates = row.parties, row.goods, row.rates
    for number in row.typed:
        token = row.tokens[number]
        kind = token.kind
        if kind == "J":
            parties.append(number)
        elif kind == "R":
            rates.append(number)
        elif kind == "D":
            row.dates.append(number)
        if token.goods:
            goods.append(number)
        if token.verbs:
            row.verbs.append(number)
        if token.triggers:
            row.triggers.append(number)
        if token.follows:
            row.follows.append(number)
    for group in (parties, goods, rates):
        if len(group) > 1:
            _lists(row, group)


def _lists(row: Row, members: list[int]) -> None:
    """Members divided only by commas, "and", "or" (and for parties a "the") are one list; but in "steel from Russia, and Britain plans" the
    second begins a clause of its own."""
    first = 0
    tokens = row.tokens
    for number in range(1, len(members) + 1):
        if number < len(members):
            left, right = members[number - 1], members[number]
            between = [token.low for token in tokens[left + 1 : right]]
            # "BERN - The U.S." is no list: a dash is no token
            joined = 0 < len(between) < 4 and all(low in _JOINS for low in between) and between != ["the"]
            if joined and not (number - first == 1 and tokens[left + 1].low == "," and _opens(row, left, right)):
                continue
        if number - first > 1:
            for member in members[first:number]:
                row.lists[member] = (members[first], members[number - 1])
        first = number


def _opens(row: Row, left: int, right: int) -> bool:
    """Whether the second of two members is the subject of a clause that begins between them."""
    after = row.tokens[right + 1] if right + 1 < len(row.tokens) else None
    return (
        after is not None and row.clauses[left] != row.clauses[right] and (after.kind == "V" or bool(after.cues) or is_auxiliary(after.low))
    )


def is_auxiliary(word: str) -> bool:
    """Forms of be, have and do."""
    return word in _AUX or word.endswith("n't")


def is_preposition(word: str) -> bool:
    """Words that bind a noun to what stands before it."""
    return word in _PREPOSITIONS
