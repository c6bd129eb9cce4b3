"""Who can act and be acted on: jurisdictions and blocs, and every phrase of a text that stands for one of them on a day.

The tables are jurisdictions, blocs, agencies, firms and officials in data/; how an entry is written stands at the head of each file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from tradewatch.errors import ConfigError
from tradewatch.model import Period

from .tables import phrases, plain

# "all" is never in a table: a reader may make a form of it for "all countries", code `*`
Kind = Literal["name", "demonym", "people", "capital", "region", "agency", "official", "bloc", "firm", "all"]

# keys of an entry in jurisdictions.toml and blocs.toml -> kind of its forms; the order is the one in which a typed name is understood
_FORM_KEYS: dict[str, Kind] = {
    "names": "name",
    "demonyms": "demonym",
    "people": "people",
    "capitals": "capital",
    "regions": "region",
    "agencies": "agency",
}
_ENTRY_KEYS = frozenset({"name", "also", "members", *_FORM_KEYS})
# capitals alone, up to this many letters, are an acronym: "US" is never "us"
_ACRONYM = 6


@dataclass(frozen=True, slots=True)
class Form:
    """A phrase that stands for a jurisdiction. `valid_from`/`valid_to` (both inside) bound a term of office; None is open.

    `exact_case` asks for exactly this spelling ("US", never "us"); else a capital or a figure must begin the phrase.
    """

    text: str
    code: str
    kind: Kind
    valid_from: date | None = None
    valid_to: date | None = None
    exact_case: bool = False

    def on(self, day: date) -> bool:
        """Whether the phrase stands for the jurisdiction on a day."""
        return covers(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A country, territory, bloc or body: its code, its display name and the phrases that a person may type for it."""

    code: str
    name: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bloc:
    """A jurisdiction with members: (code, first day or None, last day or None), one per stay."""

    code: str
    name: str
    members: tuple[tuple[str, date | None, date | None], ...]


def covers(first: date | None, last: date | None, on: date) -> bool:
    """Whether a stretch with both days inside, None for open, holds a day."""
    return (first or date.min) <= on <= (last or date.max)


def check(place: str, table: Mapping[str, Any]) -> None:
    """Raise ConfigError on the first entry that has no name, or a key or a value that an entry cannot have."""
    for code, entry in table.items():
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
            raise ConfigError(f'{place}: {code}: has no name; write {code} = {{ name = "…" }}')
        for key, value in entry.items():
            if key not in _ENTRY_KEYS:
                raise ConfigError(f"{place}: {code}: unknown key '{key}'; use one of {', '.join(sorted(_ENTRY_KEYS))}")
            if key != "name":
                phrases(place, f"{code}.{key}", value)


def jurisdictions(entries: Mapping[str, Any]) -> Mapping[str, Jurisdiction]:
    """Code -> jurisdiction, countries and blocs alike."""
    out = {}
    for code, entry in entries.items():
        texts = (text for key in (*_FORM_KEYS, "also") if key != "agencies" for text in entry.get(key, ()))
        out[code] = Jurisdiction(code, entry["name"], (code, entry["name"], *(text.removeprefix("=") for text in texts)))
    return MappingProxyType(out)


def blocs(table: Mapping[str, Any], entries: Mapping[str, Any]) -> Mapping[str, Bloc]:
    """Code -> bloc, for those with members. Raises ConfigError on a member that is no jurisdiction, or days that are none."""
    out = {}
    for code, entry in table.items():
        stays: list[tuple[str, date | None, date | None]] = []
        for text in entry.get("members", ()):
            *members, term = text.split()
            stay = _period(term)
            if stay is None or not members:
                raise ConfigError(f'data/blocs.toml: {code}: "{text}": has no days; write "BE DE 1958-01-01/.."')
            for member in members:
                _known(f"data/blocs.toml: {code}", member, entries)
                stays.append((member, stay.start, stay.end))
        if stays:
            out[code] = Bloc(code, entry["name"], tuple(stays))
    return MappingProxyType(out)


