"""Features as numbers: what was seen, column by column, mixed into buckets for all items at once.

A column holds one number for each item; 0 says that there is nothing to see. A template joins columns: it is a feature of the items
where all its columns see something. The same things seen give the same bucket on every machine.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from .decide import BITS

Array = npt.NDArray[Any]
# odd numbers without pattern, one for each place in a template
_PLACES = np.array([0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F], dtype=np.uint32)
_MIX = np.uint32(0x2C1B3C6D)
_FOLD, _DOWN = np.uint32(15), np.uint32(32 - BITS)


class Templates:
    """Features by name and columns: "n2=next after" joins what the columns `next` and `after` see. Templates of one name share buckets."""

    def __init__(self, *lines: str) -> None:
        parts = [part.partition("=") for line in lines for part in line.split(", ")]
        self._seeds = np.array([crc32(name.encode()) for name, _, _ in parts], dtype=np.uint32)[:, None]
        wanted = [columns.split() for _, _, columns in parts]
        self.columns = tuple(sorted({column for columns in wanted for column in columns}))
        number = {column: place for place, column in enumerate(self.columns)}
        # templates by their number of columns, the longest first, so that each place of a template is one slice
        order = sorted(range(len(parts)), key=lambda t: -len(wanted[t]))
        self._seeds = self._seeds[order]
        self._places = [
            np.array([number[wanted[t][place]] for t in order if len(wanted[t]) > place])
            for place in range(max(len(columns) for columns in wanted))
        ]
        self.names = tuple(parts[t][0] for t in order)

    def buckets(self, columns: Mapping[str, Any], size: int) -> Array:
        """The bucket of every template (first axis) for every item; 0 where a template says nothing. `columns` may be plain numbers."""
        seen = np.empty((len(self.columns), size), dtype=np.uint32)
        given = [column if isinstance(column := columns[name], np.ndarray) else np.full(size, column) for name in self.columns]
        np.concatenate(given, out=seen.ravel(), casting="unsafe")
        there = seen != 0
        first = self._places[0]
        out: Array = (seen * _PLACES[0]).take(first, axis=0)
        present = there.take(first, axis=0)
        out += self._seeds
        for factor, numbers in zip(_PLACES[1:], self._places[1:], strict=False):
            out[: len(numbers)] += (seen * factor).take(numbers, axis=0)
            present[: len(numbers)] &= there.take(numbers, axis=0)
        out ^= out >> _FOLD
        out *= _MIX
        out >>= _DOWN
        out *= present
        return out

    def named(self, columns: Mapping[str, Any], size: int) -> dict[str, Array]:
        """`buckets` by name, where each template has its own."""
        return dict(zip(self.names, self.buckets(columns, size), strict=True))


_ORDER = np.multiply.accumulate(np.full(8, _PLACES[3], dtype=np.uint32))
_SOME = np.uint32(1)


def chain(columns: Array) -> Array:
    """The numbers of each row so far as one, for each place of the row: order tells, 0 counts as nothing."""
    return (columns * _ORDER[: columns.shape[1]]).cumsum(axis=1, dtype=np.uint32) | _SOME


def first_of(seen: Array) -> Array:
    """The first number of each row that is not 0, or 0."""
    found: Array = seen[np.arange(len(seen)), (seen != 0).argmax(axis=1)]
    return found


@dataclass(frozen=True, slots=True)
class Batch:
    """Features of many items, one after another: item i has `flat[starts[i]:starts[i + 1]]`."""

    flat: Array
    starts: Array

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> Array:
        found: Array = self.flat[self.starts[number] : self.starts[number + 1]]
        return found

    def part(self, first: int, stop: int) -> Batch:
        """The items from one number to before another."""
        starts = self.starts[first : stop + 1]
        return Batch(self.flat[starts[0] : starts[-1]], starts - starts[0])


def gather(items: Sequence[Sequence[int] | Array]) -> Batch:
    """Items with a bucket list each."""
    starts = _starts(items)
    return Batch(np.fromiter(itertools.chain.from_iterable(items), dtype=np.int32, count=starts[-1]), starts)


def join(items: Sequence[Array]) -> Batch:
    """The same of items of other batches, one at least."""
    return Batch(np.concatenate(items), _starts(items))


def _starts(items: Sequence[Sequence[int] | Array]) -> Array:
    return np.fromiter(itertools.accumulate(map(len, items), initial=0), dtype=np.intp, count=len(items) + 1)


def pack(blocks: Sequence[Array]) -> Batch:
    """Blocks of buckets, an item each row; 0 is left out."""
    table = np.concatenate(blocks, axis=1)
    items, width = table.shape
    flat = table.ravel()
    places = np.flatnonzero(flat != 0)
    return Batch(flat[places].astype(np.int32), np.searchsorted(places, np.arange(items + 1) * width))
