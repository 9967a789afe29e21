"""Signing in: operator number and PIN. The wrong try is counted before the answer is known."""

from __future__ import annotations

import msgspec

from app.domain.lockout import FOREVER, locked_until
from app.domain.permissions import Permission, Role
from app.domain.pins import expired
from app.domain.text import _
from app.kiosk import Books, Kiosk, Transaction
from app.ledger import local_tables
from app.ledger.events.operators import OperatorSignedIn, SignInRefused
from app.ledger.queries import permissions, settings
from app.operations.errors import PinExpired, SignInFailed
from app.operations.operation import Caller, Operation
from app.operations.pins import fits


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """An operator whose PIN was right."""

    operator: int
    name: str
    role: Role
    approval: str | None = None
    """The challenge that they answered from elsewhere; None: they are here."""


def sign_in(books: Books, operator: int, pin: str, *, renewing: bool = False) -> SignedIn:
    """Checks a PIN and records the outcome.

    Unknown, inactive and wrong give the same answer, so that nobody learns which numbers exist.
    ``renewing``: only to change the PIN, which may have expired. Raises SignInFailed, PinExpired.
    """
    if books.performer is not None:
        who: SignedIn = books.performer.sign_in(operator, pin, renewing=renewing)
        return who
    now = books.clock.milliseconds()
    kept = books.ledger.commit(lambda tx: _count_try(tx, operator, now))
    if isinstance(kept, SignInFailed):
        raise kept
    right = fits(pin, kept)
    result = books.ledger.commit(
        lambda tx: _record(tx, operator, None if renewing else now, right=right)
    )
    if isinstance(result, SignInFailed):
        raise result
    return result


def _count_try(tx: Transaction, operator: int, now: int) -> str | SignInFailed:
    """Counts a failure in advance: a power cut must not give a free try."""
    pin = local_tables.verifier(tx.db, operator)
    if pin is None:
        tx.append(SignInRefused(operator=operator, reason="unknown"))
        return _refused()
    if pin.locked_until > now:
        tx.append(SignInRefused(operator=operator, reason="locked"))
        return _locked(pin.locked_until, now)
    local_tables.note_failure(tx.db, operator, locked_until(pin.failures + 1, now))
    return pin.verifier


def _record(
    tx: Transaction, operator: int, now: int | None, *, right: bool
) -> SignedIn | SignInFailed:
    found = settings.operator(tx.db, operator)
    if not right or found is None or not found.active:
        reason = "wrong_pin" if not right else "inactive"
        tx.append(SignInRefused(operator=operator, reason=reason))
        return _refused()
    local_tables.clear_failures(tx.db, operator)
    since = local_tables.pin_since(tx.db, operator)
    pin = local_tables.verifier(tx.db, operator)
    if now is not None and pin is not None and pin.one_time:
        tx.append(SignInRefused(operator=operator, reason="one_time"))
        return PinExpired(
            _("This code counts once, to choose a PIN of your own."),
            _("Nothing was done. Press * here to choose one, or call change-pin."),
        )
    if now is not None and expired(permissions.pin_rules(tx.db), since, now):
        tx.append(SignInRefused(operator=operator, reason="expired"))
        return PinExpired(
            _("This PIN has expired."),
            _("Nothing was done. Press * here to choose a new one, or call change-pin."),
        )
    tx.append(OperatorSignedIn(operator=operator), operator=operator)
    return SignedIn(operator=operator, name=found.name, role=found.role)


def _refused() -> SignInFailed:
    return SignInFailed(_("Operator number or PIN is wrong."), _("Nothing was done. Try again."))


def _locked(until: int, now: int) -> SignInFailed:
    if until == FOREVER:
        wait = _("until an administrator gives a new PIN")
    else:
        wait = _("for {seconds} seconds").format(seconds=(until - now) // 1000 + 1)
    return SignInFailed(
        _("Too many wrong PINs: this operator is locked {wait}.").format(wait=wait),
        _("Nothing was done. Wait, or ask whoever sets operators for a new PIN."),
    )


class SignInArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Operator and PIN were given already: this only tells who is signed in."""


def _look_at(kiosk: Kiosk, caller: Caller, arguments: SignInArguments) -> SignedIn:
    with kiosk.ledger.read() as reader:
        found = settings.operator(reader.db, caller.operator)
    if found is None:
        raise _refused()
    return SignedIn(operator=found.number, name=found.name, role=found.role)


def _quote_for(look: SignedIn, arguments: SignInArguments) -> SignedIn:
    return look


def _carry_out(kiosk: Kiosk, caller: Caller, quote: SignedIn) -> SignedIn:
    return quote


SIGN_IN = Operation(
    name="sign-in",
    summary=_("Check operator number and PIN, and say who that is."),
    permission=Permission.SIGN_IN,
    arguments=SignInArguments,
    look_at=_look_at,
    quote_for=_quote_for,
    carry_out=_carry_out,
)
