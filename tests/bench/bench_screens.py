"""The screens against an empty application of Textual's own, in the same run, by turns.

Both are started through the same Python on a pty of 80 by 24, compiled, so whatever else the
machine does weighs on both alike; figures are medians. The counter opens an existing ledger with
an open shift; it has no printer and needs no PC/SC service: what a driver takes is not ours.
Checking a PIN takes 64 MB on purpose (app/operations/pins.py), for as long as it lasts: it is in
the peak and not in what the counter holds at its menu. The floor of idle bytes is 0, so there the
goal is the value itself and no ratio is told.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench.empty_app import FIRST, SECOND
from tests.bench.line import Line, line
from tests.bench.watched import Watched
from tests.end_to_end.desk import CASHIER, PIN, Desk, tapcard

_ROUNDS = 7
_KEYS = 25
_SCREENS = 9
_IDLE_SECONDS = 6.0
_KEY_SECONDS = 0.1
"""Between two keys of somebody who types."""
_SIGN_IN_LAST, _MENU_LAST = "F1", "Lock"
"""Last words of the key bar, which is painted last."""


def measure(folder: Path) -> list[Line]:
    """All lines."""
    counter = [tapcard(), "counter", "--config", str(Desk(folder).set_up().config)]
    empty = [sys.executable, "-m", "tests.bench.empty_app"]
    root, bytecode = Path.cwd(), folder / "bytecode"

    def ours() -> Watched:
        return Watched(counter, folder, bytecode)

    def floor() -> Watched:
        return Watched(empty, root, bytecode)

    for program, last in ((ours, _SIGN_IN_LAST), (floor, FIRST)):
        _cold(program(), last)  # the first start compiles
    cold = _by_turns(lambda: _cold(ours(), _SIGN_IN_LAST), lambda: _cold(floor(), FIRST))
    return [_times("cold start to the first screen", *cold, 2.0), *_while_open(ours(), floor())]


def _while_open(ours: Watched, floor: Watched) -> list[Line]:
    """What is measured of two programs that run beside each other."""
    try:
        ours.until(_SIGN_IN_LAST)
        floor.until(FIRST)
        for one in (ours, floor):
            one.rest()
        keys = _by_turns(lambda: _echo(ours), lambda: _echo(floor), _KEYS)
        _sign_in(ours)
        held, least = (one.megabytes("VmRSS") for one in (ours, floor))
        most, most_of_floor = (one.megabytes("VmHWM") for one in (ours, floor))
        screens = _by_turns(
            lambda: _screen(ours, b"9", "X report", _MENU_LAST),
            lambda: _screen(floor, b"\x1b[[B", SECOND, FIRST),
            _SCREENS,
        )
        for one in (ours, floor):
            one.rest()
        idle, still = ours.heard(_IDLE_SECONDS), floor.heard(_IDLE_SECONDS)
        return [
            _times("key to its echo", *keys, 1.5),
            _times("new screen", *screens, None),
            _line("memory of the counter at its menu", held, "MB", least, 3.0),
            _line("its peak, while a PIN was checked", most, "MB", most_of_floor, None),
            line(
                "bytes per idle second",
                idle / _IDLE_SECONDS,
                "B/s",
                still / _IDLE_SECONDS,
                "0",
                met=idle == 0,
            ),
        ]
    finally:
        ours.end()
        floor.end()


def _by_turns(
    ours: Callable[[], float], floor: Callable[[], float], rounds: int = _ROUNDS
) -> tuple[float, float]:
    """Medians of both in milliseconds, measured by turns."""
    pairs = [(ours(), floor()) for _round in range(rounds)]
    mine, least = zip(*pairs, strict=True)
    return 1000 * statistics.median(mine), 1000 * statistics.median(least)


def _cold(program: Watched, last: str) -> float:
    try:
        return program.until(last)
    finally:
        program.end()


def _echo(program: Watched) -> float:
    """A digit into an empty field, until it is painted; the field is empty again after it."""
    seconds = program.press(b"7", "7")
    program.heard(_KEY_SECONDS)
    program.press(b"\x7f", "\x1b[")
    program.heard(_KEY_SECONDS)
    return seconds


def _screen(program: Watched, key: bytes, last: str, back: str) -> float:
    """A screen on top of another, until its last word; then back."""
    seconds = program.press(key, last)
    program.rest()
    program.press(b"\x1b", back)
    program.rest()
    return seconds


def _sign_in(counter: Watched) -> None:
    counter.press(str(CASHIER).encode() + b"\r" + PIN.encode() + b"\r", _MENU_LAST)
    counter.rest()


def _times(name: str, value: float, floor: float, most: float | None) -> Line:
    return _line(name, value, "ms", floor, most)


def _line(name: str, value: float, unit: str, floor: float, most: float | None) -> Line:
    if most is None:
        return line(name, value, unit, floor, "", met=None)
    return line(name, value, unit, floor, f"at most {most:g} times", met=value <= most * floor)
