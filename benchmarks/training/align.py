"""An annotated article and its candidates: which candidate tells of which event of the gold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tradewatch.extraction import drafts, pipeline, sentences
from tradewatch.extraction import mentions as mention_pass
from tradewatch.extraction.frames import stage_features
from tradewatch.extraction.phrases import Candidate, Document, prepare, propose
from tradewatch.extraction.sheet import Sheet
from tradewatch.model import Article, PublishedFrom, Rate

SHARED = mention_pass.SHARED_SIDES
# what sides that only overlap are worth beside equal ones
HALF = 0.15
ROLES = ("announced", "effective", "ends", "held")


def squash(text: str) -> tuple[str, list[int]]:
    """Text with white space as single blanks, and the offset of each kept character."""
    out, at = [], []
    blank = True
    for number, char in enumerate(text):
        if char.isspace():
            if not blank:
                out.append(" ")
                at.append(number)
            blank = True
        else:
            out.append(char)
            at.append(number)
            blank = False
    return "".join(out), at


class Doc:
    """One annotated article, prepared once; `weight` is how much it teaches beside others."""

    def __init__(
        self,
        record: dict[str, Any],
        gold: list[dict[str, Any]],
        knowledge: Any,
        tellings: dict[str, Any] | None = None,
        weight: float = 1.0,
    ) -> None:
        self.weight = weight
        published = date.fromisoformat(record["published"][:10]) if record.get("published") else None
        self.id = record["id"]
        self.article = Article(record["id"], record["text"], record.get("title") or "", published, PublishedFrom.METADATA)
        self.document: Document = prepare(self.article, knowledge)
        self.gold = gold
        self.candidates = propose(self.document)
        self.sheet = Sheet(self.document, self.candidates) if self.candidates else None
        self.features: Sequence[Any] = stage_features(self.sheet) if self.sheet else ()
        self.aligned = self._align()
        self.silver: list[int] = []
        # the event that each candidate tells of, where the article was read for it; else only the annotated evidence
        self.read = tellings is not None
        self.told = list(self.aligned)
        # candidates that only refer back to an event, and those that tell of one that the annotation lacks
        self.vague: set[int] = set()
        self.forgotten: set[int] = set()
        if tellings is not None:
            self._take(tellings)

    def _align(self) -> list[int]:
        """For each candidate the number of the gold event whose evidence it stands in, or -1."""
        text, at = squash(self.document.plain.text)
        low = text.lower()
        out = [-1] * len(self.candidates)
        self.loose: dict[int, int] = {}
        for number, event in enumerate(self.gold):
            words, _ = squash(self.document.plain.text[:0] + (event.get("evidence") or ""))
            words = sentences.plain(words).strip().lower()
            found = low.find(words)
            if found < 0 or not words:
                continue
            start, end = at[found], at[min(found + len(words), len(at)) - 1] + 1
            want = gold_rate(event)
            free = event.get("open_rate", False)
            for index, candidate in enumerate(self.candidates):
                if candidate.type != event["type"]:
                    continue
                row = self.document.rows[candidate.row]
                anchor = row.tokens[candidate.rate if candidate.rate >= 0 else candidate.anchor]
                if drafts.rate_key(self._rate(candidate)) != want and not (free and self._rate(candidate) is None):
                    continue
                if start <= anchor.start < end and out[index] < 0:
                    out[index] = number
            if number not in out:
                for index, candidate in enumerate(self.candidates):
                    sentence = self.document.rows[candidate.row].sentence
                    meets = sentence.start < end and start < sentence.end
                    if candidate.type == event["type"] and want is not None and candidate.rate < 0 and meets:
                        self.loose.setdefault(id(candidate), number)
                    if candidate.type == event["type"] and drafts.rate_key(self._rate(candidate)) == want and out[index] < 0 and meets:
                        out[index] = number
        return out

    def _take(self, tellings: dict[str, Any]) -> None:
        """Take in which phrases tell of which event; phrases that are no candidates are passed over."""
        places = {self._place(candidate): number for number, candidate in enumerate(self.candidates)}

        def numbers(key: str) -> list[tuple[int, list[int]]]:
            listed = (((kind, start, rate), events) for kind, start, rate, events in tellings.get(key, ()))
            return [(places[place], events) for place, events in listed if place in places]

        for number, _ in numbers("wrong"):
            self.aligned[number] = self.told[number] = -1
        for number, events in numbers("tells"):
            if self.told[number] < 0:
                rate = drafts.rate_key(self._rate(self.candidates[number]))
                self.told[number] = next((e for e in events if gold_rate(self.gold[e]) == rate), events[0])
        self.vague = {number for number, _ in numbers("refers")}
        self.forgotten = {number for number, _ in numbers("forgotten")}

    def _place(self, candidate: Candidate) -> tuple[str, int, int]:
        """A candidate by type and by where its phrase and its rate begin in the text (-1 for no rate)."""
        tokens = self.document.rows[candidate.row].tokens
        return candidate.type, tokens[candidate.anchor].start, tokens[candidate.rate].start if candidate.rate >= 0 else -1

    def _rate(self, candidate: Candidate) -> Any:
        return drafts.rate_of(self.document, mention_pass.Mention(candidate, 1.0))


def gold_rate(event: dict[str, Any]) -> tuple[Any, str] | None:
    """What the rate of a telling must be: the event's; for a measure that is lifted the rate that it had."""
    rate = event.get("prior_rate" if event.get("action") == "lift" and not event.get("rate") else "rate")
    if not rate or rate.get("value") is None:
        return None
    unit = rate.get("unit") or "percent"
    return round(Decimal(str(rate["value"])), 3), "percent" if unit == "percentage_point" else unit.lower()


