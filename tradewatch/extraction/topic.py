"""What a text is about: which measures with rates it names, whether it opens with a trade remedy, how much it speaks of trade at all."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .phrases import Document

DUTY_LIKE = frozenset(
    {"duty", "levy", "free", "dumping", "subsidy", "safeguard", "definitive", "remedy_duty", "port_fee", "export_tax", "tonnage"}
)
REMEDY = frozenset({"dumping", "subsidy", "safeguard", "definitive", "undertaking"})
# words and trigger classes that tell that a text is about trade at all
_TRADE = frozenset(
    {"trade", "imports", "exports", "import", "export", "importers", "exporters", "trading", "protectionist", "protectionism"}
)
_TRADING = ("trade ", "free trade", "free-trade")
_TOPICAL = frozenset([
    "duty", "levy", "free", "trade_sanction", "dumping", "subsidy", "safeguard", "control", "export_tax", "entity_list", "earths",
    "import_ban", "quota", "port_fee", "sanction", "embargo", "blacklist", "cap", "section", "wto", "fta", "preference",
])  # fmt: skip
_LEAD = 3  # sentences: the opening of a text


class Named(NamedTuple):
    """The types of measures with rates that a document names in any place, and whether it opens with a trade remedy."""

    kinds: frozenset[str]
    leads: bool


def rated_anywhere(document: Document) -> Named:
    """What a document names in any place, and what it opens with."""
    found = [
        (number, kind)
        for number, row in enumerate(document.rows)
        for index in row.triggers
        for kind, cls in row.tokens[index].triggers
        if cls in (REMEDY if kind == "trade_remedy" else DUTY_LIKE)
    ]
    leads = any(kind == "trade_remedy" and number < _LEAD for number, kind in found)
    return Named(frozenset(kind for _, kind in found), leads)


def topic_of(document: Document) -> str:
    """How much the document speaks of trade measures: a level of the share of its words, and of their number."""
    words = about = 0
    title = False
    for row in document.rows:
        tokens = row.tokens
        words += len(tokens)
        here = sum(map(_TRADE.__contains__, [token.low for token in tokens]))
        for number in row.typed:
            low, triggers = tokens[number].low, tokens[number].triggers
            # the words of _TRADE are counted already
            if (low.startswith(_TRADING) or (triggers and _is_topical(triggers))) and low not in _TRADE:
                here += 1
        about += here
        title = title or (here > 0 and row.sentence.title)
    share = about / max(words, 1)
    density = 0 if share < 0.002 else 1 if share < 0.006 else 2 if share < 0.012 else 3 if share < 0.025 else 4
    return f"{density}{min(about, 4)}{'t' if title else ''}"


@lru_cache(maxsize=1024)
def _is_topical(triggers: tuple[tuple[str, str], ...]) -> bool:
    return any(cls in _TOPICAL for _, cls in triggers)
