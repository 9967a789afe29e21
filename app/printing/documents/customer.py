"""Whose paper it is."""

from __future__ import annotations

import msgspec

_TAIL_BYTES = 4


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """The account, its meter and its card, as far as the paper names them."""

    account: str
    name: str = ""
    """In full or masked, as the utility wants it: see :func:`masked_name`."""
    premises: str = ""
    meter: str = ""
    card: str = ""
    """End of the card's serial: see :func:`serial_tail`."""
    purchase_number: int | None = None


def serial_tail(serial: bytes) -> str:
    """``...9F3A01C2``: enough to tell a customer's cards apart, too little to copy one."""
    return "..." + serial[-_TAIL_BYTES:].hex().upper()


def masked_name(name: str) -> str:
    """``Neema J.``: the first word, and of the others their first letter."""
    first, *others = name.split() or [""]
    return " ".join([first, *(f"{word[0]}." for word in others)])
