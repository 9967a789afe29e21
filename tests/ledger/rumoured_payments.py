"""Money without a card, as kiosks tell of it. An act of :mod:`tests.ledger.rumours`."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain import bookkeeping
from app.domain.arrears import ArrearsPlan, DeductionRule, DeductionScheme, instalments
from app.domain.free_water import FreeScheme
from app.domain.identity import EventId
from app.domain.payments import PaymentFor, PaymentKind, payment_line
from app.domain.sales import Tender, TenderKind
from app.domain.subsidy import PaidThrough, SubsidyScheme, SubsidyTerm
from app.ledger.events import payments, tenders
from app.ledger.events.base import Event
from tests.ledger.goods import TODAY


def moved_money(account: str, shift: EventId, node: int, which: int) -> Event:
    """One thing of many: a kind, a payment or its reversal, a debt, a plan, a rule."""
    kind = PaymentKind(
        code="repair",
        name=f"Repair of {node}",
        price=None if which % 2 else 100 * which,
        tax_code="VAT",
        tax_rate=100 * which,
        ledger_code="4100",
        deposit=False,
        active=node != 8,
    )
    what, line = list(PaymentFor)[which % 4], payment_line(kind, 100 + which)
    tender = Tender(kind=TenderKind.CASH, amount=line.amount, tendered=line.amount)
    entries = bookkeeping.payment_taken(
        what, line, account, str(shift), kind.ledger_code, tenders=(tender,)
    )
    plan = ArrearsPlan(
        instalments=instalments(100 + which, 1 + which % 3, date(2026, 12, 31)),
        debts=(EventId(7, 1, 1 + which),),
        reason="poor",
    )
    said: dict[str, Any] = {"account": account, "date": TODAY, "shift": shift}
    several: tuple[Event, ...] = (
        payments.PaymentKindSet(old=None, new=kind),
        payments.PaymentTaken(
            **said,
            what=what,
            line=line,
            tender=tender,
            receipt=1 + which,
            entries=entries,
        ),
        payments.PaymentReversed(
            **said,
            payment=EventId(node, 1, 1 + which % 3),
            what=what,
            line=line,
            reason="wrong",
            receipt=1 + which,
            entries=bookkeeping.payment_reversed(entries, account),
        ),
        payments.PaidOut(
            **said,
            what=PaymentFor.BALANCE,
            amount=1 + which,
            reason="asked for",
            receipt=1 + which,
            entries=bookkeeping.given_back(PaymentFor.BALANCE, 1 + which, account, str(shift)),
        ),
        tenders.TenderSettled(
            **said,
            sale=EventId(node, 1, 1 + which % 3),
            line=which % 2,
            kind=TenderKind.MOBILE,
            amount=1 + which,
            came=False,
            reason="no message",
            entries=bookkeeping.tender_refuted(1 + which, account),
        ),
        payments.ArrearsBooked(
            **said,
            line=line,
            ledger_code="4100",
            reason="broken",
            due=TODAY,
            entries=bookkeeping.owed(line, account, "4100"),
        ),
        payments.ArrearsWrittenOff(
            **said,
            amount=1 + which,
            reason="gone",
            entries=bookkeeping.written_off(1 + which, account),
        ),
        payments.ArrearsPlanned(
            account=account,
            old=None,
            new=plan if node == 7 else None,
            reason="poor",
            date=TODAY,
        ),
        payments.FreeSchemeSet(
            old=None,
            new=FreeScheme(
                code="poor",
                name=f"Poor of {node}",
                per_month=1000 * which,
                per_person=0,
                ledger_code="6100",
                active=True,
            ),
        ),
        payments.SubsidySchemeSet(
            old=None,
            new=SubsidyScheme(
                code="poor",
                name=f"Poor of {node}",
                payer="State",
                ledger_code="1300",
                percent=1 + which,
                per_month=1000,
                per_person=which,
                active=True,
            ),
        ),
        payments.AccountSubsidised(
            account=account,
            old=None,
            new=SubsidyTerm(scheme="poor", since=TODAY, until=TODAY) if which % 2 else None,
            reason="listed",
            date=TODAY,
        ),
        payments.SubsidyPaid(
            scheme="poor",
            payer="State",
            ledger_code="1300",
            amount=1 + which,
            through=PaidThrough.CHEQUE if which % 2 else PaidThrough.TRANSFER,
            reference=f"FT {node}",
            owed=100 + which,
            date=TODAY,
            entries=bookkeeping.subsidy_paid("poor", 1 + which, PaidThrough.TRANSFER),
        ),
        payments.DeductionSet(
            account=account if which % 3 else "",
            old=None,
            new=DeductionScheme(rule=DeductionRule.FIXED, amount=node) if which % 2 else None,
        ),
    )
    return several[which % len(several)]
