"""Agents, their limits and commissions, what they sold, paid in and were settled for."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import agents
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    add_entries,
    key_of,
    set_at,
    text_of,
    to_json,
)
from app.ledger.projection.tables.agents import (
    AgentMoneyRecord,
    AgentRecord,
    AgentSettlementRecord,
    CommissionRecord,
    VendingLimitRecord,
    VendingUseRecord,
)

_NO_SHIFT = 0
"""Of money that no drawer sees."""


def _agent_set(out: Rows, id: EventId, entry: Entry, event: agents.AgentSet) -> None:
    out.add(
        AgentRecord(event.agent, set_at(entry), key_of(id), event.holder, id.node, event.active)
    )


def _limit_set(out: Rows, id: EventId, entry: Entry, event: agents.VendingLimitSet) -> None:
    out.add(VendingLimitRecord(event.agent, set_at(entry), key_of(id), to_json(event.limit)))


def _commission_set(out: Rows, id: EventId, entry: Entry, event: agents.CommissionSet) -> None:
    out.add(CommissionRecord(event.agent, set_at(entry), key_of(id), to_json(event.commission)))


def _used(out: Rows, id: EventId, entry: Entry, event: agents.VendingUsed) -> None:
    key = key_of(id)
    record = VendingUseRecord(
        event=key,
        agent=event.agent,
        at=entry.at,
        date=text_of(event.date),
        sale=None if event.sale is None else key_of(event.sale),
        cash=event.cash,
        basis=event.basis,
        commission=event.commission,
        sales=event.sales,
        terms=to_json(event.terms),
    )
    out.add(record)
    add_entries(out, key, entry, event.entries, text_of(event.date), key_of(event.shift))


def _paid_in(out: Rows, id: EventId, entry: Entry, event: agents.AgentPaidIn) -> None:
    key, day = key_of(id), text_of(event.date)
    out.add(AgentMoneyRecord(key, event.agent, entry.at, day, event.amount, event.reference))
    add_entries(out, key, entry, event.entries, day, _NO_SHIFT)


def _settled(out: Rows, id: EventId, entry: Entry, event: agents.AgentSettled) -> None:
    key, day = key_of(id), text_of(event.date)
    out.add(AgentSettlementRecord(key, event.agent, entry.at, day, event.number))
    add_entries(out, key, entry, event.entries, day, _NO_SHIFT)


PROJECTORS: dict[type[Event], Projector] = {
    agents.AgentSet: _agent_set,
    agents.VendingLimitSet: _limit_set,
    agents.CommissionSet: _commission_set,
    agents.VendingUsed: _used,
    agents.AgentPaidIn: _paid_in,
    agents.AgentSettled: _settled,
}
