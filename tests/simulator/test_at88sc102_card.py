"""The virtual AT88SC102 answers as notes/cards.md 2.1 says the reader does."""

from __future__ import annotations

import pytest

from app.simulator.at88sc102_card import ZONE_1, ZONE_2, VirtualAt88sc102
from app.simulator.tears import CardPulled, Tear, TearPhase, TearPoint

SELECT = "FFA4000001 09"
GOOD = "FF20080A02 F0F0"
WRONG = "FF20080A02 1234"
ERASE_1 = "FF20005606 FFFFFFFFFFFF"
ERASE_2 = "FF20809C04 FFFFFFFF"


def ask(card: VirtualAt88sc102, apdu: str) -> str:
    return card.exchange(bytes.fromhex(apdu)).hex().upper()


def selected(card: VirtualAt88sc102 | None = None) -> VirtualAt88sc102:
    card = card or VirtualAt88sc102()
    card.power_on()
    assert ask(card, SELECT) == "9000"
    return card


def opened(card: VirtualAt88sc102 | None = None) -> VirtualAt88sc102:
    card = selected(card)
    assert ask(card, GOOD) == "9000"
    assert card.tries_left == 4
    return card


def test_has_no_answer_to_reset_of_its_own() -> None:
    assert VirtualAt88sc102().power_on().hex().upper() == "3B04FFFFFFFF"


def test_nothing_works_before_the_card_type_is_selected() -> None:
    card = VirtualAt88sc102()
    card.power_on()
    assert ask(card, "FFB0000002") == "6300"
    assert ask(card, "FFA4000001 06") == "6300"
    assert ask(selected(card), "FFB0000002") == "0F0F9000"


def test_all_of_it_is_read_at_once() -> None:
    assert ask(selected(), "FFB00000B0") == "0F0F" + "FF" * 174 + "9000"


class TestCode:
    def test_9000_even_if_wrong_and_the_counter_tells(self) -> None:
        card = selected()
        assert ask(card, WRONG) == "9000"
        assert ask(card, "FFB0000C02") == "7FFF9000"
        assert ask(card, GOOD) == "9000"
        assert ask(card, "FFB0000C02") == "FFFF9000"

    def test_after_four_wrong_ones_the_card_is_locked_for_ever(self) -> None:
        card = selected()
        assert [ask(card, WRONG) for _ in range(4)] == ["9000"] * 4
        assert ask(card, GOOD) == "6300"
        assert ask(card, "FFB0000C01") == "0F9000"

    def test_it_is_hidden_until_presented_and_for_ever_behind_the_fuse(self) -> None:
        assert ask(selected(), "FFB0000A02") == "FFFF9000"
        assert ask(opened(), "FFB0000A02") == "F0F09000"
        assert ask(opened(VirtualAt88sc102(issuer_fuse_blown=True)), "FFB0000A02") == "FFFF9000"

    @pytest.mark.parametrize("blown", [False, True])
    def test_it_is_a_word_that_is_erased_and_written(self, blown: bool) -> None:
        card = opened(VirtualAt88sc102(issuer_fuse_blown=blown))
        ask(card, "FFD2000A00")
        ask(card, "FFD0000A02 1234")
        ask(selected(card), WRONG)
        assert card.tries_left == 4, "1234 is the right one now"

    def test_its_access_ends_with_a_wrong_one_a_select_and_the_power(self) -> None:
        for end in (lambda c: ask(c, WRONG), lambda c: ask(c, SELECT), lambda c: selected(c)):
            card = opened()
            end(card)
            ask(card, "FFD0002001 00")
            assert card.read(0x20, 1) == b"\xff"


class TestWriting:
    def test_only_clears_bits(self) -> None:
        card = opened()
        assert ask(card, "FFD0002002 F00F") == "9000"
        assert ask(card, "FFD0002002 3C3C") == "9000"
        assert ask(card, "FFB0002002") == "300C9000"

    def test_needs_the_code_and_says_9000_either_way(self) -> None:
        card = selected()
        assert ask(card, "FFD0002001 00") == "9000"
        assert ask(card, "FFD2000E00") == "9000"
        assert ask(card, ERASE_1) == "9000"
        assert ask(card, ERASE_2) == "9000"
        assert card == VirtualAt88sc102()

    def test_the_fuse_fixes_issuer_zone_and_erase_keys(self) -> None:
        for blown in (False, True):
            card = opened(VirtualAt88sc102(issuer_fuse_blown=blown))
            ask(card, "FFD0000201 00")
            ask(card, "FFD0005601 00")
            ask(card, "FFD0000E01 00")
            stays = b"\xff" if blown else b"\x00"
            assert (card.read(0x02, 1), card.snapshot().memory[0x56:0x57]) == (stays, stays)
            assert card.read(0x0E, 1) == b"\x00"

    @pytest.mark.parametrize("address", ["00", "0C", "A0"])
    def test_never_reaches_fabrication_zone_and_counters(self, address: str) -> None:
        card = opened()
        ask(card, f"FFD000{address}01 00")
        assert card == VirtualAt88sc102()


