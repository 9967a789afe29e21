"""What moved on an account: purchases, credit without money, what was paid back."""

from __future__ import annotations

import enum
from datetime import date

import msgspec
from peewee import Database

from app.domain.cards import ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.domain.sales import LoadKind
from app.kiosk import Kiosk
from app.ledger.events.meter_credit import MeterCreditRefunded
from app.ledger.events.sales import RefundBasis
from app.ledger.projection.tables.cards import Outcome
from app.ledger.queries import accounts, compensation, journal, plans, sales
from app.ledger.queries.compensation import Compensation
from app.ledger.queries.movements import Movement, MovementKind, movements_of
from app.ledger.queries.plans import PlanRow
from app.ledger.queries.sales import Purchase, Refund, RefundState
from app.operations.records import purchase_with
from app.operations.refund_facts import refund_with
from app.printing.documents import receipt_number, slip_number


class MovementState(enum.StrEnum):
    """What a movement is, and what became of it, as far as this ledger knows."""

    ON_CARD = "on_card"
    """The newest purchase: whether the meter has it, the card tells when it is seen again."""
    TAKEN = "taken"
    """A later load was written, which the meter's proof allowed."""
    IN_DOUBT = "in_doubt"
    NOT_WRITTEN = "not_written"
    """It never reached its card; its money went back."""
    REFUND_WAITS = "refund_waits"
    """It is off its card, its money not yet paid."""
    REFUNDED = "refunded"
    METER_GONE = "meter_gone"
    """Its meter was changed since; the change reckoned with it."""
    FREE_CREDIT = "free_credit"
    """Credit that nobody paid for."""
    FROM_OLD_METER = "from_old_meter"
    PAID_BACK = "paid_back"
    """A refund or money back whose money went out."""
    REVERSED = "reversed"
    """A reversal whose money went out."""
    DUE = "due"
    """A refund whose money waits."""
    REFUTED = "refuted"
    """A refund for which nothing is paid: the meter had the load."""
    OUT_OF_METER = "out_of_meter"
    """Credit inside a meter, paid back."""


class MovementLine(msgspec.Struct, frozen=True, kw_only=True):
    """A movement in a list; what goes back is negative."""

    id: EventId
    date: date
    number: int | None
    """Purchase number of the load; None where it is about none."""
    credit: int
    """As ``charging`` counts it."""
    charging: ChargingType
    kind: UtilityKind
    total: Money
    paper: str
    """Number of its paper: receipt, or slip; empty without one."""
    state: MovementState


def movement_lines(kiosk: Kiosk, account: str, most: int, skip: int = 0) -> list[MovementLine]:
    """Movements of an account, newest first, at most ``most`` after the ``skip`` newest ones."""
    with kiosk.ledger.read() as reader:
        found = movements_of(reader.db, account, most, skip)
        return [_line(reader.db, one) for one in found]


def _line(db: Database, one: Movement) -> MovementLine:
    match one.kind:
        case MovementKind.PURCHASE:
            return _purchase(db, purchase_with(db, one.id, one.allocation))
        case MovementKind.COMPENSATION:
            return _compensation(db, one)
        case MovementKind.REFUND:
            return _refund(db, refund_with(db, one.id))
        case MovementKind.METER_CREDIT:
            return _meter_credit(db, one)


def _purchase(db: Database, purchase: Purchase) -> MovementLine:
    plan = plans.plan(db, purchase.plan)
    return MovementLine(
        id=purchase.id,
        date=purchase.date,
        number=purchase.number,
        credit=purchase.loads[0].credit,
        charging=purchase.loads[0].charging,
        kind=purchase.kind,
        total=purchase.total,
        paper=_paper(purchase, plan),
        state=purchase_state(db, purchase, plan),
    )


def _paper(purchase: Purchase, plan: PlanRow | None) -> str:
    if purchase.receipt is not None and purchase.loaded is not None:
        return receipt_number(purchase.loaded.node, purchase.loaded.epoch, purchase.receipt)
    if plan is not None and plan.slip is not None:
        return slip_number(plan.id.node, plan.id.epoch, plan.slip)
    return ""


