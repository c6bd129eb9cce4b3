"""Goods as trade news names them, and the Harmonized System headings that a phrase points to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tradewatch.errors import ConfigError

from .tables import phrases, plain

_PLACE = "data/goods.toml"
_SHAPE = '"heading; name; term, term", the heading of 2 or 4 digits or -'
# how sure a term makes its heading: alone, as the head of a longer phrase, as a word inside one
_WHOLE, _HEAD, _INSIDE = 0.95, 0.75, 0.5
_BROAD, _CHAPTER, _OTHER = 0.6, 0.9, 0.6
# a goods phrase is short; what comes after is no name of goods
_WORDS, _TERM = 24, 6


@dataclass(frozen=True, slots=True)
class Good:
    """A kind of goods: Harmonized System heading (2 or 4 digits, None where goods cut across it), name, and the terms that a text uses.

    `others` are further headings of the same words, less likely; `broad` marks whole classes ("metals"). A name that is missing among the
    terms is a plain word as well ("lead"): understood in a phrase that is known to be goods, not looked for in a text.
    """

    hs: str | None
    name: str
    terms: tuple[str, ...]
    broad: bool
    others: tuple[str, ...] = ()


def goods(table: Mapping[str, Any], broad: bool = False) -> Iterator[Good]:
    """The goods of data/goods.toml in its order. Raises ConfigError."""
    for theme, part in table.items():
        if isinstance(part, dict):
            yield from goods(part, broad or theme == "broad")
            continue
        for text in phrases(_PLACE, theme, part):
            headings, _, rest = text.partition(";")
            name, _, terms = rest.partition(";")
            codes, name = headings.split(), name.strip()
            if not name.lstrip("-") or not codes or not all(code == "-" or (code.isdigit() and len(code) in (2, 4)) for code in codes):
                raise ConfigError(f'{_PLACE}: {theme}: "{text[:60]}": must read {_SHAPE}')
            words = [term.strip() for term in terms.split(",") if term.strip()]
            searched = words if name.startswith("-") else [name, *words]
            hs = None if codes[0] == "-" else codes[0]
            yield Good(hs, name.lstrip("-"), tuple(dict.fromkeys(searched)), broad, tuple(codes[1:]))


def index(known: tuple[Good, ...]) -> dict[str, tuple[int, ...]]:
    """Plain term, also in its plural -> the numbers of its goods."""
    out: dict[str, tuple[int, ...]] = {}
    for number, good in enumerate(known):
        for word in map(plain, dict.fromkeys((good.name, *good.terms))):
            for term in (word, word + "s"):
                if number not in out.get(term, ()):
                    out[term] = (*out.get(term, ()), number)
    return out


def headings(known: tuple[Good, ...], terms: Mapping[str, tuple[int, ...]], phrase: str) -> list[tuple[str, float]]:
    """Headings of a phrase with confidence in (0, 1), the likeliest first."""
    found: dict[str, float] = {}
    for numbers, weight in _terms_in(terms, plain(phrase[:400]).split()[:_WORDS]):
        for number in numbers:
            good = known[number]
            sure = weight * (_BROAD if good.broad else _CHAPTER if good.hs and len(good.hs) == 2 else 1.0)
            for place, heading in enumerate((good.hs, *good.others)):
                if heading is not None:
                    found[heading] = max(found.get(heading, 0.0), round(sure if place == 0 else sure * _OTHER, 2))
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _terms_in(terms: Mapping[str, tuple[int, ...]], words: list[str]) -> Iterator[tuple[tuple[int, ...], float]]:
    """The whole phrase if it is a term; else the longest term at its end, and the longest ones before that, from the left."""
    whole = terms.get(" ".join(words))
    if whole:
        yield whole, _WHOLE
        return
    end = len(words)
    for first in range(max(1, end - _TERM), end):
        head = terms.get(" ".join(words[first:]))
        if head:
            yield head, _HEAD
            end = first
            break
    at = 0
    while at < end:
        size = next((n for n in range(min(_TERM, end - at), 0, -1) if " ".join(words[at : at + n]) in terms), 0)
        if size:
            yield terms[" ".join(words[at : at + size])], _INSIDE
        at += size or 1
