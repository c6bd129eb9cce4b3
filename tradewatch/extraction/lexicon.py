"""One automaton pass over the text: jurisdictions, officials, firms, goods, triggers, verbs and cues, as typed spans.

The automaton reads a folded copy of the text (lower case, all word-dividing signs as blanks, one character for one), so
"US-China", "U.S.–China" and "(US)" all show their words. Patterns begin with a blank, which makes their left edge a word's edge;
the right edge is checked.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from tradewatch.knowledge import Form, Knowledge

# signs that divide words: those of ASCII are made blank on the bytes of UTF-8, where no other character has such a byte
_FOLD = bytes(32 if chr(c) in '-"()[]{}/\n\r\t:;*_|<>=+~^`' else c for c in range(256))
_FOLD_WIDE = "“”‘—–‑…•"


@dataclass(slots=True)
class Entry:
    """All that one surface phrase can be."""

    forms: tuple[Form, ...] = ()
    goods: tuple[int, ...] = ()
    triggers: tuple[tuple[str, str], ...] = ()
    follows: tuple[tuple[str, str], ...] = ()
    verbs: tuple[tuple[str, str], ...] = ()
    cues: tuple[str, ...] = ()
    shield: bool = False


class Hit(NamedTuple):
    """A found phrase with its offsets in the plain text."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The compiled words of data/; `gate` knows the trigger phrases alone, none of which is longer than `reach`."""

    automaton: Any
    entries: tuple[Entry, ...]
    by_text: dict[str, int]
    gate: Any
    reach: int


