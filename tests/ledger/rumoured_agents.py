"""Agents, as kiosks tell of them. An act of :mod:`tests.ledger.rumours`."""

from __future__ import annotations

from typing import Any

from app.domain import agent_books
from app.domain.agents import Commission, CommissionGoes, CommissionRule, VendingLimit
from app.domain.identity import EventId
from app.ledger.events import agents
from app.ledger.events.base import Event
from tests.ledger.goods import TODAY


def agent_told(shift: EventId, node: int, which: int) -> Event:
    """One thing of many: an agent, a limit, a commission, a use, money, a settlement."""
    agent, terms = str(70 + which % 2), Commission(rule=CommissionRule.FIXED, amount=which)
    said: dict[str, Any] = {"agent": agent, "date": TODAY}
    several: tuple[Event, ...] = (
        agents.AgentSet(agent=agent, holder=12 if node == 7 else None, active=which % 3 > 0),
        agents.VendingLimitSet(agent=agent, limit=VendingLimit(credit=which, sales=node)),
        agents.CommissionSet(agent=agent, commission=terms),
        agents.VendingUsed(
            **said,
            subject=EventId(node, 1, 1 + which),
            sale=EventId(node, 1, 1 + which) if which % 2 else None,
            cash=100 + which,
            basis=50,
            commission=which,
            terms=terms,
            sales=1,
            shift=shift,
            entries=agent_books.sold(agent, which, 100 + which, which, CommissionGoes.KEPT),
        ),
        agents.AgentPaidIn(
            **said,
            amount=1 + which,
            reference=f"bank {which}",
            entries=agent_books.paid_in(agent, 0, 1 + which),
        ),
        agents.AgentSettled(
            **said,
            number=1 + which,
            since=None,
            paid_in=which,
            paid_back=0,
            sold=which,
            given_back=0,
            sales=1,
            commission=which,
            credited=which,
            position=which,
            entries=agent_books.settled(agent, 0, which),
        ),
    )
    return several[which % len(several)]
