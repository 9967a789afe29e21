"""A second person who is elsewhere: the challenge that a kiosk shows, and the answer to it.

The challenge is digits only, so that it can be read out and typed on a keypad, and says by itself
what is signed for: nobody can have one thing approved and do another. In order: form, unit, kiosk,
operation, account, figure, nonce, two check digits modulo 97 as ISO 7064 has them. Kiosk, account
and figure are preceded by how many digits they have. The answer is an HMAC (RFC 2104) over these
digits under a key that kiosk and approver share, cut to eight digits.
"""

from __future__ import annotations

import enum
import hashlib
import hmac

import msgspec

from app.domain.check_digits import CHECK_DIGITS, check_digits, is_digits
from app.domain.errors import TapcardError
from app.domain.identity import Node
from app.domain.quantity import Money
from app.domain.text import _

ANSWER_DIGITS = 8
KEY_DIGITS = 40
VALID_MILLISECONDS = 30 * 60 * 1000
"""How long after it was shown a challenge can be answered."""
_KEY_SPACE = 10 ** (KEY_DIGITS - CHECK_DIGITS)
_FORM = "1"
_OPERATION_DIGITS, _NONCE_DIGITS = 5, 6
_LONGEST_ACCOUNT, _LONGEST_FIGURE = 12, 15
_GROUP = 4
_ANSWER_OF = b"tapcard approval answer 1\n"
_KEY_OF = b"tapcard approval key 1\n"
_OPERATION_OF = b"tapcard operation 1\n"
_LARGEST_NONCE = 10**_NONCE_DIGITS
MOST_DECIMALS = 4
"""Of any currency (ISO 4217)."""


class BadChallenge(TapcardError):
    """Digits that are no challenge, or were mistyped."""

    code = "bad_challenge"


class BadApprovalKey(TapcardError):
    """Digits that are no approval key, or were mistyped."""

    code = "bad_approval_key"


class Unit(enum.StrEnum):
    """What a figure counts."""

    NOTHING = "nothing"
    """There is no figure."""
    MONEY = "money"
    """Minor units."""
    CREDIT = "credit"
    """Thousandths of the unit that a meter counts."""


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """What a second person signs for."""

    operation: str = ""
    account: str = ""
    """Empty where no account is concerned."""
    figure: int = 0
    """Never negative."""
    unit: Unit = Unit.NOTHING


_UNIT_DIGITS = {Unit.CREDIT: 8, Unit.NOTHING: 9}
_DECIMALS = {Unit.CREDIT: 3, Unit.NOTHING: 0}


def signed_money(account: str, amount: Money) -> Signed:
    """Something about an account that moves money; which way is for the operation to say."""
    return Signed(account=account, figure=abs(amount), unit=Unit.MONEY)


def signed_credit(account: str, credit: int) -> Signed:
    """Something about an account that gives credit."""
    return Signed(account=account, figure=abs(credit), unit=Unit.CREDIT)


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """What a challenge says."""

    kiosk: Node
    operation: str
    """Code of the operation, see :func:`operation_code`."""
    account: str
    figure: int
    unit: Unit
    decimals: int
    """Of the figure."""
    nonce: int

    def says(self, signed: Signed) -> bool:
        """Whether it is about this very thing."""
        return (self.operation, self.account, self.figure, self.unit) == (
            operation_code(signed.operation),
            signed.account,
            signed.figure,
            signed.unit,
        )


def operation_code(name: str) -> str:
    """Five digits for an operation; no two of the catalogue have the same."""
    digest = hashlib.sha256(_OPERATION_OF + name.encode()).digest()
    return f"{int.from_bytes(digest[:8]) % 10**_OPERATION_DIGITS:0{_OPERATION_DIGITS}}"


def challenge_of(kiosk: Node, signed: Signed, currency_digits: int, random: bytes) -> Challenge:
    """A new challenge; ``random``: bytes that make its nonce."""
    return Challenge(
        kiosk=kiosk,
        operation=operation_code(signed.operation),
        account=signed.account,
        figure=signed.figure,
        unit=signed.unit,
        decimals=currency_digits if signed.unit is Unit.MONEY else _DECIMALS[signed.unit],
        nonce=int.from_bytes(random) % _LARGEST_NONCE,
    )


