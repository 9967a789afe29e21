"""Function cards: a right of their own, read back once, in a register until they return."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import MeterStatus
from app.domain.errors import MoneyState
from app.domain.function_cards import NEED_SECOND, FunctionKind
from app.domain.identity import EventId
from app.ledger.queries import function_cards, plans
from app.ledger.queries.function_cards import FunctionCardState
from app.operations.errors import (
    BadArgument,
    FunctionCardHere,
    FunctionNotOffered,
    NotAllowed,
    PlanInterrupted,
    PlanOnHold,
    PlanStillOpen,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
    WrongCard,
)
from app.printing.documents import FunctionCardSlip
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter, SetClock
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write, sleep_days
from tests.operations.proofs import count_events, events, ledger_of, papers, prove
from tests.operations.proofs import make_proved as make_proved

TECHNICIAN = 30
DUE = "2026-12-01"


@pytest.fixture(scope="module")
def staffed(fresh_ledger: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a ledger that has a technician on file."""
    folder = tmp_path_factory.mktemp("staffed") / "ledger"
    shutil.copytree(fresh_ledger(node=7, roaming=False), folder)
    counter = Counter(folder / "ledger.db", clock=SetClock()).open()
    counter.clock.now += 3_600_000
    hired: dict[str, Any] = {"name": "Otieno", "role": "technician", "pin": PIN}
    counter.do("set-operator", by=ADMINISTRATOR, operator=str(TECHNICIAN), **hired)
    counter.close()
    return folder


@pytest.fixture
def desk(staffed: Path, tmp_path: Path) -> Iterator[Counter]:
    """A counter whose cards can be every function card; its ledger is proved at the end."""
    folder = tmp_path / "desk"
    shutil.copytree(staffed, folder)
    counter = Counter(folder / "ledger.db", clock=SetClock())
    counter.clock.now += 7_200_000
    yield counter.open()
    prove(counter)
    counter.close()


def make(desk: Counter, function: str, card: VirtualSle4442 | None = None, **asked: Any) -> Any:
    """A technician makes a card, a blank one unless said otherwise; a supervisor signs too."""
    desk.put(card or VirtualSle4442())
    usual = {"by": TECHNICIAN, "second": SUPERVISOR}
    loan = {"holder": "Otieno", "reason": "round", "due_back": DUE}
    return desk.do("make-function-card", function=function, **{**usual, **loan, **asked})


def read(desk: Counter, card: VirtualSle4442, **asked: Any) -> Any:
    desk.put(card)
    return desk.do("read-function-card", by=TECHNICIAN, **asked)


def line(desk: Counter, number: EventId) -> function_cards.FunctionCard:
    with ledger_of(desk).read() as reader:
        found = function_cards.function_card(reader.db, number)
    assert found is not None
    return found


def the_open_plan(desk: Counter) -> plans.PlanRow:
    with ledger_of(desk).read() as reader:
        (found,) = plans.open_plans(reader.db)
    return found


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

    @pytest.mark.parametrize("function", sorted(NEED_SECOND))
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

    def test_what_cannot_is_made_alone(self, desk: Counter) -> None:
        assert line(desk, make(desk, "check", second=None).card).second is None


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
        assert make(few, "check", by=SUPERVISOR).function is FunctionKind.CHECK

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


def used(desk: Counter, card: VirtualSle4442, meter: str = "777") -> None:
    """A meter obeyed the card."""
    assert desk.meter(meter).take(card) is not None


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
        make(there, "check", card, by=SUPERVISOR)
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


def broken_off(desk: Counter, card: VirtualSle4442, write: int, phase: ApduPhase) -> bool:
    """Whether making it was cut short by the pull."""
    desk.put(card)
    with pulled_at_write(desk, write, phase):
        try:
            desk.do(
                "make-function-card", by=TECHNICIAN, second=SUPERVISOR, function="clear",
                holder="Otieno", reason="round", due_back=DUE,
            )  # fmt: skip
        except PlanInterrupted as error:
            assert error.money is MoneyState.UNTOUCHED
            return True
    return False


class Killed(BaseException):
    """The program ends here and now."""


@contextmanager
def killed_at_write(desk: Counter, write: int) -> Iterator[None]:
    """It ends before the n-th writing APDU, 0 first."""
    seen = -1

    def hook(_number: int, apdu: bytes, when: ApduPhase) -> None:
        nonlocal seen
        if apdu.startswith(bytes.fromhex("FFD000")) and when is ApduPhase.BEFORE:
            seen += 1
            if seen == write:
                raise Killed

    desk.reader.on_apdu(hook)
    try:
        yield
    finally:
        desk.reader.on_apdu(None)


