"""The day of the README, run as written, through pcscd, a virtual card, a meter and a printer."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.cards.key_sources.demo import DemoKeys
from app.domain.metering import MeterAnswer
from app.simulator.meter import VirtualMeter
from app.simulator.printer import VirtualPrinter
from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.vpcd import VpcdSlot
from tests.end_to_end.desk import Desk, new_meter
from tests.pcsc_daemon import running_pcscd, wait_for_card

pytestmark = pytest.mark.xdist_group("pcsc")

ROOT = Path(__file__).resolve().parents[2]
EXPORT = re.compile(r"export (.+)")
MONEY_LINE = re.compile(r"^(.*?)\s+(-?\d+\.\d\d)$")
VOLUME_PRICE = re.compile(r"(\d+\.\d{3}) m3 x (\d+\.\d\d)")


def commands() -> list[str]:
    """The lines of the README's first day."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"## A day.*?```sh\n(.*?)```", text, re.DOTALL)
    assert block is not None
    return block.group(1).splitlines()


class Day:
    """Somebody who types the README, with hands for the card."""

    def __init__(self, folder: Path, printer: VirtualPrinter) -> None:
        with running_pcscd() as daemon:
            self.slot = daemon.acs[0]
        self.vpcd = VpcdSlot(port=self.slot.port)
        self.meter = VirtualMeter(new_meter(), DemoKeys(), today=date.today())
        self.card = VirtualSle4442()
        self.printer = printer
        self.answers: list[MeterAnswer | None] = []
        self.environment = {**os.environ, "TAPCARD_CONFIG": str(folder / "kiosk.toml")}
        self.environment["PATH"] = f"{Path(sys.executable).parent}:{self.environment['PATH']}"
        Desk(
            folder,
            printer=f"tcp://127.0.0.1:{printer.listen_tcp()}",
            reader=self.slot.reader,
        )
        shutil.copy(ROOT / "docs/examples/domestic.toml", folder)
        self.folder = folder

    def follow(self, line: str) -> None:
        """Does what a line of the README says."""
        exported = EXPORT.fullmatch(line)
        if exported is not None:
            self.environment |= dict(pair.split("=") for pair in shlex.split(exported.group(1)))
        elif line == "# a blank card lies on the reader":
            self.card = VirtualSle4442()
            self.put()
        elif line == "# the card goes into the meter and comes back":
            self.take_out()
            self.answers.append(self.meter.take(self.card))
            self.put()
        else:
            assert not line.startswith("#"), line
            done = subprocess.run(
                ["bash", "-c", line],
                cwd=self.folder,
                env=self.environment,
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"

    def put(self) -> None:
        self.take_out()
        self.vpcd.insert(self.card)
        wait_for_card(self.slot, present=True)

    def take_out(self) -> None:
        if self.vpcd.occupied:
            self.vpcd.remove()
        wait_for_card(self.slot, present=False)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """The whole README, lived once."""
    with VirtualPrinter() as printer:
        one = Day(tmp_path_factory.mktemp("day"), printer)
        try:
            for line in commands():
                one.follow(line)
            yield one
        finally:
            one.take_out()


def test_the_meter_took_what_was_sold_and_only_that(day: Day) -> None:
    assert day.answers == [MeterAnswer.CREDIT] * 3
    receipts = [paper.text for paper in day.printer.documents if "ON YOUR CARD" in paper.text]
    litres = [int(re.findall(r"= (\d+) L", text)[0]) for text in receipts]
    first, refunded, third, copy = litres
    assert copy == first
    assert third == 3000
    assert refunded > 0
    assert day.meter.state.total_credited == first + third


def test_every_receipt_adds_up(day: Day) -> None:
    sold = [paper.text for paper in day.printer.documents if "TOTAL KES" in paper.text]
    assert len(sold) == 5  # three sales, the new card, and the copy
    for text in sold:
        lines, total = lines_and_total(text, "TOTAL KES")
        assert sum(lines) == total
        for volume, price, amount in volumes(text):
            assert abs(volume * price - amount * 1000) <= 1000


def test_the_refund_returns_what_the_sale_took_for_the_water(day: Day) -> None:
    (refund,) = [paper.text for paper in day.printer.documents if "PAID BACK KES" in paper.text]
    lines, total = lines_and_total(refund, "PAID BACK KES")
    assert sum(lines) == total
    assert "K07-01-000002" in refund


def test_receipt_numbers_have_no_gap_and_the_copy_says_so(day: Day) -> None:
    texts = [paper.text for paper in day.printer.documents]
    numbers = [re.findall(r"Receipt no\.\s+(\S+)", text) for text in texts if "COPY" not in text]
    assert [number for found in numbers for number in found] == [
        f"K07-01-{number:06d}" for number in range(1, 6)
    ]
    assert sum("COPY 1" in text for text in texts) == 1


def test_the_shift_report_tells_what_is_short(day: Day) -> None:
    (report,) = [paper.text for paper in day.printer.documents if "SHIFT REPORT Z" in paper.text]
    counted = cents(re.findall(r"Counted\s+(\S+)", report)[0])
    expected = cents(re.findall(r"Expected\D*?(\d+\.\d\d)", report)[0])
    assert counted == 230_000
    paid = 100_000 + 100_000 + sale_total(day, 4) + 15_000
    assert expected == paid


def sale_total(day: Day, receipt: int) -> int:
    """What the receipt with this number came to."""
    number = f"K07-01-{receipt:06d}"
    (text,) = [
        paper.text
        for paper in day.printer.documents
        if re.search(rf"Receipt no\.\s+{number}", paper.text)
    ]
    return lines_and_total(text, "TOTAL KES")[1]


def lines_and_total(text: str, total: str) -> tuple[list[int], int]:
    """Amounts of the item lines above a total, and the total, in cents."""
    body = text.splitlines()
    end = next(index for index, line in enumerate(body) if line.startswith(total))
    start = max(index for index, line in enumerate(body[: end - 1]) if set(line) == {"-"})
    found = [MONEY_LINE.match(line) for line in body[start + 1 : end]]
    return [cents(match.group(2)) for match in found if match], cents(body[end].split()[-1])


def volumes(text: str) -> Iterator[tuple[int, int, int]]:
    """(litres, price in cents per m3, amount in cents) of the lines that are by volume."""
    for line in text.splitlines():
        match = VOLUME_PRICE.search(line)
        if match is not None:
            litres = int(match.group(1).replace(".", ""))
            yield litres, cents(match.group(2)), cents(line.split()[-1])


def cents(text: str) -> int:
    return int(text.replace(".", ""))
