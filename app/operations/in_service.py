"""Whether head office lets this counter go on: of two copies only one sells, a barred one nothing.

Known from head office's signed word (``app/sync/taking_in.py``), for the present epoch. Stopped is
what begins something new: prices, payments, accounts, cards. What is open is settled, money goes
back, shifts are closed: the customer stands at the counter, and what is recorded is never lost.
"""

from __future__ import annotations

from peewee import Database

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger import exchange
from app.operations.errors import OutOfService

_WHY = {
    "fork": _("Two copies of this counter are in use; head office has other sales in its name."),
    "fenced": _("Another copy of this counter goes on in its place."),
    "revoked": _("Head office took this counter out of service."),
}
_REMEDY = _(
    "Nothing was done. Stop selling here and call head office: what was sold is kept. Settle what "
    "is open and close the shift."
)


def require_in_service(kiosk: Kiosk, db: Database) -> None:
    """Raises OutOfService."""
    trouble = exchange.trouble(db, kiosk.ledger.epoch)
    if trouble is not None:
        raise OutOfService(_WHY[trouble.code], _REMEDY)
