"""The paper of an agent: what moved, what is kept or owed from now on, what may be sold."""

from __future__ import annotations

from datetime import date

from peewee import Database

from app.domain.agents import VendingLeft
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.queries.agents import Agent, AgentSums
from app.operations.operation import Caller
from app.operations.paper.letterhead import common
from app.operations.paper.payment_receipt import named
from app.printing.documents import AgentLine, AgentSlip


def money_slip(
    kiosk: Kiosk,
    tx: Transaction,
    caller: Caller,
    agent: Agent,
    *,
    amount: Money,
    reference: str,
    before: Money,
    left: VendingLeft,
) -> AgentSlip:
    """Money paid in, or back where ``amount`` is below zero; numbered by the event to come."""
    number = tx.next_id()
    paid_in = amount > 0
    name = _("Paid in") if paid_in else _("Paid back")
    return AgentSlip(
        **common(
            kiosk, tx.db, number=str(number), operator=caller.operator, shift=None, proof=number
        ),
        title=_("AGENT'S DEPOSIT") if paid_in else _("DEPOSIT PAID BACK"),
        agent=agent.agent,
        holder=_holder(tx.db, agent),
        reference=reference,
        lines=(AgentLine(name=name, amount=abs(amount)),),
        position=before + amount,
        may_sell=left.money + amount,
        second=named(tx.db, caller.second),
    )


def statement(
    kiosk: Kiosk,
    tx: Transaction,
    caller: Caller,
    agent: Agent,
    sums: AgentSums,
    *,
    number: str,
    since: date | None,
    until: date,
    credited: Money,
    position: Money,
    may_sell: Money,
) -> AgentSlip:
    """What an agent did in some time. ``credited``: commission that became deposit with it."""
    lines = (
        (_("Paid in"), sums.paid_in),
        (_("Paid back"), -sums.paid_back),
        (_("Sold for cash"), sums.sold),
        (_("Given back"), -sums.given_back),
        (_("Commission earned"), sums.commission),
        (_("Put to the deposit"), credited),
    )
    return AgentSlip(
        **common(
            kiosk,
            tx.db,
            number=number,
            operator=caller.operator,
            shift=None,
            proof=tx.next_id(),
        ),
        title=_("SETTLEMENT"),
        agent=agent.agent,
        holder=_holder(tx.db, agent),
        since="" if since is None else since.isoformat(),
        until=until.isoformat(),
        sales=sums.sales,
        lines=tuple(AgentLine(name=name, amount=amount) for name, amount in lines),
        position=position,
        may_sell=may_sell,
        second=named(tx.db, caller.second),
    )


def _holder(db: Database, agent: Agent) -> str:
    return _("the kiosk") if agent.holder is None else named(db, agent.holder)
