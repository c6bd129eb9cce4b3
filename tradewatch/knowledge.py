"""The only reader of data/: loads its tables, checks them, and answers what the words of trade news stand for.

The world (jurisdictions, blocs, agencies, officials, firms, goods, shields) is compiled into a `Knowledge`; every other table is read on demand by
`Knowledge.table`. A folder of one's own adds to a table of the same name: tables are joined key by key, lists are lengthened, values replaced.
A mistake in a table is a `ConfigError` that names the file, the entry and the next step.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

from .errors import ConfigError, UsageError
from .model import Period

Kind = Literal["name", "demonym", "people", "capital", "region", "agency", "official", "bloc", "firm"]
_KINDS = get_args(Kind)
ALL = "*"

# keys of an entry in jurisdictions.toml and blocs.toml -> kind of its forms
_FORM_KEYS: dict[str, Kind] = {
    "names": "name",
    "demonyms": "demonym",
    "people": "people",
    "capitals": "capital",
    "regions": "region",
    "agencies": "agency",
}
_ENTRY_KEYS = frozenset({"name", "also", "members", *_FORM_KEYS})
# words of one case that are also plain words or names: an acronym of this many letters at most is looked for letter by letter
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


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A country, territory, bloc or body: its code, its display name and every phrase that a person may type for it."""

    code: str
    name: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bloc:
    """A jurisdiction with members: (code, first day or None, last day or None) per stay."""

    code: str
    name: str
    members: tuple[tuple[str, date | None, date | None], ...]


@dataclass(frozen=True, slots=True)
class Good:
    """A kind of goods: its Harmonized System heading (2 or 4 digits, None where goods cut across it), its name and the terms that a text uses.

    `others` are further headings of the same words, less likely; `broad` marks whole classes ("metals").
    """

    hs: str | None
    name: str
    terms: tuple[str, ...]
    broad: bool
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """What data/ knows. Made by `load`; one object stands for one set of folders, so it may key a cache."""

    roots: tuple[Path, ...]
    jurisdictions: Mapping[str, Jurisdiction]
    forms: tuple[Form, ...]
    shields: tuple[str, ...]
    blocs: Mapping[str, Bloc]
    goods: tuple[Good, ...]
    _typed: Mapping[str, str] = field(repr=False)
    _by_term: Mapping[str, tuple[int, ...]] = field(repr=False)
    _tables: dict[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)

    def table(self, path: str) -> Mapping[str, Any]:
        """The table `data/<path>.toml`, the user's own joined in; lists as tuples, read-only, kept. Raises ConfigError."""
        if path not in self._tables:
            self._tables[path] = _freeze(_read(self.roots, path))
        return self._tables[path]

    def names(self, folder: str) -> tuple[str, ...]:
        """The tables of a folder of data/, without their ending, sorted: `names("events")` -> ("agreement", …)."""
        return tuple(sorted({found.stem for root in self.roots for found in (root / folder).glob("*.toml")}))

    def path(self, name: str) -> Path:
        """Where a file of data/ lies (weights, samples), the user's own first. Whether it is there is the caller's to see."""
        found = [root / name for root in reversed(self.roots) if (root / name).exists()]
        return found[0] if found else self.roots[0] / name

    def members(self, bloc: str, on: date) -> frozenset[str]:
        """Codes of a bloc's members on a day; empty for a bloc without members or a code that is no bloc."""
        found = self.blocs.get(bloc)
        return frozenset(code for code, first, last in found.members if _covers(first, last, on)) if found else frozenset()

    def blocs_of(self, code: str, on: date) -> frozenset[str]:
        """Codes of the blocs that a jurisdiction belongs to on a day."""
        return frozenset(
            bloc.code for bloc in self.blocs.values() if any(member == code and _covers(first, last, on) for member, first, last in bloc.members)
        )

    def name(self, code: str) -> str:
        """The display name of a code: "United States", "ASEAN", "all countries" for `*`; an unknown code is its own name."""
        if code == ALL:
            return "all countries"
        found = self.jurisdictions.get(code)
        return found.name if found else code

    def country(self, text: str) -> str:
        """The code of what a person typed: code, name, demonym, capital or bloc, in any case. Raises UsageError with the nearest names."""
        wanted = _plain(text)
        code = self._typed.get(wanted) or self._typed.get(wanted.removeprefix("the "))
        if code is None and wanted:
            code = _from_iso(wanted, self.jurisdictions)
        if code is None:
            raise UsageError(f"unknown country '{_shown(text)}'{self._nearest(wanted)}")
        return code

    def hs_of(self, phrase: str) -> list[tuple[str, float]]:
        """Harmonized System headings of a goods phrase with confidence, the likeliest first; empty where no goods are known in it.

        The whole phrase counts most, then a known term at its end (the head of "imported steel"), then one inside it.
        """
        words = _plain(phrase).split()[:24]
        found: dict[str, float] = {}
        for numbers, weight in self._terms_in(words):
            for number in numbers:
                good = self.goods[number]
                sure = weight * (0.6 if good.broad else 1.0 if good.hs and len(good.hs) == 4 else 0.9)
                for place, heading in enumerate((good.hs, *good.others)):
                    if heading is not None:
                        found[heading] = max(found.get(heading, 0.0), round(sure if place == 0 else sure * 0.6, 2))
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))

    def _terms_in(self, words: list[str]) -> Iterator[tuple[tuple[int, ...], float]]:
        whole = self._by_term.get(" ".join(words))
        if whole:
            yield whole, 0.95
            return
        end = len(words)
        for first in range(1, end):
            head = self._by_term.get(" ".join(words[first:]))
            if head:
                yield head, 0.75
                end = first
                break
        at = 0
        while at < end:
            size = next((n for n in range(min(6, end - at), 0, -1) if " ".join(words[at : at + n]) in self._by_term), 0)
            if size:
                yield self._by_term[" ".join(words[at : at + size])], 0.5
            at += size or 1

    def _nearest(self, wanted: str) -> str:
        from difflib import get_close_matches  # on the way to an error only

        near = dict.fromkeys(self._typed[key] for key in get_close_matches(wanted[:60], self._typed, n=6, cutoff=0.72))
        shown = [f"{self.name(code)} ({code})" for code in list(near)[:3]]
        return f"; did you mean {' or '.join(shown)}?" if shown else "; give a name, a demonym, a bloc or an ISO code, such as China or CN"


