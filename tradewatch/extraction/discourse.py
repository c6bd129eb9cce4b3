"""Dates that the sentence leaves open, from the sentences around it: each is weighed for each mention."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from tradewatch.dates import shift
from tradewatch.model import Grain, Period

from .codes import ident
from .decide import Model
from .hashing import Array, Batch, Templates, pack
from .mentions import Mention, top
from .phrases import Document
from .sheet import direction

_FAR = Templates(
    "g=far, tg=kind near, w=when, tw=kind when, c=cue, cw=cue when, gr=grain when, par=paragraph gap",
    "sh=shared same, same=same near, st=status when, dated=dated, dateds=dated same shared, title=title, lead=lead when",
    *(f"v=verb{place} when" for place in range(6)),
    "cls=cls when, nd=dates, rated=rated rates",
)
_OF_DATE = ("there", "paragraph", "when", "cue", "grain", "title", "lead", "dates", "rates", *(f"verb{place}" for place in range(6)))
_OF_MENTION = ("here", "own", "kind", "status", "dated", "cls", "rated")

# how likely a date of another sentence must be in a role to be weighed
FAR = 0.2
# a longer time than this, in days, is no one meeting's
_LONGEST = 14
# words that say of a told day that it is a meeting's first, or its last
_FROM = frozenset({"from", "starting"})
_FIRST_DAY = frozenset(
    [
        "start",
        "starts",
        "started",
        "starting",
        "begin",
        "begins",
        "began",
        "beginning",
        "open",
        "opens",
        "opened",
        "kick",
        "kicks",
        "kicked",
        "arrive",
        "arrives",
        "arrived",
    ]
)
_LAST_DAY = frozenset(
    [
        "end",
        "ends",
        "ended",
        "ending",
        "conclude",
        "concludes",
        "concluded",
        "wrap",
        "wraps",
        "wrapped",
        "finish",
        "finishes",
        "finished",
        "close",
        "closed",
    ]
)


def far_date_features(document: Document, pairs: Sequence[tuple[Mention, int]]) -> Batch:
    """Features of dates of other sentences as the mentions' dates."""
    mentions = {id(mention): mention for mention, _ in pairs}
    dates = list(dict.fromkeys(number for _, number in pairs))
    place_of, date_at = {key: place for place, key in enumerate(mentions)}, {number: place for place, number in enumerate(dates)}
    asks = np.array([place_of[id(mention)] for mention, _ in pairs], dtype=np.intp)
    date = np.array([date_at[number] for _, number in pairs], dtype=np.intp)
    said = np.array([_date_columns(document, number) for number in dates]).reshape(-1, len(_OF_DATE)).T[:, date]
    told = np.array([_mention_columns(document, m) for m in mentions.values()]).reshape(-1, len(_OF_MENTION)).T[:, asks]
    columns = dict(zip(_OF_DATE, said, strict=True)) | dict(zip(_OF_MENTION, told, strict=True))
    # who is named and which types of events in the sentence of each date; whom a mention knows, and its type
    rows = [document.rows[document.date_rows[number]] for number in dates]
    named = [{form.code for p in row.parties if (form := row.tokens[p].form) is not None} for row in rows]
    kinds = [{kind for index in row.triggers for kind, _ in row.tokens[index].triggers} for row in rows]
    known = [{code for side in (m.by_filled, m.on_filled) for code, p in side.items() if p > 0.5} for m in mentions.values()]
    shared = (_table(known, named)[:, asks] & _table(named, named)[:, date]).sum(axis=0)
    same = (_table([{m.type} for m in mentions.values()], kinds)[:, asks] & _table(kinds, kinds)[:, date]).any(axis=0)
    gap = columns["there"] - columns["here"]
    columns |= {
        "gap": 1000 + gap,
        "far": 10 + np.maximum(np.minimum(gap, 4), -4),
        "near": 10 + np.maximum(np.minimum(gap, 3), -3),
        "paragraph": 1 + (columns["paragraph"] == columns["own"]),
        "shared": 1 + np.minimum(shared, 2),
        "same": 1 + same,
    }
    return pack([_FAR.buckets(columns, len(pairs)).T])


def _table(items: Sequence[set[str]], among: Sequence[set[str]]) -> Array:
    """Which words, of all that stand in `among`, each item holds: a column each."""
    words = sorted(set().union(*among))
    return np.array([[word in item for item in items] for word in words], dtype=bool).reshape(len(words), len(items))


