"""What happened at a counter before a page is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import counter
from tests.screens.conftest import Household
from tests.screens.jobs import JOBS, Case
from tests.screens.marked import marked_household
from tests.screens.scenes import MOMENTS


def killed(case: Case) -> None:
    """A sale was paid, and the program died while the card was written.

    The other card is a copy of the customer's, from before its last visit to the meter.
    """
    case.other = case.card.clone()
    case.meter.take(case.card)
    happened = MOMENTS["killed"].before
    assert happened is not None
    happened(case, JOBS["prepayment"])


def many_accounts(case: Case) -> None:
    """Twelve customers of nearly the same name, one of them full of brackets."""
    for turn in range(12):
        case.counter.account(f"Amos [{turn}]")


def six_purchases(case: Case) -> None:
    """A page of purchases and one more; the last one is still on the card."""
    for _purchase in range(6):
        case.meter.take(case.card)
        case.meter.use(1000)
        case.counter.put(case.card)
        case.counter.do("prepay", amount="200")
    case.counter.reader.remove()


def regular(case: Case) -> None:
    """A customer whose usual purchase is known; the meter has taken the last one."""
    six_purchases(case)
    case.meter.take(case.card)


@contextmanager
def used_all_the_same(folder: Path) -> Iterator[Case]:
    """A load came off its card and went into the meter by a copy."""
    with counter(folder / "ledger.db") as desk:
        one = Household(desk)
        desk.put(one.at_home())
        desk.do("prepay", amount="500")
        copy = one.card.clone()
        desk.do("refund", reason="other")
        desk.reader.remove()
        one.meter.take(copy)
        one.meter.take(one.card)
        yield Case(desk, one.account, one.meter, one.card, VirtualSle4442())


@contextmanager
def marked(folder: Path) -> Iterator[Case]:
    """A meter that marked a load and did not take it."""
    with marked_household(folder) as one:
        yield Case(one.counter, one.account, one.meter, one.card, VirtualSle4442())
