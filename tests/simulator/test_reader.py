"""The reader in process fails as the PC/SC one does."""

from __future__ import annotations

import pytest

from app.cards.errors import CardMute, CardOutcomeUnknown, NoCard, ReaderLost
from app.cards.pcsc import ReaderBusy
from app.cards.transport import CardLink, Reader
from app.simulator.other_cards import ForeignCard, MuteCard
from app.simulator.reader import ApduPhase, VirtualReader
from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.tears import Tear, TearPhase, TearPoint

SELECT = bytes.fromhex("FFA400000106")
PRESENT = bytes.fromhex("FF20000003FFFFFF")
READ = bytes.fromhex("FFB0004002")
WRITE = bytes.fromhex("FFD00040021234")


class KilledError(BaseException):
    """The process is gone."""


def holding(card: VirtualSle4442) -> VirtualReader:
    reader = VirtualReader()
    reader.insert(card)
    return reader


def linked(card: VirtualSle4442) -> tuple[VirtualReader, CardLink]:
    reader = holding(card)
    link = reader.connect()
    link.transmit(SELECT)
    link.transmit(PRESENT)
    return reader, link


def test_it_is_a_reader_of_the_contract() -> None:
    reader: Reader = holding(VirtualSle4442())
    link: CardLink = reader.connect()
    assert link.atr.hex() == "3b04a2131091"
    assert link.transmit(SELECT) == (b"", 0x9000)
    assert link.transmit(READ) == (b"\xff\xff", 0x9000)
    link.close()
    link.close()


def test_an_empty_slot() -> None:
    with pytest.raises(NoCard):
        VirtualReader().connect()


def test_a_reader_that_is_not_there() -> None:
    reader = holding(VirtualSle4442())
    reader.unplug()
    with pytest.raises(ReaderLost):
        reader.connect()
    reader.plug_in()
    assert reader.connect().transmit(SELECT) == (b"", 0x9000)


def test_a_mute_card() -> None:
    reader = VirtualReader()
    reader.insert(MuteCard())
    with pytest.raises(CardMute):
        reader.connect()


def test_a_foreign_card_answers_but_knows_nothing() -> None:
    reader = VirtualReader()
    reader.insert(ForeignCard(bytes.fromhex("3B6800000073C84013009000")))
    link = reader.connect()
    assert link.atr[0] == 0x3B
    assert link.transmit(SELECT) == (b"", 0x6E00)


def test_a_link_keeps_others_out_until_it_is_closed() -> None:
    reader = holding(VirtualSle4442())
    link = reader.connect()
    with pytest.raises(ReaderBusy):
        reader.connect()
    link.close()
    reader.connect()


def test_closing_powers_the_card_down() -> None:
    card = VirtualSle4442()
    reader, link = linked(card)
    link.close()
    link = reader.connect()
    link.transmit(SELECT)
    link.transmit(WRITE)
    assert card.read(0x40, 2) == b"\xff\xff"


@pytest.mark.parametrize("what", ["remove", "swap", "unplug"])
def test_a_link_dies_with_its_card_and_never_reaches_another(what: str) -> None:
    reader, link = linked(VirtualSle4442())
    other = VirtualSle4442()
    {
        "remove": reader.remove,
        "swap": lambda: reader.insert(other),
        "unplug": reader.unplug,
    }[what]()
    for _ in range(2):
        with pytest.raises(CardOutcomeUnknown):
            link.transmit(READ)
    assert other.apdus == 0
    link.close()


def test_the_old_link_does_not_power_down_the_new_card() -> None:
    reader, old = linked(VirtualSle4442())
    card = VirtualSle4442()
    reader.insert(card)
    new = reader.connect()
    new.transmit(SELECT)
    old.close()
    assert new.transmit(READ)[1] == 0x9000


def test_a_torn_card_is_out_and_can_be_put_in_again() -> None:
    card = VirtualSle4442()
    reader, link = linked(card)
    card.arm(Tear(TearPoint(0, TearPhase.WRITE, 1), mix=0xF0))
    with pytest.raises(CardOutcomeUnknown):
        link.transmit(WRITE)
    with pytest.raises(NoCard):
        reader.connect()
    reader.insert(card)
    link = reader.connect()
    link.transmit(SELECT)
    assert link.transmit(READ) == (b"\x12\x3f", 0x9000)


def test_the_hook_sees_every_apdu_before_and_after() -> None:
    reader, link = linked(VirtualSle4442())
    seen: list[tuple[int, bytes, ApduPhase]] = []
    reader.on_apdu(lambda n, apdu, phase: seen.append((n, apdu, phase)))
    link.transmit(WRITE)
    link.transmit(READ)
    assert seen == [
        (0, WRITE, ApduPhase.BEFORE),
        (0, WRITE, ApduPhase.AFTER),
        (1, READ, ApduPhase.BEFORE),
        (1, READ, ApduPhase.AFTER),
    ]
    assert reader.apdus == 2


@pytest.mark.parametrize(
    ("phase", "stored"), [(ApduPhase.BEFORE, b"\xff\xff"), (ApduPhase.AFTER, b"\x12\x34")]
)
def test_a_killed_process_sends_nothing_more_and_the_next_one_can_connect(
    phase: ApduPhase, stored: bytes
) -> None:
    card = VirtualSle4442()
    reader, link = linked(card)

    def kill(_n: int, _apdu: bytes, where: ApduPhase) -> None:
        if where is phase:
            raise KilledError

    reader.on_apdu(kill)
    with pytest.raises(KilledError):
        link.transmit(WRITE)
    with pytest.raises(KilledError):
        link.transmit(READ)
    assert reader.apdus == 1
    reader.on_apdu(None)
    assert card.read(0x40, 2) == stored
    assert reader.connect().transmit(SELECT) == (b"", 0x9000)


@pytest.mark.parametrize("phase", list(ApduPhase))
def test_a_card_swapped_amid_an_apdu_leaves_its_outcome_unknown(phase: ApduPhase) -> None:
    card, other = VirtualSle4442(), VirtualSle4442()
    reader, link = linked(card)

    def swap(_n: int, _apdu: bytes, where: ApduPhase) -> None:
        if where is phase:
            reader.insert(other)

    reader.on_apdu(swap)
    with pytest.raises(CardOutcomeUnknown):
        link.transmit(WRITE)
    assert (card.read(0x40, 2) == b"\x12\x34") == (phase is ApduPhase.AFTER)
    assert other.apdus == 0
    assert reader.card is other
