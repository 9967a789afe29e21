"""What head office answers, signed by the office identity: believed for its signature alone.

The signature covers the number of the kiosk and of its request, so that no answer can stand in for
another. The same bytes travel as an ``.ack`` file to the counter, which checks them once more.
"""

from __future__ import annotations

import enum
from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta

from app.domain.identity import Node
from app.domain.text import _
from app.ledger.checkpoint import Signer, genuine
from app.sync.bundle_header import EpochNumber, NodeNumber, unpacked
from app.sync.errors import WrongSignature

ANSWER_LIMIT = 9 << 20
"""Bytes of a body: a feed and a little more."""
_DOMAIN = b"tapcard answer 1\n"

Sequence = Annotated[int, Meta(ge=0, le=(1 << 32) - 1)]
Version = Annotated[int, Meta(ge=0, le=1 << 62)]
Count = Annotated[int, Meta(ge=0, le=(1 << 62))]
Sentence = Annotated[str, Meta(max_length=500)]
ScopeName = Annotated[str, Meta(max_length=64)]


class Code(enum.StrEnum):
    """What became of a request."""

    ACK = "ack"
    """200: everything up to and with the event is durable."""
    QUARANTINED = "quarantined"
    """202: as ``ack``; some event stands apart until head office can read it."""
    GRANTED = "granted"
    """200: the epoch is in force."""
    WAITS = "waits"
    """202: the epoch waits for approval at head office."""
    GAP = "gap"
    """409: event ``seq`` of ``epoch``, perhaps an older one, is wanted first."""
    FORK = "fork"
    """409: other bytes stand at event ``seq``: the counter runs from two copies."""
    FENCED = "fenced"
    """409: a later epoch, ``epoch``, is in force: another copy of this counter goes on."""
    UNGRANTED = "ungranted"
    """409: ``epoch`` is in force; the one that was sent must be asked for first."""
    COUNT = "count"
    """409: the request's number is not greater than ``seq``, the last one seen."""
    REVOKED = "revoked"
    """403: this counter was taken out of service."""
    REFUSED = "refused"
    """400, 401, 413: the request cannot be used; ``why`` says what is wrong with it."""
    FAILED = "failed"
    """500, 503: head office cannot take it now; the same again later."""


class Verdict(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """Body of every answer but those of hello, enrol and pull with a feed."""

    code: str
    """A :class:`Code`, or one of a newer head office, which counts as ``failed``."""
    epoch: Annotated[int, Meta(ge=0, le=65535)] = 0
    seq: Annotated[int, Meta(ge=0, le=1 << 62)] = 0
    hash: Annotated[bytes, Meta(max_length=32)] = b""
    """Of the last event that is durable, 32 bytes; empty where none is meant."""
    why: Sentence = ""


class Wanted(msgspec.Struct, frozen=True, array_like=True):
    """Events that head office lacks: from ``first`` to the end of the epoch, or to ``last``."""

    epoch: EpochNumber
    first: Annotated[int, Meta(ge=1, le=(1 << 32) - 1)]
    last: Sequence = 0
    """0: to the end."""


class HelloAnswer(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """Body of the answer to hello."""

    epoch: Annotated[int, Meta(ge=0, le=65535)]
    """In force; 0 where head office has no event of this kiosk."""
    next: Annotated[int, Meta(ge=1, le=1 << 32)]
    """Number of the event that is wanted next in it."""
    hash: Annotated[bytes, Meta(max_length=32)]
    """Of the event before; empty before the first."""
    office_time: int
    """Wall time at head office, milliseconds since 1970 UTC."""
    scopes: Annotated[list[tuple[ScopeName, Version]], Meta(max_length=32)] = []
    """Head of each scope that this kiosk gets."""
    commands: Annotated[list[Sentence], Meta(max_length=32)] = []
    wanted: Annotated[list[Wanted], Meta(max_length=32)] = []
    """What is lacking of older epochs."""


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """An answer as it came, and as it stands in an ``.ack`` file (msgpack)."""

    count: Count
    """Number of the request; 0 for an answer to a file that came by stick."""
    status: Annotated[int, Meta(ge=100, le=599)]
    body: Annotated[bytes, Meta(max_length=ANSWER_LIMIT)]
    signature: Annotated[bytes, Meta(max_length=64)]

    def require_genuine(self, office_key: bytes, node: Node) -> None:
        """Raises WrongSignature unless the office identity signed it for this kiosk."""
        message = answer_message(node, self.count, self.status, self.body)
        if not genuine(office_key, message, self.signature):
            raise WrongSignature(_("This answer is not signed by head office."))

    def verdict(self) -> Verdict:
        """What it says. Raises BundleDamaged."""
        return unpacked(self.body, Verdict)


def answer_message(node: NodeNumber, count: int, status: int, body: bytes) -> bytes:
    """What the office identity signs."""
    return _DOMAIN + f"{node}\n{count}\n{status}\n{sha256(body).hexdigest()}".encode()


def signed_answer(office: Signer, node: Node, count: int, status: int, body: bytes) -> Answer:
    """An answer to request ``count`` of a kiosk."""
    signature = office.sign(answer_message(node, count, status, body))
    return Answer(count, status, body, signature)


def answer_file(answer: Answer) -> bytes:
    """Bytes of an ``.ack`` file."""
    return msgspec.msgpack.encode(answer)


def read_answer_file(data: bytes) -> Answer:
    """Inverse of :func:`answer_file`. Raises BundleDamaged."""
    return unpacked(data, Answer)
