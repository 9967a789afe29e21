"""What a CPU card's status words mean for the person at the counter. Source: notes/cards.md 2.6."""

from __future__ import annotations

from app.cards.chips.errors import MacRefused, SecretFixed
from app.cards.errors import CardError, CardLocked, CardRefused, SecretRefused
from app.cards.iso7816 import LOCKED
from app.domain.text import _

_MAC_WRONG = frozenset({0x9302, 0x6988, 0x6989})
"""The latter two: State Grid cards (notes/domain.md 6.2)."""


def refusal(status: int) -> CardError:
    """The error for a status that is not OK."""
    if status in LOCKED:
        return _locked()
    if status in _MAC_WRONG:
        return _mac_refused(status)
    return CardRefused(
        _("The card refused a command (status {status:04X}).").format(status=status),
        _("Try again; if it stays, reissue the customer's card."),
        status=status,
    )


def not_proven(tries: int) -> SecretRefused:
    """The error for a card that does not answer as one with our keys; no try was spent."""
    return SecretRefused(
        _("The card did not prove that it has this utility's keys. No key was shown to it."),
        _("Use a card of this utility; if it is one, check that this kiosk has its keys."),
        tries_left=tries,
    )


def macs_kept_back() -> CardLocked:
    """The error for a card that has refused so many MACs here that one more could lock it."""
    return CardLocked(
        _("The card has refused what was to be written to it; it was not tried once more."),
        _("Send the card to the office; do not try it at another counter."),
    )


def keys_fixed() -> SecretFixed:
    """The error for a change of keys."""
    return SecretFixed(
        _("The keys of this kind of card cannot be changed at a counter."),
        _("Nothing was written. Use cards that come with the utility's keys."),
    )


def _locked() -> CardLocked:
    return CardLocked(
        _("The card has locked itself after wrong keys and can not be written again."),
        _("Reissue the customer's card."),
    )


def _mac_refused(status: int) -> MacRefused:
    return MacRefused(
        _("The card refused the seal on what was to be written (status {status:04X}).").format(
            status=status
        ),
        _("Nothing was written. Do not repeat this. Check that this kiosk has the card's keys."),
        status=status,
    )
