"""One card for a water, an electricity and a gas meter: each meter's load is its own."""

from __future__ import annotations

import msgspec
import pytest

from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.domain.cards import ChargingType
from app.domain.comparison import Standing
from app.domain.metering import MeterAnswer
from app.domain.tariff.breakdown import LineKind
from app.ledger.queries import plans, settings
from app.operations.card_look import see_card
from app.operations.card_standing import require_carried
from app.operations.errors import (
    BadArgument,
    CardStandsInTheWay,
    PlanInterrupted,
    RefundImpossible,
    WrongCard,
)
from app.printing.documents import SaleReceipt
from app.simulator.reader import ApduPhase
from tests.counter import Counter
from tests.operations.conftest import MakeCounter
from tests.operations.household import GAS, MODELS, POWER, WATER, Household
from tests.operations.proofs import count_events, ledger_of, papers
from tests.operations.proofs import make_proved as make_proved

CREDIT, KNOWN = MeterAnswer.CREDIT, MeterAnswer.NOTHING_NEW


@pytest.fixture
def desk(make_proved: MakeCounter) -> Counter:
    return make_proved(profile=TapcardSle4428())


@pytest.fixture
def home(desk: Counter) -> Household:
    """All three meters are allocated, and each has two units."""
    household = Household(desk)
    for meter in MODELS:
        household.allocate(meter)
    household.visit()
    return household


class TestAllocating:
    def test_a_further_meter_goes_on_the_card_that_the_customer_has(self, desk: Counter) -> None:
        household = Household(desk)
        first = household.allocate(WATER)
        second = household.allocate(POWER, volume="5")
        fees = [
            [line.code for line in sold.breakdown.lines if line.kind is LineKind.FEE]
            for sold in (first, second)
        ]
        assert fees == [["opening", "card"], []]
        assert second.total == 5 * 2_000
        parts = household.parts()
        assert [(parts[m].contents.place, parts[m].contents.load) for m in (WATER, POWER)] == [
            (1, 2_000),
            (2, 5_000),
        ]

    def test_what_waits_for_another_meter_is_carried_over(self, desk: Counter) -> None:
        household = Household(desk)
        household.allocate(WATER)
        before = household.parts()[WATER]
        household.allocate(GAS)
        assert household.parts()[WATER] == before
        assert household.visit(WATER, GAS) == [CREDIT, CREDIT]

    def test_a_full_card_takes_no_further_meter(self, home: Household) -> None:
        home.do(
            "allocate-meter",
            account=home.account,
            meter="20260004",
            model=MODELS[WATER],
            volume="1",
        )
        before = count_events(home.counter)
        with pytest.raises(WrongCard, match="no room"):
            home.do(
                "allocate-meter",
                account=home.account,
                meter="20260005",
                model=MODELS[WATER],
                volume="1",
            )
        assert count_events(home.counter) == before

    def test_another_customers_card_is_not_filled(self, home: Household) -> None:
        stranger = home.counter.account("Juma")
        with pytest.raises(WrongCard, match=home.account):
            home.do("allocate-meter", account=stranger, meter="77", model=MODELS[WATER], volume="1")