def written(challenge: Challenge) -> str:
    """Its digits. Raises ValueError for what cannot be written down."""
    account, figure = challenge.account, str(challenge.figure)
    kiosk = str(challenge.kiosk)
    if account and not is_digits(account):
        raise ValueError(account)
    if challenge.figure < 0 or len(figure) > _LONGEST_FIGURE or len(account) > _LONGEST_ACCOUNT:
        raise ValueError(challenge)
    body = (
        f"{_FORM}{_unit_digit(challenge)}{len(kiosk)}{kiosk}{challenge.operation}"
        f"{len(account):02}{account}{len(figure):02}{figure}{challenge.nonce:0{_NONCE_DIGITS}}"
    )
    return body + check_digits(body)


def read(text: str) -> Challenge:
    """Inverse of :func:`written`; spaces do not count. Raises BadChallenge."""
    digits = "".join(text.split())
    if not is_digits(digits) or check_digits(digits[:-CHECK_DIGITS]) != digits[-CHECK_DIGITS:]:
        raise _no_challenge()
    try:
        challenge = _taken_apart(digits[:-CHECK_DIGITS])
        same = written(challenge) == digits
    except ValueError as error:
        raise _no_challenge() from error
    if not same:
        raise _no_challenge()
    return challenge


def _taken_apart(body: str) -> Challenge:
    rest = body

    def take(count: int) -> str:
        nonlocal rest
        if len(rest) < count:
            raise ValueError(body)
        taken, rest = rest[:count], rest[count:]
        return taken

    if take(1) != _FORM:
        raise ValueError(body)
    unit, decimals = _unit_of(int(take(1)))
    kiosk = int(take(int(take(1))))
    operation = take(_OPERATION_DIGITS)
    account = take(int(take(2)))
    figure = int(take(int(take(2))))
    nonce = int(take(_NONCE_DIGITS))
    if rest:
        raise ValueError(body)
    return Challenge(
        kiosk=kiosk,
        operation=operation,
        account=account,
        figure=figure,
        unit=unit,
        decimals=decimals,
        nonce=nonce,
    )


def _unit_digit(challenge: Challenge) -> int:
    """Money by its decimals, the others by a digit of their own."""
    return _UNIT_DIGITS.get(challenge.unit, challenge.decimals)


def _unit_of(digit: int) -> tuple[Unit, int]:
    for unit, own in _UNIT_DIGITS.items():
        if digit == own:
            return unit, _DECIMALS[unit]
    if digit > MOST_DECIMALS:
        raise ValueError(digit)
    return Unit.MONEY, digit


def answer_to(digits: str, key: str) -> str:
    """The eight digits that answer a written challenge under a key of :func:`read_key`."""
    proof = hmac.digest(hashlib.sha256(_KEY_OF + key.encode()).digest(), _message(digits), "sha256")
    return f"{int.from_bytes(proof) % 10**ANSWER_DIGITS:0{ANSWER_DIGITS}}"


def answers(text: str, digits: str, key: str) -> bool:
    """Whether a typed answer is the right one; spaces do not count."""
    typed = "".join(text.split())
    return hmac.compare_digest(typed.encode(), answer_to(digits, key).encode())


def new_key(random: bytes) -> str:
    """A key as digits to carry, from at least 16 random bytes; the last two check the others."""
    body = f"{int.from_bytes(random) % _KEY_SPACE:0{KEY_DIGITS - CHECK_DIGITS}}"
    return body + check_digits(body)


def read_key(text: str) -> str:
    """A key as it was carried, without spaces. Raises BadApprovalKey."""
    key = "".join(text.split())
    whole = len(key) == KEY_DIGITS and is_digits(key)
    if not whole or check_digits(key[:-CHECK_DIGITS]) != key[-CHECK_DIGITS:]:
        raise BadApprovalKey(
            _("This is no approval key, or a digit of it is wrong."),
            _(
                "Nothing was changed. It has {count} digits, as `tapcard approve --new-key` shows."
            ).format(count=KEY_DIGITS),
        )
    return key


def key_mark(key: str) -> str:
    """Six digits by which two people see that they hold the same key; they do not give it away."""
    digest = hashlib.sha256(_KEY_OF + b"mark\n" + key.encode()).digest()
    return f"{int.from_bytes(digest[:8]) % 10**6:06}"


def grouped(digits: str) -> str:
    """In fours, to be read out."""
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def in_time(asked: int, now: int) -> bool:
    """Whether a challenge of ``asked`` can be answered ``now``; milliseconds of the kiosk's clock.

    A clock that was set back before it ends it too.
    """
    return 0 <= now - asked <= VALID_MILLISECONDS


def _message(digits: str) -> bytes:
    return _ANSWER_OF + digits.encode()


def _no_challenge() -> BadChallenge:
    return BadChallenge(
        _("This is no challenge, or a digit of it is wrong."),
        _("Nothing was approved. Type all its digits as the kiosk shows them."),
    )