def load(extra: Path | None = None) -> Knowledge:
    """The knowledge of data/ and, on top of it, of the folder `extra`; kept for the life of the process. Raises ConfigError."""
    return _load(_home(), extra)


@lru_cache(maxsize=4)
def _load(home: Path, extra: Path | None) -> Knowledge:
    if extra is not None and not extra.is_dir():
        raise ConfigError(f"{extra}: no such folder of tables; name a folder that holds .toml files, or none")
    roots = (home,) if extra is None else (home, extra)
    countries, blocs = _read(roots, "jurisdictions"), _read(roots, "blocs")
    both = countries.keys() & blocs.keys()
    if both:
        raise ConfigError(f"data/blocs.toml: {min(both)}: is in jurisdictions.toml too; keep one")
    entries = {
        code: _entry(f"data/{name}.toml", code, entry) for name, part in (("jurisdictions", countries), ("blocs", blocs)) for code, entry in part.items()
    }
    forms = [form for code, entry in entries.items() for form in _forms(code, entry, "bloc" if code in blocs else "name")]
    for name, kind in (("agencies", "agency"), ("firms", "firm")):
        for code, texts in _read(roots, name).items():
            _known(f"data/{name}.toml", code, entries)
            forms += [_form(text, code, cast(Kind, kind)) for text in _texts(f"data/{name}.toml", code, texts)]
    for code, texts in _read(roots, "officials").items():
        _known("data/officials.toml", code, entries)
        for text in _texts("data/officials.toml", code, texts):
            forms += _official("data/officials.toml", code, text)
    _no_two_owners(forms)
    goods = tuple(_goods(_read(roots, "goods")))
    return Knowledge(
        roots=roots,
        jurisdictions=MappingProxyType({code: Jurisdiction(code, entry["name"], tuple(_typable(code, entry))) for code, entry in entries.items()}),
        forms=tuple(forms),
        shields=tuple(dict.fromkeys(text for key, texts in _read(roots, "shields").items() for text in _texts("data/shields.toml", key, texts))),
        blocs=MappingProxyType(
            {code: Bloc(code, entry["name"], tuple(_stays(code, entry["members"], entries))) for code, entry in blocs.items() if "members" in entry}
        ),
        goods=goods,
        _typed=MappingProxyType(_typed(entries, forms)),
        _by_term=MappingProxyType(_by_term(goods)),
    )


