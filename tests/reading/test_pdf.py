"""PDF press releases."""

from __future__ import annotations

import io
import random
import time
import zlib
from datetime import date
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import NameObject

from tradewatch.model import PublishedFrom

from .making import STORY, article, aside, everything, write
from .pdfs import document, pdf

DAY = date(2025, 5, 20)


def test_lines_that_the_page_broke_are_joined_to_paragraphs(tmp_path: Path) -> None:
    found = article(write(tmp_path, "release.pdf", pdf(["Steel duties begin", STORY, "A second paragraph follows here."])))
    assert found.title == "Steel duties begin"
    assert STORY in found.text
    assert "\n\nA second paragraph follows here." in found.text


def test_a_word_broken_at_the_line_is_whole(tmp_path: Path) -> None:
    text = (
        "The Commission wrote on Wednesday that the duty on steel and on alumin- ium, which had been announced in the month before, began."
    )
    found = article(write(tmp_path, "release.pdf", pdf(["Steel duties begin", text], width=71)))
    assert "steel and on aluminium, which" in found.text


def test_what_every_page_repeats_is_left_out(tmp_path: Path) -> None:
    paragraphs = [f"In case {n} the duty of {n} percent on goods of kind {n} began on Wednesday." for n in range(1, 60)]
    found = article(write(tmp_path, "release.pdf", pdf(paragraphs, header="Ministry of Commerce - Press Release No. 12", lines=20)))
    assert "Press Release No. 12" not in found.text
    assert "Page 2" not in found.text
    assert all(paragraph in found.text for paragraph in paragraphs)


def test_the_dateline_comes_before_the_date_of_the_file(tmp_path: Path) -> None:
    info = "/CreationDate (D:20250314120000Z) /Title (Steel duties begin today)"
    plain = article(write(tmp_path, "a.pdf", pdf(["Press release", STORY], info=info), DAY))
    assert (plain.title, plain.published, plain.published_from) == ("Steel duties begin today", date(2025, 3, 14), PublishedFrom.METADATA)
    assert any("--published" in note for note in plain.notes)
    dated = article(write(tmp_path, "b.pdf", pdf(["Press release", "BRUSSELS, March 12, 2025 (Harbor Wire) - " + STORY], info=info), DAY))
    assert (dated.published, dated.published_from) == (date(2025, 3, 12), PublishedFrom.DATELINE)


def test_a_title_of_the_tool_is_none(tmp_path: Path) -> None:
    found = article(write(tmp_path, "a.pdf", pdf(["Steel duties begin", STORY], info="/Title (Microsoft Word - final2.docx)")))
    assert found.title == "Steel duties begin"


def test_a_scan_is_set_aside_with_the_reason(tmp_path: Path) -> None:
    assert "scan" in aside(write(tmp_path, "scan.pdf", pdf([]))).reason


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
@pytest.mark.parametrize("password", ["", "secret"])
def test_a_pdf_that_may_only_not_be_changed_is_read_and_a_locked_one_is_named(tmp_path: Path, algorithm: str, password: str) -> None:
    writer, out = pypdf.PdfWriter(io.BytesIO(pdf(["Steel duties begin", STORY]))), io.BytesIO()
    writer.encrypt(password, "owner", algorithm=algorithm)
    writer.write(out)
    path = write(tmp_path, "release.pdf", out.getvalue())
    if password:
        assert "password" in aside(path).reason
    else:
        assert STORY in article(path).text


def test_letters_that_a_font_draws_as_one_are_read_apart(tmp_path: Path) -> None:
    # Helvetica has two such signs; a page made by a browser or by TeX has five
    shown = pdf(["Steel duties begin", STORY.replace("duty", "ta~i^")]).replace(
        b"/BaseFont /Helvetica", b"/BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [94 /fi 126 /ff] >>"
    )
    found = article(write(tmp_path, "release.pdf", shown))
    assert "a taffifi of 25 percent" in found.text


def test_pages_that_are_not_read_are_told(tmp_path: Path) -> None:
    streams = [zlib.compress(f"BT /F1 10 Tf 12 TL 50 780 Td (In case {n} we wrote: {STORY}) Tj ET".encode()) for n in range(301)]
    assert any("more than 300 pages" in note for note in article(write(tmp_path, "long.pdf", document(streams))).notes)
    assert not any("300 pages" in note for note in article(write(tmp_path, "short.pdf", document(streams[:300]))).notes)


def test_pages_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    streams = [zlib.compress(f"BT /F1 10 Tf 12 TL 50 780 Td (In case {n} we wrote: {STORY}) Tj ET".encode()) for n in range(3)]
    whole = document(streams)
    one = whole.replace(b"/Resources <<", b"/Resources 42", 1)
    assert any("1 of its 3 pages is damaged" in note for note in article(write(tmp_path, "one.pdf", one)).notes)
    assert "none of its pages" in aside(write(tmp_path, "all.pdf", whole.replace(b"/Resources <<", b"/Resources 42"))).reason
    scanned = document([*streams[:2], zlib.compress(b"q /Im1 Do Q")]).replace(b"/Font << /F1", b"/XObject << /Im1 3 0 R >> /Font << /F1")
    assert any("1 of its 3 pages is without text" in note for note in article(write(tmp_path, "scanned.pdf", scanned)).notes)


def test_a_page_tree_that_leads_back_to_itself_ends(tmp_path: Path) -> None:
    writer, out = pypdf.PdfWriter(io.BytesIO(pdf(["Steel duties begin", STORY]))), io.BytesIO()
    root = writer.root_object
    kids = root["/Pages"]["/Kids"]
    kids.append(root.raw_get("/Pages"))
    root["/Pages"][NameObject("/Parent")] = root.raw_get("/Pages")
    writer.write(out)
    articles, bad = everything(write(tmp_path, "loop.pdf", out.getvalue()))
    assert len(articles) + len(bad) == 1


def test_a_damaged_pdf_is_set_aside(tmp_path: Path) -> None:
    whole = pdf([STORY] * 5)
    for data in (b"%PDF-1.4\n", b"%PDF-1.4\n" + b"\x00" * 500, whole[:60]):
        assert aside(write(tmp_path, "a.pdf", data)).reason
    chance = random.Random(3)
    for _ in range(40):
        broken = bytearray(whole)
        for _ in range(12):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        articles, bad = everything(write(tmp_path, "a.pdf", bytes(broken)))
        assert len(articles) + len(bad) == 1


def test_a_bomb_in_a_pdf_ends_in_bounded_time(tmp_path: Path) -> None:
    bomb = zlib.compress(b" " * 200_000_000, 9)
    start = time.perf_counter()
    assert aside(write(tmp_path, "a.pdf", document([bomb]))).reason
    assert time.perf_counter() - start < 20
