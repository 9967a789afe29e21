"""Operators: add or change one, and give a PIN. The PIN's verifier stays on this kiosk."""

from __future__ import annotations

import msgspec
from playhouse.apsw_ext import APSWDatabase

from app.domain.approval import Signed
from app.domain.operators import Change, takes_two
from app.domain.permissions import (
    Changes,
    Permission,
    Rights,
    Role,
    rights_of,
    somebody_sets,
)
from app.domain.pins import PinRules
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger import local_tables
from app.ledger.events.master_data import OperatorSet
from app.ledger.queries import permissions, settings
from app.ledger.queries.settings import Operator
from app.operations.authority import require_second
from app.operations.errors import BadArgument, LocksEverybodyOut, StaleQuote, UnknownRecord
from app.operations.operation import Caller, Operation
from app.operations.pins import check_pin, new_verifier

_LONGEST_NAME = 60


class SetOperatorArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What is not given stays as it is."""

    operator: int
    name: str | None = None
    role: Role | None = None
    active: bool = True
    pin: str | None = None
    without_pin: bool = False
    """Somebody new works only at other counters, and chooses a PIN there by an invitation."""


class SetOperatorLook(msgspec.Struct, frozen=True, kw_only=True):
    """The operator as recorded, and what the change has to be measured by."""

    operator: Operator | None
    changes: Changes
    people: tuple[tuple[int, Role], ...]
    """Everybody who may sign in here."""
    has_pin: bool
    """Whether the operator has a PIN here."""
    by: int
    rules: PinRules


class SetOperatorQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The operator as it will be."""

    was: Operator | None
    operator: int
    name: str
    role: Role
    active: bool
    pin: str | None
    needs_second: bool

    def __repr__(self) -> str:
        return f"SetOperatorQuote({self.operator}, {self.role})"


class SetOperatorResult(msgspec.Struct, frozen=True, kw_only=True):
    """The operator as it is."""

    operator: int
    name: str
    role: Role
    active: bool


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetOperatorArguments) -> SetOperatorLook:
    """The operator as recorded, if there is one, and who else there is."""
    with kiosk.ledger.read() as reader:
        return _look(reader.db, arguments.operator, caller.operator)


def _look(db: APSWDatabase, number: int, by: int) -> SetOperatorLook:
    return SetOperatorLook(
        operator=settings.operator(db, number),
        changes=permissions.changes(db),
        people=tuple(
            (one.number, one.role)
            for one in permissions.active(db)
            if local_tables.verifier(db, one.number) is not None
        ),
        has_pin=local_tables.verifier(db, number) is not None,
        by=by,
        rules=permissions.pin_rules(db),
    )


def quote_for(look: SetOperatorLook, arguments: SetOperatorArguments) -> SetOperatorQuote:
    """Merges old and new. A new operator needs name, role and PIN.

    Raises UnknownRecord, BadArgument, LocksEverybodyOut.
    """
    found = look.operator
    name = arguments.name or (found.name if found else None)
    role = arguments.role or (found.role if found else None)
    no_pin = found is None and arguments.pin is None and not arguments.without_pin
    if name is None or role is None or no_pin:
        raise UnknownRecord(
            _("Operator {operator} is new: give name, role and PIN.").format(
                operator=arguments.operator
            ),
            _("Nothing was changed. Give all three; who works only elsewhere needs no PIN here."),
        )
    if len(name) > _LONGEST_NAME or not name.isprintable() or not name.strip():
        raise BadArgument(
            _("A name has 1 to {longest} characters, no control characters.").format(
                longest=_LONGEST_NAME
            ),
            _("Nothing was changed. Give a shorter one, on one line."),
        )
    if arguments.pin is not None:
        check_pin(arguments.pin, look.rules)
    quote = SetOperatorQuote(
        was=found,
        operator=arguments.operator,
        name=name,
        role=role,
        active=arguments.active,
        pin=arguments.pin,
        needs_second=False,
    )
    _require_way_back(look, quote)
    return msgspec.structs.replace(quote, needs_second=_takes_two(look, quote))


def _require_way_back(look: SetOperatorLook, quote: SetOperatorQuote) -> None:
    """Somebody stays who may set operators. Raises LocksEverybodyOut."""
    after = [(number, role) for number, role in look.people if number != quote.operator]
    if quote.active and (look.has_pin or quote.pin is not None):
        after.append((quote.operator, quote.role))
    if not somebody_sets(after, look.changes):
        raise LocksEverybodyOut(
            _("After this nobody could set operators any more."),
            _("Nothing was changed. Make somebody else administrator first."),
        )


def _takes_two(look: SetOperatorLook, quote: SetOperatorQuote) -> bool:
    found = look.operator
    nothing: Rights = frozenset()
    change = Change(
        operator=quote.operator,
        before=rights_of(found.role, look.changes) if found and found.active else nothing,
        after=rights_of(quote.role, look.changes) if quote.active else nothing,
        new_pin=quote.pin is not None,
    )
    signing = frozenset(
        number for number, role in look.people if Permission.DECIDE in rights_of(role, look.changes)
    )
    return takes_two(change, look.by, signing)


def carry_out(kiosk: Kiosk, caller: Caller, quote: SetOperatorQuote) -> SetOperatorResult:
    """Records the operator; keeps the verifier in the same transaction.

    Raises SecondPersonNeeded and NotAllowed, StaleQuote, LocksEverybodyOut.
    """
    if quote.needs_second:
        require_second(kiosk, caller)
    verifier = None if quote.pin is None else new_verifier(kiosk, quote.operator, quote.pin)

    def work(tx: Transaction) -> None:
        look = _look(tx.db, quote.operator, caller.operator)
        _require_way_back(look, quote)
        if look.operator != quote.was or _takes_two(look, quote) != quote.needs_second:
            raise StaleQuote(
                _("Operators were changed meanwhile."),
                _("Nothing was changed now. Look at the list again."),
            )
        event = OperatorSet(
            operator=quote.operator, name=quote.name, role=quote.role, active=quote.active
        )
        tx.append(event, operator=caller.operator, second=caller.second, request=caller.request)
        if verifier is not None:
            local_tables.set_verifier(tx.db, quote.operator, verifier, kiosk.clock.milliseconds())

    kiosk.ledger.commit(work)
    return SetOperatorResult(
        operator=quote.operator, name=quote.name, role=quote.role, active=quote.active
    )


SET_OPERATOR = Operation(
    name="set-operator",
    summary=_("Add an operator, or change name, role, PIN or activity of one."),
    permission=Permission.OPERATORS,
    sets=SettingKind.OPERATOR,
    arguments=SetOperatorArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    signed_for=lambda _quote: Signed(),
)
