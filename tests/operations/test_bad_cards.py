"""Cards that refuse, lie or are not ours: told plainly, and neither money nor load is lost.

Where each word of the issue's list "Bad input and faults" is tested, beside the classes here:

==================================== ============================================================
torn at every APDU and in every byte tests/campaign
wrong code with two tries left       TestACode
locked card                          TestACode; CPU: test_bad_cards_cpu.TestALockedCard
MAC refused (9302)                   test_bad_cards_cpu.TestARefusedSeal
read-back not empty                  test_bad_cards_cpu.TestAReadBackThatIsNotEmpty
number overflow                      TestNumbersAndLoads; layouts: tests/cards/profile_contract.py
above the largest, between two steps TestNumbersAndLoads; limits of models: test_prepay.TestLimits;
                                     credit in money: tests/domain/test_tariff_money.py
two meters with one number           TestOneNumberOnTwoMeters; tests/cards/profile_places.py
card of another region or utility    TestWhoseCard; CPU: test_bad_cards_cpu.TestKeys
copies that differ                   TestCopiesThatDiffer
PSAM missing, locked, of another     test_bad_cards_psam.py; commands: tests/cards/test_psam.py
changed between look and perform     TestAnotherCardInTheReader; test_prepay_refused.TestAQuote
none, mute, bank card, blank         test_prepay_refused.TestACardThatIsNotSoldTo
==================================== ============================================================

As a cashier meets them in another process: tests/end_to_end/test_card_faults.py.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.cards.errors import CardDamaged, CardForeign, CardLocked, SecretRefused
from app.cards.key_sources.demo import DEMO_MASTER, DemoKeys
from app.cards.key_sources.errors import KeyVersionUnknown
from app.cards.key_sources.master import MasterKeys
from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.contract import Profile
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.comparison import Standing
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
from tests.cards.at88_cards import At88Contract
from tests.cards.profile_contract import ProfileContract
from tests.cards.station_contract import OtherSecrets
from tests.cards.station_desk import Desk, tries_of
from tests.cards.tapcard_cards import Mifare1kContract, TapcardContract
from tests.counter import ADMINISTRATOR, CASHIER, REGION, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.household import GAS, WATER, Household
from tests.operations.our_copies import spoil_copy
from tests.operations.patron import (
    FIRST,
    MODEL,
    SECOND,
    Patron,
    decide,
    enter_model,
    hold_keys,
    kept,
    paid_then,
    refused,
    told,
)
from tests.operations.proofs import count_events, events
from tests.operations.proofs import make_proved as make_proved


def spend_tries(card: Any, left: int) -> None:
    """Somebody tried codes until so many tries are left."""
    wrong = b"\x5a" * (3 if isinstance(card, VirtualSle4442) else 2)
    card.power_on()
    while tries_of(card) > left:
        assert not card.present(wrong)
    card.power_off()


def named(suite: ProfileContract) -> str:
    return suite.profile().name


@pytest.fixture
def plain(make_proved: MakeCounter) -> Patron:
    return Patron(make_proved(profile=TapcardSle4442())).served()


class TestACode:
    """Of chips that count wrong codes; a CPU card's keys are in test_bad_cards_cpu.py."""

    @pytest.mark.parametrize("layout", [TapcardSle4442, TapcardSle4428, At88Water4])
    def test_that_is_wrong_with_two_tries_left_leaves_one(
        self, make_proved: MakeCounter, layout: Any
    ) -> None:
        counter = make_proved(profile=layout())
        hold_keys(counter, OtherSecrets(DemoKeys()))
        one = Patron(counter).served()
        hold_keys(counter, DemoKeys())
        spend_tries(one.card, 2)
        shown, before = one.do("read-card"), count_events(counter)
        with pytest.raises(SecretRefused) as refusal:
            one.buy()
        told(refusal.value)
        assert (refusal.value.tries_left, tries_of(one.card)) == (1, 1)
        assert count_events(counter) == before
        assert one.do("read-card") == shown
        with refused(counter, CardLocked, one.card):
            one.buy()

    @pytest.mark.parametrize(("layout", "left"), [(TapcardSle4442, 1), (At88Water4, 0)])
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
        self, make_proved: MakeCounter
    ) -> None:
        one = Patron(make_proved(profile=TapcardSle4428()))
        spend_tries(one.card, 1)
        with refused(one.counter, CardLocked, one.card):
            one.allocate()
        one.new_card()
        one.served()
        spend_tries(one.new_card(), 1)
        with refused(one.counter, CardLocked, one.card):
            one.do("reissue-card", account=one.account, reason="lost", identity="known")

    @pytest.mark.parametrize(
        ("layout", "decision"), [(TapcardSle4442, "not_written"), (At88Water4, "happened")]
    )
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
            assert "neither" not in hold.value.message, "the card does show that nothing came"
            assert len(events(one.counter, "plan_held")) == 1, held_already
        assert kept(one.card) == was
        decide(one, hold.value, decision)
        one.new_card()
        one.counter.do("reissue-card", account=one.account, reason="damaged")
        one.visit()
        assert one.credited == FIRST + (SECOND if decision == "happened" else 0)

    def test_that_locks_while_a_card_is_made_leaves_the_load_for_another(
        self, make_proved: MakeCounter
    ) -> None:
        one = Patron(make_proved(profile=TapcardSle4428()))
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


