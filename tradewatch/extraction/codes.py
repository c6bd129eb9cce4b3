"""What a token is, as numbers: everything that the learned decisions ask of a token alone, one record of fixed width for each.

Words become numbers by a checksum, the same on every machine. Records are kept, since most words of an article were met before.
"""

from __future__ import annotations

from functools import lru_cache
from struct import Struct
from zlib import crc32

from tradewatch.knowledge import Knowledge

from .tokens import Token, is_auxiliary, is_preposition

# what a record holds; 0 is "nothing" in each
FIELDS = (
    "norm",  # the word or placeholder; the marks beyond a sentence's ends have numbers of their own
    "inner",  # the same, but nothing beyond the ends
    "heard",  # the same, but marks other than quotes and possessives left out
    "near",  # short plain words, and any trigger as one
    "step",  # the token as a step of the way from a name to a trigger; a verb's voice is added by `Sheet`
    "binds",  # what it makes of a token that follows: the preposition, the noun or verb before it; nothing lets look further back
    "governs",  # the same in plain grammar: the kind of preposition, or `STOP`
    "subject",  # whether what stands before it is a subject: `YES`, `NO`
    "mark",  # what it adds to the shape of a verb that follows, see `Sheet`
    "verb",
    "verb2",
    "form",
    "form2",
    "cues",  # one bit each, in the order of the table of cues
    "flags",  # one bit each, see below
    "kind",  # kind of jurisdiction
    "preposition",
)
YES, NO = 1, 2
STOP, BY, FROM, ONTO, AMONG, OTHER = range(1, 7)
# bits of `flags`
(
    POSSESSIVE, GOODS, BARRIER, FOREIGN, RETALIATION, PARTY, RATE, DATE, VERB, SILENT, STEP, VOICED, WEIGHTY, ACTING, BEARING, STRUCK,
    POINTING,
) = (1 << n for n in range(17))  # fmt: skip
FORMS = ("base", "third", "past", "participle", "ing")
# marks: bits for forms of be, of have and for negation, a mood above them, and one that says only "look further back"
BE, HAVE, NOT, PASSED = 1, 2, 4, 64
MOODS = ("", "inf", "fut", "would", "may", "should")
MOOD_SHIFT = 3

_PREPOSITIONS = {"by": BY, "from": FROM} | dict.fromkeys(("on", "against", "upon", "onto"), ONTO)
_PREPOSITIONS |= dict.fromkeys(("between", "with", "among"), AMONG)
_RECORD = Struct(f"={len(FIELDS)}I")
_LIMIT = 100_000
_BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "'s", "'re"])
_HAVE = frozenset(["has", "have", "had", "'ve", "hasn't", "haven't", "hadn't"])
_ADVERBS = frozenset(["also", "then", "now", "soon", "already", "even", "ever", "once", "again", "still", "yet", "get", "got"])
_LINKS = frozenset(["that", "which", "who", "if", "because", "while", "but", "after", "'s"])
_MARKS = frozenset([",", "and", "or", ";", ":", '"', "("])
_POINTING = frozenset(["its", "their", "his", "her", "our"])
_WEIGHTY = frozenset(["threaten", "propose", "announce", "bite", "reject", "suspend"])
# verbs whose subject acts on the measure that follows, and verbs whose subject bears it, always or in the passive
_ACTING = frozenset([
    "impose", "put", "raise", "lower", "suspend", "extend", "lift", "exempt", "announce", "threaten", "propose", "ban", "list",
    "retaliate", "probe", "sue",
])  # fmt: skip
_BEARING = frozenset(["face"])
_STRUCK = frozenset(["hit", "impose", "list", "ban", "charge"])
_STOPS = frozenset([
    "and", "or", "that", "which", "who", "is", "are", "was", "were", "has", "have", "had", "to", "will", "would", "not", "but", ",",
])  # fmt: skip
_BARRIERS = frozenset([";", ":", '"', "that", "which", "who", "but", "while", "after", "before", "by"])


@lru_cache(maxsize=_LIMIT)
def ident(text: str) -> int:
    """A word as a number above 0."""
    return crc32(text.encode()) or 1


def edge(text: str) -> bytes:
    """The record of what stands beyond an end of a sentence."""
    values = dict.fromkeys(FIELDS, 0)
    values["norm"] = ident(text)
    return _RECORD.pack(*values.values())


