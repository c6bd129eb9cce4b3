"""The only reader of data/: loads its tables, checks them, and answers what the words of trade news stand for.

A folder of one's own adds to a table of the same name: tables are joined key by key, lists are lengthened, values replaced. A mistake in a
table is a `ConfigError` that names the file, the entry and the next step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from tradewatch.errors import ConfigError, UsageError

from . import parties
from .goods import Good, goods, headings, index
from .parties import Bloc, Form, Jurisdiction, Kind
from .tables import freeze, home, phrases, plain, read

__all__ = ["ALL", "Bloc", "Form", "Good", "Jurisdiction", "Kind", "Knowledge", "load"]

ALL = "*"


@dataclass(frozen=True, eq=False)
class Knowledge:
    """What data/ and a folder of one's own know. Made by `load`; one object stands for one set of folders, so it may key a cache.

    `jurisdictions` and `blocs` are there from the start; the rest is read, checked and kept when it is first asked for, and raises
    ConfigError then. `check` asks for everything.
    """

    roots: tuple[Path, ...]
    jurisdictions: Mapping[str, Jurisdiction]
    blocs: Mapping[str, Bloc]
    _entries: Mapping[str, Any] = field(repr=False)
    _bodies: frozenset[str] = field(repr=False)
    _tables: dict[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Every phrase that stands for a jurisdiction; an official has one form per name and term of office."""
        return parties.forms(self._entries, self._bodies, {name: read(self.roots, name) for name in ("agencies", "firms", "officials")})

    @cached_property
    def shields(self) -> tuple[str, ...]:
        """Phrases that hold a form or a term and are no mention of it: "Latin America", "Bretton Woods"."""
        table = read(self.roots, "shields")
        return tuple(dict.fromkeys(text for key, texts in table.items() for text in phrases("data/shields.toml", key, texts)))

    @cached_property
    def goods(self) -> tuple[Good, ...]:
        """Goods with their terms and headings."""
        return tuple(goods(read(self.roots, "goods")))

    def table(self, path: str) -> Mapping[str, Any]:
        """The table `data/<path>.toml`, read-only, lists as tuples; kept. Raises ConfigError."""
        if path not in self._tables:
            self._tables[path] = freeze(read(self.roots, path))
        return self._tables[path]

    def names(self, folder: str) -> tuple[str, ...]:
        """The tables of a folder of data/, without their ending, sorted: `names("events")` -> ("agreement", …)."""
        return tuple(sorted({found.stem for root in self.roots for found in (root / folder).glob("*.toml")}))

    def path(self, name: str) -> Path:
        """Where a file or folder of data/ lies (weights, samples), one's own first. Whether it is there is the caller's to see."""
        found = [root / name for root in reversed(self.roots) if (root / name).exists()]
        return found[0] if found else self.roots[0] / name

    def text(self, name: str) -> str:
        """A text of data/ that is no table, a page's template say, one's own in place of the program's. Raises ConfigError."""
        place = self.path(name)
        try:
            return place.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{place}: cannot be read ({error}); make it a readable file in UTF-8, or install tradewatch again") from None

    def members(self, bloc: str, on: date) -> frozenset[str]:
        """Codes of a bloc's members on a day; empty for a body without members and for a code that is no bloc."""
        found = self.blocs.get(bloc)
        return frozenset(code for code, first, last in found.members if parties.covers(first, last, on)) if found else frozenset()

    def blocs_of(self, code: str, on: date) -> frozenset[str]:
        """Codes of the blocs that a jurisdiction belongs to on a day."""
        return frozenset(bloc for bloc in self.blocs if code in self.members(bloc, on))

    def name(self, code: str) -> str:
        """The display name of a code: "United States", "ASEAN", "all countries" for `*`; an unknown code is its own name."""
        if code == ALL:
            return "all countries"
        found = self.jurisdictions.get(code)
        return found.name if found else code

    def forms_of(self, code: str) -> tuple[str, ...]:
        """The words by which a text names a code, on any day: names, demonyms, capital, agencies, officials; none for an unknown code."""
        return tuple(dict.fromkeys(form.text for form in self.forms if form.code == code))

    def hs_of(self, phrase: str) -> list[tuple[str, float]]:
        """Harmonized System headings of a goods phrase with confidence, the likeliest first; empty where no goods are known in it.

        The whole phrase counts most, then a known term at its end (the head of "imported steel"), then one inside it.
        """
        return headings(self.goods, self._terms, phrase)

    def country(self, text: str) -> str:
        """The code of what a person typed, in any case: code, name, demonym, capital, agency, bloc. UsageError names the nearest."""
        wanted = plain(text[:200])
        code = self._typed.get(wanted) or self._typed.get(wanted.removeprefix("the "))
        if code is None and wanted:
            code = _from_iso(wanted, self.jurisdictions)
        if code is None:
            raise UsageError(f"unknown country '{_shown(text)}'{self._nearest(wanted)}")
        return code

    def check(self) -> None:
        """Read every table of the world and every event type; raise ConfigError on the first mistake."""
        _ = self.forms, self.shields, self.goods
        for path in self.names("."):
            self.table(path)
        for kind in self.names("events"):
            self.table(f"events/{kind}")

    @cached_property
    def _typed(self) -> Mapping[str, str]:
        return parties.typed(self._entries, read(self.roots, "agencies"))

    @cached_property
    def _terms(self) -> Mapping[str, tuple[int, ...]]:
        return index(self.goods)

    def _nearest(self, wanted: str) -> str:
        from difflib import get_close_matches  # on the way to an error only

        keys = get_close_matches(wanted[:60], [key for key in self._typed if len(key) > 3], n=6, cutoff=0.72)
        # two letters swapped are the commonest slip: "Chian" is China, however near Chile and Chad
        swapped = [key for key in keys if sorted(key) == sorted(wanted)]
        near = dict.fromkeys(self._typed[key] for key in swapped or keys)
        shown = [f"{self.name(code)} ({code})" for code in list(near)[:3]]
        return f"; did you mean {' or '.join(shown)}?" if shown else "; give a name, a demonym, a bloc or an ISO code, such as China or CN"


