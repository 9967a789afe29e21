"""Who works here: number, name, role, whether they may sign in, and when they last did."""

from __future__ import annotations

import msgspec

from app.domain.identity import Stamp, milliseconds_of
from app.domain.permissions import Permission, Role
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import approvers, permissions, settings
from app.operations.operation import Caller, Operation


class OperatorsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """All of them."""


class OperatorLine(msgspec.Struct, frozen=True, kw_only=True):
    """One operator."""

    operator: int
    name: str
    role: Role
    active: bool
    last_sign_in: int | None
    """Milliseconds since 1970 UTC, at any kiosk that is known here."""
    elsewhere: bool
    """Whether they have an approval key at this kiosk."""


class OperatorsResult(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody, by number."""

    time_zone: str
    operators: tuple[OperatorLine, ...]


def look_at(kiosk: Kiosk, caller: Caller, arguments: OperatorsArguments) -> OperatorsResult:
    """Reads the list."""
    with kiosk.ledger.read() as reader:
        seen = permissions.last_sign_ins(reader.db)
        return OperatorsResult(
            time_zone=settings.utility(reader.db).time_zone,
            operators=tuple(
                OperatorLine(
                    operator=one.number,
                    name=one.name,
                    role=one.role,
                    active=one.active,
                    last_sign_in=_moment(seen.get(one.number)),
                    elsewhere=approvers.key_mark(reader.db, kiosk.ledger.node, one.number)
                    is not None,
                )
                for one in settings.operators(reader.db)
            ),
        )


def _moment(stamp: Stamp | None) -> int | None:
    return None if stamp is None else milliseconds_of(stamp)


def quote_for(look: OperatorsResult, arguments: OperatorsArguments) -> OperatorsResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: OperatorsResult) -> OperatorsResult:
    """What was found."""
    return quote


OPERATORS = Operation(
    name="operators",
    summary=_("List operators with role, activity and last sign-in."),
    permission=Permission.AUDIT,
    arguments=OperatorsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
