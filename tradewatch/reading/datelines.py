"""Dates in the text that say when it was published: a dateline at its top, a dated line under the title or at the end.

"BEIJING, April 13 (Xinhua) --", "WASHINGTON, March 31 -", "Oct 29 (Reuters) -", "(Colombo/Oct29/2024)", "Published: 16 October 2025".
Every pattern is bounded; only the first and last lines of a text are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .days import MONTH, MONTHS, day_of
from .decoding import with_line_feeds

_TOP, _END = 10, 6  # filled lines looked at from either side
_LINE = 260  # characters of a line that can hold a dateline

_ORDINAL = r"(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:(?P<m1>{MONTH})\.?\s?(?P<d1>\d{{1,2}}){_ORDINAL}(?!\d)|(?P<d2>\d{{1,2}}){_ORDINAL}\s(?:of\s)?(?P<m2>{MONTH})\b\.?)"
    r"(?:,?\s?(?P<y>(?:19|20)\d\d)\b)?"
)
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thurs?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s)?"
_WORD = r"[A-Z][A-Za-z.'’\-]{0,24}"
_PLACE = rf"{_WORD}(?:[ ,/]{{1,2}}{_WORD}){{0,5}}"
_AGENCY = r"\([A-Z][A-Za-z0-9 .&/’'\-]{1,40}\)"
_BEFORE = r"[\"“*_\s]{0,4}"
# a story's first words: place, date, agency and dash; without a place an agency is needed
_OPENING = re.compile(
    rf"{_BEFORE}(?:(?P<place>{_PLACE})[,.]?\s{{1,2}}\(?)?{_WEEKDAY}{_DATE}\)?,?\s{{0,2}}"
    rf"(?P<agency>{_AGENCY})?\s{{0,2}}(?P<dash>--?|[–—]|:)?(?=\s|$|[A-Z“\"])"
)
_PLACE_ONLY = re.compile(
    rf"{_BEFORE}[A-Z][A-Z.'’\-]{{2,24}}(?:[ ,/]{{1,2}}{_WORD}){{0,5}},?\s{{0,2}}(?P<agency>{_AGENCY})?\s{{0,2}}(?P<dash>--|[–—]|-\s)"
)
_TIME = r"(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s?(?:[AaPp]\.?[Mm]\.?)?\s?(?:[A-Z]{2,5}|\([A-Z]{2,5}\))?|\d{1,2}\s?[ap]m(?:\s[A-Z]{2,4})?)"
_LABEL = (
    r"(?:(?:first\s|originally\s|last\s)?(?:published|posted|updated|modified|released|issued|dated?|created)(?:\s(?:on|at))?"
    r"|press release|for immediate release)"
)
_ISO = r"(?P<iso>(?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2})"
# a line that is a date and little else
_DATED = re.compile(
    rf"(?:{_LABEL}\s?[:|,]?\s{{0,2}}(?:{_TIME},?\s)?)?{_WEEKDAY}(?:{_DATE}|{_ISO})"
    rf"(?:,?\s(?:at\s)?|T|\s?[|–—-]\s?|$){_TIME}?\.?(?:\s?[|•·].{{0,80}})?$",
    re.I,
)
_BYLINE = re.compile(
    rf"(?:by|from)\s.{{2,80}}?(?:[|•·–—,-]|\s)\s?{_WEEKDAY}{_DATE}(?:,?\s(?:at\s)?|\s?[|–—-]\s?|$){_TIME}?$",
    re.I,
)
# "Brussels, 12 March 2025" on a line of its own; a headline that ends in a date mostly names a weekday
_NO_WEEKDAY = r"(?!.{0,120}day,)"
_STANDING = re.compile(rf"{_NO_WEEKDAY}(?:{_WORD}(?:[ ,/]{{1,2}}{_WORD}){{0,3}}),\s{_DATE}\.?$")
# "(Colombo/Oct29/2024)", "(Seoul, 29 October 2024)"
_CLOSING = re.compile(rf"{_NO_WEEKDAY}\(?(?:{_PLACE})\s?[/,]\s?{_DATE}(?:\s?/\s?(?P<y2>(?:19|20)\d\d))?\)?\.?$")
# "… to solve it. -- EXAMPLE MORNING POST"
_CLOSING_NAME = re.compile(r"[.!?”\"]\s{0,3}(?:--|[–—])\s?([A-Z][A-Z&.'’]{1,20}(?: [A-Z&.'’]{1,20}){0,5})$")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A day that the text gives as its own; `words` are those it stands in. `guessed` where the year was not told."""

    day: date
    words: str
    guessed: bool = False


