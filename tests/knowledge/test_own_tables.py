"""A folder of tables of one's own joins the program's, and a mistake in it is told with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tradewatch.errors import ConfigError
from tradewatch.knowledge import Form, Knowledge, load


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return load()


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path


def put(shelf: Path, name: str, text: str) -> Path:
    (shelf / name).parent.mkdir(parents=True, exist_ok=True)
    (shelf / name).write_text(text, encoding="utf-8")
    return shelf


def test_a_folder_of_ones_own_adds_an_alias(shelf: Path) -> None:
    put(shelf, "jurisdictions.toml", 'CN = { names = ["Middle Kingdom"] }\n')
    own = load(shelf)
    assert own.country("middle kingdom") == "CN" == own.country("China")


def test_a_folder_of_ones_own_adds_an_official(shelf: Path) -> None:
    put(shelf, "officials.toml", 'FR = ["Jeanne Dupontelle; 2026-06-01/.."]\n')
    own = load(shelf)
    assert Form("Jeanne Dupontelle", "FR", "official", date(2026, 6, 1)) in own.forms


def test_a_folder_of_ones_own_adds_an_event_type(shelf: Path) -> None:
    put(shelf, "events/embargo.toml", 'label = "Embargo"\n')
    own = load(shelf)
    assert "embargo" in own.names("events") and own.table("events/embargo")["label"] == "Embargo"


def test_a_value_of_ones_own_replaces_the_programs(shelf: Path) -> None:
    put(shelf, "jurisdictions.toml", 'GB = { name = "Britain" }\n')
    assert load(shelf).name("GB") == "Britain"


def test_a_file_of_ones_own_is_found_first(shelf: Path) -> None:
    put(shelf, "samples/mine.txt", "text")
    assert load(shelf).path("samples/mine.txt") == shelf / "samples/mine.txt"


def test_a_table_is_read_only(known: Knowledge) -> None:
    with pytest.raises(TypeError):
        known.table("units")["currencies"]["USD"] = ("buck",)  # type: ignore[index]


def test_the_same_folders_are_read_once() -> None:
    assert load() is load() and load().table("units") is load().table("units")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("officials.toml", "US = [", "is no TOML"),
        ("officials.toml", 'US = ["Jane Doe"]', "has no term of office"),
        ("officials.toml", 'US = ["Jane Doe; 2020-13-01/.."]', "has no term of office"),
        ("officials.toml", 'US = ["Jane Doe; 2025-01-01/2020-01-01"]', "has no term of office"),
        ("officials.toml", 'QQ = ["Jane Doe; 2020/.."]', "QQ: no such code"),
        ("officials.toml", 'FR = ["Xi Jinping; 2020/.."]', "'Xi Jinping' stands for"),
        ("firms.toml", 'US = "Acme"', "a str where the program's table has a list"),
        ("firms.toml", "US = [3]", "must be a list of phrases"),
        ("firms.toml", 'US = ["  "]', "must be a list of phrases"),
        ("agencies.toml", 'FR = ["White House"]', "'White House' stands for"),
        ("jurisdictions.toml", 'QA = { nam = "Qatar" }', "unknown key 'nam'"),
        ("jurisdictions.toml", "QX = {}", "QX: has no name"),
        ("jurisdictions.toml", 'QX = "Q"', "QX: has no name"),
        ("jurisdictions.toml", 'EU = { name = "Europe" }', "EU: is in jurisdictions.toml too"),
        ("jurisdictions.toml", 'JP = { names = ["China"] }', "'China' stands for"),
        ("blocs.toml", '[EU]\nmembers = ["QQ 2030-01-01/.."]', "QQ: no such code"),
        ("blocs.toml", '[EU]\nmembers = ["TR someday"]', "has no days"),
        ("goods.toml", '[mine]\nall = ["720; odd"]', "must read"),
        ("goods.toml", '[mine]\nall = ["just words"]', "must read"),
        ("shields.toml", 'mine = "New York"', "must be a list of phrases"),
    ],
)
def test_a_mistake_in_a_table_is_told_with_its_place(shelf: Path, name: str, text: str, told: str) -> None:
    put(shelf, name, text)
    with pytest.raises(ConfigError) as error:
        load(shelf).check()
    assert told in str(error.value) and ";" in str(error.value) and "\n" not in str(error.value)


def test_a_table_in_another_encoding_is_a_config_error(shelf: Path) -> None:
    (shelf / "firms.toml").write_bytes('FR = ["Société"]'.encode("latin-1"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load(shelf).check()


def test_a_missing_folder_is_a_config_error(shelf: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        load(shelf / "nowhere")


def test_a_missing_table_is_a_config_error(known: Knowledge) -> None:
    with pytest.raises(ConfigError, match=r"data/nothing\.toml: is missing"):
        known.table("nothing")