def _home() -> Path:
    """data/ inside the installed package, else beside the package in a checkout."""
    inside = Path(str(files("tradewatch"))) / "data"
    beside = inside.parent.parent / "data"
    for folder in (inside, beside):
        if folder.is_dir():
            return folder
    raise ConfigError(f"{inside}: the program's tables are missing; install tradewatch again")


def _read(roots: Iterable[Path], path: str) -> dict[str, Any]:
    joined: dict[str, Any] = {}
    seen = False
    for root in roots:
        place = root / f"{path}.toml"
        try:
            text = place.read_bytes().decode("utf-8")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{place}: cannot be read ({error}); make it a readable file in UTF-8") from None
        try:
            _join(joined, tomllib.loads(text), place)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ConfigError(f"{place}: is no TOML: {error}; mend the line") from None
        seen = True
    if not seen:
        raise ConfigError(f"data/{path}.toml: is missing; install tradewatch again or put the file there")
    return joined


def _join(into: dict[str, Any], more: Mapping[str, Any], place: Path) -> None:
    for key, value in more.items():
        old = into.get(key)
        if old is not None and type(old) is not type(value):
            raise ConfigError(f"{place}: {key}: is a {type(value).__name__} where the program's table has a {type(old).__name__}; write it the same way")
        if isinstance(old, dict):
            _join(old, value, place)
        elif isinstance(old, list):
            old.extend(item for item in value if item not in old)
        else:
            into[key] = value


def _freeze(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _freeze(item) for key, item in value.items()})
    return tuple(_freeze(item) for item in value) if isinstance(value, list) else value


def _entry(place: str, code: str, entry: Any) -> dict[str, Any]:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
        raise ConfigError(f'{place}: {code}: has no name; write {code} = {{ name = "…" }}')
    for key, value in entry.items():
        if key not in _ENTRY_KEYS:
            raise ConfigError(f"{place}: {code}: unknown key '{key}'; use one of {', '.join(sorted(_ENTRY_KEYS))}")
        if key != "name":
            _texts(place, f"{code}.{key}", value)
    return entry


def _texts(place: str, key: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip(" =") for text in value):
        raise ConfigError(f"{place}: {key}: must be a list of phrases, none of them empty")
    return value


def _known(place: str, code: str, entries: Mapping[str, Any]) -> None:
    if code not in entries:
        raise ConfigError(f"{place}: {code}: no such code; add it to jurisdictions.toml or blocs.toml first")


def _form(text: str, code: str, kind: Kind, first: date | None = None, last: date | None = None) -> Form:
    plain = text.removeprefix("=")
    acronym = plain.isupper() and sum(map(str.isalpha, plain)) <= _ACRONYM and " " not in plain
    return Form(plain, code, kind, first, last, plain is not text or acronym)


def _forms(code: str, entry: Mapping[str, Any], own: Kind) -> Iterator[Form]:
    also = entry.get("also", ())
    if entry["name"] not in also:
        yield _form(entry["name"], code, own)
    for key, kind in _FORM_KEYS.items():
        for text in entry.get(key, ()):
            yield _form(text, code, own if key == "names" else kind)


def _official(place: str, code: str, text: str) -> Iterator[Form]:
    names, mark, terms = text.partition(";")
    try:
        stays = [Period.parse(term.strip()) for term in terms.split(",")]
    except ValueError:
        stays = []
    if not mark or not stays:
        raise ConfigError(f'{place}: {code}: "{text}": has no term of office; write "Name, Surname; 2021-03-18/2025-01-20"')
    for name in names.split(","):
        if not name.strip():
            raise ConfigError(f'{place}: {code}: "{text}": has an empty name; take out the comma')
        for stay in stays:
            yield _form(name.strip(), code, "official", stay.start, stay.end)


