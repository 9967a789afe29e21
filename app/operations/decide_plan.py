"""Two people decide about a plan whose card cannot tell what happened."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain import bookkeeping
from app.domain.approval import signed_money
from app.domain.identity import EventId
from app.domain.lost_cards import CARD_LOST
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.reversals import not_in_cash
from app.domain.sales import Tender
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.exceptions import Decision, PlanDecided
from app.ledger.queries import plans
from app.ledger.queries.plans import PlanRow
from app.operations.authority import require_shift
from app.operations.card_plan import close_as_happened, plan_row
from app.operations.closers import closer_of
from app.operations.errors import CardIsLost, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paid_for import paid_for
from app.operations.paper.decision_receipt import decision_receipt
from app.operations.paper.letterhead import print_document, receipt_text
from app.operations.plan_look import parse_event_id
from app.operations.reasons import reason_given
from app.operations.report_lost import decision_left
from app.operations.tender_rules import require_confirmed
from app.payments.cash_drawer import open_for_cash


class DecidePlanArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which held plan, what the two decide, and why."""

    plan: str
    decision: Decision
    reason: str


class DecidePlanLook(msgspec.Struct, frozen=True, kw_only=True):
    """The held plan and what was paid for it."""

    row: PlanRow
    tenders: tuple[Tender, ...]


class DecidePlanQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be booked and paid out."""

    look: DecidePlanLook
    decision: Decision
    reason: str
    to_cash: Money
    to_balance: Money


class DecidePlanResult(msgspec.Struct, frozen=True, kw_only=True):
    """The plan is closed."""

    plan: EventId
    account: str
    decision: Decision
    to_cash: Money
    receipt: int | None
    drawer: str = ""
    """Why the cash drawer did not open, if it should have."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: DecidePlanArguments) -> DecidePlanLook:
    """Refuses a plan that is not held: then the card itself decides."""
    with kiosk.ledger.read() as reader:
        row = plans.plan(reader.db, parse_event_id(arguments.plan))
        if row is None or row.outcome is not None or row.id.node != kiosk.ledger.node:
            raise UnknownRecord(
                _("No open operation {plan} of this kiosk.").format(plan=arguments.plan),
                _("Nothing was changed. Settle lists what is unfinished at this kiosk."),
            )
        if row.held is None:
            raise UnknownRecord(
                _("Operation {plan} is not on hold.").format(plan=arguments.plan),
                _("Nothing was changed. Put its card in and settle it first."),
            )
        if row.held == CARD_LOST:
            _require_right_for_a_lost_card(decision_left(reader.db, row), arguments.decision)
        if arguments.decision is Decision.NOT_WRITTEN:
            require_confirmed(reader.db, row.subject)
        return DecidePlanLook(row=row, tenders=paid_for(reader.db, row).tenders)


def _require_right_for_a_lost_card(left: Decision, decision: Decision) -> None:
    """Raises CardIsLost unless the decision is right whatever stands on the card."""
    if decision is left:
        return
    if left is Decision.HAPPENED:
        raise CardIsLost(
            _("The card is lost, and it may carry the credit: this cannot count as not written."),
            _("Nothing was paid out. Decide that it happened: a new card carries the same."),
        )
    raise CardIsLost(
        _("The card is lost, and it may still carry the load: no money goes out for it."),
        _("Nothing was paid out. Decide that it did not happen: a new card carries the load."),
    )


def quote_for(look: DecidePlanLook, arguments: DecidePlanArguments) -> DecidePlanQuote:
    """Not written: everything that was paid goes back, each part where it came from."""
    back = arguments.decision is Decision.NOT_WRITTEN
    balance = not_in_cash(look.tenders)
    cash = sum(one.amount for one in look.tenders) - balance
    return DecidePlanQuote(
        look=look,
        decision=arguments.decision,
        reason=reason_given(arguments.reason),
        to_cash=cash if back else 0,
        to_balance=balance if back else 0,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: DecidePlanQuote) -> DecidePlanResult:
    """Records the decision of two people and follows it."""
    row = quote.look.row
    shift = require_shift(kiosk, caller)
    today = local_date(kiosk)

    def work(tx: Transaction) -> None:
        current = plans.plan(tx.db, row.id)
        if current is None or current.outcome is not None:
            raise StaleQuote(
                _("This plan was closed meanwhile."),
                _("Nothing was changed. Look at the account again."),
            )
        paid = quote.to_cash + quote.to_balance
        event = _decided(quote, shift.id, today, tx.next_receipt() if paid else None)
        if event.receipt is not None:
            number = receipt_text(kiosk, event.receipt)
            paper = decision_receipt(kiosk, tx, row, event, number, caller.operator)
            print_document(tx, paper, number)
        tx.append(event, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    drawer = open_for_cash(kiosk.drawer) if quote.to_cash else ""
    if quote.decision is Decision.HAPPENED:
        close_as_happened(kiosk, caller, row, closer_of(kiosk, row))
    return DecidePlanResult(
        plan=row.id,
        account=row.account,
        decision=quote.decision,
        to_cash=quote.to_cash,
        receipt=plan_row(kiosk, row.id).receipt,
        drawer=drawer,
    )


def _decided(
    quote: DecidePlanQuote, shift: EventId, today: date, receipt: int | None
) -> PlanDecided:
    account = quote.look.row.account
    total = quote.to_cash + quote.to_balance
    due = bookkeeping.never_written(total, account)
    out = bookkeeping.paid_out(quote.to_cash, quote.to_balance, account, str(shift))
    return PlanDecided(
        plan=quote.look.row.id,
        account=account,
        decision=quote.decision,
        reason=quote.reason,
        date=today,
        shift=shift,
        to_cash=quote.to_cash,
        to_balance=quote.to_balance,
        receipt=receipt,
        entries=(*due, *out),
    )


DECIDE_PLAN = Operation(
    name="decide-plan",
    summary=_("Two people decide whether a held operation happened."),
    permission=Permission.DECIDE,
    arguments=DecidePlanArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    needs_shift=True,
    needs_second=True,
    signed_for=lambda quote: signed_money(quote.look.row.account, quote.to_cash + quote.to_balance),
)
