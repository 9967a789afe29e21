"""Schemes by which a third party pays a share of the price: of how much, and who it is."""

from __future__ import annotations

import re

import msgspec

from app.domain.amounts import parse_volume
from app.domain.cards import UtilityKind
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Quantity
from app.domain.setting_kinds import SettingKind
from app.domain.subsidy import SubsidyScheme
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.payments import SubsidySchemeSet
from app.ledger.queries import journal, subsidies
from app.operations.errors import BadArgument, StaleQuote
from app.operations.operation import Caller, Operation
from app.operations.reasons import line_of_text

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
_LONGEST_NAME = 30
_LONGEST_PAYER = 20
_LONGEST_CODE = 10
"""Both stand in one line of a sale, which a counter's screen must have room for."""
_WHOLE = 100


class SetSubsidySchemeArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Volumes in units, 0 for none; ``percent`` of the price is the payer's."""

    code: str
    name: str
    payer: str
    ledger_code: str
    percent: int
    per_month: str
    per_person: str = "0"
    kind: UtilityKind = UtilityKind.WATER
    active: bool = True


class SetSubsidySchemeLook(msgspec.Struct, frozen=True, kw_only=True):
    """The scheme as it stands."""

    current: SubsidyScheme | None


class SetSubsidySchemeResult(msgspec.Struct, frozen=True, kw_only=True):
    """The scheme as it was and as it is."""

    old: SubsidyScheme | None
    new: SubsidyScheme


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: SetSubsidySchemeArguments
) -> SetSubsidySchemeLook:
    """The scheme as it stands."""
    with kiosk.ledger.read() as reader:
        return SetSubsidySchemeLook(current=subsidies.subsidy_scheme(reader.db, arguments.code))


def quote_for(look: SetSubsidySchemeLook, arguments: SetSubsidySchemeArguments) -> SubsidySchemeSet:
    """The scheme as it will be. Raises BadArgument, BadAmount."""
    if not _CODE.fullmatch(arguments.code):
        raise BadArgument(
            _("A code has 1 to 20 small letters, digits and dashes."),
            _("Nothing was changed. Give such a code: connection-2."),
        )
    if not 1 <= arguments.percent <= _WHOLE:
        raise BadArgument(
            _("The payer's share is 1 to 100 percent of the price."),
            _("Nothing was changed. Give a whole percentage."),
        )
    per_month, per_person = _volume(arguments.per_month), _volume(arguments.per_person)
    if not per_month + per_person:
        raise BadArgument(
            _("This scheme would pay for nothing."),
            _("Nothing was changed. Give a volume, or end it."),
        )
    return SubsidySchemeSet(
        old=look.current,
        new=SubsidyScheme(
            code=arguments.code,
            name=line_of_text(arguments.name, _("name"), _LONGEST_NAME),
            payer=line_of_text(arguments.payer, _("payer"), _LONGEST_PAYER),
            ledger_code=line_of_text(arguments.ledger_code, _("ledger account"), _LONGEST_CODE),
            percent=arguments.percent,
            per_month=per_month,
            per_person=per_person,
            kind=arguments.kind,
            active=arguments.active,
        ),
    )


def _volume(text: str) -> Quantity:
    return 0 if text.strip() == "0" else parse_volume(text)


def carry_out(kiosk: Kiosk, caller: Caller, quote: SubsidySchemeSet) -> SetSubsidySchemeResult:
    """Records it. Raises StaleQuote where it was changed meanwhile."""

    def work(tx: Transaction) -> EventId:
        if subsidies.subsidy_scheme(tx.db, quote.new.code) != quote.old:
            raise StaleQuote(
                _("This scheme was changed meanwhile."),
                _("Nothing was changed now. Look at it again."),
            )
        return tx.append(
            quote, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, done: EventId) -> SetSubsidySchemeResult:
    """What an earlier call set."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, done)
    if entry is None or not isinstance(entry.event, SubsidySchemeSet):
        raise LookupError(done)
    return SetSubsidySchemeResult(old=entry.event.old, new=entry.event.new)


SET_SUBSIDY_SCHEME = Operation(
    name="set-subsidy-scheme",
    summary=_("Set a scheme by which a third party pays a share of the price."),
    permission=Permission.SETTINGS,
    sets=SettingKind.SUBSIDY_SCHEME,
    arguments=SetSubsidySchemeArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("subsidy_scheme_set",),
)
