"""Sales, refunds and shifts in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.text import _
from app.ledger.events.exceptions import Decision
from app.operations.close_shift import CloseShiftResult
from app.operations.compensate import CompensateResult
from app.operations.decide_plan import DecidePlanResult
from app.operations.hand_over_drawer import HandOverDrawerResult
from app.operations.open_shift import OpenShiftResult
from app.operations.paper.meter_credit_receipt import FATES
from app.operations.refund_meter_credit import RefundMeterCreditResult
from app.operations.refund_result import RefundResult, RefundStage
from app.operations.refute_refund import RefuteRefundResult
from app.operations.reissue_card import ReissuedMeter, ReissueResult
from app.operations.report_lost import ReportLostResult
from app.operations.sale_result import SaleResult, SoldLoad
from app.operations.x_report import XReportResult
from app.telling.tenders import tender_rows, to_where
from app.telling.words import Row, Told, Words

DECISIONS = {
    Decision.HAPPENED: _("it happened"),
    Decision.NOT_WRITTEN: _("it did not happen"),
}
"""What two people can decide, in words."""


def credit_sold(words: Words, load: SoldLoad) -> str:
    """What one meter got: ``2.500 m3`` or ``KES 500.00``."""
    return words.credit(load.credit, load.charging, load.kind)


def _sale(words: Words, sale: SaleResult) -> Told:
    if len(sale.loads) == 1:
        headline = _("On the card: {volume}. Purchase {number} of account {account}.").format(
            volume=credit_sold(words, sale.loads[0]), number=sale.number, account=sale.account
        )
    else:
        headline = _("On the card of account {account}: {loads}.").format(
            account=sale.account,
            loads=", ".join(
                f"{credit_sold(words, load)} {words.kind(load.kind)}" for load in sale.loads
            ),
        )
    return Told(
        headline,
        [
            *(
                row
                for load in sale.loads
                for row in _load(words, load, several=len(sale.loads) > 1)
            ),
            (_("Total {currency}").format(currency=words.currency), words.column(sale.total)),
            *(row for tender in sale.tenders for row in tender_rows(words, tender)),
            *((_("Note"), note) for note in sale.notes),
            (_("Receipt"), words.receipt(sale.receipt)),
            (_("Sheet"), sale.sheet),
        ],
    )


def _load(words: Words, load: SoldLoad, *, several: bool) -> list[Row]:
    rows = words.charges(load.breakdown.lines, load.kind)
    if not several:
        return rows
    number = _("{kind}, purchase {number}").format(kind=words.kind(load.kind), number=load.number)
    return [(_("Meter {meter}").format(meter=load.meter), number), *rows]


_STAGES = {
    RefundStage.AWAITS_METER: _(
        "The load is off the card. Nothing is paid out yet: the card goes into the meter,"
        " then pay-refund."
    ),
    RefundStage.DUE: _("The load is off the card. Pay it out with pay-refund."),
    RefundStage.PAID: _("Paid back."),
}


def _refund(words: Words, refund: RefundResult) -> Told:
    return Told(
        _STAGES[refund.stage],
        [
            (_("Account"), refund.account),
            (_("Amount"), words.money(refund.amount)),
            (_("Refund"), str(refund.refund)),
            (_("Receipt"), words.receipt(refund.receipt)),
        ],
    )


def _refuted(words: Words, refuted: RefuteRefundResult) -> Told:
    return Told(
        _("Nothing is paid: the meter had the load. The card sells again."),
        [
            (_("Account"), refuted.account),
            (_("No longer to be paid"), words.money(refuted.amount)),
            (_("Refund"), str(refuted.refund)),
            (_("Receipt"), words.receipt(refuted.receipt)),
        ],
    )


def _meter_credit(words: Words, done: RefundMeterCreditResult) -> Told:
    paid = done.refunded
    return Told(
        _("Paid back: {money}. The meter is no longer this account's.").format(
            money=words.money(paid.amount)
        ),
        [
            (_("Account"), paid.account),
            (_("Meter"), _("{meter}, {fate}").format(meter=paid.meter, fate=FATES[paid.fate])),
            (_("Credit paid back"), words.credit(paid.left, paid.charging, paid.kind)),
            *words.charges(paid.lines, paid.kind),
            *to_where(words, paid.amount - paid.to_balance, paid.to_balance),
            (_("Receipt"), words.receipt(paid.receipt)),
        ],
    )


def _reissue(words: Words, reissue: ReissueResult) -> Told:
    return Told(
        _("The new card is made. The old one is no longer valid."),
        [
            (_("Account"), reissue.account),
            (_("Card"), reissue.serial.hex()),
            *(row for meter in reissue.meters for row in _carried(words, meter)),
            (_("Total {currency}").format(currency=words.currency), words.column(reissue.total)),
            *(row for tender in reissue.tenders for row in tender_rows(words, tender)),
            (_("Receipt"), words.receipt(reissue.receipt)),
        ],
    )


def _carried(words: Words, meter: ReissuedMeter) -> list[Row]:
    def credit(amount: int) -> str:
        return words.credit(amount, meter.charging, meter.kind) if amount else ""

    return [
        (_("Bought"), credit(meter.bought)),
        (_("On the card"), credit(meter.restored)),
        (_("Owed"), credit(meter.owed)),
    ]


def _compensated(words: Words, given: CompensateResult) -> Told:
    contents = given.contents

    def credit(amount: int) -> str:
        return words.credit(amount, contents.charging, contents.kind)

    return Told(
        _("On the card without money: {credit}. Purchase {number} of account {account}.").format(
            credit=credit(contents.load), number=contents.number, account=given.account
        ),
        [
            (_("Meter"), contents.meter),
            (_("Reason"), given.reason),
            (_("Of it was owed"), credit(given.settled) if given.settled else ""),
            (_("Still owed"), credit(given.still_owed) if given.still_owed else ""),
            (_("Slip"), str(given.compensation)),
        ],
    )


def _decided(words: Words, decided: DecidePlanResult) -> Told:
    return Told(
        _("Decided: {decision}.").format(decision=DECISIONS[decided.decision]),
        [
            (_("Operation"), str(decided.plan)),
            (_("Account"), decided.account),
            (_("Paid out"), words.money(decided.to_cash) if decided.to_cash else ""),
            (_("Receipt"), words.receipt(decided.receipt)),
        ],
    )


def _reported_lost(words: Words, lost: ReportLostResult) -> Told:  # noqa: ARG001  one shape for all
    return Told(
        _("The card of operation {plan} is recorded as lost.").format(plan=lost.plan),
        [
            (_("Account"), lost.account),
            (_("Decide now"), "" if lost.decision is None else DECISIONS[lost.decision]),
            (_("New card"), _("by reissue, once nothing is left to decide")),
        ],
    )


def _shift_opened(words: Words, shift: OpenShiftResult) -> Told:
    return Told(
        _("The shift of operator {operator} is open.").format(operator=shift.operator),
        [
            (_("Shift"), str(shift.shift)),
            (_("Accounting date"), shift.accounting_date.isoformat()),
            (_("Float"), words.money(shift.float_cash)),
        ],
    )


def _shift_closed(words: Words, shift: CloseShiftResult) -> Told:
    return Told(
        _("The shift is closed."),
        [
            (_("Report"), f"Z {shift.report_number}"),
            (_("Sales ({count})").format(count=shift.sales), words.column(shift.sales_total)),
            (_("Refunds ({count})").format(count=shift.refunds), words.column(shift.refunds_total)),
            (
                _("Reversals ({count})").format(count=shift.reversals),
                words.column(shift.reversals_total) if shift.reversals else "",
            ),
            (_("In doubt"), str(shift.in_doubt) if shift.in_doubt else ""),
            (_("Expected in drawer"), words.column(shift.expected)),
            (_("Counted"), words.column(shift.counted_total)),
            (_("Over") if shift.over_short > 0 else _("Short"), _difference(words, shift)),
            (_("Backup"), shift.backup),
        ],
    )


def _drawer_handed_over(words: Words, handed: HandOverDrawerResult) -> Told:
    begun = handed.begun
    return Told(
        _("The drawer is operator {operator}'s.").format(operator=begun.operator),
        [
            *_shift_closed(words, handed.ended).rows,
            (_("Shift begun"), str(begun.shift)),
            (_("Accounting date"), begun.accounting_date.isoformat()),
            (_("Begins with"), words.column(begun.float_cash)),
        ],
    )


def _shift_read(words: Words, report: XReportResult) -> Told:
    return Told(
        _("The shift goes on. Sums of cash stand in the Z report, after the count."),
        [
            (_("Report"), f"X {report.report_number}"),
            (_("Sales"), str(report.sales)),
            (_("Refunds"), str(report.refunds)),
            (_("Reversals"), str(report.reversals) if report.reversals else ""),
            (_("In doubt"), str(report.in_doubt) if report.in_doubt else ""),
            (_("First receipt"), words.receipt(report.first_receipt)),
            (_("Last receipt"), words.receipt(report.last_receipt)),
            (_("Copies printed"), str(report.copies)),
            (_("Refused sign-ins"), str(report.refused_sign_ins)),
        ],
    )


def _difference(words: Words, shift: CloseShiftResult) -> str:
    return words.column(abs(shift.over_short)) if shift.over_short else ""


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    SaleResult: _sale,
    RefundResult: _refund,
    RefuteRefundResult: _refuted,
    RefundMeterCreditResult: _meter_credit,
    ReissueResult: _reissue,
    CompensateResult: _compensated,
    DecidePlanResult: _decided,
    ReportLostResult: _reported_lost,
    OpenShiftResult: _shift_opened,
    CloseShiftResult: _shift_closed,
    HandOverDrawerResult: _drawer_handed_over,
    XReportResult: _shift_read,
}
