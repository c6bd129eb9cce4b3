"""What the clause says round a candidate: governing verb, tense, modality, polarity, voice, cues. The output is features, named in words;
decisions are taken from them by `decide`.
"""

from __future__ import annotations

from datetime import date

from .phrases import Candidate, Document
from .tokens import Row, is_auxiliary

_WINDOW = 6


def stage_features(document: Document, candidate: Candidate) -> list[str]:
    """Features of a candidate that status, action and keeping are decided from."""
    row = document.rows[candidate.row]
    tokens = row.tokens
    at = candidate.anchor
    kind, cls = candidate.type, candidate.cls
    token = tokens[candidate.trigger if candidate.trigger >= 0 else at]
    out = [f"t={kind}", f"apart={candidate.apart}", f"c={cls}", f"p={token.low}", f"tp={kind}:{token.low}"]
    first, last = at, at
    if candidate.rate >= 0 and candidate.trigger >= 0 and abs(candidate.rate - candidate.trigger) <= 4:
        first, last = min(candidate.rate, candidate.trigger), max(candidate.rate, candidate.trigger)
    for step in range(1, _WINDOW + 1):
        left = tokens[first - step].norm if first - step >= 0 else "<s>"
        out.append(f"l{step if step < 4 else 'w'}={left}")
        right = tokens[last + step].norm if last + step < len(tokens) else "</s>"
        out.append(f"r{step if step < 4 else 'w'}={right}")
        if first - step < -1 and last + step > len(tokens):
            break
    low, high = max(0, first - 16), min(len(tokens), last + 17)
    for a in range(low, high):
        norm = tokens[a].norm
        if tokens[a].kind != "P" or norm in ('"', "'s"):
            out.append(f"u{'l' if a < first else 'r'}={norm}")
            if a + 1 < high:
                out.append(f"ub={norm} {tokens[a + 1].norm}")
    for a in range(max(0, first - 4), first):
        out.append(f"lb={tokens[a].norm} {tokens[a + 1].norm}")
    for a in range(last, min(len(tokens) - 1, last + 4)):
        out.append(f"rb={tokens[a].norm} {tokens[a + 1].norm}")
    verb_left, verb_right = _governors(row, first, last)
    for side, verb in (("vl", verb_left), ("vr", verb_right)):
        if verb < 0:
            out.append(f"{side}=none")
            continue
        shape = verb_shape(row, verb)
        for name, form in tokens[verb].verbs[:2]:
            out += [f"{side}={name}", f"{side}f={name}:{form}:{shape}", f"{kind}:{side}={name}:{shape}"]
        out.append(f"{side}s={shape}")
    if token.verbs:
        shape = verb_shape(row, at)
        out += [f"own={token.verbs[0][0]}:{token.verbs[0][1]}:{shape}", f"owns={shape}"]
    out += _cue_features(row, first, last)
    out += _place_features(document, candidate, row)
    return out


def _governors(row: Row, first: int, last: int) -> tuple[int, int]:
    """The verb before and the verb after the phrase, within its clause and the one before."""
    left = right = -1
    for verb in row.verbs:
        if verb < first and row.clauses[first] - row.clauses[verb] <= 1 and row.tokens[verb].verbs[0][0] != "say":
            left = verb
        elif verb > last and row.clauses[verb] == row.clauses[last]:
            right = verb
            break
    return left, right


def verb_shape(row: Row, verb: int) -> str:
    """`read_shape`, kept: a verb is asked for by every candidate of its sentence."""
    shape = row.shapes.get(verb)
    if shape is None:
        shape = row.shapes[verb] = read_shape(row, verb)
    return shape


