"""Candidates: each trigger phrase, with the rate that belongs to it, under each event type that it may name.

Proposing is generous here and costs nothing in truth: a candidate keeps what it saw, and `decide` drops most of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tradewatch.dates import DateMention, Duration, find_dates, find_durations, join_neighbours
from tradewatch.knowledge import Knowledge
from tradewatch.model import Article

from .beside import is_moved, is_on_exports, is_on_ships
from .columns import column_rates
from .lexicon import FOLLOWING, Lexicon, build, fold, scan
from .rates import RateSpan, find_hints, find_rates
from .sentences import Plain, split
from .tokens import Row, tokenize
from .topic import DUTY_LIKE, REMEDY, Named, rated_anywhere, topic_of

# types whose measures carry a rate, in the order in which a rate looks for its measure
_RATED = ("port_fee", "trade_remedy", "tariff", "export_control", "import_restriction")
_FREE = ("duty-free", "duty free", "tariff-free", "tariff free", "zero", "no tariff", "no dut", "without", "free of", "at zero", "to zero")
_FREED = frozenset({"free", "freed", "nil"})
# trigger classes too common to stand alone: they count only beside a rate, or with a stronger word of their type in the sentence or near
_WEAK = frozenset({"tax", "fee", "remedy_duty", "license", "finding", "purchases", "sale", "amount"}) | FOLLOWING
_FOLLOWS = 5  # sentences: how far a word of class "follow" ("listed", "exempt") looks back for a stronger word of its type
_BESIDE = 5  # tokens: so far before a rate stands what says of which kind it is
_REACH = 14  # tokens: so far behind its noun a rate stands in one clause
_AT_PLACES = frozenset({"in", "to", "at"})
_HEAD = 800  # characters: where the gate looks first


@dataclass(slots=True)
class Document:
    """An article as the passes see it; rows only for sentences that hold a trigger, a rate or a party."""

    article: Article
    knowledge: Knowledge
    plain: Plain
    rows: list[Row]
    rates: list[list[RateSpan]]
    dates: list[DateMention]
    date_rows: dict[int, int] = field(default_factory=dict)
    topic: str = ""
    lengths: list[Duration] | None = None

    @property
    def published(self) -> date | None:
        """The day from which relative dates count."""
        return self.article.published

    @property
    def durations(self) -> list[Duration]:
        """Lengths of time of the text, read when first asked for: few articles have a use for them."""
        if self.lengths is None:
            self.lengths = find_durations(self.plain.text)
        return self.lengths


class Before(NamedTuple):
    """What a document tells before a candidate, and where in it the candidate stands, as levels: candidates of its type; those of its
    phrase; whether the headline names its type; the quarter of the text; how many sentences back its type was named last."""

    nth: int = 1
    seen: int = 1
    titled: int = 1
    late: int = 1
    back: int = 4


_START = Before()


@dataclass(slots=True)
class Candidate:
    """One possible event mention. `trigger` and `rate` are token numbers in `row` (-1 for none); `anchor` is the token that slots
    are read from; `apart` tells that the rate is not its trigger's first; `before` says what the document told until there."""

    type: str
    cls: str
    row: int
    trigger: int
    rate: int = -1
    free: bool = False
    apart: bool = False
    before: Before = _START

    @property
    def anchor(self) -> int:
        """The trigger; the rate where there is no trigger or where another rate stands nearer ("tariffs of 25% on A and 10% on B")."""
        return self.rate if self.trigger < 0 or self.apart else self.trigger


def gate(lexicon: Lexicon, text: str) -> bool:
    """Whether any trigger phrase stands in the text: most texts in the world stop here."""
    # most texts that have one have it early: what is found there counts where no phrase could reach over the cut
    if len(text) > _HEAD and _names_trigger(lexicon, text[:_HEAD], _HEAD - lexicon.reach):
        return True
    return _names_trigger(lexicon, text, len(text))


def _names_trigger(lexicon: Lexicon, text: str, last: int) -> bool:
    folded = " " + fold(text) + " "
    found = lexicon.gate.find_matches_as_indexes(folded)
    return any(not folded[end].isalnum() for _number, start, end in found if start <= last)


def prepare(article: Article, knowledge: Knowledge) -> Document:
    """Sentences, spans and token rows of an article."""
    lexicon = build(knowledge)
    plain = split(article)
    hits = scan(lexicon, plain.text)
    dates = join_neighbours(plain.text, find_dates(plain.text, article.published))
    hints = find_hints(plain.text, knowledge)
    columns = column_rates(plain.text)
    rows: list[Row] = []
    rates: list[list[RateSpan]] = []
    document = Document(article, knowledge, plain, rows, rates, dates)
    h = d = 0
    for sentence in plain.sentences:
        while h < len(hits) and hits[h].start < sentence.start:
            h += 1
        first = h
        while h < len(hits) and hits[h].end <= sentence.end:
            h += 1
        while d < len(dates) and dates[d].start < sentence.start:
            d += 1
        day = d
        while d < len(dates) and dates[d].end <= sentence.end:
            document.date_rows[d] = len(rows)
            d += 1
        found = find_rates(plain.text, sentence.start, sentence.end, knowledge, hints)
        if columns and not found:
            found = [span for span in columns if sentence.start <= span.start < sentence.end]
        row = tokenize(plain.text, sentence, hits[first:h], found, [(n, dates[n]) for n in range(day, d)], article.published)
        rows.append(row)
        rates.append(found)
    return document


