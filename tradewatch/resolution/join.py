"""A group of claims -> one event: the joined claim, what disagrees, who counts, and an id that stays.

A value wins by who tells it since it was first told: an article that corrects an earlier one wins unless later articles go back to the
old value. An exact value wins over a vague one that contains it. Whatever loses is kept in `Event.conflicts`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import blake2b
from typing import TypeVar

from tradewatch.model import Claim, Conflict, Event, Period, Rate, Role, SourcedClaim, Status
from tradewatch.resolution.blocks import Stage, stage_of, step_of
from tradewatch.resolution.features import Records, canonical, records_of
from tradewatch.resolution.words import is_on_everything, words_of

Value = TypeVar("Value", bound=Hashable)

ID_LENGTH = 8
EARLY = timedelta(days=1)
"""A duty of Beijing's morning is in force while the article's day is still the one before."""

BACK = timedelta(days=120)
"""How long before its announcement a step may take effect: some are made to hold from a day that is past."""

_BEFORE = (Status.THREATENED, Status.PROPOSED, Status.ANNOUNCED, Status.PLANNED)
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def event_of(told: Sequence[SourcedClaim]) -> Event:
    """The event of a group that stands in the order of placing, its fullest claim first. The measure is set by the caller.

    Claims too weak to be shown count only where there are no others.
    """
    everyone, told = told, [sourced for sourced in told if not sourced.claim.latent] or told
    dates, conflicts = _dates(told)
    rate, told_rates = _choose(told, lambda claim: claim.rate)
    status = _status(told, dates.get(Role.HELD) or dates.get(Role.EFFECTIVE))
    # who tells the rate says what it is on; a report of all the duties together names more
    rated = [sourced for sourced in told if sourced.claim.rate is not None]
    goods = _phrases(rated if any(sourced.claim.goods for sourced in rated) else told)
    best = told[0]
    joined = replace(
        best.claim,
        on=_targets(told),
        action=_choose(told, lambda claim: claim.action)[0],
        status=status,
        rate=rate,
        prior_rate=_choose(told, lambda claim: claim.prior_rate)[0],
        goods=goods,
        dates=dates,
        place=_choose(told, lambda claim: claim.place)[0],
        entities=tuple(dict.fromkeys(entity for sourced in told for entity in sourced.claim.entities)),
        instrument=_choose(told, lambda claim: None if goods and is_on_everything(claim.instrument) else claim.instrument)[0],
        confidence=_confidence(told),
        rules=tuple(dict.fromkeys(rule for sourced in told for rule in sourced.claim.rules)),
        hs=max((sourced.claim.hs for sourced in told), key=len),
        latent=all(sourced.claim.latent for sourced in told),
    )
    if len(told_rates) > 1:
        conflicts.append(_conflict("rate", told, lambda claim: rate_text(claim.rate)))
    stages = {stage_of(sourced.claim) for sourced in told}
    if Stage.THREAT in stages and Stage.DECIDED in stages:
        conflicts.append(_conflict("status", told, lambda claim: str(claim.status)))
    conflicts.extend(_headlines(told))
    return Event(
        id=id_of(founder(everyone)),
        claim=joined,
        told=tuple(told) if len(told) == len(everyone) else (*told, *(sourced for sourced in everyone if sourced.claim.latent)),
        source_count=len({origin(sourced) for sourced in told}),
        conflicts=tuple(sorted(conflicts, key=lambda conflict: conflict.field)),
    )


def ordered(told: Iterable[SourcedClaim]) -> tuple[list[SourcedClaim], Records]:
    """Claims and their records in the order of placing: the fullest first, then the earliest published."""
    claims = sorted(told, key=lambda sourced: sourced.key)
    records = records_of(claims)
    order = canonical(records)
    return [claims[index] for index in order], records[order]


def origin(sourced: SourcedClaim) -> str:
    """The article whose words these are: copies of an agency's story speak with one voice."""
    return sourced.source.copy_of or sourced.source.article


def published(sourced: SourcedClaim) -> date:
    """Publication day; an undated article counts as the latest."""
    return sourced.source.published or date.max


def founder(told: Iterable[SourcedClaim]) -> SourcedClaim:
    """The claim that names the event: the earliest told, so that later articles don't change its id."""
    claims = list(told)
    first = min(published(sourced) for sourced in claims)
    return min((sourced for sourced in claims if published(sourced) == first), key=lambda sourced: (resolved_key(sourced), sourced.key))


def resolved_key(sourced: SourcedClaim) -> str:
    """What a claim says in a line, without its words: type, sides, step, stage, rate, goods, dates and the day it was told."""
    claim = sourced.claim
    parts = [
        claim.type,
        ",".join(sorted(claim.by)),
        ",".join(sorted(claim.on)),
        step_of(claim).name,
        stage_of(claim).name,
        rate_text(claim.rate),
        ",".join(sorted(words_of(claim.goods))),
        ",".join(sorted(words_of([claim.instrument or "", claim.place or "", *claim.entities]))),
        *(f"{role}={claim.dates[role].edtf}" for role in Role if role in claim.dates),
        str(sourced.source.published),
    ]
    return "|".join(parts)


