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
_NUMBER = re.compile(r"\d[a-z]?\b", re.IGNORECASE)
_READ = 2000
"""Characters of a sentence that are looked at."""


@dataclass(frozen=True, slots=True)
class _Words:
    plain_goods: frozenset[str]
    plain_names: frozenset[str]
    lists: re.Pattern[str]
    amounts: Mapping[str, str]
    sign: re.Pattern[str]
    worth: tuple[re.Pattern[str], ...]
    before: str
    after: str
    brings: str
    contain: str
    holding: re.Pattern[str]
    provisional: re.Pattern[str]
    transit: re.Pattern[str]
    general: tuple[str, ...]


def words_of(phrases: Iterable[str]) -> list[str]:
    """The telling words of phrases: lower case, cut to six letters so that `aluminum` and `aluminium`, `car` and `cars` agree."""
    return list(_telling(tuple(phrases)))


def names_of(name: str) -> frozenset[str]:
    """What tells one law or programme from another: "301" of "Section 301", "fentan" of "fentanyl tariffs", "list 3" of "List 3"."""
    words = _words()
    found = words.lists.search(name[:200])
    if found is None:
        return frozenset(words_of([name])) - words.plain_names
    return names_of(name[: found.start()]) | {f"list {number.lower()}" for number in _NUMBER.findall(found[0])}


def names_clash(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of names are of different programmes. A numbered law and a list may be one: List 3 stands under Section 301."""
    if not one or not other or one & other:
        return False
    return not any(
        all(name.startswith("list ") for name in lists) and all(name.isdigit() for name in laws)
        for lists, laws in ((one, other), (other, one))
    )


def is_on_everything(name: str | None) -> bool:
    """Whether a measure of this name is on goods in general, as "reciprocal tariffs" are: a duty on named goods has another name."""
    return name is not None and name.lower().startswith(_words().general)


def worth_told(claim: Claim) -> list[str]:
    """The values of trade that a claim's sentence tells ("$34 billion of goods"), as `34b`; "$50 billion of soybeans" or a deficit is
    none. Of several it is the one nearest to its rate, since each of two duties has its own."""
    found = _worths(claim.evidence[:_READ])
    if claim.rate is not None and claim.rate.unit == "percent" and len(found) > 1:
        rates = [match.start() for match in _figure(claim.rate).finditer(claim.evidence[:_READ])]
        if len(rates) == 1:
            return [min(found, key=lambda one: abs(one[1] - rates[0]))[0]]
    return list(dict.fromkeys(amount for amount, _ in found))


def _worths(text: str) -> list[tuple[str, int]]:
    words = _words()
    if not words.sign.search(text):
        return []
    found = []
    for pattern in words.worth:
        for match in pattern.finditer(text):
            group = "" if match["amount"] else "2"
            amount = f"{float(match['amount' + group]):g}{words.amounts[match['unit' + group].lower()]}"
            found.append((amount, match.start("amount" + group)))
    return found


def is_total(claim: Claim) -> bool:
    """Whether the sentence of a claim tells its rate as the sum of several: "the total will be 50%", "145% in all", "another 10%, bringing
    the duty to 20%"."""
    rate = claim.rate
    return rate is not None and rate.unit == "percent" and _total(rate).search(claim.evidence[:_READ]) is not None


def is_part(claim: Claim) -> bool:
    """Whether the sentence of a claim tells its rate as a part of another: "the figure still contains the 20%"."""
    rate = claim.rate
    if rate is None or rate.unit != "percent" or not _words().holding.search(claim.evidence[:_READ]):
        return False
    return _part_of(rate).search(claim.evidence[:_READ]) is not None


def is_on_transit(claim: Claim) -> bool:
    """Whether the sentence of a claim puts its rate on what is only shipped through a country: "goods that pass through it pay 40%"."""
    return _words().transit.search(claim.evidence[:_READ]) is not None


def is_provisional(claim: Claim) -> bool:
    """Whether the sentence of a claim calls its measure one for the time being: "provisional duties", "deposits"."""
    return _words().provisional.search(claim.evidence[:_READ]) is not None


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
def _figure(rate: Rate) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.,]){re.escape(f'{rate.value.normalize():f}')}(?:\.0)?[\s-]?(?:%|percent\b|per cent\b)", re.IGNORECASE)


