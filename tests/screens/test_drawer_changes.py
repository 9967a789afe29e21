"""A drawer goes to the next operator, and a shift left open is closed by others, by keys."""

from __future__ import annotations

import re

from app.screens.close_left_shift import CloseLeftShift
from app.screens.hand_over_drawer import HandOverDrawer
from app.screens.menu import Menu
from app.screens.open_shift import OpenShift
from app.screens.operation_screen import Stage
from app.screens.takes_over import TakesOver
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter
from tests.operations.passing import pass_hours
from tests.operations.proofs import events, in_drawer
from tests.screens.desk import Hands, hands
from tests.screens.test_shift import at, own_shift

FIELDS = 10
"""Values of the currency, and anything else."""


async def counts(cashier: Hands, pieces: str) -> None:
    """Notes of a thousand and nothing else; ends at the review."""
    await cashier.until(lambda: cashier.screen.found)
    await cashier.types(pieces)
    await cashier.press(*["enter"] * FIELDS)
    await cashier.until(lambda: cashier.screen.stage is Stage.REVIEW)


async def test_a_drawer_is_handed_over_and_who_takes_it_works_here_next(desk: Counter) -> None:
    drawer = in_drawer(desk, own_shift(desk))
    async with hands(desk) as cashier:
        await at(cashier, "4")
        await cashier.press("1")
        await cashier.on(HandOverDrawer)
        seen = [cashier.text()]
        await cashier.types(str(CASHIER))
        await cashier.press("enter")
        await cashier.reads("This drawer is yours already.")
        await cashier.press("backspace", "backspace")
        await cashier.types(str(SUPERVISOR))
        await cashier.press("enter")
        await counts(cashier, str(drawer // 100_000))
        seen.append(cashier.text())
        await cashier.press("plus")
        await cashier.on(TakesOver)
        seen.append(cashier.text())
        assert not any("Expected" in one for one in seen), "it is counted blind"
        await cashier.press("escape")
        assert cashier.screen.stage is Stage.REVIEW
        await cashier.press("plus")
        await cashier.types(PIN)
        await cashier.press("enter")
        await cashier.sees("Press + to hand the drawer over.")
        assert not events(desk, "shift_closed")
        await cashier.press("plus")
        await cashier.sees("THE DRAWER IS HANDED OVER")
        await cashier.sees("The count agrees.")
        assert re.search(r"Begins with +1000\.00", cashier.text())
        await cashier.press("enter")
        await cashier.on(Menu)
        assert cashier.app.desk.operator is not None
        assert cashier.app.desk.operator.operator == SUPERVISOR
    closed = events(desk, "shift_closed")[0]
    assert (closed.operator, closed.handed_to, closed.over_short) == (CASHIER, SUPERVISOR, 0)


async def test_nobody_but_the_one_who_was_named_signs(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await at(cashier, "4")
        await cashier.press("1")
        await cashier.types(str(SUPERVISOR))
        await cashier.press("enter")
        await counts(cashier, "1")
        await cashier.press("plus", "up")
        await cashier.press("backspace", "backspace")
        await cashier.types(str(ADMINISTRATOR))
        await cashier.press("enter")
        await cashier.types(PIN)
        await cashier.press("enter")
        await cashier.reads("Operator 20 has to sign too.")
        await cashier.press("asterisk")
        assert isinstance(cashier.screen, TakesOver)
        assert "elsewhere" not in cashier.text()
    assert not events(desk, "shift_closed")


async def test_a_shift_left_open_is_said_everywhere_and_closed_by_who_finds_it(
    desk: Counter,
) -> None:
    pass_hours(desk, 25)
    async with hands(desk) as supervisor:
        await supervisor.sign_in(SUPERVISOR)
        await supervisor.sees("shift of 12 over a day old")
        await supervisor.press("9", "1")
        await supervisor.on(OpenShift)
        await supervisor.reads("The shift of operator 12 is open since 2026-11-23 15:00")
        await supervisor.press("1")
        await supervisor.on(CloseLeftShift)
        await counts(supervisor, "1")
        await supervisor.press("plus")
        await supervisor.sees("You have seen the drawer of operator 12 counted.")
        await supervisor.types(str(ADMINISTRATOR))
        await supervisor.press("enter")
        await supervisor.types(PIN)
        await supervisor.press("enter")
        await supervisor.sees("Press + to close this shift.")
        await supervisor.press("plus")
        await supervisor.sees("THE SHIFT IS CLOSED")
        await supervisor.press("enter")
        await supervisor.on(OpenShift)
        await supervisor.sees("Accounting date")
        assert "over a day old" not in supervisor.text()
    closed = events(desk, "shift_closed")[0]
    assert (closed.operator, closed.counted_by) == (CASHIER, SUPERVISOR)


async def test_ones_own_old_shift_is_told_to_close(desk: Counter) -> None:
    pass_hours(desk, 25)
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.sees("your shift is over a day old")
        await cashier.press("9")
        await cashier.reads("It is open for longer than a day: count the drawer and close it (2).")
