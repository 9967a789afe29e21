"""The card side of vpcd, the virtual reader of the real PC/SC daemon.

Source: notes/cards.md 1.4 (wire protocol) and 1.6 (pitfalls). A message is a 16-bit big-endian
length and as many bytes. To insert a card is to connect, to remove it is to close.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading

from app.simulator.other_cards import VirtualCard
from app.simulator.tears import CardPulled

FIRST_PORT = 35963
"""Port of the first slot as Debian ships vpcd; the second listens on the next one."""

_CONNECT_SECONDS = 5.0
_NO_ATR = b"\x00"
"""What a mute card says: the daemon takes an empty answer for an empty slot, and this for a card
that does not answer to reset (seen with pcscd 1.9.9)."""
_LENGTH = struct.Struct(">H")
_POWER_OFF, _POWER_ON, _RESET, _GET_ATR = 0x00, 0x01, 0x02, 0x04


class VpcdSlot:
    """One slot of vpcd that virtual cards are put into.

    The daemon polls: it sees a card up to 0.5 s after :meth:`insert` and misses it up to 0.4 s
    after :meth:`remove`; a card inserted before that is not found, however long one waits. To
    close a link to a removed card makes the daemon say "empty" before its poll has found out; the
    count in the upper half of its ``dwEventState`` is even only once the poll has.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = FIRST_PORT) -> None:
        """An empty slot; nothing is connected before a card is inserted."""
        self._address = (host, port)
        self._session: _Session | None = None

    @property
    def occupied(self) -> bool:
        """Whether a card is in the slot: not removed, not pulled by its tear."""
        return self._session is not None and not self._session.ended.is_set()

    def insert(self, card: VirtualCard) -> None:
        """Puts a card in, in place of one that is there. Raises OSError: vpcd is not listening."""
        self.remove()
        card.seat()
        connection = socket.create_connection(self._address, timeout=_CONNECT_SECONDS)
        connection.settimeout(None)
        self._session = _Session(card, connection)

    def remove(self) -> None:
        """Pulls the card out, if one is in."""
        if self._session is not None:
            self._session.end()
        self._session = None

    def wait_until_pulled(self, timeout: float) -> bool:
        """Waits until the card is out by its own tear (or vpcd went away); tells whether it is."""
        return self._session is None or self._session.ended.wait(timeout)


class _Session:
    """One card in the slot, served by one thread."""

    def __init__(self, card: VirtualCard, connection: socket.socket) -> None:
        self.ended = threading.Event()
        self._card = card
        self._connection = connection
        self._thread = threading.Thread(target=self._serve, name="vpcd-card", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Closes the connection and waits for the thread."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _serve(self) -> None:
        try:
            while (message := self._receive()) is not None:
                answer = self._answer(message)
                if answer is not None:
                    self._connection.sendall(_LENGTH.pack(len(answer)) + answer)
        except (OSError, CardPulled):
            pass  # the daemon is gone, or the card: both end the session without an answer
        finally:
            self._card.power_off()
            self.ended.set()  # first: who is told by the daemon that the card is gone sees it gone
            self._connection.close()

    def _answer(self, message: bytes) -> bytes | None:
        if len(message) > 1:
            return self._card.exchange(message)
        if message[0] == _GET_ATR:
            return self._card.atr or _NO_ATR
        if message[0] in (_POWER_ON, _RESET):
            self._card.power_on()
        elif message[0] == _POWER_OFF:
            self._card.power_off()
        return None

    def _receive(self) -> bytes | None:
        header = self._read(_LENGTH.size)
        return None if header is None else self._read(*_LENGTH.unpack(header))

    def _read(self, count: int) -> bytes | None:
        data = b""
        while len(data) < count:
            # One-shot, so before every recv; without it each APDU waits 40 ms for a delayed ACK.
            self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            chunk = self._connection.recv(count - len(data))
            if not chunk:
                return None
            data += chunk
        return data
