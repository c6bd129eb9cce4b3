"""The nouns of the program. Frozen, slotted, standard library only; every room may import this and nothing here imports a room.

Text flows one way: Article -> Claim -> Event -> Measure. A claim is what one article says of one event and is never edited; events and
measures are derived from claims and can be thrown away. Codes of jurisdictions are ISO 3166-1 alpha-2, `EU`, or a body's usual acronym
(`ASEAN`, `G7`, `WTO`); `"*"` in `on` means all countries, as the article says it.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class EventType(StrEnum):
    """The eleven kinds of trade-policy event."""

    TARIFF = "tariff"
    TRADE_REMEDY = "trade_remedy"
    EXPORT_CONTROL = "export_control"
    IMPORT_RESTRICTION = "import_restriction"
    PORT_FEE = "port_fee"
    SANCTION = "sanction"
    INVESTIGATION = "investigation"
    DISPUTE = "dispute"
    AGREEMENT = "agreement"
    COMMITMENT = "commitment"
    MEETING = "meeting"

    @property
    def is_measure(self) -> bool:
        """Whether events of this type carry an action and have a life in force."""
        return self in MEASURE_TYPES


MEASURE_TYPES = frozenset(
    {
        EventType.TARIFF,
        EventType.TRADE_REMEDY,
        EventType.EXPORT_CONTROL,
        EventType.IMPORT_RESTRICTION,
        EventType.PORT_FEE,
        EventType.SANCTION,
    }
)


class Action(StrEnum):
    """What is done to a measure; only measures have one."""

    IMPOSE = "impose"
    RAISE = "raise"
    LOWER = "lower"
    SUSPEND = "suspend"
    EXTEND = "extend"
    LIFT = "lift"
    EXEMPT = "exempt"


class Status(StrEnum):
    """Where an event stands at the article's publication, as the article tells it."""

    THREATENED = "threatened"
    PROPOSED = "proposed"
    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    ENDED = "ended"
    REJECTED = "rejected"
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Role(StrEnum):
    """What a date means for its event."""

    ANNOUNCED = "announced"
    EFFECTIVE = "effective"
    ENDS = "ends"
    HELD = "held"


class Grain(StrEnum):
    """The precision that the text supports; `interval` is a span that the text itself bounds."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    HALF = "half"
    YEAR = "year"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days. `start` and `end` are inclusive; None is open ("until …", "since …"). Never both None."""

    start: date | None
    end: date | None
    grain: Grain = Grain.DAY

    def __post_init__(self) -> None:
        if self.start is None and self.end is None:
            raise ValueError("a period needs a start or an end")
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"a period ends before it starts: {self.start} > {self.end}")

    @property
    def first(self) -> date:
        """First day, `date.min` where open."""
        return self.start or date.min

    @property
    def last(self) -> date:
        """Last day, `date.max` where open."""
        return self.end or date.max

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last

    @property
    def edtf(self) -> str:
        """EDTF level 0: `2025-11-01`, `2025-10`, `2025`, or an interval, open ends as `..`."""
        start, end = self.start, self.end
        if start and end:
            if start == end:
                return start.isoformat()
            if start.day == 1 and (start.year, start.month) == (end.year, end.month):
                if end.day == calendar.monthrange(end.year, end.month)[1]:
                    return f"{start:%Y-%m}"
            elif (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
                return f"{start.year:04d}"
            if start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]:
                # whole months and whole years say so: a quarter is its three months
                if start.month == 1 and end.month == 12:
                    return f"{start.year:04d}/{end.year:04d}"
                return f"{start:%Y-%m}/{end:%Y-%m}"
            return f"{start.isoformat()}/{end.isoformat()}"
        # an open interval keeps the month or year that its grain tells: "since April" is 2025-04/..
        edge = start or end
        assert edge is not None
        if self.grain is Grain.MONTH:
            text = f"{edge:%Y-%m}"
        elif self.grain is Grain.YEAR:
            text = f"{edge.year:04d}"
        else:
            text = edge.isoformat()
        return f"{text}/.." if start else f"../{text}"

    @classmethod
    def parse(cls, value: str) -> Period:
        """Read what `edtf` writes. Raises ValueError on anything else."""
        first, slash, second = value.partition("/")
        start, start_grain = _bound(first, last=False)
        end, end_grain = _bound(second, last=True) if slash else _bound(first, last=True)
        if not slash:
            return cls(start, end, start_grain)
        if start is None or end is None:
            return cls(start, end, end_grain if start is None else start_grain)
        return cls(start, end, Grain.INTERVAL)


def _bound(part: str, *, last: bool) -> tuple[date | None, Grain]:
    if part in ("", ".."):
        return None, Grain.INTERVAL
    bits = [int(bit) for bit in part.split("-")]
    if len(bits) == 1:
        return (date(bits[0], 12, 31) if last else date(bits[0], 1, 1)), Grain.YEAR
    if len(bits) == 2:
        return date(bits[0], bits[1], calendar.monthrange(bits[0], bits[1])[1] if last else 1), Grain.MONTH
    return date(bits[0], bits[1], bits[2]), Grain.DAY


