"""All cards and meters of a village as things: alive, or in the form in which they are kept."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from app.cards.errors import CardDamaged, CardForeign
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import CardReading
from app.domain.plans import CardImage
from app.domain.quantity import Quantity
from app.simulator.house_meter import HouseMeter
from app.simulator.meter import VirtualMeter
from app.simulator.other_cards import ForeignCard, MuteCard
from app.simulator.sle4442_card import SIZE, CardSnapshot, VirtualSle4442
from app.simulator.visits import MeterMemory

_AREA = "main"
_BANK_CARD = bytes.fromhex("3B6500002063CB6800")
"""Answer to reset of some bank card."""


class CardMake(enum.StrEnum):
    """What kind of thing a card is."""

    MEMORY = "memory"
    """An SLE4442, ours or still blank."""
    FOREIGN = "foreign"
    MUTE = "mute"


class KeptCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card as it is kept."""

    name: str
    make: CardMake
    snapshot: CardSnapshot | None = None
    """What stands on a memory card."""
    account: str = ""
    """Account that was last read on it; it outlives a write that went wrong."""
    serial: bytes = b""
    """Serial that was last read on it."""


class KeptMeter(msgspec.Struct, frozen=True, kw_only=True):
    """A meter as it is kept."""

    memory: MeterMemory
    daily: Quantity
    """What its house uses on an ordinary day, thousandths."""


class Roll(enum.StrEnum):
    """How much paper is in the printer."""

    FULL = "full"
    LOW = "low"
    OUT = "out"


class KeptVillage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of a village that is not in the ledger."""

    seed: int
    ahead: int
    """Milliseconds by which the village's time is ahead of the machine's."""
    boots: int
    """How often its counter was switched on."""
    tears: int
    """How often a card was pulled in mid-write: each time at another byte."""
    cards: tuple[KeptCard, ...]
    meters: tuple[KeptMeter, ...]
    on_reader: str | None
    """Name of the card on the reader."""
    roll: Roll


@dataclass
class VillageCard:
    """A card as a thing."""

    name: str
    make: CardMake
    chip: VirtualSle4442 | ForeignCard
    account: str = ""
    serial: bytes = b""

    @classmethod
    def new(cls, name: str, make: CardMake = CardMake.MEMORY) -> VillageCard:
        """A card fresh from where such cards come from; a memory card is blank."""
        return cls(name, make, _made(make))

    @classmethod
    def from_kept(cls, kept: KeptCard) -> VillageCard:
        """The card as it was."""
        card = cls(kept.name, kept.make, _made(kept.make), kept.account, kept.serial)
        if isinstance(card.chip, VirtualSle4442) and kept.snapshot is not None:
            card.chip.restore(kept.snapshot)
        return card

    def kept(self) -> KeptCard:
        """Everything that it keeps without power."""
        chip = self.chip
        return KeptCard(
            name=self.name,
            make=self.make,
            snapshot=chip.snapshot() if isinstance(chip, VirtualSle4442) else None,
            account=self.account,
            serial=self.serial,
        )

    def reading(self, profile: TapcardSle4442, keys: KeySource) -> CardReading | None:
        """What stands on it, and a note of whose it is; None if that cannot be read."""
        image = self._image()
        if image is None:
            return None
        try:
            reading = profile.decode(image, keys)[0]
        except (CardForeign, CardDamaged):
            return None
        self.account, self.serial = reading.contents.account, reading.serial
        return reading

    def blank(self, profile: TapcardSle4442) -> bool:
        """Whether it can still become anybody's card."""
        image = self._image()
        return image is not None and profile.is_blank(image)

    def _image(self) -> CardImage | None:
        if not isinstance(self.chip, VirtualSle4442):
            return None
        return CardImage({_AREA: self.chip.read(0, SIZE)})


class Belongings:
    """Cards by name and meters by number."""

    def __init__(self, keys: KeySource, profile: TapcardSle4442 | None = None) -> None:
        """Nothing yet; ``keys`` are the utility's, which its meters know."""
        self.keys = keys
        self.profile = profile or TapcardSle4442()
        self.cards: dict[str, VillageCard] = {}
        self.meters: dict[str, HouseMeter] = {}

    def take_in(self, cards: tuple[KeptCard, ...], meters: tuple[KeptMeter, ...]) -> None:
        """Adds things that were kept."""
        for card in cards:
            self.cards[card.name] = VillageCard.from_kept(card)
        for meter in meters:
            self.hang(meter.memory, meter.daily)

    def sort_cards(self, rank: Callable[[VillageCard], int]) -> None:
        """Puts the cards in order; those of one rank stay as they were."""
        self.cards = {card.name: card for card in sorted(self.cards.values(), key=rank)}

    def hang(self, memory: MeterMemory, daily: Quantity) -> HouseMeter:
        """A meter with this memory on a wall."""
        meter = VirtualMeter(memory.state, self.keys, today=memory.today, profile=self.profile)
        meter.memory = memory
        self.meters[memory.state.meter] = HouseMeter(meter, daily)
        return self.meters[memory.state.meter]

    def kept_cards(self) -> tuple[KeptCard, ...]:
        """All cards as they are kept."""
        return tuple(card.kept() for card in self.cards.values())

    def kept_meters(self) -> tuple[KeptMeter, ...]:
        """All meters as they are kept."""
        return tuple(
            KeptMeter(memory=house.meter.memory, daily=house.daily)
            for house in self.meters.values()
        )


def _made(make: CardMake) -> VirtualSle4442 | ForeignCard:
    if make is CardMake.MEMORY:
        return VirtualSle4442()
    return MuteCard() if make is CardMake.MUTE else ForeignCard(_BANK_CARD)
