"""The floors of the house: a room imports only from lower floors, and rooms on one floor don't know each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "tradewatch"
FLOORS = (
    {"cli"},
    {"batch"},
    {"reading", "extraction"},
    {"dates", "resolution"},
    {"store", "views", "evaluation", "knowledge"},
    {"model", "errors"},
)
HEIGHT = {room: -floor for floor, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(PACKAGE.rglob("*.py"))
LIBRARIES = {
    "rich": {"views", "cli"},
    "typer": {"cli"},
    "sqlite3": {"store", "batch", "cli"},
    "sqlite_utils": {"store"},
    "tomllib": {"knowledge", "batch"},
}
CEILING = 400


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, anywhere in it, as an absolute name."""
    package = ["tradewatch", *path.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            yield name
            if name == "tradewatch":
                yield from (f"tradewatch.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_from_lower_floors(path: Path) -> None:
    room = room_of(path)
    if room not in HEIGHT:
        pytest.skip("the package's own __init__")
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "tradewatch" or len(parts) < 2 or parts[1] not in HEIGHT or parts[1] == room:
            continue
        assert HEIGHT[parts[1]] < HEIGHT[room], f"{room} may not import {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_stays_in_its_rooms(path: Path) -> None:
    for name in imports(path):
        allowed = LIBRARIES.get(name.split(".")[0])
        assert allowed is None or room_of(path) in allowed, f"{name} belongs in {allowed}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_is_longer_than_a_person_reads_at_once(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= CEILING


def test_every_room_stands_on_a_floor() -> None:
    rooms = {room_of(path) for path in MODULES} - {"__init__", "__main__"}
    assert rooms <= set(HEIGHT)
