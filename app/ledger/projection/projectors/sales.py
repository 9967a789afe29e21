"""Purchases, refunds, reissues, rewrites, compensation: card plans opened and closed."""

from __future__ import annotations

from app.domain.cards import CardContents, UtilityKind
from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.sales import Load, LoadKind, Tender
from app.domain.tariff.breakdown import Breakdown, LineKind
from app.ledger.events import sales
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.card_plans import add_allocation
from app.ledger.projection.projectors.card_plans import add_booked as _booked
from app.ledger.projection.projectors.card_plans import add_closing as _closed
from app.ledger.projection.projectors.card_plans import add_opening as _opened
from app.ledger.projection.projectors.corrected import add_correction
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    add_tally,
    key_of,
    text_of,
    to_json,
)
from app.ledger.projection.projectors.tenders import add_tenders
from app.ledger.projection.tables.cards import CardRecord, Outcome, PlanRecord
from app.ledger.projection.tables.corrections import Corrected
from app.ledger.projection.tables.counter import Tally
from app.ledger.projection.tables.payments import FreeWaterRecord
from app.ledger.projection.tables.sales import (
    CompensationRecord,
    CreditOwedRecord,
    PurchaseRecord,
    RefundRecord,
    ReissueRecord,
)

# Looked up once: members and values of enumerations cost a call each.
_SUSPENSE, _ALLOWANCE = Book.SUSPENSE, LineKind.ALLOWANCE
_MONEY_BACK = Outcome.MONEY_BACK.value
_KINDS = {kind: str(kind.value) for kind in UtilityKind}
_SALE, _REFUND, _REVERSAL = Tally.SALE.value, Tally.REFUND.value, Tally.REVERSAL.value


_NOT_REWRITTEN = (False,)
_NOTHING = to_json(())


def _earned(event: sales.Closing) -> int:
    """What left suspense: the price of what the card now proves."""
    earned = 0
    for line in event.entries:
        if line.book is _SUSPENSE:
            earned += line.amount
    return earned


def _purchase_paid(out: Rows, id: EventId, entry: Entry, event: sales.PurchasePaid) -> None:
    key, terms = key_of(id), event.allocates
    _opened(out, id, entry, event)
    seller = entry.operator
    _load(out, key, seller, event, event.contents, event.loads[0], event.breakdown, event.tenders)
    for part, load in event.sold[1:]:
        priced = load.breakdown or event.breakdown
        _load(out, key, seller, event, part.contents, load, priced, ())
    _tenders(out, id, event)
    if terms is not None:
        add_allocation(out, key, entry, event.account, terms)
    if event.reissues is not None:
        _reissued_with(out, key, event, event.reissues)


def _tenders(out: Rows, id: EventId, event: sales.PurchasePaid | sales.ReissueOpened) -> None:
    add_tenders(
        out,
        id,
        event.tenders,
        sale=id,
        account=event.account,
        day=event.date,
        shift=event.shift,
    )


def _reissued_with(
    out: Rows, key: int, event: sales.PurchasePaid, terms: sales.ReissueTerms
) -> None:
    """What a purchase that also replaces a card is for each meter; its money is the purchase's."""
    for part, load in zip(event.parts, terms.loads, strict=True):
        out.add(
            ReissueRecord(
                id=key,
                allocation=key_of(part.allocation),
                account=event.account,
                old_serial=terms.old_serial,
                reason=terms.reason.value,
                identity=None if terms.identity is None else terms.identity.value,
                restores=None if load.restores is None else key_of(load.restores),
                last_load=None if load.last_load is None else load.last_load.value,
                owed=load.owed,
                total=0,
                date=text_of(event.date),
                shift=key_of(event.shift),
                lines=_NOTHING,
                tenders=_NOTHING,
            )
        )


