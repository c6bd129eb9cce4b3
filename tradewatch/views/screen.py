"""What a view may know of the place it is drawn on, and the console for it.

A terminal gives width, colour and links; a pipe or a file gives an endless width, no colour and no links, so that nothing is cut and the
bytes never depend on who is looking. Views branch on `Screen`, never on the environment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TextIO

from rich.console import Console

from tradewatch.views.look import Look

ENDLESS = 100_000
"""Columns of a pipe or a file: more than any row needs."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Width in columns (None: endless), whether links and colour work, whether only ASCII can be written, what today is, names of codes."""

    names: Callable[[str], str]
    today: date
    width: int | None = None
    color: bool = False
    links: bool = False
    ascii: bool = False

    @property
    def narrow(self) -> bool:
        """Under 100 columns: codes for names, and two lines a row."""
        return self.width is not None and self.width < 100

    @property
    def look(self) -> Look:
        """Glyphs for what the stream can write."""
        return Look(self.ascii)

    def link(self, url: str | None) -> str | None:
        """The URL where it may be a link here: links work and it is http or https without a control character."""
        if not self.links or not url or not url.lower().startswith(("http://", "https://")):
            return None
        return url if url.isascii() and url.isprintable() and " " not in url else None


def console_for(out: TextIO, screen: Screen) -> Console:
    """A console that reads no markup, highlights nothing, and is as wide as the screen says."""
    return Console(
        file=out,
        width=screen.width or ENDLESS,
        height=100,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
        force_terminal=screen.color,
        color_system="standard" if screen.color else None,
        no_color=not screen.color,
        legacy_windows=False,
        safe_box=screen.ascii,
    )
