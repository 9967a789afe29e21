"""Each job cut short at each moment: what the cashier reads, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.screens.menu import Menu
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.settle import Settle
from tests.operations.proofs import events, papers, prove
from tests.screens.desk import Hands, hands
from tests.screens.jobs import JOBS, Case, Job, case_for
from tests.screens.scenes import MOMENTS, scene

BEFORE_MONEY = ("pulled-at-look", "pulled-in-form", "pulled-in-review", "swapped", "unplugged")
AMID = (
    "pulled-before-first-byte",
    "pulled-amid",
    "pulled-after-last-byte",
    "unplugged-amid",
)


@pytest.fixture(params=list(JOBS))
def job(request: pytest.FixtureRequest) -> Job:
    return JOBS[request.param]


@pytest.fixture
def case(job: Job, tmp_path: Path) -> Iterator[Case]:
    with case_for(job, tmp_path) as one:
        yield one


def begun(case: Case, job: Job) -> int:
    return len(events(case.counter, job.opening))


async def back_on(cashier: Hands, case: Case) -> None:
    """The reader is there and the right card lies on it."""
    case.counter.reader.plug_in()
    await cashier.put(case.card)


@pytest.mark.parametrize("moment", BEFORE_MONEY)
async def test_before_the_confirm_key_nothing_is_paid_and_what_was_typed_is_kept(
    job: Job, case: Case, moment: str
) -> None:
    already = begun(case, job)
    async with hands(case.counter) as cashier:
        await MOMENTS[moment].play(cashier, case, job)
        assert begun(case, job) == already
        await back_on(cashier, case)
        await cashier.sees(job.asks)
        await cashier.until(lambda: cashier.screen.stage is Stage.FORM)
        if moment == "pulled-at-look":
            await job.fill(cashier, case)
        assert {id: cashier.value(id) for id in job.kept(case)} == job.kept(case)
        await to_review(cashier)
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
    assert begun(case, job) == already + 1
    prove(case.counter)


async def to_review(cashier: Hands) -> None:
    """Enter, as often as there are fields."""
    for _field in range(3):
        if cashier.screen.stage is not Stage.REVIEW:
            await cashier.press("enter")
    await cashier.until(lambda: cashier.screen.stage is Stage.REVIEW)


@pytest.mark.parametrize("moment", AMID)
async def test_amid_the_write_the_card_is_settled_and_nobody_pays_twice(
    job: Job, case: Case, moment: str
) -> None:
    already = begun(case, job)
    async with hands(case.counter) as cashier:
        await MOMENTS[moment].play(cashier, case, job)
        assert begun(case, job) == already + 1
        await cashier.press("1")
        await cashier.on(Settle)
        await settles(cashier, case)
        await cashier.until(lambda: not isinstance(cashier.screen, Settle))
    assert begun(case, job) == already + 1
    prove(case.counter)


async def settles(cashier: Hands, case: Case) -> None:
    """Card on the reader, what it says read, confirmed, card taken."""
    await back_on(cashier, case)
    await cashier.sees("The card says")
    await cashier.sees(case.account)
    await cashier.press("plus")
    await cashier.sees("TAKE THE CARD")
    await cashier.pull()


async def test_after_a_kill_the_menu_says_what_is_unfinished(job: Job, case: Case) -> None:
    already = begun(case, job)
    killed = MOMENTS["killed"]
    assert killed.before is not None
    killed.before(case, job)
    assert begun(case, job) == already + 1
    async with hands(case.counter) as cashier:
        await killed.play(cashier, case, job)
        await cashier.press("0")
        await cashier.on(More)
        await cashier.press("3")
        await cashier.on(Settle)
        await cashier.sees(f"1  2026-11-23 15:01  {case.account}")
        await back_on(cashier, case)
        if job.writes == 3:
            await asks_whose(cashier, case)
        await settles(cashier, case)
        await cashier.on(Menu)
        await cashier.until(lambda: "not finished" not in cashier.text())
    assert begun(case, job) == already + 1
    prove(case.counter)


async def asks_whose(cashier: Hands, case: Case) -> None:
    """A card that still looks blank says nothing of its account."""
    await cashier.until(lambda: cashier.screen.stage is not Stage.LOOK)
    if cashier.screen.stage is Stage.FORM:
        await cashier.types(case.account)
        await cashier.press("enter")
        await cashier.sees("The card says")


async def test_without_paper_the_job_is_done_and_its_paper_waits(job: Job, case: Case) -> None:
    async with hands(case.counter) as cashier:
        await MOMENTS["without-paper"].play(cashier, case, job)
    assert len(papers(case.counter)) == 1, "all others were printed before there was none"
    prove(case.counter)


async def test_a_scene_is_a_picture() -> None:
    drawn = await scene("prepayment-pulled-in-form")
    assert drawn.startswith("<svg")
    assert "what" in drawn
