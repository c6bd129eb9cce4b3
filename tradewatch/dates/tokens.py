"""A text as a row of words with offsets: what the grammar and the tense reader walk over.

One pass of one pattern, linear in the text whatever it holds. A token is a date in digits ("2025-10-09", "13/10/2025"), a number with its
separators, an abbreviation with stops ("a.m.", "U.S."), a run of letters and digits, a possessive "'s", or one other sign. A blank
line, and the end of a short line (a heading, a row of a table), is the token "\\n".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

BREAK = "\n"
_SHORT_LINE = 60  # a line below this length that ends is a heading or a list item, not wrapped prose
_SENTENCE_ENDS = frozenset((".", "!", "?", BREAK))
_OPENING = frozenset("“„«")
_CLOSING = frozenset("”»")
_QUOTES = frozenset('"') | _OPENING | _CLOSING
_MAX_QUOTE = 1200  # an unclosed quotation mark does not make the rest of a text a quotation
_MAX_SENTENCE = 120  # tokens; longer runs are tables or junk

_TOKEN = re.compile(
    r"(?<![\d.,/-])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))(?![\d/]|[-.]\d)"
    r"|\d{1,3}(?:,\d{3}){1,5}(?!\d)(?:\.\d{1,6})?"
    r"|\d{1,12}\.\d{1,6}(?![\w.])"
    r"|(?<![A-Za-z])(?:[A-Za-z]\.){2,6}"
    r"|[^\W_]+"
    r"|['’](?:s|ll|d|ve|re|t|m)\b"
    r"|\n[^\S\n]*\n\s*"
    r"|\n"
    r"|[^\w\s]|_"
)


_KEPT_TEXT = 200_000  # characters; a longer text is not worth holding in memory


def tokenize(text: str) -> Tokens:
    """The tokens of a text; the last two are kept, as dates and lengths of time are asked of the same text one after the other."""
    return _kept(text) if len(text) <= _KEPT_TEXT else Tokens(text)


@lru_cache(maxsize=2)
def _kept(text: str) -> Tokens:
    return Tokens(text)


class Tokens:
    """Parallel lists of a text's tokens: `low` (lower case), `start`, `end`; `text` is the whole.

    `sentence` holds for each token the index of the first token of its sentence; `quoted` tells the tokens inside quotation marks.
    """

    __slots__ = ("end", "low", "quoted", "sentence", "start", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.low: list[str] = []
        self.start: list[int] = []
        self.end: list[int] = []
        line = 0
        low, start, end = self.low, self.start, self.end
        for match in _TOKEN.finditer(text):
            first, last = match.span()
            word = text[first:last]
            if word[0] == "\n":
                short = len(word) > 1 or first - line < _SHORT_LINE
                line = last
                if not short:
                    continue
                word = BREAK
            low.append(word.lower())
            start.append(first)
            end.append(last)
        self.sentence = self._sentences()
        self.quoted = self._quotations()

    def __len__(self) -> int:
        return len(self.low)

    def at(self, index: int) -> str:
        """The lower-case token, or a break outside the text."""
        return self.low[index] if 0 <= index < len(self.low) else BREAK

    def word(self, index: int) -> str:
        """The token as written."""
        return self.text[self.start[index] : self.end[index]]

    def is_glued(self, index: int) -> bool:
        """Whether a token follows the one before without a space."""
        return 0 < index < len(self.low) and self.start[index] == self.end[index - 1]

    def is_capital(self, index: int) -> bool:
        """Whether a token begins with a capital letter."""
        return 0 <= index < len(self.low) and self.text[self.start[index]].isupper()

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Character offsets of tokens `first` to `last`, both included."""
        return self.start[first], self.end[last]

    def sentence_end(self, index: int) -> int:
        """One past the last token of the sentence that holds `index`."""
        return bisect_right(self.sentence, self.sentence[index])

    def index_at(self, offset: int) -> int:
        """The token that holds or follows a character offset."""
        return max(0, bisect_right(self.start, offset) - 1)

    def _sentences(self) -> list[int]:
        begins, begin, size = [], 0, 0
        low, count = self.low, len(self.low)
        ended = False
        for index, word in enumerate(low):
            if ended and word not in ('"', "”", ")", "’", "'"):
                begin, size, ended = index, 0, False
            begins.append(begin)
            size += 1
            if word in _SENTENCE_ENDS:
                # "Oct. 9", "No. 5", "Mr. Li": a stop before a digit or a lower-case word ends nothing
                follower = low[index + 1] if index + 1 < count else BREAK
                before = low[index - 1] if index else BREAK
                ended = word != "." or (
                    not (follower[0].isdigit() or (follower[0].islower() and not self.is_capital(index + 1))) and not _is_short(before)
                )
            elif size >= _MAX_SENTENCE:
                ended = True
        return begins

    def _quotations(self) -> list[bool]:
        quoted, opened = [], -1
        for index, word in enumerate(self.low):
            if word == BREAK:
                opened = -1
            if word in _QUOTES:
                if word in _OPENING or (word == '"' and opened < 0):
                    opened = self.start[index]
                else:
                    opened = -1
                quoted.append(False)
                continue
            quoted.append(opened >= 0 and self.start[index] - opened < _MAX_QUOTE)
        return quoted


_ABBREVIATED = frozenset(
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "mr",
        "mrs",
        "ms",
        "dr",
        "sen",
        "rep",
        "gov",
        "gen",
        "no",
        "st",
        "prof",
        "jr",
        "sr",
        "vs",
        "etc",
        "inc",
        "co",
        "corp",
        "ltd",
    ]
)


def _is_short(word: str) -> bool:
    """Whether a stop after this word is likelier an abbreviation's than a sentence's."""
    return word in _ABBREVIATED
