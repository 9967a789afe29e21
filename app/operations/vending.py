"""Whether money may be taken now: said when a price is made, before any cash is taken.

An agent sells on a deposit, an enrolled counter within what head office lets it sell on its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from peewee import Database

from app.domain import allowance as counter_rules
from app.domain.agents import VendingLeft, VendingRefusal, refusal
from app.domain.allowance import AllowanceLeft, AllowanceRefusal
from app.domain.amounts import format_money
from app.domain.quantity import Money
from app.domain.reversals import kept_in_cash
from app.domain.sales import Tender, TenderKind
from app.domain.tenders import Handed, handed_over, not_cash
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.allowances import is_enrolled
from app.ledger.queries import agents, allowances, settings, shifts
from app.ledger.queries import tenders as tender_queries
from app.ledger.queries.tenders import Use
from app.operations.errors import AllowanceUsedUp, VendingLimitReached
from app.operations.local_time import local_date
from app.operations.tender_rules import reference_used, require_taken

if TYPE_CHECKING:
    from app.operations.operation import Caller

_REMEDY = _(
    "Nothing was paid. Deposit money with the utility (agent-deposit), or have a supervisor set "
    "the limit anew (set-vending-limit)."
)
_COUNTER_REMEDY = _(
    "Nothing was paid. Connect this counter to head office, bring it a stick (tapcard carry), or "
    "ask head office for a code and type it in (refill-allowance)."
)


class Vending(msgspec.Struct, frozen=True, kw_only=True):
    """What may still be sold."""

    left: VendingLeft | None = None
    """By the agent whose drawer takes the money; None: its cash is the utility's."""
    counter: AllowanceLeft | None = None
    """By this counter; None: it stands alone."""
    takes: frozenset[TenderKind] = frozenset()
    """What this counter takes beside cash and account balance."""
    used: tuple[Use, ...] = ()
    """Of the references that were typed, those that paid for something already."""
    today: date
    currency_digits: int


def vending_for(
    kiosk: Kiosk, db: Database, caller: Caller, tenders: str | None = None
) -> Vending | None:
    """In the operator's drawer; None: nothing limits it, and it is cash.

    ``tenders``: how it is to be paid, as typed. Raises BadTender, BadAmount.
    """
    agent = agents.agent_of(db, kiosk.ledger.node, caller.operator)
    counter = counter_left(kiosk, db)
    takes = tender_queries.taken_here(db, kiosk.ledger.node)
    if agent is None and counter is None and not takes:
        return None
    digits = settings.utility(db).currency_digits
    return Vending(
        takes=takes,
        used=tuple(_used(kiosk, db, caller, handed_over(None, tenders, digits))),
        left=None if agent is None else agents.left(db, agent),
        counter=counter,
        today=local_date(kiosk),
        currency_digits=digits,
    )


def _used(kiosk: Kiosk, db: Database, caller: Caller, handed: Handed) -> Iterator[Use]:
    shift = shifts.open_shift(db, kiosk.ledger.node, caller.operator)
    for one in handed.others:
        if one.reference:
            use = tender_queries.use_of(
                db, one.kind, one.reference, shift=None if shift is None else shift.id
            )
            if use is not None:
                yield use


def counter_left(kiosk: Kiosk, db: Database) -> AllowanceLeft | None:
    """What this counter may still sell on its own; None: it stands alone."""
    if not is_enrolled(db):
        return None
    return allowances.left(db, kiosk.ledger.node, kiosk.ledger.epoch)


def require_room(vending: Vending | None, tenders: Sequence[Tender]) -> None:
    """Raises VendingLimitReached, AllowanceUsedUp where these are more than may be taken.

    And TenderNotTaken, ReferenceUsed where they may not be taken at all.
    """
    require_taken(frozenset() if vending is None else vending.takes, tenders)
    if vending is None or not tenders:
        return
    for one in not_cash(tenders):
        for use in vending.used:
            if (use.kind, use.reference) == (one.kind, one.reference):
                raise reference_used(use)
    otherwise = sum(one.amount + one.to_balance for one in not_cash(tenders))
    require_room_for(vending, kept_in_cash(tenders), otherwise)


def require_room_for(vending: Vending, cash: Money, otherwise: Money = 0) -> None:
    """Raises VendingLimitReached, AllowanceUsedUp: what is left, what this takes, what to do.

    An agent answers for the cash alone; a counter for what it takes ``otherwise`` too: that it
    came is only typed.
    """
    if vending.left is not None:
        why = refusal(vending.left, cash, vending.today)
        if why is not None:
            raise VendingLimitReached(
                _sentence(why, vending.left, cash, vending.currency_digits), _REMEDY
            )
    if vending.counter is not None:
        taken = cash + otherwise
        reason = counter_rules.refusal(vending.counter, taken, vending.today)
        if reason is not None:
            raise AllowanceUsedUp(
                _counter_sentence(reason, vending.counter, taken, vending.currency_digits),
                _COUNTER_REMEDY,
            )


def _sentence(why: VendingRefusal, left: VendingLeft, cash: Money, digits: int) -> str:
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


def _counter_sentence(why: AllowanceRefusal, left: AllowanceLeft, cash: Money, digits: int) -> str:
    match why:
        case AllowanceRefusal.NOT_GRANTED:
            return _("Head office has not said yet how much this counter may sell.")
        case AllowanceRefusal.DAYS:
            return _("Head office let this counter sell until {day}.").format(
                day=left.until.isoformat()
            )
        case AllowanceRefusal.COUNT:
            return _("This counter has made all the sales that head office let it make.")
        case AllowanceRefusal.MONEY:
            return _("Head office lets this counter take {left} more; this takes {cash}.").format(
                left=format_money(left.money, digits), cash=format_money(cash, digits)
            )
