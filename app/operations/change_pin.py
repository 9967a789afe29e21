"""One's own PIN: whoever is signed in chooses another."""

from __future__ import annotations

import msgspec

from app.domain.permissions import Permission
from app.domain.pins import PinRules
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger import local_tables
from app.ledger.events.operators import PinChanged
from app.ledger.queries import permissions
from app.operations.operation import Caller, Operation
from app.operations.pins import check_pin, new_verifier


class ChangePinArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The new PIN; the old one was asked for at sign-in."""

    pin: str

    def __repr__(self) -> str:
        return "ChangePinArguments()"


class ChangePinResult(msgspec.Struct, frozen=True, kw_only=True):
    """Whose PIN is another one now."""

    operator: int


def look_at(kiosk: Kiosk, caller: Caller, arguments: ChangePinArguments) -> PinRules:
    """What a PIN must be."""
    with kiosk.ledger.read() as reader:
        return permissions.pin_rules(reader.db)


def quote_for(look: PinRules, arguments: ChangePinArguments) -> ChangePinArguments:
    """Raises BadArgument for a PIN that the rules forbid."""
    check_pin(arguments.pin, look)
    return arguments


def carry_out(kiosk: Kiosk, caller: Caller, quote: ChangePinArguments) -> ChangePinResult:
    """Keeps the verifier; the journal only says that it happened. Raises BadArgument."""
    who, now = caller.operator, kiosk.clock.milliseconds()
    verifier = new_verifier(kiosk, who, quote.pin)

    def work(tx: Transaction) -> None:
        tx.append(PinChanged(operator=who), operator=who, request=caller.request)
        local_tables.set_verifier(tx.db, who, verifier, now)

    kiosk.ledger.commit(work)
    return ChangePinResult(operator=who)


CHANGE_PIN = Operation(
    name="change-pin",
    summary=_("Choose another PIN for yourself."),
    permission=Permission.SIGN_IN,
    arguments=ChangePinArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