class Records:
    """Records by token, kept."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._kept: dict[object, bytes] = {}
        self.cues = tuple(knowledge.table("cues"))
        self._bits = {cue: 1 << number for number, cue in enumerate(self.cues)}

    def of(self, tokens: list[Token]) -> list[bytes]:
        """The records of a sentence."""
        kept = self._kept
        # what a plain token is lies in its word alone; a phrase of the lexicon is what the lexicon says, and who holds an office
        keys = [t.norm if t.kind in "wPNRD" else (t.kind, t.low, t.form and t.form.kind) for t in tokens]
        found = list(map(kept.get, keys))
        if None not in found:
            return found  # type: ignore[return-value]
        out: list[bytes] = []
        for token, key, record in zip(tokens, keys, found, strict=True):
            if record is None:
                record = _record(token, self._bits)
                if len(kept) < _LIMIT:
                    kept[key] = record
            out.append(record)
        return out


@lru_cache(maxsize=4)
def records(knowledge: Knowledge) -> Records:
    """The kept records of a knowledge, whose lexicon says what a phrase is."""
    return Records(knowledge)


# words that are more than a word to the records, though the lexicon may not know them
_TELLING = frozenset(_PREPOSITIONS) | _ADVERBS | _LINKS | _MARKS | _POINTING | _STOPS | _BARRIERS
_NOTHING = (0,) * (len(FIELDS) - 4)


def _is_plain(token: Token) -> bool:
    """Whether a token is a word of which its letters tell all: most are."""
    low = token.low
    if token.kind != "w" or not low.isalpha() or low.endswith("ly") or low in _TELLING or is_preposition(low) or is_auxiliary(low):
        return False
    return not (token.verbs or token.cues or token.triggers or token.goods or token.form)


def _record(token: Token, bits: dict[str, int]) -> bytes:
    low, kind = token.low, token.kind
    norm = ident(token.norm)
    if _is_plain(token):
        return _RECORD.pack(norm, norm, norm, norm if len(token.norm) < 14 else 0, *_NOTHING)
    preposition = ident(low) if is_preposition(low) else 0
    classes = {name for name, _ in token.verbs}
    cues = 0
    for cue in token.cues:
        cues |= bits[cue]
    if not token.cues and low.endswith("n't"):
        cues = bits["negation"]
    names = [ident(name) for name, _ in token.verbs[:2]] + [0, 0]
    forms = [FORMS.index(form) + 1 for _, form in token.verbs[:2]] + [0, 0]
    goods = bool(token.goods) or "imports" in token.cues
    step, voiced = _step(token, goods)
    flags = (
        POSSESSIVE * (low == "'s")
        | GOODS * goods
        | BARRIER * (low in _BARRIERS or (kind == "V" and token.verbs[0][1] in ("past", "third", "base") and not token.goods))
        | FOREIGN * (not _modifying(token))
        | RETALIATION * any(cls == "retaliation" for _, cls in token.triggers)
        | PARTY * (kind == "J")
        | RATE * (kind == "R")
        | DATE * (kind == "D")
        | VOICED * voiced
        | VERB * (forms[0] > 0)
        | SILENT * (forms[0] > 0 and token.verbs[0][0] != "say")
        | STEP * (step > 0)
        | WEIGHTY * (forms[0] > 0 and token.verbs[0][0] in _WEIGHTY)
        | ACTING * bool(classes & _ACTING)
        | BEARING * bool(classes & _BEARING)
        | STRUCK * bool(classes & _STRUCK)
        | POINTING * (low in _POINTING)
    )
    return _RECORD.pack(
        norm,
        norm,
        norm if kind != "P" or token.norm in ('"', "'s") else 0,
        norm if kind in ("w", "C", "P") and len(token.norm) < 14 else ident("~T") if kind == "T" else 0,
        step,
        _binding(token),
        _governing(token),
        _subject(token),
        _mark(token),
        *names[:2],
        *forms[:2],
        cues,
        flags,
        ident(token.form.kind) if token.form is not None else 0,
        preposition,
    )


def _step(token: Token, goods: bool) -> tuple[int, bool]:
    """Coarse steps: verb classes, prepositions, names, marks, no other words; and whether it is a verb's, which has a voice."""
    low, kind = token.low, token.kind
    if kind in ("J", "R"):
        return ident(kind), False
    if is_preposition(low):
        return ident(low), False
    if token.verbs and (kind == "V" or token.verbs[0][1] != "base"):
        return ident(f"V{token.verbs[0][0]}"), True
    if kind == "T":
        return ident("T"), False
    if goods:
        return ident("G"), False
    if low in _LINKS:
        return ident(low), False
    return ident(",") if low in _MARKS else 0, False


def _binding(token: Token) -> int:
    """What governs a token that follows with only modifiers between."""
    low = token.low
    if is_preposition(low):
        return ident(low)
    if token.verbs and token.kind in ("V", "T"):
        return ident("verb")
    if low in (",", ";", ":", '"', "that", "but"):
        return ident("start")
    if low == "and":
        return ident("and")
    return ident("noun") if token.kind == "T" else 0


def _governing(token: Token) -> int:
    """What plain grammar makes of a token before a noun group."""
    if is_preposition(token.low):
        return _PREPOSITIONS.get(token.low, OTHER)
    return STOP if token.kind in ("V", "T", "P", "R", "D", "J") or token.low in _STOPS else 0


def _subject(token: Token) -> int:
    if token.verbs and token.kind in ("V", "T") and token.verbs[0][1] != "ing":
        return YES
    if is_preposition(token.low) or token.kind in ("T", "R", "P"):
        return NO
    if "modal_future" in token.cues or token.low in ("has", "have", "had", "is", "are", "was", "were"):
        return YES
    return 0


def _mark(token: Token) -> int:
    low, cues = token.low, token.cues
    if low == "to":
        return PASSED | 1 << MOOD_SHIFT
    if is_auxiliary(low):
        return PASSED | BE * (low in _BE) | HAVE * (low in _HAVE) | NOT * low.endswith("n't")
    for number, cue in enumerate(("modal_future", "modal_would", "modal_may", "modal_should"), start=2):
        if cue in cues:
            return PASSED | number << MOOD_SHIFT
    if "negation" in cues:
        return PASSED | NOT
    return PASSED if (low.endswith("ly") and len(low) > 3) or low in _ADVERBS else 0


def _modifying(token: Token) -> bool:
    """Whether a token may stand between a name and the noun that it modifies."""
    if token.low == "'s" or token.kind in ("R", "N", "G", "C", "T"):
        return True
    return token.kind == "w" and token.low.isalpha() and not is_preposition(token.low) and token.low not in _STOPS
