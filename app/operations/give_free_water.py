"""Volume for nothing under a scheme, put on the customer's card; two people.

Written as compensation is: under the next purchase number, by a plan, only at the account's home
kiosk. The scheme says how much a household gets in a calendar month; what is still in doubt counts.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.amounts import format_volume
from app.domain.approval import signed_credit
from app.domain.free_water import FreeScheme, allowed
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Quantity
from app.domain.sales import LoadKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import CompensationOpened
from app.ledger.queries import compensation, journal, payments
from app.operations import compensate
from app.operations.card_plan import closed_plan_row
from app.operations.compensate import (
    CompensateArguments,
    CompensateLook,
    CompensateQuote,
    give_credit,
    require_kind,
)
from app.operations.errors import BadArgument, StaleQuote, UnknownRecord, WrongCard
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given
from app.operations.records import account_named


class GiveFreeWaterArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The card says whose; the scheme how much at most."""

    scheme: str
    reason: str
    volume: str | None = None
    """In units; none: all that the scheme still gives this month, as far as the card carries it."""
    account: str | None = None
    """Whose card it must be; none: whoever's it is."""
    meter: str | None = None
    """Which meter, where the card serves several that can be given credit."""


class GiveFreeWaterLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card, the scheme, and what is left of it this month."""

    credit: CompensateLook
    scheme: FreeScheme
    allowed: Quantity


class GiveFreeWaterQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what will be written."""

    look: GiveFreeWaterLook
    credit: CompensateQuote


class GiveFreeWaterResult(msgspec.Struct, frozen=True, kw_only=True):
    """The volume is on the card."""

    given: EventId
    account: str
    meter: str
    scheme: str
    """Name of the scheme."""
    volume: Quantity
    reason: str
    allowed: Quantity
    """What the scheme still gives this month, by now."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: GiveFreeWaterArguments) -> GiveFreeWaterLook:
    """Refuses as a compensation does; raises UnknownRecord, BadArgument for the scheme."""
    with kiosk.ledger.read() as reader:
        scheme = _scheme_in_use(reader.db, arguments.scheme)
    wish = CompensateArguments(reason=arguments.reason, meter=arguments.meter)
    credit = compensate.look_at(kiosk, caller, wish)
    if arguments.account not in (None, credit.contents.account):
        raise WrongCard(
            _("This card belongs to account {account}.").format(account=credit.contents.account),
            _("Nothing was given. Put the card of account {account} in.").format(
                account=arguments.account
            ),
        )
    if credit.contents.charging.counts_money:
        raise BadArgument(
            _("This meter counts money: a scheme gives volume."),
            _("Nothing was given. Compensate instead."),
        )
    with kiosk.ledger.read() as reader:
        left = _allowed(kiosk, reader.db, scheme, credit.contents.account)
    return GiveFreeWaterLook(credit=credit, scheme=scheme, allowed=left)


def _scheme_in_use(db: Database, code: str) -> FreeScheme:
    found = payments.free_scheme(db, code)
    if found is None or not found.active:
        names = [one.code for one in payments.free_schemes(db) if one.active]
        raise UnknownRecord(
            _("There is no scheme {code}.").format(code=code[:20]),
            _("Nothing was given. Schemes: {names}.").format(
                names=", ".join(names) or _("none yet; have one set (set-free-scheme)")
            ),
        )
    return found


def _allowed(kiosk: Kiosk, db: Database, scheme: FreeScheme, account: str) -> Quantity:
    month = local_date(kiosk).replace(day=1)
    given = payments.free_water_in(db, account, scheme.code, month)
    return allowed(scheme, persons=account_named(db, account).household_size, given=given)


def quote_for(look: GiveFreeWaterLook, arguments: GiveFreeWaterArguments) -> GiveFreeWaterQuote:
    """What goes on the card. Raises BadArgument, BadAmount, and what a load may not carry."""
    credit, reason = look.credit, reason_given(arguments.reason)
    volume = arguments.volume
    if volume is None:
        most = min(look.allowed, credit.largest)
        volume = format_volume(most - most % credit.step)
    if not look.allowed:
        raise BadArgument(
            _("{scheme} gave this account all of this month.").format(scheme=look.scheme.name),
            _("Nothing was given. It gives again next month."),
        )
    wish = CompensateArguments(reason=reason, volume=volume)
    quote = compensate.quote_for(msgspec.structs.replace(credit, owed=0), wish)
    if quote.credit > look.allowed:
        raise BadArgument(
            _("{scheme} still gives this account {volume} this month.").format(
                scheme=look.scheme.name, volume=format_volume(look.allowed)
            ),
            _("Nothing was given. Give at most that."),
        )
    return GiveFreeWaterQuote(look=look, credit=msgspec.structs.replace(quote, look=credit))


def carry_out(kiosk: Kiosk, caller: Caller, quote: GiveFreeWaterQuote) -> GiveFreeWaterResult:
    """Two people are known: record it, write the card, prove it, print the slip.

    Raises SecondPersonNeeded, NotAllowed, StaleQuote, and what a card plan raises.
    """
    look = quote.look

    def check(tx: Transaction) -> None:
        scheme = payments.free_scheme(tx.db, look.scheme.code)
        left = _allowed(kiosk, tx.db, look.scheme, look.credit.contents.account)
        if (scheme, left) != (look.scheme, look.allowed):
            raise StaleQuote(
                _("The scheme, or what it gave, changed meanwhile."),
                _("Nothing was given. Start over."),
            )

    plan = give_credit(
        kiosk, caller, quote.credit, kind=LoadKind.FREE, scheme=look.scheme.code, check=check
    )
    return recall(kiosk, plan)


def recall(kiosk: Kiosk, plan: EventId) -> GiveFreeWaterResult:
    """The result of an earlier call. Raises PlanStillOpen while its card is in doubt."""
    row = closed_plan_row(kiosk, plan)
    with kiosk.ledger.read() as reader:
        db = reader.db
        given, entry = compensation.compensation(db, row.id), journal.entry(db, row.id)
        if given is None or given.loaded is None or entry is None:
            raise UnknownRecord(
                _("This volume never reached its card: two people decided so."),
                _("Nothing was given now. Give it again with a new id."),
            )
        require_kind(given, LoadKind.FREE)
        code = entry.event.scheme if isinstance(entry.event, CompensationOpened) else ""
        scheme = payments.free_scheme(db, code)
        left = 0 if scheme is None else _allowed(kiosk, db, scheme, given.account)
    return GiveFreeWaterResult(
        given=given.id,
        account=given.account,
        meter=row.contents.meter,
        scheme=code if scheme is None else scheme.name,
        volume=given.load.quantity,
        reason=given.reason,
        allowed=left,
    )


GIVE_FREE_WATER = Operation(
    name="give-free-water",
    summary=_("Put free volume of a scheme on a customer's card; two people."),
    permission=Permission.ACCOUNT_MONEY,
    arguments=GiveFreeWaterArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("compensation_opened",),
    needs_shift=True,
    needs_clock=True,
    signed_for=lambda quote: signed_credit(quote.credit.look.contents.account, quote.credit.credit),
)
