"""The day of the README, run as written, through pcscd, a virtual card, a meter and a printer."""

from __future__ import annotations

import calendar
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain.metering import MeterAnswer
from app.simulator.meter import Answer
from app.simulator.printer import VirtualPrinter
from tests.end_to_end.hands import Hands, SlipperyCard
from tests.pcsc_daemon import running_pcscd

pytestmark = [pytest.mark.xdist_group("pcsc"), pytest.mark.timeout(300)]
"""A whole day is lived before the first test: some forty programs, one after the other."""

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXPORT = re.compile(r"export (.+)")
ITEM = re.compile(r"(\S.*?)\s{2,}(?:(\d+\.\d{3}) m3 x (\d+\.\d\d)\s+)?(-?\d+\.\d\d)")
VARIES = re.compile(r"^(Date|Shift|Card|incl. VAT|Journal|\[QR).*$", re.MULTILINE)
"""Lines of a paper that are others every time, or on other days of the month."""

TIERS = ((6000, 4500), (15_000, 6750), (10**9, 9000))
"""Up to litres, cents per m3: those of docs/examples/domestic.toml."""
SEWAGE, STANDING, CARD, SHILLING = 1200, 5000, 20_000, 100


def blocks() -> list[str]:
    """What stands in fences in the chapter about the day."""
    chapter = README.split("## A day", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"```(?:sh)?\n(.*?)```", chapter, re.DOTALL)


def commands() -> list[str]:
    """Its command lines, those that go on over several lines as one."""
    return [line for line in blocks()[1].replace("\\\n", " ").splitlines() if line.strip()]


class Day:
    """Somebody who types the README, with hands for the card."""

    def __init__(self, folder: Path, hands: Hands, printer: VirtualPrinter) -> None:
        self.hands = hands
        self.printer = printer
        self.folder = folder
        self.meter_said: list[Answer | None] = []
        self.answers: dict[str, str] = {}
        self.environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        for file in (ROOT / "docs/examples").glob("*.toml"):
            shutil.copy(file, folder)
        config = folder / "kiosk.toml"
        url = f"tcp://127.0.0.1:{printer.listen_tcp()}"
        config.write_text(
            config.read_text().replace("tcp://192.168.1.50:9100", url)
            + f'\n[reader]\nname = "{hands.slot.reader}"\n'
        )

    def follow(self, line: str) -> None:
        """Does what a line of the README says."""
        exported = EXPORT.fullmatch(line)
        if exported is not None:
            self.environment |= dict(pair.split("=") for pair in shlex.split(exported.group(1)))
        elif line == "# a blank card lies on the reader":
            self.hands.card = SlipperyCard()
            self.hands.put()
        elif line == "# the card goes into the meter and comes back":
            self.meter_said.append(self.hands.visit_meter())
        else:
            assert line.startswith("tapcard "), line
            self.answers[line] = self.type(line)

    def type(self, line: str) -> str:
        """Runs a command line; returns what it printed."""
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def paper(self, number: str) -> str:
        """The original with this number."""
        (text,) = [
            paper.text
            for paper in self.printer.documents
            if re.search(rf"no\. +{number}\n", paper.text) and "COPY" not in paper.text
        ]
        return text


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """The whole README, lived once."""
    with running_pcscd() as daemon, VirtualPrinter() as printer:
        hands = Hands(daemon.acs[0], meter="12345")
        one = Day(tmp_path_factory.mktemp("day"), hands, printer)
        for line in commands():
            one.follow(line)
        yield one
        hands.take_out()


def test_a_first_purchase_with_its_fees(day: Day) -> None:
    paper = items(day.paper("K07-01-000001"))
    litres = afforded(0, 100_000, CARD + standing())
    assert paper["lines"] == {
        "Card": (0, 0, CARD),
        f"Standing charge paid until {end_of_month()}": (0, 0, standing()),
        **water(0, litres),
        **rounded(CARD + standing() + cost(0, litres)),
    }
    assert paper["TOTAL KES"] == 100_000
    assert paper["Cash given"] == 100_000
    assert "Change" not in paper
    assert day.paper("K07-01-000001").count(f"{litres} L") == 1


