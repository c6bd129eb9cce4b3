"""Folders: what is read below them and in which order."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tradewatch.errors import InputError
from tradewatch.model import Article
from tradewatch.reading import read

from .making import PAGE, PARAGRAPHS, everything, options, write
from .test_records import line


def test_all_files_below_a_folder_are_read_by_name(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.html", "c.jsonl", ".hidden.txt", ".git/x.txt"):
        write(tmp_path, name, PAGE if name.endswith("html") else line(id="record") if name.endswith("jsonl") else PARAGRAPHS)
    articles, bad = everything(str(tmp_path))
    assert not bad
    assert [item.doc for item in articles] == ["c", "z", "b", "record"]


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    _, bad = everything(str(tmp_path))
    assert isinstance(bad[0].error, InputError)
    assert "no file" in bad[0].reason


def test_pipes_and_links_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside/secret.txt", PARAGRAPHS)
    folder = tmp_path / "in"
    write(folder, "one.txt", PARAGRAPHS)
    write(folder, "sub/two.txt", PARAGRAPHS)
    os.mkfifo(folder / "pipe.txt")
    os.symlink(outside, folder / "leaves.txt")
    os.symlink(folder, folder / "loop")
    os.symlink(folder / "none", folder / "broken.txt")
    os.symlink(folder / "one.txt", folder / "inside.txt")
    articles, bad = everything(str(folder))
    assert [item.doc for item in articles] == ["inside", "one", "two"]
    assert [Path(item.path).name for item in bad] == ["broken.txt", "leaves.txt", "loop", "pipe.txt"]


@pytest.mark.parametrize("place", ["pipe", "/dev/zero", "/dev/null"])
def test_what_is_no_file_is_refused_by_name_too(tmp_path: Path, place: str) -> None:
    if place == "pipe":
        os.mkfifo(tmp_path / "pipe")
        place = str(tmp_path / "pipe")
    _, bad = everything(place)
    assert "no regular file" in bad[0].reason


def test_odd_names_are_kept_in_one_line_of_text(tmp_path: Path) -> None:
    for name in (b"-rf.txt", b"new\nline.txt", b"esc\x1b[31m.txt", b"bad\xff\xfe.txt", "träde.txt".encode(), b"a b.txt", b"%s{x}.txt"):
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
            file.write(PARAGRAPHS.encode())
    articles, bad = everything(str(tmp_path))
    assert not bad
    assert len(articles) == 7
    for item in articles:
        (item.doc + (item.path or "")).encode("utf-8")
        assert all("\n" not in note and "\x1b" not in note for note in item.notes)


def test_a_deep_folder_is_read(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(60):
        folder /= "d"
    write(folder, "one.txt", PARAGRAPHS)
    articles, _ = everything(str(tmp_path))
    assert [item.doc for item in articles] == ["one"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    os.chmod(write(tmp_path, "one.txt", PARAGRAPHS), 0)
    _, bad = everything(str(tmp_path))
    assert "cannot be read" in bad[0].reason


@pytest.mark.parametrize("path", ["", "\x00", "a\x00b", "x" * 5000, "/dev/fd/999", "ftp://example.org/a"])
def test_an_impossible_path_is_set_aside(path: str) -> None:
    _, bad = everything(path)
    assert len(bad) == 1


def test_reading_is_lazy(tmp_path: Path) -> None:
    first = write(tmp_path, "a.txt", PARAGRAPHS)
    found = read([first, str(tmp_path / "none")], options())
    assert isinstance(next(found), Article)


def test_a_folder_of_stories_and_rubbish_gives_every_story(tmp_path: Path) -> None:
    for n in range(20):
        write(tmp_path, f"good-{n:02}.txt", f"Title: Steel {n}\nDate: 2025-03-12\n\n{PARAGRAPHS}")
    rubbish = {
        "zero.txt": b"",
        "nul.txt": b"\x00" * 999,
        "blank.txt": b"   \n",
        "random.bin": bytes(range(256)) * 99,
        "utf16.txt": b"\xff\xfe\x00",
        "deep.json": b"[" * 100_000,
        "cut.jsonl": b'{"text": "a',
        "page.html": b"<html></html>",
        "feed.xml": b"<rss><channel>",
        "mail.eml": b"\n\n",
        "box.mbox": b"From x\nA: b\n",
        "scan.pdf": b"%PDF-1.7\n%%EOF",
        "a.zip": b"PK\x03\x04rubbish",
        "a.gz": b"\x1f\x8b\x08rubbish",
        "a.tar": b"\x00" * 257 + b"ustar",
        "a.warc": b"WARC/1.0\r\n",
        "table.csv": b"a,b\n1,2\n",
        "photo.jpg": b"\xff\xd8\xff\xe0",
        "attrs.html": b"<p " + b"a=1 " * 50_000 + b">",
        "long.txt": b"a" * 25_000_000,
        "sur.txt": b"\xed\xa0\x80" * 99,
        "esc.txt": b"\x1b[31m\x1b[0m" * 9,
    }
    for name, data in rubbish.items():
        write(tmp_path, name, data)
    start = time.perf_counter()
    articles, bad = everything(str(tmp_path))
    assert time.perf_counter() - start < 20
    assert sum(item.doc.startswith("good-") for item in articles) == 20
    named = {Path(item.path).name for item in bad}
    assert named | {f"{item.doc}.txt" for item in articles} >= set(rubbish)
    assert all(str(item.error).startswith(item.path) and "\n" not in item.reason for item in bad)
