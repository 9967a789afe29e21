"""The virtual SLE4428 answers as notes/cards.md 2.1 says the reader does."""

from __future__ import annotations

import pytest

from app.simulator.sle4428_card import VirtualSle4428
from app.simulator.tears import CardPulled, Tear, TearPhase, TearPoint

SELECT = "FFA4000001 05"
GOOD = "FF20000002 FFFF"
WRONG = "FF20000002 1234"


def ask(card: VirtualSle4428, apdu: str) -> str:
    return card.exchange(bytes.fromhex(apdu)).hex().upper()


def selected(card: VirtualSle4428 | None = None) -> VirtualSle4428:
    card = card or VirtualSle4428()
    card.power_on()
    assert ask(card, SELECT) == "9000"
    return card


def opened(card: VirtualSle4428 | None = None) -> VirtualSle4428:
    card = selected(card)
    assert ask(card, GOOD) == "90FF"
    return card


def test_answers_to_reset_with_its_header() -> None:
    assert VirtualSle4428().power_on().hex().upper() == "3B0492231091"


def test_nothing_works_before_the_card_type_is_selected() -> None:
    card = VirtualSle4428()
    card.power_on()
    assert ask(card, "FFB0000004") == "6300"
    assert ask(selected(card), "FFB0000004") == "922310919000"


def test_refuses_another_card_type() -> None:
    assert ask(VirtualSle4428(), "FFA4000001 06") == "6300"


def test_reads_at_addresses_of_two_bytes() -> None:
    card = opened()
    ask(card, "FFD0020003 010203")
    assert ask(card, "FFB0020004") == "010203FF9000"
    assert ask(card, "FFB0000003") == "9223109000"


def test_some_firmwares_append_a_protection_bit_for_each_byte() -> None:
    card = selected(VirtualSle4428(protection_in_reads=True))
    assert ask(card, "FFB0000004") == "92231091" + "F0" + "9000"
    assert ask(card, "FFB0002010") == "FF" * 16 + "FFFFFF" + "9000"


def test_error_counter_has_a_bit_for_each_of_eight_tries() -> None:
    card = selected()
    assert ask(card, "FFB1000003") == "FF00009000"
    told = [ask(card, WRONG) for _ in range(8)]
    assert told == ["907F", "903F", "901F", "900F", "9007", "9003", "9001", "9000"]
    assert ask(card, GOOD) == "9000", "9000 to a presented PSC means locked"
    assert ask(card, "FFB1000003") == "0000009000"


def test_the_right_psc_gives_all_tries_back() -> None:
    card = selected()
    ask(card, WRONG)
    assert ask(card, GOOD) == "90FF"


def test_writes_only_after_the_psc_and_says_9000_either_way() -> None:
    card = selected()
    assert ask(card, "FFD0014002 1234") == "9000"
    assert ask(card, "FFB0014002") == "FFFF9000"
    opened(card)
    assert ask(card, "FFD0014002 1234") == "9000"
    assert ask(card, "FFB0014002") == "12349000"


def test_select_wrong_psc_and_power_off_end_the_access() -> None:
    for end in (lambda c: ask(c, SELECT), lambda c: ask(c, WRONG), lambda c: selected(c)):
        card = opened()
        end(card)
        ask(card, "FFD0014001 00")
        assert card.read(0x140, 1) == b"\xff"


def test_psc_reads_as_zeros_until_it_was_presented() -> None:
    assert ask(selected(), "FFB003FE02") == "00009000"
    assert ask(opened(), "FFB003FE02") == "FFFF9000"


def test_psc_is_changed_where_it_lies_and_only_by_who_presented_it() -> None:
    card = selected()
    ask(card, "FFD003FE02 1122")
    assert ask(card, GOOD) == "90FF"
    ask(card, "FFD003FE02 1122")
    assert ask(selected(card), "FF20000002 1122") == "90FF"


def test_the_error_counter_cannot_be_written() -> None:
    card = opened()
    ask(card, "FFD003FD01 00")
    assert card.error_counter == 0xFF


def test_protects_for_ever_what_it_writes() -> None:
    card = opened()
    assert ask(card, "FFD1004002 A5A6") == "9000"
    assert ask(card, "FFB2004001") == "FC9000", "0 = protected, bit 0 = byte 0x40"
    ask(card, "FFD0004003 000000")
    assert ask(card, "FFB0004003") == "A5A6009000"


def test_the_makers_header_is_protected_from_the_factory() -> None:
    card = opened()
    ask(card, "FFD0000001 00")
    assert card.power_on() != b""


@pytest.mark.parametrize(
    ("apdu", "status"),
    [
        ("00A40000023F00", "6D00"),
        ("FF", "6D00"),
        ("FFD6004001 00", "6D00"),
        ("FFD0004003 1234", "6700"),
        ("FFD0004000", "6700"),
        ("FFB0000000", "6700"),
        ("FFB003FF02", "6B00"),
        ("FFD003FF02 1234", "6B00"),
        ("FFD003FE03 123456", "6B00"),
        ("FF20000003 FFFFFF", "6700"),
        ("FFB1000004", "6700"),
        ("FFB2000021", "6700"),
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
    ask(card, "FFD0014001 00")
    assert copy == VirtualSle4428() != card
    card.restore(before)
    assert card == copy
    ask(selected(card), "FFD0014001 00")
    assert card == copy


def test_pulling_while_the_right_psc_is_presented_burns_a_try() -> None:
    card = selected()
    card.arm(Tear(TearPoint(0, TearPhase.ERASE, 1)))
    with pytest.raises(CardPulled):
        ask(card, GOOD)
    assert card.error_counter == 0x7F
    card.seat()
    assert ask(opened(card), "FFB1000003") == "FFFFFF9000"


def test_pulled_inside_one_byte_those_before_it_are_done_and_those_after_it_are_not() -> None:
    card = opened()
    ask(card, "FFD0014003 000000")
    card.arm(Tear(TearPoint(0, TearPhase.ERASE, 1), mix=0xF0))
    with pytest.raises(CardPulled):
        ask(card, "FFD0014003 FFFFFF")
    assert card.read(0x140, 3) == b"\xff\xf0\x00"
