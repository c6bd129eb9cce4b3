"""What people decide of events: an insert-only log, applied anew each time events are made.

A correction names the event by id and by anchors, the claims it held. After a newer extractor has run, an anchor is found by its key or
by its article, type and place in the text, so the correction holds as long as one of its articles does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any

from tradewatch.errors import UsageError
from tradewatch.model import (
    Action,
    Anchor,
    Claim,
    Correction,
    CorrectionKind,
    Event,
    EventType,
    Period,
    Rate,
    Role,
    SourcedClaim,
    Status,
)

FIELDS = ("rate", "prior_rate", "on", "action", "status", "goods", "place", "instrument", "announced", "effective", "ends", "held")
"""What `set` may change. Type and acting side are what an event is joined by: reject a wrong one instead."""

NONE = "none"
"""The value that empties a field."""


def anchors_of(event: Event) -> tuple[Anchor, ...]:
    """The claims of an event as a correction remembers them."""
    return tuple(anchor_of(sourced) for sourced in event.told)


def anchor_of(sourced: SourcedClaim) -> Anchor:
    """A claim as a correction remembers it."""
    return Anchor(sourced.key, sourced.source.article, sourced.claim.type, sourced.claim.start, sourced.claim.end)


def make(
    kind: CorrectionKind,
    event: Event | None,
    *,
    at: str,
    who: str = "",
    because: str = "",
    fields: Mapping[str, str] | None = None,
    others: Sequence[Anchor] = (),
    undoes: str | None = None,
) -> Correction:
    """A new entry of the log. Its id is a digest of all it says, so an imported copy is the same entry."""
    entry = Correction(
        id="",
        kind=kind,
        event=event.id if event else "",
        anchors=anchors_of(event) if event else (),
        fields=tuple(sorted((fields or {}).items())),
        others=tuple(others),
        undoes=undoes,
        because=because,
        who=who,
        at=at,
    )
    return replace(entry, id=digest(entry))


def digest(entry: Correction) -> str:
    """The id that an entry's content gives it."""
    text = json.dumps({**to_json(entry), "id": ""}, sort_keys=True, ensure_ascii=True)
    return "c" + blake2b(text.encode(), digest_size=5).hexdigest()


def check(entry: Correction, log: Sequence[Correction], event: Event | None, others: Sequence[Event] = ()) -> None:
    """Refuse an entry that contradicts itself, the event it names, or the log.

    `event` is the one it corrects, `others` those that a merge joins to it. Raises UsageError that tells the reason.
    """
    if entry.kind is CorrectionKind.UNDO:
        _check_undo(entry, log)
        return
    if event is None:
        raise UsageError(f"{entry.event or 'no event'}: nothing to {entry.kind}; name an event by its id")
    if entry.kind is CorrectionKind.SET:
        _check_set(entry, event)
    elif entry.kind is CorrectionKind.MERGE:
        _check_merge(event, others)
    elif entry.kind is CorrectionKind.SPLIT:
        _check_split(entry, event)
    elif entry.kind is CorrectionKind.ACCEPT:
        _check_accept(entry, event)


def standing(log: Iterable[Correction]) -> list[Correction]:
    """The entries that hold, oldest first: without the undone and without the undoings, each once."""
    entries = sorted({entry.id: entry for entry in log}.values(), key=lambda entry: (entry.at, entry.id))
    undone: set[str] = set()
    # an undoing may itself be undone, so the newest speaks first
    for entry in reversed(entries):
        if entry.kind is CorrectionKind.UNDO and entry.undoes and entry.id not in undone:
            undone.add(entry.undoes)
    return [entry for entry in entries if entry.kind is not CorrectionKind.UNDO and entry.id not in undone]


def read_field(name: str, text: str) -> Any:
    """The value that a field's text means. Raises UsageError that shows how it is written."""
    value = text.strip()
    if name in ("by", "type"):
        raise UsageError(f"{name}: no field that can be set, because events are joined by type and acting side; reject a wrong event")
    if name not in FIELDS:
        raise UsageError(f"{name}: no field that can be set; use one of {', '.join(FIELDS)}")
    empty = value.lower() in ("", NONE)
    try:
        if name in ("rate", "prior_rate"):
            return None if empty else read_rate(value)
        if name in ("on", "goods"):
            parts = () if empty else tuple(part.strip() for part in value.split(",") if part.strip())
            return tuple(sorted({part.upper() for part in parts})) if name == "on" else tuple(part.lower() for part in parts)
        if name == "action":
            return None if empty else Action(value.lower())
        if name == "status":
            return Status(value.lower().replace(" ", "_"))
        if name in ("place", "instrument"):
            return None if empty else value
        return None if empty else Period.parse(value)
    except (ValueError, InvalidOperation) as error:
        raise UsageError(f"{name}={text}: {_how(name)}") from error


