"""Addresses: what is fetched, what is refused, and servers that mean harm."""

from __future__ import annotations

import gzip
import resource
import time
import zlib
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tradewatch.errors import SourceUnavailableError
from tradewatch.model import PublishedFrom
from tradewatch.reading import Limits, SetAside
from tradewatch.reading.fetch import fetch, is_public, read_fetched

from .making import PAGE, STORY, article, everything, options
from .pdfs import pdf
from .server import Server, page, serving, to
from .test_feeds import RSS


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def refused(url: str, **changes: Any) -> SetAside:
    articles, bad = everything(url, **{"private": True, **changes})
    assert not articles
    assert len(bad) == 1
    assert isinstance(bad[0].error, SourceUnavailableError)
    assert int(bad[0].error.exit_code) == 69
    assert url in str(bad[0].error)
    return bad[0]


def test_a_page_is_fetched_and_read(server: Server) -> None:
    server.answers["/2025/03/steel-1.php"] = page(PAGE)
    found = article(server.url("/2025/03/steel-1.php"), private=True)
    assert (found.title, found.published, found.published_from) == ("Steel duties begin", date(2025, 3, 12), PublishedFrom.METADATA)
    assert (found.path, found.url) == (server.url("/2025/03/steel-1.php"),) * 2


def test_the_day_in_an_address_is_better_than_none(server: Server) -> None:
    server.answers["/2025/03/14/steel"] = page(f"Steel duties begin\n\n{STORY}", Content_Type="text/plain")
    found = article(server.url("/2025/03/14/steel"), private=True)
    assert (found.doc, found.published, found.published_from) == ("steel", date(2025, 3, 14), PublishedFrom.FILENAME)


def test_the_program_says_who_it_is(server: Server) -> None:
    server.answers["/a"] = page(PAGE)
    article(server.url("/a"), private=True, contact="desk@example.org")
    agents = {headers["User-Agent"] for _, headers in server.asked}
    assert len(agents) == 1
    assert agents.pop().startswith("tradewatch/")
    assert all("desk@example.org" in headers["User-Agent"] for _, headers in server.asked)


def test_other_media_are_read_by_their_type(server: Server) -> None:
    server.answers["/pdf"] = page(pdf(["Steel duties begin", STORY]), Content_Type="application/pdf")
    server.answers["/feed"] = page(RSS, Content_Type="application/rss+xml")
    assert article(server.url("/pdf"), private=True).title == "Steel duties begin"
    articles, _ = everything(server.url("/feed"), private=True)
    assert len(articles) == 2


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", lambda data: zlib.compress(data)[2:-4])]
)
def test_packed_answers_are_unfolded(server: Server, encoding: str, pack: Any) -> None:
    server.answers["/a"] = page(pack(PAGE.encode()), Content_Encoding=encoding)
    assert article(server.url("/a"), private=True).title == "Steel duties begin"


def test_an_unchanged_page_is_not_read_again(server: Server) -> None:
    server.answers["/a"] = page(PAGE, ETag='"one"', Last_Modified="Wed, 12 Mar 2025 00:00:00 GMT")
    first = fetch(server.url("/a"), options(private=True))
    assert (first.etag, first.last_modified, first.unchanged) == ('"one"', "Wed, 12 Mar 2025 00:00:00 GMT", False)
    server.answers["/a"] = page("", 304)
    again = fetch(server.url("/a"), options(private=True), etag=first.etag, last_modified=first.last_modified)
    assert again.unchanged
    assert list(read_fetched(again, options())) == []
    assert server.asked[-1][1]["If-None-Match"] == '"one"'
    assert server.asked[-1][1]["If-Modified-Since"] == "Wed, 12 Mar 2025 00:00:00 GMT"


# feeds that lead to pages

SHORT = """<rss version="2.0"><channel><title>Harbor Wire</title>
<item><title>Steel</title><link>https://example.org/steel</link><guid>urn:steel:1</guid><pubDate>Wed, 12 Mar 2025 12:00:00 GMT</pubDate>
<description>In short</description></item>
<item><title>Copper</title><link>https://example.org/copper</link><guid>urn:copper:1</guid><description>In short</description></item>
</channel></rss>"""


def test_an_entry_with_a_summary_is_followed_to_its_page(server: Server) -> None:
    server.answers["/feed"] = page(SHORT.replace("https://example.org", server.url("")), Content_Type="application/rss+xml")
    server.answers["/steel"] = page(PAGE)
    articles, bad = everything(server.url("/feed"), private=True)
    assert not bad
    assert [item.doc for item in articles] == ["urn:steel:1", "urn:copper:1"]
    assert "began to collect" in articles[0].text
    assert articles[0].published == date(2025, 3, 12)
    assert articles[1].text == "In short"
    assert any("only the feed's summary" in note for note in articles[1].notes)


def test_known_entries_are_not_fetched(server: Server) -> None:
    server.answers["/feed"] = page(SHORT.replace("https://example.org", server.url("")), Content_Type="application/rss+xml")
    everything(server.url("/feed"), private=True, known={server.url("/steel"): 2000, server.url("/copper"): 2000})
    assert {path for path, _ in server.asked} == {"/robots.txt", "/feed"}


