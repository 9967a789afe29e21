"""The virtual reader's watch tells what the PC/SC one would."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import Queue

import pytest

from app.cards.watcher import Presence, ReaderState
from app.simulator.other_cards import MuteCard
from app.simulator.reader import ApduPhase, VirtualReader
from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.watcher import VirtualWatcher

SECONDS = 5.0
SELECT = b"\xff\xa4\x00\x00\x01\x06"


@pytest.fixture
def reader() -> VirtualReader:
    return VirtualReader()


@pytest.fixture
def seen(reader: VirtualReader) -> Iterator[Queue[ReaderState]]:
    """What a running watch has told."""
    told: Queue[ReaderState] = Queue()
    watcher = VirtualWatcher(reader, told.put)
    watcher.start()
    yield told
    watcher.stop()


def presences(seen: Queue[ReaderState], count: int) -> list[Presence]:
    return [seen.get(timeout=SECONDS).presence for _state in range(count)]


def test_the_first_look_is_told(seen: Queue[ReaderState], reader: VirtualReader) -> None:
    assert seen.get(timeout=SECONDS) == ReaderState(Presence.EMPTY, reader.name, 0)


def test_every_change_is_told_in_its_order(seen: Queue[ReaderState], reader: VirtualReader) -> None:
    reader.insert(VirtualSle4442())
    reader.remove()
    reader.insert(MuteCard())
    reader.unplug()
    reader.plug_in()
    assert presences(seen, 6) == [
        Presence.EMPTY,
        Presence.CARD,
        Presence.EMPTY,
        Presence.MUTE,
        Presence.NO_READER,
        Presence.MUTE,
    ]


def test_a_swap_shows_in_the_count(seen: Queue[ReaderState], reader: VirtualReader) -> None:
    reader.insert(VirtualSle4442())
    reader.insert(VirtualSle4442())
    states = [seen.get(timeout=SECONDS) for _state in range(4)]
    cards = [state for state in states if state.presence is Presence.CARD]
    assert [state.events for state in cards] == [1, 3]


def test_a_card_that_stays_in_an_unplugged_reader_did_not_come(
    seen: Queue[ReaderState], reader: VirtualReader
) -> None:
    reader.insert(VirtualSle4442())
    reader.unplug()
    reader.plug_in()
    states = [seen.get(timeout=SECONDS) for _state in range(4)]
    assert [state.events for state in states] == [0, 1, 1, 1]


def test_nothing_is_told_twice(seen: Queue[ReaderState], reader: VirtualReader) -> None:
    reader.remove()
    reader.plug_in()
    reader.insert(VirtualSle4442())
    assert presences(seen, 2) == [Presence.EMPTY, Presence.CARD]
    assert seen.empty()


def test_the_watch_has_a_thread_of_its_own_and_ends_it(reader: VirtualReader) -> None:
    threads: Queue[threading.Thread] = Queue()
    watcher = VirtualWatcher(reader, lambda _state: threads.put(threading.current_thread()))
    watcher.start()
    thread = threads.get(timeout=SECONDS)
    assert thread is not threading.current_thread()
    watcher.stop()
    assert not thread.is_alive()
    reader.insert(VirtualSle4442())
    assert threads.empty()


def test_a_hand_on_another_thread_waits_until_the_apdu_is_answered(reader: VirtualReader) -> None:
    reader.insert(VirtualSle4442())
    link = reader.connect()
    begun, gone = threading.Event(), threading.Event()

    def pull() -> None:
        begun.set()
        reader.remove()
        gone.set()

    hand = threading.Thread(target=pull)
    out_at: list[bool] = []

    def hook(_number: int, _apdu: bytes, phase: ApduPhase) -> None:
        if phase is ApduPhase.BEFORE:
            hand.start()
            assert begun.wait(SECONDS)
        else:
            out_at.append(gone.is_set())

    reader.on_apdu(hook)
    _data, status = link.transmit(SELECT)
    hand.join(SECONDS)
    assert status == 0x9000
    assert out_at == [False]
    assert not link.alive
