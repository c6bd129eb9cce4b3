"""Which language a text is in, where that is not English. Short and doubtful texts count as English."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_COMMON = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "is",
        "that",
        "for",
        "on",
        "with",
        "as",
        "by",
        "at",
        "from",
        "it",
        "be",
        "was",
        "are",
        "has",
        "have",
        "will",
        "its",
        "an",
        "not",
        "which",
        "their",
        "said",
        "this",
        "or",
        "but",
        "were",
        "had",
        "been",
        "he",
        "they",
    ]
)
_WORD = re.compile(r"[^\W\d_]{1,40}")
_SAMPLE = 4000  # characters from the text's middle, where headers and link lists are not
_FEW = 40  # letters fewer than which a language is not to be told
_LIKELY, _ENGLISH = 0.5, 0.005  # the least that the language found must have, the most that English may have


def other_than_english(text: str) -> str | None:
    """The name of the language, None for English and where it cannot be told."""
    sample = _sample(text)
    words = _WORD.findall(sample.lower())
    if sum(map(len, words)) < _FEW:
        return None
    if sum(map(_COMMON.__contains__, words)) >= len(words) * 0.12:
        return None
    ranked = _detector().rank(sample)
    code, likely = ranked[0]
    # which of two near languages it is may stay open; that it is not English must be certain
    if likely < _LIKELY or dict(ranked).get("en", 0.0) > _ENGLISH or (len(words) < 12 and sample.isascii()):
        return None
    return _name(code)


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    start = (len(text) - _SAMPLE) // 2
    return text[start : start + _SAMPLE]


@lru_cache(maxsize=1)
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # numpy and its model, for texts that are not plainly English

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _name(code: str) -> str:
    import pycountry

    found = pycountry.languages.get(alpha_2=code)
    return found.name if found else f"the language '{code}'"
