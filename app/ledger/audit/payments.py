"""Payments without a card are undone as they were taken, and what two people must sign, two signed.

Also no more deposits go back than came, and third parties pay a part of what accounts in their
schemes buy.
"""

from __future__ import annotations

from collections.abc import Callable

from app.domain import bookkeeping
from app.domain.identity import EventId
from app.domain.payments import PaymentFor
from app.domain.quantity import Money
from app.domain.sales import LoadKind
from app.domain.subsidy import SubsidyTerm
from app.domain.tariff.breakdown import Breakdown, LineKind
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.accounts import AccountCancelled
from app.ledger.events.codec import Entry
from app.ledger.events.payments import (
    AccountSubsidised,
    ArrearsPlanned,
    ArrearsWrittenOff,
    DeductionSet,
    PaidOut,
    PaymentReversed,
    PaymentTaken,
    SubsidyPaid,
)
from app.ledger.events.sales import CompensationOpened, PurchasePaid

Lookup = Callable[[EventId], Entry | None]


class PaymentsFollow:
    """Each reversal against its payment, each deposit against what was given back."""

    def __init__(self, lookup: Lookup) -> None:
        """``lookup``: an event of the journal by its identity."""
        self._lookup = lookup
        self._undone: set[EventId] = set()
        self._deposits: Money = 0
        self._terms: dict[str, SubsidyTerm | None] = {}
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        match entry.event:
            case PaymentTaken() as taken:
                self._keep(taken.what, taken.line.amount)
            case PaymentReversed() as undone:
                self._reversal(id, undone)
                self._keep(undone.what, -undone.line.amount)
            case PaidOut() as out:
                self._keep(out.what, -out.amount)
            case AccountCancelled() as ended:
                self._deposits -= ended.deposit
            case AccountSubsidised() as put:
                self._two(id, entry)
                self._terms[put.account] = put.new
            case PurchasePaid() as bought:
                for breakdown in bought.breakdowns:
                    self._borne(id, bought, breakdown)
            case SubsidyPaid() as paid:
                self._two(id, entry)
                self._scheme_paid(id, paid)
            case ArrearsWrittenOff() | ArrearsPlanned() | DeductionSet():
                self._two(id, entry)
            case CompensationOpened() as given if given.load.kind is LoadKind.FREE:
                self._two(id, entry)
                if not given.scheme:
                    self._find(str(id), _("free volume names no scheme"))
            case _:
                return

    def _keep(self, what: PaymentFor, amount: Money) -> None:
        if what is PaymentFor.DEPOSIT:
            self._deposits += amount

    def _reversal(self, id: EventId, undone: PaymentReversed) -> None:
        entry = self._lookup(undone.payment)
        taken = None if entry is None else entry.event
        if undone.payment in self._undone:
            self._find(str(id), _("payment {id} was undone twice").format(id=undone.payment))
        self._undone.add(undone.payment)
        if not isinstance(taken, PaymentTaken):
            self._find(str(id), _("there is no payment {id}").format(id=undone.payment))
            return
        said = (undone.account, undone.what, undone.line, undone.rounding, undone.shift)
        if said != (taken.account, taken.what, taken.line, taken.rounding, taken.shift):
            self._find(str(id), _("payment {id} was taken otherwise").format(id=undone.payment))

    def _borne(self, id: EventId, bought: PurchasePaid, breakdown: Breakdown) -> None:
        """What a third party pays: a part of the price, for an account that is in its scheme."""
        term = self._terms.get(bought.account)
        for line in breakdown.lines:
            if line.kind is not LineKind.SUBSIDY:
                continue
            if not 0 <= -line.amount <= line.price_of or line.quantity > breakdown.quantity:
                self._find(str(id), _("a third party pays more than the price"))
            if term is None or term.scheme != line.code or not term.holds(bought.date):
                self._find(str(id), _("the account is not in scheme {code}").format(code=line.code))

    def _scheme_paid(self, id: EventId, paid: SubsidyPaid) -> None:
        """What it owed before says this kiosk's own events; they are in order."""
        if not 0 < paid.amount <= paid.owed:
            self._find(str(id), _("a payer paid more than it owed"))
        booked = bookkeeping.subsidy_paid(paid.scheme, paid.amount, paid.through)
        if paid.entries != booked:
            self._find(str(id), _("what a payer paid is booked otherwise"))

    def _two(self, id: EventId, entry: Entry) -> None:
        if entry.second is None or entry.second == entry.operator:
            self._find(str(id), _("only one person signed"))

    def _find(self, where: str, what: str) -> None:
        self._findings.append(Finding(check="payments", where=where, what=what))

    def findings(self) -> list[Finding]:
        """What does not follow. Deposits of merged accounts go back under the survivor's number:
        only their sum tells."""
        found = list(self._findings)
        if self._deposits < 0:
            what = _("more deposits went back than came")
            found.append(Finding(check="payments", where="", what=what))
        return found
