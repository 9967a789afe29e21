"""Customers brought to the moment before an operation that has to do with their card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from app.ledger.events.exceptions import CardHeld, PlanHeld
from app.ledger.queries import plans
from app.operations.errors import CardScrapped, PlanInterrupted
from app.simulator.reader import ApduPhase
from app.simulator.tears import CardPulled
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.operations.customer import Customer, pulled_at_write
from tests.operations.proofs import ledger_of
from tests.protocol.kiosks import MeterPull, meter_tear

Prepare: TypeAlias = Callable[[Customer], Callable[[], Any]]
"""Brings a customer of an active account to the moment before; returns the operation."""

SECOND: dict[str, Any] = {"second": SUPERVISOR}
BOTH: dict[str, Any] = {"by": SUPERVISOR, "second": ADMINISTRATOR}


def prepay(one: Customer) -> Callable[[], Any]:
    return lambda: one.buy("1")


def allocate(one: Customer) -> Callable[[], Any]:
    one.new_card()
    return lambda: one.counter.do(
        "allocate-meter", account=one.account, meter="000000054321", model="DN15", volume="1"
    )


def read(one: Customer) -> Callable[[], Any]:
    return lambda: one.do("read-card")


def refund(one: Customer) -> Callable[[], Any]:
    one.buy("1")
    return lambda: one.do("refund", reason="moves away")


def pay_refund(one: Customer) -> Callable[[], Any]:
    refund(one)()
    one.visit()
    return lambda: one.do("pay-refund")


def refute_refund(one: Customer) -> Callable[[], Any]:
    one.buy("1")
    copy = one.card.clone()
    one.do("refund", reason="moves away")
    one.meter.take(copy)
    one.visit()
    return lambda: one.do("refute-refund", **SECOND)


def refund_meter_credit(one: Customer) -> Callable[[], Any]:
    one.do("read-card")
    told: dict[str, Any] = {"dial": "0", "remaining": "2", "technician": "Baraka", "form": "F-1"}
    return lambda: one.counter.do(
        "refund-meter-credit", account=one.account, reason="moves away", **told, **SECOND
    )


def reissue(one: Customer) -> Callable[[], Any]:
    one.new_card()
    return lambda: one.counter.do(
        "reissue-card", account=one.account, reason="lost", identity="known"
    )


def rewrite(one: Customer) -> Callable[[], Any]:
    one.visit()
    one.buy("1")
    with pytest.raises(CardPulled):
        one.meter.take(one.card, tear=meter_tear(one.meter, one.card, MeterPull.BETWEEN))
    one.visit()
    return lambda: one.do("rewrite-load")


def compensate(one: Customer) -> Callable[[], Any]:
    return lambda: one.do("compensate", volume="1", reason="fault", **SECOND)


def torn(one: Customer, phase: ApduPhase = ApduPhase.AFTER) -> None:
    one.counter.put(one.card)
    with pulled_at_write(one.counter, 0, phase), pytest.raises(PlanInterrupted):
        one.counter.do("prepay", volume="1")


def settle(one: Customer) -> Callable[[], Any]:
    torn(one)
    return lambda: one.do("settle")


def money_back(one: Customer) -> Callable[[], Any]:
    torn(one, ApduPhase.BEFORE)
    return lambda: one.do("money-back", reason="never written", **SECOND)


def decide(one: Customer) -> Callable[[], Any]:
    torn(one)
    with ledger_of(one.counter).read() as reader:
        (row,) = plans.open_plans(reader.db, account=one.account)
    held = PlanHeld(plan=row.id, account=one.account, why="lost")
    ledger_of(one.counter).commit(lambda tx: tx.append(held))
    one.counter.do("open-shift", by=SUPERVISOR, float="0")
    return lambda: one.do(
        "decide-plan", plan=str(row.id), decision="not_written", reason="lost", **BOTH
    )


def renew(one: Customer) -> Callable[[], Any]:
    one.new_card()
    with pulled_at_write(one.counter, 0, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
        one.counter.do("reissue-card", account=one.account, reason="lost", identity="known")
    kept = one.card.snapshot()
    one.card.restore(type(kept)(kept.main, kept.protection, kept.security[:1] + b"abc"))
    with pytest.raises(CardScrapped):
        one.do("settle")
    one.new_card()
    return lambda: one.counter.do("renew-plan", account=one.account)


def report_lost(one: Customer) -> Callable[[], Any]:
    torn(one)
    with ledger_of(one.counter).read() as reader:
        (row,) = plans.open_plans(reader.db, account=one.account)
    return lambda: one.counter.do("report-lost", plan=str(row.id), reason="stolen", **BOTH)


def reverse(one: Customer) -> Callable[[], Any]:
    one.buy("1")
    return lambda: one.do("reverse", reason="wrong amount")


def correct_class(one: Customer) -> Callable[[], Any]:
    return lambda: one.counter.do(
        "correct-class", account=one.account, household_size="3", reason="counted", **SECOND
    )


def correct_dial(one: Customer) -> Callable[[], Any]:
    return lambda: one.counter.do(
        "correct-dial", account=one.account, dial="7", reason="misread", **SECOND
    )


def correct_meter(one: Customer) -> Callable[[], Any]:
    other = Customer(one.counter, "000000054321")
    other.allocate()
    one.account, one.card = other.account, other.card
    return lambda: one.do("correct-meter", number="000000054322", reason="mistyped", **SECOND)


def change_meter(one: Customer) -> Callable[[], Any]:
    return lambda: one.do(
        "change-meter",
        account=one.account,
        new_meter="000000054321",
        old_dial="1",
        technician="Baraka",
        form="F-1",
        **SECOND,
    )


def undo_meter_change(one: Customer) -> Callable[[], Any]:
    change_meter(one)()
    return lambda: one.do("undo-meter-change", reason="broken", **SECOND)


def release(one: Customer) -> Callable[[], Any]:
    serial = one.do("read-card").serial
    held = CardHeld(serial=serial, account=one.account, allocation=None, why="said")
    ledger_of(one.counter).commit(lambda tx: tx.append(held))
    return lambda: one.do("release-card", reason="it fits", **BOTH)


def retrieve(one: Customer) -> Callable[[], Any]:
    return lambda: one.do("retrieve-card", account=one.account)
