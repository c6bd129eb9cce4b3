"""The key date of a draft, decided together: each date near its tellings in each role that it may have, and none at all, are weighed
against each other.

A date weighed alone may look like a first day and like the day of an order; only beside the others can it be seen which one the event
turns on, and that an event of long ago has none in its article. Nor is a date one event's alone: that another event of the article is
told nearer to it, or has it more likely, speaks against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp
from typing import NamedTuple

from .decide import Group, Model, buckets, level
from .drafts import DATED, Draft, days_of_others
from .mentions import FLOOR, share, top
from .phrases import Document
from .sheet import direction

# roles in the order in which the key date is looked for; `ends` comes last
ORDER = ("effective", "announced", "ends")
DATE_ROLES = (*ORDER, "held")
# how likely an event without any date must be before its dates are dropped: a date too many is shown with its sentence, one that is
# missed is lost. A pact is seldom spoken of without its day, a measure often is
_UNDATED, _UNDATED_PACT = 0.65, 0.8
# how many of a draft's dates are weighed, the likeliest first
_MOST = 12

# how likely another event's date must be to count as its own
_TAKEN = 0.3
# tokens: farther off than this all is far
_NEAR = 20

Option = tuple[str, int, tuple[Group, ...]]
Chances = dict[tuple[str, int], list[float]]


class Rival(NamedTuple):
    """A date as another event of the article has it: how likely at best, and whether it is that one's likeliest."""

    draft: Draft
    p: float
    first: bool


class Rivals:
    """What the drafts of a document make of its dates, to weigh each draft's beside those of the others."""

    def __init__(self, document: Document, drafts: Sequence[Draft]) -> None:
        # by date: who may have it; by sentence: the phrases that tell of a draft, by their place
        self._dates: dict[int, list[Rival]] = {}
        self._tellings: dict[int, list[tuple[int, Draft]]] = {}
        for out in drafts:
            if out.mentions[0].keep < FLOOR:
                continue
            best: dict[int, float] = {}
            for (_, number), chances in _chances(document, out, DATE_ROLES).items():
                best[number] = max(best.get(number, 0.0), *chances)
            roles = roles_of(out.type)
            told = _chances(document, out, roles)
            first = max(told, key=lambda key: max(told[key]), default=None)
            for number, p in best.items():
                own = first is not None and first[1] == number and max(told[first]) > _TAKEN
                self._dates.setdefault(number, []).append(Rival(out, p, own))
            for mention in out.mentions:
                self._tellings.setdefault(mention.candidate.row, []).append((mention.candidate.anchor, out))

    def of(self, number: int, out: Draft) -> list[Rival]:
        """What the others make of a date."""
        return [rival for rival in self._dates.get(number, ()) if rival.draft is not out]

    def near(self, row: int, place: int, out: Draft) -> tuple[int, int, str, int]:
        """How far from a place in a sentence a draft is told, how far another one, the type of the nearest other and how often others are
        told there; a distance of 99 for one that is not."""
        own, other, kind, count = 99, 99, "-", 0
        for anchor, draft in self._tellings.get(row, ()):
            gap = abs(anchor - place)
            if draft is out:
                own = min(own, gap)
            else:
                count += 1
                if gap < other:
                    other, kind = gap, draft.type
        return own, other, kind, count


def roles_of(kind: str) -> tuple[str, ...]:
    """The roles that the key date of an event of this type may have, the first that is told counts."""
    return ("held",) if kind == "meeting" else ORDER


