"""The word before a date that tells its use: "from", "until", "by", "effective" …, under one name each."""

from __future__ import annotations

from .tokens import BREAK, Tokens
from .words import Words, same

_WEAK = frozenset({"on", "in", "at", "of", "for", "around", "to", "and", "or", "during"})
_CLOCK_REACH = 14  # "effective at 12:01 a.m. Eastern Time on": tokens between a strong cue and the date


def read_cue(tokens: Tokens, words: Words, first: int) -> str | None:
    """The canonical cue of the expression that starts at token `first`."""
    at = first - 1
    floor = tokens.sentence[first] if first < len(tokens) else 0
    if tokens.at(at) == "the":
        at -= 1
    if (
        tokens.at(at) in ("about", "around", "approximately", "roughly", "early", "late", "just")
        and at > floor
        and tokens.at(at - 1) in words.cues
    ):
        at -= 1
    cue = _ending_at(tokens, words, at, floor)
    if cue is not None and cue not in _WEAK:
        return cue
    strong = _over_clock(tokens, words, at, floor)
    return strong or cue


def _ending_at(tokens: Tokens, words: Words, at: int, floor: int) -> str | None:
    if at < floor:
        return None
    low = tokens.low
    for form, name in words.cues.get(low[at], ()):
        start = at - len(form) + 1
        if start < floor:
            continue
        for index, word in enumerate(form, start):
            if not same(low[index], word):
                break
        else:
            return name
    return None


def _over_clock(tokens: Tokens, words: Words, at: int, floor: int) -> str | None:
    """A strong cue beyond a time of day: "effective 12:01 a.m. on Aug. 7", "from midnight on Sunday"."""
    clock = False
    for index in range(at, max(floor, at - _CLOCK_REACH) - 1, -1):
        word = tokens.low[index]
        if word == BREAK:
            return None
        if (
            word in words.times
            or word in words.zones
            or (word[0].isdigit() and (len(word) <= 2 or tokens.at(index + 1) in words.zones))
            or word in (":", "a.m.", "p.m.", "am", "pm", ".", "o'clock")
        ):
            clock = True
            continue
        if word in ("(", ")") or (word in ("at", "on", "the", "of") and (clock or index == at)):
            continue
        cue = _ending_at(tokens, words, index, floor)
        return cue if cue is not None and cue not in _WEAK else None
    return None
