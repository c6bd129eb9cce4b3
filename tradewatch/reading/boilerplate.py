"""What is not article: links to other stories, prompts, credits, cookie lines. The rules are words in data/boilerplate.toml.

A text is looked at line by line. A rule either takes its line, or its line and the headlines below it, or everything below it, or the rest
of its line from a credit on, or just its own words. The title is never cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tradewatch.errors import ConfigError
from tradewatch.knowledge import load

from .decoding import with_line_feeds

Span = tuple[int, int]
NOTHING: tuple[Span, ...] = ((0, 0),)
_FILE = "data/boilerplate.toml"
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "–": "-", "—": "-", "‑": "-", "\t": " ", "\r": " "}
)
_LEAD = " -*_•·>|#[(►▶+:~"
_HEAD = 240  # characters of a line that decide
_CREDIT, _NAME = 160, 50  # the longest credit in brackets, the longest name after one
_LIST = 60  # lines that a list of links may have
_TAKES = ("line", "list", "rest", "tail", "words")


@dataclass(frozen=True, slots=True)
class Rule:
    """`starts`, `equals` and `holds` are folded phrases, `most` the longest line in characters that the rule takes."""

    name: str
    takes: str
    most: int
    starts: tuple[str, ...] = ()
    equals: frozenset[str] = frozenset()
    holds: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()

    def fits(self, line: str, folded: str) -> bool:
        """Whether the rule takes a line, given as it stands (without signs before it) and folded."""
        if len(line) > self.most:
            return False
        return (
            folded in self.equals
            or (bool(self.starts) and folded.startswith(self.starts))
            or (bool(self.exact) and line.startswith(self.exact))
            or (bool(self.ends) and folded.endswith(self.ends))
            or any(phrase in folded for phrase in self.holds)
        ) and not (self.takes == "list" and line.endswith("."))


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules by what they take."""

    lines: tuple[Rule, ...]
    tails: re.Pattern[str] | None
    words: re.Pattern[str] | None
    tail_most: int


def body(text: str, *, cut: Sequence[Span] = (), keep: Span | None = None) -> tuple[Span, ...]:
    """The stretches of `text` that are article, `()` where that is all of it. `cut` goes too, `keep` stays.

    Where nothing is left, that is `NOTHING`.
    """
    spans = sorted([*cut, *_found(text, keep)])
    if not spans:
        return ()
    kept: list[Span] = []
    at = 0
    for start, end in spans:
        if start > at and text[at:start].strip():
            kept.append((at, start))
        at = max(at, end)
    if at < len(text) and text[at:].strip():
        kept.append((at, len(text)))
    return tuple(kept) or NOTHING


def _found(text: str, keep: Span | None) -> list[Span]:
    rules = _rules()
    spans: list[Span] = []
    listing = 0  # lines that a list of links may still take
    for start, end in _lines(with_line_feeds(text)):
        raw = text[start:end] if end - start <= 2 * _HEAD else text[start : start + _HEAD] + " " + text[end - _HEAD : end]
        line = raw.strip()
        if not line or (keep and start <= keep[0] < end):
            continue
        length = end - start
        bare = line.lstrip(_LEAD)
        folded = fold(bare)
        rule = None if _goes_on(line) else _first(rules.lines, bare, folded, length)
        if rule is None:
            if listing and _is_headline(line, length):
                spans.append((start, end))
                listing -= 1
                continue
            listing = 0
            spans += _parts(rules, text, start, end)
        elif rule.takes == "rest" and start * 2 > len(text):
            spans.append((start, len(text)))
            break
        else:
            spans.append((start, end))
            listing = _LIST if rule.takes == "list" else listing
    return spans


def _first(rules: Iterable[Rule], line: str, folded: str, length: int) -> Rule | None:
    return next((rule for rule in rules if length <= rule.most + len(_LEAD) and rule.fits(line, folded)), None)


def _goes_on(line: str) -> bool:
    """Whether words follow a bracket with which the line opens: they are looked at apart."""
    if line[0] not in "([":
        return False
    closed = line.find(")" if line[0] == "(" else "]")
    return 0 < closed < len(line) - 20


