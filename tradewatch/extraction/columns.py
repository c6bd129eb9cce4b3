"""Tables in plain text whose head names the unit: under "Country | Producer | Margin (%)" the last cell of each line is a rate.

A head is a line of cells parted by "|" without any number, one of which says "%" or "percent"; its table are the lines right below it that
have as many cells. Only a cell that holds a number and nothing else is a rate.
"""

from __future__ import annotations

import re
from decimal import Decimal

from .rates import RateSpan

_MARK = "|"
_UNIT = re.compile(r"%|\bper ?cent\b", re.IGNORECASE)
_CELL = re.compile(r"\s*(\d{1,3}(?:[.,]\d{1,3})?)\s*")


def column_rates(text: str) -> list[RateSpan]:
    """The rates of all tables of a text, in order, with their offsets in it."""
    if _MARK not in text:
        return []
    out: list[RateSpan] = []
    head: list[bool] = []
    at = 0
    for line in text.split("\n"):
        cells = line.split(_MARK)
        if len(cells) > 1 and not any(char.isdigit() for char in line):
            head = [_UNIT.search(cell) is not None for cell in cells]
        elif len(cells) != len(head):
            head = []
        place = at
        for number, cell in enumerate(cells if any(head) else ()):
            found = _CELL.fullmatch(cell) if head[number] else None
            if found:
                start, end = place + found.start(1), place + found.end(1)
                out.append(RateSpan(start, end, Decimal(found[1].replace(",", ".")), "percent"))
            place += len(cell) + len(_MARK)
        at += len(line) + 1
    return out
