"""Jobs that a counter does with a card, one keystroke before each thing that can go wrong."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.screens.allocate_meter import AllocateMeter
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.prepayment import Prepayment
from app.screens.refund import Refund
from app.screens.reissue_card import ReissueCard
from app.simulator.meter import VirtualMeter
from app.simulator.sle4428_card import VirtualSle4428
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import Counter, SeededRandomness, SetClock
from tests.screens.desk import Hands

METER = "000000012345"


@dataclass
class Case:
    """One customer at the counter, and the card that the job is about."""

    counter: Counter
    account: str
    meter: VirtualMeter
    card: VirtualSle4442 | VirtualSle4428
    other: VirtualSle4442 | VirtualSle4428
    """Another card, to be mistaken for it."""


@dataclass(frozen=True)
class Job:
    """A job in steps: its screen, the card, what is typed, the review."""

    name: str
    prepare: Callable[[Case], None]
    begin: Callable[[Hands, Case], Awaitable[None]]
    """From the sign-in to the moment when the card is asked for."""
    asks: str
    """What the screen shows when it has seen the card."""
    fill: Callable[[Hands, Case], Awaitable[None]]
    """Types all; the next Enter leads to the review."""
    kept: Callable[[Case], dict[str, str]]
    """What was typed, by field."""
    opening: str
    """Tag of the event that the confirm key brings about."""
    command: str
    """The operation by its name."""
    arguments: Callable[[Case], dict[str, Any]]
    """What is told to it without a screen."""
    in_doubt: str = "The payment is recorded, the credit is not proved to be on the card."
    """What is said when the card is pulled amid the write."""
    writes: int = 2
    """How often the card is written."""

    async def open(self, cashier: Hands, case: Case) -> None:
        """Signs in and opens the screen."""
        await cashier.sign_in()
        await self.begin(cashier, case)

    async def form(self, cashier: Hands, case: Case) -> None:
        """The card is on the reader and everything is typed."""
        await self.open(cashier, case)
        await cashier.put(case.card)
        await cashier.sees(self.asks)
        await self.fill(cashier, case)

    async def review(self, cashier: Hands, case: Case) -> None:
        """One key before money moves."""
        await self.form(cashier, case)
        await cashier.press("enter")
        await cashier.until(lambda: cashier.screen.stage is Stage.REVIEW)


# -- how each is done ------------------------------------------------------------------------


async def _chosen(cashier: Hands, digit: str, screen: type) -> None:
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press(digit)
    await cashier.on(screen)


async def _open_prepayment(cashier: Hands, _case: Case) -> None:
    await cashier.press("1")
    await cashier.on(Prepayment)
    await cashier.sees("PUT THE CUSTOMER'S CARD")


async def _open_allocation(cashier: Hands, case: Case) -> None:
    await cashier.press("4")
    await cashier.on(AllocateMeter)
    await cashier.types(case.account)
    await cashier.press("enter")
    await cashier.sees("Baraka Said")
    await cashier.types("88")
    await cashier.press(*["enter"] * 4)
    await cashier.sees("PUT A BLANK CARD")


async def _open_refund(cashier: Hands, _case: Case) -> None:
    await _chosen(cashier, "1", Refund)


async def _open_reissue(cashier: Hands, case: Case) -> None:
    await _chosen(cashier, "2", ReissueCard)
    await cashier.types(case.account)
    await cashier.press("enter")
    await cashier.sees("Amina Salim")
    await cashier.types("1")
    await cashier.press("enter")
    await cashier.types("1")
    await cashier.press("enter")
    await cashier.sees("PUT A BLANK CARD")


async def _amount(cashier: Hands, _case: Case) -> None:
    await cashier.types("500")
    await cashier.press("enter")
    await cashier.sees("Type what is handed over")


async def _why_and_whose(cashier: Hands, case: Case) -> None:
    await cashier.types("2")
    await cashier.press("enter")
    await cashier.types(case.account[-3:])


async def _fee(cashier: Hands, _case: Case) -> None:
    await cashier.types("200")


# -- the moment before -----------------------------------------------------------------------


def _at_home(case: Case) -> None:
    case.meter.take(case.card)
    case.meter.use(1000)


def _unloaded(case: Case) -> None:
    _at_home(case)
    case.counter.put(case.card)
    case.counter.do("prepay", amount="500")


def _new_customer(case: Case) -> None:
    case.account = case.counter.account("Baraka Said")
    case.meter = case.counter.meter("88")
    case.card, case.other = case.other, case.card


def _lost_card(case: Case) -> None:
    _unloaded(case)
    case.card, case.other = case.other, case.card


JOBS = {
    job.name: job
    for job in (
        Job(
            name="prepayment",
            prepare=_at_home,
            begin=_open_prepayment,
            asks="Amina Salim",
            fill=_amount,
            kept=lambda _case: {"wish": "500"},
            opening="purchase_paid",
            command="prepay",
            arguments=lambda _case: {"amount": "500"},
        ),
        Job(
            name="allocation",
            prepare=_new_customer,
            begin=_open_allocation,
            asks="Amount KES",
            fill=_amount,
            kept=lambda case: {"wish": "500", "account": case.account},
            opening="purchase_paid",
            command="allocate-meter",
            arguments=lambda case: {
                "account": case.account,
                "meter": "88",
                "model": "DN15",
                "amount": "500",
            },
            writes=3,
        ),
        Job(
            name="refund",
            prepare=_unloaded,
            begin=_open_refund,
            asks="not taken by the meter",
            fill=_why_and_whose,
            kept=lambda case: {"reason": "2", "last-three": case.account[-3:]},
            opening="refund_opened",
            command="refund",
            arguments=lambda _case: {"reason": "other"},
            in_doubt="Nothing was paid out: the load is not proved to be off the card.",
        ),
        Job(
            name="reissue",
            prepare=_lost_card,
            begin=_open_reissue,
            asks="Type what is handed over",
            fill=_fee,
            kept=lambda case: {"account": case.account, "tendered": "200"},
            opening="reissue_opened",
            command="reissue-card",
            arguments=lambda case: {"account": case.account, "reason": "lost", "identity": "known"},
            writes=3,
        ),
    )
}


_made: dict[str, tuple[TemporaryDirectory[str], Case]] = {}
"""Prepared counters of this process: making one takes longest."""


@contextmanager
def case_for(job: Job, folder: Path) -> Iterator[Case]:
    """A counter at the moment before a job, in a folder of its own."""
    if job.name not in _made:
        place = TemporaryDirectory()
        _made[job.name] = place, _prepared(job, Path(place.name))
    place, case = _made[job.name]
    shutil.copytree(place.name, folder / job.name)
    counter = Counter(
        folder / job.name / "ledger.db", profile=case.counter.profile, clock=SetClock()
    )
    counter.clock.now = case.counter.clock.now + 60_000
    counter.random = SeededRandomness(99)
    counter.open()
    try:
        yield Case(counter, case.account, case.meter.clone(), case.card.clone(), case.other.clone())
    finally:
        counter.close()


def _prepared(job: Job, folder: Path) -> Case:
    counter = Counter(folder / "ledger.db", profile=TapcardSle4442(copyable=False))
    with patch.multiple("app.operations.pins", _MEMORY_KIB=64, _PASSES=1):  # seconds, otherwise
        counter.begin()
    account, card, meter = counter.account("Amina Salim"), counter.new_card(), counter.meter(METER)
    counter.do("allocate-meter", account=account, meter=METER, model="DN15", amount="1000")
    case = Case(counter, account, meter, card, VirtualSle4442())
    job.prepare(case)
    counter.close()
    return case
