"""Any bytes under any name give articles or named reasons, in bounded time."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tradewatch.errors import TradewatchError
from tradewatch.model import Article
from tradewatch.reading import read

from .making import PAGE, PARAGRAPHS, options, write
from .pdfs import pdf
from .test_archives import MEMBERS, WARC, tarred, zipped
from .test_feeds import ATOM, RSS
from .test_mail import mail
from .test_records import TABLE, line

SEEDS: dict[str, bytes] = {
    "a.txt": PARAGRAPHS.encode(),
    "a.html": PAGE.encode(),
    "a.jsonl": (line(id="x") * 3).encode(),
    "a.csv": TABLE.encode(),
    "a.rss": RSS.encode(),
    "a.xml": ATOM.encode(),
    "a.eml": mail(html=PAGE).as_bytes(),
    "a.mbox": b"From x\n" + mail().as_bytes(),
    "a.pdf": pdf([PARAGRAPHS]),
    "a.zip": zipped(MEMBERS),
    "a.tgz": tarred(MEMBERS),
    "a.warc": b"".join(WARC),
    "a.warc.gz": b"".join(map(gzip.compress, WARC)),
    "a": b"",
}


def check(path: str) -> None:
    start = time.perf_counter()
    found = list(read([path], options()))
    assert time.perf_counter() - start < 5
    for item in found:
        if isinstance(item, Article):
            spans = [place for span in item.body for place in span]
            assert spans == sorted(spans) and all(0 <= place <= len(item.text) for place in spans)
            json.dumps([item.doc, item.text, item.title, item.source, item.url, *item.notes], ensure_ascii=False).encode("utf-8")
        else:
            assert isinstance(item.error, TradewatchError)
            assert "\n" not in str(item.error)
    assert found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=some.sampled_from(sorted(SEEDS)), data=some.binary(max_size=600))
def test_any_bytes(tmp_path: Path, name: str, data: bytes) -> None:
    check(write(tmp_path, name, data))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=some.sampled_from(sorted(SEEDS)),
    changes=some.lists(some.tuples(some.floats(0, 1), some.binary(max_size=6)), max_size=6),
    end=some.floats(0.1, 1),
)
def test_damaged_inputs(tmp_path: Path, name: str, changes: list[tuple[float, bytes]], end: float) -> None:
    data = bytearray(SEEDS[name])
    for where, content in changes:
        at = int(where * len(data))
        data[at : at + len(content)] = content
    check(write(tmp_path, name, bytes(data[: max(1, int(end * len(data)))])))
