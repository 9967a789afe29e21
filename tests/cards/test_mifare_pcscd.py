"""A MIFARE Classic through the real daemon: above all, the reset that a halted card needs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from app.cards.chips.mifare_classic import TRANSPORT_SECRET, MifareClassicFamily
from app.cards.dialects.pcsc_part3 import PcscPart3
from app.cards.errors import CardOutcomeUnknown, SecretRefused
from app.cards.pcsc import PcscReader
from app.cards.station import SessionLink
from app.simulator.mifare_classic_card import VirtualMifareClassic
from app.simulator.vpcd import VpcdSlot
from tests.cards.mifare_cards import IDENTITY, KEYS, LOAD, NEW_KEYS
from tests.pcsc_daemon import Slot, running_pcscd, wait_for_card

pytestmark = pytest.mark.xdist_group("pcsc")


@pytest.fixture
def place() -> Iterator[tuple[Slot, VpcdSlot]]:
    """A reader of the daemon and what puts cards on it; empty before and after."""
    with running_pcscd() as daemon:
        place = daemon.acs[0]
        slot = VpcdSlot(port=place.port)
        yield place, slot
        slot.remove()
        wait_for_card(place, present=False)


def test_a_blank_is_made_ours_and_goes_on_after_every_refused_key(
    place: tuple[Slot, VpcdSlot],
) -> None:
    reader, slot = place
    slot.insert(VirtualMifareClassic())
    wait_for_card(reader)
    link = SessionLink(PcscReader(reader.reader).connect())
    with contextlib.closing(link):
        chip = MifareClassicFamily(PcscPart3()).open(link)
        assert len(chip.read_image().areas["data"]) == 768
        with pytest.raises(SecretRefused):
            chip.present(NEW_KEYS)
        chip.present(TRANSPORT_SECRET)
        chip.write(IDENTITY)
        chip.change_secret(KEYS)
        chip.write(LOAD)
        assert chip.read_image(KEYS).areas["data"][48:80] == LOAD.data
        slot.remove()
        with pytest.raises(CardOutcomeUnknown):
            chip.present(NEW_KEYS)
