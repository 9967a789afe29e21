"""What an account's end depends on: its meters, what is open, what is due and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from peewee import Database

from app.domain.account_closing import LoadWorth, carried_over
from app.domain.cards import ReadBackPhase
from app.domain.comparison import SELLABLE
from app.domain.quantity import Money
from app.domain.sales import LoadKind
from app.domain.tariff.breakdown import Line, PricingFacts
from app.domain.tariff.standing import standing_due
from app.domain.text import _
from app.ledger.events.accounts import CardFate
from app.ledger.queries import (
    accounts,
    cards,
    compensation,
    money,
    payments,
    plans,
    reckoning,
    sales,
    uncleared,
    usage,
)
from app.ledger.queries.account_states import suspensions
from app.ledger.queries.accounts import Account, Allocation
from app.ledger.queries.cards import CardWrite
from app.ledger.queries.sales import Purchase
from app.operations.card_look import CardLook, MeterPart
from app.operations.card_plan import card_scrapped, plan_still_open
from app.operations.card_standing import explain
from app.operations.errors import AccountInUse, WrongCard
from app.operations.pricing import revision_for
from app.operations.tender_rules import require_all_confirmed

_PAGE = 50
"""Purchases that are read at once."""


class MeterFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One meter of an account that is to end."""

    allocation: Allocation
    last: CardWrite
    """What was last written for it on a card."""
    loads: tuple[LoadWorth, ...]
    """Newest first."""
    told: int | None
    """Credit inside it as its last read-back on the card that is here says; None: it says none."""
    shown: bool
    """Whether the meter told that it has nothing of this account any more."""


class AccountFacts(msgspec.Struct, frozen=True, kw_only=True):
    """All that a cancellation is reckoned from; what changed since is seen by comparing."""

    account: str
    today: date
    meters: tuple[MeterFacts, ...]
    balance: Money
    arrears: Money
    deposit: Money
    rounding: Money
    """Smallest amount of cash."""
    currency_digits: int


def require_nothing_open(db: Database, account: str) -> None:
    """Raises PlanStillOpen, CardScrapped, AccountInUse, TenderUnconfirmed: what to do first."""
    for row in plans.open_plans(db, account=account):
        raise plan_still_open(row)
    for row in plans.unrenewed(db, account):
        raise card_scrapped(row)
    if sales.open_refunds(db, account):
        raise AccountInUse(
            _("Money of a refund waits for account {account}.").format(account=account),
            _("Nothing was done. Pay the refund out first (pay-refund)."),
        )
    require_all_confirmed(db, account)
    for allocation in accounts.allocations_of(db, account):
        if compensation.owed(db, account, allocation.id):
            raise AccountInUse(
                _("Credit is owed to account {account} for meter {meter}.").format(
                    account=account, meter=allocation.meter
                ),
                _("Nothing was done. Give it first (compensate)."),
            )


def account_facts(
    db: Database,
    account: Account,
    card: CardLook | None,
    today: date,
    currency_digits: int,
    *,
    worked_on: date,
) -> AccountFacts:
    """``card``: the account's card, where it is handed in. ``worked_on``: day at the meters."""
    rounding = revision_for(db, account.tariff_class, today).rounding
    return AccountFacts(
        account=account.number,
        today=today,
        meters=tuple(
            _meter(db, row, card, worked_on)
            for row in accounts.allocations_of(db, account.number)
            if row.ended is None
        ),
        balance=money.balance(db, account.number),
        arrears=money.arrears(db, account.number),
        deposit=payments.deposit(db, account.number),
        rounding=rounding,
        currency_digits=currency_digits,
    )


def require_card(card: CardLook, account: str) -> None:
    """Raises WrongCard, CardStandsInTheWay: no load may go with the card that is handed in."""
    if card.account != account:
        raise WrongCard(
            _("This card belongs to account {account}.").format(account=card.account),
            _("Nothing was done. Put the card of account {account} in.").format(account=account),
        )
    for part in card.parts:
        if part.standing not in SELLABLE:
            raise explain(part)


def require_fate(db: Database, account: str, fate: CardFate) -> None:
    """Raises AccountInUse where there is no card but one was made, or none was made."""
    made = any(
        cards.last_write(db, row.id) is not None for row in accounts.allocations_of(db, account)
    )
    if made is (fate is CardFate.NONE):
        raise AccountInUse(
            _("Account {account} has a card.").format(account=account)
            if made
            else _("No card was ever made for account {account}.").format(account=account),
            _("Nothing was done. Say whether it was returned or lost.")
            if made
            else _("Nothing was done. Say that there is none."),
        )