class TestNumbersAndLoads:
    def test_a_number_that_the_card_cannot_count_is_refused_before_it_is_paid(
        self, make_proved: MakeCounter
    ) -> None:
        """By the declaration; that no layout writes a larger one is in the contract of profiles."""
        profile = At88Water4()
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
    @pytest.mark.parametrize("profile", [TapcardSle4428(), Cpu68()])
    def test_is_given_to_the_first_alone(self, make_proved: MakeCounter, profile: Profile) -> None:
        """Of another kind, too: a receipt and a list name a meter by its number."""
        one = Patron(make_proved(profile=profile)).served()
        one.counter.do(
            "set-meter-model", by=ADMINISTRATOR, model="G1", profile=profile.name, kind="gas"
        )
        given: dict[str, Any] = {"meter": one.number, "volume": "1"}
        other = one.counter.new_card()
        for account in (one.account, one.counter.account("Juma")):
            with refused(one.counter, AlreadyThere, other):
                one.counter.do("allocate-meter", account=account, model=MODEL, **given)
        with refused(one.counter, AlreadyThere, one.card):
            one.do("allocate-meter", account=one.account, model="G1", **given)

    def test_not_even_with_zeros_in_front_where_the_card_drops_them(
        self, make_proved: MakeCounter
    ) -> None:
        one = Patron(make_proved(profile=Cpu68()))
        with refused(one.counter, ContentsUnfit, one.card) as refusal:
            one.allocate(meter="0012345")
        assert refusal.value.field == "meter"


class TestWhoseCard:
    @pytest.mark.parametrize(
        "suite", [TapcardContract(), Mifare1kContract(), At88Contract()], ids=named
    )
    def test_another_utility_s_is_told_as_foreign(
        self, make_proved: MakeCounter, suite: ProfileContract
    ) -> None:
        """Also one that shows only a part of itself without their keys (MIFARE)."""
        one = Patron(make_proved(profile=suite.profile())).served()
        there = Desk(suite, one.counter.reader, suite.other_keys(), (suite.profile(),))
        there.make_new(suite.contents())
        theirs = there.card
        with refused(one.counter, CardForeign, theirs):
            one.counter.do("prepay", volume="1")
        with refused(one.counter, WrongCard, theirs) as refusal:
            one.counter.do("reissue-card", account=one.account, reason="lost", identity="known")
        assert "another utility" in refusal.value.message

    def test_one_under_keys_that_this_kiosk_lacks_is_told_so(
        self, make_proved: MakeCounter
    ) -> None:
        counter = make_proved(profile=TapcardMifare1k())
        hold_keys(counter, MasterKeys({1: DEMO_MASTER, 2: bytes(16)}))
        one = Patron(counter).served()
        hold_keys(counter, DemoKeys())
        with refused(counter, KeyVersionUnknown, one.card) as refusal:
            one.buy()
        assert refusal.value.version == 2

    @pytest.mark.parametrize("layout", [TapcardMifare1k, At88Water4, Cpu68])
    def test_another_region_s_is_held_and_not_written(
        self, make_proved: MakeCounter, make_counter: MakeCounter, layout: Any
    ) -> None:
        """Its kiosk and this one know nothing of each other."""
        theirs = of_another_region(make_counter(node=8, profile=layout()))
        one = Patron(make_proved(profile=layout())).served()
        one.counter.put(theirs)
        with refused(one.counter, CardStandsInTheWay, theirs, recorded=1) as refusal:
            one.counter.do("prepay", volume="1")
        assert refusal.value.standing == Standing.UNEXPLAINED
        with refused(one.counter, CardStandsInTheWay, theirs):
            one.counter.do("prepay", volume="1")
        one.buy()
        assert one.visit() is MeterAnswer.CREDIT


def of_another_region(counter: Counter) -> Any:
    """A card with a load, as a kiosk in another region makes it."""
    region, counter.blanks = str(REGION + 1), 100
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

    @pytest.mark.parametrize("layout", [TapcardSle4428, TapcardMifare1k, Cpu68])
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
