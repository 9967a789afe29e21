"""Tells when readers and cards come and go; one thread that survives a restart of the daemon.

It watches all readers for customers' cards and tells of them as of one.

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
from app.cards.pcsc import readers_in
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
    from collections.abc import Callable, Sequence

    from app.cards.pcsc import PcscReader
    from app.cards.scard import Handle, Scard

_PLUG_AND_PLAY = r"\\?PnP?\Notification"
"""Name of a pseudo-reader that changes when readers come and go."""
_LOOK_AGAIN = 1_000
"""Milliseconds after which the list of readers is read again, should a notice have been missed
between reading it and waiting: what is told is at most two seconds old all the same."""
_RETRY = 0.25
"""Seconds between two attempts to reach the daemon."""
_CANCEL_AGAIN = 0.02
"""Seconds between two cancels while stopping: one that comes before the wait begins is lost."""

_READER_WENT = (E_UNKNOWN_READER, E_READER_UNAVAILABLE)
_READ_LIST_AGAIN = (E_TIMEOUT, E_CANCELLED, *_READER_WENT)
_EVENT_SHIFT = 16
_EVENT_MASK = 0xFFFF
"""The upper half of ``dwEventState`` counts insertions and removals (notes/cards.md 1.6)."""

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
    TWO_CARDS = "two_cards"
    """Two readers hold a card each."""


@dataclass(frozen=True)
class ReaderState:
    """One observation of the watched readers."""

    presence: Presence
    reader: str = ""
    """Full name of the one with the card, or of the first; empty without a reader."""
    events: int = 0
    """Insertions and removals since the watch began: a swap shows here even where both looks
    found a card. A card that lay there when its reader or the daemon came back is none."""
    missing: tuple[str, ...] = ()
    """Which of several readers are not there, as the settings name them."""


class Watcher:
    """Calls ``on_change`` at the first look and at every change, on its own thread."""

    def __init__(
        self, on_change: Callable[[ReaderState], None], readers: Sequence[PcscReader]
    ) -> None:
        """``readers``: those for customers' cards, at least one."""
        self._on_change = on_change
        self._readers = tuple(readers)
        self._counts: dict[str, int] = {}
        """What the daemon has counted at each reader that is there."""
        self._events = 0
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
                self._counts = {}
                self._tell(ReaderState(Presence.NO_DAEMON, events=self._events))
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
                self._watch_listed(scard, context, readers_in(scard, context))
        finally:
            with self._context_guard:
                self._context = None
            scard.SCardReleaseContext(context)

    def _watch_listed(self, scard: Scard, context: Handle, listed: Sequence[str]) -> None:
        """Watches those of ours that are listed until the list should be read again."""
        names = [name for reader in self._readers if (name := reader.find(listed)) is not None]
        if not names:
            self._tell(self._together(scard, {}))
        watched = [(name, 0) for name in (_PLUG_AND_PLAY, *names)]
        while not self._stopping.is_set():
            hresult, states = scard.SCardGetStatusChange(context, _LOOK_AGAIN, watched)
            code = code_of(hresult)
            if code not in (SUCCESS, *_READ_LIST_AGAIN):
                raise ReaderLost(f"PC/SC {code:08X}")
            if code in _READER_WENT:
                self._stopping.wait(_RETRY)  # the list may still name it for a moment
            if code != SUCCESS or not names or states[0][1] & scard.SCARD_STATE_CHANGED:
                return
            there = {name: state for name, state, _atr in states[1:] if _is_there(scard, state)}
            self._tell(self._together(scard, there))
            if len(there) < len(names):
                self._stopping.wait(_RETRY)
                return
            watched[1:] = [(name, there[name] & ~scard.SCARD_STATE_CHANGED) for name in names]

    def _together(self, scard: Scard, states: dict[str, int]) -> ReaderState:
        """One state of those of our readers that are there, by their full names."""
        self._count({name: state >> _EVENT_SHIFT & _EVENT_MASK for name, state in states.items()})
        if not states:
            return ReaderState(Presence.NO_READER, events=self._events)
        holding = [name for name, state in states.items() if state & scard.SCARD_STATE_PRESENT]
        name = next(iter(holding or states))
        return ReaderState(
            Presence.TWO_CARDS if len(holding) > 1 else _presence(scard, states[name]),
            name,
            self._events,
            tuple(reader.wanted for reader in self._readers if reader.find(list(states)) is None),
        )

    def _count(self, counts: dict[str, int]) -> None:
        """Adds what happened at readers that were there before. The daemon begins others at 0."""
        for name, count in counts.items():
            self._events += (count - self._counts.get(name, count)) & _EVENT_MASK
        self._counts = counts

    def _tell(self, state: ReaderState) -> None:
        if state == self._last or self._stopping.is_set():
            return
        self._last = state
        try:
            self._on_change(state)
        except Exception:
            _logger.exception("a listener to the card reader failed")


def _is_there(scard: Scard, state: int) -> bool:
    return not state & (scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_UNKNOWN)


def _presence(scard: Scard, state: int) -> Presence:
    if not state & scard.SCARD_STATE_PRESENT:
        return Presence.EMPTY
    return Presence.MUTE if state & scard.SCARD_STATE_MUTE else Presence.CARD
