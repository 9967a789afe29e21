"""An account's purchases as facts for reckoning them anew."""

from __future__ import annotations

from peewee import Database

from app.domain.cards import ChargingType
from app.domain.tariff.breakdown import LineKind
from app.domain.tariff.reassess import Sold, reckoned_lines
from app.ledger.events.sales import RefundBasis
from app.ledger.queries import accounts, reckoning, sales, settings
from app.ledger.queries.accounts import Allocation
from app.ledger.queries.sales import Purchase, RefundState

_MOST = 100_000
"""More than one household buys in its life."""


def all_sold(db: Database, account: str) -> list[Sold]:
    """All purchases of an account whose price stands, oldest first.

    One that was never written, or undone as a whole, is none. One whose load alone was taken off
    its card pays standing charges still.
    """
    meters = {row.id: row for row in accounts.allocations_of(db, account)}
    found = [
        _sold(db, meters[one.allocation], one)
        for one in sales.purchases_of(db, account, _MOST)
        if one.allocation in meters and _stands(db, one)
    ]
    # Of one payment, what was bought first left less for the next.
    return sorted(found, key=lambda one: (one.day, one.purchase, one.priced.bought))


def _stands(db: Database, one: Purchase) -> bool:
    refund = None if one.refund is None else sales.refund(db, one.refund)
    undone = refund is not None and refund.basis is not RefundBasis.UNLOADED
    return one.loaded is not None and not undone


def _sold(db: Database, meter: Allocation, one: Purchase) -> Sold:
    priced = one.breakdown
    counts = one.refund_state not in (RefundState.CANCELLED, RefundState.PAID)
    anew = reckoning.reckoned_anew(db, one.id, one.allocation)
    if anew is None:
        anew = reckoning.Anew(
            lines=reckoned_lines(priced.lines, counts=True),
            period_start=priced.period_start,
            allowance=sum(x.quantity for x in priced.lines if x.kind is LineKind.ALLOWANCE),
        )
    return Sold(
        purchase=one.id,
        allocation=one.allocation,
        kind=one.kind,
        charging=one.loads[0].charging,
        day=one.date,
        began=meter.began,
        own_class=meter.tariff_class,
        priced=priced,
        original=settings.revision_sold(db, one.id, priced.tariff_class, priced.revision),
        counts=counts,
        lines=reckoned_lines(anew.lines, counts=counts),
        period_start=anew.period_start,
        allowance=anew.allowance if counts else 0,
    )


def charged_by_month(sold: Sold) -> bool:
    """Whether its past months were charged by what each used: that is not reckoned anew here."""
    return sold.charging is ChargingType.VOLUME_BACK_CHARGE
