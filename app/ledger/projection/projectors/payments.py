"""Payments without a card, deposits, arrears, account balances."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import payments
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.corrected import add_correction
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    add_entries,
    add_receipt,
    add_tally,
    key_of,
    set_at,
    text_of,
    to_json,
)
from app.ledger.projection.projectors.tenders import add_tenders
from app.ledger.projection.tables.corrections import Corrected
from app.ledger.projection.tables.counter import Tally
from app.ledger.projection.tables.master import TaxRateRecord
from app.ledger.projection.tables.payments import (
    ArrearsPlanRecord,
    DebtRecord,
    DeductionRecord,
    FreeSchemeRecord,
    PaymentKindRecord,
    PaymentReversalRecord,
    SubsidySchemeRecord,
    SubsidyTermRecord,
)

_NO_SHIFT = 0
_PAYMENT, _PAYOUT, _REVERSAL = Tally.PAYMENT.value, Tally.PAYOUT.value, Tally.REVERSAL.value


def _kind_set(out: Rows, id: EventId, entry: Entry, event: payments.PaymentKindSet) -> None:
    key, kind = key_of(id), event.new
    out.add(PaymentKindRecord(kind.code, set_at(entry), key, to_json(kind)))
    if kind.tax_code:
        out.add(TaxRateRecord(kind.tax_code, set_at(entry), key, kind.tax_rate))


def _taken(out: Rows, id: EventId, entry: Entry, event: payments.PaymentTaken) -> None:
    _moved(out, id, entry, event, _PAYMENT, event.line.amount + event.rounding)
    add_tenders(
        out,
        id,
        event.tenders,
        sale=id,
        account=event.account,
        day=event.date,
        shift=event.shift,
    )


def _reversed(out: Rows, id: EventId, entry: Entry, event: payments.PaymentReversed) -> None:
    out.add(PaymentReversalRecord(key_of(event.payment), entry.at, key_of(id)))
    back = event.line.amount + event.rounding
    _moved(out, id, entry, event, _REVERSAL, back)
    add_correction(
        out, id, Corrected.PAYMENT, event.date, event.account, of=event.payment, amount=-back
    )


def _paid_out(out: Rows, id: EventId, entry: Entry, event: payments.PaidOut) -> None:
    _moved(out, id, entry, event, _PAYOUT, event.amount + event.rounding)


def _moved(
    out: Rows,
    id: EventId,
    entry: Entry,
    event: payments.PaymentTaken | payments.PaymentReversed | payments.PaidOut,
    what: str,
    amount: int,
) -> None:
    """Money that moved under a receipt number."""
    shift = key_of(event.shift)
    add_entries(out, key_of(id), entry, event.entries, text_of(event.date), shift)
    add_receipt(out, id, entry, event.receipt, event.account, shift)
    add_tally(out, id, what, shift, amount, event.receipt)


def _booked(out: Rows, id: EventId, entry: Entry, event: payments.ArrearsBooked) -> None:
    key = key_of(id)
    out.add(
        DebtRecord(
            event=key,
            account=event.account,
            name=event.line.name,
            amount=event.line.amount,
            due=text_of(event.due),
            ledger_code=event.ledger_code,
        )
    )
    add_entries(out, key, entry, event.entries, text_of(event.date), key_of(event.shift))


def _written_off(out: Rows, id: EventId, entry: Entry, event: payments.ArrearsWrittenOff) -> None:
    add_correction(out, id, Corrected.ARREARS, event.date, event.account, amount=-event.amount)
    add_entries(out, key_of(id), entry, event.entries, text_of(event.date), key_of(event.shift))


def _planned(out: Rows, id: EventId, entry: Entry, event: payments.ArrearsPlanned) -> None:
    body = None if event.new is None else to_json(event.new)
    out.add(ArrearsPlanRecord(event.account, entry.at, key_of(id), body))


def _deduction_set(out: Rows, id: EventId, entry: Entry, event: payments.DeductionSet) -> None:
    body = None if event.new is None else to_json(event.new)
    out.add(DeductionRecord(event.account, entry.at, key_of(id), body))


def _free_scheme_set(out: Rows, id: EventId, entry: Entry, event: payments.FreeSchemeSet) -> None:
    out.add(FreeSchemeRecord(event.new.code, set_at(entry), key_of(id), to_json(event.new)))


def _subsidy_scheme_set(
    out: Rows, id: EventId, entry: Entry, event: payments.SubsidySchemeSet
) -> None:
    out.add(SubsidySchemeRecord(event.new.code, set_at(entry), key_of(id), to_json(event.new)))


def _subsidised(out: Rows, id: EventId, entry: Entry, event: payments.AccountSubsidised) -> None:
    body = None if event.new is None else to_json(event.new)
    out.add(SubsidyTermRecord(event.account, entry.at, key_of(id), body))


def _subsidy_paid(out: Rows, id: EventId, entry: Entry, event: payments.SubsidyPaid) -> None:
    add_entries(out, key_of(id), entry, event.entries, text_of(event.date), _NO_SHIFT)


PROJECTORS: dict[type[Event], Projector] = {
    payments.PaymentKindSet: _kind_set,
    payments.PaymentTaken: _taken,
    payments.PaymentReversed: _reversed,
    payments.PaidOut: _paid_out,
    payments.ArrearsBooked: _booked,
    payments.ArrearsWrittenOff: _written_off,
    payments.ArrearsPlanned: _planned,
    payments.DeductionSet: _deduction_set,
    payments.FreeSchemeSet: _free_scheme_set,
    payments.SubsidySchemeSet: _subsidy_scheme_set,
    payments.AccountSubsidised: _subsidised,
    payments.SubsidyPaid: _subsidy_paid,
}
