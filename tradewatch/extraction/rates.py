"""Rates of duty, fee or quota with their units: "25%", "10 to 25 per cent", "from 10% to 25%", "$50 per net ton", "400 yuan a tonne".

A number is found here with what stands around it; whether it is the rate of a measure is decided later, so shares and market moves come out
too, marked by `odd`, which names the words that speak against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from tradewatch.knowledge import Knowledge
from tradewatch.model import Rate

_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30, "thirty-five": 35, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "a hundred": 100, "one hundred": 100, "two hundred": 200,
}  # fmt: skip
_NUMBER = r"(?<![\w.,])(\d{1,3}(?:,\d{3}){1,2}|\d{1,5})((?:\.\d{1,3})?)"
_WORD_NUMBER = r"\b(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")"
_UNIT = re.compile(r"%|per\s?cent|pct|\bpc\b|p\.c\.|percentage", re.I)
_FRACTION = re.compile(r"(\d{1,3})[- ](\d)/(\d)")
_PERCENT = re.compile(
    rf"(?:{_NUMBER}|{_WORD_NUMBER})(?:\s{{0,2}}-\s{{0,2}}|\s{{0,2}})(%|per\s?cent\b|percent\b|pct\b|pc\b|p\.c\.|(?:percentage|percent"
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
_BEFORE = re.compile(
    r"(?:\b(from|by|to|at|of|than|up to|as much as|as high as|at least|about|around|nearly|more than|over|under|below|above"
    r"|additional|extra|another)\s{1,2}){1,2}$",
    re.I,
)
_ODD = re.compile(
    r"^\s{0,2}(?:of (?!the (?:value|price|duty|customs|invoice|import)|duty|tariffs?|duties|additional)(?:[\w'$.,-]{1,18} ){0,4}|more"
    r"|less|higher|lower|owned|stake|share|rise|fall|drop|decline|growth|increase in (?:exports|imports|sales|prices|output|profit)"
    r"|chance|year-on-year|in (?:the )?(?:first|second|third|fourth|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|19\d\d|20\d\d)|of (?:its|their|all|the|total|global|world|u\.?s\.?)\b|year on year|reduction in"
    r"|discount|interest|yield|approval|majority|annual(?:ly)?|annualized|from a year|from the (?:previous|same)|last (?:year|month"
    r"|week)|this (?:year|month|week) (?:to|so)|profit|pay|wage|voted|said|believe|think|respondents|to close|to end at"
    r"|to \$?\d[\d,.]{2,8}\b)",
    re.I,
)
_ODD_BEFORE = re.compile(
    r"(?:\b(?:rose|fell|gained|lost|slid|slipped|dropped|jumped|surged|plunged|climbed|grew|shrank|declined|tumbled|advanced|soared"
    r"|shed|down|up|contracted|expanded|shares?|stocks?|index|growth(?: of| rate)?|exports (?:rose|fell|grew|dropped|up|down)"
    r"|imports (?:rose|fell|grew|dropped|up|down)|inflation(?: of| rate| at)?|accounts? for|accounted for|accounting for|makes? up"
    r"|made up|represents?|comprises?|owns?|stake of|gdp|interest rates?|output|prices?|sales|profits?|revenues?|unemployment|wages?"
    r"|nikkei|dow|nasdaq|s&p 500|yuan|dollar|euro|yen|percentage of|margin of|majority of|poll(?:ed)?)\s{1,2}(?:(?:rose|fell|grew|up"
    r"|down|dropped|jumped|declined|gained|lost|climbed|increased|by|about|around|nearly|some|almost|more than|as much as|at|to|of"
    r"|over|just|only|roughly|approximately|least|another|an additional)\s{1,2}){0,3})$",
    re.I,
)


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
        return Decimal(digits.replace(",", "") + (decimals or ""))
    return Decimal(_WORDS[(word or "zero").lower()])


def find_rates(text: str, start: int, end: int, knowledge: Knowledge) -> list[RateSpan]:
    """Rates of one sentence (`start`..`end` of the plain text), in order, "from … to …" joined, ranges folded into one span."""
    out: list[RateSpan] = []
    for match in _PERCENT.finditer(text, start, end) if _UNIT.search(text, start, end) else ():
        unit_text = match[4].lower() + (match[5] or "").lower()
        if match[4].lower() == "points" or unit_text.startswith("pp"):
            continue
        unit = "percentage_point" if "point" in unit_text else "percent"
        value = _number(match[1], match[2], match[3])
        first, minimum = match.start(), None
        fraction = _FRACTION.search(text, max(start, first - 5), match.end(1) if match[1] else first)
        if fraction and fraction.end() == match.end(1):
            value = Decimal(fraction[1]) + Decimal(fraction[2]) / Decimal(fraction[3] if fraction[3] != "0" else "1")
            first = fraction.start()
        left = _RANGE_LEFT.search(text, max(start, first - 26), first)
        if left and not (out and left.start(2) < out[-1].start):
            low = Decimal(left[2]) if left[2][0].isdigit() else Decimal(_WORDS[left[2].lower()])
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
        cue = _BEFORE.search(text, max(start, first - 28), first)
        span = RateSpan(first, match.end(), value, unit, minimum, before=" ".join(cue[0].lower().split()) if cue else "")
        odd = _ODD.match(text, span.end, min(end, span.end + 60))
        if odd:
            span.odd = "after:" + odd[0].strip().lower().split(" ")[0]
        else:
            odd = _ODD_BEFORE.search(text, max(start, span.start - 60), span.start)
            if odd:
                span.odd = "before:" + odd[0].strip().lower().split(" ")[0]
        out.append(span)
    out += _specific(text, start, end, knowledge)
    out.sort(key=lambda s: s.start)
    _link(text, out)
    return out


def _link(text: str, spans: list[RateSpan]) -> None:
    """Give "from X to Y" and "to Y from X" their prior rates."""
    for number, span in enumerate(spans):
        if span.before.endswith("from") or span.before.startswith("from"):
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


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=4)
def _money(knowledge: Knowledge) -> tuple[re.Pattern[str], dict[str, str], dict[str, str], re.Pattern[str]]:
    """Pattern for "CUR amount per unit" and the tables that name both, from data/units.toml."""
    table = knowledge.table("units")
    currencies: dict[str, str] = {word.lower(): code for code, words in table["currencies"].items() for word in words}
    units: dict[str, str] = {word.lower(): unit for unit, words in table["per"].items() for word in words}
    symbols = [w for w in currencies if not w.isalpha() or w in ("rmb", "usd", "eur", "cny", "inr", "gbp")]
    names = [w for w in currencies if w[0].isalpha()]
    amount = r"(\d{1,3}(?:,\d{3}){1,3}|\d{1,9})((?:\.\d{1,3})?)(\s{0,2}(?:million|billion|mln|bln|m|bn)\b)?"
    pattern = (
        rf"(?:(?P<sym>{_any_of(symbols)})\s{{0,2}}{amount}|{amount}\s{{0,2}}-?(?P<name>{_any_of(names)}))"
        rf"(?:\s{{0,2}}\([^()]{{1,40}}\))?\s{{0,2}}(?P<unit>{_any_of(units)})\b"
    )
    # most sentences speak of no money at all: a cheap look first
    hint = rf"(?:{_any_of(symbols)})\s{{0,2}}\d|\d[\d,.]{{0,14}}\s{{0,2}}(?:million|billion|mln|bln|bn|m)?\s{{0,2}}-?(?:{_any_of(names)})\b"
    return re.compile(pattern, re.I), currencies, units, re.compile(hint, re.I)


def _specific(text: str, start: int, end: int, knowledge: Knowledge) -> list[RateSpan]:
    pattern, currencies, units, hint = _money(knowledge)
    out: list[RateSpan] = []
    if not hint.search(text, start, end):
        return out
    for match in pattern.finditer(text, start, end):
        groups = match.groups()
        digits, decimals, scale = groups[1:4] if match["sym"] else groups[4:7]
        value = Decimal(digits.replace(",", "") + (decimals or ""))
        if scale:
            value *= Decimal(10) ** (6 if scale.strip().lower()[0] == "m" else 9)
        name = (match["sym"] or match["name"]).lower()
        code = currencies[name]
        if name in ("cent", "cents"):
            value, code = value / 100, "USD"
        cue = _BEFORE.search(text, max(start, match.start() - 28), match.start())
        out.append(
            RateSpan(
                match.start(), match.end(), value, f"{code}/{units[match['unit'].lower()]}", before=cue[0].lower().strip() if cue else ""
            )
        )
    return out
