"""An account's file as a cashier needs it: person, meters, cards, money, what is open."""

from __future__ import annotations

import enum
from datetime import date

import msgspec
from peewee import Database

from app.domain.account_states import AccountStanding
from app.domain.arrears import PlanStanding
from app.domain.cards import ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.kiosk import Kiosk
from app.ledger.projection.tables.cards import Outcome
from app.ledger.queries import (
    accounts,
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
from app.ledger.queries.sales import Purchase, RefundState
from app.operations.local_time import local_date
from app.operations.personal_fields import personal_fields
from app.operations.records import account_named
from app.printing.documents import receipt_number, slip_number

_MOST_CARDS = 5


class PurchaseState(enum.StrEnum):
    """What became of a purchase, as far as this ledger knows."""

    ON_CARD = "on_card"
    """The newest one: whether the meter has taken it, the card tells when it is seen again."""
    TAKEN = "taken"
    """A later one was sold, which the meter's proof allowed."""
    IN_DOUBT = "in_doubt"
    NOT_WRITTEN = "not_written"
    """It never reached its card; its money went back."""
    REFUND_WAITS = "refund_waits"
    """It is off its card, its money not yet paid."""
    REFUNDED = "refunded"
    METER_GONE = "meter_gone"
    """Its meter was changed since; the change reckoned with it."""


class PurchaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase in a list."""

    purchase: EventId
    date: date
    number: int
    credit: int
    """As ``charging`` counts it."""
    charging: ChargingType
    kind: UtilityKind
    total: Money
    paper: str
    """Number of its receipt, or of its slip while it is in doubt; empty without either."""
    state: PurchaseState


class OwedCredit(msgspec.Struct, frozen=True, kw_only=True):
    """Credit that the utility still owes for a meter; as ``charging`` counts it."""

    meter: str
    kind: UtilityKind
    charging: ChargingType
    credit: int


class AccountFile(msgspec.Struct, frozen=True, kw_only=True):
    """Everything but the purchases."""

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
    return _state(db, last, plans.plan(db, last.plan)) is PurchaseState.ON_CARD


def _region(db: Database, number: int) -> str:
    found = settings.region(db, number)
    if found is not None:
        return found.name
    utility = settings.utility(db)
    return utility.region_name if number == utility.region else str(number)


def purchase_lines(kiosk: Kiosk, number: str, most: int, skip: int = 0) -> list[PurchaseLine]:
    """Purchases of an account, newest first, at most ``most`` after the ``skip`` newest ones."""
    with kiosk.ledger.read() as reader:
        bought = sales.purchases_of(reader.db, number, most, skip)
        return [_line(reader.db, purchase) for purchase in bought]


def _line(db: Database, purchase: Purchase) -> PurchaseLine:
    plan = plans.plan(db, purchase.plan)
    return PurchaseLine(
        purchase=purchase.id,
        date=purchase.date,
        number=purchase.number,
        credit=purchase.loads[0].credit,
        charging=purchase.loads[0].charging,
        kind=purchase.kind,
        total=purchase.total,
        paper=_paper(purchase, plan),
        state=_state(db, purchase, plan),
    )


def _paper(purchase: Purchase, plan: PlanRow | None) -> str:
    if purchase.receipt is not None and purchase.loaded is not None:
        return receipt_number(purchase.loaded.node, purchase.loaded.epoch, purchase.receipt)
    if plan is not None and plan.slip is not None:
        return slip_number(plan.id.node, plan.id.epoch, plan.slip)
    return ""


def _state(db: Database, purchase: Purchase, plan: PlanRow | None) -> PurchaseState:
    if purchase.refund_state is RefundState.PAID:
        return PurchaseState.REFUNDED
    if purchase.refund_state is RefundState.CANCELLED:
        return PurchaseState.REFUND_WAITS
    if purchase.refund_state is RefundState.OPENED:
        return PurchaseState.IN_DOUBT
    if purchase.loaded is None:
        settled = plan is not None and plan.outcome in (Outcome.NOT_WRITTEN, Outcome.MONEY_BACK)
        return PurchaseState.NOT_WRITTEN if settled else PurchaseState.IN_DOUBT
    meter = accounts.allocation(db, purchase.allocation)
    if meter is not None and meter.ended is not None:
        return PurchaseState.METER_GONE
    last = sales.last_purchase(db, purchase.allocation)
    newest = last is None or last.id == purchase.id
    # Its meter took it before the next number was written.
    newest = newest and compensation.last_number(db, purchase.allocation) < purchase.number
    return PurchaseState.ON_CARD if newest else PurchaseState.TAKEN
