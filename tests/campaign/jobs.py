"""The campaign cut into pieces that processes can share."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.campaign import days, killing, tearing
from tests.campaign.errands import PROFILES, Key
from tests.campaign.kinds import Kind
from tests.campaign.recovery import Route
from tests.campaign.trial import Extent, Tally, Trial

PARTS = (tearing.PART, killing.PART, days.PART)
DAYS = 4
"""Different days; the runs are shared among them."""


@dataclass(frozen=True)
class Wanted:
    """Which of all trials."""

    parts: Sequence[str] = PARTS
    profiles: Sequence[str] = PROFILES
    only: Sequence[str] = ()
    """Names of errands and days; none: all."""
    runs: int = 0
    """Of busy days in all."""
    every: int | None = None
    """Of how many trials one is run, whatever its moment; None: all of those at steps, of the
    others one in :data:`tests.campaign.tearing.AMID_ONE_IN`."""


class Trials(Protocol):
    """One errand of one part, or one day."""

    @property
    def extent(self) -> Extent:
        """How many moments there are."""
        ...

    def trials(self) -> list[Trial]:
        """All of them."""
        ...

    def run(self, trial: Trial) -> Tally:
        """One."""
        ...

    def close(self) -> None:
        """Throws away what the last one left."""
        ...


@dataclass(frozen=True)
class Job:
    """All that is wanted of one errand or day."""

    part: str
    profile: str
    name: str
    every: int
    """Of how many trials one is run."""
    amid_one_in: int
    """Of cards: of how many moments that are no step one is tried."""
    runs: int
    """Of days."""

    def __str__(self) -> str:
        return f"{self.part} {self.profile} {self.name}"

    @property
    def key(self) -> Key:
        """Its errand."""
        return self.profile, self.name


_MAKERS: dict[str, Callable[[Job, Path], Trials]] = {
    tearing.PART: lambda job, at: tearing.Tearing(tearing.errands()[job.key], at, job.amid_one_in),
    killing.PART: lambda job, at: killing.Killing(killing.errands()[job.key], at),
    days.PART: lambda job, at: days.Day(int(job.name), at, job.runs),
}

_place: list[Path] = []
"""Where this process works, once :func:`prepare` was called."""


def prepare(folder: Path) -> None:
    """Called once in every process."""
    _place.append(folder / str(os.getpid()))


def all_jobs(wanted: Wanted) -> list[Job]:
    """All pieces of what is wanted, those of one errand after each other."""
    keys: dict[str, list[Key]] = {
        tearing.PART: list(tearing.errands()),
        killing.PART: list(killing.errands()),
        days.PART: [(Kind().layout, str(seed)) for seed in range(DAYS)],
    }
    chosen = [
        (part, profile, name)
        for profile, name in dict.fromkeys(key for of_part in keys.values() for key in of_part)
        if profile in wanted.profiles and (not wanted.only or name in wanted.only)
        for part in wanted.parts
        if (profile, name) in keys[part]
    ]
    number_of_days = sum(part == days.PART for part, _profile, _name in chosen)
    return [
        Job(
            part,
            profile,
            name,
            every=1 if part == days.PART else wanted.every or 1,
            amid_one_in=1 if wanted.every else tearing.AMID_ONE_IN,
            runs=-(-wanted.runs // max(1, number_of_days)),
        )
        for part, profile, name in chosen
    ]


def run_job(job: Job) -> tuple[Job, Tally]:
    """All trials of a job."""
    tally = Tally()
    try:
        ready = _ready(job)
    except Exception:  # noqa: BLE001  all other errands are tried all the same
        undisturbed = Trial(job.part, *job.key, Route.COUNTER, "undisturbed")
        tally.fail(undisturbed, [traceback.format_exc(limit=-3)])
        return job, tally
    tally.extents[job.part, *job.key] = ready.extent
    for trial in ready.trials()[:: job.every]:
        tally.add(ready.run(trial))
    ready.close()
    return job, tally


def run_trial(trial: Trial) -> Tally:
    """One trial alone."""
    job = Job(trial.part, trial.profile, trial.errand, every=1, amid_one_in=1, runs=0)
    return _ready(job).run(trial)


def _ready(job: Job) -> Trials:
    return _MAKERS[job.part](job, _place[0] / job.part)