def inflect(base: str, irregular: dict[str, str]) -> list[tuple[str, str]]:
    """All forms of a verb phrase, its first word inflected: `take effect` -> takes, took, taken, taking effect."""
    head, _, tail = base.partition(" ")
    tail = " " + tail if tail else ""
    if head in irregular:
        past, participle, ing = irregular[head].split()
    else:
        stem = head[:-1] if head.endswith("e") else head
        if head.endswith("y") and head[-2] not in "aeiou":
            past, ing = head[:-1] + "ied", head + "ing"
        else:
            past, ing = stem + "ed", (stem if head.endswith("e") and not head.endswith("ee") else head) + "ing"
        participle = past
    if head == "be":
        return [
            (w + tail, f)
            for w, f in (("is", "third"), ("are", "base"), ("was", "past"), ("were", "past"), ("be", "base"), ("been", "participle"))
        ]
    third = (
        head[:-1] + "ies"
        if head.endswith("y") and head[-2] not in "aeiou"
        else head + ("es" if head.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    )
    out = [(head, "base"), (third, "third"), (ing, "ing")]
    out += [(past, "past")] if past == participle else [(past, "past"), (participle, "participle")]
    return [(word + tail, form) for word, form in out]


def expand(phrase: str, irregular: dict[str, str]) -> list[str]:
    """`tariff(s)` -> tariff, tariffs; `retaliate~` -> all its verb forms."""
    if phrase.endswith("~"):
        return [word for word, _ in inflect(phrase[:-1], irregular)]
    if phrase.endswith("(s)"):
        stem = phrase[:-3]
        return [stem, stem + "s"]
    return [phrase]


def fold(text: str) -> str:
    """Lower case with dividing signs as blanks, the same length as `text`."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if not low.isascii():
        for sign in _FOLD_WIDE:
            low = low.replace(sign, " ")
    return low.encode("utf-8", "surrogatepass").translate(_FOLD).decode("utf-8", "surrogatepass")


def key(phrase: str) -> str:
    """A phrase as the automaton reads it."""
    return " ".join(fold(phrase).split())


@lru_cache(maxsize=4)
def build(knowledge: Knowledge) -> Lexicon:
    """Compile the lexicon of a knowledge; kept for the life of the process."""
    entries: dict[str, Entry] = defaultdict(Entry)
    verbs = knowledge.table("verbs")
    irregular = verbs["irregular"]
    for kind, bases in verbs["classes"].items():
        for base in bases:
            for word, shape in inflect(base, irregular):
                entry = entries[key(word)]
                if (kind, shape) not in entry.verbs:
                    entry.verbs += ((kind, shape),)
    for cue, phrases in knowledge.table("cues").items():
        for phrase in phrases:
            entries[key(phrase)].cues += (cue,)
    triggers: set[str] = set()
    for kind in EVENT_FILES:
        for name, phrases in knowledge.table(f"events/{kind}")["triggers"].items():
            for phrase in phrases:
                for word in expand(phrase, irregular):
                    entry = entries[key(word)]
                    if name in FOLLOWING:
                        entry.follows += ((kind, name),)
                        continue
                    triggers.add(key(word))
                    if all(known != kind for known, _ in entry.triggers):
                        entry.triggers += ((kind, name),)
    # folded as one text, since they are many
    texts = fold("\0".join(form.text for form in knowledge.forms)).split("\0")
    for form, text in zip(knowledge.forms, texts, strict=True):
        entries[" ".join(text.split())].forms += (form,)
    for number, good in enumerate(knowledge.goods):
        for term in good.terms:
            for word in {key(term), key(term) + "s"}:
                entries[word].goods += (number,)
    for shield in knowledge.shields:
        entries[key(shield)].shield = True
    entries.pop("", None)
    texts = sorted(entries)
    automaton = AhoCorasick([" " + text for text in texts], matchkind=MatchKind.LeftmostLongest)
    strong = [" " + text for text in sorted(triggers)]
    return Lexicon(
        automaton,
        tuple(entries[text] for text in texts),
        {text: number for number, text in enumerate(texts)},
        AhoCorasick(strong, matchkind=MatchKind.LeftmostLongest),
        max(map(len, strong), default=0),
    )


# classes of words too common to be triggers of their own: they open no gate and count only beside other words
FOLLOWING = frozenset({"follow", "flow"})

EVENT_FILES = (
    "tariff",
    "trade_remedy",
    "export_control",
    "import_restriction",
    "port_fee",
    "sanction",
    "investigation",
    "dispute",
    "agreement",
    "commitment",
    "meeting",
)


def scan(lexicon: Lexicon, text: str) -> list[Hit]:
    """All phrases of the text, leftmost longest, on word edges, shields taken out."""
    folded = " " + fold(text) + " "
    out: list[Hit] = []
    entries = lexicon.entries
    # a pattern has the blank before the phrase, as the folded text has one in front: both shifts cancel out at the start
    for number, start, stop in lexicon.automaton.find_matches_as_indexes(folded):
        end = stop - 1
        if folded[stop].isalnum():
            number, length = _shorter(lexicon, folded[start + 1 : stop])
            if number < 0:
                continue
            end = start + length
        entry = entries[number]
        if not entry.shield:
            out.append(Hit(start, end, entry))
    return out


def _shorter(lexicon: Lexicon, phrase: str) -> tuple[int, int]:
    """The longest phrase that is a whole-word beginning of a match whose own right edge lies inside a word."""
    by_text = lexicon.by_text
    while " " in phrase:
        phrase = phrase.rsplit(" ", 1)[0].rstrip()
        number = by_text.get(phrase, -1)
        if number >= 0:
            return number, len(phrase)
    return -1, 0


def jurisdictions(hit: Hit, text: str, published: date | None) -> Form | None:
    """The jurisdiction form that a hit stands for on the day of publication, or None (wrong case, out of office)."""
    surface = text[hit.start : hit.end]
    former: Form | None = None
    for form in hit.entry.forms:
        if form.exact_case and surface != form.text and surface.replace(".", "") != form.text.replace(".", ""):
            continue
        if not form.exact_case and not (surface[0].isupper() or surface[0].isdigit()):
            continue
        if published and form.valid_from and published < form.valid_from:
            continue
        if published and form.valid_to and published > form.valid_to:
            # out of office on that day: what is told of the person is then told of the past, unless another holds the name now
            former = former or form
            continue
        return form
    return former
