"""When an unloaded load may be paid back. Source: design.md section 4."""

from __future__ import annotations

import enum

import msgspec

from app.domain.cards import CardReading, Marking, ReadBackPhase
from app.domain.identity import EventId, Node
from app.domain.quantity import Quantity


class RefundRefusal(enum.StrEnum):
    """Why not."""

    OTHER_KIOSK = "other_kiosk"
    OLDER_EPOCH = "older_epoch"
    OTHER_CARD = "other_card"
    """A restored load: without the meter's proof it would need the old card, unloaded, in hand."""
    WRITTEN_AGAIN = "written_again"
    CREDITS_FIRST = "credits_first"
    """The meter may have credited it already although the card looks untouched."""
    MARKS_ONCE = "marks_once"
    """Copyable card and a meter whose mark does not prove its total."""
    RENUMBERED = "renumbered"
    """Copyable card that once named another meter, which may have had the load by a copy."""
    RECKONED_ANEW = "reckoned_anew"
    """Its price was put right since: what was paid is not what it cost."""
    NOT_REFUNDABLE = "not_refundable"
    """The profile cannot take a load off."""


class RefundCase(msgspec.Struct, frozen=True, kw_only=True):
    """The facts that decide."""

    node: Node
    epoch: int
    sold_by: EventId
    """Opening event of the purchase."""
    written_on: bytes
    """Serial of the card that the purchase was first written to."""
    serial: bytes
    rewritten: bool
    renumbered: bool = False
    """Whether the load was first written for another meter number."""
    reckoned_anew: bool = False
    """Whether tariff class or household were put right for it."""
    marking: Marking
    copyable: bool
    refundable: bool


def refund_refusal(case: RefundCase) -> RefundRefusal | None:
    """Why this load is never paid back in cash; None if it may be."""
    if not case.refundable:
        return RefundRefusal.NOT_REFUNDABLE
    if case.sold_by.node != case.node:
        return RefundRefusal.OTHER_KIOSK
    if case.sold_by.epoch != case.epoch:
        return RefundRefusal.OLDER_EPOCH
    if case.rewritten:
        return RefundRefusal.WRITTEN_AGAIN
    if case.reckoned_anew:
        return RefundRefusal.RECKONED_ANEW
    if case.marking is Marking.AFTER:
        return RefundRefusal.CREDITS_FIRST
    if case.copyable and case.marking is Marking.BEFORE:
        return RefundRefusal.MARKS_ONCE
    if case.copyable and case.renumbered:
        return RefundRefusal.RENUMBERED
    if case.serial != case.written_on and not case.copyable:
        return RefundRefusal.OTHER_CARD
    return None


def money_can_go_back(*, copyable: bool, tells_totals: bool) -> bool:
    """Whether money for a payment that is not on its card can go out: at once where nobody copies
    cards, otherwise on a proof that only a meter which tells its totals ever gives.
    """
    return not copyable or tells_totals


def refuted(reading: CardReading, *, number: int, total: Quantity, credit: int) -> bool:
    """Whether the meter proves that it had the load: by a copy, or by a card that was lost.

    ``total``: without the load, which was ``credit``. Nothing is ever paid for it then.
    """
    contents, back = reading.contents, reading.read_back
    same_image = contents.number == number and contents.load == 0
    final = back.phase is ReadBackPhase.FINAL and back.totals
    return same_image and final and back.number == number and back.total_credited == total + credit


def proved(reading: CardReading, *, number: int, total: Quantity) -> bool:
    """Whether the meter proves that it took the cancelled number without credit.

    One that tells no totals proves nothing: a copy of the card may have had the credit.
    """
    back = reading.read_back
    final = back.phase is ReadBackPhase.FINAL and back.totals
    return final and back.number == number and back.total_credited == total
