"""The printer as the settings name it: opens connections, one at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.printing.byte_stream import open_stream
from app.printing.errors import PrinterBusy
from app.printing.printer_link import (
    ANSWER_SECONDS,
    DeviceLink,
    NoPrinter,
    PrinterLink,
    TalkingLink,
    busy,
)
from app.settings.addresses import PrinterAddress, Scheme, parse_address

_DRAWER_PULSE = b"\x1bp\x00\x19\xfa"
"""``ESC p 0 25 250``: pin 2, 50 ms on, 500 ms off; waits its turn."""
_DRAWER_PULSE_AT_ONCE = b"\x10\x14\x01\x00\x02"
"""``DLE DC4 1 0 2``: pin 2, 200 ms; works while the printer is offline, too."""
_PULSE_SECONDS = 3.0
_FREE_SECONDS = 1.0
"""How long to wait for a paper before the pulse goes beside it, which not every printer obeys."""


class PrinterPort:
    """One printer. Network printers take a single connection, so that there is never a second."""

    def __init__(self, address: PrinterAddress, answer_seconds: float = ANSWER_SECONDS) -> None:
        """Nothing is opened yet. ``answer_seconds``: how long the printer may take to answer."""
        self.address = address
        self.confirms: bool | None = None
        """Whether it answers ``GS r``; None until it has been tried."""
        self._answer_seconds = answer_seconds
        self._held = threading.Lock()
        self._current: PrinterLink | None = None

    @property
    def present(self) -> bool:
        """Whether there is meant to be a printer."""
        return self.address.scheme is not Scheme.NONE

    @contextmanager
    def link(self, timeout: float) -> Iterator[PrinterLink]:
        """A fresh connection. Raises PrinterAbsent; PrinterBusy if held longer than ``timeout``."""
        if not self._held.acquire(timeout=timeout):
            raise busy()
        try:
            self._current = self._open()
            try:
                yield self._current
            finally:
                current, self._current = self._current, None
                current.close()
        finally:
            self._held.release()

    def pulse_drawer(self) -> None:
        """Opens the cash drawer, once; never tried again by itself.

        Also while a paper waits inside the printer: change must be given. Raises PrinterError
        when the pulse could not be sent; whether the drawer opened is not known.
        """
        try:
            with self.link(_FREE_SECONDS) as link:
                _pulse_in_turn(link)
                return
        except PrinterBusy:
            current = self._current
            if current is None:
                raise
        _send_pulse(current, _DRAWER_PULSE_AT_ONCE)

    def _open(self) -> PrinterLink:
        if self.address.scheme is Scheme.NONE:
            return NoPrinter()
        stream = open_stream(self.address)
        if self.address.scheme is Scheme.FILE:
            return DeviceLink(stream)
        return TalkingLink(stream, self._answer_seconds)


def transport_for(url: str) -> PrinterPort:
    """The printer at a URL of the settings. Raises ValueError; opens nothing."""
    return PrinterPort(parse_address(url))


def _pulse_in_turn(link: PrinterLink) -> None:
    status = link.status()
    # A queued pulse would open the drawer later, when nobody expects it.
    waits = status is not None and not status.ready
    _send_pulse(link, _DRAWER_PULSE_AT_ONCE if waits else _DRAWER_PULSE)
    link.flushed(_PULSE_SECONDS)


def _send_pulse(link: PrinterLink, pulse: bytes) -> None:
    with link.exclusive(_PULSE_SECONDS):
        if link.write(pulse, _PULSE_SECONDS) != len(pulse):
            raise busy()
