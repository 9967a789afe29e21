"""Meter change: one meter goes, another comes, and nothing of the credit is lost or doubled."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import CardForm, ChargingType, Marking
from app.domain.comparison import Standing
from app.domain.entries import Book
from app.domain.meter_change import BadDial, LeftTooMuch
from app.domain.metering import MeterAnswer
from app.operations.account_file import account_file
from app.operations.errors import (
    BadArgument,
    CardStandsInTheWay,
    ChangeImpossible,
    RefundImpossible,
    SecondPersonNeeded,
    UnknownRecord,
)
from app.simulator.tears import CardPulled
from app.telling.accounts import account_rows
from app.telling.words import Words
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, set_tariff
from tests.operations.household import GAS, POWER, WATER, Household
from tests.operations.mover import FORM, change, hang, last_slip
from tests.operations.proofs import MakeCustomer, booked, events
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.protocol.kiosks import MeterPull, meter_tear


class TestWhatIsLeft:
    """Two units were bought, half a unit went through the old meter."""

    def test_goes_onto_the_opening_card_of_the_new_meter(self, customer: Customer) -> None:
        changed = change(customer)
        assert (changed.credited, changed.used, changed.owed) == (2_000, 500, 1_500)
        assert (changed.contents.number, changed.contents.load) == (1, 1_500)
        assert changed.contents.form is CardForm.OPENING
        assert customer.visit() is MeterAnswer.WRONG_METER
        assert hang(customer).take(customer.card) is MeterAnswer.CREDIT
        assert customer.meter.state.total_credited == 1_500
        assert customer.buy("1").number == 2
        assert customer.visit() is MeterAnswer.CREDIT
        assert customer.meter.state.total_credited == 2_500

    def test_counts_from_the_dial_at_which_the_meter_began(self, customer: Customer) -> None:
        change(customer, new_dial="7.250")
        hang(customer)
        customer.visit()
        again = change(customer, new_meter="77", old_dial="8")
        assert (again.credited, again.used, again.owed) == (1_500, 750, 750)

    def test_moves_no_money_no_tier_and_no_receipt_number(self, customer: Customer) -> None:
        before = customer.do("read-card").meters[0].contents
        change(customer)
        (changed,) = events(customer.counter, "meter_changed")
        assert (changed.entries, changed.receipt) == ((), None)
        after = customer.do("read-card").meters[0].contents
        for name in ("period_start", "bought_in_period", "standing_paid_to", "tariff_class"):
            assert getattr(after, name) == getattr(before, name)

    def test_follows_by_instalments_where_the_new_meter_holds_less(
        self, customer: Customer
    ) -> None:
        counter = customer.counter
        small: dict[str, Any] = {
            "model": "DN8",
            "profile": counter.profile.name,
            "hoarding_limit": "1",
        }
        counter.do("set-meter-model", by=ADMINISTRATOR, **small)
        changed = change(customer, model="DN8")
        assert (changed.contents.load, changed.still_owed) == (1_000, 500)
        assert last_slip(customer).still_owed == 500
        assert customer.do("read-card").meters[0].owed == 500
        rows = dict(
            account_rows(Words.of(counter.kiosk), account_file(counter.kiosk, customer.account))
        )
        assert rows["Money"] == "owed in credit 0.500 m3"
        meter = hang(customer)
        customer.visit()
        meter.days(1, 800)
        customer.visit()
        given = customer.do("compensate", volume="0.5", reason="the rest", second=SUPERVISOR)
        assert (given.settled, given.still_owed) == (500, 0)
        assert customer.visit() is MeterAnswer.CREDIT
        assert meter.state.total_credited == 1_500

    def test_is_nothing_where_all_was_used_and_the_next_purchase_is_number_1(
        self, customer: Customer
    ) -> None:
        changed = change(customer, old_dial="2", second=None)
        assert (changed.contents.number, changed.contents.load) == (0, 0)
        hang(customer)
        assert customer.buy("1").number == 1
        assert customer.visit() is MeterAnswer.CREDIT

    def test_can_wait_in_the_meter_before_the_next_purchase(self, customer: Customer) -> None:
        change(customer, old_dial="2", second=None)
        hang(customer)
        assert customer.visit() is MeterAnswer.NOTHING_NEW
        assert customer.buy("1").number == 1
        assert customer.visit() is MeterAnswer.CREDIT


class TestAnUnloadedLoad:
    """Three more units were bought and are still on the card."""

    @pytest.fixture
    def bought(self, customer: Customer) -> Customer:
        customer.buy("3")
        return customer

    def test_moves_as_itself_beside_what_is_owed(self, bought: Customer) -> None:
        changed = change(bought)
        assert (changed.credited, changed.unloaded, changed.owed) == (5_000, 3_000, 1_500)
        assert (changed.moved, changed.contents.load) == (3_000, 4_500)
        (opened,) = events(bought.counter, "meter_change_opened")
        (_first, second) = events(bought.counter, "purchase_loaded")
        assert opened.moves == second.purchase
        hang(bought)
        bought.visit()
        assert bought.meter.state.total_credited == 4_500

    def test_is_not_paid_back_any_more_but_a_new_card_carries_it_again(
        self, bought: Customer
    ) -> None:
        change(bought)
        with pytest.raises(RefundImpossible, match="not paid for"):
            bought.do("refund", reason="moved house")
        bought.new_card()
        made = bought.counter.do(
            "reissue-card", account=bought.account, reason="lost", identity="known"
        )
        assert (made.restored, made.owed) == (4_500, 0)
        hang(bought)
        assert bought.visit() is MeterAnswer.CREDIT
        assert bought.buy("1").number == 2

    def test_moves_although_the_old_meter_was_overdrawn(self, bought: Customer) -> None:
        changed = change(bought, old_dial="2.5")
        assert (changed.moved, changed.owed, changed.overuse) == (3_000, 0, 500)

    def test_that_the_old_meter_half_took_is_settled_by_the_dial(
        self, make_customer: MakeCustomer
    ) -> None:
        one = make_customer(profile=TapcardSle4442(copyable=False, marking=Marking.BEFORE))
        one.visit()
        one.buy("3")
        with pytest.raises(CardPulled):
            one.meter.take(one.card, tear=meter_tear(one.meter, one.card, MeterPull.BETWEEN))
        changed = change(one)
        assert (changed.unloaded, changed.owed) == (0, 4_500)

    def test_of_a_copied_card_is_dead(self, bought: Customer) -> None:
        copy = bought.card.snapshot()
        change(bought)
        bought.card.restore(copy)
        assert bought.do("read-card").meters[0].standing is Standing.SUPERSEDED
        for operation in ("refund", "prepay"):
            with pytest.raises(CardStandsInTheWay):
                bought.do(
                    operation, **({"volume": "1"} if operation == "prepay" else {"reason": "x"})
                )
        assert hang(bought).take(bought.card) is MeterAnswer.WRONG_METER


class TestOveruse:
    """More went through the old meter than was ever paid for: it overdraws."""

    def test_becomes_arrears_at_the_tariff_of_today(self, customer: Customer) -> None:
        set_tariff(customer.counter)
        changed = change(customer, old_dial="5")
        assert (changed.overuse, changed.arrears, changed.contents.load) == (3_000, 30_00, 0)
        assert booked(customer.counter, Book.ARREARS, customer.account) == 30_00
        slip = last_slip(customer)
        assert (slip.overuse, slip.arrears, slip.second) == (3_000, 30_00, "20 Juma")
        hang(customer)
        sold = customer.buy("10")
        assert any(line.code == "arrears" and line.amount for line in sold.loads[0].breakdown.lines)
        assert booked(customer.counter, Book.ARREARS, customer.account) < 30_00

    def test_is_never_taken_for_free_volume(self, customer: Customer) -> None:
        set_tariff(customer.counter, 'allowance = "100"')
        assert change(customer, old_dial="5").arrears == 30_00

    def test_costs_what_the_price_list_says_where_it_says_so(self, customer: Customer) -> None:
        fee: dict[str, Any] = {
            "code": "overuse",
            "name": "Overuse",
            "amount": "23.20",
            "tax_code": "VAT",
        }
        customer.counter.do("set-fee", by=ADMINISTRATOR, tax_rate="1600", **fee)
        changed = change(customer, old_dial="5")
        assert changed.arrears == 69_60
        assert booked(customer.counter, Book.TAX, "VAT") < 0

    def test_takes_a_second_person(self, customer: Customer) -> None:
        with pytest.raises(SecondPersonNeeded):
            change(customer, old_dial="5", second=None)


class TestTheDial:
    def test_that_cannot_be_read_is_estimated_by_two(self, customer: Customer) -> None:
        for alone in (None, CASHIER):
            with pytest.raises(SecondPersonNeeded):
                change(customer, old_dial="2", estimated="yes", second=alone)
        assert change(customer, old_dial="2", estimated="yes").estimated
        assert events(customer.counter, "meter_change_opened")[0].estimated
        assert last_slip(customer).estimated

    def test_may_have_gone_round_where_the_model_says_how_many_digits_it_has(
        self, customer: Customer
    ) -> None:
        change(customer, new_dial="9999.5")
        hang(customer)
        customer.visit()
        with pytest.raises(BadDial):
            change(customer, new_meter="77", old_dial="0.25")
        model: dict[str, Any] = {
            "model": "DN15",
            "profile": customer.counter.profile.name,
            "dial_digits": "4",
        }
        customer.counter.do("set-meter-model", by=ADMINISTRATOR, hoarding_limit="200", **model)
        assert change(customer, new_meter="77", old_dial="0.25").used == 750


class TestAMeterThatCountsMoney:
    @pytest.fixture
    def paid(self, make_proved: MakeCounter) -> Customer:
        one = Customer(make_proved(charging=ChargingType.MONEY))
        one.counter.do(
            "set-meter-model",
            by=ADMINISTRATOR,
            model="DN15",
            profile=one.counter.profile.name,
            charging="money",
        )
        one.allocate(amount="1000")
        one.visit()
        return one

    def test_says_itself_what_is_left(self, paid: Customer) -> None:
        had = paid.meter.state.total_credited
        with pytest.raises(BadArgument, match="dial does not say"):
            change(paid)
        with pytest.raises(LeftTooMuch):
            change(paid, left="10000")
        changed = change(paid, left="120.50")
        assert (changed.credited, changed.used, changed.owed) == (had, had - 120_50, 120_50)
        hang(paid)
        paid.visit()
        assert paid.meter.state.total_credited == 120_50

    def test_may_be_overdrawn(self, paid: Customer) -> None:
        changed = change(paid, left="-40")
        assert (changed.overuse, changed.contents.number) == (40_00, 0)
        assert changed.arrears >= 40_00

    def test_takes_two_people(self, paid: Customer) -> None:
        with pytest.raises(SecondPersonNeeded):
            change(paid, left="0", second=None)

    def test_is_not_one_that_counts_volume(self, paid: Customer, customer: Customer) -> None:
        for one, charging in ((paid, "volume"), (customer, "money")):
            model: dict[str, Any] = {
                "model": "X",
                "profile": one.counter.profile.name,
                "charging": charging,
            }
            one.counter.do("set-meter-model", **model, by=ADMINISTRATOR)
            with pytest.raises(ChangeImpossible, match="counts otherwise"):
                change(one, model="X")
        with pytest.raises(BadArgument, match="counts volume"):
            change(customer, left="5")


class TestTheBlankCard:
    """The customer's card is lost, or of another kind than the new meter reads."""

    def test_becomes_the_opening_card_and_the_old_one_is_dead(self, customer: Customer) -> None:
        customer.buy("3")
        old = customer.card
        customer.new_card()
        changed = change(customer)
        # Nobody knows whether the old meter had it: the dial settles all of it.
        assert (changed.unloaded, changed.owed, changed.contents.load) == (0, 4_500, 4_500)
        hang(customer)
        assert customer.visit() is MeterAnswer.CREDIT
        stands = account_file(customer.counter.kiosk, customer.account).cards
        assert [card.superseded for card in stands] == [False, True]
        new, customer.card = customer.card, old
        assert customer.do("read-card").meters[0].standing is Standing.SUPERSEDED
        assert customer.visit() is MeterAnswer.WRONG_METER
        customer.card = new
        assert customer.buy("1").number == 2

    def test_of_another_kind_carries_it_for_a_meter_that_reads_it(
        self, make_proved: MakeCounter
    ) -> None:
        home = Household(make_proved(profile=TapcardSle4428()))
        home.allocate(WATER)
        home.visit(WATER)
        home.card = home.counter.new_card()
        changed = home.do(
            "change-meter",
            account=home.account,
            new_meter="99",
            old_dial="1",
            second=SUPERVISOR,
            **FORM,
        )
        assert changed.contents.load == 1_000
        assert home.counter.meter("99").take(home.card) is MeterAnswer.CREDIT