@lru_cache(maxsize=256)
def _total(rate: Rate) -> re.Pattern[str]:
    words = _words()
    number = _figure(rate).pattern
    # no other figure may stand between the word and the rate
    told = rf"\b(?:{words.before})\b[^\d%;]{{0,60}}{number}|{number}[^\d%;.]{{0,20}}\b(?:{words.after})\b"
    return re.compile(rf"{told}|{words.brings}\b[^\d%;]{{0,60}}\bto [^\d%;]{{0,20}}{number}", re.IGNORECASE)


@lru_cache(maxsize=256)
def _part_of(rate: Rate) -> re.Pattern[str]:
    return re.compile(rf"{_words().contain}\b[^;]{{0,80}}?{_figure(rate).pattern}", re.IGNORECASE)


@lru_cache(maxsize=1)
def _words() -> _Words:
    table = load().table("resolution")
    worth, totals = _part(table, "worth"), _part(table, "totals")
    amounts = {str(word): str(letter) for word, letter in _part(worth, "amounts").items()}
    number, unit = r"\d{1,4}(?:\.\d)?", _any(amounts)
    before = rf"(?:{_any(_list(worth, 'signs'))})\s?(?P<amount>{number})[\s-]?(?P<unit>{unit})\b"
    after = rf"(?<![\d.,])(?P<amount2>{number})[\s-]?(?P<unit2>{unit}) (?:U\.?S\.? )?(?:{_any(_list(worth, 'names'))})\b"
    money = f"(?:{before}|{after})"
    goods = rf"(?:{_any(_list(worth, 'traded'))})\b"
    valued = _any(_list(worth, "valued"))
    duties = rf"(?:{_any(_list(worth, 'duties'))})"
    gap = "[ ,–—-]{1,3}"
    more, on_some = rf"\b(?:{_any(_list(totals, 'more'))})\b(?! than\b)", rf"(?: {duties}(?: on(?: [\w.'’-]{{1,14}}){{1,3}}?)? of)?"
    return _Words(
        plain_goods=frozenset(_list(table, "plain_goods")),
        plain_names=frozenset(_stem(word) for word in _list(table, "plain_names")),
        lists=re.compile(rf"\b(?:{_any(_list(table, 'lists'))}) \d[a-z]?(?:(?:, | and |, and | & )\d[a-z]?)*\b", re.IGNORECASE),
        amounts=amounts,
        sign=re.compile(_any((*_list(worth, "signs"), *_list(worth, "names")))),
        worth=(
            re.compile(rf"{money}(?: worth)?(?: of| in)?(?: [\w.'’-]{{1,20}}){{0,4}}? {goods}", re.IGNORECASE),
            re.compile(rf"{goods}(?:,? \w{{1,12}}){{0,6}}?,? (?:{valued})(?: \w{{1,13}}){{0,2}} {money}", re.IGNORECASE),
            # "tariffs on another $16 billion", "the 25% on $250 billion"; but "$50 billion of soybeans" is no list
            re.compile(rf"(?:{duties}|%)(?: \w{{1,9}}){{0,2}}?,? on(?: \w{{1,10}}){{0,2}} {money}(?! (?:of|in|worth) )", re.IGNORECASE),
        ),
        before=_any(_list(totals, "before")),
        after=_any(_list(totals, "after")),
        # what is brought from one rate to another is raised or cut, and no sum; it must be a rate that comes on top, for "in a further
        # step it put 25% on copper" and "more than 20% of exports" say nothing of what follows
        brings=rf"{more}(?: [\w-]{{1,12}}){{0,2}}?{on_some} \d[\d.]*\s?%[^;]{{0,100}}?\b(?:{_any(_list(totals, 'brings'))})",
        contain=rf"(?:{_any(_list(totals, 'figures'))})(?:{gap}\w{{1,12}}){{0,6}}{gap}(?:{_any(_list(totals, 'contain'))})",
        holding=re.compile(rf"\b(?:{_any(_list(totals, 'contain'))})\b", re.IGNORECASE),
        general=_list(table, "general"),
        transit=re.compile(rf"\b(?:{_any(_list(table, 'transit'))})", re.IGNORECASE),
        provisional=re.compile(rf"\b(?:{_any(_list(table, 'provisional'))})\b", re.IGNORECASE),
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
