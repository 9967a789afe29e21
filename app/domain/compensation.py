"""Credit without money: what the utility owes a customer, put on the card.

Compensation is volume, or money where the meter counts money. It is not bought, so it consumes
neither tiers nor free volume and moves no standing charge or back-charge. Use paid for by it is
use all the same: where tiers go by use (back-charge, tiers in the meter) it counts there.
Source: notes/domain.md 3.7 and 4.1 ("compensation volume does not consume tier").
"""

from __future__ import annotations

import msgspec

from app.domain.amounts import format_money
from app.domain.card_writes import form_after
from app.domain.cards import CardContents, CardReading, ReadBackPhase
from app.domain.errors import TapcardError
from app.domain.tariff.errors import BadQuantity, OverLargest, OverLargestCredit
from app.domain.text import _


class BetweenSteps(TapcardError):
    """Credit in money that the card cannot carry exactly. A sale would give the rest back."""

    code = "between_steps"


def check_compensation(
    credit: int, contents: CardContents, *, step: int, largest: int, digits: int
) -> None:
    """Raises BadQuantity, BetweenSteps, OverLargest or OverLargestCredit, as for a sale.

    ``contents``: what the card says; ``credit``, ``step`` and ``largest`` as its charging type
    counts; ``digits``: decimals of the currency. Caps and largest purchases are for what is bought.
    """
    if not contents.charging.counts_money:
        if credit % step:
            raise BadQuantity(credit, step, contents.kind)
        if credit > largest:
            raise OverLargest(credit, largest, contents.kind)
        return
    if credit % step:
        raise BetweenSteps(
            _("Credit of {credit} cannot be given: the card carries multiples of {step}.").format(
                credit=format_money(credit, digits), step=format_money(step, digits)
            ),
            _("Nothing was given. Choose an amount in these steps."),
        )
    if credit > largest:
        raise OverLargestCredit(credit, largest, digits=digits)


def compensation_written(reading: CardReading, credit: int, *, sequence: int) -> CardContents:
    """The card with ``credit`` under the next number; tier use and all else as they stand.

    ``credit`` as the card's charging type counts; ``sequence``: the write sequence that follows.
    Where the meter has told its total, that is what the credit adds to, as with a purchase.
    """
    old, back = reading.contents, reading.read_back
    total = back.total_credited if back.phase is ReadBackPhase.FINAL else old.cumulative
    return msgspec.structs.replace(
        old,
        form=form_after(reading),
        number=old.number + 1,
        load=credit,
        cumulative=total + credit,
        sequence=sequence,
    )
