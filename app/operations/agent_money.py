"""An agent's deposit: paid in and paid back, by reference, recorded and printed together."""

from __future__ import annotations

import msgspec

from app.domain import agent_books
from app.domain.agents import VendingLeft
from app.domain.amounts import format_money, parse_money
from app.domain.identity import EventId
from app.domain.money_limits import MoneyLimit, above_limit
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.agents import AgentPaidIn
from app.ledger.queries import agents, journal, settings
from app.ledger.queries.agents import Agent
from app.operations.agent_records import agent_named, require_another
from app.operations.authority import require_second_above_limit
from app.operations.errors import BadArgument, RequestReused, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller
from app.operations.paper.agent_slip import money_slip
from app.operations.paper.letterhead import print_document
from app.operations.reasons import line_of_text

_LONGEST_REFERENCE = 40


class AgentMoneyLook(msgspec.Struct, frozen=True, kw_only=True):
    """How an agent stands."""

    agent: Agent
    position: Money
    """Kept for the agent; below zero: owed by the agent."""
    left: VendingLeft
    limit: Money | None
    """Above it a second person signs too."""
    currency_digits: int


class AgentMoneyQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What comes in, or goes back where it is below zero."""

    look: AgentMoneyLook
    amount: Money
    reference: str
    needs_second: bool


class AgentMoneyResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came in or went back; how the agent stands is read now."""

    payment: EventId
    agent: str
    amount: Money
    """Below zero: it went back."""
    reference: str
    position: Money
    left: VendingLeft


def money_look(kiosk: Kiosk, caller: Caller, code: str) -> AgentMoneyLook:
    """Raises UnknownRecord, NotAllowed."""
    with kiosk.ledger.read() as reader:
        db = reader.db
        agent = agent_named(db, code)
        require_another(agent, caller)
        return AgentMoneyLook(
            agent=agent,
            position=agents.position(db, code),
            left=agents.left(db, code),
            limit=settings.money_limit(db, MoneyLimit.AGENT),
            currency_digits=settings.utility(db).currency_digits,
        )


def paid_in(look: AgentMoneyLook, amount: str, reference: str) -> AgentMoneyQuote:
    """Raises BadArgument, BadAmount."""
    return _quote(look, parse_money(amount, look.currency_digits), reference)


def paid_back(look: AgentMoneyLook, amount: str, reference: str) -> AgentMoneyQuote:
    """At most what is kept. Raises BadArgument, BadAmount."""
    wanted = parse_money(amount, look.currency_digits)
    if wanted > max(0, look.position):
        raise BadArgument(
            _("{kept} is kept for agent {agent}, not more.").format(
                kept=format_money(max(0, look.position), look.currency_digits),
                agent=look.agent.agent,
            ),
            _("Nothing was paid back. Settle first (settle-agent), then pay back what is kept."),
        )
    return _quote(look, -wanted, reference)


def _quote(look: AgentMoneyLook, amount: Money, reference: str) -> AgentMoneyQuote:
    return AgentMoneyQuote(
        look=look,
        amount=amount,
        reference=line_of_text(reference, _("reference"), _LONGEST_REFERENCE),
        needs_second=above_limit(abs(amount), look.limit),
    )


def move(kiosk: Kiosk, caller: Caller, quote: AgentMoneyQuote) -> AgentMoneyResult:
    """Records and prints it. Raises NotAllowed, SecondPersonNeeded, StaleQuote."""
    look, amount = quote.look, quote.amount
    require_another(look.agent, caller)
    require_second_above_limit(kiosk, caller, abs(amount), MoneyLimit.AGENT)
    today = local_date(kiosk)

    def work(tx: Transaction) -> EventId:
        code = look.agent.agent
        before = agents.position(tx.db, code)
        if agents.agent(tx.db, code) != look.agent or before != look.position:
            raise StaleQuote(
                _("The agent has sold, paid or was changed meanwhile."),
                _("Nothing was recorded. Start over."),
            )
        paper = money_slip(
            kiosk,
            tx,
            caller,
            look.agent,
            amount=amount,
            reference=quote.reference,
            before=before,
            left=agents.left(tx.db, code),
        )
        print_document(tx, paper, paper.number)
        event = AgentPaidIn(
            agent=code,
            amount=amount,
            reference=quote.reference,
            date=today,
            entries=agent_books.paid_in(code, before, amount),
        )
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return _result(kiosk, kiosk.ledger.commit(work))


def _result(kiosk: Kiosk, payment: EventId) -> AgentMoneyResult:
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, payment)
        if entry is None or not isinstance(entry.event, AgentPaidIn):
            raise LookupError(payment)
        event = entry.event
        return AgentMoneyResult(
            payment=payment,
            agent=event.agent,
            amount=event.amount,
            reference=event.reference,
            position=agents.position(reader.db, event.agent),
            left=agents.left(reader.db, event.agent),
        )


def recall_paid_in(kiosk: Kiosk, payment: EventId) -> AgentMoneyResult:
    """What an earlier call took. Raises RequestReused for one that paid back."""
    return _recalled(_result(kiosk, payment), back=False)


def recall_paid_back(kiosk: Kiosk, payment: EventId) -> AgentMoneyResult:
    """What an earlier call paid back. Raises RequestReused for one that took."""
    return _recalled(_result(kiosk, payment), back=True)


def _recalled(result: AgentMoneyResult, *, back: bool) -> AgentMoneyResult:
    if (result.amount < 0) is not back:
        raise RequestReused(
            _("This id was used before, for another operation."),
            _("Nothing was done. Use a new id."),
        )
    return result
