"""Rates of duty, fee or quota with their units: "25%", "10 to 25 per cent", "from 10% to 25%", "$50 per net ton", "400 yuan a tonne".

A number is found here with what stands around it; whether it is the rate of a measure is decided later, so shares and market moves come out
too, marked by `odd`, which names the words that speak against it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ahocorasick_rs import AhoCorasick

from tradewatch.knowledge import Knowledge
from tradewatch.model import Rate

_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30, "thirty-five": 35, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "a hundred": 100, "one hundred": 100, "two hundred": 200,
}  # fmt: skip
_WORDS |= {f"{one} hundred and {word}": 100 + value for one in ("a", "one") for word, value in _WORDS.items() if 0 < value < 100}
# a comma with one or two figures behind it is that of continental Europe: "17,4%"
_NUMBER = r"(?<![\w.,])(\d{1,3}(?:,\d{3}){1,2}|\d{1,5})((?:\.\d{1,3}|,\d{1,2}(?!\d))?)"
_WORD_NUMBER = r"\b(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")"
# where a unit may stand: one look over the whole text; its branches begin with plain characters, to which the engine skips
_UNIT_HINT = re.compile(r"%|p(?i:er[\s-]?cent|c|\.c\.)|P(?i:er[\s-]?cent|c|\.c\.)")
_UNIT = re.compile(r"%|per[\s-]?cent|pct|(?<![a-z])pc\b|p\.c\.", re.IGNORECASE)
_LONGEST_UNIT, _LONGEST_NUMBER, _LONGEST_GAP = 40, 16, 5  # characters; the gap is what may stand between number and unit
_WITHIN = frozenset("._,")  # what may stand in a number, or makes it one of a longer word
_WORD_BEFORE = re.compile(_WORD_NUMBER + "$", re.IGNORECASE)
_LONGEST_WORD = max(map(len, _WORDS))
_FRACTION = re.compile(r"(\d{1,3})[- ](\d)/(\d)")
_PERCENT = re.compile(
    rf"(?:{_NUMBER}|{_WORD_NUMBER})(?:\s{{0,2}}-\s{{0,2}}|\s{{0,2}})(%|per[\s-]?cent\b|percent\b|pct\b|pc\b|p\.c\.|(?:percentage|percent"
    rf"|per cent)[ -]points?\b|ppt?s?\b|points\b)"
    r"([- ]points?\b)?",
    re.IGNORECASE,
)
# a number with no unit that shares the unit of the one after it: "10 to 25%", "between 15 and 20 percent", "20-25%", "10%-25%"
_RANGE_LEFT = re.compile(
    r"(?:(between|from)\s{1,2})?(\d{1,3}(?:\.\d{1,3})?|"
    + "|".join(w for w in _WORDS if " " not in w)
    + r")\s{0,2}(?:%|per cent|percent|pct)?\s{0,2}(-|to|and|or)\s{0,2}$",
    re.IGNORECASE,
)
# numbers that share the unit of the one after them: "duties of 25, 10 and 5 percent"
_LIST_LEFT = re.compile(r"(?:\b(?:of|at|by)|:)\s(\d{1,3}(?:\.\d{1,2})?(?:, \d{1,3}(?:\.\d{1,2})?){0,5}),? and\s$", re.IGNORECASE)
_ITEM, _LONGEST_LIST = re.compile(r"\d{1,3}(?:\.\d{1,2})?"), 60
_CUES = (
    "from", "by", "to", "at", "of", "than", "up to", "as much as", "as high as", "at least", "about", "around", "nearly", "more than",
    "over", "under", "below", "above", "additional", "extra", "another",
)  # fmt: skip
_CUE_ENDS = tuple(sorted({cue.split()[-1] for cue in _CUES}))
_BEFORE = re.compile(rf"(?:\b({'|'.join(_CUES)})\s{{1,2}}){{1,2}}$", re.I)
_ODD = re.compile(
    r"\s{0,2}(?:of (?!the (?:value|price|duty|customs|invoice|import)|duty|tariffs?|duties|additional)(?:[\w'$.,-]{1,18} ){0,4}|more"
    r"|less|higher|lower|owned|stake|share|rise|fall|drop|decline|growth|increase in (?:exports|imports|sales|prices|output|profit)"
    r"|chance|year-on-year|in (?:the )?(?:first|second|third|fourth|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|19\d\d|20\d\d)|of (?:its|their|all|the|total|global|world|u\.?s\.?)\b|year on year|reduction in"
    r"|discount|interest|yield|approval|majority|annual(?:ly)?|annualized|from a year|from the (?:previous|same)|last (?:year|month"
    r"|week)|this (?:year|month|week) (?:to|so)|profit|pay|wage|voted|said|believe|think|respondents|to close|to end at"
    r"|to \$?\d[\d,.]{2,8}\b)",
    re.I,
)
_ODD_HEADS = (
    "rose", "fell", "gained", "lost", "slid", "slipped", "dropped", "jumped", "surged", "plunged", "climbed", "grew", "shrank", "declined",
    "tumbled", "advanced", "soared", "shed", "down", "up", "contracted", "expanded", "shares?", "stocks?", "index", "growth(?: of| rate)?",
    "exports (?:rose|fell|grew|dropped|up|down)", "imports (?:rose|fell|grew|dropped|up|down)", "inflation(?: of| rate| at)?",
    "accounts? for", "accounted for", "accounting for", "makes? up", "made up", "represents?", "comprises?", "owns?", "stake of", "gdp",
    "interest rates?", "output", "prices?", "sales", "profits?", "revenues?", "unemployment", "wages?", "nikkei", "dow", "nasdaq",
    "s&p 500", "yuan", "dollar", "euro", "yen", "percentage of", "majority of", "poll", "polled",
    "(?:profit|operating|gross|net|wide|narrow) margins? of",
)  # fmt: skip
_ODD_BEFORE = re.compile(
    rf"(?:\b(?:{'|'.join(_ODD_HEADS)})\s{{1,2}}(?:(?:rose|fell|grew|up|down|dropped|jumped|declined|gained|lost|climbed|increased|by|about"
    r"|around|nearly|some|almost|more than|as much as|at|to|of|over|just|only|roughly|approximately|least|another|an additional)"
    r"\s{1,2}){0,3})$",
    re.I,
)
# the first words of the heads, with and without their last letter where it may lack: without one of them no pattern need be tried
_ODD_FIRSTS = frozenset(
    form
    for head in _ODD_HEADS
    for first in re.findall(r"^\w+\??", head) or ["margin", "margins"]
    for form in ((first[:-1], first[:-2]) if first.endswith("?") else (first,))
)
_WORDS_OF = re.compile(r"\w+")


@dataclass(slots=True)
class RateSpan:
    """A rate, with offsets in the text. `role`: "rate", "prior" (told as "from") or "by" (a change); `prior`: number of its "from" rate."""

    start: int
    end: int
    value: Decimal
    unit: str
    minimum: Decimal | None = None
    role: str = "rate"
    prior: int | None = None
    odd: str = ""
    before: str = ""

    @property
    def rate(self) -> Rate:
        """The value as the model writes it."""
        return Rate(self.value, self.unit, self.minimum)


def _number(digits: str | None, decimals: str | None, word: str | None) -> Decimal:
    if digits is not None:
        return Decimal(digits.replace(",", "") + (decimals or "").replace(",", "."))
    return Decimal(_WORDS[_low(word or "zero")])


@dataclass(frozen=True, slots=True)
class Hints:
    """Where words stand in a text without which there is no rate: those of a percentage, and those like "per ton" after an amount."""

    percent: Sequence[int]
    money: Sequence[int]


def find_hints(text: str, knowledge: Knowledge) -> Hints:
    """One look over a whole text, which tells in which few sentences rates may be."""
    return Hints([match.start() for match in _UNIT_HINT.finditer(text)], _amounts(text, _money(knowledge)))


def find_rates(text: str, start: int, end: int, knowledge: Knowledge, hints: Hints | None = None) -> list[RateSpan]:
    """Rates of one sentence (`start`..`end` of the plain text), in order, "from … to …" joined, ranges folded into one span."""
    hints = hints or find_hints(text, knowledge)
    out: list[RateSpan] = []
    if percents := _inside(hints.percent, start, end):
        _percents(text, start, end, percents, out)
    if amounts := _inside(hints.money, start, end):
        out += _specific(text, start, end, amounts, _money(knowledge))
    if out:
        out.sort(key=lambda s: s.start)
        _link(text, out)
    return out


def _inside(places: Sequence[int], start: int, end: int) -> Sequence[int]:
    first = bisect_left(places, start)
    return places[first : bisect_left(places, end, first)]


def _matches(text: str, start: int, end: int, units: Sequence[int]) -> Iterator[re.Match[str]]:
    """The numbers with their unit that a search from start to end would find: of each unit only what stands right before it is tried."""
    at = start
    for unit in units:
        first = _number_before(text, at, unit)
        match = _PERCENT.match(text, first, min(end, unit + _LONGEST_UNIT)) if first >= at else None
        if match is not None and match.start(4) == unit:
            at = match.end()
            yield match


def _number_before(text: str, start: int, unit: int) -> int:
    """Where a number before a unit begins, if one stands there; -1 where none can."""
    last = unit
    while last > start and unit - last < _LONGEST_GAP and (text[last - 1].isspace() or text[last - 1] == "-"):
        last -= 1
    if last <= start:
        return -1
    first = last
    if text[last - 1].isdigit():
        while first > 0 and last - first <= _LONGEST_NUMBER and (text[first - 1] in _WITHIN or text[first - 1].isalnum()):
            first -= 1
        return first
    match = _WORD_BEFORE.search(text, max(start, last - _LONGEST_WORD), last)
    return match.start() if match else -1


def _percents(text: str, start: int, end: int, units: Sequence[int], out: list[RateSpan]) -> None:
    if not any(_UNIT.match(text, unit, end) for unit in units):
        return
    for match in _matches(text, start, end, units):
        unit_text = match[4].lower() + (match[5] or "").lower()
        if match[4].lower() == "points" or unit_text.startswith("pp"):
            continue
        unit = "percentage_point" if "point" in unit_text else "percent"
        value = _number(match[1], match[2], match[3])
        first, minimum = match.start(), None
        fraction = _FRACTION.search(text, max(start, first - 5), match.end(1) if match[1] else first)
        if fraction and fraction.end() == match.end(1):
            value = Decimal(fraction[1]) + Decimal(fraction[2]) / (Decimal(fraction[3]) or 1)
            first = fraction.start()
        left = _range_left(text, max(start, first - 26), first)
        if left and not (out and left.start(2) < out[-1].start):
            low = Decimal(left[2]) if left[2][0].isdigit() else Decimal(_WORDS[_low(left[2])])
            joiner, opener = left[3].lower(), (left[1] or "").lower()
            has_unit = bool(out) and out[-1].start <= left.start(2) < out[-1].end
            if (
                joiner == "-"
                or (joiner == "to" and opener != "from")
                or (joiner == "and" and opener == "between")
                or (joiner == "or" and not has_unit)
            ):
                if low < value and not (joiner == "to" and has_unit and out[-1].role == "prior"):
                    minimum, first = low, left.start(2)
                    if has_unit:
                        out.pop()
            elif opener == "from" and joiner == "to" and not has_unit:
                out.append(RateSpan(left.start(2), left.end(2), low, unit, role="prior", before="from"))
        listed = _LIST_LEFT.search(text, max(start, first - _LONGEST_LIST), first) if minimum is None and text[first].isdigit() else None
        if listed and not (out and listed.start(1) < out[-1].end):
            for item in _ITEM.finditer(text, listed.start(1), listed.end(1)):
                out.append(RateSpan(item.start(), item.end(), Decimal(item[0]), unit))
        cue = _cue(text, max(start, first - 28), first)
        span = RateSpan(first, match.end(), value, unit, minimum, before=" ".join(cue[0].lower().split()) if cue else "")
        odd = _ODD.match(text, span.end, min(end, span.end + 60))
        if odd:
            span.odd = "after:" + odd[0].strip().lower().split(" ")[0]
        else:
            odd = _odd_before(text, max(start, span.start - 60), span.start)
            if odd:
                span.odd = "before:" + odd[0].strip().lower().split(" ")[0]
        out.append(span)


def _range_left(text: str, start: int, end: int) -> re.Match[str] | None:
    """The number before that shares a unit; most numbers have no joining word before them."""
    before = text[start:end].rstrip()
    return _RANGE_LEFT.search(text, start, end) if before[-3:].lower().endswith(("-", "to", "and", "or")) else None


def _cue(text: str, start: int, end: int) -> re.Match[str] | None:
    before = text[start:end]
    if before.isascii() and not (before[-1:].isspace() and before.rstrip().lower().endswith(_CUE_ENDS)):
        return None
    return _BEFORE.search(text, start, end)


def _odd_before(text: str, start: int, end: int) -> re.Match[str] | None:
    before = text[start:end]
    if before.isascii() and not (before[-1:].isspace() and not _ODD_FIRSTS.isdisjoint(_WORDS_OF.findall(before.lower()))):
        return None
    return _ODD_BEFORE.search(text, start, end)


_INSTEAD = re.compile(r"\b(?:instead of|rather than)(?: the| a)?\s{0,2}$", re.IGNORECASE)
_INSTEAD_REACH = 24


def _link(text: str, spans: list[RateSpan]) -> None:
    """Give "from X to Y", "to Y from X" and "Y instead of X" their prior rates."""
    for number, span in enumerate(spans):
        if number and _INSTEAD.search(text, max(0, span.start - _INSTEAD_REACH), span.start):
            new, span.role = spans[number - 1], "prior"
            if new.role == "rate" and new.unit == span.unit and new.prior is None:
                new.prior = number
        elif span.before.endswith("from") or span.before.startswith("from"):
            following = spans[number + 1] if number + 1 < len(spans) else None
            preceding = spans[number - 1] if number else None
            if (
                following
                and following.unit == span.unit
                and following.start - span.end < 40
                and re.match(r"[^.;]{0,12}\b(?:to|down to|up to)\b", text[span.end : following.start + 1])
            ):
                span.role, following.prior = "prior", number
            elif (
                preceding
                and span.start - preceding.end < 45
                and preceding.role == "rate"
                and "from" in text[preceding.end : span.start].lower()
            ):
                span.role, preceding.prior = "prior", number
        elif span.before.endswith("by") and span.role == "rate":
            span.role = "by"
    for span in spans:
        # "exports rose 25% in 2024" tells a growth, "rises from 25% to 50% in 2024" does not
        if span.prior is not None and span.odd == "after:in":
            span.odd = ""


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class _Money:
    """Pattern for "CUR amount per unit", the tables that name both, and what finds the units and what may stand right before one."""

    pattern: re.Pattern[str]
    currencies: dict[str, str]
    units: dict[str, str]
    finder: Any
    before: tuple[str, ...]
    reach: int
    longest: int


# short names of currencies that stand before an amount as their codes do
_SHORT = frozenset({"rp", "rs", "rm", "rmb"})


@lru_cache(maxsize=4)
def _money(knowledge: Knowledge) -> _Money:
    """What data/units.toml knows, compiled."""
    table = knowledge.table("units")
    currencies: dict[str, str] = {_low(word): code for code, words in table["currencies"].items() for word in words}
    units: dict[str, str] = {_low(word): unit for unit, words in table["per"].items() for word in words}
    codes = {code.lower() for code in table["currencies"]} | _SHORT
    symbols = [w for w in currencies if not w.isalpha() or w in codes]
    names = [w for w in currencies if w[0].isalpha()]
    amount = r"(\d{1,3}(?:,\d{3}){1,3}|\d{1,9})((?:\.\d{1,3})?)(\s{0,2}(?:million|billion|mln|bln|m|bn)\b)?"
    pattern = (
        rf"(?:(?P<sym>{_any_of(symbols)})\s{{0,2}}{amount}|{amount}\s{{0,2}}-?(?P<name>{_any_of(names)}))"
        rf"(?:\s{{0,2}}\([^()]{{1,40}}\))?\s{{0,2}}(?P<unit>{_any_of(units)})\b"
    )
    return _Money(
        re.compile(pattern, re.I),
        currencies,
        units,
        AhoCorasick(list(units)),
        (*names, "million", "billion", "mln", "bln", "m", "bn", ")"),
        max(map(len, currencies), default=0) + 100,
        max(map(len, units), default=0) + 2,
    )


def _low(text: str) -> str:
    """Lower case of the same length, in which all that a pattern takes for one letter is one."""
    return (text if text.isascii() else text.replace("İ", "i").replace("ı", "i").replace("ſ", "s")).lower()


def _amounts(text: str, money: _Money) -> list[int]:
    """Where a unit stands right after a number, a currency or a bracket: the only places where an amount can be."""
    low = _low(text)
    out = []
    for _number, start, _end in money.finder.find_matches_as_indexes(low, overlapping=True):
        at = start
        while at > max(0, start - 2) and low[at - 1].isspace():
            at -= 1
        if at and (low[at - 1].isdigit() or low.endswith(money.before, 0, at)):
            out.append(start)
    return sorted(set(out))


def _specific(text: str, start: int, end: int, places: Sequence[int], money: _Money) -> list[RateSpan]:
    out: list[RateSpan] = []
    for match in money.pattern.finditer(text, max(start, places[0] - money.reach), min(end, places[-1] + money.longest)):
        groups = match.groups()
        digits, decimals, scale = groups[1:4] if match["sym"] else groups[4:7]
        value = Decimal(digits.replace(",", "") + (decimals or ""))
        if scale:
            value *= Decimal(10) ** (6 if scale.strip().lower()[0] == "m" else 9)
        name = _low(match["sym"] or match["name"])
        code = money.currencies[name]
        if name in ("cent", "cents"):
            value, code = value / 100, "USD"
        cue = _cue(text, max(start, match.start() - 28), match.start())
        unit = f"{code}/{money.units[_low(match['unit'])]}"
        out.append(RateSpan(match.start(), match.end(), value, unit, before=cue[0].lower().strip() if cue else ""))
    return out
