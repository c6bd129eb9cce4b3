"""Columns in the terms of other bodies: GTA intervention types with MAST chapters, and PLOVER event codes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tradewatch.model import Claim, EventType, Status
from tradewatch.views.formats import Json

Terms = Mapping[str, Any]
"""data/terms.toml as it stands."""

GTA_COLUMNS = ("gta_id", "gta_type", "mast")
PLOVER_COLUMNS = ("plover", "plover_mode", "plover_context")
_NOT_COUNTED = frozenset({Status.THREATENED, Status.PROPOSED, Status.REJECTED})


def gta_columns(claim: Claim, terms: Terms) -> Json:
    """GTA's intervention type and the MAST chapter; empty for what GTA leaves out: threats, drafts, anything that is no measure."""
    if not claim.type.is_measure or claim.status in _NOT_COUNTED:
        return dict.fromkeys(GTA_COLUMNS)
    row = next((row for row in terms["gta"] if row["type"] == claim.type and _speaks_of(claim, row.get("words", ()))), None)
    return {"gta_id": row["id"] if row else None, "gta_type": row["name"] if row else None, "mast": terms["mast"].get(claim.type.value)}


def plover_columns(claim: Claim, terms: Terms) -> Json:
    """PLOVER's event, mode and context; every trade-policy event has the context `economic`."""
    row = next((row for row in terms["plover"] if _fits(claim, row)), None)
    return {
        "plover": row["event"] if row else None,
        "plover_mode": row["mode"] or None if row else None,
        "plover_context": "economic" if row else None,
    }


def _fits(claim: Claim, row: Mapping[str, Any]) -> bool:
    kinds = [kind for kind in EventType if kind.is_measure] if row["type"] == "measure" else [row["type"]]
    if claim.type not in kinds:
        return False
    if "status" in row and claim.status not in row["status"]:
        return False
    return "action" not in row or claim.action in row["action"]


def _speaks_of(claim: Claim, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = " ".join((claim.evidence, claim.instrument or "", *claim.goods)).casefold()
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in words)