def _parts(rules: Rules, text: str, start: int, end: int) -> list[Span]:
    """Credits at the end of a caption, and words that stand in the middle of a line."""
    spans: list[Span] = []
    if rules.words is not None:
        spans += [match.span() for match in rules.words.finditer(text, start, end)]
    if rules.tails is not None and end - start <= rules.tail_most:
        at = start
        while match := rules.tails.search(text, at, end):
            at = _credit_end(text, *match.span(), end)
            spans.append((match.start(), at))
    return spans


def _credit_end(text: str, start: int, words: int, end: int) -> int:
    """Where a credit ends: at its closing bracket, at the end of a line that is nearly over, else with its own words."""
    opened = text[start] in "(["
    if opened:
        closed = text.find(")" if text[start] == "(" else "]", words, min(end, words + _CREDIT))
        if closed >= 0:
            return closed + 1
    rest = text[words:end]
    return end if len(rest) <= _NAME and ". " not in rest else words


def _lines(text: str) -> Iterable[Span]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _is_headline(line: str, length: int) -> bool:
    """Whether a line reads like another story's headline: short, not ended like a sentence, not begun in the middle of one."""
    return length <= 170 and line[-1] not in '.,;:”"' and not line[0].islower() and len(line.split()) >= 2


def fold(words: str) -> str:
    """Words as rules compare them: case, kinds of quotes, dashes and blanks don't count."""
    return " ".join(words.translate(_PLAIN).casefold().split())


@lru_cache(maxsize=1)
def _rules() -> Rules:
    table = load().table("boilerplate")
    rules = [_rule(name, entry) for name, entry in table.items()]
    tails = [rule for rule in rules if rule.takes == "tail"]
    words = [rule for rule in rules if rule.takes == "words"]
    return Rules(
        tuple(rule for rule in rules if rule.takes in ("line", "list", "rest")),
        _anywhere(phrase for rule in tails for phrase in rule.exact),
        _anywhere(phrase for rule in words for phrase in rule.exact),
        max((rule.most for rule in tails), default=0),
    )


def _anywhere(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """Any of the phrases as they stand, the longest first."""
    listed = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(r"\s".join(re.escape(word) for word in phrase.split(" ")) for phrase in listed)) if listed else None


def _rule(name: str, entry: Any) -> Rule:
    if not isinstance(entry, Mapping):
        raise ConfigError(f"{_FILE}: {name}: is no table; write [{name}] and its keys below")
    unknown = set(entry) - {"takes", "most", "starts", "equals", "holds", "ends", "exact"}
    if unknown:
        raise ConfigError(f"{_FILE}: {name}: unknown key '{min(unknown)}'; known are takes, most, starts, equals, holds, ends, exact")
    takes, most = entry.get("takes", "line"), entry.get("most", 300)
    if takes not in _TAKES:
        raise ConfigError(f"{_FILE}: {name}: takes '{takes}'; give one of {', '.join(_TAKES)}")
    if type(most) is not int or not 1 <= most <= 5000:
        raise ConfigError(f"{_FILE}: {name}: most is a number of characters from 1 to 5000")
    lists = {}
    for key in ("starts", "equals", "holds", "ends", "exact"):
        phrases = entry.get(key, ())
        if not isinstance(phrases, tuple) or not all(isinstance(phrase, str) and phrase.strip() for phrase in phrases):
            raise ConfigError(f"{_FILE}: {name}: {key} is a list of phrases, none of them empty")
        lists[key] = phrases if key == "exact" else tuple(fold(phrase) + " " * phrase.endswith(" ") for phrase in phrases)
    if not any(lists.values()):
        raise ConfigError(f"{_FILE}: {name}: has no phrases; give starts, equals, holds, ends or exact")
    if takes in ("tail", "words") and not lists["exact"]:
        raise ConfigError(f"{_FILE}: {name}: takes {takes}, which needs phrases in exact")
    return Rule(name, takes, most, lists["starts"], frozenset(lists["equals"]), lists["holds"], lists["ends"], lists["exact"])
