"""The wheel holds the program and its data, and runs outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--disable-pip-version-check", "-w", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True)
    if done.returncode and "hatchling" in done.stderr:
        pytest.skip("the build tool cannot be had without a network")
    assert done.returncode == 0, done.stderr
    return next(folder.glob("tradewatch-*.whl"))


def test_the_wheel_holds_data_types_and_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"tradewatch/py.typed", "tradewatch/data/jurisdictions.toml", "tradewatch/data/events/tariff.toml"} <= names
    assert any(name.startswith("tradewatch/data/samples/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_nothing_of_the_tests_is_in_the_wheel(wheel: Path) -> None:
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if name.startswith(("tests/", "benchmarks/"))]


def test_the_installed_program_reads_an_article(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(place)
    (tmp_path / "a.txt").write_text("The United States imposed a 25% tariff on steel from Brazil on Monday.\n")
    environ = {**os.environ, "PYTHONPATH": str(place)}
    where = subprocess.run(
        [sys.executable, "-c", "import tradewatch; print(tradewatch.__file__)"], capture_output=True, text=True, env=environ, cwd="/"
    )
    assert str(place) in where.stdout
    program = [sys.executable, "-m", "tradewatch", "extract", str(tmp_path / "a.txt"), "--published", "2025-10-14", "--json"]
    done = subprocess.run(program, capture_output=True, text=True, env=environ, cwd="/")
    assert done.returncode == 0 and '"by": ["US"]' in done.stdout, done.stderr
