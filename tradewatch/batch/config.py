"""The configuration, `tradewatch.toml`: which sources `sync` reads, what is watched, who is told.

Every mistake is a ConfigError that names the file, the place in it and what would be right; nothing is ignored silently.
"""

from __future__ import annotations

import difflib
import shlex
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from tradewatch.batch.work import Limits
from tradewatch.errors import ConfigError
from tradewatch.model import EventType, Status

_LIMITS = Limits()

Choice = TypeVar("Choice", bound=StrEnum)


class Kind(StrEnum):
    """What a source is."""

    FOLDER = "folder"
    FILE = "file"
    FEED = "feed"
    URL = "url"


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One `[[source]]`. `location` is an absolute path or a URL; `publisher`, `published` and `columns` are reading options."""

    name: str
    kind: Kind
    location: str
    publisher: str | None = None
    published: date | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    private: bool = False
    thorough: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """One `[watch.NAME]`: which events are worth a notice. Country fields hold names or codes as typed; `deadlines` is a number of days."""

    name: str
    country: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    types: frozenset[EventType] = frozenset()
    status: frozenset[Status] = frozenset()
    deadlines: int | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The whole file. `workers` None decides by the inputs; `patience` is how often in a row a source may fail before it is
    named; `contact` is what servers are told of who runs this."""

    path: Path | None = None
    database: Path | None = None
    workers: int | None = None
    seconds: float = _LIMITS.seconds
    megabytes: int = _LIMITS.megabytes
    patience: int = 3
    sources: tuple[SourceConfig, ...] = ()
    watches: tuple[Watch, ...] = ()
    notify: tuple[str, ...] = ()
    deadlines: int | None = None
    failures: bool = True
    on_finish: str | None = None
    contact: str | None = None

    def chosen(self, only: Iterable[str]) -> tuple[SourceConfig, ...]:
        """The sources with these names, all where none is given. Raises ConfigError on a name that is not configured."""
        wanted, names = list(only), [source.name for source in self.sources]
        for name in wanted:
            if name not in names:
                raise ConfigError(f"{self.path or 'configuration'}: there is no source '{name}'{_near(name, names)}")
        return tuple(source for source in self.sources if not wanted or source.name in wanted)


