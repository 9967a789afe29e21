"""Tells when readers and cards come and go; one thread that survives a restart of the daemon.

pyscard's monitors end silently when pcscd restarts (notes/cards.md 1.6, pitfall 5). This one makes
a new context and goes on. It never connects to a card, so it disturbs no session.
"""

from __future__ import annotations

import enum
import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cards.errors import CardError, ReaderLost
from app.cards.pcsc import pick, readers_in
from app.cards.scard import (
    E_CANCELLED,
    E_READER_UNAVAILABLE,
    E_TIMEOUT,
    E_UNKNOWN_READER,
    SUCCESS,
    code_of,
    load_scard,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.cards.scard import Handle, Scard

_PLUG_AND_PLAY = r"\\?PnP?\Notification"
"""Name of a pseudo-reader that changes when readers come and go."""
_LOOK_AGAIN = 10_000
"""Milliseconds after which the list of readers is read again, should a notice have been missed
between reading it and waiting."""
_RETRY = 0.25
"""Seconds between two attempts to reach the daemon."""
_CANCEL_AGAIN = 0.02
"""Seconds between two cancels while stopping: one that comes before the wait begins is lost."""

_READ_LIST_AGAIN = (E_TIMEOUT, E_CANCELLED, E_UNKNOWN_READER, E_READER_UNAVAILABLE)

_logger = logging.getLogger(__name__)
_logger.addHandler(logging.NullHandler())


class Presence(enum.StrEnum):
    """What there is to put a card into, and whether one is in."""

    NO_DAEMON = "no_daemon"
    NO_READER = "no_reader"
    EMPTY = "empty"
    CARD = "card"
    MUTE = "mute"
    """A card is in that does not answer to reset."""


@dataclass(frozen=True)
class ReaderState:
    """One observation of the watched reader."""

    presence: Presence
    reader: str = ""
    """Full name; empty without a reader."""
    events: int = 0
    """Insertions and removals as the daemon counts them: a swap shows here even where both looks
    found a card."""


class Watcher:
    """Calls ``on_change`` at the first look and at every change, on its own thread."""

    def __init__(self, on_change: Callable[[ReaderState], None], name: str | None = None) -> None:
        """``name``: part of the reader's name; None takes the first reader there is."""
        self._on_change = on_change
        self._name = name
        self._last: ReaderState | None = None
        self._stopping = threading.Event()
        self._context: Handle | None = None
        self._context_guard = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="card-watcher", daemon=True)

    def start(self) -> None:
        """Begins to watch; a watcher is started once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and waits for it. Not to be called from ``on_change``."""
        self._stopping.set()
        while self._thread.is_alive():
            with self._context_guard:
                if self._context is not None:
                    load_scard().SCardCancel(self._context)
            self._thread.join(_CANCEL_AGAIN)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._watch()
            except CardError:
                self._tell(ReaderState(Presence.NO_DAEMON))
                self._stopping.wait(_RETRY)

    def _watch(self) -> None:
        """Watches with one context until stopped. Raises ReaderLost when the daemon goes."""
        scard = load_scard()
        hresult, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        if hresult != SUCCESS:
            raise ReaderLost(f"PC/SC {code_of(hresult):08X}")
        self._context = context
        try:
            while not self._stopping.is_set():
                self._watch_reader(scard, context, pick(readers_in(scard, context), self._name))
        finally:
            with self._context_guard:
                self._context = None
            scard.SCardReleaseContext(context)

    def _watch_reader(self, scard: Scard, context: Handle, reader: str | None) -> None:
        """Watches one reader, or none, until the list of readers should be read again."""
        if reader is None:
            self._tell(ReaderState(Presence.NO_READER))
        watched = [(_PLUG_AND_PLAY, 0)] + ([(reader, 0)] if reader else [])
        gone = scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_UNKNOWN
        while not self._stopping.is_set():
            hresult, states = scard.SCardGetStatusChange(context, _LOOK_AGAIN, watched)
            code = code_of(hresult)
            if code not in (SUCCESS, *_READ_LIST_AGAIN):
                raise ReaderLost(f"PC/SC {code:08X}")
            if code != SUCCESS or reader is None or states[0][1] & scard.SCARD_STATE_CHANGED:
                return
            state = states[1][1]
            if state & gone:
                self._stopping.wait(_RETRY)  # the list may still name it for a moment
                return
            self._tell(ReaderState(_presence(scard, state), reader, state >> 16))
            watched[1] = (reader, state & ~scard.SCARD_STATE_CHANGED)

    def _tell(self, state: ReaderState) -> None:
        if state == self._last or self._stopping.is_set():
            return
        self._last = state
        try:
            self._on_change(state)
        except Exception:
            _logger.exception("a listener to the card reader failed")


def _presence(scard: Scard, state: int) -> Presence:
    if not state & scard.SCARD_STATE_PRESENT:
        return Presence.EMPTY
    return Presence.MUTE if state & scard.SCARD_STATE_MUTE else Presence.CARD
