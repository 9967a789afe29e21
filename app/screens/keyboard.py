"""The terminal's bytes as keys: whatever comes, the keyboard goes on working.

Textual's own reader takes the terminal at its word. A broken byte or an impossible key code ends
it, a paste that never ends swallows every key after it, and a size or a lost focus that somebody
pasted is believed (textual 8.2.8, drivers/linux_driver.py, _xterm_parser.py). Here only keys and
pastes come through, and a second of rest makes an end of what was left half said.
"""

from __future__ import annotations

import os
import selectors
import time
from codecs import getincrementaldecoder
from collections.abc import Iterator

from textual import events, messages
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

_BELIEVED = (events.Key, events.Paste, messages.TerminalSupportsSynchronizedOutput)
_REST_SECONDS = 1.0
"""No key and no paste is in the middle of its bytes for so long."""
_POLL_SECONDS = 0.1
_MOST_BYTES = 4096


class KeyReader:
    """Makes keys of bytes; never fails."""

    def __init__(self) -> None:
        """Nothing was heard yet."""
        self._begin()
        self._heard = 0.0

    def _begin(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("ignore").decode
        self._parser = XTermParser()

    def hear(self, data: bytes, now: float) -> list[Message]:
        """What ``data`` says; none of it, if nothing came. ``now``: seconds of any steady clock."""
        if not data and now - self._heard > _REST_SECONDS:
            self._begin()
            self._heard = now
        elif data:
            self._heard = now
        heard: list[Message] = []
        try:
            heard.extend(self._said(data))
        except Exception:  # noqa: BLE001  bytes that no keyboard sends; the parser is of no use now
            self._begin()
        return [one for one in heard if isinstance(one, _BELIEVED)]

    def _said(self, data: bytes) -> Iterator[Message]:
        text = self._decode(data)
        if text:
            yield from self._parser.feed(text)
        yield from self._parser.tick()


class KeyboardDriver(LinuxDriver):
    """A Linux terminal of which only the keyboard is believed."""

    def run_input_thread(self) -> None:
        """Reads until the application ends; ends it when the terminal goes away."""
        reader = KeyReader()
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                data = b""
                if selector.select(_POLL_SECONDS):
                    data = _read(self.fileno)
                    if not data:
                        self._app.call_later(self._app.exit)
                        return
                for message in reader.hear(data, time.monotonic()):
                    self.process_message(message)


def _read(terminal: int) -> bytes:
    """Bytes that are there; empty once the terminal is gone."""
    try:
        return os.read(terminal, _MOST_BYTES)
    except OSError:
        return b""
