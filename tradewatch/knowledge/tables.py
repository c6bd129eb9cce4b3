"""From files to plain tables: where data/ lies, how a folder of one's own joins it, and what is wrong with a file that cannot be used."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tradewatch.errors import ConfigError


def home() -> Path:
    """data/ inside the installed package, else beside the package in a checkout. Raises ConfigError where neither is there."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "data", package.parent / "data"):
        if folder.is_dir():
            return folder
    raise ConfigError(f"{package / 'data'}: the program's tables are missing; install tradewatch again")


def read(roots: Iterable[Path], path: str) -> dict[str, Any]:
    """The table `<root>/<path>.toml` of all roots that have it, joined in their order. ConfigError where none has it or one is broken."""
    joined: dict[str, Any] = {}
    seen = False
    for root in roots:
        place = root / f"{path}.toml"
        try:
            text = place.read_bytes().decode("utf-8")
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{place}: cannot be read ({error}); make it a readable file in UTF-8") from None
        try:
            _join(joined, tomllib.loads(text), str(place))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ConfigError(f"{place}: is no TOML ({error}); mend the line") from None
        seen = True
    if not seen:
        raise ConfigError(f"data/{path}.toml: is missing; install tradewatch again or put the file there")
    return joined


def _join(into: dict[str, Any], more: Mapping[str, Any], place: str) -> None:
    for key, value in more.items():
        old = into.get(key)
        if old is not None and type(old) is not type(value):
            kinds = f"is a {type(value).__name__} where the program's table has a {type(old).__name__}"
            raise ConfigError(f"{place}: {key}: {kinds}; write it the same way")
        if isinstance(old, dict):
            _join(old, value, f"{place}: {key}")
        elif isinstance(old, list):
            old.extend(item for item in value if item not in old)
        else:
            into[key] = value


def freeze(value: Any) -> Any:
    """The same table, read-only: mappings that cannot be written to, tuples for lists."""
    if isinstance(value, dict):
        return MappingProxyType({key: freeze(item) for key, item in value.items()})
    return tuple(freeze(item) for item in value) if isinstance(value, list) else value


def phrases(place: str, key: str, value: Any) -> list[str]:
    """The value of a key that must hold phrases. Raises ConfigError."""
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip(" =-") for text in value):
        raise ConfigError(f'{place}: {key}: must be a list of phrases, none of them empty; write {key.rpartition(".")[2]} = ["…"]')
    return value


_DIVIDERS = str.maketrans({"-": " ", "–": " ", "_": " ", "’": "'", ".": None, "=": None})


def plain(text: str) -> str:
    """Lower case, single blanks, without hyphens and full stops: how phrases are compared."""
    return " ".join(text.translate(_DIVIDERS).casefold().split())
