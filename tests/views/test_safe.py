"""Foreign text is shown, and never acts."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewatch.views.formats import dump_json
from tradewatch.views.safe import safe, safe_lines

HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x9b31mC1\x9d",
    "nul\x00byte",
    "\u202egnp.exe\u2066x\u2069",
    "zero\u200bwidth\ufeff\u2060",
    "lone \ud800 surrogate",
    "tag\U000e0041\U000e007f",
    "line\u2028para\u2029",
    "\x08\x08\x08back\rreturn\x7f",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_hostile_text_reaches_the_terminal_raw(text: str) -> None:
    shown = safe(text)
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in shown)


def test_an_escape_is_shown_as_what_it_is() -> None:
    assert safe("a\x1b[2Jb\u202ec") == "a\\x1b[2Jb\\u202ec"


def test_ordinary_text_of_any_script_is_unchanged() -> None:
    text = "Über 25 % auf «Stahl» – 中国 對美 العربية [sic] [/b]"
    assert safe(text) == text


def test_white_space_becomes_one_space() -> None:
    assert safe("  two\r\n\tlines  ") == "two lines"


def test_lines_stay_lines_where_they_are_meant() -> None:
    assert safe_lines("a\nb\x1b") == "a\nb\\x1b"


@given(st.text(st.characters(exclude_categories=())))
def test_json_gives_back_exactly_the_text_and_holds_nothing_risky(text: str) -> None:
    encoded = dump_json({"title": text})
    assert json.loads(encoded) == {"title": text}
    assert all(unicodedata.category(char) not in ("Cc", "Cs") and char not in "\u202e\u2066\u200b\u2028" for char in encoded)
