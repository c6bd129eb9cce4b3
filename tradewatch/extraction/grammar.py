"""Plain grammar of who acts on whom: what the sentence's form alone says of a jurisdiction beside a trigger.

Each verdict is a fact of English ("sanctioned by Beijing", "tariffs on Chinese goods", "Canada faces a duty"). They are handed to the
learned decision as features that weigh more than others.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .codes import ACTING, AMONG, BEARING, BY, FROM, GOODS, ONTO, POSSESSIVE, STRUCK
from .hashing import Array, first_of
from .sheet import Pairs, is_passive

_AGENT, _TARGET, _ORIGIN, _PARTNER, _OWNER, _ACTOR, _BEARER, _GOODS, _NOTHING = range(1, 10)
_BACK = np.arange(1, 4)


def verdicts(pairs: Pairs) -> dict[str, Array]:
    """The constructions in which names stand to candidates: columns of verdicts, of which several may hold at once, 0 for none."""
    sheet, at, first, last = pairs.sheet, pairs.at, pairs.first, pairs.last
    after = pairs.index > at
    before = ~after
    # the preposition right before the noun group, articles and adjectives passed over
    preposition = first_of(sheet.of["governs"][first[:, None] - _BACK])
    straight = after & (first - at <= 14) & (sheet.barriers.count(at + 1, np.maximum(first, at + 1)) == 0)
    follow = follows(pairs)
    goods = (sheet.flags[follow] & np.uint32(GOODS)) != 0
    by = preposition == BY
    agent = (after & by & (first - at <= 9)) | (before & by & (at - last > 0) & (at - last <= 3))
    target = after & straight & (preposition == ONTO)
    origin = after & straight & (preposition == FROM)
    partner = after & (preposition == AMONG) & (first - at <= 4)
    owner = before & (at - last <= 7) & (sheet.foreign.count(np.minimum(last + 1, at), at) == 0)
    verb = pairs.verb_after
    flags = sheet.flags[verb]
    rules = before & (verb < at) & (verb - last <= 7) & (sheet.clause[verb] == sheet.clause[pairs.index])
    passive = is_passive(sheet.shape[verb])
    bears = (flags & np.uint32(BEARING)) != 0
    bears |= passive & ((flags & np.uint32(STRUCK)) != 0)
    acts = ~bears & ~passive & ((flags & np.uint32(ACTING)) != 0)
    goods &= (after & straight & ~target) | (before & ~owner)
    bound = _AGENT * agent + _TARGET * target + _ORIGIN * origin + _PARTNER * partner
    ruled = _BEARER * (rules & bears) + _ACTOR * (rules & acts)
    found = {"bound": bound, "owned": _OWNER * owner, "ruled": ruled, "bearing": _GOODS * goods}
    found["nothing"] = _NOTHING * ~(bound.astype(bool) | owner | ruled.astype(bool) | goods)
    return found


def summed(found: Mapping[str, Array]) -> Array:
    """Verdicts as one number for each name, a decimal digit for each construction."""
    told: Array = found["bound"] * 1000 + found["owned"] * 100 + found["ruled"] * 10 + found["bearing"]
    return told


def follows(pairs: Pairs) -> Array:
    """The token after a name, a possessive passed over; the edge where the sentence ends within three tokens."""
    flags, following = pairs.sheet.flags, pairs.last + 1
    following = following + ((flags[following] & np.uint32(POSSESSIVE)) != 0)
    found: Array = following + ((flags[following] & np.uint32(POSSESSIVE)) != 0) * (following > pairs.last + 1)
    return found
