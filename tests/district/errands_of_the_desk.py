"""Errands of who serves: the drawer, the safe, agents, printed numbers, papers."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.invoice_stock import Holder
from app.ledger.queries import shifts
from app.ledger.queries.invoice_stock import next_number
from app.operations.errors import SignInFailed
from app.operations.sign_in import sign_in
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.district.drawers import in_drawer, pieces
from tests.district.founding import AGENT
from tests.district.guests import TWO, Desk, Guest
from tests.operations.proofs import ledger_of

_OFFICE: dict[str, Any] = {"by": ADMINISTRATOR}
_NUMBER = "71"


def moves_cash(desk: Desk) -> None:
    """What goes into a drawer and out of it beside sales, and a first count."""
    desk.do("drop-cash", bag=f"D-{desk.new()}", counted="100x3")
    desk.do("pay-in", amount="50", reason="change")
    desk.do("pay-out", amount="20", reason="soap")
    desk.do("counterfeit", amount="10", note=f"AB {desk.new()}", reason="no thread")
    desk.do("open-drawer", reason="to change a note")
    desk.do("x-report")
    desk.do("count-drawer", counted=_counted(desk, desk.cashier, -300))


def _counted(desk: Desk, operator: int, wrong: int = 0) -> str:
    ledger = ledger_of(desk.counter)
    with ledger.read() as reader:
        shift = shifts.open_shift(reader.db, ledger.node, operator)
        assert shift is not None
        return pieces(in_drawer(reader.db, shift.id) + wrong)


def hands_over(desk: Desk) -> None:
    """The drawer goes to the supervisor amid a shift."""
    desk.do(
        "hand-over-drawer",
        second=SUPERVISOR,
        to=str(SUPERVISOR),
        counted=_counted(desk, desk.cashier, 100),
    )


def brings_to_the_bank(desk: Desk) -> None:
    """A bag from a drawer and one from the safe; the bank finds less in them."""
    drop, bag = f"D-{desk.new()}", f"S-{desk.new()}"
    desk.do("drop-cash", bag=drop, counted="100x2")
    desk.do("bag-cash", by=SUPERVISOR, bag=bag, counted="20x1")
    new = f"S-{desk.new()}"
    desk.do("renumber-bag", by=SUPERVISOR, bag=bag, number=new, reason="read wrongly")
    carried: dict[str, Any] = {"by": SUPERVISOR, "carrier": "Juma", "bank": "KCB"}
    slip = desk.do("deposit-bags", bags=f"{drop},{new}", **carried)
    given: dict[str, Any] = {"by": SUPERVISOR, "second": ADMINISTRATOR}
    desk.do("take-back-deposit", slip=str(slip.slip), reason="bank closed", **given)
    slip = desk.do("deposit-bags", bags=drop, **carried)
    lacking = {"amount": "190", "reason": "a false note", "reference": f"BR {desk.new()}"}
    desk.do("confirm-deposit", slip=str(slip.slip), **lacking, **given)


def sells_for_an_agent(desk: Desk) -> None:
    """One who has a deposit, sells, gets a commission, and is settled with."""
    who: dict[str, Any] = {"agent": _NUMBER}
    desk.do("set-agent", holder=str(AGENT), **who, **_OFFICE)
    goes = ("credited", "kept")[desk.new() % 2]
    desk.do("set-commission", rule="percent", rate="500", goes=goes, **who, **_OFFICE)
    desk.do("set-vending-limit", by=SUPERVISOR, credit="900", **who)
    money: dict[str, Any] = {"by": SUPERVISOR, **who}
    desk.do("agent-deposit", amount="2500", reference=f"bank {desk.new()}", **money)
    desk.do("open-shift", by=AGENT, float="500")
    desk.cashier = AGENT
    guest = Guest(desk)
    guest.buys("4")
    guest.do("refund", **TWO)
    guest.meter.take(guest.card)
    guest.do("pay-refund", second=SUPERVISOR)
    desk.do("settle-agent", **money)
    desk.do("agent-withdraw", amount="100", reference=f"bank {desk.new()}", **money)


def writes_on_printed_sheets(desk: Desk) -> None:
    """Receipts with numbers that a printer's shop printed before; some sheets are spoiled."""
    first = 1_000 * desk.new()
    packet = {"first": str(first), "last": str(first + 99)}
    desk.do("receive-invoices", **packet, **_OFFICE)
    given: dict[str, Any] = {"by": SUPERVISOR, "operator": str(SUPERVISOR)}
    desk.do("assign-invoices", first=str(first), last=str(first + 19), **given)
    desk.do("set-invoice-rule", preprinted="yes", **_OFFICE)
    spoiled = {"first": str(first + 90), "last": str(first + 99), "reason": "wet"}
    desk.do("void-invoices", by=ADMINISTRATOR, second=SUPERVISOR, **spoiled)
    desk.do("open-shift", by=SUPERVISOR, float="1000", invoice=str(_next_sheet(desk)))
    desk.cashier = SUPERVISOR
    Guest(desk).buys("2")
    sheet = str(_next_sheet(desk))
    desk.do("spoil-invoice", first=sheet, last=sheet, reason="jam")
    Guest(desk)
    desk.do("set-invoice-rule", preprinted="no", **_OFFICE)


def _next_sheet(desk: Desk) -> int:
    ledger = ledger_of(desk.counter)
    with ledger.read() as reader:
        number = next_number(reader.db, Holder(ledger.node, SUPERVISOR))
    assert number is not None
    return number


def writes_papers_again(desk: Desk) -> None:
    """A receipt once more, tax invoices and a note that credits one; a PIN is mistyped."""
    guest = Guest(desk)
    sold = guest.buys("3")
    jobs = ledger_of(desk.counter).print_jobs
    for job in jobs.pending():
        jobs.done(job.id)
    desk.do("reprint", number=f"K07-01-{sold.receipt:06d}", reason="lost")
    payer = {"name": "Baraka Traders", "tax_number": "A0/123-4", "address": "Plot 7, Kilifi"}
    desk.do("tax-invoice", receipts=str(sold.receipt), **payer)
    guest.do("refund", **TWO)
    guest.meter.take(guest.card)
    guest.do("pay-refund", second=SUPERVISOR)
    with pytest.raises(SignInFailed):
        sign_in(desk.counter.kiosk, desk.other, "999999")
