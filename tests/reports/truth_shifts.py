"""What each shift must have taken in and given back, and what its drawer lacked."""

from __future__ import annotations

from collections import Counter, defaultdict

from app.domain.identity import EventId
from app.domain.quantity import Money
from app.ledger.events.accounts import AccountCancelled
from app.ledger.events.exceptions import PlanDecided
from app.ledger.events.meter_changes import MeterChanged
from app.ledger.events.meter_credit import MeterCreditRefunded
from app.ledger.events.operators import ShiftClosed, ShiftOpened
from app.ledger.events.payments import PaidOut, PaymentReversed, PaymentTaken
from app.ledger.events.sales import (
    CardReissued,
    RefundPaid,
    RefundRefuted,
    ReissueOpened,
)
from app.reports.asked import Asked
from tests.reports.expected import Expected, expected
from tests.reports.journal_read import Journal

_SUMMED = ("sales", "sold", "refunds", "refunded", "payments", "payouts", "over_short")


def shifts(journal: Journal, asked: Asked) -> Expected:
    """By accounting date; what never happened in a shift is left empty."""
    closed = {event.shift: event for _id, _entry, event in journal.of(ShiftClosed)}
    took = _taken(journal)
    rows = []
    for id, _entry, opened in journal.of(ShiftOpened):
        if not asked.since <= opened.accounting_date <= asked.until:
            continue
        end, one = closed.get(id), took[id]
        rows.append(
            {
                "date": opened.accounting_date.isoformat(),
                "operator": str(opened.operator),
                "name": journal.operators.get(str(opened.operator)),
                "z": None if end is None else end.report_number,
                "float": opened.float_cash,
                **{name: one.get(name) for name in _SUMMED},
                "over_short": (None if end is None else end.over_short) or None,
            }
        )
    return expected(("date", "operator", "z"), rows, _SUMMED)


def _taken(journal: Journal) -> defaultdict[EventId, Counter[str]]:
    """Sums of each shift, by the names of the columns."""
    found: defaultdict[EventId, Counter[str]] = defaultdict(Counter)
    _sold(journal, found)
    for _id, _entry, back in journal.of(RefundPaid):
        found[back.shift].update(refunds=1, refunded=back.amount)
    for _id, _entry, inside in journal.of(MeterCreditRefunded):
        found[inside.shift].update(refunds=1, refunded=inside.amount)
    for _id, _entry, decided in journal.of(PlanDecided):
        out = decided.to_cash + decided.to_balance
        if out:
            found[decided.shift].update(refunds=1, refunded=out)
    for _id, _entry, ended in journal.of(AccountCancelled):
        if ended.received:
            found[ended.shift].update(sales=1, sold=ended.received)
        elif ended.receipt is not None:
            found[ended.shift].update(refunds=1, refunded=ended.to_cash + ended.to_balance)
    for _id, _entry, taken in journal.of(PaymentTaken):
        found[taken.shift].update(payments=taken.line.amount + taken.rounding)
    for _id, _entry, undone in journal.of(PaymentReversed):
        found[undone.shift].update(refunds=1, refunded=undone.line.amount + undone.rounding)
    for _id, _entry, paid in journal.of(PaidOut):
        found[paid.shift].update(payouts=paid.amount + paid.rounding)
    return found


def _sold(journal: Journal, found: defaultdict[EventId, Counter[str]]) -> None:
    """A sale counts in the shift in which its card proved it."""
    prices: Counter[EventId] = Counter()
    for sale in journal.sales:
        prices[sale.event] += sale.price.total
    for loaded in journal.loaded:
        found[loaded.shift].update(sales=1, sold=prices[loaded.purchase])
    fees: dict[EventId, Money] = {id: one.total for id, _e, one in journal.of(ReissueOpened)}
    for _id, _entry, card in journal.of(CardReissued):
        if fee := fees.get(journal.subject(card.plan), 0):
            found[card.shift].update(sales=1, sold=fee)
    for _id, _entry, proved in journal.of(RefundRefuted):
        if proved.sold:
            found[proved.shift].update(sales=1, sold=proved.amount)
    for _id, _entry, change in journal.of(MeterChanged):
        if change.fees and change.fees_paid:
            paid = sum(line.amount for line in change.fees)
            found[change.shift].update(sales=1, sold=paid)
