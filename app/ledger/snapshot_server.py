"""Gives other processes snapshots of the ledger that this one owns, while it goes on selling.

One thread answers, a second one copies; neither ever waits for the ledger's writer, and the writer
never for them: a copy reads in one read transaction, which in WAL mode holds up nobody. Personal
keys, clear names and papers stay out of it.
"""

from __future__ import annotations

import os
import secrets
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

import apsw

from app.domain.text import _
from app.ledger.checkpoint import Signer
from app.ledger.database import (
    SALE_ROOM,
    check_pages,
    connection_of,
    free_bytes,
    open_reader,
    raise_translated,
)
from app.ledger.errors import DiskFull, LedgerError
from app.ledger.proof import prove_end
from app.ledger.snapshot import ask_now_and_then, write_copy
from app.ledger.snapshot_protocol import (
    REQUESTS,
    SNAPSHOT_SECONDS,
    VERSION,
    Answer,
    Lent,
    NotUnderstood,
    Refused,
    Request,
    Standing,
    Working,
    receive,
    refused,
    send,
    short_address,
    snapshot_prefix,
    socket_path,
)

if TYPE_CHECKING:
    from app.ledger.ledger import Ledger

_REQUEST_SECONDS = 2.0
"""How long somebody who has connected may say nothing."""

_OPENING_SECONDS = 10.0
"""How long an asker may take to open what was lent."""

_PATIENCE_SECONDS = 1.0
"""How long a second asker waits for the first one's copy to end."""

_COPY_SECONDS = SNAPSHOT_SECONDS - 30
_WAITING = 8


