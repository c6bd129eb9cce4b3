"""What binds a typed token (a jurisdiction, a date, goods) to a candidate: order, prepositions, verbs between, lists, as features.

`pair_features` serves sides and date roles alike: only what stands between and around differs, never which country it is.
"""

from __future__ import annotations

from .frames import direction, verb_shape
from .grammar import verdicts
from .phrases import Candidate, Document
from .tokens import Row, is_preposition


def pair_features(document: Document, candidate: Candidate, index: int) -> list[str]:
    """Features of token `index` of the candidate's row as a slot filler of the candidate."""
    row = document.rows[candidate.row]
    tokens = row.tokens
    at = candidate.anchor
    kind = candidate.type
    first, last = row.lists.get(index, (index, index))
    before = index < at
    gap = at - last if before else first - at
    order = "b" if before else "a"
    bucket = gap if gap <= 3 else 5 if gap <= 5 else 8 if gap <= 8 else 14 if gap <= 14 else 20
    out = ["self"] if index == at else []
    out += [f"o={order}", f"t={kind}", f"to={kind}:{order}", f"d={order}{bucket}", f"c={candidate.cls}:{order}"]
    if first != last:
        out.append(f"list:{order}")
    preposition = _preposition(row, first)
    out += [f"pp={preposition}", f"ppo={preposition}:{order}", f"tpp={kind}:{preposition}:{order}"]
    n1 = tokens[last + 1].norm if last + 1 < len(tokens) else "</s>"
    n2 = tokens[last + 2].norm if last + 2 < len(tokens) else "</s>"
    p1 = tokens[first - 1].norm if first else "<s>"
    p2 = tokens[first - 2].norm if first > 1 else "<s>"
    out += [f"n1={n1}", f"n2={n1} {n2}", f"p1={p1}", f"p2={p2} {p1}", f"on1={order}:{n1}", f"op1={order}:{p1}", f"tn1={kind}:{n1}"]
    for step in range(3, 7):
        if first - step >= 0:
            out.append(f"pw={order}:{tokens[first - step].norm}")
        if last + step < len(tokens):
            out.append(f"nw={order}:{tokens[last + step].norm}")
    out.append(f"n3={order}:{n1} {n2} {tokens[last + 3].norm if last + 3 < len(tokens) else '</s>'}")
    for step in range(1, 4):
        if at - step >= 0:
            out.append(f"al={order}:{tokens[at - step].norm}")
        if at + step < len(tokens):
            out.append(f"ar={order}:{tokens[at + step].norm}")
    low, high = (last + 1, at) if before else (at + 1, first)
    between = tokens[low:high]
    if len(between) <= 7:
        out.append(f"bt={order}:{' '.join(t.norm for t in between)}")
    steps = path(row, low, high)
    out.append(f"path={order}:{' '.join(steps[:7])}")
    out.append(f"tpath={kind}:{order}:{' '.join(steps[:5])}")
    out += [f"ps={order}:{a}" for a in set(steps)]
    if len(steps) > 2:
        out += [f"pa={order}:{' '.join(steps[:3])}", f"pz={order}:{' '.join(steps[-3:])}"]
    goods_of = n1 if n1 != "'s" else n2
    if last + 1 < len(tokens) and (tokens[last + 1].goods or "imports" in tokens[last + 1].cues):
        out.append(f"gpath={order}:{' '.join(steps[:5])}:{goods_of == '~G'}")
    verbs = [t for t in range(low, high) if tokens[t].verbs]
    for verb in verbs[:4]:
        name = tokens[verb].verbs[0][0]
        out += [f"bv={order}:{name}", f"tbv={kind}:{order}:{name}"]
    if verbs:
        near = verbs[0] if before else verbs[-1]
        shape = verb_shape(row, near)
        out += [f"bvs={order}:{tokens[near].verbs[0][0]}:{shape}", f"bp={order}:{'pass' in shape}"]
    else:
        out.append(f"bv={order}:none")
    for t in between[:10]:
        if t.kind in ("w", "C", "P") and len(t.norm) < 14:
            out.append(f"bw={order}:{t.norm}")
        elif t.kind == "T":
            out.append(f"bT={order}")
    out.append(f"bj={order}:{min(sum(t.kind == 'J' for t in between), 3)}")
    out.append(f"cl={order}:{row.clauses[index] == row.clauses[at]}")
    after = next((v for v in row.verbs if v > last), -1)
    if after >= 0 and after - last <= 6:
        out += [f"av={tokens[after].verbs[0][0]}", f"avs={order}:{tokens[after].verbs[0][0]}:{verb_shape(row, after)}"]
    if candidate.rate >= 0:
        gap = index - candidate.rate
        out += [f"rg={max(-9, min(9, gap))}", f"rate:{order}:{preposition}"]
        other = [r for r in row.rates if r != candidate.rate and min(index, candidate.rate) < r < max(index, candidate.rate)]
        out.append(f"rbtw={order}:{min(len(other), 2)}")
        if row.rates:
            nearest = min(row.rates, key=lambda r: abs(r - index))
            out.append(f"rnear={nearest == candidate.rate}")
    if index == row.parties[0] if row.parties else False:
        out.append("firstj")
    if any("retaliatory" in t.cues for t in tokens):
        out.append(f"ret:{order}:{preposition}")
    if any(cls == "retaliation" for _, cls in tokens[at].triggers):
        out.append(f"retal:{order}:{preposition}:{kind}")
    return out