def _load(
    out: Rows,
    key: int,
    operator: int | None,
    event: sales.PurchasePaid,
    contents: CardContents,
    load: Load,
    breakdown: Breakdown,
    tenders: tuple[Tender, ...],
) -> None:
    """The row of one load. An allocation made by this very event is named by it."""
    first = load is event.loads[0]
    terms = event.allocates if first else None
    allowance, borne = 0, breakdown.subsidised
    for line in breakdown.lines:
        if line.kind is _ALLOWANCE:
            allowance += line.quantity
    out[PurchaseRecord].append(
        (
            key,
            key_of(event.allocation if first else load.allocation),
            event.account,
            contents.number,
            text_of(event.date),
            _KINDS[contents.kind],
            text_of(breakdown.period_start),
            breakdown.quantity,
            breakdown.money,
            allowance,
            breakdown.total,
            text_of(breakdown.standing_paid_to),
            None if breakdown.back_charged_to is None else text_of(breakdown.back_charged_to),
            None if terms is None else to_json(terms),
            to_json((load,)),
            to_json(tenders),
            to_json(breakdown),
            operator,
            event.plan.serial,
            contents.region,
            borne.quantity,
            borne.price,
            breakdown.scheme,
            *_NOT_REWRITTEN,
        )
    )


def _purchase_loaded(out: Rows, id: EventId, entry: Entry, event: sales.PurchaseLoaded) -> None:
    _closed(out, id, entry, event)
    add_tally(out, id, _SALE, key_of(event.shift), _earned(event), event.receipt)
    if event.replaces is not None:
        _replaced(out, id, entry, event.account, event.replaces)


def _plan_renewed(out: Rows, id: EventId, entry: Entry, event: sales.PlanRenewed) -> None:
    _opened(out, id, entry, event, subject=event.subject, renews=event.renews)


def _refund_opened(out: Rows, id: EventId, entry: Entry, event: sales.RefundOpened) -> None:
    key = key_of(id)
    record = RefundRecord(
        id=key,
        purchase=key_of(event.purchase),
        account=event.account,
        allocation=key_of(event.allocation),
        basis=event.basis.value,
        quantity=event.quantity,
        money=event.money,
        amount=event.amount,
        needs_proof=event.needs_proof,
        reason=event.reason,
        date=text_of(event.date),
        shift=key_of(event.shift),
        closes=None if event.closes is None else key_of(event.closes),
        lines=to_json(event.lines),
    )
    _opened(out, id, entry, event)
    out.add(record)
    if event.closes is not None:
        out.add(
            PlanRecord(
                id=key_of(event.closes),
                closed_at=entry.at,
                closed_by=key,
                outcome=_MONEY_BACK,
            )
        )


def _load_cancelled(out: Rows, id: EventId, entry: Entry, event: sales.LoadCancelled) -> None:
    record = RefundRecord(
        id=key_of(event.refund),
        purchase=key_of(event.purchase),
        account=event.account,
        allocation=key_of(event.allocation),
        cancelled=key_of(id),
        proof_number=event.proof_number,
        proof_total=event.proof_total,
    )
    _closed(out, id, entry, event)
    out.add(record)
    if event.replaces is not None:
        _replaced(out, id, entry, event.account, event.replaces)


def _refund_paid(out: Rows, id: EventId, entry: Entry, event: sales.RefundPaid) -> None:
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
    _booked(out, id, entry, event)
    out.add(record)
    what = _REVERSAL if event.reversal else _REFUND
    add_tally(out, id, what, key_of(event.shift), event.amount, event.receipt)
    if event.reversal:
        back = -event.amount
        add_correction(
            out, id, Corrected.PURCHASE, event.date, event.account, of=event.refund, amount=back
        )


def _refund_refuted(out: Rows, id: EventId, entry: Entry, event: sales.RefundRefuted) -> None:
    key = key_of(id)
    record = RefundRecord(
        id=key_of(event.refund),
        purchase=key_of(event.purchase),
        account=event.account,
        allocation=key_of(event.allocation),
        receipt=event.receipt,
        refuted=key,
        refuted_mark=key_of(event.mark),
        had=event.credit,
    )
    _booked(out, id, entry, event)
    # What the card is held for is explained.
    out.add(record, CardRecord(serial=event.serial, held_at=entry.at, held_by=key))
    if event.sold:
        add_tally(out, id, _SALE, key_of(event.shift), event.amount, event.receipt)


def _reissue_opened(out: Rows, id: EventId, entry: Entry, event: sales.ReissueOpened) -> None:
    first = sales.ReissuedPart(restores=event.restores, owed=event.owed, last_load=event.last_load)
    _opened(out, id, entry, event)
    _tenders(out, id, event)
    for part, load in zip(event.parts, (first, *event.other_loads), strict=True):
        record = ReissueRecord(
            id=key_of(id),
            allocation=key_of(part.allocation),
            account=event.account,
            old_serial=event.old_serial,
            reason=event.reason.value,
            identity=None if event.identity is None else event.identity.value,
            restores=None if load.restores is None else key_of(load.restores),
            last_load=None if load.last_load is None else load.last_load.value,
            owed=load.owed,
            total=event.total,
            date=text_of(event.date),
            shift=key_of(event.shift),
            lines=to_json(event.lines),
            tenders=to_json(event.tenders),
        )
        out.add(record)


