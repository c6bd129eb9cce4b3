"""What was set aside is read again: from any folder, and the way its source reads it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from tradewatch.batch.again import retry
from tradewatch.batch.config import Config, load_config
from tradewatch.batch.importer import ingest
from tradewatch.batch.runlog import RunLog
from tradewatch.batch.sources import Sync, sync
from tradewatch.batch.summary import Summary
from tradewatch.reading import ReadOptions
from tradewatch.store import open_database, query, records

STORY = "Japan imposed a 30% tariff on American beef on April 1, 2022, the ministry in Tokyo said. Importers in the ports waited for word."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path


def again(folder: Path, config: Config = Config()) -> Summary:
    with open_database(folder / "t.db", read_only=True) as store:
        rows = records.quarantined(store)
    return retry(folder / "t.db", rows, ReadOptions(), config=config, today=date(2022, 4, 3), log=RunLog(io.StringIO()))


def left(folder: Path) -> list[str]:
    with open_database(folder / "t.db", read_only=True) as store:
        return [one.path for one in records.quarantined(store)]


def test_from_another_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "in" / "a.txt").touch()
    monkeypatch.chdir(folder)
    ingest(folder / "t.db", ["in"], ReadOptions(), log=RunLog(io.StringIO()))
    assert left(folder) == [str(folder / "in" / "a.txt")]
    (folder / "in" / "a.txt").write_text(f"Beef\nDate: 2022-04-02\n\n{STORY}\n", encoding="utf-8")
    monkeypatch.chdir("/")
    assert (again(folder).new, left(folder)) == (1, [])


def test_a_source_reads_as_it_is_told_to(folder: Path) -> None:
    (folder / "tradewatch.toml").write_text(
        '[[source]]\nname = "export"\nkind = "file"\npath = "in/a.csv"\npublisher = "Example Press"\n'
        'columns = {text = "Inhalt", title = "Zeile", published = "Tag"}\n',
        encoding="utf-8",
    )
    (folder / "in" / "a.csv").touch()
    config = load_config(folder / "tradewatch.toml")
    sync(folder / "t.db", config, Sync(), today=date(2022, 4, 3), log=RunLog(io.StringIO()))
    assert left(folder) == [str(folder / "in" / "a.csv")]
    (folder / "in" / "a.csv").write_text(f'Zeile,Inhalt,Tag\nBeef,"{STORY}",2022-04-02\n', encoding="utf-8")
    assert again(folder).new == 0
    assert left(folder) != []
    assert (again(folder, config).new, left(folder)) == (1, [])
    with open_database(folder / "t.db", read_only=True) as store:
        assert {one.article.source for one in query.article_page(store)} == {"Example Press"}