def propose(document: Document) -> list[Candidate]:
    """All candidates of a document, in text order."""
    out: list[Candidate] = []
    document.topic = topic_of(document)
    # the row in which each rated type was last named: rates in lists and later sentences have their measure there
    named: dict[str, int] = {}
    # the row in which each type last had a word that stands alone
    told: dict[str, int] = {}
    anywhere = rated_anywhere(document)
    for number, row in enumerate(document.rows):
        listed = len(row.tokens) <= 14
        near = [kind for kind in _RATED if kind in named and number - named[kind] <= (12 if listed else 5)]
        recent = [kind for kind, last in told.items() if number - last <= _FOLLOWS]
        here = _row_candidates(document, number, row, near, recent, anywhere)
        out += here
        for candidate in here:
            if candidate.trigger >= 0 and candidate.cls not in _WEAK:
                told[candidate.type] = number
            if candidate.cls in DUTY_LIKE and (candidate.trigger >= 0 or listed):
                named[candidate.type] = number
    _look_back(document, out)
    return out


def _look_back(document: Document, candidates: list[Candidate]) -> None:
    """Note for each candidate what was told before it."""
    titled = {c.type for c in candidates if document.rows[c.row].sentence.title}
    end = max(1, len(document.rows) - 1)
    kinds: dict[str, int] = {}
    phrases: dict[tuple[str, str], int] = {}
    last: dict[str, int] = {}
    for c in candidates:
        phrase = c.type, document.rows[c.row].tokens[c.trigger if c.trigger >= 0 else c.anchor].low
        nth, seen = kinds.get(c.type, 0), phrases.get(phrase, 0)
        kinds[c.type], phrases[phrase] = nth + 1, seen + 1
        back = min(c.row - last.get(c.type, -3), 3)
        last[c.type] = c.row
        c.before = Before(1 + min(nth, 3) + (nth > 6), 1 + min(seen, 2), 1 + (c.type in titled), 1 + 4 * c.row // end, 1 + back)


def _row_candidates(document: Document, number: int, row: Row, near: list[str], recent: list[str], anywhere: Named) -> list[Candidate]:
    tokens = row.tokens
    if not row.triggers and not row.rates and not row.follows:
        return _at_place(document, number, row)
    by_type: dict[str, list[tuple[int, str]]] = {}
    for index in row.triggers:
        for kind, cls in tokens[index].triggers:
            by_type.setdefault(kind, []).append((index, cls))
    for index, _ in by_type.get("tariff", ()):
        if is_on_exports(row, index):
            by_type.setdefault("export_control", []).append((index, "export_tax"))
    if "export_control" in by_type and "tariff" in by_type:
        by_type["tariff"] = [item for item in by_type["tariff"] if not is_on_exports(row, item[0])]
    for index in row.follows:
        for kind, cls in tokens[index].follows:
            if (cls == "follow" and kind in recent) or (cls == "flow" and is_moved(row, index)):
                by_type.setdefault(kind, []).append((index, cls))
    remedy = "trade_remedy" in near or any(cls in REMEDY for _, cls in by_type.get("trade_remedy", ()))
    if not remedy and any(cls == "remedy_duty" for _, cls in by_type.get("trade_remedy", ())):
        remedy = any(
            kind == "trade_remedy" and cls in REMEDY
            for row in document.rows[:1]
            for t in row.triggers
            for kind, cls in row.tokens[t].triggers
        )
    out: list[Candidate] = []
    # a bare rate may belong to a measure that is named far off, or only later ("China answered with 34% of its own")
    bound = [kind for kind in _RATED if kind in near or kind in anywhere.kinds]
    taken: set[tuple[str, int]] = set()
    words = document.knowledge.table("events/trade_remedy")
    margins, plain = frozenset(words["margins"]), tuple(words["plain"])
    for index in row.rates:
        span = document.rates[number][tokens[index].rate]
        if span.role == "prior":
            continue
        kinds = _rate_types(span, by_type, bound, remedy or "trade_remedy" in anywhere.kinds)
        if span.unit.partition("/")[2] in document.knowledge.table("events/port_fee")["by_ship"]:
            kinds = ["port_fee"]
        elif "trade_remedy" in kinds and "tariff" in kinds and anywhere.leads and not any(t.low.startswith(plain) for t in tokens):
            # a text that opens with dumping or subsidies speaks of their duties, where it says no other; "charges 25% on pork" may be any
            if _nearest(row, index, by_type.get("tariff", []))[1] != "tax":
                kinds.remove("tariff")
        elif "trade_remedy" in kinds and not margins.isdisjoint(t.low for t in tokens[max(0, index - _BESIDE) : index + 3]):
            kinds = ["trade_remedy"]
        for kind in kinds:
            trigger, cls = _nearest(row, index, by_type.get(kind, []))
            if span.odd and (trigger < 0 or abs(trigger - index) > 12):
                continue
            # rates of one list ("25%, 20% and 10%") share what the list is bound to
            mates = row.lists.get(index, (index, index))
            apart = trigger >= 0 and any(
                min(index, trigger) < other < max(index, trigger) and not mates[0] <= other <= mates[1] for other in row.rates
            )
            out.append(Candidate(kind, cls, number, trigger, index, apart=apart))
            # "tariffs on 92% of products": what reads like no rate leaves its trigger free to stand without one
            # so does one far off, but for what is told of it in between: "the tariff rate on solar cells will increase from 25% to 50%"
            close = abs(trigger - index) <= 6 or (row.clauses[trigger] == row.clauses[index] and 0 < index - trigger <= _REACH)
            if trigger >= 0 and close and not span.odd:
                taken.add((kind, trigger))
    for kind, here in by_type.items():
        strong = any(cls not in _WEAK for _, cls in here)
        previous = -9
        for index, cls in here:
            if (kind, index) in taken or (cls in _WEAK and not _stands(kind, cls, strong, near, remedy)):
                continue
            if kind == "tariff" and is_on_ships(row, index):
                continue
            # "trade talks", "negotiations" side by side name one thing: the first stands for both
            if index - previous == 1:
                continue
            previous = index
            free = tokens[index].low.startswith(_FREE) or tokens[index].low in _FREED
            out.append(Candidate(kind, cls, number, index, free=free))
    if not any(candidate.type == "meeting" for candidate in out):
        out += _at_place(document, number, row)
    out.sort(key=lambda c: (c.anchor, c.type))
    return out


def _at_place(document: Document, number: int, row: Row) -> list[Candidate]:
    """A meeting told by its place alone: an official, a day and "in" before a capital ("agreed in London on Friday, Ms Reeves said")."""
    if not row.dates or not row.parties:
        return []
    tokens = row.tokens
    kinds = {index: form.kind for index in row.parties if (form := tokens[index].form)}
    if "official" not in kinds.values():
        return []
    apart = document.knowledge.table("events/meeting")["no_meeting"]
    for index, kind in kinds.items():
        if kind == "capital" and index and tokens[index - 1].low in _AT_PLACES and (index < 2 or tokens[index - 2].low not in apart):
            return [Candidate("meeting", "place", number, index - 1)]
    return []


def _rate_types(span: RateSpan, by_type: dict[str, list[tuple[int, str]]], near: list[str], remedy: bool) -> list[str]:
    """Types whose measure a rate may be: those named in its sentence, else those named before it or elsewhere (`near`)."""
    money = "/" in span.unit

    out: list[str] = []
    for kind in _RATED:
        named = by_type.get(kind, [])
        if not named and kind not in near:
            continue
        if kind == "trade_remedy" and not remedy:
            continue
        if kind in ("export_control", "import_restriction") and (
            span.unit == "percentage_point" or not (kind in near or any(cls in ("quota", "export_tax") for _, cls in named))
        ):
            continue
        if kind == "port_fee" and (not money or (not any(cls in ("port_fee", "tonnage") for _, cls in named) and kind not in near)):
            continue
        if kind == "tariff" and money and "port_fee" in out and not any(cls == "duty" for _, cls in named):
            continue
        out.append(kind)
    if span.unit.endswith("/barrel") and any(cls == "cap" for _, cls in by_type.get("sanction", ())):
        out.append("sanction")
    return out


def _stands(kind: str, cls: str, strong: bool, near: list[str], remedy: bool) -> bool:
    """Whether a weak trigger may stand without a rate: beside a strong one of its type, or where the type was named shortly before.

    A word that follows on is wanted only where no strong one is."""
    if cls in FOLLOWING:
        return cls == "flow" or not strong
    if kind == "trade_remedy":
        return remedy
    if strong or kind in near:
        return True
    return kind in ("sanction", "import_restriction", "export_control", "investigation") and cls in (
        "license",
        "finding",
        "purchases",
        "sale",
    )


def _nearest(row: Row, rate: int, here: list[tuple[int, str]]) -> tuple[int, str]:
    """The trigger that a rate belongs to: the one right after it ("25% tariff") before the nearest on its left, before any other."""
    best, best_cost = (-1, "bare"), 10_000
    for index, cls in here:
        gap = index - rate
        if gap > 0:
            between = row.tokens[rate + 1 : index]
            if any(t.kind == "R" for t in between) or (any(t.low in (",", ";", ":", "and") for t in between) and gap > 4):
                cost = 60 + gap
            else:
                cost = gap if gap <= 4 else 20 + gap
        else:
            cost = 10 - gap
        if cls in _WEAK:
            cost += 15
        if row.clauses[index] != row.clauses[rate]:
            cost += 10
        if cost < best_cost:
            best, best_cost = (index, cls), cost
    return best
