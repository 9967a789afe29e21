"""How much a customer may buy in the days before prices rise.

Only volume can be hoarded: a meter that counts money takes the new prices with the credit that it
holds, so no cap is needed there.
"""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.quantity import Quantity

TIMES_SCALE = 100
MOST_DAYS = 365
MOST_TIMES = 100 * TIMES_SCALE


class RiseCap(msgspec.Struct, frozen=True, kw_only=True):
    """A tariff class's rule."""

    days: int
    """It holds from so many days before the first day of a dearer revision until that day."""
    volume: Quantity
    """Most that may be bought in those days by whoever has no usual volume yet."""
    times: int | None = None
    """Most as a multiple of the usual volume of a month, in hundredths; None: ``volume`` for
    everybody."""


class RiseWindow(msgspec.Struct, frozen=True, kw_only=True):
    """The days in which a cap holds."""

    begins: date
    rises: date
    """First day of the dearer prices."""


class RiseLimit(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer may buy in a window."""

    most: Quantity
    bought: Quantity
    rises: date

    @property
    def left(self) -> Quantity:
        """What may still be bought."""
        return max(0, self.most - self.bought)


def rise_limit(
    cap: RiseCap, window: RiseWindow, *, usual: Quantity | None, bought: Quantity
) -> RiseLimit:
    """What may be bought until prices rise.

    ``usual``: the customer's volume of a month, None where there is none yet; ``bought``: since
    the window began. Thousandths of the unit.
    """
    most = cap.volume
    if cap.times is not None and usual:
        most = usual * cap.times // TIMES_SCALE
    return RiseLimit(most=most, bought=bought, rises=window.rises)


def usual_volume(bought: Quantity, months: int) -> Quantity | None:
    """The volume of a month: what was bought in whole months before the window, on average."""
    return bought // months if months > 0 and bought > 0 else None