class TestInterrupted:
    """A card plan like every other: the card says how far it came."""

    @pytest.mark.parametrize("write", range(4))
    @pytest.mark.parametrize("phase", ApduPhase)
    @pytest.mark.parametrize("used", [False, True])
    def test_a_card_torn_at_any_write_is_settled_with_itself(
        self, desk: Counter, write: int, phase: ApduPhase, used: bool
    ) -> None:
        card = VirtualSle4442()
        if used:
            make(desk, "check", card)
            read(desk, card, returned="yes")
        if broken_off(desk, card, write, phase):
            with pytest.raises((PlanStillOpen, BadArgument, WrongCard)):
                read(desk, card)
            desk.put(card)
            desk.do("settle", by=TECHNICIAN)
        assert read(desk, card).contents.function is FunctionKind.CLEAR
        assert len(events(desk, "function_card_made")) == 1 + used
        assert events(desk, "plan_in_doubt") == []
        slips = [paper for paper in papers(desk) if isinstance(paper, FunctionCardSlip)]
        assert [slip.function for slip in slips][used:] == ["clear"]

    @pytest.mark.parametrize("write", range(3))
    def test_a_killed_program_leaves_a_plan_that_its_card_closes(
        self, desk: Counter, write: int
    ) -> None:
        card = VirtualSle4442()
        with killed_at_write(desk, write), pytest.raises(Killed):
            make(desk, "clear", card)
        desk.close()
        desk.open()
        assert the_open_plan(desk).kind == "function_card_opened"
        prove(desk)
        desk.put(card)
        desk.do("settle", by=TECHNICIAN)
        assert read(desk, card).contents.function is FunctionKind.CLEAR
        assert len([one for one in papers(desk) if isinstance(one, FunctionCardSlip)]) == 1

    def test_a_card_that_meters_used_before_it_was_settled_still_proves_itself(
        self, desk: Counter
    ) -> None:
        card = VirtualSle4442()
        with pulled_at_write(desk, 2, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
            make(desk, "check", card)
        used(desk, card)
        desk.put(card)
        assert desk.do("settle", by=TECHNICIAN).verdict == "happened"
        assert read(desk, card).uses_left == 0

    def test_a_cashier_does_not_end_what_he_may_not_begin(self, desk: Counter) -> None:
        card = VirtualSle4442()
        assert broken_off(desk, card, 1, ApduPhase.AFTER)
        desk.put(card)
        with pytest.raises(NotAllowed):
            desk.do("settle")
        customer = Customer(desk)
        customer.new_card()
        with pulled_at_write(desk, 1, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
            customer.allocate()
        desk.put(customer.card)
        with pytest.raises(NotAllowed):
            desk.do("settle", by=TECHNICIAN, account=customer.account)

    def test_no_other_operation_touches_its_card_before(self, desk: Counter) -> None:
        card = VirtualSle4442()
        assert broken_off(desk, card, 1, ApduPhase.AFTER)
        with pytest.raises(PlanStillOpen) as refused:
            make(desk, "check", card)
        assert refused.value.money is MoneyState.UNTOUCHED

    def test_what_cannot_tell_is_held_and_two_people_decide(self, desk: Counter) -> None:
        card = VirtualSle4442()
        make(desk, "check", card)
        read(desk, card, returned="yes")
        older = card.clone()
        assert broken_off(desk, card, 1, ApduPhase.AFTER)
        plan = the_open_plan(desk)
        used(desk, older)
        desk.put(older)
        with pytest.raises(PlanOnHold) as held:
            desk.do("settle", by=TECHNICIAN)
        assert held.value.money is MoneyState.UNTOUCHED
        desk.do("open-shift", by=SUPERVISOR, float="0")
        decided: dict[str, Any] = {
            "plan": str(plan.id),
            "decision": "not_written",
            "reason": "a copy",
        }
        result = desk.do("decide-plan", by=SUPERVISOR, second=ADMINISTRATOR, **decided)
        assert (result.to_cash, result.receipt) == (0, None)
        assert desk.do("function-cards", by=TECHNICIAN, state="unfinished").count == 0

    def test_another_card_does_not_settle_it(self, desk: Counter) -> None:
        card, other = VirtualSle4442(), VirtualSle4442()
        make(desk, "check", other)
        assert broken_off(desk, card, 1, ApduPhase.AFTER)
        desk.put(other)
        with pytest.raises(WrongCard):
            desk.do("settle", by=TECHNICIAN, plan=str(the_open_plan(desk).id))

    def test_one_that_went_lost_half_made_is_given_up(self, desk: Counter) -> None:
        card = VirtualSle4442()
        assert broken_off(desk, card, 1, ApduPhase.AFTER)
        plan = the_open_plan(desk)
        register = desk.do("function-cards", by=TECHNICIAN, state="unfinished").cards
        assert [one.id for one in register] == [plan.id]
        desk.do("lose-function-card", by=TECHNICIAN, card=str(plan.id), reason="broken")
        assert line(desk, plan.id).state(date(2026, 11, 23)) is FunctionCardState.LOST
        with ledger_of(desk).read() as reader:
            assert plans.unfinished(reader.db, 7) == []
        desk.put(card)
        with pytest.raises(UnknownRecord):
            desk.do("settle", by=TECHNICIAN)

    def test_the_shift_closes_beside_it(self, desk: Counter) -> None:
        assert broken_off(desk, VirtualSle4442(), 1, ApduPhase.AFTER)
        assert desk.do("close-shift", counted="1000x1").in_doubt == 0
