"""What the shell offers after Tab: countries, types, statuses, formats, event ids. Never an error, never a wait."""

from __future__ import annotations

import os
from collections.abc import Iterator

from tradewatch.model import EventType, Status

_FORMAT_NAMES = ("table", "json", "nl", "csv", "tsv", "markdown", "html")


def countries(incomplete: str) -> Iterator[tuple[str, str]]:
    """Codes and names that begin as typed."""
    from tradewatch.knowledge import load

    typed = incomplete.casefold()
    for code, jurisdiction in sorted(load().jurisdictions.items()):
        if code.casefold().startswith(typed):
            yield code, jurisdiction.name
        if jurisdiction.name.casefold().startswith(typed):
            yield jurisdiction.name, code


def types(incomplete: str) -> list[str]:
    """Event types."""
    return [kind.value for kind in EventType if kind.value.startswith(incomplete)]


def statuses(incomplete: str) -> list[str]:
    """Statuses."""
    return [status.value for status in Status if status.value.startswith(incomplete)]


def formats(incomplete: str) -> list[str]:
    """Names for --fmt."""
    return [name for name in _FORMAT_NAMES if name.startswith(incomplete)]


def event_ids(incomplete: str) -> list[str]:
    """Ids of events in the database that the environment names, as far as it opens."""
    from tradewatch.cli.session import default_database
    from tradewatch.errors import TradewatchError
    from tradewatch.store.query import event_ids as ids
    from tradewatch.store.schema import open_database

    try:
        with open_database(default_database(os.environ), read_only=True, wait=0.2) as store:
            return ids(store, incomplete)[:50]
    except TradewatchError:
        return []