def test_a_purchase_that_reaches_the_third_tier(day: Day) -> None:
    before = afforded(0, 100_000, CARD + standing())
    litres = afforded(before, 50_000, 0)
    paper = items(day.paper("K07-01-000002"))
    assert before + litres > TIERS[1][0]
    assert paper["lines"] == {**water(before, litres), **rounded(cost(before, litres))}
    assert paper["TOTAL KES"] == 50_000


def test_its_refund_gives_all_of_it_back(day: Day) -> None:
    sold, refund = (items(day.paper(f"K07-01-00000{number}")) for number in (2, 3))
    assert refund["lines"] == sold["lines"]
    assert (refund["PAID BACK KES"], refund["In cash"]) == (50_000, 50_000)
    assert "K07-01-000002" in day.paper("K07-01-000003")
    slips = [one.text for one in day.printer.documents if "REFUND SLIP" in one.text]
    assert [items(slip)["TO BE PAID KES"] for slip in slips] == [50_000]


def test_a_purchase_by_volume_begins_in_the_tier_that_the_refund_gave_back(day: Day) -> None:
    paper = items(day.paper("K07-01-000004"))
    assert paper["lines"] == {
        "Tier 2": (3000, 6750, 20_250),
        "Sewage": (3000, SEWAGE, 3600),
        "Rounding": (0, 0, 50),
    }
    assert (paper["TOTAL KES"], paper["Cash given"], paper["Change"]) == (23_900, 100_000, 76_100)
    ((base, tax),) = re.findall(r"incl. VAT 16 % of (\S+) +(\S+)\n", day.paper("K07-01-000004"))
    assert figure(base) + figure(tax) == 20_250 + 3600
    # Taxes are reckoned over the month like the amounts they are in, so a cent may move.
    assert abs(figure(tax) - halves_up((20_250 + 3600) * 16, 116)) <= 1
    assert paper["Account balance now"] == 0
    assert "Purchase no.                                   3\n" in day.paper("K07-01-000004")


def test_the_readme_shows_this_receipt_and_this_answer(day: Day) -> None:
    _prepare, _commands, answer, receipt = blocks()
    assert receipt.strip("\n").splitlines()[0].strip() == "Mto Water"
    assert masked(receipt) == masked(day.paper("K07-01-000004"))
    (typed,) = [line for line in day.answers if "morning-2" in line]
    assert day.answers[typed] == answer


def test_a_new_card_with_the_load_that_the_lost_one_carried(day: Day) -> None:
    paper = items(day.paper("K07-01-000005"))
    assert paper["lines"] == {"New card": (0, 0, 15_000)}
    assert (paper["TOTAL KES"], paper["Cash given"], paper["Change"]) == (15_000, 20_000, 5000)
    assert "3.000 m3 = 3000 L" in day.paper("K07-01-000005")


def test_the_meter_took_what_was_sold_and_only_that(day: Day) -> None:
    assert day.meter_said == [MeterAnswer.CREDIT] * 3
    first = afforded(0, 100_000, CARD + standing())
    assert day.hands.meter.state.total_credited == first + 3000


def test_receipt_numbers_have_no_gap_and_the_copy_says_so(day: Day) -> None:
    texts = [paper.text for paper in day.printer.documents]
    numbers = [re.findall(r"Receipt no\. +(\S+)", text) for text in texts if "COPY" not in text]
    assert [number for found in numbers for number in found] == [
        f"K07-01-{number:06d}" for number in range(1, 6)
    ]
    copies = [text for text in texts if "COPY 1" in text]
    assert len(copies) == 1
    assert day.paper("K07-01-000001") in copies[0]
    assert day.printer.unknown == []


def test_the_drawer_opened_once_for_every_time_that_cash_moved(day: Day) -> None:
    assert len(day.printer.pulses) == 5


