"""Cards that refuse, lie, are worn or not ours: told plainly, and no money and no load is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from app.cards.errors import CardDamaged, CardForeign, CardLocked, SecretRefused
from app.cards.key_sources.demo import DemoKeys
from app.cards.key_sources.master import MasterKeys
from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import GEOMETRY, TapcardSle4442
from app.domain.comparison import Standing
from app.domain.entries import Book
from app.domain.errors import MoneyState
from app.domain.metering import MeterAnswer
from app.domain.tariff.errors import BadQuantity, OverLargest
from app.operations.catalogue import operation_named
from app.operations.errors import (
    AlreadyThere,
    CardScrapped,
    CardStandsInTheWay,
    PlanInterrupted,
    PlanOnHold,
    StaleQuote,
    WrongCard,
)
from app.operations.operation import Caller, parse_arguments
from app.simulator.sle4442_card import VirtualSle4442
from tests.cards.station_contract import OtherSecrets
from tests.cards.station_desk import tries_of
from tests.counter import ADMINISTRATOR, CASHIER, REGION, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.household import GAS, WATER, Household
from tests.operations.patron import (
    FIRST,
    MODEL,
    SECOND,
    Patron,
    enter_model,
    hold_keys,
    kept,
    paid_then,
    refused,
    told,
)
from tests.operations.proofs import booked, count_events, events
from tests.operations.proofs import make_proved as make_proved

CODED = (TapcardSle4442, TapcardSle4428, At88Water4)
OURS = (*CODED, TapcardMifare1k)
ALL = (*OURS, Cpu68)


def spend_tries(card: Any, left: int) -> None:
    """Somebody tried codes until so many tries are left."""
    wrong = b"\x5a" * (3 if isinstance(card, VirtualSle4442) else 2)
    card.power_on()
    while tries_of(card) > left:
        assert not card.present(wrong)
    card.power_off()


@pytest.fixture
def plain(make_proved: MakeCounter) -> Patron:
    return Patron(make_proved(profile=TapcardSle4442())).served()


@pytest.mark.parametrize("layout", CODED)
class TestACode:
    """Of chips that count wrong codes; a CPU card's keys are in test_bad_cards_cpu.py."""

    def test_that_is_wrong_with_two_tries_left_leaves_one(
        self, make_proved: MakeCounter, layout: Any
    ) -> None:
        counter = make_proved(profile=layout())
        hold_keys(counter, OtherSecrets(DemoKeys()))
        one = Patron(counter).served()
        hold_keys(counter, DemoKeys())
        spend_tries(one.card, 2)
        before, shown = count_events(counter), one.do("read-card")
        with pytest.raises(SecretRefused) as refusal:
            one.buy()
        told(refusal.value)
        assert (refusal.value.tries_left, tries_of(one.card)) == (1, 1)
        assert count_events(counter) == before
        assert one.do("read-card") == shown
        with refused(counter, CardLocked, one.card):
            one.buy()

    @pytest.mark.parametrize("left", [1, 0])
    def test_that_is_locked_is_not_presented_and_the_customer_gets_another_card(
        self, make_proved: MakeCounter, layout: Any, left: int
    ) -> None:
        one = Patron(make_proved(profile=layout())).served()
        spend_tries(one.card, left)
        with refused(one.counter, CardLocked, one.card):
            one.buy()
        one.new_card()
        one.counter.do("reissue-card", account=one.account, reason="damaged")
        one.visit()
        one.buy()
        assert one.visit() is MeterAnswer.CREDIT
        assert one.credited == FIRST + SECOND

    def test_that_a_blank_refuses_is_refused_before_anything_is_paid(
        self, make_proved: MakeCounter, layout: Any
    ) -> None:
        one = Patron(make_proved(profile=layout()))
        spend_tries(one.card, 1)
        with refused(one.counter, CardLocked, one.card):
            one.allocate()
        one.new_card()
        one.served()
        spend_tries(one.new_card(), 1)
        with refused(one.counter, CardLocked, one.card):
            one.do("reissue-card", account=one.account, reason="lost")

    @pytest.mark.parametrize("decision", ["happened", "not_written"])
    def test_that_locks_after_the_payment_holds_it_for_two_people(
        self, make_proved: MakeCounter, layout: Any, decision: str
    ) -> None:
        one = Patron(make_proved(profile=layout())).served()
        one.counter.put(one.card)
        with paid_then(one.counter, one.counter.reader.remove), pytest.raises(PlanInterrupted):
            one.counter.do("prepay", volume="3")
        spend_tries(one.card, 1)
        was = kept(one.card)
        for held_already in (0, 1):
            with pytest.raises(PlanOnHold) as hold:
                one.do("settle")
            told(hold.value, MoneyState.IN_DOUBT)
            assert len(events(one.counter, "plan_held")) == 1, held_already
        assert kept(one.card) == was
        decide(one, hold.value, decision)
        one.new_card()
        one.counter.do("reissue-card", account=one.account, reason="damaged")
        one.visit()
        assert one.credited == FIRST + (SECOND if decision == "happened" else 0)

    def test_that_locks_while_a_card_is_made_leaves_the_load_for_another(
        self, make_proved: MakeCounter, layout: Any
    ) -> None:
        one = Patron(make_proved(profile=layout()))
        with paid_then(one.counter, one.counter.reader.remove), pytest.raises(PlanInterrupted):
            one.allocate()
        spend_tries(one.card, 1)
        one.counter.put(one.card)
        with pytest.raises(CardScrapped) as scrapped:
            one.counter.do("settle", account=one.account)
        told(scrapped.value, MoneyState.IN_DOUBT)
        one.new_card()
        one.counter.do("renew-plan", account=one.account)
        assert one.visit() is MeterAnswer.CREDIT
        assert one.credited == FIRST


