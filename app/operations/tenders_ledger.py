"""A ledger in which no payment is taken that may not be, or whose reference has paid already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from app.domain.tenders import not_cash
from app.ledger.events.corrections import TendersCorrected
from app.ledger.events.meter_changes import MeterChangeOpened
from app.ledger.events.payments import PaymentTaken
from app.ledger.events.sales import PurchasePaid, ReissueOpened
from app.ledger.queries import tenders as tender_queries
from app.operations.followed_ledger import followed
from app.operations.tender_rules import require_taken, require_unused

if TYPE_CHECKING:
    from app.domain.identity import EventId, Operator
    from app.kiosk import Kiosk, Transaction

_PAID = PurchasePaid | ReissueOpened | MeterChangeOpened | PaymentTaken


def with_tenders(kiosk: Kiosk) -> Kiosk:
    """The same kiosk, with a ledger of this kind.

    Its commit raises TenderNotTaken, ReferenceUsed: another sale, or a setting, came after the
    price was made.
    """
    return followed(kiosk, _require)


def _require(
    kiosk: Kiosk,
    tx: Transaction,
    id: EventId,
    event: Any,  # noqa: ANN401  whatever is appended
    _operator: Operator | None,
) -> Iterable[Any]:
    """Nothing follows."""
    if isinstance(event, _PAID):
        tenders, sale = event.tenders, id
    elif isinstance(event, TendersCorrected):
        tenders, sale = event.new, event.purchase
    else:
        return ()
    if not_cash(tenders):
        require_taken(tender_queries.taken_here(tx.db, kiosk.ledger.node), tenders)
        require_unused(tx.db, tenders, shift=event.shift, sale=sale)
    return ()