def test_the_shift_report(day: Day) -> None:
    report = items(day.paper("K07-01-Z0001"))
    taken = 100_000 + 50_000 - 50_000 + 23_900 + 15_000
    assert report["Cash, less change and refunds"] == taken
    assert report["Expected"] == 100_000 + taken
    assert report["Counted"] == 230_000
    assert report["Short"] == 230_000 - 100_000 - taken
    assert report["Grand total ever"] == 100_000 + 50_000 + 23_900 + 15_000
    volume = afforded(0, 100_000, CARD + standing()) + 3000
    sold = f"{volume // 1000}.{volume % 1000:03d} m3"
    assert re.search(rf"Water sold +{re.escape(sold)}\n", day.paper("K07-01-Z0001"))


def test_the_ledger_proves_itself_and_so_does_the_restored_one(day: Day) -> None:
    checks = [answer for line, answer in day.answers.items() if line.startswith("tapcard verify")]
    assert len(checks) == 2
    for answer in checks:
        assert "Money, credit, purchase numbers and receipt numbers add up." in answer
        assert "K07 received KES 1389.00" in answer
    assert "All tables are what the journal says." in day.answers["tapcard rebuild --check"]
    card = day.type("tapcard do --operator 12 --ledger trial/ledger.db read-card")
    assert "701000019" in card


# -- what a price is, reckoned from the published tariff by somebody else -----------------------


def today() -> date:
    return datetime.now(ZoneInfo("Africa/Nairobi")).date()


def days_in_month() -> int:
    return calendar.monthrange(today().year, today().month)[1]


def end_of_month() -> str:
    return today().replace(day=days_in_month()).isoformat()


def standing() -> int:
    """The first month by days, today included, in cents."""
    return halves_up(STANDING * (days_in_month() - today().day + 1), days_in_month())


def water(before: int, litres: int) -> dict[str, tuple[int, int, int]]:
    """Lines for so many litres after others in the same month: (litres, price, cents)."""
    lines = {}
    floor = 0
    for number, (upto, price) in enumerate(TIERS, start=1):
        upper = min(max(before + litres, floor), upto) - floor
        lower = min(max(before, floor), upto) - floor
        if upper > lower:
            cents = halves_up(upper * price, 1000) - halves_up(lower * price, 1000)
            lines[f"Tier {number}"] = (upper - lower, price, cents)
        floor = upto
    cents = halves_up((before + litres) * SEWAGE, 1000) - halves_up(before * SEWAGE, 1000)
    return {**lines, "Sewage": (litres, SEWAGE, cents)}


def cost(before: int, litres: int) -> int:
    return sum(cents for _litres, _price, cents in water(before, litres).values())


def rounded(cents: int) -> dict[str, tuple[int, int, int]]:
    """The line that makes whole shillings of a sum."""
    difference = halves_up(cents, SHILLING) * SHILLING - cents
    return {"Rounding": (0, 0, difference)} if difference else {}


def afforded(before: int, money: int, due: int) -> int:
    """Most litres for the money, by trying them all."""
    litres = 0
    while halves_up(due + cost(before, litres + 1), SHILLING) * SHILLING <= money:
        litres += 1
    return litres


def halves_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


# -- reading paper ----------------------------------------------------------------------------


def items(text: str) -> dict[str, Any]:
    """Amounts of a paper by name, in cents; under "lines" all that is charged, as `water`."""
    found: dict[str, Any] = {"lines": {}}
    parts = re.split(r"^-{20,}$", text, flags=re.MULTILINE)
    for number, part in enumerate(parts):
        for line in part.splitlines():
            match = ITEM.fullmatch(line)
            if match is None:
                continue
            name, litres, price, cents = match.groups()
            found[name] = figure(cents)
            if number == 2:
                found["lines"][name] = (figure(litres), figure(price), figure(cents))
    return found


def figure(text: str | None) -> int:
    return 0 if text is None else int(text.replace(".", ""))


def masked(text: str) -> str:
    return VARIES.sub(r"\1", text.strip("\n").replace("[QR]", "[QR"))
