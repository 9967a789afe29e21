"""In which order one walks, who walks where, and what a dial ought to show."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.reading_rounds import (
    days_reckoned,
    expected_use,
    reader_names,
    shared,
    walking_key,
)


def test_house_9_comes_before_house_10_and_no_address_last() -> None:
    houses = ["Mill Road 10", "Mill Road 9", "", "Mill Road 9 b", "Lake Street 2"]
    assert sorted(houses, key=walking_key) == [
        "Lake Street 2",
        "Mill Road 9",
        "Mill Road 9 b",
        "Mill Road 10",
        "",
    ]


@given(st.integers(0, 2_000), st.integers(1, 20))
def test_every_stop_is_walked_by_one_reader_in_one_stretch(count: int, readers: int) -> None:
    walks = shared(count, readers)
    assert [stop for walk in walks for stop in walk] == list(range(count))
    assert len(walks) == readers
    assert max(map(len, walks)) - min(map(len, walks)) <= 1


@given(st.lists(st.text(max_size=8), min_size=1, max_size=6))
def test_any_addresses_have_an_order(places: list[str]) -> None:
    assert walking_key(*places) <= walking_key(*places)
    sorted([*places, "7", "x 7"], key=walking_key)


def test_use_is_foretold_from_the_past_where_there_is_one() -> None:
    assert expected_use(36_500, 365, 30) == 3_000
    assert expected_use(36_500, 6, 30) is None
    assert days_reckoned(date(2020, 1, 1), date(2026, 1, 1)) == 365
    assert days_reckoned(date(2026, 1, 1), date(2026, 1, 31)) == 30


def test_names_of_readers_are_told_apart_by_commas() -> None:
    assert reader_names(" Juma  Ali, Asha,, Asha ") == ["Juma Ali", "Asha"]
