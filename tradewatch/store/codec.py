"""Claims as JSON and back, exactly.

The JSON keeps `Claim`'s field names. A field that is empty is left out; a rate's numbers are strings, because a Decimal keeps its zeros; a
period is `[first day, last day, grain]` with null for an open end, because EDTF alone would lose a week's or a quarter's grain.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from tradewatch.model import Action, Anchor, Claim, Conflict, Correction, CorrectionKind, EventType, Grain, Period, Rate, Role, Status

_TYPES = {member.value: member for member in EventType}
_ACTIONS = {member.value: member for member in Action}
_STATUSES = {member.value: member for member in Status}
_ROLES = {member.value: member for member in Role}
_GRAINS = {member.value: member for member in Grain}

# the same few hundred periods and rates fill a database: made once, they halve the time of a listing
_PERIODS: dict[tuple[str | None, str | None, str], Period] = {}
_RATES: dict[tuple[str, str, str | None], Rate] = {}
_CACHE_LIMIT = 20_000

_parse = json.JSONDecoder().raw_decode  # without the looks for white space around, a third of the time of a small object


class UnreadableError(ValueError):
    """Stored JSON or a stored date that is not what was written: the database is damaged."""


def harmless(text: str) -> str:
    """The text with each lone surrogate, which SQLite cannot hold, replaced by U+FFFD; offsets stay the same."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def dump(value: Any) -> str:
    """Compact JSON; raises ValueError on NaN and infinity, which are no JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def load(text: str) -> Any:
    """What `dump` wrote. Raises UnreadableError on anything else."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("stored JSON cannot be read") from error


def type_of(name: str) -> EventType:
    """An event type by its name. Raises UnreadableError on anything else."""
    try:
        return _TYPES[name]
    except KeyError:
        raise UnreadableError("a stored event type is unknown") from None


def _rate_out(rate: Rate) -> dict[str, str]:
    found = {"value": str(rate.value), "unit": rate.unit}
    if rate.minimum is not None:
        found["minimum"] = str(rate.minimum)
    return found


def _period_out(period: Period) -> list[str | None]:
    return [period.start.isoformat() if period.start else None, period.end.isoformat() if period.end else None, period.grain.value]


def encode_claim(claim: Claim) -> str:
    """The claim as one JSON object; `decode_claim` gives an equal claim back. Equal claims give equal text.

    Lone surrogates become U+FFFD and a confidence that is no number becomes 0, the only values that do not come back as they were.
    """
    out: dict[str, Any] = {"type": claim.type.value}
    if claim.by:
        out["by"] = list(claim.by)
    if claim.on:
        out["on"] = list(claim.on)
    if claim.action:
        out["action"] = claim.action.value
    out["status"] = claim.status.value
    if claim.rate:
        out["rate"] = _rate_out(claim.rate)
    if claim.prior_rate:
        out["prior_rate"] = _rate_out(claim.prior_rate)
    if claim.goods:
        out["goods"] = list(claim.goods)
    if claim.dates:
        out["dates"] = {role.value: _period_out(claim.dates[role]) for role in Role if role in claim.dates}
    if claim.place is not None:
        out["place"] = claim.place
    if claim.entities:
        out["entities"] = list(claim.entities)
    if claim.instrument is not None:
        out["instrument"] = claim.instrument
    if claim.evidence:
        out["evidence"] = claim.evidence
    out["start"], out["end"] = claim.start, claim.end
    out["confidence"] = claim.confidence if math.isfinite(claim.confidence) else 0.0
    if claim.rules:
        out["rules"] = list(claim.rules)
    if claim.hs:
        out["hs"] = [list(pair) for pair in claim.hs]
    if claim.conflict is not None:
        out["conflict"] = claim.conflict
    if claim.latent:
        out["latent"] = True
    return harmless(dump(out))


