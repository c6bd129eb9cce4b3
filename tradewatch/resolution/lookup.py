"""Finding an event by the id that a person remembers."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from tradewatch.errors import UsageError
from tradewatch.model import Event
from tradewatch.resolution.join import id_of

LEAST = 4
"""The fewest letters of an id that are looked up."""


def find(events: Iterable[Event], wanted: str) -> Event:
    """The event with an id, with an id that begins so, or that once had it.

    An id is given by the claim told first, so an older article that comes in later may change it; each claim still answers to the id
    that it would give. Raises UsageError with the nearest ids.
    """
    everything = list(events)
    text = wanted.strip().lower()
    if not text:
        raise UsageError("an empty id names no event; 'tradewatch timeline' shows ids in its last column")
    exact = [event for event in everything if event.id == text]
    begun = [event for event in everything if len(text) >= LEAST and event.id.startswith(text)]
    found = exact or begun or [event for event in everything if any(id_of(sourced) == text for sourced in event.told)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{wanted}: begins the ids of {len(found)} events; write more of it ({', '.join(event.id for event in found[:5])})"
        )
    if len(text) < LEAST and any(event.id.startswith(text) for event in everything):
        raise UsageError(f"{wanted}: is too short for an id; write at least {LEAST} letters of it")
    near = get_close_matches(text, [event.id for event in everything], n=3, cutoff=0.4)
    hint = f"did you mean {', '.join(near)}?" if near else "'tradewatch timeline' shows ids in its last column"
    raise UsageError(f"{wanted}: no such event; {hint}")
