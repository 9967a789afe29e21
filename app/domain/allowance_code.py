"""A vending limit as digits: read out on the telephone and typed at a counter without a line.

In order: form, serial, money, number of sales, last day, proof, two check digits. Serial, money and
number are preceded by how many digits they have; money and number are followed by how many zeros
come behind. The last day is the number of days since 2000-01-01. The proof is an HMAC (RFC 2104)
over kiosk, epoch and all digits before it, under a key that only this counter in this epoch and
head office can compute, cut to ten digits. So a code is good at one counter, in one epoch, and, by
its serial, once.
"""

from __future__ import annotations

import hmac
from datetime import date, timedelta

import msgspec

from app.domain.allowance import Allowance
from app.domain.check_digits import check_digits, is_digits, without_check_digits
from app.domain.errors import TapcardError
from app.domain.identity import Node
from app.domain.text import _

PURPOSE = b"tapcard allowance code 1\n"
"""Of the key under which codes are proven."""
PROOF_DIGITS = 10
_FORM = "1"
_DAY_DIGITS = 5
_BEGIN = date(2000, 1, 1)
_LONGEST = 9
"""Digits of a serial, and of an amount without its zeros."""


class BadAllowanceCode(TapcardError):
    """Digits that are no code, or were mistyped."""

    code = "bad_allowance_code"


class AllowanceCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code as it was typed; what it says is not believed before :func:`proves`."""

    allowance: Allowance
    proof: str


def allowance_code(allowance: Allowance, kiosk: Node, epoch: int, key: bytes) -> str:
    """The digits of a grant. Raises ValueError for what cannot be written down."""
    body = _body(allowance)
    digits = body + _proof(body, kiosk, epoch, key)
    return digits + check_digits(digits)


def read_allowance_code(text: str) -> AllowanceCode:
    """What typed digits say; spaces do not count. Raises BadAllowanceCode."""
    digits = without_check_digits("".join(text.split()))
    if digits is None:
        raise _no_code()
    body, proof = digits[:-PROOF_DIGITS], digits[-PROOF_DIGITS:]
    try:
        allowance = _taken_apart(body)
        same = _body(allowance) == body
    except (ValueError, OverflowError) as error:
        raise _no_code() from error
    if not same:
        raise _no_code()
    return AllowanceCode(allowance=allowance, proof=proof)


def proves(code: AllowanceCode, kiosk: Node, epoch: int, key: bytes) -> bool:
    """Whether head office made it for this counter in this epoch."""
    expected = _proof(_body(code.allowance), kiosk, epoch, key)
    return hmac.compare_digest(code.proof.encode(), expected.encode())


def _body(allowance: Allowance) -> str:
    days = (allowance.until - _BEGIN).days
    if not 0 <= days < 10**_DAY_DIGITS:
        raise ValueError(allowance.until)
    numbers = _number(allowance.serial) + _amount(allowance.money) + _amount(allowance.count)
    return f"{_FORM}{numbers}{days:0{_DAY_DIGITS}}"


def _number(number: int) -> str:
    digits = str(number)
    if not is_digits(digits) or len(digits) > _LONGEST:
        raise ValueError(number)
    return f"{len(digits)}{digits}"


def _amount(amount: int) -> str:
    zeros = 0
    while amount and amount % 10 == 0 and zeros < _LONGEST:
        amount //= 10
        zeros += 1
    return f"{_number(amount)}{zeros}"


def _taken_apart(body: str) -> Allowance:
    rest = body

    def take(count: int) -> str:
        nonlocal rest
        if len(rest) < count or count == 0:
            raise ValueError(body)
        taken, rest = rest[:count], rest[count:]
        return taken

    def number() -> int:
        return int(take(int(take(1))))

    def amount() -> int:
        return int(number() * 10 ** int(take(1)))

    if take(1) != _FORM:
        raise ValueError(body)
    serial, money, count = number(), amount(), amount()
    until = _BEGIN + timedelta(days=int(take(_DAY_DIGITS)))
    if rest:
        raise ValueError(body)
    return Allowance(serial=serial, money=money, count=count, until=until)


def _proof(body: str, kiosk: Node, epoch: int, key: bytes) -> str:
    message = PURPOSE + f"{kiosk}\n{epoch}\n{body}".encode()
    proof = hmac.digest(key, message, "sha256")
    return f"{int.from_bytes(proof) % 10**PROOF_DIGITS:0{PROOF_DIGITS}}"


def _no_code() -> BadAllowanceCode:
    return BadAllowanceCode(
        _("This is no code for a vending limit, or a digit of it is wrong."),
        _("Nothing was changed. Type all its digits as head office reads them out."),
    )
