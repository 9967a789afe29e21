"""Whose drawer is counted: one's own, or that of an operator who is away, before two people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.text import _
from app.ledger.queries import shifts
from app.operations.authority import require_second, require_shift
from app.operations.errors import NoOpenShift, StaleQuote

if TYPE_CHECKING:
    from peewee import Database

    from app.domain.identity import Operator
    from app.kiosk import Kiosk
    from app.ledger.queries.shifts import Shift
    from app.operations.operation import Caller


def shift_to_count(kiosk: Kiosk, caller: Caller, operator: Operator | None) -> Shift:
    """The open shift of ``operator``; None: the caller's own. Raises NoOpenShift."""
    if operator is None or operator == caller.operator:
        return require_shift(kiosk, caller)
    with kiosk.ledger.read() as reader:
        found = shifts.open_shift(reader.db, kiosk.ledger.node, operator)
    if found is None:
        raise NoOpenShift(
            _("Operator {operator} has no open shift at this counter.").format(operator=operator),
            _("Nothing was counted."),
        )
    return found


def is_anothers(caller: Caller, shift: Shift) -> bool:
    """Whether the caller counts a drawer that is not theirs."""
    return shift.operator != caller.operator


def require_may_count(kiosk: Kiosk, caller: Caller, shift: Shift) -> None:
    """Another's drawer is counted before a second person. Raises SecondPersonNeeded, NotAllowed."""
    if is_anothers(caller, shift):
        require_second(kiosk, caller)


def require_still_open(db: Database, shift: Shift) -> None:
    """Raises StaleQuote where somebody else closed it since the quote."""
    if shifts.shift(db, shift.id) != shift:
        raise StaleQuote(
            _("The shift of operator {operator} was closed meanwhile.").format(
                operator=shift.operator
            ),
            _("Nothing was recorded."),
        )
