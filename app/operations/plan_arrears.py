"""Two people let an account pay its arrears month by month, change that, or end it.

Only at the home kiosk. What is booked as owed later is not part of the plan.
"""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.account_states import AccountAct
from app.domain.approval import signed_money
from app.domain.arrears import (
    MOST_MONTHS,
    ArrearsPlan,
    Debt,
    Instalment,
    instalments,
    months_after,
)
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.payments import ArrearsPlanned
from app.ledger.queries import journal, money, payments
from app.operations.account_standing import account_open_to, require_home_account
from app.operations.authority import require_second
from app.operations.errors import BadArgument, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.arrears_slip import arrears_slip
from app.operations.paper.letterhead import print_document
from app.operations.reasons import reason_given


class PlanArrearsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``months`` 0 ends the plan; ``first_due``: none is in a month from today."""

    account: str
    months: int
    reason: str
    first_due: date | None = None


class PlanArrearsLook(msgspec.Struct, frozen=True, kw_only=True):
    """What the account owes, and by which plan."""

    account: str
    today: date
    debts: tuple[Debt, ...]
    plan: ArrearsPlan | None

    @property
    def left(self) -> Money:
        """All that is owed."""
        return sum(debt.left for debt in self.debts)


class PlanArrearsQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The plan as it will be; None: it ends."""

    look: PlanArrearsLook
    plan: ArrearsPlan | None
    reason: str


class PlanArrearsResult(msgspec.Struct, frozen=True, kw_only=True):
    """The plan as it was set."""

    planned: EventId
    account: str
    instalments: tuple[Instalment, ...]
    """None: it has ended, and all that is owed is due by its own day."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: PlanArrearsArguments) -> PlanArrearsLook:
    """Raises UnknownRecord, AccountForbids, OtherHome."""
    with kiosk.ledger.read() as reader:
        return _facts(kiosk, reader.db, arguments.account.strip())


def _facts(kiosk: Kiosk, db: Database, number: str) -> PlanArrearsLook:
    account = account_open_to(kiosk, db, number, AccountAct.OWE)
    require_home_account(kiosk, account)
    return PlanArrearsLook(
        account=account.number,
        today=local_date(kiosk),
        debts=tuple(payments.debts(db, account.number)),
        plan=payments.arrears_plan(db, account.number),
    )


def quote_for(look: PlanArrearsLook, arguments: PlanArrearsArguments) -> PlanArrearsQuote:
    """Raises BadArgument where there is nothing to plan, or nothing to end."""
    months, reason = arguments.months, reason_given(arguments.reason)
    if not 0 <= months <= MOST_MONTHS:
        raise BadArgument(
            _("A plan has 1 to {most} months; 0 ends it.").format(most=MOST_MONTHS),
            _("Nothing was changed. Give a number between them."),
        )
    if not months:
        if look.plan is None:
            raise BadArgument(
                _("Account {account} has no instalment plan.").format(account=look.account),
                _("Nothing was changed. Give a number of months to make one."),
            )
        return PlanArrearsQuote(look=look, plan=None, reason=reason)
    if not look.left:
        raise BadArgument(
            _("Account {account} owes nothing.").format(account=look.account),
            _("Nothing was changed. There is nothing to plan."),
        )
    first = arguments.first_due or months_after(look.today, 1)
    if first < look.today:
        raise BadArgument(
            _("{day} is over.").format(day=first.isoformat()),
            _("Nothing was changed. Give a day from {today} on.").format(
                today=look.today.isoformat()
            ),
        )
    plan = ArrearsPlan(
        instalments=instalments(look.left, months, first),
        debts=tuple(debt.event for debt in look.debts),
        reason=reason,
    )
    return PlanArrearsQuote(look=look, plan=plan, reason=reason)


def carry_out(kiosk: Kiosk, caller: Caller, quote: PlanArrearsQuote) -> PlanArrearsResult:
    """Two people are known: records it, prints the slip. Raises SecondPersonNeeded, StaleQuote."""
    require_second(kiosk, caller)
    look = quote.look

    def work(tx: Transaction) -> EventId:
        if _facts(kiosk, tx.db, look.account) != look:
            raise StaleQuote(
                _("What this account owes changed meanwhile."),
                _("Nothing was changed. Start over."),
            )
        slip = arrears_slip(
            kiosk,
            tx,
            caller,
            title=_("INSTALMENT PLAN") if quote.plan else _("PLAN ENDED"),
            account=look.account,
            reason=quote.reason,
            plan=() if quote.plan is None else quote.plan.instalments,
            arrears_after=money.arrears(tx.db, look.account),
        )
        print_document(tx, slip, slip.number)
        event = ArrearsPlanned(
            account=look.account,
            old=look.plan,
            new=quote.plan,
            reason=quote.reason,
            date=look.today,
        )
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, planned: EventId) -> PlanArrearsResult:
    """What an earlier call planned."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, planned)
    if entry is None or not isinstance(entry.event, ArrearsPlanned):
        raise LookupError(planned)
    event = entry.event
    return PlanArrearsResult(
        planned=planned,
        account=event.account,
        instalments=() if event.new is None else event.new.instalments,
    )


PLAN_ARREARS = Operation(
    name="plan-arrears",
    summary=_("Let an account pay its arrears in monthly instalments, or end that; two people."),
    permission=Permission.ACCOUNT_MONEY,
    arguments=PlanArrearsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("arrears_planned",),
    signed_for=lambda quote: signed_money(quote.look.account, quote.look.left),
)
