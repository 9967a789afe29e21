"""Money, volume and prices as text: what people type, what screens and paper show.

Typed text is digits 0 to 9 with at most one point. Grouping marks, decimal commas and the digits
of other scripts are refused rather than guessed: a comma is a decimal mark to one cashier and a
thousands mark to the next, and the difference is money.
"""

from __future__ import annotations

import re

from app.domain.errors import TapcardError
from app.domain.quantity import PRICE_SCALE, THOUSANDTHS, Money, Price, Quantity
from app.domain.text import _

LARGEST_AMOUNT = 10**12
"""Most minor units, or thousandths of a unit, that are taken for a meant figure."""

_PRICE_DECIMALS = len(str(PRICE_SCALE)) - 1
_VOLUME_DECIMALS = len(str(THOUSANDTHS)) - 1
_NUMBER = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_LITRES = re.compile(r"([0-9]+) *[lL]")
_SHOWN = 20
"""Characters of a wrong entry that are said back."""


class BadAmount(TapcardError):
    """A figure that cannot be meant: empty, zero, negative, letters, too fine or too large."""

    code = "bad_amount"


def parse_money(text: str, digits: int) -> Money:
    """Minor units from ``"12.50"``; ``digits`` are the decimals of the currency.

    Raises BadAmount for anything but a positive amount of at most 10^12 minor units.
    """
    example = format_money(12 * 10**digits, digits)
    return _positive(text, digits, _("Type an amount such as {example}.").format(example=example))


def parse_volume(text: str) -> Quantity:
    """Thousandths from units with up to 3 decimals (``"2.5"``), or from litres (``"2500L"``).

    Raises BadAmount for anything but a positive volume of at most 10^12 thousandths.
    """
    hint = _("Type a volume such as 2.5, or litres such as 2500L.")
    litres = _LITRES.fullmatch(text.strip())
    if litres:
        return _positive(litres[1], 0, hint)
    return _positive(text, _VOLUME_DECIMALS, hint)


def format_money(money: Money, digits: int) -> str:
    """``-1234`` with two digits as ``-12.34``: no grouping, no currency sign."""
    return _fixed(money, digits)


def format_volume(quantity: Quantity) -> str:
    """``2500`` thousandths as ``2.500``: always three decimals, so that columns align."""
    return _fixed(quantity, _VOLUME_DECIMALS)


def format_price(price: Price, digits: int) -> str:
    """Major units per unit: as many decimals as the price needs, at least those of the currency."""
    text = _fixed(price, digits + _PRICE_DECIMALS)
    for _position in range(_PRICE_DECIMALS):
        text = text.removesuffix("0")
    return text.removesuffix(".")


def _positive(text: str, decimals: int, hint: str) -> int:
    """A positive number as an integer of its last decimal. ``hint``: what to type instead."""
    typed = text.strip()
    shown = typed if len(typed) <= _SHOWN else typed[:_SHOWN] + "..."
    remedy = hint + " " + _("Nothing was paid.")
    if not typed:
        raise BadAmount(_("No figure was given."), remedy)
    if typed.startswith("-"):
        raise BadAmount(_("{text} is below zero.").format(text=shown), remedy)
    number = _NUMBER.fullmatch(typed)
    if number is None:
        raise BadAmount(
            _("{text} is not a number. Only the digits 0 to 9 and one point count.").format(
                text=shown
            ),
            remedy,
        )
    fraction = number[2] or ""
    if len(fraction) > decimals:
        raise BadAmount(
            _("{text} has {given} decimals; at most {most} count here.").format(
                text=shown, given=len(fraction), most=decimals
            ),
            remedy,
        )
    figures = (number[1] + fraction.ljust(decimals, "0")).lstrip("0")
    if not figures:
        raise BadAmount(_("{text} is nothing.").format(text=shown), remedy)
    # Length first: int() refuses strings of thousands of digits with an error of its own.
    if len(figures) > len(str(LARGEST_AMOUNT)) or int(figures) > LARGEST_AMOUNT:
        raise BadAmount(
            _("{text} is more than can be meant: the most is {most}.").format(
                text=shown, most=_fixed(LARGEST_AMOUNT, decimals)
            ),
            remedy,
        )
    return int(figures)


def _fixed(value: int, decimals: int) -> str:
    sign = "-" if value < 0 else ""
    digits = str(abs(value)).rjust(decimals + 1, "0")
    if decimals == 0:
        return sign + digits
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"
