"""What cashiers must close with: sold, done and received in each shift."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache

from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.tariff.breakdown import LineKind
from app.ledger.events.accounts import AccountCancelled
from app.ledger.events.exceptions import PlanDecided
from app.ledger.events.meter_changes import MeterChangeOpened
from app.ledger.events.meter_credit import MeterCreditRefunded
from app.ledger.events.operators import ShiftClosed, ShiftOpened
from app.ledger.events.payments import PaidOut, PaymentReversed, PaymentTaken
from app.ledger.events.sales import (
    CompensationOpened,
    PurchasePaid,
    RefundPaid,
    ReissueOpened,
)
from app.reports.asked import Asked
from app.reports.columns import Cell
from tests.reports.expected import Expected, expected
from tests.reports.journal_read import Journal

_FIGURES = (
    *("sales", "water", "electricity", "gas", "heat", "charged", "cards", "card_fees"),
    *("reissues", "reissue_fees", "meter_changes", "meter_fees", "compensated"),
    *("payments", "paid", "unsold", "refunds", "refunded", "reversals", "reversed"),
    *("payouts", "paid_back", "total", "received", "not_cash", "over_short"),
)
_TAKEN = ("charged", "unsold", "reissue_fees", "meter_fees", "paid")
_BACK = ("refunded", "reversed", "paid_back")
_NOT_CASH = (
    *(Book.CARD_CLEARING, Book.MOBILE_CLEARING, Book.VOUCHER_CLEARING, Book.BANK_CLEARING),
    Book.UNCONFIRMED,
)
_OWN_CASH = (
    *("shift_opened", "shift_closed", "cash_dropped"),
    *("cash_paid_in", "cash_paid_out", "counterfeit_found"),
)
"""Deeds that move the utility's own cash, which no customer brought."""
Shifts = defaultdict[EventId, Counter[str]]


def cashier_close(journal: Journal, asked: Asked) -> Expected:
    """By shift, day or operator; what is zero is left empty."""
    closed = {event.shift: event for _id, _entry, event in journal.of(ShiftClosed)}
    figures = _figures(journal)
    sums: defaultdict[tuple[tuple[str, Cell], ...], Counter[str]] = defaultdict(Counter)
    for id, _entry, shift in journal.of(ShiftOpened):
        if not asked.since <= shift.accounting_date <= asked.until:
            continue
        day, operator = shift.accounting_date.isoformat(), str(shift.operator)
        end = closed.get(id)
        who = {"operator": operator, "name": journal.operators.get(operator)}
        head: dict[str, Cell] = {"date": day, **who, "shift": str(id)}
        head["z"] = None if end is None else end.report_number
        groups: dict[str, dict[str, Cell]] = {"day": {"date": day}, "operator": {**who}}
        one = sums[tuple(groups.get(asked.by, head).items())]
        one.update(figures[id])
        one["shifts"] += 1
    counted = () if asked.by == "shift" else ("shifts",)
    rows = [
        {**dict(head), **{name: one[name] or None for name in (*counted, *_FIGURES)}}
        for head, one in sums.items()
    ]
    key = {"day": "date", "operator": "operator"}.get(asked.by, "shift")
    return expected((key,), rows, (*counted, *_FIGURES))


@lru_cache(maxsize=8)
def _figures(journal: Journal) -> Shifts:
    """Of each shift; many questions are asked of one journal."""
    found: Shifts = defaultdict(Counter)
    _add_sales(journal, found)
    _add_cards(journal, found)
    _add_credit(journal, found)
    _add_payments(journal, found)
    _add_money_back(journal, found)
    for line in journal.bookings:
        if line.shift is not None and line.deed not in _OWN_CASH:
            if line.book in _NOT_CASH:
                found[line.shift].update(received=line.amount, not_cash=line.amount)
            elif line.book is Book.DRAWER:
                found[line.shift]["received"] += line.amount
    for _id, _entry, closed in journal.of(ShiftClosed):
        found[closed.shift]["over_short"] = closed.over_short
    for one in found.values():
        one["total"] = sum(one[name] for name in _TAKEN) - sum(one[name] for name in _BACK)
    return found


def _add_sales(journal: Journal, found: Shifts) -> None:
    for sale in journal.sales:
        figures = found[sale.shift]
        if sale.event in journal.never_written:
            figures["unsold"] += sale.price.total
        else:
            figures.update(sales=1, charged=sale.price.total)
            figures[sale.kind] += sale.price.quantity


def _add_cards(journal: Journal, found: Shifts) -> None:
    """First cards and new ones for old ones, alone or with a purchase that has their fee."""
    for id, _entry, paid in journal.of(PurchasePaid):
        figures = found[paid.shift]
        if paid.reissues is not None:
            figures["reissues"] += id not in journal.never_written
        if paid.plan.issues and id not in journal.never_written:
            figures["cards"] += paid.allocates is not None
            fees = [line.amount for line in paid.breakdown.lines if line.kind is LineKind.FEE]
            figures["card_fees"] += sum(fees)
    for id, _entry, made in journal.of(ReissueOpened):
        if id in journal.never_written:
            found[made.shift]["unsold"] += made.total
        else:
            found[made.shift].update(reissues=1, reissue_fees=made.total)


def _add_credit(journal: Journal, found: Shifts) -> None:
    """Meters changed, and what was given to make good what was owed; credit in money apart."""
    for id, _entry, change in journal.of(MeterChangeOpened):
        figures = found[change.shift]
        fees = sum(tender.amount for tender in change.tenders)
        if id in journal.never_written:
            figures["unsold"] += fees
            continue
        figures.update(meter_changes=1, meter_fees=fees)
        if change.load.number and not change.load.charging.counts_money:
            figures["compensated"] += change.load.credit - change.moved
    for id, _entry, given in journal.of(CompensationOpened):
        if id not in journal.never_written and not given.load.charging.counts_money:
            found[given.shift]["compensated"] += given.settles


def _add_payments(journal: Journal, found: Shifts) -> None:
    for _id, _entry, taken in journal.of(PaymentTaken):
        found[taken.shift].update(payments=1, paid=taken.line.amount + taken.rounding)
    for _id, _entry, undone in journal.of(PaymentReversed):
        back = undone.line.amount + undone.rounding
        found[undone.shift].update(reversals=1, reversed=back)
    for _id, _entry, out in journal.of(PaidOut):
        found[out.shift].update(payouts=1, paid_back=out.amount + out.rounding)


def _add_money_back(journal: Journal, found: Shifts) -> None:
    for _id, _entry, back in journal.of(RefundPaid):
        if back.reversal:
            found[back.shift].update(reversals=1, reversed=back.amount)
        else:
            found[back.shift].update(refunds=1, refunded=back.amount)
    for _id, _entry, inside in journal.of(MeterCreditRefunded):
        found[inside.shift].update(refunds=1, refunded=inside.amount)
    for _id, _entry, decided in journal.of(PlanDecided):
        if amount := decided.to_cash + decided.to_balance:
            found[decided.shift].update(refunds=1, refunded=amount)
    for _id, _entry, ended in journal.of(AccountCancelled):
        if ended.receipt is not None and not ended.received:
            amount = ended.to_cash + ended.to_balance
            found[ended.shift].update(refunds=1, refunded=amount)
