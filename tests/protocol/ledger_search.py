"""Breadth first through everything that can befall a street of real ledgers, equal states once."""

from __future__ import annotations

import multiprocessing
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import Marking
from tests.protocol.kiosks import Street, sync_both
from tests.protocol.steps import State, Stepper
from tests.protocol.variants import Variant

_CHUNK = 6
"""States that a process takes at once."""


def _profile(variant: Variant) -> TapcardSle4442:
    return TapcardSle4442(marking=variant.marking, copyable=variant.copyable)


def _tell(variant: Variant, street: Street) -> None:
    """The beginning: a meter allocated at kiosk A, known to both."""
    if variant.unloaded:
        street.first_sale()
        sync_both(street.a, street.b)
        return
    street.settled_in()
    if variant.marking is Marking.BEFORE:
        street.visit()  # a meter that marks once tells its totals at the next visit
        assert street.credited


@dataclass
class Figures:
    """What a search went through."""

    variant: Variant
    steps: int = 0
    states: int = 1
    transitions: int = 0
    attempts: int = 0
    """Steps tried, refused ones included."""
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    seconds: float = 0

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.kinds.most_common())
        return (
            f"{self.variant}: up to {self.steps} steps, {self.states} states, "
            f"{self.transitions} transitions, {self.attempts} steps tried, "
            f"{len(self.wrong)} wrong, {self.seconds:.0f} s ({kinds})"
        )


@dataclass(frozen=True)
class Found:
    """What one state leads to."""

    print: bytes
    path: tuple[str, ...]
    state: State | None
    """None where no further steps will be taken, or another state led there before."""
    wrong: tuple[str, ...]


class Worker:
    """One process's street."""

    def __init__(self, variant: Variant, folder: Path, account: str, number: int) -> None:
        own = folder / f"process-{number}"
        shutil.copytree(folder / "street", own)
        self.stepper = Stepper(own, _profile(variant), account, seed=1000 + number)
        self._seen: set[bytes] = set()

    def explore(self, states: Sequence[State], last: bool) -> tuple[list[Found], int]:
        """Everything that these states lead to, and how many steps were tried."""
        before = self.stepper.attempts
        found = [self._judged(then, last) for state in states for then in self.stepper.steps(state)]
        return found, self.stepper.attempts - before

    def _judged(self, then: State, last: bool) -> Found:
        print = then.print(self.stepper.keys)
        if print in self._seen:
            return Found(print, then.path, None, ())
        self._seen.add(print)
        return Found(print, then.path, None if last else then, tuple(self.stepper.wrong(then)))


def search(variant: Variant, steps: int, folder: Path, processes: int) -> Iterator[Figures]:
    """All stories of up to ``steps`` steps; yields figures after each level, the same object.

    ``folder`` is empty and gets the ledgers, best in memory.
    """
    began = time.monotonic()
    street = Street(folder / "street", _profile(variant)).begin()
    street.close()
    worker = Worker(variant, folder, street.account, 0)
    first = worker.stepper.beginning(partial(_tell, variant))
    figures = Figures(variant)
    figures.wrong += [(what, ()) for what in worker.stepper.wrong(first)]
    seen, frontier = {first.print(worker.stepper.keys)}, [first]
    worker.stepper.close()
    with _workers(variant, folder, street.account, processes) as explore:
        for level in range(steps):
            frontier = _level(figures, explore, frontier, seen, last=level + 1 == steps)
            figures.steps, figures.states = level + 1, len(seen)
            figures.seconds = time.monotonic() - began
            yield figures


Explore = Callable[[Sequence[Sequence[State]], bool], Iterator[tuple[list[Found], int]]]


def _level(
    figures: Figures, explore: Explore, states: Sequence[State], seen: set[bytes], *, last: bool
) -> list[State]:
    """The states one step further that no story has come by yet; adds to ``figures``."""
    further = []
    chunks = [states[at : at + _CHUNK] for at in range(0, len(states), _CHUNK)]
    for found, attempts in explore(chunks, last):
        figures.attempts += attempts
        figures.transitions += len(found)
        for one in found:
            figures.kinds[_kind(one.path[-1])] += 1
            figures.wrong += [(what, one.path) for what in one.wrong]
            if one.print not in seen:
                seen.add(one.print)
                if one.state is not None:
                    further.append(one.state)
    return further


def _kind(step: str) -> str:
    """What kind of step it is, for counting: the operation, and whether the card was pulled."""
    words = step.split(" ~")[0].split()
    kind = words[1] if words[0] in "AB" else words[0]
    return f"{kind} torn" if " ~" in step else kind


@contextmanager
def _workers(variant: Variant, folder: Path, account: str, processes: int) -> Iterator[Explore]:
    """Explores in this process, or in several that are forked before it has threads."""
    if processes == 1:
        worker = Worker(variant, folder, account, 1)
        yield lambda chunks, last: (worker.explore(chunk, last) for chunk in chunks)
        worker.stepper.close()
        return
    context = multiprocessing.get_context("fork")
    number = context.Value("i", 0)
    with context.Pool(processes, _begin, (variant, folder, account, number)) as pool:
        yield lambda chunks, last: pool.imap_unordered(
            _explore, [(chunk, last) for chunk in chunks]
        )


_here: list[Worker] = []
"""This process's worker, where it is one of several."""


def _begin(variant: Variant, folder: Path, account: str, number: Synchronized[int]) -> None:
    with number.get_lock():
        number.value += 1
        mine = number.value
    _here.append(Worker(variant, folder, account, mine))


def _explore(job: tuple[Sequence[State], bool]) -> tuple[list[Found], int]:
    return _here[0].explore(*job)
