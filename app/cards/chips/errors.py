"""What a chip refuses before a byte goes to the card (faults of a layout or of the program), and
what it alone can be refused."""

from __future__ import annotations

from app.cards.errors import CardError, CardRefused


class WriteForbidden(CardError):
    """A step reaches bytes that a kiosk must never write. Nothing was sent."""

    code = "write_forbidden"


class NotUnlocked(CardError):
    """A write before the secret was presented: readers would report success and write nothing."""

    code = "not_unlocked"


class CardWornOut(CardError):
    """A chip that can be erased no more. Nothing was sent."""

    code = "card_worn_out"


class SecretFixed(CardError):
    """The chip's secret cannot be changed at a counter. Nothing was sent."""

    code = "secret_fixed"


class MacRefused(CardRefused):
    """A CPU card refused the MAC of a command: nothing was written, and it may count misses.

    Never to be repeated blindly: some such misses lock the card's application for ever.
    """

    code = "mac_refused"
