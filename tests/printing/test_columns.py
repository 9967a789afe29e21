from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printing.columns import columns_of, printable, wrap


@given(st.text(), st.integers(2, 48))
def test_wrapping_loses_nothing_but_spaces_at_breaks(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(printable(text).split())
    assert all(columns_of(line) <= width for line in lines)


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd", "Zs"]), max_size=60))
def test_words_stay_whole_where_they_fit(text: str) -> None:
    lines = wrap(text, 80)
    assert " ".join(lines).split() == printable(text).split()


@given(st.text())
def test_no_character_can_be_taken_for_a_command(text: str) -> None:
    assert all(ord(char) >= 32 and not 127 <= ord(char) < 160 for char in printable(text))


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Neema", 5),
        ("", 0),
        ("水表", 4),
        ("e\N{COMBINING ACUTE ACCENT}", 1),
        ("ﾐｽﾞ", 3),
        ("محمد", 4),
    ],
)
def test_columns_count_what_the_eye_sees(text: str, columns: int) -> None:
    assert columns_of(text) == columns


def test_a_mark_stays_with_its_letter() -> None:
    assert wrap("e\N{COMBINING ACUTE ACCENT}" * 3, 2) == [
        "e\N{COMBINING ACUTE ACCENT}" * 2,
        "e\N{COMBINING ACUTE ACCENT}",
    ]


def test_unbreakable_spaces_and_real_minus_signs_become_plain_ones() -> None:
    assert printable("1\u202f000 \N{MINUS SIGN}5") == "1 000 -5"
