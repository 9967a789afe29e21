"""Compensation: credit without money, by two people, under the next purchase number."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec
import pytest
from peewee import Database

from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.amounts import BadAmount
from app.domain.cards import CardContents, ChargingType, Marking
from app.domain.identity import EventId
from app.domain.metering import MeterAnswer
from app.domain.sales import LoadKind
from app.domain.tariff.errors import OverLargest, OverLargestCredit, VolumeNotSold
from app.ledger.events.exceptions import CreditOwed, PlanHeld
from app.ledger.queries import compensation, plans, usage
from app.ledger.queries.accounts import Account
from app.ledger.queries.plans import PlanRow
from app.operations.account_movements import MovementState, movement_lines
from app.operations.errors import (
    BadArgument,
    CardStandsInTheWay,
    NotAllowed,
    PlanInterrupted,
    RefundImpossible,
    SecondPersonNeeded,
    UnknownRecord,
    WhichMeter,
    WrongCard,
)
from app.operations.records import account_named
from app.printing.documents import CompensationSlip, InDoubtSlip
from app.simulator.reader import ApduPhase
from app.simulator.tears import CardPulled
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write
from tests.operations.household import POWER, WATER, Household
from tests.operations.proofs import MakeCustomer, count_events, events, ledger_of, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.protocol.kiosks import MeterPull, meter_tear

REASON = "burst pipe before the meter"


def compensate(customer: Customer, **arguments: Any) -> Any:
    given = {"reason": REASON, "second": SUPERVISOR, **arguments}
    if not {"volume", "amount"} & given.keys():
        given["volume"] = "3"
    return customer.do("compensate", **given)


def allocation_of(customer: Customer) -> EventId:
    allocation: EventId = events(customer.counter, "purchase_loaded")[0].allocation
    return allocation


def owed(customer: Customer) -> int:
    """What the ledger says is owed for the customer's meter."""
    with ledger_of(customer.counter).read() as reader:
        return compensation.owed(reader.db, customer.account, allocation_of(customer))


def contents(customer: Customer) -> CardContents:
    """What the card says."""
    said: CardContents = customer.do("read-card").meters[0].contents
    return said


@pytest.fixture
def given(customer: Customer) -> Customer:
    """Number 2, three units that nobody paid for, is unloaded on the card."""
    compensate(customer)
    return customer


class TestTheLoad:
    """Credit under the next number, and nothing else."""

    def test_is_credited_and_moves_no_money_no_receipt_number_and_no_tier(
        self, customer: Customer
    ) -> None:
        start = contents(customer).period_start

        def bought() -> tuple[int, int]:
            with ledger_of(customer.counter).read() as reader:
                kind = customer.counter.kind
                return usage.bought_in_period(reader.db, customer.account, kind, start)

        before = bought()
        given = compensate(customer)
        assert (given.contents.number, given.contents.load) == (2, 3_000)
        assert bought() == before
        (loaded,) = events(customer.counter, "compensation_loaded")
        assert (loaded.entries, loaded.receipt) == ((), None)
        assert customer.visit() is MeterAnswer.CREDIT
        assert customer.meter.state.total_credited == 5_000
        free, line = movement_lines(customer.counter.kiosk, customer.account, 9)
        assert (free.number, free.credit, free.total) == (2, 3_000, 0)
        assert (free.state, free.paper) == (MovementState.FREE_CREDIT, str(given.compensation))
        assert line.state is MovementState.TAKEN
        sold = customer.buy("1")
        assert (sold.number, sold.receipt) == (3, 2)

    def test_is_given_once_for_one_id_and_signed_by_two(self, customer: Customer) -> None:
        first = compensate(customer, request="till-1")
        assert compensate(customer, request="till-1") == first
        assert len(events(customer.counter, "compensation_opened")) == 1
        slip = papers(customer.counter)[-1]
        assert isinstance(slip, CompensationSlip)
        assert (slip.operator, slip.second, slip.reason) == ("12 Neema", "20 Juma", REASON)
        assert (slip.quantity, slip.customer.purchase_number) == (3_000, 2)

    def test_is_money_where_the_meter_counts_money(self, make_proved: MakeCounter) -> None:
        counter = make_proved(charging=ChargingType.MONEY)
        counter.do(
            "set-meter-model",
            by=ADMINISTRATOR,
            model="DN15",
            profile=counter.profile.name,
            charging="money",
            hoarding_limit="1000",
        )
        one = Customer(counter)
        one.allocate(amount="500")
        one.visit()
        before = one.meter.state.total_credited
        with pytest.raises(VolumeNotSold):
            compensate(one, volume="1")
        with pytest.raises(OverLargestCredit):
            compensate(one, amount="990")
        assert compensate(one, amount="25.50").contents.load == 2_550
        assert one.visit() is MeterAnswer.CREDIT
        assert one.meter.state.total_credited == before + 2_550

    def test_is_for_one_meter_of_several(self, make_proved: MakeCounter) -> None:
        home = Household(make_proved(profile=TapcardSle4428()))
        for meter in (WATER, POWER):
            home.allocate(meter)
        home.visit(WATER, POWER)
        with pytest.raises(WhichMeter):
            home.do("compensate", volume="3", reason=REASON, second=SUPERVISOR)
        home.do("compensate", volume="3", reason=REASON, second=SUPERVISOR, meter=POWER)
        assert home.visit(WATER, POWER) == [MeterAnswer.NOTHING_NEW, MeterAnswer.CREDIT]


