"""A counter with a customer whose card has been in its meter."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.simulator.meter import VirtualMeter
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import Counter


class Household:
    """A customer with a card and a meter."""

    def __init__(self, desk: Counter, name: str = "Amina Salim") -> None:
        self.account = desk.account(name)
        self.card: VirtualSle4442 = desk.new_card()
        self.meter: VirtualMeter = desk.meter()
        self.counter = desk
        self.sold = desk.do(
            "allocate-meter",
            account=self.account,
            meter=self.meter.state.meter,
            model="DN15",
            amount="1000",
        )
        desk.reader.remove()

    def at_home(self) -> VirtualSle4442:
        """The card back from its meter, which took the load and used some."""
        self.meter.take(self.card)
        self.meter.use(1000)
        return self.card


@pytest.fixture(scope="session")
def fresh_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a ledger with an open shift."""
    folder = tmp_path_factory.mktemp("ledger")
    Counter(folder / "ledger.db").begin().close()
    return folder


@pytest.fixture
def desk(fresh_ledger: Path, tmp_path: Path) -> Iterator[Counter]:
    """A counter with an open shift, on a ledger of its own."""
    shutil.copytree(fresh_ledger, tmp_path / "counter")
    one = Counter(tmp_path / "counter" / "ledger.db").open()
    yield one
    one.close()


@pytest.fixture
def household(desk: Counter) -> Household:
    return Household(desk)
