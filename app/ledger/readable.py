"""What can be looked at: a ledger that this process owns, or a snapshot of somebody else's."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from app.domain.identity import Node
from app.ledger.checkpoint import JournalReport
from app.ledger.transaction import Reader


class Readable(Protocol):
    """One node's journal and tables, to be read."""

    @property
    def node(self) -> Node:
        """The node whose ledger it is."""
        ...

    @property
    def epoch(self) -> int:
        """The node's life since its last restore."""
        ...

    def read(self) -> AbstractContextManager[Reader]:
        """One state of all tables, to query."""
        ...

    def verify(self) -> JournalReport:
        """Full check of pages, chain, signatures and number series. Raises LedgerDamaged."""
        ...
