"""Opening: what is made, what is refused, and in which words."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.build import article, claim, make, put
from tradewatch.errors import BusyError, ConfigError, DatabaseDamagedError, MissingInputError, StorageError
from tradewatch.store import migrations, open_database, query, records
from tradewatch.store.schema import fold_log


def test_a_new_database_and_its_folder_are_private(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        with open_database(tmp_path / "new" / "t.db", create=True):
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    finally:
        os.umask(old)
    assert modes == {"t.db": 0o600, "t.db-wal": 0o600, "t.db-shm": 0o600}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_every_table_of_ours_is_strict(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        rows = store.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'").fetchall()
    loose = {name for name, strict in rows if not strict}
    assert {name for name in loose if not name.startswith(("sqlite_", "_sqlite_", "article_words", "evidence_words"))} == set()


def test_a_writer_uses_a_write_ahead_log_and_holds_to_foreign_keys(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        asked = {
            name: store.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "synchronous", "trusted_schema")
        }
    assert asked == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "trusted_schema": 0}


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    make(tmp_path).close()
    before = (tmp_path / "t.db").read_bytes()
    make(tmp_path).close()
    assert (tmp_path / "t.db").read_bytes() == before


def test_a_missing_database_is_not_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match=r"no database.*tradewatch ingest"):
        open_database(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseDamagedError, match="is a folder"):
        open_database(tmp_path, create=True)


@pytest.mark.parametrize("content", [b"Tariffs rise.\n" * 100, b"\x00" * 4096, b"SQLite format 3"])
def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(DatabaseDamagedError, match="no SQLite database"):
        open_database(path, create=True)
    assert path.read_bytes() == content


def test_an_empty_file_is_refused_for_questions_and_taken_for_a_new_database(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    path.touch()
    with pytest.raises(DatabaseDamagedError, match="is empty"):
        open_database(path, read_only=True)
    with open_database(path, create=True) as store:
        assert query.counts(store)["articles"] == 0


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseDamagedError, match="another program"):
        open_database(path, create=True)
    assert path.read_bytes() == before


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        store.execute("PRAGMA user_version = 99")
    with pytest.raises(ConfigError, match=r"newer tradewatch \(format 99.*upgrade"):
        open_database(tmp_path / "t.db", read_only=True)


def test_an_interrupted_migration_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(db: object) -> None:
        migrations._initial(db)  # type: ignore[arg-type]
        raise sqlite3.OperationalError("power cut")

    monkeypatch.setattr(migrations, "STEPS", (("m001_initial", broken),))
    with pytest.raises(sqlite3.OperationalError):
        make(tmp_path)
    monkeypatch.undo()
    connection = sqlite3.connect(tmp_path / "t.db")
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    connection.close()
    with make(tmp_path) as store:
        assert query.counts(store)["articles"] == 0


def test_an_older_database_is_copied_before_it_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tradewatch.store import schema

    with make(tmp_path) as store:
        put(store, article(), [claim()])
    steps = (*migrations.STEPS, ("m002_more", lambda db: db.execute("CREATE TABLE more (a TEXT) STRICT") and None))
    monkeypatch.setattr(migrations, "STEPS", steps)
    for module in (migrations, schema):
        monkeypatch.setattr(module, "SCHEMA_VERSION", 2)
    with make(tmp_path) as store:
        assert store.execute("PRAGMA user_version").fetchone()[0] == 2
        assert query.counts(store)["claims"] == 1
    monkeypatch.undo()
    with open_database(tmp_path / "t.db.before-format-2", read_only=True) as store:
        assert query.counts(store)["claims"] == 1


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        with pytest.raises(KeyError), store.transaction():
            put(store, article(), [claim()])
            raise KeyError("stop")
        assert query.counts(store)["articles"] == 0


def test_a_database_that_stays_locked_is_busy(tmp_path: Path) -> None:
    with make(tmp_path) as store, open_database(tmp_path / "t.db", wait=0.05) as other, store.transaction():
        store.execute("DELETE FROM stale_blocks")
        with pytest.raises(BusyError, match="busy"):
            records.queue_notices(other, "watch", ["e"], "2025-01-01T00:00:00Z")


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    make(tmp_path).close()
    with open_database(tmp_path / "t.db", read_only=True) as store, pytest.raises(StorageError, match="cannot be written"):
        records.set_aside(store, "x", "", "why", exit_code=65, version="1", at="2025-01-01T00:00:00Z")


def test_a_reader_sees_the_state_before_a_running_transaction(tmp_path: Path) -> None:
    with make(tmp_path) as store, open_database(tmp_path / "t.db", read_only=True) as reader, store.transaction():
        put(store, article(), [claim()])
        assert query.counts(reader)["articles"] == 0


_AS_NOBODY = """
import os, psutil, sys
from pathlib import Path
from tradewatch.errors import TradewatchError
from tradewatch.store import open_database, query
path = Path(sys.argv[1])
# with everything imported, since the interpreter's own files may be closed to others
os.setgid(65534); os.setuid(65534)
try:
    with open_database(path, read_only=sys.argv[2] == "read") as store:
        print(query.counts(store)["articles"])
except TradewatchError as error:
    print(type(error).__name__, int(error.exit_code), error)
"""


def _as_nobody(path: Path, how: str) -> str:
    if os.getuid() != 0:
        pytest.skip("only root can become a user without rights to the files")
    for folder in (path.parent, *path.parent.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)
    done = subprocess.run([sys.executable, "-c", _AS_NOBODY, str(path), how], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return done.stdout


def test_a_read_only_file_in_a_read_only_folder_answers_questions(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        put(store, article(), [claim()])
    (tmp_path / "t.db").chmod(0o444)
    assert _as_nobody(tmp_path / "t.db", "read") == "1\n"


def test_a_read_only_file_cannot_be_opened_for_writing(tmp_path: Path) -> None:
    make(tmp_path).close()
    (tmp_path / "t.db").chmod(0o444)
    assert _as_nobody(tmp_path / "t.db", "write").startswith("StorageError 74 ")


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    make(tmp_path).close()
    assert _as_nobody(tmp_path / "t.db", "read").startswith("MissingInputError 66 ")


def test_no_migration_runs_a_script_which_would_commit() -> None:
    assert "executescript" not in Path(migrations.__file__).read_text(encoding="utf-8").replace("`executescript`", "")


def test_the_end_of_a_run_waits_for_no_reader_and_a_later_one_folds_the_log(tmp_path: Path) -> None:
    log = tmp_path / "t.db-wal"
    with make(tmp_path) as store:
        put(store, article("One."))
        with open_database(tmp_path / "t.db", read_only=True) as reader, reader.snapshot():
            assert query.counts(reader)["articles"] == 1
            put(store, article("Two.", "b"))
            begun = time.monotonic()
            fold_log(store)
            assert time.monotonic() - begun < 5
            assert log.stat().st_size > 0 and query.counts(reader)["articles"] == 1
        assert store.execute("PRAGMA busy_timeout").fetchone()[0] == 30_000
        fold_log(store)
        assert log.stat().st_size == 0
