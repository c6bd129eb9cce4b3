"""Past or future: read from the verbs of the clause round an expression of time.

The nearest verb decides; a clause boundary between makes a verb further away. Words are in `data/calendar.toml`; a regular past is known
by its "-ed".
"""

from __future__ import annotations

from dataclasses import dataclass

from .tokens import BREAK, Tokens
from .words import Words

_REACH = 28  # tokens looked at on each side
_BOUNDARY = 7  # what crossing a clause boundary costs, in tokens
_COMMA = 3
_PRONOUN = 5
_POSSESSED = 7  # "Friday's deadline will": the tokens after a possessive date that may hold its verb
_NEAR = 4  # an infinitive this near to the date is its verb
_FAR_INFINITIVE = 9  # "shelved its plan to impose a toll on … Monday": a far infinitive yields to the finite verb before it
_BEFORE_BASE = frozenset({"be", "to", "will", "would", "shall", "may", "might", "could", "should", "must", "can", "'ll", "’ll", "'d", "’d"})
_BEFORE_PARTICIPLE = frozenset({"has", "have", "had", "did", "was", "were", "been", "hasn", "haven", "hadn", "didn", "wasn", "weren"})
_WITHHELD = frozenset({"say", "comment", "elaborate", "discuss", "confirm", "disclose", "reveal"})
_SUBJECTS = frozenset({"it", "he", "she", "they", "we", "i", "you"})
_RIGHT = 2  # a verb after the date is a little further than one before it


@dataclass(frozen=True, slots=True)
class Tense:
    """`direction` is "past", "future" or None; `word` the verb that tells it; `cost` how far away it is (0 is beside it).

    `is_weak` marks a future told from a past ("would", "had been set for") or by the present ("begins"): the day may be behind.
    """

    direction: str | None = None
    word: str = ""
    cost: int = 99
    is_weak: bool = False


NONE = Tense()


def read_tense(tokens: Tokens, words: Words, first: int, last: int) -> Tense:
    """The tense round the tokens `first` to `last`."""
    begin = max(tokens.sentence[first], first - _REACH)
    stop = min(tokens.sentence_end(last), last + 1 + _REACH)
    left = _scan(tokens, words, range(first - 1, begin - 1, -1), 0)
    owns = tokens.at(last + 1) in ("'s", "’s")
    if left.cost <= _RIGHT and not (owns and left.is_weak):
        return left
    if tokens.at(last + 1) == "," and tokens.at(last + 2) in ("which", "when"):  # "on Tuesday, which was the day …"
        told = _scan(tokens, words, range(last + 3, min(stop, last + 3 + _NEAR)), 0)
        if told.direction:
            return told
    if tokens.at(last + 1) in ("that", "to"):  # "the threat on Friday to impose …": the act named before
        return left if left.direction else Tense("past", tokens.at(first - 1), 0)
    if owns:
        right = _scan(tokens, words, range(last + 2, min(stop, last + 2 + _POSSESSED)), _RIGHT)
        if right.direction == "future" and right.word not in words.scheduled and right.word != "to":
            return right
        is_led = left.cost <= _RIGHT + 2 and left.word not in words.weak
        return left if is_led else Tense("past", "'s", 1)
    # "said in a statement on Monday it would …": the pronoun begins another clause
    right = _scan(tokens, words, range(last + 1, stop), _RIGHT + _PRONOUN * (tokens.at(last + 1) in _SUBJECTS))
    return left if left.cost <= right.cost else right


def _scan(tokens: Tokens, words: Words, indices: range, cost: int) -> Tense:
    weak = NONE
    for index in indices:
        word = tokens.low[index]
        if word == BREAK:
            break
        cost += 1
        if word == ",":
            cost += _COMMA
        elif word in words.breaks:
            cost += _BOUNDARY
        told = _verb(tokens, words, index) if word in words.verbs or word[-2:] == "ed" else None
        if told:
            if told == "future" and cost > _NEAR and indices.step < 0 and _is_infinitive(tokens, index):
                weak = Tense(told, word, cost + _FAR_INFINITIVE) if weak is NONE else weak
                continue
            is_past_set = any(tokens.at(index - back) in ("was", "were", "had", "been") for back in (1, 2))
            is_weak = told == "future" and (word in words.weak or word in words.scheduled or is_past_set)
            found = Tense(told, word, cost, is_weak)
            return weak if weak.cost < found.cost else found
    return weak


def _is_infinitive(tokens: Tokens, index: int) -> bool:
    return tokens.at(index) == "to" or tokens.at(index - 1) == "to"


def _is_adjective(tokens: Tokens, words: Words, index: int) -> bool:
    """ "of industrialized nations", "the planned summit": an "-ed" between a small word and a noun."""
    before, after = tokens.at(index - 1), tokens.at(index + 1)
    is_small = before in words.determiners or before in words.sets["leads"] or before == "with"
    return (
        is_small and after[0].isalpha() and after not in words.sets["leads"] and after not in ("on", "to", "that", "the", "a", "an", "and")
    )


def is_past(tokens: Tokens, words: Words, index: int) -> bool:
    """Whether a token is a verb in the past."""
    return _verb(tokens, words, index) == "past"


def _verb(tokens: Tokens, words: Words, index: int) -> str | None:
    word = tokens.low[index]
    if word == "to":
        ahead = tokens.at(index + 1)
        return "future" if ahead in words.scheduled or ahead in words.nouns_too or ahead in ("be", "have") else None
    if word == "set" and tokens.at(index + 1) not in ("to", "for"):
        return "past" if tokens.at(index - 1) in _SUBJECTS or tokens.at(index - 1) in _BEFORE_PARTICIPLE else None
    if word in ("may", "will", "march") and tokens.is_capital(index) and index and tokens.at(index - 1)[0].isalpha():
        return None
    if word in words.future:
        if word in ("would", "wouldn") and tokens.at(index + 1) in ("not", "'t", "’t") and tokens.at(index + 2) in _WITHHELD:
            return "past"  # "he would not say on Thursday whether …"
        if word in ("plan", "plans") and tokens.at(index - 1) in words.determiners:
            return None  # "shelved its plan to …": a noun
        led = tokens.at(index + 1) in ("to", "for", "on", "by", "in", "of", "later", "next")
        return "future" if led or word not in ("about", "ahead", "going", "due", "if") else None
    if word in words.past:
        before = tokens.at(index - 1)
        if before in ("is", "are"):
            return None  # "is held", "are cut": no time of its own
        if word == "won" and tokens.at(index + 1) in ("'t", "’t"):
            return "future"
        is_base = before in _BEFORE_BASE and not tokens.is_capital(index - 1)  # "will put", "to cut", not "April and May were"
        return "future" if is_base else "past"
    if word in words.scheduled:
        before = tokens.at(index - 1)
        if before in ("not", "'t", "’t"):
            before = tokens.at(index - 2)  # "did not open", "won't open"
        if before in _BEFORE_PARTICIPLE:
            return "past"
        return None if before in words.determiners else "future"
    if word in words.nouns_too:
        return "future" if tokens.at(index - 1) == "to" else None
    if word.endswith("ed") and len(word) > 4 and word not in words.not_past:
        if tokens.at(index - 1) in ("be", "to") or (tokens.at(index + 1) == "for" and word in words.booked):
            return "future"
        if _is_adjective(tokens, words, index):
            return None
        return None if tokens.at(index - 1) in ("is", "are") else "past"  # "is reached", "are imposed": no time of its own
    return None
