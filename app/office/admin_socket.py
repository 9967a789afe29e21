"""The socket between `serve` and administrators of the same machine: only its own user may ask.

A message is its length, four bytes, and msgpack.
"""

from __future__ import annotations

import logging
import os
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol, Self, TypeVar

import msgspec

from app.domain.errors import MoneyState, TapcardError
from app.domain.text import _
from app.ledger.snapshot_protocol import short_address
from app.office.administration import Ask
from app.office.desk_asks import DeskAsk
from app.office.store.errors import StoreError

_LOG = logging.getLogger(__name__)
_LENGTH = struct.Struct(">I")
_LARGEST = 16 << 20
"""Bytes: a feed or bundle and a little more."""
_SECONDS = 120.0
_WAITING = 16

T = TypeVar("T")


class Failed(msgspec.Struct, frozen=True):
    """An error, as the asker is to tell it."""

    code: str
    message: str
    remedy: str


class Answered(msgspec.Struct, frozen=True):
    """What was asked for, in msgpack; or why not."""

    value: bytes = b""
    failed: Failed | None = None


class OfficeClosed(StoreError):
    """Nobody serves on this machine."""

    code = "office_closed"

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(
            _("Head office does not answer at {path}: {why}.").format(path=path, why=why),
            _("Start it with `tapcard office serve`, and ask as the same user."),
        )


class OfficeRefused(StoreError):
    """Head office was asked, and says why not."""

    money = MoneyState.SAFE

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.message, failed.remedy)
        self.code = failed.code


class Answering(Protocol):
    """Who answers."""

    def answer(self, ask: Ask | DeskAsk) -> object:
        """What can be encoded. Raises TapcardError."""


class AdminSocket:
    """Listens while the context lasts."""

    def __init__(self, path: Path, answering: Answering) -> None:
        """Takes the place of what a dead process left. Raises OSError."""
        self._path = path
        self._answering = answering
        self._listener = _listening(path)
        self._thread = threading.Thread(target=self._listen, name="admin", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):  # it was shut down
            while True:
                connection, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(_SECONDS)
            _send(connection, msgspec.msgpack.encode(self._answered(_receive(connection))))

    def _answered(self, data: bytes) -> Answered:
        try:
            ask: Ask | DeskAsk = msgspec.msgpack.decode(data, type=Ask | DeskAsk)
            return Answered(msgspec.msgpack.encode(self._answering.answer(ask)))
        except TapcardError as error:
            return Answered(failed=Failed(error.code, error.message, error.remedy))
        except Exception as error:  # noqa: BLE001  the asker is told, head office goes on
            _LOG.exception("an administrator's request failed")
            return Answered(failed=Failed("failed", repr(error), ""))


def ask_office(path: Path, ask: Ask | DeskAsk, form: Callable[..., T] | type[T]) -> T:
    """What `serve` answers, as ``form``. Raises OfficeClosed, OfficeRefused."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_SECONDS)
            with short_address(path) as address:
                connection.connect(address)
            _send(connection, msgspec.msgpack.encode(ask))
            answered = msgspec.msgpack.decode(_receive(connection), type=Answered)
    except (OSError, msgspec.DecodeError) as error:
        raise OfficeClosed(path, error) from error
    if answered.failed is not None:
        raise OfficeRefused(answered.failed)
    return msgspec.msgpack.decode(answered.value, type=form)


def _listening(path: Path) -> socket.socket:
    """A socket that only this user can connect to, from its first moment."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        os.fchmod(listener.fileno(), 0o600)  # the name that bind() makes gets this mode
        path.unlink(missing_ok=True)
        with short_address(path) as address:
            listener.bind(address)
        listener.listen(_WAITING)
    except OSError:
        listener.close()
        raise
    return listener


def _send(connection: socket.socket, data: bytes) -> None:
    connection.sendall(_LENGTH.pack(len(data)) + data)


def _receive(connection: socket.socket) -> bytes:
    """Raises OSError."""
    (size,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
    if size > _LARGEST:
        raise ConnectionAbortedError(_("it says too much"))
    return _exactly(connection, size)


def _exactly(connection: socket.socket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        piece = connection.recv(min(1 << 16, size - len(found)))
        if not piece:
            raise ConnectionResetError(_("it ended the conversation"))
        found += piece
    return bytes(found)
