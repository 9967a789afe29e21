"""The serial line that meters hang on: asks one, waits a bounded time, asks again."""

from __future__ import annotations

import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.domain.text import _
from app.domain.wire_readings import WireReading
from app.meters.dial_answer import ByteOrder, dial_answered, dial_asked, is_answer
from app.meters.errors import (
    MeterLineAbsent,
    MeterLineLost,
    MeterSilent,
    MeterUnaddressable,
)
from app.meters.frame import ADDRESS_DIGITS, PREAMBLE, Frame, encoded, first_frame
from app.settings import MeterLineSettings

if TYPE_CHECKING:
    import serial

ANSWER_SECONDS = 2.0
"""A whole answer takes 0.2 s at 2400 baud; a meter that sleeps wakes up first."""
TRIES = 3
_SLICE_SECONDS = 0.05
"""After so long without a byte the time of a try is looked at."""
_KINDS = {"cold": 0x10, "hot": 0x11, "drinking": 0x12, "reclaimed": 0x13}
_PARITIES = {"even": "E", "odd": "O", "none": "N"}
_MOST_BYTES = 4096
"""Noise beyond this in one try is no meter's answer."""


class SerialMeterLine:
    """One port. It is held while a meter is asked, by one caller at a time."""

    def __init__(self, settings: MeterLineSettings, answer_seconds: float = ANSWER_SECONDS) -> None:
        """Nothing is opened yet. ``answer_seconds``: how long one try waits."""
        self._settings = settings
        self._answer_seconds = answer_seconds
        self._held = threading.Lock()
        self._sequence = 0

    def read(self, meter: str) -> WireReading:
        """Asks a meter for its dial, by its number. Raises MeterWireError."""
        address = address_of(meter, self._settings.maker)
        with self._held, self._opened() as port:
            for _try in range(TRIES):
                found = self._asked_once(port, address)
                if found is not None:
                    return found
        raise MeterSilent(
            _("The meter {meter} does not answer on {port}.").format(
                meter=meter, port=self._settings.port
            ),
            _("Nothing was recorded. Check the cable and the number; or type what the dial shows."),
        )

    def _asked_once(self, port: serial.Serial, address: str) -> WireReading | None:
        self._sequence = (self._sequence + 1) % 256
        order = ByteOrder(self._settings.order)
        asked = dial_asked(_KINDS[self._settings.water], address, order, self._sequence)
        port.reset_input_buffer()
        port.write(PREAMBLE + encoded(asked))
        for frame in self._frames(port):
            if is_answer(frame, asked):
                found = dial_answered(frame, asked)
                if found is not None:
                    return found
        return None

    def _frames(self, port: serial.Serial) -> Iterator[Frame]:
        """Whole frames, until the time of a try is over."""
        until = time.monotonic() + self._answer_seconds
        rest, taken = b"", 0
        while time.monotonic() < until and taken < _MOST_BYTES:
            received = port.read(max(1, port.in_waiting))
            taken += len(received)
            rest += received
            frame, rest = first_frame(rest)
            while frame is not None:
                yield frame
                frame, rest = first_frame(rest)

    @contextmanager
    def _opened(self) -> Iterator[serial.Serial]:
        try:
            import serial  # an extra: few counters have meters on a line
        except ImportError as error:
            raise MeterLineAbsent(
                _("The library for serial ports is missing."),
                _("Nothing was recorded. Install tapcard with its extra 'serial'."),
            ) from error
        settings = self._settings
        try:
            port = serial.Serial(
                settings.port,
                settings.baud,
                parity=_PARITIES[settings.parity],
                timeout=_SLICE_SECONDS,
                write_timeout=self._answer_seconds,
                exclusive=True,
            )
        except (OSError, ValueError, termios.error) as error:  # the last: a port without parity
            raise MeterLineAbsent(
                _("The serial port {port} cannot be opened as the settings say.").format(
                    port=settings.port
                ),
                _("Nothing was recorded. Check the adapter, and [meters] in kiosk.toml."),
            ) from error
        with port:
            try:
                yield port
            except (OSError, termios.error) as error:
                raise MeterLineLost(
                    _("The serial port {port} went away.").format(port=settings.port),
                    _("Nothing was recorded. Check the adapter and its cable; read again."),
                ) from error


def address_of(meter: str, maker: str) -> str:
    """A meter's 14 digits on the wire: its maker's four, if there are such, and its number.

    Raises MeterUnaddressable.
    """
    room = ADDRESS_DIGITS - len(maker)
    number = meter.lstrip("0")
    if len(number) > room:
        raise MeterUnaddressable(
            _("{meter} has more than the {room} digits that meters on the wire have.").format(
                meter=meter, room=room
            ),
            _("Nothing was recorded. Type what the dial shows, or correct meters.maker."),
        )
    return maker + number.rjust(room, "0")