def read_shape(row: Row, verb: int) -> str:
    """Tense, mood and voice of a verb token by the words before it: `past`, `perf`, `fut`, `would`, `may`, `inf`, `ing`, `pass`, `neg`."""
    tokens = row.tokens
    form = tokens[verb].verbs[0][1] if tokens[verb].verbs else "base"
    marks: list[str] = []
    passive = perfect = negative = False
    modal = ""
    step = verb - 1
    looked = 0
    while step >= 0 and looked < 5:
        low = tokens[step].low
        cues = tokens[step].cues
        if low in ("to",) and looked <= 1:
            modal = modal or "inf"
        elif is_auxiliary(low):
            if low in ("is", "are", "was", "were", "be", "been", "being", "'s", "'re"):
                passive = True
            if low in ("has", "have", "had", "'ve", "hasn't", "haven't", "hadn't"):
                perfect = True
            if low.endswith("n't"):
                negative = True
        elif "modal_future" in cues:
            modal = "fut"
        elif "modal_would" in cues:
            modal = "would"
        elif "modal_may" in cues:
            modal = "may"
        elif "modal_should" in cues:
            modal = "should"
        elif "negation" in cues:
            negative = True
        elif (
            low in ("get", "got")
            or (low.endswith("ly") and len(low) > 3)
            or low in ("also", "then", "now", "soon", "already", "even", "ever", "once", "again", "still", "yet")
        ):
            pass
        else:
            break
        looked += 1
        step -= 1
    if modal:
        marks.append(modal)
    if negative:
        marks.append("neg")
    if perfect:
        marks.append("perf")
    if form in ("past", "participle") and passive:
        marks.append("pass")
    elif form == "ing":
        marks.append("prog" if passive else "ing")
    elif not modal:
        marks.append({"past": "past", "participle": "part", "third": "pres", "base": "base"}[form])
    return "+".join(marks)


def _cue_features(row: Row, first: int, last: int) -> list[str]:
    out: set[str] = set()
    clause = row.clauses[first]
    for number, token in enumerate(row.tokens):
        cues = token.cues
        if not cues and token.low.endswith("n't"):
            cues = ("negation",)
        for cue in cues:
            out.add(f"q={cue}")
            if row.clauses[number] == clause:
                out.add(f"qc={cue}")
            if -5 <= number - first < 0:
                out.add(f"ql={cue}")
            elif 0 < number - last <= 4:
                out.add(f"qr={cue}")
        if token.verbs and row.clauses[number] == clause:
            out.add(f"vc={token.verbs[0][0]}")
        elif token.verbs:
            out.add(
                f"vs={token.verbs[0][0]}:{verb_shape(row, number)}"
                if token.verbs[0][0] in ("threaten", "propose", "announce", "bite", "reject", "suspend")
                else f"vo={token.verbs[0][0]}"
            )
    return sorted(out)


def _place_features(document: Document, candidate: Candidate, row: Row) -> list[str]:
    """Where the sentence stands, and what typed things are beside the candidate."""
    kind = candidate.type
    sentence = row.sentence
    out = [f"pos={'title' if sentence.title else 'lead' if sentence.paragraph <= 1 else 'top' if sentence.paragraph <= 3 else 'rest'}"]
    if sentence.quoted:
        out.append("quoted")
    if row.tokens and row.tokens[-1].low == "?":
        out.append("question")
    parties = {form.code for p in row.parties if (form := row.tokens[p].form) is not None}
    topic = document.topic
    out += [f"topic={topic}", f"topic={kind}:{topic[0]}", f"topic={kind}:{candidate.cls}:{topic[:1]}:{topic[2:]}"]
    out.append(f"nj={min(len(parties), 4)}")
    out.append(f"{kind}:nj={min(len(parties), 3)}")
    out.append(f"nd={min(len(row.dates), 3)}")
    out.append(f"len={min(len(row.tokens) // 10, 5)}")
    out.append(f"g={bool(row.goods)}")
    published = document.published
    for number in row.dates:
        mention = document.dates[row.tokens[number].date]
        when = direction(mention.period.first, mention.period.last, published)
        near = "n" if abs(number - candidate.anchor) <= 8 else "f"
        out += [f"d={when}:{near}", f"dc={mention.cue}:{when}"]
    if candidate.rate >= 0:
        span = document.rates[candidate.row][row.tokens[candidate.rate].rate]
        out += [
            "rate",
            f"rate:{span.role}",
            f"{kind}:rate",
            f"ro={bool(span.odd)}",
            f"rb={span.before}",
            f"unit={span.unit.partition('/')[0]}",
        ]
        if span.odd:
            out.append(f"odd={span.odd}")
        if span.prior is not None:
            out.append("prior")
        if span.minimum is not None:
            out.append("range")
        if candidate.trigger < 0:
            out.append("bare")
        else:
            gap = candidate.trigger - candidate.rate
            out.append(f"gap={max(-8, min(8, gap))}")
    else:
        out.append(f"norate:nr={min(len(row.rates), 2)}")
    return out


def direction(first: date, last: date, published: date | None) -> str:
    """Whether a period lies before, on or after the publication day."""
    if published is None:
        return "unknown"
    if last < published:
        return "past"
    if first > published:
        return "future"
    return "now"
