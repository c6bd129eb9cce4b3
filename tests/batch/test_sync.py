"""`sync`: sources from a configuration, read again and again, with failures in between."""

from __future__ import annotations

import io
import json
import os
import stat
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from batch.standin import Options
from batch.test_import import WAY, write
from tradewatch.batch import work
from tradewatch.batch.config import load_config
from tradewatch.batch.effort import worker_count
from tradewatch.batch.example import EXAMPLE, write_example
from tradewatch.batch.runlog import RunLog
from tradewatch.batch.sources import Sync, sync
from tradewatch.batch.summary import Summary
from tradewatch.errors import ConfigError, TradewatchError, UsageError
from tradewatch.store import open_database, query, records

NOON = datetime(2025, 10, 16, 12, tzinfo=UTC)
TODAY = date(2025, 10, 16)


def configured(folder: Path, text: str) -> Path:
    path = folder / "tradewatch.toml"
    path.write_text(text, encoding="utf-8")
    return path


def run(folder: Path, *, log: io.StringIO | None = None, load: str = WAY.load, **asked: object) -> Summary:
    return sync(
        folder / "t.db",
        load_config(folder / "tradewatch.toml"),
        Sync(workers=0, **asked),  # type: ignore[arg-type]
        today=TODAY,
        way=work.Way(WAY.read, load, WAY.extract, WAY.fingerprint),
        log=RunLog(log if log is not None else io.StringIO(), clock=lambda: NOON),
        options_of=lambda source, state: Options(published=source.published),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in", "a.txt", "Duties", "date: 2025-10-15", "tariff US > CN 25 2025-11-01")
    configured(tmp_path, '[[source]]\nname = "clips"\npath = "in"\n')
    return tmp_path


def test_a_folder_is_read_and_then_only_what_is_new_or_changed(folder: Path) -> None:
    assert run(folder).new == 1
    write(folder / "in", "b.txt", "More", "tariff EU > CN 10 2025-11-01")
    second = run(folder)
    assert (second.new, second.unchanged, second.read) == (1, 1, 1)
    write(folder / "in", "a.txt", "Duties, corrected", "tariff US > CN 30 2025-11-01")
    third = run(folder)
    assert (third.updated, third.unchanged) == (1, 1)


def test_a_thorough_source_is_read_again(folder: Path) -> None:
    configured(folder, '[[source]]\nname = "clips"\npath = "in"\nthorough = true\n')
    run(folder)
    assert run(folder).same == 1


def test_other_options_read_a_source_again(folder: Path) -> None:
    run(folder)
    configured(folder, '[[source]]\nname = "clips"\npath = "in"\npublished = 2025-10-10\n')
    assert run(folder).updated == 1


def test_what_was_set_aside_is_named_once(folder: Path) -> None:
    (folder / "in" / "bad.bin").write_bytes(b"\xff")
    log = io.StringIO()
    assert run(folder, log=log).exit_code == 3 and "bad.bin: it is no text" in log.getvalue()
    os.utime(folder / "in" / "bad.bin", (1, 1))
    log = io.StringIO()
    again = run(folder, log=log)
    assert (again.exit_code, again.still_aside, log.getvalue()) == (0, 1, "")


def test_a_missing_source_is_named_when_patience_ends_and_then_not_again(folder: Path) -> None:
    configured(folder, 'patience = 2\n[[source]]\nname = "gone"\npath = "none"\n[[source]]\nname = "clips"\npath = "in"\n')
    told = []
    for _ in range(4):
        log = io.StringIO()
        summary = run(folder, log=log)
        told.append((int(summary.exit_code), log.getvalue()))
    warning = "tradewatch: warning: source gone: there is no such file (2 times in a row, last well never)\n"
    assert told == [(66, ""), (66, warning), (66, ""), (66, "")]
    with open_database(folder / "t.db", read_only=True) as store:
        assert [(state.name, state.failures) for state in records.source_states(store)] == [("clips", 0), ("gone", 4)]
        assert records.quarantined(store) == []


def test_a_source_that_is_well_again_may_be_named_anew(folder: Path) -> None:
    configured(folder, 'patience = 1\n[[source]]\nname = "late"\npath = "late"\n')
    logs = []
    for step in ("missing", "there", "missing"):
        (folder / "late").mkdir() if step == "there" else None
        if step == "there":
            write(folder / "late", "a.txt", "T")
        elif (folder / "late").exists():
            (folder / "late" / "a.txt").unlink()
            (folder / "late").rmdir()
        log = io.StringIO()
        run(folder, log=log)
        logs.append("late" in log.getvalue())
    assert logs == [True, False, True]


def test_only_the_named_source_is_read(folder: Path) -> None:
    configured(folder, '[[source]]\nname = "clips"\npath = "in"\n[[source]]\nname = "gone"\npath = "none"\n')
    assert run(folder, only=("clips",)).exit_code == 0


def test_an_unknown_source_is_refused_with_the_nearest_name(folder: Path) -> None:
    with pytest.raises(ConfigError, match="no source 'clip'; did you mean 'clips'"):
        run(folder, only=("clip",))


def test_a_summary_is_written_whole(folder: Path) -> None:
    run(folder, summary_json=str(folder / "last.json"))
    assert json.loads((folder / "last.json").read_text())["new"] == 1


def test_the_users_command_is_told_the_counts_and_the_exit_code(folder: Path) -> None:
    run(folder, on_finish=f'echo "$TRADEWATCH_COMMAND $TRADEWATCH_NEW $TRADEWATCH_EXIT_CODE" > "{folder}/told"')
    assert (folder / "told").read_text() == "sync 1 0\n"


def test_the_users_command_runs_also_where_the_run_fails(folder: Path) -> None:
    (folder / "t.db").write_text("no database")
    with pytest.raises(TradewatchError):
        run(folder, on_finish=f'echo "$TRADEWATCH_EXIT_CODE" > "{folder}/told"')
    assert (folder / "told").read_text() == "65\n"


def test_a_failing_command_of_the_user_is_told_and_changes_nothing(folder: Path) -> None:
    log = io.StringIO()
    assert run(folder, log=log, on_finish="exit 7").exit_code == 0
    assert log.getvalue() == "tradewatch: warning: the on-finish command ended with 7\n"


class Desk:
    """A server that takes notices, as Apprise's `json://` sends them."""

    def __init__(self) -> None:
        self.messages: list[dict[str, str]] = []
        self.answer = 200
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                desk.messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(desk.answer)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return Desk()


def test_a_watch_tells_of_a_new_event_once(folder: Path, desk: Desk) -> None:
    configured(folder, f'[[source]]\nname = "clips"\npath = "in"\n[watch.china]\non = "China"\n[notify]\nurls = ["{desk.url}"]\n')
    write(folder / "in", "b.txt", "Other", "tariff US > BR 50 2025-11-01")
    run(folder, load="tradewatch.knowledge:load")
    assert [message["title"] for message in desk.messages] == ["tradewatch: china: 1 event"]
    assert "tariff US on CN, 25 percent, announced; effective 2025-11-01" in desk.messages[0]["message"]
    assert "“tariff US > CN 25 2025-11-01” (a, 2025-10-15)" in desk.messages[0]["message"]
    write(folder / "in", "c.txt", "Again", "tariff US > CN 25 2025-11-01")
    run(folder, load="tradewatch.knowledge:load")
    assert len(desk.messages) == 1


def test_an_older_report_that_comes_later_is_no_new_event(folder: Path, desk: Desk) -> None:
    text = f'[[source]]\nname = "clips"\npath = "in"\n[watch.china]\non = "China"\ndeadlines = 30\n[notify]\nurls = ["{desk.url}"]\n'
    configured(folder, text)
    run(folder, load="tradewatch.knowledge:load")
    with open_database(folder / "t.db", read_only=True) as store:
        before = [event.id for event in query.events(store)]
    write(folder / "in", "b.txt", "Before", "date: 2025-10-14", "tariff US > CN 25 2025-11-01")
    run(folder, load="tradewatch.knowledge:load")
    with open_database(folder / "t.db", read_only=True) as store:
        assert [event.id for event in query.events(store)] != before
    assert sorted(message["title"] for message in desk.messages) == [
        "tradewatch: china: 1 event",
        "tradewatch: dates coming up (china): 1 event",
    ]


def test_a_notice_that_waits_goes_out_under_the_events_new_id(folder: Path, desk: Desk) -> None:
    configured(folder, f'[[source]]\nname = "clips"\npath = "in"\n[watch.china]\non = "China"\n[notify]\nurls = ["{desk.url}"]\n')
    desk.answer = 500
    run(folder, load="tradewatch.knowledge:load")
    desk.answer = 200
    write(folder / "in", "b.txt", "Before", "date: 2025-10-14", "tariff US > CN 25 2025-11-01")
    run(folder, load="tradewatch.knowledge:load")
    assert [message["title"] for message in desk.messages] == ["tradewatch: china: 1 event"] * 2


def test_an_address_that_no_notice_could_go_to_is_refused_before_the_run(folder: Path) -> None:
    with pytest.raises(UsageError, match="--notify: URL number 2"):
        run(folder, notify=("json://127.0.0.1:1/", "nosuch://secret"))
    configured(folder, '[[source]]\nname = "clips"\npath = "in"\n[notify]\nurls = ["nosuch://secret"]\n')
    with pytest.raises(ConfigError, match=r"tradewatch.toml: notify.urls: URL is none"):
        run(folder)
    assert not (folder / "t.db").exists()


def test_a_notice_that_could_not_be_sent_goes_out_with_the_next_run(folder: Path, desk: Desk) -> None:
    configured(folder, f'[[source]]\nname = "clips"\npath = "in"\n[watch.china]\non = "CN"\n[notify]\nurls = ["{desk.url}"]\n')
    desk.answer = 500
    log = io.StringIO()
    assert run(folder, log=log, load="tradewatch.knowledge:load").exit_code == 0
    assert "goes out with the next run" in log.getvalue()
    desk.answer = 200
    run(folder, load="tradewatch.knowledge:load")
    run(folder, load="tradewatch.knowledge:load")
    assert len(desk.messages) == 2


def test_a_watch_on_a_member_sees_what_hits_its_bloc(folder: Path, desk: Desk) -> None:
    configured(folder, f'[[source]]\nname = "clips"\npath = "in"\n[watch.de]\non = "Germany"\n[notify]\nurls = ["{desk.url}"]\n')
    write(folder / "in", "b.txt", "Cars", "tariff US > EU 15 2025-11-01")
    run(folder, load="tradewatch.knowledge:load")
    assert ["on EU, 15 percent" in message["message"] for message in desk.messages] == [True]


def test_a_date_that_comes_near_is_told_once(folder: Path, desk: Desk) -> None:
    configured(folder, f'[[source]]\nname = "clips"\npath = "in"\n[notify]\ndeadlines = 16\nurls = ["{desk.url}"]\n')
    write(folder / "in", "b.txt", "Far", "tariff EU > CN 50 2025-11-02")
    for _ in range(2):
        run(folder, load="tradewatch.knowledge:load")
    assert [message["title"] for message in desk.messages] == ["tradewatch: dates coming up (deadlines): 1 event"]
    assert "effective 2025-11-01" in desk.messages[0]["message"]


def test_a_run_that_failed_is_told(folder: Path, desk: Desk) -> None:
    (folder / "t.db").write_text("no database")
    with pytest.raises(TradewatchError):
        run(folder, notify=(desk.url,))
    assert desk.messages[0]["title"] == "tradewatch: sync failed (exit 65)"


def test_an_unknown_country_in_a_watch_is_refused_before_anything_is_read(folder: Path) -> None:
    configured(folder, '[[source]]\nname = "clips"\npath = "in"\n[watch.x]\non = "Chian"\n')
    with pytest.raises(ConfigError, match=r"watch 'x'.*Chian.*China"):
        run(folder, load="tradewatch.knowledge:load")
    with open_database(folder / "t.db", read_only=True) as store:
        assert records.source_states(store) == []


def test_the_example_can_be_read_as_it_is_and_with_its_lines_turned_on(tmp_path: Path) -> None:
    assert load_config(write_example(tmp_path / "etc" / "tradewatch.toml")).sources == ()
    lines = [line.removeprefix("# ") if " = " in line or line.startswith("# [") else "" for line in EXAMPLE.splitlines()]
    config = load_config(configured(tmp_path, "\n".join(lines)))
    assert [source.name for source in config.sources] == ["clippings", "ministry", "export"]
    assert config.watches[0].goods == ("rare earths",) and config.on_finish is not None


def test_the_example_is_private_and_replaces_nothing(tmp_path: Path) -> None:
    path = write_example(tmp_path / "tradewatch.toml")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(UsageError, match="is there already"):
        write_example(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = [", "see `tradewatch init`"),
        ("sources = 1", "unknown key 'sources'; did you mean 'source'"),
        ("[source]", "is a list of tables"),
        ("[[source]]", "source 1 needs a name"),
        ('[[source]]\nname = "a"', "either a path or a url"),
        ('[[source]]\nname = "a"\npath = "x"\nurl = "https://x"', "either a path or a url"),
        ('[[source]]\nname = "a"\nurl = "file:///etc/passwd"', "begins with https"),
        ('[[source]]\nname = "a"\nurl = "https://x"\nkind = "folder"', "its kind is feed or url"),
        ('[[source]]\nname = "a"\npath = "x"\nkind = "fedd"', "kind 'fedd' is unknown; did you mean 'feed'"),
        ('[[source]]\nname = "a"\npath = "x"\npublished = "soon"', "no date"),
        ('[[source]]\nname = "a"\npath = "x"\npath2 = "y"', "unknown key 'path2'"),
        ('[[source]]\nname = "a"\npath = "x"\n[[source]]\nname = "a"\npath = "y"', "name of another source"),
        ('[watch]\nx = "CN"', "watch.x is a table"),
        ('[watch.x]\ntype = "tarif"', "type 'tarif' is unknown; did you mean 'tariff'"),
        ("[watch.x]\ndeadlines = -1", "a whole number from 0"),
        ("[notify]\nurls = [1]", "a text or a list of texts"),
        ("[notify]\nfailures = 1", "true or false"),
        ("workers = 1.5", "a whole number"),
        ("workers = true", "a whole number"),
        ("[document]\nseconds = 0", "a whole number from 1"),
    ],
)
def test_a_mistake_in_the_configuration_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=r"tradewatch\.toml") as caught:
        load_config(configured(tmp_path, text))
    assert told in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00", b"a" * 100_000, b"a = " + b"[" * 5000])
def test_what_is_no_configuration_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tradewatch.toml").write_bytes(content)
    with pytest.raises(ConfigError):
        load_config(tmp_path / "tradewatch.toml")


def test_a_missing_configuration_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="tradewatch init"):
        load_config(tmp_path / "tradewatch.toml")


def test_what_all_sources_brought_is_resolved_once(folder: Path) -> None:
    (folder / "other").mkdir()
    write(folder / "other", "b.txt", "More", "tariff US > CN 25 2025-11-01")
    configured(folder, '[[source]]\nname = "clips"\npath = "in"\n[[source]]\nname = "more"\npath = "other"\n')
    steps: list[str] = []
    summary = sync(
        folder / "t.db",
        load_config(folder / "tradewatch.toml"),
        Sync(workers=0),
        today=TODAY,
        way=WAY,
        log=RunLog(io.StringIO(), clock=lambda: NOON),
        options_of=lambda source, state: Options(),
        step=steps.append,
    )
    assert (summary.new, len(summary.new_events), steps.count("resolving")) == (2, 1, 1)


def test_what_a_server_sends_is_read_within_limits() -> None:
    assert worker_count(["https://example.org/feed"]) > 0
    assert worker_count(["notes.txt"]) == 0
