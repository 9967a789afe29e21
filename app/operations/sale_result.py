"""What a completed sale returns, first time or repeated."""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId
from app.domain.quantity import Money, Quantity
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Breakdown
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import plans, sales
from app.operations.card_plan import plan_still_open
from app.operations.errors import UnknownRecord


class SaleResult(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase that is on its card."""

    purchase: EventId
    account: str
    number: int
    """Purchase number within the allocation."""
    quantity: Quantity
    total: Money
    change: Money
    to_balance: Money
    receipt: int | None
    breakdown: Breakdown
    tenders: tuple[Tender, ...]
    drawer: str = ""
    """Why the cash drawer did not open, if it should have."""


def sale_result(kiosk: Kiosk, purchase: EventId) -> SaleResult:
    """The result of a purchase, from the ledger. Raises PlanStillOpen while it is in doubt."""
    with kiosk.ledger.read() as reader:
        row = sales.purchase(reader.db, purchase)
        if row is None:
            raise UnknownRecord(
                _("There is no purchase {id}.").format(id=purchase), _("Check the number.")
            )
        if row.loaded is None:
            plan = plans.plan(reader.db, row.plan)
            if plan is not None and plan.outcome is None:
                raise plan_still_open(plan)
    return SaleResult(
        purchase=row.id,
        account=row.account,
        number=row.number,
        quantity=row.quantity,
        total=row.total,
        change=sum(tender.change for tender in row.tenders),
        to_balance=sum(tender.to_balance for tender in row.tenders),
        receipt=row.receipt,
        breakdown=row.breakdown,
        tenders=row.tenders,
    )
