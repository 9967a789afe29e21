"""A water meter on a serial line, written from the description of CJ/T 188's frames alone.

It shares nothing with the program: a request is compared byte for byte with the only one that the
meter understands, an answer is put together as the description lists it.
"""

from __future__ import annotations

import os
import pty
import select
import threading
import tty
from types import TracebackType

_DIAL = {"2018": b"\x1f\x90", "2004": b"\x90\x1f"}
_REQUEST_BYTES = 16


def packed(digits: str) -> bytes:
    """Two digits a byte, the lowest two first."""
    return bytes(int(digits[at : at + 2], 16) for at in range(len(digits) - 2, -1, -2))


def closed_off(body: bytes) -> bytes:
    """Checksum and last byte behind a frame that begins with 68."""
    return body + bytes([sum(body) & 0xFF]) + b"\x16"


class WireMeter:
    """One meter, and the wire to it: a pseudo terminal. ``with`` switches it on."""

    def __init__(
        self, number: str, *, hundredths: int = 0, order: str = "2018", status: int = 0
    ) -> None:
        """``hundredths`` of a cubic metre on its dial; ``status``: the first status byte."""
        self.address = number.rjust(14, "0")
        self.hundredths = hundredths
        self.order = order
        self.status = status
        self.asked = 0
        self.deaf = 0
        """Requests yet that it does not hear."""
        self.says_before = b""
        """On the wire before each answer."""
        self.spoilt = 0
        """Answers yet of which one bit is turned on the way."""
        self.hangs_up = False
        """Whether the line goes away when it is asked."""
        self.unit = 0x2C
        self.control = 0x81
        self._thread = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> WireMeter:
        self._stop, self._stopped = os.pipe()
        self._line, self._port = pty.openpty()
        tty.setraw(self._port)
        self.port = os.ttyname(self._port)
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        os.write(self._stopped, b"x")
        self._thread.join()
        for descriptor in (self._stop, self._stopped, self._port):
            os.close(descriptor)
        if not self.hangs_up:
            os.close(self._line)

    def answer(self, sequence: int) -> bytes:
        """What it says to a request."""
        dial = packed(f"{self.hundredths:08d}") + bytes([self.unit])
        data = _DIAL[self.order] + bytes([sequence])
        data += dial + dial + packed("20261123120000") + bytes([self.status, 0])
        head = b"\x68\x10" + packed(self.address) + bytes([self.control, len(data)])
        return b"\xfe\xfe" + closed_off(head + data)

    def _live(self) -> None:
        heard = b""
        while True:
            ready, _w, _x = select.select([self._line, self._stop], [], [])
            if self._stop in ready:
                return
            heard += os.read(self._line, 256)
            while (at := heard.find(b"\x68")) >= 0 and len(heard) >= at + _REQUEST_BYTES:
                request, heard = heard[at : at + _REQUEST_BYTES], heard[at + _REQUEST_BYTES :]
                if self.hangs_up:
                    os.close(self._line)
                    return
                self._hear(request)

    def _hear(self, request: bytes) -> None:
        self.asked += 1
        sequence = request[13]
        body = b"\x68\x10" + packed(self.address) + b"\x01\x03" + _DIAL[self.order]
        if request != closed_off(body + bytes([sequence])):
            return
        if self.deaf:
            self.deaf -= 1
            return
        answer = bytearray(self.answer(sequence))
        if self.spoilt:
            self.spoilt -= 1
            answer[16] ^= 0x04
        os.write(self._line, self.says_before + answer)
