"""What a person may ask and how: nothing asked is silently dropped, and each mistake gets its own answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

EMPTY = [
    *("timeline --since", "timeline --until", "timeline --type", "timeline --status", "timeline --goods", "timeline --source"),
    *("timeline --as-known-on", "timeline --today", "timeline --lanes", "rates --by US --on China --at", "timeline --country"),
]


@pytest.mark.parametrize("command", EMPTY)
def test_an_option_without_a_value_is_wrong_use_and_no_open_question(run: Run, command: str) -> None:
    done = run(*command.split(), "")
    assert (done.code, done.out) == (2, "") and command.split()[-1] in done.err


@pytest.mark.parametrize("value", ["", "yesterday-ish"])
def test_a_publication_date_must_be_one(run: Run, tmp_path: Path, value: str) -> None:
    (tmp_path / "a.txt").write_text("Duties\n\nThe United States imposed a 25% tariff on steel.\n")
    done = run("extract", tmp_path / "a.txt", "--published", value)
    assert done.code == 2 and "--published" in done.err


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("timeline --lanes US --chart", "just one of --lanes and --chart"),
        ("countries --matrix --sort name", "just one of --matrix and --sort"),
        ("export --ics --gta", "--gta and --plover"),
        ("export --datapackage dp -o x", "leave --output out"),
        ("timeline --json --no-headers", "--no-headers is of CSV and TSV"),
        ("timeline --no-headers", "--no-headers is of CSV and TSV"),
        ("timeline --tsv --csv-raw", "--csv-raw is of CSV"),
        ("rates --by US --on US", "no side charges itself"),
        ("search ,", "no word to look for"),
        ("search -- ", "missing argument"),
    ],
)
def test_what_does_not_go_together_is_refused(run: Run, command: str, said: str) -> None:
    done = run(*command.split())
    assert (done.code, done.out) == (2, "") and said in done.err


def test_a_wrong_format_is_told_before_anything_else(run: Run) -> None:
    assert run("timeline", "--limit", "1", "--fmt", "yaml").err.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("timelin", "no such command 'timelin'; did you mean 'timeline'?"),
        ("timeline --limit x", "it should be a valid integer;"),
        ("timeline --type tarif", "did you mean tariff?"),
        ("timeline --as-known-on soonish", "--as-known-on: cannot read 'soonish'"),
        ("show t4", "no such event"),
        ("timeline --db", "--db needs a value"),
        ("ingest nothing.txt --summary-json - --json", "takes standard output"),
    ],
)
def test_a_mistake_is_told_in_one_plain_line(run: Run, command: str, said: str) -> None:
    done = run(*command.split())
    assert done.code == 2 and said in done.err and done.err.count("\n") == 1


def test_a_wrong_day_of_the_environment_is_told_by_its_name(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADEWATCH_TODAY", "someday")
    assert "TRADEWATCH_TODAY: cannot read" in run("timeline").err


def test_a_configuration_that_is_named_must_be_there(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRADEWATCH_DB")
    done = run("--config", tmp_path / "none.toml", "timeline")
    assert done.code == 78 and "none.toml" in done.err


def test_words_of_a_day_count_once(run: Run) -> None:
    rows = run("upcoming", "--as-known-on", "2 days ago", "--json").json
    assert rows == run("upcoming", "--as-known-on", "2025-10-18", "--json").json and rows


def test_a_month_known_is_known_to_its_end(run: Run) -> None:
    assert run("timeline", "--as-known-on", "2025-10", "--json").json == run("timeline", "--as-known-on", "2025-10-31", "--json").json


@pytest.mark.parametrize(
    "command", ["timeline", "country China", "countries", "upcoming --days 400", "export", "changes", "review --sure 1"]
)
def test_a_limit_cuts_and_says_what_it_left_out(run: Run, command: str) -> None:
    done = run(*command.split(), "--limit", "1", "--json")
    assert done.code == 0 and "left out; raise --limit" in done.err
    assert len({row.get("event") or row.get("id") or row.get("country") for row in done.json}) == 1


def test_one_row_left_out_is_one(run: Run) -> None:
    most = len(run("threats", "--latent", "--json").json) + len(run("timeline", "--json").json) - 1
    assert "1 earlier row is left out" in run("timeline", "--limit", len(run("timeline", "--json").json) - 1).err and most


def test_a_search_that_has_more_says_so(run: Run) -> None:
    assert "more articles hold these words" in run("search", "a", "--limit", "1").err
    assert run("search", "port", "fees").err == ""


def test_words_in_the_shells_quotes_stay_together(run: Run) -> None:
    assert [hit["doc"] for hit in run("search", "fees begin", "--json").json] == ["fees"]
    assert run("search", "begin fees", "--json").json == []
    assert [hit["doc"] for hit in run("search", "begin", "fees", "--json").json] == ["fees"]


@pytest.mark.parametrize(
    ("filters", "docs"),
    [
        ("--type port_fee", ["fees"]),
        ("--on India", ["india"]),
        ("--country China", ["talks", "fees", "threat"]),
        ("--as-known-on 2025-09", ["india"]),
        ("--source fees", ["fees"]),
        ("--since 2025-11", ["threat"]),
        ("--type sanction", []),
    ],
)
def test_a_search_can_be_narrowed_to_articles_of_some_events(run: Run, filters: str, docs: list[str]) -> None:
    found = [hit for word in ("leaders", "pacific", "duty", "traps") for hit in run("search", word, *filters.split(), "--json").json]
    assert sorted(hit["doc"] for hit in found) == sorted(docs)
    assert all(hit["events"] for hit in found)


def test_a_field_left_empty_is_no_setting(run: Run, own: Path) -> None:
    done = run("correct", run("threats", "--json").json[0]["event"], "--set", "rate=")
    assert done.code == 2 and "rate=none" in done.err


def test_a_date_is_set_by_the_name_that_disputes_give_it(run: Run, own: Path) -> None:
    event = run("threats", "--json").json[0]["event"]
    assert run("correct", event, "--set", "dates.effective=2025-11-05").code == 0
    assert run("show", event, "--json").json["dates"]["effective"] == "2025-11-05"


@pytest.mark.parametrize("typed", ["by=CN", "by=", "by=none"])
def test_an_acting_side_cannot_be_set_and_the_answer_says_why(run: Run, own: Path, typed: str) -> None:
    done = run("correct", run("threats", "--json").json[0]["event"], "--set", typed)
    assert done.code == 2 and "joined by type and acting side" in done.err
    assert "by=none" not in done.err


def test_show_tells_who_corrected_what_and_why(run: Run, own: Path) -> None:
    event = run("threats", "--json").json[0]["event"]
    run("correct", event, "--set", "rate=35", "--because", "the order says so")
    (entry,) = run("show", event, "--json").json["corrections"]
    assert (entry["kind"], entry["fields"], entry["because"]) == ("set", {"rate": "35"}, "the order says so")
    assert "set rate=35 (the order says so)" in run("show", event).out


def test_a_rejected_event_is_told_as_that_and_how_to_have_it_back(run: Run, own: Path) -> None:
    event = run("threats", "--json").json[0]["event"]
    run("correct", event, "--reject", "--because", "no such thing")
    entry = run("correct", "--log", "--json").json[0]["id"]
    done = run("show", event)
    assert done.code == 2 and "was rejected" in done.err and "no such thing" in done.err and f"--undo {entry}" in done.err


def test_the_log_can_be_of_one_event(run: Run, own: Path) -> None:
    one, other = [row["id"] for row in run("export", "--type", "port_fee", "--json").json]
    run("correct", one, "--set", "rate=60 USD/net_ton")
    run("correct", other, "--reject")
    assert [row["kind"] for row in run("correct", one, "--log", "--json").json] == ["set"]
    assert [row["kind"] for row in run("correct", other, "--log", "--json").json] == ["reject"]
    assert len(run("correct", "--log", "--json").json) == 2


def test_another_events_correction_is_not_shown(run: Run, own: Path) -> None:
    one, other = [row["id"] for row in run("export", "--type", "port_fee", "--json").json]
    run("correct", one, "--reject")
    assert run("show", other, "--json").json["corrections"] == []


def test_a_file_that_is_no_log_holds_nothing_usable(run: Run, own: Path, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("no log\n")
    done = run("correct", "--import", tmp_path / "log.jsonl")
    assert done.code == 65 and "log.jsonl:1" in done.err


def test_a_new_event_comes_in_the_order_of_its_date(run: Run) -> None:
    rows = run("changes", "--json").json
    dated = {row["id"]: row["dates"] for row in run("export", "--json").json}
    new = [dated[row["event"]].get("effective") or dated[row["event"]]["held"] for row in rows if row["change"] == "new"]
    assert len(new) > 2 and new == sorted(new)


def test_review_ends_where_the_keyboard_does(run: Run, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tradewatch.cli import mend

    def gone() -> str:
        raise EOFError

    monkeypatch.setattr("typer.getchar", gone)
    assert mend._ask(None, None, "?") is False  # type: ignore[arg-type]
