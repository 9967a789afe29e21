"""Identity of events as bytes, keys and text; the hybrid clock."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identity import (
    NO_MARK,
    EventId,
    kiosk_name,
    milliseconds_of,
    next_stamp,
    stamp_at,
)

ids = st.builds(EventId, st.integers(0, 32_767), st.integers(0, 65_535), st.integers(0, 2**32 - 1))
walls = st.integers(0, 2**46)


class TestAnEventId:
    """Node, epoch and number, in every form that leaves the program."""

    @given(ids)
    def test_comes_back_from_its_eight_bytes(self, id: EventId) -> None:
        assert len(id.to_bytes()) == 8
        assert EventId.from_bytes(id.to_bytes()) == id

    @given(ids)
    def test_comes_back_from_its_key(self, id: EventId) -> None:
        assert EventId.from_key(id.to_key()) == id

    @given(ids)
    def test_has_a_key_that_a_signed_integer_holds(self, id: EventId) -> None:
        assert 0 <= id.to_key() < 2**63

    @given(ids, ids)
    def test_orders_alike_as_tuple_key_and_bytes(self, one: EventId, other: EventId) -> None:
        assert (one < other) == (one.to_key() < other.to_key())
        assert (one < other) == (one.to_bytes() < other.to_bytes())

    @given(ids, ids)
    def test_is_unique_in_every_form(self, one: EventId, other: EventId) -> None:
        if one != other:
            assert one.to_bytes() != other.to_bytes()
            assert one.to_key() != other.to_key()
            assert str(one) != str(other)

    @pytest.mark.parametrize("size", [0, 7, 9])
    def test_is_not_read_from_another_length(self, size: int) -> None:
        with pytest.raises(struct.error):
            EventId.from_bytes(bytes(size))

    def test_reads_as_people_write_it(self) -> None:
        assert str(EventId(7, 1, 123)) == "K07-01-123"
        assert (kiosk_name(7), kiosk_name(1234)) == ("K07", "K1234")

    def test_of_a_card_without_mark_is_all_zeros(self) -> None:
        assert NO_MARK.to_bytes() == bytes(8)


class TestTheHybridClock:
    """Wall time where it is later, otherwise just after the last tick."""

    @given(walls)
    def test_stamps_name_their_millisecond(self, wall: int) -> None:
        assert milliseconds_of(stamp_at(wall)) == wall

    @given(walls, walls)
    def test_always_goes_forward(self, last: int, wall: int) -> None:
        stamp = next_stamp(stamp_at(last), wall)
        assert stamp > stamp_at(last)
        assert milliseconds_of(stamp) >= wall

    @given(walls)
    def test_stands_on_the_last_tick_when_the_wall_clock_goes_back(self, wall: int) -> None:
        last = stamp_at(wall)
        assert next_stamp(last, 0) == last + 1
