"""Files of annotated or predicted events: one document a line, `{"doc": id, "events": [...]}`, other fields ignored.

Shapes are checked when a file is read, so that the score never meets a value that it cannot compare.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from tradewatch.errors import InputError, MissingInputError
from tradewatch.model import EventType

from .score import ROLES, EventJson

_TYPES = tuple(kind.value for kind in EventType)


def read_documents(path: Path) -> dict[str, list[EventJson]]:
    """The events of every document of a file.

    Raises MissingInputError where the file cannot be opened, InputError with the line's number where it holds something else.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise MissingInputError(f"{path}: cannot be read ({reason}); give a file of JSON lines with `doc` and `events`") from None
    documents: dict[str, list[EventJson]] = {}
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        doc, events = _document(line, place)
        if doc in documents:
            raise InputError(f"{place}: the document '{doc}' stands in an earlier line too; join the two lines")
        documents[doc] = events
    if not documents:
        raise InputError(f"{path}: it holds no document; give JSON lines with `doc` and `events`")
    return documents


def _document(line: bytes, place: str) -> tuple[str, list[EventJson]]:
    try:
        row = json.loads(line.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: is no JSON ({_short(error)}); give one object a line, as 'tradewatch extract --nl' does") from None
    if not isinstance(row, dict) or not isinstance(row.get("doc"), str) or not isinstance(row.get("events"), list):
        raise InputError(f"{place}: needs a text `doc` and a list `events`; give lines as 'tradewatch extract --nl' does")
    for at, event in enumerate(row["events"], 1):
        wrong = _wrong(event)
        if wrong:
            raise InputError(f"{place}: event {at}: {wrong}; mend it, or leave the event out")
    return row["doc"], row["events"]


def _wrong(event: object) -> str | None:
    """What keeps an event from being compared; None where it is well formed."""
    if not isinstance(event, dict):
        return "is no object"
    if not event.get("type"):
        return "has no `type`"
    if event["type"] not in _TYPES:
        return f"`type` is none of {', '.join(_TYPES)}"
    for name in ("by", "on", "goods"):
        if not _is_words(event.get(name)):
            return f"`{name}` is no list of texts"
    for name in ("rate", "prior_rate"):
        if not _is_rate(event.get(name)):
            return f"`{name}` is no object with a number `value` and a text `unit`"
    for name in ("status", "action"):
        if not isinstance(event.get(name), str | None):
            return f"`{name}` is no text"
    dates = event.get("dates")
    if dates is not None and not (isinstance(dates, dict) and all(isinstance(dates.get(role), str | None) for role in ROLES)):
        return "`dates` is no object of texts"
    confidence = event.get("confidence")
    if confidence is not None and not (_is_number(confidence) and 0 <= confidence <= 1):
        return "`confidence` is no number from 0 to 1"
    return None


def _is_words(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(word, str) for word in value))


def _is_rate(rate: object) -> bool:
    if rate is None:
        return True
    return isinstance(rate, dict) and (rate.get("value") is None or _is_number(rate["value"])) and isinstance(rate.get("unit"), str | None)


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:
        return False


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _short(error: Exception) -> str:
    return str(error)[:120].lower() if isinstance(error, ValueError) else "nested too deeply"
