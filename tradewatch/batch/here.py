"""What comes of the inputs of a run, and the short way to it: in this process, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tradewatch.batch.work import Reader, Way, say
from tradewatch.model import Article, Claim

Wanted = Callable[[Article], bool]


@dataclass(frozen=True, slots=True)
class Result:
    """One item of an input, done. `item` is an Article or what reading set aside; `claims` is None where extraction was not wanted.

    `fault` tells why the item, or from it on the rest of its input (`item` is None then), could not be worked on.
    """

    path: str
    item: Any = None
    claims: list[Claim] | None = None
    fingerprint: int | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """An input was read to its end, or given up (`whole` is False) after `items` items."""

    path: str
    items: int
    whole: bool = True


def work_here(
    paths: Sequence[str], way: Way, options: Any, wanted: Wanted, answers: Mapping[str, Any] = MappingProxyType({})
) -> Iterator[Result | Finished]:
    """The same as `Workers.run`, in this process and without limits: for a few plain texts, where processes cost more than
    they save."""
    reader = Reader(way, options)
    for path in paths:
        count, whole, items = 0, True, reader.read(path, answer=answers.get(path))
        while True:
            try:
                item = next(items, None)
            except Exception as error:
                whole = False
                yield Result(path, fault=say(error))
                break
            if item is None:
                break
            count += 1
            yield _extracted(reader, path, item) if isinstance(item, Article) and wanted(item) else Result(path, item)
        yield Finished(path, count, whole)


def _extracted(reader: Reader, path: str, article: Article) -> Result:
    reader.prepare()
    try:
        claims, fingerprint = reader.extract(article)
    except Exception as error:
        return Result(path, article, fault=say(error))
    return Result(path, article, claims, fingerprint)
