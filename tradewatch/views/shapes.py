"""Nouns to the JSON that the command line promises. Field names and their order are an API: additions only, at the end or in place agreed.

Numbers of rates are JSON numbers (an int where whole); dates are EDTF strings; nothing here escapes or shortens a text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tradewatch.model import Article, Claim, Event, Period, Rate, Role, Source, SourcedClaim

Json = dict[str, Any]


def number_json(value: Decimal) -> int | float:
    """A JSON number: whole values without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


def rate_json(rate: Rate | None) -> Json | None:
    """`{"value", "unit"}`, and `"min"` for a range; None stays None."""
    if rate is None:
        return None
    shape: Json = {"value": number_json(rate.value), "unit": rate.unit}
    if rate.minimum is not None:
        shape["min"] = number_json(rate.minimum)
    return shape


def dates_json(dates: Mapping[Role, Period]) -> dict[str, str]:
    """Role to EDTF, in the fixed order announced, effective, ends, held; roles without a date are absent."""
    return {role.value: dates[role].edtf for role in Role if role in dates}


def claim_json(claim: Claim) -> Json:
    """A claim as `extract --json` prints it."""
    return {
        "type": claim.type.value,
        "by": list(claim.by),
        "on": list(claim.on),
        "action": claim.action.value if claim.action else None,
        "status": claim.status.value,
        "rate": rate_json(claim.rate),
        "prior_rate": rate_json(claim.prior_rate),
        "goods": list(claim.goods),
        "dates": dates_json(claim.dates),
        "place": claim.place,
        "entities": list(claim.entities),
        "instrument": claim.instrument,
        "evidence": claim.evidence,
        "start": claim.start,
        "end": claim.end,
        "confidence": round(claim.confidence, 3),
        "rules": list(claim.rules),
        "hs": [{"code": code, "confidence": round(confidence, 3)} for code, confidence in claim.hs],
        "conflict": claim.conflict,
        "latent": claim.latent,
    }


def article_json(article: Article, claims: Iterable[Claim]) -> Json:
    """An article with the events it tells, as `extract --json` prints it."""
    return {
        "doc": article.doc,
        "path": article.path,
        "title": article.title,
        "published": _iso(article.published),
        "published_from": article.published_from.value if article.published_from else None,
        "source": article.source,
        "url": article.url,
        "events": [claim_json(claim) for claim in claims],
    }


def source_json(told: SourcedClaim) -> Json:
    """One source of an event with its own evidence and offsets."""
    source: Source = told.source
    return {
        "doc": source.doc,
        "title": source.title,
        "published": _iso(source.published),
        "source": source.source,
        "url": source.url,
        "evidence": told.claim.evidence,
        "start": told.claim.start,
        "end": told.claim.end,
    }


def event_json(event: Event, *, sources: bool = True) -> Json:
    """An event wherever it appears: the claim's fields, joined, then what only an event has."""
    shape = claim_json(event.claim)
    shape |= {"id": event.id, "measure": event.measure}
    if sources:
        shape["sources"] = [source_json(told) for told in event.told]
    shape |= {"source_count": event.source_count, "confidence": round(event.claim.confidence, 3), "corrected": event.corrected}
    shape["conflicts"] = [
        {"field": conflict.field, "values": [{"value": value, "docs": docs_of(event, keys)} for value, keys in conflict.values]}
        for conflict in event.conflicts
    ]
    return shape


def docs_of(event: Event, keys: Sequence[str]) -> list[str]:
    """The documents behind claim keys, each once, in the event's order."""
    wanted = set(keys)
    return list(dict.fromkeys(told.source.doc for told in event.told if told.key in wanted))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


FLAT_FIELDS = (
    "id",
    "type",
    "by",
    "on",
    "action",
    "status",
    "rate",
    "rate_min",
    "rate_unit",
    "prior_rate",
    "prior_rate_unit",
    "goods",
    "announced",
    "effective",
    "ends",
    "held",
    "place",
    "entities",
    "instrument",
    "measure",
    "source_count",
    "docs",
    "confidence",
    "corrected",
    "evidence",
)
"""Columns of an event in CSV, TSV, Markdown and HTML; lists are joined by `; `."""


def flat_event(event: Event) -> Json:
    """An event as one flat row with the columns of FLAT_FIELDS."""
    row = flat_claim(event.claim)
    row |= {
        "id": event.id,
        "measure": event.measure,
        "source_count": event.source_count,
        "docs": "; ".join(dict.fromkeys(told.source.doc for told in event.told)),
        "corrected": event.corrected,
    }
    return {name: row[name] for name in FLAT_FIELDS}


def flat_claim(claim: Claim) -> Json:
    """A claim as one flat row: rates and dates each in a column of its own, lists joined by `; `."""
    rate, prior = claim.rate, claim.prior_rate
    return {
        "type": claim.type.value,
        "by": "; ".join(claim.by),
        "on": "; ".join(claim.on),
        "action": claim.action.value if claim.action else None,
        "status": claim.status.value,
        "rate": number_json(rate.value) if rate else None,
        "rate_min": number_json(rate.minimum) if rate and rate.minimum is not None else None,
        "rate_unit": rate.unit if rate else None,
        "prior_rate": number_json(prior.value) if prior else None,
        "prior_rate_unit": prior.unit if prior else None,
        "goods": "; ".join(claim.goods),
        **{role.value: claim.dates[role].edtf if role in claim.dates else None for role in Role},
        "place": claim.place,
        "entities": "; ".join(claim.entities),
        "instrument": claim.instrument,
        "confidence": round(claim.confidence, 3),
        "evidence": claim.evidence,
    }


def plain(value: object) -> Any:
    """Rows of other rooms as JSON: a dataclass by its fields in their order, rates and decimals as numbers, enums and days as text."""
    if isinstance(value, Rate):
        return rate_json(value)
    if isinstance(value, Period):
        return value.edtf
    if isinstance(value, Decimal):
        return number_json(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return value


def flatten(record: Json) -> Json:
    """A JSON row as a flat one: lists of words joined by `; `, rates as value, unit and least value, what is deeper as JSON text."""
    flat: Json = {}
    for name, value in record.items():
        if isinstance(value, dict) and {"value", "unit"} <= value.keys():
            flat |= {name: value["value"], f"{name}_unit": value["unit"]}
        elif name == "rate" or name == "prior_rate":
            flat |= {name: value, f"{name}_unit": None}
        elif isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value):
            flat[name] = "; ".join(map(str, value))
        elif isinstance(value, (dict, list)):
            flat[name] = json.dumps(value, ensure_ascii=False)
        else:
            flat[name] = value
    return flat
