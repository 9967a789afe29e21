"""Cards signed out for a weekend: who has them, and how each came back."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.cards_out import BadCardNumber, CardOutState
from app.operations.errors import (
    AlreadyThere,
    BadArgument,
    NotAllowed,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.printing.documents import CardsOutSlip
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.customer import Customer, sleep_days
from tests.operations.mover import change, last_slip
from tests.operations.proofs import count_events, events, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


def sign_out(counter: Counter, **arguments: Any) -> Any:
    """Three cards for the weekend; the clock of these tests stands at Monday, 23 November."""
    given: dict[str, Any] = {
        "by": SUPERVISOR,
        "holder": "Baraka Ali",
        "cards": "0011A2, 0011A3, 0011A4",
        "reason": "weekend",
        "due_back": "2026-11-26",
    }
    return counter.do("sign-out-cards", **(given | arguments))


def back(counter: Counter, cards: str, outcome: str, **arguments: Any) -> Any:
    given: dict[str, Any] = {"by": SUPERVISOR, "cards": cards, "outcome": outcome, **arguments}
    return counter.do("return-cards", **given)


def states(counter: Counter) -> dict[str, CardOutState]:
    """Where each card of the register is."""
    found = counter.do("cards-out")
    return {card.card: card.state(found.today) for card in found.cards}


@pytest.fixture
def out(customer: Customer) -> Customer:
    sign_out(customer.counter, request="one")
    return customer


def test_a_technician_signs_for_every_card(out: Customer) -> None:
    slip = papers(out.counter)[-1]
    assert isinstance(slip, CardsOutSlip)
    assert (slip.holder, slip.cards) == ("Baraka Ali", ("0011A2", "0011A3", "0011A4"))
    again = sign_out(out.counter, request="one")
    assert (again.cards, len(events(out.counter, "cards_signed_out"))) == (slip.cards, 1)
    assert set(states(out.counter).values()) == {CardOutState.OUT}


def test_each_comes_back_as_it_did_or_is_overdue(out: Customer) -> None:
    back(out.counter, "0011a2", "unused")
    back(out.counter, "0011A3", "used")
    sleep_days(out.counter, 4)
    assert states(out.counter) == {
        "0011A2": CardOutState.UNUSED,
        "0011A3": CardOutState.USED,
        "0011A4": CardOutState.OVERDUE,
    }
    overdue = out.counter.do("cards-out", state="overdue")
    assert (overdue.count, overdue.overdue) == (1, 1)
    with pytest.raises(StaleQuote):
        back(out.counter, "0011A2", "used")
    with pytest.raises(AlreadyThere, match="Baraka Ali has it"):
        sign_out(out.counter, cards="0011A4", due_back="2026-11-28")
    with pytest.raises(AlreadyThere, match="used or lost"):
        sign_out(out.counter, cards="0011A3", due_back="2026-11-28")
    sign_out(out.counter, cards="0011A2", due_back="2026-11-28")
    assert out.counter.do("cards-out").count == 4


def test_a_lost_one_takes_two_people_and_may_turn_up(out: Customer) -> None:
    lost = {"cards": "0011A2", "outcome": "lost", "reason": "fell into the river"}
    for alone in (None, SUPERVISOR):
        with pytest.raises(SecondPersonNeeded):
            back(out.counter, **lost, second=alone)
    back(out.counter, **lost, second=ADMINISTRATOR)
    assert states(out.counter)["0011A2"] is CardOutState.LOST
    with pytest.raises(AlreadyThere):
        sign_out(out.counter, cards="0011A2")
    out.counter.clock.now += 1_000
    back(out.counter, "0011A2", "unused")
    assert states(out.counter)["0011A2"] is CardOutState.UNUSED


def test_the_meter_change_is_recorded_afterwards_and_names_the_card(out: Customer) -> None:
    sleep_days(out.counter, 1)
    sign_out(out.counter, cards="B1")
    sleep_days(out.counter, 2)
    back(out.counter, "B1", "used")
    with pytest.raises(BadArgument, match="was not out"):
        change(out, signed_out="B1", work_date="2026-11-23")
    with pytest.raises(UnknownRecord):
        change(out, signed_out="777")
    made = change(out, signed_out="b1", work_date="2026-11-25")
    (opened,) = events(out.counter, "meter_change_opened")
    assert (opened.allocates.began.day, opened.date.day) == (25, 26)
    assert last_slip(out).signed_out == "B1"
    named = {card.card: card for card in out.counter.do("cards-out").cards}["B1"]
    assert named.change == made.change
    assert states(out.counter)["B1"] is CardOutState.RECORDED
    with pytest.raises(BadArgument, match="was not out"):
        change(out, new_meter="77", old_dial="0", signed_out="B1")
    with pytest.raises(StaleQuote):
        back(out.counter, "B1", "unused")


def test_nothing_is_recorded_of_what_is_wrong(out: Customer) -> None:
    before = count_events(out.counter)
    wrong: tuple[tuple[type[Exception], dict[str, Any]], ...] = (
        (NotAllowed, {"by": CASHIER}),
        (BadArgument, {"cards": "B1", "holder": " "}),
        (BadArgument, {"cards": "B1", "reason": "x" * 61}),
        (BadArgument, {"cards": "B1", "due_back": "2026-11-22"}),
        (BadArgument, {"cards": "B1", "due_back": "2026-12-31"}),
        (BadCardNumber, {"cards": "\u0661"}),
        (AlreadyThere, {"cards": "B1,0011A2"}),
    )
    for error, arguments in wrong:
        with pytest.raises(error):
            sign_out(out.counter, **arguments)
    for error, cards, outcome, more in (
        (NotAllowed, "0011A2", "unused", {"by": CASHIER}),
        (UnknownRecord, "B1", "unused", {}),
        (BadArgument, "0011A2", "unused", {"reason": "none"}),
        (BadArgument, "0011A2", "lost", {"second": ADMINISTRATOR}),
        (BadArgument, "0011A2", "eaten", {}),
    ):
        with pytest.raises(error):
            back(out.counter, cards, outcome, **more)
    with pytest.raises(BadArgument):
        out.counter.do("cards-out", page="2")
    assert count_events(out.counter) == before