def read_rate(text: str) -> Rate:
    """`30`, `30%`, `10-25%`, `24 points`, `50 USD/net_ton`. Raises ValueError."""
    number, _, unit = text.replace("%", " percent").partition(" ")
    low, dash, high = number.partition("-")
    value, least = Decimal(high if dash else low), Decimal(low) if dash else None
    unit = unit.strip() or "percent"
    unit = "percentage_point" if unit in ("points", "pp", "point", "percentage points") else unit
    if not value.is_finite() or value < 0 or value > 10_000_000 or (least is not None and not 0 <= least <= value):
        raise ValueError(text)
    if unit not in ("percent", "percentage_point") and "/" not in unit:
        raise ValueError(text)
    return Rate(value, unit, least)


def to_json(entry: Correction) -> dict[str, Any]:
    """An entry as a JSON object of the log's exchange format."""
    return {
        "id": entry.id,
        "kind": str(entry.kind),
        "event": entry.event,
        "anchors": [_anchor_json(anchor) for anchor in entry.anchors],
        "fields": dict(entry.fields),
        "others": [_anchor_json(anchor) for anchor in entry.others],
        "undoes": entry.undoes,
        "because": entry.because,
        "who": entry.who,
        "at": entry.at,
    }


def from_json(value: Any, where: str = "correction") -> Correction:
    """Read what `to_json` writes. Raises UsageError naming `where` and what is wrong."""
    try:
        entry = Correction(
            id=str(value["id"]),
            kind=CorrectionKind(value["kind"]),
            event=str(value["event"]),
            anchors=tuple(_anchor(one) for one in value.get("anchors", ())),
            fields=tuple(sorted((str(name), str(text)) for name, text in value.get("fields", {}).items())),
            others=tuple(_anchor(one) for one in value.get("others", ())),
            undoes=None if value.get("undoes") is None else str(value["undoes"]),
            because=str(value.get("because", "")),
            who=str(value.get("who", "")),
            at=str(value.get("at", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"{where}: no correction: {type(error).__name__} at {error}; use a file that tradewatch exported") from error
    if entry.id != digest(entry):
        raise UsageError(f"{where}: entry {entry.id} was changed since it was written; export it again")
    for name, text in entry.fields:
        if entry.kind is CorrectionKind.SET:
            read_field(name, text)
    return entry


def export_lines(log: Iterable[Correction]) -> Iterable[str]:
    """The log as JSONL, oldest first."""
    for entry in sorted(log, key=lambda entry: (entry.at, entry.id)):
        yield json.dumps(to_json(entry), ensure_ascii=False, sort_keys=True)


def import_lines(lines: Iterable[str], have: Iterable[Correction] = (), name: str = "corrections") -> list[Correction]:
    """The entries of a JSONL export that `have` lacks, oldest first. Raises UsageError with the line's number."""
    known = {entry.id for entry in have}
    found: dict[str, Correction] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{name}:{number}: not JSON; use a file that tradewatch exported") from error
        entry = from_json(value, f"{name}:{number}")
        if entry.id not in known:
            found[entry.id] = entry
    return sorted(found.values(), key=lambda entry: (entry.at, entry.id))


def _check_undo(entry: Correction, log: Sequence[Correction]) -> None:
    target = next((other for other in log if other.id == entry.undoes), None)
    if target is None:
        raise UsageError(f"{entry.undoes}: no such correction; see them with correct --log")
    undone = {other.undoes for other in log if other.kind is CorrectionKind.UNDO}
    if target.id in undone:
        raise UsageError(f"{entry.undoes}: already undone")


def _check_set(entry: Correction, event: Event) -> None:
    if not entry.fields:
        raise UsageError(f"{event.id}: nothing to set; write field=value")
    values: dict[str, Any] = {}
    for name, text in entry.fields:
        if name in values:
            raise UsageError(f"{event.id}: {name} is set twice; give it one value")
        values[name] = read_field(name, text)
    claim = with_values(event.claim, values)
    start, ends = claim.dates.get(Role.EFFECTIVE), claim.dates.get(Role.ENDS)
    if start and ends and start.first > ends.last:
        raise UsageError(f"{event.id}: it would end ({ends.edtf}) before it starts ({start.edtf}); set both dates")
    if "held" in values and claim.type is not EventType.MEETING:
        raise UsageError(f"{event.id}: a {claim.type} isn't held; set announced, effective or ends")
    if values.get("action") is not None and not claim.type.is_measure:
        raise UsageError(f"{event.id}: a {claim.type} has no action; only measures do")
    if claim.status not in _statuses(claim.type):
        raise UsageError(f"{event.id}: a {claim.type} can't be {claim.status}; use one of {', '.join(_statuses(claim.type))}")


def _statuses(kind: EventType) -> tuple[Status, ...]:
    if kind is EventType.MEETING:
        return Status.PLANNED, Status.HELD, Status.CANCELLED
    return tuple(status for status in Status if status not in (Status.PLANNED, Status.HELD, Status.CANCELLED))


def _check_merge(event: Event, others: Sequence[Event]) -> None:
    if not others:
        raise UsageError(f"{event.id}: nothing to merge; name at least two events")
    for other in others:
        if other.id == event.id:
            raise UsageError(f"{event.id}: an event can't be merged with itself")
        if other.claim.type is not event.claim.type:
            mine, theirs = f"{event.id} is a {event.claim.type}", f"{other.id} a {other.claim.type}"
            raise UsageError(f"{mine}, {theirs}: events of different types stay apart; reject the wrong one")
        if set(other.claim.by) != set(event.claim.by):
            mine, theirs = (",".join(one.claim.by) or "nobody" for one in (event, other))
            raise UsageError(f"{event.id} is by {mine}, {other.id} by {theirs}: events of different sides stay apart; reject the wrong one")


def _check_split(entry: Correction, event: Event) -> None:
    keys = {sourced.key for sourced in event.told}
    taken = {anchor.key for anchor in entry.others}
    if not taken:
        raise UsageError(f"{event.id}: nothing to split off; name the documents whose claims go")
    if not taken <= keys:
        raise UsageError(f"{event.id}: {len(taken - keys)} of the claims to split off aren't in it; see its sources with show")
    if taken == keys:
        raise UsageError(f"{event.id}: splitting off every claim leaves nothing; keep at least one")


def _check_accept(entry: Correction, event: Event) -> None:
    told = {conflict.field: [value for value, _ in conflict.values] for conflict in event.conflicts}
    for name, text in entry.fields:
        if name not in told:
            disputed = ", ".join(sorted(told)) or "nothing"
            raise UsageError(f"{event.id}: {name} isn't disputed ({disputed} is); change it with --set {name.removeprefix('dates.')}=…")
        if text not in told[name]:
            raise UsageError(f"{event.id}: no source tells {name} {text}; sources tell {', '.join(told[name])}")


def with_values(claim: Claim, values: Mapping[str, Any]) -> Claim:
    """The claim with fields set, dates by role."""
    dates = dict(claim.dates)
    plain: dict[str, Any] = {}
    for name, value in values.items():
        if name in set(Role):
            if value is None:
                dates.pop(Role(name), None)
            else:
                dates[Role(name)] = value
        else:
            plain[name] = value
    return replace(claim, dates=dates, **plain)


def _how(name: str) -> str:
    if name in ("rate", "prior_rate"):
        return "write a rate as 25, 25%, 10-25%, 24 points or 50 USD/net_ton"
    if name == "status":
        return f"use one of {', '.join(Status)}"
    if name == "action":
        return f"use one of {', '.join(Action)}"
    return "write a date as 2025-11-01, 2025-11, 2025 or an interval 2025-10-06/2025-10-12"


def _anchor_json(anchor: Anchor) -> dict[str, Any]:
    return {"key": anchor.key, "article": anchor.article, "type": str(anchor.type), "start": anchor.start, "end": anchor.end}


def _anchor(value: Any) -> Anchor:
    return Anchor(str(value["key"]), str(value["article"]), EventType(value["type"]), int(value["start"]), int(value["end"]))
