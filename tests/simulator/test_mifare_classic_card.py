"""The virtual MIFARE Classic answers as notes/cards.md 2.4 and 2.5 say card and reader do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.chips.access_bits import (
    B_RULES,
    B_WRITES,
    OURS,
    VALUE,
    Conditions,
    trailer,
)
from app.simulator.mifare_classic_card import VirtualMifareClassic
from app.simulator.part3_firmware import Part3Firmware
from app.simulator.tears import CardPulled, Tear, TearPhase, TearPoint, every_tear, tear_points

A, B = 0x60, 0x61
KEY_A = bytes.fromhex("0A0102030405")
KEY_B = bytes.fromhex("0B0102030405")
BLANK_KEY = b"\xff" * 6
VALUES = Conditions(VALUE, VALUE, B_WRITES, B_RULES)
SEVEN = "07000000 F8FFFFFF 07000000 04FB04FB"


def ask(card: VirtualMifareClassic, apdu: str) -> str:
    return card.exchange(bytes.fromhex(apdu)).hex().upper()


def opened(card: VirtualMifareClassic | None = None, block: int = 4) -> VirtualMifareClassic:
    """A card whose sector is open with the transport key A."""
    card = card or VirtualMifareClassic()
    card.power_on()
    assert ask(card, "FF82000006 FFFFFFFFFFFF") == "9000"
    assert ask(card, f"FF86000005 0100{block:02X}6000") == "9000"
    return card


def with_sector_1(conditions: Conditions) -> VirtualMifareClassic:
    """A card whose sector 1 has keys and access bits of ours."""
    card = opened()
    assert card.write(7, trailer(KEY_A, conditions, KEY_B))
    card.power_on()
    return card


class TestReader:
    def test_the_answer_to_reset_names_the_chip(self) -> None:
        answer = VirtualMifareClassic().power_on().hex(" ").upper()
        assert answer == "3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 01 00 00 00 00 6A"

    def test_the_uid_needs_no_key(self) -> None:
        card = VirtualMifareClassic(uid=b"\x01\x02\x03\x04")
        card.power_on()
        assert ask(card, "FFCA000000") == "010203049000"

    def test_a_blank_opens_to_the_transport_key_and_shows_uid_and_check_byte(self) -> None:
        card = opened(VirtualMifareClassic(uid=b"\x01\x02\x03\x07"), block=0)
        assert ask(card, "FFB0000010").startswith("0102030707")
        assert ask(card, "FFB0000310") == "00" * 6 + "FF078069" + "FF" * 6 + "9000"

    def test_several_blocks_come_at_once_where_the_reader_can(self) -> None:
        assert ask(opened(), "FFB0000430") == "00" * 48 + "9000"
        card = opened(VirtualMifareClassic(firmware=Part3Firmware(blocks_at_once=1)))
        assert ask(card, "FFB0000430") == "6700"
        assert ask(card, "FFB0000410") == "00" * 16 + "9000", "the card was not asked"

    def test_older_firmware_authenticates_in_the_old_form_only(self) -> None:
        card = VirtualMifareClassic(firmware=Part3Firmware(old_form=True))
        card.power_on()
        ask(card, "FF82000106 FFFFFFFFFFFF")
        assert ask(card, "FF86000005 0100046001") == "6D00"
        assert ask(card, "FF88000460 01") == "9000"
        assert ask(card, "FFB0000410") == "00" * 16 + "9000"

    def test_keys_stay_in_the_reader_when_the_card_changes(self) -> None:
        firmware = Part3Firmware()
        opened(VirtualMifareClassic(firmware=firmware))
        other = VirtualMifareClassic(firmware=firmware)
        other.power_on()
        assert ask(other, "FF86000005 0100046000") == "9000"

    def test_a_key_that_was_not_loaded_opens_nothing(self) -> None:
        card = VirtualMifareClassic()
        card.power_on()
        assert ask(card, "FF86000005 0100046000") == "6300"
        assert not card.halted, "the card was not asked"

    @pytest.mark.parametrize(
        ("apdu", "status"),
        [
            ("00A40000023F00", "6D00"),
            ("FF", "6D00"),
            ("FF82000005 FFFFFFFFFF", "6700"),
            ("FF82000206 FFFFFFFFFFFF", "6300"),
            ("FF86000005 01000460", "6700"),
            ("FFB0000411", "6700"),
            ("FFB0003F20", "6B00"),
            ("FFD6000410 00", "6700"),
            ("FFD6004010 " + "00" * 16, "6B00"),
            ("FFD7000405 03 0000", "6700"),
        ],
    )
    def test_malformed_commands_are_refused_and_change_nothing(
        self, apdu: str, status: str
    ) -> None:
        card = opened()
        before = card.snapshot()
        assert ask(card, apdu) == status
        assert card.snapshot() == before


class TestKeys:
    def test_nothing_is_read_before_a_sector_is_open(self) -> None:
        card = VirtualMifareClassic()
        card.power_on()
        assert ask(card, "FFB0000410") == "6300"

    def test_one_sector_is_open_at_a_time(self) -> None:
        card = opened(block=4)
        assert ask(card, "FFB0000810") == "6300"

    def test_a_wrong_key_halts_the_card_until_it_is_activated_again(self) -> None:
        card = opened()
        ask(card, "FF82000106 000000000000")
        assert ask(card, "FF86000005 0100046001") == "6300"
        assert ask(card, "FF86000005 0100046000") == "6300", "the right one, to a halted card"
        card.power_on()
        assert ask(card, "FF86000005 0100046000") == "9000"

    def test_a_read_that_is_not_allowed_halts_too(self) -> None:
        card = opened(block=4)
        assert card.read(8) is None
        assert card.halted

    def test_key_b_of_a_blank_opens_nothing_since_it_can_be_read(self) -> None:
        card = VirtualMifareClassic()
        card.power_on()
        assert card.authenticate(4, B, BLANK_KEY)
        assert card.read(4) is None

    def test_in_a_sector_of_ours_key_a_reads_and_key_b_writes(self) -> None:
        card = with_sector_1(OURS)
        assert card.authenticate(4, A, KEY_A)
        assert card.read(4) == bytes(16)
        assert not card.write(4, b"x" * 16)
        card.power_on()
        assert card.authenticate(4, B, KEY_B)
        assert card.write(4, b"x" * 16)
        assert card.read(4) == b"x" * 16

    def test_in_a_sector_of_ours_only_key_b_writes_the_trailer_and_no_key_is_read(self) -> None:
        card = with_sector_1(OURS)
        assert card.authenticate(4, A, KEY_A)
        assert card.read(7) == bytes(6) + bytes.fromhex("78778869") + bytes(6)
        assert not card.write(7, trailer(KEY_A, OURS, KEY_A))
        card.power_on()
        assert card.authenticate(4, B, KEY_B)
        assert card.write(7, trailer(KEY_B, OURS, KEY_A))
        card.power_on()
        assert card.authenticate(4, B, KEY_A)

    def test_broken_access_bits_close_a_sector_for_ever(self) -> None:
        card = opened()
        assert card.write(7, KEY_A + bytes.fromhex("00000069") + KEY_B)
        for key, value in ((A, KEY_A), (B, KEY_B)):
            card.power_on()
            card.authenticate(4, key, value)
            assert card.read(4) is None

    def test_the_makers_block_is_never_written(self) -> None:
        card = opened(block=0)
        before = card.snapshot()
        assert ask(card, "FFD6000010 " + "00" * 16) == "6300"
        assert card.snapshot() == before


class TestValues:
    def at_reader(self, key: str, slot_key: bytes) -> VirtualMifareClassic:
        card = with_sector_1(VALUES)
        assert card.authenticate(4, B, KEY_B)
        assert card.write(4, bytes.fromhex(SEVEN))
        ask(card, "FF82000006 " + slot_key.hex())
        assert ask(card, f"FF86000005 010004{key}00") == "9000"
        return card

    def test_a_value_is_read_big_endian(self) -> None:
        assert ask(self.at_reader("60", KEY_A), "FFB1000404") == "000000079000"

    def test_counting_up_takes_key_b_and_keeps_the_address(self) -> None:
        card = self.at_reader("61", KEY_B)
        assert ask(card, "FFD7000405 01 00000102") == "9000"
        assert ask(card, "FFB0000410") == "09010000F6FEFFFF0901000004FB04FB9000"
        assert ask(self.at_reader("60", KEY_A), "FFD7000405 01 00000001") == "6300"

    def test_counting_down_takes_either_key_and_goes_below_zero(self) -> None:
        card = self.at_reader("60", KEY_A)
        assert ask(card, "FFD7000405 02 00000008") == "9000"
        assert ask(card, "FFB1000404") == "FFFFFFFF9000"

    def test_a_copy_keeps_the_address_of_its_source(self) -> None:
        card = self.at_reader("61", KEY_B)
        assert ask(card, "FFD7000402 03 05") == "9000"
        assert ask(card, "FFB0000510") == SEVEN.replace(" ", "") + "9000"

    def test_storing_makes_a_value_block(self) -> None:
        card = self.at_reader("61", KEY_B)
        assert ask(card, "FFD7000505 00 FFFFFFFE") == "9000"
        assert ask(card, "FFB0000510") == "FEFFFFFF01000000FEFFFFFF05FA05FA9000"

    def test_a_block_without_the_format_cannot_be_counted(self) -> None:
        assert ask(self.at_reader("61", KEY_B), "FFD7000505 02 00000001") == "6300"


class TestThing:
    def test_a_snapshot_is_restored_without_power(self) -> None:
        card = opened()
        before = card.snapshot()
        card.write(4, b"x" * 16)
        card.restore(before)
        assert card == VirtualMifareClassic()
        assert card.halted

    def test_a_clone_has_a_life_of_its_own(self) -> None:
        card = opened()
        copy = card.clone()
        card.write(4, b"x" * 16)
        assert copy == VirtualMifareClassic() != card


@given(old=st.integers(0, 255), new=st.integers(0, 255), seed=st.integers(0, 3))
def test_a_torn_block_holds_each_bit_old_or_new(old: int, new: int, seed: int) -> None:
    before, after = bytes([old] * 16), bytes([new] * 16)
    card = opened()
    card.write(4, before)
    write = f"FFD6000410 {after.hex()}"
    probe = opened(card.clone())
    points = tear_points(probe, lambda: ask(probe, write))
    for tear in every_tear(points[:6] + points[-3:], seed):
        torn = opened(card.clone())
        torn.arm(tear)
        with pytest.raises(CardPulled):
            ask(torn, write)
        torn.seat()
        stored = opened(torn).read(4)
        assert stored is not None
        assert all(bits & ~(old | new) == 0 and bits & old & new == old & new for bits in stored)


def test_a_card_pulled_amid_a_block_keeps_what_came_before() -> None:
    card = opened()
    card.arm(Tear(TearPoint(0, TearPhase.ERASE, 3)))
    with pytest.raises(CardPulled):
        ask(card, "FFD6000410 " + "AB" * 16)
    card.seat()
    assert opened(card).read(4) == b"\xab" * 3 + bytes(13)
