"""What a chip refuses before a byte goes to the card: faults of a layout or of the program."""

from __future__ import annotations

from app.cards.errors import CardError


class WriteForbidden(CardError):
    """A step reaches bytes that a kiosk must never write. Nothing was sent."""

    code = "write_forbidden"


class NotUnlocked(CardError):
    """A write before the secret was presented: readers would report success and write nothing."""

    code = "not_unlocked"
