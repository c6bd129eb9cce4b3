"""Dates that the sentence leaves open, from the sentences around it: each is weighed for each mention."""

from __future__ import annotations

from collections.abc import Sequence

from tradewatch.dates import shift
from tradewatch.model import Period

from .decide import Model, buckets
from .frames import direction
from .mentions import Mention
from .phrases import Document


def far_date_features(document: Document, mention: Mention, number: int) -> list[str]:
    """Features of a date of another sentence as the mention's date."""
    here, there = mention.candidate.row, document.date_rows[number]
    kind = mention.type
    date = document.dates[number]
    row = document.rows[there]
    gap = there - here
    when = direction(date.period.first, date.period.last, document.published)
    paragraph = row.sentence.paragraph == document.rows[here].sentence.paragraph
    own = {c for c, p in mention.by_filled.items() if p > 0.5} | {c for c, p in mention.on_filled.items() if p > 0.5}
    codes = {row.tokens[p].form.code for p in row.parties}  # type: ignore[union-attr]
    shared = min(len(own & codes), 2)
    same = any(kind == k for index in row.triggers for k, _ in row.tokens[index].triggers)
    verbs = sorted({row.tokens[v].verbs[0][0] for v in row.verbs})
    status = max(mention.status, key=mention.status.__getitem__) if mention.status else "none"
    dated = bool(document.rows[here].dates)
    out = [
        f"g={max(-4, min(4, gap))}",
        f"tg={kind}:{max(-3, min(3, gap))}",
        f"w={when}",
        f"tw={kind}:{when}",
        f"c={date.cue}",
        f"cw={date.cue}:{when}",
        f"gr={date.grain}:{when}",
        f"par={paragraph}:{gap}",
    ]
    out += [
        f"sh={shared}:{same}",
        f"same={same}:{max(-3, min(3, gap))}",
        f"st={status}:{when}",
        f"dated={dated}",
        f"dated={dated}:{same}:{shared}",
        f"title={row.sentence.title}",
        f"lead={row.sentence.paragraph <= 2}:{when}",
    ]
    out += [f"v={v}:{when}" for v in verbs[:6]] + [f"cls={mention.candidate.cls}:{when}", f"nd={min(len(row.dates), 3)}"]
    out.append(f"rated={mention.candidate.rate >= 0}:{len(row.rates) > 0}")
    return out


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
    items: list[list[int]] = []
    owners: list[tuple[Mention, int]] = []
    for mention in mentions:
        for number in near_dates(document, mention):
            items.append(buckets(far_date_features(document, mention, number)))
            owners.append((mention, number))
    for (mention, number), p in zip(owners, model.scores(items), strict=True):
        for label, value in zip(model.labels, p, strict=True):
            if label != "none" and value > 0.2:
                mention.dates.setdefault(label, {})[number] = float(value) * 0.999


def end_by_duration(document: Document, mention: Mention, start: Period) -> Period | None:
    """When a measure that starts then ends, where its own sentence says how long it runs: "for 90 days", "a 90-day pause"."""
    sentence = document.rows[mention.candidate.row].sentence
    for duration in document.durations:
        if sentence.start <= duration.start < sentence.end and (duration.cue == "for" or duration.adjective):
            return shift(start, duration)
    return None
