"""Acts of stories about cards that are held, let go, read, and known from themselves alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.cards import ReadBack, ReadBackPhase
from app.domain.identity import EventId
from app.ledger.events import exceptions, readings
from app.ledger.events.base import Event
from tests.ledger.goods import TODAY, contents

if TYPE_CHECKING:
    from tests.ledger.rumours import Rumours

ACCOUNTS = ("120100017", "120100025")
"""Of all stories."""


def _told(allocation: EventId, which: int) -> tuple[readings.MeterTold, ...]:
    back = ReadBack(phase=ReadBackPhase.FINAL, number=which % 4, total_credited=which * 100)
    return (readings.MeterTold(allocation=allocation, read_back=back),)


def watch_card(village: Rumours, node: int, which: int) -> None:
    purchases = village.purchases
    purchase = purchases[which % len(purchases)] if purchases else None
    serial = village.serials[which % len(village.serials)]
    account = ACCOUNTS[which % len(ACCOUNTS)]
    several: list[Event] = [
        exceptions.CardHeld(serial=serial, account=account, allocation=purchase, why=f"{which}"),
        exceptions.CardReleased(serial=serial, account=account, reason="looked at"),
    ]
    if purchase is not None:
        said = contents(purchase, which % 4, 1000, account, sequence=which % 6)
        several += [
            exceptions.GapNoted(
                account=account, allocation=purchase, serial=serial, contents=said, known_number=1
            ),
            exceptions.PurchaseRecovered(
                account=account, allocation=purchase, serial=serial, contents=said, date=TODAY
            ),
            exceptions.CreditOwed(
                account=account, allocation=purchase, purchase=None, quantity=which, why="died"
            ),
            readings.CardRead(
                serial=serial, account=account, date=TODAY, meters=_told(purchase, which)
            ),
        ]
    village.append(several[which % len(several)], node=node)
