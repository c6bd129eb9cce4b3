"""The words of time, read once from `data/calendar.toml` and shaped for look-up by the grammar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tradewatch.errors import ConfigError
from tradewatch.knowledge import load

from .tokens import Tokens

Phrases = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


@dataclass(frozen=True, slots=True)
class Words:
    """Look-up tables by lower-case token; `sets` are the grammar's small words by name.

    `Phrases` map a first (for `cues` the last) token to (tokens, name) pairs, longest first. `triggers` tell which reading hangs on a
    word; `begins` are all words without a figure at which the grammar has anything to read; `verbs` are all that
    tell a tense but for those in "-ed".
    """

    months: Mapping[str, int]
    short_months: Mapping[str, int]
    month_names: frozenset[str]
    titles: frozenset[str]
    weekdays: Mapping[str, int]
    short_weekdays: Mapping[str, int]
    seasons: Mapping[str, int]
    units: Mapping[str, str]
    cardinals: Mapping[str, int]
    ordinals: Mapping[str, int]
    vague: frozenset[str]
    decades: Mapping[str, int]
    named: Mapping[str, int]
    early: frozenset[str]
    mid: frozenset[str]
    late: frozenset[str]
    through_of: frozenset[str]
    which: Mapping[str, str]
    edges: Mapping[str, str]
    sets: Mapping[str, frozenset[str]]
    times: frozenset[str]
    zones: frozenset[str]
    cues: Phrases
    future: frozenset[str]
    scheduled: frozenset[str]
    verbs: frozenset[str]
    weak: frozenset[str]
    booked: frozenset[str]
    nouns_too: frozenset[str]
    determiners: frozenset[str]
    arrivals: frozenset[str]
    past: frozenset[str]
    not_past: frozenset[str]
    breaks: frozenset[str]
    speech: frozenset[str]
    moved: frozenset[str]
    first_time: frozenset[str]
    counted: frozenset[str]
    counted_before: frozenset[str]
    shields: Phrases
    holidays: Phrases
    holiday_rules: Mapping[str, tuple[Any, ...]]
    holiday_near: Mapping[str, Any]
    seasonal: frozenset[str]
    triggers: Mapping[str, str]
    begins: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The program's own calendar words. Raises ConfigError where the table is missing or broken."""
    return shape(load().table("calendar"))


def shape(table: Mapping[str, Any]) -> Words:
    """Look-up tables of a calendar table. Raises ConfigError naming the key that it lacks."""
    try:
        return _shape(table)
    except KeyError as error:
        raise ConfigError(f"data/calendar.toml: {error} is missing; restore the file that came with the program") from None


def _shape(table: Mapping[str, Any]) -> Words:
    months, weekdays, numbers, parts = table["months"], table["weekdays"], table["numbers"], table["parts"]
    tense, counted = table["tense"], table["counted"]
    rules = _holiday_rules(table["holidays"])
    shields = _phrases((phrase, "") for phrase in table["shields"]["phrases"])
    holidays = _phrases((name, name) for name in rules)
    triggers = {
        **dict.fromkeys((*months["full"], *months["short"]), "month"),
        **dict.fromkeys((*weekdays["full"], *weekdays["short"]), "weekday"),
        **dict.fromkeys(table["seasons"], "season"),
        **dict.fromkeys(table["units"]["words"], "unit"),
        **dict.fromkeys(table["decades"]["words"], "decade"),
        **dict.fromkeys(table["named"], "named"),
        **dict.fromkeys(table["times"]["words"], "time"),
        "half": "half",
        "fiscal": "fiscal",
        "fy": "fiscal",
    }
    return Words(
        months=months["full"],
        short_months=months["short"],
        month_names=frozenset(months["names"]),
        titles=frozenset(months["titles"]),
        weekdays=weekdays["full"],
        short_weekdays=weekdays["short"],
        seasons=table["seasons"],
        units=table["units"]["words"],
        cardinals=numbers["cardinals"],
        ordinals=numbers["ordinals"],
        vague=frozenset(numbers["vague"]),
        decades=table["decades"]["words"],
        named=table["named"],
        early=frozenset(parts["early"]),
        mid=frozenset(parts["mid"]),
        late=frozenset(parts["late"]),
        through_of=frozenset(phrase for phrase in parts["through_of"]),
        which={word: name for name, forms in table["which"].items() for word in forms},
        edges=table["grammar"]["edges"],
        sets={name: frozenset(forms) for name, forms in table["grammar"].items() if name != "edges"},
        times=frozenset(table["times"]["words"]),
        zones=frozenset(table["times"]["zones"]),
        cues=_phrases(table["cues"].items(), by_last=True),
        future=frozenset(tense["future"]),
        scheduled=frozenset(tense["scheduled"]),
        verbs=frozenset(("to", *tense["future"], *tense["past"], *tense["scheduled"], *tense["nouns_too"])),
        weak=frozenset(tense["weak"]),
        booked=frozenset(tense["booked"]),
        nouns_too=frozenset(tense["nouns_too"]),
        determiners=frozenset(tense["determiners"]),
        arrivals=frozenset(tense["arrivals"]),
        past=frozenset(tense["past"]),
        not_past=frozenset(tense["not_past"]),
        breaks=frozenset(tense["breaks"]),
        speech=frozenset(tense["speech"]),
        moved=frozenset(tense["moved"]),
        first_time=frozenset(tense["first_time"]),
        counted=frozenset(counted["nouns"]),
        counted_before=frozenset(counted["before"]),
        shields=shields,
        holidays=holidays,
        holiday_rules=rules,
        holiday_near=table["holidays"].get("near", {}),
        seasonal=frozenset(table["seasonal"]["nouns"]),
        triggers=triggers,
        begins=frozenset((*triggers, *shields, *holidays)),
    )


def _phrases(pairs: Iterable[tuple[str, str]], *, by_last: bool = False) -> Phrases:
    out: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, name in pairs:
        tokens = tuple(Tokens(phrase.replace("’", "'")).low)
        out.setdefault(tokens[-1 if by_last else 0], []).append((tokens, name))
    return {key: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for key, found in out.items()}


def _holiday_rules(table: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Name -> (kind, numbers…): what `holidays.py` turns into days of a year."""
    rules: dict[str, tuple[Any, ...]] = {}
    for kind in ("fixed", "weeks", "nth", "inauguration"):
        rules.update({name: (kind, *numbers) for name, numbers in table[kind].items()})
    rules.update({name: ("easter", days) for name, days in table["easter"].items()})
    rules.update({name: ("once", day) for name, day in table["once"].items()})
    for feast in table["tabled"].values():
        rules.update({name: ("tabled", tuple(feast["days"])) for name in feast["names"]})
    return rules


def find_phrase(tokens: Tokens, index: int, phrases: Phrases) -> tuple[str, int] | None:
    """The longest phrase that starts at a token: its name and the index after it."""
    low = tokens.low
    for form, name in phrases.get(low[index], ()):
        after = index + len(form)
        if after > len(low):
            continue
        for at in range(1, len(form)):
            if not same(low[index + at], form[at]):
                break
        else:
            return name, after
    return None


def same(token: str, form: str) -> bool:
    """Whether two tokens are one word, whichever apostrophe is used."""
    return token == form or (token[0] == "’" and "'" + token[1:] == form)
