"""A text as a row of words with offsets: what the grammar and the tense reader walk over.

One pass of one pattern, linear in the text whatever it holds. A token is a date in digits ("2025-10-09", "13/10/2025"), a number with its
separators, an abbreviation with stops ("a.m.", "U.S."), a run of letters and digits, a possessive "'s", or one other sign. A blank
line, and the end of a short line (a heading, a row of a table), is the token "\\n".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate, compress
from operator import add, sub

BREAK = "\n"
_SHORT_LINE = 60  # a line below this length that ends is a heading or a list item, not wrapped prose
_SENTENCE_ENDS = frozenset((".", "!", "?", BREAK))
_OPENING = frozenset("“„«")
_CLOSING = frozenset("”»")
_QUOTES = frozenset('"') | _OPENING | _CLOSING
_CLOSERS = frozenset(('"', "”", ")", "’", "'"))  # they belong to the sentence that ends before them
_MARKS = _SENTENCE_ENDS | _QUOTES
_MAX_QUOTE = 1200  # an unclosed quotation mark does not make the rest of a text a quotation
_MAX_SENTENCE = 120  # tokens; longer runs are tables or junk

_PARTED = r"(?:-\d{1,2}-|/\d{1,2}/|\.\d{1,2}\.)"
# commonest first; no two branches begin alike but those with a single letter, so that the engine turns most of them down at a glance
_TOKEN = re.compile(
    r"([A-Za-z][^\W_]+"
    rf"|\d(?:(?<![\d.,/-]\d)(?:\d{{3}}{_PARTED}\d{{1,2}}|\d?{_PARTED}(?:\d{{4}}|\d{{2}}))(?![\d/]|[-.]\d)"
    r"|\d{0,2}(?:,\d{3}){1,5}(?!\d)(?:\.\d{1,6})?"
    r"|\d{0,11}\.\d{1,6}(?![\w.])"
    r"|[^\W_]*)"
    r"|[A-Za-z](?:(?<![A-Za-z][A-Za-z])\.(?:[A-Za-z]\.){1,5})?"
    r"|\n(?:[^\S\n]*\n\s*)?"
    r"|['’](?:(?:s|ll|d|ve|re|t|m)\b)?"
    r"|[^\W_]+"
    r"|[^\w\s]|_)"
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
        # what lies between the tokens and the tokens in turn; offsets are the sums of their lengths
        parts = _TOKEN.split(text)
        written = parts[1::2]
        sizes = list(map(len, written))
        self.end = list(accumulate(map(add, map(len, parts[::2]), sizes)))
        self.start = list(map(sub, self.end, sizes))
        self.low = list(map(str.lower, written))
        if "\n" in text:
            self._break_lines()
        marks = [index for index, word in enumerate(self.low) if word in _MARKS]
        self.sentence = self._sentences([index for index in marks if self.low[index] in _SENTENCE_ENDS])
        self.quoted = self._quotations(marks)

    def _break_lines(self) -> None:
        """Make a blank line and the end of a short line a break, and take out the ends of lines that were only wrapped."""
        low, start, end = self.low, self.start, self.end
        line = 0
        kept = bytearray(b"\1") * len(low)
        at = self.text.find("\n")
        while at >= 0:
            index = bisect_left(start, at)
            first, last = start[index], end[index]
            if last - first > 1 or first - line < _SHORT_LINE:
                low[index] = BREAK
            else:
                kept[index] = 0
            line = last
            at = self.text.find("\n", last)
        if not all(kept):
            self.low, self.start, self.end = (list(compress(some, kept)) for some in (low, start, end))

    def __len__(self) -> int:
        return len(self.low)

    def at(self, index: int) -> str:
        """The lower-case token, or a break outside the text."""
        low = self.low
        return low[index] if 0 <= index < len(low) else BREAK

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

    def _sentences(self, ends: list[int]) -> list[int]:
        """For each token the first of its sentence; `ends` are the tokens that may end one."""
        low, count = self.low, len(self.low)
        begins: list[int] = []
        begin = number = 0
        while begin < count:
            last = begin + _MAX_SENTENCE - 1
            while number < len(ends) and ends[number] <= last and (ends[number] < begin or not self._ends(ends[number])):
                number += 1
            if number < len(ends) and ends[number] <= last:
                last = ends[number]
            else:
                while last < count and low[last] in _SENTENCE_ENDS and not self._ends(last):
                    last += 1
            after = last + 1
            while after < count and low[after] in _CLOSERS:
                after += 1
            after = min(after, count)
            begins += [begin] * (after - begin)
            begin = after
        return begins

    def _ends(self, index: int) -> bool:
        """Whether a mark ends a sentence: "Oct. 9", "No. 5", "Mr. Li": a stop before a digit or a lower-case word ends nothing."""
        low = self.low
        if low[index] != ".":
            return True
        follower = self.at(index + 1)
        return not (
            follower[0].isdigit() or (follower[0].islower() and not self.is_capital(index + 1)) or (index and _is_short(low[index - 1]))
        )

    def _quotations(self, marks: list[int]) -> list[bool]:
        """For each token whether it stands in quotation marks; `marks` are those marks and the breaks, at which a quotation ends."""
        low = self.low
        quoted = [False] * len(low)
        opened = -1  # the token of the mark that opened
        for index in marks:
            word = low[index]
            if word not in _QUOTES and word != BREAK:
                continue
            if opened >= 0:
                self._quote(quoted, opened, index)
            opened = index if word in _OPENING or (word == '"' and opened < 0) else -1
        if opened >= 0:
            self._quote(quoted, opened, len(low))
        return quoted

    def _quote(self, quoted: list[bool], opened: int, closed: int) -> None:
        stop = bisect_left(self.start, self.start[opened] + _MAX_QUOTE, opened + 1, closed)
        quoted[opened + 1 : stop] = [True] * (stop - opened - 1)


_ABBREVIATED = frozenset([
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue", "tues", "wed", "thu", "thur",
    "thurs", "fri", "sat", "sun", "mr", "mrs", "ms", "dr", "sen", "rep", "gov", "gen", "no", "st", "prof", "jr", "sr", "vs", "etc", "inc",
    "co", "corp", "ltd",
])  # fmt: skip


def _is_short(word: str) -> bool:
    """Whether a stop after this word is likelier an abbreviation's than a sentence's."""
    return word in _ABBREVIATED
