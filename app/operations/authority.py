"""Whether the caller may do this now: role, shift, second person. Deny by default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.amounts import format_money
from app.domain.master_data import head_office_sets
from app.domain.money_limits import MoneyLimit, above_limit
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Books, Kiosk
from app.ledger import exchange
from app.ledger.queries import permissions, settings, shifts
from app.operations.errors import HeadOfficeSets, NoOpenShift, NotAllowed, SecondPersonNeeded
from app.operations.in_service import require_in_service
from app.operations.invoicing import require_invoice

if TYPE_CHECKING:
    from peewee import Database

    from app.domain.identity import Operator
    from app.domain.quantity import Money
    from app.operations.operation import Caller, Operation


def authorise(kiosk: Kiosk, operation: Operation[Any, Any, Any, Any], caller: Caller) -> None:
    """Whether the caller may.

    Raises NotAllowed, HeadOfficeSets, OutOfService, NoOpenShift, NoInvoiceLeft, ClockRefused or
    SecondPersonNeeded.
    """
    with kiosk.ledger.read() as reader:
        _require(reader.db, caller.operator, operation.permission, operation.name)
        _require_ours(reader.db, operation)
        if operation.needs_clock:
            require_in_service(kiosk, reader.db)
        if operation.needs_shift:
            _open_shift(reader.db, kiosk, caller)
        if operation.needs_invoice:
            require_invoice(reader.db, kiosk.ledger.node, caller.operator)
        _require_another(caller)
        if operation.needs_second:
            _require_second(reader.db, caller)
    if operation.needs_clock:
        kiosk.ledger.check_clock()


def _require_ours(db: Database, operation: Operation[Any, Any, Any, Any]) -> None:
    """Raises HeadOfficeSets at a counter that is enrolled."""
    kind = operation.sets
    if kind is not None and head_office_sets(kind) and exchange.office_keys(db) is not None:
        raise HeadOfficeSets(
            _("Head office sets this: {what}.").format(what=operation.name),
            _("Nothing was changed. Ask head office; it comes with the next files from there."),
        )


def require_permission(
    kiosk: Kiosk, operation: Operation[Any, Any, Any, Any], caller: Caller
) -> None:
    """Raises NotAllowed unless the caller's role grants the operation."""
    require_right(kiosk, caller, operation.permission, operation.name)


def require_right(kiosk: Kiosk, caller: Caller, permission: Permission, what: str) -> None:
    """Raises NotAllowed unless the caller's role grants a permission; ``what`` it is asked for."""
    with kiosk.ledger.read() as reader:
        _require(reader.db, caller.operator, permission, what)


def require_operator(books: Books, number: Operator, permission: Permission, what: str) -> None:
    """Raises NotAllowed unless an active operator's role grants a permission."""
    with books.ledger.read() as reader:
        _require(reader.db, number, permission, what)


def require_second(books: Books, caller: Caller) -> None:
    """Two different people, the second one with the right to decide."""
    with books.ledger.read() as reader:
        _require_second(reader.db, caller)


def require_signature(
    books: Books, caller: Caller, of: Operator, permission: Permission, what: str
) -> None:
    """This very person signs as the second one, and has the right to do their part.

    ``what``: their part. Raises SecondPersonNeeded, NotAllowed.
    """
    if caller.second != of:
        raise SecondPersonNeeded(
            _("Operator {operator} has to sign too.").format(operator=of),
            _("Nothing was done. Let them sign (--second {operator}).").format(operator=of),
        )
    require_operator(books, of, permission, what)


_ABOVE = {
    MoneyLimit.REFUND: _("One person gives back at most {limit}; this is {amount}."),
    MoneyLimit.AGENT: _("One person enters at most {limit} for an agent; this is {amount}."),
    MoneyLimit.DRAWER: _("One person moves at most {limit} of a drawer; this is {amount}."),
    MoneyLimit.BANK: _("One person takes at most {limit} to the bank; this is {amount}."),
    MoneyLimit.ARREARS: _("One person books at most {limit} as owed; this is {amount}."),
    MoneyLimit.ALLOWANCE: _("One person lets a kiosk sell at most {limit}; this is {amount}."),
}


def require_second_above_limit(
    books: Books, caller: Caller, amount: Money, which: MoneyLimit = MoneyLimit.REFUND
) -> None:
    """Two people where it is more than the limit allows one.

    Raises SecondPersonNeeded, NotAllowed.
    """
    with books.ledger.read() as reader:
        limit = settings.money_limit(reader.db, which)
        if not above_limit(amount, limit):
            return
        if caller.second is None:
            digits = settings.utility(reader.db).currency_digits
            raise SecondPersonNeeded(
                _ABOVE[which].format(
                    limit=format_money(limit or 0, digits), amount=format_money(amount, digits)
                ),
                _("Nothing was done. Let a supervisor sign too (--second)."),
            )
        _require_second(reader.db, caller)


def require_shift(kiosk: Kiosk, caller: Caller) -> shifts.Shift:
    """The caller's open shift. Raises NoOpenShift."""
    with kiosk.ledger.read() as reader:
        return _open_shift(reader.db, kiosk, caller)


def _open_shift(db: Database, kiosk: Kiosk, caller: Caller) -> shifts.Shift:
    shift = shifts.open_shift(db, kiosk.ledger.node, caller.operator)
    if shift is None:
        raise NoOpenShift(
            _("Operator {operator} has no open shift.").format(operator=caller.operator),
            _("No money was taken. Open a shift first."),
        )
    return shift


def _require_another(caller: Caller) -> None:
    """Nobody stands on an event as their own second person, needed or not."""
    if caller.second == caller.operator:
        raise SecondPersonNeeded(
            _("The second person has to be another one."),
            _("Nothing was done. Let somebody else sign too (--second), or nobody."),
        )


def _require_second(db: Database, caller: Caller) -> None:
    _require_another(caller)
    if caller.second is None:
        raise SecondPersonNeeded(
            _("This needs a second person."),
            _("Nothing was done. Let a supervisor sign too (--second)."),
        )
    _require(db, caller.second, Permission.DECIDE, _("deciding as second person"))


def _require(db: Database, number: Operator, permission: Permission, what: str) -> None:
    if permission not in permissions.rights_of_operator(db, number):
        raise NotAllowed(
            _("Operator {operator} may not do this: {what}.").format(operator=number, what=what),
            _("Nothing was done. Ask somebody who may."),
        )
