"""Challenge, answer and key of a second person who is elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.approval import (
    MOST_DECIMALS,
    VALID_MILLISECONDS,
    BadApprovalKey,
    BadChallenge,
    Challenge,
    Signed,
    Unit,
    answer_to,
    answers,
    challenge_of,
    grouped,
    in_time,
    key_mark,
    new_key,
    operation_code,
    read,
    read_key,
    written,
)
from app.operations.catalogue import OPERATIONS, operation_coded

KEY = new_key(bytes(range(16)))

signed = st.builds(
    Signed,
    operation=st.sampled_from([one.name for one in OPERATIONS]),
    account=st.text("0123456789", max_size=12),
    figure=st.integers(0, 10**15 - 1),
    unit=st.sampled_from(Unit),
)
challenges = st.builds(
    challenge_of,
    st.integers(1, 32_767),
    signed,
    st.integers(0, MOST_DECIMALS),
    st.binary(min_size=8, max_size=8),
)


@given(challenges)
def test_a_challenge_says_all_of_it_in_digits(challenge: Challenge) -> None:
    digits = written(challenge)
    assert set(digits) <= set("0123456789")
    assert read(digits) == read(grouped(digits)) == challenge


@given(challenges, st.data())
def test_one_wrong_digit_or_two_swapped_show(challenge: Challenge, data: st.DataObject) -> None:
    digits = written(challenge)
    at = data.draw(st.integers(0, len(digits) - 2))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[at]]))
    with pytest.raises(BadChallenge):
        read(digits[:at] + other + digits[at + 1 :])
    if digits[at] != digits[at + 1]:
        with pytest.raises(BadChallenge):
            read(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])


@given(challenges, challenges)
def test_two_challenges_never_look_the_same(one: Challenge, other: Challenge) -> None:
    assert (written(one) == written(other)) is (one == other)


@settings(max_examples=30)
@given(challenges, challenges, st.binary(min_size=16, max_size=16))
def test_an_answer_is_for_one_challenge_and_one_key(
    one: Challenge, other: Challenge, random: bytes
) -> None:
    answer = answer_to(written(one), KEY)
    assert len(answer) == 8
    assert answers(f" {answer[:4]} {answer[4:]}", written(one), KEY)
    assert answers(answer, written(other), KEY) is (
        one == other or answer == answer_to(written(other), KEY)
    )
    assert not answers(answer, written(one), new_key(random))
    assert not answers("٠١٢٣٤٥٦٧", written(one), KEY)


@settings(max_examples=30)
@given(challenges, signed)
def test_it_is_about_one_thing_only(challenge: Challenge, thing: Signed) -> None:
    same = operation_code(thing.operation) == challenge.operation
    assert challenge.says(thing) is (
        same
        and (thing.account, thing.figure, thing.unit)
        == (challenge.account, challenge.figure, challenge.unit)
    )


@given(st.text(max_size=60))
def test_what_is_no_challenge_and_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadChallenge):
        read(text)
    with pytest.raises(BadApprovalKey):
        read_key(text)


@given(st.binary(min_size=16, max_size=32), st.integers(0, 39))
def test_a_key_is_carried_without_a_slip_of_the_pen(random: bytes, at: int) -> None:
    key = new_key(random)
    assert read_key(grouped(key)) == key
    assert len(key_mark(key)) == 6
    wrong = key[:at] + str((int(key[at]) + 1) % 10) + key[at + 1 :]
    with pytest.raises(BadApprovalKey):
        read_key(wrong)


def test_every_operation_that_is_signed_has_a_code_of_its_own() -> None:
    signed_ones = [one for one in OPERATIONS if one.signed_for is not None]
    assert [operation_coded(operation_code(one.name)) for one in signed_ones] == signed_ones


def test_it_counts_for_half_an_hour_and_not_before_it_was_asked() -> None:
    assert in_time(1_000, 1_000 + VALID_MILLISECONDS)
    assert not in_time(1_000, 1_001 + VALID_MILLISECONDS)
    assert not in_time(1_000, 999)
