"""Which chip a card is told to have, at a reader that could have any of them in it."""

from __future__ import annotations

import pytest

from app.cards.chips.families import families
from app.cards.dialects.contract import Brand
from app.cards.errors import CardForeign
from app.cards.transport import CardLink
from app.simulator.at88sc102_card import VirtualAt88sc102
from app.simulator.memory_card import MemoryCard
from app.simulator.other_cards import VirtualCard
from app.simulator.reader import VirtualReader
from app.simulator.sle4428_card import VirtualSle4428
from app.simulator.sle4442_card import VirtualSle4442


class UnshownSle4442(VirtualSle4442):
    """At a reader that does not recognise a memory card by itself."""

    @property
    def atr(self) -> bytes:
        return bytes.fromhex("3B04FFFFFFFF")


class UnshownSle4428(VirtualSle4428):
    @property
    def atr(self) -> bytes:
        return bytes.fromhex("3B04FFFFFFFF")


def told(link: CardLink) -> list[str]:
    """Names of all families that take the card for theirs, in the order in which it is tried."""
    names = []
    for family in families(Brand.ACS):
        try:
            family.open(link).read_image()
        except CardForeign:
            continue
        names.append(family.name)
    return names


@pytest.mark.parametrize(
    ("card", "name"),
    [
        (VirtualSle4442(), "sle4442"),
        (UnshownSle4442(), "sle4442"),
        (VirtualSle4428(), "sle4428"),
        (UnshownSle4428(), "sle4428"),
        (VirtualAt88sc102(), "at88sc102"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_memory_card_is_of_one_family_only(card: VirtualCard, name: str) -> None:
    reader = VirtualReader()
    reader.insert(card)
    assert told(reader.connect()) == [name]


@pytest.mark.parametrize(
    "card", [VirtualSle4428(psc=b"\x01\x02"), VirtualAt88sc102(code=b"\x01\x02")]
)
def test_telling_chips_apart_changes_nothing_on_the_card(
    card: VirtualSle4428 | VirtualAt88sc102,
) -> None:
    before = card.clone()
    reader = VirtualReader()
    reader.insert(card)
    told(reader.connect())
    assert card == before


def test_a_card_that_names_its_chip_is_asked_for_that_one_alone() -> None:
    card: MemoryCard = VirtualSle4428()
    reader = VirtualReader()
    reader.insert(card)
    link = reader.connect()
    for family in families(Brand.ACS):
        try:
            family.open(link)
        except CardForeign:
            continue
    assert reader.apdus == 1  # its own select


def test_an_omnikey_reader_is_offered_no_chip_whose_commands_it_is_not_known_to_have() -> None:
    names = {family.name for family in families(Brand.OMNIKEY)}
    assert "sle4442" in names
    assert not names & {"sle4428", "at88sc102"}