def _stays(bloc: str, members: list[str], entries: Mapping[str, Any]) -> Iterator[tuple[str, date | None, date | None]]:
    for member in members:
        *codes, term = member.split()
        try:
            stay = Period.parse(term)
        except ValueError:
            raise ConfigError(f'data/blocs.toml: {bloc}: "{member}": has no days; write "BE DE 1958-01-01/.."') from None
        for code in codes:
            _known(f"data/blocs.toml: {bloc}", code, entries)
            yield code, stay.start, stay.end


def _no_two_owners(forms: Iterable[Form]) -> None:
    """One phrase names one jurisdiction at a time; officials may hold one office after another."""
    seen: dict[str, list[Form]] = {}
    for form in forms:
        for other in seen.setdefault(form.text, []):
            if other.code != form.code and (form.valid_from or date.min) <= (other.valid_to or date.max) and (other.valid_from or date.min) <= (form.valid_to or date.max):
                raise ConfigError(f"data/: '{form.text}' stands for {other.code} ({other.kind}) and {form.code} ({form.kind}) at once; keep one")
        seen[form.text].append(form)


def _typable(code: str, entry: Mapping[str, Any]) -> Iterator[str]:
    yield code
    yield entry["name"]
    for key in ("names", "demonyms", "people", "capitals", "also", "regions"):
        for text in entry.get(key, ()):
            yield text.removeprefix("=")


def _typed(entries: Mapping[str, Mapping[str, Any]], forms: Iterable[Form]) -> dict[str, str]:
    """Plain phrase -> code: codes first, then names and demonyms, so that "in" is India and no agency outweighs a country."""
    out: dict[str, str] = {}
    for code in entries:
        out.setdefault(_plain(code), code)
    for key in ("name", "names", "demonyms", "people", "capitals", "also", "regions"):
        for code, entry in entries.items():
            for text in [entry["name"]] if key == "name" else entry.get(key, ()):
                out.setdefault(_plain(text), code)
    for form in forms:
        if form.kind == "agency":
            out.setdefault(_plain(form.text), form.code)
    return out


def _goods(table: Mapping[str, Any], broad: bool = False) -> Iterator[Good]:
    for theme, part in table.items():
        if isinstance(part, dict):
            yield from _goods(part, broad or theme == "broad")
            continue
        for text in _texts("data/goods.toml", theme, part):
            headings, _, rest = text.partition(";")
            name, _, terms = rest.partition(";")
            codes = headings.split()
            name = name.strip()
            if not name.lstrip("-") or not codes or any(code != "-" and not (code.isdigit() and len(code) in (2, 4)) for code in codes):
                raise ConfigError(f'data/goods.toml: {theme}: "{text[:60]}": must read "heading; name; term, term", the heading of 2 or 4 digits or -')
            words = [term.strip() for term in terms.split(",") if term.strip()]
            searched = words if name.startswith("-") else [name, *words]
            hs = None if codes[0] == "-" else codes[0]
            yield Good(hs, name.lstrip("-"), tuple(dict.fromkeys(searched)), broad, tuple(codes[1:]))


def _by_term(goods: tuple[Good, ...]) -> dict[str, tuple[int, ...]]:
    out: dict[str, tuple[int, ...]] = {}
    for number, good in enumerate(goods):
        for term in dict.fromkeys((good.name, *good.terms)):
            word = _plain(term)
            for form in dict.fromkeys((word, word + "s")):
                if number not in out.get(form, ()):
                    out[form] = (*out.get(form, ()), number)
    return out


_DIVIDERS = str.maketrans({"-": " ", "–": " ", "_": " ", "’": "'", ".": None, "=": None})


def _plain(text: str) -> str:
    """Lower case, single blanks, without full stops: how a phrase is compared."""
    return " ".join(text.translate(_DIVIDERS).casefold().split())


def _shown(text: str) -> str:
    """What was typed, fit for one line of an error."""
    clean = "".join(sign if sign.isprintable() else " " for sign in text.strip())
    return clean if len(clean) <= 40 else clean[:39] + "…"


def _covers(first: date | None, last: date | None, on: date) -> bool:
    return (first or date.min) <= on <= (last or date.max)


def _from_iso(wanted: str, known: Mapping[str, Jurisdiction]) -> str | None:
    """Three-letter codes and official names by ISO 3166."""
    import pycountry  # its tables are read at the first question, which most runs never ask

    try:
        code: str = pycountry.countries.lookup(wanted).alpha_2
    except LookupError:
        return None
    return code if code in known else None
