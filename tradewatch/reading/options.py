"""What reading is told and what it answers when an input cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tradewatch.errors import InputError, TradewatchError


@dataclass(frozen=True, slots=True)
class Limits:
    """What an input may cost: bytes of one document, characters of one text, and how far an archive may unfold.

    `ratio` is unpacked bytes to packed ones (only counted beyond one document's size), `depth` archives in archives, `unpacked` all bytes
    that one outermost archive may unfold to, `members` its files, `entries` what is read of one feed. `seconds` is a fetch's deadline.
    """

    document: int = 20_000_000
    characters: int = 2_000_000
    feed: int = 10_000_000
    entries: int = 5_000
    ratio: int = 200
    depth: int = 3
    unpacked: int = 20_000_000_000
    members: int = 1_000_000
    seconds: float = 60.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. `published` and `source` win over what an input says or leaves open, in this order: the publication date always, the
    source where the input names none.

    `columns` maps a field of an article (text, title, published, source, url, id) to a CSV column or a record's key. `stdin` is what `-`
    stands for, bytes or a binary stream. `today` bounds what a date may be guessed to be (a dateline without a year on standard input, a
    page's date); nothing in here looks at a clock. `private` lets URLs lead to private and loopback addresses, `contact` is what the
    program tells servers of who runs it. `known` are addresses whose texts are stored, and how long these are: of a feed's entries, those
    with a long text are passed over, and a summary does not take the place of any.
    """

    published: date | None = None
    source: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    stdin: Any = field(default=None, repr=False)
    today: date | None = field(default=None, repr=False)
    limits: Limits = field(default_factory=Limits)
    private: bool = False
    contact: str | None = None
    known: Mapping[str, int] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class SetAside:
    """An input, or a part of one, that cannot be used. Nothing good beside it is lost.

    `where` is the place inside the input: a line number, an offset, an archive's member. `reason` is a clause with the next step, and the
    text of `error` the same with the place in front.
    """

    path: str
    where: str | None
    reason: str
    error: TradewatchError


def set_aside(path: str, reason: str, where: object = None, kind: type[TradewatchError] = InputError) -> SetAside:
    """A SetAside whose error says `path:where: reason`."""
    place = None if where is None else str(where)
    where_from = one_line(f"{path}:{place}" if place else path)
    return SetAside(path, place, reason, kind(f"{where_from}: {reason}"))


def one_line(words: str) -> str:
    """Words as a message shows them: line ends, control characters and their kin as escapes."""
    if words.isprintable():
        return words
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in words)
