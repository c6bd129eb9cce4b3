"""A small PDF writer for tests: pages of lines in one font."""

from __future__ import annotations

import textwrap
import zlib
from collections.abc import Sequence


def pdf(paragraphs: Sequence[str], *, info: str = "", width: int = 90, lines: int = 50, header: str = "") -> bytes:
    """A PDF with the paragraphs, broken into lines as a word processor does."""
    rows: list[str] = []
    for paragraph in paragraphs:
        rows += [*textwrap.wrap(paragraph, width), ""]
    pages = [rows[at : at + lines] for at in range(0, len(rows), lines)] or [[]]
    streams = []
    for number, page in enumerate(pages, 1):
        shown = [*([header] if header else []), *page, *([f"Page {number} of {len(pages)}"] if header else [])]
        text = "".join(f"({_escaped(row)}) Tj T*\n" for row in shown)
        streams.append(zlib.compress(f"BT /F1 10 Tf 12 TL 50 780 Td\n{text}ET".encode("latin-1", "replace")))
    return document(streams, info)


def document(streams: Sequence[bytes], info: str = "") -> bytes:
    """A PDF of content streams that are packed with deflate."""
    count = len(streams)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, stream in enumerate(streams):
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * number} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects += [page.encode(), f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode() + stream + b"\nendstream"]
    objects.append(f"<< {info} >>".encode())
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _escaped(row: str) -> str:
    return row.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
