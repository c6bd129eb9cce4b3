"""The contract of the command line: data on stdout, all else on stderr, one line an error, codes and field names that scripts rely on."""

from __future__ import annotations

import csv
import io
import json
import shutil
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import HOSTILE, Run
from tests.views.build import claim, when
from tradewatch.batch.settle import settle
from tradewatch.model import Article, PublishedFrom
from tradewatch.resolution import block_of
from tradewatch.store import open_database
from tradewatch.store.write import put_article

ROWS = ["timeline", "countries", "upcoming", "threats", "conflicts", "changes", "export", "review", "quarantine", "search tariff"]
SINGLE = ["rates --by US --on China", "info", "status", "check"]


@pytest.mark.parametrize("command", [*ROWS, "country China"])
def test_json_is_one_array_and_nothing_else(run: Run, command: str) -> None:
    done = run(*command.split(), "--json")
    assert done.code == 0 and isinstance(done.json, list)


@pytest.mark.parametrize("command", SINGLE)
def test_json_of_one_thing_is_one_object(run: Run, command: str) -> None:
    done = run(*command.split(), "--json")
    assert done.code == 0 and isinstance(done.json, dict)


@pytest.mark.parametrize("command", [*ROWS, "country China"])
def test_nl_has_the_same_rows_as_json(run: Run, command: str) -> None:
    rows = [json.loads(line) for line in run(*command.split(), "--nl").out.splitlines()]
    assert rows == run(*command.split(), "--json").json


@pytest.mark.parametrize("command", [*ROWS, "country China"])
@pytest.mark.parametrize("fmt", ["table", "csv", "tsv", "markdown", "html"])
def test_every_rows_command_writes_every_format(run: Run, command: str, fmt: str) -> None:
    done = run(*command.split(), "--fmt", fmt)
    assert done.code == 0 and done.out


@pytest.mark.parametrize("command", ["timeline", "countries", "export", "threats"])
def test_a_quiet_run_says_nothing_on_stderr(run: Run, command: str) -> None:
    assert run(command).err == ""


EVENT = [
    *("type", "by", "on", "action", "status", "rate", "prior_rate", "goods", "dates", "place", "entities", "instrument"),
    *("evidence", "start", "end", "confidence", "rules", "hs", "conflict", "latent"),
]
FIELDS = {
    "timeline": ["date", "grain", "role", "event", *EVENT, "measure", "source_count", "corrected", "conflicts"],
    "export": [*EVENT, "id", "measure", "sources", "source_count", "corrected", "conflicts"],
    "country China": ["section", *EVENT, "id", "measure", "sources", "source_count", "corrected", "conflicts"],
    "upcoming": ["date", "grain", "role", "days", "event", *EVENT, "measure", "source_count", "corrected", "conflicts"],
    "countries": ["country", "name", "imposes", "faces", "agreements", "meetings", "latest", "next"],
    "threats": ["event", "by", "on", "type", "rate", "goods", "threatened", "promised", "outcome", "outcome_date", "outcome_event"],
    "changes": ["change", "event", "fields"],
    "search tariff": ["doc", "title", "published", "source", "url", "passage", "events"],
}


@pytest.mark.parametrize("command", FIELDS)
def test_the_fields_of_a_row_are_these_in_this_order(run: Run, command: str) -> None:
    rows = run(*command.split(), "--json").json
    assert rows and all(list(row) == FIELDS[command] for row in rows)


def test_the_fields_of_a_rate_table_are_these(run: Run) -> None:
    table = run("rates", "--by", "US", "--on", "India", "--json").json
    assert list(table)[:6] == ["by", "on", "at", "components", "sum", "told_totals"]
    assert {"rate", "goods", "instrument", "state", "since", "until", "event", "source_count"} <= set(table["components"][0])


def test_a_source_has_its_article_and_offsets(run: Run) -> None:
    sources = run("export", "--type", "meeting", "--json").json[0]["sources"]
    assert list(sources[0]) == ["doc", "title", "published", "source", "url", "evidence", "start", "end"]


def test_a_timeline_row_tells_the_date_as_it_was_told(run: Run) -> None:
    row = next(row for row in run("timeline", "--json").json if row["type"] == "meeting")
    assert (row["date"], row["role"], row["status"]) == ("2025-10-21/2025-10-31", "held", "planned")


def test_csv_round_trips(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "--csv", "--csv-raw").out)))
    assert sorted(row["id"] for row in rows) == sorted(row["id"] for row in run("export", "--json").json)
    assert any(row["evidence"].startswith("=HYPERLINK") for row in rows)


