"""What chips behind a code refuse, in the same words for all of them."""

from __future__ import annotations

from app.cards.chips.errors import NotUnlocked, WriteForbidden
from app.cards.errors import CardForeign, CardLocked, SecretRefused
from app.cards.secrets import Secret
from app.domain.plans import Step
from app.domain.text import _

_KEPT_BACK = 1
"""Tries that are never spent: with the last one a card could be lost to a mere pull."""


def code_of(secret: Secret, length: int) -> bytes:
    """The secret as the code that it has to be. Raises TypeError and ValueError where it is not."""
    if not isinstance(secret, bytes):
        raise TypeError(f"this chip takes a code, not {type(secret).__name__}")
    if len(secret) != length:
        raise ValueError(f"this chip's code has {length} bytes, not {len(secret)}")
    return secret


def keep_one_back(tries: int) -> None:
    """Raises CardLocked where no code may be presented any more."""
    if tries <= _KEPT_BACK:
        raise locked(tries)


def another_chip(chip: str) -> CardForeign:
    """The error for a card that turns out not to have the chip of that name."""
    return CardForeign(
        _("This card does not have the chip {chip}.").format(chip=chip),
        _("Use a card of this utility."),
    )


def locked(tries: int) -> CardLocked:
    """The error for a card with one try left, or none."""
    if tries == 0:
        return CardLocked(
            _("The card has locked itself after wrong codes and can never be written again."),
            _("Reissue the customer's card."),
        )
    return CardLocked(
        _("The card has one try of its code left; it was not used, so the card is not lost."),
        _("Send the card to the office; do not try it at another counter."),
    )


def wrong_code(tries: int) -> SecretRefused | CardLocked:
    """The error for a code that the card refused, with so many tries left now."""
    if tries == 0:
        return locked(tries)
    return SecretRefused(
        _("The card refused its code; tries left: {tries}.").format(tries=tries),
        _("Do not repeat this. Check that this kiosk has the utility's keys."),
        tries_left=tries,
    )


def keys_refused(tries: int) -> SecretRefused:
    """The error for sector keys that the card refused; ``tries`` as it counts them."""
    return SecretRefused(
        _("The card refused its keys."),
        _("Check that this kiosk has the utility's keys; if it has, reissue the card."),
        tries_left=tries,
    )


def not_unlocked() -> NotUnlocked:
    """The error for a write before the code was accepted."""
    return NotUnlocked(
        _("The card was to be written before its code was accepted."),
        _("Take the card out, put it in again and repeat; report this if it stays."),
    )


def forbidden(step: Step) -> WriteForbidden:
    """The error for a step that reaches bytes which are the chip's or the maker's."""
    return WriteForbidden(
        _("The card layout wants to write bytes {first} to {last}, which are not its own.").format(
            first=step.offset, last=step.offset + len(step.data) - 1
        ),
        _("Nothing was written. Do not use this layout; report it to whoever supplied it."),
    )
