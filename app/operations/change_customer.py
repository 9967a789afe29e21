"""Change of customer: one person goes, another takes over premises and meters.

The former account ends with its final statement; arrears stay with it. A new account is opened for
the new person at the same premises. Its allocation begins with the closing dial: a meter obeys the
account that it was opened for, so it is cleared, as after every account's end, and the new card is
its opening card, made with the first purchase (allocate-meter). The former card loads nothing more
and can always be taken back. Two people; only at the account's home kiosk.
"""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.account_states import AccountAct
from app.domain.approval import signed_money
from app.domain.handover import ChangeReason, Handover, Parting, Unpaid, parted
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.tariff.pricing import rounding_line
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.accounts import AccountCancelled, AccountOpened, CardFate, LeftBy
from app.ledger.events.handovers import CustomerChanged, HandedMeter
from app.ledger.queries import handovers, journal
from app.ledger.queries.accounts import Account
from app.operations import cancel_account, open_account
from app.operations.account_numbers import next_account_number
from app.operations.authority import require_second, require_shift
from app.operations.blacklisting import meter_subject, require_not_listed
from app.operations.cancel_account import (
    CancelAccountArguments,
    CancelAccountLook,
    CancelAccountQuote,
    end_of_account,
    keep_told,
    moves_money,
    require_unchanged,
)
from app.operations.crediting import credit_invoiced
from app.operations.errors import AccountInUse, BadArgument, StaleQuote
from app.operations.open_account import OpenAccountArguments, OpenAccountLook, OpenAccountQuote
from app.operations.operation import Caller, Operation
from app.operations.paper.account_slip import account_slip
from app.operations.paper.final_statement import final_statement
from app.operations.paper.letterhead import print_document, receipt_text
from app.operations.personal_fields import personal_fields
from app.operations.records import account_named
from app.operations.tendering import Rest
from app.payments.cash_drawer import open_for_cash


class ChangeCustomerArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Who goes and why, what the dials say; then who comes."""

    account: str
    reason: ChangeReason
    card: CardFate
    """Where the former card was returned it lies in the reader."""
    dials: str = ""
    """Closing dial of each meter: METER=UNITS, with commas between."""
    estimated: bool = False
    """The dials could not be read: the two who sign estimated them."""
    worked_on: date | None = None
    """Day of the reading; none: today."""
    left_by: LeftBy = LeftBy.DIAL
    rest: Rest = Rest.CHANGE
    """Where what goes back to the former person goes."""
    unpaid: Unpaid = Unpaid.PAID
    """What becomes of what the former person owes in the end."""
    name: str = ""
    phone: str = ""
    identity: str = ""
    household_size: int = 1
    tariff_class: int | None = None
    """Of the new person; none: as before."""


class ChangeCustomerLook(msgspec.Struct, frozen=True, kw_only=True):
    """The end of the one, the beginning of the other, and what goes over."""

    statement: CancelAccountLook
    opening: OpenAccountLook
    former: Account
    premises: str
    """Address that stays."""
    goes: frozenset[Handover]


class ChangeCustomerQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what will be recorded and paid."""

    look: ChangeCustomerLook
    statement: CancelAccountQuote
    opening: OpenAccountQuote
    parting: Parting
    reason: ChangeReason
    estimated: bool
    meters: tuple[HandedMeter, ...]