def test_csv_keeps_a_spreadsheet_from_running_an_article(run: Run) -> None:
    assert "'=HYPERLINK" in run("export", "--csv").out


@pytest.mark.parametrize("command", ["country China", "show", "search tariff", "export --fmt markdown", "export --csv", "export --tsv"])
def test_no_control_or_bidi_character_of_an_article_reaches_the_terminal(run: Run, command: str) -> None:
    if command == "show":
        command += f" {run('threats', '--json').json[0]['event']}"
    done = run(*command.split())
    assert done.code == 0
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs") or char in "\n\t" for char in done.out)


def test_brackets_of_a_title_are_shown_as_they_are(run: Run) -> None:
    event = run("threats", "--json").json[0]["event"]
    assert "[/b] title \\x1b[31m[link=file:///etc/passwd]" in run("show", event).out


def test_json_gives_a_hostile_title_back_exactly(run: Run) -> None:
    event = run("threats", "--json").json[0]["event"]
    assert run("show", event, "--json").json["sources"][0]["title"] == HOSTILE


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("timeline --foo", 2, "no such option: --foo"),
        ("timelin", 2, "did you mean 'timeline'"),
        ("timeline --json --csv", 2, "use just one of"),
        ("timeline --fmt yaml", 2, "unknown format 'yaml'"),
        ("timeline --country Chian", 2, "did you mean"),
        ("timeline --country x'OR1=1--", 2, "unknown country"),
        ("timeline --since yesterday-ish", 2, "--since: cannot read 'yesterday-ish' as a date"),
        ("timeline --since 2025-13", 2, "no day of the calendar"),
        ("timeline --since 2025-11 --until 2025-10", 2, "is after --until"),
        ("timeline --type tarif", 2, "did you mean tariff"),
        ("timeline --status treatened", 2, "did you mean threatened"),
        ("timeline --group week", 2, "use month, quarter or year"),
        ("timeline --limit 0", 2, "--limit"),
        ("search steel --rank size", 2, "use date or relevance"),
        ("countries --sort size", 2, "cannot sort countries by 'size'"),
        ("country Atlantiss", 2, "unknown country 'Atlantiss'"),
        ("rates --by US", 2, "needs one --by and one --on"),
        ("show nosuchevent", 2, "no such event"),
        ("quarantine fix", 2, "use list, retry or drop"),
        ("correct", 2, "correct needs an event"),
        ("correct --undo c1", 2, "no such correction"),
        ("timeline --db /nonexistent/x.db", 66, "there is no database yet"),
        ("timeline -o /no/such/folder/out.csv", 74, "the folder /no/such/folder is missing"),
        ("timeline -o /", 74, "is a folder"),
        ("status --max-age soon", 2, "no length of time"),
    ],
)
def test_an_error_is_one_line_on_stderr_with_its_code(run: Run, arguments: str, code: int, said: str) -> None:
    done = run(*arguments.split())
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("tradewatch: error: ") and done.err.count("\n") == 1
    assert said.lower() in done.err.lower()


def test_global_options_may_follow_the_command(run: Run, tmp_path: Path) -> None:
    assert run("timeline", "--db", tmp_path / "none.db").code == 66
    assert run("--db", tmp_path / "none.db", "timeline").code == 66


def test_a_search_ranks_by_relevance_on_request(run: Run) -> None:
    # the word weighs more in the older article, which is the shorter one
    assert [hit["doc"] for hit in run("search", "--json", "today").json] == ["fees", "india"]
    assert [hit["doc"] for hit in run("search", "--json", "today", "--rank", "relevance").json] == ["india", "fees"]


