"""A process that does something and is killed on the way; what it leaves behind."""

from __future__ import annotations

import os
import pickle
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tests.campaign.alike import on_cards
from tests.campaign.steps import Steps
from tests.campaign.world import Frozen, Things, World

_THINGS = "things"
_WORDS = "words"
_LONGEST_ADDRESS = 200


@dataclass(frozen=True)
class Step:
    """One step that a process passed."""

    name: str
    cards: str
    """What the cards kept, as a digest."""


@dataclass(frozen=True)
class Remains:
    """What is left when a process is gone."""

    frozen: Frozen
    """Its ledger as it lies on the disk, and the cards as they are."""
    killed: bool
    steps: tuple[Step, ...]
    """Steps that it passed, if it came to its end."""


class Life:
    """A child process, ready to begin; it waits for the printer's address.

    Made while this process has no other thread, so that the child inherits no locked lock.
    """

    def __init__(
        self, folder: Path, act: Callable[[World], None], die_at: int | None = None
    ) -> None:
        """``folder``: where :func:`keep` will have put a world by the time it begins.

        ``die_at``: the step at which it is killed; None: it lives to its end.
        """
        self._folder = folder
        reading, self._begin = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._begin)
            _child(folder, act, die_at, reading)
        os.close(reading)

    def run(self, printer: str) -> Remains:
        """Lets it begin, and waits until it is gone. Raises AssertionError with its last words."""
        os.write(self._begin, printer.encode())
        status = self._wait()
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        words = "" if killed else (self._folder / _WORDS).read_text()
        if status and not killed:
            raise AssertionError(words)
        things: Things = pickle.loads((self._folder / _THINGS).read_bytes())
        passed = (line.rsplit(" ", 1) for line in words.splitlines())
        steps = tuple(Step(name, cards) for name, cards in passed)
        return Remains(Frozen(self._folder, things), killed, steps)

    def spare(self) -> None:
        """It is not needed: ends before it began."""
        self._wait()

    def _wait(self) -> int:
        os.close(self._begin)
        return os.waitpid(self._pid, 0)[1]


def keep(folder: Path, things: Things) -> None:
    """Puts what lasts without a process beside the ledger."""
    (folder / _THINGS).write_bytes(pickle.dumps(things))


def _child(
    folder: Path, act: Callable[[World], None], die_at: int | None, reading: int
) -> NoReturn:
    """All that the child does."""
    words, status = "", 0
    try:
        printer = os.read(reading, _LONGEST_ADDRESS).decode()
        if printer:
            words = _live(folder, act, die_at, printer)
    except BaseException:  # noqa: BLE001  the parent is told, whatever it is
        words, status = traceback.format_exc(limit=-4), 1
    finally:
        (folder / _WORDS).write_text(words)
        os._exit(status)


def _live(folder: Path, act: Callable[[World], None], die_at: int | None, printer: str) -> str:
    """Returns the steps passed, a line each, if it returns."""
    steps = Steps(die_at, lambda: keep(folder, world.things()), lambda: on_cards(world))
    things: Things = pickle.loads((folder / _THINGS).read_bytes())
    world = Frozen(folder, things).thaw(steps, printer)
    act(world)
    world.drain()
    keep(folder, world.things())
    world.counter.close()
    passed = zip(steps.names, steps.cards, strict=True)
    return "\n".join(f"{name} {cards.hex()}" for name, cards in passed)