def find(text: str, latest: date | None) -> Dateline | None:
    """The publication date that the text itself tells. Without a year, the latest such day not after `latest`; none without a `latest`."""
    filled = _filled(text)
    found: Dateline | None = None
    for number, words in enumerate(filled[0]):
        match = _OPENING.match(words)
        if match and _is_dateline(match) and (found := _dated(match, latest)):
            return found
        for pattern in (_DATED, _BYLINE, *([_STANDING] if number else [])):  # the first line is a headline
            if (match := pattern.match(words)) and (match["y"] or match.groupdict().get("iso")) and (found := _dated(match, latest)):
                return found
    for words in reversed(filled[1]):
        for pattern in (_CLOSING, _DATED):
            if (
                (match := pattern.match(words))
                and (pattern is _DATED or words.startswith("(") or match["y"])
                and (found := _dated(match, latest))
            ):
                return found
    return None


def agency(text: str, ends: Iterable[int]) -> str | None:
    """Who the text says it is by: the agency of its dateline, else a name in capitals behind a dash that closes it.

    `ends` are the places where the article may end: what is cut off below it does not count.
    """
    for words in _filled(text)[0]:
        match = _OPENING.match(words)
        found = match if match and _is_dateline(match) else _PLACE_ONLY.match(words)
        if found and found["agency"]:
            return str(found["agency"][1:-1])
    for end in ends:
        closing = _CLOSING_NAME.search(text[max(0, end - 120) : end].rstrip())
        if closing:
            return closing[1]
    return None


def opens_with_dateline(words: str) -> bool:
    """Whether a line is a story's beginning: a dateline, with or without a date, before its first words."""
    match = _OPENING.match(words[:_LINE])
    if match and _is_dateline(match):
        return True
    place = _PLACE_ONLY.match(words[:_LINE])
    return place is not None and (place["agency"] is not None or place["dash"] != "- ")


def _filled(text: str) -> tuple[list[str], list[str]]:
    """The first and the last filled lines."""
    top = [words[:_LINE] for line in with_line_feeds(text[:6000]).split("\n", 60) if (words := line.strip())][:_TOP]
    last = with_line_feeds(text[-3000:]).rsplit("\n", 40)[1:]
    end = [words for line in last if (words := line.strip()) and len(words) <= _LINE][-_END:]
    return top, end


def _is_dateline(match: re.Match[str]) -> bool:
    """A place in capitals, or an agency, or a dash; a sentence that begins with a date has none of these."""
    place, agency, dash = match["place"], match["agency"], match["dash"]
    if place is None:
        return agency is not None and dash is not None
    capitals = place.split(",")[0].isupper() and len(place) > 2
    return (dash is not None and (capitals or agency is not None)) or (capitals and agency is not None)


def _dated(match: re.Match[str], latest: date | None) -> Dateline | None:
    groups = match.groupdict()
    words = " ".join(match[0].split())[:80].strip(" -–—:")
    if iso := groups.get("iso"):
        day = day_of(*(int(part) for part in re.split("[-/]", iso)))
        return Dateline(day, words) if day else None
    month = MONTHS[(groups["m1"] or groups["m2"])[:3].lower()]
    number = int(groups["d1"] or groups["d2"])
    year = groups["y"] or groups.get("y2")
    if year:
        day = day_of(int(year), month, number)
        return Dateline(day, words) if day else None
    if latest is None:
        return None
    for back in range(9):  # a 29 February may be eight years ago
        day = day_of(latest.year - back, month, number)
        if day and day <= latest + timedelta(days=1):
            return Dateline(day, words, guessed=True)
    return None
