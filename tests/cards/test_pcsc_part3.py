"""PC/SC part 3: the APDUs for MIFARE Classic of contactless readers, and what answers mean."""

from __future__ import annotations

import pytest

from app.cards.dialects.contract import Brand
from app.cards.dialects.pcsc_part3 import KeyType, PcscPart3, ValueChange
from app.cards.errors import CardOutcomeUnknown, CardRefused
from tests.cards.test_dialects import ScriptedLink

KEY = bytes.fromhex("0A0102030405")
BLOCK = bytes(range(16))


@pytest.fixture
def part3() -> PcscPart3:
    return PcscPart3()


def test_apdus(part3: PcscPart3) -> None:
    link = ScriptedLink("5AC301429000", *["9000"] * 2, BLOCK.hex() + "9000", *["9000"] * 3)
    assert part3.uid(link) == bytes.fromhex("5AC30142")
    part3.load_key(link, 1, KEY)
    assert part3.authenticate(link, 0x3C, KeyType.B, 1)
    assert part3.read(link, 0x3C, 1) == BLOCK
    part3.write(link, 0x3C, BLOCK)
    part3.change_value(link, 0x3C, ValueChange.DECREASE, 258)
    part3.copy_value(link, 0x3C, 0x3D)
    assert link.sent == [
        "FF CA 00 00 00",
        "FF 82 00 01 06 0A 01 02 03 04 05",
        "FF 86 00 00 05 01 00 3C 61 01",
        "FF B0 00 3C 10",
        "FF D6 00 3C 10 " + BLOCK.hex(" ").upper(),
        "FF D7 00 3C 05 02 00 00 01 02",
        "FF D7 00 3C 02 03 3D",
    ]
    assert part3.brand is Brand.PCSC_PART3


@pytest.mark.parametrize("status", ["6300", "6982", "6983"])
def test_a_refused_key_is_an_answer(part3: PcscPart3, status: str) -> None:
    assert not part3.authenticate(ScriptedLink(status), 4, KeyType.A, 0)


def test_a_command_that_was_not_carried_out_is_no_answer_about_the_key(part3: PcscPart3) -> None:
    with pytest.raises(CardRefused):
        part3.authenticate(ScriptedLink("6988"), 4, KeyType.A, 0)


def test_an_older_reader_is_asked_in_its_own_form(part3: PcscPart3) -> None:
    link = ScriptedLink("6D00", "9000")
    assert part3.authenticate(link, 4, KeyType.A, 0)
    assert link.sent == ["FF 86 00 00 05 01 00 04 60 00", "FF 88 00 04 60 00"]


@pytest.mark.parametrize(
    ("answer", "blocks"), [(48, 3), (64, 3), (40, 2), (16, 1)], ids=lambda value: str(value)
)
def test_a_read_takes_whole_blocks_and_no_more_than_asked(
    part3: PcscPart3, answer: int, blocks: int
) -> None:
    link = ScriptedLink(bytes(range(answer)).hex() + "9000")
    assert part3.read(link, 4, 3) == bytes(range(blocks * 16))


def test_less_than_a_block_is_a_lost_answer(part3: PcscPart3) -> None:
    with pytest.raises(CardOutcomeUnknown):
        part3.read(ScriptedLink("0102039000"), 4, 1)


def test_a_read_that_is_refused_changes_nothing(part3: PcscPart3) -> None:
    with pytest.raises(CardRefused):
        part3.read(ScriptedLink("6300"), 4, 1)


@pytest.mark.parametrize("status", ["6300", "6401", "6581", "6F00"])
def test_a_write_without_the_cards_word_is_unknown(part3: PcscPart3, status: str) -> None:
    with pytest.raises(CardOutcomeUnknown):
        part3.write(ScriptedLink(status), 4, BLOCK)
    with pytest.raises(CardOutcomeUnknown):
        part3.change_value(ScriptedLink(status), 4, ValueChange.INCREASE, 1)
    with pytest.raises(CardOutcomeUnknown):
        part3.copy_value(ScriptedLink(status), 4, 5)


@pytest.mark.parametrize("status", ["6700", "6981", "6B00"])
def test_a_write_that_the_reader_did_not_send_wrote_nothing(part3: PcscPart3, status: str) -> None:
    with pytest.raises(CardRefused):
        part3.write(ScriptedLink(status), 4, BLOCK)
