"""A load that its meter marked in vain is written again from the screen, and costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.metering import MeterAnswer
from app.screens.menu import Menu
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.rewrite_load import RewriteLoad
from tests.counter import Counter
from tests.operations.proofs import count_events, events, prove
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands
from tests.screens.marked import marked_household


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[Household]:
    with marked_household(tmp_path) as one:
        yield one


async def opened(cashier: Hands) -> None:
    await cashier.sign_in()
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press("4")
    await cashier.on(RewriteLoad)


async def test_the_load_is_written_again_for_nothing(marked: Household) -> None:
    before = marked.meter.state.total_credited
    async with hands(marked.counter) as cashier:
        await opened(cashier)
        await cashier.put(marked.card)
        await cashier.sees("The meter marked this purchase and did not take it.")
        await cashier.sees("To pay      nothing")
        await cashier.sees("this purchase cannot be refunded any more")
        assert events(marked.counter, "rewrite_opened") == []
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.sees("It cannot be refunded any more.")
        await cashier.pull()
        await cashier.on(Menu)
    assert marked.meter.take(marked.card) is MeterAnswer.CREDIT
    assert marked.meter.state.total_credited > before
    prove(marked.counter)


async def test_other_cards_are_refused_and_leave_no_trace(
    desk: Counter, household: Household
) -> None:
    before = count_events(desk)
    async with hands(desk) as cashier:
        await opened(cashier)
        await cashier.put(household.card)
        await cashier.sees("the meter has not taken it")
        assert cashier.screen.stage is Stage.REFUSED
        await cashier.sees("1  Refund: take the load off the card")
    assert events(desk, "rewrite_opened") == []
    assert count_events(desk) == before + 1  # the sign-in


async def test_a_pulled_card_asks_for_it_again(marked: Household) -> None:
    async with hands(marked.counter) as cashier:
        await opened(cashier)
        await cashier.put(marked.card)
        await cashier.sees("Press + to write the load again.")
        await cashier.pull()
        await cashier.sees("PUT THE CUSTOMER'S CARD ON THE READER")
        await cashier.press("plus")
        await cashier.put(marked.card)
        await cashier.sees("Press + to write the load again.")
    assert events(marked.counter, "rewrite_opened") == []
