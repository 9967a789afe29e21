"""Whether an agent may take money now: said when a price is made, before any cash is taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from peewee import Database

from app.domain.agents import VendingLeft, VendingRefusal, refusal
from app.domain.amounts import format_money
from app.domain.quantity import Money
from app.domain.sales import Tender, TenderKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import agents, settings
from app.operations.errors import VendingLimitReached
from app.operations.local_time import local_date

if TYPE_CHECKING:
    from app.operations.operation import Caller

_REMEDY = _(
    "Nothing was paid. Deposit money with the utility (agent-deposit), or have a supervisor set "
    "the limit anew (set-vending-limit)."
)


class Vending(msgspec.Struct, frozen=True, kw_only=True):
    """What the agent may still sell whose drawer takes the money."""

    left: VendingLeft
    today: date
    currency_digits: int


def vending_for(kiosk: Kiosk, db: Database, caller: Caller) -> Vending | None:
    """Of the operator's drawer; None: its cash is the utility's, and nothing limits it."""
    agent = agents.agent_of(db, kiosk.ledger.node, caller.operator)
    if agent is None:
        return None
    return Vending(
        left=agents.left(db, agent),
        today=local_date(kiosk),
        currency_digits=settings.utility(db).currency_digits,
    )


def require_room(vending: Vending | None, tenders: Sequence[Tender]) -> None:
    """Raises VendingLimitReached where these tenders are more than may be taken."""
    if vending is not None and tenders:
        require_room_for(vending, cash_of(tenders))


def cash_of(tenders: Iterable[Tender]) -> Money:
    """What stays in the drawer."""
    return sum(
        tender.amount + tender.to_balance
        for tender in tenders
        if tender.kind is not TenderKind.BALANCE
    )


def require_room_for(vending: Vending, cash: Money) -> None:
    """Raises VendingLimitReached: what is left, what this would take, what to do."""
    why = refusal(vending.left, cash, vending.today)
    if why is not None:
        raise VendingLimitReached(_sentence(why, vending, cash), _REMEDY)


def _sentence(why: VendingRefusal, vending: Vending, cash: Money) -> str:
    left, digits = vending.left, vending.currency_digits
    match why:
        case VendingRefusal.DAYS:
            return _("Agent {agent} could sell until {day}.").format(
                agent=left.agent, day="" if left.until is None else left.until.isoformat()
            )
        case VendingRefusal.SALES:
            return _("Agent {agent} has made all the sales that the vending limit allows.").format(
                agent=left.agent
            )
        case VendingRefusal.MONEY:
            return _("Agent {agent} may take {left} more; this takes {cash}.").format(
                agent=left.agent,
                left=format_money(max(0, left.money), digits),
                cash=format_money(cash, digits),
            )
