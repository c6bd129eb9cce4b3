"""Everything about one event: its fields, what each source says with the words that filled the slots marked, the life of its measure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from tradewatch.model import Claim, Correction, Event, Period, Role, SourcedClaim
from tradewatch.views.formats import Json, View
from tradewatch.views.grid import Cell, Column, Grid, notes
from tradewatch.views.safe import safe
from tradewatch.views.screen import Screen
from tradewatch.views.shapes import FLAT_FIELDS, docs_of, event_json, flat_event
from tradewatch.views.words import MON, say_number, say_period, say_rate, say_role, say_side, say_sides, say_status, say_type, say_what


@dataclass(frozen=True, slots=True)
class Step:
    """A station of a measure's life: what it became, when, as told (EDTF) or as computed, and the event that says so."""

    phase: str
    day: date
    told: str | None
    event: str


@dataclass(frozen=True, slots=True)
class Marks:
    """The words that are marked in a text: by `forms` those that name a side's code ("China", "Chinese", "Beijing"), by `standing` those
    that show a status or an action, as `data/evidence.toml` lists them."""

    forms: Callable[[str], Sequence[str]] = lambda code: ()
    standing: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)


def event_view(
    event: Event,
    path: Sequence[Step] = (),
    siblings: Sequence[Event] = (),
    marks: Marks | None = None,
    log: Sequence[Correction] = (),
) -> View:
    """The `show` command's view. `path` is the life of the event's measure, `siblings` the measure's other events, `log` the corrections
    that speak of it."""
    return View(
        title=f"Event {event.id}",
        columns=FLAT_FIELDS,
        records=lambda: [_record(event, path, log)],
        flat=lambda: [flat_event(event)],
        draw=lambda screen: _draw(event, path, siblings, screen, marks or Marks(), log),
        single=True,
    )


def _record(event: Event, path: Sequence[Step], log: Sequence[Correction]) -> Json:
    steps = [{"phase": step.phase, "date": step.told or step.day.isoformat(), "event": step.event} for step in path]
    return event_json(event) | {"path": steps, "corrections": [_entry(entry) for entry in log]}


def _entry(entry: Correction) -> Json:
    fields = {"id": entry.id, "at": entry.at, "who": entry.who, "kind": entry.kind.value, "fields": dict(entry.fields)}
    return fields | {"undoes": entry.undoes, "because": entry.because}


def _draw(
    event: Event, path: Sequence[Step], siblings: Sequence[Event], screen: Screen, marks: Marks, log: Sequence[Correction]
) -> RenderableType:
    claim, look = event.claim, screen.look
    head = Text.assemble(
        (f"{look.glyph(claim)} ", look.style(claim)),
        (safe(f"{say_sides(claim, screen.names, arrow=look.arrow)}: {say_what(claim)}"), "bold"),
        (f"   {event.id}", "dim"),
    )
    parts: list[RenderableType] = [head, Text()]
    fields = Grid([Column(style="dim"), Column(folds=True)], indent=2)
    for name, value in _fields(event, screen):
        fields.add(name, value)
    parts.append(fields)
    if path:
        parts += [Text(), _indented(_path(path, event, screen))]
    for conflict in event.conflicts:
        told = f" {'<>' if screen.ascii else '≠'} ".join(f"{value} ({', '.join(docs_of(event, keys))})" for value, keys in conflict.values)
        parts.append(_indented(Text.assemble((f"sources differ on {conflict.field}: ", "bold"), safe(told))))
    parts += [Text(), Text(f"Said by {event.source_count} source{'s' if event.source_count != 1 else ''}", "bold")]
    articles: dict[str, list[SourcedClaim]] = {}
    for one in event.told:
        articles.setdefault(one.source.article, []).append(one)
    for same in articles.values():
        parts += _source(same, event, screen, marks)
    if log:
        parts += [Text(), Text("Corrected by hand", "bold"), notes(map(_told, log), "")]
    if siblings:
        parts += [Text(), Text("Other events of the measure", "bold"), _siblings(siblings, screen)]
    return Group(*parts)


def _indented(text: Text, by: int = 2) -> Padding:
    return Padding(text, (0, 0, 0, by), expand=False)


def _told(entry: Correction) -> str:
    """A correction in a line: when, who, what, why."""
    what = "; ".join(f"{name}={value}" for name, value in entry.fields) or (entry.undoes or "")
    why = f" ({entry.because})" if entry.because else ""
    return f"{entry.at[:10]}  {entry.id}  {entry.who or 'someone'}: {f'{entry.kind} {what}'.rstrip()}{why}"


def _siblings(siblings: Sequence[Event], screen: Screen) -> Grid:
    grid = Grid([Column(), Column(), Column(folds=True), Column(style="dim")], indent=2)
    for other in siblings:
        key = other.claim.key_date
        glyph = Cell(screen.look.glyph(other.claim), screen.look.style(other.claim))
        grid.add(say_period(key) if key else "no date", glyph, f"{say_what(other.claim)}: {say_status(other.claim.status)}", other.id)
    return grid