def path(row: Row, low: int, high: int) -> list[str]:
    """The way from a token to the trigger in coarse steps: verb classes with voice, prepositions, names, marks; no other words."""
    out: list[str] = []
    for number in range(low, high):
        token = row.tokens[number]
        step = ""
        if token.kind == "J":
            step = "J"
        elif token.kind == "R":
            step = "R"
        elif is_preposition(token.low):
            step = token.low
        elif token.verbs and (token.kind == "V" or token.verbs[0][1] != "base"):
            shape = verb_shape(row, number)
            step = f"V{token.verbs[0][0]}{'-p' if 'pass' in shape else '-g' if shape == 'ing' else ''}"
        elif token.kind == "T":
            step = "T"
        elif token.goods or "imports" in token.cues:
            step = "G"
        elif token.low in ("that", "which", "who", "if", "because", "while", "but", "after", "'s"):
            step = token.low
        elif token.low in (",", "and", "or", ";", ":", '"', "("):
            step = ","
        if step and not (out and out[-1] == step):
            out.append(step)
    return out


def party_features(document: Document, candidate: Candidate, index: int) -> list[str]:
    """Pair features and what is particular to a jurisdiction's mention."""
    row = document.rows[candidate.row]
    tokens = row.tokens
    token = tokens[index]
    form = token.form
    assert form is not None
    first, last = row.lists.get(index, (index, index))
    out = pair_features(document, candidate, index)
    order = "b" if index < candidate.anchor else "a"
    preposition = _preposition(row, first)
    out += [f"k={form.kind}", f"ko={form.kind}:{order}", f"kp={form.kind}:{preposition}", f"tk={candidate.type}:{form.kind}:{order}"]
    for verdict in verdicts(row, candidate, index, verb_shape) or ["nothing"]:
        # said three times: a fact of grammar weighs more than a neighbouring word
        out += [
            f"rule={verdict}",
            f"rule2={verdict}",
            f"rule3={verdict}",
            f"rule={verdict}:{candidate.type}",
            f"rule={verdict}:{form.kind}",
        ]
    possessive = last + 1 < len(tokens) and tokens[last + 1].low == "'s"
    out.append(f"poss={possessive}:{order}")
    follow = next((t for t in tokens[last + 1 : last + 4] if t.low != "'s"), None)
    if follow is not None:
        if "imports" in follow.cues or follow.goods:
            out += [f"goods:{order}", f"goods:{form.kind}:{preposition}"]
        if last + 1 + possessive == candidate.anchor:
            out += ["adj", f"adj:{form.kind}", f"adj:{candidate.cls}"]
    # "India wants lower tariffs that the US imposes on its imports": whose are they
    back = _points_back(row, candidate.anchor)
    if back:
        out += [
            f"back={back}:{order}:{index == row.parties[0]}",
            f"back={back}:{order}:{_is_subject(row, last)}:{min(len(row.parties), 3)}",
        ]
    subject = _is_subject(row, last)
    after = next((v for v in row.verbs if v > last), -1)
    if subject and after >= 0:
        shape = verb_shape(row, after)
        name = tokens[after].verbs[0][0]
        reaches = (last < after < candidate.anchor) if order == "b" else False
        out += [f"sv={name}:{'pass' in shape}:{reaches}", f"svp={'pass' in shape}:{reaches}:{candidate.type}"]
    out += [f"subj={subject}", f"tsubj={candidate.type}:{subject}:{order}"]
    return out


