"""A customer with a card of any layout, and what a refusal must leave as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest

from app.cards.keys import KeySource
from app.cards.station import Station
from app.domain.entries import Book
from app.domain.errors import MoneyState, TapcardError
from app.domain.metering import MeterAnswer
from app.operations.errors import PlanOnHold
from app.simulator.cpu_card import VirtualCpuCard
from app.simulator.meter import Answer
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.operations.customer import set_tariff
from tests.operations.proofs import booked, count_events, ledger_of

E = TypeVar("E", bound=TapcardError)

METER, MODEL = "12345", "M1"
FIRST, SECOND = 2_000, 3_000
"""What the first purchase puts on the card, and a further one; ten a unit."""

_OPEN = "SELECT COUNT(*) FROM plan WHERE outcome IS NULL AND kind IS NOT NULL"


class Patron:
    """Account, meter and a blank card of the counter's profile; a unit costs ten."""

    def __init__(self, counter: Counter, meter: str = METER, **state: Any) -> None:
        self.counter = counter
        enter_model(counter)
        self.account = counter.account()
        self.number = meter
        self.card = counter.new_card()
        self.meter = counter.meter(meter, **state)

    def do(self, operation: str, **arguments: Any) -> Any:
        """An operation with the card in the reader."""
        self.counter.put(self.card)
        return self.counter.do(operation, **arguments)

    def allocate(self, **arguments: Any) -> Any:
        """The meter, and two units on its card unless said otherwise."""
        given = {"meter": self.number, "volume": "2"} | arguments
        return self.do("allocate-meter", account=self.account, model=MODEL, **given)

    def served(self) -> Patron:
        """Allocated, and the first purchase is in the meter."""
        self.allocate()
        assert self.visit() is MeterAnswer.CREDIT
        return self

    def buy(self, volume: str = "3") -> Any:
        """Three units unless said otherwise."""
        return self.do("prepay", volume=volume)

    def new_card(self) -> Any:
        """A blank card in the reader, from now on the customer's own."""
        self.card = self.counter.new_card()
        return self.card

    def visit(self) -> Answer | None:
        """The card goes into the meter."""
        return self.meter.take(self.card)

    @property
    def credited(self) -> int:
        """All that the meter was ever given."""
        return self.meter.state.total_credited


def enter_model(counter: Counter) -> None:
    """The model of the counter's profile, without limits of its own, and a flat price."""
    counter.do(
        "set-meter-model",
        by=ADMINISTRATOR,
        model=MODEL,
        profile=counter.profile.name,
        kind=counter.kind.value,
        charging=counter.charging.value,
    )
    set_tariff(counter)


def hold_keys(counter: Counter, keys: KeySource) -> None:
    """The kiosk is started again with these keys."""
    counter.keys = keys
    counter.station = Station(counter.reader, (counter.profile,), keys)


def kept(card: Any) -> Any:
    """Bytes and tries of a card; challenges that a CPU card gave do not count."""
    snapshot = card.snapshot()
    if isinstance(card, VirtualCpuCard):
        return snapshot.files, snapshot.tries
    return snapshot


def told(error: TapcardError, money: MoneyState = MoneyState.UNTOUCHED) -> None:
    """Message and remedy are whole sentences, and it says what became of the money."""
    for text in (error.message, error.remedy):
        assert text == text.strip()
        assert text[:1].isupper() or text[:1].isdigit()
        assert text.endswith(".")
        assert "{" not in text
    assert error.money is money


@contextmanager
def refused(
    counter: Counter, kind: type[E], *cards: Any, recorded: int = 0
) -> Iterator[pytest.ExceptionInfo[E]]:
    """Exactly this error; nothing was paid, no plan is open, no card has another byte or try.

    ``recorded``: events that are no money, as that a card is held.
    """
    before, was = count_events(counter), [kept(card) for card in cards]
    with pytest.raises(kind) as refusal:
        yield refusal
    assert type(refusal.value) is kind
    told(refusal.value)
    assert count_events(counter) == before + recorded
    assert not plan_is_open(counter)
    assert [kept(card) for card in cards] == was


def plan_is_open(counter: Counter) -> bool:
    """Whether something paid is still to be brought to its end."""
    with ledger_of(counter).read() as reader:
        return bool(reader.db.execute_sql(_OPEN).fetchone()[0])


@contextmanager
def paid_then(counter: Counter, happens: Any) -> Iterator[None]:
    """``happens()`` once, before the first APDU after a payment was recorded."""

    def hook(_number: int, _apdu: bytes, phase: ApduPhase) -> None:
        if phase is ApduPhase.BEFORE and plan_is_open(counter):
            counter.reader.on_apdu(None)
            happens()

    counter.reader.on_apdu(hook)
    try:
        yield
    finally:
        counter.reader.on_apdu(None)


def decide(one: Patron, hold: PlanOnHold, decision: str) -> None:
    """Two people do, and what was paid goes where they say."""
    one.counter.do("open-shift", by=SUPERVISOR, float="100")
    decided = one.do(
        "decide-plan",
        by=SUPERVISOR,
        second=ADMINISTRATOR,
        plan=str(hold.plan),
        decision=decision,
        reason="the card takes nothing",
    )
    assert decided.to_cash == (SECOND if decision == "not_written" else 0)
    assert booked(one.counter, Book.SUSPENSE, one.account) == 0
