"""More inputs made to harm a reader: each is a format of its own that lies, is cut or is doubled. All of them must be named."""

from __future__ import annotations

import base64
import gzip
import io
import json
import struct
import tarfile
import zipfile
from collections.abc import Callable

import pypdf
from reading.pdfs import document, pdf

STORY = "The United States will impose a tariff of 12% on steel from China from November 1, 2025, the White House said on Thursday. " * 3
MAIL = "From: Desk <d@example.org>\nSubject: Tariffs\nDate: Thu, 16 Oct 2025 10:00:00 +0000\nMIME-Version: 1.0\n"
MBOX = "From d@example.org Thu Oct 16 10:00:00 2025\n"


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, STORY)
    return out.getvalue()


def _changed(data: bytes, *places: tuple[int, int]) -> bytes:
    """The data with bytes set, at places that count from the zip's table."""
    table = data.index(b"PK\x01\x02")
    changed = bytearray(data)
    for place, value in places:
        changed[table + place] = value
    return bytes(changed)


def _sharing(count: int) -> bytes:
    whole = _zip("a.txt")
    table, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    entry = whole[table:end]
    return whole[:table] + entry * count + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(entry) * count, table + 7, 0)


def _tar(name: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(STORY)
        archive.addfile(member, io.BytesIO(STORY.encode()))
    return out.getvalue()


def _locked_pdf() -> bytes:
    writer, out = pypdf.PdfWriter(io.BytesIO(pdf([STORY]))), io.BytesIO()
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def _record(body: str, http: str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", url: str = "http://example.org/1") -> bytes:
    payload = (http + body).encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-10-16T00:00:00Z\r\n"
    return f"{head}Content-Type: application/http\r\nContent-Length: {len(payload)}\r\n\r\n".encode() + payload + b"\r\n\r\n"


def _rss(items: str, encoding: str = "utf-8") -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode()


def files(scale: float) -> dict[str, Callable[[], bytes]]:
    """Name and content of each; `scale` 1 is the full size."""

    def many(count: int) -> int:
        return max(1, int(count * scale))

    page = f"<html><body><p>{STORY}</p></body></html>"
    text = json.dumps({"text": STORY})
    return {
        # other scripts and other tongues
        "koi8.txt": lambda: ("Правительство объявило о новых пошлинах на сталь из Китая. " * 30).encode("koi8-r"),
        "shiftjis.txt": lambda: ("中国がアメリカに対して関税を課すと発表した。" * 30).encode("shift_jis"),
        "gb18030.txt": lambda: ("中国商务部宣布对原产于美国的进口商品加征关税。" * 30).encode("gb18030"),
        "russian.txt": lambda: ("Правительство объявило о новых пошлинах на сталь из Китая. " * 30).encode(),
        "dots.txt": lambda: b"." * many(1_900_000),
        # JSON
        "digits.jsonl": lambda: b'{"n": ' + b"9" * 5000 + b', "text": "x"}\n',
        "nested.jsonl": lambda: f'{{"text": "x", "x": {"[" * 5000}{"]" * 5000}}}\n'.encode(),
        "two-on-a-line.jsonl": lambda: (text + text).encode(),
        "single-quotes.jsonl": lambda: b"{'text': 'x'}\n",
        "cut.json": lambda: f"[{text},{text}"[:-30].encode(),
        "wrapped.json": lambda: f'{{"data": {{"items": [{text}]}}}}'.encode(),
        "mixed.json": lambda: f"[{text}, 5, null]".encode(),
        "same-names.jsonl": lambda: b"".join(json.dumps({"id": "x", "text": f"{STORY} {n}"}).encode() + b"\n" for n in range(3)),
        "many-bad.jsonl": lambda: b'{"text": 1}\n' * many(200_000),
        # tables
        "field.csv": lambda: b'text,title\n"' + b"x" * max(21_000_000, many(50_000_000)) + b'",t\n',
        "open-quote.csv": lambda: f'title,text\nA,"{STORY}"\nB,"never closed\nC,"{STORY} C"\n'.encode(),
        "all-quotes-open.csv": lambda: b"id,text\n" + b'one,"never closed\n' * many(200_000),
        "doubled.csv": lambda: f'text,text\nshort,"{STORY}"\n'.encode(),
        "header-only.csv": lambda: b"text,title\n",
        # feeds and pages
        "cut.rss": lambda: _rss(f"<item><title>A</title><description>{STORY}</description></item><item><title>B</title><desc")[:-30],
        "other-encoding.rss": lambda: _rss("<item><title>Café</title></item>", "utf-16"),
        "no-list.json": lambda: b'{"version": "https://jsonfeed.org/version/1.1", "items": {"a": 1}}',
        "outline.xml": lambda: b'<?xml version="1.0"?><opml version="2.0"><body><outline text="x" xmlUrl="http://e.org/f"/></body></opml>',
        "frames.html": lambda: b"<html><frameset><frame src='file:///etc/passwd'></frameset></html>",
        "refresh.html": lambda: b"<html><head><meta http-equiv='refresh' content='0;url=refresh.html'></head><body></body></html>",
        # mail
        "packed.eml": lambda: (MAIL + "Content-Transfer-Encoding: base64\n\n").encode() + base64.encodebytes(b"x " * 3_000_000),
        "no-boundary.eml": lambda: f"{MAIL}Content-Type: multipart/mixed\n\n--x\nContent-Type: text/plain\n\n{STORY}\n".encode(),
        "calendar.eml": lambda: f"{MAIL}Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n".encode(),
        "picture.eml": lambda: f"{MAIL}Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n".encode(),
        "mails-in-mails.eml": lambda: (f"{MAIL}Content-Type: message/rfc822\n\n" * 50 + f"{MAIL}\n{STORY}").encode(),
        # at full size of lines so short that their number is what costs
        "large.mbox": lambda: (
            f"{MBOX}{MAIL}\n{STORY}\n\n{MBOX}{MAIL}\n".encode()
            + (b"x" * (1 if scale == 1 else 999) + b"\n") * (10_500_000 if scale == 1 else 21_000)
        ),
        "false.pdf.eml": lambda: f"{MAIL}Content-Type: application/pdf; name=../a.pdf\n\n{STORY}".encode(),
        # PDF
        "locked.pdf": _locked_pdf,
        "wrong-pages.pdf": lambda: pdf([STORY]).replace(b"/Resources <<", b"/Resources 42"),
        "itself.pdf": lambda: pdf([STORY]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
        "brackets.pdf": lambda: document([b"not packed"]),
        "cut-late.pdf": lambda: pdf([STORY])[:-200],
        # WARC
        "between.warc": lambda: _record(page) + b"rubbish in between\r\n\r\n" + _record(page),
        "cut-late.warc": lambda: (_record(page) * 2)[:-100],
        "long-line.warc": lambda: _record("<p>x</p>" * 2_000_000),
        "no-http.warc": lambda: _record("no http at all", ""),
        # archives
        "cut-between.tar": lambda: _tar("a.txt")[:1024],
        "long-name.tar": lambda: _tar("a/" * many(1_000_000) + "a" * 2000),
        "shared.zip": lambda: _sharing(many(20_000)),
        "checksum.zip": lambda: _changed(_zip("a.txt"), (16, 1), (17, 2), (18, 3)),
        "method.zip": lambda: _changed(_zip("a.txt"), (10, 99)),
        "no-table.zip": lambda: _zip("a.txt")[:-22],
        "odt.zip": lambda: _zip("mimetype", "content.xml", "META-INF/manifest.xml"),
        "checksum.txt.gz": lambda: gzip.compress(STORY.encode())[:-8] + bytes(8),
        "cut.txt.gz": lambda: gzip.compress(STORY.encode())[:-12],
        "trailing.txt.gz": lambda: gzip.compress(STORY.encode()) + b"trailing rubbish",
        "zstd.txt": lambda: b"\x28\xb5\x2f\xfd" + bytes(range(256)),
    }