def load(extra: Path | None = None) -> Knowledge:
    """The knowledge of data/ and, on top of it, of the folder `extra`; kept for the life of the process. Raises ConfigError."""
    return _load(home(), extra)


@lru_cache(maxsize=4)
def _load(base: Path, extra: Path | None) -> Knowledge:
    if extra is not None and not extra.is_dir():
        raise ConfigError(f"{extra}: no such folder of tables; name a folder that holds .toml files, or none")
    roots = (base,) if extra is None else (base, extra)
    countries, bodies = read(roots, "jurisdictions"), read(roots, "blocs")
    parties.check("data/jurisdictions.toml", countries)
    parties.check("data/blocs.toml", bodies)
    if both := countries.keys() & bodies.keys():
        raise ConfigError(f"data/blocs.toml: {min(both)}: is in jurisdictions.toml too; keep one")
    entries = countries | bodies
    return Knowledge(roots, parties.jurisdictions(entries), parties.blocs(bodies, entries), entries, frozenset(bodies))


def _shown(text: str) -> str:
    """What was typed, fit for one line of an error."""
    clean = "".join(sign if sign.isprintable() else " " for sign in text[:200].strip())
    return clean if len(clean) <= 40 else clean[:39] + "…"


def _from_iso(wanted: str, known: Mapping[str, Jurisdiction]) -> str | None:
    """Three-letter codes and official names of ISO 3166."""
    import pycountry  # its tables are read at the first question, which most runs never ask

    try:
        code: str = pycountry.countries.lookup(wanted).alpha_2
    except LookupError:
        return None
    return code if code in known else None