def load_config(path: str | Path) -> Config:
    """Read and check the configuration file. Relative paths in it count from its folder, `~` is the user's home."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            found = tomllib.load(file)
    except FileNotFoundError:
        make = f"make one with `tradewatch init {shlex.quote(str(path))}`"
        raise ConfigError(f"{path}: there is no configuration; {make}, or name another with --config") from None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; check the permissions of the configuration") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: {error or 'is nested too deep'}; see `tradewatch init` for an example") from error
    return _Reader(path).config(found)


def _near(word: str, known: Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(word, known, 1)
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; there are: {', '.join(known)}" if known else ""


class _Reader:
    """Takes TOML tables apart and says where a value is wrong."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def config(self, found: dict[str, Any]) -> Config:
        self._known(found, "", ("database", "workers", "document", "patience", "source", "watch", "notify", "on_finish", "contact"))
        document = self._table(found, "document", "")
        self._known(document, "document", ("seconds", "megabytes"))
        notify = self._table(found, "notify", "")
        self._known(notify, "notify", ("urls", "deadlines", "failures"))
        sources = found.get("source", [])
        if not isinstance(sources, list) or not all(isinstance(one, dict) for one in sources):
            raise self._error("source", "is a list of tables; write [[source]] with two brackets")
        read = tuple(self._source(one, number) for number, one in enumerate(sources, 1))
        names = [source.name for source in read]
        for name in names:
            if names.count(name) > 1:
                raise self._error(f"source '{name}'", "has the name of another source; names are how their state is remembered")
        database = self._text(found, "database", "")
        return Config(
            path=self._path,
            database=self._local(database) if database else None,
            workers=self._number(found, "workers", "", 0, 256),
            seconds=float(self._number(document, "seconds", "document", 1, 3600) or _LIMITS.seconds),
            megabytes=self._number(document, "megabytes", "document", 32, 65536) or _LIMITS.megabytes,
            patience=self._number(found, "patience", "", 1, 1000) or 3,
            sources=read,
            watches=tuple(self._watch(name, table) for name, table in self._table(found, "watch", "").items()),
            notify=self._texts(notify, "urls", "notify"),
            deadlines=self._number(notify, "deadlines", "notify", 0, 3650),
            failures=self._flag(notify, "failures", "notify", default=True),
            on_finish=self._text(found, "on_finish", ""),
            contact=self._text(found, "contact", ""),
        )

    def _source(self, table: dict[str, Any], number: int) -> SourceConfig:
        place = f"source {number}"
        self._known(table, place, ("name", "kind", "path", "url", "publisher", "published", "columns", "private", "thorough"))
        name = self._text(table, "name", place)
        if not name:
            raise self._error(place, 'needs a name, as in name = "wire"')
        place = f"source '{name}'"
        path, url = self._text(table, "path", place), self._text(table, "url", place)
        if bool(path) == bool(url):
            raise self._error(place, "needs either a path or a url")
        kind = self._choice(Kind, self._text(table, "kind", place) or ("folder" if path else "feed"), place, "kind")
        if url and not url.lower().startswith(("http://", "https://")):
            raise self._error(place, f"url '{url}' is none; it begins with https:// or http://")
        if path and kind is Kind.URL:
            raise self._error(place, "has a path, so its kind is folder, file or feed")
        if url and kind in (Kind.FOLDER, Kind.FILE):
            raise self._error(place, f"has a url, so its kind is feed or url, not {kind}")
        published = table.get("published")
        if isinstance(published, str):
            published = self._day(published, place)
        elif published is not None and type(published) is not date:
            raise self._error(place, "published is a date, as in 2025-10-16")
        columns = self._table(table, "columns", place)
        if not all(isinstance(value, str) for value in columns.values()):
            raise self._error(place, 'columns name columns, as in {text = "Body"}')
        location = url or str(self._local(path or ""))
        publisher = self._text(table, "publisher", place)
        private, thorough = (self._flag(table, key, place, default=False) for key in ("private", "thorough"))
        return SourceConfig(name, kind, location, publisher, published, columns, private, thorough)

    def _watch(self, name: str, table: Any) -> Watch:
        place = f"watch.{name}"
        if not isinstance(table, dict):
            raise self._error(place, f'is a table; write [watch.{name}] and below it on = "CN"')
        self._known(table, place, ("country", "by", "on", "goods", "type", "status", "deadlines"))
        sides = {key: self._texts(table, key, place) for key in ("country", "by", "on", "goods")}
        types = frozenset(self._choice(EventType, text, place, "type") for text in self._texts(table, "type", place))
        status = frozenset(self._choice(Status, text, place, "status") for text in self._texts(table, "status", place))
        days = self._number(table, "deadlines", place, 0, 3650)
        return Watch(name, sides["country"], sides["by"], sides["on"], sides["goods"], types, status, days)

    def _local(self, text: str) -> Path:
        try:
            path = Path(text).expanduser()
        except RuntimeError:  # no home is known, as under some crons
            path = Path(text)
        return path if path.is_absolute() else self._path.absolute().parent / path

    def _error(self, place: str, fact: str) -> ConfigError:
        return ConfigError(f"{self._path}: {place} {fact}" if place else f"{self._path}: {fact}")

    def _known(self, table: Mapping[str, Any], place: str, keys: tuple[str, ...]) -> None:
        for key in table:
            if key not in keys:
                raise self._error(place, f"unknown key '{key}'{_near(key, keys)}")

    def _table(self, table: Mapping[str, Any], key: str, place: str) -> dict[str, Any]:
        found = table.get(key, {})
        if not isinstance(found, dict):
            raise self._error(place, f"{key} is a table")
        return found

    def _text(self, table: Mapping[str, Any], key: str, place: str) -> str | None:
        found = table.get(key)
        if found is not None and not isinstance(found, str):
            raise self._error(place, f'{key} is a text, as in {key} = "…"')
        return found or None

    def _texts(self, table: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
        found = table.get(key, [])
        listed = [found] if isinstance(found, str) else found
        if not isinstance(listed, list) or not all(isinstance(text, str) and text for text in listed):
            raise self._error(place, f'{key} is a text or a list of texts, as in {key} = ["…"]')
        return tuple(listed)

    def _number(self, table: Mapping[str, Any], key: str, place: str, least: int, most: int) -> int | None:
        found = table.get(key)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            raise self._error(place, f"{key} is a whole number from {least} to {most}")
        return found

    def _flag(self, table: Mapping[str, Any], key: str, place: str, *, default: bool) -> bool:
        found = table.get(key, default)
        if not isinstance(found, bool):
            raise self._error(place, f"{key} is true or false")
        return found

    def _choice(self, kind: type[Choice], text: str, place: str, key: str) -> Choice:
        try:
            return kind(text)
        except ValueError:
            raise self._error(place, f"{key} '{text}' is unknown{_near(text, [str(one) for one in kind])}") from None

    def _day(self, text: str, place: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self._error(place, f"published '{text}' is no date; write it as 2025-10-16") from None
