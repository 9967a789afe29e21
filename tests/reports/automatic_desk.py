"""A counter whose reports are written by themselves, with its folder and its stick."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.ledger.ledger import Ledger
from app.operations.automatic_reports import AutomaticFileLine, AutomaticReportsResult
from app.operations.catalogue import operation_named
from app.operations.operation import Caller, parse_arguments
from app.reports.automatic import AutomaticReports
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.operations.customer import Customer, sleep_days

SHIFT, MONTH = "shift-close", "month-end"
TODAY = "2026-11-23"


def rows_of(file: Path) -> list[dict[str, str]]:
    head, *lines = file.read_text(encoding="utf-8-sig").splitlines()
    names = head.split(",")
    found = [dict(zip(names, line.split(","), strict=True)) for line in lines]
    return [one for one in found if one["date"] != "Total"]


class Desk:
    """A counter that is in its first shift, with its folder and its stick."""

    def __init__(self, counter: Counter, root: Path) -> None:
        self.counter = counter
        self.root = root
        self.folder = root / "reports"
        self.stick = root / "stick"
        self.on_stick = False
        self.reports = self.started()

    @property
    def ledger(self) -> Ledger:
        assert self.counter.ledger is not None
        return self.counter.ledger

    def started(self, *, with_stick: bool = False) -> AutomaticReports:
        """As after a start of the counter."""
        self.on_stick = with_stick or self.on_stick
        self.reports = AutomaticReports(
            self.ledger, self.folder, self.sticks if self.on_stick else None
        )
        return self.reports

    def sticks(self) -> list[str]:
        return [str(self.stick)] if self.stick.is_dir() else []

    def choose(self, report: str, occasion: str, form: str = "csv", **given: str) -> Any:
        operation = operation_named("set-automatic-report")
        arguments = {"report": report, "occasion": occasion, "form": form, **given}
        caller = Caller(operator=ADMINISTRATOR)
        return operation.run(self.counter.kiosk, caller, parse_arguments(operation, arguments))

    def close_shift(self) -> Any:
        return self.counter.do("close-shift", counted="1000x1")

    def next_shift(self) -> str:
        """Opens one and closes it again."""
        self.counter.do("open-shift", float="1000")
        return str(self.close_shift().shift)

    def sleep(self, days: int) -> None:
        """The machine is off; then the counter starts."""
        sleep_days(self.counter, days)
        self.started()

    def crash(self) -> None:
        self.counter.close()
        self.counter.open()
        self.started()

    def told(self, page: int = 1) -> AutomaticReportsResult:
        found: AutomaticReportsResult = self.counter.do("automatic-reports", page=str(page))
        return found

    def files(self) -> list[AutomaticFileLine]:
        """What became of each, the oldest first."""
        return list(reversed(self.told().files))

    def there(self) -> list[str]:
        """Names in the folder."""
        return sorted(one.name for one in self.folder.iterdir()) if self.folder.exists() else []

    def written_by_hand(self, report: str, form: str, by: str = "") -> bytes:
        """The file that the screen writes of the same days."""
        hand = self.root / "by-hand"
        hand.mkdir(exist_ok=True)
        operation = operation_named("write-report")
        given = {"report": report, "since": TODAY, "until": TODAY, "by": by, "form": form}
        arguments = parse_arguments(operation, {**given, "folder": str(hand)})
        done = operation.run(self.counter.kiosk, Caller(operator=SUPERVISOR), arguments)
        written_there: Path = hand / done.file
        return written_there.read_bytes()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with an open shift in which something was sold."""
    folder = tmp_path_factory.mktemp("automatic") / "kiosk"
    folder.mkdir()
    counter = Counter(folder / "ledger.db").begin()
    Customer(counter).allocate(volume="4")
    counter.close()
    return folder


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(prepared, tmp_path / "kiosk")
    counter = Counter(tmp_path / "kiosk" / "ledger.db", seed=2)
    counter.clock.now += 3_600_000
    yield Desk(counter.open(), tmp_path)
    counter.close()