@dataclass(frozen=True, slots=True)
class Rate:
    """A duty, fee or quota level. `unit` is `percent`, `percentage_point` or `CUR/per` (`USD/net_ton`); `minimum`: a range's lower end."""

    value: Decimal
    unit: str = "percent"
    minimum: Decimal | None = None


class PublishedFrom(StrEnum):
    """Where an article's publication date came from, best first."""

    OPTION = "option"
    METADATA = "metadata"
    DATELINE = "dateline"
    FILENAME = "filename"
    FILE_TIME = "file time"


@dataclass(frozen=True, slots=True)
class Article:
    """A text with a publication date. `text` is exactly what the input held; offsets everywhere count its characters.

    `body` lists the (start, end) stretches of `text` that are article; what lies between was cut as boilerplate. An empty `body` means
    the whole text. `title` may stand in `text` (a file's first line) or beside it (a record's field). `notes` are warnings for stderr.
    """

    doc: str
    text: str
    title: str = ""
    published: date | None = None
    published_from: PublishedFrom | None = None
    path: str | None = None
    source: str | None = None
    url: str | None = None
    body: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What one article says of one event. `start`/`end` are offsets of `evidence` in the article's text (-1 where only the title has it).

    `dates` maps a role to its period; `rules` names what fired; `hs` are Harmonized System headings (2 or 4 digits) with confidence;
    `conflict` says where the headline disagrees. `latent` claims are stored and hidden.
    """

    type: EventType
    by: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    action: Action | None = None
    status: Status = Status.ANNOUNCED
    rate: Rate | None = None
    prior_rate: Rate | None = None
    goods: tuple[str, ...] = ()
    dates: Mapping[Role, Period] = field(default_factory=dict)
    place: str | None = None
    entities: tuple[str, ...] = ()
    instrument: str | None = None
    evidence: str = ""
    start: int = -1
    end: int = -1
    confidence: float = 0.5
    rules: tuple[str, ...] = ()
    hs: tuple[tuple[str, float], ...] = ()
    conflict: str | None = None
    latent: bool = False

    @property
    def key_role(self) -> Role | None:
        """The role of the key date: `held` for a meeting, else `effective`, `announced`, `ends`."""
        return next((role for role in KEY_ORDER[self.type is EventType.MEETING] if role in self.dates), None)

    @property
    def key_date(self) -> Period | None:
        """The date by which the event is sorted and joined."""
        role = self.key_role
        return self.dates[role] if role else None


KEY_ORDER = {
    True: (Role.HELD, Role.ANNOUNCED, Role.EFFECTIVE, Role.ENDS),
    False: (Role.EFFECTIVE, Role.ANNOUNCED, Role.ENDS, Role.HELD),
}


@dataclass(frozen=True, slots=True)
class Source:
    """The article behind a claim, as far as views and resolution need it. `copy_of`: content hash of the article that this one copies."""

    article: str
    doc: str
    title: str = ""
    published: date | None = None
    source: str | None = None
    url: str | None = None
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class SourcedClaim:
    """A claim with its stable key (of article and position) and the article that makes it: what resolution works on."""

    key: str
    claim: Claim
    source: Source


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of an event on which its sources differ: each value as text with the claim keys that tell it."""

    field: str
    values: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Event:
    """What claims of different articles agree on. `claim` holds the joined fields; `told` every claim, the best first.

    `measure` is the id of the measure it belongs to. `source_count` counts copies of one story once. `corrected` is true where a user's
    correction shaped it.
    """

    id: str
    claim: Claim
    told: tuple[SourcedClaim, ...]
    measure: str | None = None
    source_count: int = 1
    conflicts: tuple[Conflict, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """The thing with a life: events of one kind between the same sides, in order of key date."""

    id: str
    type: EventType
    by: tuple[str, ...]
    on: tuple[str, ...]
    goods: tuple[str, ...]
    instrument: str | None
    events: tuple[str, ...]


class CorrectionKind(StrEnum):
    """What a person does to an event."""

    SET = "set"
    MERGE = "merge"
    SPLIT = "split"
    REJECT = "reject"
    ACCEPT = "accept"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A claim as a correction remembers it, so that it is found again when a newer extractor gives it another key or other offsets.

    `article` is the article's content hash, `type` the event type, `start`/`end` the offsets of the evidence.
    """

    key: str
    article: str
    type: EventType
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Correction:
    """An entry of the insert-only log: what a person decided of an event, when, and why.

    `event` is the id that the person saw; `anchors` are that event's claims at that moment, the best first. `fields` holds what `set`
    changes, or the `field` whose disputed value `accept` settles, as (name, text) pairs. `others` are the anchors of the events merged in
    (`merge`) or of the claims taken out (`split`); `undoes` is the id of the entry that an `undo` takes back.
    `at` is an ISO 8601 instant in UTC.
    """

    id: str
    kind: CorrectionKind
    event: str
    anchors: tuple[Anchor, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    others: tuple[Anchor, ...] = ()
    undoes: str | None = None
    because: str = ""
    who: str = ""
    at: str = ""
