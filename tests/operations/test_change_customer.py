"""Change of customer: what the one gets, what the other takes over, what neither gets for free."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.domain.account_states import AccountState
from app.domain.amounts import BadAmount
from app.domain.entries import Book
from app.domain.handover import ChangeReason, Handover, Unpaid
from app.domain.metering import MeterAnswer
from app.ledger.audit.audit import audit
from app.ledger.events.accounts import CardFate
from app.ledger.queries import money
from app.operations.account_file import account_file
from app.operations.change_customer import CHANGE_CUSTOMER, ChangeCustomerArguments
from app.operations.errors import (
    AccountForbids,
    AccountInUse,
    BadArgument,
    CardStandsInTheWay,
    CorrectionImpossible,
    NoOpenShift,
    NotAllowed,
    OnBlacklist,
    PlanInterrupted,
    PlanStillOpen,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller
from app.operations.set_handover import SET_HANDOVER, SetHandoverArguments
from app.printing.documents import AccountSlip, FinalStatement
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write, set_tariff, sleep_days
from tests.operations.proofs import (
    booked,
    count_events,
    events,
    in_drawer,
    ledger_of,
    papers,
)
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.operations.test_payments import set_kind

METER = "000000012345"


@pytest.fixture
def flat(make_proved: MakeCounter) -> Customer:
    """The meter has had two units at another price and ten at ten."""
    one = Customer(make_proved(), name="Amina Salim", address="Odera Street 7")
    one.allocate()
    one.visit()
    set_tariff(one.counter)
    one.buy("10")
    one.visit()
    return one


def change(one: Customer, dial: str = "4", **arguments: Any) -> Any:
    given: dict[str, Any] = {
        "account": one.account,
        "reason": "tenant",
        "card": "returned",
        "dials": f"{METER}={dial}",
        "name": "Baraka Ali",
        "household_size": "3",
        "second": SUPERVISOR,
    }
    return one.do("change-customer", **{**given, **arguments})


def goes(counter: Counter, *what: str) -> None:
    for one in what:
        counter.do("set-handover", by=ADMINISTRATOR, what=one, goes="true")


def moves_in(one: Customer, account: str, **arguments: Any) -> Any:
    """The meter is cleared, and the new person buys one unit for it on a new card."""
    one.meter = one.counter.meter(METER)
    one.new_card()
    wanted = {"account": account, "meter": METER, "model": "DN15", "volume": "1", **arguments}
    return one.counter.do("allocate-meter", **wanted)


class TestTheFormerPerson:
    def test_is_paid_what_is_left_and_can_neither_buy_nor_load_any_more(
        self, flat: Customer
    ) -> None:
        counter = flat.counter
        shift = events(counter, "purchase_loaded")[0].shift
        before = in_drawer(counter, shift)
        done = change(flat, request="c-1")
        assert change(flat, request="c-1") == done
        assert (done.ended.to_cash, done.ended.to_successor) == (8_000, 0)
        assert in_drawer(counter, shift) == before - 8_000
        with pytest.raises(AccountForbids, match=f"{done.account} took over"):
            flat.buy("1")
        file = account_file(counter.kiosk, flat.account)
        assert file.standing.state is AccountState.CANCELLED
        assert file.standing.survivor == done.account
        (statement,) = [one for one in papers(counter) if isinstance(one, FinalStatement)]
        assert (statement.successor, statement.estimated) == (done.account, False)
        old = flat.card
        moves_in(flat, done.account)
        assert flat.meter.take(old) is MeterAnswer.NOT_OPENED
        assert flat.visit() is MeterAnswer.CREDIT
        flat.card = old
        flat.do("retrieve-card", account=flat.account)
        (event,) = events(counter, "customer_changed")
        assert b"Baraka" not in msgspec.json.encode(event)

    def test_keeps_what_is_owed_and_hands_over_no_debt(self, flat: Customer) -> None:
        goes(flat.counter, "credit", "balance")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(money, "arrears", lambda *_asked: 9_500)
            done = CHANGE_CUSTOMER.quote(*looked(flat, unpaid=Unpaid.PAID))
            assert (done.parting.outcome.received, done.parting.to_successor) == (1_500, 0)
            stays = CHANGE_CUSTOMER.quote(*looked(flat, unpaid=Unpaid.STAYS))
            assert (stays.parting.outcome.received, stays.parting.still_owed) == (0, 1_500)
            assert stays.parting.arrears_settled == 8_000

    def test_gets_the_deposit_back_whatever_goes_over(self, flat: Customer) -> None:
        set_kind(flat.counter, "deposit", deposit="yes")
        flat.counter.do("take-payment", account=flat.account, kind="deposit", amount="50")
        goes(flat.counter, "credit", "balance")
        done = change(flat)
        assert (done.ended.to_cash, done.ended.to_successor) == (5_000, 8_000)
        for book in (Book.DEPOSIT, Book.REFUND_DUE):
            assert booked(flat.counter, book, flat.account) == 0

    def test_owes_charges_that_nobody_pays_now_as_arrears(self, flat: Customer) -> None:
        prices = 'tiers = [{ price = "10.00" }]\ntiers_tax = ""\ntaxes = []'
        set_tariff(flat.counter, prices=prices + '\nstanding = { monthly = "3000.00", tax = "" }')
        sleep_days(flat.counter, 20)
        done = change(flat, "12", unpaid="stays")
        assert done.ended.still_owed > 0
        assert done.ended.received == 0
        assert booked(flat.counter, Book.ARREARS, flat.account) == done.ended.still_owed
        assert booked(flat.counter, Book.ARREARS, done.account) == 0


class TestTheNewPerson:
    def test_begins_at_the_closing_dial_with_a_card_and_tiers_of_their_own(
        self, flat: Customer
    ) -> None:
        done = change(flat, estimated="true")
        (slip,) = [
            one for one in papers(flat.counter) if isinstance(one, AccountSlip) and one.meters
        ]
        assert (slip.customer.account, slip.customer.premises) == (done.account, "Odera Street 7")
        assert (slip.meters[0].meter, slip.meters[0].dial) == (METER, 4_000)
        uncleared = flat.meter
        with pytest.raises(BadArgument, match="left this meter at 4"):
            moves_in(flat, done.account, dial="3")
        sold = moves_in(flat, done.account)
        assert (sold.number, sold.breakdown.bought) == (1, 1_000)
        assert uncleared.take(flat.card) is MeterAnswer.WRONG_ACCOUNT
        assert uncleared.state.total_credited == 12_000
        file = account_file(flat.counter.kiosk, done.account)
        assert (file.meters[0].dial, file.account.household_size) == (4_000, 3)
        assert file.personal["name"] == "Baraka Ali"
        assert events(flat.counter, "customer_changed")[0].estimated

    def test_takes_over_what_the_settings_say(self, flat: Customer) -> None:
        goes(flat.counter, "credit", "tier_use")
        done = change(flat)
        assert (done.ended.to_cash, done.ended.to_successor) == (0, 8_000)
        assert booked(flat.counter, Book.BALANCE, done.account) == -8_000
        assert booked(flat.counter, Book.BALANCE, flat.account) == 0
        sold = moves_in(flat, done.account)
        # Twelve units of the former person count, and one of the new one.
        assert sold.breakdown.bought == 13_000
        assert sold.breakdown.balance_used > 0
        with pytest.raises(CorrectionImpossible, match="person before"):
            flat.counter.do(
                "correct-class",
                account=done.account,
                household_size="5",
                reason="counted",
                second=SUPERVISOR,
            )

    def test_may_go_again(self, flat: Customer) -> None:
        first = change(flat)
        moves_in(flat, first.account)
        flat.visit()
        flat.account = first.account
        with pytest.raises(BadArgument, match="below 4"):
            change(flat, "3")
        second = change(flat, "4.5", reason="death")
        assert second.ended.meters[0].left == 500
        # The first one's end is shown by the card that came back; its successor's is not yet.
        (line,) = flat.counter.do("uncleared-meters").meters
        assert (line.account, line.successor) == (first.account, second.account)


def looked(one: Customer, **wanted: Any) -> Any:
    arguments = ChangeCustomerArguments(
        **{
            "account": one.account,
            "reason": ChangeReason.TENANT,
            "card": CardFate.RETURNED,
            "dials": f"{METER}=4",
            **wanted,
        }
    )
    one.counter.put(one.card)
    caller = Caller(operator=CASHIER, second=SUPERVISOR)
    return CHANGE_CUSTOMER.look(one.counter.kiosk, caller, arguments), arguments


class TestRefusals:
    def test_nothing_happens_without_right_people_sense_or_order(self, flat: Customer) -> None:
        counter = flat.counter
        before = count_events(counter)
        with pytest.raises(UnknownRecord):
            change(flat, account="120100017")
        with pytest.raises(NotAllowed):
            change(flat, by=ADMINISTRATOR)
        with pytest.raises(NoOpenShift):
            change(flat, by=SUPERVISOR, second=ADMINISTRATOR)
        for second in (None, CASHIER):
            with pytest.raises(SecondPersonNeeded):
                change(flat, second=second)
        for wrong in (
            {"dials": ""},
            {"dials": f"{METER}=4,{METER}=4"},
            {"dials": "77=4"},
            {"worked_on": "2030-01-01"},
            {"household_size": "0"},
            {"reason": "divorce"},
        ):
            with pytest.raises(BadArgument):
                change(flat, **wrong)
        for dial in ("", "four", "\u0664", "4\x07"):
            with pytest.raises((BadAmount, BadArgument)):
                change(flat, dial)
        with pytest.raises(AccountInUse, match="more than was credited"):
            change(flat, "13")
        with pytest.raises(BadArgument, match="is not handed over"):
            change(flat, "13", left_by="overused")
        assert count_events(counter) == before

    def test_a_load_on_the_card_is_refunded_first_and_what_was_begun_settled(
        self, flat: Customer
    ) -> None:
        flat.buy("1")
        with pytest.raises(CardStandsInTheWay):
            change(flat)
        flat.visit()
        with pulled_at_write(flat.counter, 0, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
            flat.buy("1")
        with pytest.raises(PlanStillOpen):
            change(flat)
        flat.do("settle")
        lost = change(flat, card="lost")
        (meter,) = lost.ended.meters
        # What stands on the lost card is nobody's: it is neither paid out nor handed over.
        assert (meter.credited, meter.unproven, meter.left) == (14_000, 1_000, 9_000)

    def test_an_account_without_a_meter_and_a_meter_on_the_blacklist(self, flat: Customer) -> None:
        counter = flat.counter
        unused = counter.account()
        with pytest.raises(AccountInUse, match="no meter"):
            change(flat, account=unused, card="none", dials="")
        counter.do("blacklist", by=SUPERVISOR, what="meter", number=METER, reason="bypass")
        with pytest.raises(OnBlacklist):
            change(flat)

    def test_a_stale_quote_and_a_setting_changed_meanwhile(self, flat: Customer) -> None:
        kiosk, caller = flat.counter.kiosk, Caller(operator=CASHIER, second=SUPERVISOR)
        quote = CHANGE_CUSTOMER.quote(*looked(flat))
        goes(flat.counter, "balance")
        with pytest.raises(StaleQuote):
            CHANGE_CUSTOMER.perform(kiosk, caller, quote)
        quote = CHANGE_CUSTOMER.quote(*looked(flat))
        flat.buy("1")
        flat.visit()
        with pytest.raises(StaleQuote):
            CHANGE_CUSTOMER.perform(kiosk, caller, quote)
        assert events(flat.counter, "customer_changed") == []


def test_a_setting_is_recorded_with_what_it_was(customer: Customer) -> None:
    counter, admin = customer.counter, Caller(operator=ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        counter.do("set-handover", what="credit", goes="true")
    wanted = SetHandoverArguments(what=Handover.CREDIT, goes=True)
    stale = SET_HANDOVER.quote(SET_HANDOVER.look(counter.kiosk, admin, wanted), wanted)
    done = counter.do("set-handover", by=ADMINISTRATOR, what="credit", goes="true", request="s")
    again = counter.do("set-handover", by=ADMINISTRATOR, what="credit", goes="true", request="s")
    assert (done, done.old, done.new) == (again, False, True)
    with pytest.raises(StaleQuote):
        SET_HANDOVER.perform(counter.kiosk, admin, stale)
    with pytest.raises(BadArgument):
        counter.do("set-handover", by=ADMINISTRATOR, what="everything", goes="true")


def test_the_audit_finds_a_handover_without_its_statement(
    flat: Customer, make_counter: Any
) -> None:
    change(flat)
    (event,) = events(flat.counter, "customer_changed")
    other = make_counter(node=8)
    ledger_of(other).commit(lambda tx: tx.append(event, operator=CASHIER))
    assert {one.check for one in audit(ledger_of(other)).findings} == {"change of customer"}
