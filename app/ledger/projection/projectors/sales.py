"""Purchases, refunds, reissues, rewrites: card plans opened and closed."""

from __future__ import annotations

from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.sales import AllocationTerms
from app.domain.tariff.breakdown import LineKind
from app.ledger.events import sales
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.merging import Row
from app.ledger.projection.projectors.parts import (
    Projector,
    key_of,
    postings,
    receipt_of,
    tag_of,
    tally,
    text_of,
    to_json,
)
from app.ledger.projection.tables.accounts import AllocationRecord
from app.ledger.projection.tables.cards import CardRecord, Outcome, PlanRecord
from app.ledger.projection.tables.counter import Tally
from app.ledger.projection.tables.sales import (
    CreditOwedRecord,
    PurchaseRecord,
    RefundRecord,
    ReissueRecord,
)

_HAPPENED = Outcome.HAPPENED.value
_MONEY_BACK = Outcome.MONEY_BACK.value
_SALE, _REFUND = Tally.SALE.value, Tally.REFUND.value


def _opened(
    id: EventId,
    entry: Entry,
    event: sales.Opening,
    subject: EventId | None = None,
    renews: EventId | None = None,
) -> list[Row]:
    """Rows of any event that opens a plan: plan, issued card, entries."""
    key, plan, allocation = key_of(id), event.plan, key_of(event.allocation)
    day, shift = text_of(event.date), key_of(event.shift)
    # By position: every sale passes here, and names cost Python more than the row itself.
    record = PlanRecord(
        key,
        tag_of(event),
        event.account,
        allocation,
        plan.serial,
        plan.profile,
        plan.sequence,
        plan.images,
        plan.issues,
        key if subject is None else key_of(subject),
        None if renews is None else key_of(renews),
        day,
        shift,
        entry.operator,
        entry.request,
        to_json(event.contents),
    )
    rows: list[Row] = [record]
    if plan.issues:
        rows.append(CardRecord(plan.serial, True, entry.at, key, event.account, allocation))
    rows += postings(key, entry, event.entries, day, shift)
    return rows


def _closed(id: EventId, entry: Entry, event: sales.Closing) -> list[Row]:
    """Rows of any event that closes a plan as having happened: plan, number, entries."""
    record = PlanRecord(
        id=key_of(event.plan),
        closed_at=entry.at,
        closed_by=key_of(id),
        outcome=_HAPPENED,
        receipt=event.receipt,
    )
    rows = _booked(id, entry, event)
    rows.append(record)
    return rows


def _booked(id: EventId, entry: Entry, event: sales.Closing) -> list[Row]:
    """Number and entries of a closing event."""
    shift = key_of(event.shift)
    rows = postings(key_of(id), entry, event.entries, text_of(event.date), shift)
    if event.receipt is not None:
        rows.append(receipt_of(id, entry, event.receipt, event.account, shift))
    return rows


def _earned(event: sales.Closing) -> int:
    """What left suspense: the price of what the card now proves."""
    return sum(line.amount for line in event.entries if line.book is Book.SUSPENSE)


def _purchase_paid(id: EventId, entry: Entry, event: sales.PurchasePaid) -> list[Row]:
    key, breakdown, contents = key_of(id), event.breakdown, event.contents
    terms = event.allocates
    record = PurchaseRecord(
        key,
        event.account,
        key_of(event.allocation),
        contents.number,
        text_of(event.date),
        contents.kind.value,
        text_of(breakdown.period_start),
        breakdown.quantity,
        sum(line.quantity for line in breakdown.lines if line.kind is LineKind.ALLOWANCE),
        breakdown.total,
        text_of(breakdown.standing_paid_to),
        None if terms is None else to_json(terms),
        to_json(event.loads),
        to_json(event.tenders),
        to_json(breakdown),
    )
    rows = _opened(id, entry, event)
    rows.append(record)
    if terms is not None:
        rows.append(_allocation(key, event, terms))
    return rows


def _allocation(key: int, event: sales.PurchasePaid, terms: AllocationTerms) -> AllocationRecord:
    return AllocationRecord(
        id=key,
        account=event.account,
        meter=terms.meter,
        model=terms.model,
        kind=terms.kind.value,
        began=text_of(terms.began),
        dial=terms.dial,
        seal=terms.seal,
        verified_on=None if terms.verified_on is None else text_of(terms.verified_on),
    )


def _purchase_loaded(id: EventId, entry: Entry, event: sales.PurchaseLoaded) -> list[Row]:
    rows = _closed(id, entry, event)
    purchase = PurchaseRecord(key_of(event.purchase), loaded=key_of(id), receipt=event.receipt)
    rows.append(purchase)
    rows.append(tally(id, _SALE, event.shift, _earned(event), event.receipt))
    return rows


