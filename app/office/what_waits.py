"""What waits for a person at head office, beside what its tables show."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.domain.identity import Node
from app.office.store.contract import Store
from app.office.store.rows import EpochRequest, Held, Refusal


class HeldRow(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle that was kept aside."""

    node: Node
    digest: bytes
    epoch: int
    first: int
    last: int
    reason: str
    received_at: int


class Exceptions(msgspec.Struct, frozen=True):
    """What waits for a person."""

    epochs: Sequence[EpochRequest]
    held: Sequence[HeldRow]
    refusals: Sequence[Refusal]


def what_waits(store: Store) -> Exceptions:
    """Of all kiosks."""
    return Exceptions(
        store.epoch_requests(), [_held(one) for one in store.held()], store.refusals()
    )


def _held(held: Held) -> HeldRow:
    return HeldRow(
        node=held.node,
        digest=held.digest,
        epoch=held.epoch,
        first=held.first,
        last=held.last,
        reason=held.reason,
        received_at=held.received_at,
    )
