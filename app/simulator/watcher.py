"""Tells when cards come and go in the virtual reader; the shape of cards.watcher.Watcher."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue

from app.cards.watcher import Presence, ReaderState
from app.simulator.other_cards import VirtualCard
from app.simulator.reader import VirtualReader


class VirtualWatcher:
    """Calls ``on_change`` at the first look and at every change, on its own thread."""

    def __init__(self, reader: VirtualReader, on_change: Callable[[ReaderState], None]) -> None:
        """Watches one virtual reader."""
        self._reader = reader
        self._on_change = on_change
        self._seen: SimpleQueue[ReaderState | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="card-watcher", daemon=True)

    def start(self) -> None:
        """Begins to watch; a watcher is started once."""
        self._reader.watch(self._look)
        self._look()
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and waits for it. Not to be called from ``on_change``."""
        self._reader.unwatch(self._look)
        self._seen.put(None)
        self._thread.join()

    def _look(self) -> None:
        """Notes the state at the moment of a change, so that none is missed."""
        self._seen.put(state_of(self._reader))

    def _run(self) -> None:
        last: ReaderState | None = None
        while (state := self._seen.get()) is not None:
            if state != last:
                last = state
                self._on_change(state)


def state_of(reader: VirtualReader) -> ReaderState:
    """One observation of a reader."""
    if not reader.plugged:
        return ReaderState(Presence.NO_READER, events=reader.events)
    return ReaderState(_presence(reader.card), reader.name, reader.events)


def _presence(card: VirtualCard | None) -> Presence:
    if card is None:
        return Presence.EMPTY
    return Presence.CARD if card.atr else Presence.MUTE
