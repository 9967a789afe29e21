"""``python -m tests.campaign``: all interruptions, in two processes, with tables at the end.

Parts: ``tear`` (cards), ``kill`` (processes), ``day`` (busy days); all of them if none is named,
for all profiles if none is named. Every step is tried; of the moments amid bytes that mean the same
before and after some are left out: the table says how many, and ``--every 1`` tries them all.
Exit code 1 when anything was not as it must be; every such trial is printed with its name, and
``--repeat NAME`` runs it again alone.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from pathlib import Path

from tests.campaign.errands import PROFILES
from tests.campaign.jobs import PARTS, Job, Wanted, all_jobs, prepare, run_job, run_trial
from tests.campaign.table import table
from tests.campaign.trial import Tally, Trial
from tests.campaign.workplace import workplace


def main(arguments: list[str]) -> int:
    """Runs what was asked for; returns the exit code."""
    options = _parser().parse_args(arguments)
    with workplace() as folder:
        if options.repeat:
            prepare(folder)
            return _told(run_trial(Trial.parse(options.repeat)))
        wanted = Wanted(
            parts=options.parts or PARTS,
            profiles=options.profile or PROFILES,
            only=options.only,
            runs=options.runs,
            every=options.every,
        )
        return _told(_all(all_jobs(wanted), options.processes, folder))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    parser.add_argument(
        "--profile", action="append", choices=PROFILES, help="cards of this one; repeatable"
    )
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="an errand, or a day's seed"
    )
    parser.add_argument(
        "--every", type=int, metavar="N", help="every nth trial; 1: all there are, amid bytes too"
    )
    parser.add_argument("--runs", type=int, default=200, help="runs of busy days")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--repeat", metavar="TRIAL", help="one trial, as printed")
    return parser


def _all(jobs: list[Job], processes: int, folder: Path) -> Tally:
    """Workers are forked at once, before this process has any thread; they fork the killed ones."""
    found = Tally()
    began = time.monotonic()
    with multiprocessing.get_context("fork").Pool(processes, prepare, (folder,)) as pool:
        for done, (job, tally) in enumerate(pool.imap_unordered(run_job, jobs), start=1):
            found.add(tally)
            _say(
                f"{time.monotonic() - began:6.0f} s  {done}/{len(jobs)}  {job}: "
                f"{tally.endings.total()} tried, {len(tally.failures)} wrong"
            )
            for failure in tally.failures:
                _say(failure)
    return found


def _told(tally: Tally) -> int:
    _say(table(tally))
    for failure in tally.failures:
        _say(failure)
    return 1 if tally.failures else 0


def _say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
