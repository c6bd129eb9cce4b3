"""Feed, data package, Parquet and foreign terms, each read by another program."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.views.build import TODAY, autumn, claim, event, name, when
from tradewatch.errors import StorageError
from tradewatch.knowledge import load
from tradewatch.views.feed import feed_bytes
from tradewatch.views.tables import tables_of, write_package, write_parquet
from tradewatch.views.terms import gta_columns, plover_columns


def parsed(events: list[Any]) -> Any:
    feedparser = pytest.importorskip("feedparser", reason="feedparser reads the feed back")
    return feedparser.parse(feed_bytes(events, name, TODAY))


def test_the_feed_is_well_formed_and_has_an_entry_an_event() -> None:
    feed = parsed(autumn())
    assert not feed.bozo and feed.version == "atom10"
    assert {entry.id for entry in feed.entries} == {f"urn:tradewatch:events:{one.id}" for one in autumn()}


def test_every_entry_has_what_atom_asks_for() -> None:
    feed = parsed(autumn())
    assert feed.feed.id and feed.feed.updated and feed.feed.title and feed.feed.author
    assert all(entry.id and entry.title and entry.updated and (entry.get("link") or entry.get("content")) for entry in feed.entries)


def test_an_empty_feed_is_still_a_feed() -> None:
    assert not parsed([]).bozo


def test_a_hostile_title_stays_text_in_the_feed() -> None:
    feed = parsed([event("e1", claim(place="<script>alert(1)</script>\x00\x1b", dates=when(effective="2025")))])
    assert (
        not feed.bozo
        and "<script>" not in feed_bytes([event("e1", claim(place="<script>", dates=when(effective="2025")))], name, TODAY).decode()
    )


def test_the_data_package_describes_every_column_of_every_table(tmp_path: Path) -> None:
    write_package(tmp_path, autumn(), TODAY)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    for resource in package["resources"]:
        header = next(csv.reader((tmp_path / resource["path"]).open()))
        fields = resource["schema"]["fields"]
        assert header == [field["name"] for field in fields] and all(field["description"] for field in fields)


def test_a_package_that_cannot_be_finished_leaves_the_old_one_whole(tmp_path: Path) -> None:
    write_package(tmp_path, autumn(), TODAY)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "sources.csv").unlink()
    (tmp_path / "sources.csv").mkdir()
    with pytest.raises(StorageError):
        write_package(tmp_path, autumn()[:2], TODAY)
    (tmp_path / "sources.csv").rmdir()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {name: before[name] for name in before if name != "sources.csv"}


def test_frictionless_finds_the_data_package_valid(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="frictionless checks the data package")
    write_package(tmp_path, autumn(), TODAY)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])


def test_the_table_of_dates_keeps_both_bounds_and_the_precision() -> None:
    rows = {(row["event"], row["role"]): row for row in tables_of(autumn())[1].rows}
    assert rows["e7", "announced"] == {
        **{"event": "e7", "role": "announced", "date": "2025-05", "grain": "month"},
        **{"first": "2025-05-01", "last": "2025-05-31"},
    }


def test_parquet_gives_the_events_back(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra")
    write_parquet(tmp_path / "events.parquet", autumn())
    table = pq.read_table(tmp_path / "events.parquet")
    assert table.column("id").to_pylist() == [one.id for one in autumn()]
    assert table.column("rate").to_pylist()[:2] == [100.0, 50.0]
    assert table.schema.field("rate_unit").metadata[b"description"]


TERMS = load().table("terms")


@pytest.mark.parametrize(
    ("kind", "evidence", "status", "gta", "mast"),
    [
        ("tariff", "a 25% tariff", "in_force", "Import tariff", "TARIFF"),
        ("trade_remedy", "anti-dumping duties on barley", "announced", "Anti-dumping", "D"),
        ("trade_remedy", "countervailing duties on solar cells", "announced", "Anti-subsidy", "D"),
        ("trade_remedy", "safeguard duties on steel", "announced", "Safeguard", "D"),
        ("export_control", "licences for rare earths", "in_force", "Export licensing requirement", "P"),
        ("export_control", "banned exports of gallium", "in_force", "Export ban", "P"),
        ("export_control", "urban renewal needs a licence", "in_force", "Export licensing requirement", "P"),
        ("port_fee", "a fee on ships", "in_force", "Port restriction", "F"),
        ("tariff", "may impose a tariff", "threatened", None, None),
        ("meeting", "they met", "held", None, None),
    ],
)
def test_an_event_in_the_terms_of_global_trade_alert(kind: str, evidence: str, status: str, gta: str | None, mast: str | None) -> None:
    row = gta_columns(claim(kind, status=status, evidence=evidence), TERMS)
    assert (row["gta_type"], row["mast"]) == (gta, mast)


@pytest.mark.parametrize(
    ("kind", "status", "action", "plover"),
    [
        ("tariff", "threatened", "impose", "THREATEN"),
        ("tariff", "in_force", "impose", "SANCTION"),
        ("tariff", "announced", "lower", "RETREAT"),
        ("sanction", "in_force", "impose", "SANCTION"),
        ("meeting", "held", None, "CONSULT"),
        ("meeting", "planned", None, "AGREE"),
        ("meeting", "cancelled", None, "REJECT"),
        ("agreement", "in_force", None, "COOPERATE"),
        ("investigation", "announced", None, "ACCUSE"),
        ("dispute", "ended", None, "SANCTION"),
    ],
)
def test_an_event_in_the_terms_of_plover(kind: str, status: str, action: str | None, plover: str) -> None:
    row = plover_columns(claim(kind, status=status, action=action), TERMS)
    assert (row["plover"], row["plover_context"]) == (plover, "economic")


def test_the_package_tells_of_measures_and_of_conflicts(tmp_path: Path) -> None:
    write_package(tmp_path, autumn(), TODAY)
    resources = {resource["name"] for resource in json.loads((tmp_path / "datapackage.json").read_text())["resources"]}
    assert {"events", "dates", "sources", "measures", "conflicts"} == resources
    with (tmp_path / "measures.csv").open(encoding="utf-8") as rows:
        steps = {step for row in csv.DictReader(rows) for step in row["events"].split("; ")}
    assert steps == {one.id for one in autumn() if one.measure}
