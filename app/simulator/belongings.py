"""All cards and meters of a village as things: alive, or in the form in which they are kept."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from app.cards.chips import sle4428, sle4442
from app.cards.chips.sle import AREA
from app.cards.errors import CardDamaged, CardForeign
from app.cards.keys import KeySource
from app.cards.profiles.contract import Profile
from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import CardReading
from app.domain.function_cards import FunctionReading
from app.domain.plans import CardImage
from app.domain.quantity import Quantity
from app.simulator.house_meter import HouseMeter
from app.simulator.meter import VirtualMeter
from app.simulator.other_cards import ForeignCard, MuteCard
from app.simulator.sle4428_card import Sle4428Snapshot, VirtualSle4428
from app.simulator.sle4442_card import CardSnapshot, VirtualSle4442
from app.simulator.visits import MeterMemory

_SIZES = {VirtualSle4442: sle4442.SIZE, VirtualSle4428: sle4428.SIZE}
_BANK_CARD = bytes.fromhex("3B6500002063CB6800")
"""Answer to reset of some bank card."""


class CardMake(enum.StrEnum):
    """What kind of thing a card is."""

    MEMORY = "memory"
    """An SLE4442, ours or still blank: for one water meter."""
    LARGE = "large"
    """An SLE4428, ours or still blank: for several meters, and for function cards."""
    FOREIGN = "foreign"
    MUTE = "mute"


class KeptCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card as it is kept."""

    name: str
    make: CardMake
    snapshot: CardSnapshot | None = None
    """What stands on an SLE4442."""
    large: Sle4428Snapshot | None = None
    """What stands on an SLE4428."""
    account: str = ""
    """Account that was last read on it; it outlives a write that went wrong."""
    serial: bytes = b""
    """Serial that was last read on it."""


class KeptMeter(msgspec.Struct, frozen=True, kw_only=True):
    """A meter as it is kept."""

    name: str
    """What it is called by: its number, or what stands on its box."""
    make: CardMake
    """Of the cards that it reads."""
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
    chip: VirtualSle4442 | VirtualSle4428 | ForeignCard
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
        if isinstance(card.chip, VirtualSle4428) and kept.large is not None:
            card.chip.restore(kept.large)
        return card

    @property
    def memory(self) -> VirtualSle4442 | VirtualSle4428 | None:
        """The chip, where it is of a kind that the utility uses."""
        return None if isinstance(self.chip, ForeignCard) else self.chip

    def kept(self) -> KeptCard:
        """Everything that it keeps without power."""
        chip = self.chip
        return KeptCard(
            name=self.name,
            make=self.make,
            snapshot=chip.snapshot() if isinstance(chip, VirtualSle4442) else None,
            large=chip.snapshot() if isinstance(chip, VirtualSle4428) else None,
            account=self.account,
            serial=self.serial,
        )

    def readings(self, profile: Profile, keys: KeySource) -> tuple[CardReading, ...]:
        """What stands on it for each meter, and a note of whose it is; empty if unreadable."""
        image = self._image()
        if image is None:
            return ()
        try:
            readings = profile.decode(image, keys)
        except (CardForeign, CardDamaged):
            return ()
        self.account, self.serial = readings[0].contents.account, readings[0].serial
        return readings

    def function(self, profile: Profile, keys: KeySource) -> FunctionReading | None:
        """What it tells meters, if it is a function card that can be read."""
        image = self._image()
        try:
            return None if image is None else profile.function_of(image, keys)
        except (CardForeign, CardDamaged):
            return None

    def blank(self, profile: Profile) -> bool:
        """Whether it can still become anybody's card."""
        image = self._image()
        return image is not None and profile.is_blank(image)

    def _image(self) -> CardImage | None:
        chip = self.memory
        return None if chip is None else CardImage({AREA: chip.read(0, _SIZES[type(chip)])})


class Belongings:
    """Cards by name and meters by number."""

    def __init__(self, keys: KeySource) -> None:
        """Nothing yet; ``keys`` are the utility's, which its meters know."""
        self.keys = keys
        self.profiles: dict[CardMake, Profile] = {
            CardMake.MEMORY: TapcardSle4442(),
            CardMake.LARGE: TapcardSle4428(),
        }
        self.cards: dict[str, VillageCard] = {}
        self.meters: dict[str, HouseMeter] = {}
        self._makes: dict[str, CardMake] = {}

    def take_in(self, cards: tuple[KeptCard, ...], meters: tuple[KeptMeter, ...]) -> None:
        """Adds things that were kept."""
        for card in cards:
            self.cards[card.name] = VillageCard.from_kept(card)
        for meter in meters:
            self.hang(meter.memory, meter.daily, make=meter.make, name=meter.name)

    def readings(self, card: VillageCard) -> tuple[CardReading, ...]:
        """What stands on a card for each meter."""
        profile = self.profiles.get(card.make)
        return () if profile is None else card.readings(profile, self.keys)

    def function(self, card: VillageCard) -> FunctionReading | None:
        """What a card tells meters, if it is a function card."""
        profile = self.profiles.get(card.make)
        return None if profile is None else card.function(profile, self.keys)

    def blank(self, card: VillageCard) -> bool:
        """Whether a card can still become anybody's."""
        profile = self.profiles.get(card.make)
        return profile is not None and card.blank(profile)

    def meters_reading(self, make: CardMake) -> dict[str, HouseMeter]:
        """All meters that read cards of a make, by name."""
        return {name: house for name, house in self.meters.items() if self._makes[name] is make}

    def meter_of(self, meter: str, account: str) -> HouseMeter | None:
        """The device that has a number now: of several, the one that knows the account."""
        houses = [one for one in self.meters.values() if one.meter.state.meter == meter]
        own = [one for one in houses if one.meter.state.account == account]
        return next(iter([*own, *houses]), None)

    def sort_cards(self, rank: Callable[[VillageCard], int]) -> None:
        """Puts the cards in order; those of one rank stay as they were."""
        self.cards = {card.name: card for card in sorted(self.cards.values(), key=rank)}

    def hang(
        self,
        memory: MeterMemory,
        daily: Quantity,
        *,
        make: CardMake = CardMake.MEMORY,
        name: str = "",
    ) -> HouseMeter:
        """A meter with this memory on a wall, called by its number unless ``name`` says."""
        name = name or memory.state.meter
        profile = self.profiles[make]
        meter = VirtualMeter(memory.state, self.keys, today=memory.today, profile=profile)
        meter.memory = memory
        self.meters[name], self._makes[name] = HouseMeter(meter, daily), make
        return self.meters[name]

    def kept_cards(self) -> tuple[KeptCard, ...]:
        """All cards as they are kept."""
        return tuple(card.kept() for card in self.cards.values())

    def kept_meters(self) -> tuple[KeptMeter, ...]:
        """All meters as they are kept."""
        return tuple(
            KeptMeter(
                name=name,
                make=self._makes[name],
                memory=house.meter.memory,
                daily=house.daily,
            )
            for name, house in self.meters.items()
        )


def _made(make: CardMake) -> VirtualSle4442 | VirtualSle4428 | ForeignCard:
    if make is CardMake.MEMORY:
        return VirtualSle4442()
    if make is CardMake.LARGE:
        return VirtualSle4428()
    return MuteCard() if make is CardMake.MUTE else ForeignCard(_BANK_CARD)
