"""A card against the ledger: who knows more, and what may be done with the card.

Source: design.md section 4, third table; every row is a member of :class:`Standing`.
"""

from __future__ import annotations

import enum

import msgspec

from app.domain.cards import CardForm, CardReading, ReadBack, ReadBackPhase
from app.domain.identity import NO_MARK, EventId, Node
from app.domain.quantity import Quantity
from app.domain.refunds import refuted


class KnownWrite(msgspec.Struct, frozen=True, kw_only=True):
    """The newest write to the allocation's cards that this ledger knows to have happened."""

    serial: bytes
    sequence: int
    mark: EventId
    number: int
    load: Quantity
    cumulative: Quantity
    owed: Quantity = 0
    """For a card made without a load of which nobody knows whether the meter has it: that load."""
    taken_off: int = 0
    """Load that was taken off and whose refund waits for the meter's proof."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger knows when a card appears."""

    node: Node
    epoch: int
    roaming: bool
    """Whether other kiosks sell to this utility's cards; False: stand-alone."""
    serial_known: bool
    """Whether this ledger, or an event it received, made this card."""
    superseded: bool
    write: KnownWrite | None
    retrieved: bool = False
    """Whether this card was made blank and not issued since: what shows its contents is a copy."""


class Standing(enum.StrEnum):
    """How a card stands to the ledger, and thereby what may be done with it."""

    NORMAL = "normal"
    """Agrees, nothing unloaded: sell."""
    UNLOADED = "unloaded"
    """The meter has not taken the last load: no sale; its refund may be offered."""
    CANCELLATION_PENDING = "cancellation_pending"
    """A cancelled load (zero credit) that the meter has not seen yet: no sale before it has."""
    LOAD_WAS_USED = "load_was_used"
    """The meter had the load that was taken off: its refund is refuted, then sell."""
    INSERT_AGAIN = "insert_again"
    """The meter began with the load: insert the card in the meter again."""
    MARKED_NOT_TAKEN = "marked_not_taken"
    """Marked by the meter but not taken; it would refuse the card now: write it again."""
    BOUGHT_ELSEWHERE = "bought_elsewhere"
    """Ahead, last mark of another kiosk, its load taken: sell the next number, note the gap."""
    RECOVERABLE = "recoverable"
    """Ahead, last mark ours of an older epoch: record the purchase as recovered, then sell."""
    LEDGER_OLDER = "ledger_older"
    """Ahead, and nobody else can have written it: this ledger is older than the card. Stop."""
    SUPERSEDED = "superseded"
    """Replaced by a newer card."""
    UNEXPLAINED = "unexplained"
    """Unknown serial, behind, ahead with zero load, totals that do not fit, or taken back: hold."""


SELLABLE = frozenset({Standing.NORMAL, Standing.BOUGHT_ELSEWHERE, Standing.RECOVERABLE})
"""Standings on which a sale may go on."""

CARRIED = SELLABLE | {
    Standing.UNLOADED,
    Standing.CANCELLATION_PENDING,
    Standing.INSERT_AGAIN,
    Standing.MARKED_NOT_TAKEN,
}
"""How meters may stand whose part of the card another meter's write leaves as it is."""


class Agreement(enum.StrEnum):
    """Sequence and mark of the card against those of the ledger."""

    AGREES = "agrees"
    AHEAD = "ahead"
    OTHERWISE = "otherwise"


def agreement(reading: CardReading, known: Known) -> Agreement:
    """Equal sequence and mark agree; a higher sequence is ahead; anything else is to be held."""
    if known.write is None:
        return Agreement.AHEAD if known.serial_known else Agreement.OTHERWISE
    contents = reading.contents
    if (contents.sequence, contents.mark) == (known.write.sequence, known.write.mark):
        return Agreement.AGREES if reading.serial == known.write.serial else Agreement.OTHERWISE
    return Agreement.AHEAD if contents.sequence > known.write.sequence else Agreement.OTHERWISE