class ChangeCustomerResult(msgspec.Struct, frozen=True, kw_only=True):
    """The new account, and the statement of the former one."""

    account: str
    changed: CustomerChanged
    ended: AccountCancelled
    drawer: str = ""
    """Why the cash drawer did not open, if it should have."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: ChangeCustomerArguments) -> ChangeCustomerLook:
    """Refuses as the end of an account does, and an account without a meter."""
    statement = cancel_account.look_at(kiosk, caller, _ending(arguments))
    facts = statement.facts
    if not facts.meters:
        raise AccountInUse(
            _("Account {account} has no meter that another person could take over.").format(
                account=facts.account
            ),
            _("Nothing was done. Cancel it, and open an account for the new person."),
        )
    with kiosk.ledger.read() as reader:
        former = account_named(reader.db, facts.account)
        meters = [meter_subject(meter.allocation.meter) for meter in facts.meters]
        require_not_listed(reader.db, meters, AccountAct.SELL, facts.today)
        goes = handovers.goes_over(reader.db)
    opening = open_account.look_at(kiosk, caller, _opening(arguments, former, ""))
    return ChangeCustomerLook(
        statement=statement,
        opening=opening,
        former=former,
        premises=personal_fields(kiosk, former).get("address", ""),
        goes=goes,
    )


def _ending(arguments: ChangeCustomerArguments) -> CancelAccountArguments:
    if arguments.left_by is LeftBy.OVERUSED:
        raise BadArgument(
            _("A meter that used more than was credited is not handed over."),
            _("Nothing was done. Cancel this account, and open one for the new person."),
        )
    return CancelAccountArguments(
        account=arguments.account,
        reason=REASONS[arguments.reason],
        card=arguments.card,
        dials=arguments.dials,
        worked_on=arguments.worked_on,
        left_by=arguments.left_by,
        rest=arguments.rest,
    )


def _opening(
    arguments: ChangeCustomerArguments, former: Account, premises: str
) -> OpenAccountArguments:
    wanted = arguments.tariff_class
    return OpenAccountArguments(
        tariff_class=former.tariff_class if wanted is None else wanted,
        household_size=arguments.household_size,
        name=arguments.name,
        phone=arguments.phone,
        identity=arguments.identity,
        address=premises,
        region=former.region,
    )


REASONS = {
    ChangeReason.SALE: _("Premises sold"),
    ChangeReason.TENANT: _("New tenant"),
    ChangeReason.DEATH: _("Customer died"),
}


def quote_for(look: ChangeCustomerLook, arguments: ChangeCustomerArguments) -> ChangeCustomerQuote:
    """The final statement and the new file.

    Raises BadArgument, BadAmount, AccountInUse, VendingLimitReached.
    """
    statement = cancel_account.statement_for(look.statement, _ending(arguments))
    facts = look.statement.facts
    parting = parted(
        worth=sum(line.amount for meter in statement.meters for line in meter.lines),
        balance=facts.balance,
        deposit=facts.deposit,
        charges=sum(line.amount for line in look.statement.charges),
        arrears=facts.arrears,
        goes=look.goes,
        in_cash=arguments.rest is Rest.CHANGE,
        unpaid=arguments.unpaid,
        unit=facts.rounding,
    )
    rounded = rounding_line(parting.outcome.rounding)
    models = {meter.allocation.id: meter.allocation.model for meter in facts.meters}
    settled = msgspec.structs.replace(
        statement,
        outcome=parting.outcome,
        rounding=() if rounded is None else (rounded,),
    )
    cancel_account.require_to_take(settled)
    return ChangeCustomerQuote(
        look=look,
        statement=settled,
        opening=open_account.quote_for(
            look.opening, _opening(arguments, look.former, look.premises)
        ),
        parting=parting,
        reason=arguments.reason,
        estimated=arguments.estimated,
        meters=tuple(
            HandedMeter(
                meter=meter.meter,
                model=models[meter.allocation],
                kind=meter.kind,
                dial=meter.dial,
            )
            for meter in statement.meters
        ),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: ChangeCustomerQuote) -> ChangeCustomerResult:
    """Two people are known: ends the one account and opens the other, in one transaction.

    Raises SecondPersonNeeded, NotAllowed, NoOpenShift, StaleQuote.
    """
    require_second(kiosk, caller)
    shift = require_shift(kiosk, caller)

    def work(tx: Transaction) -> EventId:
        require_unchanged(kiosk, tx, quote.statement)
        if handovers.goes_over(tx.db) != quote.look.goes:
            raise StaleQuote(
                _("What goes over was set otherwise meanwhile."),
                _("Nothing was done. Make the statement again."),
            )
        successor = next_account_number(kiosk, tx)
        keep_told(tx, caller, quote.statement)
        ended = _end(kiosk, tx, caller, quote, shift.id, successor)
        _open(kiosk, tx, caller, quote, successor)
        changed = tx.append(
            CustomerChanged(
                account=quote.look.former.number,
                successor=successor,
                reason=quote.reason,
                ended=ended,
                meters=quote.meters,
                estimated=quote.estimated,
                tier_use=Handover.TIER_USE in quote.look.goes,
                date=quote.look.opening.today,
            ),
            operator=caller.operator,
            second=caller.second,
            request=caller.request,
        )
        credit_invoiced(kiosk, tx, caller, ended)
        return changed

    result = recall(kiosk, kiosk.ledger.commit(work))
    cash = result.ended.to_cash or result.ended.received
    drawer = open_for_cash(kiosk.drawer) if cash else ""
    return msgspec.structs.replace(result, drawer=drawer)


def _end(
    kiosk: Kiosk,
    tx: Transaction,
    caller: Caller,
    quote: ChangeCustomerQuote,
    shift: EventId,
    successor: str,
) -> EventId:
    receipt = tx.next_receipt() if moves_money(quote.statement) else None
    event = end_of_account(quote.statement, shift, receipt, quote.parting, successor)
    number = str(tx.next_id()) if receipt is None else receipt_text(kiosk, receipt)
    paper = final_statement(kiosk, tx, event, number, caller, estimated=quote.estimated)
    print_document(tx, paper, number)
    return tx.append(event, operator=caller.operator, second=caller.second)


def _open(
    kiosk: Kiosk, tx: Transaction, caller: Caller, quote: ChangeCustomerQuote, successor: str
) -> None:
    opening = quote.opening
    event = AccountOpened(
        account=successor,
        home=kiosk.ledger.node,
        region=opening.look.region,
        tariff_class=opening.tariff_class,
        household_size=opening.household_size,
        date=opening.look.today,
        sealed=tx.seal(successor, opening.personal),
    )
    slip = account_slip(
        kiosk,
        tx,
        event,
        opening.personal,
        caller.operator,
        meters=quote.meters,
        balance=quote.parting.to_successor,
    )
    print_document(tx, slip, successor)
    tx.append(event, operator=caller.operator, second=caller.second)


def recall(kiosk: Kiosk, changed: EventId) -> ChangeCustomerResult:
    """The result of an earlier call."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, changed)
        event = None if entry is None else entry.event
        ended = (
            journal.entry(reader.db, event.ended) if isinstance(event, CustomerChanged) else None
        )
    if (
        not isinstance(event, CustomerChanged)
        or ended is None
        or not isinstance(ended.event, AccountCancelled)
    ):
        raise LookupError(changed)
    return ChangeCustomerResult(account=event.successor, changed=event, ended=ended.event)


CHANGE_CUSTOMER = Operation(
    name="change-customer",
    summary=_("One person goes, another takes over premises and meters; two people."),
    permission=Permission.ACCOUNT_STATE,
    arguments=ChangeCustomerArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("customer_changed",),
    needs_shift=True,
    needs_invoice=True,
    needs_clock=True,
    signed_for=lambda quote: signed_money(
        quote.look.former.number,
        quote.statement.outcome.to_cash + quote.statement.outcome.to_balance,
    ),
)
