"""The virtual SLE4442 answers as notes/cards.md 2.1 to 2.3 say the reader does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.simulator.sle4442_card import TRANSPORT_PSC, VirtualSle4442
from app.simulator.sle4442_dialects import omnikey_dialect
from app.simulator.tears import CardPulled, Tear, TearPhase, TearPoint

SELECT = "FFA4000001 06"
GOOD = "FF20000003 FFFFFF"
WRONG = "FF20000003 123456"


def ask(card: VirtualSle4442, apdu: str) -> str:
    return card.exchange(bytes.fromhex(apdu)).hex().upper()


def selected(card: VirtualSle4442 | None = None) -> VirtualSle4442:
    card = card or VirtualSle4442()
    card.power_on()
    assert ask(card, SELECT) == "9000"
    return card


def opened(card: VirtualSle4442 | None = None) -> VirtualSle4442:
    card = selected(card)
    assert ask(card, GOOD) == "9007"
    return card


def omnikey() -> VirtualSle4442:
    card = VirtualSle4442(dialect=omnikey_dialect)
    card.power_on()
    return card


class TestAcs:
    def test_answers_to_reset_with_its_header(self) -> None:
        assert VirtualSle4442().power_on().hex().upper() == "3B04A2131091"

    def test_nothing_works_before_the_card_type_is_selected(self) -> None:
        card = VirtualSle4442()
        card.power_on()
        assert ask(card, "FFB0000004") == "6300"
        assert ask(selected(card), "FFB0000004") == "A21310919000"

    def test_refuses_another_card_type(self) -> None:
        card = VirtualSle4442()
        assert ask(card, "FFA4000001 05") == "6300"
        assert ask(card, "FFB0000004") == "6300"

    def test_reads_exactly_the_asked_bytes(self) -> None:
        assert ask(selected(), "FFB00020 10") == "FF" * 16 + "9000"

    def test_some_firmwares_append_the_protection_bits(self) -> None:
        card = selected(VirtualSle4442(protection_in_reads=True))
        assert ask(card, "FFB0000004") == "A2131091" + "FFFFFFFF" + "9000"

    def test_reading_past_the_end_is_refused(self) -> None:
        assert ask(selected(), "FFB000F811") == "6B00"

    def test_error_counter_is_seven_while_untouched(self) -> None:
        card = selected()
        assert ask(card, "FFB1000004") == "070000009000"
        assert ask(card, "FFB1000000") == "070000009000"

    def test_right_psc_answers_90_07(self) -> None:
        assert ask(selected(), GOOD) == "9007"

    def test_wrong_psc_burns_bits_until_the_card_is_locked(self) -> None:
        card = selected()
        assert [ask(card, WRONG) for _ in range(3)] == ["9003", "9001", "9000"]
        assert ask(card, GOOD) == "9000", "9000 to a presented PSC means locked"
        assert ask(card, "FFB1000004") == "000000009000"

    def test_right_psc_with_the_last_try_gives_all_tries_back(self) -> None:
        card = selected()
        ask(card, WRONG)
        ask(card, WRONG)
        assert ask(card, GOOD) == "9007"

    def test_a_wrong_psc_ends_the_access_that_a_right_one_gave(self) -> None:
        card = opened()
        ask(card, WRONG)
        ask(card, "FFD0004001 00")
        assert ask(card, "FFB0004001") == "FF9000"

    def test_writes_only_after_the_psc_and_says_9000_either_way(self) -> None:
        card = selected()
        assert ask(card, "FFD0004002 1234") == "9000"
        assert ask(card, "FFB0004002") == "FFFF9000"
        opened(card)
        assert ask(card, "FFD0004002 1234") == "9000"
        assert ask(card, "FFB0004002") == "12349000"

    def test_select_ends_the_access(self) -> None:
        card = opened()
        ask(card, SELECT)
        ask(card, "FFD0004001 00")
        assert ask(card, "FFB0004001") == "FF9000"

    def test_power_off_ends_the_access(self) -> None:
        card = opened()
        card.power_off()
        ask(selected(card), "FFD0004001 00")
        assert ask(card, "FFB0004001") == "FF9000"

    def test_psc_is_readable_only_after_it_was_presented(self) -> None:
        assert ask(opened(), "FFB1000004") == "07FFFFFF9000"

    def test_changes_the_psc(self) -> None:
        card = opened()
        assert ask(card, "FFD2000103 112233") == "9000"
        assert ask(selected(card), "FF20000003 112233") == "9007"

    def test_psc_stays_when_the_old_one_was_not_presented(self) -> None:
        card = selected()
        assert ask(card, "FFD2000103 112233") == "9000"
        assert ask(card, GOOD) == "9007"

    def test_protects_for_ever_where_the_data_equal_what_is_stored(self) -> None:
        card = opened()
        assert ask(card, "FFD1000004 A2131000") == "9000"
        assert ask(card, "FFB2000004") == "F8FFFFFF9000", "0 = protected, bit 0 = byte 0"
        ask(card, "FFD0000004 00000000")
        assert ask(card, "FFB0000004") == "A21310009000"

    def test_a_card_with_overwritten_header_is_dead_to_every_reader(self) -> None:
        card = opened()
        ask(card, "FFD0000001 00")
        assert card.power_on() == b""

    @pytest.mark.parametrize(
        ("apdu", "status"),
        [
            ("00A40000023F00", "6D00"),
            ("FF", "6D00"),
            ("FFCA000000", "6D00"),
            ("FFD0004003 1234", "6700"),
            ("FFD0004000", "6700"),
            ("FFB0000000", "6700"),
            ("FFD000FF02 1234", "6B00"),
            ("FFD1002001 FF", "6B00"),
            ("FF20000002 FFFF", "6700"),
            ("FFD2000003 112233", "6700"),
            ("FFB2000003", "6700"),
            ("FFB1000005", "6700"),
        ],
    )
    def test_malformed_commands_are_refused_and_change_nothing(
        self, apdu: str, status: str
    ) -> None:
        card = opened()
        before = card.snapshot()
        assert ask(card, apdu) == status
        assert card.snapshot() == before


class TestOmnikey:
    def test_needs_no_select(self) -> None:
        assert ask(omnikey(), "FFB0000004") == "A21310919000"

    def test_accepts_a_select(self) -> None:
        assert ask(omnikey(), SELECT) == "9000"

    def test_psc_answers_9000_or_the_tries_left(self) -> None:
        card = omnikey()
        assert ask(card, WRONG) == "63C2"
        assert ask(card, GOOD) == "9000"
        assert [ask(card, WRONG) for _ in range(3)] == ["63C2", "63C1", "63C0"]
        assert ask(card, GOOD) == "63C0"

    def test_writes_with_d6(self) -> None:
        card = omnikey()
        ask(card, GOOD)
        assert ask(card, "FFD6004002 1234") == "9000"
        assert ask(card, "FFB0004002") == "12349000"
        assert ask(card, "FFD0004002 0000") == "6D00"

    def test_changes_the_psc_given_old_and_new(self) -> None:
        card = omnikey()
        assert ask(card, "FF21000006 123456 112233") == "63C2"
        assert ask(card, "FF21000006 FFFFFF 112233") == "9000"
        assert ask(card, "FF20000003 112233") == "9000"


class TestThing:
    def test_cards_are_equal_when_their_bytes_are(self) -> None:
        one, other = opened(), VirtualSle4442()
        assert one == other
        ask(one, "FFD000FF01 00")
        assert one != other

    def test_a_snapshot_is_restored_without_access(self) -> None:
        card = opened()
        before = card.snapshot()
        ask(card, "FFD0004001 00")
        card.restore(before)
        assert card == VirtualSle4442()
        ask(selected(card), "FFD0004001 00")
        assert card == VirtualSle4442()

    def test_a_clone_has_a_life_of_its_own(self) -> None:
        card = opened()
        copy = card.clone()
        ask(card, "FFD0004001 00")
        assert copy == VirtualSle4442()

    def test_counts_apdus(self) -> None:
        assert opened().apdus == 2

    def test_a_card_may_come_with_a_psc_of_its_own(self) -> None:
        card = selected(VirtualSle4442(psc=b"\x01\x02\x03"))
        assert ask(card, "FF20000003 010203") == "9007"
        assert VirtualSle4442() == VirtualSle4442(psc=TRANSPORT_PSC)


@given(old=st.integers(0, 255), new=st.integers(0, 255), mix=st.integers(0, 255))
def test_a_byte_torn_in_its_erasure_only_gains_bits_and_in_its_writing_only_loses_them(
    old: int, new: int, mix: int
) -> None:
    for phase in (TearPhase.ERASE, TearPhase.WRITE):
        card = opened()
        ask(card, f"FFD0004001 {old:02X}")
        card.arm(Tear(TearPoint(0, phase), mix))
        torn = True
        try:
            ask(card, f"FFD0004001 {new:02X}")
            torn = False
        except CardPulled:
            pass
        (byte,) = card.read(0x40, 1)
        erases, writes = new & ~old != 0, ((0xFF if new & ~old else old) & ~new) != 0
        assert torn == (erases if phase is TearPhase.ERASE else writes)
        if not torn:
            assert byte == new
        elif phase is TearPhase.ERASE:
            assert byte == old | mix
        else:
            start = 0xFF if erases else old
            assert byte == start & ~(mix & ~new) & 0xFF
