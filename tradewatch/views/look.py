"""Glyphs and colours: one pair of shapes a type, solid for law and fact, hollow for threats, proposals and plans.

Only the sixteen ANSI colours by name, and dim and bold: readable on light and on dark backgrounds. Shapes are of one column in every font;
where the stream takes ASCII only, letters stand for them, upper case solid, lower case hollow.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradewatch.model import Claim, EventType
from tradewatch.views.words import UNDECIDED, say_type

_SHAPES: dict[EventType, tuple[str, str, str, str]] = {
    EventType.TARIFF: ("▲", "△", "T", "red"),
    EventType.TRADE_REMEDY: ("◆", "◇", "R", "red"),
    EventType.IMPORT_RESTRICTION: ("◀", "◁", "I", "yellow"),
    EventType.EXPORT_CONTROL: ("▶", "▷", "X", "yellow"),
    EventType.PORT_FEE: ("▼", "▽", "P", "blue"),
    EventType.SANCTION: ("■", "□", "S", "magenta"),
    EventType.INVESTIGATION: ("◉", "◎", "V", "cyan"),
    EventType.DISPUTE: ("▰", "▱", "D", "cyan"),
    EventType.AGREEMENT: ("★", "☆", "A", "green"),
    EventType.COMMITMENT: ("✦", "✧", "C", "green"),
    EventType.MEETING: ("●", "○", "M", "cyan"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """The glyphs for a stream; `ascii` where it can write nothing else."""

    ascii: bool = False

    def glyph(self, claim: Claim) -> str:
        """The type's shape, hollow while nothing is decided."""
        return self.shape(claim.type, solid=claim.status not in UNDECIDED)

    def shape(self, kind: EventType, *, solid: bool = True) -> str:
        """The shape of a type."""
        full, hollow, letter, _ = _SHAPES[kind]
        if self.ascii:
            return letter if solid else letter.lower()
        return full if solid else hollow

    def style(self, claim: Claim) -> str:
        """Colour of the type; dim what was rejected or is over."""
        return _SHAPES[claim.type][3]

    @property
    def arrow(self) -> str:
        """From the acting to the affected side."""
        return "->" if self.ascii else "→"

    @property
    def rule(self) -> str:
        """A stroke for lines across."""
        return "-" if self.ascii else "─"

    def legend(self, kinds: list[EventType], width: int | None = None) -> str:
        """Each given type's solid shape with its name, then what hollow means, on a line of its own where `width` is short of both."""
        shown = "  ".join(f"{self.shape(kind)} {say_type(kind)}" for kind in _SHAPES if kind in kinds)
        hollow = self.shape(EventType.TARIFF, solid=False)
        told = f"({hollow} hollow: threatened, proposed, planned or dropped)"
        gap = "\n" if width is not None and len(shown) + len(told) + 2 > width else "  "
        return f"{shown}{gap}{told}" if shown else ""
