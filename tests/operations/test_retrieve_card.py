"""Card retrieve: a card handed in becomes a blank again, and nothing that was paid for is lost."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.cards.errors import CardDamaged, CardForeign
from app.cards.key_sources.master import MasterKeys
from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.contract import Profile
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.errors import MoneyState
from app.domain.metering import MeterAnswer
from app.ledger.events.exceptions import CardHeld, PlanHeld
from app.ledger.queries import cards, plans
from app.ledger.queries.cards import Card
from app.operations.errors import (
    CardScrapped,
    CardStandsInTheWay,
    NotAllowed,
    PlanInterrupted,
    PlanOnHold,
    PlanStillOpen,
    RequestReused,
    StaleQuote,
    UnknownRecord,
    WrongCard,
)
from app.operations.operation import Caller
from app.operations.retrieve_card import RETRIEVE_CARD, RetrieveArguments
from app.printing.documents import RetrieveSlip
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write
from tests.operations.proofs import count_events, events, ledger_of, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        TapcardSle4442(),
        TapcardSle4428(),
        TapcardMifare1k(),
        At88Water4(),
        Cpu68(),
    )
}


class Patron(Customer):
    """A customer with a card of any kind."""

    def __init__(self, counter: Counter, meter: str = "200000012345") -> None:
        super().__init__(counter, meter)
        self.card = counter.new_card()


def retrieve(customer: Customer, **arguments: Any) -> Any:
    return customer.do("retrieve-card", **{"account": customer.account, **arguments})


def record_of(customer: Customer, serial: bytes) -> Card:
    with ledger_of(customer.counter).read() as reader:
        found = cards.card(reader.db, serial)
    assert found is not None
    return found


@pytest.mark.parametrize("name", PROFILES)
def test_a_card_of_any_kind_becomes_a_blank_that_anybody_can_get(
    name: str, make_proved: MakeCounter
) -> None:
    counter = make_proved(profile=PROFILES[name])
    counter.do("set-meter-model", by=ADMINISTRATOR, model="DN15", profile=name, kind="water")
    one = Patron(counter)
    one.allocate()
    one.visit()
    one.buy("1")
    one.visit()
    done = retrieve(one)
    assert (done.account, done.superseded, done.owed) == (one.account, False, ())
    assert record_of(one, done.serial).retrieved
    with counter.station.session() as session:
        assert session.blank()
    other = Patron(counter, "200000012353")
    other.card = one.card
    other.allocate()
    assert not record_of(other, other.do("read-card").serial).retrieved
    other.visit()
    assert other.buy("1").number == 2
    assert other.do("read-card").meters[0].contents.account == other.account


def test_it_moves_no_money_and_proves_itself_on_paper(customer: Customer) -> None:
    done = retrieve(customer, request="till-1")
    assert retrieve(customer, request="till-1") == done
    (opened,) = events(customer.counter, "retrieve_opened")
    (closed,) = events(customer.counter, "card_retrieved")
    assert (closed.plan, closed.serial) == (done.plan, opened.plan.serial)
    slip = papers(customer.counter)[-1]
    assert isinstance(slip, RetrieveSlip)
    assert slip.customer is not None
    assert (slip.customer.account, slip.superseded) == (customer.account, False)
    customer.new_card()
    assert (
        customer.counter.do(
            "reissue-card", account=customer.account, reason="lost", identity="known"
        ).receipt
        == 2
    )
    with pytest.raises(RequestReused):
        customer.do("prepay", volume="1", request="till-1")


class TestItIsRefused:
    """What stands in the way, and what makes it possible."""

    def test_while_a_load_is_on_the_card(self, customer: Customer) -> None:
        customer.buy()
        with pytest.raises(CardStandsInTheWay, match="not taken") as refused:
            retrieve(customer)
        assert "refund" in refused.value.remedy
        customer.visit()
        assert retrieve(customer).serial

    def test_while_a_refund_waits_for_its_proof(self, customer: Customer) -> None:
        customer.buy()
        customer.do("refund", reason="moves away")
        with pytest.raises(CardStandsInTheWay):
            retrieve(customer)
        customer.visit()
        with pytest.raises(CardStandsInTheWay, match="refund waits"):
            retrieve(customer)
        customer.do("pay-refund")
        assert retrieve(customer).serial

    def test_for_another_account_a_blank_a_held_card_and_without_the_right(
        self, customer: Customer
    ) -> None:
        before = count_events(customer.counter)
        with pytest.raises(WrongCard, match=customer.account):
            retrieve(customer, account="120100017")
        with pytest.raises(WrongCard, match=customer.account):
            retrieve(customer, account="")
        with pytest.raises(NotAllowed):
            retrieve(customer, by=ADMINISTRATOR)
        card = customer.card
        customer.new_card()
        with pytest.raises(WrongCard, match="blank already"):
            retrieve(customer)
        customer.card = card
        assert count_events(customer.counter) == before
        held = CardHeld(
            serial=customer.do("read-card").serial,
            account=customer.account,
            allocation=None,
            why="somebody said so",
        )
        ledger_of(customer.counter).commit(lambda tx: tx.append(held))
        with pytest.raises(CardStandsInTheWay):
            retrieve(customer)

    def test_for_a_card_of_another_utility(self, customer: Customer) -> None:
        customer.counter.keys = MasterKeys({1: b"of another system"[:16]})
        customer.counter.station = type(customer.counter.station)(
            customer.counter.reader, (customer.counter.profile,), customer.counter.keys
        )
        with pytest.raises(CardForeign):
            retrieve(customer)

    def test_where_its_maker_does_not_provide_it(
        self, customer: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        profile = customer.counter.profile
        never = msgspec.structs.replace(profile.declares, retrievable=False)
        monkeypatch.setattr(profile, "declares", never)
        with pytest.raises(WrongCard, match="maker"):
            retrieve(customer)

    def test_when_the_card_or_the_ledger_changed_since_it_was_read(
        self, customer: Customer
    ) -> None:
        kiosk, caller = customer.counter.kiosk, Caller(operator=CASHIER)
        arguments = RetrieveArguments(account=customer.account)
        customer.counter.put(customer.card)
        quote = RETRIEVE_CARD.quote(RETRIEVE_CARD.look(kiosk, caller, arguments), arguments)
        customer.buy()
        with pytest.raises(StaleQuote):
            RETRIEVE_CARD.perform(kiosk, caller, quote)
        customer.visit()
        customer.counter.put(customer.card)
        quote = RETRIEVE_CARD.quote(RETRIEVE_CARD.look(kiosk, caller, arguments), arguments)
        held = CardHeld(serial=quote.serial, account=customer.account, allocation=None, why="said")
        ledger_of(customer.counter).commit(lambda tx: tx.append(held))
        with pytest.raises(StaleQuote):
            RETRIEVE_CARD.perform(kiosk, caller, quote)


class TestInterrupted:
    """Pulled at every write: settled with the same card, and nothing else goes on meanwhile."""

    @pytest.mark.parametrize("phase", [ApduPhase.BEFORE, ApduPhase.AFTER])
    @pytest.mark.parametrize("write", range(4))
    def test_settling_makes_it_blank(
        self, customer: Customer, write: int, phase: ApduPhase
    ) -> None:
        interrupt(customer, write, phase)
        customer.counter.put(customer.card)
        with pytest.raises(PlanStillOpen, match="Taking back"):
            customer.counter.do(
                "reissue-card", account=customer.account, reason="lost", identity="known"
            )
        settled = customer.do("settle")
        assert (settled.kind, settled.receipt) == ("retrieve_opened", None)
        assert len(events(customer.counter, "card_retrieved")) == 1
        again = retrieve(customer, request="till-1")
        assert record_of(customer, again.serial).retrieved
        with customer.counter.station.session() as session:
            assert session.blank()

    def test_another_card_does_not_settle_it(self, customer: Customer) -> None:
        interrupt(customer, 1, ApduPhase.AFTER)
        card = customer.card
        customer.new_card()
        with pytest.raises(WrongCard, match=r"about another card|is blank"):
            customer.do("settle", account=customer.account)
        customer.card = card
        customer.do("settle")

    def test_two_people_may_decide(self, customer: Customer) -> None:
        interrupt(customer, 0, ApduPhase.AFTER)
        (plan,) = events(customer.counter, "retrieve_opened")
        with ledger_of(customer.counter).read() as reader:
            (row,) = plans.open_plans(reader.db, account=customer.account)
        held = PlanHeld(plan=row.id, account=customer.account, why="the card is lost")
        ledger_of(customer.counter).commit(lambda tx: tx.append(held))
        with pytest.raises(PlanOnHold) as on_hold:
            customer.do("settle")
        assert on_hold.value.money is MoneyState.UNTOUCHED
        two = {"by": SUPERVISOR, "second": ADMINISTRATOR}
        customer.counter.do("open-shift", by=SUPERVISOR, float="0")
        decided = customer.do(
            "decide-plan", plan=str(row.id), decision="not_written", reason="lost", **two
        )
        assert (decided.to_cash, decided.receipt) == (0, None)
        assert not record_of(customer, plan.plan.serial).retrieved

    def test_a_code_that_tore_gives_the_card_up(self, customer: Customer) -> None:
        serial = customer.do("read-card").serial
        interrupt(customer, 3, ApduPhase.BEFORE)
        kept = customer.card.snapshot()
        torn = msgspec.structs.replace(kept, security=kept.security[:1] + b"\x12\x34\x56")
        customer.card.restore(torn)
        with pytest.raises(CardScrapped, match="can take nothing") as given_up:
            customer.do("settle")
        assert given_up.value.money is MoneyState.UNTOUCHED
        assert events(customer.counter, "retrieve_given_up")[0].erased
        assert record_of(customer, serial).retrieved
        with pytest.raises(CardScrapped):
            retrieve(customer, request="till-1")
        with pytest.raises(UnknownRecord, match="no scrapped card"):
            customer.do("renew-plan", account=customer.account)
        customer.new_card()
        customer.counter.do("reissue-card", account=customer.account, reason="damaged")


def interrupt(customer: Customer, write: int, phase: ApduPhase) -> None:
    """The card is pulled at a writing APDU of its retrieval."""
    customer.counter.put(customer.card)
    with (
        pulled_at_write(customer.counter, write, phase),
        pytest.raises(PlanInterrupted) as interrupted,
    ):
        customer.counter.do("retrieve-card", account=customer.account, request="till-1")
    assert interrupted.value.money is MoneyState.UNTOUCHED


class TestASupersededCard:
    """It is always taken; what only it carries is owed."""

    def test_is_taken_with_the_load_that_the_new_card_has(self, customer: Customer) -> None:
        customer.buy()
        old = customer.card
        customer.new_card()
        made = customer.counter.do(
            "reissue-card", account=customer.account, reason="lost", identity="known"
        )
        assert made.restored == 2_000
        new, customer.card = customer.card, old
        done = retrieve(customer)
        assert (done.superseded, done.owed) == (True, ())
        slip = papers(customer.counter)[-1]
        assert isinstance(slip, RetrieveSlip)
        assert slip.superseded
        customer.card = new
        assert customer.visit() is MeterAnswer.CREDIT
        assert customer.meter.state.total_credited == 4_000

    def test_is_taken_damaged(self, customer: Customer) -> None:
        old = customer.card
        kept = old.snapshot()
        torn = kept.main[:0x40] + bytes(0x60) + kept.main[0xA0:]
        old.restore(msgspec.structs.replace(kept, main=torn))
        with pytest.raises(CardDamaged, match="damaged"):
            retrieve(customer)
        customer.new_card()
        customer.counter.do("reissue-card", account=customer.account, reason="damaged")
        customer.card = old
        assert retrieve(customer).superseded


def test_a_copy_of_a_card_that_was_taken_back_is_held(customer: Customer) -> None:
    copy = customer.card.clone()
    retrieve(customer)
    customer.card = copy
    with pytest.raises(CardStandsInTheWay, match="does not fit"):
        customer.buy()
    assert events(customer.counter, "card_held")


class TestFunctionCards:
    """A function card is taken once it was read back as returned."""

    def test_becomes_blank_after_its_return(self, customer: Customer) -> None:
        counter = customer.counter
        loan: dict[str, Any] = {"holder": "Otieno", "reason": "round", "due_back": "2026-12-01"}
        card = counter.new_card()
        signed: dict[str, Any] = {"by": SUPERVISOR, "second": ADMINISTRATOR}
        counter.do("make-function-card", function="test_volume", credit="2", **loan, **signed)
        with pytest.raises(WrongCard, match="not recorded as returned"):
            counter.do("retrieve-card", by=SUPERVISOR)
        counter.do("read-function-card", by=SUPERVISOR, returned="yes")
        with pytest.raises(NotAllowed):
            counter.do("retrieve-card")
        with pytest.raises(WrongCard, match="no account"):
            counter.do("retrieve-card", by=SUPERVISOR, account=customer.account)
        counter.put(card)
        with pulled_at_write(counter, 1, ApduPhase.BEFORE), pytest.raises(PlanInterrupted):
            counter.do("retrieve-card", by=SUPERVISOR)
        counter.put(card)
        with pytest.raises(NotAllowed):
            counter.do("settle")
        assert counter.do("settle", by=SUPERVISOR).kind == "retrieve_opened"
        customer.card = card
        customer.do("reissue-card", account=customer.account, reason="lost", identity="known")
        assert customer.do("read-card").meters[0].contents.account == customer.account
