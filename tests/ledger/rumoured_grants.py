"""What head office lets counters do, as told by kiosks. An act of :mod:`tests.ledger.rumours`."""

from __future__ import annotations

from app.domain import bookkeeping
from app.domain.allowance import Takings
from app.domain.allowance_rule import AllowanceRule
from app.domain.identity import EventId
from app.ledger.events.allowances import (
    AllowanceGranted,
    AllowanceRuleSet,
    AllowanceTaken,
    BlockGranted,
)
from app.ledger.events.base import Event
from app.ledger.events.fleet import (
    BundleAdmitted,
    KioskEpochGranted,
    KioskInvited,
    KioskRevoked,
    TransportKeyBarred,
)
from app.ledger.events.recounts import AccountRecounted, ExceptionSettled
from tests.ledger.goods import TODAY
from tests.ledger.rumoured_cards import ACCOUNTS

RULE = AllowanceRule(money=900, count=9, days=9)


def granted(node: int, which: int) -> Event:
    """One thing of many: a limit, that somebody goes by one, a block of numbers."""
    serial = 1 + which % 3
    several: tuple[Event, ...] = (
        AllowanceGranted(
            kiosk=7, epoch=1, serial=serial, money=100 * node, count=which, until=TODAY
        ),
        AllowanceGranted(
            kiosk=7,
            epoch=1,
            serial=serial,
            money=which,
            count=1,
            until=TODAY,
            since=Takings(cash=which, sales=1),
            by_rule=EventId(node, 1, which + 1),
        ),
        AllowanceRuleSet(kiosk=node if which % 2 else None, rule=RULE if which % 3 else None),
        AllowanceTaken(
            serial=serial,
            money=100 * which,
            count=which,
            until=TODAY,
            typed=bool(which % 2),
            cash_before=which,
            sales_before=1,
        ),
        ExceptionSettled(kind="gap", subject=str(serial), account="1", reason=f"by {node}"),
        AccountRecounted(
            account=ACCOUNTS[which % len(ACCOUNTS)],
            collected_twice=which,
            to_arrears=which,
            to_balance=which,
            date=TODAY,
            entries=bookkeeping.reckoned_anew(
                (), ACCOUNTS[which % len(ACCOUNTS)], to_arrears=which, to_balance=which
            ),
        ),
        BlockGranted(kiosk=7, epoch=1, site=str(node), first=1 + which % 2, last=9 + which),
        KioskInvited(
            kiosk=which, name="Kati", region=1, site="5", expires_at=which, code_hash=b"h" * 32
        ),
        TransportKeyBarred(kiosk=which, expires_at=which, code_hash=b"h" * 32),
        KioskRevoked(kiosk=which),
        KioskEpochGranted(kiosk=which, epoch=2, public_key=b"k" * 32),
        BundleAdmitted(kiosk=which, epoch=1, first=1, last=which, digest=b"d" * 32),
    )
    return several[which % len(several)]
