"""When the agent does what: once, or for as long as it is let; back-off with jitter."""

from __future__ import annotations

import logging
import random
import threading
import time
from contextlib import suppress

import msgspec

from app.domain.text import _
from app.settings.agent import AgentSettings
from app.sync.agent import Agent, HelloAgain, NotTaken
from app.sync.errors import SyncError
from app.sync.folder import SyncFolder
from app.sync.office_client import OfficeClient, OfficeUnreachable
from app.sync.poll_wait import PollWait
from app.sync.states import AgentState, DeskState, read_state
from app.sync.transport_identity import RequestCount, load_identity

_logger = logging.getLogger(__name__)

_TICK = 0.25
"""Seconds between two looks at the outbox."""
_PAUSE = 5.0
"""Seconds between pulls that head office answers at once."""
_TOLD = 30.0
_HELLO = 600.0
"""Seconds after which the state is told, and head office asked, anew."""
_LONGEST = 300.0
"""Seconds between two tries, at most."""
_ROUNDS = 4
"""How often one session says hello."""


class CounterUnknown(SyncError):
    """The counter has not told anything in this folder."""

    code = "counter_unknown"


class AgentLoop:
    """Runs the agent of the counter whose folder the settings name."""

    def __init__(self, settings: AgentSettings) -> None:
        """Raises IdentityMissing."""
        self._settings = settings
        self._folder = SyncFolder(settings.folder)
        self._identity = load_identity(settings.identity)
        self._count = RequestCount(settings.identity)
        self._agent: Agent | None = None
        self._wait = PollWait()
        self._failures = 0
        self._said = ""

    def once(self) -> AgentState:
        """Hello, everything up, everything down; the state after it.

        Raises CounterUnknown, OfficeUnreachable, NotTaken and other SyncError, OSError.
        """
        agent = self._ready()
        try:
            self._exchange(agent)
            while agent.pull(0):
                pass
        except (SyncError, OSError) as error:
            agent.failed(_sentence(error))
            raise
        agent.succeeded()
        return agent.state

    def run(self, stop: threading.Event) -> None:
        """Again and again until ``stop`` is set; what fails is told, and tried again later."""
        while not stop.is_set():
            try:
                self._session(stop)
            except HelloAgain:
                continue
            except (SyncError, OSError) as error:
                self._failures += 1
                self._log(_sentence(error))
                if self._agent is not None:
                    with suppress(OSError):  # a full disk; the next try tells
                        self._agent.failed(_sentence(error))
                stop.wait(back_off(self._failures))

    def _log(self, why: str) -> None:
        """Each reason once, until another one comes between."""
        if why != self._said:
            _logger.warning("%s", why)
            self._said = why

    def _session(self, stop: threading.Event) -> None:
        agent = self._ready()
        self._exchange(agent)
        agent.succeeded()
        self._failures = 0
        puller = _Puller(agent, self._wait)
        puller.start()
        try:
            said = told = time.monotonic()
            while not stop.wait(_TICK) and not agent.is_outdated:
                puller.require_alive()
                agent.push_new()
                if time.monotonic() - said >= _HELLO:
                    self._exchange(agent)
                    said = time.monotonic()
                if time.monotonic() - told >= _TOLD:
                    agent.succeeded()
                    told = time.monotonic()
        finally:
            puller.end()

    def _exchange(self, agent: Agent) -> None:
        for left in reversed(range(_ROUNDS)):
            try:
                agent.hello()
                agent.push_new()
            except HelloAgain as again:
                if not left:
                    raise NotTaken(again.message) from again
                continue
            return

    def _ready(self) -> Agent:
        """The agent of the counter that is there now. Raises CounterUnknown, NotTaken."""
        desk = counter_of(self._folder, self._settings.key)
        if self._agent is None or self._agent.node != desk.node:
            client = OfficeClient(self._settings, self._identity, self._count, desk.node)
            self._agent = Agent(self._folder, desk, client, now=wall_milliseconds)
        return self._agent


class _Puller(threading.Thread):
    """Fetches feeds beside the pushes, until it fails or is ended."""

    def __init__(self, agent: Agent, wait: PollWait) -> None:
        super().__init__(name="pull", daemon=True)
        self._agent = agent
        self._wait = wait
        self._ended = threading.Event()
        self._error: SyncError | OSError | None = None

    def run(self) -> None:
        """The thread."""
        while not self._ended.is_set():
            began = time.monotonic()
            try:
                found = self._agent.pull(self._wait.seconds)
            except (SyncError, OSError) as error:
                if isinstance(error, OfficeUnreachable):
                    self._wait.broke()
                self._error = error
                return
            if found:
                continue
            if time.monotonic() - began < _PAUSE:
                self._ended.wait(_PAUSE)
            else:
                self._wait.held()

    def require_alive(self) -> None:
        """Raises what it failed with."""
        if self._error is not None:
            raise self._error

    def end(self) -> None:
        """Lets it go after its request."""
        self._ended.set()


def counter_of(folder: SyncFolder, office_key: bytes) -> DeskState:
    """What the counter of a folder told last, with the office key.

    Raises CounterUnknown, NotTaken.
    """
    desk = read_state(folder.desk, DeskState)
    if desk is None:
        raise CounterUnknown(
            _("No counter has told anything in {folder}: open it once.").format(folder=folder.root)
        )
    if desk.office_key not in (b"", office_key):
        raise NotTaken(_("Counter and agent do not know the same head office."))
    return msgspec.structs.replace(desk, office_key=office_key)


def back_off(failures: int) -> float:
    """Seconds until the next try: doubled each time, and never the same for all counters."""
    longest = min(_LONGEST, 2.0 ** min(failures, 16))
    return longest * (0.5 + random.random() / 2)  # noqa: S311  no secret


def wall_milliseconds() -> int:
    """Of this machine."""
    return time.time_ns() // 1_000_000


def _sentence(error: SyncError | OSError) -> str:
    return error.message if isinstance(error, SyncError) else str(error)
