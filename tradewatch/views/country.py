"""One country's page: what it imposes, what it faces, controls, probes, deals, meetings, dates ahead, and who it deals with most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from tradewatch.model import Claim, Event, EventType, Period, Role
from tradewatch.views.formats import View
from tradewatch.views.grid import READ_MORE, Cell, Column, Grid
from tradewatch.views.screen import Screen
from tradewatch.views.shapes import FLAT_FIELDS, event_json, flat_event
from tradewatch.views.words import (
    UNDECIDED,
    say_action,
    say_dates,
    say_period,
    say_rate,
    say_role,
    say_side,
    say_status,
    say_type,
    say_what,
)

DUTIES = frozenset({EventType.TARIFF, EventType.TRADE_REMEDY, EventType.PORT_FEE})
CONTROLS = frozenset({EventType.EXPORT_CONTROL, EventType.IMPORT_RESTRICTION, EventType.SANCTION})
PROBES = frozenset({EventType.INVESTIGATION, EventType.DISPUTE})
DEALS = frozenset({EventType.AGREEMENT, EventType.COMMITMENT})


@dataclass(frozen=True, slots=True)
class Side:
    """Whose page it is: the code, its name, the codes it acts as, and the codes by which it is hit (blocs it is in, and `*`)."""

    code: str
    name: str
    acts_as: frozenset[str]
    hit_as: frozenset[str]

    def acts(self, claim: Claim) -> bool:
        """Whether it is an acting side or a participant."""
        return not self.acts_as.isdisjoint(claim.by)

    def hit(self, claim: Claim) -> bool:
        """Whether it is an affected side: named, by its bloc, or with all countries; never by its own act."""
        return not self.hit_as.isdisjoint(claim.on) and not (self.acts(claim) and self.acts_as.isdisjoint(claim.on))


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the page; `empty` is what it says when nothing is known."""

    key: str
    title: str
    holds: Callable[[Side, Claim], bool]
    empty: str


SECTIONS = (
    Section("imposes", "Duties and fees it imposes", lambda side, claim: claim.type in DUTIES and side.acts(claim), "none known"),
    Section("faces", "Duties and fees it faces", lambda side, claim: claim.type in DUTIES and side.hit(claim), "none known"),
    Section(
        "controls", "Controls, bans and sanctions it imposes", lambda side, claim: claim.type in CONTROLS and side.acts(claim), "none known"
    ),
    Section(
        "controlled", "Controls, bans and sanctions it faces", lambda side, claim: claim.type in CONTROLS and side.hit(claim), "none known"
    ),
    Section(
        "probes", "Probes and disputes", lambda side, claim: claim.type in PROBES and (side.acts(claim) or side.hit(claim)), "none known"
    ),
    Section(
        "deals", "Deals and commitments", lambda side, claim: claim.type in DEALS and (side.acts(claim) or side.hit(claim)), "none known"
    ),
    Section("meetings", "Meetings", lambda side, claim: claim.type is EventType.MEETING and side.acts(claim), "none known"),
)


def country_view(side: Side, events: Sequence[Event], *, today: date) -> View:
    """The `country` command's view; JSON and flat rows carry `section` before the event's own fields."""
    return View(
        title=f"{side.name} ({side.code})",
        columns=("section", *FLAT_FIELDS),
        records=lambda: ({"section": section.key, **event_json(event)} for section, event in filed(side, events)),
        flat=lambda: ({"section": section.key, **flat_event(event)} for section, event in filed(side, events)),
        draw=lambda screen: _draw(side, events, screen, today),
    )


def filed(side: Side, events: Sequence[Event]) -> Iterator[tuple[Section, Event]]:
    """The events of each section of the page, in its order; an event may stand in several."""
    for section in SECTIONS:
        for event in _sorted(event for event in events if section.holds(side, event.claim)):
            yield section, event


def _sorted(events: Iterable[Event]) -> list[Event]:
    """What is decided first, then the newest key date first, undated last."""
    return sorted(events, key=lambda event: (event.claim.status in UNDECIDED, -_newest(event.claim), event.id))


def _newest(claim: Claim) -> int:
    key = claim.key_date
    return (key.start or key.last).toordinal() if key else 0


def _draw(side: Side, events: Sequence[Event], screen: Screen, today: date) -> RenderableType:
    parts: list[RenderableType] = [Text(f"{side.name} ({side.code})", "bold underline")]
    for section in SECTIONS:
        held = _sorted(event for event in events if section.holds(side, event.claim))
        parts += [Text(), Text(f"{section.title} ({len(held)})" if held else section.title, "bold")]
        parts.append(_table(section, side, held, screen) if held else Text(f"  {section.empty}", "dim"))
    parts += [Text(), Text("Dates ahead", "bold"), _ahead(events, screen, today)]
    partners = _partners(side, events, screen)
    if partners:
        parts += [Text(), Text("Deals with most", "bold"), Text(f"  {partners}")]
    kinds = sorted({event.claim.type for event in events})
    if kinds:
        parts += [Text(), Text(screen.look.legend(kinds, screen.width), "dim")]
    else:
        parts += [Text(), Text(f"no events here; {READ_MORE}")]
    return Group(*parts)


