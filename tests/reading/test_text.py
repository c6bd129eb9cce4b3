"""Plain text: encodings, front matter, title, source."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from tradewatch.errors import InputError, MissingInputError
from tradewatch.model import PublishedFrom

from .making import PARAGRAPHS, STORY, article, aside, everything, kept, write

CURLY = f"Steel duties “begin”\n\n{STORY} The tariff’s cost – some €4 billion – falls on buyers…\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_is_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    assert article(write(tmp_path, "a.txt", CURLY.encode(encoding))).text == CURLY


def test_another_single_byte_encoding_is_detected(tmp_path: Path) -> None:
    text = "Решение вступает в силу в среду, сообщили в правительстве. Европейский союз ответит в апреле, а Канада — позже. " * 3
    assert "Russian" in aside(write(tmp_path, "a.txt", text.encode("cp1251"))).reason


def test_text_is_kept_to_the_character(tmp_path: Path) -> None:
    text = f"Title here\r\n\r\n{STORY}\x00\x1b[31m [/b] \u202e\u2028 end \t\r\n"
    assert article(write(tmp_path, "a.txt", text)).text == text


def test_a_few_broken_bytes_are_replaced_and_told(tmp_path: Path) -> None:
    found = article(write(tmp_path, "a.txt", CURLY.encode() + b"\xff\xfe broken"))
    assert found.text.startswith(CURLY)
    assert any("2 bytes" in note for note in found.notes)


def test_one_broken_byte_is_one(tmp_path: Path) -> None:
    found = article(write(tmp_path, "a.txt", b"\xff\xfe" + CURLY.encode("utf-16-le") + b"\x41"))
    assert any("1 byte of it is no UTF-16-LE and was replaced" in note for note in found.notes)


def test_noise_after_a_mark_of_utf16_is_binary_and_no_language(tmp_path: Path) -> None:
    assert "it is binary" in aside(write(tmp_path, "a.txt", b"\xff\xfe" + _noise(3000))).reason


def test_a_text_of_another_language_in_utf16_is_told_as_that(tmp_path: Path) -> None:
    text = "중국은 미국 상품에 대한 관세를 다시 올린다고 발표했다. 새 관세는 다음 달부터 적용된다. " * 4
    assert "Korean" in aside(write(tmp_path, "a.txt", text.encode("utf-16"))).reason


def test_surrogates_in_utf8_are_replaced(tmp_path: Path) -> None:
    found = article(write(tmp_path, "a.txt", CURLY.encode() + b"\xed\xa0\x80 end"))
    found.text.encode("utf-8")
    assert found.text.endswith(" end")


@pytest.mark.parametrize("end", ["\r", "\r\n", "\u2028", "\u2029", "\x0b", "\x0c"], ids=ascii)
def test_a_header_is_read_whatever_ends_its_lines(tmp_path: Path, end: str) -> None:
    text = f"Steel duties begin\nDate: 2025-06-03\nSource: Example Wire\n\n{STORY}\n\nRead more\n".replace("\n", end)
    found = article(write(tmp_path, "a.txt", text.encode()))
    assert (found.text, found.title, found.published, found.source) == (text, "Steel duties begin", date(2025, 6, 3), "Example Wire")
    assert kept(found).split() == f"Steel duties begin {STORY}".split()


@pytest.mark.parametrize("end", ["\r", "\u2029"], ids=ascii)
def test_front_matter_and_dateline_are_found_whatever_ends_the_lines(tmp_path: Path, end: str) -> None:
    front = f"---\ntitle: Steel duties begin\ndate: 2025-06-03\n---\n\n{STORY}\n".replace("\n", end)
    assert article(write(tmp_path, "a.md", front.encode())).published == date(2025, 6, 3)
    line = f"Steel duties begin{end}{end}WASHINGTON, June 3, 2025 (Example Wire) - {STORY}{end}"
    assert article(write(tmp_path, "b.txt", line.encode())).published == date(2025, 6, 3)


def _noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n\t\n"),
        ("nuls.txt", b"\x00" * 5000),
        ("random.txt", bytes((i * 7919 + i // 256 * 31 + (i * i) % 251) % 256 for i in range(20_000))),
        ("signs.txt", b"--- *** ---\n"),
        ("picture.jpg", b"\xff\xd8\xff\xe0" + b"\x00\x10JFIF" * 50),
        ("base.db", b"SQLite format 3\x00" + b"\x00" * 100),
        ("mark.txt", b"\xef\xbb\xbf"),
        ("mark16.txt", b"\xff\xfe"),
        *[(f"mark16-{size}.txt", mark + _noise(size)) for mark in (b"\xff\xfe", b"\xfe\xff") for size in (3, 10, 40, 300, 3000, 90_000)],
    ],
)
def test_what_is_no_text_is_set_aside(tmp_path: Path, name: str, content: bytes) -> None:
    path = write(tmp_path, name, content)
    found = aside(path)
    assert isinstance(found.error, InputError)
    assert str(found.error).startswith(f"{path}: ")
    assert "\n" not in str(found.error)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    found = aside(str(tmp_path / "none.txt"))
    assert isinstance(found.error, MissingInputError)
    assert int(found.error.exit_code) == 66
    assert "none.txt" in str(found.error)


def test_one_bad_input_costs_no_other(tmp_path: Path) -> None:
    good = [write(tmp_path, f"{name}.txt", PARAGRAPHS) for name in "ac"]
    articles, bad = everything([good[0], str(tmp_path / "b.txt"), good[1]])
    assert [item.doc for item in articles] == ["a", "c"]
    assert len(bad) == 1


def test_the_title_is_the_first_line_and_stays_in_the_text(tmp_path: Path) -> None:
    found = article(write(tmp_path, "steel.txt", f"\n\nSteel duties begin\n\n{PARAGRAPHS}"))
    assert (found.doc, found.title) == ("steel", "Steel duties begin")
    assert "Steel duties begin" in kept(found)


@pytest.mark.parametrize("first", [STORY, "BRUSSELS, March 12 (Harbor Wire) - The Union answered.", "WASHINGTON (HW) -- The duty began."])
def test_a_story_that_begins_at_once_has_no_title(tmp_path: Path, first: str) -> None:
    assert article(write(tmp_path, "a.txt", f"{first}\n\n{PARAGRAPHS}")).title == ""


HEADERS = [
    f"Title: Steel duties begin\nDate: 2025-03-12\nSource: Harbor Wire\nURL: https://example.org/steel\n\n{PARAGRAPHS}",
    f'---\ntitle: "Steel duties begin"\ndate: 2025-03-12\ntags: [steel, tariffs]\nsource: Harbor Wire\nurl: https://example.org/steel\n---\n\n{PARAGRAPHS}',
    f"Steel duties begin\nDate: March 12, 2025\nSource: Harbor Wire\nURL: https://example.org/steel\n\n{PARAGRAPHS}",
    f"HEADLINE: Steel duties begin\r\nPublished: Wed, 12 Mar 2025 09:30:00 +0100\r\nPublisher: Harbor Wire\r\nLink: https://example.org/steel\r\n\r\n{PARAGRAPHS}",
]


@pytest.mark.parametrize("text", HEADERS)
def test_a_header_gives_title_date_source_and_address(tmp_path: Path, text: str) -> None:
    found = article(write(tmp_path, "a.txt", text))
    assert (found.title, found.source, found.url) == ("Steel duties begin", "Harbor Wire", "https://example.org/steel")
    assert (found.published, found.published_from) == (date(2025, 3, 12), PublishedFrom.METADATA)


@pytest.mark.parametrize("text", HEADERS)
def test_a_header_is_cut_from_the_body_and_the_title_is_not(tmp_path: Path, text: str) -> None:
    body = kept(article(write(tmp_path, "a.txt", text)))
    assert "Steel duties begin" in body
    assert "2025" not in body
    assert "example.org" not in body


def test_a_speaker_with_a_colon_is_no_header(tmp_path: Path) -> None:
    found = article(
        write(tmp_path, "a.txt", f"Steel duties begin\n\nMinister: we will answer.\nSource of the trouble: steel.\n{PARAGRAPHS}")
    )
    assert found.body == ()


def test_the_source_option_names_what_the_text_does_not(tmp_path: Path) -> None:
    assert article(write(tmp_path, "a.txt", PARAGRAPHS), source="Harbor Wire").source == "Harbor Wire"
    assert article(write(tmp_path, "b.txt", HEADERS[0]), source="Another").source == "Harbor Wire"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (f"Steel\n\nBRUSSELS, March 12 (Harbor Wire) - {STORY}", "Harbor Wire"),
        (f"Steel\n\nBRUSSELS (Harbor Wire) -- {STORY}", "Harbor Wire"),
        (f"Steel\n\n{STORY} -- HARBOR MORNING POST\n\nFollow us on our official WhatsApp channel!\n", "HARBOR MORNING POST"),
        (f"Steel\n\n{STORY} The union (EU) answered. GATT - WTO\n", None),
    ],
)
def test_the_agency_stands_for_a_source_that_nothing_names(tmp_path: Path, text: str, source: str | None) -> None:
    assert article(write(tmp_path, "a.txt", text)).source == source
    assert article(write(tmp_path, "b.txt", text), source="Desk").source == "Desk"


@pytest.mark.parametrize(
    "line",
    ["Date: to be announced", "Published: nowhere yet", "Source: officials who spoke on condition of secrecy about the plan of the union"],
)
def test_a_line_that_is_no_header_after_all_stays(tmp_path: Path, line: str) -> None:
    found = article(write(tmp_path, "a.txt", f"Steel duties begin\n\n{STORY}\n{line}\n\n{STORY}"))
    assert line in kept(found)


def test_a_text_beyond_the_limit_is_set_aside(tmp_path: Path) -> None:
    assert "longer than 2,000,000 characters" in aside(write(tmp_path, "a.txt", "duty " * 500_000)).reason


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(300_000_000)
        file.seek(0)
        file.write(b"A story.\n")
    assert "larger than 20 MB" in aside(str(path)).reason


def test_another_language_is_named(tmp_path: Path) -> None:
    german = (
        "Die Vereinigten Staaten erheben seit Mittwoch einen Zoll von 25 Prozent auf Stahl und Aluminium. Die Europäische Union kündigte "
        "Gegenmaßnahmen an, die am 1. April in Kraft treten sollen. Kanada will folgen, wie die Regierung in Ottawa am Abend mitteilte."
    )
    assert "German" in aside(write(tmp_path, "a.txt", german)).reason
    chinese = "美国自周三起对钢铁和铝征收百分之二十五的关税。欧盟表示将于四月一日采取反制措施。加拿大政府当晚宣布将跟进，并公布清单。" * 2
    assert "Chinese" in aside(write(tmp_path, "b.txt", chinese)).reason


@pytest.mark.parametrize(
    "text", ["China tariff: 25%", "Berlin erhebt Zoll", "US-China: 145% / 125%\nUS-EU: 15%\nUS-Japan: 15%\nUS-India: 50%"]
)
def test_a_short_text_passes_as_english(tmp_path: Path, text: str) -> None:
    assert article(write(tmp_path, "a.txt", text)).text == text