class TestBuying:
    def test_several_meters_are_paid_for_at_once_with_one_receipt(self, home: Household) -> None:
        sold = home.do(
            "prepay", meter=POWER, volume="3", also=f"{WATER}=25, {GAS}=1v", tendered="150"
        )
        assert [(load.meter, load.credit, load.total) for load in sold.loads] == [
            (POWER, 3_000, 6_000),
            (WATER, 2_500, 2_500),
            (GAS, 1_000, 3_000),
        ]
        assert (sold.total, sold.change, sold.receipt) == (11_500, 3_500, 4)
        assert home.visit() == [CREDIT, CREDIT, CREDIT]
        totals = {number: meter.state.total_credited for number, meter in home.meters.items()}
        assert totals == {WATER: 4_500, POWER: 5_000, GAS: 3_000}

    def test_the_receipt_names_every_meter_and_adds_up(self, home: Household) -> None:
        home.do("prepay", meter=WATER, volume="1", also=f"{GAS}=2v")
        receipt = papers(home.counter)[-1]
        assert isinstance(receipt, SaleReceipt)
        assert [other.meter for other in receipt.others] == [GAS]
        lines = [*receipt.lines, *receipt.others[0].lines]
        assert sum(line.amount for line in lines) == receipt.total == 7_000

    def test_a_meter_that_is_not_asked_for_keeps_its_part_of_the_card(
        self, home: Household
    ) -> None:
        before = home.parts()
        home.do("prepay", meter=POWER, volume="3")
        after = home.parts()
        assert (after[WATER], after[GAS]) == (before[WATER], before[GAS])
        assert after[POWER].contents.number == 2

    def test_a_load_that_waits_stops_only_its_own_meter(self, home: Household) -> None:
        home.do("prepay", meter=WATER, volume="1")
        with pytest.raises(CardStandsInTheWay) as refused:
            home.do("prepay", meter=WATER, volume="1")
        assert refused.value.standing == Standing.UNLOADED
        home.do("prepay", meter=GAS, volume="1")
        assert home.visit() == [CREDIT, KNOWN, CREDIT]

    def test_a_meter_that_cannot_be_priced_stops_only_itself(self, home: Household) -> None:
        """Another kiosk has set its model to count money meanwhile."""
        with ledger_of(home.counter).read() as reader:
            model = settings.meter_model(reader.db, MODELS[WATER])
        assert model is not None
        counting = msgspec.structs.replace(model, charging=ChargingType.MONEY)
        ledger_of(home.counter).commit(lambda tx: tx.append(counting))
        with pytest.raises(WrongCard, match="counts otherwise than its model"):
            home.do("prepay", meter=WATER, volume="1")
        with pytest.raises(WrongCard, match="counts otherwise than its model"):
            home.do("prepay", meter=GAS, volume="1", also=f"{WATER}=1v")
        sold = home.do("prepay", meter=GAS, volume="1", also=f"{POWER}=1v")
        assert [load.meter for load in sold.loads] == [GAS, POWER]
        assert home.visit() == [KNOWN, CREDIT, CREDIT]

    def test_the_only_meter_that_can_be_sold_to_need_not_be_named(self, home: Household) -> None:
        home.do("prepay", meter=WATER, volume="1")
        home.do("prepay", meter=GAS, volume="1")
        assert home.do("prepay", volume="1").loads[0].meter == POWER

    def test_of_several_that_can_be_sold_to_one_must_be_named(self, home: Household) -> None:
        with pytest.raises(WrongCard, match=f"{WATER}, {POWER}, {GAS}"):
            home.do("prepay", volume="1")

    @pytest.mark.parametrize(
        ("also", "error"),
        [(f"{WATER}=1", BadArgument), ("99=1", WrongCard), ("nonsense", BadArgument)],
    )
    def test_a_basket_that_makes_no_sense_is_refused(
        self, home: Household, also: str, error: type[Exception]
    ) -> None:
        before = count_events(home.counter)
        with pytest.raises(error):
            home.do("prepay", meter=WATER, volume="1", also=also)
        assert count_events(home.counter) == before

    def test_the_account_balance_is_spent_once(self, home: Household) -> None:
        home.do("prepay", meter=WATER, volume="1", tendered="30", rest="balance")
        home.visit(WATER)
        sold = home.do("prepay", meter=WATER, volume="1", also=f"{POWER}=2v")
        by_kind = {tender.kind.value: tender.amount for tender in sold.tenders}
        assert by_kind == {"balance": 2_000, "cash": 3_000}

    def test_two_meters_of_one_kind_share_the_tiers(self, desk: Counter) -> None:
        household = Household(desk)
        tiers = '{ upto = "3", price = "10.00" }, { price = "50.00" }'
        desk.do(
            "set-tariff",
            by=1,
            second=20,
            tariff=f'tariff_class = 1\nname = "w"\ntiers = [{tiers}]\ntiers_tax = ""\ntaxes = []',
        )
        household.allocate(WATER, volume="1")
        household.do(
            "allocate-meter",
            account=household.account,
            meter="20260009",
            model=MODELS[WATER],
            tariff_class="1",
            volume="1",
        )
        household.meters["20260009"] = desk.meter("20260009")
        household.visit(WATER, "20260009")
        sold = household.do("prepay", meter=WATER, volume="1", also="20260009=1v")
        assert [load.total for load in sold.loads] == [1_000, 5_000]


class TestTornSales:
    @pytest.mark.parametrize("phase", ApduPhase)
    def test_a_payment_for_two_meters_is_on_the_card_whole_or_not_at_all(
        self, home: Household, phase: ApduPhase
    ) -> None:
        number = 0
        while True:
            torn = _pulled(home, number, phase)
            parts = home.parts() if not torn else _raw_parts(home)
            numbers = (parts[WATER], parts[GAS])
            assert numbers in [(2 + number, 2 + number), (1 + number, 1 + number)] or not torn
            if not torn:
                break
            home.do("settle", account=home.account)
            assert home.visit(WATER, GAS) == [CREDIT, CREDIT]
            number += 1
        assert number > 3


