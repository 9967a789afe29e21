"""A wrong meter number, or a wrong dial, was typed at the allocation: put right."""

from __future__ import annotations

from typing import Any, cast

import pytest

from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.contract import Profile
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.accounts import BadAccountNumber, BadMeterNumber
from app.domain.amounts import BadAmount
from app.domain.metering import MeterAnswer
from app.ledger.queries import accounts
from app.operations.errors import (
    AlreadyThere,
    BadArgument,
    CardStandsInTheWay,
    CorrectionImpossible,
    NoOpenShift,
    NotAllowed,
    PlanInterrupted,
    PlanStillOpen,
    RefundImpossible,
    SecondPersonNeeded,
    UnknownRecord,
)
from app.operations.refund_result import RefundStage
from app.printing.documents import CorrectionSlip
from app.simulator.fitting import card_for
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write
from tests.operations.proofs import count_events, events, ledger_of, papers
from tests.operations.proofs import make_proved as make_proved

SAFE = TapcardSle4442(copyable=False)
RIGHT, WRONG = "200000012345", "200000012354"
PROFILES = (SAFE, TapcardSle4442(), TapcardSle4428(), TapcardMifare1k(), At88Water4(), Cpu68())


def mistaken(make_proved: MakeCounter, profile: Profile = SAFE) -> Customer:
    """The meter is allocated under a number that is not its own; the first load is untaken."""
    one = Customer(make_proved(profile=profile), RIGHT)
    counter = one.counter
    counter.do(
        "set-meter-model",
        by=ADMINISTRATOR,
        model="DN15",
        profile=profile.name,
        kind=counter.kind.value,
        charging=counter.charging.value,
    )
    one.card = cast("VirtualSle4442", card_for(profile, counter.keys, 1))
    one.counter.put(one.card)
    wished: dict[str, Any] = (
        {"amount": "500"} if one.counter.charging.counts_money else {"volume": "2"}
    )
    one.counter.do(
        "allocate-meter", account=one.account, meter=WRONG, model="DN15", dial="7", **wished
    )
    return one


@pytest.fixture
def typo(make_proved: MakeCounter) -> Customer:
    """On a card that cannot be copied."""
    return mistaken(make_proved)


def correct(customer: Customer, number: str = RIGHT, **arguments: Any) -> Any:
    return customer.do(
        "correct-meter", **{"number": number, "reason": "typed wrongly", **arguments}
    )


def allocation(customer: Customer) -> Any:
    with ledger_of(customer.counter).read() as reader:
        (found,) = accounts.allocations_of(reader.db, customer.account)
    return found


class TestTheMeterNumber:
    """The first load goes to the right meter, under the same number."""

    @pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
    def test_the_right_meter_takes_the_card(
        self, make_proved: MakeCounter, profile: Profile
    ) -> None:
        one = mistaken(make_proved, profile)
        if profile.name != "at88-water4":  # whose meters are told apart by their place alone
            assert one.visit() is not MeterAnswer.CREDIT
        fixed = correct(one, second=SUPERVISOR)
        assert (fixed.old, fixed.new) == (WRONG, RIGHT)
        assert one.visit() is MeterAnswer.CREDIT
        one.visit()
        assert allocation(one).meter == RIGHT
        more = {"amount": "300"} if one.counter.charging.counts_money else {"volume": "1"}
        assert one.do("prepay", **more).number == 2
        assert one.visit() is MeterAnswer.CREDIT

    def test_the_wrong_number_is_free_again_and_the_right_one_is_not(self, typo: Customer) -> None:
        correct(typo)
        with ledger_of(typo.counter).read() as reader:
            assert accounts.allocation_of_meter(reader.db, WRONG) is None
            found = accounts.allocation_of_meter(reader.db, RIGHT)
        assert found is not None
        assert found.account == typo.account

    def test_it_may_be_put_right_twice(self, typo: Customer) -> None:
        correct(typo, "300000012345")
        correct(typo)
        assert typo.visit() is MeterAnswer.CREDIT
        assert allocation(typo).meter == RIGHT

    def test_the_slip_says_old_and_new(self, typo: Customer) -> None:
        fixed = correct(typo)
        slip = papers(typo.counter)[-1]
        assert isinstance(slip, CorrectionSlip)
        assert [(one.old, one.new) for one in slip.changes] == [(WRONG, RIGHT)]
        assert slip.number == str(fixed.correction)

    def test_a_repeated_id_returns_the_first_result(self, typo: Customer) -> None:
        first = correct(typo, request="m-1")
        before = count_events(typo.counter)
        assert correct(typo, request="m-1") == first
        assert count_events(typo.counter) == before

    def test_its_load_is_refunded_where_the_card_proves_that_nobody_had_it(
        self, typo: Customer
    ) -> None:
        correct(typo)
        assert typo.do("refund", reason="moves").stage is RefundStage.PAID

    def test_its_load_is_never_refunded_where_a_copy_may_have_been_used(
        self, make_proved: MakeCounter
    ) -> None:
        one = mistaken(make_proved, TapcardSle4442())
        correct(one, second=SUPERVISOR)
        for operation in ("refund", "reverse"):
            with pytest.raises(RefundImpossible, match="another meter"):
                one.do(operation, reason="moves")
        one.visit()
        one.buy("1")
        assert one.do("refund", reason="moves").stage is RefundStage.AWAITS_METER

    @pytest.mark.parametrize("phase", [ApduPhase.BEFORE, ApduPhase.AFTER])
    @pytest.mark.parametrize("write", [0, 1])
    def test_a_pulled_card_is_settled(self, typo: Customer, write: int, phase: ApduPhase) -> None:
        typo.counter.put(typo.card)
        with pulled_at_write(typo.counter, write, phase), pytest.raises(PlanInterrupted):
            typo.counter.do("correct-meter", number=RIGHT, reason="typed wrongly")
        with pytest.raises(PlanStillOpen):
            correct(typo)
        typo.do("settle")
        assert typo.visit() is MeterAnswer.CREDIT
        assert allocation(typo).meter == RIGHT


