"""A meter that an account left behind: what is said of its credit, and how it goes off the list."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.account_closing import Emptied, emptied
from app.ledger.audit.audit import audit
from app.ledger.events.accounts import AccountCancelled
from app.ledger.transaction import Transaction
from app.operations.errors import BadArgument
from app.printing.documents import FinalStatement
from app.simulator.sle4442_card import VirtualSle4442
from app.telling.results import in_words
from tests.counter import CASHIER, SUPERVISOR
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, sleep_days
from tests.operations.proofs import events, ledger_of, papers
from tests.operations.proofs import make_proved as make_proved

METER = "000000012345"


@pytest.fixture
def flat(make_proved: MakeCounter) -> Customer:
    """The meter has had two units, and a night has passed."""
    one = Customer(make_proved(), name="Amina Salim", address="Odera Street 7")
    one.allocate()
    one.visit()
    sleep_days(one.counter, 1)
    return one


def ends(one: Customer, dial: str, **arguments: Any) -> Any:
    given: dict[str, Any] = {"reason": "moves away", "card": "returned", "second": SUPERVISOR}
    done = one.do(
        "cancel-account", account=one.account, dials=f"{METER}={dial}", **{**given, **arguments}
    )
    return done.cancelled.meters[0].emptied


def listed(one: Customer) -> list[tuple[str, int]]:
    found = one.counter.do("uncleared-meters")
    assert found.count == len(found.meters)
    return [(line.meter, line.left) for line in found.meters]


def check(one: Customer) -> None:
    """A check card goes to the meter and back."""
    card = VirtualSle4442()
    one.counter.put(card)
    loan: dict[str, Any] = {"holder": "Otieno", "reason": "round", "due_back": "2026-12-24"}
    one.counter.do("make-function-card", by=SUPERVISOR, function="check", **loan)
    one.meter.take(card)
    one.counter.put(card)
    one.counter.do("read-function-card", by=SUPERVISOR)


class TestAMeterThatStays:
    def test_is_listed_until_a_check_card_shows_nothing_left(self, flat: Customer) -> None:
        assert ends(flat, "0.5") is Emptied.UNKNOWN
        (paper,) = [one for one in papers(flat.counter) if isinstance(one, FinalStatement)]
        assert paper.meters[0].emptied is Emptied.UNKNOWN
        assert listed(flat) == [(METER, 1_500)]
        told = in_words(flat.counter.kiosk, flat.counter.do("uncleared-meters"))
        assert told[0].startswith("1 meters")
        check(flat)
        assert listed(flat) == [(METER, 1_500)]
        flat.meter = flat.counter.meter(METER)
        check(flat)
        assert listed(flat) == []

    def test_goes_off_the_list_when_another_account_had_word_from_it(self, flat: Customer) -> None:
        done = flat.do(
            "change-customer",
            account=flat.account,
            reason="tenant",
            card="returned",
            dials=f"{METER}=0.5",
            name="Baraka Ali",
            second=SUPERVISOR,
        )
        (line,) = flat.counter.do("uncleared-meters").meters
        assert (line.account, line.successor) == (flat.account, done.account)
        assert line.worth == sum(one.amount for one in done.ended.meters[0].lines) > 0
        flat.meter, flat.account = flat.counter.meter(METER), done.account
        flat.new_card()
        flat.allocate()
        assert listed(flat) == [(METER, 1_500)]
        flat.visit()
        flat.do("read-card")
        assert listed(flat) == []

    def test_is_stated_to_be_empty_by_the_dial_and_looked_at_still(self, flat: Customer) -> None:
        assert ends(flat, "2") is Emptied.STATED
        assert listed(flat) == [(METER, 0)]
        with pytest.raises(BadArgument, match="no page 2"):
            flat.counter.do("uncleared-meters", page="2")

    def test_proves_it_itself_by_the_card(self, flat: Customer) -> None:
        flat.meter.use(2_000)
        flat.visit()
        assert ends(flat, "2") is Emptied.PROVED
        assert listed(flat) == []

    def test_is_proved_empty_by_a_card_that_came_before_the_statement(self, flat: Customer) -> None:
        flat.meter = flat.counter.meter(METER)
        check(flat)
        sleep_days(flat.counter, 1)
        assert ends(flat, "0.5", worked_on="2026-11-24") is Emptied.PROVED
        assert listed(flat) == []

    def test_is_not_proved_by_a_card_from_before_the_work(self, flat: Customer) -> None:
        flat.meter = flat.counter.meter(METER)
        check(flat)
        sleep_days(flat.counter, 1)
        assert ends(flat, "0.5") is Emptied.UNKNOWN

    def test_may_have_the_load_of_a_lost_card(self, flat: Customer) -> None:
        flat.buy("1")
        assert ends(flat, "2", card="lost") is Emptied.UNKNOWN
        (line,) = flat.counter.do("uncleared-meters").meters
        assert (line.left, line.unproven) == (0, 1_000)


def test_a_meter_that_is_handed_in_is_no_matter(flat: Customer) -> None:
    assert ends(flat, "0.5", returned=METER) is Emptied.HANDED_IN
    assert listed(flat) == []


def record(event: AccountCancelled, tx: Transaction) -> None:
    tx.append(event, operator=CASHIER)


def test_the_audit_finds_a_statement_that_says_more_than_was_known(
    flat: Customer, make_counter: Any
) -> None:
    ends(flat, "0.5")
    (event,) = events(flat.counter, "account_cancelled")
    assert isinstance(event, AccountCancelled)
    other = make_counter(node=8)
    for said in (Emptied.PROVED, Emptied.STATED, Emptied.HANDED_IN):
        meter = msgspec.structs.replace(event.meters[0], emptied=said)
        wrong = msgspec.structs.replace(event, meters=(meter,), receipt=None)
        ledger_of(other).commit(partial(record, wrong))
    found = [one.what for one in audit(ledger_of(other)).findings if one.check == "meters emptied"]
    assert [what.partition(": ")[2] for what in found if ": " in what] == [
        "said to be proved empty, and the meter never told so",
        "said to be empty, and credit is left by the same statement",
        "handed in by one word and not by another",
    ]
    assert found.count("the credit in a meter was settled a second time") == 2


@given(st.booleans(), st.booleans(), st.integers(0, 3), st.integers(0, 3), st.booleans())
def test_only_the_meter_itself_or_having_it_makes_certain(
    returned: bool, shown: bool, left: int, unproven: int, dial_told: bool
) -> None:
    known = emptied(
        returned=returned, shown=shown, left=left, unproven=unproven, dial_told=dial_told
    )
    assert known.is_certain is (returned or shown)
    if known is Emptied.STATED:
        assert not left + unproven