def id_of(sourced: SourcedClaim, again: int = 0) -> str:
    """The id of an event that this claim founds: eight letters and digits, without those that look alike."""
    text = resolved_key(sourced) + (f"#{again}" if again else "")
    number = int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
    letters = []
    for _ in range(ID_LENGTH):
        number, rest = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[rest])
    return "".join(letters)


def rate_text(rate: Rate | None) -> str:
    """`25 percent`, `10-25 percent`; empty where none is told."""
    if rate is None:
        return ""
    value = f"{rate.value.normalize():f}"
    return f"{rate.minimum.normalize():f}-{value} {rate.unit}" if rate.minimum is not None else f"{value} {rate.unit}"


def _choose(told: Sequence[SourcedClaim], field: Callable[[Claim], Value | None]) -> tuple[Value | None, list[Value]]:
    """The value that wins, and all that are told."""
    seen: dict[Value, list[SourcedClaim]] = {}
    for sourced in told:
        value = field(sourced.claim)
        if value is not None:
            seen.setdefault(value, []).append(sourced)
    if not seen:
        return None, []
    if len(seen) == 1:
        return next(iter(seen)), list(seen)
    # oldest value first: each newer one must hold its own against those told since
    rising = sorted(seen, key=lambda value: (min(published(one) for one in seen[value]), -_voices(seen[value]), repr(value)))
    winner = rising[0]
    for value in rising[1:]:
        since = min(published(one) for one in seen[value])
        kept = _voices(one for one in seen[winner] if published(one) >= since)
        now, before = _voices(seen[value]), _voices(seen[winner])
        later = min(map(published, seen[winner])) < since
        # one late voice corrects one or two, not a chorus
        if (now > kept and (not later or 2 * now >= before)) or (later and now == kept and 2 * now >= before):
            winner = value
    return winner, rising


def _voices(told: Iterable[SourcedClaim]) -> int:
    return len({origin(sourced) for sourced in told})


def _status(told: Sequence[SourcedClaim], start: Period | None) -> Status:
    """The status that most tell on the last day on which any article told it.

    "In force" or "held" before the first day is a decision or a plan told early; once told in force, a measure doesn't fall back to
    announced because a later article speaks of the announcement, nor a meeting held to planned.
    """
    first = start.start if start is not None else None
    last = max(published(sourced) for sourced in told)
    counts: dict[Status, set[str]] = {}
    begun = None
    for sourced in told:
        status = sourced.claim.status
        if status in (Status.IN_FORCE, Status.HELD):
            if first is None or first - published(sourced) <= EARLY:
                begun = status
            else:
                status = Status.PLANNED if status is Status.HELD else Status.ANNOUNCED
        if published(sourced) == last:
            counts.setdefault(status, set()).add(origin(sourced))
    latest = max(counts, key=lambda status: (len(counts[status]), -list(Status).index(status)))
    return begun if begun is not None and latest in _BEFORE else latest


def _targets(told: Sequence[SourcedClaim]) -> tuple[str, ...]:
    """The targets that most tell; "all countries" and none told speak together, since a target named beside them is an example."""
    votes: dict[tuple[str, ...], set[str]] = {}
    for sourced in told:
        votes.setdefault(tuple(sorted(sourced.claim.on)), set()).add(origin(sourced))
    open_voices = set().union(*(voices for on, voices in votes.items() if not on or "*" in on))
    named = {on: voices for on, voices in votes.items() if on and "*" not in on}
    everyone = any("*" in on for on in votes)
    if not named:
        return ("*",) if everyone else ()
    best = max(named, key=lambda on: (len(named[on]), len(on), on))
    if everyone and len(open_voices) >= len(named[best]):
        return ("*",)
    everybody = set().union(*named.values())
    if len(open_voices) >= len(everybody) and any(sourced.claim.goods for sourced in told):
        return ()  # of a duty on named goods a target that half of them tell is an example
    # where those who name one name others, and as many name none, all are examples
    examples = 2 * len(named[best]) <= len(everybody) and len(open_voices) >= len(everybody) > 2
    return () if examples or len(open_voices) > 2 * len(everybody) else best


def _phrases(told: Sequence[SourcedClaim]) -> tuple[str, ...]:
    """The goods as the most articles list them, in the words of the fullest claim that does."""
    votes: dict[frozenset[str], set[str]] = {}
    words: dict[frozenset[str], tuple[str, ...]] = {}
    silent: set[str] = set()
    for sourced in told:
        key = frozenset(words_of(sourced.claim.goods))
        if key:
            votes.setdefault(key, set()).add(origin(sourced))
            words.setdefault(key, sourced.claim.goods)
        else:
            silent.add(origin(sourced))
    if not votes:
        return max((sourced.claim.goods for sourced in told), key=len)
    if len(silent) > len(set().union(*votes.values())):
        return ()
    return words[max(votes, key=lambda key: (len(votes[key]), len(key), sorted(key)))]


