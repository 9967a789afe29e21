"""Prepayment: what is paid, what goes on the card, and when nothing happens at all."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.amounts import BadAmount
from app.domain.cards import CardForm
from app.domain.entries import Book
from app.domain.metering import MeterAnswer
from app.domain.tariff.breakdown import LineKind
from app.domain.tariff.errors import AboveMaximum, BelowMinimum, OverLargest, OverMonthlyCap
from app.operations.errors import (
    BadArgument,
    NotEnoughTendered,
)
from app.printing.documents import SaleReceipt
from tests.counter import ADMINISTRATOR
from tests.operations.customer import Customer, set_tariff, sleep_days
from tests.operations.proofs import MakeCustomer, booked, count_events, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

TIERS = (
    'tiers = [{ upto = "5", price = "10.00" }, { upto = "10", price = "20.00" },'
    ' { price = "40.00" }]\ntiers_tax = ""\ntaxes = []'
)


@pytest.fixture
def flat(customer: Customer) -> Customer:
    """Two units are in the meter; every unit costs ten."""
    set_tariff(customer.counter)
    return customer


def shows(customer: Customer) -> Any:
    """What stands on the card."""
    return customer.do("read-card").meters[0].contents


class TestBuyingByVolume:
    """So much water, whatever it costs."""

    def test_puts_the_volume_on_the_card_under_the_next_number(self, flat: Customer) -> None:
        sold = flat.buy("3")
        assert (sold.number, sold.quantity, sold.total) == (2, 3_000, 3_000)
        card = shows(flat)
        assert (card.number, card.load, card.cumulative) == (2, 3_000, 5_000)
        assert card.mark == sold.purchase

    def test_is_credited_by_the_meter_once(self, flat: Customer) -> None:
        flat.buy("3")
        assert flat.visit() is MeterAnswer.CREDIT
        assert flat.visit() is MeterAnswer.NOTHING_NEW
        assert flat.meter.state.total_credited == 5_000

    def test_gives_change(self, flat: Customer) -> None:
        sold = flat.buy("3", tendered="50")
        assert (sold.total, sold.change, sold.to_balance) == (3_000, 2_000, 0)

    def test_refuses_less_than_its_price(self, flat: Customer) -> None:
        before = count_events(flat.counter)
        with pytest.raises(NotEnoughTendered):
            flat.buy("3", tendered="29.99")
        assert count_events(flat.counter) == before

    def test_turns_the_opening_card_into_a_user_card(self, flat: Customer) -> None:
        flat.buy("3")
        assert shows(flat).form is CardForm.USER

    def test_rounds_cash_on_a_line_of_its_own(self, flat: Customer) -> None:
        set_tariff(flat.counter, "rounding = 50")
        sold = flat.buy("1.234")
        rounding = [line for line in sold.breakdown.lines if line.kind is LineKind.ROUNDING]
        assert (sold.total, [line.amount for line in rounding]) == (1_250, [16])
        assert booked(flat.counter, Book.ROUNDING) == -16


class TestBuyingByAmount:
    """So much money, whatever water that is."""

    def test_sells_what_the_money_buys(self, flat: Customer) -> None:
        sold = flat.buy_for("100")
        assert (sold.quantity, sold.total, sold.change) == (10_000, 10_000, 0)

    def test_never_takes_more_and_never_leaves_a_step_unsold(self, flat: Customer) -> None:
        set_tariff(flat.counter, prices='tiers=[{price="7.00"}]\ntiers_tax=""\ntaxes=[]')
        sold = flat.buy_for("10")
        # 1.429 units cost 10.003, which rounds to 10.00; one step more costs 10.01.
        assert (sold.quantity, sold.total, sold.change) == (1_429, 1_000, 0)

    def test_gives_back_what_the_limit_leaves_over(self, flat: Customer) -> None:
        sold = flat.buy_for("5000")
        # The meter holds 2 of the 200 that it may hoard.
        assert (sold.quantity, sold.total, sold.change) == (198_000, 198_000, 302_000)

    def test_counts_more_money_than_the_amount_as_change(self, flat: Customer) -> None:
        sold = flat.buy_for("100", tendered="200")
        assert (sold.total, sold.change) == (10_000, 10_000)

    @pytest.mark.parametrize(
        "amount", ["0", "-5", "abc", "", "1,50", "1.234", "9" * 20, "٣", "1e3", "0.00"]
    )
    def test_refuses_what_is_no_amount(self, flat: Customer, amount: str) -> None:
        before = count_events(flat.counter)
        with pytest.raises(BadAmount):
            flat.buy_for(amount)
        assert count_events(flat.counter) == before

    @pytest.mark.parametrize("wish", [{}, {"amount": "10", "volume": "1"}])
    def test_needs_either_an_amount_or_a_volume(self, flat: Customer, wish: dict[str, str]) -> None:
        with pytest.raises(BadArgument):
            flat.do("prepay", **wish)


class TestTiers:
    """A later purchase goes on where the one before it stopped."""

    def test_carry_over_from_purchase_to_purchase(self, customer: Customer) -> None:
        set_tariff(customer.counter, prices=TIERS)
        second = customer.buy("4")
        assert second.total == 3 * 1_000 + 1 * 2_000
        customer.visit()
        assert customer.buy("5").total == 4 * 2_000 + 1 * 4_000

    def test_cost_the_same_however_a_purchase_is_split(self, make_customer: MakeCustomer) -> None:
        whole, split = make_customer(), make_customer()
        for one in (whole, split):
            set_tariff(one.counter, prices=TIERS)
        parts = []
        for volume in ("1.337", "4.111", "3.552"):
            parts.append(split.buy(volume).total)
            split.visit()
        assert whole.buy("9").total == sum(parts)

    def test_begin_anew_with_the_next_period(self, customer: Customer) -> None:
        set_tariff(customer.counter, prices=TIERS)
        customer.buy("6")
        customer.visit()
        sleep_days(customer.counter, 10)
        sold = customer.buy("5")
        assert sold.total == 5 * 1_000
        assert shows(customer).bought_in_period == 5_000

    def test_are_not_used_up_by_what_was_refunded(self, make_customer: MakeCustomer) -> None:
        customer = make_customer()
        set_tariff(customer.counter, prices=TIERS)
        first = customer.buy("4")
        customer.do("refund", reason="too much")
        customer.visit()
        customer.do("pay-refund")
        assert customer.buy("4").total == first.total


class TestTheAccountBalance:
    """The rest of the money may stay, and is spent first."""

    def test_takes_the_rest_and_is_spent_next_time(self, flat: Customer) -> None:
        sold = flat.buy("3", tendered="50", rest="balance")
        assert (sold.change, sold.to_balance) == (0, 2_000)
        assert booked(flat.counter, Book.BALANCE, flat.account) == -2_000
        flat.visit()
        sold = flat.buy("3")
        assert (sold.breakdown.balance_used, sold.breakdown.to_pay) == (2_000, 1_000)
        assert booked(flat.counter, Book.BALANCE, flat.account) == 0

    def test_pays_for_a_whole_purchase_without_cash(self, flat: Customer) -> None:
        flat.buy("3", tendered="100", rest="balance")
        flat.visit()
        sold = flat.buy("3")
        assert sold.breakdown.to_pay == 0
        assert booked(flat.counter, Book.BALANCE, flat.account) == -4_000

    def test_tops_up_what_an_amount_buys(self, flat: Customer) -> None:
        flat.buy("3", tendered="50", rest="balance")
        flat.visit()
        assert flat.buy_for("10").quantity == 3_000


class TestStandingCharges:
    """Collected with the purchase, month by month."""

    RULES = ('standing = { monthly = "5.00", tax = "" }',)

    def standing(self, sold: Any) -> list[int]:
        return [line.amount for line in sold.breakdown.lines if line.kind is LineKind.STANDING]

    def test_are_not_taken_twice_for_a_month(self, customer: Customer) -> None:
        """The first purchase paid November already."""
        set_tariff(customer.counter, *self.RULES)
        assert self.standing(customer.buy("3")) == []

    def test_are_taken_for_the_months_since(self, customer: Customer) -> None:
        set_tariff(customer.counter, *self.RULES)
        sleep_days(customer.counter, 45)
        sold = customer.buy("3")
        assert sum(self.standing(sold)) == 2 * 500
        assert sold.total == 3_000 + 1_000

    def test_are_not_given_back_with_a_refund(self, customer: Customer) -> None:
        set_tariff(customer.counter, *self.RULES)
        sleep_days(customer.counter, 45)
        customer.buy("3")
        assert customer.do("refund", reason="moves").amount == 3_000


class TestLimits:
    """Too little, too much, too much this month, more than the meter may hold."""

    def test_a_minimum(self, flat: Customer) -> None:
        set_tariff(flat.counter, 'minimum = "20.00"')
        with pytest.raises(BelowMinimum):
            flat.buy("1.999")
        assert flat.buy("2").total == 2_000

    def test_a_maximum(self, flat: Customer) -> None:
        set_tariff(flat.counter, 'maximum = "20.00"')
        with pytest.raises(AboveMaximum):
            flat.buy("2.001")
        assert flat.buy("2").total == 2_000

    def test_a_monthly_cap_that_counts_what_was_bought_before(self, flat: Customer) -> None:
        set_tariff(flat.counter, 'monthly_cap = "5"')
        with pytest.raises(OverMonthlyCap):
            flat.buy("3.001")
        assert flat.buy("3").quantity == 3_000

    def test_what_the_meter_may_hoard_beyond_what_it_last_said_it_had(self, flat: Customer) -> None:
        flat.counter.do(
            "set-meter-model",
            by=ADMINISTRATOR,
            model="DN15",
            profile="tapcard-sle4442",
            hoarding_limit="10",
        )
        with pytest.raises(OverLargest):
            flat.buy("9")
        flat.meter.use(1_000)
        flat.visit()
        assert flat.buy("9").quantity == 9_000

    def test_what_one_load_of_the_model_may_carry(self, flat: Customer) -> None:
        flat.counter.do(
            "set-meter-model",
            by=ADMINISTRATOR,
            model="DN15",
            profile="tapcard-sle4442",
            largest_load="4",
        )
        with pytest.raises(OverLargest):
            flat.buy("4.001")
        assert flat.buy("4").quantity == 4_000


class TestTheReceipt:
    """Queued with the sale, numbered without gap."""

    def test_says_what_was_bought_and_how_it_was_paid(self, flat: Customer) -> None:
        sold = flat.buy("3", tendered="50")
        paper = papers(flat.counter)[-1]
        assert isinstance(paper, SaleReceipt)
        assert (paper.number, paper.total, paper.quantity) == ("K07-01-000002", 3_000, 3_000)
        assert paper.tenders == sold.tenders
        assert paper.customer.account == flat.account
        assert paper.customer.purchase_number == 2

    def test_has_the_next_number_of_its_series(self, flat: Customer) -> None:
        numbers = []
        for _purchase in range(3):
            numbers.append(flat.buy("1").receipt)
            flat.visit()
        assert numbers == [2, 3, 4]
