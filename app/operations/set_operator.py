"""Operators: add or change one, and give a PIN. The PIN's verifier stays on this kiosk."""

from __future__ import annotations

import msgspec

from app.domain.permissions import Permission, Role
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger import local_tables
from app.ledger.events.master_data import OperatorSet
from app.ledger.queries import settings
from app.ledger.queries.settings import Operator
from app.operations.errors import UnknownRecord
from app.operations.operation import Caller, Operation
from app.operations.pins import check_pin, make_verifier


class SetOperatorArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What is not given stays as it is."""

    operator: int
    name: str | None = None
    role: Role | None = None
    active: bool = True
    pin: str | None = None


class SetOperatorQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The operator as it will be."""

    operator: int
    name: str
    role: Role
    active: bool
    pin: str | None

    def __repr__(self) -> str:
        return f"SetOperatorQuote({self.operator}, {self.role})"


class SetOperatorResult(msgspec.Struct, frozen=True, kw_only=True):
    """The operator as it is."""

    operator: int
    name: str
    role: Role
    active: bool


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetOperatorArguments) -> Operator | None:
    """The operator as recorded, if there is one."""
    with kiosk.ledger.read() as reader:
        return settings.operator(reader.db, arguments.operator)


def quote_for(look: Operator | None, arguments: SetOperatorArguments) -> SetOperatorQuote:
    """Merges old and new. A new operator needs name, role and PIN."""
    name = arguments.name or (look.name if look else None)
    role = arguments.role or (look.role if look else None)
    if name is None or role is None or (look is None and arguments.pin is None):
        raise UnknownRecord(
            _("Operator {operator} is new: give name, role and PIN.").format(
                operator=arguments.operator
            ),
            _("Nothing was changed."),
        )
    if arguments.pin is not None:
        check_pin(arguments.pin)
    return SetOperatorQuote(
        operator=arguments.operator,
        name=name,
        role=role,
        active=arguments.active,
        pin=arguments.pin,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: SetOperatorQuote) -> SetOperatorResult:
    """Records the operator; keeps the verifier in the same transaction."""
    verifier = None if quote.pin is None else make_verifier(quote.pin)

    def work(tx: Transaction) -> None:
        event = OperatorSet(
            operator=quote.operator, name=quote.name, role=quote.role, active=quote.active
        )
        tx.append(event, operator=caller.operator, second=caller.second, request=caller.request)
        if verifier is not None:
            local_tables.set_verifier(tx.db, quote.operator, verifier)

    kiosk.ledger.commit(work)
    return SetOperatorResult(
        operator=quote.operator, name=quote.name, role=quote.role, active=quote.active
    )


SET_OPERATOR = Operation(
    name="set-operator",
    summary=_("Add an operator, or change name, role, PIN or activity of one."),
    permission=Permission.OPERATORS,
    arguments=SetOperatorArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
