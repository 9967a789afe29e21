"""A ledger in which each event that moves an agent's cash is followed by what that uses up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.domain import agent_books
from app.domain.agents import NOTHING, Commission, SoldSoFar, earned, earning, given_back
from app.domain.entries import Book, Posting
from app.ledger.events.agents import VendingUsed
from app.ledger.events.corrections import TendersCorrected
from app.ledger.events.exceptions import Decision, PlanDecided
from app.ledger.events.sales import PurchasePaid, RefundPaid
from app.ledger.events.takings import BESIDE_SALES
from app.ledger.queries import agents, plans, settings
from app.operations.followed_ledger import followed
from app.operations.local_time import local_date
from app.operations.vending import Vending, require_room_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.identity import EventId, Operator
    from app.domain.quantity import Money
    from app.kiosk import Kiosk, Transaction


def with_agents(kiosk: Kiosk) -> Kiosk:
    """The same kiosk, with a ledger of this kind where some agent was ever set.

    Its commit raises VendingLimitReached where an agent may not take so much.
    """
    with kiosk.ledger.read() as reader:
        if not agents.agents(reader.db):
            return kiosk
    return followed(kiosk, _uses)


def cash_moved(entries: Sequence[Posting]) -> Money:
    """What an event's entries put into drawers; below zero what they took out."""
    return sum(one.amount for one in entries if one.book is Book.DRAWER)


def _uses(
    kiosk: Kiosk,
    tx: Transaction,
    id: EventId,
    event: Any,  # noqa: ANN401  whatever is appended
    operator: Operator | None,
) -> Iterator[VendingUsed]:
    """What an event does to agents, one after the other: mostly nothing."""
    if isinstance(event, BESIDE_SALES):
        return
    cash = cash_moved(getattr(event, "entries", ()))
    agent = agents.agent_of(tx.db, kiosk.ledger.node, operator)
    if agent is not None and isinstance(event, PurchasePaid):
        if event.tenders:
            _require_room(kiosk, tx, agent, cash)
        yield _sold(tx, id, event, agent, cash)
    elif agent is not None and cash:
        if cash > 0 and not isinstance(event, TendersCorrected):
            _require_room(kiosk, tx, agent, cash)
        yield _use(tx, id, event, agent, agents.commission(tx.db, agent), cash=cash)
    if isinstance(event, RefundPaid):
        yield from _unearned(tx, id, event, event.purchase, earning(event.lines))
    elif isinstance(event, PlanDecided) and event.decision is Decision.NOT_WRITTEN:
        row = plans.plan(tx.db, event.plan)
        if row is not None:
            yield from _unearned(tx, id, event, row.subject, None)


def _require_room(kiosk: Kiosk, tx: Transaction, agent: str, cash: Money) -> None:
    """Raises VendingLimitReached: another sale, or another day, came after the price was made."""
    vending = Vending(
        left=agents.left(tx.db, agent),
        today=local_date(kiosk),
        currency_digits=settings.utility(tx.db).currency_digits,
    )
    require_room_for(vending, cash)


def _sold(
    tx: Transaction, id: EventId, event: PurchasePaid, agent: str, cash: Money
) -> VendingUsed:
    basis = sum(earning(one.lines) for one in event.breakdowns)
    terms = agents.commission(tx.db, agent)
    change = SoldSoFar(basis=basis, commission=earned(terms, basis), sales=1)
    return _use(tx, id, event, agent, terms, cash=cash, sale=id, change=change)


def _unearned(
    tx: Transaction,
    id: EventId,
    event: RefundPaid | PlanDecided,
    sale: EventId,
    basis: Money | None,
) -> Iterator[VendingUsed]:
    """The commission goes back with the sale, whoever's drawer paid; ``basis`` None: with all."""
    found = agents.sale_so_far(tx.db, sale)
    if found is not None:
        seller, terms, so_far = found
        change = given_back(terms, so_far, so_far.basis if basis is None else basis)
        yield _use(tx, id, event, seller, terms, sale=sale, change=change)


def _use(
    tx: Transaction,
    id: EventId,
    event: Any,  # noqa: ANN401  all that move cash have a date and a shift
    agent: str,
    terms: Commission,
    *,
    cash: Money = 0,
    sale: EventId | None = None,
    change: SoldSoFar = NOTHING,
) -> VendingUsed:
    return VendingUsed(
        agent=agent,
        subject=id,
        sale=sale,
        cash=cash,
        basis=change.basis,
        commission=change.commission,
        terms=terms,
        sales=change.sales,
        date=event.date,
        shift=event.shift,
        entries=agent_books.sold(
            agent, agents.position(tx.db, agent), cash, change.commission, terms.goes
        ),
    )