def _dates(told: Sequence[SourcedClaim]) -> tuple[dict[Role, Period], list[Conflict]]:
    """For each role the most precise period of those that agree with the one that wins; roles whose periods don't meet are in conflict."""
    dates: dict[Role, Period] = {}
    conflicts: list[Conflict] = []
    for role in Role:
        voices = [sourced for sourced in told if role in sourced.claim.dates]
        if role is Role.ANNOUNCED and not _is_open(told):
            # an order's day is told by those who tell an order; the day it was proposed is another
            voices = [sourced for sourced in voices if stage_of(sourced.claim) is Stage.DECIDED] or voices
        if role is Role.EFFECTIVE and Role.ANNOUNCED in dates:
            voices = _after(voices, dates[Role.ANNOUNCED], told)
        periods = {sourced.claim.dates[role] for sourced in voices}
        if not periods:
            continue
        exact = {period for period in periods if not any(_sharper(other, period) for other in periods)}

        def sharp(claim: Claim, role: Role = role, exact: Container[Period] = exact) -> Period | None:
            period = claim.dates.get(role)
            return period if period in exact else None

        def text(claim: Claim, role: Role = role) -> str:
            return claim.dates[role].edtf if role in claim.dates else ""

        winner = _in_the_middle(voices, exact) if role is Role.ANNOUNCED else _choose(voices, sharp)[0]
        assert winner is not None
        if role is Role.ENDS:
            # "through 9 November" and "until 10 November" are one day; the second says when it is over
            winner = next((period for period in exact if (period.first - winner.last).days == 1), winner)
        dates[role] = winner
        if any(not _agree(role, one, other) for one in exact for other in exact):
            conflicts.append(_conflict(f"dates.{role}", voices, text))
    return dates, conflicts


def _after(told: list[SourcedClaim], said: Period, everyone: Sequence[SourcedClaim]) -> list[SourcedClaim]:
    """Those who tell a first day that fits the announcement, where more tell that than another: what was ordered this week did not begin
    years ago, though the duty that it takes up again did."""
    near = [one for one in told if said.first - one.claim.dates[Role.EFFECTIVE].last <= BACK]
    sayers = _voices(one for one in everyone if Role.ANNOUNCED in one.claim.dates)
    return told if sayers < 2 or _voices(one for one in told if one not in near) >= sayers else near


def _in_the_middle(told: Sequence[SourcedClaim], exact: Container[Period]) -> Period | None:
    """The day of an announcement that most tell, where neighbouring days speak for each other by half: what was said on a Sunday and signed
    on a Monday is told for either. Of days with as many voices the one told last wins."""
    voices: dict[Period, set[str]] = {}
    since: dict[Period, date] = {}
    for sourced in told:
        period = sourced.claim.dates[Role.ANNOUNCED]
        if period in exact:
            voices.setdefault(period, set()).add(origin(sourced))
            since[period] = min(since.get(period, date.max), published(sourced))

    def weight(period: Period) -> float:
        near = [other for other in voices if other != period and abs((other.first - period.first).days) <= 1]
        return len(voices[period]) + sum(len(voices[other]) for other in near) / 2

    return max(voices, key=lambda period: (weight(period), since[period], period.first, period.last), default=None)


def _is_open(told: Sequence[SourcedClaim]) -> bool:
    return all(stage_of(sourced.claim) is not Stage.DECIDED for sourced in told)


def _sharper(one: Period, other: Period) -> bool:
    """Whether `one` lies within `other` and is narrower."""
    return other.first <= one.first and one.last <= other.last and (one.first, one.last) != (other.first, other.last)


def _agree(role: Role, one: Period, other: Period) -> bool:
    if one.overlaps(other):
        return True
    # "through 9 November" is "until 10 November"; what is said on a Friday is signed on a Monday, and both are told as the announcement
    gap = min(abs((one.first - other.last).days), abs((other.first - one.last).days))
    return gap <= {Role.ENDS: 1, Role.ANNOUNCED: 3}.get(role, 0)


def _conflict(field: str, told: Sequence[SourcedClaim], text: Callable[[Claim], str]) -> Conflict:
    values: dict[str, list[str]] = {}
    for sourced in told:
        value = text(sourced.claim)
        if value:
            values.setdefault(value, []).append(sourced.key)
    return Conflict(field, tuple((value, tuple(keys)) for value, keys in sorted(values.items(), key=lambda item: (-len(item[1]), item[0]))))


def _headlines(told: Sequence[SourcedClaim]) -> list[Conflict]:
    """Articles whose headline says otherwise than their text."""
    said = {sourced.claim.conflict: sourced.key for sourced in told if sourced.claim.conflict}
    return [Conflict("headline", tuple((text, (key,)) for text, key in sorted(said.items())))] if said else []


def _confidence(told: Sequence[SourcedClaim]) -> float:
    """At least the best claim's; every further independent voice takes a third of the doubt that is left."""
    best = max(sourced.claim.confidence for sourced in told)
    doubt = (1.0 - best) * (2 / 3) ** (_voices(told) - 1)
    return round(min(0.99, 1.0 - doubt), 3) if _voices(told) > 1 else best
