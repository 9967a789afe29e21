"""An interrupted operation whose card is lost: the one decision that is right whatever is on it.

Nobody can ask the card any more, and it may turn up in its meter one day. A replacement card that
carries the same load under the same number is credited once, whichever card the meter sees first;
so what puts credit on a card counts as written, and the replacement carries it. What takes credit
off counts as written where the meter proves it before money goes out; elsewhere money would go
out at once for a load that the lost card may still carry, so there the load stays sold.
"""

from __future__ import annotations

CARD_LOST = "card_lost"
"""Why such an operation is on hold."""


def counts_as_written(*, takes_credit_off: bool, meter_proves: bool) -> bool:
    """Whether the operation happened, as far as the books are concerned.

    ``takes_credit_off``: a load that was on the card before. ``meter_proves``: whether money waits
    for the meter's final read-back.
    """
    return meter_proves or not takes_credit_off
