"""A ledger of an enrolled counter, in which no event takes more than head office lets it sell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from app.ledger.allowances import is_enrolled
from app.ledger.events.sales import PurchasePaid
from app.ledger.events.takings import takings_of
from app.ledger.queries import allowances, settings
from app.operations.followed_ledger import followed
from app.operations.local_time import local_date
from app.operations.vending import Vending, require_room_for

if TYPE_CHECKING:
    from app.domain.identity import EventId, Operator
    from app.kiosk import Kiosk, Transaction


def with_allowance(kiosk: Kiosk) -> Kiosk:
    """The same kiosk, with a ledger of this kind where it is enrolled.

    Its commit raises AllowanceUsedUp: another sale, or another day, came after the price was made.
    """
    with kiosk.ledger.read() as reader:
        if not is_enrolled(reader.db):
            return kiosk
    return followed(kiosk, _require_room)


def _require_room(
    kiosk: Kiosk,
    tx: Transaction,
    _id: EventId,
    event: Any,  # noqa: ANN401  whatever is appended
    _operator: Operator | None,
) -> Iterable[Any]:
    """Nothing follows; money that goes out, and what is for nothing, is never stopped."""
    taken = takings_of(event)
    unpaid = isinstance(event, PurchasePaid) and not event.tenders
    if taken.sales and not unpaid:
        ledger = kiosk.ledger
        vending = Vending(
            counter=allowances.left(tx.db, ledger.node, ledger.epoch, without=taken),
            today=local_date(kiosk),
            currency_digits=settings.utility(tx.db).currency_digits,
        )
        require_room_for(vending, taken.cash)
    return ()
