"""What a text or a person calls a country or a bloc is understood."""

from __future__ import annotations

from datetime import date

import pytest

from tradewatch.errors import UsageError
from tradewatch.knowledge import Knowledge, load

TODAY = date(2025, 10, 16)


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return load()


def standing(known: Knowledge, text: str, on: date = TODAY) -> list[str]:
    """Codes for which a phrase stands on a day."""
    return [form.code for form in known.forms if form.text == text and form.on(on)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("U.S.", "US"), ("America", "US"), ("Americans", "US"), ("the States", "US"), ("Washington", "US"), ("White House", "US"),
        ("Chinese", "CN"), ("Beijing", "CN"), ("MOFCOM", "CN"), ("Xi Jinping", "CN"), ("Huawei", "CN"),
        ("Britain", "GB"), ("U.K.", "GB"), ("Downing Street", "GB"), ("Brussels", "EU"), ("European Commission", "EU"), ("EEC", "EU"),
        ("Common Market", "EU"), ("West Germany", "DE"), ("Soviet Union", "SU"), ("General Agreement on Tariffs and Trade", "GATT"),
        ("Korea", "KR"), ("Korean", "KR"), ("North Korean", "KP"), ("Hong Kong", "HK"), ("Taipei", "TW"), ("Macau", "MO"),
        ("Kremlin", "RU"),
        ("Danes", "DK"), ("Filipino", "PH"), ("Dutch", "NL"), ("Asean", "ASEAN"), ("G-7", "G7"), ("BRICS", "BRICS"), ("Ontario", "CA"),
    ],
)  # fmt: skip
def test_a_phrase_stands_for_its_jurisdiction(known: Knowledge, text: str, code: str) -> None:
    assert standing(known, text) == [code]


@pytest.mark.parametrize("text", ["us", "The West", "West", "Geneva", "Busan", "Wall Street", "Europe and Asia", "Latin America"])
def test_a_word_that_names_no_jurisdiction_is_no_form(known: Knowledge, text: str) -> None:
    assert standing(known, text) == []


@pytest.mark.parametrize("text", ["US", "EU", "UN", "WHO", "BIS", "G7", "ITC"])
def test_an_acronym_asks_for_its_spelling(known: Knowledge, text: str) -> None:
    assert all(form.exact_case for form in known.forms if form.text == text)


@pytest.mark.parametrize(
    ("name", "on", "codes"),
    [
        ("Trump", date(2018, 7, 6), ["US"]),
        ("Trump", date(2023, 7, 6), []),
        ("Trump", date(2024, 11, 25), ["US"]),
        ("Biden", date(2022, 10, 7), ["US"]),
        ("Lighthizer", date(2019, 5, 10), ["US"]),
        ("Lighthizer", date(2025, 5, 10), []),
        ("Trudeau", date(2018, 5, 31), ["CA"]),
        ("Carney", date(2025, 8, 1), ["CA"]),
        ("Takaichi", date(2025, 10, 28), ["JP"]),
        ("Nakasone", date(1987, 4, 17), ["JP"]),
        ("Donald Tusk", date(2017, 3, 1), ["EU"]),
        ("Donald Tusk", date(2025, 3, 1), ["PL"]),
        ("Pascal Lamy", date(2003, 3, 1), ["EU"]),
        ("Pascal Lamy", date(2010, 3, 1), ["WTO"]),
        ("Anura Kumara Dissanayake", date(2025, 8, 1), ["LK"]),
    ],
)
def test_an_official_speaks_for_the_office_held_on_the_day(known: Knowledge, name: str, on: date, codes: list[str]) -> None:
    assert sorted(set(standing(known, name, on))) == codes


@pytest.mark.parametrize("text", ["May", "Brown", "Johnson", "Wang", "Li", "Kim", "Lee", "Major", "King", "Target", "Shell"])
def test_a_common_surname_or_word_stands_for_nobody(known: Knowledge, text: str) -> None:
    assert [form for form in known.forms if form.text == text] == []


@pytest.mark.parametrize(
    "text", ["South China Morning Post", "New Mexico", "Latin America", "North America", "American Airlines", "Brussels sprouts"]
)
def test_a_shield_covers_a_name_that_is_no_mention(known: Knowledge, text: str) -> None:
    assert text in known.shields