def _table(section: Section, side: Side, events: Sequence[Event], screen: Screen) -> RenderableType:
    head = {"imposes": "on", "controls": "on", "faces": "by", "controlled": "by"}.get(section.key, "with")
    if screen.width is not None and screen.width < 120:
        grid = Grid(
            [
                Column(),
                Column(head, folds=True),
                Column("what", folds=True, floor=32),
                Column("dates", folds=True, floor=22),
                Column("told", right=True),
                Column("event", style="dim"),
            ],
            indent=2,
        )
        for event in events:
            what, status, dates = say_what(event.claim), say_status(event.claim.status), _dates(event.claim)
            if status not in dates:
                what += f": {status}"
            count = f"{'x' if screen.ascii else '×'}{event.source_count}"
            grid.add(_glyph(event, screen), _other(section, side, event.claim, screen), what, dates, count, event.id)
        return grid
    rated = any(event.claim.rate for event in events)
    named = any(event.claim.goods for event in events)
    grid = Grid(
        [
            Column(),
            Column(head, folds=True),
            Column("what", folds=True),
            Column("rate" if rated else "", folds=True),
            Column("goods" if named else "", folds=True),
            Column("status"),
            Column("dates", folds=True),
            Column("sources", folds=True),
            Column("event", style="dim"),
        ],
        indent=2,
    )
    for event in events:
        claim = event.claim
        rate = say_rate(claim.rate) if claim.rate else ""
        if claim.rate and claim.prior_rate:
            rate += f" (from {say_rate(claim.prior_rate)})"
        grid.add(
            _glyph(event, screen),
            _other(section, side, claim, screen),
            _kind(claim),
            rate,
            ", ".join(claim.goods),
            say_status(claim.status),
            _dates(claim),
            _sources(event, screen),
            event.id,
        )
    return grid


def _glyph(event: Event, screen: Screen) -> Cell:
    return Cell(screen.look.glyph(event.claim), screen.look.style(event.claim))


def _kind(claim: Claim) -> str:
    """The type, the action where it is more than imposing, and what names it: place, entities, instrument."""
    words = [say_type(claim.type)]
    if claim.action and claim.action.value != "impose":
        words.append(say_action(claim.action))
    if claim.place:
        words.append(f"in {claim.place}")
    if claim.entities:
        words.append(f"({', '.join(claim.entities)})")
    if claim.instrument:
        words.append(f"[{claim.instrument}]")
    return " ".join(words)


def _other(section: Section, side: Side, claim: Claim, screen: Screen) -> str:
    """The counterpart: the affected side of its own act, the acting side of another's, the fellow participants."""
    if section.key in ("imposes", "controls"):
        codes = claim.on
    elif section.key in ("faces", "controlled"):
        codes = claim.by
    else:
        codes = tuple(code for code in (*claim.by, *claim.on) if code not in side.acts_as) or claim.by
    told = say_side(codes, screen.names, codes_only=screen.narrow)
    if section.key in ("faces", "controlled") and side.code not in claim.on:
        told += f" (on {say_side(claim.on, screen.names, codes_only=True)})"
    if section.key in ("imposes", "controls") and side.code not in claim.by:
        told += f" (by {say_side(claim.by, screen.names, codes_only=True)})"
    return told or "not told"


def _dates(claim: Claim) -> str:
    return say_dates(claim) or "no date"


def _sources(event: Event, screen: Screen) -> str:
    if screen.width is not None and screen.width < 140:
        return str(event.source_count)
    names = list(dict.fromkeys(told.source.source or told.source.doc for told in event.told))
    return f"{event.source_count}: {', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}"


def _ahead(events: Sequence[Event], screen: Screen, today: date) -> RenderableType:
    """Dates after today of events that were not dropped: what starts, what ends, who meets."""
    due = [(period, role, event) for event in events for role, period in event.claim.dates.items() if (period.start or period.last) > today]
    due = [item for item in due if item[2].claim.status.value not in ("rejected", "cancelled")]
    if not due:
        return Text("  none known", "dim")
    due.sort(key=lambda item: (item[0].start or item[0].last, item[2].id))
    grid = Grid([Column(), Column(), Column(folds=True), Column(style="dim")], indent=2)
    for period, role, event in due:
        grid.add(_when(period, role), _glyph(event, screen), f"{say_role(role, event.claim)}: {say_what(event.claim)}", event.id)
    return grid


def _when(period: Period, role: Role) -> str:
    return say_period(period, role=role)


def _partners(side: Side, events: Sequence[Event], screen: Screen) -> str:
    counts: Counter[str] = Counter()
    for event in events:
        claim = event.claim
        # the other side of an act, or the fellow participants; not those who are hit beside it
        others = {*claim.by, *(claim.on if side.acts(claim) else ())}
        counts.update(others - side.acts_as - {"*"})
    return ", ".join(f"{screen.names(code)} {count}" for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:6])
