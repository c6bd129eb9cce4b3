"""Days as metadata write them: ISO, RFC 2822, "Oct. 16, 2025", seconds since 1970. Never a day that was not told whole."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

MONTHS = {
    name: number for number, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
# a month's name as a pattern, in the two ways that datelines write it
MONTH = f"(?:{'|'.join((*_NAMES, *map(str.upper, _NAMES)))})"
FIRST_YEAR = 1900

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}Z?)?$")
_MONTH_FIRST = re.compile(rf"\b({MONTH})\b\.?\s{{0,2}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,2}}(\d{{4}})(?!\d)", re.I)
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s-]{{1,2}}(?:of\s)?({MONTH})\b\.?,?[\s-]{{1,2}}(\d{{4}})(?!\d)", re.I)
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_./]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_LONGEST = 100


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, None where there is none such or the year is no year of news."""
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= 2200 else None
    except ValueError:
        return None


def read_day(value: object) -> date | None:
    """The day that a metadata value names, as it writes it (no time zone is applied). None where it names none, or could be two."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _epoch(value)
    if not isinstance(value, str):
        return None
    text = value.strip()[:_LONGEST]
    if found := _ISO.match(text) or _COMPACT.match(text):
        return day_of(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_FIRST.search(text):
        return day_of(int(found[3]), MONTHS[found[1][:3].lower()], int(found[2]))
    if found := _DAY_FIRST.search(text):
        return day_of(int(found[3]), MONTHS[found[2][:3].lower()], int(found[1]))
    if found := _SLASHED.match(text):
        return _unmistakable(int(found[1]), int(found[2]), int(found[3]))
    if text.isdigit() and len(text) in (10, 13):
        return _epoch(int(text))
    return _odd(text)


def _unmistakable(first: int, second: int, year: int) -> date | None:
    """16/10/2025 or 10/16/2025, but not 04/05/2025, which is two days."""
    if first == second or second > 12 >= first:
        return day_of(year, first, second)
    return day_of(year, second, first) if first > 12 >= second else None


def _epoch(value: int | float) -> date | None:
    seconds = value / 1000 if 1e11 < value < 1e14 else value
    if not 2e8 < seconds < 7e9:  # 1976 to 2191
        return None
    return datetime.fromtimestamp(seconds, UTC).date()


def _odd(text: str) -> date | None:
    """What is left, by dateparser; only a day that is told whole."""
    if not any(sign.isdigit() for sign in text) or len(text) < 6 or len(text) > 60:
        return None
    import dateparser  # 0.14 s, for what the patterns above don't know

    settings = {
        "STRICT_PARSING": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "TIMEZONE": "UTC",
        "PARSERS": ["absolute-time"],
        "RELATIVE_BASE": datetime(2000, 1, 1),
    }
    try:
        found = dateparser.parse(text, languages=["en"], settings=settings)
    except Exception:  # whatever a parser of foreign text stumbles over, the value names no day
        return None
    return day_of(found.year, found.month, found.day) if found and str(found.year) in text else None


def day_in_name(name: str) -> date | None:
    """The last day written out in a file's name or an address: 2025-10-16, 2025_10_16, 20251016, /2025/10/16/."""
    found = None
    for match in _IN_NAME.finditer(name[-400:]):
        found = day_of(int(match[1]), int(match[3]), int(match[4])) or found
    return found