class SnapshotServer:
    """Listens on ``<ledger>.sock`` between :meth:`start` and :meth:`stop`; a context does both.

    Stop it before the ledger is closed: only the owner may take the socket's name.
    """

    def __init__(self, ledger: Ledger) -> None:
        """``ledger``: open, and owned by this process."""
        self._ledger = ledger
        self._stopping = threading.Event()
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._copying: threading.Thread | None = None

    def start(self) -> None:
        """Takes the place of what a dead owner left, listens, and returns.

        Raises OSError when the socket cannot be made; the counter can sell without it.
        """
        self._sweep()
        listener = _listening(socket_path(self._ledger.path))
        self._stopping.clear()
        self._listener = listener
        self._thread = threading.Thread(
            target=self._listen, args=(listener,), name="ledger-asked", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Ends what is under way, and takes the socket away. Repeatable."""
        self._stopping.set()
        if self._listener is None or self._thread is None:
            return
        with suppress(OSError):
            socket_path(self._ledger.path).unlink(missing_ok=True)
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        if self._copying is not None:
            self._copying.join()
        self._listener.close()
        self._listener = self._thread = self._copying = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def _sweep(self) -> None:
        prefix = snapshot_prefix(self._ledger.path)
        for file in list(self._ledger.path.parent.iterdir()):
            if file.name.startswith(prefix):
                file.unlink(missing_ok=True)

    def _listen(self, listener: socket.socket) -> None:
        while not self._stopping.is_set():
            try:
                connection, _address = listener.accept()
            except OSError:  # stopped, or no file descriptor is free just now
                self._stopping.wait(1)
                continue
            self._receive(connection)

    def _receive(self, connection: socket.socket) -> None:
        """Answers a small question itself; a copy is the other thread's."""
        connection.settimeout(_REQUEST_SECONDS)
        try:
            request = receive(connection, REQUESTS) if _may_ask(connection) else None
        except (OSError, NotUnderstood):
            request = None
        if request is None:
            connection.close()
        elif request.version == VERSION and request.want == "snapshot" and not self._busy():
            self._copying = threading.Thread(
                target=self._lend, args=(connection, request), name="ledger-lends", daemon=True
            )
            self._copying.start()
        else:
            with connection:
                _answer(connection, lambda: self._short_answer(request))

    def _busy(self) -> bool:
        """Whether a copy is being made; one that is as good as done is waited for."""
        if self._copying is not None:
            self._copying.join(_PATIENCE_SECONDS)
        return self._copying is not None and self._copying.is_alive()

    def _short_answer(self, request: Request) -> Standing:
        if request.version != VERSION or request.want not in ("standing", "snapshot"):
            raise refused(_("The running counter is of another release of Tapcard."))
        if request.want == "snapshot":
            raise refused(_("Somebody else is taking a snapshot of the ledger just now."))
        return Standing(
            node=self._ledger.node,
            epoch=self._ledger.epoch,
            waiting=len(self._ledger.print_jobs.pending()),
            reference=self._ledger.clock_reference(),
            at=self._ledger.clock.milliseconds(),
        )

    def _lend(self, connection: socket.socket, request: Request) -> None:
        ledger = self._ledger.path
        target = ledger.with_name(snapshot_prefix(ledger) + secrets.token_hex(8))
        given_up = self._given_up(connection)
        with connection:
            try:
                with suppress(OSError):
                    send(connection, Working())
                if _answer(connection, lambda: self._lent(request, target, given_up)):
                    _hung_up(connection, _OPENING_SECONDS)
            finally:
                with suppress(OSError):
                    target.unlink(missing_ok=True)

    def _given_up(self, connection: socket.socket) -> Callable[[], bool]:
        """Whether a copy is worth going on with."""
        end = time.monotonic() + _COPY_SECONDS
        return lambda: self._stopping.is_set() or time.monotonic() > end or _hung_up(connection, 0)

    def _lent(self, request: Request, target: Path, given_up: Callable[[], bool]) -> Lent:
        ledger = self._ledger
        with ledger.read():
            pass  # a ledger that failed says so here
        if request.check:
            self._check(given_up)
        _require_room(ledger.path)
        made = ledger.clock.milliseconds()
        write_copy(ledger.path, target, given_up)
        return Lent(name=target.name, node=ledger.node, epoch=ledger.epoch, made=made)

    def _check(self, given_up: Callable[[], bool]) -> None:
        """What a copy cannot show any more: the pages copied from, and the key beside them."""
        ledger = self._ledger
        with closing(open_reader(ledger.path)) as database:
            connection = connection_of(database)
            ask_now_and_then(connection, given_up)
            check_pages(connection, "integrity_check")
            prove_end(connection, ledger.node, ledger.epoch, Signer.load(ledger.path))


def _listening(path: Path) -> socket.socket:
    """A socket that only this user can connect to, from its first moment."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        # Linux gives the name that bind() makes the mode of the socket itself; the umask, which
        # belongs to all threads, stays as it is.
        os.fchmod(listener.fileno(), 0o600)
        path.unlink(missing_ok=True)
        with short_address(path) as address:
            listener.bind(address)
        listener.listen(_WAITING)
    except OSError:
        listener.close()
        raise
    return listener


def _may_ask(connection: socket.socket) -> bool:
    """The same user, or root."""
    size = struct.calcsize("3i")
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    _process, user, _group = struct.unpack("3i", credentials)
    return user in (os.geteuid(), 0)


def _hung_up(connection: socket.socket, seconds: float) -> bool:
    """Whether the other side is gone, or goes within ``seconds``."""
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP)
    return bool(poll.poll(seconds * 1000))


def _require_room(ledger: Path) -> None:
    """A copy must leave the room that sales need. Raises DiskFull."""
    log = ledger.with_name(ledger.name + "-wal")
    needed = SALE_ROOM + ledger.stat().st_size + (log.stat().st_size if log.exists() else 0)
    if free_bytes(ledger.parent) < needed:
        raise DiskFull(
            _("A snapshot of the ledger needs {mebibytes} MiB of room on its disk.").format(
                mebibytes=needed >> 20
            ),
            _("Nothing was done. Free some space, then try again."),
        )


def _answer(connection: socket.socket, work: Callable[[], Answer]) -> bool:
    """Sends what ``work`` returns, or why it could not; whether it could and it was sent."""
    answer: Answer
    try:
        answer = _translated(work)
    except LedgerError as error:
        answer = Refused(code=error.code, message=error.message, remedy=error.remedy)
    except Exception as error:  # noqa: BLE001  the counter sells on, and its screen stays as it is
        because = refused(
            _("The running counter could not make a snapshot ({error}).").format(
                error=type(error).__name__
            )
        )
        answer = Refused(code=because.code, message=because.message, remedy=because.remedy)
    with suppress(OSError):
        send(connection, answer)
        return not isinstance(answer, Refused)
    return False


def _translated(work: Callable[[], Answer]) -> Answer:
    try:
        return work()
    except apsw.Error as error:
        raise_translated(error)
        raise