def _plan_renewed(id: EventId, entry: Entry, event: sales.PlanRenewed) -> list[Row]:
    return _opened(id, entry, event, subject=event.subject, renews=event.renews)


def _refund_opened(id: EventId, entry: Entry, event: sales.RefundOpened) -> list[Row]:
    key = key_of(id)
    record = RefundRecord(
        id=key,
        purchase=key_of(event.purchase),
        account=event.account,
        allocation=key_of(event.allocation),
        basis=event.basis.value,
        quantity=event.quantity,
        amount=event.amount,
        needs_proof=event.needs_proof,
        reason=event.reason,
        date=text_of(event.date),
        shift=key_of(event.shift),
        closes=None if event.closes is None else key_of(event.closes),
        lines=to_json(event.lines),
    )
    rows = _opened(id, entry, event)
    rows.append(record)
    if event.closes is not None:
        rows.append(
            PlanRecord(
                id=key_of(event.closes),
                closed_at=entry.at,
                closed_by=key,
                outcome=_MONEY_BACK,
            )
        )
    return rows


def _load_cancelled(id: EventId, entry: Entry, event: sales.LoadCancelled) -> list[Row]:
    record = RefundRecord(
        id=key_of(event.refund),
        purchase=key_of(event.purchase),
        account=event.account,
        allocation=key_of(event.allocation),
        cancelled=key_of(id),
        proof_number=event.proof_number,
        proof_total=event.proof_total,
    )
    return [*_closed(id, entry, event), record]


def _refund_paid(id: EventId, entry: Entry, event: sales.RefundPaid) -> list[Row]:
    record = RefundRecord(
        id=key_of(event.refund),
        purchase=key_of(event.purchase),
        account=event.account,
        allocation=key_of(event.allocation),
        paid=key_of(id),
        to_cash=event.to_cash,
        to_balance=event.to_balance,
        receipt=event.receipt,
    )
    # The plan is not touched: it was closed when the load came off the card.
    paid = tally(id, _REFUND, event.shift, event.amount, event.receipt)
    return [*_booked(id, entry, event), record, paid]


def _reissue_opened(id: EventId, entry: Entry, event: sales.ReissueOpened) -> list[Row]:
    record = ReissueRecord(
        id=key_of(id),
        account=event.account,
        allocation=key_of(event.allocation),
        old_serial=event.old_serial,
        reason=event.reason.value,
        restores=None if event.restores is None else key_of(event.restores),
        owed=event.owed,
        total=event.total,
        date=text_of(event.date),
        shift=key_of(event.shift),
        lines=to_json(event.lines),
        tenders=to_json(event.tenders),
    )
    return [*_opened(id, entry, event), record]


def _card_reissued(id: EventId, entry: Entry, event: sales.CardReissued) -> list[Row]:
    key = key_of(id)
    rows = _closed(id, entry, event)
    rows.append(
        CardRecord(
            serial=event.old_serial,
            superseded=True,
            superseded_at=entry.at,
            superseded_event=key,
            superseded_by=event.new_serial,
        )
    )
    rows.append(CardRecord(serial=event.new_serial, issued=True))
    earned = _earned(event)
    if earned:
        rows.append(tally(id, _SALE, event.shift, earned, event.receipt))
    if event.owed:
        rows.append(
            CreditOwedRecord(
                event=key,
                account=event.account,
                allocation=key_of(event.allocation),
                purchase=None,
                quantity=event.owed,
                why="reissue",
            )
        )
    return rows


def _rewrite_opened(id: EventId, entry: Entry, event: sales.RewriteOpened) -> list[Row]:
    return _opened(id, entry, event)


def _load_rewritten(id: EventId, entry: Entry, event: sales.LoadRewritten) -> list[Row]:
    return [*_closed(id, entry, event), PurchaseRecord(key_of(event.purchase), rewritten=True)]


PROJECTORS: dict[type[Event], Projector] = {
    sales.PurchasePaid: _purchase_paid,
    sales.PurchaseLoaded: _purchase_loaded,
    sales.PlanRenewed: _plan_renewed,
    sales.RefundOpened: _refund_opened,
    sales.LoadCancelled: _load_cancelled,
    sales.RefundPaid: _refund_paid,
    sales.ReissueOpened: _reissue_opened,
    sales.CardReissued: _card_reissued,
    sales.RewriteOpened: _rewrite_opened,
    sales.LoadRewritten: _load_rewritten,
}
