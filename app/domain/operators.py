"""Which changes of operators take two people: those by which one person could become two."""

from __future__ import annotations

import msgspec

from app.domain.identity import Operator as Number
from app.domain.permissions import Permission, Rights


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of an operator."""

    operator: Number
    before: Rights
    """What they might until now; nothing for a new or inactive one."""
    after: Rights
    new_pin: bool


_POWERS = frozenset({Permission.DECIDE, Permission.OPERATORS})


def takes_two(change: Change, by: Number, others: frozenset[Number]) -> bool:
    """Whether a change of an operator takes a second person.

    ``others``: who else may sign as second. Without any one person does it alone:
    the first ones have to be added, and the only second person may have forgotten their PIN.
    Rights that are added take two, and a PIN for somebody else who may decide or set operators:
    whoever gives it knows it. One's own PIN, and taking rights away, take one.
    """
    if not others - {by, change.operator}:
        return False
    risen = bool(change.after - change.before) and bool(change.before or change.after & _POWERS)
    lent = change.new_pin and change.operator != by and bool(change.after & _POWERS)
    return risen or lent
