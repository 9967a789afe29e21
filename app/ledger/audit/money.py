"""The sum that must hold, from what was handed over to what it was for.

tenders - change - pay-outs = purchases loaded - refunded + in doubt + fees + arrears and standing
charges + net change of account balances + rounding - subsidies, tax included.

Both sides come from the figures of the sales themselves (tenders, lines), not from the entries;
the entries are then held against the same figures, book by book.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from app.domain.bookkeeping import CLEARING
from app.domain.entries import Book
from app.domain.identity import EventId, Node
from app.domain.payments import PaymentFor
from app.domain.quantity import Money
from app.domain.reversals import not_in_cash
from app.domain.sales import Tender, TenderKind
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.accounts import AccountCancelled
from app.ledger.events.codec import Entry
from app.ledger.events.corrections import ClassCorrected, TendersCorrected
from app.ledger.events.exceptions import Decision, PlanDecided
from app.ledger.events.meter_changes import MeterChanged, MeterChangeOpened, MeterChangeUndone
from app.ledger.events.meter_credit import MeterCreditRefunded
from app.ledger.events.payments import (
    ArrearsBooked,
    ArrearsWrittenOff,
    PaidOut,
    PaymentReversed,
    PaymentTaken,
    SubsidyPaid,
)
from app.ledger.events.recounts import AccountRecounted
from app.ledger.events.sales import (
    CardReissued,
    LoadCancelled,
    PurchaseLoaded,
    PurchasePaid,
    RefundBasis,
    RefundOpened,
    RefundPaid,
    RefundRefuted,
    ReissueOpened,
)
from app.ledger.events.tenders import TenderSettled

_VOLUME = (LineKind.ALLOWANCE, LineKind.TIER, LineKind.SURCHARGE, LineKind.CREDIT)
_CASH = (
    *(Book.DRAWER, Book.SAFE, Book.BAG, Book.OVER_SHORT),
    *(Book.TO_BANK, Book.BANK, Book.BANK_OVER_SHORT),
    *(Book.PAID_IN, Book.PAID_OUT, Book.COUNTERFEIT),
)
"""Where cash is, and how it came or went without a customer."""
_OWED = (LineKind.STANDING, LineKind.ARREARS, LineKind.BACK_CHARGE)


class MoneySums:
    """The figures of one node's sales."""

    def __init__(self) -> None:
        self.received: Money = 0
        """Tendered less change, in cash and otherwise."""
        self.otherwise: defaultdict[TenderKind, Money] = defaultdict(int)
        """Of it what is not cash, by its kind, once it is known that it came."""
        self.unconfirmed: Money = 0
        """Of it what nobody knows of yet."""
        self.paid_out: Money = 0
        self.volume: Money = 0
        self.refunded: Money = 0
        self.fees: Money = 0
        self.owed: Money = 0
        """Arrears, standing charges and back-charges."""
        self.arrears: Money = 0
        """Booked as owed by accounts and not paid yet."""
        self.other: Money = 0
        """Paid for without a card."""
        self.deposits: Money = 0
        """Kept for accounts."""
        self.written_off: Money = 0
        """Arrears given up."""
        self.subsidies: Money = 0
        """What third parties bear of what was sold."""
        self.subsidies_paid: Money = 0
        """What of it they paid."""
        self.rounding: Money = 0
        self.balances: Money = 0
        """Net change of account balances."""
        self.in_doubt: Money = 0
        """Paid and not proved to be on a card, and taken off a card but not yet paid out."""
        self.tax: Money = 0
        self.books: defaultdict[Book, Money] = defaultdict(int)

    def earn(self, lines: Iterable[Line], sign: int = 1) -> None:
        """Books lines under what they are for."""
        for line in lines:
            amount = sign * line.amount
            self.tax += sign * line.tax
            if line.kind in _VOLUME:
                self.volume += amount
            elif line.kind in _OWED:
                self.owed += amount
                if line.kind is LineKind.ARREARS:
                    self.arrears -= amount
            elif line.kind is LineKind.FEE:
                self.fees += amount
            elif line.kind is LineKind.SUBSIDY:
                self.subsidies -= amount
            else:
                self.rounding += amount

    def take(self, tenders: Iterable[Tender], sign: int = 1) -> Money:
        """Books tenders; returns what the sale keeps of them."""
        total = 0
        for tender in tenders:
            total += sign * tender.amount
            if tender.kind is TenderKind.BALANCE:
                self.balances -= sign * tender.amount
            else:
                self.receive(tender, sign)
                self.balances += sign * tender.to_balance
        return total

    def receive(self, tender: Tender, sign: int = 1) -> None:
        """Books what a tender other than account balance brings."""
        brought = sign * (tender.tendered - tender.change)
        self.received += brought
        if tender.unconfirmed:
            self.unconfirmed += brought
        elif tender.kind is not TenderKind.CASH:
            self.otherwise[tender.kind] += brought

    def settle(self, event: TenderSettled) -> None:
        """Books whether a payment came; if not, it was none, and is owed."""
        self.unconfirmed -= event.amount
        if event.came:
            self.otherwise[event.kind] += event.amount
        else:
            self.received -= event.amount
            self.arrears += event.amount
            self.owed -= event.amount

    def owe(self, lines: Iterable[Line], sign: int = 1) -> None:
        """Books what an account used and did not pay for: income, and arrears instead of cash."""
        for line in lines:
            self.arrears += sign * line.amount
            self.tax += sign * line.tax

    def take_off(self, refund: RefundOpened, sign: int = 1) -> None:
        """Moves what was sold to what is due, or back where ``sign`` is -1."""
        self.in_doubt += sign * refund.amount
        if refund.basis is RefundBasis.REVERSED:
            self.earn(refund.lines, -sign)
            self.balances -= sign * (refund.amount - sum(line.amount for line in refund.lines))
            return
        self.give_back(refund.lines, sign)

    def give_back(self, lines: Iterable[Line], sign: int = 1) -> None:
        """Books lines as refunded, rounding apart."""
        for line in lines:
            self.tax -= sign * line.tax
            if line.kind is LineKind.ROUNDING:
                self.rounding -= sign * line.amount
            elif line.kind is LineKind.SUBSIDY:
                self.subsidies += sign * line.amount
            else:
                self.refunded += sign * line.amount

    def use_without_card(self, what: PaymentFor, amount: Money, rounding: Money) -> None:
        """Books what money was for; below zero, it went back. ``rounding``: beyond ``amount``."""
        self.rounding += rounding
        match what:
            case PaymentFor.OTHER:
                self.other += amount
            case PaymentFor.DEPOSIT:
                self.deposits += amount
            case PaymentFor.BALANCE:
                self.balances += amount
            case PaymentFor.ARREARS:
                self.owed += amount
                self.arrears -= amount

    def left(self) -> Money:
        """Tenders - change - pay-outs."""
        return self.received - self.paid_out

    def right(self) -> Money:
        """What it was for."""
        sold = self.volume - self.refunded - self.subsidies
        kept = self.balances + self.deposits
        return sold + self.in_doubt + self.fees + self.other + self.owed + kept + self.rounding


