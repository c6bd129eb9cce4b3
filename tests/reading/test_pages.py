"""Saved pages: the article, its metadata, and pages that no parser can take apart."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from tradewatch.model import PublishedFrom

from .making import PAGE, PARAGRAPHS, STORY, article, aside, write

DAY = date(2025, 5, 20)


def test_a_page_gives_its_article_and_metadata(tmp_path: Path) -> None:
    found = article(write(tmp_path, "steel.html", PAGE))
    assert (found.doc, found.title, found.source) == ("steel", "Steel duties begin", "Harbor Wire")
    assert (found.published, found.published_from) == (date(2025, 3, 12), PublishedFrom.METADATA)
    assert "began to collect a duty of 25 percent" in found.text
    assert "Home" not in found.text


def test_a_page_is_known_by_its_content(tmp_path: Path) -> None:
    assert article(write(tmp_path, "steel.txt", PAGE)).source == "Harbor Wire"
    assert article("-", stdin=PAGE.encode("utf-16")).source == "Harbor Wire"


def test_the_declared_encoding_is_used(tmp_path: Path) -> None:
    page = PAGE.replace("charset='utf-8'", "charset='windows-1252'").replace("Harbor Wire", "Harbör “Wire”")
    assert article(write(tmp_path, "a.html", page.encode("cp1252"))).source == "Harbör “Wire”"


def test_a_page_without_a_date_in_its_markup_uses_its_dateline(tmp_path: Path) -> None:
    page = PAGE.replace("2025-03-12T09:30:00+01:00", "").replace(
        "<p>The United", "<p>BRUSSELS, March 13, 2025 (Harbor Wire) - The United", 1
    )
    found = article(write(tmp_path, "a.html", page, DAY))
    assert (found.published, found.published_from) == (date(2025, 3, 13), PublishedFrom.DATELINE)


def test_a_date_is_not_taken_from_after_today(tmp_path: Path) -> None:
    found = article(write(tmp_path, "a.html", PAGE.replace("2025-03-12T", "2031-03-12T"), DAY))
    assert found.published != date(2031, 3, 12)


def test_a_page_nested_too_deep_for_a_tree_is_read_flat_and_says_so(tmp_path: Path) -> None:
    page = "<html><body>" + "<div>" * 1000 + f"<p>{STORY}</p><p>It ends here.</p>" + "</div>" * 1000 + "</body></html>"
    found = article(write(tmp_path, "a.html", page))
    assert STORY in found.text
    assert "It ends here." in found.text
    assert any("no article could be told apart" in note for note in found.notes)


@pytest.mark.parametrize(
    "page", ["<html><body></body></html>", "<html><script>var a = 'The duty began';</script></html>", "<!doctype html>"]
)
def test_a_page_without_text_is_set_aside(tmp_path: Path, page: str) -> None:
    assert "no text" in aside(write(tmp_path, "a.html", page)).reason


HOSTILE = {
    "deep": "<html><body>" + "<div>" * 100_000 + STORY,
    "attributes": "<html><body><p " + " ".join(f"a{i}=1" for i in range(200_000)) + f">{STORY}",
    "bare attributes": "<html><body><p " + " ".join(f"a{i}" for i in range(200_000)) + f">{STORY}",
    "links": "<html><body>" + "<a href='x'>Copper</a> " * 300_000 + f"<p>{STORY}",
    "comments": "<html><body>" + "<!--" * 100_000 + STORY,
    "angles": "<html>" + "<" * 300_000 + STORY,
    "entities": "<html><body>" + "&amp;" * 300_000 + STORY,
    "open tags": "<html><body>" + "<b><i>" * 30_000 + STORY,
    "doctype bomb": '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><html><body><p>&b;</p>' + STORY,
    "nuls": "<html><body><p>" + "\x00".join(STORY) + "</p></body></html>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_in_bounded_time(tmp_path: Path, name: str) -> None:
    from tradewatch.reading import read

    from .making import options

    path = write(tmp_path, "a.html", HOSTILE[name])
    start = time.perf_counter()
    found = list(read([path], options()))
    assert len(found) == 1
    assert time.perf_counter() - start < 10


def test_a_tag_with_very_many_attributes_is_set_aside(tmp_path: Path) -> None:
    assert "attributes" in aside(write(tmp_path, "a.html", HOSTILE["attributes"])).reason


def test_a_long_attribute_value_is_no_reason(tmp_path: Path) -> None:
    page = PAGE.replace("<nav>", f'<img src="data:image/png;base64,{"QUJD " * 20_000}"><nav>')
    assert article(write(tmp_path, "a.html", page)).title == "Steel duties begin"


def test_markup_in_text_is_no_page(tmp_path: Path) -> None:
    text = f"Steel <b>duties</b> begin\n\n{PARAGRAPHS}"
    assert article(write(tmp_path, "a.txt", text)).text == text


def test_a_date_that_a_page_only_shows_somewhere_is_told_as_a_guess(tmp_path: Path) -> None:
    page = f"<html><body><p>{STORY}</p><p>The list of March 12, 2025 followed.</p></body></html>"
    found = article(write(tmp_path, "page.html", page))
    assert found.published == date(2025, 3, 12)
    assert any("guessed" in note and "--published" in note for note in found.notes)


def test_xml_that_is_no_feed_is_read_without_its_tags(tmp_path: Path) -> None:
    found = article(write(tmp_path, "a.xml", f"<?xml version='1.0'?><nitf><body><p>{STORY}</p></body></nitf>"))
    assert found.text == STORY
    assert aside(
        write(tmp_path, "b.xml", "<?xml version='1.0'?><opml><body><outline text='x' xmlUrl='http://e.org/f'/></body></opml>")
    ).reason