def options(document: Document, out: Draft, rivals: Rivals) -> list[Option]:
    """What the key date may be: a role, the date's number in the document and features; last the option that there is none (-1)."""
    kind, roles, best = out.type, roles_of(out.type), out.mentions[0]
    told = _chances(document, out, roles)
    tops = {role: max((max(p) for (other, _), p in told.items() if other == role), default=0.0) for role in roles}
    peak = level(max(tops.values(), default=0.0))
    likely = "+".join(role for role in roles if tops[role] > DATED)
    status, action = top(out.status), top(out.action)
    rows = {mention.candidate.row for mention in out.mentions}
    published = document.published
    count = min(len(told), 6)
    result: list[Option] = []
    for place, (role, number) in enumerate(sorted(told, key=lambda key: (-max(told[key]), key))[:_MOST]):
        chances = told[role, number]
        here, day = document.date_rows[number], document.dates[number]
        gap = min((here - row for row in rows), key=lambda g: (abs(g), g))
        where = "best" if here == best.candidate.row else "own" if gap == 0 else str(max(-3, min(3, gap)))
        others = max((max(p) for (r, n), p in told.items() if n == number and r != role), default=0.0)
        rival = max((max(p) for (_, n), p in told.items() if n != number), default=0.0)
        again = sum(r == role and n != number and document.dates[n].value == day.value for r, n in told)
        months = "?" if published is None else str(min(5, abs((day.period.first - published).days) // 30))
        when = direction(day.period.first, day.period.last, published)
        chance = _chance_buckets(
            kind, role, level(max(chances)), where, min(place, 4), peak, level(rival), level(others), min(len(chances), 3), min(again, 2)
        )
        title = document.rows[here].sentence.title
        said = _day_buckets(kind, role, when, months, str(day.grain), str(day.cue), status, action, title, likely, count)
        result.append((role, number, (chance, said, *_beside(document, out, rivals, role, number, max(chances), len(told) == 1))))
    row = document.rows[best.candidate.row]
    own = max((max(p) for (_, n), p in told.items() if document.date_rows[n] == best.candidate.row), default=0.0)
    lost = level(max((rival.p for _, number, _ in result for rival in rivals.of(number, out)), default=0.0))
    none = _none_buckets(lost, kind, peak, status, action, *(level(tops[role]) for role in roles))
    sentence = row.sentence
    stands = _stands_buckets(
        kind, best.candidate.cls, peak, status, min(len(row.dates), 2), min(len(out.mentions), 3), out.rate is not None, level(best.keep),
        min(sentence.paragraph, 6), sentence.title, sentence.quoted, own > DATED, count,
    )  # fmt: skip
    result.append(("none", -1, (none, stands)))
    return result


def _beside(document: Document, out: Draft, rivals: Rivals, role: str, number: int, p: float, lone: bool) -> tuple[Group, Group]:
    """A date beside what else is told: who else may have it, what is told nearer to it, which verb is next to it, how often it is told."""
    here, day = document.date_rows[number], document.dates[number]
    others = rivals.of(number, out)
    best = max((rival.p for rival in others), default=0.0)
    takers = [rival.draft.type for rival in others if rival.first]
    rival = _rival_buckets(out.type, role, level(best), level(p), best > p, best > _TAKEN, min(len(takers), 3), out.type in takers)
    row = document.rows[here]
    place = next(index for index in row.dates if row.tokens[index].date == number)
    own, other, kind, count = rivals.near(here, place, out)
    verb = min(row.verbs, key=lambda index: abs(index - place), default=-1)
    name, form = row.tokens[verb].verbs[0] if verb >= 0 else ("-", "-")
    again = sum(document.dates[n].value == day.value for n in document.date_rows)
    published = document.published is not None and day.period.first == document.published
    near = _near_buckets(
        out.type, role, own < other, own < 99, other < 99, kind, name, form, verb < place, min(own, _NEAR) // 4, min(count, 3),
        min(again, 4), published, min(row.sentence.paragraph, 3), row.sentence.quoted, lone,
    )  # fmt: skip
    return rival, near


def _chances(document: Document, out: Draft, roles: Sequence[str]) -> Chances:
    """Each role and date with how likely each telling holds it to be so, by how much that telling counts."""
    told: Chances = {}
    others = days_of_others(document, out)
    for mention in out.mentions:
        weight = share(mention, out.mentions[0].keep)
        for role in roles:
            for number, p in mention.dates.get(role, {}).items():
                if number not in others:
                    told.setdefault((role, number), []).append(p * weight)
    return told


def decide_key(document: Document, drafts: Sequence[Draft], models: dict[str, Model]) -> None:
    """Give each draft its key date, or take its dates away where it most surely has none; dates of lesser roles stay as they are."""
    model = models["key"]
    rivals = Rivals(document, drafts)
    for out in drafts:
        tried = options(document, out, rivals)
        if len(tried) == 1:
            continue
        scores = [model.total(parts) for _, _, parts in tried]
        peak = max(scores)
        odds = [exp(score - peak) for score in scores]
        if odds[-1] > (_UNDATED_PACT if out.type == "agreement" else _UNDATED) * sum(odds):
            out.dates = {}
            continue
        # a day that is likely in two roles is likelier than each tells alone
        values: dict[str, float] = {}
        for (_, number, _), p in zip(tried[:-1], odds, strict=False):
            value = document.dates[number].value
            values[value] = values.get(value, 0.0) + p
        places = range(len(tried) - 1)
        role, number, _ = tried[max(places, key=lambda i: (values[document.dates[tried[i][1]].value], odds[i], -i))]
        for other in roles_of(out.type):
            if other == role:
                break
            out.dates.pop(other, None)
        out.dates[role] = number


# what a feature says is one of few things: each combination is written out once in the life of the process


@lru_cache(maxsize=50_000)
def _chance_buckets(
    kind: str, role: str, p: str, where: str, place: int, peak: str, rival: str, others: str, tellings: int, again: int
) -> Group:
    out = [f"p={role}:{p}", f"pw={p}:{where}", f"r={role}", f"tr={kind}:{role}", f"w={where}", f"rw={role}:{where}"]
    out += [f"rank={place}:{p}", f"first={place == 0}:{role}", f"peak={peak}:{p}", f"riv={rival}:{p}", f"oth={others}:{p}"]
    out += [f"n={tellings}:{p}", f"same={again}", f"twhere={kind}:{where}"]
    return Group(buckets(out, "key."))


@lru_cache(maxsize=50_000)
def _day_buckets(
    kind: str, role: str, when: str, months: str, grain: str, cue: str, status: str, action: str, title: bool, likely: str, count: int
) -> Group:
    out = [f"when={when}:{role}", f"whens={when}:{role}:{status}", f"whena={when}:{role}:{action}", f"far={months}:{when}:{role}"]
    out += [f"grain={grain}:{role}", f"cue={cue}:{role}", f"cuew={cue}:{when}", f"st={status}:{role}", f"twn={kind}:{when}:{role}"]
    out += [f"title={title}:{role}", f"tpeak={role}:{likely}", f"count={count}"]
    return Group(buckets(out, "key."))


@lru_cache(maxsize=50_000)
def _rival_buckets(kind: str, role: str, best: str, p: str, likelier: bool, taken: bool, takers: int, alike: bool) -> Group:
    out = [f"ot={best}:{p}", f"otr={best}:{role}", f"otw={likelier}:{p}", f"ott={kind}:{likelier}:{taken}", f"tk={takers}:{role}"]
    out.append(f"tks={alike}:{takers}")
    return Group(buckets(out, "key."))


@lru_cache(maxsize=50_000)
def _near_buckets(
    kind: str, role: str, nearer: bool, own: bool, other: bool, beside: str, verb: str, form: str, after: bool, gap: int, count: int,
    again: int, published: bool, paragraph: int, quoted: bool, lone: bool,
) -> Group:  # fmt: skip
    out = [f"near={nearer}:{own}:{other}:{role}", f"nt={beside}:{kind}:{nearer}", f"vb={verb}:{role}", f"vb2={verb}:{form}:{after}"]
    out += [f"do={gap}:{role}", f"no={count}", f"sv={again}:{role}", f"pd={published}:{role}:{kind}", f"pa={paragraph}:{role}"]
    out += [f"q={quoted}:{role}", f"sole={lone}:{role}"]
    return Group(buckets(out, "key."))


@lru_cache(maxsize=20_000)
def _none_buckets(lost: str, kind: str, peak: str, status: str, action: str, *tops: str) -> Group:
    out = ["none", f"ot={lost}", f"p={peak}", f"t={kind}", f"tp={kind}:{peak}", f"s={status}", f"ts={kind}:{status}", f"sp={status}:{peak}"]
    out += [f"a={action}:{peak}", *(f"{role}={p}" for role, p in zip(roles_of(kind), tops, strict=True))]
    return Group(buckets(out, "nokey."))


@lru_cache(maxsize=50_000)
def _stands_buckets(
    kind: str, cls: str, peak: str, status: str, dates: int, tellings: int, rated: bool, keep: str, paragraph: int, title: bool,
    quoted: bool, own: bool, count: int,
) -> Group:  # fmt: skip
    out = [f"d={dates}", f"m={tellings}:{peak}", f"rate={rated}:{kind}", f"k={keep}", f"lead={paragraph < 2}:{status}", f"title={title}"]
    out += [f"pos={paragraph}", f"c={cls}", f"count={count}", f"quoted={quoted}", f"own={own}"]
    return Group(buckets(out, "nokey."))