class MoneyAddsUp:
    """The sums, node by node."""

    def __init__(self) -> None:
        self.sums: defaultdict[Node, MoneySums] = defaultdict(MoneySums)
        self._purchases: dict[EventId, PurchasePaid] = {}
        self._refunds: dict[EventId, RefundOpened] = {}
        self._otherwise: dict[EventId, Money] = {}
        """Of payments without a card, what was not paid in cash."""

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        sums, event = self.sums[id.node], entry.event
        for posting in getattr(event, "entries", ()):
            sums.books[posting.book] += posting.amount
        match event:
            case PurchasePaid():
                self._purchases[id] = event
                sums.in_doubt += sums.take(event.tenders)
            case ReissueOpened() | MeterChangeOpened():
                sums.in_doubt += sums.take(event.tenders)
            case RefundOpened():
                self._refunds[id] = event
            case PaymentTaken() | PaymentReversed() | PaidOut():
                _without_card(sums, event, self._to_balance(id, event))
            case SubsidyPaid():
                sums.subsidies_paid += event.amount
            case ArrearsBooked():
                sums.owe([event.line])
            case ArrearsWrittenOff():
                sums.arrears -= event.amount
                sums.written_off += event.amount
            case TenderSettled():
                sums.settle(event)
            case _:
                self._close(sums, event)

    def _to_balance(self, id: EventId, event: PaymentTaken | PaymentReversed | PaidOut) -> Money:
        """What of an undone payment becomes account balance: what had not come in cash."""
        if isinstance(event, PaymentTaken):
            self._otherwise[id] = not_in_cash(event.tenders)
        if isinstance(event, PaymentReversed):
            return self._otherwise.get(event.payment, 0)
        return 0

    def _close(self, sums: MoneySums, event: object) -> None:
        match event:
            case PurchaseLoaded():
                purchase = self._purchases.pop(event.purchase, None)
                if purchase is not None:
                    for breakdown in purchase.breakdowns:
                        sums.in_doubt -= breakdown.total
                        sums.earn(breakdown.lines)
            case CardReissued():
                sums.in_doubt -= sum(line.amount for line in event.lines)
                sums.earn(event.lines)
            case LoadCancelled():
                self._cancel(sums, event)
            case RefundPaid():
                sums.in_doubt -= event.amount
                sums.paid_out += event.to_cash
                sums.balances += event.to_balance
            case RefundRefuted():
                self._refute(sums, event)
            case MeterChanged():
                sums.owe(event.lines)
                if event.fees_paid:
                    sums.in_doubt -= sum(line.amount for line in event.fees)
                    sums.earn(event.fees)
                else:
                    sums.owe(event.fees)
            case MeterChangeUndone():
                sums.owe(event.lines, -1)
                if event.fees_paid:
                    sums.earn(event.fees, -1)
                    sums.balances += sum(line.amount for line in event.fees)
                else:
                    sums.owe(event.fees, -1)
            case ClassCorrected() | AccountRecounted():
                for one in event.changed:
                    sums.earn(one.old, -1)
                    sums.earn(one.new)
                sums.arrears += event.to_arrears
                sums.owed -= event.to_arrears
                sums.balances += event.to_balance
            case TendersCorrected():
                sums.in_doubt += sums.take(event.new) + sums.take(event.old, -1)
            case MeterCreditRefunded():
                sums.give_back(event.lines)
                sums.paid_out += event.amount - event.to_balance
                sums.balances += event.to_balance
            case AccountCancelled():
                _settle(sums, event)
            case PlanDecided() if event.decision is Decision.NOT_WRITTEN:
                sums.in_doubt -= event.to_cash + event.to_balance
                sums.paid_out += event.to_cash
                sums.balances += event.to_balance
            case _:
                return

    def _cancel(self, sums: MoneySums, event: LoadCancelled) -> None:
        """An unloaded load moves from sold to due; one never written stays in doubt."""
        refund = self._refunds.get(event.refund)
        if refund is None or refund.basis is RefundBasis.NOT_WRITTEN:
            return
        sums.take_off(refund)

    def _refute(self, sums: MoneySums, event: RefundRefuted) -> None:
        """The opposite, of the same lines; what was thought never written is sold after all."""
        refund = self._refunds.get(event.refund)
        if refund is None:
            return
        if refund.basis is RefundBasis.NOT_WRITTEN:
            sums.in_doubt -= event.amount
            sums.earn(refund.lines)
        else:
            sums.take_off(refund, -1)

    def findings(self) -> list[Finding]:
        """Nodes whose money does not add up."""
        found = []
        for node, sums in self.sums.items():
            pairs = [(_("received and used"), sums.left(), sums.right())]
            pairs += _against_books(sums)
            found += [
                Finding(
                    check="money",
                    where=f"K{node:02d}",
                    what=_("{name}: {left} against {right}").format(
                        name=name, left=left, right=right
                    ),
                )
                for name, left, right in pairs
                if left != right
            ]
        return found


