"""The terminal's bytes as keys: whatever comes, the keyboard goes on working.

Textual's own reader takes the terminal at its word. A broken byte or an impossible key code ends
it, a paste that never ends swallows every key after it, the figures of a colour that is pasted
count as typed, and a size or a lost focus that somebody pasted is believed (textual 8.2.8,
drivers/linux_driver.py, _xterm_parser.py). Here only keys and pastes come through, a paste is a
paste to its end, and a short rest makes an end of what was left half said.
"""

from __future__ import annotations

import os
import selectors
import time
from codecs import getincrementaldecoder
from typing import Any, TextIO, cast

from textual import events, messages
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

_BELIEVED = (events.Key, events.Paste, messages.TerminalSupportsSynchronizedOutput)
_REST_SECONDS = 0.3
"""No key and no paste rests so long in the middle of its bytes."""
_POLL_SECONDS = 0.1
_MOST_BYTES = 4096
_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
"""Bracketed paste. Source: xterm, "Control Sequences", Bracketed Paste Mode."""
_CLEAR = "\x1b[H\x1b[2J"
"""Cursor to the upper left, then all is erased (console_codes(4))."""


class KeyReader:
    """Makes keys of bytes; never fails."""

    def __init__(self) -> None:
        """Nothing was heard yet."""
        self._begin()
        self._heard = 0.0

    def _begin(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("ignore").decode
        self._parser = XTermParser()
        self._last = ""
        """Characters, as many as begin a paste or end it."""
        self._pasted: list[str] | None = None
        """What was pasted so far, while it is being pasted."""

    def hear(self, data: bytes, now: float) -> list[Message]:
        """What ``data`` says; none of it, if nothing came. ``now``: seconds of any steady clock."""
        if not data and now - self._heard > _REST_SECONDS:
            self._begin()
            self._heard = now
        elif data:
            self._heard = now
        heard = [message for one in self._decode(data) for message in self._understood(one)]
        if self._pasted is None:
            heard += self._parsed("")
        return [one for one in heard if isinstance(one, _BELIEVED)]

    def _understood(self, character: str) -> list[Message]:
        """What one character brings; inside of a paste nothing is a key."""
        self._last = (self._last + character)[-len(_PASTE_BEGINS) :]
        if self._pasted is None:
            heard = self._parsed(character)
            if self._last == _PASTE_BEGINS:
                self._parser, self._pasted = XTermParser(), []
            return heard
        self._pasted.append(character)
        if self._last != _PASTE_ENDS:
            return []
        text = "".join(self._pasted).removesuffix(_PASTE_ENDS)
        self._pasted = None
        return [events.Paste(text)]

    def _parsed(self, character: str) -> list[Message]:
        """What one character brings, or the time that passed.

        No keyboard sends what the parser fails on: that sequence is dropped, and nothing after it.
        """
        try:
            return list(self._parser.feed(character) if character else self._parser.tick())
        except Exception:  # noqa: BLE001  the parser knows of no error but raises any
            self._parser = XTermParser()
            return []


class Paint:
    """What is painted goes to the terminal, or nowhere once the terminal is gone.

    An error would end Textual's writer, and with it the whole program would wait for ever.
    """

    def __init__(self, terminal: TextIO) -> None:
        """``terminal``: where to."""
        self._terminal = terminal

    def write(self, text: str) -> None:
        """Paints."""
        try:
            self._terminal.write(text)
        except OSError:
            self._forget()

    def flush(self) -> None:
        """Shows what was painted."""
        try:
            self._terminal.flush()
        except OSError:
            self._forget()

    def _forget(self) -> None:
        """What is still to be painted goes nowhere, also when the program ends and flushes."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._terminal.fileno())
        os.close(nowhere)


class KeyboardDriver(LinuxDriver):
    """A Linux terminal of which only the keyboard is believed.

    A Linux console has no second screen to paint on: it is cleared before and after, so that
    nothing shines through, and no customer's name stays behind.
    """

    def stop_application_mode(self) -> None:
        """Leaves nothing on the screen."""
        self._clear()
        super().stop_application_mode()

    def _clear(self) -> None:
        self.write(_CLEAR)
        self.flush()

    def start_application_mode(self) -> None:
        """Begins to paint, on a clear screen."""
        self._file = cast("Any", Paint(cast("TextIO", self._file)))
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._clear()

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