class TestTheNumberStays:
    """Wherever the old number may have been used, or the new one is not free."""

    def test_once_a_meter_has_the_load(self, make_proved: MakeCounter) -> None:
        one = Customer(make_proved(profile=SAFE))
        one.allocate()
        one.visit()
        with pytest.raises(CardStandsInTheWay):
            correct(one)
        one.buy("1")
        with pytest.raises(CorrectionImpossible, match="accepted this card"):
            correct(one)

    def test_on_a_card_that_replaced_the_first(self, typo: Customer) -> None:
        typo.new_card()
        typo.counter.do("reissue-card", account=typo.account, reason="lost", identity="known")
        with pytest.raises(CorrectionImpossible, match="in place of the first one"):
            correct(typo)

    def test_where_it_is_right_already(self, typo: Customer) -> None:
        with pytest.raises(CorrectionImpossible, match="names this meter already"):
            correct(typo, WRONG)

    def test_where_the_other_meter_is_somebody_elses(self, typo: Customer) -> None:
        other = typo.counter.account("Somebody else")
        typo.counter.new_card()
        typo.counter.do("allocate-meter", account=other, meter="77", model="DN15", volume="2")
        with pytest.raises(AlreadyThere, match="allocated to account"):
            correct(typo, "77")

    @pytest.mark.parametrize("number", ["", "12a", "\u0661\u0662", "1234567890123"])
    def test_where_the_new_number_is_none(self, typo: Customer, number: str) -> None:
        with pytest.raises(BadMeterNumber):
            correct(typo, number)

    def test_where_no_reason_is_given(self, typo: Customer) -> None:
        with pytest.raises(BadArgument):
            correct(typo, reason=" ")


class TestTheDial:
    """A record alone: no card is needed."""

    def test_is_put_right_with_its_old_value(self, typo: Customer) -> None:
        fixed = dial(typo, "123.5")
        assert (fixed.old, fixed.new) == (7_000, 123_500)
        assert allocation(typo).dial == 123_500
        assert dial(typo, "0").old == 123_500
        assert allocation(typo).dial == 0
        slip = papers(typo.counter)[-1]
        assert isinstance(slip, CorrectionSlip)
        assert [(one.old, one.new) for one in slip.changes] == [("123.500", "0.000")]

    def test_is_put_right_once_under_one_id(self, typo: Customer) -> None:
        first = dial(typo, "9", request="d-1")
        assert dial(typo, "9", request="d-1") == first
        assert len(events(typo.counter, "dial_corrected")) == 1

    def test_stays_where_it_is_that_already(self, typo: Customer) -> None:
        with pytest.raises(CorrectionImpossible):
            dial(typo, "7")

    @pytest.mark.parametrize("text", ["", "-3", "1.2345", "\u0661", "many", "9" * 20])
    def test_is_a_reading(self, typo: Customer, text: str) -> None:
        with pytest.raises(BadAmount):
            dial(typo, text)

    def test_belongs_to_an_account_and_its_meter(self, typo: Customer) -> None:
        with pytest.raises(BadAccountNumber):
            dial(typo, "9", account="123")
        with pytest.raises(UnknownRecord):
            dial(typo, "9", meter="77")


def dial(customer: Customer, text: str, **arguments: Any) -> Any:
    given = {"account": customer.account, "dial": text, "reason": "misread", **arguments}
    return customer.counter.do("correct-dial", **given)


class TestWhoMay:
    """Whoever allocates, alone in that shift; later, or where the card proves nothing, two."""

    @pytest.mark.parametrize("what", [correct, lambda customer, **who: dial(customer, "9", **who)])
    def test_later_two_people(self, typo: Customer, what: Any) -> None:
        typo.counter.do("close-shift", counted="0")
        with pytest.raises(NoOpenShift):
            what(typo)
        typo.counter.do("open-shift", float="0")
        before = count_events(typo.counter)
        with pytest.raises(SecondPersonNeeded):
            what(typo)
        assert count_events(typo.counter) == before
        what(typo, second=SUPERVISOR)

    def test_two_people_where_a_copy_may_have_been_used(self, make_proved: MakeCounter) -> None:
        one = mistaken(make_proved, TapcardSle4442())
        with pytest.raises(SecondPersonNeeded):
            correct(one)

    @pytest.mark.parametrize("what", [correct, lambda customer, **who: dial(customer, "9", **who)])
    def test_nobody_without_the_right(self, typo: Customer, what: Any) -> None:
        with pytest.raises(NotAllowed):
            what(typo, by=ADMINISTRATOR)
