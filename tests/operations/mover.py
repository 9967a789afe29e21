"""A customer whose meter is changed."""

from __future__ import annotations

from typing import Any

from app.ledger.events.exceptions import CreditOwed
from app.ledger.queries import accounts, compensation
from app.ledger.queries.accounts import Allocation
from app.printing.documents import MeterChangeSlip
from app.simulator.meter import VirtualMeter
from tests.counter import SUPERVISOR
from tests.operations.customer import Customer
from tests.operations.proofs import ledger_of, papers

OLD, NEW = "000000012345", "000000054321"
FORM: dict[str, Any] = {"technician": "Baraka Ali", "form": "F-17"}


def change(customer: Customer, **arguments: Any) -> Any:
    """The form says: half a unit went through the old meter."""
    given: dict[str, Any] = {
        "account": customer.account,
        "new_meter": NEW,
        "old_dial": "0.5",
        "second": SUPERVISOR,
        **FORM,
        **arguments,
    }
    return customer.do("change-meter", **{k: v for k, v in given.items() if v is not None})


def undo(customer: Customer, **arguments: Any) -> Any:
    given = {"reason": "the new meter leaks", "second": SUPERVISOR, **arguments}
    return customer.do("undo-meter-change", **given)


def hang(customer: Customer, number: str = NEW) -> VirtualMeter:
    """A meter from the factory on the wall; the customer's from now on."""
    customer.meter = customer.counter.meter(number)
    return customer.meter


def meters(customer: Customer) -> list[Allocation]:
    """All that the account has or had."""
    with ledger_of(customer.counter).read() as reader:
        return accounts.allocations_of(reader.db, customer.account)


def owed(customer: Customer) -> list[int]:
    """What is owed for each of them."""
    with ledger_of(customer.counter).read() as reader:
        db = reader.db
        return [
            compensation.owed(db, customer.account, row.id)
            for row in accounts.allocations_of(db, customer.account)
        ]


def owe(customer: Customer, credit: int) -> None:
    """Head office says that a load for the account's last meter died."""
    event = CreditOwed(
        account=customer.account,
        allocation=meters(customer)[-1].id,
        purchase=None,
        quantity=credit,
        why="two kiosks sold one number",
    )
    ledger_of(customer.counter).commit(lambda tx: tx.append(event))


def last_slip(customer: Customer) -> MeterChangeSlip:
    """The newest paper."""
    slip = papers(customer.counter)[-1]
    assert isinstance(slip, MeterChangeSlip)
    return slip