def _meter(
    db: Database, allocation: Allocation, card: CardLook | None, worked_on: date
) -> MeterFacts:
    last = cards.last_write(db, allocation.id)
    if last is None:
        raise AccountInUse(
            _("No card of meter {meter} is recorded here.").format(meter=allocation.meter),
            _("Nothing was done. Go to the kiosk that made the card."),
        )
    part = None if card is None else _part_of(card, allocation)
    return MeterFacts(
        allocation=allocation,
        last=last,
        loads=loads_inside(db, allocation),
        told=_told(part),
        shown=uncleared.shown_empty(db, allocation, last.contents.cumulative, worked_on),
    )


def _part_of(card: CardLook, allocation: Allocation) -> MeterPart | None:
    return next((part for part in card.parts if part.allocation == allocation.id), None)


def _told(part: MeterPart | None) -> int | None:
    if part is None:
        return None
    back = part.reading.read_back
    return max(0, back.remaining) if back.phase is ReadBackPhase.FINAL and back.totals else None


def loads_inside(db: Database, allocation: Allocation) -> tuple[LoadWorth, ...]:
    """Purchases proved on their card and not refunded, and compensation, newest first.

    Last what went over from the meter that hung there before: it was paid for as that one's.
    """
    carried, found = 0, list[tuple[int, LoadWorth]]()
    for load, settles in compensation.loads_of(db, allocation.id):
        over = load.credit if load.kind is LoadKind.TRANSFER else settles
        carried += over
        found.append((load.number, LoadWorth(credit=load.credit - over)))
    found += _bought(db, allocation)
    newest_first = tuple(load for _number, load in sorted(found, key=lambda each: -each[0]))
    return (*newest_first, *carried_over(carried, _loads_before(db, allocation)))


def _loads_before(db: Database, allocation: Allocation) -> tuple[LoadWorth, ...]:
    """Those of the meter that this one took the place of."""
    before = [
        row
        for row in accounts.allocations_of(db, allocation.account)
        if row.followed_by == allocation.id and row.began <= allocation.began
    ]
    return loads_inside(db, before[-1]) if before else ()


def _bought(db: Database, allocation: Allocation) -> list[tuple[int, LoadWorth]]:
    """(number, purchase), for those that are on a card or in the meter."""
    found: list[tuple[int, LoadWorth]] = []
    skip = 0
    while bought := sales.purchases_of(db, allocation.account, _PAGE, skip):
        skip += len(bought)
        found += [
            (one.number, _worth(db, one))
            for one in bought
            if one.allocation == allocation.id and one.loaded is not None and one.refund is None
        ]
    return found


def _worth(db: Database, bought: Purchase) -> LoadWorth:
    """At the price that was paid; where it was put right since, the difference was booked."""
    anew = reckoning.reckoned_anew(db, bought.id, bought.allocation)
    return LoadWorth(
        credit=bought.breakdown.credit,
        lines=bought.breakdown.lines if anew is None else anew.lines,
        purchase=bought.id,
        allocation=bought.allocation,
    )


def charges_until(
    db: Database, account: Account, meters: Sequence[MeterFacts], end: date
) -> tuple[Line, ...]:
    """Standing charges of all meters that are due until a day, not included."""
    lines: list[Line] = []
    for meter in meters:
        lines += _charges_of(db, account, meter, end)
    return tuple(lines)


def _charges_of(db: Database, account: Account, meter: MeterFacts, end: date) -> list[Line]:
    allocation, lines = meter.allocation, list[Line]()
    revision = revision_for(db, allocation.tariff_class or account.tariff_class, end)
    paid_to = usage.standing_paid_to(db, allocation.id) or allocation.served_since
    paid_to = max(paid_to, meter.last.contents.standing_paid_to)
    while paid_to < end:
        facts = PricingFacts(
            today=end,
            period_start=end,
            began=allocation.served_since,
            ended=end,
            standing_paid_to=paid_to,
            suspended=suspensions(db, account.number),
        )
        due = standing_due(revision, facts)
        line = due.line(due.stops[-1].charge)
        lines += [] if line is None else [line]
        if due.stops[-1].day <= paid_to:
            break
        paid_to = due.stops[-1].day
    return lines
