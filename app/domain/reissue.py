"""Card reissue: why a card is replaced, who asks for it, and what the new one may carry.

Sources: notes/domain.md 2.4 and 3.6, design.md section 4.
"""

from __future__ import annotations

import enum


class ReissueReason(enum.StrEnum):
    """Why a card is replaced."""

    LOST = "lost"
    STOLEN = "stolen"
    DAMAGED = "damaged"
    OUR_FAULT = "our_fault"
    """Our write error: no fee."""
    WRONG_DATA = "wrong_data"
    """What is on the card does not fit what is recorded: the same chip is written again, nothing
    is superseded. No fee, two people."""

    @property
    def free(self) -> bool:
        """Whether nobody pays for it."""
        return self in (ReissueReason.OUR_FAULT, ReissueReason.WRONG_DATA)

    @property
    def old_card_is_gone(self) -> bool:
        """Whether nobody can show the old card, so that it says nothing of who asks."""
        return self in (ReissueReason.LOST, ReissueReason.STOLEN)


class Identification(enum.StrEnum):
    """How it was made sure who asks for a card."""

    DOCUMENT = "document"
    """An identity document was shown."""
    PHONE = "phone"
    """The phone number on file was called and answered."""
    KNOWN = "known"
    """The operator knows the person."""
    CARD = "card"
    """The old card was handed in."""


def identifies(reason: ReissueReason, how: Identification | None) -> bool:
    """Whether that is enough to give somebody a card for this reason."""
    if how is None or how is Identification.CARD:
        return not reason.old_card_is_gone
    return True


class LastLoad(enum.StrEnum):
    """What becomes of the last load when its card is replaced."""

    NONE = "none"
    """The last card carried none."""
    TAKEN = "taken"
    """The meter has told that it has it: the new card carries none."""
    RESTORED = "restored"
    """It stands on the new card under the same number: the meter takes it once, not twice."""
    OWED = "owed"
    """It may be lost and cannot be restored here: it is owed."""


def last_load(*, carried: bool, known_taken: bool, restorable: bool) -> LastLoad:
    """What is right for the last load.

    ``known_taken``: from what the meter told; ``restorable``: sold here, in this epoch. Where
    nobody knows whether the meter has it, the same number again is the safe choice.
    """
    if not carried:
        return LastLoad.NONE
    if known_taken:
        return LastLoad.TAKEN
    return LastLoad.RESTORED if restorable else LastLoad.OWED


class SaleRefusal(enum.StrEnum):
    """Why a meter is sold nothing in the same step in which its card is replaced."""

    SAME_CARD = "same_card"
    """The card stays the same one: what is on it does not fit what is recorded."""
    NOT_TOLD = "not_told"
    """The meter has not told that it has all that its cards carried."""
    ELSEWHERE = "elsewhere"
    """Another kiosk may have sold to the old card, and nobody can read that any more."""


def sale_refusal(reason: ReissueReason, *, told: bool, sold_elsewhere: bool) -> SaleRefusal | None:
    """Why the next number is not sold together with the new card; None if it may be.

    ``told``: the meter told the number and total of the last write. Without that the last load is
    restored, or may be lost, and the next number would be refused by the meter, or be one too
    many. ``sold_elsewhere``: other kiosks sell to such cards.
    """
    if reason is ReissueReason.WRONG_DATA:
        return SaleRefusal.SAME_CARD
    if not told:
        return SaleRefusal.NOT_TOLD
    return SaleRefusal.ELSEWHERE if sold_elsewhere else None
