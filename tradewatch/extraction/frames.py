"""What the clause says round a candidate: governing verb, tense, modality, polarity, voice, cues. The output is features; decisions are
taken from them by `decide`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from .codes import WEIGHTY, ident
from .hashing import Array, Batch, Templates, pack
from .phrases import Before
from .rates import RateSpan
from .sheet import Sheet

# how far the windows reach: words by their place, words heard at all
_NEAR, _FAR = 6, 16

# what a token says as a neighbour at some place; pairs of neighbours at the left edge and at the right
_TOKENS = Templates(
    "l1=norm, l2=norm, l3=norm, lw=norm, r1=norm, r2=norm, r3=norm, rw=norm",
    "ul=heard, ur=heard, ub=heard next, lb=inner next, rb=inner next",
)
_VERBS = Templates("vc=verb, vo=plain, vs=weighty shape")
_DATES = Templates("dn=when, df=when, dc=cue when")
_CUES = Templates("q=cue, qc=cue, ql=cue, qr=cue")
_CANDIDATE = Templates(
    "t=kind, apart=apart, c=cls, p=phrase, tp=kind phrase",
    "vl=left, vl=left2, vlf=left leftform leftshape, vlf=left2 leftform2 leftshape, vls=leftshape, vl=noleft",
    "tvl=kind left leftshape, tvl=kind left2 leftshape, tvr=kind right rightshape, tvr=kind right2 rightshape",
    "vr=right, vr=right2, vrf=right rightform rightshape, vrf=right2 rightform2 rightshape, vrs=rightshape, vr=noright",
    "own=verb form shape, owns=shape",
    "pos=where, quoted=quoted, topic=topic, topict=kind density, topicc=kind cls density rest",
    "nj=parties, njt=kind few, nd=dates, len=length, g=goods",
    "rate=rated, role=role, trate=kind rated, ro=doubted, before=before, unit=unit, odd=odd, prior=prior, range=range, bare=bare, gap=gap",
    "norate=rates",
    "nth=nth, nthk=kind nth, nths=nth rated, seen=kind seen, tit=kind titled, late=late, latek=kind late, prev=kind back",
)
_NONE = ident("none")
_ROW_COLUMNS = ("where", "quoted", "parties", "few", "dates", "length", "goods", "rates")
_RATE_COLUMNS = ("rated", "role", "doubted", "before", "unit", "odd", "prior", "range")
_BEFORE_COLUMNS = Before._fields
_UNRATED = (0,) * len(_RATE_COLUMNS)
_PAIRS = np.arange(1, 5)
_WIDE = np.arange(2 * _FAR + 5)


def stage_features(sheet: Sheet) -> Batch:
    """Features of the sheet's candidates that status, action and keeping are decided from."""
    begin, end = sheet.begin[sheet.owner], sheet.end[sheet.owner]
    blocks = _window(sheet, begin, end)
    blocks.append(_cues(sheet))
    blocks.append(_sentence_verbs(sheet, begin, end))
    blocks.append(_sentence_dates(sheet, begin, end))
    columns: dict[str, Array | int] = {"kind": sheet.kind, "cls": sheet.cls, "phrase": sheet.phrase}
    for side, verb in zip(("left", "right"), _governors(sheet, begin, end), strict=True):
        columns[side], columns[f"{side}2"] = sheet.of["verb"][verb], sheet.of["verb2"][verb]
        columns[f"{side}form"], columns[f"{side}form2"] = sheet.of["form"][verb], sheet.of["form2"][verb]
        columns[f"{side}shape"] = sheet.shape[verb]
        columns[f"no{side}"] = (verb == 0) * np.uint32(_NONE)
    columns["verb"], columns["form"], columns["shape"] = (
        column[sheet.named] for column in (sheet.of["verb"], sheet.of["form"], sheet.shape)
    )
    columns |= _place(sheet)
    blocks.append(_CANDIDATE.buckets(columns, len(sheet.at)).T)
    return pack(blocks)


def _window(sheet: Sheet, begin: Array, end: Array) -> list[Array]:
    """Words and pairs of words round the phrase: near ones by their place, those farther off by their side."""
    norm = sheet.of["norm"]
    following = np.concatenate((norm[1:], norm[:1]))
    columns = {"norm": norm, "inner": sheet.of["inner"], "heard": sheet.of["heard"], "next": following}
    said = _TOKENS.named(columns, len(norm))
    # nothing is paired with what lies beyond the end
    said["rb"][sheet.end - 1] = 0
    low, high = sheet.low[:, None], sheet.high[:, None]
    out: list[Array] = []
    for place in range(1, 4):
        out += [said[f"l{place}"][low - place], said[f"r{place}"][high + place]]
    beyond = np.arange(4, _NEAR + 1)
    out += [said["lw"][low - beyond], said["rw"][high + beyond]]
    # a pair to the left ends at the phrase, one to the right begins in it
    out += [said["lb"][low - _PAIRS], said["rb"][high + _PAIRS - 1]]
    last = np.minimum(high + _FAR, end[:, None] - 1)
    places = np.maximum(low - _FAR, begin[:, None]) + _WIDE
    inside = places <= last
    places = np.minimum(places, last)
    out.append(np.where(places < low, said["ul"][places], said["ur"][places]) * inside)
    out.append(said["ub"][places] * (places < last))
    return out


