"""The four jobs with a card, at each of their stages."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from functools import partial

from app.screens.allocate_meter import AllocateMeter
from app.screens.counter_screen import AnyScreen
from app.screens.operation_screen import Stage
from app.screens.prepayment import Prepayment
from app.screens.refund import Refund
from app.screens.reissue_card import ReissueCard
from app.simulator.reader import ApduPhase
from tests.screens.gallery.page import Page, Visit, before_job
from tests.screens.jobs import JOBS, Job
from tests.screens.scenes import MOMENTS

_WRITE = bytes.fromhex("FFD000")
_HELD_SECONDS = 60


async def _look(job: Job, visit: Visit) -> None:
    await job.open(visit.cashier, visit.case)


async def _form(job: Job, visit: Visit) -> None:
    await job.open(visit.cashier, visit.case)
    await visit.cashier.put(visit.case.card)
    await visit.cashier.sees(job.asks)


async def _filled(job: Job, visit: Visit) -> None:
    await job.form(visit.cashier, visit.case)


async def _review(job: Job, visit: Visit) -> None:
    await job.review(visit.cashier, visit.case)


async def _writing(job: Job, visit: Visit) -> None:
    """The card is held at its first write for as long as one looks."""
    cashier, reader = visit.cashier, visit.case.counter.reader
    seen, enough = threading.Event(), threading.Event()

    def hook(_number: int, apdu: bytes, phase: ApduPhase) -> None:
        if apdu.startswith(_WRITE) and phase is ApduPhase.BEFORE:
            seen.set()
            enough.wait(_HELD_SECONDS)

    async def release() -> None:
        enough.set()
        await cashier.until(lambda: cashier.screen.stage is not Stage.WRITING)
        reader.on_apdu(None)

    await job.review(cashier, visit.case)
    reader.on_apdu(hook)
    visit.later.push_async_callback(release)
    await cashier.press("plus")
    await cashier.until(seen.is_set)


async def _done(job: Job, visit: Visit) -> None:
    await job.review(visit.cashier, visit.case)
    await visit.cashier.press("plus")
    await visit.cashier.sees("TAKE THE CARD")


async def _pulled(job: Job, visit: Visit) -> None:
    await MOMENTS["pulled-in-form"].play(visit.cashier, visit.case, job)


async def _in_doubt(job: Job, visit: Visit) -> None:
    await MOMENTS["pulled-amid"].play(visit.cashier, visit.case, job)


STAGES: dict[str, Callable[[Job, Visit], Awaitable[None]]] = {
    "look": _look,
    "form": _form,
    "filled": _filled,
    "review": _review,
    "writing": _writing,
    "done": _done,
    "pulled": _pulled,
    "in-doubt": _in_doubt,
}

SCREENS: dict[str, type[AnyScreen]] = {
    "prepayment": Prepayment,
    "allocation": AllocateMeter,
    "refund": Refund,
    "reissue": ReissueCard,
}
"""By job."""

JOB_PAGES = tuple(
    Page(SCREENS[name], partial(play, job), before_job(name), title=f"{name}-{stage}")
    for name, job in JOBS.items()
    for stage, play in STAGES.items()
)
