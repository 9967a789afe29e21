"""What a completed sale returns, first time or repeated."""

from __future__ import annotations

import msgspec

from app.domain.cards import CardContents, ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.quantity import Money, Quantity
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Breakdown
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import sales
from app.ledger.queries.sales import Purchase
from app.operations.card_plan import plan_row, require_closed
from app.operations.errors import GivenBack, UnknownRecord
from app.operations.sheets import sheets_of


class SoldLoad(msgspec.Struct, frozen=True, kw_only=True):
    """What one meter got."""

    meter: str
    number: int
    """Purchase number within the allocation."""
    kind: UtilityKind
    charging: ChargingType
    credit: Quantity
    """As the charging type counts it."""
    total: Money
    breakdown: Breakdown


class SaleResult(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase that is on its card."""

    purchase: EventId
    account: str
    loads: tuple[SoldLoad, ...]
    total: Money
    """What the whole payment cost."""
    change: Money
    to_balance: Money
    receipt: int | None
    sheet: str = ""
    """The pre-printed sheet on which it stands; empty where receipts take none."""
    tenders: tuple[Tender, ...]
    drawer: str = ""
    """Why the cash drawer did not open, if it should have."""
    notes: tuple[str, ...] = ()
    """What is to be noted of a meter that was allocated."""

    @property
    def number(self) -> int:
        """Purchase number of the first load."""
        return self.loads[0].number

    @property
    def kind(self) -> UtilityKind:
        """Kind of the first load."""
        return self.loads[0].kind

    @property
    def quantity(self) -> Quantity:
        """Credit of the first load."""
        return self.loads[0].credit

    @property
    def breakdown(self) -> Breakdown:
        """Price of the first load."""
        return self.loads[0].breakdown


def sale_result(kiosk: Kiosk, purchase: EventId) -> SaleResult:
    """The result of a purchase, from the ledger.

    Raises PlanStillOpen while it is in doubt, CardScrapped while it waits for a new card,
    GivenBack where its card never got it and its money goes back.
    """
    with kiosk.ledger.read() as reader:
        payment = sales.payment(reader.db, purchase)
        if not payment:
            raise UnknownRecord(
                _("There is no purchase {id}.").format(id=purchase), _("Check the number.")
            )
        row = payment[0]
        plan = plan_row(kiosk, row.plan)
        if row.loaded is None:
            require_closed(reader.db, plan)
            raise GivenBack(
                _("This payment never reached its card, and goes back to the customer."),
                _("Nothing was sold and nothing was paid now. Sell again with a new id."),
            )
        sheet = sheets_of(reader.db, row.loaded)
    written = {part.allocation: part.contents for part in plan.parts}
    return SaleResult(
        purchase=row.id,
        account=row.account,
        loads=tuple(_sold(written[load.allocation], load) for load in payment),
        total=sum(load.total for load in payment),
        change=sum(tender.change for tender in row.tenders),
        to_balance=sum(tender.to_balance for tender in row.tenders),
        receipt=row.receipt,
        sheet=sheet,
        tenders=row.tenders,
    )


def _sold(contents: CardContents, load: Purchase) -> SoldLoad:
    return SoldLoad(
        meter=contents.meter,
        number=load.number,
        kind=contents.kind,
        charging=contents.charging,
        credit=load.loads[0].credit,
        total=load.total,
        breakdown=load.breakdown,
    )