def _date_columns(document: Document, number: int) -> tuple[int, ...]:
    date = document.dates[number]
    row = document.rows[document.date_rows[number]]
    verbs = [ident(name) for name in sorted({row.tokens[v].verbs[0][0] for v in row.verbs})[:6]]
    return (
        document.date_rows[number],
        row.sentence.paragraph,
        ident(direction(date.period.first, date.period.last, document.published)),
        ident(str(date.cue)),
        ident(str(date.grain)),
        1 + row.sentence.title,
        1 + (row.sentence.paragraph <= 2),
        1 + min(len(row.dates), 3),
        1 + (len(row.rates) > 0),
        *verbs,
        *[0] * (6 - len(verbs)),
    )


def _mention_columns(document: Document, mention: Mention) -> tuple[int, ...]:
    status = max(mention.status, key=mention.status.__getitem__) if mention.status else "none"
    candidate = mention.candidate
    row = document.rows[candidate.row]
    return (
        candidate.row,
        row.sentence.paragraph,
        ident(candidate.type),
        ident(status),
        1 + bool(row.dates),
        ident(candidate.cls),
        1 + (candidate.rate >= 0),
    )


def near_dates(document: Document, mention: Mention) -> list[int]:
    """Dates of the sentences around a mention that may belong to it."""
    here = mention.candidate.row
    out = []
    for number, row in document.date_rows.items():
        if row != here and (-3 <= row - here <= 2 or (document.rows[row].sentence.paragraph <= 2 and here - row <= 8)):
            out.append(number)
    return out


def fill_dates(document: Document, mentions: Sequence[Mention], models: dict[str, Model]) -> None:
    """Weigh dates of sentences nearby; a date of the own sentence keeps its advantage in the joining."""
    model = models.get("far_date")
    if model is None:
        return
    near: dict[int, list[int]] = {}
    pairs: list[tuple[Mention, int]] = []
    for mention in mentions:
        here = mention.candidate.row
        if here not in near:
            near[here] = near_dates(document, mention)
        pairs += [(mention, number) for number in near[here]]
    if not pairs:
        return
    labels = [(place, label) for place, label in enumerate(model.labels) if label != "none"]
    for (mention, number), p in zip(pairs, model.scores(far_date_features(document, pairs)).tolist(), strict=True):
        for place, label in labels:
            if p[place] > FAR:
                mention.dates.setdefault(label, {})[number] = p[place] * 0.999


def end_by_duration(document: Document, mention: Mention, start: Period) -> Period | None:
    """When a measure that starts then ends, where its own sentence says how long it runs: "for 90 days", "a 90-day pause"."""
    sentence = document.rows[mention.candidate.row].sentence
    for duration in document.durations:
        if sentence.start <= duration.start < sentence.end and (duration.cue == "for" or duration.adjective):
            return shift(start, duration)
    return None


def days_by_duration(document: Document, mention: Mention, number: int) -> Period | None:
    """All days of a meeting of which one day is told (date `number`), where its own sentence says how many there are and whether the
    told one is the first or the last: "opens three days of talks on Monday", "ended a two-day visit on Friday"; of talks to come the
    first is told. None where that is not said."""
    day, row = document.dates[number], document.rows[mention.candidate.row]
    start, sentence = day.period.start, row.sentence
    if start is None or start != day.period.end or document.date_rows.get(number) != mention.candidate.row:
        return None
    verbs = {row.tokens[index].low for index in row.verbs}
    last = not verbs.isdisjoint(_LAST_DAY)
    first = day.cue in _FROM or not verbs.isdisjoint(_FIRST_DAY) or (not last and top(mention.status) == "planned")
    if first == last:
        return None
    for duration in document.durations:
        if sentence.start <= duration.start < sentence.end and (duration.adjective or _counts_meeting(document, duration.end)):
            days = duration.number * {"day": 1, "week": 7}.get(duration.unit, 0)
            if 1 < days <= _LONGEST:
                rest = timedelta(days=days - 1)
                return Period(start if first else start - rest, start + rest if first else start, Grain.INTERVAL)
    return None


def _counts_meeting(document: Document, end: int) -> bool:
    """Whether a length of time is that of what follows it: "two days of talks"."""
    return document.plain.text.startswith(" of ", end)
