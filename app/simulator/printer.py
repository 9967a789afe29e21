"""A virtual receipt printer that behaves, and misbehaves, as real ones do.

Status and printing are apart: ``DLE EOT`` is answered at once, also while bytes wait;
``GS r`` stands in the queue and is held back with everything behind it while the printer is
offline. Source: notes/printing.md 1.4, 2.1, 3.2.
"""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Self

import msgspec

from app.simulator.escpos_commands import Command, CommandReader
from app.simulator.escpos_decoder import EscPosDecoder
from app.simulator.paper import Paper, PrintedDocument
from app.simulator.printer_ports import PrinterPorts, Reply
from app.simulator.printer_status import (
    Condition,
    automatic_status,
    queued_status,
    real_time_status,
)
from app.simulator.real_time import RealTimeScanner

_MODEL = b"_TM-T20III\0"


class DrawerPulse(msgspec.Struct, frozen=True):
    """A pulse to the cash drawer: pin as sent (0 or 1), times in milliseconds."""

    pin: int
    on: int
    off: int
    real_time: bool = False


class VirtualPrinter:
    """One printer. All methods may be called from any thread; those that wait have a limit."""

    def __init__(self, columns: int = 48) -> None:
        """Switched on, with paper, reachable nowhere yet; ``columns`` across, 48 or 32."""
        self._changed = threading.Condition()
        self._paper = Paper(columns)
        self._decoder = EscPosDecoder(self._paper)
        self._queue = CommandReader()
        self._sources: deque[tuple[int, Reply]] = deque()
        self._scanner = RealTimeScanner()
        self._condition = Condition()
        self._pulses: list[DrawerPulse] = []
        self._received = 0
        self._printed = 0
        self._dies_at: int | None = None
        self._powered = True
        self._silent = False
        self._frozen = False
        self._automatic: Reply | None = None
        self._told = b""
        self._ports = PrinterPorts(self._receive)

    def __enter__(self) -> Self:
        """The printer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes all ports."""
        self.close()

    # -- where it is reached ---------------------------------------------------------------

    def listen_tcp(self, port: int = 0) -> int:
        """Opens a TCP port on the loopback interface; 0 picks a free one. Returns the port."""
        return self._ports.listen_tcp(port)

    def listen_unix(self, path: Path) -> None:
        """Opens a Unix socket."""
        self._ports.listen_unix(path)

    def open_terminal(self) -> str:
        """Opens a serial line; returns its device name."""
        return self._ports.open_terminal()

    def connect(self) -> socket.socket:
        """A line within this process; returns the program's end of it."""
        return self._ports.connect()

    def close(self) -> None:
        """Closes all ports and ends the printer's thread."""
        self._ports.close()

    # -- what people do to it --------------------------------------------------------------

    def take_paper_out(self) -> None:
        """The roll is empty: printing stops."""
        self._become(paper_out=True)

    def load_paper(self, lines: int | None = None) -> None:
        """A new roll that lasts for so many lines; None: for ever. Held bytes print now."""
        with self._changed:
            self._paper.lines_left = lines
        self._become(paper_out=lines == 0, near_end=False)

    def near_end(self) -> None:
        """The roll is nearly empty; printing goes on."""
        self._become(near_end=True)

    def open_cover(self) -> None:
        """Printing stops until the cover is closed."""
        self._become(cover_open=True)

    def close_cover(self) -> None:
        """Held bytes print now."""
        self._become(cover_open=False)

    def switch_offline(self) -> None:
        """The button on the front, or an error of its own."""
        self._become(switched_offline=True)

    def switch_online(self) -> None:
        """Held bytes print now."""
        self._become(switched_offline=False)

    def close_drawer(self) -> None:
        """Pushes the cash drawer in."""
        self._become(drawer_open=False)

    def tear_off(self) -> None:
        """Tears off what hangs out, as one does with a printer that has no cutter."""
        with self._changed:
            self._paper.cut(complete=False)
            self._changed.notify_all()

    def silence(self) -> None:
        """Prints, but answers nothing any more: one wire of the cable is broken."""
        self._silent = True

    def speak(self) -> None:
        """Answers again what is asked from now on."""
        self._silent = False

    def freeze(self) -> None:
        """Accepts bytes and does nothing with them, status included."""
        self._frozen = True

    def thaw(self) -> None:
        """Goes on with what waited; status asked meanwhile is never answered."""
        self._frozen = False
        self._become()

    def power_off(self) -> None:
        """The plug is pulled: connections reset, ports closed, buffer lost."""
        with self._changed:
            self._lose_power()
        self._ports.shut()

    def power_on(self) -> None:
        """Listens at the same places again; what had hung out was torn off."""
        self._ports.shut()  # waits, should the power have failed amid a job just now
        with self._changed:
            self._powered = True
            self._dies_at = None
        self._ports.reopen()

    def die_after(self, count: int) -> None:
        """The plug is pulled when so many more bytes have been received."""
        with self._changed:
            self._dies_at = self._received + count

    # -- what it did -----------------------------------------------------------------------

    @property
    def condition(self) -> Condition:
        """What its sensors see."""
        with self._changed:
            return self._condition

    @property
    def documents(self) -> list[PrintedDocument]:
        """Pieces of paper so far, oldest first; a cut or a loss of power ends one."""
        with self._changed:
            return list(self._paper.documents)

    @property
    def unfinished(self) -> PrintedDocument:
        """What hangs out of the printer, not cut yet."""
        with self._changed:
            return self._paper.unfinished

    @property
    def pulses(self) -> list[DrawerPulse]:
        """Pulses to the cash drawer so far."""
        with self._changed:
            return list(self._pulses)

    @property
    def unknown(self) -> list[Command]:
        """Commands that it did not know."""
        with self._changed:
            return list(self._decoder.unknown)

    @property
    def received(self) -> int:
        """Bytes received in its life."""
        return self._received

    @property
    def held(self) -> int:
        """Bytes received and not yet printed."""
        with self._changed:
            return len(self._queue)

    def wait_for(self, reached: Callable[[], bool], timeout: float = 5.0) -> None:
        """Waits until something about the printer is so. Raises TimeoutError after seconds."""
        with self._changed:
            if not self._changed.wait_for(reached, timeout):
                raise TimeoutError(self._paper.unfinished.text)

    def wait_for_documents(self, count: int, timeout: float = 5.0) -> list[PrintedDocument]:
        """Waits for so many pieces of paper and returns all. Raises TimeoutError."""
        self.wait_for(lambda: len(self._paper.documents) >= count, timeout)
        return self.documents

    def wait_for_pulses(self, count: int, timeout: float = 5.0) -> list[DrawerPulse]:
        """Waits for so many pulses to the drawer and returns all. Raises TimeoutError."""
        self.wait_for(lambda: len(self._pulses) >= count, timeout)
        return self.pulses

    def wait_until_held(self, timeout: float = 5.0) -> None:
        """Waits until bytes are inside and cannot be printed. Raises TimeoutError."""
        self.wait_for(lambda: len(self._queue) > 0 and not self._prints(), timeout)

    # -- inside ----------------------------------------------------------------------------

    def _receive(self, data: bytes, reply: Reply) -> bool:
        """Takes bytes from a port; False: the power failed amid them."""
        with self._changed:
            if not self._powered:
                return False
            if self._dies_at is not None:
                data = data[: max(0, self._dies_at - self._received)]
            self._received += len(data)
            if not self._frozen:
                for command in self._scanner.scan(data):
                    self._act_at_once(command, reply)
            self._queue.feed(data)
            self._sources.append((self._received, reply))
            self._print()
            if self._received == self._dies_at:
                self._lose_power()
            self._changed.notify_all()
            return self._powered

    def _act_at_once(self, command: bytes, reply: Reply) -> None:
        if command[1] == 0x04:
            self._answer(reply, real_time_status(command[2], self._condition))
        elif command[2] == 1:
            self._kick(DrawerPulse(command[3], command[4] * 100, command[4] * 100, real_time=True))

    def _become(self, **changes: bool) -> None:
        """Changes what the sensors see and goes on printing, if that is possible now."""
        with self._changed:
            self._condition = msgspec.structs.replace(self._condition, **changes)
            self._tell_change()
            self._print()
            self._changed.notify_all()

    def _prints(self) -> bool:
        return self._powered and not self._frozen and not self._condition.offline

    def _print(self) -> None:
        while self._prints() and (command := self._queue.next()) is not None:
            self._printed += len(command.raw)
            self._carry_out(command, self._source_of(self._printed))
            if self._paper.ended and not self._condition.paper_out:
                self._condition = msgspec.structs.replace(self._condition, paper_out=True)
                self._tell_change()

    def _source_of(self, position: int) -> Reply:
        """Where the byte before that position came from; the answers to it go there."""
        while self._sources[0][0] < position:
            self._sources.popleft()
        return self._sources[0][1]

    def _carry_out(self, command: Command, reply: Reply) -> None:
        if command.name == "GS r":
            self._answer(reply, queued_status(command.args[0], self._condition))
        elif command.name == "GS I":
            self._answer(reply, _MODEL if command.args[0] == 67 else b"\0")
        elif command.name == "GS a":
            self._automatic = reply if command.args[0] else None
            self._told = b""
            self._tell_change()
        elif command.name == "ESC p":
            pin, on, off = command.args
            self._kick(DrawerPulse(pin % 48, on * 2, off * 2))
        elif not command.name.startswith("DLE"):
            self._decoder.carry_out(command)

    def _kick(self, pulse: DrawerPulse) -> None:
        self._pulses.append(pulse)
        self._condition = msgspec.structs.replace(self._condition, drawer_open=True)
        self._tell_change()

    def _tell_change(self) -> None:
        """Automatic status back: four bytes whenever they differ from the last ones."""
        status = automatic_status(self._condition)
        if self._automatic is not None and status != self._told:
            self._told = status
            self._answer(self._automatic, status)

    def _answer(self, reply: Reply, data: bytes) -> None:
        if data and not self._silent:
            reply(data)

    def _lose_power(self) -> None:
        self._powered = False
        self._queue.clear()
        self._sources.clear()
        self._printed = self._received
        self._scanner = RealTimeScanner()
        self._automatic = None
        self._decoder.reset()
        self._paper.cut(complete=False)
        self._changed.notify_all()
