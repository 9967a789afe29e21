"""Bags and deposit slips, for random journals: the same bag on several slips, slips ended twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain import safe as books
from app.domain.safe import BagOnSlip
from app.ledger.events import safe
from tests.ledger.goods import TODAY

if TYPE_CHECKING:
    from app.domain.identity import EventId
    from tests.ledger.rumours import Rumours


def move_in_safe(village: Rumours, node: int, which: int) -> None:
    """One of the five, about whatever bag or slip there is."""
    if not village.bags or which % 5 == 0:
        village.bags.append(_bagged(village, node, which))
        return
    bag = village.bags[which % len(village.bags)]
    if which % 5 == 1:
        event = safe.BagRenumbered(
            bag=bag,
            old="B-1",
            new=f"B-{which}",
            amount=which,
            reason=f"by {node}",
            date=TODAY,
            entries=books.renumbered(which, "B-1", f"B-{which}"),
        )
        village.append(event, node=node)
    elif not village.deposits or which % 5 == 2:
        village.deposits.append(_deposited(village, node, (BagOnSlip(bag, "B-1", 100 + which),)))
    else:
        _ended(village, node, which, village.deposits[which % len(village.deposits)])


def _bagged(village: Rumours, node: int, which: int) -> EventId:
    number, amount = f"S-{which}", 100 + which
    event = safe.CashBagged(
        bag=number, counted=(), amount=amount, date=TODAY, entries=books.bagged(amount, number)
    )
    return village.append(event, node=node)


def _deposited(village: Rumours, node: int, bags: tuple[BagOnSlip, ...]) -> EventId:
    event = safe.BagsDeposited(
        bags=bags,
        amount=books.sum_of_bags(bags),
        carrier=f"Juma {node}",
        bank="KCB",
        date=TODAY,
        entries=books.deposited(bags, "K07-01-1"),
    )
    return village.append(event, node=node)


def _ended(village: Rumours, node: int, which: int, slip: EventId) -> None:
    event: safe.DepositTakenBack | safe.DepositConfirmed
    if which % 5 == 3:
        event = safe.DepositTakenBack(deposit=slip, reason="late", date=TODAY, entries=())
    else:
        event = safe.DepositConfirmed(
            deposit=slip,
            amount=100,
            received=100 - which % 3,
            received_on=TODAY,
            reference=f"BR {which}",
            date=TODAY,
            entries=books.confirmed(100, 100 - which % 3, str(slip), "KCB"),
        )
    village.append(event, node=node)
