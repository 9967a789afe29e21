"""Agents, their limits and commissions, what they sold, paid in and were settled for."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, LATEST, ONCE
from app.ledger.projection.table import Index, Table


class AgentRecord(NamedTuple):
    """An agent as last set. ``holder`` None: whoever sells at the kiosk."""

    agent: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    holder: Annotated[int | None, LATEST]
    node: Annotated[int, LATEST]
    """The kiosk where it was set."""
    active: Annotated[bool, LATEST]


class VendingLimitRecord(NamedTuple):
    """What an agent may sell, as JSON."""

    agent: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    body: Annotated[bytes, LATEST]


class CommissionRecord(NamedTuple):
    """What an agent earns, as JSON."""

    agent: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    body: Annotated[bytes, LATEST]


class VendingUseRecord(NamedTuple):
    """Cash that an agent took or gave back, with its commission."""

    event: Annotated[int, KEY]
    agent: Annotated[str, ONCE]
    at: Annotated[int, ONCE]
    date: Annotated[str, ONCE]
    sale: Annotated[int | None, ONCE]
    cash: Annotated[int, ONCE]
    basis: Annotated[int, ONCE]
    commission: Annotated[int, ONCE]
    sales: Annotated[int, ONCE]
    terms: Annotated[bytes, ONCE]


class AgentMoneyRecord(NamedTuple):
    """Money that an agent paid in; below zero it went back."""

    event: Annotated[int, KEY]
    agent: Annotated[str, ONCE]
    at: Annotated[int, ONCE]
    date: Annotated[str, ONCE]
    amount: Annotated[int, ONCE]
    reference: Annotated[str, ONCE]


class AgentSettlementRecord(NamedTuple):
    """A settlement."""

    event: Annotated[int, KEY]
    agent: Annotated[str, ONCE]
    at: Annotated[int, ONCE]
    date: Annotated[str, ONCE]
    number: Annotated[int, ONCE]


TABLES = (
    Table("agent", AgentRecord),
    Table("vending_limit", VendingLimitRecord),
    Table("commission", CommissionRecord),
    Table(
        "vending_use",
        VendingUseRecord,
        indexes=(
            Index("vending_use_agent", ("agent", "at")),
            Index("vending_use_sale", ("sale",), "sale IS NOT NULL"),
        ),
    ),
    Table("agent_money", AgentMoneyRecord, indexes=(Index("agent_money_agent", ("agent", "at")),)),
    Table(
        "agent_settlement",
        AgentSettlementRecord,
        indexes=(Index("agent_settlement_agent", ("agent", "at")),),
    ),
)
