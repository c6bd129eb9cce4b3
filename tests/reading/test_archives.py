"""Archives and their traps: zip, tar, gzip, WARC."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from tradewatch.model import PublishedFrom
from tradewatch.reading import Limits

from .making import PAGE, PARAGRAPHS, article, aside, everything, write
from .test_records import line

DAY = date(2025, 5, 20)


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 3, 14, 12, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(members: dict[str, str | bytes], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(data), 1741953600
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


MEMBERS: dict[str, str | bytes] = {
    "one.txt": PARAGRAPHS,
    "more/two.html": PAGE,
    "three.jsonl": line(id="x") + "bad\n",
    "more/.hidden": "x",
    "__MACOSX/._one": "x",
}


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.zip", zipped(MEMBERS)), ("a.tar.gz", tarred(MEMBERS)), ("a.tgz", tarred(MEMBERS)), ("a.tar", tarred(MEMBERS, "w"))],
)
def test_every_member_is_read_like_a_file(tmp_path: Path, name: str, data: bytes) -> None:
    path = write(tmp_path, name, data)
    articles, bad = everything(path)
    assert [item.doc for item in articles] == ["one", "more/two", "x"]
    assert {item.path for item in articles} == {path}
    assert [item.where for item in bad] == ["three.jsonl:2"] or [item.where for item in bad] == [f"{Path(name).stem}/three.jsonl:2"]


def test_a_members_time_is_its_own(tmp_path: Path) -> None:
    found = article(write(tmp_path, "a.zip", zipped({"one.txt": PARAGRAPHS}), DAY))
    assert (found.published, found.published_from) == (date(2025, 3, 14), PublishedFrom.FILE_TIME)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_is_read_by_the_name_inside(tmp_path: Path, pack: object) -> None:
    data = pack((line(id="one") + line(id="two")).encode())  # type: ignore[operator]
    articles, bad = everything(write(tmp_path, "wire.jsonl.gz", data))
    assert not bad
    assert [item.doc for item in articles] == ["one", "two"]
    assert article(write(tmp_path, "story.txt.gz", pack(PARAGRAPHS.encode()))).doc == "story"  # type: ignore[operator]


def test_members_joined_to_one_gzip_are_all_read(tmp_path: Path) -> None:
    data = gzip.compress(line(id="one").encode()) + gzip.compress(line(id="two").encode())
    articles, _ = everything(write(tmp_path, "wire.jsonl.gz", data))
    assert [item.doc for item in articles] == ["one", "two"]


def test_an_archive_in_an_archive_is_read_to_its_depth(tmp_path: Path) -> None:
    data: bytes = zipped({"one.txt": PARAGRAPHS})
    assert article(write(tmp_path, "a.zip", zipped({"inner.zip": data}))).doc == "one"
    for _ in range(5):
        data = zipped({"inner.zip": data})
    assert "archives" in aside(write(tmp_path, "b.zip", data)).reason


def test_a_member_that_goes_up_is_only_a_name(tmp_path: Path) -> None:
    articles, _ = everything(write(tmp_path, "a.zip", zipped({"../../etc/one.txt": PARAGRAPHS, "/abs/two.txt": PARAGRAPHS})))
    assert len(articles) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]


def test_links_and_devices_in_a_tar_are_passed_over(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE), ("dev", tarfile.CHRTYPE)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
        entry = tarfile.TarInfo("one.txt")
        entry.size = len(PARAGRAPHS.encode())
        archive.addfile(entry, io.BytesIO(PARAGRAPHS.encode()))
    assert article(write(tmp_path, "a.tar", out.getvalue())).doc == "one"


@pytest.mark.parametrize("kind", ["word/document.xml", "xl/workbook.xml"])
def test_an_office_file_says_what_to_do(tmp_path: Path, kind: str) -> None:
    assert "save it as text" in aside(write(tmp_path, "a.docx", zipped({"[Content_Types].xml": "x", kind: "x"}))).reason


def test_a_locked_member_is_set_aside(tmp_path: Path) -> None:
    data = bytearray(zipped({"one.txt": PARAGRAPHS}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in aside(write(tmp_path, "a.zip", bytes(data))).reason


def bomb(size: int) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as packed:
        for _ in range(size // 1_000_000):
            packed.write(b" " * 1_000_000)
    return out.getvalue()


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.csv.gz", "a.warc.gz", "a.tar.gz"])
def test_a_bomb_is_stopped(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, bomb(100_000_000))
    start = time.perf_counter()
    assert aside(path, limits=Limits(document=2_000_000)).reason
    assert time.perf_counter() - start < 3


def test_a_bomb_in_a_bomb_is_stopped(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt.gz", gzip.compress(bomb(500_000_000)))
    start = time.perf_counter()
    assert aside(path).reason
    assert time.perf_counter() - start < 5


def test_a_bomb_beside_a_story_costs_only_itself(tmp_path: Path) -> None:
    articles, bad = everything(write(tmp_path, "a.zip", zipped({"a.txt": b" " * 50_000_000, "b.txt": PARAGRAPHS})))
    assert [item.doc for item in articles] == ["b"]
    assert [item.where for item in bad] == ["a.txt"]


def test_a_cut_gzip_gives_what_it_holds_and_says_so(tmp_path: Path) -> None:
    chance = random.Random(5)
    lines = "".join(line(id=f"n{n}", title=str(chance.random())) for n in range(2000))
    data = gzip.compress(lines.encode())
    articles, bad = everything(write(tmp_path, "a.jsonl.gz", data[: len(data) // 2]))
    assert len(articles) > 100
    assert any("ends before its end" in item.reason for item in bad)


def sharing(count: int, content: bytes) -> bytes:
    """A zip with one packed file that stands in its table many times."""
    whole = zipped({"a.txt": content})
    table = whole.index(b"PK\x01\x02")
    entry = whole[table : whole.index(b"PK\x05\x06")]
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(entry) * count, table, 0)
    return whole[:table] + entry * count + end


def test_members_that_share_their_bytes_unfold_within_one_limit(tmp_path: Path) -> None:
    path = write(tmp_path, "a.zip", sharing(5000, b" " * 1_900_000))
    articles, bad = everything(path, limits=Limits(document=2_000_000))
    assert not articles
    assert len(bad) < 40
    assert "bomb" in bad[-1].reason
    inner = zipped({f"{number}.zip": sharing(5000, b" " * 1_900_000) for number in range(20)})
    _, bad = everything(write(tmp_path, "b.zip", inner), limits=Limits(document=2_000_000))
    assert "bomb" in bad[-1].reason
    assert len(bad) < 400


def test_bytes_behind_a_gzip_are_told_and_cost_nothing_before_them(tmp_path: Path) -> None:
    articles, bad = everything(write(tmp_path, "a.txt.gz", gzip.compress(PARAGRAPHS.encode()) + b"some rubbish"))
    assert [item.text for item in articles] == [PARAGRAPHS]
    assert ["follow its end" in item.reason for item in bad] == [True]
    assert article(write(tmp_path, "b.txt.gz", gzip.compress(PARAGRAPHS.encode()) + bytes(5000))).doc == "b"


@pytest.mark.parametrize("length", [1024, 1100, 1535, 2048])
def test_a_tar_that_ends_between_two_members_is_noticed(tmp_path: Path, length: int) -> None:
    whole = tarred({"one.txt": PARAGRAPHS, "two.txt": PARAGRAPHS + "More of it."}, "w")
    assert len(PARAGRAPHS) + 12 <= 512
    articles, bad = everything(write(tmp_path, "a.tar", whole[:length]))
    assert [item.doc for item in articles] == ["one", "two"][: length // 1024]
    assert all("before its end" in item.reason or "damaged" in item.reason for item in bad)
    assert bad


def test_a_tar_of_before_posix_is_read(tmp_path: Path) -> None:
    data = bytearray(tarred({"one.txt": PARAGRAPHS}, "w"))
    data[257:512] = bytes(255)
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    assert article(write(tmp_path, "a.tar", bytes(data))).doc == "one"


def test_a_name_beyond_measure_is_set_aside(tmp_path: Path) -> None:
    found = aside(write(tmp_path, "a.tar", tarred({"a/" * 50_000 + "one.txt": PARAGRAPHS}, "w")))
    assert "characters" in found.reason
    assert len(str(found.error)) < 1000


@pytest.mark.parametrize("seconds", [0, 4_000_000_000])
def test_a_time_that_cannot_be_is_not_taken(tmp_path: Path, seconds: int) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("one.txt")
        entry.size, entry.mtime = len(PARAGRAPHS.encode()), seconds
        archive.addfile(entry, io.BytesIO(PARAGRAPHS.encode()))
    assert article(write(tmp_path, "a.tar", out.getvalue(), DAY)).published == DAY
    assert article(write(tmp_path, "one.txt", PARAGRAPHS, date(1970, 1, 1))).published is None


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tar"])
def test_broken_archives_end_in_reasons(tmp_path: Path, name: str) -> None:
    whole = zipped(MEMBERS) if name == "a.zip" else tarred(MEMBERS, "w:gz" if name.endswith("gz") else "w")
    chance = random.Random(11)
    for _ in range(60):
        data = bytearray(whole)
        if chance.random() < 0.3:
            del data[chance.randrange(1, len(data)) :]
        for _ in range(chance.randrange(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        articles, bad = everything(write(tmp_path, name, bytes(data)))
        assert articles or bad


# web archives


def record(
    url: str,
    body: bytes,
    kind: str = "response",
    media: str = "text/html; charset=utf-8",
    length: int | None = None,
    status: str = "200 OK",
) -> bytes:
    payload = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n\r\n".encode() + body if kind == "response" else body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-03-15T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{abs(hash(url))}>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(payload) if length is None else length}\r\n\r\n"
    )
    return head.encode() + payload + b"\r\n\r\n"


WARC = [record(f"https://example.org/{n}", PAGE.replace("Steel duties", f"Steel duties {n}").encode()) for n in range(3)]


@pytest.mark.parametrize("packed", [False, True])
def test_a_warc_has_an_article_a_page(tmp_path: Path, packed: bool) -> None:
    records = [
        record("https://example.org/robots", b"x", "request"),
        *WARC,
        record("https://example.org/404", b"gone", status="404 Not Found"),
    ]
    data = b"".join(map(gzip.compress, records)) if packed else b"".join(records)
    articles, bad = everything(write(tmp_path, "crawl.warc.gz" if packed else "crawl.warc", data))
    assert not bad
    assert [item.doc for item in articles] == ["crawl-2", "crawl-3", "crawl-4"]
    assert [item.url for item in articles] == [f"https://example.org/{n}" for n in range(3)]
    assert {item.published for item in articles} == {date(2025, 3, 12)}


@pytest.mark.parametrize("packed", [False, True])
def test_a_truncated_warc_gives_what_it_holds_and_says_so(tmp_path: Path, packed: bool) -> None:
    data = b"".join(map(gzip.compress, WARC)) if packed else b"".join(WARC)
    articles, bad = everything(write(tmp_path, "crawl.warc.gz" if packed else "crawl.warc", data[:-400]))
    assert len(articles) >= 2
    assert bad


BROKEN = {
    "huge length": record("https://example.org/x", PAGE.encode(), length=10**15),
    "negative length": record("https://example.org/x", PAGE.encode(), length=-5),
    "no length": record("https://example.org/x", PAGE.encode()).replace(b"Content-Length", b"X-Length", 1),
    "page named so": PAGE.encode(),
    "long line": b"WARC/1.0\r\n" + b"a" * 30_000_000,
    "rubbish": b"WARC/1.0\r\n" + b"\x00\xff" * 2000,
    "packed as one": gzip.compress(b"".join(WARC)),
    "chunked": record("https://example.org/x", b"5\r\nhello\r\nzz\r\n").replace(b"text/html", b"text/html\r\nTransfer-Encoding: chunked"),
    "packed page": record("https://example.org/x", bomb(100_000_000)).replace(b"text/html", b"text/html\r\nContent-Encoding: gzip"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_warc_ends_in_bounded_time_with_articles_or_reasons(tmp_path: Path, name: str) -> None:
    start = time.perf_counter()
    articles, bad = everything(write(tmp_path, "crawl.warc", WARC[0] + BROKEN[name] if name != "packed as one" else BROKEN[name]))
    assert articles
    assert bad or name in ("packed as one", "chunked")
    assert time.perf_counter() - start < 5
