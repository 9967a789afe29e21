"""A stretch of one node's journal in one epoch: run headers and event bodies, exact bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from app.domain.identity import EventId, Node
from app.domain.text import _
from app.ledger import journal
from app.ledger.errors import LedgerError
from app.ledger.events.ledger_life import EpochBegun, LedgerBegun
from app.sync.errors import ChainBroken

_UNREADABLE = (LedgerError, UnicodeError, RecursionError)
"""What reading bytes of somebody else's may end in."""


@dataclass(frozen=True)
class Run:
    """Events ``first``, ``first + 1``, ... of ``node`` in ``epoch``, without a gap."""

    node: Node
    epoch: int
    first: int
    previous: bytes
    """Hash of the event before, 32 bytes. Before epoch 1: zeros; before a later epoch: hash of the
    event that its :class:`EpochBegun` goes on from."""
    bodies: tuple[bytes, ...]
    """The events, one or more."""
    headers: Mapping[int, bytes] = field(default_factory=dict)
    """Headers of the process runs that begin in it, by the number of their first event."""

    @property
    def last(self) -> int:
        """Number of the last event."""
        return self.first + len(self.bodies) - 1

    @cached_property
    def hashes(self) -> tuple[bytes, ...]:
        """Each event's hash in the chain. Raises ChainBroken."""
        return tuple(_chained(self))

    @property
    def last_hash(self) -> bytes:
        """Hash of the last event. Raises ChainBroken."""
        return self.hashes[-1]

    def events(self) -> Iterator[tuple[EventId, bytes, bytes]]:
        """``(identity, body, hash)`` of each event. Raises ChainBroken."""
        numbered = zip(self.bodies, self.hashes, strict=True)
        for seq, (body, hash) in enumerate(numbered, self.first):
            yield EventId(self.node, self.epoch, seq), body, hash

    def since(self, seq: int) -> Run:
        """The part of it from event ``seq`` on, which must be in it. Raises ChainBroken."""
        kept = seq - self.first
        return Run(
            self.node,
            self.epoch,
            seq,
            self.hashes[kept - 1] if kept else self.previous,
            self.bodies[kept:],
            {first: data for first, data in self.headers.items() if first >= seq},
        )


def _chained(run: Run) -> Iterator[bytes]:
    _require_shape(run)
    headers = {seq: _joined(run, seq, data) for seq, data in run.headers.items()}
    hash = run.previous
    for seq, body in enumerate(run.bodies, run.first):
        if seq in headers:
            if headers[seq] != hash:
                raise _broken(run, seq)
            hash = journal.link(hash, run.headers[seq])
        hash = sha256(hash + body).digest()
        yield hash


def _require_shape(run: Run) -> None:
    """Whatever the hashes say: an epoch begins with a header, and as the journal has it."""
    if not run.bodies or run.first < 1 or len(run.previous) != len(journal.GENESIS):
        raise _broken(run, run.first)
    if not all(run.first <= seq <= run.last for seq in run.headers):
        raise _broken(run, run.last)
    if run.first == 1:
        _require_beginning(run)


def _require_beginning(run: Run) -> None:
    event = _event(run, 1)
    if run.epoch == 1:
        begun = isinstance(event, LedgerBegun) and run.previous == journal.GENESIS
    else:
        begun = isinstance(event, EpochBegun) and run.previous == event.previous_hash
    if not begun or 1 not in run.headers:
        raise _broken(run, 1)


def _event(run: Run, seq: int) -> object:
    try:
        return journal.decoded(EventId(run.node, run.epoch, seq), run.bodies[seq - run.first]).event
    except _UNREADABLE as error:
        raise _broken(run, seq) from error


def public_key_in(run: Run) -> bytes | None:
    """The key that signs its epoch, where its beginning is in it. Raises ChainBroken."""
    event = _event(run, 1) if run.first == 1 else None
    return event.public_key if isinstance(event, LedgerBegun | EpochBegun) else None


def _joined(run: Run, seq: int, data: bytes) -> bytes:
    """What a process run's header says that it goes on from."""
    try:
        header = journal.decode_header(data)
    except _UNREADABLE as error:
        raise _broken(run, seq) from error
    if (header.node, header.epoch, header.first_seq) != (run.node, run.epoch, seq):
        raise _broken(run, seq)
    return header.previous


def _broken(run: Run, seq: int) -> ChainBroken:
    return ChainBroken(
        _("The chain of events does not hold at {id}.").format(id=EventId(run.node, run.epoch, seq))
    )