def _card_reissued(out: Rows, id: EventId, entry: Entry, event: sales.CardReissued) -> None:
    _closed(out, id, entry, event)
    earned = _earned(event)
    if earned:
        add_tally(out, id, _SALE, key_of(event.shift), earned, event.receipt)
    replaced = sales.CardReplaced(
        old_serial=event.old_serial,
        new_serial=event.new_serial,
        allocations=(event.allocation, *event.other_allocations),
        owed=(event.owed, *event.other_owed),
    )
    _replaced(out, id, entry, event.account, replaced)


def _replaced(
    out: Rows, id: EventId, entry: Entry, account: str, replaced: sales.CardReplaced
) -> None:
    """The old card is superseded, the new one issued; what may be lost is owed."""
    key, new_serial = key_of(id), replaced.new_serial
    if replaced.old_serial == new_serial:
        # Written again as recorded: nothing that it was held for is on it any more.
        out.add(CardRecord(serial=new_serial, issued=True, held_at=entry.at, held_by=key))
    else:
        old = CardRecord(
            serial=replaced.old_serial,
            superseded=True,
            superseded_at=entry.at,
            superseded_event=key,
            superseded_by=new_serial,
            last_superseded_at=entry.at,
            last_superseded_event=key,
            last_superseded_by=new_serial,
        )
        out.add(old, CardRecord(serial=new_serial, issued=True))
    for allocation, owed in zip(replaced.allocations, replaced.owed, strict=True):
        if owed:
            record = CreditOwedRecord(
                event=key,
                allocation=key_of(allocation),
                account=account,
                purchase=None,
                quantity=owed,
                why="reissue",
            )
            out.add(record)


def _rewrite_opened(out: Rows, id: EventId, entry: Entry, event: sales.RewriteOpened) -> None:
    _opened(out, id, entry, event)


def _load_rewritten(out: Rows, id: EventId, entry: Entry, event: sales.LoadRewritten) -> None:
    _closed(out, id, entry, event)
    if event.kind is LoadKind.PURCHASE:
        out.add(PurchaseRecord(key_of(event.purchase), key_of(event.allocation), rewritten=True))


def _compensation_opened(
    out: Rows, id: EventId, entry: Entry, event: sales.CompensationOpened
) -> None:
    record = CompensationRecord(
        id=key_of(id),
        allocation=key_of(event.allocation),
        account=event.account,
        number=event.load.number,
        load=to_json(event.load),
        credit=event.load.credit,
        in_money=event.load.charging.counts_money,
        settles=event.settles,
        reason=event.reason,
    )
    _opened(out, id, entry, event)
    out.add(record)
    if event.scheme:
        month = text_of(event.date.replace(day=1))
        out.add(
            FreeWaterRecord(key_of(id), event.account, event.scheme, month, event.load.quantity)
        )


def _compensation_loaded(
    out: Rows, id: EventId, entry: Entry, event: sales.CompensationLoaded
) -> None:
    _closed(out, id, entry, event)
    if event.settles:
        record = CreditOwedRecord(
            event=key_of(id),
            allocation=key_of(event.allocation),
            account=event.account,
            purchase=None,
            quantity=-event.settles,
            why="compensation",
        )
        out.add(record)


add_opening, add_closing = _opened, _closed
"""For events of other files that open and close plans of customers' cards."""

PROJECTORS: dict[type[Event], Projector] = {
    sales.PurchasePaid: _purchase_paid,
    sales.PurchaseLoaded: _purchase_loaded,
    sales.PlanRenewed: _plan_renewed,
    sales.RefundOpened: _refund_opened,
    sales.LoadCancelled: _load_cancelled,
    sales.RefundPaid: _refund_paid,
    sales.RefundRefuted: _refund_refuted,
    sales.ReissueOpened: _reissue_opened,
    sales.CardReissued: _card_reissued,
    sales.RewriteOpened: _rewrite_opened,
    sales.LoadRewritten: _load_rewritten,
    sales.CompensationOpened: _compensation_opened,
    sales.CompensationLoaded: _compensation_loaded,
}
