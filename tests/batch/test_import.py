"""A run over many inputs: what is stored, what is set aside, what is told, in which order."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from faults.invariants import dump, problems

from batch.standin import COMMON, Options
from tradewatch.batch import workers
from tradewatch.batch.effort import Effort
from tradewatch.batch.importer import Summary, ingest
from tradewatch.batch.runlog import RunLog
from tradewatch.batch.work import Limits, Way
from tradewatch.errors import ExitCode
from tradewatch.store import open_database, query, records

WAY = Way("batch.standin:read", "batch.standin:load", "batch.standin:extract", "batch.standin:fingerprint")
HERE, TWO = Effort(workers=0), Effort(workers=2, limits=Limits(seconds=1.0, megabytes=80))


def write(folder: Path, name: str, *lines: str) -> str:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def run(folder: Path, paths: Sequence[str], effort: Effort = HERE, **more: object) -> Summary:
    return ingest(folder / "t.db", paths, more.pop("options", Options()), way=WAY, effort=effort, **more)  # type: ignore[arg-type]


def events(folder: Path) -> list[str]:
    with open_database(folder / "t.db", read_only=True) as store:
        return [
            f"{','.join(one.claim.by)} {one.claim.rate.value if one.claim.rate else ''} {one.source_count}" for one in query.events(store)
        ]


def test_an_article_becomes_events(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Duties", "date: 2025-10-16", "tariff US > CN 25 2025-11-01")
    summary = run(tmp_path, [path])
    assert (summary.new, summary.claims, len(summary.new_events), summary.exit_code) == (1, 1, 1, ExitCode.OK)
    assert events(tmp_path) == ["US 25 1"]


def test_a_second_run_adds_nothing_and_extracts_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Duties", "tariff US > CN 25 2025-11-01")
    run(tmp_path, [path])
    before = dump(tmp_path / "t.db")
    summary = ingest(tmp_path / "t.db", [path], Options(), way=Way(WAY.read, "batch.standin:load_fails", WAY.extract), effort=HERE)
    assert (summary.new, summary.updated, summary.same) == (0, 0, 1)
    assert summary.new_events == [] and dump(tmp_path / "t.db") == before


def test_two_articles_of_one_event_are_one_event(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{name}.txt", f"Duties {name}", "date: 2025-10-16", "tariff US > CN 25 2025-11-01") for name in "ab"]
    run(tmp_path, paths[:1])
    summary = run(tmp_path, paths[1:])
    assert events(tmp_path) == ["US 25 2"]
    assert (len(summary.events.added), len(summary.events.changed)) == (0, 1)


def test_a_changed_file_replaces_its_events(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Duties", "tariff US > CN 25 2025-11-01")
    run(tmp_path, [path])
    write(tmp_path, "a.txt", "Duties, corrected", "tariff EU > CN 30 2025-11-01")
    summary = run(tmp_path, [path])
    assert summary.updated == 1 and events(tmp_path) == ["EU 30 1"]


def test_a_moved_file_is_not_read_again(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Duties", "tariff US > CN 25 2025-11-01")
    run(tmp_path, [path])
    Path(path).rename(tmp_path / "b.txt")
    summary = run(tmp_path, [str(tmp_path / "b.txt")])
    assert (summary.new, summary.same) == (0, 1)


def test_the_folder_a_run_is_started_in_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.txt", "Duties", "tariff US > CN 25 2025-11-01")
    run(tmp_path, [path])
    monkeypatch.chdir(tmp_path)
    assert run(tmp_path, ["a.txt"]).same == 1


def test_a_date_given_by_option_dates_the_claims_anew(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Duties", "date: 2025-10-16", "tariff US > CN 25 published")
    run(tmp_path, [path])
    run(tmp_path, [path], options=Options(published=date(2025, 10, 20)))
    with open_database(tmp_path / "t.db", read_only=True) as store:
        assert [one.claim.key_date.edtf for one in query.events(store) if one.claim.key_date] == ["2025-10-20"]


def test_a_copy_counts_as_one_source(tmp_path: Path) -> None:
    for name, day in (("wire", 15), ("paper", 16)):
        write(tmp_path, f"{name}.txt", f"Duties, by {name}", f"date: 2025-10-{day}", COMMON, "bits: 77", "tariff US > CN 25 2025-11-01")
    summary = run(tmp_path, [str(tmp_path / "wire.txt"), str(tmp_path / "paper.txt")])
    assert summary.copies == 1 and events(tmp_path) == ["US 25 1"]


def test_good_inputs_are_stored_and_bad_ones_named(tmp_path: Path) -> None:
    good = write(tmp_path, "good.txt", "Duties", "tariff US > CN 25 2025-11-01")
    (tmp_path / "bad.bin").write_bytes(b"\xff\xfe\xff")
    stream = io.StringIO()
    summary = run(tmp_path, [str(tmp_path / "none.txt"), good, str(tmp_path / "bad.bin")], log=RunLog(stream))
    assert (summary.new, summary.set_aside, summary.exit_code) == (1, 2, ExitCode.PARTIAL)
    assert stream.getvalue().splitlines() == [
        f"tradewatch: warning: {tmp_path}/none.txt: there is no such file",
        f"tradewatch: warning: {tmp_path}/bad.bin: it is no text",
    ]
    with open_database(tmp_path / "t.db", read_only=True) as store:
        assert [(Path(one.path).name, one.exit_code) for one in records.quarantined(store)] == [("bad.bin", 65), ("none.txt", 66)]


def test_an_input_that_was_mended_leaves_quarantine(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Duties", "BROKEN")
    assert run(tmp_path, [path]).exit_code is ExitCode.DATA
    write(tmp_path, "a.txt", "Duties", "tariff US > CN 25 2025-11-01")
    assert run(tmp_path, [path]).exit_code is ExitCode.OK
    with open_database(tmp_path / "t.db", read_only=True) as store:
        assert records.quarantined(store) == []


def test_very_many_bad_records_are_all_counted_and_the_good_among_them_stored(tmp_path: Path) -> None:
    bad, good = "BROKEN", "Duties\ndate: 2025-10-16\ntariff US > CN {0} 2025-11-01"
    parts = [good.format(part) if part % 160 == 50 else bad for part in range(1000)]
    path = write(tmp_path, "many.txt", "\n====\n".join(parts))
    told = []
    for effort in (HERE, TWO):
        home = tmp_path / str(effort.workers)
        home.mkdir()
        stream = io.StringIO()
        summary = run(home, [path], effort, log=RunLog(stream))
        told.append((summary.new, summary.set_aside, stream.getvalue()))
    assert told[0] == told[1] and told[0][:2] == (6, 994)
    assert "974 more of its parts" in told[0][2]


def test_a_bad_record_costs_only_itself(tmp_path: Path) -> None:
    path = write(
        tmp_path, "many.txt", "One", "tariff US > CN 1 2025-11-01", "====", "BROKEN", "====", "Three", "tariff EU > CN 3 2025-11-01"
    )
    summary = run(tmp_path, [path])
    assert (summary.new, summary.set_aside) == (2, 1)


@pytest.mark.parametrize(("present", "code"), [(False, ExitCode.NO_INPUT), (True, ExitCode.DATA)])
def test_with_nothing_usable_the_code_tells_what_is_wrong(tmp_path: Path, present: bool, code: ExitCode) -> None:
    path = tmp_path / "a.txt"
    if present:
        path.write_bytes(b"\xff")
    assert run(tmp_path, [str(path)]).exit_code is code


def test_a_fault_of_the_program_costs_one_article(tmp_path: Path) -> None:
    bad = write(tmp_path, "bad.txt", "FAULTY")
    good = write(tmp_path, "good.txt", "Duties", "tariff US > CN 25 2025-11-01")
    summary = run(tmp_path, [bad, good])
    assert summary.new == 1 and "KeyError" in summary.faults[0][2]


def test_a_run_is_written_down(tmp_path: Path) -> None:
    summary = run(tmp_path, [write(tmp_path, "a.txt", "Duties")])
    with open_database(tmp_path / "t.db", read_only=True) as store:
        last = records.runs(store)[0]
    assert (last.command, last.exit_code, last.summary["new"]) == ("ingest", 0, 1)
    assert last.summary == summary.as_dict()


def test_json_lines_tell_each_article_and_the_summary(tmp_path: Path) -> None:
    stream = io.StringIO()
    run(tmp_path, [write(tmp_path, "a\x1b[31m.txt", "Duties", "tariff US > CN 25 2025-11-01")], log=RunLog(stream, "json"))
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(line["event"], line["level"]) for line in lines] == [("article", "debug"), ("summary", "info")]
    assert (lines[0]["status"], lines[0]["events"]) == ("new", 1)
    assert "\x1b" not in stream.getvalue()


def test_a_good_run_is_silent(tmp_path: Path) -> None:
    stream = io.StringIO()
    run(tmp_path, [write(tmp_path, "a.txt", "Duties")], log=RunLog(stream))
    assert stream.getvalue() == ""


def test_a_limit_of_articles_ends_a_run_early_and_the_next_goes_on(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{n:04}.txt", f"T{n}", f"tariff US > CN {n} 2025-11-01") for n in range(300)]
    first = run(tmp_path, paths, Effort(workers=0, max_articles=100))
    assert first.stopped and 100 <= first.new < 300 and first.exit_code is ExitCode.OK
    second = run(tmp_path, paths)
    assert first.new + second.new == 300


def hostile(folder: Path) -> list[str]:
    """Twenty good files, a long one, and one for each way to harm a worker."""
    good = [write(folder, f"g{n:02}.txt", f"T{n}", f"tariff US > CN {n} 2025-11-01") for n in range(20)]
    parts = [line for n in range(200) for line in ("====", f"Long {n}", f"tariff EU > CN {n % 40} 2025-11-01")]
    long = write(folder, "long.txt", "Long", *parts)
    bad = [write(folder, f"h_{word}.txt", word) for word in ("SLOW", "DIES", "GREEDY", "FAULTY")]
    reading = write(folder, "m_two.txt", "One", "tariff US > JP 7 2025-11-01", "====", "UNREADABLE", "====", "Three")
    return sorted([*good, long, *bad, reading, write(folder, "DIES.txt", "x"), str(folder / "none.txt")])


def test_documents_that_kill_their_worker_cost_only_themselves(tmp_path: Path) -> None:
    summary = run(tmp_path, hostile(tmp_path), TWO)
    assert summary.new == 20 + 201 + 1
    told = {Path(path).name: reason for path, _, reason in summary.faults}
    assert told.keys() == {"DIES.txt", "h_SLOW.txt", "h_DIES.txt", "h_GREEDY.txt", "h_FAULTY.txt", "m_two.txt", "none.txt"}
    assert told["h_SLOW.txt"] == "it takes longer than 1 seconds" and "memory" in told["h_GREEDY.txt"]
    assert problems(tmp_path / "t.db") == []


def test_the_number_of_workers_changes_nothing(tmp_path: Path) -> None:
    for name in ("one", "two", "five"):
        (tmp_path / name).mkdir()
    paths = [
        write(
            tmp_path,
            f"{n:03}.txt",
            f"T{n}",
            f"date: 2025-10-{n % 28 + 1:02}",
            f"bits: {n // 2 * 5}",
            f"tariff US > CN {n % 9} 2025-11-01",
            "PAUSE" * (n % 7 == 0),
        )
        for n in range(60)
    ]
    for name, count in (("one", 0), ("two", 2), ("five", 5)):
        run(tmp_path / name, paths, Effort(workers=count))
    one = dump(tmp_path / "one" / "t.db")
    assert one == dump(tmp_path / "two" / "t.db") == dump(tmp_path / "five" / "t.db")


def test_standard_input_is_read_here_and_extracted_by_workers(tmp_path: Path) -> None:
    text = b"One\ntariff US > CN 1 2025-11-01\n====\nTwo\nSLOW\n====\nThree\ntariff EU > CN 3 2025-11-01\n"
    summary = run(tmp_path, ["-"], TWO, options=Options(stdin=text))
    assert (summary.new, summary.set_aside) == (2, 1)


def test_words_that_cannot_be_loaded_end_the_run(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Duties")
    with pytest.raises(RuntimeError, match="the words are missing"):
        ingest(tmp_path / "t.db", [path], Options(), way=Way(WAY.read, "batch.standin:load_fails", WAY.extract), effort=Effort(workers=1))
    with open_database(tmp_path / "t.db", read_only=True) as store:
        assert records.runs(store)[0].exit_code == ExitCode.BUG


def test_one_text_at_two_places_in_one_run_is_one_article(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{name}.txt", "Same", "tariff US > CN 25 2025-11-01") for name in "abc"]
    summary = run(tmp_path, paths, TWO)
    assert (summary.new, summary.same) == (1, 2) and events(tmp_path) == ["US 25 1"]


@pytest.mark.parametrize("seed", range(4))
def test_a_narrow_window_and_dying_workers_end_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(workers, "_AHEAD", 3)
    chance = random.Random(seed)
    paths = []
    for number in range(40):
        kind = chance.choice(["long", "short", "short", "dies", "cut"])
        parts = [f"Story {number}-{part}\ntariff US > CN {part} 2025-11-01" for part in range(40 if kind == "long" else 1)]
        if kind == "dies":
            parts = [f"DIES {number}"]
        if kind == "cut":
            parts += ["UNREADABLE"]
        paths.append(write(tmp_path, f"{number:02}.txt", "\n====\n".join(parts)))
    told = {Path(path).name for path, _, _ in run(tmp_path, paths, Effort(workers=3)).faults}
    assert told == {Path(path).name for path in paths if re.search("DIES|UNREADABLE", Path(path).read_text())}
    with open_database(tmp_path / "t.db", read_only=True) as store:
        good = sum(Path(path).read_text().count("Story") for path in paths)
        assert query.counts(store)["articles"] == good


def test_one_bad_input_of_many_parts_is_named_in_part(tmp_path: Path) -> None:
    path = write(tmp_path, "many.txt", "One", *["====\nBROKEN"] * 50)
    summary = run(tmp_path, [path])
    assert (summary.new, summary.set_aside, len(summary.faults)) == (1, 50, 21)
    assert summary.faults[-1] == (path, "…", "30 more of its parts are set aside")