def forms(entries: Mapping[str, Any], bodies: Iterable[str], tables: Mapping[str, Mapping[str, Any]]) -> tuple[Form, ...]:
    """Every phrase of `entries` (those of `bodies` are blocs) and of the tables agencies, firms and officials. Raises ConfigError."""
    bodies = frozenset(bodies)
    out = [form for code, entry in entries.items() for form in _own(code, entry, "bloc" if code in bodies else "name")]
    kinds: tuple[tuple[str, Kind], ...] = (("agencies", "agency"), ("firms", "firm"), ("officials", "official"))
    for name, kind in kinds:
        place = f"data/{name}.toml"
        for code, texts in tables[name].items():
            _known(place, code, entries)
            for text in phrases(place, code, texts):
                out += _official(place, code, text) if kind == "official" else [_form(text, code, kind)]
    _no_two_owners(out)
    return tuple(out)


def typed(entries: Mapping[str, Any], agencies: Mapping[str, Any]) -> dict[str, str]:
    """Plain phrase -> code, for what a person types: codes first, so that "in" is India, then names, and agencies last."""
    out = {plain(code): code for code in entries}
    for key in ("name", *_FORM_KEYS, "also"):
        for code, entry in entries.items():
            for text in [entry["name"]] if key == "name" else entry.get(key, ()):
                out.setdefault(plain(text), code)
    for code, texts in agencies.items():
        for text in texts:
            out.setdefault(plain(text), code)
    return out


def _known(place: str, code: str, entries: Mapping[str, Any]) -> None:
    if code not in entries:
        raise ConfigError(f"{place}: {code}: no such code; add it to jurisdictions.toml or blocs.toml first")


def _form(text: str, code: str, kind: Kind, first: date | None = None, last: date | None = None) -> Form:
    bare = text.removeprefix("=")
    acronym = bare.isupper() and " " not in bare and sum(map(str.isalpha, bare)) <= _ACRONYM
    return Form(bare, code, kind, first, last, acronym or bare is not text)


def _own(code: str, entry: Mapping[str, Any], own: Kind) -> Iterator[Form]:
    if entry["name"] not in entry.get("also", ()):
        yield _form(entry["name"], code, own)
    for key, kind in _FORM_KEYS.items():
        for text in entry.get(key, ()):
            yield _form(text, code, own if key == "names" else kind)


def _official(place: str, code: str, text: str) -> Iterator[Form]:
    names, _, terms = text.partition(";")
    stays = [stay for term in terms.split(",") if (stay := _period(term.strip())) is not None]
    if not terms or len(stays) != terms.count(",") + 1:
        raise ConfigError(f'{place}: {code}: "{text}": has no term of office; write "Name, Surname; 2021-03-18/2025-01-20"')
    for name in map(str.strip, names.split(",")):
        if not name:
            raise ConfigError(f'{place}: {code}: "{text}": has an empty name; take out the comma')
        for stay in stays:
            yield _form(name, code, "official", stay.start, stay.end)


def _period(term: str) -> Period | None:
    try:
        return Period.parse(term) if "/" in term else None
    except ValueError:
        return None


def _no_two_owners(found: Iterable[Form]) -> None:
    """One phrase names one jurisdiction at a time; a person may hold one office after another."""
    seen: dict[str, list[Form]] = {}
    for form in found:
        for other in seen.setdefault(form.text, []):
            if other.code != form.code and _first(form) <= _last(other) and _first(other) <= _last(form):
                owners = f"{other.code} ({other.kind}) and {form.code} ({form.kind})"
                raise ConfigError(f"data/: '{form.text}' stands for {owners} at once; keep one")
        seen[form.text].append(form)


def _first(form: Form) -> date:
    return form.valid_from or date.min


def _last(form: Form) -> date:
    return form.valid_to or date.max
