"""What a cashier sees when a job is cut short: played for the tests, and drawn for the manual.

Every scene ends at the moment of its picture; what comes afterwards is the test's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.cards.watcher import Presence
from app.screens.operation_screen import Stage
from app.simulator.reader import ApduPhase
from tests.operations.customer import pulled_at_write
from tests.screens.desk import Hands, hands
from tests.screens.drawing import drawing
from tests.screens.jobs import JOBS, Case, Job, case_for
from tests.screens.spooled import spooling

_WRITE = bytes.fromhex("FFD000")


class Killed(BaseException):
    """The process is gone."""


@dataclass(frozen=True)
class Moment:
    """Something that happens amid a job."""

    play: Callable[[Hands, Case, Job], Awaitable[None]]
    before: Callable[[Case, Job], None] | None = None
    """What happens before the program starts."""


# -- before money moved ----------------------------------------------------------------------


async def pulled_at_look(cashier: Hands, case: Case, job: Job) -> None:
    """The card is out again before it was read."""
    await job.open(cashier, case)
    reader = case.counter.reader

    def hook(_number: int, _apdu: bytes, _phase: ApduPhase) -> None:
        reader.remove()

    reader.on_apdu(hook)
    await cashier.put(case.card)
    await cashier.until(lambda: cashier.screen.stage is Stage.REFUSED)
    reader.on_apdu(None)
    await cashier.reads("The card was removed while it was being used.")
    await cashier.pull()
    await cashier.until(lambda: cashier.screen.stage is Stage.LOOK)


async def pulled_in_form(cashier: Hands, case: Case, job: Job) -> None:
    """Everything is typed."""
    await job.form(cashier, case)
    await cashier.pull()
    await cashier.reads("The card was taken. Nothing was paid.")
    await cashier.reads("what you typed is kept")


async def pulled_in_review(cashier: Hands, case: Case, job: Job) -> None:
    """One key before money moves."""
    await job.review(cashier, case)
    await cashier.pull()
    await cashier.reads("The card was taken. Nothing was paid.")
    await cashier.press("plus")


async def swapped(cashier: Hands, case: Case, job: Job) -> None:
    """Another card lies there when the confirm key is pressed, and nobody noticed."""
    await job.review(cashier, case)
    case.counter.put(case.other)
    await cashier.press("plus")
    await cashier.reads("The card is not the one that was read before, or it has changed.")
    await cashier.reads("Nothing was paid.")


async def unplugged(cashier: Hands, case: Case, job: Job) -> None:
    """The reader's cable is out in the review."""
    await job.review(cashier, case)
    case.counter.reader.unplug()
    cashier.watch.say(Presence.NO_READER)
    await cashier.reads("There is no card reader. Nothing was paid.")
    await cashier.press("plus")


# -- amid the write --------------------------------------------------------------------------


def _torn(write: int, phase: ApduPhase, job: Job, case: Case) -> AbstractContextManager[None]:
    return pulled_at_write(case.counter, write % job.writes, phase)


def _amid(write: int, phase: ApduPhase) -> Moment:
    async def play(cashier: Hands, case: Case, job: Job) -> None:
        await job.review(cashier, case)
        with _torn(write, phase, job, case):
            await cashier.press("plus")
            await cashier.until(lambda: case.counter.reader.card is None)
            await cashier.pull()
            await _in_doubt(cashier, job)

    return Moment(play)


async def unplugged_amid(cashier: Hands, case: Case, job: Job) -> None:
    """The reader is gone while the card is written."""
    await job.review(cashier, case)
    reader = case.counter.reader

    def hook(_number: int, apdu: bytes, phase: ApduPhase) -> None:
        if apdu.startswith(_WRITE) and phase is ApduPhase.AFTER:
            reader.unplug()

    reader.on_apdu(hook)
    await cashier.press("plus")
    await cashier.until(lambda: not reader.plugged)
    cashier.watch.say(Presence.NO_READER)
    await _in_doubt(cashier, job)
    reader.on_apdu(None)


async def _in_doubt(cashier: Hands, job: Job) -> None:
    await cashier.reads(job.in_doubt)
    await cashier.reads("1 Settle it now")


def _kill(case: Case, job: Job) -> None:
    def hook(_number: int, apdu: bytes, phase: ApduPhase) -> None:
        if apdu.startswith(_WRITE) and phase is ApduPhase.AFTER:
            raise Killed

    case.counter.put(case.card)
    case.counter.reader.on_apdu(hook)
    try:
        case.counter.do(job.command, **job.arguments(case))
    except Killed:
        case.counter.close()
    case.counter.reader.on_apdu(None)
    case.counter.reader.remove()
    case.counter.open()


async def after_a_kill(cashier: Hands, _case: Case, _job: Job) -> None:
    """The program starts again after it died while a card was written."""
    await cashier.sign_in()
    await cashier.sees("1 operation is not finished: 0, 3 settles it.")


# -- afterwards ------------------------------------------------------------------------------


async def without_paper(cashier: Hands, case: Case, job: Job) -> None:
    """The printer has none; the card is written all the same, and its paper waits."""
    with spooling(case.counter) as (printer, spooler):
        cashier.app.desk.papers = spooler
        await job.review(cashier, case)
        printer.take_paper_out()
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.sees("to print: paper out")


MOMENTS = {
    "pulled-at-look": Moment(pulled_at_look),
    "pulled-in-form": Moment(pulled_in_form),
    "pulled-in-review": Moment(pulled_in_review),
    "swapped": Moment(swapped),
    "unplugged": Moment(unplugged),
    "pulled-before-first-byte": _amid(0, ApduPhase.BEFORE),
    "pulled-amid": _amid(0, ApduPhase.AFTER),
    "pulled-after-last-byte": _amid(-1, ApduPhase.AFTER),
    "unplugged-amid": Moment(unplugged_amid),
    "killed": Moment(after_a_kill, _kill),
    "without-paper": Moment(without_paper),
}

SCENES = {f"{job}-{moment}": (job, moment) for job in JOBS for moment in MOMENTS}
"""Job and moment, by the name of the picture."""


async def scene(name: str, *, theme: str = "dark") -> str:
    """A scene's last moment as SVG, 80 columns by 24 rows."""
    job_name, moment_name = SCENES[name]
    job, moment = JOBS[job_name], MOMENTS[moment_name]
    with TemporaryDirectory() as folder, case_for(job, Path(folder)) as case:
        if moment.before is not None:
            moment.before(case, job)
        async with hands(case.counter, theme=theme) as cashier:
            await moment.play(cashier, case, job)
            await cashier.sees("no backup path")
            return drawing(cashier.app)
