"""One line of a kiosk's journal in one epoch, as one of its copies wrote it."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from app.domain.identity import Node
from app.ledger import journal
from app.ledger.journal import RunHeader, encode_header
from app.sync.run import Run


@dataclass
class Branch:
    """Events of an epoch from its first one on, exact bytes with their hashes."""

    node: Node
    epoch: int
    previous: bytes
    bodies: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    headers: dict[int, bytes] = field(default_factory=dict)
    money: list[int] = field(default_factory=list)
    """Minor units that each event takes in."""

    @property
    def last(self) -> int:
        """Number of the last event; 0 for none."""
        return len(self.bodies)

    @property
    def head(self) -> bytes:
        """Hash of the last event."""
        return self.hash_at(self.last)

    def hash_at(self, seq: int) -> bytes:
        """Of an event; before the first: of what the epoch goes on from."""
        return self.hashes[seq - 1] if seq else self.previous

    def begin_run(self, boot: str) -> None:
        """The next event begins another process run."""
        header = encode_header(
            RunHeader(
                node=self.node,
                epoch=self.epoch,
                boot=boot,
                first_seq=self.last + 1,
                previous=self.head,
            )
        )
        self.headers[self.last + 1] = header

    def append(self, body: bytes, money: int = 0) -> None:
        """The next event."""
        hash, header = self.head, self.headers.get(self.last + 1)
        if header is not None:
            hash = journal.link(hash, header)
        self.hashes.append(sha256(hash + body).digest())
        self.bodies.append(body)
        self.money.append(money)

    def part(self, first: int, last: int) -> Run:
        """A range of it."""
        return Run(
            self.node,
            self.epoch,
            first,
            self.hash_at(first - 1),
            tuple(self.bodies[first - 1 : last]),
            {seq: data for seq, data in self.headers.items() if first <= seq <= last},
        )

    def copy(self) -> Branch:
        """As it stands now."""
        return Branch(
            self.node,
            self.epoch,
            self.previous,
            self.bodies.copy(),
            self.hashes.copy(),
            self.headers.copy(),
            self.money.copy(),
        )
