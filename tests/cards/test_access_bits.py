"""Access bits of MIFARE Classic sectors: the figures of notes/cards.md 2.5, and no broken pair."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.chips import access_bits
from app.cards.chips.access_bits import (
    B_RULES,
    B_WRITES,
    BLANK,
    OURS,
    VALUE,
    AccessBitsInvalid,
    Conditions,
    access_bytes,
    conditions_of,
    trailer,
)
from app.simulator.mifare_access import sector_is_sound

KEY_A = bytes.fromhex("A0A1A2A3A4A5")
KEY_B = bytes.fromhex("B0B1B2B3B4B5")

any_conditions = st.builds(Conditions, *[st.integers(0, 7)] * 4)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (BLANK, "FF 07 80"),
        (OURS, "78 77 88"),
        (Conditions(VALUE, VALUE, VALUE, B_RULES), "08 77 8F"),
        (Conditions(VALUE, VALUE, B_WRITES, B_RULES), "48 77 8B"),
    ],
)
def test_known_figures(conditions: Conditions, expected: str) -> None:
    assert access_bytes(conditions).hex(" ").upper() == expected
    assert conditions_of(bytes.fromhex(expected)) == conditions


@given(any_conditions)
def test_what_is_computed_says_the_same_when_read_back(conditions: Conditions) -> None:
    made = access_bytes(conditions)
    assert conditions_of(made) == conditions
    assert sector_is_sound(trailer(KEY_A, conditions, KEY_B))


@given(any_conditions, st.integers(0, 23))
def test_any_single_wrong_bit_is_seen(conditions: Conditions, bit: int) -> None:
    wrong = (int.from_bytes(access_bytes(conditions)) ^ 1 << bit).to_bytes(3)
    with pytest.raises(AccessBitsInvalid):
        conditions_of(wrong)


def test_bits_that_were_computed_wrong_are_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_bits, "_inverted", lambda nibble: nibble)
    with pytest.raises(AccessBitsInvalid):
        trailer(KEY_A, OURS, KEY_B)


def test_conditions_that_do_not_fit_are_not_handed_out() -> None:
    with pytest.raises(AccessBitsInvalid):
        access_bytes(Conditions(8, 0, 0, B_RULES))


def test_a_trailer_is_key_a_bits_user_byte_key_b() -> None:
    made = trailer(KEY_A, OURS, KEY_B)
    assert made.hex(" ").upper() == "A0 A1 A2 A3 A4 A5 78 77 88 69 B0 B1 B2 B3 B4 B5"


@pytest.mark.parametrize(("key_a", "key_b"), [(KEY_A[:5], KEY_B), (KEY_A, KEY_B + b"\x00")])
def test_a_key_of_another_length_makes_no_trailer(key_a: bytes, key_b: bytes) -> None:
    with pytest.raises(ValueError, match="6 bytes"):
        trailer(key_a, OURS, key_b)
