"""Plain grammar of who acts on whom: what the sentence's form alone says of a jurisdiction beside a trigger.

Each verdict is a fact of English ("sanctioned by Beijing", "tariffs on Chinese goods", "Canada faces a duty"). They are handed to the
learned decision as features that weigh more than others, and stand alone where no weights are.
"""

from __future__ import annotations

from .phrases import Candidate
from .tokens import Row, is_preposition

# verbs whose subject acts on the measure that follows, and verbs whose subject bears it
_ACTING = frozenset([
    "impose", "put", "raise", "lower", "suspend", "extend", "lift", "exempt", "announce", "threaten", "propose", "ban", "list",
    "retaliate", "probe", "sue",
])  # fmt: skip
_BEARING = frozenset({"face"})
_STOPS = frozenset([
    "and", "or", "that", "which", "who", "is", "are", "was", "were", "has", "have", "had", "to", "will", "would", "not", "but", ",",
])  # fmt: skip


def verdicts(row: Row, candidate: Candidate, index: int, shape_of: object) -> list[str]:
    """Names of the constructions in which token `index` stands to the candidate; `shape_of(row, verb)` tells a verb's tense and voice."""
    tokens = row.tokens
    at = candidate.anchor
    first, last = row.lists.get(index, (index, index))
    out: list[str] = []
    if index > at:
        preposition = _governing(row, first)
        if preposition == "by" and first - at <= 9:
            out.append("agent")
        elif preposition in ("on", "against", "upon", "onto") and _straight(row, at, first):
            out.append("target")
        elif preposition == "from" and _straight(row, at, first):
            out.append("origin")
        elif preposition in ("between", "with", "among") and first - at <= 4:
            out.append("partner")
        if "target" not in out and _of_goods(row, last) and _straight(row, at, first):
            out.append("goods")
    else:
        if _modifies(row, last, at):
            out.append("owner")
        verb = next((v for v in row.verbs if v > last), -1)
        if 0 <= verb < at and verb - last <= 7 and row.clauses[verb] == row.clauses[index]:
            shape = str(shape_of(row, verb))  # type: ignore[operator]
            classes = {name for name, _ in tokens[verb].verbs}
            passive = "pass" in shape
            if classes & _BEARING or (passive and classes & {"hit", "impose", "list", "ban", "charge"}):
                out.append("bearer")
            elif classes & _ACTING and not passive:
                out.append("actor")
        if _of_goods(row, last) and "owner" not in out:
            out.append("goods")
        preposition = _governing(row, first)
        if preposition == "by" and 0 < at - last <= 3:
            out.append("agent")
    return out


def _governing(row: Row, first: int) -> str:
    """The preposition right before a noun group, articles and adjectives passed over."""
    for step in range(first - 1, max(-1, first - 4), -1):
        token = row.tokens[step]
        if is_preposition(token.low):
            return token.low
        if token.kind in ("V", "T", "P", "R", "D", "J") or token.low in _STOPS:
            return ""
    return ""


def _straight(row: Row, at: int, first: int) -> bool:
    """Whether only nouns, numbers and prepositions stand between trigger and name: no verb, other trigger, or mark but commas in lists."""
    if first - at > 14:
        return False
    for step in range(at + 1, first):
        token = row.tokens[step]
        if token.kind == "V" and token.verbs[0][1] in ("past", "third", "base") and not token.goods:
            return False
        if token.low in (";", ":", '"', "that", "which", "who", "but", "while", "after", "before", "by"):
            return False
    return True


def _modifies(row: Row, last: int, at: int) -> bool:
    """Whether the name is an adjective or a possessor of the trigger's own noun group."""
    if at - last > 7:
        return False
    for step in range(last + 1, at):
        token = row.tokens[step]
        if token.low == "'s" or token.kind in ("R", "N", "G", "C", "T"):
            continue
        if token.kind == "w" and token.low.isalpha() and not is_preposition(token.low) and token.low not in _STOPS:
            continue
        return False
    return True


def _of_goods(row: Row, last: int) -> bool:
    """Whether goods or imports follow the name at once: "Chinese goods", "Canada's steel"."""
    follow = next((t for t in row.tokens[last + 1 : last + 4] if t.low != "'s"), None)
    return follow is not None and (bool(follow.goods) or "imports" in follow.cues)
