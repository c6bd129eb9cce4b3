"""Slots that words of the sentence give as they stand: the place of a meeting, named firms, the named law or programme."""

from __future__ import annotations

import re

from tradewatch.model import MEASURE_TYPES

from .drafts import Draft
from .phrases import Document

_PLACE = re.compile(r"\b(?:in|at|to)\s(?:the\s)?((?:[A-Z][\w.'-]{1,20})(?:\s(?:[A-Z][\w.'-]{1,20}|de|of|la)){0,3})")
_INSTRUMENT = re.compile(
    r"\b(Section\s\d{3}|Executive Order(?:\s\d{4,6})?|International Emergency Economic Powers Act|IEEPA|Trade Act of \d{4}"
    r"|Trade Expansion Act|USMCA|NAFTA|Entity List"
    r"|unreliable entit(?:y|ies) list|Liberation Day|[Pp]hase [Oo]ne|[Pp]hase [Tt]wo|List 4[AB]?|List [1-4]|WTO|GATT|CPTPP|RCEP|JCPOA"
    r"|Carbon Border Adjustment Mechanism|CBAM"
    r"|Jones Act|Export Administration Regulations|Foreign Direct Product Rule|reciprocal tariffs?|Generalized System of Preferences"
    r"|GSP|Anti-Foreign Sanctions Law)"
)

_AGREEMENT = re.compile(r"USMCA|NAFTA|[Pp]hase [Oo]ne|[Pp]hase [Tt]wo|WTO|GATT|CPTPP|RCEP|JCPOA")
# characters between a meeting and its place: at most, and what a place of another clause counts more
_FAR, _OTHER_CLAUSE = 200, 80
_NOUNS = ("tariff", "tariffs")
_PEOPLE = ("official", "demonym")


def find_place(document: Document, item: Draft) -> str | None:
    """Where a meeting is or was: the capitalised phrase after "in" or "at" nearest the trigger, in its clause first; no month or person."""
    for mention in item.mentions:
        row = document.rows[mention.candidate.row]
        anchor = row.tokens[mention.candidate.anchor]
        clause = row.clauses[mention.candidate.anchor]
        best, cost = None, _FAR
        for match in _PLACE.finditer(document.plain.text, row.sentence.start, row.sentence.end):
            here = next((n for n, token in enumerate(row.tokens) if token.start <= match.start(1) < token.end), -1)
            token = row.tokens[here] if here >= 0 else None
            if token and (token.kind == "D" or (token.form is not None and token.form.kind in _PEOPLE)):
                continue
            if match[1].endswith("'s"):
                continue
            gap = abs(match.start() - anchor.end)
            if token and row.clauses[here] != clause:
                gap += _OTHER_CLAUSE
            if gap < cost:
                best, cost = match[1], gap
        if best:
            return best.rstrip(".'")
    return None


def find_entities(document: Document, item: Draft) -> tuple[str, ...]:
    """Firms named in the sentence of a measure against firms."""
    if item.type not in ("sanction", "export_control", "import_restriction", "investigation"):
        return ()
    row = document.rows[item.mentions[0].candidate.row]
    named = (row.tokens[number] for number in row.parties)
    return tuple(dict.fromkeys(document.plain.text[t.start : t.end] for t in named if t.form is not None and t.form.kind == "firm"))


def find_instrument(document: Document, item: Draft) -> str | None:
    """The named law, programme, list or agreement of the sentence. No measure rests on a pact that its sentence names beside it, and a name
    that is itself a measure's noun, as "reciprocal tariffs", is that measure's alone."""
    for mention in item.mentions:
        row = document.rows[mention.candidate.row]
        named = row.tokens[mention.candidate.trigger] if mention.candidate.trigger >= 0 else None
        for match in _INSTRUMENT.finditer(document.plain.text, row.sentence.start, row.sentence.end):
            if _AGREEMENT.fullmatch(match[1]) and item.type in MEASURE_TYPES:
                continue
            nouns = [token for token in row.tokens if token.triggers and match.start() < token.end <= match.end()]
            nouns = [token for token in nouns if token.low.endswith(_NOUNS)]
            if not nouns or named in nouns:
                return match[1]
    return None
