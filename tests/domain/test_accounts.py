"""Account and meter numbers: built without doubt, checked with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts import (
    BadAccountNumber,
    BadMeterNumber,
    account_number,
    check_account_number,
    check_meter_number,
    damm_digit,
)

SITES = st.integers(1, 9_999).map(str)
NUMBERS = st.builds(account_number, SITES, st.integers(0, 99), st.integers(1, 99_999))


@pytest.mark.parametrize(("digits", "check"), [("572", "4"), ("43881234567", "9"), ("0", "0")])
def test_damm_digits_as_published(digits: str, check: str) -> None:
    assert damm_digit(digits) == check


def test_the_parts_of_a_number() -> None:
    number = account_number("17", 1, 42)
    assert number[:-1] == "170100042"
    assert check_account_number(number) == number


def test_zeros_before_the_site_prefix_make_no_other_number() -> None:
    assert account_number("0017", 1, 42) == account_number("17", 1, 42)


@given(NUMBERS)
def test_numbers_have_9_to_12_digits_and_are_the_same_as_integers(number: str) -> None:
    assert 9 <= len(number) <= 12
    assert str(int(number)) == number
    assert check_account_number(number) == number


@given(
    st.lists(st.tuples(SITES, st.integers(0, 99), st.integers(1, 99_999)), min_size=2, unique=True)
)
def test_no_two_accounts_share_a_number(triples: list[tuple[str, int, int]]) -> None:
    assert len({account_number(*triple) for triple in triples}) == len(triples)


@given(NUMBERS, st.data())
def test_one_wrong_digit_is_noticed(number: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != number[at]))
    with pytest.raises(BadAccountNumber):
        check_account_number(number[:at] + wrong + number[at + 1 :])


@given(NUMBERS, st.data())
def test_two_neighbours_swapped_are_noticed(number: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(number) - 2))
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if swapped != number:
        with pytest.raises(BadAccountNumber):
            check_account_number(swapped)


@pytest.mark.parametrize(
    ("site", "epoch", "serial", "wrong"),
    [
        ("", 1, 1, "site prefix"),
        ("0", 1, 1, "site prefix"),
        ("12345", 1, 1, "site prefix"),
        ("1a", 1, 1, "site prefix"),
        ("-1", 1, 1, "site prefix"),
        ("\u0661", 1, 1, "site prefix"),
        ("1", 100, 1, "epoch 100"),
        ("1", -1, 1, "epoch -1"),
        ("1", 1, 0, "serials"),
        ("1", 1, 100_000, "serials"),
    ],
)
def test_parts_that_make_no_number(site: str, epoch: int, serial: int, wrong: str) -> None:
    with pytest.raises(BadAccountNumber, match=wrong):
        account_number(site, epoch, serial)


GOOD = account_number("17", 1, 42)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("", "No account number"),
        ("  ", "No account number"),
        ("K17", "only the digits"),
        ("1701\u0660\u0661\u0662\u0663\u0664\u0665", "only the digits"),
        ("\uff11701000420", "only the digits"),
        ("-170100042", "only the digits"),
        ("17010004", "has 8 digits"),
        ("1701000421234", "has 13 digits"),
        ("0" + GOOD, "begins with 0"),
        (GOOD[:-1] + str((int(GOOD[-1]) + 1) % 10), "check digit"),
    ],
)
def test_what_is_wrong_with_a_mistyped_account_number(typed: str, wrong: str) -> None:
    with pytest.raises(BadAccountNumber, match=wrong) as caught:
        check_account_number(typed)
    assert "Nothing was paid" in caught.value.remedy


def test_spaces_do_not_matter() -> None:
    assert check_account_number(f" {GOOD[:4]} {GOOD[4:7]}\t{GOOD[7:]} ") == GOOD


@pytest.mark.parametrize("typed", ["1", "000123", "123 456 789 012"])
def test_meter_numbers_keep_their_zeros(typed: str) -> None:
    assert check_meter_number(typed) == typed.replace(" ", "")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [("", "no meter number"), ("12A", "no meter number"), ("1" * 13, "has 13 digits")],
)
def test_what_is_no_meter_number(typed: str, wrong: str) -> None:
    with pytest.raises(BadMeterNumber, match=wrong):
        check_meter_number(typed)