def _raw_parts(home: Household) -> dict[str, int]:
    """Purchase numbers on the card as anybody reads them."""
    home.counter.put(home.card)
    with home.counter.station.session() as session:
        return {one.contents.meter: one.contents.number for one in session.readings()}


def _pulled(home: Household, number: int, phase: ApduPhase) -> bool:
    """A payment for water and gas; the card is pulled at an APDU after the payment."""
    left = number

    def hook(_at: int, _apdu: bytes, when: ApduPhase) -> None:
        nonlocal left
        if when is not phase or not _has_paid(home):
            return
        if left == 0:
            home.counter.reader.remove()
        left -= 1

    home.counter.put(home.card)
    home.counter.reader.on_apdu(hook)
    try:
        home.counter.do("prepay", meter=WATER, volume="1", also=f"{GAS}=1v")
    except PlanInterrupted:
        return True
    finally:
        home.counter.reader.on_apdu(None)
    return False


def _has_paid(home: Household) -> bool:
    with home.counter.kiosk.ledger.read() as reader:
        return bool(plans.open_plans(reader.db, account=home.account))


class TestTakingBack:
    def test_one_load_comes_off_and_the_other_stays(self, home: Household) -> None:
        home.do("prepay", meter=WATER, volume="1", also=f"{GAS}=2v")
        with pytest.raises(WrongCard, match="several meters"):
            home.do("refund", reason="mistake")
        refund = home.do("refund", reason="mistake", meter=GAS)
        assert refund.amount == 6_000
        assert home.visit() == [CREDIT, KNOWN, CREDIT]
        paid = home.do("pay-refund")
        assert (paid.to_cash, home.meters[GAS].state.total_credited) == (6_000, 2_000)

    def test_the_meter_must_prove_the_load_that_came_off(self, home: Household) -> None:
        home.do("prepay", meter=WATER, volume="1", also=f"{GAS}=2v")
        home.do("refund", reason="mistake", meter=GAS)
        home.visit(WATER)
        with pytest.raises(RefundImpossible):
            home.do("pay-refund")


class TestAnotherCard:
    def test_a_reissued_card_serves_every_meter(self, home: Household) -> None:
        home.do("prepay", meter=WATER, volume="1", also=f"{GAS}=2v")
        old, home.card = home.card, home.counter.new_card()
        made = home.counter.do(
            "reissue-card", account=home.account, meter=WATER, reason="lost", identity="known"
        )
        assert [(one.meter, one.restored, one.owed) for one in made.meters] == [
            (WATER, 1_000, 0),
            (POWER, 2_000, 0),  # the old card may still tell, this one carries it in vain
            (GAS, 2_000, 0),
        ]
        assert home.visit() == [CREDIT, KNOWN, CREDIT]
        home.counter.put(old)
        standings = {one.standing for one in home.counter.do("read-card").meters}
        assert standings == {Standing.SUPERSEDED}

    def test_sales_go_on_with_it(self, home: Household) -> None:
        home.card = home.counter.new_card()
        home.counter.do("reissue-card", account=home.account, meter=POWER, reason="damaged")
        home.visit()
        sold = home.do("prepay", meter=POWER, volume="1", also=f"{WATER}=1v")
        assert [load.number for load in sold.loads] == [2, 2]
        assert home.visit(WATER, POWER) == [CREDIT, CREDIT]


@pytest.mark.parametrize(
    "standing", [Standing.LEDGER_OLDER, Standing.SUPERSEDED, Standing.UNEXPLAINED]
)
def test_what_nobody_knows_of_another_meter_is_not_written_over(
    home: Household, standing: Standing
) -> None:
    """The write for one meter carries the parts of all others: each must be known as it stands."""
    home.counter.put(home.card)
    with home.counter.kiosk.cards.session() as session:
        card = see_card(home.counter.kiosk, session)
    require_carried(card)
    first, *others = card.parts
    unknown = msgspec.structs.replace(others[-1], standing=standing)
    parts = (first, *others[:-1], unknown)
    with pytest.raises(CardStandsInTheWay) as refusal:
        require_carried(msgspec.structs.replace(card, parts=parts))
    assert refusal.value.standing == standing
