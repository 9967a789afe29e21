"""What a role grants, as data; two people change it, and nobody can lock everybody out."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.approval import Signed
from app.domain.identity import EventId
from app.domain.permissions import Permission, Role, can_be_put_right
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.master_data import PermissionSet
from app.ledger.queries import journal, permissions
from app.operations.errors import LocksEverybodyOut, StaleQuote
from app.operations.operation import Caller, Operation


class SetPermissionArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``allowed``: whether the role grants it from now on."""

    role: Role
    permission: Permission
    allowed: bool


class SetPermissionLook(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the role grants it now, and whether all could be put right after the change."""

    allowed: bool
    can_be_put_right: bool


class SetPermissionResult(msgspec.Struct, frozen=True, kw_only=True):
    """What the role grants now."""

    role: Role
    permission: Permission
    old: bool
    new: bool


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetPermissionArguments) -> SetPermissionLook:
    """What the role grants, and who would be left."""
    with kiosk.ledger.read() as reader:
        return _look(reader.db, arguments.role, arguments.permission, allowed=arguments.allowed)


def _look(db: Database, role: Role, permission: Permission, *, allowed: bool) -> SetPermissionLook:
    after = {**permissions.changes(db), (role, permission): allowed}
    people = [(operator.number, operator.role) for operator in permissions.active(db)]
    return SetPermissionLook(
        allowed=permission in permissions.rights_of_role(db, role),
        can_be_put_right=can_be_put_right(people, after),
    )


def quote_for(look: SetPermissionLook, arguments: SetPermissionArguments) -> PermissionSet:
    """The permission as it was and as it will be. Raises LocksEverybodyOut."""
    if not look.can_be_put_right:
        raise locks_everybody_out()
    return PermissionSet(
        role=arguments.role,
        permission=arguments.permission,
        old=look.allowed,
        new=arguments.allowed,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: PermissionSet) -> SetPermissionResult:
    """Records it. Raises StaleQuote where it was changed meanwhile, LocksEverybodyOut."""

    def work(tx: Transaction) -> None:
        look = _look(tx.db, quote.role, quote.permission, allowed=quote.new)
        if look.allowed != quote.old:
            raise StaleQuote(
                _("This was changed meanwhile."), _("Nothing was changed now. Look at it again.")
            )
        if not look.can_be_put_right:
            raise locks_everybody_out()
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return _result(quote)


def locks_everybody_out() -> LocksEverybodyOut:
    """The refusal of a change after which nobody could undo it."""
    return LocksEverybodyOut(
        _("After this nobody could set operators and permissions with a second person any more."),
        _("Nothing was changed. Let another role grant it first, or add an operator."),
    )


def _result(event: PermissionSet) -> SetPermissionResult:
    return SetPermissionResult(
        role=event.role, permission=event.permission, old=event.old, new=event.new
    )


def recall(kiosk: Kiosk, set_by: EventId) -> SetPermissionResult:
    """What an earlier call set."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, set_by)
    if entry is None or not isinstance(entry.event, PermissionSet):
        raise LookupError(set_by)
    return _result(entry.event)


SET_PERMISSION = Operation(
    name="set-permission",
    summary=_("Set whether a role grants a permission."),
    permission=Permission.OPERATORS,
    sets=SettingKind.PERMISSION,
    arguments=SetPermissionArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("permission_set",),
    needs_second=True,
    signed_for=lambda _quote: Signed(),
)
