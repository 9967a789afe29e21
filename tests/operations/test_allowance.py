"""What an enrolled counter may sell and open before it hears from head office again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.allowance import Allowance, AllowanceLeft
from app.domain.allowance_code import PURPOSE, BadAllowanceCode, allowance_code
from app.domain.approval import grouped
from app.ledger.backup import backup
from app.ledger.events.allowances import AllowanceTaken
from app.ledger.restore import restore
from app.operations.catalogue import operation_named
from app.operations.errors import AllowanceCodeRefused, AllowanceUsedUp, NoNumberBlock
from app.operations.operation import Caller, parse_arguments
from app.operations.vending import counter_left
from tests.counter import CASHIER, Counter
from tests.grants import OFFICE, enrol, grant, grant_numbers, refill_code
from tests.operations.customer import Customer, set_tariff, sleep_days
from tests.operations.proofs import MakeCustomer, count_events, events, ledger_of
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

TODAY = date(2026, 11, 23)
WEEK = TODAY + timedelta(days=7)


def left(counter: Counter) -> AllowanceLeft:
    with ledger_of(counter).read() as reader:
        found = counter_left(counter.kiosk, reader.db)
    assert found is not None
    return found


def code(counter: Counter, serial: int, money: int, **other: Any) -> str:
    """As head office reads it out."""
    facts: dict[str, Any] = {"count": 5, "until": WEEK} | other
    ledger, granted = ledger_of(counter), Allowance(serial=serial, money=money, **facts)
    return refill_code(ledger.signer, ledger.node, ledger.epoch, granted)


def refill(counter: Counter, digits: str, **other: Any) -> Any:
    return counter.do("refill-allowance", digits=digits, **other)


@pytest.fixture
def enrolled(customer: Customer) -> Customer:
    """Water costs ten; head office lets the counter take 100 in three sales within a week."""
    set_tariff(customer.counter)
    ledger = ledger_of(customer.counter)
    enrol(ledger)
    grant(ledger, money=10_000, count=3, until=WEEK)
    return customer


class TestTheVendingLimit:
    """Money, number of sales, days."""

    def test_is_none_at_a_counter_that_stands_alone(self, customer: Customer) -> None:
        with ledger_of(customer.counter).read() as reader:
            assert counter_left(customer.counter.kiosk, reader.db) is None
        with pytest.raises(AllowanceCodeRefused, match="belongs to no head office"):
            refill(customer.counter, code(customer.counter, 1, 1))

    def test_is_nothing_until_head_office_says_something(self, customer: Customer) -> None:
        enrol(ledger_of(customer.counter))
        before = count_events(customer.counter)
        with pytest.raises(AllowanceUsedUp, match="has not said yet") as refused:
            customer.buy("1")
        for way in ("Connect", "stick", "code"):
            assert way in refused.value.remedy
        assert count_events(customer.counter) == before

    def test_is_used_up_by_cash_and_refunds_give_back_no_more_than_was_sold(
        self, enrolled: Customer
    ) -> None:
        counter = enrolled.counter
        with pytest.raises(AllowanceUsedUp, match=r"take 100\.00 more; this takes 110\.00"):
            enrolled.buy("11")
        enrolled.buy("4")
        assert (left(counter).money, left(counter).count) == (6_000, 2)
        enrolled.do("reverse", reason="wrong amount")
        assert left(counter).money == 6_000  # its cash is still in the drawer
        enrolled.visit()
        enrolled.do("pay-refund")
        assert (left(counter).money, left(counter).count) == (10_000, 2)
        counter.do("deposit-balance", account=enrolled.account, amount="30")
        grant(ledger_of(counter), serial=2, money=5_000, count=3, until=WEEK)
        counter.do("withdraw-balance", account=enrolled.account, reason="moves", amount="30")
        assert left(counter).money == 5_000  # what an earlier limit let be taken went out

    def test_counts_sales_and_days(self, enrolled: Customer) -> None:
        counter, account = enrolled.counter, enrolled.account
        for _time in range(3):
            counter.do("deposit-balance", account=account, amount="1")
        with pytest.raises(AllowanceUsedUp, match="all the sales"):
            enrolled.buy("1")
        grant(ledger_of(counter), serial=2, money=10_000, count=9, until=WEEK)
        enrolled.buy("1")
        enrolled.visit()
        sleep_days(counter, 8)
        with pytest.raises(AllowanceUsedUp, match="until 2026-11-30"):
            enrolled.buy("1")

    def test_never_stops_money_that_goes_out_or_a_card_that_is_settled(
        self, enrolled: Customer
    ) -> None:
        counter = enrolled.counter
        enrolled.buy("10")
        assert left(counter).money == 0
        enrolled.do("reverse", reason="wrong amount")
        enrolled.visit()
        enrolled.do("pay-refund")
        assert left(counter).money == 10_000

    def test_of_a_sale_between_price_and_payment_stops_the_sale(self, enrolled: Customer) -> None:
        counter = enrolled.counter
        operation, caller = operation_named("prepay"), Caller(operator=CASHIER)
        wish = parse_arguments(operation, {"volume": "8"})
        grant_numbers(ledger_of(counter), 1, 9)
        other = counter.account("Pili Ali")
        counter.put(enrolled.card)
        quote = operation.quote(operation.look(counter.kiosk, caller, wish), wish)
        counter.do("deposit-balance", account=other, amount="30")
        before = count_events(counter)
        with pytest.raises(AllowanceUsedUp):
            operation.perform(counter.kiosk, caller, quote)
        assert (count_events(counter), left(counter).money) == (before, 7_000)

    def test_is_replaced_by_a_later_one_and_by_no_earlier_one(self, enrolled: Customer) -> None:
        counter = enrolled.counter
        enrolled.buy("4")
        grant(ledger_of(counter), serial=3, money=2_000, count=1, until=WEEK)
        assert (left(counter).serial, left(counter).money) == (3, 2_000)
        grant(ledger_of(counter), serial=2, money=90_000, count=9, until=WEEK)
        grant(ledger_of(counter), serial=3, money=2_000, count=1, until=WEEK)
        assert (left(counter).serial, left(counter).money) == (3, 2_000)
        taken = [one.serial for one in events(counter, "allowance_taken")]
        assert taken == [1, 3]


class TestACode:
    """Typed in where there is neither line nor stick."""

    def test_lets_the_counter_sell_and_counts_once(self, enrolled: Customer) -> None:
        counter = enrolled.counter
        enrolled.buy("10")
        digits = code(counter, 2, 5_000)
        done = refill(counter, grouped(digits), request="call 1")
        assert (done.serial, done.money, left(counter).money) == (2, 5_000, 5_000)
        assert refill(counter, digits, request="call 1") == done
        with pytest.raises(AllowanceCodeRefused, match="was used"):
            refill(counter, digits)
        # The same grant by the feed, later, changes nothing.
        enrolled.visit()
        enrolled.buy("2")
        grant(ledger_of(counter), serial=2, money=5_000, count=5, until=WEEK)
        assert left(counter).money == 3_000
        (taken,) = [one for one in events(counter, "allowance_taken") if one.typed]
        assert taken == AllowanceTaken(
            serial=2,
            money=5_000,
            count=5,
            until=WEEK,
            typed=True,
            cash_before=taken.cash_before,
            sales_before=taken.sales_before,
        )

    def test_of_two_codes_the_later_one_counts_whatever_is_typed_first(
        self, enrolled: Customer
    ) -> None:
        counter = enrolled.counter
        second, third = code(counter, 2, 80_000), code(counter, 3, 5_000)
        refill(counter, third)
        with pytest.raises(AllowanceCodeRefused, match="a later one took its place"):
            refill(counter, second)
        assert left(counter).money == 5_000

    def test_of_another_counter_epoch_or_key_is_refused(self, enrolled: Customer) -> None:
        counter = enrolled.counter
        ledger = ledger_of(counter)
        granted = Allowance(serial=2, money=5_000, count=5, until=WEEK)
        key = OFFICE.shared_key(ledger.signer.seal_public_key, PURPOSE)
        for kiosk, epoch, secret in (
            (ledger.node + 1, ledger.epoch, key),
            (ledger.node, ledger.epoch + 1, key),
            (ledger.node, ledger.epoch, bytes(32)),
        ):
            with pytest.raises(AllowanceCodeRefused, match="did not make this code"):
                refill(counter, allowance_code(granted, kiosk, epoch, secret))
        with pytest.raises(AllowanceCodeRefused, match="until 2026-11-22 only"):
            refill(counter, code(counter, 2, 5_000, until=TODAY - timedelta(days=1)))
        with pytest.raises(BadAllowanceCode):
            refill(counter, code(counter, 2, 5_000)[:-1])
        assert left(counter).serial == 1

    def test_cannot_be_guessed(self, enrolled: Customer) -> None:
        """Five wrong ones are free, then one waits; ten lock until a feed comes."""
        counter, ledger = enrolled.counter, ledger_of(enrolled.counter)
        granted = Allowance(serial=2, money=5_000, count=5, until=WEEK)
        wrong = allowance_code(granted, ledger.node, ledger.epoch, bytes(32))
        for tried in range(1, 11):
            with pytest.raises(AllowanceCodeRefused, match="did not make"):
                refill(counter, wrong)
            if tried >= 5:
                with pytest.raises(AllowanceCodeRefused, match="Too many wrong codes"):
                    refill(counter, code(counter, 2, 5_000))
                counter.clock.now += 21 * 60_000
        with pytest.raises(AllowanceCodeRefused, match="Too many wrong codes"):
            refill(counter, code(counter, 2, 5_000))
        grant(ledger, serial=2, money=100, count=5, until=WEEK)
        refill(counter, code(counter, 3, 5_000))
        assert left(counter).money == 5_000


def test_a_new_epoch_begins_with_no_limit_and_no_numbers(
    make_customer: MakeCustomer, tmp_path: Path
) -> None:
    """After a restore the counter does not know what it sold, nor which numbers it gave."""
    customer = make_customer()
    counter = customer.counter
    ledger = ledger_of(counter)
    enrol(ledger)
    grant(ledger, money=10**6, count=99, until=WEEK)
    grant_numbers(ledger, 1, 99)
    old = code(counter, 2, 10**6)
    backup(ledger, tmp_path / "medium")
    counter.close()
    for file in counter.path.parent.glob(counter.path.name + "*"):
        file.unlink()
    counter.ledger = restore(
        tmp_path / "medium",
        counter.path,
        clock=counter.clock,
        random=counter.random,
        reason="the machine died",
    )
    assert left(counter).serial == 0
    with pytest.raises(AllowanceUsedUp, match="has not said yet"):
        counter.do("deposit-balance", account=customer.account, amount="1")
    with pytest.raises(AllowanceCodeRefused, match="did not make"):
        refill(counter, old)
    with pytest.raises(NoNumberBlock):
        counter.account("Pili Ali")
    grant_numbers(ledger_of(counter), 1, 1)
    assert counter.account("Pili Ali").startswith(f"{counter.node}0200001")
    with pytest.raises(NoNumberBlock):
        counter.account("Juma Ali")
    refill(counter, code(counter, 1, 10**6))
    counter.do("deposit-balance", account=customer.account, amount="1")
