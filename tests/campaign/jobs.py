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
from tests.campaign.trial import Tally, Trial

PARTS = (tearing.PART, killing.PART, days.PART)
DAYS = 4
"""Different days; the runs are shared among them."""
_SLICES = 2


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
    """Of how many trials one is run, of those inside bytes too; None: of the latter as many as
    each profile bears (:func:`tests.campaign.tearing.inside_one_in`), of all others each."""


class Trials(Protocol):
    """One errand of one part, or one day."""

    def trials(self) -> list[Trial]:
        """All of them."""
        ...

    def run(self, trial: Trial) -> Tally:
        """One."""
        ...


@dataclass(frozen=True)
class Job:
    """A piece: every ``slices * every``-th trial, from the ``first``."""

    part: str
    profile: str
    name: str
    first: int
    step: int
    inside: int
    """Of cards: of how many moments inside bytes one is tried."""
    runs: int
    """Of days."""

    def __str__(self) -> str:
        return f"{self.part} {self.profile} {self.name}"

    @property
    def key(self) -> Key:
        """Its errand."""
        return self.profile, self.name


_MAKERS: dict[str, Callable[[Job, Path], Trials]] = {
    tearing.PART: lambda job, at: tearing.Tearing(tearing.errands()[job.key], at, job.inside),
    killing.PART: lambda job, at: killing.Killing(killing.errands()[job.key], at),
    days.PART: lambda job, at: days.Day(int(job.name), at, job.runs),
}

_made: dict[tuple[str, Key], Trials] = {}
"""What this process has made ready already."""
_failed: set[tuple[str, Key]] = set()
"""What this process could not make ready, and has told."""
_place: list[Path] = []
"""Where this process works, once :func:`prepare` was called."""


def prepare(folder: Path) -> None:
    """Called once in every process."""
    _place.append(folder / str(os.getpid()))


def all_jobs(wanted: Wanted) -> list[Job]:
    """All pieces of what is wanted."""
    keys: dict[str, list[Key]] = {
        tearing.PART: list(tearing.errands()),
        killing.PART: list(killing.errands()),
        days.PART: [(Kind().layout, str(seed)) for seed in range(DAYS)],
    }
    chosen = [
        (part, profile, name)
        for part in wanted.parts
        for profile, name in keys[part]
        if profile in wanted.profiles and (not wanted.only or name in wanted.only)
    ]
    number_of_days = sum(part == days.PART for part, _profile, _name in chosen)
    return [
        Job(
            part,
            profile,
            name,
            first=pace * piece,
            step=pace * _SLICES,
            inside=1 if wanted.every else tearing.inside_one_in(profile),
            runs=-(-wanted.runs // max(1, number_of_days)),
        )
        for part, profile, name in chosen
        for pace in (1 if part == days.PART else wanted.every or 1,)
        for piece in range(_SLICES)
    ]


def run_job(job: Job) -> tuple[Job, Tally]:
    """All trials of a piece."""
    tally = Tally()
    if (job.part, job.key) in _failed:
        return job, tally
    try:
        ready = _ready(job)
    except Exception:  # noqa: BLE001  all other errands are tried all the same
        _failed.add((job.part, job.key))
        undisturbed = Trial(job.part, *job.key, Route.COUNTER, "undisturbed")
        tally.fail(undisturbed, [traceback.format_exc(limit=-3)])
        return job, tally
    if job.part == tearing.PART:
        tally.inside[job.part, *job.key] = job.inside * job.step // _SLICES
    for trial in ready.trials()[job.first :: job.step]:
        tally.add(ready.run(trial))
    return job, tally


def run_trial(trial: Trial) -> Tally:
    """One trial alone."""
    job = Job(trial.part, trial.profile, trial.errand, first=0, step=1, inside=1, runs=0)
    return _ready(job).run(trial)


def _ready(job: Job) -> Trials:
    key = (job.part, job.key)
    if key not in _made:
        _made[key] = _MAKERS[job.part](job, _place[0] / job.part)
    return _made[key]
