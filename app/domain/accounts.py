"""Account and meter numbers: how they are built, and what is wrong with a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from app.domain.errors import TapcardError
from app.domain.text import _

LAST_EPOCH = 99
LAST_SERIAL = 99_999
_SITE_DIGITS = 4
_EPOCH_DIGITS = 2
_SERIAL_DIGITS = 5
_FIXED_DIGITS = _EPOCH_DIGITS + _SERIAL_DIGITS + 1
SHORTEST = 1 + _FIXED_DIGITS
LONGEST = _SITE_DIGITS + _FIXED_DIGITS
SERIAL_AND_CHECK = _SERIAL_DIGITS + 1
_METER_DIGITS = 12

_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
"""Totally anti-symmetric quasigroup of order 10: one wrong digit, or two neighbours swapped, shows.

Source: H. M. Damm, "Total anti-symmetrische Quasigruppen" (Marburg, 2004), the table in common use.
"""
LARGEST_HOUSEHOLD = 255
"""Persons that a card can carry."""


class BadAccountNumber(TapcardError):
    """Text that is no account number, or parts that make none."""

    code = "bad_account_number"


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers that head office lets an enrolled counter give, by serial, in one of its epochs.

    The blocks of an epoch follow one another from serial 1 on.
    """

    site: str
    first: int
    last: int


def block_with(serial: int, blocks: Iterable[Block]) -> Block | None:
    """The block that a serial belongs to; None: it may not be given."""
    return next((one for one in blocks if one.first <= serial <= one.last), None)


class BadMeterNumber(TapcardError):
    """Text that is no meter number."""

    code = "bad_meter_number"


def damm_digit(digits: str) -> str:
    """The check digit for a string of ASCII digits. Appended, the whole has check digit 0."""
    state = 0
    for digit in digits:
        state = int(_DAMM[state][int(digit)])
    return str(state)


def account_number(site: str, epoch: int, serial: int) -> str:
    """Site prefix (1 to 4 digits), epoch (2), serial (5), check digit: 9 to 12 digits.

    Zeros before the site prefix are dropped, so that a number is the same as text and as an
    integer on a card. All other parts have fixed widths: no two triples give the same number.
    Raises BadAccountNumber for an unusable prefix, and when epoch or serial are used up.
    """
    prefix = site.strip().lstrip("0")
    if not _is_digits(prefix) or len(prefix) > _SITE_DIGITS:
        raise BadAccountNumber(
            _("The site prefix {site} is not a number from 1 to 9999.").format(site=site),
            _("No account was opened. Have the site prefix corrected."),
        )
    if not 0 <= epoch <= LAST_EPOCH:
        raise BadAccountNumber(
            _("Account numbers have room for epochs up to {last}; this is epoch {epoch}.").format(
                last=LAST_EPOCH, epoch=epoch
            ),
            _("No account was opened. This kiosk needs a new site prefix."),
        )
    if not 1 <= serial <= LAST_SERIAL:
        raise BadAccountNumber(
            _("Account numbers have room for serials 1 to {last}; this is {serial}.").format(
                last=LAST_SERIAL, serial=serial
            ),
            _("No account was opened. This kiosk needs a new site prefix."),
        )
    body = f"{prefix}{epoch:0{_EPOCH_DIGITS}d}{serial:0{_SERIAL_DIGITS}d}"
    return body + damm_digit(body)


def site_of(number: str) -> str:
    """The site prefix that an account number begins with."""
    return number[:-_FIXED_DIGITS]


def check_account_number(text: str) -> str:
    """The number without spaces. Raises BadAccountNumber saying what is wrong with it."""
    number = "".join(text.split())
    remedy = _("Nothing was paid. Type the number as it stands on the card or the last receipt.")
    if not number:
        raise BadAccountNumber(_("No account number was given."), remedy)
    if not _is_digits(number):
        raise BadAccountNumber(
            _("{text} is no account number: only the digits 0 to 9 count.").format(text=text),
            remedy,
        )
    if not SHORTEST <= len(number) <= LONGEST:
        raise BadAccountNumber(
            _("{number} has {count} digits; account numbers have {least} to {most}.").format(
                number=number, count=len(number), least=SHORTEST, most=LONGEST
            ),
            remedy,
        )
    if number.startswith("0"):
        raise BadAccountNumber(
            _("{number} begins with 0; no account number does.").format(number=number), remedy
        )
    if damm_digit(number) != "0":
        raise BadAccountNumber(
            _(
                "{number} does not fit its check digit: a digit is wrong, or two are swapped."
            ).format(number=number),
            remedy,
        )
    return number


def check_meter_number(text: str) -> str:
    """The number without spaces, zeros in front kept: 1 to 12 digits. Raises BadMeterNumber."""
    number = "".join(text.split())
    remedy = _("Nothing was paid. Type the number as it stands on the meter.")
    if not _is_digits(number):
        raise BadMeterNumber(
            _("{text} is no meter number: only the digits 0 to 9 count.").format(text=text), remedy
        )
    if len(number) > _METER_DIGITS:
        raise BadMeterNumber(
            _("{number} has {count} digits; meter numbers have at most {most}.").format(
                number=number, count=len(number), most=_METER_DIGITS
            ),
            remedy,
        )
    return number


def _is_digits(text: str) -> bool:
    """Whether there is text and all of it is 0 to 9, not digits of other scripts."""
    return text.isascii() and text.isdigit()
