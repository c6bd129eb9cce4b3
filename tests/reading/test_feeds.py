"""Feeds from files: RSS, Atom, JSON Feed; broken and hostile ones."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest

from tradewatch.model import PublishedFrom
from tradewatch.reading import Limits
from tradewatch.reading.fetch import Fetched, read_fetched

from .making import STORY, article, aside, everything, options, write

ITEM = f"""<item><title>Steel &amp; tariffs</title><link>https://example.org/steel</link><guid>urn:steel:1</guid>
<pubDate>Wed, 12 Mar 2025 23:30:00 -0400</pubDate><description>
&lt;p&gt;{STORY}&lt;/p&gt;&lt;p&gt;Second part.&lt;/p&gt;</description></item>"""
RSS = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Harbor Wire</title>{ITEM}
{ITEM.replace("steel", "copper").replace("12 Mar", "13 Mar")}</channel></rss>"""
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbor Wire</title><entry>
<title>Steel</title><id>urn:steel:1</id>
<link href="https://example.org/steel"/><updated>2025-03-12T09:00:00Z</updated><summary>Short.</summary>
<content type="html">&lt;p&gt;{STORY}&lt;/p&gt;</content></entry></feed>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbor Wire",
    "items": [
        {
            "id": "1",
            "title": "Steel",
            "url": "https://example.org/steel",
            "content_html": f"<p>{STORY}</p>",
            "date_published": "2025-03-12T09:00:00Z",
        },
        {"id": "2", "content_text": STORY, "date_published": "2025-03-13"},
    ],
}


def test_an_rss_feed_has_an_article_an_item(tmp_path: Path) -> None:
    articles, bad = everything(write(tmp_path, "wire.rss", RSS))
    assert not bad
    assert [item.doc for item in articles] == ["urn:steel:1", "urn:copper:1"]
    first = articles[0]
    assert (first.title, first.source, first.url) == ("Steel & tariffs", "Harbor Wire", "https://example.org/steel")
    assert (first.published, first.published_from) == (date(2025, 3, 12), PublishedFrom.METADATA)
    assert first.text == f"{STORY}\nSecond part."


def test_an_atom_entry_prefers_its_content(tmp_path: Path) -> None:
    found = article(write(tmp_path, "wire.xml", ATOM))
    assert (found.text, found.published, found.source) == (STORY, date(2025, 3, 12), "Harbor Wire")


def test_a_json_feed_is_known_by_its_version(tmp_path: Path) -> None:
    articles, _ = everything(write(tmp_path, "wire.json", json.dumps(JSON_FEED)))
    assert [(item.doc, item.text, item.source) for item in articles] == [("1", STORY, "Harbor Wire"), ("2", STORY, "Harbor Wire")]


@pytest.mark.parametrize("text", [RSS[: RSS.index("copper")], RSS.replace("&amp;", "&"), "\n\n" + RSS, RSS.replace("</item>", "", 1)])
def test_a_broken_feed_gives_what_can_be_read(tmp_path: Path, text: str) -> None:
    articles, _ = everything(write(tmp_path, "wire.rss", text))
    assert articles[0].text.startswith("The United States")


@pytest.mark.parametrize(
    "text", ["<rss></rss>", "<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>", "<feed></feed>", "no feed"]
)
def test_a_feed_without_entries_is_set_aside(tmp_path: Path, text: str) -> None:
    assert aside(write(tmp_path, "wire.rss", text)).reason


@pytest.mark.parametrize(
    "text",
    ['{"version": "https://jsonfeed.org/version/1", "items": 3}', '{"version": "https://jsonfeed.org/version/1", "items": [1, null]}'],
)
def test_a_broken_json_feed_is_set_aside(tmp_path: Path, text: str) -> None:
    assert aside(write(tmp_path, "wire.json", text)).reason


def test_an_entry_with_a_title_alone_is_set_aside(tmp_path: Path) -> None:
    articles, bad = everything(write(tmp_path, "wire.rss", RSS.replace("<description>", "<x>", 1).replace("</description>", "</x>", 1)))
    assert len(articles) == 1
    assert bad[0].where == "entry 1"


BOMBS = {
    "billion laughs": '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "lol">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    + f"]><rss version='2.0'><channel><item><title>&a9;</title><description>{STORY}</description></item></channel></rss>",
    "quadratic": f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]><rss version="2.0"><channel>'
    f"<item><title>{'&a;' * 500}</title>"
    f"<description>{STORY}</description></item></channel></rss>",
    "foreign entity": '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item>'
    f"<description>&a; {STORY}</description></item></channel></rss>",
    "deep": "<rss version='2.0'><channel>" + "<a>" * 20_000 + f"<item><description>{STORY}</description></item>",
}


@pytest.mark.parametrize("name", BOMBS)
def test_an_xml_bomb_ends_in_bounded_time_and_text(tmp_path: Path, name: str) -> None:
    start = time.perf_counter()
    articles, bad = everything(write(tmp_path, "wire.rss", BOMBS[name]))
    assert articles or bad
    assert time.perf_counter() - start < 10
    assert all("root:" not in item.text and len(item.text) + len(item.title) < 200_000 for item in articles)


def test_only_the_first_entries_of_an_endless_feed_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "wire.rss", RSS.replace(ITEM, ITEM * 50, 1))
    articles, bad = everything(path, limits=Limits(entries=10))
    assert len(articles) == 10
    assert "more than 10 entries" in bad[0].reason


def test_a_feed_beyond_its_limit_is_set_aside(tmp_path: Path) -> None:
    assert "larger than" in aside(write(tmp_path, "wire.rss", RSS + " " * 10_000_000)).reason


def test_known_entries_are_passed_over(tmp_path: Path) -> None:
    articles, _ = everything(write(tmp_path, "wire.rss", RSS), known={"https://example.org/steel": 2000})
    assert [item.url for item in articles] == ["https://example.org/copper"]


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/story/1", "https://example.org/story/1"),
        ("2.html", "https://example.org/news/2.html"),
        ("javascript:alert(1)", None),
        ("http://[x", None),
    ],
)
def test_a_link_counts_from_the_feeds_own_address(link: str, url: str | None) -> None:
    items = [{"id": "one", "url": link, "content_text": STORY}]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": items}).encode()
    found = list(read_fetched(Fetched("https://example.org/f", "https://example.org/news/feed", body, "application/feed+json"), options()))
    assert [item.url for item in found] == [url]  # type: ignore[union-attr]
