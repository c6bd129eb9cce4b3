"""PDF press releases."""

from __future__ import annotations

import random
import time
import zlib
from datetime import date
from pathlib import Path

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
