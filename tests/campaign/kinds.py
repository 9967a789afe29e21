"""Kinds of worlds: whose cards, what for, with which meters."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from app.cards.keys import KeySource
from app.cards.profiles.contract import Profile
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.registry import profile_named
from app.cards.profiles.tapcard_profile import TapcardProfile
from app.cards.profiles.tapcard_sle4442 import NAME
from app.domain.cards import ChargingType, Marking, UtilityKind
from app.simulator.fitting import card_for, reader_for
from app.simulator.meters.card_in_meter import ChipCard
from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.sle4442_dialects import omnikey_dialect

FIRST_MODEL, OTHER_MODEL = "DN15", "E1"
_OMNIKEY = "HID Global OMNIKEY 3x21 Smart Card Reader 00 00"


@dataclass(frozen=True)
class Kind:
    """What differs between one world and another."""

    layout: str = NAME
    """Name of the profile."""
    marking: Marking | None = None
    """How its meters mark a load, where that is not as the profile has it."""
    copyable: bool = True
    """Of the open layouts: whether the silicon can be cloned."""
    omnikey: bool = False
    """Whether the reader is of another brand than the usual one; for SLE4442 only."""
    meters: tuple[UtilityKind, ...] = (UtilityKind.WATER,)
    """What the meters of the one card are for."""
    charging: ChargingType = ChargingType.VOLUME

    def profile(self) -> Profile:
        """The card layout with its meters."""
        known = profile_named(self.layout)
        if isinstance(known, TapcardProfile):
            marking = self.marking or known.marking
            return dataclasses.replace(known, marking=marking, copyable=self.copyable)
        if isinstance(known, Cpu68) and self.marking is not None:
            parameters = dataclasses.replace(known.parameters, marking=self.marking)
            return dataclasses.replace(known, parameters=parameters)
        return known

    def reader(self) -> str:
        """Name of the reader."""
        return _OMNIKEY if self.omnikey else reader_for(self.profile())

    def card(self, keys: KeySource, number: int) -> ChipCard:
        """A blank card; ``number`` tells those apart that have a serial from their factory."""
        if self.omnikey:
            return VirtualSle4442(dialect=omnikey_dialect)
        return card_for(self.profile(), keys, number)

    def model(self, at: int) -> str:
        """Model of the meter at a place of :attr:`meters`."""
        return FIRST_MODEL if self.meters[at] is self.meters[0] else OTHER_MODEL