def _rate_in(found: dict[str, str] | None) -> Rate | None:
    if found is None:
        return None
    key = (found["value"], found["unit"], found.get("minimum"))
    rate = _RATES.get(key)
    if rate is None:
        if len(_RATES) >= _CACHE_LIMIT:
            _RATES.clear()
        rate = _RATES[key] = Rate(Decimal(key[0]), key[1], Decimal(key[2]) if key[2] is not None else None)
    return rate


def _period_in(found: list[str | None]) -> Period:
    start, end, grain = found
    key = (start, end, grain or "")
    period = _PERIODS.get(key)
    if period is None:
        if len(_PERIODS) >= _CACHE_LIMIT:
            _PERIODS.clear()
        first = date.fromisoformat(start) if start else None
        period = _PERIODS[key] = Period(first, date.fromisoformat(end) if end else None, _GRAINS[key[2]])
    return period


def decode_claim(text: str) -> Claim:
    """The claim that `encode_claim` wrote. Raises UnreadableError on anything else."""
    try:
        found, end = _parse(text)
        return _claim_in(found if end == len(text) else json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise UnreadableError(f"a claim's JSON cannot be read ({type(error).__name__})") from error


def _claim_in(found: Any) -> Claim:
    get = found.get
    action = get("action")
    return Claim(
        _TYPES[found["type"]],
        tuple(get("by", ())),
        tuple(get("on", ())),
        _ACTIONS[action] if action else None,
        _STATUSES[found["status"]],
        _rate_in(get("rate")),
        _rate_in(get("prior_rate")),
        tuple(get("goods", ())),
        {_ROLES[role]: _period_in(period) for role, period in get("dates", {}).items()},
        get("place"),
        tuple(get("entities", ())),
        get("instrument"),
        get("evidence", ""),
        found["start"],
        found["end"],
        found["confidence"],
        tuple(get("rules", ())),
        tuple((heading, sure) for heading, sure in get("hs", ())),
        get("conflict"),
        get("latent", False),
    )


def encode_conflicts(conflicts: Iterable[Conflict]) -> str:
    """Conflicts as `[[field, [[value, [claim keys]], …]], …]`."""
    return harmless(dump([[c.field, [[value, list(keys)] for value, keys in c.values]] for c in conflicts]))


def decode_conflicts(text: str) -> tuple[Conflict, ...]:
    """What `encode_conflicts` wrote."""
    if text == "[]":
        return ()
    try:
        return tuple(Conflict(name, tuple((value, tuple(keys)) for value, keys in values)) for name, values in json.loads(text))
    except (ValueError, TypeError) as error:
        raise UnreadableError("conflicts' JSON cannot be read") from error


def _anchors_out(anchors: Iterable[Anchor]) -> list[list[Any]]:
    return [[a.key, a.article, a.type.value, a.start, a.end] for a in anchors]


def encode_correction(correction: Correction) -> str:
    """A correction as one JSON object with the fields' names; an anchor is `[key, article, type, start, end]`."""
    out = {
        "id": correction.id,
        "kind": correction.kind.value,
        "event": correction.event,
        "anchors": _anchors_out(correction.anchors),
        "fields": [list(pair) for pair in correction.fields],
        "others": _anchors_out(correction.others),
        "undoes": correction.undoes,
        "because": correction.because,
        "who": correction.who,
        "at": correction.at,
    }
    return harmless(dump(out))


def _anchors_in(found: list[list[Any]]) -> tuple[Anchor, ...]:
    return tuple(Anchor(key, article, _TYPES[kind], start, end) for key, article, kind, start, end in found)


def decode_correction(text: str) -> Correction:
    """What `encode_correction` wrote. Raises UnreadableError on anything else."""
    try:
        return _correction_in(json.loads(text))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableError("a correction's JSON cannot be read") from error


def _correction_in(found: Any) -> Correction:
    return Correction(
        found["id"],
        CorrectionKind(found["kind"]),
        found["event"],
        _anchors_in(found["anchors"]),
        tuple((name, value) for name, value in found["fields"]),
        _anchors_in(found["others"]),
        found["undoes"],
        found["because"],
        found["who"],
        found["at"],
    )
