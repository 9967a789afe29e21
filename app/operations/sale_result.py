"""What a completed sale returns, first time or repeated."""

from __future__ import annotations

import msgspec

from app.domain.cards import UtilityKind
from app.domain.identity import EventId
from app.domain.quantity import Money, Quantity
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Breakdown
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import sales
from app.operations.card_plan import plan_row, require_closed
from app.operations.errors import GivenBack, UnknownRecord


class SaleResult(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase that is on its card."""

    purchase: EventId
    account: str
    number: int
    """Purchase number within the allocation."""
    kind: UtilityKind
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
    """The result of a purchase, from the ledger.

    Raises PlanStillOpen while it is in doubt, CardScrapped while it waits for a new card,
    GivenBack where its card never got it and its money goes back.
    """
    with kiosk.ledger.read() as reader:
        row = sales.purchase(reader.db, purchase)
        if row is None:
            raise UnknownRecord(
                _("There is no purchase {id}.").format(id=purchase), _("Check the number.")
            )
        plan = plan_row(kiosk, row.plan)
        if row.loaded is None:
            require_closed(reader.db, plan)
            raise GivenBack(
                _("This payment never reached its card, and goes back to the customer."),
                _("Nothing was sold and nothing was paid now. Sell again with a new id."),
            )
    return SaleResult(
        purchase=row.id,
        account=row.account,
        number=row.number,
        kind=plan.contents.kind,
        quantity=row.quantity,
        total=row.total,
        change=sum(tender.change for tender in row.tenders),
        to_balance=sum(tender.to_balance for tender in row.tenders),
        receipt=row.receipt,
        breakdown=row.breakdown,
        tenders=row.tenders,
    )
