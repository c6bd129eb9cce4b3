"""JSON lines, JSON, CSV: fields, mappings, and lines that are traps."""

from __future__ import annotations

import json
import random
import time
from datetime import date
from pathlib import Path

import pytest

from tradewatch.errors import InputError
from tradewatch.model import PublishedFrom

from .making import PARAGRAPHS, STORY, article, aside, everything, write


def line(**fields: object) -> str:
    return json.dumps({"text": PARAGRAPHS, **fields}) + "\n"


def test_a_record_gives_all_its_fields(tmp_path: Path) -> None:
    path = write(
        tmp_path, "a.jsonl", line(id="x-1", title="Steel", published="2025-03-12", source="Harbor Wire", url="https://example.org/1")
    )
    found = article(path)
    assert (found.doc, found.title, found.text, found.source, found.url) == (
        "x-1",
        "Steel",
        PARAGRAPHS,
        "Harbor Wire",
        "https://example.org/1",
    )
    assert (found.published, found.published_from, found.path) == (date(2025, 3, 12), PublishedFrom.METADATA, path)


def test_text_alone_is_enough(tmp_path: Path) -> None:
    path = write(tmp_path, "wire.jsonl", "\n" + line() + line(text="Another text of the same day, on tariffs."), date(2025, 3, 14))
    articles, _ = everything(path)
    assert [item.doc for item in articles] == ["wire-2", "wire-3"]
    assert {item.published_from for item in articles} == {PublishedFrom.FILE_TIME}


def test_publisher_is_read_as_source(tmp_path: Path) -> None:
    assert article(write(tmp_path, "a.jsonl", line(publisher="Harbor Wire"))).source == "Harbor Wire"


def test_the_title_of_a_record_stands_beside_its_text(tmp_path: Path) -> None:
    found = article(write(tmp_path, "a.jsonl", line(title="Steel duties begin")))
    assert "Steel duties begin" not in found.text