@lru_cache(maxsize=4)
def _cue_buckets(cues: tuple[str, ...]) -> Array:
    said = _CUES.named({"cue": np.array([ident(cue) for cue in cues], dtype=np.uint32)}, len(cues))
    return np.stack([said[name] for name in ("q", "qc", "ql", "qr")])


def _cues(sheet: Sheet) -> Array:
    """Cues of the sentence, of the phrase's clause, shortly before and shortly after."""
    cues = sheet.of["cues"]
    fresh = np.ones(len(cues), dtype=bool)
    fresh[1:] = sheet.clause[1:] != sheet.clause[:-1]
    fresh[sheet.begin] = True
    clauses = np.bitwise_or.reduceat(cues, np.flatnonzero(fresh))
    seen = np.stack((
        sheet.heard[sheet.owner],
        clauses[np.cumsum(fresh)[sheet.low] - 1],
        np.bitwise_or.reduce(cues[sheet.low[:, None] - np.arange(1, 6)], axis=1),
        np.bitwise_or.reduce(cues[sheet.high[:, None] + np.arange(1, 5)], axis=1),
    ))  # fmt: skip
    bits = seen.T[:, :, None] >> np.arange(len(sheet.cues), dtype=np.uint32) & np.uint32(1)
    out: Array = (bits * _cue_buckets(sheet.cues)).reshape(len(sheet.at), -1)
    return out


def _sentence_verbs(sheet: Sheet, begin: Array, end: Array) -> Array:
    """Verbs of the phrase's clause and of the other clauses, each once."""
    verbs = sheet.verbs.places
    verb = sheet.of["verb"][verbs]
    weighty = (sheet.flags[verbs] & np.uint32(WEIGHTY)) != 0
    said = _VERBS.named({"verb": verb, "plain": verb * ~weighty, "weighty": verb * weighty, "shape": sheet.shape[verbs]}, len(verbs))
    numbers, inside = sheet.verbs.spread(begin, end)
    same = sheet.clause[verbs[numbers]] == sheet.clause[sheet.low][:, None]
    found = np.where(same, said["vc"][numbers], (said["vo"] + said["vs"])[numbers]) * inside
    found.sort(axis=1)
    found[:, 1:] *= found[:, 1:] != found[:, :-1]
    return found


def _sentence_dates(sheet: Sheet, begin: Array, end: Array) -> Array:
    """Dates of the sentence by where they lie in time, and how far from the candidate they stand."""
    said = _DATES.named({"when": sheet.when, "cue": sheet.date_cue}, len(sheet.when))
    numbers, inside = sheet.dates.spread(begin, end)
    near = np.abs(sheet.dates.places[numbers] - sheet.at[:, None]) <= 8
    found = np.where(near, said["dn"][numbers], said["df"][numbers])
    return np.concatenate((found * inside, said["dc"][numbers] * inside), axis=1)


def _governors(sheet: Sheet, begin: Array, end: Array) -> tuple[Array, Array]:
    """The verb before and the verb after the phrase, within its clause and the one before; 0 where there is none."""
    clause = sheet.clause
    left = sheet.silent.places[sheet.silent.before(sheet.low)]
    left = left * ((left >= begin) & (clause[sheet.low] - clause[left] <= 1))
    right = sheet.verbs.after(sheet.high)
    return left, right * ((right < end) & (clause[right] == clause[sheet.high]))


def _place(sheet: Sheet) -> dict[str, Array | int]:
    """Where the sentence stands, and what typed things are beside the candidate."""
    topic = sheet.document.topic
    out: dict[str, Array | int] = {"topic": ident(topic), "density": ident(topic[:1]), "rest": ident(topic[2:])}
    rows, rates = [], [_UNRATED]
    for row in sheet.rows:
        sentence = row.sentence
        place = 1 if sentence.title else 2 if sentence.paragraph <= 1 else 3 if sentence.paragraph <= 3 else 4
        parties = len({form.code for p in row.parties if (form := row.tokens[p].form) is not None})
        rows.append((
            place, sentence.quoted, 1 + min(parties, 4), 1 + min(parties, 3), 1 + min(len(row.dates), 3),
            1 + min(len(row.tokens) // 10, 5), 1 + bool(row.goods), 1 + min(len(row.rates), 2),
        ))  # fmt: skip
        if row.rates:
            spans = sheet.document.rates[sentence.index]
            rates += [_rate(spans[row.tokens[number].rate]) for number in row.rates]
    out |= zip(_ROW_COLUMNS, np.array(rows)[sheet.owner].T, strict=True)
    rate, trigger = sheet.rate, sheet.trigger
    rated = rate >= 0
    out |= zip(_RATE_COLUMNS, np.array(rates)[sheet.rates.before(rate + 1) * rated].T, strict=True)
    out["apart"] = 1 + sheet.apart
    out |= zip(_BEFORE_COLUMNS, np.array([c.before for c in sheet.candidates]).T, strict=True)
    out["bare"] = rated & (trigger < 0)
    out["gap"] = (20 + np.maximum(-8, np.minimum(8, trigger - rate))) * (rated & (trigger >= 0))
    out["rates"] = out["rates"] * ~rated
    return out


def _rate(span: RateSpan) -> tuple[int, ...]:
    return (
        1,
        ident(span.role),
        1 + bool(span.odd),
        ident(span.before),
        ident(span.unit.partition("/")[0]),
        ident(span.odd) if span.odd else 0,
        span.prior is not None,
        span.minimum is not None,
    )
