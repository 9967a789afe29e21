"""An account's file as a cashier needs it: person, meters, cards, money, what is open."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.account_states import AccountStanding
from app.domain.arrears import PlanStanding
from app.domain.blacklist import BlacklistEntry
from app.domain.cards import ChargingType, UtilityKind
from app.domain.quantity import Money
from app.kiosk import Kiosk
from app.ledger.queries import (
    accounts,
    blacklist,
    cards,
    compensation,
    money,
    payments,
    plans,
    sales,
    settings,
)
from app.ledger.queries.account_states import account_standing
from app.ledger.queries.accounts import Account, Allocation
from app.ledger.queries.cards import Card
from app.ledger.queries.plans import PlanRow
from app.operations.account_movements import MovementState, purchase_state
from app.operations.blacklisting import account_subject, card_subject, meter_subject
from app.operations.local_time import local_date
from app.operations.personal_fields import personal_fields
from app.operations.records import account_named

_MOST_CARDS = 5


class OwedCredit(msgspec.Struct, frozen=True, kw_only=True):
    """Credit that the utility still owes for a meter; as ``charging`` counts it."""

    meter: str
    kind: UtilityKind
    charging: ChargingType
    credit: int


class AccountFile(msgspec.Struct, frozen=True, kw_only=True):
    """Everything but what moved on it."""

    account: Account
    personal: dict[str, str]
    region: str
    tariff: str
    allocations: tuple[Allocation, ...]
    """Its meters, oldest first; those that have gone among them."""
    owed: tuple[OwedCredit, ...]
    cards: tuple[Card, ...]
    """The newest of all its meters, newest first; those of meters that have gone last."""
    balance: Money
    arrears: Money
    plan: PlanStanding | None
    """How it keeps the plan by which it pays them."""
    deposit: Money
    in_doubt: tuple[PlanRow, ...]
    """Operations that are open, or whose card was scrapped."""
    refund_waits: Money
    """Money of refunds whose load is off the card."""
    merged: tuple[str, ...]
    """Accounts of the same customer that were merged into it; their money counts with its own."""
    standing: AccountStanding
    """What the account is today."""
    unloaded: bool
    """Whether a meter may not have taken its last purchase yet."""
    listed: tuple[BlacklistEntry, ...] = ()
    """Entries of the blacklist in force: of the account, its cards, its meters."""

    @property
    def meters(self) -> tuple[Allocation, ...]:
        """The meters that hang there now, oldest first."""
        return tuple(row for row in self.allocations if row.ended is None)


def account_file(kiosk: Kiosk, number: str) -> AccountFile:
    """The file of an account. Raises UnknownRecord."""
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        db = reader.db
        account = account_named(db, number)
        revision = settings.revision_in_force(db, account.tariff_class, today)
        allocations = accounts.allocations_of(db, number)
        made = {
            card.serial: card
            for row in sorted(allocations, key=lambda row: row.ended is not None)
            for card in cards.cards_of(db, row.id, _MOST_CARDS)
        }
        subjects = (
            account_subject(number),
            *(card_subject(serial) for serial in made),
            *(meter_subject(row.meter) for row in allocations if row.ended is None),
        )
        return AccountFile(
            account=account,
            personal=personal_fields(kiosk, account),
            region=_region(db, account.region),
            tariff=revision.name if revision else str(account.tariff_class),
            allocations=tuple(allocations),
            owed=tuple(owed_credit(db, number)),
            cards=tuple(made.values())[:_MOST_CARDS],
            balance=money.balance(db, number),
            arrears=money.arrears(db, number),
            plan=payments.plan_kept(db, number, today),
            deposit=payments.deposit(db, number),
            in_doubt=(*plans.open_plans(db, account=number), *plans.unrenewed(db, number)),
            refund_waits=sum(row.amount for row in sales.open_refunds(db, number)),
            merged=tuple(money.merged_into(db, number)),
            standing=account_standing(db, number, today),
            unloaded=any(_unloaded(db, row) for row in allocations),
            listed=tuple(blacklist.in_force(db, subjects, today)),
        )


def owed_credit(db: Database, account: str) -> list[OwedCredit]:
    """What is owed to an account in credit, meter by meter."""
    found = []
    for row in accounts.meters_of(db, account):
        credit = compensation.owed(db, account, row.id)
        model = settings.meter_model(db, row.model)
        if credit and model is not None:
            found.append(
                OwedCredit(meter=row.meter, kind=row.kind, charging=model.charging, credit=credit)
            )
    return found


def _unloaded(db: Database, allocation: Allocation) -> bool:
    last = sales.last_purchase(db, allocation.id)
    if last is None:
        return False
    return purchase_state(db, last, plans.plan(db, last.plan)) is MovementState.ON_CARD


def _region(db: Database, number: int) -> str:
    found = settings.region(db, number)
    if found is not None:
        return found.name
    utility = settings.utility(db)
    return utility.region_name if number == utility.region else str(number)
