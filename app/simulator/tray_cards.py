"""How the cards of a village stand, in the words of the tray."""

from __future__ import annotations

import enum
from typing import Protocol

import msgspec

from app.domain.amounts import format_volume
from app.domain.cards import CardReading, ReadBackPhase
from app.domain.text import _
from app.domain.units import unit_of
from app.simulator.belongings import Belongings, CardMake, VillageCard


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
    FUNCTION = 3
    SUPERSEDED = 4
    SEVERAL = 5
    """At home, for several meters."""
    FOREIGN = 6
    MUTE = 7
    BLANK = 8
    AT_HOME = 9


def standing_of(card: VillageCard, belongings: Belongings, records: Records) -> Standing:
    """Read off the card, and out of the ledger."""
    if card.memory is None:
        return Standing.FOREIGN if card.chip.atr else Standing.MUTE
    if belongings.function(card) is not None:
        return Standing.FUNCTION
    readings = belongings.readings(card)
    known = _known(card, records)
    if known.in_doubt:
        return Standing.IN_DOUBT
    if not readings:
        return Standing.BLANK if belongings.blank(card) else Standing.TORN
    if known.superseded:
        return Standing.SUPERSEDED
    if any(map(_waits, readings)):
        return Standing.UNLOADED
    return Standing.SEVERAL if len(readings) > 1 else Standing.AT_HOME


def _waits(reading: CardReading) -> bool:
    untouched = reading.read_back.phase is ReadBackPhase.EMPTY
    return reading.contents.load > 0 and untouched


def label_of(card: VillageCard, belongings: Belongings, records: Records) -> str:
    """Whose it is and how it stands."""
    standing = standing_of(card, belongings, records)
    name = _known(card, records).name or card.account or card.name
    function = belongings.function(card)
    if function is not None:
        return _("function card: {what}").format(
            what=function.contents.function.value.replace("_", " ")
        )
    if standing is Standing.UNLOADED:
        waiting = [one.contents for one in belongings.readings(card) if _waits(one)]
        loads = ", ".join(f"{format_volume(one.load)} {unit_of(one.kind)}" for one in waiting)
        return _("{name}: {volume} not in the meter yet").format(name=name, volume=loads)
    if standing is Standing.BLANK and card.make is CardMake.LARGE:
        return _("blank card for several meters, or for a function card")
    return _LABELS[standing].format(name=name)


_LABELS = {
    Standing.IN_DOUBT: _("{name}: in doubt"),
    Standing.TORN: _("{name}: torn"),
    Standing.SUPERSEDED: _("{name}: old card, superseded"),
    Standing.SEVERAL: _("{name}: one card for all meters"),
    Standing.FOREIGN: _("bank card"),
    Standing.MUTE: _("card that does not answer"),
    Standing.BLANK: _("blank card"),
    Standing.AT_HOME: _("{name}: at home"),
}


def _known(card: VillageCard, records: Records) -> Known:
    return records.known(card.account, card.serial) if card.account else Known()