class TestACardWithSeveralMeters:
    @pytest.fixture
    def home(self, make_proved: MakeCounter) -> Household:
        one = Household(make_proved(profile=TapcardSle4428()))
        for meter in (WATER, POWER, GAS):
            one.allocate(meter)
        one.visit(WATER, POWER)
        return one

    def change(self, home: Household, **arguments: Any) -> Any:
        given = {"account": home.account, "new_meter": "99", "old_dial": "1", **FORM, **arguments}
        return home.do("change-meter", second=SUPERVISOR, **given)

    def test_keeps_the_parts_of_the_others(self, home: Household) -> None:
        before = home.parts()
        changed = self.change(home, meter=POWER)
        assert (changed.old_meter, changed.contents.load) == (POWER, 1_000)
        after = home.parts()
        assert set(after) == {WATER, "99", GAS}
        assert [after[m].contents for m in (WATER, GAS)] == [
            before[m].contents for m in (WATER, GAS)
        ]
        assert after[GAS].unloaded
        new = home.counter.meter("99", kind=before[POWER].contents.kind)
        assert new.take(home.card) is MeterAnswer.CREDIT
        assert home.meters[GAS].take(home.card) is MeterAnswer.CREDIT
        sold = home.do("prepay", meter=WATER, volume="1")
        assert sold.number == 2

    def test_asks_which_one_goes(self, home: Household) -> None:
        with pytest.raises(UnknownRecord, match="3 meters that fit"):
            self.change(home)

    def test_is_needed_itself(self, home: Household) -> None:
        home.card = home.counter.new_card()
        with pytest.raises(ChangeImpossible, match="serves other meters"):
            self.change(home, meter=WATER)
