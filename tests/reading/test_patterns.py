"""No pattern of this room can blow up: bounded by construction, and linear on the strings that break others."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from tradewatch.model import Article
from tradewatch.reading import read

from .making import options, write

ROOM = Path(import_module("tradewatch.reading").__file__ or "").parent
MODULES = sorted(path.stem for path in ROOM.glob("*.py") if path.stem != "__init__")


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name in MODULES:
        module = import_module(f"tradewatch.reading.{name}")
        yield from ((f"{name}.{key}", value) for key, value in vars(module).items() if isinstance(value, re.Pattern))


def unbounded(parsed: Any) -> bool:
    """Whether a repeat without an end holds more than one sign at a time."""
    for kind, value in parsed:
        if str(kind) in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, most, inner = value
            if most == _parser.MAXREPEAT and inner.getwidth()[1] != 1:
                return True
            parts = [inner]
        elif str(kind) == "BRANCH":
            parts = value[1]
        else:
            parts = [value[-1]] if str(kind) in ("SUBPATTERN", "ASSERT", "ASSERT_NOT") else []
        if any(map(unbounded, parts)):
            return True
    return False


@pytest.mark.parametrize(("name", "pattern"), list(patterns()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_repeat_of_groups_is_bounded(name: str, pattern: re.Pattern[Any]) -> None:
    assert not unbounded(_parser.parse(pattern.pattern, pattern.flags))


STRINGS = [
    *("1", "1,", " ", "a", "A", "Aa ", "BEIJING, ", "April 1 ", "April 1, 2025 ", "(", "(Photo: ", "<!--", "<", "am ", "jan ", "'", '"'),
    *("Date: ", "---\n", "\n", "\t\n", "Read more\n", "By A ", "tariff on China effective ", "/2025", "\u2028", "é", "2025-10-1"),
]


@pytest.mark.parametrize("string", STRINGS)
def test_a_repeated_string_is_read_in_linear_time(tmp_path: Path, string: str) -> None:
    def seconds(size: int) -> float:
        path = write(tmp_path, "a.txt", "Steel duties begin on Wednesday\n" + string * (size // len(string)) + "!\nIt ends.\n")
        start = time.perf_counter()
        (found,) = read([path], options())
        assert isinstance(found, Article)
        return time.perf_counter() - start

    seconds(1000)
    assert seconds(200_000) < max(1.0, 40 * seconds(20_000))
