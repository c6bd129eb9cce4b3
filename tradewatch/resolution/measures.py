"""Events -> measures: the events of one kind between the same sides, over the same goods and under the same programme, in order of date."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from tradewatch.model import Event, Measure
from tradewatch.resolution.features import words_of


def measure_key(event: Event) -> str:
    """What makes two events steps of one measure. A target that is not told is taken as everyone."""
    claim = event.claim
    on = ",".join(sorted(set(claim.on) - {"*"})) or "*"
    goods, programme = sorted(words_of(claim.goods)), sorted(words_of([claim.instrument or ""]))
    return "|".join([claim.type, ",".join(claim.by), on, ",".join(goods), " ".join(programme)])


def measure_id(key: str) -> str:
    """A measure's id: `m` and nine hex digits."""
    return "m" + blake2b(key.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()[:9]


def measures_of(events: Iterable[Event]) -> tuple[Measure, ...]:
    """The measures of events that know theirs."""
    steps: dict[str, list[Event]] = {}
    for event in events:
        if event.measure:
            steps.setdefault(event.measure, []).append(event)
    found = []
    for identity, members in sorted(steps.items()):
        members.sort(key=lambda event: (when(event), event.id))
        first = members[0].claim
        found.append(
            Measure(
                id=identity,
                type=first.type,
                by=first.by,
                on=first.on,
                goods=first.goods,
                instrument=next((member.claim.instrument for member in members if member.claim.instrument), None),
                events=tuple(member.id for member in members),
            )
        )
    return tuple(found)


def when(event: Event) -> int:
    """The day by which an event stands in order, as an ordinal: its key date's first told day, else the first article's."""
    key = event.claim.key_date
    if key is not None:
        return (key.start or key.last).toordinal()
    return min((sourced.source.published.toordinal() for sourced in event.told if sourced.source.published), default=0)
