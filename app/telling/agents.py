"""Agents in words: what is set for them, what moved, how they stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from app.domain.agents import CommissionGoes, CommissionRule, VendingLeft, refusal
from app.domain.quantity import Money
from app.domain.text import _
from app.ledger.events.agents import AgentSet, CommissionSet, VendingLimitSet
from app.ledger.events.base import Event
from app.ledger.queries.agents import AgentSums
from app.operations.agent_money import AgentMoneyResult
from app.operations.agent_statement import AgentStatement
from app.operations.settle_agent import SettleAgentResult
from app.telling.tariffs import percent
from app.telling.words import Row, Told, Words

GOES_NAMES = {
    CommissionGoes.CREDITED: _("put to the deposit at the settlement"),
    CommissionGoes.KEPT: _("kept from the takings"),
}


def holder_text(holder: int | None) -> str:
    """Whose cash is the agent's."""
    return _("whoever sells at this kiosk") if holder is None else str(holder)


def _agent(_words: Words, event: AgentSet) -> list[Row]:
    return [
        (_("Sells as operator"), holder_text(event.holder)),
        (_("State"), _("active") if event.active else _("ended")),
    ]


def _limit(words: Words, event: VendingLimitSet) -> list[Row]:
    limit = event.limit
    return [
        (_("Credit"), words.money(limit.credit)),
        (_("Sales"), _("any number") if limit.sales is None else str(limit.sales)),
        (_("Last day"), _("none") if limit.until is None else limit.until.isoformat()),
    ]


def commission_text(words: Words, event: CommissionSet) -> str:
    """``2.50 %``, ``KES 5.00 with each sale`` or that there is none."""
    terms = event.commission
    if terms.rule is CommissionRule.NONE:
        return _("none")
    if terms.rule is CommissionRule.FIXED:
        return _("{amount} with each sale").format(amount=words.money(terms.amount))
    return _("{percent} of the volume without tax").format(percent=percent(terms.rate))


def _commission(words: Words, event: CommissionSet) -> list[Row]:
    return [
        (_("Commission"), commission_text(words, event)),
        (_("It is"), GOES_NAMES[event.commission.goes]),
    ]


AGENT_FACTS: dict[type[Event], Callable[[Words, Any], list[Row]]] = {
    AgentSet: _agent,
    VendingLimitSet: _limit,
    CommissionSet: _commission,
}


def position_row(words: Words, position: Money) -> Row:
    """What is kept for the agent, or owed by the agent."""
    if position < 0:
        return _("Agent owes"), words.money(-position)
    return _("Kept for the agent"), words.money(position)


def left_rows(words: Words, left: VendingLeft) -> list[Row]:
    """What may be sold."""
    return [
        (_("May sell"), words.money(max(0, left.money))),
        (_("Sales left"), "" if left.sales is None else str(left.sales)),
        (_("Last day"), "" if left.until is None else left.until.isoformat()),
    ]


def vending_words(words: Words, left: VendingLeft, today: date) -> str:
    """What may be sold, in the few words of a status bar."""
    if refusal(left, 1, today) is not None:
        return _("VENDING LIMIT REACHED: no sales")
    said = [_("may sell {amount}").format(amount=words.money(left.money))]
    if left.sales is not None:
        said.append(_("{count} sales").format(count=left.sales))
    days = left.days(today)
    if days is not None:
        said.append(_("{count} days").format(count=days))
    return ", ".join(said)


def sums_rows(words: Words, sums: AgentSums) -> list[Row]:
    """What an agent did in some time."""
    return [
        (_("Paid in"), words.money(sums.paid_in)),
        (_("Paid back"), words.money(sums.paid_back) if sums.paid_back else ""),
        (_("Sold for cash"), words.money(sums.sold)),
        (_("Given back"), words.money(sums.given_back) if sums.given_back else ""),
        (_("Number of sales"), str(sums.sales)),
        (_("Commission earned"), words.money(sums.commission)),
    ]


def _set_told(words: Words, event: AgentSet) -> Told:
    return Told(_("Agent {agent} is set.").format(agent=event.agent), _agent(words, event))


def _limit_told(words: Words, event: VendingLimitSet) -> Told:
    sentence = _("The vending limit of agent {agent} is set.").format(agent=event.agent)
    return Told(sentence, _limit(words, event))


def _commission_told(words: Words, event: CommissionSet) -> Told:
    sentence = _("The commission of agent {agent} is set.").format(agent=event.agent)
    return Told(sentence, _commission(words, event))


def _moved(words: Words, result: AgentMoneyResult) -> Told:
    sentence = _("{amount} is deposited for agent {agent}.")
    if result.amount < 0:
        sentence = _("{amount} is paid back to agent {agent}.")
    return Told(
        sentence.format(amount=words.money(abs(result.amount)), agent=result.agent),
        [
            (_("Reference"), result.reference),
            position_row(words, result.position),
            *left_rows(words, result.left),
        ],
    )


def _settled(words: Words, result: SettleAgentResult) -> Told:
    event = result.event
    sums = AgentSums(
        paid_in=event.paid_in,
        paid_back=event.paid_back,
        sold=event.sold,
        given_back=event.given_back,
        sales=event.sales,
        commission=event.commission,
    )
    return Told(
        _("Agent {agent} is settled with: statement {number}.").format(
            agent=event.agent, number=event.number
        ),
        [
            *sums_rows(words, sums),
            (_("Put to the deposit"), words.money(event.credited)),
            position_row(words, event.position),
        ],
    )


def statement_rows(words: Words, found: AgentStatement) -> list[Row]:
    """Sums of some days, and how the agent stands."""
    return [
        (_("Sells as operator"), holder_text(found.agent.holder)),
        *sums_rows(words, found.sums),
        (_("Commission not settled"), words.money(found.due)),
        position_row(words, found.position),
        *left_rows(words, found.left),
    ]


def _statement(words: Words, found: AgentStatement) -> Told:
    return Told(
        _("Agent {agent} from {since} to {until}.").format(
            agent=found.agent.agent, since=found.since.isoformat(), until=found.until.isoformat()
        ),
        statement_rows(words, found),
    )


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    AgentSet: _set_told,
    VendingLimitSet: _limit_told,
    CommissionSet: _commission_told,
    AgentMoneyResult: _moved,
    SettleAgentResult: _settled,
    AgentStatement: _statement,
}
