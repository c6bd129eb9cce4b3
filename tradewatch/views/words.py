"""Values in words: dates at the precision the text gave, rates with their unit, what a date means, what an event is.

Nothing here invents: a month stays a month ("October 2025"), an interval stays an interval ("Oct 13–15"), an open one says its open end.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from tradewatch.model import Action, Claim, EventType, Grain, Period, Rate, Role, Status

Names = Callable[[str], str]
"""Code of a jurisdiction to its name, as the knowledge has it."""

MONTHS = tuple(calendar.month_name)
MON = tuple(calendar.month_abbr)
SHORT_NAMES = {
    "US": "US",
    "EU": "EU",
    "GB": "UK",
    "AE": "UAE",
    "KR": "South Korea",
    "KP": "North Korea",
    "RU": "Russia",
    "*": "all countries",
}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩"}
_MONEY = {"CNY": "yuan", "RUB": "roubles", "BRL": "reais", "CAD": "Canadian dollars", "AUD": "Australian dollars", "CHF": "francs"}


def say_period(period: Period, *, within: int | None = None, role: Role | None = None) -> str:
    """The period as a person would tell it: "Nov 1", "late October 2025", "week of Oct 6", "Q4 2025", "since April 2025".

    The year is left out where it equals `within` (the year of a heading). `role` turns an open start into "until" for an end, else "by".
    """
    start, end = period.start, period.end
    if start is None or end is None:
        edge = start or end
        assert edge is not None
        told = _edge(edge, period.grain, within)
        if start is not None:
            return f"since {told}"
        return f"{'until' if role is Role.ENDS else 'by'} {told}"
    if start == end:
        return _day(start, within)
    if (start.year, start.month) == (end.year, end.month):
        part = _month_part(start, end)
        if part is not None:
            return _year(f"{part}{MONTHS[start.month]}", start.year, within)
    if period.grain is Grain.WEEK or (start.weekday() == 0 and end - start == timedelta(days=6)):
        return f"week of {_day(start, within)}"
    if start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]:
        return _months(start, end, period.grain, within)
    if (start.year, start.month) == (end.year, end.month):
        return f"{MON[start.month]} {start.day}–{_day(end, within).partition(' ')[2]}"
    if start.year == end.year:
        return f"{MON[start.month]} {start.day} – {_day(end, within)}"
    return f"{_day(start, None)} – {_day(end, None)}"


def _edge(edge: date, grain: Grain, within: int | None) -> str:
    if grain is Grain.YEAR:
        return f"{edge.year}"
    if grain is Grain.MONTH:
        return _year(MONTHS[edge.month], edge.year, within)
    return _day(edge, within)


def _day(day: date, within: int | None) -> str:
    told = f"{MON[day.month]} {day.day}"
    return told if day.year == within else f"{told}, {day.year}"


def _year(told: str, year: int, within: int | None) -> str:
    return told if year == within else f"{told} {year}"


def _month_part(start: date, end: date) -> str | None:
    last = calendar.monthrange(end.year, end.month)[1]
    return {(1, last): "", (1, 10): "early ", (11, 20): "mid-", (21, last): "late "}.get((start.day, end.day))


def _months(start: date, end: date, grain: Grain, within: int | None) -> str:
    """Whole months: years, thirds of a year, halves, quarters, seasons, spans."""
    first, last = start.month, end.month
    if start.year == end.year:
        if (first, last) == (1, 12):
            return f"{start.year}"
        if grain is not Grain.SEASON:
            named = {(1, 4): "early", (5, 8): "mid", (9, 12): "late", (1, 6): "first half of", (7, 12): "second half of"}.get((first, last))
            if named:
                return f"{named} {start.year}"
            if last - first == 2 and first % 3 == 1:
                return f"Q{last // 3} {start.year}"
        season = {(3, 5): "spring", (6, 8): "summer", (9, 11): "autumn"}.get((first, last))
        if season and grain is Grain.SEASON:
            return _year(season, start.year, within)
        return _year(f"{MON[first]}–{MON[last]}", start.year, within)
    if (first, last) == (1, 12):
        if start.year % 10 == 0 and end.year == start.year + 9:
            return f"the {start.year}s"
        return f"{start.year}–{end.year}"
    if (first, last) == (12, 2) and end.year == start.year + 1 and grain is Grain.SEASON:
        return f"winter {start.year}–{end.year % 100:02d}"
    return f"{MON[first]} {start.year} – {MON[last]} {end.year}"


def say_number(value: Decimal | float) -> str:
    """A number without needless zeros, thousands apart: `25`, `7.5`, `1,120`."""
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite():
        return str(number)
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def say_rate(rate: Rate) -> str:
    """A rate with its unit: `25%`, `10–25%`, `10 points`, `$50 per net ton`, `400 yuan per net ton`."""
    amount = say_number(rate.value)
    low = say_number(rate.minimum) if rate.minimum is not None else None
    span = f"{low}–{amount}" if low is not None else amount
    if rate.unit == "percent":
        return f"{span}%"
    if rate.unit == "percentage_point":
        return f"{span} point{'' if span == '1' else 's'}"
    currency, slash, per = rate.unit.partition("/")
    if currency in _SIGNS:
        span = _SIGNS[currency] + span
    else:
        span = f"{span} {_MONEY.get(currency, currency)}".strip()
    return f"{span} per {per.replace('_', ' ')}" if slash else span


def say_side(codes: Sequence[str], names: Names, *, codes_only: bool = False) -> str:
    """Jurisdictions in a row: short names, or bare codes where room is short; `*` is "all countries"."""
    return ", ".join(
        SHORT_NAMES[code] if code in SHORT_NAMES and (not codes_only or code == "*") else code if codes_only else names(code)
        for code in codes
    )


def say_sides(claim: Claim, names: Names, *, arrow: str = "→", codes_only: bool = False) -> str:
    """`US → China` for what one side does to another, `China, US` for what sides do together."""
    by = say_side(claim.by, names, codes_only=codes_only) or "?"
    if not claim.on:
        return by
    return f"{by} {arrow} {say_side(claim.on, names, codes_only=codes_only)}"


_NOUNS = {
    EventType.TARIFF: "tariff",
    EventType.TRADE_REMEDY: "trade remedy",
    EventType.EXPORT_CONTROL: "export control",
    EventType.IMPORT_RESTRICTION: "import restriction",
    EventType.PORT_FEE: "port fee",
    EventType.SANCTION: "sanction",
    EventType.INVESTIGATION: "investigation",
    EventType.DISPUTE: "dispute",
    EventType.AGREEMENT: "agreement",
    EventType.COMMITMENT: "commitment",
    EventType.MEETING: "meeting",
}


def say_type(kind: EventType) -> str:
    """The type in a word or two: "port fee"."""
    return _NOUNS[kind]


def say_what(claim: Claim) -> str:
    """The event in a phrase: "tariff 25% on steel, aluminium", "port fee suspended", "meeting in Geneva", always with the type first."""
    words = [say_type(claim.type)]
    rate = say_rate(claim.rate) if claim.rate else ""
    if claim.action in _ACTIONS:
        words.append(_ACTIONS[claim.action])
        if rate:
            words.append(
                (
                    "to "
                    if claim.action in (Action.RAISE, Action.LOWER) and _is_level(claim.rate)
                    else "by "
                    if not _is_level(claim.rate)
                    else "at "
                )
                + rate
            )
    elif rate:
        words.append(rate)
    if claim.prior_rate:
        words.append(f"from {say_rate(claim.prior_rate)}")
    if claim.goods:
        words.append(f"{'for' if claim.type is EventType.COMMITMENT else 'on'} {', '.join(claim.goods)}")
    if claim.place:
        words.append(f"in {claim.place}")
    if claim.entities:
        words.append(f"({', '.join(claim.entities)})")
    if claim.instrument:
        words.append(f"[{claim.instrument}]")
    return " ".join(words)


def say_action(action: Action | None) -> str:
    """What is done to a measure: "raised", "cut", "suspended"; nothing for imposing."""
    return _ACTIONS.get(action, "")


_ACTIONS: dict[Action | None, str] = {
    Action.RAISE: "raised",
    Action.LOWER: "cut",
    Action.SUSPEND: "suspended",
    Action.EXTEND: "extended",
    Action.LIFT: "lifted",
    Action.EXEMPT: "exemption",
}


def _is_level(rate: Rate | None) -> bool:
    return rate is not None and rate.unit != "percentage_point"


def say_status(status: Status) -> str:
    """`in_force` as "in force"; the rest as they are."""
    return status.value.replace("_", " ")


def say_standing(roles: Sequence[Role], claim: Claim) -> str:
    """What a date means, and what has become of the event where that is more: "announced; now in force", "takes effect".

    One date may mean more than one thing: "announced and in force".
    """
    ended = claim.status is Status.ENDED
    told = _together(["ended" if role is Role.ENDS and ended else say_role(role, claim) for role in roles])
    status = _IN_EFFECT.get(claim.action, say_status(claim.status)) if claim.status in _DONE else say_status(claim.status)
    later = claim.status in (Status.IN_FORCE, Status.SUSPENDED, Status.ENDED, Status.REJECTED, Status.CANCELLED, Status.HELD)
    if not later or status in told or (Role.ENDS in roles and claim.status is Status.IN_FORCE):
        return told
    return f"{told}; now {status}"


# of a lift in force it is the measure that is no more
_IN_EFFECT: dict[Action | None, str] = {Action.LIFT: "lifted", Action.EXEMPT: "exempt", Action.SUSPEND: "suspended"}
_DONE = (Status.IN_FORCE, Status.ENDED)


def _together(told: Sequence[str]) -> str:
    """Meanings of one date as one: "threatened" and "threatened for" are "threatened, for the same date"."""
    said = ""
    for meaning in dict.fromkeys(told):
        last = said.rpartition(" and ")[2]
        if last and meaning.startswith(f"{last} "):
            said += f",{meaning.removeprefix(last)} the same date"
        else:
            said += f" and {meaning}" if said else meaning
    return said


def say_dated(role: Role, claim: Claim, period: Period) -> str:
    """What a date means with the date: "takes effect Nov 1, 2025", "in force since April 2025", "takes effect from Jul 5, 2024"."""
    told, when = say_role(role, claim), say_period(period, role=role)
    if when.startswith("until ") and told.endswith(" until"):
        when = when.removeprefix("until ")
    # what has not begun is told "from" a day, what runs "since" it
    if when.startswith("since ") and told not in ("in force", "suspended", "held"):
        told, when = told.removesuffix(" for"), f"from {when.removeprefix('since ')}"
    return f"{told} {when}"


def say_dates(claim: Claim) -> str:
    """All dates of an event with what they mean, each date once: "announced and in force Mar 12, 2025; ends 2026"; nothing for none."""
    roles: dict[Period, list[Role]] = {}
    for role in Role:
        if role in claim.dates:
            roles.setdefault(claim.dates[role], []).append(role)
    said = []
    for period, meant in roles.items():
        told, comma, same = _together([say_role(role, claim) for role in meant]).partition(",")
        said.append(f"{told} {say_period(period)}{comma}{same}" if len(meant) > 1 else say_dated(meant[0], claim, period))
    return "; ".join(said)


UNDECIDED = frozenset({Status.THREATENED, Status.PROPOSED, Status.PLANNED, Status.REJECTED, Status.CANCELLED})
"""Statuses of what is no law and no fact (yet): views draw these hollow."""


def say_role(role: Role, claim: Claim) -> str:
    """What a date means for this event: "in force", "takes effect", "threatened for", "suspended until", "planned", "held"."""
    status = claim.status
    if role is Role.HELD:
        return say_status(status) if status in (Status.PLANNED, Status.CANCELLED) else "held"
    if role is Role.ANNOUNCED:
        return say_status(status) if status in (Status.THREATENED, Status.PROPOSED, Status.REJECTED) else "announced"
    if role is Role.ENDS:
        if claim.action is Action.SUSPEND or status is Status.SUSPENDED:
            return "suspended until"
        return "would end" if status in UNDECIDED else "ends"
    if status in (Status.THREATENED, Status.PROPOSED):
        return f"{status.value} for"
    if status is Status.REJECTED:
        return "rejected for"
    if claim.type in (EventType.COMMITMENT, EventType.AGREEMENT):
        return {Status.IN_FORCE: "in force", Status.ENDED: "ended"}.get(status, "starts")
    if claim.action in (Action.SUSPEND, Action.LIFT, Action.EXEMPT) and claim.action is not None:
        done = {Action.SUSPEND: "suspended", Action.LIFT: "lifted", Action.EXEMPT: "exempt"}[claim.action]
        return done if status is not Status.ANNOUNCED else f"{done} from"
    if status is Status.SUSPENDED:
        return "suspended"
    if status is Status.ENDED:
        return "ended"
    return "in force" if status is Status.IN_FORCE else "takes effect"
