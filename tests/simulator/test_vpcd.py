"""The card side of vpcd, against a plain socket that speaks its protocol (notes/cards.md 1.4)."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator

import pytest

from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.tears import Tear, TearPhase, TearPoint
from app.simulator.vpcd import VpcdSlot

SELECT = "FFA400000106"
PRESENT = "FF20000003FFFFFF"
WRITE = "FFD00040021234"


class Daemon:
    """The listening side: what vpcd in pcscd does."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._card: socket.socket | None = None

    @property
    def card(self) -> socket.socket:
        if self._card is None:
            self._listener.settimeout(5)
            self._card, _address = self._listener.accept()
            self._card.settimeout(5)
        return self._card

    def tell(self, message: str) -> None:
        data = bytes.fromhex(message)
        # In two pieces, as vpcd 3.3 does.
        self.card.sendall(struct.pack(">H", len(data)))
        self.card.sendall(data)

    def ask(self, message: str) -> str | None:
        self.tell(message)
        header = self._read(2)
        return None if header is None else self._text(struct.unpack(">H", header)[0])

    def _text(self, count: int) -> str | None:
        data = self._read(count)
        return None if data is None else data.hex().upper()

    def _read(self, count: int) -> bytes | None:
        data = b""
        while len(data) < count:
            chunk = self.card.recv(count - len(data))
            if not chunk:
                return None
            data += chunk
        return data

    def forget_card(self) -> None:
        if self._card is not None:
            self._card.close()
        self._card = None

    def close(self) -> None:
        self.forget_card()
        self._listener.close()


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    daemon = Daemon()
    yield daemon
    daemon.close()


@pytest.fixture
def slot(daemon: Daemon) -> Iterator[VpcdSlot]:
    slot = VpcdSlot(port=daemon.port)
    yield slot
    slot.remove()


def opened(daemon: Daemon) -> None:
    daemon.tell("01")
    assert daemon.ask(SELECT) == "9000"
    assert daemon.ask(PRESENT) == "9007"


def test_answers_the_atr_whether_powered_or_not(daemon: Daemon, slot: VpcdSlot) -> None:
    slot.insert(VirtualSle4442())
    assert daemon.ask("04") == "3B04A2131091"
    daemon.tell("01")
    assert daemon.ask("04") == "3B04A2131091"


def test_passes_apdus_through(daemon: Daemon, slot: VpcdSlot) -> None:
    card = VirtualSle4442()
    slot.insert(card)
    opened(daemon)
    assert daemon.ask(WRITE) == "9000"
    assert daemon.ask("FFB00040FF"[:8] + "02") == "12349000"
    assert card.read(0x40, 2) == b"\x12\x34"


@pytest.mark.parametrize("power", ["00", "01", "02"])
def test_power_and_reset_end_the_access(power: str, daemon: Daemon, slot: VpcdSlot) -> None:
    card = VirtualSle4442()
    slot.insert(card)
    opened(daemon)
    daemon.tell(power)
    daemon.ask(SELECT)
    daemon.ask(WRITE)
    assert card.read(0x40, 2) == b"\xff\xff"


def test_the_presence_probe_leaves_the_access(daemon: Daemon, slot: VpcdSlot) -> None:
    card = VirtualSle4442()
    slot.insert(card)
    opened(daemon)
    daemon.ask("04")
    daemon.ask(WRITE)
    assert card.read(0x40, 2) == b"\x12\x34"


@pytest.mark.parametrize("phase", [TearPhase.BEFORE, TearPhase.WRITE, TearPhase.AFTER])
def test_a_torn_apdu_closes_the_connection_without_an_answer(
    phase: TearPhase, daemon: Daemon, slot: VpcdSlot
) -> None:
    card = VirtualSle4442()
    slot.insert(card)
    opened(daemon)
    card.arm(Tear(TearPoint(0, phase)))
    assert daemon.ask(WRITE) is None
    assert slot.wait_until_pulled(5)
    assert not slot.occupied
    expected = {TearPhase.AFTER: b"\x12\x34"}.get(phase, b"\xff\xff")
    assert card.read(0x40, 2) == expected


def test_removed_and_inserted_again(daemon: Daemon, slot: VpcdSlot) -> None:
    card = VirtualSle4442()
    slot.insert(card)
    opened(daemon)
    slot.remove()
    assert daemon.card.recv(1) == b""
    assert not slot.occupied
    daemon.forget_card()
    slot.insert(card)
    assert daemon.ask("04") == "3B04A2131091"


def test_the_daemon_going_away_empties_the_slot(daemon: Daemon, slot: VpcdSlot) -> None:
    slot.insert(VirtualSle4442())
    daemon.ask("04")
    daemon.forget_card()
    assert slot.wait_until_pulled(5)


def test_without_a_daemon_inserting_fails(daemon: Daemon, slot: VpcdSlot) -> None:
    daemon.close()
    with pytest.raises(OSError):
        slot.insert(VirtualSle4442())


def test_an_apdu_takes_far_less_than_a_delayed_acknowledgement(
    daemon: Daemon, slot: VpcdSlot
) -> None:
    """Length and payload come in two segments: without TCP_QUICKACK each waits 40 ms."""
    slot.insert(VirtualSle4442())
    daemon.ask(SELECT)
    begin = time.monotonic()
    for _ in range(100):
        daemon.ask("FFB0000004")
    assert time.monotonic() - begin < 2
