"""What is said on ``<ledger>.sock`` between the process that owns a ledger and those that ask it.

A sequenced-packet Unix socket: one packet is one message, a JSON object of at most 8 KiB. The
asker sends one Request. The owner answers Standing, or Working and later Lent, or Refused. Lent
names a file beside the ledger; the asker opens it, removes its name and hangs up. So the name is
gone whichever side dies: the owner removes it too when the asker hangs up, and sweeps at its start.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec

from app.domain.identity import Node
from app.domain.text import _
from app.ledger.clock_guard import Reference
from app.ledger.errors import LedgerError

VERSION = 1
"""Grows when an asker of the one release would misunderstand an owner of the other."""

ANSWER_SECONDS = 10.0
"""How long an asker waits for the first answer; a living owner gives it at once."""

SNAPSHOT_SECONDS = 600.0
"""How long an asker waits for its snapshot."""

_MOST_BYTES = 8192

Message = TypeVar("Message")


class SnapshotRefused(LedgerError):
    """The running counter answered, and gives no snapshot now."""

    code = "snapshot_refused"


class NotUnderstood(Exception):
    """The other side sent no message of this protocol."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What an asker wants."""

    version: int
    want: str
    """``standing`` or ``snapshot``."""
    check: bool = False
    """Whether the owner checks the pages of its own file before it copies them."""


class Standing(msgspec.Struct, frozen=True, kw_only=True, tag="standing"):
    """What the owner knows without copying anything."""

    node: Node
    epoch: int
    waiting: int
    """Papers that wait for the printer."""
    reference: Reference | None
    """The last wall time that was believed."""
    at: int
    """When this was true: wall time of the owner, milliseconds since 1970 UTC."""


class Working(msgspec.Struct, frozen=True, tag="working"):
    """The owner has begun; more follows."""


class Lent(msgspec.Struct, frozen=True, kw_only=True, tag="lent"):
    """A snapshot is ready to be opened."""

    name: str
    """Of its file, beside the ledger."""
    node: Node
    epoch: int
    made: int
    """Wall time of the owner when it was begun, milliseconds since 1970 UTC."""


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """The owner gives nothing."""

    code: str
    """Of the error, as in ``--json``."""
    message: str
    remedy: str


Answer: TypeAlias = Standing | Working | Lent | Refused

REQUESTS: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)
ANSWERS: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)


def socket_path(ledger: Path) -> Path:
    """Where the owner of a ledger listens."""
    return ledger.with_name(ledger.name + ".sock")


def snapshot_prefix(ledger: Path) -> str:
    """How the names of all snapshots of a ledger begin."""
    return ledger.name + ".snapshot-"


@contextmanager
def short_address(path: Path) -> Iterator[str]:
    """An address for a Unix socket at ``path``, which may be longer than the 107 bytes allowed."""
    directory = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{directory}/{path.name}"
    finally:
        os.close(directory)


def send(connection: socket.socket, message: Request | Answer) -> None:
    """Sends one message. Raises OSError."""
    connection.send(msgspec.json.encode(message))


def receive(connection: socket.socket, decoder: msgspec.json.Decoder[Message]) -> Message:
    """Receives one message. Raises NotUnderstood; OSError: too late, or the other side is gone."""
    data, _ancillary, flags, _address = connection.recvmsg(_MOST_BYTES)
    if not data:
        raise ConnectionResetError
    if flags & socket.MSG_TRUNC:
        raise NotUnderstood
    try:
        return decoder.decode(data)
    except msgspec.DecodeError as error:
        raise NotUnderstood from error


def refused(message: str) -> SnapshotRefused:
    """The refusal of a snapshot, for ``message``."""
    return SnapshotRefused(message, _("Nothing was done. The counter goes on; try again later."))