# what is refused


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("https://", "it is no address that can be fetched"),
        ("http:///steel", "it is no address that can be fetched"),
        ("ftp://example.org/steel.txt", "of addresses only http and https are fetched"),
        ("file:///etc/passwd", "of addresses only http and https are fetched"),
    ],
)
def test_what_is_no_address_of_the_web_is_told_as_that(address: str, reason: str) -> None:
    articles, bad = everything(address)
    assert not articles and reason in bad[0].reason


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1"),
        *("255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "nonsense"),
    ],
)
def test_private_addresses_are_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f000001", "2130706433", "127.1"])
def test_private_hosts_are_refused_before_anything_is_sent(server: Server, host: str) -> None:
    refused(f"http://{host}:{server.server_port}/a", private=False)
    assert not server.asked


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/a",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "http://user:secret@127.0.0.1/",
        "http://",
        "http://[::bad",
    ],
)
def test_a_redirect_to_another_scheme_is_refused(server: Server, target: str) -> None:
    server.answers["/a"] = to(target)
    refused(server.url("/a"))


def test_a_redirect_is_followed_and_each_hop_is_vetted(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    from tradewatch.reading import fetch as module

    server.answers |= {"/a": to("/b"), "/b": page(PAGE), "/out": to("http://10.1.2.3/inner")}
    assert article(server.url("/a"), private=True).title == "Steel duties begin"
    monkeypatch.setattr(module, "is_public", lambda address: address == "127.0.0.1")
    assert "10.1.2.3" in refused(server.url("/out"), private=False).reason


def test_a_redirect_loop_ends(server: Server) -> None:
    server.answers |= {"/a": to("/b"), "/b": to("/a")}
    assert "redirects more than 5 times" in refused(server.url("/a")).reason


def test_robots_are_respected(server: Server) -> None:
    server.answers |= {
        "/robots.txt": page("User-agent: *\nDisallow: /private", Content_Type="text/plain"),
        "/private/a": page(PAGE),
        "/b": page(PAGE),
    }
    assert "robots.txt" in refused(server.url("/private/a")).reason
    assert "/private/a" not in {path for path, _ in server.asked}
    assert article(server.url("/b"), private=True).title == "Steel duties begin"


def test_a_rule_for_this_program_is_respected(server: Server) -> None:
    server.answers |= {"/robots.txt": page("User-agent: tradewatch\nDisallow: /\n\nUser-agent: *\nAllow: /"), "/a": page(PAGE)}
    refused(server.url("/a"))


@pytest.mark.parametrize("status", [400, 403, 404, 410, 429, 500, 503])
def test_an_error_status_is_told(server: Server, status: int) -> None:
    server.answers["/a"] = page("no", status)
    assert str(status) in refused(server.url("/a")).reason


def test_a_server_that_is_not_there(server: Server) -> None:
    refused("http://127.0.0.1:9/a")
    assert "not known" in refused("http://does-not-exist.invalid/a").reason


# servers that mean harm


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(300):
        handler.wfile.write(b"a" * 1_000_000)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.stopping.wait(0.1):  # type: ignore[attr-defined]
        handler.wfile.write(b"a")
        handler.wfile.flush()


def dripping_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.stopping.wait(0.1):  # type: ignore[attr-defined]
        handler.wfile.write(b"X-A: b\r\n")
        handler.wfile.flush()


def silent(handler: BaseHTTPRequestHandler) -> None:
    handler.server.stopping.wait(20)  # type: ignore[attr-defined]


def large_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"b" * 5_000_000 + b"\r\n\r\n")


def cut(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<html>")


def rubbish(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\xff rubbish \r\n\r\n")


@pytest.mark.parametrize("answer", [dripping, dripping_headers, silent])
def test_a_slow_server_is_given_up_at_the_deadline(server: Server, answer: Any) -> None:
    server.answers["/a"] = answer
    start = time.perf_counter()
    refused(server.url("/a"), limits=Limits(seconds=1.0))
    assert time.perf_counter() - start < 4


def test_a_slow_robots_file_counts_too(server: Server) -> None:
    server.answers |= {"/robots.txt": dripping, "/a": page(PAGE)}
    start = time.perf_counter()
    refused(server.url("/a"), limits=Limits(seconds=1.0))
    assert time.perf_counter() - start < 4


@pytest.mark.parametrize("answer", [endless, page(gzip.compress(b"a" * 300_000_000), Content_Encoding="gzip")])
def test_a_body_beyond_the_limit_is_not_held(server: Server, answer: Any) -> None:
    server.answers["/a"] = answer
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "larger than 20 MB" in refused(server.url("/a")).reason
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # kilobytes


@pytest.mark.parametrize(
    "answer",
    [
        large_headers,
        cut,
        rubbish,
        page(b"\x1f\x8b\x08rubbish" * 10, Content_Encoding="gzip"),
        page(gzip.compress(PAGE.encode())[:-20], Content_Encoding="gzip"),
        page(b"x", Content_Encoding="br"),
    ],
)
def test_a_broken_answer_is_told(server: Server, answer: Any) -> None:
    server.answers["/a"] = answer
    refused(server.url("/a"))


def test_one_dead_address_costs_no_other(server: Server) -> None:
    server.answers["/b"] = page(PAGE)
    articles, bad = everything([server.url("/a"), server.url("/b")], private=True)
    assert (len(articles), len(bad)) == (1, 1)
