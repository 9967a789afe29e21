"""Schemes that give volume for nothing: how much a month, and who bears it."""

from __future__ import annotations

import re

import msgspec

from app.domain.amounts import parse_volume
from app.domain.free_water import FreeScheme
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Quantity
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.payments import FreeSchemeSet
from app.ledger.queries import journal, payments
from app.operations.errors import BadArgument, StaleQuote
from app.operations.operation import Caller, Operation
from app.operations.reasons import line_of_text

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
_LONGEST_NAME = 30
_LONGEST_CODE = 20


class SetFreeSchemeArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Volumes in units, 0 for none."""

    code: str
    name: str
    per_month: str
    ledger_code: str
    per_person: str = "0"
    active: bool = True


class SetFreeSchemeLook(msgspec.Struct, frozen=True, kw_only=True):
    """The scheme as it stands."""

    current: FreeScheme | None


class SetFreeSchemeResult(msgspec.Struct, frozen=True, kw_only=True):
    """The scheme as it was and as it is."""

    old: FreeScheme | None
    new: FreeScheme


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetFreeSchemeArguments) -> SetFreeSchemeLook:
    """The scheme as it stands."""
    with kiosk.ledger.read() as reader:
        return SetFreeSchemeLook(current=payments.free_scheme(reader.db, arguments.code))


def quote_for(look: SetFreeSchemeLook, arguments: SetFreeSchemeArguments) -> FreeSchemeSet:
    """The scheme as it will be. Raises BadArgument, BadAmount."""
    if not _CODE.fullmatch(arguments.code):
        raise BadArgument(
            _("A code has 1 to 20 small letters, digits and dashes."),
            _("Nothing was changed. Give such a code: connection-2."),
        )
    per_month, per_person = _volume(arguments.per_month), _volume(arguments.per_person)
    if not per_month + per_person:
        raise BadArgument(
            _("This scheme would give nothing."),
            _("Nothing was changed. Give a volume, or end it."),
        )
    return FreeSchemeSet(
        old=look.current,
        new=FreeScheme(
            code=arguments.code,
            name=line_of_text(arguments.name, _("name"), _LONGEST_NAME),
            per_month=per_month,
            per_person=per_person,
            ledger_code=line_of_text(arguments.ledger_code, _("ledger account"), _LONGEST_CODE),
            active=arguments.active,
        ),
    )


def _volume(text: str) -> Quantity:
    return 0 if text.strip() == "0" else parse_volume(text)


def carry_out(kiosk: Kiosk, caller: Caller, quote: FreeSchemeSet) -> SetFreeSchemeResult:
    """Records it. Raises StaleQuote where it was changed meanwhile."""

    def work(tx: Transaction) -> EventId:
        if payments.free_scheme(tx.db, quote.new.code) != quote.old:
            raise StaleQuote(
                _("This scheme was changed meanwhile."),
                _("Nothing was changed now. Look at it again."),
            )
        return tx.append(
            quote, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, done: EventId) -> SetFreeSchemeResult:
    """What an earlier call set."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, done)
    if entry is None or not isinstance(entry.event, FreeSchemeSet):
        raise LookupError(done)
    return SetFreeSchemeResult(old=entry.event.old, new=entry.event.new)


SET_FREE_SCHEME = Operation(
    name="set-free-scheme",
    summary=_("Set a scheme that gives volume for nothing, and how much a month."),
    permission=Permission.SETTINGS,
    sets=SettingKind.FREE_SCHEME,
    arguments=SetFreeSchemeArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("free_scheme_set",),
)
