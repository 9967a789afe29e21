"""The watcher: readers and cards come and go, and so does the daemon."""

# ruff: noqa: N802  # PC/SC's own names

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterator

import pytest

from app.cards import watcher
from app.cards.pcsc import PcscReader
from app.cards.station import Station
from app.cards.watcher import Presence, ReaderState, Watcher
from app.simulator.vpcd import VpcdSlot
from tests.cards.our_cards import KEYS, OTHER_SERIAL, PROFILE, SERIAL, issued_card
from tests.pcsc_daemon import PcscDaemon, Slot, running_pcscd, wait_for_card

pytestmark = pytest.mark.xdist_group("pcsc")

SECONDS = 5


@pytest.fixture(scope="module")
def daemon() -> Iterator[PcscDaemon]:
    with running_pcscd() as daemon:
        yield daemon


@pytest.fixture
def place(daemon: PcscDaemon) -> Slot:
    return daemon.acs[0]


@pytest.fixture
def slot(daemon: PcscDaemon, place: Slot) -> Iterator[VpcdSlot]:
    slot = VpcdSlot(port=place.port)
    yield slot
    slot.remove()
    daemon.start()
    wait_for_card(place, present=False)


class Listener:
    """Keeps what a watcher tells, in order."""

    def __init__(self, *names: str | None) -> None:
        self._told: queue.Queue[ReaderState] = queue.Queue()
        self.watcher = Watcher(self._told.put, [PcscReader(name) for name in names])

    def next(self) -> ReaderState:
        """The next state that the watcher tells, waited for."""
        return self._told.get(timeout=SECONDS)

    def wait_for(self, presence: Presence) -> ReaderState:
        """The next state with this presence; states between are passed over."""
        while (state := self.next()).presence is not presence:
            pass
        return state

    def silent(self) -> bool:
        """Whether nothing more was told."""
        return self._told.empty()


@pytest.fixture
def listener(place: Slot) -> Iterator[Listener]:
    listener = Listener(place.reader)
    listener.watcher.start()
    yield listener
    listener.watcher.stop()


def test_a_card_comes_and_goes(listener: Listener, slot: VpcdSlot, place: Slot) -> None:
    first = listener.next()
    assert (first.presence, first.reader) == (Presence.EMPTY, place.reader)
    slot.insert(issued_card())
    inserted = listener.next()
    assert inserted.presence is Presence.CARD
    slot.remove()
    removed = listener.next()
    assert removed.presence is Presence.EMPTY
    assert first.events < inserted.events < removed.events


def test_a_session_is_no_event(listener: Listener, slot: VpcdSlot, place: Slot) -> None:
    slot.insert(issued_card())
    listener.wait_for(Presence.CARD)
    for _ in range(3):
        with Station(PcscReader(place.reader), [PROFILE], KEYS).session() as session:
            assert session.serial() == SERIAL
    assert listener.silent()


def test_a_card_exchanged_for_another_is_told_by_the_count(
    listener: Listener, slot: VpcdSlot, place: Slot
) -> None:
    slot.insert(issued_card())
    first = listener.wait_for(Presence.CARD)
    slot.remove()
    wait_for_card(place, present=False)
    slot.insert(issued_card(OTHER_SERIAL))
    assert listener.wait_for(Presence.CARD) != first


def test_it_survives_the_daemon(daemon: PcscDaemon, listener: Listener, slot: VpcdSlot) -> None:
    for _ in range(2):
        slot.insert(issued_card())
        listener.wait_for(Presence.CARD)
        daemon.kill()
        assert listener.next().presence is Presence.NO_DAEMON
        daemon.start()
        assert listener.next().presence is Presence.EMPTY


def test_it_starts_without_a_daemon(daemon: PcscDaemon, slot: VpcdSlot, place: Slot) -> None:
    daemon.kill()
    listener = Listener(place.reader)
    listener.watcher.start()
    try:
        assert listener.next().presence is Presence.NO_DAEMON
        daemon.start()
        assert listener.next().presence is Presence.EMPTY
        slot.insert(issued_card())
        assert listener.next().presence is Presence.CARD
    finally:
        listener.watcher.stop()


