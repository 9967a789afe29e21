"""A virtual card through the real PC/SC daemon looks like one in a reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.cards.errors import CardMute, CardOutcomeUnknown, NoCard
from app.cards.pcsc import PcscLink, PcscReader
from app.simulator.other_cards import MuteCard
from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.tears import Tear, TearPhase, TearPoint
from app.simulator.vpcd import VpcdSlot
from tests.pcsc_daemon import Slot, running_pcscd, wait_for_card

pytestmark = pytest.mark.xdist_group("pcsc")

SELECT = bytes.fromhex("FFA400000106")
PRESENT = bytes.fromhex("FF20000003FFFFFF")
WRITE = bytes.fromhex("FFD00040021234")
READ = bytes.fromhex("FFB0004002")


@pytest.fixture
def place() -> Iterator[Slot]:
    with running_pcscd() as daemon:
        yield daemon.acs[1]


@pytest.fixture
def slot(place: Slot) -> Iterator[VpcdSlot]:
    wait_for_card(place, present=False)
    slot = VpcdSlot(port=place.port)
    yield slot
    slot.remove()
    wait_for_card(place, present=False)


def opened(place: Slot) -> PcscLink:
    wait_for_card(place)
    link = PcscReader(place.reader).connect()
    assert link.transmit(SELECT) == (b"", 0x9000)
    assert link.transmit(PRESENT) == (b"", 0x9007)
    return link


def test_a_card_torn_inside_a_byte_shows_it_when_it_is_put_in_again(
    place: Slot, slot: VpcdSlot
) -> None:
    card = VirtualSle4442()
    slot.insert(card)
    link = opened(place)
    assert link.atr.hex() == "3b04a2131091"
    assert link.transmit(READ) == (b"\xff\xff", 0x9000)
    card.arm(Tear(TearPoint(0, TearPhase.WRITE, 1), mix=0xF0))
    with pytest.raises(CardOutcomeUnknown):
        link.transmit(WRITE)
    # In this order: closing hides the card at once, and one put in again before the daemon's own
    # poll has missed it stays hidden for ever (seen with pcscd 1.9.9).
    wait_for_card(place, present=False)
    link.close()
    with pytest.raises(NoCard):
        PcscReader(place.reader).connect()
    slot.insert(card)
    link = opened(place)
    assert link.transmit(READ) == (b"\x12\x3f", 0x9000)
    link.close()


def test_a_mute_card(place: Slot, slot: VpcdSlot) -> None:
    slot.insert(MuteCard())
    wait_for_card(place)
    with pytest.raises(CardMute):
        PcscReader(place.reader).connect()