def _points_back(row: Row, at: int) -> str:
    """The preposition before a possessive pronoun that follows the trigger closely ("on its imports"), empty where there is none."""
    for step in range(at + 1, min(len(row.tokens), at + 10)):
        if row.tokens[step].low in ("its", "their", "his", "her", "our") and step and is_preposition(row.tokens[step - 1].low):
            return row.tokens[step - 1].low
    return ""


def date_features(document: Document, candidate: Candidate, index: int) -> list[str]:
    """Pair features and what is particular to a date."""
    row = document.rows[candidate.row]
    mention = document.dates[row.tokens[index].date]
    out = pair_features(document, candidate, index)
    when = direction(mention.period.first, mention.period.last, document.published)
    cue = mention.cue or "none"
    order = "b" if index < candidate.anchor else "a"
    out += [
        f"cue={cue}",
        f"cueo={cue}:{order}",
        f"when={when}",
        f"cw={cue}:{when}",
        f"grain={mention.grain}",
        f"tw={candidate.type}:{when}",
        f"twc={candidate.type}:{when}:{cue}",
        f"gw={mention.grain}:{when}",
    ]
    verb = _nearest_verb(row, index)
    if verb >= 0:
        name, shape = row.tokens[verb].verbs[0][0], verb_shape(row, verb)
        side = "b" if verb < index else "a"
        out += [
            f"nv={side}:{name}",
            f"nvs={side}:{name}:{shape}",
            f"nvt={candidate.type}:{name}:{when}",
            f"nvd={side}:{min(abs(verb - index), 6)}",
        ]
    closer = sum(1 for d in row.dates if abs(d - candidate.anchor) < abs(index - candidate.anchor))
    out.append(f"closer={min(closer, 2)}")
    out.append(f"nd={min(len(row.dates), 3)}")
    return out


def _preposition(row: Row, index: int) -> str:
    """The preposition that governs a token: the nearest before it with only modifiers between; `subj` where the clause begins with it."""
    tokens = row.tokens
    for step in range(index - 1, max(-1, index - 5), -1):
        token = tokens[step]
        if is_preposition(token.low):
            return token.low
        if token.verbs and token.kind in ("V", "T"):
            return "verb"
        if token.low in (",", ";", ":", '"', "and", "that", "but"):
            return "start" if token.low not in ("and",) else "and"
        if token.kind == "T":
            return "noun"
    return "start" if index < 5 else "far"


def _is_subject(row: Row, last: int) -> bool:
    """Whether a verb follows closely with nothing but titles, names and adverbs between."""
    for step in range(last + 1, min(len(row.tokens), last + 6)):
        token = row.tokens[step]
        if token.verbs and token.kind in ("V", "T") and token.verbs[0][1] != "ing":
            return True
        if is_preposition(token.low) or token.kind in ("T", "R", "P"):
            return False
        if "modal_future" in token.cues or token.low in ("has", "have", "had", "is", "are", "was", "were"):
            return True
    return False


def _nearest_verb(row: Row, index: int) -> int:
    best, best_cost = -1, 0
    for verb in row.verbs:
        if row.tokens[verb].verbs[0][0] == "say" and best >= 0:
            continue
        cost = index - verb if verb < index else verb - index + 2
        if row.clauses[verb] != row.clauses[index]:
            cost += 6
        if best < 0 or cost < best_cost:
            best, best_cost = verb, cost
    return best
