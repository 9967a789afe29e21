"""CPU cards that refuse keys, seals or files: nothing is repeated, and a payment finds its end."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.cards.errors import SecretRefused
from app.cards.key_sources.master import MasterKeys
from app.cards.profiles.cpu68 import NAME, WATER_DIRECTORY, Cpu68
from app.domain.cards import UtilityKind
from app.domain.comparison import Standing
from app.domain.entries import Book
from app.domain.errors import MoneyState
from app.domain.metering import MeterAnswer
from app.operations.errors import (
    CardScrapped,
    CardStandsInTheWay,
    PlanInterrupted,
    PlanOnHold,
    PlanStillOpen,
)
from app.operations.settle_plan import SettleAction
from app.simulator.cpu_card import TRIES, VirtualCpuCard
from app.simulator.fitting import card_for
from app.simulator.meter import VirtualMeter
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.patron import (
    FIRST,
    METER,
    MODEL,
    SECOND,
    Patron,
    decide,
    kept,
    paid_then,
    refused,
    told,
)
from tests.operations.proofs import booked, events
from tests.operations.proofs import make_proved as make_proved

UPDATE = bytes.fromhex("04D6")
OK = bytes.fromhex("9000")
PURCHASE, WALLET, RETURN = range(3)
"""Updates of a sale of water, in their order."""
RETURN_FILE = 2
"""Its short identifier."""
POWER, POWER_MODEL = "12346", "E1"
"""A meter of electricity, beside the one of water."""
POWER_PAID = 100_000


class Disturbed:
    """A card on whose contacts some updates go wrong; see VirtualCard.

    ``spoilt``: which arrive with another seal. ``swallowed``: which never arrive, and are said to
    have gone well. Counted from the first, over all insertions.
    """

    def __init__(
        self,
        card: VirtualCpuCard,
        *,
        spoilt: tuple[int, ...] = (),
        swallowed: tuple[int, ...] = (),
    ) -> None:
        self._card = card
        self._spoilt = spoilt
        self._swallowed = swallowed
        self.atr = card.atr
        self.updates = 0
        """Sent to it so far."""

    def seat(self) -> None:
        self._card.seat()

    def power_on(self) -> bytes:
        return self._card.power_on()

    def power_off(self) -> None:
        self._card.power_off()

    def exchange(self, apdu: bytes) -> bytes:
        if apdu.startswith(UPDATE):
            number, self.updates = self.updates, self.updates + 1
            if number in self._swallowed:
                return OK
            if number in self._spoilt:
                apdu = apdu[:-1] + bytes([apdu[-1] ^ 0x01])
        return self._card.exchange(apdu)


@pytest.fixture
def desk(make_proved: MakeCounter) -> Counter:
    return make_proved(profile=Cpu68())


@pytest.fixture
def newcomer(desk: Counter) -> Patron:
    return Patron(desk)


@pytest.fixture
def patron(newcomer: Patron) -> Patron:
    return newcomer.served()


def in_doubt(one: Patron, card: Disturbed, operation: str = "prepay", **given: Any) -> str:
    """Something paid that this card breaks; what was said."""
    one.counter.put(card)
    with pytest.raises(PlanInterrupted) as doubt:
        one.counter.do(operation, **(given or {"volume": "3"}))
    told(doubt.value, MoneyState.IN_DOUBT)
    return doubt.value.message


def settled(one: Patron) -> None:
    """With the card as it should be; credited once."""
    before = one.credited
    one.counter.put(one.card)
    assert one.counter.do("settle", account=one.account).action is SettleAction.WRITE
    assert one.visit() is MeterAnswer.CREDIT
    assert one.visit() is MeterAnswer.NOTHING_NEW
    assert one.credited == before + (SECOND if before else FIRST)


def leave_macs(card: VirtualCpuCard, macs: int) -> None:
    """So many wrong seals are still borne; with none, the application is locked (9303)."""
    was = card.snapshot()
    card.restore(msgspec.structs.replace(was, tries=dict.fromkeys(was.tries, (TRIES, macs))))


class TestARefusedSeal:
    @pytest.mark.parametrize("update", [PURCHASE, WALLET, RETURN])
    def test_is_sent_once_and_the_payment_is_settled_with_the_card(
        self, patron: Patron, update: int
    ) -> None:
        card, was = Disturbed(patron.card, spoilt=(update,)), kept(patron.card)[0]
        assert "9302" in in_doubt(patron, card)
        assert card.updates == update + 1
        assert patron.card.tries(WATER_DIRECTORY) == (TRIES, TRIES - 1)
        assert (kept(patron.card)[0] == was) is (update == PURCHASE)
        with pytest.raises(PlanStillOpen):
            patron.buy("1")
        settled(patron)

    def test_of_a_first_card_is_sent_once(self, newcomer: Patron) -> None:
        card = Disturbed(newcomer.card, spoilt=(PURCHASE,))
        given: dict[str, Any] = {"account": newcomer.account, "meter": METER, "model": MODEL}
        in_doubt(newcomer, card, "allocate-meter", volume="2", **given)
        assert card.updates == 1
        settled(newcomer)

    def test_twice_is_not_risked_a_third_time_and_two_people_decide(self, patron: Patron) -> None:
        card = Disturbed(patron.card, spoilt=(0, 1, 2))
        in_doubt(patron, card)
        in_doubt(patron, card, "settle", account=patron.account)
        for _again in range(2):
            with pytest.raises(PlanOnHold) as hold:
                patron.counter.do("settle")
            told(hold.value, MoneyState.IN_DOUBT)
        assert card.updates == 2
        assert patron.card.tries(WATER_DIRECTORY) == (TRIES, 1)
        assert [one.why for one in events(patron.counter, "plan_held")] == ["card_locked"]
        decide(patron, hold.value, "happened")
        goes_on_with_another_card(patron, SECOND)


class TestALockedCard:
    def test_after_the_payment_is_held_for_two_people(self, patron: Patron) -> None:
        patron.counter.put(patron.card)
        reader = patron.counter.reader
        with paid_then(patron.counter, reader.remove), pytest.raises(PlanInterrupted):
            patron.counter.do("prepay", volume="3")
        leave_macs(patron.card, 0)
        was = kept(patron.card)
        with pytest.raises(PlanOnHold, match="locked itself") as hold:
            patron.do("settle")
        told(hold.value, MoneyState.IN_DOUBT)
        assert kept(patron.card) == was
        decide(patron, hold.value, "not_written")
        goes_on_with_another_card(patron, 0)

    def test_that_was_to_become_the_first_is_replaced_by_another(self, newcomer: Patron) -> None:
        leave_macs(newcomer.card, 0)
        with pytest.raises(PlanInterrupted) as doubt:
            newcomer.allocate()
        told(doubt.value, MoneyState.IN_DOUBT)
        newcomer.counter.put(newcomer.card)
        with pytest.raises(CardScrapped) as scrapped:
            newcomer.counter.do("settle", account=newcomer.account)
        told(scrapped.value, MoneyState.IN_DOUBT)
        newcomer.new_card()
        newcomer.counter.do("renew-plan", account=newcomer.account)
        assert newcomer.visit() is MeterAnswer.CREDIT
        assert newcomer.credited == FIRST


def goes_on_with_another_card(one: Patron, restored: int) -> None:
    """A reissued card, with the load that was decided to have happened, and the next sale."""
    one.new_card()
    one.counter.do("reissue-card", account=one.account, reason="damaged")
    one.visit()
    assert one.credited == FIRST + restored
    one.buy()
    assert one.visit() is MeterAnswer.CREDIT
    assert one.credited == FIRST + restored + SECOND


class TestKeys:
    def test_of_another_utility_are_not_tried(self, newcomer: Patron) -> None:
        other = MasterKeys({1: bytes(16)})
        stranger = card_for(newcomer.counter.profile, other, 99)
        newcomer.counter.put(stranger)
        given: dict[str, Any] = {"account": newcomer.account, "meter": METER, "model": MODEL}
        with refused(newcomer.counter, SecretRefused, stranger) as refusal:
            newcomer.counter.do("allocate-meter", volume="2", **given)
        assert refusal.value.tries_left == TRIES


class TestAReadBackThatIsNotEmpty:
    def test_after_a_sale_that_broke_off_the_meter_takes_nothing_and_it_is_settled(
        self, patron: Patron
    ) -> None:
        in_doubt(patron, Disturbed(patron.card, spoilt=(RETURN,)))
        twin = patron.card.clone()
        assert patron.meter.clone().take(twin) is MeterAnswer.RETURN_FILE_NOT_EMPTY
        settled(patron)

    def test_that_the_meter_saw_meanwhile_is_not_guessed_about(self, patron: Patron) -> None:
        """It wrote its return file again, and the number there is not the one that was paid."""
        in_doubt(patron, Disturbed(patron.card, spoilt=(RETURN,)))
        assert patron.visit() is MeterAnswer.RETURN_FILE_NOT_EMPTY
        assert patron.credited == FIRST
        with pytest.raises(PlanOnHold) as hold:
            patron.do("settle")
        told(hold.value, MoneyState.IN_DOUBT)
        decide(patron, hold.value, "happened")
        goes_on_with_another_card(patron, SECOND)

    def test_that_stays_although_the_card_said_it_was_emptied(self, patron: Patron) -> None:
        """Success is no proof: three attempts, each read back, and then it is told."""
        card = Disturbed(patron.card, swallowed=(2, 3, 4))
        assert "does not keep" in in_doubt(patron, card)
        assert card.updates == 5
        settled(patron)

    def test_that_a_meter_left_half_written_wants_the_meter_again(self, patron: Patron) -> None:
        patron.buy()
        was = patron.card.snapshot()
        files = {number: dict(files) for number, files in was.files.items()}
        begun = bytes([0x68]) + files[WATER_DIRECTORY][RETURN_FILE][1:]
        files[WATER_DIRECTORY][RETURN_FILE] = begun
        patron.card.restore(msgspec.structs.replace(was, files=files))
        with refused(patron.counter, CardStandsInTheWay, patron.card) as refusal:
            patron.buy("1")
        assert refusal.value.standing == Standing.INSERT_AGAIN
        assert "again" in refusal.value.remedy


class TestASecondMeterWhosePlaceWasHalfWritten:
    """The parameter file stands, the wallet does not, and the meter answered that meanwhile."""

    @pytest.fixture
    def power_meter(self, desk: Counter) -> VirtualMeter:
        return desk.meter(POWER, kind=UtilityKind.ELECTRICITY, place=1)

    @pytest.fixture
    def half_written(self, patron: Patron, power_meter: VirtualMeter) -> Patron:
        power: dict[str, Any] = {"profile": NAME, "kind": "electricity", "charging": "money"}
        patron.counter.do("set-meter-model", by=ADMINISTRATOR, model=POWER_MODEL, **power)
        in_doubt(
            patron, Disturbed(patron.card, spoilt=(WALLET,)), "allocate-meter", **power_of(patron)
        )
        assert power_meter.take(patron.card) is MeterAnswer.NOTHING_NEW
        assert power_meter.state.total_credited == 0
        return patron

    def test_is_held_until_two_people_decide_and_the_money_goes_back(
        self, half_written: Patron
    ) -> None:
        assert not_written(half_written).to_cash == POWER_PAID
        assert booked(half_written.counter, Book.SUSPENSE, half_written.account) == 0
        was = kept(half_written.card)
        for standing in (Standing.UNEXPLAINED, "held"):
            with pytest.raises(CardStandsInTheWay) as refusal:
                half_written.do("allocate-meter", **power_of(half_written))
            assert refusal.value.standing == standing
        assert len(events(half_written.counter, "card_held")) == 1
        assert kept(half_written.card) == was

    def test_leaves_a_card_that_nobody_releases_and_the_refusal_names_the_way_on(
        self, half_written: Patron
    ) -> None:
        not_written(half_written)
        with pytest.raises(CardStandsInTheWay):
            half_written.do("allocate-meter", **power_of(half_written))
        with refused(half_written.counter, CardStandsInTheWay, half_written.card) as refusal:
            half_written.do("release-card", by=SUPERVISOR, second=ADMINISTRATOR, reason="ours")
        assert "reissue-card" in refusal.value.remedy

    def test_is_allocated_on_a_new_card_and_each_meter_gets_its_credit_once(
        self, half_written: Patron, power_meter: VirtualMeter
    ) -> None:
        not_written(half_written)
        old = half_written.card
        goes_on_with_another_card(half_written, 0)
        half_written.do("allocate-meter", **power_of(half_written))
        assert power_meter.take(half_written.card) is MeterAnswer.CREDIT
        loaded = power_meter.state.total_credited
        power_meter.take(old)
        half_written.meter.take(old)
        assert power_meter.state.total_credited == loaded > 0
        assert half_written.credited == FIRST + SECOND


def power_of(one: Patron) -> dict[str, Any]:
    """Arguments that allocate the meter of electricity, with money on it."""
    return {"account": one.account, "meter": POWER, "model": POWER_MODEL, "amount": "1000"}


def not_written(one: Patron) -> Any:
    """The card cannot tell; two people see that the meter took nothing."""
    with pytest.raises(PlanOnHold) as hold:
        one.do("settle")
    told(hold.value, MoneyState.IN_DOUBT)
    two = {"by": SUPERVISOR, "second": ADMINISTRATOR}
    one.counter.do("open-shift", by=SUPERVISOR, float="2000")
    plan, reason = str(hold.value.plan), "the meter shows no credit"
    return one.do("decide-plan", plan=plan, decision="not_written", reason=reason, **two)
