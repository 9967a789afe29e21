"""The slip of a new account."""

from __future__ import annotations

from app.domain.customers import address_of
from app.domain.quantity import Money
from app.kiosk import Kiosk, Transaction
from app.ledger.events.accounts import AccountOpened
from app.ledger.events.handovers import HandedMeter
from app.ledger.queries import settings
from app.operations.paper.letterhead import common
from app.printing.documents import AccountSlip, Customer, TakenMeter, masked_name


def account_slip(
    kiosk: Kiosk,
    tx: Transaction,
    opened: AccountOpened,
    personal: dict[str, str],
    operator: int,
    *,
    meters: tuple[HandedMeter, ...] = (),
    balance: Money = 0,
) -> AccountSlip:
    """The account number that the customer needs for everything else.

    ``meters`` and ``balance``: what was taken over from the person before.
    """
    db = tx.db
    utility = settings.utility(db)
    region = settings.region(db, opened.region)
    revision = settings.revision_in_force(db, opened.tariff_class, opened.date)
    region_name = region.name if region else utility.region_name
    return AccountSlip(
        **common(kiosk, db, number=opened.account, operator=operator, shift=None, proof=None),
        customer=Customer(
            account=opened.account,
            name=masked_name(personal.get("name", "")),
            premises=address_of(personal),
        ),
        region=region_name,
        tariff=revision.name if revision else "",
        household_size=opened.household_size,
        meters=tuple(TakenMeter(meter=one.meter, kind=one.kind, dial=one.dial) for one in meters),
        balance=balance,
    )
