"""An agent is settled with: the statement since the last time, commission put to the deposit."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain import agent_books
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.agents import AgentSettled
from app.ledger.queries import agents, journal
from app.ledger.queries.agents import Agent, AgentSums
from app.operations.agent_records import agent_named, require_another
from app.operations.errors import StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.agent_slip import statement
from app.operations.paper.letterhead import print_document


class SettleAgentArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Who."""

    agent: str


class SettleAgentLook(msgspec.Struct, frozen=True, kw_only=True):
    """All that happened since the settlement before, and how the agent stands."""

    agent: Agent
    number: int
    """Of the settlement to come."""
    since: date | None
    """Day of the one before."""
    sums: AgentSums
    due: Money
    """Commission that becomes deposit; below zero: too much was credited before a refund."""
    position: Money
    """Before it."""


class SettleAgentResult(msgspec.Struct, frozen=True, kw_only=True):
    """The settlement, with its numbered paper."""

    settlement: EventId
    event: AgentSettled


def look_at(kiosk: Kiosk, caller: Caller, arguments: SettleAgentArguments) -> SettleAgentLook:
    """Raises UnknownRecord, NotAllowed."""
    with kiosk.ledger.read() as reader:
        agent = agent_named(reader.db, arguments.agent)
        require_another(agent, caller)
        return _standing(reader.db, agent)


def _standing(db: Database, agent: Agent) -> SettleAgentLook:
    code = agent.agent
    last = agents.last_settlement(db, code)
    return SettleAgentLook(
        agent=agent,
        number=1 if last is None else last.number + 1,
        since=None if last is None else last.date,
        sums=agents.sums_since(db, code, 0 if last is None else last.at),
        due=agents.commission_due(db, code),
        position=agents.position(db, code),
    )


def quote_for(look: SettleAgentLook, arguments: SettleAgentArguments) -> SettleAgentLook:
    """There is nothing to choose."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: SettleAgentLook) -> SettleAgentResult:
    """Records it and prints the statement. Raises NotAllowed, StaleQuote."""
    require_another(quote.agent, caller)
    today = local_date(kiosk)

    def work(tx: Transaction) -> EventId:
        agent = agents.agent(tx.db, quote.agent.agent)
        if agent is None or _standing(tx.db, agent) != quote:
            raise StaleQuote(
                _("The agent has sold, paid or was settled with meanwhile."),
                _("Nothing was recorded. Look again."),
            )
        event = _settled(quote, today)
        may_sell = agents.left(tx.db, event.agent).money + event.credited
        paper = statement(
            kiosk,
            tx,
            caller,
            agent,
            quote.sums,
            number=f"{event.agent}/{event.number}",
            since=event.since,
            until=today,
            credited=event.credited,
            position=event.position,
            may_sell=may_sell,
        )
        print_document(tx, paper, paper.number)
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def _settled(quote: SettleAgentLook, today: date) -> AgentSettled:
    sums, code = quote.sums, quote.agent.agent
    return AgentSettled(
        agent=code,
        number=quote.number,
        since=quote.since,
        paid_in=sums.paid_in,
        paid_back=sums.paid_back,
        sold=sums.sold,
        given_back=sums.given_back,
        sales=sums.sales,
        commission=sums.commission,
        credited=quote.due,
        position=quote.position + quote.due,
        date=today,
        entries=agent_books.settled(code, quote.position, quote.due),
    )


def recall(kiosk: Kiosk, settlement: EventId) -> SettleAgentResult:
    """What an earlier call settled."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, settlement)
    if entry is None or not isinstance(entry.event, AgentSettled):
        raise LookupError(settlement)
    return SettleAgentResult(settlement=settlement, event=entry.event)


SETTLE_AGENT = Operation(
    name="settle-agent",
    summary=_("Settle with an agent: numbered statement, commission put to the deposit."),
    permission=Permission.AGENTS,
    arguments=SettleAgentArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("agent_settled",),
    needs_clock=True,
)
