"""Names are compared as people write them: any script, any case, a mistake now and then."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.searching import (
    Grade,
    distance,
    forgiven,
    grade,
    near_words,
    parts_of,
    trimmed,
    words_of,
    words_to_find,
    words_to_keep,
)

WORDS = st.text(st.sampled_from("abcdeln"), min_size=4, max_size=10)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("WANJIKŨ", "wanjiku"),
        ("O'Neill", "o neill"),
        ("Łukasz Sørensen", "lukasz sorensen"),
        ("Иван Ёлкин", "ivan elkin"),
        ("أمينة", "امينه"),
        ("٠٧١٢", "0712"),
        ("\uff10\uff17\uff11\uff12", "0712"),
        ("O7l2", "0712"),
        ("০৭১২", "0712"),
        ("a\nb\x00c\td", "a b c d"),
    ],
)
def test_what_is_written_otherwise_is_the_same(one: str, other: str) -> None:
    assert words_of(one) == words_of(other)


def test_words_that_only_look_alike_stay_apart() -> None:
    assert words_of("oil") != words_of("011")
    assert words_of("अमिना") == ["अमिना"]


def test_a_number_in_groups_is_one_number_too() -> None:
    assert words_to_keep(["0712 345 678"]) == {"0712", "345", "678", "0712345678"}
    assert words_to_find("0712 345") == ("0712345",)
    assert words_to_find("plot 12 plot") == ("plot", "12")


@settings(max_examples=60)
@given(WORDS, st.data())
def test_one_mistake_always_leaves_a_common_key(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("abcz"))
    mistakes = {
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + letter + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :],
    }
    for typed in mistakes:
        assert distance(typed, word) <= 1
        if forgiven(typed):
            assert trimmed(typed, 2) & trimmed(word)
            assert grade(typed, word, near_words(typed, [word])) is not None


@settings(max_examples=60)
@given(WORDS, WORDS)
def test_distance_is_the_same_both_ways_and_bounded_by_length(one: str, other: str) -> None:
    apart = distance(one, other)
    assert apart == distance(other, one)
    assert abs(len(one) - len(other)) <= apart <= max(len(one), len(other))
    assert (apart == 0) == (one == other)


@settings(max_examples=60)
@given(WORDS, st.data())
def test_every_part_begins_an_end(word: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(word) - 3))
    part = word[start : data.draw(st.integers(start + 3, len(word)))]
    found = grade(part, word, {})
    assert found is not None
    assert found <= Grade.PART
    if found is Grade.PART:
        assert any(end.startswith(part) for end in parts_of(word))


def test_numbers_are_right_or_wrong() -> None:
    assert forgiven("0712345678") == 0
    assert trimmed("0712345678") == set()
    assert near_words("0712345679", ["0712345678"]) == {}
