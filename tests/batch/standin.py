"""A tiny way for texts whose lines say what they claim, so that tests of the batch do not depend on what is read out of real news.

A line `tariff US > CN 25 2025-11-01` is a claim. A file may hold several articles, parted by lines of `====`; the first line of an article
is its title, and `date: 2025-10-16` its publication date. Words in capitals misbehave: in an article's text while it is extracted, in a
file's name while it is read.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from tradewatch.errors import InputError, MissingInputError, TradewatchError
from tradewatch.model import Action, Article, Claim, EventType, Period, PublishedFrom, Rate, Role, Status

# what copies of one story have in common
COMMON = (
    "The ministry said on Friday that the duty would rise, and that talks with the other side would go on next week in the capital. " * 2
)

_CLAIM = re.compile(r"^(\w+) ([A-Z,]+) > ([A-Z,*]*) (\d+) (\S+)$", re.M)


@dataclass(frozen=True)
class Aside:
    path: str
    where: str
    reason: str
    error: TradewatchError


@dataclass(frozen=True)
class Options:
    published: date | None = None
    stdin: bytes | None = None


def read(paths: Sequence[str], options: Options) -> Iterator[Article | Aside]:
    for path in paths:
        misbehave(Path(path).name)
        if path == "-":
            text = (options.stdin or b"").decode()
        else:
            try:
                text = Path(path).read_text(encoding="utf-8")
            except FileNotFoundError:
                yield Aside(path, "", "there is no such file", MissingInputError("there is no such file"))
                continue
            except UnicodeDecodeError:
                yield Aside(path, "", "it is no text", InputError("it is no text"))
                continue
        parts = text.split("====\n")
        for number, part in enumerate(parts):
            if "UNREADABLE" in part:
                os.kill(os.getpid(), signal.SIGSEGV)
            if "BROKEN" in part:
                yield Aside(path, str(number), "a broken record", InputError("a broken record"))
                continue
            told = re.search(r"^date: (\S+)$", part, re.M)
            day = options.published or (date.fromisoformat(told[1]) if told else None)
            origin = PublishedFrom.OPTION if options.published else PublishedFrom.METADATA if told else None
            url = re.search(r"^url: (\S+)$", part, re.M)
            stem = Path(path).stem if path != "-" else "stdin"
            doc = stem if len(parts) == 1 else f"{stem}-{number}"
            yield Article(doc, part, part.partition("\n")[0], day, origin, path, url=url[1] if url else None)


def load() -> None:
    return None


def load_fails() -> None:
    raise RuntimeError("the words are missing")


def extract(article: Article, knowledge: None) -> list[Claim]:
    misbehave(article.text)
    claims = []
    for match in _CLAIM.finditer(article.text):
        kind, by, on, rate, day = match.groups()
        effective = Period.parse(day) if day != "published" else Period(article.published or date(1970, 1, 1), article.published)
        claims.append(
            Claim(
                EventType(kind),
                tuple(by.split(",")),
                tuple(on.split(",")) if on else (),
                Action.IMPOSE,
                Status.ANNOUNCED,
                Rate(Decimal(rate)),
                dates={Role.EFFECTIVE: effective},
                evidence=match[0],
                start=match.start(),
                end=match.end(),
                confidence=0.9,
                rules=("standin",),
            )
        )
    return claims


def fingerprint(text: str) -> int | None:
    told = re.search(r"^bits: (\d+)$", text, re.M)
    return int(told[1]) if told else None


def misbehave(text: str) -> None:
    if "SLOW" in text:
        time.sleep(60)
    if "DIES" in text:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "GREEDY" in text:
        hoard = [bytearray(10_000_000) for _ in range(200)]
        raise AssertionError(len(hoard))
    if "FAULTY" in text:
        raise KeyError("a bug")
    if "PAUSE" in text:
        time.sleep(0.05)