def _fields(event: Event, screen: Screen) -> Iterable[tuple[str, str]]:
    claim = event.claim
    yield "type", say_type(claim.type)
    yield "by", say_side(claim.by, screen.names) or "not told"
    if claim.on:
        yield "on", say_side(claim.on, screen.names)
    if claim.action:
        yield "action", claim.action.value
    yield "status", say_status(claim.status)
    if claim.rate:
        yield "rate", say_rate(claim.rate)
    if claim.prior_rate:
        yield "before", say_rate(claim.prior_rate)
    for name, values in (("goods", claim.goods), ("entities", claim.entities)):
        if values:
            yield name, ", ".join(values)
    for role in Role:
        if role in claim.dates:
            period = claim.dates[role]
            yield role.value, f"{say_period(period, role=role)}  ({period.edtf}; {say_role(role, claim)})"
    for name, value in (("place", claim.place), ("instrument", claim.instrument), ("measure", event.measure)):
        if value:
            yield name, value
    yield "confidence", f"{claim.confidence:.2f}"
    if event.corrected:
        yield "corrected", "by hand"


def _path(path: Sequence[Step], event: Event, screen: Screen) -> Text:
    """The state path as one line: announced Oct 10 → in force Oct 14 → suspended Nov 10."""
    line = Text()
    for at, step in enumerate(path):
        if at:
            line.append(f" {screen.look.arrow} ", "dim")
        period = Period.parse(step.told) if step.told else Period(step.day, step.day)
        line.append(f"{step.phase.replace('_', ' ')} {say_period(period)}", "bold" if step.event == event.id else "")
    return line


def _source(told: Sequence[SourcedClaim], event: Event, screen: Screen, marks: Marks) -> list[RenderableType]:
    """An article and what it says of the event, each sentence once."""
    source = told[0].source
    dated = source.published.isoformat() if source.published else "no date"
    link = screen.link(source.url)
    title = safe(source.title or source.doc)
    head = Text.assemble((title, f"underline link {link}" if link else "underline"), f"  {safe(source.source or source.doc)}, {dated}")
    if source.copy_of:
        head.append("  (a copy)", "dim")
    parts: list[RenderableType] = [_indented(head)]
    sentences: dict[tuple[int, int], list[Claim]] = {}
    for one in told:
        sentences.setdefault((one.claim.start, one.claim.end), []).append(one.claim)
    for (start, end), claims in sentences.items():
        where = f"characters {start}–{end} of {source.doc}" if start >= 0 else f"in the title of {source.doc}"
        if all(claim.latent for claim in claims):
            where += "; a weak reading, not counted"
        differing = list(dict.fromkeys(name for claim in claims for name in _differences(claim, event.claim)))
        if differing:
            where += f"; differs on {', '.join(differing)}"
        parts += [_indented(highlighted(claims[0], marks), 4), _indented(Text(safe(where), "dim"), 4)]
    if source.url:
        parts.append(_indented(Text(safe(source.url), "dim"), 4))
    return parts


def _differences(claim: Claim, joined: Claim) -> list[str]:
    """The fields on which a source says something else than the joined event."""
    names = [name for name in ("status", "rate", "action") if getattr(claim, name) and getattr(claim, name) != getattr(joined, name)]
    return names + [role.value for role, period in claim.dates.items() if role in joined.dates and not period.overlaps(joined.dates[role])]


def highlighted(claim: Claim, marks: Marks | None = None) -> Text:
    """The evidence with the words that filled a slot in bold, as far as they stand there."""
    marks = marks or Marks()
    text = Text(safe(claim.evidence))
    for word in _slot_words(claim):
        pattern = r"(?<!\w)" + re.escape(safe(word)) + r"(?!\w)" if word[:1].isalnum() else re.escape(safe(word))
        text.highlight_regex(re.compile(pattern, re.IGNORECASE), "bold")
    standing = [*marks.standing.get("status", {}).get(claim.status, ())]
    standing += marks.standing.get("action", {}).get(claim.action or "", ())
    if standing:
        endings = (re.escape(word).replace(r"\*", r"\w{0,6}") for word in standing)
        text.highlight_regex(re.compile(rf"(?<!\w)(?:{'|'.join(endings)})(?!\w)", re.IGNORECASE), "bold")
    # the longest first, so that "South Korea" is not marked as half a name; in its own case, because "US" is no "us"
    named = sorted({safe(form) for code in (*claim.by, *claim.on) for form in marks.forms(code)}, key=len, reverse=True)
    if named:
        text.highlight_regex(re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, named))})(?!\w)"), "bold")
    return text


def _slot_words(claim: Claim) -> Iterable[str]:
    yield from (word for word in (*claim.goods, *claim.entities, claim.place or "", claim.instrument or "") if word)
    for rate in (claim.rate, claim.prior_rate):
        if rate is not None:
            amount = say_number(rate.value)
            yield from (f"{amount}%", f"{amount} percent", f"{amount} per cent", f"${amount}", f"{amount} yuan", say_rate(rate))
    for period in claim.dates.values():
        for day in {period.start, period.end} - {None}:
            assert day is not None
            month = f"{day:%B}"
            yield from (f"{month} {day.day}", f"{MON[day.month]}. {day.day}", f"{MON[day.month]} {day.day}", f"{day.day} {month}")
            if period.start != period.end:
                yield from (month, str(day.year))
