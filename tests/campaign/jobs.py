"""The campaign cut into pieces that processes can share."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.campaign import days, killing, tearing
from tests.campaign.trial import Tally, Trial

PARTS = (tearing.PART, killing.PART, days.PART)
DAYS = 4
"""Different days; the runs are shared among them."""
_SLICES = 2


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
    name: str
    first: int
    step: int
    runs: int

    def __str__(self) -> str:
        return f"{self.part} {self.name}"


_MAKERS: dict[str, Callable[[str, Path, int], Trials]] = {
    tearing.PART: lambda name, folder, _runs: tearing.Tearing(tearing.errands()[name], folder),
    killing.PART: lambda name, folder, _runs: killing.Killing(killing.errands()[name], folder),
    days.PART: lambda name, folder, runs: days.Day(int(name), folder, runs),
}

_made: dict[tuple[str, str], Trials] = {}
"""What this process has made ready already."""
_place: list[Path] = []
"""Where this process works, once :func:`prepare` was called."""


def prepare(folder: Path) -> None:
    """Called once in every process."""
    _place.append(folder / str(os.getpid()))


def all_jobs(parts: Sequence[str], only: Sequence[str], runs: int, every: int) -> list[Job]:
    """All pieces of some parts; ``only``: of these errands and days, if any are named.

    ``runs`` of busy days in all; ``every``: of how many other trials one is run.
    """
    names = {
        tearing.PART: list(tearing.errands()),
        killing.PART: list(killing.errands()),
        days.PART: [str(seed) for seed in range(DAYS)],
    }
    chosen = [(part, name) for part in parts for name in names[part] if not only or name in only]
    number_of_days = sum(part == days.PART for part, _name in chosen)
    return [
        Job(part, name, pace * piece, pace * _SLICES, -(-runs // max(1, number_of_days)))
        for part, name in chosen
        for pace in (1 if part == days.PART else every,)
        for piece in range(_SLICES)
    ]


def run_job(job: Job) -> tuple[Job, Tally]:
    """All trials of a piece."""
    ready = _ready(job.part, job.name, job.runs)
    tally = Tally()
    for trial in ready.trials()[job.first :: job.step]:
        tally.add(ready.run(trial))
    return job, tally


def run_trial(trial: Trial) -> Tally:
    """One trial alone."""
    return _ready(trial.part, trial.errand, 0).run(trial)


def _ready(part: str, name: str, runs: int) -> Trials:
    key = (part, name)
    if key not in _made:
        _made[key] = _MAKERS[part](name, _place[0] / part, runs)
    return _made[key]