def test_a_reader_that_is_not_there_is_told(daemon: PcscDaemon) -> None:
    assert daemon.running
    listener = Listener("Gemalto")
    listener.watcher.start()
    assert listener.next() == ReaderState(Presence.NO_READER)
    listener.watcher.stop()


def test_without_a_name_it_watches_the_first_reader(daemon: PcscDaemon) -> None:
    listener = Listener(None)
    listener.watcher.start()
    assert listener.next().reader in {slot.reader for slot in (*daemon.acs, *daemon.omnikey)}
    listener.watcher.stop()


def test_it_stops_at_any_moment(daemon: PcscDaemon, place: Slot) -> None:
    assert daemon.running
    for _ in range(20):
        listener = Listener(place.reader)
        listener.watcher.start()
        listener.watcher.stop()
    assert not [t for t in threading.enumerate() if t.name == "card-watcher"]


def test_it_stops_while_there_is_no_daemon(daemon: PcscDaemon, place: Slot) -> None:
    daemon.kill()
    listener = Listener(place.reader)
    listener.watcher.start()
    assert listener.next().presence is Presence.NO_DAEMON
    listener.watcher.stop()
    daemon.start()


def test_a_listener_that_fails_is_logged_and_told_the_next_change(
    slot: VpcdSlot, place: Slot, caplog: pytest.LogCaptureFixture
) -> None:
    told: queue.Queue[Presence] = queue.Queue()

    def fail(state: ReaderState) -> None:
        told.put(state.presence)
        raise RuntimeError("listener")

    failing = Watcher(fail, [PcscReader(place.reader)])
    with caplog.at_level(logging.ERROR):
        failing.start()
        assert told.get(timeout=SECONDS) is Presence.EMPTY
        slot.insert(issued_card())
        assert told.get(timeout=SECONDS) is Presence.CARD
        failing.stop()
    assert "listener" in caplog.text


