"""How a text was read, pass by pass: what `tradewatch explain` prints."""

from __future__ import annotations

from dataclasses import dataclass

from tradewatch.knowledge import Knowledge
from tradewatch.model import Article

from .drafts import rate_of
from .lexicon import build
from .mentions import Mention, top
from .phrases import Document, gate
from .pipeline import NOTHING, Reading, models, read, threshold, to_claim


@dataclass(frozen=True, slots=True)
class Section:
    """One pass: its name, column names and rows of plain strings."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All passes in order; `sections` is empty but for the gate where no trigger stands in the text."""

    sections: tuple[Section, ...]


def explain(article: Article, knowledge: Knowledge) -> Explanation:
    """Run the passes and tell what each saw: gate, spans, dates, mentions with their slots, claims and what was rejected."""
    if not gate(build(knowledge), f"{article.title}\n{article.text}"):
        return Explanation((Section("gate", ("verdict",), (("no trigger phrase in the text: nothing to read",),)),))
    reading = read(article, knowledge, models(knowledge))
    document = reading.document
    return Explanation(
        (
            Section("gate", ("verdict",), (("a trigger phrase stands in the text",),)),
            _spans(document),
            _dates(document),
            Section(
                "mentions",
                ("sentence", "type", "words", "rate", "by", "on", "together", "status", "action", "keep"),
                tuple(_mention(document, m) for m in reading.mentions),
            ),
            _claims(reading),
        )
    )


def _spans(document: Document) -> Section:
    rows = []
    for number, row in enumerate(document.rows):
        for token in row.tokens:
            what = ""
            if token.form is not None:
                what = f"{token.form.kind} {token.form.code}"
            elif token.kind == "R":
                span = document.rates[number][token.rate]
                what = (
                    f"rate {span.value} {span.unit}"
                    + (f", {span.role}" if span.role != "rate" else "")
                    + (f", doubtful: {span.odd}" if span.odd else "")
                )
            elif token.triggers:
                what = "trigger " + ", ".join(f"{kind}.{cls}" for kind, cls in token.triggers)
            elif token.goods:
                what = "goods"
            elif token.follows:
                what = "may follow on " + ", ".join(kind for kind, _ in token.follows)
            if what:
                rows.append((str(number), document.plain.text[token.start : token.end], what))
    return Section("spans", ("sentence", "words", "read as"), tuple(rows))


def _dates(document: Document) -> Section:
    rows = [
        (str(document.date_rows.get(n, "")), d.text, d.value, str(d.grain), d.cue or "", str(d.why)) for n, d in enumerate(document.dates)
    ]
    return Section("dates", ("sentence", "words", "value", "grain", "cue", "why"), tuple(rows))


def _weights(weights: dict[str, float]) -> str:
    return " ".join(f"{code} {p:.2f}" for code, p in sorted(weights.items(), key=lambda item: -item[1])[:3] if p >= 0.1)


def _together(mention: Mention) -> str:
    """The likeliest pairs of acting and affected sides."""
    return "; ".join(f"{','.join(c.by) or '-'} > {','.join(c.on) or '-'} {c.p:.2f}" for c in mention.choices[:2] if c.p >= 0.1)


def _mention(document: Document, mention: Mention) -> tuple[str, ...]:
    candidate = mention.candidate
    token = document.rows[candidate.row].tokens[candidate.anchor]
    rate = rate_of(document, mention)
    return (
        str(candidate.row),
        mention.type,
        document.plain.text[token.start : token.end],
        f"{rate.value} {rate.unit}" if rate else "",
        _weights(mention.by_filled),
        _weights(mention.on_filled),
        _together(mention),
        top(mention.status),
        top(mention.action),
        f"{mention.keep:.2f}",
    )


def _claims(reading: Reading) -> Section:
    rows = []
    for item in sorted(reading.drafts, key=lambda d: -d.keep):
        claim = to_claim(reading.document, item)
        if claim is None:
            verdict = "rejected: no jurisdiction can be named"
        elif item.keep < NOTHING:
            verdict = "rejected: too unlikely"
        else:
            verdict = "latent" if item.keep < threshold(reading.document) else "claim"
        rows.append(
            (
                verdict,
                f"{item.keep:.2f}",
                item.type,
                ",".join(item.by),
                ",".join(item.on),
                f"{item.rate.value} {item.rate.unit}" if item.rate else "",
                str(len(item.mentions)),
            )
        )
    return Section("claims", ("verdict", "confidence", "type", "by", "on", "rate", "mentions"), tuple(rows))
