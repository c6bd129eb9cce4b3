"""What binds a typed token (a jurisdiction, a date) to a candidate: order, prepositions, verbs between, lists, as features.

What serves sides and date roles alike comes first: only what stands between and around differs, never which country it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .codes import GOODS, POSSESSIVE, RETALIATION, YES, ident
from .grammar import follows, summed, verdicts
from .hashing import Array, Batch, Templates, chain, first_of, gather, pack
from .sheet import Pairs, Sheet, is_passive

# how many steps of the way are told one by one
_STEPS = 10
_PAIR = Templates(
    "self=self, o=order, t=kind, to=kind order, d=order gap, c=cls order, list=listed order",
    "pp=preposition, ppo=preposition order, tpp=kind preposition order",
    "n1=n1, n2=n1 n2, p1=p1, p2=p2 p1, on1=order n1, op1=order p1, tn1=kind n1, n3=order n1 n2 n3",
    *(f"pw=order w-{step}, nw=order w+{step}" for step in range(3, 7)),
    *(f"al=order a-{step}, ar=order a+{step}" for step in range(1, 4)),
    "bt=order words, path=order path, tpath=kind order path5, pa=order head, pz=order tail, gpath=order path5 ofgoods",
    *(f"ps=order step{place}" for place in range(_STEPS)),
    *(f"bv=order verb{place}, tbv=kind order verb{place}" for place in range(4)),
    "bv=order noverb, bvs=order near nearshape, bp=order nearvoice",
    *(f"bw=order near{place}" for place in range(10)),
    "bj=order names, cl=order together, av=after, avs=order after aftershape",
    "rg=fromrate, rate=order preposition rated, rbtw=order rates, rnear=nearest",
    "firstj=opens, ret=order preposition answers, retal=order preposition kind answer",
)
_PARTY = Templates(
    "k=form, ko=form order, kp=form preposition, tk=kind form order",
    # said three times: a fact of grammar weighs more than a neighbouring word
    *(
        f"rule={verdict}, rule2={verdict}, rule3={verdict}, rulet={verdict} kind, rulek={verdict} form"
        for verdict in ("bound", "owned", "ruled", "bearing", "nothing")
    ),
    "poss=possessive order, goods=trades order, goodsk=trades form preposition, adj=adjective, adjk=adjective form, adjc=adjective cls",
    "back=back order opening, backs=back order subject count",
    "sv=ruler rulervoice reaches, svp=rulervoice reaches kind, subj=subject, tsubj=kind subject order",
)
_DATE = Templates(
    "cue=cue, cueo=cue order, when=when, cw=cue when, grain=grain, tw=kind when, twc=kind when cue, gw=grain when",
    "nv=side verb, nvs=side verb shape, nvt=kind verb when, nvd=side distance, closer=closer, nd=count",
)
_GAPS = np.array([0, 1, 2, 3, 5, 5] + [8] * 3 + [14] * 6 + [20], dtype=np.uint32)
_NONE, _START, _FAR, _SOME_GOODS = ident("none"), ident("start"), ident("far"), ident("~G")
_LAST, _TEN = np.arange(3, 0, -1), np.arange(_STEPS)


class Spans(NamedTuple):
    """Pairs of a candidate's number and the last token of a phrase of its sentence, and the first and last token of the phrase's list."""

    pairs: Sequence[tuple[int, int]] = ()
    first: Sequence[int] = ()
    last: Sequence[int] = ()


class Bound(NamedTuple):
    """What binds phrases to candidates: pairs, their columns, and the buckets of what serves all slots alike."""

    pairs: Pairs
    columns: dict[str, Array]
    both: Array


def slot_features(
    sheet: Sheet, parties: Sequence[tuple[int, int]], dates: Sequence[tuple[int, int]], spans: Spans = Spans()
) -> tuple[Batch, Batch, Array, Bound]:
    """Features of jurisdictions and of dates as slot fillers of candidates: pairs of a candidate's number and a token of its sentence.
    Beside them the verdicts of grammar on the jurisdictions, `summed`, and what binds other phrases, whose own features are added
    elsewhere."""
    pairs = Pairs(sheet, [*parties, *dates, *spans.pairs])
    others = slice(len(parties) + len(dates), None)
    if spans.pairs:
        pairs.spread(others, spans.first, spans.last)
    columns = _columns(pairs)
    both = _PAIR.buckets(columns, len(pairs)).T
    names, days, told = gather([]), gather([]), np.zeros(0, dtype=np.intp)
    if parties:
        part = slice(len(parties))
        own = _own(columns, _PARTY, part)
        chosen = pairs.part(part)
        found = verdicts(chosen)
        told = summed(found)
        more = _PARTY.buckets(own | found | _party_columns(chosen, columns["opens"][part]), len(chosen))
        names = pack((both[part], more.T))
    if dates:
        part = slice(len(parties), others.start)
        own = _own(columns, _DATE, part)
        chosen = pairs.part(part)
        days = pack((both[part], _DATE.buckets(own | _date_columns(chosen), len(chosen)).T))
    return names, days, told, Bound(pairs.part(others), {name: column[others] for name, column in columns.items()}, both[others])


def _own(columns: dict[str, Array], templates: Templates, part: slice) -> dict[str, Array]:
    """Of some of the pairs, the columns that templates share with all."""
    return {name: columns[name][part] for name in templates.columns if name in columns}


def _columns(pairs: Pairs) -> dict[str, Array]:
    """What serves names and dates alike."""
    sheet, at, index, first, last = pairs.sheet, pairs.at, pairs.index, pairs.first, pairs.last
    before = pairs.before
    low = np.where(before, last, at) + 1
    high = np.maximum(np.where(before, at, first), low)
    gap = np.where(before, at - last, first - at)
    norm, inner = sheet.of["norm"], sheet.of["inner"]
    out: dict[str, Array] = {
        "self": index == at,
        "order": 2 - before,
        "kind": sheet.kind[pairs.candidate],
        "cls": sheet.cls[pairs.candidate],
        "gap": np.where(gap < 0, 40 - np.maximum(gap, -9), _GAPS[np.minimum(gap, len(_GAPS) - 1)] + 1),
        "listed": first != last,
        "preposition": _preposition(pairs),
        "n1": norm[last + 1],
        "n2": norm[last + 2],
        "n3": norm[last + 3],
        "p1": norm[first - 1],
        "p2": norm[first - 2],
    }
    for step in range(3, 7):
        out[f"w-{step}"], out[f"w+{step}"] = inner[first - step], inner[last + step]
    for step in range(1, 4):
        out[f"a-{step}"], out[f"a+{step}"] = inner[at - step], inner[at + step]
    _between(pairs, low, high, out)
    _verbs(pairs, low, high, out)
    _rates(pairs, out)
    after = sheet.flags[last + 1] & np.uint32(GOODS)
    possessive = sheet.flags[last + 1] & np.uint32(POSSESSIVE)
    out["ofgoods"] = (after != 0) * (1 + (np.where(possessive != 0, out["n2"], out["n1"]) == _SOME_GOODS))
    out["names"] = 1 + np.minimum(sheet.names.count(low, high), 3)
    out["together"] = 1 + (sheet.clause[index] == sheet.clause[at])
    out["opens"] = index == sheet.opening[pairs.owner]
    out["answers"] = sheet.heard[pairs.owner] >> np.uint32(sheet.cues.index("retaliatory")) & np.uint32(1)
    out["answer"] = sheet.flags[at] & np.uint32(RETALIATION)
    return out


def _between(pairs: Pairs, low: Array, high: Array, out: dict[str, Array]) -> None:
    """The words between, and the way in coarse steps."""
    sheet, runs = pairs.sheet, pairs.sheet.runs
    places = low[:, None] + _TEN
    inside = places < high[:, None]
    places = np.minimum(places, len(sheet) - 1)
    out["words"] = chain(sheet.of["norm"][places[:, :7]] * inside[:, :7])[:, -1] * (high - low <= 7)
    near = (sheet.of["near"][places] * inside).T
    first, stop = sheet.steps.before(low) + 1, sheet.steps.before(high)
    start = sheet.run[first]
    count = (sheet.run[stop] - start + 1) * (stop >= first)
    steps = runs[np.minimum(start[:, None] + _TEN, len(runs) - 1)] * (count[:, None] > _TEN)
    way = chain(steps[:, :7])
    out["path"], out["path5"] = way[:, 6], way[:, 4]
    long = count > 2
    out["head"] = way[:, 2] * long
    out["tail"] = chain(runs[(start + count)[:, None] - _LAST])[:, -1] * long
    # each step once
    steps.sort(axis=1)
    steps[:, 1:] *= steps[:, 1:] != steps[:, :-1]
    steps = steps.T
    for place in range(10):
        out[f"near{place}"] = near[place]
    for place in range(_STEPS):
        out[f"step{place}"] = steps[place]


def _verbs(pairs: Pairs, low: Array, high: Array, out: dict[str, Array]) -> None:
    """Verbs between, the one nearest the slot, the one after it."""
    sheet = pairs.sheet
    verbs, verb = sheet.verbs.places, sheet.of["verb"]
    first, last = sheet.verbs.before(low) + 1, sheet.verbs.before(high)
    numbers = first[:, None] + _TEN[:4]
    found = (verb[verbs[np.minimum(numbers, len(verbs) - 1)]] * (numbers <= last[:, None])).T
    for place in range(4):
        out[f"verb{place}"] = found[place]
    some = last >= first
    out["noverb"] = np.where(some, 0, _NONE)
    near = verbs[np.where(pairs.before, first, last)] * some
    out["near"], out["nearshape"] = verb[near], sheet.shape[near]
    out["nearvoice"] = (1 + is_passive(sheet.shape[near])) * some
    after = pairs.verb_after * (pairs.verb_after - pairs.last <= 6)
    out["after"], out["aftershape"] = verb[after], sheet.shape[after]


def _rates(pairs: Pairs, out: dict[str, Array]) -> None:
    """Where a slot stands among the rates, for candidates that have one."""
    sheet, index, rate = pairs.sheet, pairs.index, pairs.rate
    rated = rate >= 0
    low, high = np.minimum(index, rate), np.maximum(index, rate)
    number = sheet.rates.before(index)
    left, right = sheet.rates.places[number], sheet.rates.places[number + 1]
    back = np.where(left >= pairs.begin, index - left, len(sheet))
    ahead = np.where(right < pairs.end, right - index, len(sheet))
    out["rated"] = rated
    out["fromrate"] = (20 + np.maximum(np.minimum(index - rate, 9), -9)) * rated
    out["rates"] = (1 + np.minimum(sheet.rates.count(low + 1, high), 2)) * rated
    out["nearest"] = (1 + (np.where(back <= ahead, left, right) == rate)) * rated


def _preposition(pairs: Pairs) -> Array:
    """The preposition that governs a slot, or what else stands before it with only modifiers between; where the sentence begins so."""
    found = first_of(pairs.sheet.of["binds"][pairs.first[:, None] - np.arange(1, 5)])
    return np.where(found != 0, found, np.where(pairs.first - pairs.begin < 5, np.uint32(_START), np.uint32(_FAR)))


def _party_columns(pairs: Pairs, opens: Array) -> dict[str, Array]:
    """What is particular to a jurisdiction's mention."""
    sheet, at, index, last = pairs.sheet, pairs.at, pairs.index, pairs.last
    possessive = (sheet.flags[last + 1] & np.uint32(POSSESSIVE)) != 0
    subject = first_of(sheet.of["subject"][last[:, None] + np.arange(1, 6)]) == YES
    verb = pairs.verb_after
    rules = subject & (sheet.of["verb"][verb] != 0)
    return {
        "form": sheet.of["kind"][index],
        "possessive": 1 + possessive,
        "trades": sheet.flags[follows(pairs)] & np.uint32(GOODS),
        "adjective": last + 1 + possessive == at,
        # "India wants lower tariffs that the US imposes on its imports": whose are they
        "back": first_of(sheet.pointing[at[:, None] + np.arange(1, 10)]),
        "opening": 1 + opens,
        "count": 1 + np.minimum(sheet.count[pairs.owner], 3),
        "subject": 1 + subject,
        "ruler": sheet.of["verb"][verb] * subject,
        "rulervoice": (1 + is_passive(sheet.shape[verb])) * rules,
        "reaches": 1 + (pairs.before & (verb < at)),
    }


def _date_columns(pairs: Pairs) -> dict[str, Array]:
    """What is particular to a date."""
    sheet, at, index = pairs.sheet, pairs.at, pairs.index
    date = sheet.dates.before(index) + 1
    numbers, inside = sheet.dates.spread(pairs.begin, pairs.end)
    closer = (np.abs(sheet.dates.places[numbers] - at[:, None]) < np.abs(index - at)[:, None]) & inside
    nearest = sheet.date_verb[date]
    some = nearest >= 0
    verb = (nearest + pairs.begin) * some
    return {
        "cue": sheet.date_cue[date],
        "when": sheet.when[date],
        "grain": sheet.grain[date],
        "side": (1 + (verb < index)) * some,
        "verb": sheet.of["verb"][verb],
        "shape": sheet.shape[verb],
        "distance": 1 + np.minimum(np.abs(verb - index), 6) * some,
        "closer": 1 + np.minimum(closer.sum(axis=1), 2),
        "count": 1 + np.minimum(inside.sum(axis=1), 3),
    }
