"""Account state x operation: each cell allowed, or refused with its reason.

Every operation of the catalogue stands here, with what it does to an account, or that it has to do
with none: one that is added and not decided fails.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.account_states import AccountAct, AccountStanding, AccountState, allows
from app.domain.cards import Marking
from app.ledger.events.exceptions import CardHeld, PlanHeld
from app.ledger.queries import plans
from app.operations.catalogue import OPERATIONS
from app.operations.errors import AccountForbids, CardScrapped, OperationRefused, PlanInterrupted
from app.simulator.reader import ApduPhase
from app.simulator.tears import CardPulled
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.operations.customer import Customer, pulled_at_write
from tests.operations.proofs import MakeCustomer, ledger_of
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.protocol.kiosks import MeterPull, meter_tear

Prepare = Callable[[Customer], Callable[[], Any]]
"""Brings a customer of an active account to the moment before; returns the operation."""

_SECOND: dict[str, Any] = {"second": SUPERVISOR}
_BOTH: dict[str, Any] = {"by": SUPERVISOR, "second": ADMINISTRATOR}


def _prepay(one: Customer) -> Callable[[], Any]:
    return lambda: one.buy("1")


def _allocate(one: Customer) -> Callable[[], Any]:
    one.new_card()
    return lambda: one.counter.do(
        "allocate-meter", account=one.account, meter="000000054321", model="DN15", volume="1"
    )


def _read(one: Customer) -> Callable[[], Any]:
    return lambda: one.do("read-card")


def _refund(one: Customer) -> Callable[[], Any]:
    one.buy("1")
    return lambda: one.do("refund", reason="moves away")


def _pay_refund(one: Customer) -> Callable[[], Any]:
    _refund(one)()
    one.visit()
    return lambda: one.do("pay-refund")


def _refute_refund(one: Customer) -> Callable[[], Any]:
    one.buy("1")
    copy = one.card.clone()
    one.do("refund", reason="moves away")
    one.meter.take(copy)
    one.visit()
    return lambda: one.do("refute-refund", **_SECOND)


def _refund_meter_credit(one: Customer) -> Callable[[], Any]:
    one.do("read-card")
    told: dict[str, Any] = {"dial": "0", "remaining": "2", "technician": "Baraka", "form": "F-1"}
    return lambda: one.counter.do(
        "refund-meter-credit", account=one.account, reason="moves away", **told, **_SECOND
    )


def _reissue(one: Customer) -> Callable[[], Any]:
    one.new_card()
    return lambda: one.counter.do(
        "reissue-card", account=one.account, reason="lost", identity="known"
    )


def _rewrite(one: Customer) -> Callable[[], Any]:
    one.visit()
    one.buy("1")
    with pytest.raises(CardPulled):
        one.meter.take(one.card, tear=meter_tear(one.meter, one.card, MeterPull.BETWEEN))
    one.visit()
    return lambda: one.do("rewrite-load")


def _compensate(one: Customer) -> Callable[[], Any]:
    return lambda: one.do("compensate", volume="1", reason="fault", **_SECOND)


def _torn(one: Customer, phase: ApduPhase = ApduPhase.AFTER) -> None:
    one.counter.put(one.card)
    with pulled_at_write(one.counter, 0, phase), pytest.raises(PlanInterrupted):
        one.counter.do("prepay", volume="1")


def _settle(one: Customer) -> Callable[[], Any]:
    _torn(one)
    return lambda: one.do("settle")


def _money_back(one: Customer) -> Callable[[], Any]:
    _torn(one, ApduPhase.BEFORE)
    return lambda: one.do("money-back", reason="never written", **_SECOND)


def _decide(one: Customer) -> Callable[[], Any]:
    _torn(one)
    with ledger_of(one.counter).read() as reader:
        (row,) = plans.open_plans(reader.db, account=one.account)
    held = PlanHeld(plan=row.id, account=one.account, why="lost")
    ledger_of(one.counter).commit(lambda tx: tx.append(held))
    one.counter.do("open-shift", by=SUPERVISOR, float="0")
    return lambda: one.do(
        "decide-plan", plan=str(row.id), decision="not_written", reason="lost", **_BOTH
    )


def _renew(one: Customer) -> Callable[[], Any]:
    one.new_card()
    with pulled_at_write(one.counter, 0, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
        one.counter.do("reissue-card", account=one.account, reason="lost", identity="known")
    kept = one.card.snapshot()
    one.card.restore(type(kept)(kept.main, kept.protection, kept.security[:1] + b"abc"))
    with pytest.raises(CardScrapped):
        one.do("settle")
    one.new_card()
    return lambda: one.counter.do("renew-plan", account=one.account)


def _report_lost(one: Customer) -> Callable[[], Any]:
    _torn(one)
    with ledger_of(one.counter).read() as reader:
        (row,) = plans.open_plans(reader.db, account=one.account)
    return lambda: one.counter.do("report-lost", plan=str(row.id), reason="stolen", **_BOTH)


def _reverse(one: Customer) -> Callable[[], Any]:
    one.buy("1")
    return lambda: one.do("reverse", reason="wrong amount")


def _correct_class(one: Customer) -> Callable[[], Any]:
    return lambda: one.counter.do(
        "correct-class", account=one.account, household_size="3", reason="counted", **_SECOND
    )


def _correct_dial(one: Customer) -> Callable[[], Any]:
    return lambda: one.counter.do(
        "correct-dial", account=one.account, dial="7", reason="misread", **_SECOND
    )


def _correct_meter(one: Customer) -> Callable[[], Any]:
    other = Customer(one.counter, "000000054321")
    other.allocate()
    one.account, one.card = other.account, other.card
    return lambda: one.do("correct-meter", number="000000054322", reason="mistyped", **_SECOND)


def _change_meter(one: Customer) -> Callable[[], Any]:
    return lambda: one.do(
        "change-meter",
        account=one.account,
        new_meter="000000054321",
        old_dial="1",
        technician="Baraka",
        form="F-1",
        **_SECOND,
    )


def _undo_meter_change(one: Customer) -> Callable[[], Any]:
    _change_meter(one)()
    return lambda: one.do("undo-meter-change", reason="broken", **_SECOND)


def _release(one: Customer) -> Callable[[], Any]:
    serial = one.do("read-card").serial
    held = CardHeld(serial=serial, account=one.account, allocation=None, why="said")
    ledger_of(one.counter).commit(lambda tx: tx.append(held))
    return lambda: one.do("release-card", reason="it fits", **_BOTH)


def _retrieve(one: Customer) -> Callable[[], Any]:
    return lambda: one.do("retrieve-card", account=one.account)


def _of_state(name: str) -> Prepare:
    def prepare(one: Customer) -> Callable[[], Any]:
        return lambda: one.counter.do(name, account=one.account, reason="asked for")

    return prepare


def _void(one: Customer) -> Callable[[], Any]:
    one.account = one.counter.account()
    return _of_state("void-account")(one)


def _cancel(one: Customer) -> Callable[[], Any]:
    return lambda: one.do(
        "cancel-account",
        account=one.account,
        reason="moves away",
        card="returned",
        dials="000000012345=1",
        **_SECOND,
    )


def _change_customer(one: Customer) -> Callable[[], Any]:
    return lambda: one.do(
        "change-customer",
        account=one.account,
        reason="tenant",
        card="returned",
        dials="000000012345=1",
        **_SECOND,
    )


def _merge(one: Customer) -> Callable[[], Any]:
    other = one.counter.account()
    return lambda: one.counter.do(
        "merge-accounts", account=one.account, into=other, reason="one customer", **_SECOND
    )


def _kinds(one: Customer) -> None:
    """Something to pay for, and something to keep."""
    given = {"price": "5", "ledger_code": "4100"}
    for code, deposit in (("repair", "no"), ("deposit", "yes")):
        one.counter.do(
            "set-payment-kind", by=ADMINISTRATOR, code=code, name=code, deposit=deposit, **given
        )


def _take_payment(one: Customer) -> Callable[[], Any]:
    _kinds(one)
    return lambda: one.counter.do("take-payment", account=one.account, kind="repair")


def _reverse_payment(one: Customer) -> Callable[[], Any]:
    paid = _take_payment(one)()
    return lambda: one.counter.do("reverse-payment", receipt=str(paid.receipt), reason="wrong")


def _return_deposit(one: Customer) -> Callable[[], Any]:
    _kinds(one)
    one.counter.do("take-payment", account=one.account, kind="deposit")
    return _of_state("return-deposit")(one)


def _book_arrears(one: Customer) -> Callable[[], Any]:
    _kinds(one)
    return lambda: one.counter.do(
        "book-arrears", account=one.account, kind="repair", reason="broken"
    )


def _owing(name: str, **arguments: Any) -> Prepare:
    """About an account that owes something."""

    def prepare(one: Customer) -> Callable[[], Any]:
        _book_arrears(one)()
        return lambda: one.counter.do(name, account=one.account, **arguments)

    return prepare


def _deposit_balance(one: Customer) -> Callable[[], Any]:
    return lambda: one.counter.do("deposit-balance", account=one.account, amount="5")


def _withdraw_balance(one: Customer) -> Callable[[], Any]:
    _deposit_balance(one)()
    return _of_state("withdraw-balance")(one)


CELLS: dict[str, tuple[AccountAct, Prepare]] = {
    "prepay": (AccountAct.SELL, _prepay),
    "allocate-meter": (AccountAct.SELL, _allocate),
    "read-card": (AccountAct.READ, _read),
    "refund": (AccountAct.GIVE_BACK, _refund),
    "pay-refund": (AccountAct.GIVE_BACK, _pay_refund),
    "refute-refund": (AccountAct.SETTLE, _refute_refund),
    "refund-meter-credit": (AccountAct.GIVE_BACK, _refund_meter_credit),
    "money-back": (AccountAct.GIVE_BACK, _money_back),
    "reissue-card": (AccountAct.MAKE_CARD, _reissue),
    "rewrite-load": (AccountAct.WRITE_AGAIN, _rewrite),
    "compensate": (AccountAct.GIVE_CREDIT, _compensate),
    "reverse": (AccountAct.GIVE_BACK, _reverse),
    "correct-class": (AccountAct.CORRECT, _correct_class),
    "correct-dial": (AccountAct.CORRECT, _correct_dial),
    "correct-meter": (AccountAct.CORRECT, _correct_meter),
    "change-meter": (AccountAct.CHANGE_METER, _change_meter),
    "undo-meter-change": (AccountAct.CHANGE_METER, _undo_meter_change),
    "report-lost": (AccountAct.SETTLE, _report_lost),
    "settle": (AccountAct.SETTLE, _settle),
    "renew-plan": (AccountAct.SETTLE, _renew),
    "decide-plan": (AccountAct.SETTLE, _decide),
    "release-card": (AccountAct.RELEASE, _release),
    "retrieve-card": (AccountAct.RETRIEVE, _retrieve),
    "suspend-account": (AccountAct.SUSPEND, _of_state("suspend-account")),
    "resume-account": (AccountAct.RESUME, _of_state("resume-account")),
    "void-account": (AccountAct.VOID, _void),
    "cancel-account": (AccountAct.CANCEL, _cancel),
    "merge-accounts": (AccountAct.MERGE, _merge),
    "change-customer": (AccountAct.CANCEL, _change_customer),
    "take-payment": (AccountAct.PAY, _take_payment),
    "reverse-payment": (AccountAct.PAY, _reverse_payment),
    "return-deposit": (AccountAct.PAY_OUT, _return_deposit),
    "book-arrears": (AccountAct.OWE, _book_arrears),
    "pay-arrears": (AccountAct.PAY, _owing("pay-arrears")),
    "plan-arrears": (
        AccountAct.OWE,
        _owing("plan-arrears", months="2", reason="poor", **_SECOND),
    ),
    "write-off": (AccountAct.OWE, _owing("write-off", reason="gone", **_SECOND)),
    "set-deduction": (AccountAct.OWE, _owing("set-deduction", rule="none", **_SECOND)),
    "deposit-balance": (AccountAct.PAY, _deposit_balance),
    "withdraw-balance": (AccountAct.PAY_OUT, _withdraw_balance),
}
WITHOUT_ACCOUNT = {
    "sign-in",
    "open-shift",
    "open-account",
    "make-function-card",
    "read-function-card",
    "lose-function-card",
    "function-cards",
    "reprint",
    "print-test",
    "correct-tender",
    "tax-invoice",
    "set-receipt-form",
    "preview-receipt-form",
    "credit-note",
    "x-report",
    "close-shift",
    "set-operator",
    "set-region",
    "set-meter-model",
    "set-tariff",
    "set-fee",
    "set-limit",
    "set-device",
    "settings-history",
    "preview-tariff",
    "withdraw-tariff",
    "set-rise-cap",
    "unswitched-meters",
    "set-meter-maker",
    "receive-meters",
    "set-stock-rule",
    "meter-stock",
    "accept-clock",
    "blacklist",
    "set-handover",
    "unblacklist",
    "blacklist-entries",
    "account-money",
    "set-payment-kind",
    "set-usual-deduction",
}
_PLACES = ("app.operations.card_look", "app.operations.account_standing")
"""Where operations ask what an account is."""


def test_every_operation_is_decided() -> None:
    assert {operation.name for operation in OPERATIONS} == set(CELLS) | WITHOUT_ACCOUNT
    assert not set(CELLS) & WITHOUT_ACCOUNT


@pytest.mark.parametrize("state", AccountState)
@pytest.mark.parametrize("name", CELLS)
def test_a_cell(
    name: str,
    state: AccountState,
    make_customer: MakeCustomer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    act, prepare = CELLS[name]
    marking = Marking.BEFORE if name == "rewrite-load" else Marking.BOTH
    copyable = name != "rewrite-load"
    one = make_customer(profile=TapcardSle4442(marking=marking, copyable=copyable))
    perform = prepare(one)
    standing = AccountStanding(
        state=state, since=date(2026, 11, 20), reason="as said", survivor="120100017"
    )
    with monkeypatch.context() as patch:
        for place in _PLACES:
            patch.setattr(f"{place}.account_standing", lambda *_asked: standing)
        if allows(state, act):
            perform()
            return
        with pytest.raises(AccountForbids) as refused:
            perform()
    assert refused.value.state is state
    assert one.account in refused.value.message
    assert isinstance(refused.value, OperationRefused)
    assert refused.value.remedy