def standing(reading: CardReading, known: Known, *, copyable: bool) -> Standing:
    """The row of the table that a card falls into. ``copyable`` as its profile declares."""
    if known.retrieved:
        return Standing.UNEXPLAINED
    if known.superseded:
        return Standing.SUPERSEDED
    how = agreement(reading, known)
    if how is Agreement.OTHERWISE:
        return Standing.UNEXPLAINED
    if how is Agreement.AHEAD:
        row = _ahead(reading, known)
        if row not in SELLABLE:
            return row
        taken = by_read_back(reading, copyable=copyable)
        return row if taken is Standing.NORMAL else taken
    write = known.write
    if write is not None and _had(reading, write.taken_off):
        return Standing.LOAD_WAS_USED
    owed = 0 if write is None else write.owed
    return by_read_back(reading, copyable=copyable, owed=owed)


def _had(reading: CardReading, credit: int) -> bool:
    """Whether the meter shows to have had a load that stands on this card no more."""
    contents = reading.contents
    total = contents.cumulative
    return credit > 0 and refuted(reading, number=contents.number, total=total, credit=credit)


def _ahead(reading: CardReading, known: Known) -> Standing:
    mark = reading.contents.mark
    if reading.contents.load == 0 or not known.serial_known:
        return Standing.UNEXPLAINED
    if mark == NO_MARK:
        # Only its home kiosk is asked, and nobody else writes it: a restore lost the write.
        lost = known.write is None or known.write.mark.epoch < known.epoch
        return Standing.RECOVERABLE if lost else Standing.LEDGER_OLDER
    if mark.node == known.node:
        return Standing.RECOVERABLE if mark.epoch < known.epoch else Standing.LEDGER_OLDER
    return Standing.BOUGHT_ELSEWHERE if known.roaming else Standing.LEDGER_OLDER


def by_read_back(reading: CardReading, *, copyable: bool, owed: Quantity = 0) -> Standing:
    """What the read-back says of the load on the card; ``owed`` as in :class:`KnownWrite`."""
    contents, back = reading.contents, reading.read_back
    if reading.taken or (owed and _has_what_is_owed(reading, owed)):
        return Standing.NORMAL
    if back.phase is ReadBackPhase.BEGUN:
        return Standing.INSERT_AGAIN
    if back.phase is ReadBackPhase.EMPTY:
        if contents.load > 0:
            return Standing.UNLOADED
        # On a copyable chip a zero load uses up its number, and so it does on a card made without
        # the load that its number stood for: the meter must see it first.
        pending = contents.number > 0 and (copyable or contents.form is not CardForm.USER)
        return Standing.CANCELLATION_PENDING if pending else Standing.NORMAL
    before_load = contents.cumulative - contents.load
    marked_only = back.number <= contents.number and back.total_credited == before_load
    return Standing.MARKED_NOT_TAKEN if marked_only and contents.load else Standing.UNEXPLAINED


def _has_what_is_owed(reading: CardReading, owed: Quantity) -> bool:
    """Whether the meter had the load already that this card was made without."""
    contents, back = reading.contents, reading.read_back
    total = contents.cumulative + owed
    same_number = back.phase is ReadBackPhase.FINAL and back.number == contents.number
    return contents.load == 0 and same_number and back.total_credited == total


def arrived_after_all(reading: CardReading, known: Known) -> Quantity:
    """Of the load that a card was made without, what the meter's total proves that it had; 0: none.

    Nobody owes that any more.
    """
    owed = 0 if known.write is None else known.write.owed
    agrees = agreement(reading, known) is Agreement.AGREES
    return owed if owed and agrees and _has_what_is_owed(reading, owed) else 0


def of_its_own_meter(reading: CardReading) -> CardReading:
    """The reading without what another meter wrote.

    Layouts whose read-back names its mark do not empty it. So a card that was made the opening
    card of a new meter shows, until that meter writes, what the old one wrote; an opening card
    made for its first meter shows nothing.
    """
    unseen = reading.read_back.phase is ReadBackPhase.EMPTY
    if reading.contents.form is CardForm.OPENING and unseen:
        return msgspec.structs.replace(reading, read_back=ReadBack())
    return reading


def been_in_meter(reading: CardReading) -> bool:
    """Whether a meter has accepted this card and therefore remembers its serial.

    Meters that write no date say it by having taken the load.
    """
    back = reading.read_back
    return back.written_on is not None or back.phase is ReadBackPhase.FINAL
