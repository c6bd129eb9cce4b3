"""The words by which events and measures are told apart, from `data/resolution.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tradewatch.errors import ConfigError
from tradewatch.knowledge import load
from tradewatch.model import Claim, Rate

_WORD = re.compile(r"[a-z0-9]{1,24}")
_READ = 2000
"""Characters of a sentence that are looked at."""


@dataclass(frozen=True, slots=True)
class _Words:
    plain_goods: frozenset[str]
    plain_names: frozenset[str]
    amounts: Mapping[str, str]
    sign: re.Pattern[str]
    worth: tuple[re.Pattern[str], ...]
    before: str
    after: str


def words_of(phrases: Iterable[str]) -> list[str]:
    """The telling words of phrases: lower case, cut to six letters so that `aluminum` and `aluminium`, `car` and `cars` agree."""
    return list(_telling(tuple(phrases)))


def names_of(name: str) -> frozenset[str]:
    """The words that tell one law or programme from another: "301" of "Section 301", "fentan" of "fentanyl tariffs"."""
    return frozenset(words_of([name])) - _words().plain_names


def worth_in(evidence: str) -> list[str]:
    """The values of trade that a sentence tells ("$34 billion of goods"), as `34b`; "$50 billion of soybeans" or a deficit is none."""
    words = _words()
    if not words.sign.search(evidence):
        return []
    found = [match for pattern in words.worth for match in pattern.finditer(evidence[:_READ])]
    return list(dict.fromkeys(f"{float(match['amount']):g}{words.amounts[match['unit'].lower()]}" for match in found))


def is_total(claim: Claim) -> bool:
    """Whether the sentence of a claim tells its rate as the sum of several: "the total will be 50%", "145% in all"."""
    rate = claim.rate
    return rate is not None and rate.unit == "percent" and _total(rate).search(claim.evidence[:_READ]) is not None


@lru_cache(maxsize=4096)
def _telling(phrases: tuple[str, ...]) -> tuple[str, ...]:
    plain = _words().plain_goods
    found: dict[str, None] = {}
    for phrase in phrases:
        for word in _WORD.findall(phrase.lower()[:200]):
            if word not in plain and len(word) > 1:
                found[_stem(word)] = None
    return tuple(found)


def _stem(word: str) -> str:
    return (word[:-1] if len(word) < 7 and word.endswith("s") and not word.endswith("ss") else word)[:6]


@lru_cache(maxsize=256)
def _total(rate: Rate) -> re.Pattern[str]:
    words = _words()
    number = rf"(?<![\d.,]){re.escape(f'{rate.value.normalize():f}')}(?:\.0)?[\s-]?(?:%|percent\b|per cent\b)"
    # no other figure may stand between the word and the rate
    return re.compile(rf"\b(?:{words.before})\b[^\d%;]{{0,60}}{number}|{number}[^\d%;.]{{0,20}}\b(?:{words.after})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _words() -> _Words:
    table = load().table("resolution")
    worth, totals = _part(table, "worth"), _part(table, "totals")
    amounts = {str(word): str(letter) for word, letter in _part(worth, "amounts").items()}
    money = rf"(?:{_any(_list(worth, 'signs'))})\s?(?P<amount>\d{{1,4}}(?:\.\d)?)[\s-]?(?P<unit>{_any(amounts)})\b"
    # "imports" and "import" alike
    goods = rf"(?:{_any(word.removesuffix('s') for word in _list(worth, 'traded'))})s\b"
    valued = _any(_list(worth, "valued"))
    return _Words(
        plain_goods=frozenset(_list(table, "plain_goods")),
        plain_names=frozenset(_stem(word) for word in _list(table, "plain_names")),
        amounts=amounts,
        sign=re.compile(_any(_list(worth, "signs"))),
        worth=(
            re.compile(rf"{money}(?: worth)?(?: of| in)?(?: [\w.'’-]{{1,20}}){{0,4}}? {goods}", re.IGNORECASE),
            re.compile(rf"{goods}(?: \w{{1,12}}){{0,3}} (?:{valued})(?: \w{{1,9}}){{0,2}} {money}", re.IGNORECASE),
        ),
        before=_any(_list(totals, "before")),
        after=_any(_list(totals, "after")),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _part(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = table.get(name)
    if not isinstance(part, Mapping):
        raise ConfigError(f"data/resolution.toml: {name}: no such table of words; write [{name}]")
    return part


def _list(table: Mapping[str, Any], name: str) -> tuple[str, ...]:
    words = table.get(name)
    if not isinstance(words, tuple) or not words or not all(isinstance(word, str) and word for word in words):
        raise ConfigError(f'data/resolution.toml: {name}: is no list of words; write them as {name} = ["…", "…"]')
    return words
