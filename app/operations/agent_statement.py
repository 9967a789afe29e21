"""What an agent deposited, sold and earned from one day to another, and how they stand now."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.agents import VendingLeft
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import agents
from app.ledger.queries.agents import Agent, AgentSums
from app.operations.agent_records import agent_named
from app.operations.errors import BadArgument
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation


class AgentStatementArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Without days: the month so far."""

    agent: str
    since: date | None = None
    until: date | None = None


class AgentStatement(msgspec.Struct, frozen=True, kw_only=True):
    """Sums of some days, and how the agent stands today."""

    agent: Agent
    since: date
    until: date
    sums: AgentSums
    due: Money
    """Commission that waits for the next settlement."""
    position: Money
    """Kept for the agent; below zero: owed by the agent."""
    left: VendingLeft


def look_at(kiosk: Kiosk, caller: Caller, arguments: AgentStatementArguments) -> AgentStatement:
    """Raises UnknownRecord, BadArgument."""
    until = arguments.until or local_date(kiosk)
    since = arguments.since or until.replace(day=1)
    if since > until:
        raise BadArgument(
            _("The first day is after the last one."), _("Nothing was done. Swap them.")
        )
    with kiosk.ledger.read() as reader:
        db = reader.db
        agent = agent_named(db, arguments.agent)
        return AgentStatement(
            agent=agent,
            since=since,
            until=until,
            sums=agents.sums_between(db, agent.agent, since, until),
            due=agents.commission_due(db, agent.agent),
            position=agents.position(db, agent.agent),
            left=agents.left(db, agent.agent),
        )


def quote_for(look: AgentStatement, arguments: AgentStatementArguments) -> AgentStatement:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: AgentStatement) -> AgentStatement:
    """What was found."""
    return quote


AGENT_STATEMENT = Operation(
    name="agent-statement",
    summary=_("Show what an agent deposited, sold and earned, and what is owed either way."),
    permission=Permission.AUDIT,
    arguments=AgentStatementArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
