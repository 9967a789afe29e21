"""What a meter counts decides what is sold: volume, with a back-charge or not, or money."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import ChargingType, UtilityKind
from app.domain.metering import MeterAnswer
from app.domain.tariff.breakdown import LineKind
from app.domain.tariff.errors import OverLargestCredit, VolumeNotSold
from app.operations.errors import RefundImpossible
from app.printing.documents import SaleReceipt
from tests.counter import ADMINISTRATOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, set_tariff, sleep_days
from tests.operations.proofs import events, papers
from tests.operations.proofs import make_proved as make_proved

TIERS = 'tiers = [{ upto = "5", price = "10.00" }, { price = "20.00" }]\ntiers_tax = ""\ntaxes = []'
Open: TypeAlias = Callable[..., Customer]


@pytest.fixture
def opened(make_proved: MakeCounter) -> Open:
    """A customer whose meter counts so; the first load is in it."""

    def make(charging: ChargingType, hoarding: str, first: dict[str, str]) -> Customer:
        profile = Cpu68() if charging is ChargingType.MONEY_TIERED else TapcardSle4442()
        counter: Counter = make_proved(profile=profile, kind=UtilityKind.WATER, charging=charging)
        counter.do(
            "set-meter-model",
            by=ADMINISTRATOR,
            model="DN15",
            profile=profile.name,
            charging=charging.value,
            hoarding_limit=hoarding,
        )
        set_tariff(counter, prices=TIERS)
        customer = Customer(counter, meter="20260001")
        customer.card = counter.new_card()
        customer.allocate(**first)
        assert customer.visit() is MeterAnswer.CREDIT
        return customer

    return make


class TestMoney:
    """Credit in money: the amount named, no litres."""

    @pytest.fixture
    def customer(self, opened: Open) -> Customer:
        return opened(ChargingType.MONEY, "1000", {"amount": "500"})

    def test_what_is_paid_is_what_goes_on_the_card(self, customer: Customer) -> None:
        sold = customer.buy_for("300")
        (load,) = sold.loads
        assert (load.credit, load.charging) == (30_000, ChargingType.MONEY)
        assert [line.kind for line in load.breakdown.lines] == [LineKind.CREDIT]
        assert customer.visit() is MeterAnswer.CREDIT
        assert customer.meter.state.total_credited == 20_000 + 30_000

    def test_the_receipt_promises_no_litres(self, customer: Customer) -> None:
        customer.buy_for("300")
        receipt = papers(customer.counter)[-1]
        assert isinstance(receipt, SaleReceipt)
        assert (receipt.quantity, receipt.money) == (0, 30_000)

    def test_a_volume_cannot_be_asked_for(self, customer: Customer) -> None:
        with pytest.raises(VolumeNotSold):
            customer.buy("3")

    def test_the_hoarding_limit_is_money_too(self, customer: Customer) -> None:
        with pytest.raises(OverLargestCredit):
            customer.counter.do(
                "set-meter-model",
                by=ADMINISTRATOR,
                model="DN15",
                profile="tapcard-sle4442",
                charging="money",
                hoarding_limit="200",
            )
            customer.buy_for("300")

    def test_a_refund_returns_the_credit_once_the_meter_proves_it(self, customer: Customer) -> None:
        customer.buy_for("300")
        refund = customer.do("refund", reason="mistake")
        assert refund.amount == 30_000
        customer.visit()
        assert customer.do("pay-refund").to_cash == 30_000
        assert customer.meter.state.total_credited == 20_000

    def test_it_uses_up_no_tier(self, customer: Customer) -> None:
        customer.buy_for("300")
        assert events(customer.counter, "purchase_paid")[-1].breakdown.bought == 0


class TestTiersInTheMeter:
    """Money; the card brings the tiers in force and those to come."""

    @pytest.fixture
    def customer(self, opened: Open) -> Customer:
        return opened(ChargingType.MONEY_TIERED, "1000", {"amount": "500"})

    def test_the_meter_takes_its_prices_from_the_card(self, customer: Customer) -> None:
        tariff = customer.meter.memory.tariff
        assert tariff is not None
        assert tariff.current.starts == (0, 5_000)
        assert customer.meter.use(6_000) == 6_000
        used = 20_000 - customer.meter.state.remaining
        assert used == 5 * 1_000 + 1 * 2_000

    def test_a_change_of_tariff_comes_with_the_next_purchase(self, customer: Customer) -> None:
        dearer = 'valid_from = 2026-12-01\ntiers = [{ price = "30.00" }]'
        set_tariff(customer.counter, prices=f'{dearer}\ntiers_tax = ""\ntaxes = []')
        customer.buy_for("100")
        customer.visit()
        tariff = customer.meter.memory.tariff
        assert tariff is not None
        assert tariff.following is not None
        assert tariff.switch_at is not None
        assert (tariff.following.starts, tariff.switch_at.date().isoformat()) == (
            (0,),
            "2026-12-01",
        )

    def test_its_load_is_never_paid_back_in_cash(self, customer: Customer) -> None:
        customer.buy_for("100")
        with pytest.raises(RefundImpossible, match="credits before it marks"):
            customer.do("refund", reason="mistake")


class TestBackCharge:
    """Volume at the first tier's price; what a month cost more is collected at the next sale."""

    @pytest.fixture
    def customer(self, opened: Open) -> Customer:
        return opened(ChargingType.VOLUME_BACK_CHARGE, "200", {"volume": "60"})

    def use(self, customer: Customer, days: int, daily: int) -> None:
        """Days pass at the meter and at the counter; then the card is shown to both."""
        customer.meter.days(days, daily)
        customer.visit()
        sleep_days(customer.counter, days)

    def test_a_month_that_cost_more_is_collected_once(self, customer: Customer) -> None:
        self.use(customer, 40, 1_000)
        sold = customer.buy("1")
        charges = [line for line in sold.breakdown.lines if line.kind is LineKind.BACK_CHARGE]
        # December: 31 units, of which 26 above the first tier cost 10 more each.
        assert [(line.quantity, line.amount) for line in charges] == [(31_000, 26_000)]
        customer.visit()
        again = customer.buy("1")
        assert all(line.kind is not LineKind.BACK_CHARGE for line in again.breakdown.lines)

    def test_the_volume_itself_costs_the_first_tier_whatever_was_bought(
        self, customer: Customer
    ) -> None:
        assert customer.buy("20").total == 20 * 1_000

    def test_it_stays_paid_when_the_load_is_refunded(self, customer: Customer) -> None:
        self.use(customer, 40, 1_000)
        customer.buy("1")
        assert customer.do("refund", reason="mistake").amount == 1_000
        customer.visit()
        customer.do("pay-refund")
        assert customer.buy("1").total == 1_000