def _without_card(
    sums: MoneySums, event: PaymentTaken | PaymentReversed | PaidOut, to_balance: Money
) -> None:
    """Its line is held against what was handed over, and the tax in it against the books."""
    if isinstance(event, PaidOut):
        sums.paid_out += event.amount + event.rounding
        sums.use_without_card(event.what, -event.amount, -event.rounding)
        return
    sign = 1 if isinstance(event, PaymentTaken) else -1
    if isinstance(event, PaymentTaken):
        for tender in event.tenders:
            sums.receive(tender)
    else:
        cash = event.line.amount + event.rounding - to_balance
        sums.paid_out += cash
        sums.balances += to_balance
    sums.use_without_card(event.what, sign * event.line.amount, sign * event.rounding)
    sums.tax += sign * event.line.tax


def _settle(sums: MoneySums, event: AccountCancelled) -> None:
    """Credit given back against charges, arrears and balance; the rest was paid."""
    sums.give_back(line for meter in event.meters for line in meter.lines)
    sums.rounding -= sum(line.amount for line in event.rounding)
    sums.earn(event.charges)
    sums.owed += event.arrears
    sums.arrears -= event.arrears
    sums.balances += event.to_balance + event.to_successor - event.balance
    sums.deposits -= event.deposit
    sums.paid_out += event.to_cash
    sums.received += event.received


def _against_books(sums: MoneySums) -> list[tuple[str, Money, Money]]:
    """(name, figure from the sales, figure from the entries)."""
    books = sums.books
    sold = sums.volume - sums.refunded + sums.fees + sums.other
    net = sold + sums.owed + sums.rounding - sums.tax
    income = (
        *(Book.WATER, Book.ELECTRICITY, Book.GAS, Book.HEAT),
        *(Book.SURCHARGE, Book.STANDING, Book.FEE, Book.ARREARS, Book.ROUNDING),
        *(Book.OTHER, Book.WRITTEN_OFF),
    )
    waiting = (Book.SUSPENSE, Book.REFUND_DUE)
    return [
        (_("income without tax"), net, -sum(books[book] for book in income)),
        (_("tax"), sums.tax, -books[Book.TAX]),
        (_("in doubt"), sums.in_doubt, -sum(books[book] for book in waiting)),
        (_("subsidies"), sums.subsidies - sums.subsidies_paid, books[Book.SUBSIDY]),
        (_("arrears"), sums.arrears, books[Book.ARREARS]),
        (_("account balances"), sums.balances, -books[Book.BALANCE]),
        (_("deposits"), sums.deposits, -books[Book.DEPOSIT]),
        *(
            (book.value.replace("_", " "), sums.otherwise[kind], books[book])
            for kind, book in CLEARING.items()
        ),
        (_("unconfirmed"), sums.unconfirmed, books[Book.UNCONFIRMED]),
        (_("written off"), sums.written_off, books[Book.WRITTEN_OFF]),
        (
            _("cash"),
            sums.left() - sums.unconfirmed - sum(sums.otherwise.values()),
            sum(books[book] for book in _CASH),
        ),
    ]
