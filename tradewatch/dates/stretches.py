"""Days told one after the other as what they are together: talks "on Thursday and Friday" last two days, "in July or August" is either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .symbols import DateMention


def join_neighbours(text: str, mentions: Sequence[DateMention]) -> list[DateMention]:
    """The mentions of a text, neighbours of one `group` as one mention with the whole stretch as its value; in order, as they came."""
    out: list[DateMention] = []
    open_until = None
    for mention in mentions:
        if mention.group is None or mention.group.start is None:
            out.append(mention)
            open_until = None
        elif open_until is not None and mention.period.start is not None and mention.period.start > open_until:
            first = out[-1]
            stretch = replace(mention.group, start=first.period.start)
            out[-1] = replace(
                first, end=mention.end, text=text[first.start : mention.end], value=stretch.edtf, grain=str(stretch.grain), period=stretch,
                why=f"{first.why}, with the neighbour in the list", group=None,
            )  # fmt: skip
            open_until = mention.period.end
        else:
            out.append(mention)
            open_until = mention.period.end
    return out