def test_a_search_shows_the_words_found_in_colour_and_no_marks_elsewhere(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = run("search", "fees", "--table").out
    assert coloured.count("\x1b[1;7m") >= 1
    assert "\ue000" not in coloured + run("search", "fees", "--json").out


@pytest.mark.parametrize("words", ["-fees", "-oil", "fees -x", "- fees", "AND fees", "t:fees", '"fees', "--limit 3 -fees", "-- -o fees"])
def test_any_words_typed_are_searched_for(run: Run, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("search", *words.split()).code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_word_with_a_dash_before_it_is_found(run: Run) -> None:
    assert [hit["doc"] for hit in run("search", "-fees", "--json").json] == ["fees"]


def test_an_option_misspelt_is_no_word(run: Run) -> None:
    assert run("search", "fees", "--limt", "3").code == 2


def test_the_words_that_name_the_sides_are_bold_in_the_evidence() -> None:
    from tests.views.build import claim
    from tradewatch.knowledge import load
    from tradewatch.views.event import Marks, highlighted

    text = highlighted(claim(evidence="Washington told Chinese mills: it hits all of us."), Marks(load().forms_of))
    assert [text.plain[span.start : span.end] for span in text.spans] == ["Washington", "Chinese"]


def test_what_follows_two_dashes_is_no_option(run: Run) -> None:
    assert run("search", "--json", "--", "--db").json == []


def test_a_bug_is_one_line_that_tells_how_to_see_more(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tradewatch.store.query.counts", lambda store: 1 / 0)
    done = run("info")
    assert done.code == 1 and done.err.count("\n") == 1 and "--debug" in done.err and "ZeroDivisionError" in done.err


def test_debug_shows_the_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tradewatch.store.query.counts", lambda store: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        raise_from_debug(run)


def raise_from_debug(run: Run) -> None:
    from typer.testing import CliRunner

    from tradewatch.cli.app import app

    result = CliRunner().invoke(app, ["--debug", "info"], catch_exceptions=False)
    assert result is None


def test_a_file_is_written_whole(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    assert run("timeline", "--json", "-o", path).out == ""
    assert json.loads(path.read_text()) == run("timeline", "--json").json
    assert list(tmp_path.iterdir()) == [path]


def test_a_table_in_a_file_is_the_table_on_a_pipe(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    run("country", "China", "-o", path)
    assert path.read_text() == run("country", "China").out


def test_a_pair_of_which_nothing_is_told_says_what_the_database_covers(run: Run) -> None:
    done = run("rates", "--by", "Malta", "--on", "Fiji", "--at", "1990-01-01")
    assert done.code == 0
    assert "the articles here are of 2025-08-27 to 2025-10-18" in " ".join(done.out.split())
    then = run("rates", "--by", "Malta", "--on", "Fiji", "--as-known-on", "2025-09-30")
    assert "of 2025-08-27 to 2025-09-30" in " ".join(then.out.split())


def test_a_duty_on_goods_from_anywhere_is_one_on_each(run: Run, stocked: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(stocked, tmp_path / "copy.db"))
    metals = claim(on="", status="in_force", rate="50", goods=("steel",), evidence="50% on steel", dates=when(effective="2025-06-04"))
    with open_database(path) as store:
        article = Article("metals", "50% on steel", "Metals", date(2025, 6, 4), PublishedFrom.METADATA)
        put_article(store, article, [replace(metals, start=0, end=12)], block_of=block_of, version="1", at="2025-06-04T12:00:00Z")
        settle(store)
    parts = run("rates", "--by", "US", "--on", "India", "--db", path, "--json").json["components"]
    assert [(part["rate"]["value"], part["goods"]) for part in parts] == [(25, []), (50, ["steel"])]


def test_an_empty_id_names_no_event(run: Run) -> None:
    done = run("show", "")
    assert (done.code, done.err.count("\n")) == (2, 1) and "empty id" in done.err


def test_an_empty_answer_is_no_error(run: Run) -> None:
    done = run("timeline", "--country", "Fiji")
    assert done.code == 0 and "no dated events" in done.out
    assert run("timeline", "--country", "Fiji", "--json").json == []


def test_words_for_dates_count_from_today(run: Run) -> None:
    dates = {row["date"] for row in run("timeline", "--since", "1 week ago", "--until", "today", "--json").json}
    assert dates == {"2025-10-14"}


def test_show_tells_what_was_known_of_an_event_on_a_day(run: Run) -> None:
    (threat,) = run("threats", "--json").json
    told = run("show", threat["event"], "--as-known-on", "2025-10-12")
    assert told.code == 0 and "threatened" in told.out
    early = run("show", threat["event"], "--as-known-on", "2025-10-09")
    assert early.code == 2 and threat["event"] in early.err and "known on 2025-10-09" in early.err


def test_changes_between_two_days_of_publication(run: Run) -> None:
    rows = run("changes", "--since", "2025-10-12", "--as-known-on", "2025-10-15", "--json").json
    kinds = {row["event"]: row["change"] for row in rows}
    known = {row["event"]: row["type"] for row in run("timeline", "--as-known-on", "2025-10-15", "--json").json}
    assert {known[event] for event, change in kinds.items() if change == "new"} == {"port_fee"}


def test_what_was_known_on_a_day_leaves_later_articles_out(run: Run) -> None:
    types = {row["type"] for row in run("timeline", "--as-known-on", "2025-10-12", "--json").json}
    assert types == {"tariff"}
