"""Processes that project beside ``serve``: begun, begun again where one died, ended with it.

Python computes on one processor in a process: projecting in that of ``serve`` would let every
request wait for it, and two projectors for each other.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress

import msgspec

from app.office.projector_process import GRACE, Orders

_LOG = logging.getLogger(__name__)
_LOOK = 1.0
"""Seconds between two looks: one that dies at once is begun no more often."""
_COMMAND = (sys.executable, "-P", "-m", "app.office.projector_process")

_Process = subprocess.Popen[bytes]


def run_processes(all_orders: Sequence[Orders], stop: threading.Event) -> None:
    """One process for each order until ``stop`` is set; returns when all have ended."""
    running: list[_Process | None] = [None] * len(all_orders)
    try:
        while not stop.is_set():
            for number, orders in enumerate(all_orders):
                running[number] = _living(running[number], orders)
            stop.wait(_LOOK)
    finally:
        _end([one for one in running if one is not None])


def _living(process: _Process | None, orders: Orders) -> _Process | None:
    """It, or a new one in its place; None where the machine begins no process now."""
    if process is not None:
        code = process.poll()
        if code is None:
            return process
        _close(process)
        _LOG.warning("the process to %s ended (%d); it is begun again", orders.duty, code)
    try:
        return _begun(orders)
    except OSError as error:
        _LOG.warning("no process to %s: %s", orders.duty, error)
        return None


def _begun(orders: Orders) -> _Process:
    process = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE)  # noqa: S603  our own program
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # it died already, which is seen at the next look
        process.stdin.write(msgspec.json.encode(orders) + b"\n")
        process.stdin.flush()
    return process


def _close(process: _Process) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError):
        process.stdin.close()


def _end(processes: Sequence[_Process]) -> None:
    for process in processes:
        _close(process)
    for process in processes:
        try:
            process.wait(GRACE + 2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
