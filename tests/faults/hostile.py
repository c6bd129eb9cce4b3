"""A folder of inputs made to harm a reader, among good articles."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import random
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from faults import hostile_formats

GOOD = 20
_SENTENCES = (
    "The United States will impose a tariff of {rate}% on steel from China from November 1, 2025, the White House said on Thursday.",
    "Officials said the duty would apply to all shipments that enter the country after that date, whatever their origin was before.",
    "China's commerce ministry said it would answer with measures of its own, and asked for talks in the coming weeks.",
)


def good(folder: Path) -> list[str]:
    """Twenty good articles; their names."""
    names = []
    for number in range(GOOD):
        text = "\n\n".join(_SENTENCES).format(rate=10 + number)
        (folder / f"good{number:02}.txt").write_text(f"Tariffs, part {number}\nDate: 2025-10-16\n\n{text}\n", encoding="utf-8")
        names.append(f"good{number:02}")
    return names


def _page(body: str) -> bytes:
    return f"<!doctype html><html><head><title>T</title></head><body>{body}</body></html>".encode()


def _bomb(size: int, layers: int) -> bytes:
    data = gzip.compress(bytes(size))
    for _ in range(layers - 1):
        data = gzip.compress(data)
    return data


def _warc(records: int) -> bytes:
    parts = []
    for number in range(records):
        page = _page(f"<p>{_SENTENCES[0].format(rate=number)}</p>" * 5)
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{number}\r\nWARC-Date: 2025-10-16T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        )
        parts.append(gzip.compress(head.encode() + http + b"\r\n\r\n"))
    return b"".join(parts)


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _tar(name: str, link: str | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo(name)
        if link:
            member.type, member.linkname = tarfile.SYMTYPE, link
        archive.addfile(member)
    return out.getvalue()


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def files(scale: float) -> dict[str, Callable[[], bytes]]:
    """Name and content of each bad file; `scale` 1 is the full size, a tenth is quick."""
    chance = random.Random(5)

    def many(count: int) -> int:
        return max(1, int(count * scale))

    feed = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{0}]><rss version="2.0"><channel><title>&l9;</title>{1}</channel></rss>'
    return {
        "zero.txt": lambda: b"",
        "zero.html": lambda: b"",
        "zero.jsonl": lambda: b"",
        "blank.txt": lambda: b" \n\t\n" * 50,
        "nuls.txt": lambda: b"\x00" * 5000,
        "nul-page.html": lambda: b"\x00" * 5000,
        "noise.bin": lambda: chance.randbytes(many(1_000_000)),
        "noise.txt": lambda: chance.randbytes(many(1_000_000)),
        "noise.pdf": lambda: b"%PDF-1.7\n" + chance.randbytes(50_000),
        "cut.pdf": lambda: b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
        "noise.zip": lambda: b"PK\x03\x04" + chance.randbytes(20_000),
        "noise.gz": lambda: b"\x1f\x8b\x08" + chance.randbytes(20_000),
        "noise.warc": lambda: chance.randbytes(20_000),
        "noise.eml": lambda: chance.randbytes(20_000),
        "picture.jpg": lambda: b"\xff\xd8\xff\xe0" + chance.randbytes(20_000),
        "program.txt": lambda: b"\x7fELF" + chance.randbytes(20_000),
        "surrogates.jsonl": lambda: b'{"text": "\\ud800\\udfff\\ud800"}\n',
        "not-utf8.jsonl": lambda: b'{"text": "\xff\xfe\xfd"}\n' * 3,
        "no-text.jsonl": lambda: b'{"title": "x"}\n{"text": 5}\n[]\n"x"\nnull\n',
        "nan.jsonl": lambda: b'{"text": NaN}\n{"text": Infinity}\n',
        "deep.jsonl": lambda: b"[" * many(100_000) + b"\n" + b'{"text":' * many(100_000) + b"\n",
        "huge-number.jsonl": lambda: b'{"id": ' + b"9" * 10_000 + b', "text": ""}\n',
        "cut.jsonl": lambda: b'{"text": "Tariffs on Chi',
        "broken.csv": lambda: b'text,title\n"never closed',
        "no-column.csv": lambda: b"a,b\n1,2\n",
        "wide.csv": lambda: b"text\n" + b"," * many(500_000),
        "line.txt": lambda: b"a" * many(200_000_000),
        "line.jsonl": lambda: b'{"text": "' + b"a" * many(200_000_000),
        "large.txt": lambda: b"The tariff rose again.\n" * many(1_500_000),
        "deep.html": lambda: _page("<div>" * many(100_000)),
        "attributes.html": lambda: _page(f"<p {' '.join(f'a{n}=1' for n in range(many(200_000)))}>"),
        "links.html": lambda: _page("<a href='/x'>x</a>" * many(300_000)),
        "large.html": lambda: _page("<p>x</p>" * many(3_500_000)),
        "unclosed.html": lambda: _page("<table><tr><td><ul><li><b>" * many(20_000)),
        "comments.html": lambda: _page("<!--" * many(50_000)),
        "empty.html": lambda: _page(""),
        "script.html": lambda: _page(f"<script>{'x=1;' * many(500_000)}</script>"),
        "entities.html": lambda: _page("&#x110000;&#0;&bogus;" * 100),
        "bomb.txt.gz": lambda: _bomb(many(1_000_000_000), 1),
        "nested.gz": lambda: _bomb(many(1_000_000_000), 2),
        "bomb.zip": lambda: _zip({"a.txt": bytes(many(1_000_000_000))}),
        "climbing.zip": lambda: _zip({"../../../../tmp/x.txt": b"x", "/etc/x.txt": b"x"}),
        "itself.zip": lambda: _zip({"a.zip": _zip({"b.zip": _zip({"c.zip": _zip({"d.zip": _zip({"e.txt": b"x"})})})})}),
        "empty.zip": lambda: _zip({}),
        "cut.zip": lambda: _zip({"a.txt": b"Tariffs rise. " * 100})[:60],
        "link.tar": lambda: _tar("a.txt", "/etc/passwd"),
        "climbing.tar": lambda: _tar("../../a.txt"),
        "bomb.warc.gz": lambda: _bomb(many(1_000_000_000), 2),
        "cut.warc.gz": lambda: _warc(3)[:-40],
        "flipped.warc.gz": lambda: _warc(3)[:200] + b"\xff\xff\xff" + _warc(3)[203:],
        "minus.warc": lambda: b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\n",
        "laughs.xml": lambda: feed.format(_LAUGHS, "").encode(),
        "laughs.rss": lambda: feed.format(_LAUGHS, "<item><title>&l9;</title><description>&l9;</description></item>").encode(),
        "outside.rss": lambda: feed.format('<!ENTITY l9 SYSTEM "file:///etc/passwd">', "<item><title>&l9;</title></item>").encode(),
        "nested.rss": lambda: feed.format("", "<a>" * many(100_000)).encode(),
        "items.rss": lambda: feed.format("", "<item><title>x</title></item>" * many(300_000)).encode(),
        "no-channel.rss": lambda: b'<?xml version="1.0"?><rss version="2.0"></rss>',
        "broken.mbox": lambda: b"From nobody\n\xff\xfe\n\n",
        "deep.eml": lambda: b"".join(
            f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n'.encode() for n in range(many(2000))
        ),
        "french.txt": lambda: ("Le gouvernement a annoncé jeudi de nouveaux droits de douane sur l'acier importé de Chine. " * 30).encode(),
        "german.html": lambda: _page("<p>Die Regierung hat am Donnerstag neue Zölle auf Stahl aus China angekündigt.</p>" * 30),
    }  # fmt: skip


def formats(folder: Path, scale: float) -> list[str]:
    """Inputs that each lie in their own format; the names of all, since all must be told of."""
    made = hostile_formats.files(scale)
    for name, content in made.items():
        (folder / name).write_bytes(content())
    return list(made)


def bad(folder: Path, scale: float) -> list[str]:
    """The bad inputs; the names of all that must be told of."""
    names = []
    for name, content in files(scale).items():
        (folder / name).write_bytes(content())
        names.append(name)
    os.mkfifo(folder / "pipe.txt")
    (folder / "outside.txt").symlink_to("/etc/passwd")
    (folder / "nowhere.txt").symlink_to("nothing-here.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "around").symlink_to(".")
    names += ["pipe.txt", "outside.txt", "nowhere.txt", "loop.txt", "around"]
    (folder / "new\nline.txt").write_bytes(b"")
    (folder / "\x1b[31mred\x1b]0;title\x07.txt").write_bytes(b"")
    (folder / "[link=x]bold[red].txt").write_bytes(b"")
    (folder / "-rf.txt").write_bytes(b"")
    names += ["\\x0aline.txt", "\\x1b[31mred", "[link=x]bold[red].txt", "-rf.txt"]
    with contextlib.suppress(OSError):  # some file systems take no such name
        with open(os.fsencode(folder) + b"/\xff\xfe.txt", "wb"):
            pass
        names.append("\\xff\\xfe.txt")
    return names


def everything(folder: Path, scale: float) -> list[str]:
    """Both kinds in one folder."""
    return [*bad(folder, scale), *formats(folder, scale)]


def remove(folder: Path) -> None:
    """Take the folder away; the large files need not stay for the rest of the tests."""
    shutil.rmtree(folder, ignore_errors=True)
