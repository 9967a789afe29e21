"""When a card that names a wrong meter may be written for the right one.

The first load stands on it, no meter has accepted the card, and it is the card that the load was
first written to: then the meter of the wrong number has had nothing of it. On a chip that can be
copied, or with a meter that credits before it marks, the card alone does not prove that; there
two people answer for it, and the load is not paid back in money afterwards.
"""

from __future__ import annotations

import enum

import msgspec

from app.domain.cards import CardForm, CardReading, Marking
from app.domain.comparison import been_in_meter
from app.domain.identity import EventId, Node


class RenumberingRefusal(enum.StrEnum):
    """Why not."""

    OTHER_KIOSK = "other_kiosk"
    OLDER_EPOCH = "older_epoch"
    OTHER_CARD = "other_card"
    """A card made in place of the first one, which may still be used."""
    BEEN_IN_METER = "been_in_meter"
    """A meter knows this card."""
    NOT_FIRST = "not_first"
    """More than the first purchase was written."""
    SAME_NUMBER = "same_number"


class RenumberingCase(msgspec.Struct, frozen=True, kw_only=True):
    """The facts that decide."""

    node: Node
    epoch: int
    sold_by: EventId
    """Opening event of the purchase."""
    written_on: bytes
    """Serial of the card that the purchase was first written to."""
    reading: CardReading
    """The part of the card; its load is not taken."""
    meter: str
    """The right number."""


def renumbering_refusal(case: RenumberingCase) -> RenumberingRefusal | None:
    """Why this card is not written for another meter number; None if it may be."""
    reading = case.reading
    if case.meter == reading.contents.meter:
        return RenumberingRefusal.SAME_NUMBER
    if case.sold_by.node != case.node:
        return RenumberingRefusal.OTHER_KIOSK
    if case.sold_by.epoch != case.epoch:
        return RenumberingRefusal.OLDER_EPOCH
    if case.written_on != reading.serial:
        return RenumberingRefusal.OTHER_CARD
    if been_in_meter(reading) or reading.contents.form is not CardForm.OPENING:
        return RenumberingRefusal.BEEN_IN_METER
    return RenumberingRefusal.NOT_FIRST if reading.contents.number != 1 else None


def proves_itself(*, copyable: bool, marking: Marking) -> bool:
    """Whether an untouched card proves that no meter has had its load."""
    return not copyable and marking is not Marking.AFTER