def decide(one: Patron, hold: PlanOnHold, decision: str) -> None:
    """Two people do, and what was paid goes where they say."""
    one.counter.do("open-shift", by=SUPERVISOR, float="100")
    decided = one.do(
        "decide-plan",
        by=SUPERVISOR,
        second=ADMINISTRATOR,
        plan=str(hold.plan),
        decision=decision,
        reason="the card is locked",
    )
    assert decided.to_cash == (SECOND if decision == "not_written" else 0)
    assert booked(one.counter, Book.SUSPENSE, one.account) == 0


class TestNumbersAndLoads:
    @pytest.mark.parametrize("layout", ALL)
    def test_a_number_that_the_card_cannot_count_is_refused_before_it_is_paid(
        self, make_proved: MakeCounter, layout: Any
    ) -> None:
        profile = layout()
        profile.declares = msgspec.structs.replace(profile.declares, largest_number=2)
        one = Patron(make_proved(profile=profile)).served()
        one.buy()
        assert one.visit() is MeterAnswer.CREDIT
        with refused(one.counter, WrongCard, one.card) as refusal:
            one.buy()
        assert "counts 2 purchases" in refusal.value.message
        assert one.credited == FIRST + SECOND

    def test_a_load_between_two_steps_or_above_the_largest(self, make_proved: MakeCounter) -> None:
        one = Patron(make_proved(profile=At88Water4()))
        for volume, error in (("2.005", BadQuantity), ("512", OverLargest)):
            with refused(one.counter, error, one.card):
                one.allocate(volume=volume)
        one.served()
        for volume, error in (("2.005", BadQuantity), ("512", OverLargest)):
            with refused(one.counter, error, one.card):
                one.buy(volume)
        assert one.buy("511.99").loads[0].credit == 511_990
        assert one.visit() is MeterAnswer.CREDIT

    def test_one_load_too_large_stops_the_whole_basket(self, make_proved: MakeCounter) -> None:
        home = Household(make_proved(profile=TapcardSle4428()))
        home.allocate(WATER)
        home.allocate(GAS)
        home.visit(WATER, GAS)
        with refused(home.counter, OverLargest, home.card):
            home.do("prepay", meter=WATER, volume="1", also=f"{GAS}=10001v")


class TestOneNumberOnTwoMeters:
    @pytest.mark.parametrize("layout", ALL)
    def test_is_given_to_the_first_alone(self, make_proved: MakeCounter, layout: Any) -> None:
        one = Patron(make_proved(profile=layout())).served()
        account, other = one.counter.account("Juma"), one.counter.new_card()
        with refused(one.counter, AlreadyThere, other):
            one.counter.do(
                "allocate-meter", account=account, meter=one.number, model=MODEL, volume="1"
            )
        with refused(one.counter, AlreadyThere, one.card):
            one.allocate()

    def test_not_even_with_zeros_in_front_where_the_card_drops_them(
        self, make_proved: MakeCounter
    ) -> None:
        one = Patron(make_proved(profile=Cpu68()))
        with refused(one.counter, ContentsUnfit, one.card) as refusal:
            one.allocate(meter="0012345")
        assert refusal.value.field == "meter"


class TestWhoseCard:
    @pytest.mark.parametrize("layout", OURS)
    def test_another_utility_s_is_told_as_foreign(
        self, make_proved: MakeCounter, layout: Any
    ) -> None:
        there = make_proved(node=8, profile=layout())
        hold_keys(there, MasterKeys({1: bytes(16)}))
        theirs = Patron(there).served().card
        one = Patron(make_proved(profile=layout())).served()
        one.counter.put(theirs)
        with refused(one.counter, CardForeign, theirs):
            one.counter.do("prepay", volume="1")
        with refused(one.counter, WrongCard, theirs) as refusal:
            one.counter.do("reissue-card", account=one.account, reason="lost")
        assert "another utility" in refusal.value.message
        assert theirs == there_again(there)

    @pytest.mark.parametrize("layout", ALL)
    def test_another_region_s_is_held_and_not_written(
        self, make_proved: MakeCounter, layout: Any
    ) -> None:
        """Its kiosk and this one know nothing of each other."""
        theirs = of_another_region(make_proved(node=8, profile=layout()))
        one = Patron(make_proved(profile=layout())).served()
        one.counter.put(theirs)
        with refused(one.counter, CardStandsInTheWay, theirs, recorded=1) as refusal:
            one.counter.do("prepay", volume="1")
        assert refusal.value.standing == Standing.UNEXPLAINED
        with refused(one.counter, CardStandsInTheWay, theirs):
            one.counter.do("prepay", volume="1")
        one.buy()
        assert one.visit() is MeterAnswer.CREDIT