@pytest.mark.parametrize(
    ("bloc", "on", "size"),
    [
        ("EU", date(1987, 1, 1), 12),
        ("EU", date(2003, 1, 1), 15),
        ("EU", date(2018, 1, 1), 28),
        ("EU", date(2020, 2, 1), 27),
        ("ASEAN", date(2025, 10, 25), 10),
        ("ASEAN", date(2025, 10, 26), 11),
        ("G7", date(2018, 6, 8), 8),
        ("G8", date(2010, 1, 1), 9),
        ("G8", date(2015, 1, 1), 0),
        ("BRICS", date(2023, 12, 31), 5),
        ("BRICS", date(2025, 1, 6), 10),
        ("USMCA", date(2021, 1, 1), 3),
        ("NAFTA", date(2019, 1, 1), 3),
        ("CPTPP", date(2024, 12, 15), 12),
        ("RCEP", date(2024, 1, 1), 14),
        ("GCC", TODAY, 6),
        ("EAEU", TODAY, 5),
        ("EFTA", TODAY, 4),
        ("APEC", TODAY, 21),
        ("OPEC", TODAY, 12),
        ("G20", date(2022, 1, 1), 20),
        ("G20", TODAY, 21),
        ("WTO", TODAY, 0),
        ("CN", TODAY, 0),
    ],
)
def test_a_bloc_has_the_members_of_the_day(known: Knowledge, bloc: str, on: date, size: int) -> None:
    assert len(known.members(bloc, on)) == size


def test_britain_leaves_the_european_union(known: Knowledge) -> None:
    assert "GB" in known.members("EU", date(2020, 1, 31))
    assert "GB" not in known.members("EU", date(2020, 2, 1))


def test_a_countrys_blocs_depend_on_the_day(known: Knowledge) -> None:
    assert {"EU", "G7", "G20"} <= known.blocs_of("DE", TODAY)
    assert "ASEAN" in known.blocs_of("TL", date(2025, 11, 1)) - known.blocs_of("TL", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("China", "CN"), ("china", "CN"), ("CN", "CN"), ("cn", "CN"), ("CHN", "CN"), ("Chinese", "CN"), ("beijing", "CN"), ("PRC", "CN"),
        ("us", "US"), ("U.S.", "US"), ("United States of America", "US"), ("the united states", "US"), ("usa", "US"), ("in", "IN"),
        ("uk", "GB"), ("Great Britain", "GB"), ("the Netherlands", "NL"), ("Holland", "NL"), ("korea", "KR"), ("DPRK", "KP"),
        ("european union", "EU"), ("eu", "EU"), ("eec", "EU"), ("asean", "ASEAN"), ("G-7", "G7"), ("mercosur", "MERCOSUR"),
        ("USMCA", "USMCA"),
        ("Cote d'Ivoire", "CI"), ("Türkiye", "TR"), ("  viet   nam ", "VN"), ("Bolivia, Plurinational State of", "BO"), ("Male", "MV"),
    ],
)  # fmt: skip
def test_a_typed_name_is_understood(known: Knowledge, text: str, code: str) -> None:
    assert known.country(text) == code


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Chian", "did you mean China (CN)?"),
        ("Trukey", "Turkey (TR)"),
        ("Germny", "Germany (DE)"),
        ("Beijng", "China (CN)"),
        ("zzzz", "such as China or CN"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(known: Knowledge, text: str, hint: str) -> None:
    with pytest.raises(UsageError) as told:
        known.country(text)
    assert str(told.value).startswith(f"unknown country '{text}'") and hint in str(told.value)


@pytest.mark.parametrize("text", ["", "   ", "\x1b[31mred", "x" * 100_000, "\u202e\x00", "💥", "*"])
def test_hostile_words_are_a_usage_error_of_one_short_line(known: Knowledge, text: str) -> None:
    with pytest.raises(UsageError) as told:
        known.country(text)
    assert str(told.value).isprintable() and len(str(told.value)) < 200


@pytest.mark.parametrize(
    ("code", "name"), [("US", "United States"), ("EU", "European Union"), ("ASEAN", "ASEAN"), ("*", "all countries"), ("QQ", "QQ")]
)
def test_a_code_has_a_display_name(known: Knowledge, code: str, name: str) -> None:
    assert known.name(code) == name
