"""What a customer wants for which of the card's meters, in one payment."""

from __future__ import annotations

import msgspec

from app.domain.text import _
from app.operations.errors import BadArgument

VOLUME_SIGN = "v"


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """An amount in money, or a volume, for one meter."""

    meter: str | None
    """None: the only meter that can be sold to."""
    amount: str | None = None
    volume: str | None = None


def parse_wishes(text: str) -> tuple[Wish, ...]:
    """``20260002=300,20260003=5v``: 300 in money for one meter, 5 units for the other.

    Raises BadArgument.
    """
    return tuple(_parse_wish(part) for part in text.split(","))


def _parse_wish(text: str) -> Wish:
    meter, sign, wanted = (part.strip() for part in text.partition("="))
    if not (meter and sign and wanted):
        raise BadArgument(
            _("{text} does not say what is wanted for which meter.").format(text=text.strip()),
            _("Nothing was paid. Write METER=AMOUNT, or METER=VOLUMEv, with commas between."),
        )
    if wanted.endswith(VOLUME_SIGN):
        return Wish(meter=meter, volume=wanted.removesuffix(VOLUME_SIGN))
    return Wish(meter=meter, amount=wanted)
