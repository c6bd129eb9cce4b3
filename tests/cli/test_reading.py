"""ingest, extract and explain on real files, good and bad."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TEXT = """WASHINGTON, Oct 13, 2025 - The United States imposed a 25% tariff on steel from Brazil on Monday.

Brazil said it would retaliate with a 30% tariff on American soybeans from November 1.
"""


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "steel.txt").write_text(TEXT)
    return folder


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "own.db"
    monkeypatch.setenv("TRADEWATCH_DB", str(path))
    return path


def dump(db: Path) -> list[str]:
    """The content of the database without its book of runs."""
    with sqlite3.connect(db) as connection:
        return [line for line in connection.iterdump() if '"runs"' not in line and "INSERT INTO runs" not in line]


def test_ingest_prints_the_new_events(run: Run, news: Path, db: Path) -> None:
    done = run("ingest", news, "--json")
    assert done.code == 0 and any(event["type"] == "tariff" and event["rate"]["value"] == 25 for event in done.json)


def test_a_second_ingest_adds_and_prints_nothing(run: Run, news: Path, db: Path) -> None:
    run("ingest", news)
    before = dump(db)
    done = run("ingest", news)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert dump(db) == before


def test_a_quiet_good_run_is_silent_on_stderr(run: Run, news: Path, db: Path) -> None:
    assert run("ingest", news).err == ""


def test_verbose_tells_the_counts(run: Run, news: Path, db: Path) -> None:
    assert "1 new" in run("-v", "ingest", news).err


def test_the_summary_can_be_had_as_json(run: Run, news: Path, db: Path) -> None:
    assert run("ingest", news, "--summary-json", "-").json["new"] == 1


def test_what_was_ingested_is_in_the_timeline(run: Run, news: Path, db: Path) -> None:
    run("ingest", news)
    assert "Brazil" in run("timeline").out


def test_good_inputs_are_stored_and_bad_ones_named(run: Run, news: Path, db: Path) -> None:
    (news / "empty.txt").write_bytes(b"")
    (news / "noise.txt").write_bytes(bytes(range(256)) * 40)
    done = run("ingest", news)
    assert done.code == 3 and "empty.txt" in done.err and "noise.txt" in done.err
    assert len(run("export", "--json").json) >= 1
    assert {Path(row["path"]).name for row in run("quarantine", "--json").json} == {"empty.txt", "noise.txt"}


def test_a_bad_input_that_was_mended_leaves_the_quarantine(run: Run, news: Path, db: Path) -> None:
    (news / "later.txt").write_bytes(b"")
    run("ingest", news)
    (news / "later.txt").write_text(TEXT.replace("25%", "35%"))
    assert run("quarantine", "retry").code == 0
    assert run("quarantine", "--json").json == []


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, 66), (b"", 65), (b"\x00\x01\x02\xff" * 400, 65), (b"   \n\n  ", 65)],
    ids=["missing", "empty", "binary", "blank"],
)
@pytest.mark.parametrize("command", ["ingest", "extract", "explain"])
def test_an_unusable_input_is_named_with_its_code(
    run: Run, tmp_path: Path, db: Path, command: str, content: bytes | None, code: int
) -> None:
    path = tmp_path / "input.txt"
    if content is not None:
        path.write_bytes(content)
    done = run(command, path)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(f"tradewatch: error: {path}: ") and done.err.count("\n") == 1
    quiet = run("-q", command, path)
    assert (quiet.code, quiet.out, quiet.err) == (code, "", done.err)


@pytest.mark.parametrize("command", ["ingest", "extract", "explain"])
def test_of_several_unusable_inputs_each_is_named_and_the_last_line_is_the_error(run: Run, tmp_path: Path, db: Path, command: str) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = run(command, tmp_path / "empty.txt", tmp_path / "none.txt")
    lines = done.err.splitlines()
    assert done.code == 65 and [line.startswith("tradewatch: warning: ") for line in lines] == [True, True, False]
    assert "empty.txt" in lines[0] and "none.txt" in lines[1]
    assert lines[2].startswith("tradewatch: error: nothing could be used of 2 inputs")


@pytest.mark.parametrize("command", ["ingest", "extract"])
def test_of_one_input_with_many_bad_parts_the_first_are_named(run: Run, tmp_path: Path, db: Path, command: str) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text('{"text": 1}\n' * 30)
    done = run(command, path)
    lines = done.err.splitlines()
    assert done.code == 65 and len(lines) == 22
    assert "many.jsonl:1: " in lines[0] and "10 more of its parts" in lines[20]
    assert lines[21].startswith(f"tradewatch: error: nothing could be used of {path}")


@pytest.mark.parametrize("command", ["ingest", "extract"])
def test_a_usable_part_makes_the_fault_a_warning(run: Run, tmp_path: Path, db: Path, command: str) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(json.dumps({"text": TEXT, "published": "2025-10-13"}) + '\n{"text": 1}\n')
    done = run(command, path)
    assert done.code == 3 and done.err.startswith("tradewatch: warning: ") and "error" not in done.err
    assert run("-q", command, path).err == ""


def test_a_folder_with_nothing_usable_is_named(run: Run, tmp_path: Path, db: Path) -> None:
    (tmp_path / "hollow").mkdir()
    done = run("ingest", tmp_path / "hollow")
    assert done.code == 65 and "hollow" in done.err


@pytest.mark.parametrize("command", ["ingest", "extract", "explain"])
def test_a_wrong_publication_date_is_wrong_use(run: Run, news: Path, db: Path, command: str) -> None:
    done = run(command, news / "steel.txt", "--published", "yesterday-ish")
    assert done.code == 2 and "--published" in done.err


def test_extract_needs_no_database(run: Run, news: Path, db: Path) -> None:
    done = run("extract", news / "steel.txt", "--json")
    assert done.code == 0 and not db.exists()
    assert done.json[0]["doc"] == "steel" and done.json[0]["published"] == "2025-10-13"


def test_extract_prints_an_article_a_line(run: Run, news: Path) -> None:
    (news / "more.txt").write_text(TEXT.replace("Brazil", "Mexico"))
    rows = [json.loads(line) for line in run("extract", news, "--nl").out.splitlines()]
    assert [row["doc"] for row in rows] == ["more", "steel"]
    assert list(rows[0]) == ["doc", "path", "title", "published", "published_from", "source", "url", "events"]


def test_the_evidence_stands_in_the_text_where_it_is_said_to(run: Run, news: Path) -> None:
    for event in run("extract", news / "steel.txt", "--json").json[0]["events"]:
        assert TEXT[event["start"] : event["end"]] == event["evidence"]


def test_standard_input_is_an_input(run: Run) -> None:
    done = run("extract", "-", "--published", "2025-10-13", "--json", stdin=TEXT.encode())
    assert done.code == 0 and done.json[0]["published_from"] == "option" and done.json[0]["events"]


def test_a_date_from_the_files_time_is_warned_of(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "undated.txt"
    path.write_text(TEXT.replace("WASHINGTON, Oct 13, 2025 - ", ""))
    done = run("extract", path, "--json")
    assert done.code == 0 and done.json[0]["published_from"] == "file time"
    assert "--published" in done.err and "undated" in done.err


def test_explain_tells_each_pass(run: Run, news: Path) -> None:
    done = run("explain", news / "steel.txt")
    assert done.code == 0 and "gate" in done.out and "25 percent" in done.out


def test_a_text_file_is_no_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("no database " * 50)
    assert run("timeline", "--db", tmp_path / "notes.db").code == 65


def test_a_database_of_a_newer_version_is_refused(run: Run, news: Path, db: Path) -> None:
    run("ingest", news)
    with sqlite3.connect(db) as connection:
        connection.execute("PRAGMA user_version = 9999")
    for command in ("timeline", "ingest"):
        assert run(command, *([news] if command == "ingest" else [])).code == 78


def test_a_correction_survives_and_can_be_undone(run: Run, news: Path, db: Path) -> None:
    run("ingest", news)
    event = next(row["id"] for row in run("export", "--json").json if row["rate"] and row["rate"]["value"] == 25)
    assert run("correct", event, "--set", "rate=35", "--because", "the order says so").code == 0
    shown = run("show", event, "--json").json
    assert (shown["rate"]["value"], shown["corrected"]) == (35, True)
    entry = run("correct", "--log", "--json").json[0]["id"]
    assert run("correct", "--undo", entry).code == 0
    assert run("show", event, "--json").json["rate"]["value"] == 25


def test_a_correction_holds_for_what_was_known_on_a_day_too(run: Run, news: Path, db: Path) -> None:
    run("ingest", news)
    event = next(row["id"] for row in run("export", "--json").json if row["rate"] and row["rate"]["value"] == 25)
    run("correct", event, "--set", "rate=35")
    rates = {row["event"]: row["rate"] for row in run("timeline", "--as-known-on", "2025-10-14", "--json").json}
    assert rates[event]["value"] == 35


def test_a_rejected_event_is_gone(run: Run, news: Path, db: Path) -> None:
    run("ingest", news)
    event = run("export", "--json").json[0]["id"]
    run("correct", event, "--reject")
    assert event not in {row["id"] for row in run("export", "--json").json}


def test_a_log_of_corrections_can_be_shared(run: Run, news: Path, db: Path, tmp_path: Path) -> None:
    run("ingest", news)
    event = run("export", "--json").json[0]["id"]
    run("correct", event, "--reject")
    (tmp_path / "log.jsonl").write_text(run("correct", "--export").out)
    other = tmp_path / "other.db"
    run("ingest", news, "--db", other)
    assert run("correct", "--import", tmp_path / "log.jsonl", "--db", other).code == 0
    assert event not in {row["id"] for row in run("export", "--json", "--db", other).json}


def test_status_says_since_when_there_was_no_good_run(run: Run, news: Path, db: Path) -> None:
    (news / "steel.txt").write_bytes(b"")
    run("ingest", news)
    done = run("status", "--max-age", "26h", "--json")
    assert (done.code, done.json["last_good"]) == (1, None) and done.err.startswith("tradewatch: error: there was no good run yet; ")
    (news / "steel.txt").write_text(TEXT)
    run("ingest", news)
    assert run("status", "--max-age", "26h").code == 0
    with sqlite3.connect(db) as connection:
        connection.execute("UPDATE runs SET ended = '2025-10-14T03:17:00Z'")
    done = run("status", "--max-age", "26h")
    assert done.code == 1 and done.err.count("\n") == 1
    assert done.err.startswith("tradewatch: error: the last good run ended 2025-10-14T03:17:00Z, more than 26h ago; ")
