"""The open layouts on their chips, at a reader: made, read, written, moved to new keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.cards.keys import KeySource
from app.cards.station import Station
from app.domain.cards import CardContents
from app.simulator.mifare_classic_card import VirtualMifareClassic
from app.simulator.other_cards import VirtualCard
from app.simulator.reader import VirtualReader
from app.simulator.sle4428_card import VirtualSle4428
from app.simulator.sle4442_card import VirtualSle4442
from tests.cards.tapcard_cards import (
    KEYS,
    NEWER_KEYS,
    Mifare1kContract,
    Sle4428Contract,
    TapcardContract,
)

CONTACT = "ACS ACR39U ICC Reader 00 00"
CONTACTLESS = "ACS ACR1252 Reader PICC 00 00"

each_chip = pytest.mark.parametrize(
    ("contract", "reader", "make"),
    [
        (TapcardContract(), CONTACT, VirtualSle4442),
        (Sle4428Contract(), CONTACT, VirtualSle4428),
        (Mifare1kContract(), CONTACTLESS, VirtualMifareClassic),
    ],
    ids=["sle4442", "sle4428", "mifare1k"],
)


class Counter:
    """One reader with one card, of any chip."""

    def __init__(self, contract: TapcardContract, name: str, card: VirtualCard) -> None:
        self.contract = contract
        self._reader = VirtualReader(name)
        self._reader.insert(card)

    def station(self, keys: KeySource = KEYS) -> Station:
        return Station(self._reader, [self.contract.profile()], keys)

    def make(self, *contents: CardContents) -> bytes:
        """Makes the card; returns its serial."""
        with self.station().session() as session:
            profile, image = self.contract.profile(), session.image()
            serial = profile.own_serial(image) or self.contract.serial()
            session.unlock(None)
            for step in profile.issue(image, serial, contents, KEYS):
                session.write(step)
        return serial

    def write(self, serial: bytes, *contents: CardContents, keys: KeySource = KEYS) -> None:
        with self.station(keys).session() as session:
            image = session.image()
            session.unlock(serial)
            assert session.identify_again() == serial
            for step in self.contract.profile().rewrite(image, contents, keys):
                session.write(step)

    def said(self, keys: KeySource = KEYS) -> list[CardContents]:
        with self.station(keys).session() as session:
            return [reading.contents for reading in session.readings()]


@each_chip
def test_a_card_is_made_read_and_written(
    contract: TapcardContract, reader: str, make: Callable[[], VirtualCard]
) -> None:
    counter = Counter(contract, reader, make())
    places = range(1, len(contract.declares.places) + 1)
    contents = [contract.contents(place=place) for place in places]
    serial = counter.make(*contents)
    assert counter.said() == contents
    for sequence, place in enumerate(places, start=2):
        contents[place - 1] = contract.contents(sequence, number=2, place=place)
        counter.write(serial, contents[place - 1])
        assert counter.said() == contents


@each_chip
def test_a_card_moves_to_new_keys_and_can_be_written_on(
    contract: TapcardContract, reader: str, make: Callable[[], VirtualCard]
) -> None:
    counter = Counter(contract, reader, make())
    serial = counter.make(contract.contents())
    for sequence in (2, 3, 4):
        contents = contract.contents(sequence, number=sequence)
        counter.write(serial, contents, keys=NEWER_KEYS)
        assert counter.said(NEWER_KEYS) == [contents]
