"""Suspend, resume, void: what is recorded, what follows, what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from peewee import Database

from app.domain.account_states import AccountState
from app.ledger.queries.accounts import Account
from app.operations.account_file import account_file
from app.operations.account_search import account_hits
from app.operations.errors import (
    AccountForbids,
    AccountInUse,
    BadArgument,
    NotAllowed,
    OtherHome,
    UnknownRecord,
)
from app.operations.operation import Caller
from app.operations.prepay import PREPAY, PrepayArguments
from app.operations.records import account_named
from app.operations.void_account import VOID_ACCOUNT, VoidAccountArguments
from tests.counter import ADMINISTRATOR, CASHIER
from tests.operations.customer import FLAT_PRICE, Customer, set_tariff, sleep_days
from tests.operations.proofs import count_events, events
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

TODAY = date(2026, 11, 23)
STANDING = FLAT_PRICE + '\nstanding = { monthly = "30.00", tax = "" }'


def suspend(one: Customer, **arguments: Any) -> Any:
    return one.counter.do(
        "suspend-account", **{"account": one.account, "reason": "house empty", **arguments}
    )


def resume(one: Customer, **arguments: Any) -> Any:
    return one.counter.do(
        "resume-account", **{"account": one.account, "reason": "back", **arguments}
    )


def void(one: Customer, account: str, **arguments: Any) -> Any:
    return one.counter.do(
        "void-account", **{"account": account, "reason": "opened twice", **arguments}
    )


class TestSuspending:
    def test_stops_sales_until_it_is_resumed(self, customer: Customer) -> None:
        done = suspend(customer, request="till-1")
        assert suspend(customer, request="till-1") == done
        assert (done.since, done.until, done.reason) == (TODAY, None, "house empty")
        with pytest.raises(AccountForbids, match="suspended since 2026-11-23: house empty"):
            customer.buy("1")
        assert customer.do("read-card").account_standing.state is AccountState.SUSPENDED
        file = account_file(customer.counter.kiosk, customer.account)
        (hit,) = account_hits(customer.counter.kiosk, (customer.account,))
        assert file.standing.state is hit.standing.state is AccountState.SUSPENDED
        resume(customer)
        assert customer.buy("1").number == 2
        assert len(events(customer.counter, "account_suspended")) == 1

    def test_ends_by_itself_on_its_day(self, customer: Customer) -> None:
        until = TODAY + timedelta(days=3)
        suspend(customer, until=until.isoformat())
        sleep_days(customer.counter, 2)
        with pytest.raises(AccountForbids):
            customer.buy("1")
        sleep_days(customer.counter, 1)
        assert customer.buy("1").number == 2
        with pytest.raises(AccountForbids, match="is active"):
            resume(customer)

    def test_pauses_standing_charges(self, customer: Customer) -> None:
        set_tariff(customer.counter, prices=STANDING)
        customer.buy("1")
        customer.visit()
        sleep_days(customer.counter, 8)
        suspend(customer)
        sleep_days(customer.counter, 31)
        resume(customer)
        breakdown = customer.buy("10").breakdown
        (line,) = [line for line in breakdown.lines if line.kind.value == "standing"]
        # January whole; of December, suspended from the 1st to the 31st, nothing.
        assert line.amount == 3_000

    def test_a_quote_made_before_it_does_not_sell(self, customer: Customer) -> None:
        kiosk, caller = customer.counter.kiosk, Caller(operator=CASHIER)
        arguments = PrepayArguments(volume="1")
        customer.counter.put(customer.card)
        quote = PREPAY.quote(PREPAY.look(kiosk, caller, arguments), arguments)
        suspend(customer)
        before = count_events(customer.counter)
        with pytest.raises(AccountForbids):
            PREPAY.perform(kiosk, caller, quote)
        assert count_events(customer.counter) == before


@pytest.mark.parametrize("reason", ["", "   ", "x" * 61, "a\x07b", "a\u202eb"])
def test_a_reason_must_be_there_short_and_printable(customer: Customer, reason: str) -> None:
    unused = customer.counter.account()
    before = count_events(customer.counter)
    for act in (suspend, resume):
        if act is resume:
            suspend(customer)
            before += 1
        with pytest.raises(BadArgument):
            act(customer, reason=reason)
    with pytest.raises(BadArgument):
        void(customer, unused, reason=reason)
    assert count_events(customer.counter) == before


def test_nothing_is_changed_without_account_right_or_sense(customer: Customer) -> None:
    before = count_events(customer.counter)
    for act in (suspend, resume):
        with pytest.raises(UnknownRecord):
            act(customer, account="120100017")
        with pytest.raises(NotAllowed):
            act(customer, by=ADMINISTRATOR)
    with pytest.raises(AccountForbids, match="is active"):
        resume(customer)
    for until in ("2026-11-23", "2026-11-01"):
        with pytest.raises(BadArgument):
            suspend(customer, until=until)
    with pytest.raises(NotAllowed):
        void(customer, customer.account, by=ADMINISTRATOR)
    with pytest.raises(UnknownRecord):
        void(customer, "120100017")
    assert count_events(customer.counter) == before


class TestVoiding:
    def test_is_for_ever_and_for_accounts_that_were_never_used(self, customer: Customer) -> None:
        unused = customer.counter.account()
        assert void(customer, unused, request="v") == void(customer, unused, request="v")
        assert len(events(customer.counter, "account_voided")) == 1
        with pytest.raises(AccountForbids, match="was voided"):
            void(customer, unused)
        customer.counter.new_card()
        with pytest.raises(AccountForbids, match="was voided") as refused:
            customer.counter.do(
                "allocate-meter", account=unused, meter="000000054321", model="DN15", volume="1"
            )
        assert refused.value.state is AccountState.VOIDED
        assert "never used again" in refused.value.remedy
        with pytest.raises(AccountInUse):
            void(customer, customer.account)
        another = customer.counter.account()
        assert another != unused

    def test_is_refused_where_money_came_in_since_it_was_looked_at(
        self, customer: Customer
    ) -> None:
        kiosk, caller = customer.counter.kiosk, Caller(operator=CASHIER)
        arguments = VoidAccountArguments(account=customer.counter.account(), reason="twice")
        quote = VOID_ACCOUNT.quote(VOID_ACCOUNT.look(kiosk, caller, arguments), arguments)
        other = Customer(customer.counter, "000000054321")
        other.account = arguments.account
        other.allocate()
        with pytest.raises(AccountInUse):
            VOID_ACCOUNT.perform(kiosk, caller, quote)
        other.visit()

    def test_is_for_the_home_kiosk(
        self, customer: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unused = customer.counter.account()
        monkeypatch.setattr("app.operations.account_standing.account_named", kept_elsewhere)
        with pytest.raises(OtherHome, match="K08"):
            void(customer, unused)


def kept_elsewhere(db: Database, number: str) -> Account:
    return msgspec.structs.replace(account_named(db, number), home=8)
