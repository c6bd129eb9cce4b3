"""When an article was published, and where that is known from, the best source first.

The option > what the input says in its metadata > a dateline or dated line in the text > a date in the file's name or address > a date the
format's tool wrote or a page shows somewhere > the file's time. What was guessed is told in a note that names the option.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tradewatch.model import PublishedFrom

from . import datelines
from .days import day_in_name, read_day

_OPTION = "give --published DATE to set it"


@dataclass(frozen=True, slots=True)
class Published:
    """A publication date with its provenance; `notes` say what was guessed."""

    day: date | None
    origin: PublishedFrom | None
    notes: tuple[str, ...] = ()


def published(
    text: str,
    *,
    option: date | None,
    told: object,
    names: Iterable[str],
    tool: date | None = None,
    guess: date | None = None,
    modified: date | None = None,
    latest: date | None = None,
) -> Published:
    """The publication date of a text.

    `told` is the value of a header, a record's field or a page's metadata; `names` are the file's name, the record's id, the address;
    `tool` is when the program that made the file says it was made, `guess` a date that a page shows somewhere; `modified` the file's time;
    `latest` the last day that a dateline without a year can mean, where there is no file.
    """
    if option is not None:
        return Published(option, PublishedFrom.OPTION)
    notes: list[str] = []
    if told not in (None, ""):
        day = read_day(told)
        if day:
            return Published(day, PublishedFrom.METADATA)
        notes.append(f"its date '{_shown(told)}' names no single day; {_OPTION}")
    line = datelines.find(text, modified or latest)
    if line:
        if line.guessed:
            bound = "the file's time" if modified else "today"
            notes.append(f"its dateline '{line.words}' has no year, so {line.day} is taken, the latest such day up to {bound}; {_OPTION}")
        return Published(line.day, PublishedFrom.DATELINE, tuple(notes))
    for name in names:
        if day := day_in_name(name):
            return Published(day, PublishedFrom.FILENAME, tuple(notes))
    if tool:
        return Published(tool, PublishedFrom.METADATA, (*notes, f"its date {tool} is that on which its file was made; {_OPTION}"))
    if guess:
        return Published(guess, PublishedFrom.METADATA, (*notes, f"its date {guess} is guessed from what its page shows; {_OPTION}"))
    if modified:
        taken = f"it has no publication date, so its file's time {modified} is taken, and every relative date in it counts from that"
        return Published(modified, PublishedFrom.FILE_TIME, (*notes, f"{taken}; {_OPTION}"))
    return Published(None, None, (*notes, f"it has no publication date, so relative dates in it stay open; {_OPTION}"))


def _shown(value: object) -> str:
    words = " ".join(str(value)[:200].split())
    clean = "".join(sign if sign.isprintable() else "?" for sign in words)
    return clean if len(clean) <= 40 else clean[:39] + "…"
