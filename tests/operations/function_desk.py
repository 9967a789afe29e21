"""The desk at which function cards are made: a ledger with a technician on file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.identity import EventId
from app.ledger.queries import function_cards, plans
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, PIN, SUPERVISOR, Counter, SetClock
from tests.operations.proofs import ledger_of, prove
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


def used(desk: Counter, card: VirtualSle4442, meter: str = "777") -> None:
    """A meter obeyed the card."""
    assert desk.meter(meter).take(card) is not None
