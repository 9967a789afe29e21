"""What is left inside a meter whose account ends: by its dial, its card, or what two people say."""

from __future__ import annotations

from app.domain.account_closing import left_in_meter
from app.domain.amounts import format_volume
from app.domain.quantity import Quantity
from app.domain.text import _
from app.ledger.events.accounts import LeftBy
from app.operations.closing_facts import MeterFacts
from app.operations.errors import AccountInUse, BadArgument


def left_inside(facts: MeterFacts, dial: Quantity, unproven: int, by: LeftBy) -> tuple[LeftBy, int]:
    """Credit inside the meter; of one that counts money no dial can tell it."""
    allocation, contents = facts.allocation, facts.last.contents
    counts_money = contents.charging.counts_money
    if by is LeftBy.READ_BACK or counts_money:
        if facts.told is None and not counts_money:
            raise BadArgument(
                _("The card does not say what is left in meter {meter}.").format(
                    meter=allocation.meter
                ),
                _("Nothing was done. Put the card in the meter and bring it back, or go by dial."),
            )
        return LeftBy.READ_BACK, facts.told or 0
    left = left_in_meter(
        credited=contents.cumulative, unproven=unproven, used=dial - allocation.dial
    )
    if by is LeftBy.OVERUSED:
        if left >= 0:
            raise BadArgument(
                _("Meter {meter} has used no more than was credited.").format(
                    meter=allocation.meter
                ),
                _("Nothing was done. Go by the dial (left_by=dial)."),
            )
        return LeftBy.OVERUSED, 0
    if left < 0:
        raise AccountInUse(
            _("Meter {meter} has used {more} more than was credited.").format(
                meter=allocation.meter, more=format_volume(-left)
            ),
            _(
                "Nothing was done. Check the dial. Use that was not paid for is booked first "
                "(book-arrears); then cancel by `tapcard do` with left_by=overused."
            ),
        )
    return LeftBy.DIAL, left