BAD = {
    "cut": '{"text": "The duty began',
    "bare": "no json at all",
    "list": '["a", "b"]',
    "number": "12",
    "null": "null",
    "no text": '{"title": "Steel"}',
    "empty text": '{"text": "  "}',
    "number as text": '{"text": 12}',
    "list as text": '{"text": ["a"]}',
    "long number": '{"text": "A story of steel.", "id": ' + "9" * 10_000 + "}",
    "deep": '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "signs": '{"text": "--- ***"}',
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_set_aside_with_its_number(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, "a.jsonl", line(id="one") + BAD[name] + "\n" + line(id="three"))
    articles, bad = everything(path)
    assert [item.doc for item in articles] == ["one", "three"]
    assert [(item.path, item.where) for item in bad] == [(path, "2")]
    assert str(bad[0].error).startswith(f"{path}:2: ")
    assert isinstance(bad[0].error, InputError)


ODD = {
    "line separator": '{"id": "odd", "text": "The duty\u2028began \u2029on \x85Wednesday, said officials."}',
    "nan": '{"id": "odd", "text": "The duty began on Wednesday.", "score": NaN, "published": Infinity}',
    "large integer": '{"id": 92233720368547758079, "text": "The duty began on Wednesday."}',
    "surrogate": '{"id": "odd\\ud800", "text": "The duty \\ud83d\\ude00 began \\ud800 on Wednesday.", "title": "\\udfff"}',
    "carriage return": '{"id": "odd", "text": "The duty began on Wednesday."}\r',
    "nul": '{"id": "odd", "text": "The duty \\u0000 began on Wednesday."}',
    "other types": '{"id": ["x"], "text": "The duty began on Wednesday.", "title": 7, "source": {"name": "HW"}, "url": {}, "date": []}',
    "twice": '{"text": "first", "text": "The duty began on Wednesday."}',
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_line_is_one_article_that_can_be_stored(tmp_path: Path, name: str) -> None:
    articles, bad = everything(write(tmp_path, "a.jsonl", line(id="one") + ODD[name] + "\n" + line(id="three")))
    assert not bad
    assert len(articles) == 3
    assert articles[1].text.startswith("The duty")
    json.dumps([articles[1].doc, articles[1].text, articles[1].title], allow_nan=False, ensure_ascii=False).encode("utf-8")


def test_a_pair_of_surrogates_is_its_character(tmp_path: Path) -> None:
    assert "\U0001f600" in article(write(tmp_path, "a.jsonl", ODD["surrogate"])).text


def test_the_last_line_needs_no_end(tmp_path: Path) -> None:
    assert article(write(tmp_path, "a.jsonl", line(id="one").rstrip())).doc == "one"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_first_record(tmp_path: Path, encoding: str) -> None:
    articles, bad = everything(write(tmp_path, "a.jsonl", (line(id="one") + line(id="two")).encode(encoding)))
    assert not bad
    assert [item.doc for item in articles] == ["one", "two"]


def test_a_line_beyond_the_limit_is_skipped_without_being_held(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(line(id="one").encode())
        file.write(b'{"text": "' + b"a" * 10)
        for _ in range(200):
            file.write(b"a" * 1_000_000)
        file.write(b'"}\n' + line(id="three").encode())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    articles, bad = everything(str(path))
    assert [item.doc for item in articles] == ["one", "three"]
    assert [item.where for item in bad] == ["2"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_a_file_without_a_record_is_set_aside(tmp_path: Path) -> None:
    assert "no record" in aside(write(tmp_path, "a.jsonl", "\n\n \n")).reason


def test_standard_input_may_be_records() -> None:
    articles, _ = everything("-", stdin=(line(id="one") + line(id="two")).encode())
    assert [item.doc for item in articles] == ["one", "two"]


def test_standard_input_may_be_a_stream(tmp_path: Path) -> None:
    with Path(write(tmp_path, "a.jsonl", "".join(line(id=f"n{i}") for i in range(50)))).open("rb") as stream:
        articles, _ = everything("-", stdin=stream)
    assert len(articles) == 50


@pytest.mark.parametrize("shape", ["[{}, {}]", '{{"articles": [{}, {}]}}'])
def test_one_json_document_may_hold_all_records(tmp_path: Path, shape: str) -> None:
    text = shape.replace("{{", "{").replace("}}", "}").replace("[{}, {}]", f"[{line(id='one')}, {line(id='two')}]")
    articles, _ = everything(
        write(tmp_path, "a.json", text.replace("\n", " ") if shape[0] == "[" else json.dumps(json.loads(text), indent=1))
    )
    assert [item.doc for item in articles] == ["one", "two"]


def test_one_json_object_is_one_article(tmp_path: Path) -> None:
    assert article(write(tmp_path, "steel.json", json.dumps({"text": STORY}, indent=2))).doc == "steel"


TABLE = f'id,title,text,published\none,Steel,"{STORY}",2025-03-12\ntwo,Copper,"{STORY}\n\nSecond, with a comma.",2025-03-13\n'


def test_a_table_has_a_row_an_article(tmp_path: Path) -> None:
    articles, bad = everything(write(tmp_path, "a.csv", TABLE))
    assert not bad
    assert [(item.doc, item.title, item.published) for item in articles] == [
        ("one", "Steel", date(2025, 3, 12)),
        ("two", "Copper", date(2025, 3, 13)),
    ]
    assert articles[1].text.endswith("with a comma.")


def test_columns_may_be_mapped(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", TABLE.replace("text", "Story told", 1).replace("published", "Day"))
    articles, _ = everything(path, columns={"text": "Story told", "published": "Day"})
    assert [item.published for item in articles] == [date(2025, 3, 12), date(2025, 3, 13)]


def test_a_table_without_a_text_column_names_its_columns_and_the_option(tmp_path: Path) -> None:
    found = aside(write(tmp_path, "a.csv", "Alpha,Beta\n1,2\n"))
    assert "Alpha, Beta" in found.reason
    assert "--column text=NAME" in found.reason


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_a_table_may_use_other_delimiters(tmp_path: Path, sign: str) -> None:
    assert article(write(tmp_path, "a.csv", f"id{sign}text\none{sign}The duty began on Wednesday.\n")).doc == "one"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_table_may_be_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    found = article(write(tmp_path, "a.csv", "text\n“The duty” costs €4 billion – said the union.\n".encode(encoding)))
    assert found.text == "“The duty” costs €4 billion – said the union."


def test_a_bad_row_costs_no_other(tmp_path: Path) -> None:
    articles, bad = everything(write(tmp_path, "a.csv", TABLE + "three,No text,,\nfour,Zinc,The duty began on Wednesday.,2025-03-14\n"))
    assert [item.doc for item in articles] == ["one", "two", "four"]
    assert len(bad) == 1


def test_rubbish_bytes_give_articles_or_reasons(tmp_path: Path) -> None:
    chance = random.Random(7)
    for name in ("a.jsonl", "a.csv", "a.json", "a.txt"):
        for _ in range(40):
            start = chance.choice([b"", b"{", b'{"text":"', b"text,id\n", b"\xff\xfe", b"\xef\xbb\xbf", b"["])
            articles, bad = everything(write(tmp_path, name, start + chance.randbytes(chance.randrange(1, 400))))
            assert articles or bad


def test_a_quote_that_is_not_closed_costs_its_row_alone(tmp_path: Path) -> None:
    rows = (
        'one,"Steel duties",{0}\ntwo,"never closed, {0}\nthree,"Zinc, ""duties""","{0}\n\nAnd more."\n'
        'four,5" pipes,{0}\nfive,"a" b,{0}\nsix,"to the end,{0}\n'
    )
    text = "The duty began on Wednesday."
    articles, bad = everything(write(tmp_path, "a.csv", "id,title,text\n" + rows.format(text)))
    assert [(item.doc, item.title) for item in articles] == [
        ("one", "Steel duties"),
        ("three", 'Zinc, "duties"'),
        ("four", '5" pipes'),
        ("five", "a b"),
    ]
    assert [item.where for item in bad] == ["3", "9"]


def test_a_table_whose_quotes_are_all_broken_ends_in_bounded_time(tmp_path: Path) -> None:
    start = time.perf_counter()
    _, bad = everything(write(tmp_path, "a.csv", "id,text\n" + 'one,"never closed\n' * 200_000))
    assert 100 < len(bad) < 110
    assert "not read further" in bad[-1].reason
    assert time.perf_counter() - start < 10


def test_two_columns_of_texts_are_not_guessed_between(tmp_path: Path) -> None:
    assert "2 columns `text`" in aside(write(tmp_path, "a.csv", "text,text\nshort,The duty began on Wednesday.\n")).reason


def test_a_spreadsheets_line_of_its_delimiter_is_read(tmp_path: Path) -> None:
    assert article(write(tmp_path, "a.csv", "sep=;\r\nid;text\r\none;The duty, it said, began on Wednesday.\r\n")).doc == "one"


def test_records_of_one_name_with_other_texts_are_all_kept(tmp_path: Path) -> None:
    texts = ["The duty began on Wednesday.", "The duty ended on Friday.", "The duty began on Wednesday."]
    articles, bad = everything(write(tmp_path, "a.jsonl", "".join(line(id="x", text=text) for text in texts)))
    assert not bad
    assert [item.doc for item in articles] == ["x", "x-2", "x"]
    assert ["x-2" in " ".join(item.notes) for item in articles] == [False, True, False]
