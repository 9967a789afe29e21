"""How the cards of a village stand, in the words of the tray."""

from __future__ import annotations

import enum
from typing import Protocol

import msgspec

from app.domain.amounts import format_volume
from app.domain.cards import ReadBackPhase
from app.domain.text import _
from app.simulator.belongings import Belongings, VillageCard
from app.simulator.sle4442_card import VirtualSle4442


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger knows of a card."""

    name: str = ""
    """Whose it is; empty where nobody knows."""
    in_doubt: bool = False
    """Whether an operation on it is open."""
    superseded: bool = False


class Records(Protocol):
    """The ledger, as far as labels need it."""

    def known(self, account: str, serial: bytes) -> Known:
        """What is known of a card of this account and serial, as last read on it."""
        ...


class TrayCard(msgspec.Struct, frozen=True, kw_only=True):
    """One card on the tray."""

    name: str
    """What it is called by; the same for its whole life."""
    label: str
    """Whose it is and how it stands."""
    on_reader: bool


class Standing(enum.IntEnum):
    """How a card stands; what one looks for first comes first."""

    IN_DOUBT = 0
    TORN = 1
    UNLOADED = 2
    SUPERSEDED = 3
    FOREIGN = 4
    MUTE = 5
    BLANK = 6
    AT_HOME = 7


def standing_of(card: VillageCard, belongings: Belongings, records: Records) -> Standing:
    """Read off the card, and out of the ledger."""
    if not isinstance(card.chip, VirtualSle4442):
        return Standing.FOREIGN if card.chip.atr else Standing.MUTE
    reading = card.reading(belongings.profile, belongings.keys)
    known = _known(card, records)
    if known.in_doubt:
        return Standing.IN_DOUBT
    if reading is None:
        return Standing.BLANK if card.blank(belongings.profile) else Standing.TORN
    if known.superseded:
        return Standing.SUPERSEDED
    untouched = reading.read_back.phase is ReadBackPhase.EMPTY
    return Standing.UNLOADED if reading.contents.load and untouched else Standing.AT_HOME


def label_of(card: VillageCard, belongings: Belongings, records: Records) -> str:
    """Whose it is and how it stands."""
    standing = standing_of(card, belongings, records)
    name = _known(card, records).name or card.account or card.name
    if standing is Standing.UNLOADED:
        reading = card.reading(belongings.profile, belongings.keys)
        volume = format_volume(0 if reading is None else reading.contents.load)
        return _("{name}: {volume} m3 not in the meter yet").format(name=name, volume=volume)
    return _LABELS[standing].format(name=name)


_LABELS = {
    Standing.IN_DOUBT: _("{name}: in doubt"),
    Standing.TORN: _("{name}: torn"),
    Standing.SUPERSEDED: _("{name}: old card, superseded"),
    Standing.FOREIGN: _("bank card"),
    Standing.MUTE: _("card that does not answer"),
    Standing.BLANK: _("blank card"),
    Standing.AT_HOME: _("{name}: at home"),
}


def _known(card: VillageCard, records: Records) -> Known:
    return records.known(card.account, card.serial) if card.account else Known()