def purchase_state(db: Database, purchase: Purchase, plan: PlanRow | None) -> MovementState:
    """What became of a purchase; ``plan``: the newest that is to write it."""
    if purchase.refund_state is RefundState.PAID:
        return MovementState.REFUNDED
    if purchase.refund_state is RefundState.CANCELLED:
        return MovementState.REFUND_WAITS
    if purchase.refund_state is RefundState.OPENED:
        return MovementState.IN_DOUBT
    if purchase.loaded is None:
        settled = plan is not None and plan.outcome in (Outcome.NOT_WRITTEN, Outcome.MONEY_BACK)
        return MovementState.NOT_WRITTEN if settled else MovementState.IN_DOUBT
    if _meter_gone(db, purchase.allocation):
        return MovementState.METER_GONE
    last = sales.last_purchase(db, purchase.allocation)
    newest = last is None or last.id == purchase.id
    # Its meter took it before the next number was written.
    newest = newest and compensation.last_number(db, purchase.allocation) < purchase.number
    return MovementState.ON_CARD if newest else MovementState.TAKEN


def _compensation(db: Database, one: Movement) -> MovementLine:
    given, plan = compensation.compensation(db, one.id), plans.plan(db, one.id)
    if given is None or plan is None:
        raise LookupError(one.id)
    load = given.load
    return MovementLine(
        id=one.id,
        date=plan.date,
        number=load.number,
        credit=load.credit,
        charging=load.charging,
        kind=plan.contents.kind,
        total=0,
        paper="" if given.loaded is None else str(one.id),
        state=_given_state(db, given),
    )


def _given_state(db: Database, given: Compensation) -> MovementState:
    if given.loaded is None:
        return MovementState.IN_DOUBT
    if _meter_gone(db, given.allocation):
        return MovementState.METER_GONE
    moved = given.load.kind is LoadKind.TRANSFER
    return MovementState.FROM_OLD_METER if moved else MovementState.FREE_CREDIT


def _meter_gone(db: Database, allocation: EventId) -> bool:
    meter = accounts.allocation(db, allocation)
    return meter is not None and meter.ended is not None


def _refund(db: Database, refund: Refund) -> MovementLine:
    plan = plans.plan(db, refund.plan)
    if plan is None:
        raise LookupError(refund.plan)
    return MovementLine(
        id=refund.id,
        date=refund.date,
        number=None,
        credit=-(refund.money or refund.quantity) if refund.basis.was_loaded else 0,
        charging=plan.contents.charging,
        kind=plan.contents.kind,
        total=-refund.amount,
        paper=_refund_paper(refund),
        state=_refund_state(refund),
    )


def _refund_state(refund: Refund) -> MovementState:
    if refund.refuted is not None:
        return MovementState.REFUTED
    if refund.cancelled is None:
        return MovementState.IN_DOUBT
    if refund.paid is None:
        return MovementState.DUE
    reversal = refund.basis is RefundBasis.REVERSED
    return MovementState.REVERSED if reversal else MovementState.PAID_BACK


def _refund_paper(refund: Refund) -> str:
    proof = refund.paid or refund.refuted
    if proof is not None and refund.receipt is not None:
        return receipt_number(proof.node, proof.epoch, refund.receipt)
    if refund.refuted is not None:
        return str(refund.refuted)
    return str(refund.id) if refund.cancelled is not None and refund.needs_proof else ""


def _meter_credit(db: Database, one: Movement) -> MovementLine:
    entry = journal.entry(db, one.id)
    if entry is None or not isinstance(entry.event, MeterCreditRefunded):
        raise LookupError(one.id)
    event = entry.event
    return MovementLine(
        id=one.id,
        date=event.date,
        number=None,
        credit=-event.left,
        charging=event.charging,
        kind=event.kind,
        total=-event.amount,
        paper=receipt_number(one.id.node, one.id.epoch, event.receipt),
        state=MovementState.OUT_OF_METER,
    )
