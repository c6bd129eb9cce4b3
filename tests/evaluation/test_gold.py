"""Files of annotated events, good and bad."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.test_score import DUTY, FEE
from tradewatch.errors import InputError, MissingInputError
from tradewatch.evaluation import read_documents, run


def written(folder: Path, *lines: object) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_a_file_gives_the_events_of_each_document(tmp_path: Path) -> None:
    path = written(tmp_path, {"doc": "a", "events": [FEE]}, "", {"doc": "b", "events": [], "reader": "x"})
    assert read_documents(path) == {"a": [FEE], "b": []}


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"doc": "a", "events": []}\r\n\r\n{"doc": "b", "events": []}\r\n')
    assert list(read_documents(path)) == ["a", "b"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"type": None}, "event 2: has no `type`"),
        ({"type": "tarif"}, "`type` is none of tariff"),
        ({"type": ["tariff"]}, "`type` is none of"),
        ({"by": "US"}, "`by` is no list of texts"),
        ({"on": [1]}, "`on` is no list"),
        ({"goods": {"a": 1}}, "`goods` is no list"),
        ({"rate": 25}, "`rate` is no object"),
        ({"rate": {"value": "25"}}, "`rate` is no object"),
        ({"rate": {"value": 10**400}}, "`rate` is no object"),
        ({"prior_rate": {"value": True}}, "`prior_rate` is no object"),
        ({"dates": ["2025"]}, "`dates` is no object"),
        ({"dates": {"effective": 2025}}, "`dates` is no object"),
        ({"status": 1}, "`status` is no text"),
        ({"confidence": 2}, "`confidence` is no number"),
    ],
    ids=range(14),
)
def test_an_event_that_cannot_be_compared_is_refused_with_its_place(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    path = written(tmp_path, {"doc": "a", "events": []}, {"doc": "b", "events": [FEE, DUTY | changed]})
    with pytest.raises(InputError) as caught:
        read_documents(path)
    assert f"{path}:2: event 2:" in str(caught.value) and said in str(caught.value)


@pytest.mark.parametrize(
    "line",
    ["no json", "[]", "{}", '{"doc": 1, "events": []}', '{"doc": "a"}', '{"doc": "a", "events": [NaN]}', "[" * 100_000],
    ids=range(7),
)
def test_a_line_that_is_no_document_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(InputError, match=r"gold\.jsonl:2: "):
        read_documents(written(tmp_path, {"doc": "b", "events": []}, line))


def test_an_event_that_is_no_object_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="event 1: is no object"):
        read_documents(written(tmp_path, {"doc": "a", "events": ["tariff"]}))


def test_a_document_told_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'a' stands in an earlier line"):
        read_documents(written(tmp_path, {"doc": "a", "events": []}, {"doc": "a", "events": [FEE]}))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no document"):
        read_documents(written(tmp_path, ""))


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(MissingInputError, match="cannot be read"):
            read_documents(path)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FEE, "value", "unit", "effective", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)
EVENTS = st.lists(st.dictionaries(st.sampled_from([*FEE, "confidence"]), JUNK, max_size=2).map(lambda changed: FEE | changed), max_size=3)


@given(EVENTS)
@settings(max_examples=200, deadline=None)
def test_whatever_is_let_in_can_be_scored(tmp_path_factory: pytest.TempPathFactory, events: list[dict[str, Any]]) -> None:
    path = written(tmp_path_factory.mktemp("junk"), {"doc": "a", "events": events})
    try:
        documents = read_documents(path)
    except InputError:
        return
    assert run(documents, {"a": [FEE, DUTY]}).documents == run({"a": [FEE, DUTY]}, documents).documents == 1
