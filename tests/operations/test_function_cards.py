"""Function cards: a right of their own, read back once, in a register until they return."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import MeterStatus
from app.domain.function_cards import NEED_SECOND, FunctionKind
from app.domain.identity import EventId
from app.ledger.queries import function_cards
from app.ledger.queries.function_cards import FunctionCardState
from app.operations.errors import (
    BadArgument,
    FunctionCardHere,
    FunctionNotOffered,
    NotAllowed,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
    WrongCard,
)
from app.printing.documents import FunctionCardSlip
from app.simulator.sle4442_card import VirtualSle4442
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, sleep_days
from tests.operations.function_desk import TECHNICIAN, line, make, read, used
from tests.operations.function_desk import desk as desk
from tests.operations.function_desk import staffed as staffed
from tests.operations.proofs import count_events, events, ledger_of, papers
from tests.operations.proofs import make_proved as make_proved

DETAILS: dict[str, dict[str, Any]] = {
    "setup": {"model": "DN15", "credit": "1.5"},
    "meter_number": {"meter": "4711"},
    "test_volume": {"credit": "0.5"},
    "clock": {"clock": "2026-11-24 08:30"},
    "tariff": {"tariff_class": "1", "expires": "2026-12-31"},
    "open_valve": {"uses": "5"},
}


class TestMaking:
    """What the card says, and what the register says of it."""

    @pytest.mark.parametrize("function", [kind.value for kind in FunctionKind])
    def test_each_kind_is_on_its_card_and_in_the_register(
        self, desk: Counter, function: str
    ) -> None:
        card = VirtualSle4442()
        made = make(desk, function, card, **DETAILS.get(function, {}))
        entered = line(desk, made.card)
        assert read(desk, card).contents == entered.contents
        assert (entered.contents.mark, entered.serial) == (made.card, made.serial)
        assert (entered.holder, entered.reason, entered.operator) == ("Otieno", "round", TECHNICIAN)
        assert entered.state(date(2026, 11, 24)) is FunctionCardState.OUT

    def test_a_set_up_card_tells_a_meter_what_its_model_is(self, desk: Counter) -> None:
        contents = line(desk, make(desk, "setup", model="DN15").card).contents
        assert contents.parameters is not None
        assert contents.parameters.hoarding_limit == 200_000
        assert (contents.utility, contents.region) == (4711, 12)

    def test_a_tariff_card_carries_the_tiers_of_its_class(self, desk: Counter) -> None:
        made = make(desk, "tariff", tariff_class="1", expires="2026-12-31")
        contents = line(desk, made.card).contents
        assert contents.tariff is not None
        assert contents.tariff.current.starts == (0, 6_000, 15_000)
        assert contents.expires == date(2026, 12, 31)

    def test_a_clock_card_is_set_to_now_unless_told(self, desk: Counter) -> None:
        clock = line(desk, make(desk, "clock").card).contents.clock
        assert clock is not None
        assert clock.date() == date(2026, 11, 23)

    def test_its_holder_signs_a_slip(self, desk: Counter) -> None:
        made = make(desk, "test_volume", credit="0.5")
        (slip,) = [paper for paper in papers(desk) if isinstance(paper, FunctionCardSlip)]
        assert slip.number == str(made.card)
        assert "0.500 m3 that nobody pays for" in slip.does
        assert (slip.holder, slip.due_back) == ("Otieno", date(2026, 12, 1))
        assert (slip.operator, slip.second) == ("30 Otieno", "20 Juma")

    def test_it_takes_no_receipt_number_and_no_money(self, desk: Counter) -> None:
        make(desk, "check")
        customer = Customer(desk)
        assert customer.allocate().receipt == 1

    def test_a_card_that_came_back_becomes_another(self, desk: Counter) -> None:
        card = VirtualSle4442()
        first = make(desk, "check", card)
        with pytest.raises(FunctionCardHere):
            make(desk, "clear", card)
        read(desk, card, returned="yes")
        second = make(desk, "clear", card)
        assert read(desk, card).contents.function is FunctionKind.CLEAR
        assert (second.serial, second.card != first.card) == (first.serial, True)

    def test_a_repeated_id_makes_no_second_card(self, desk: Counter) -> None:
        first = make(desk, "check", request="f-1")
        assert make(desk, "check", request="f-1") == first
        assert len(events(desk, "function_card_opened")) == 1

    # A set-up card takes two for the credit that DETAILS gives it.
    @pytest.mark.parametrize("function", sorted({*NEED_SECOND, FunctionKind.SETUP}))
    def test_what_can_create_or_destroy_credit_takes_two(
        self, desk: Counter, function: FunctionKind
    ) -> None:
        details = DETAILS.get(function.value, {})
        for second in (None, TECHNICIAN):
            with pytest.raises(SecondPersonNeeded):
                make(desk, function.value, second=second, **details)
        with pytest.raises(NotAllowed):
            make(desk, function.value, second=CASHIER, **details)
        made = make(desk, function.value, **details)
        assert line(desk, made.card).second == SUPERVISOR

    @pytest.mark.parametrize(("function", "asked"), [("check", {}), ("setup", {"model": "DN15"})])
    def test_what_cannot_is_made_alone(
        self, desk: Counter, function: str, asked: dict[str, Any]
    ) -> None:
        assert line(desk, make(desk, function, second=None, **asked).card).second is None


class TestRefusals:
    """Nothing is recorded and nothing is written."""

    @pytest.mark.parametrize(
        ("function", "asked"),
        [
            ("setup", {}),
            ("meter_number", {}),
            ("test_volume", {}),
            ("tariff", {"tariff_class": "1"}),
            ("check", {"credit": "1"}),
            ("clock", {"clock": "tomorrow"}),
            ("check", {"uses": "0"}),
            ("check", {"uses": "256"}),
            ("check", {"expires": "2026-11-22"}),
            ("check", {"due_back": "2026-11-22"}),
            ("check", {"holder": " "}),
            ("check", {"meter": "12x"}),
            ("key_change", {"key_version": "200"}),
            ("setup", {"model": "DN15", "place": "2"}),
        ],
    )
    def test_of_what_makes_no_sense(
        self, desk: Counter, function: str, asked: dict[str, Any]
    ) -> None:
        before = count_events(desk)
        with pytest.raises(BadArgument):
            make(desk, function, **asked)
        assert count_events(desk) == before

    @pytest.mark.parametrize("who", [CASHIER, ADMINISTRATOR])
    def test_of_those_without_the_right(self, desk: Counter, who: int) -> None:
        with pytest.raises(NotAllowed):
            make(desk, "check", by=who)

    def test_of_a_kind_that_the_cards_cannot_be(self, make_proved: MakeCounter) -> None:
        profile = TapcardSle4442()
        profile.declares = msgspec.structs.replace(
            profile.declares, function_cards=(FunctionKind.CHECK,)
        )
        few = make_proved(profile=profile)
        with pytest.raises(FunctionNotOffered, match="cannot be a function card"):
            make(few, "clear", by=SUPERVISOR, second=ADMINISTRATOR)
        assert make(few, "check", by=SUPERVISOR, second=None).function is FunctionKind.CHECK

    def test_of_a_customers_card(self, desk: Counter) -> None:
        customer = Customer(desk)
        customer.allocate()
        with pytest.raises(WrongCard, match=f"belongs to account {customer.account}"):
            make(desk, "check", customer.card)

    def test_of_a_function_card_where_a_customers_is_needed(self, desk: Counter) -> None:
        card = VirtualSle4442()
        make(desk, "check", card)
        desk.put(card)
        says = "function card: check, made by 30 Otieno for Otieno"
        for operation in ("prepay", "refund", "rewrite-load"):
            asked: dict[str, Any] = {"prepay": {"volume": "1"}, "refund": {"reason": "no"}}.get(
                operation, {}
            )
            with pytest.raises(FunctionCardHere, match=says):
                desk.do(operation, **asked)
        with pytest.raises(FunctionCardHere, match=says):
            desk.do("allocate-meter", account=desk.account(), meter="1", model="DN15", volume="1")
        assert says in in_words(desk.kiosk, desk.do("read-card"))[0]


class TestReadingBack:
    """What meters wrote is recorded once."""

    def test_brings_the_data_of_meters_into_the_records(self, desk: Counter) -> None:
        customer = Customer(desk, "777")
        customer.allocate()
        customer.visit()
        customer.meter.raise_status(MeterStatus.TAMPER)
        card = VirtualSle4442()
        made = make(desk, "check", card)
        customer.meter.take(card)
        (seen,) = read(desk, card).dumps
        assert seen.new
        assert (seen.dump.meter, seen.dump.account) == ("777", customer.account)
        assert (seen.dump.remaining, seen.dump.total_credited) == (2_000, 2_000)
        with ledger_of(desk).read() as reader:
            (reading,) = function_cards.readings(reader.db, "777", 9)
        assert (reading.dump, reading.function_card) == (seen.dump, made.card)
        assert line(desk, made.card).uses_left == 0
        told = "\n".join(in_words(desk.kiosk, desk.do("read-card")))
        assert all(words in told for words in ("777", "2.000 m3", "opened"))

    def test_the_same_again_is_nothing_new(self, desk: Counter) -> None:
        card = VirtualSle4442()
        make(desk, "check", card)
        before = count_events(desk)
        read(desk, card)
        assert count_events(desk) == before
        used(desk, card)
        assert [seen.new for seen in read(desk, card).dumps] == [True]
        after = count_events(desk)
        assert [seen.new for seen in read(desk, card).dumps] == [False]
        assert count_events(desk) == after

    def test_and_that_it_came_back_once(self, desk: Counter) -> None:
        card = VirtualSle4442()
        made = make(desk, "check", card)
        assert read(desk, card, returned="yes").returned == date(2026, 11, 23)
        read(desk, card, returned="yes")
        assert len(events(desk, "function_card_returned")) == 1
        assert line(desk, made.card).state(date(2027, 1, 1)) is FunctionCardState.RETURNED

    def test_of_another_card_is_refused(self, desk: Counter) -> None:
        with pytest.raises(WrongCard):
            read(desk, VirtualSle4442())
        customer = Customer(desk)
        customer.allocate()
        with pytest.raises(WrongCard):
            read(desk, customer.card)

    def test_of_a_card_that_another_kiosk_made(
        self, desk: Counter, make_proved: MakeCounter
    ) -> None:
        card = VirtualSle4442()
        there = make_proved(node=8)
        make(there, "check", card, by=SUPERVISOR, second=None)
        used(desk, card)
        assert read(desk, card).dumps[0].new
        assert not read(desk, card).dumps[0].new
        desk.put(card)
        assert "made elsewhere" in in_words(desk.kiosk, desk.do("read-card"))[0]


class TestTheRegister:
    """Where each card is, until it is back."""

    def register(self, desk: Counter, **which: Any) -> list[EventId]:
        return [card.id for card in desk.do("function-cards", by=TECHNICIAN, **which).cards]

    def test_tells_them_apart_by_where_they_are(self, desk: Counter) -> None:
        back = VirtualSle4442()
        returned = make(desk, "check", back).card
        read(desk, back, returned="yes")
        late = make(desk, "check", due_back="2026-11-24", holder="Wafula").card
        out = make(desk, "clear").card
        lost = make(desk, "clock").card
        desk.do("lose-function-card", by=TECHNICIAN, card=str(lost), reason="river")
        sleep_days(desk, 3)
        assert self.register(desk) == [lost, out, late, returned]
        for state, card in (
            ("returned", returned), ("overdue", late), ("out", out), ("lost", lost)
        ):  # fmt: skip
            assert self.register(desk, state=state) == [card]
        assert self.register(desk, holder="Wafula") == [late]
        assert self.register(desk, function="clear") == [out]
        assert self.register(desk, serial=line(desk, out).serial.hex()) == [out]

    def test_has_pages(self, desk: Counter) -> None:
        made = [make(desk, "check").card for _card in range(10)]
        first = desk.do("function-cards", by=TECHNICIAN)
        assert (first.count, first.pages, len(first.cards)) == (10, 2, 9)
        assert self.register(desk, page="2") == made[:1]
        with pytest.raises(BadArgument):
            self.register(desk, page="3")

    def test_a_lost_card_is_found_by_serial_and_may_turn_up(self, desk: Counter) -> None:
        card = VirtualSle4442()
        made = make(desk, "check", card)
        lose: dict[str, Any] = {"by": TECHNICIAN, "card": made.serial.hex(), "reason": "river"}
        assert desk.do("lose-function-card", **lose).card == made.card
        with pytest.raises(StaleQuote):
            desk.do("lose-function-card", **lose)
        read(desk, card, returned="yes")
        assert line(desk, made.card).state(date(2026, 11, 23)) is FunctionCardState.RETURNED

    @pytest.mark.parametrize("card", ["K07-01-999", "0011223344556677"])
    def test_a_card_that_is_in_no_register_cannot_be_lost(self, desk: Counter, card: str) -> None:
        with pytest.raises(UnknownRecord):
            desk.do("lose-function-card", by=TECHNICIAN, card=card, reason="river")

    def test_is_there_for_whoever_reads_cards(self, desk: Counter) -> None:
        make(desk, "check")
        assert desk.do("function-cards", by=CASHIER).count == 1
        with pytest.raises(NotAllowed):
            desk.do("lose-function-card", by=CASHIER, card="K07-01-1", reason="river")