def test_nothing_is_printed(
    daemon: PcscDaemon, slot: VpcdSlot, place: Slot, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whoever paints the screen paints on stderr: a single line from a thread would spoil it."""
    listener = Listener(place.reader)
    listener.watcher.start()
    slot.insert(issued_card())
    listener.wait_for(Presence.CARD)
    daemon.kill()
    listener.wait_for(Presence.NO_DAEMON)
    daemon.start()
    listener.wait_for(Presence.EMPTY)
    listener.watcher.stop()
    assert capfd.readouterr() == ("", "")


# -- what virtual readers cannot show --------------------------------------------------------

CHANGED, UNKNOWN, EMPTY, PRESENT, MUTE = 0x2, 0x4, 0x10, 0x20, 0x200
CANCELLED, NO_SERVICE, UNKNOWN_READER = 0x80100002, 0x8010001D, 0x80100009
TIMEOUT = 0x8010000A
ACS, OMNIKEY = "ACS ACR39U 00 00", "OMNIKEY 5422 01 00"


class ScriptedScard:
    """A daemon whose next news the test decides."""

    SCARD_SCOPE_USER = 0
    SCARD_STATE_CHANGED = CHANGED
    SCARD_STATE_UNKNOWN = UNKNOWN
    SCARD_STATE_UNAVAILABLE = 0x8
    SCARD_STATE_PRESENT = PRESENT
    SCARD_STATE_MUTE = MUTE

    def __init__(self) -> None:
        self.readers = [ACS]
        self._news: queue.Queue[tuple[int, int, tuple[int, ...]]] = queue.Queue()

    def tell(self, code: int = 0, *states: int, plugged: int = 0) -> None:
        """The next answer: return code, states of the readers, state of the list of readers."""
        self._news.put((code, plugged, states))

    def SCardEstablishContext(self, _scope: int) -> tuple[int, object]:
        return 0, "context"

    def SCardReleaseContext(self, _context: object) -> int:
        return 0

    def SCardListReaders(self, _context: object, _groups: list[str]) -> tuple[int, list[str]]:
        return 0, self.readers

    def SCardGetStatusChange(
        self, _context: object, _milliseconds: int, watched: list[tuple[str, int]]
    ) -> tuple[int, list[tuple[str, int, list[int]]]]:
        code, plugged, states = self._news.get(timeout=SECONDS)
        told = (plugged, *states, *[0] * len(watched))
        return code, [(name, told[i], [0]) for i, (name, _now) in enumerate(watched)]

    def SCardCancel(self, _context: object) -> int:
        self.tell(CANCELLED)
        return 0


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> ScriptedScard:
    scard = ScriptedScard()
    monkeypatch.setattr(watcher, "load_scard", lambda: scard)
    return scard


@pytest.fixture
def scripted_listener(scripted: ScriptedScard) -> Iterator[Listener]:
    listener = Listener(None)
    scripted.tell(0, EMPTY | CHANGED)
    listener.watcher.start()
    assert listener.next().presence is Presence.EMPTY
    yield listener
    listener.watcher.stop()


def test_a_mute_card_is_told(scripted: ScriptedScard, scripted_listener: Listener) -> None:
    scripted.tell(0, PRESENT | MUTE | CHANGED | 1 << 16)
    assert scripted_listener.next() == ReaderState(Presence.MUTE, ACS, 1)


@pytest.mark.parametrize(
    ("code", "plugged", "state"),
    [
        (0, CHANGED, EMPTY),
        (0, 0, UNKNOWN | CHANGED),
        (UNKNOWN_READER, 0, 0),
        (TIMEOUT, 0, 0),  # its notice was lost
    ],
)
def test_a_reader_unplugged_and_plugged_in_again_is_told(
    scripted: ScriptedScard,
    scripted_listener: Listener,
    code: int,
    plugged: int,
    state: int,
) -> None:
    scripted.readers = []
    scripted.tell(code, state, plugged=plugged)
    assert scripted_listener.next() == ReaderState(Presence.NO_READER)
    scripted.readers = ["ACS ACR39U 01 00"]
    scripted.tell(plugged=CHANGED)
    scripted.tell(0, EMPTY | CHANGED)
    assert scripted_listener.next() == ReaderState(Presence.EMPTY, "ACS ACR39U 01 00")


def test_a_reader_that_is_gone_is_told_though_the_list_still_names_it(
    scripted: ScriptedScard, scripted_listener: Listener
) -> None:
    scripted.tell(0, UNKNOWN | CHANGED)
    assert scripted_listener.next() == ReaderState(Presence.NO_READER)


def test_a_lost_notice_is_made_up_for_within_two_seconds() -> None:
    assert watcher._LOOK_AGAIN <= 2000


def test_a_swap_between_two_looks_is_told(
    scripted: ScriptedScard, scripted_listener: Listener
) -> None:
    for events in (1, 3):
        scripted.tell(0, PRESENT | CHANGED | events << 16)
        assert scripted_listener.next().events == events


def test_a_card_that_lies_there_when_its_reader_comes_back_did_not_come(
    scripted: ScriptedScard, scripted_listener: Listener
) -> None:
    scripted.tell(0, PRESENT | CHANGED | 1 << 16)
    assert scripted_listener.next() == ReaderState(Presence.CARD, ACS, 1)
    scripted.tell(NO_SERVICE)
    assert scripted_listener.next() == ReaderState(Presence.NO_DAEMON, events=1)
    scripted.tell(0, PRESENT | CHANGED | 7 << 16)
    assert scripted_listener.next() == ReaderState(Presence.CARD, ACS, 1)


def test_what_changes_nothing_for_people_is_not_told(
    scripted: ScriptedScard, scripted_listener: Listener
) -> None:
    in_use = 0x100
    scripted.tell(0, EMPTY | in_use | CHANGED)
    scripted.tell(0, EMPTY | CHANGED)
    scripted.tell(NO_SERVICE)
    assert scripted_listener.next().presence is Presence.NO_DAEMON


# -- two readers -----------------------------------------------------------------------------


@pytest.fixture
def pair(scripted: ScriptedScard) -> Iterator[Listener]:
    """A watch over an ACS and an OMNIKEY, both there and empty."""
    scripted.readers = ["Identiv SAM 02 00", ACS, OMNIKEY]
    listener = Listener("ACS", "OMNIKEY")
    scripted.tell(0, EMPTY | CHANGED, EMPTY | CHANGED)
    listener.watcher.start()
    assert listener.next() == ReaderState(Presence.EMPTY, ACS)
    yield listener
    listener.watcher.stop()


def test_a_card_in_either_reader_is_a_card(scripted: ScriptedScard, pair: Listener) -> None:
    scripted.tell(0, EMPTY, PRESENT | CHANGED | 1 << 16)
    assert pair.next() == ReaderState(Presence.CARD, OMNIKEY, 1)
    scripted.tell(0, EMPTY, EMPTY | CHANGED | 2 << 16)
    assert pair.next() == ReaderState(Presence.EMPTY, ACS, 2)
    scripted.tell(0, PRESENT | MUTE | CHANGED | 1 << 16, EMPTY | 2 << 16)
    assert pair.next() == ReaderState(Presence.MUTE, ACS, 3)


@pytest.mark.parametrize("second", [PRESENT, PRESENT | MUTE])
def test_a_card_in_both_is_told_until_one_is_taken_out(
    scripted: ScriptedScard, pair: Listener, second: int
) -> None:
    scripted.tell(0, PRESENT | CHANGED | 1 << 16, second | CHANGED | 1 << 16)
    assert pair.next() == ReaderState(Presence.TWO_CARDS, ACS, 2)
    scripted.tell(0, EMPTY | CHANGED | 2 << 16, PRESENT | 1 << 16)
    assert pair.next() == ReaderState(Presence.CARD, OMNIKEY, 3)


def test_the_one_that_is_missing_is_named(scripted: ScriptedScard, pair: Listener) -> None:
    scripted.readers = [ACS]
    scripted.tell(plugged=CHANGED)
    scripted.tell(0, EMPTY | CHANGED)
    assert pair.next() == ReaderState(Presence.EMPTY, ACS, missing=("OMNIKEY",))
    scripted.tell(0, PRESENT | CHANGED | 1 << 16)
    assert pair.next() == ReaderState(Presence.CARD, ACS, 1, missing=("OMNIKEY",))
    scripted.readers = [ACS, OMNIKEY]
    scripted.tell(plugged=CHANGED)
    scripted.tell(0, PRESENT | CHANGED | 1 << 16, EMPTY | CHANGED)
    assert pair.next() == ReaderState(Presence.CARD, ACS, 1)


def test_without_either_there_is_no_reader(scripted: ScriptedScard, pair: Listener) -> None:
    scripted.readers = ["Identiv SAM 02 00"]
    scripted.tell(plugged=CHANGED)
    assert pair.next() == ReaderState(Presence.NO_READER)


def test_a_lost_reader_takes_no_insertion_back(scripted: ScriptedScard, pair: Listener) -> None:
    """Else a card that lies in the other one would look as if it had just come."""
    scripted.tell(0, PRESENT | CHANGED | 1 << 16, EMPTY | CHANGED | 4 << 16)
    assert pair.next() == ReaderState(Presence.CARD, ACS, 5)
    scripted.tell(0, PRESENT | 1 << 16, UNKNOWN | CHANGED)
    assert pair.next() == ReaderState(Presence.CARD, ACS, 5, missing=("OMNIKEY",))