class TestErasing:
    def test_a_word_outside_the_zones(self) -> None:
        card = opened()
        ask(card, "FFD0000E04 00000000")
        assert ask(card, "FFD2000F00") == "9000"
        assert ask(card, "FFB0000E04") == "FFFF00009000"

    def test_no_word_inside_the_zones(self) -> None:
        card = opened()
        ask(card, "FFD0002002 0000")
        ask(card, "FFD2002000")
        assert card.read(0x20, 2) == bytes(2)

    @pytest.mark.parametrize(
        ("zone", "other", "apdu"),
        [
            (ZONE_1, ZONE_2, ERASE_1),
            (ZONE_2, ZONE_1, ERASE_2),
        ],
    )
    def test_a_zone_as_a_whole_and_no_other(self, zone: range, other: range, apdu: str) -> None:
        card = opened()
        card.write(zone.start + 1, bytes(63))
        card.write(other.start + 1, bytes(63))
        assert ask(card, apdu) == "9000"
        assert card.read(zone.start, 64) == b"\xff" * 64
        assert card.read(other.start, 64) == b"\xff" + bytes(63)

    def test_not_with_a_wrong_key(self) -> None:
        card = opened()
        for zone in (ZONE_1, ZONE_2):
            card.write(zone.start + 1, bytes(63))
        ask(card, "FF20005606 FFFFFFFFFF00")
        ask(card, "FF20809C04 FFFFFF00")
        for zone in (ZONE_1, ZONE_2):
            assert card.read(zone.start + 1, 63) == bytes(63)

    def test_zone_2_can_be_erased_128_times(self) -> None:
        card = opened()
        for left in reversed(range(128)):
            assert ask(card, ERASE_2) == "9000"
            assert card.erasures_left == left
        card.write(ZONE_2.start + 1, b"\x00")
        assert ask(card, ERASE_2) == "6300"
        assert card.read(ZONE_2.start + 1, 1) == b"\x00"

    def test_zone_2_not_without_spending(self) -> None:
        card = opened()
        card.write(ZONE_2.start + 1, b"\x00")
        assert ask(card, "FF20009C04 FFFFFFFF") == "9000"
        assert card.read(ZONE_2.start + 1, 1) == b"\x00"
        assert card.erasures_left == 128


class TestPermissionsOfAZone:
    def test_a_zone_without_its_second_bit_shows_zeros_until_the_code_was_presented(self) -> None:
        card = opened()
        ask(card, "FFD0001602 BFA5")
        assert ask(card, "FFB0001602") == "BFA59000"
        assert ask(selected(card), "FFB0001602") == "00009000"

    def test_a_zone_without_its_first_bit_is_not_written_until_it_is_erased(self) -> None:
        card = opened()
        ask(card, "FFD0001601 7F")
        ask(card, "FFD0001701 00")
        assert card.read(0x17, 1) == b"\xff"
        ask(card, ERASE_1)
        ask(card, "FFD0001701 00")
        assert card.read(0x17, 1) == b"\x00"


@pytest.mark.parametrize(
    ("apdu", "status"),
    [
        ("00A40000023F00", "6D00"),
        ("FFD6002001 00", "6D00"),
        ("FF05000004 05F90100", "6D00"),  # no fuse is ever blown
        ("FFD0002003 1234", "6700"),
        ("FFD0002000", "6700"),
        ("FFB0000000", "6700"),
        ("FFB001B001", "6B00"),
        ("FFB000AF02", "6B00"),
        ("FFD000AF02 0000", "6B00"),
        ("FFD200B000", "6B00"),
        ("FFD2000E01 00", "6700"),
        ("FF20080A02 F0", "6700"),
        ("FF20005602 FFFF", "6B00"),
    ],
)
def test_malformed_commands_are_refused_and_change_nothing(apdu: str, status: str) -> None:
    card = opened()
    before = card.snapshot()
    assert ask(card, apdu) == status
    assert card.snapshot() == before


def test_a_snapshot_is_restored_without_access_and_a_clone_has_a_life_of_its_own() -> None:
    card = opened()
    copy, before = card.clone(), card.snapshot()
    ask(card, "FFD0002001 00")
    assert copy == VirtualAt88sc102() != card
    card.restore(before)
    assert card == copy
    ask(selected(card), "FFD0002001 00")
    assert card == copy
    assert VirtualAt88sc102(issuer_fuse_blown=True).clone() != copy


class TestTorn:
    def test_in_an_erasure_bytes_before_are_erased_and_those_after_are_as_they_were(self) -> None:
        card = opened()
        card.write(ZONE_1.start + 1, bytes(63))
        card.arm(Tear(TearPoint(0, TearPhase.ERASE, 5), mix=0x0F))
        with pytest.raises(CardPulled):
            ask(card, ERASE_1)
        assert card.read(ZONE_1.start, 64) == b"\xff" * 5 + b"\x0f" + bytes(58)

    def test_in_the_erasure_of_zone_2_one_of_its_128_is_gone(self) -> None:
        card = opened()
        card.write(ZONE_2.start + 1, bytes(63))
        card.arm(Tear(TearPoint(0, TearPhase.ERASE, 2)))
        with pytest.raises(CardPulled):
            ask(card, ERASE_2)
        assert card.erasures_left == 127
        assert card.read(ZONE_2.start + 1, 63) == bytes(63)

    def test_while_the_right_code_is_presented_a_try_is_gone(self) -> None:
        card = selected()
        card.arm(Tear(TearPoint(0, TearPhase.ERASE, 1)))
        with pytest.raises(CardPulled):
            ask(card, GOOD)
        assert card.tries_left == 3
        card.seat()
        opened(card)