def there_again(counter: Counter) -> Any:
    return counter.reader.card


def of_another_region(counter: Counter) -> Any:
    region = str(REGION + 1)
    counter.do("set-region", by=ADMINISTRATOR, region=region, name="Malindi")
    enter_model(counter)
    account = counter.do("open-account", tariff_class="1", name="Juma", region=region).account
    card = counter.new_card()
    counter.do("allocate-meter", account=account, meter="77", model=MODEL, volume="2")
    return card


class TestCopiesThatDiffer:
    """The newest copy is the card's last write; the other one is its write before."""

    def test_a_card_whose_newest_copy_is_spoilt_is_not_sold_to_and_its_load_is_restored(
        self, plain: Patron
    ) -> None:
        plain.buy()
        spoil_copy(plain.card, 1)
        with refused(plain.counter, CardStandsInTheWay, plain.card, recorded=1) as refusal:
            plain.buy("1")
        assert refusal.value.standing == Standing.UNEXPLAINED
        plain.new_card()
        plain.counter.do("reissue-card", account=plain.account, reason="damaged")
        assert plain.visit() is MeterAnswer.CREDIT
        assert plain.credited == FIRST + SECOND

    def test_a_spoilt_older_copy_is_written_anew_by_the_next_sale(self, plain: Patron) -> None:
        spoil_copy(plain.card, 1)
        plain.buy()
        assert plain.visit() is MeterAnswer.CREDIT
        plain.buy()
        assert plain.visit() is MeterAnswer.CREDIT
        assert plain.credited == FIRST + 2 * SECOND

    def test_a_table_that_is_not_what_our_record_seals(self, make_proved: MakeCounter) -> None:
        """The layout with one copy: spoilt is spoilt, and the ledger knows the load."""
        one = Patron(make_proved(profile=At88Water4())).served()
        one.buy()
        was = one.card.snapshot()
        memory = bytearray(was.memory)
        memory[0x5C + 6] ^= 0x01
        one.card.restore(msgspec.structs.replace(was, memory=bytes(memory)))
        with refused(one.counter, CardDamaged, one.card):
            one.buy("1")
        one.new_card()
        one.counter.do("reissue-card", account=one.account, reason="damaged")
        assert one.visit() is MeterAnswer.CREDIT
        assert one.credited == FIRST + SECOND


def spoil_copy(card: VirtualSle4442, number: int) -> None:
    """One byte of copy 0 or 1."""
    was = card.snapshot()
    main = bytearray(was.main)
    main[GEOMETRY.copy_starts[number] + 4] ^= 0x01
    card.restore(msgspec.structs.replace(was, main=bytes(main)))


class TestAnotherCardInTheReader:
    def test_when_the_price_is_confirmed(self, make_proved: MakeCounter) -> None:
        """A blank CPU card has its serial from its maker; other blanks are all the same."""
        one = Patron(make_proved(profile=Cpu68()))
        other, call = one.counter.new_card(), Caller(operator=CASHIER)
        allocate = operation_named("allocate-meter")
        wish = parse_arguments(
            allocate, {"account": one.account, "meter": "1", "model": MODEL, "volume": "1"}
        )
        one.counter.put(one.card)
        quote = allocate.quote(allocate.look(one.counter.kiosk, call, wish), wish)
        one.counter.put(other)
        with refused(one.counter, StaleQuote, one.card, other):
            allocate.perform(one.counter.kiosk, call, quote)

    @pytest.mark.parametrize("layout", ALL)
    def test_when_it_is_paid_the_first_card_settles_it(
        self, make_proved: MakeCounter, layout: Any
    ) -> None:
        counter = make_proved(profile=layout())
        one, another = Patron(counter).served(), Patron(counter, "77").served()
        was = kept(another.card)
        counter.put(one.card)
        with (
            paid_then(counter, lambda: counter.reader.insert(another.card)),
            pytest.raises(PlanInterrupted) as doubt,
        ):
            counter.do("prepay", volume="3")
        told(doubt.value, MoneyState.IN_DOUBT)
        with pytest.raises(WrongCard) as wrong:
            counter.do("settle", account=one.account)
        told(wrong.value)
        assert kept(another.card) == was
        one.do("settle")
        assert one.visit() is MeterAnswer.CREDIT
        assert one.credited == FIRST + SECOND
