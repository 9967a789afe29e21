"""Keys change card by card, each at its next write; a pull anywhere loses and doubles nothing.

The utility's meters and this kiosk hold key versions 1 and 2, the customer's card was made under 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.cards.errors import CardError, SecretRefused
from app.cards.key_sources.demo import DEMO_MASTER
from app.cards.key_sources.errors import KeyVersionUnknown
from app.cards.key_sources.master import MasterKeys
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.cards.station import Station
from app.domain.cards import CardReading
from app.domain.entries import Book
from app.domain.errors import MoneyState
from app.domain.metering import MeterAnswer
from app.operations.errors import PlanInterrupted, PlanOnHold, UnknownRecord
from app.operations.refund_result import RefundStage
from app.simulator.meter import VirtualMeter
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write, set_tariff
from tests.operations.proofs import booked, count_events, events
from tests.operations.proofs import make_proved as make_proved

OLD = MasterKeys({1: DEMO_MASTER})
BOTH = MasterKeys({1: DEMO_MASTER, 2: b"TAPCARD NEXT KEY"})
CHANGE_SECRET = bytes.fromhex("FFD20001")
"""ACS readers: CHANGE_CODE of an SLE4442 (notes/cards.md 2.3)."""
FIRST, SECOND = 2_000, 3_000
"""What the card held under the old keys, and what the sale that changes them adds."""


def hold_keys(counter: Counter, keys: KeySource) -> None:
    """The kiosk is started again with these keys."""
    counter.keys = keys
    counter.station = Station(counter.reader, (counter.profile,), keys)


def customer_of(counter: Counter, meter: str = "000000012345") -> Customer:
    """A card made and loaded under version 1, taken by a meter that knows both versions."""
    hold_keys(counter, BOTH)
    one = Customer(counter, meter)
    hold_keys(counter, OLD)
    one.allocate()
    one.visit()
    hold_keys(counter, BOTH)
    return one


def shown(customer: Customer, keys: KeySource) -> CardReading:
    """The card, read with these keys."""
    counter = customer.counter
    counter.put(customer.card)
    with Station(counter.reader, (counter.profile,), keys).session() as session:
        return session.readings()[0]


def pull_when(counter: Counter, due: Callable[[int, bytes, ApduPhase], bool]) -> None:
    """The card is pulled at the first APDU that is due; once."""

    def hook(number: int, apdu: bytes, phase: ApduPhase) -> None:
        if due(number, apdu, phase):
            counter.reader.on_apdu(None)
            counter.reader.remove()

    counter.reader.on_apdu(hook)


def tear_at_secret(customer: Customer) -> None:
    """A sale is paid and the card pulled when it has its new secret and nothing else."""
    customer.counter.put(customer.card)
    pull_when(
        customer.counter,
        lambda _number, apdu, phase: apdu.startswith(CHANGE_SECRET) and phase is ApduPhase.AFTER,
    )
    with pytest.raises(PlanInterrupted):
        customer.counter.do("prepay", volume="3")


@pytest.fixture
def counter(make_proved: MakeCounter) -> Counter:
    return make_proved()


@pytest.fixture
def customer(counter: Counter) -> Customer:
    return customer_of(counter)


def test_the_next_sale_moves_a_card_to_the_newest_keys(customer: Customer) -> None:
    assert shown(customer, OLD).key_version == 1
    customer.buy("3")
    assert events(customer.counter, "purchase_paid")[-1].plan.rekeys
    assert shown(customer, BOTH).key_version == 2
    assert customer.visit() is MeterAnswer.CREDIT
    customer.buy("3")
    assert not events(customer.counter, "purchase_paid")[-1].plan.rekeys


def test_a_kiosk_without_the_new_keys_refuses_the_card(customer: Customer) -> None:
    customer.buy("3")
    hold_keys(customer.counter, OLD)
    before = count_events(customer.counter)
    with pytest.raises(KeyVersionUnknown) as refused:
        customer.buy("3")
    assert refused.value.message == (
        "The card belongs to key version 2, which is not on this kiosk."
    )
    assert refused.value.remedy.startswith("Nothing was paid.")
    assert refused.value.money is MoneyState.UNTOUCHED
    assert count_events(customer.counter) == before


def test_a_meter_takes_cards_of_the_versions_it_knows(customer: Customer) -> None:
    """One without the new version spoils nothing on a card that has it."""
    one = customer.meter
    old = VirtualMeter(one.state, OLD, today=one.memory.today, profile=TapcardSle4442())
    customer.buy("3")
    assert old.take(customer.card) is not MeterAnswer.CREDIT
    assert customer.visit() is MeterAnswer.CREDIT
    assert customer.meter.state.total_credited == FIRST + SECOND


def apdus_of_a_sale(counter: Counter) -> int:
    one = customer_of(counter, "000000099999")
    counter.put(one.card)
    counter.reader.on_apdu(None)
    counter.do("prepay", volume="3")
    return counter.reader.apdus


def test_a_card_pulled_at_any_apdu_of_that_sale_is_neither_lost_nor_doubled(
    counter: Counter,
) -> None:
    count = apdus_of_a_sale(counter)
    endings = set()
    for at in range(count):
        for phase in ApduPhase:
            one = customer_of(counter, f"{(at + 1) * 10 + (phase is ApduPhase.AFTER):012}")
            endings.add(pulled_at(one, at, phase))
            assert one.visit() is MeterAnswer.CREDIT
            assert one.meter.state.total_credited == FIRST + SECOND
            assert shown(one, BOTH).key_version == 2
            assert booked(counter, Book.SUSPENSE, one.account) == 0
    assert endings == {"never paid", "settled"}


def pulled_at(customer: Customer, at: int, phase: ApduPhase) -> str:
    """Pulled, then brought to its end in the way that the counter offers."""
    customer.counter.put(customer.card)
    pull_when(customer.counter, lambda number, _apdu, when: (number, when) == (at, phase))
    sold = len(events_of(customer))
    try:
        customer.counter.do("prepay", volume="3")
    except PlanInterrupted:
        customer.do("settle")
        assert len(events_of(customer)) == sold + 1
        return "settled"
    except CardError:
        assert len(events_of(customer)) == sold
        customer.buy("3")
        return "never paid"
    raise AssertionError("the card was not missed")


def events_of(customer: Customer) -> list[Any]:
    paid = events(customer.counter, "purchase_paid")
    return [event for event in paid if event.account == customer.account]


class TestTornBetweenSecretAndData:
    """The card names version 1 and has the secret of version 2."""

    def test_settling_goes_on_from_there(self, customer: Customer) -> None:
        tear_at_secret(customer)
        customer.do("settle")
        assert shown(customer, BOTH).key_version == 2
        assert customer.visit() is MeterAnswer.CREDIT

    def test_a_meter_refuses_it_and_spoils_nothing(self, customer: Customer) -> None:
        tear_at_secret(customer)
        assert customer.visit() is not MeterAnswer.CREDIT
        customer.do("settle")
        assert customer.visit() is MeterAnswer.CREDIT
        assert customer.meter.state.total_credited == FIRST + SECOND

    def test_money_goes_back_over_the_new_secret(self, make_proved: MakeCounter) -> None:
        one = customer_of(make_proved(profile=TapcardSle4442(copyable=False)))
        set_tariff(one.counter)
        tear_at_secret(one)
        back = one.do("money-back", second=SUPERVISOR, reason="never written")
        assert (back.stage, back.amount) == (RefundStage.PAID, 3_000)
        assert booked(one.counter, Book.SUSPENSE, one.account) == 0
        assert shown(one, BOTH).key_version == 2
        with pytest.raises(UnknownRecord):
            one.do("settle")
        one.buy("1")
        assert one.visit() is MeterAnswer.CREDIT
        assert one.meter.state.total_credited == FIRST + 1_000


class TestASecretThatIsNeither:
    """The silicon tore within its three bytes: the card takes no code of ours any more."""

    @pytest.fixture
    def closed(self, customer: Customer) -> Customer:
        set_tariff(customer.counter)
        tear_at_secret(customer)
        spoil_secret(customer)
        return customer

    def test_it_is_held_and_said_so(self, closed: Customer) -> None:
        with pytest.raises(PlanOnHold) as held:
            closed.do("settle")
        assert "refuses its code" in held.value.message
        assert "decide-plan" in held.value.remedy
        assert [one.why for one in events(closed.counter, "plan_held")] == ["secret_refused"]

    def test_no_money_goes_back_on_the_cards_word(self, closed: Customer) -> None:
        with pytest.raises(SecretRefused):
            closed.do("money-back", second=SUPERVISOR, reason="never written")
        assert events(closed.counter, "refund_opened") == []

    def test_two_people_decide_and_a_new_card_goes_on(self, closed: Customer) -> None:
        with pytest.raises(PlanOnHold) as held:
            closed.do("settle")
        closed.counter.do("open-shift", by=SUPERVISOR, float="100")
        decided = closed.do(
            "decide-plan",
            by=SUPERVISOR,
            second=ADMINISTRATOR,
            plan=str(held.value.plan),
            decision="not_written",
            reason="its code tore",
        )
        assert decided.to_cash == 3_000
        assert booked(closed.counter, Book.SUSPENSE, closed.account) == 0
        closed.new_card()
        closed.do("reissue-card", account=closed.account, reason="damaged")
        closed.visit()
        closed.buy("1")
        assert closed.visit() is MeterAnswer.CREDIT
        assert closed.meter.state.total_credited == FIRST + 1_000


def spoil_secret(customer: Customer) -> None:
    """As a card torn in the middle of a change of its secret."""
    card = customer.card
    new = TapcardSle4442().secret_for(shown(customer, BOTH).serial, BOTH)
    assert isinstance(new, bytes)
    customer.counter.reader.remove()
    card.power_on()
    assert card.present(new)
    card.change_psc(bytes([new[0], new[1], new[2] ^ 0x0F]))
    card.power_off()


def test_sector_keys_of_a_mifare_wait_for_its_reissue(make_proved: MakeCounter) -> None:
    """docs/card-profiles.md, New keys, 5: a sale moves the MAC, a new card has new sector keys."""
    profile = TapcardMifare1k(copyable=False)
    counter = make_proved(profile=profile)
    counter.do("set-meter-model", by=ADMINISTRATOR, model="M1", profile=profile.name, kind="water")
    hold_keys(counter, BOTH)
    meter = counter.meter()
    hold_keys(counter, OLD)
    account, card = counter.account(), counter.new_card()
    counter.do("allocate-meter", account=account, meter="000000012345", model="M1", volume="2")
    meter.take(card)
    hold_keys(counter, BOTH)
    counter.put(card)
    counter.do("prepay", volume="3")
    assert sector_keys_of(counter) == (2, 1)
    assert meter.take(card) is MeterAnswer.CREDIT
    new = counter.new_card()
    counter.do("reissue-card", account=account, reason="damaged")
    assert sector_keys_of(counter) == (2, 2)
    assert meter.take(new) is not None
    assert meter.state.total_credited == FIRST + SECOND


def sector_keys_of(counter: Counter) -> tuple[int, int]:
    """Key version of what the card in the reader says, and of its sector keys."""
    profile = TapcardMifare1k()
    with counter.station.session() as session:
        (reading,) = session.readings()
        held = profile.secret_of(session.image(), BOTH)
    (version,) = (v for v in (1, 2) if profile.secret_at(reading.serial, v, BOTH) == held)
    return reading.key_version, version


@pytest.mark.parametrize("write", range(6))
def test_a_card_of_the_new_keys_is_taken_back_wherever_it_was_pulled(
    customer: Customer, write: int
) -> None:
    """Its identity still tells the old version, and what tells the new one is erased first."""
    customer.buy("3")
    customer.visit()
    customer.buy("3")
    customer.visit()
    customer.counter.put(customer.card)
    with (
        pulled_at_write(customer.counter, write, ApduPhase.BEFORE),
        pytest.raises(PlanInterrupted),
    ):
        customer.counter.do("retrieve-card", account=customer.account)
    customer.do("settle")
    with customer.counter.station.session() as session:
        assert session.blank()