def sides_of(event: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Acting and affected sides as the extractor decodes them: one set for what has no direction."""
    by, on = set(event.get("by") or ()), set(event.get("on") or ())
    return (by | on, set()) if event["type"] in SHARED else (by, on)


def fitness(event: dict[str, Any], by: tuple[str, ...], on: tuple[str, ...]) -> float:
    """How right a pair of sides is for an event: 1 where both are equal, little where they only overlap, else 0."""
    want_by, want_on = sides_of(event)
    got_by, got_on = set(by), set(on)
    if event["type"] in SHARED:
        return 1.0 if got_by == want_by else HALF if want_by & got_by else 0.0
    if got_by == want_by and (got_on == want_on or (not got_on and want_on == {"*"})):
        return 1.0
    overlap = (not want_by or want_by & got_by) and (not want_on - {"*"} or want_on & got_on)
    return HALF if overlap else 0.0


def silver(doc: Doc, mention: Any, target: int, loose: bool = False) -> int | None:
    """The gold event of a mention: the aligned one, else the only one of its type and rate whose sides agree; with `loose` a
    mention without a rate may tell of an event that has one."""
    if target >= 0:
        return target
    by, on = mention.choices[0].by, mention.choices[0].on
    key = drafts.rate_key(drafts.rate_of(doc.document, mention))
    fitting = []
    for number, event in enumerate(doc.gold):
        if event["type"] != mention.type or gold_rate(event) != key:
            continue
        want_by, want_on = sides_of(event)
        if set(by) == want_by and set(on) == want_on:
            fitting.append(number)
    if not fitting and loose and key is None:
        for number, event in enumerate(doc.gold):
            if event["type"] == mention.type and (set(by), set(on)) == sides_of(event):
                fitting.append(number)
    return fitting[0] if len(fitting) == 1 else None


def to_row(document: Document, item: Any) -> dict[str, Any]:
    claim = pipeline.to_claim(document, item)
    if claim is None:
        return {"type": None}
    return claim_row(claim)


def rate_row(rate: Rate | None) -> dict[str, Any] | None:
    return None if rate is None else {"value": float(rate.value), "unit": rate.unit}


def claim_row(claim: Any) -> dict[str, Any]:
    return {
        "type": str(claim.type),
        "by": list(claim.by),
        "on": list(claim.on),
        "action": claim.action and str(claim.action),
        "status": str(claim.status),
        "rate": rate_row(claim.rate),
        "prior_rate": rate_row(claim.prior_rate),
        "goods": list(claim.goods),
        "dates": {str(r): p.edtf for r, p in claim.dates.items()},
        "evidence": claim.evidence,
        "confidence": claim.confidence,
        "start": claim.start,
    }