def test_nothing_is_given_without_two_people_a_reason_and_a_fitting_volume(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = count_events(customer.counter)
    wrong: tuple[tuple[type[Exception], dict[str, Any]], ...] = (
        (SecondPersonNeeded, {"second": None}),
        (SecondPersonNeeded, {"second": CASHIER}),
        (NotAllowed, {"by": ADMINISTRATOR}),
        (BadArgument, {"reason": "  "}),
        (BadArgument, {"amount": "100"}),
        (BadAmount, {"volume": "0"}),
        (OverLargest, {"volume": "198.001"}),
        (WrongCard, {"meter": "77"}),
    )
    for error, arguments in wrong:
        with pytest.raises(error):
            compensate(customer, **arguments)
    with monkeypatch.context() as patch:
        patch.setattr("app.operations.compensate.account_named", kept_elsewhere)
        with pytest.raises(WrongCard, match="K08"):
            compensate(customer)
    assert count_events(customer.counter) == before


def kept_elsewhere(db: Database, number: str) -> Account:
    return msgspec.structs.replace(account_named(db, number), home=8)


class TestAfterwards:
    """An unloaded compensation fares like an unloaded purchase, but for money."""

    def test_it_is_neither_sold_over_nor_paid_back(self, given: Customer) -> None:
        for attempt in (given.buy, partial(compensate, given)):
            with pytest.raises(CardStandsInTheWay):
                attempt()
        with pytest.raises(RefundImpossible, match="not paid for"):
            given.do("refund", reason="no need")

    def test_a_new_card_carries_it_again(self, given: Customer) -> None:
        for _lost in range(2):
            given.new_card()
            made = given.counter.do(
                "reissue-card", account=given.account, reason="lost", identity="known"
            )
            assert (made.restored, made.owed) == (3_000, 0)
        assert (contents(given).number, contents(given).cumulative) == (2, 5_000)
        with pytest.raises(RefundImpossible, match="not paid for"):
            given.do("refund", reason="no need")
        assert given.visit() is MeterAnswer.CREDIT
        assert given.meter.state.total_credited == 5_000
        assert given.buy("1").number == 3

    def test_it_is_written_again_where_the_meter_marked_it_in_vain(
        self, make_customer: MakeCustomer
    ) -> None:
        one = make_customer(profile=TapcardSle4442(copyable=False, marking=Marking.BEFORE))
        one.visit()
        compensate(one)
        with pytest.raises(CardPulled):
            one.meter.take(one.card, tear=meter_tear(one.meter, one.card, MeterPull.BETWEEN))
        assert one.visit() is MeterAnswer.RETURN_FILE_NOT_EMPTY
        one.do("rewrite-load")
        assert events(one.counter, "load_rewritten")[0].kind is LoadKind.COMPENSATION
        assert one.visit() is MeterAnswer.CREDIT
        assert one.meter.state.total_credited == 5_000


class TestInDoubt:
    """The card is pulled amid the write."""

    @pytest.fixture
    def torn(self, customer: Customer) -> Customer:
        customer.counter.put(customer.card)
        with (
            pulled_at_write(customer.counter, 0, ApduPhase.AFTER),
            pytest.raises(PlanInterrupted) as interrupted,
        ):
            customer.counter.do(
                "compensate", volume="3", reason=REASON, second=SUPERVISOR, request="till-1"
            )
        assert "compensation is recorded" in interrupted.value.remedy
        return customer

    def test_settling_brings_it_to_its_end(self, torn: Customer) -> None:
        assert isinstance(papers(torn.counter)[-1], InDoubtSlip)
        assert events(torn.counter, "compensation_loaded") == []
        settled = torn.do("settle")
        assert (settled.kind, settled.receipt) == ("compensation_opened", None)
        slip = papers(torn.counter)[-1]
        assert isinstance(slip, CompensationSlip)
        assert (slip.operator, slip.second) == ("12 Neema", "20 Juma")
        assert torn.visit() is MeterAnswer.CREDIT
        assert torn.meter.state.total_credited == 5_000

    def test_two_people_may_decide_that_it_did_not_happen(self, torn: Customer) -> None:
        owe(torn, 1_000)
        (plan,) = (row.id for row in open_plans_of(torn))
        held = PlanHeld(plan=plan, account=torn.account, why="the card is lost")
        ledger_of(torn.counter).commit(lambda tx: tx.append(held))
        two = {"by": SUPERVISOR, "second": ADMINISTRATOR}
        torn.counter.do("open-shift", by=SUPERVISOR, float="0")
        torn.do("decide-plan", plan=str(plan), decision="not_written", reason="lost", **two)
        with pytest.raises(UnknownRecord, match="never reached"):
            compensate(torn, request="till-1")
        assert owed(torn) == 1_000


def open_plans_of(customer: Customer) -> list[PlanRow]:
    with ledger_of(customer.counter).read() as reader:
        return plans.open_plans(reader.db, account=customer.account)


def owe(customer: Customer, quantity: int) -> None:
    """Head office says that a load died."""
    event = CreditOwed(
        account=customer.account,
        allocation=allocation_of(customer),
        purchase=None,
        quantity=quantity,
        why="two kiosks sold one number",
    )
    ledger_of(customer.counter).commit(lambda tx: tx.append(event))


def test_what_is_owed_is_made_good_first_and_only_once(customer: Customer) -> None:
    owe(customer, 4_000)
    given = compensate(customer)
    assert (given.settled, given.still_owed, owed(customer)) == (3_000, 1_000, 1_000)
    slip = papers(customer.counter)[-1]
    assert isinstance(slip, CompensationSlip)
    assert (slip.settles, slip.still_owed) == (3_000, 1_000)
    customer.visit()
    assert compensate(customer).settled == 1_000
    customer.visit()
    assert (compensate(customer).settled, owed(customer)) == (0, 0)
