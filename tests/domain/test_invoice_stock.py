"""Ranges of numbers as sets, and whose number comes next."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.invoice_stock import (
    Assignment,
    Holder,
    InvoicesRefused,
    Standing,
    check_confirmed,
    check_free,
    next_of,
    still_assigned,
)
from app.domain.spans import Span, common, count, spans_of, together, without

spans = st.tuples(st.integers(1, 30), st.integers(0, 9)).map(lambda one: Span(one[0], sum(one)))
several = st.lists(spans, max_size=6)


def numbers(found: tuple[Span, ...] | list[Span]) -> set[int]:
    return {number for span in found for number in range(span.first, span.last + 1)}


@settings(max_examples=60)
@given(several, several)
def test_spans_are_sets_of_numbers(one: list[Span], other: list[Span]) -> None:
    assert numbers(together(one)) == numbers(one)
    assert numbers(without(one, other)) == numbers(one) - numbers(other)
    assert numbers(common(one, other)) == numbers(one) & numbers(other)
    assert count(one) == len(numbers(one))
    assert spans_of(numbers(one)) == together(one)


@settings(max_examples=40)
@given(st.lists(st.tuples(spans, st.integers(1, 3)), max_size=6))
def test_a_number_is_its_last_holders_alone(given_out: list[tuple[Span, int]]) -> None:
    assignments = [Assignment(span, Holder(7, operator)) for span, operator in given_out]
    last: dict[int, int] = {}
    for at, given_one in enumerate(assignments):
        last |= dict.fromkeys(numbers([given_one.span]), at)
    for at in range(len(assignments)):
        own = {number for number, holder in last.items() if holder == at}
        assert numbers(still_assigned(assignments, at)) == own


@settings(max_examples=60)
@given(spans, st.none() | st.integers(0, 9), several)
def test_the_next_number_is_the_lowest_good_one(
    piece: Span, taken: int | None, gone: list[Span]
) -> None:
    highest = None if taken is None else min(piece.first + taken, piece.last)
    good = {
        number for number in numbers([piece]) - numbers(gone) if highest is None or number > highest
    }
    assert next_of(piece, highest, gone) == min(good, default=None)


@settings(max_examples=60)
@given(spans, several, several, st.none() | st.integers(1, 40))
def test_what_is_given_away_was_received_and_is_good(
    span: Span, received: list[Span], gone: list[Span], used: int | None
) -> None:
    wanted = numbers([span])
    used = used if used in wanted else None
    standing = Standing(received=tuple(received), gone=tuple(gone), used=used)
    good = wanted <= numbers(received) and not wanted & numbers(gone) and used is None
    try:
        check_free(span, standing)
    except InvoicesRefused as error:
        assert not good
        assert "Nothing was recorded" in error.remedy
    else:
        assert good


@given(st.none() | st.integers(1, 5), st.none() | st.integers(1, 5))
@settings(max_examples=30)
def test_only_the_expected_number_is_confirmed(expected: int | None, typed: int | None) -> None:
    try:
        check_confirmed(expected, typed)
    except InvoicesRefused as error:
        assert expected != typed
        assert "The shift is not open." in error.remedy
        assert expected is None or typed is None or str(expected) in error.message
    else:
        assert expected == typed
