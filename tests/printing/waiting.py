"""Waiting for what a spooler does, and reading what came of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from app.printing.spooler import JobReport, SpoolReport
from app.simulator.printer import VirtualPrinter

LONG = 5.0
"""Never reached: what is waited for comes, or the test fails."""
SHORT = 0.4


def only(report: SpoolReport) -> JobReport:
    (job,) = report.jobs
    return job


def eventually(reached: Callable[[], bool]) -> None:
    ends = time.monotonic() + LONG
    while not reached():
        assert time.monotonic() < ends
        threading.Event().wait(0.01)


def texts(printer: VirtualPrinter) -> list[str]:
    return [paper.text for paper in printer.documents if paper.complete]
