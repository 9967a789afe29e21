"""Two files of one customer become one: everything counts once, and no water is free."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from peewee import Database

from app.domain.account_states import AccountState
from app.domain.entries import Book
from app.ledger.queries import money
from app.ledger.queries.accounts import Account
from app.operations.account_file import account_file
from app.operations.errors import (
    AccountForbids,
    AccountInUse,
    BadArgument,
    NotAllowed,
    OtherHome,
    PlanInterrupted,
    PlanStillOpen,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.operations.merge_accounts import MERGE_ACCOUNTS, MergeAccountsArguments
from app.operations.operation import Caller
from app.operations.records import account_named
from app.printing.documents import MergeSlip
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.customer import Customer, pulled_at_write, set_tariff
from tests.operations.proofs import MakeCustomer, booked, count_events, events, ledger_of, papers
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


@pytest.fixture
def twice(make_customer: MakeCustomer) -> tuple[Customer, Customer]:
    """One customer under two numbers, each with a card and a meter; ten a unit."""
    first = make_customer()
    set_tariff(first.counter)
    second = Customer(first.counter, "000000054321")
    second.allocate()
    second.visit()
    return first, second


def merge(ends: Customer, stays: Customer, **arguments: Any) -> Any:
    given: dict[str, Any] = {
        "account": ends.account,
        "into": stays.account,
        "reason": "opened twice",
        "second": SUPERVISOR,
    }
    return ends.counter.do("merge-accounts", **{**given, **arguments})


def balance(one: Customer) -> int:
    with ledger_of(one.counter).read() as reader:
        return money.balance(reader.db, one.account)


def leave_balance(one: Customer, tendered: str) -> None:
    """A unit is bought; the rest of the money stands in the account."""
    one.buy("1", tendered=tendered, rest="balance")
    one.visit()


class TestMerging:
    def test_is_signed_by_two_once_and_told_on_paper(
        self, twice: tuple[Customer, Customer]
    ) -> None:
        first, second = twice
        done = merge(second, first, request="till-1")
        assert merge(second, first, request="till-1") == done
        assert len(events(first.counter, "account_merged")) == 1
        slip = papers(first.counter)[-1]
        assert isinstance(slip, MergeSlip)
        assert (slip.customer.account, slip.ended) == (first.account, second.account)
        assert slip.second == "20 Juma"
        file = account_file(first.counter.kiosk, first.account)
        ended = account_file(first.counter.kiosk, second.account)
        assert file.merged == (second.account,)
        assert (ended.standing.state, ended.standing.survivor) == (
            AccountState.MERGED,
            first.account,
        )

    def test_refuses_the_card_of_the_one_that_ended_and_names_the_other(
        self, twice: tuple[Customer, Customer]
    ) -> None:
        first, second = twice
        merge(second, first)
        with pytest.raises(AccountForbids, match=f"into account {first.account}"):
            second.buy("1")
        second.do("retrieve-card", account=second.account)
        assert first.buy("1").number == 2
        first.visit()

    def test_leaves_its_meter_to_the_one_that_stays(self, twice: tuple[Customer, Customer]) -> None:
        first, second = twice
        merge(second, first)
        second.do("retrieve-card", account=second.account)
        allocated = second.do(
            "allocate-meter",
            account=first.account,
            meter=second.meter.state.meter,
            model="DN15",
            volume="1",
        )
        assert allocated.number == 1

    def test_counts_what_it_had_with_the_other_one_once(
        self, twice: tuple[Customer, Customer]
    ) -> None:
        first, second = twice
        leave_balance(second, "50")
        leave_balance(first, "30")
        assert (balance(first), balance(second)) == (2_000, 4_000)
        assert merge(second, first).balance == 6_000
        assert (balance(first), account_file(first.counter.kiosk, first.account).balance) == (
            6_000,
            6_000,
        )
        sold = first.buy("5")
        assert sold.breakdown.balance_used == 5_000
        first.visit()
        assert balance(first) == 1_000
        # Each posting stands under the number that it was made under.
        assert booked(first.counter, Book.BALANCE, second.account) == -4_000
        with pytest.raises(AccountForbids):
            second.buy("1")
        assert first.buy("3").breakdown.balance_used == 1_000

    def test_goes_on_through_a_second_merging(self, twice: tuple[Customer, Customer]) -> None:
        first, second = twice
        leave_balance(second, "50")
        third = Customer(first.counter, "000000077777")
        merge(second, first)
        merge(first, third)
        assert balance(third) == 4_000
        with pytest.raises(AccountForbids):
            merge(third, second)


class TestItIsRefused:
    def test_without_two_people_sense_or_the_right(self, twice: tuple[Customer, Customer]) -> None:
        first, second = twice
        before = count_events(first.counter)
        wrong: tuple[tuple[type[Exception], dict[str, Any]], ...] = (
            (SecondPersonNeeded, {"second": None}),
            (SecondPersonNeeded, {"second": CASHIER}),
            (NotAllowed, {"by": ADMINISTRATOR}),
            (BadArgument, {"into": second.account}),
            (BadArgument, {"reason": " "}),
            (BadArgument, {"reason": "a\x07"}),
            (UnknownRecord, {"into": "120100017"}),
            (UnknownRecord, {"account": "120100017"}),
        )
        for error, arguments in wrong:
            with pytest.raises(error):
                merge(second, first, **arguments)
        assert count_events(first.counter) == before

    def test_while_something_of_it_is_open(self, twice: tuple[Customer, Customer]) -> None:
        first, second = twice
        second.buy("1")
        second.do("refund", reason="merged")
        with pytest.raises(AccountInUse, match="refund waits"):
            merge(second, first)
        second.visit()
        second.do("pay-refund")
        second.counter.put(second.card)
        with pulled_at_write(second.counter, 0, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
            second.counter.do("prepay", volume="1")
        with pytest.raises(PlanStillOpen):
            merge(second, first)
        second.do("settle")
        first.counter.do("suspend-account", account=first.account, reason="away")
        with pytest.raises(AccountForbids, match="suspended"):
            merge(second, first)

    def test_away_from_home_and_when_its_money_changed(
        self, twice: tuple[Customer, Customer], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = twice
        with monkeypatch.context() as patch:
            patch.setattr("app.operations.account_standing.account_named", kept_elsewhere)
            with pytest.raises(OtherHome, match="K08"):
                merge(second, first)
        kiosk, caller = first.counter.kiosk, Caller(operator=CASHIER, second=SUPERVISOR)
        arguments = MergeAccountsArguments(
            account=second.account, into=first.account, reason="opened twice"
        )
        quote = MERGE_ACCOUNTS.quote(MERGE_ACCOUNTS.look(kiosk, caller, arguments), arguments)
        leave_balance(second, "50")
        with pytest.raises(StaleQuote):
            MERGE_ACCOUNTS.perform(kiosk, caller, quote)


def kept_elsewhere(db: Database, number: str) -> Account:
    return msgspec.structs.replace(account_named(db, number), home=8)
